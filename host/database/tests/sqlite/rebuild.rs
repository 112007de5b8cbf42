//! What other tools lose or leave behind when they rebuild a table. The ids are those of the cases that are known.

use crate::support::Db;
use mighost_schema::{
    Change, Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, Deferral, Error, ForeignKey,
    ForeignKeyAction, Index, Position, PrimaryKey, Settings, Unique, Value,
};

pub fn not_null(column: &str) -> Change {
    Change::SetNullable { column: column.into(), nullable: false }
}

pub fn set_type(column: &str, column_type: ColumnType) -> Change {
    Change::SetType { column: column.into(), column_type, using: None }
}

pub fn drop_column(name: &str) -> Change {
    Change::DropColumn { name: name.into(), if_exists: false }
}

pub fn rename(from: &str, to: &str) -> Change {
    Change::RenameColumn { from: from.into(), to: to.into() }
}

pub fn add_index(index: Index) -> Change {
    Change::AddIndex { index, if_not_exists: false }
}

pub fn add_check(name: &str, expression: &str) -> Change {
    let check =
        Check { name: Some(name.into()), expression: expression.into(), not_valid: false, settings: Settings::new() };
    Change::AddConstraint { constraint: Constraint::Check(check), if_not_exists: false }
}

pub fn add_unique(name: Option<&str>, columns: &[&str]) -> Change {
    let unique = Unique {
        name: name.map(str::to_owned),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        nulls_not_distinct: false,
        deferral: Deferral::NotDeferrable,
        settings: Settings::new(),
    };
    Change::AddConstraint { constraint: Constraint::Unique(unique), if_not_exists: false }
}

pub fn add_foreign_key(column: &str, table: &str, referred: &str) -> Change {
    let key = ForeignKey {
        name: None,
        columns: vec![column.into()],
        referred_table: table.into(),
        referred_columns: vec![referred.into()],
        on_delete: ForeignKeyAction::Cascade,
        on_update: ForeignKeyAction::NoAction,
        deferral: Deferral::NotDeferrable,
        match_full: false,
        not_valid: false,
        settings: Settings::new(),
    };
    Change::AddConstraint { constraint: Constraint::ForeignKey(key), if_not_exists: false }
}

const FAMILY: &str = "
    CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE);
    INSERT INTO p VALUES (1, 'one'), (2, 'two');
    INSERT INTO c VALUES (10, 1), (20, 2);
";

#[test]
fn b20_the_rows_that_refer_to_a_rebuilt_table_stay() {
    let mut db = Db::with(FAMILY);
    let ran = db.alter("p", vec![not_null("name")]).unwrap();
    assert!(ran.changed);
    assert_eq!(ran.statements.iter().filter(|s| s.starts_with("CREATE TABLE")).count(), 1, "{:?}", ran.statements);
    assert_eq!(db.rows("SELECT id, p_id FROM c"), ["10|1", "20|2"]);
    assert_eq!(db.rows("SELECT * FROM p"), ["1|one", "2|two"]);
    db.assert_sound();
    // And the cascade still works for the application.
    db.outside("DELETE FROM p WHERE id = 1").unwrap();
    assert_eq!(db.rows("SELECT id FROM c"), ["20"]);
}

#[test]
fn b21_no_action_children_are_no_obstacle_and_nothing_is_left() {
    let mut db = Db::with(&FAMILY.replace(" ON DELETE CASCADE", ""));
    for _ in 0..2 {
        db.alter("p", vec![set_type("name", ColumnType::Varchar(Some(9)))]).unwrap();
        db.alter("p", vec![set_type("name", ColumnType::TEXT)]).unwrap();
    }
    assert_eq!(db.rows("SELECT id, p_id FROM c"), ["10|1", "20|2"]);
    db.assert_sound();
    assert!(db.outside("DELETE FROM p WHERE id = 1").is_err());
}

#[test]
fn b22_null_rows_are_counted_and_nothing_changed() {
    let mut db = Db::with(&format!("{FAMILY} INSERT INTO p VALUES (3, NULL), (4, NULL);"));
    let before = db.dump();
    let error = db.alter("p", vec![not_null("name")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `name` of table `p` can't be made not nullable: 2 rows have NULL (one has id = 3); fill them first"
    );
    assert_eq!(db.dump(), before);
    db.assert_sound();
    // The retry, once the rows are filled, works.
    db.outside("UPDATE p SET name = 'x' WHERE name IS NULL").unwrap();
    db.alter("p", vec![not_null("name")]).unwrap();
    db.assert_sound();
}

#[test]
fn b23_views_on_the_table_work_on() {
    let mut db = Db::with(&format!(
        "{FAMILY} CREATE VIEW v AS SELECT name FROM p WHERE id > 1; CREATE VIEW w (n) AS SELECT v.name FROM v, \"P\" AS q;"
    ));
    let views = db.rows("SELECT sql FROM sqlite_schema WHERE type = 'view'");
    db.alter("p", vec![not_null("name")]).unwrap();
    assert_eq!(db.rows("SELECT sql FROM sqlite_schema WHERE type = 'view'"), views);
    assert_eq!(db.rows("SELECT * FROM v"), ["two"]);
    assert_eq!(db.rows("SELECT count(*) FROM w"), ["2"]);
    db.assert_sound();
}

#[test]
fn b23_a_change_that_breaks_a_view_is_refused_by_its_name() {
    let mut db = Db::with(&format!("{FAMILY} CREATE VIEW v AS SELECT name FROM p; CREATE VIEW w AS SELECT * FROM v;"));
    let before = db.dump();
    for changes in [vec![drop_column("name")], vec![drop_column("name"), add_check("c", "id > 0")]] {
        let error = db.alter("p", changes).unwrap_err();
        assert!(error.to_string().contains("view `v`") || error.to_string().contains("view v"), "{error}");
        assert_eq!(db.dump(), before);
    }
    // A view that was broken before is nobody's business.
    let mut db = Db::with(&format!("{FAMILY} CREATE VIEW v AS SELECT no_such FROM p;"));
    db.alter("p", vec![not_null("name")]).unwrap();
}

#[test]
fn b24_triggers_of_the_table_and_of_others_that_name_it_stay() {
    let mut db = Db::with(&format!(
        "{FAMILY} CREATE TABLE log (what);
         CREATE TRIGGER t1 AFTER UPDATE OF name ON p WHEN NEW.name <> OLD.name BEGIN
            INSERT INTO log VALUES ('p ' || NEW.name); END;
         CREATE TRIGGER t2 AFTER INSERT ON c BEGIN UPDATE p SET name = name || '!' WHERE id = NEW.p_id; END;
         CREATE VIEW v AS SELECT * FROM p;
         CREATE TRIGGER t3 INSTEAD OF DELETE ON v BEGIN DELETE FROM p WHERE id = OLD.id; END;"
    ));
    let triggers = db.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name");
    db.alter("p", vec![not_null("name"), add_check("short", "length(name) < 20")]).unwrap();
    assert_eq!(db.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"), triggers);
    assert_eq!(db.rows("SELECT * FROM log"), Vec::<String>::new(), "the copy fires no trigger");
    db.outside("INSERT INTO c VALUES (30, 2); DELETE FROM c WHERE p_id = 1; DELETE FROM v WHERE id = 1").unwrap();
    assert_eq!(db.rows("SELECT * FROM log"), ["p two!"]);
    assert_eq!(db.rows("SELECT id FROM p"), ["2"]);
    db.assert_sound();
}

#[test]
fn b24_a_change_that_breaks_a_trigger_is_refused_by_its_name() {
    let mut db = Db::with(&format!(
        "{FAMILY} CREATE TABLE log (what);
         CREATE TRIGGER other AFTER INSERT ON c BEGIN UPDATE p SET name = 'x' WHERE id = NEW.p_id; END;"
    ));
    let before = db.dump();
    for changes in [vec![drop_column("name")], vec![drop_column("name"), add_check("c", "id > 0")]] {
        let error = db.alter("p", changes).unwrap_err();
        assert!(
            error.to_string().contains("trigger `other`") || error.to_string().contains("trigger other"),
            "{error}"
        );
        assert_eq!(db.dump(), before);
    }
}

#[test]
fn b25_b26_every_kind_of_index_stays() {
    let mut db = Db::with(
        "CREATE TABLE t (a TEXT, b INTEGER, c TEXT);
         CREATE INDEX i_expression ON t (lower(a), b * 2 DESC);
         CREATE UNIQUE INDEX i_descending ON t (b DESC, a COLLATE NOCASE);
         CREATE INDEX i_partial ON t (c) WHERE b > 1 AND c IS NOT NULL;
         INSERT INTO t VALUES ('A', 1, 'x'), ('B', 2, NULL);",
    );
    let before = db.table("t");
    db.alter("t", vec![not_null("b")]).unwrap();
    let after = db.table("t");
    assert_eq!(after.indexes, before.indexes);
    assert_eq!(
        db.rows("SELECT sql FROM sqlite_schema WHERE name IN ('i_expression', 'i_descending') ORDER BY name"),
        [
            "CREATE UNIQUE INDEX \"i_descending\" ON \"t\" (\"b\" DESC, \"a\" COLLATE \"NOCASE\")",
            "CREATE INDEX \"i_expression\" ON \"t\" (lower(a), b * 2 DESC)",
        ]
    );
    assert!(db.outside("INSERT INTO t VALUES ('a', 1, 'y')").is_err(), "unique without case");
    db.assert_sound();
}

#[test]
fn b27_autoincrement_and_its_number_stay() {
    let mut db = Db::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
         INSERT INTO t (a) VALUES ('x'), ('y'), ('z'); DELETE FROM t WHERE id > 1;",
    );
    db.alter("t", vec![not_null("a")]).unwrap();
    assert_eq!(db.rows("SELECT * FROM sqlite_sequence"), ["t|3"]);
    db.outside("INSERT INTO t (a) VALUES ('new')").unwrap();
    assert_eq!(db.rows("SELECT id FROM t"), ["1", "4"], "no id is given twice");
    // With no rows at all, too.
    db.outside("DELETE FROM t").unwrap();
    db.alter("t", vec![set_type("a", ColumnType::Varchar(Some(3)))]).unwrap();
    assert_eq!(db.rows("SELECT * FROM sqlite_sequence"), ["t|4"]);
    db.assert_sound();
}

#[test]
fn b28_collations_stay() {
    let mut db = Db::with(
        "CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE, b TEXT, c TEXT, UNIQUE (c COLLATE RTRIM)); INSERT INTO t VALUES ('A', 'x', 'c');",
    );
    db.alter("t", vec![not_null("b")]).unwrap();
    assert_eq!(db.table("t").column("a").unwrap().collation.as_deref(), Some("NOCASE"));
    assert!(db.outside("INSERT INTO t VALUES ('a', 'y', 'd')").is_err());
    assert!(db.outside("INSERT INTO t VALUES ('b', 'y', 'c  ')").is_err());
    assert_eq!(db.rows("SELECT b FROM t WHERE a = 'a'"), ["x"]);
}

#[test]
fn b29_checks_of_columns_and_tables_named_or_not_stay() {
    let mut db = Db::with(
        "CREATE TABLE t (a INTEGER CHECK (a > 0), b INTEGER CONSTRAINT b_ok CHECK (b < 10), c INTEGER,
            CHECK (a < b), CONSTRAINT named CHECK (c <> 5)); INSERT INTO t VALUES (1, 2, 3);",
    );
    let before = db.table("t");
    db.alter("t", vec![not_null("c")]).unwrap();
    assert_eq!(db.table("t").constraints, before.constraints);
    for wrong in ["(-1, 2, 3)", "(1, 11, 3)", "(3, 2, 3)", "(1, 2, 5)"] {
        assert!(db.outside(&format!("INSERT INTO t VALUES {wrong}")).is_err(), "{wrong}");
    }
}

#[test]
fn b30_inline_references_keep_their_actions_and_deferral() {
    let mut db = Db::with(
        "CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
         CREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER REFERENCES p ON DELETE CASCADE,
            b TEXT REFERENCES p (code) ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED, me INTEGER REFERENCES c ON DELETE SET DEFAULT);
         INSERT INTO p VALUES (1, 'x'); INSERT INTO c VALUES (1, 1, 'x', 1);",
    );
    let before = db.table("c");
    db.alter("c", vec![not_null("a")]).unwrap();
    assert_eq!(db.table("c").constraints, before.constraints);
    db.outside("UPDATE p SET code = 'y'").unwrap();
    assert_eq!(db.rows("SELECT b FROM c"), ["NULL"]);
    db.outside("DELETE FROM p").unwrap();
    assert_eq!(db.rows("SELECT count(*) FROM c"), ["0"]);
    db.assert_sound();
}

#[test]
fn b31_strict_and_without_rowid_stay() {
    let mut db = Db::with(
        "CREATE TABLE t (k TEXT PRIMARY KEY, a INTEGER) WITHOUT ROWID, STRICT; INSERT INTO t VALUES ('x', 1);",
    );
    db.alter("t", vec![not_null("a")]).unwrap();
    assert_eq!(db.rows("SELECT wr, strict FROM pragma_table_list WHERE name = 't'"), ["1|1"]);
    assert!(db.outside("INSERT INTO t VALUES ('y', 'no number')").is_err());
    assert_eq!(db.rows("SELECT * FROM t"), ["x|1"]);
}

#[test]
fn b32_generated_columns_in_one_line_stay() {
    let mut db = Db::with(
        "CREATE TABLE t(a INTEGER, b TEXT AS (a || ')') STORED, c INTEGER GENERATED ALWAYS AS (a*2), d TEXT DEFAULT 'x', CHECK(c<100)); INSERT INTO t (a) VALUES (3);",
    );
    let before = db.table("t");
    db.alter("t", vec![not_null("a")]).unwrap();
    let mut expected = before.clone();
    expected.columns[0].nullable = false;
    assert_eq!(db.table("t"), expected);
    assert_eq!(db.rows("SELECT a, b, c, d FROM t"), ["3|3)|6|x"]);
    assert!(db.outside("INSERT INTO t (a) VALUES (50)").is_err());
}

#[test]
fn b33_a_column_is_dropped_with_its_index() {
    for more in [vec![], vec![add_check("c", "b > 0")]] {
        let mut db = Db::with(
            "CREATE TABLE t (a, b); CREATE INDEX i ON t (a); CREATE INDEX j ON t (b); INSERT INTO t VALUES (1, 2)",
        );
        let mut changes = vec![drop_column("a")];
        changes.extend(more);
        db.alter("t", changes).unwrap();
        assert_eq!(db.rows("SELECT name FROM sqlite_schema WHERE type = 'index'"), ["j"]);
        assert_eq!(db.rows("SELECT * FROM t"), ["2"]);
        db.assert_sound();
    }
}

#[test]
fn b34_a_column_is_dropped_with_the_check_that_is_its_own() {
    let sql = "CREATE TABLE t (a INTEGER, b INTEGER, CONSTRAINT a_ok CHECK (a > 0), CONSTRAINT both CHECK (b > 0)); INSERT INTO t VALUES (1, 2)";
    let mut db = Db::with(sql);
    db.alter("t", vec![drop_column("a")]).unwrap();
    let names: Vec<Option<String>> = db.table("t").constraints.iter().map(|c| c.name().map(str::to_owned)).collect();
    assert_eq!(names, [Some("both".to_owned())]);
    db.assert_sound();

    let mut db = Db::with(&sql.replace("(b > 0)", "(b > a)"));
    let before = db.dump();
    let error = db.alter("t", vec![drop_column("a")]).unwrap_err();
    assert!(matches!(&error, Error::Invalid(text) if text.contains("both")), "{error}");
    assert_eq!(db.dump(), before);
    let drop = Change::DropConstraint { key: ConstraintKey::Name("both".into()), if_exists: false };
    db.alter("t", vec![drop, drop_column("a")]).unwrap();
    db.assert_sound();
}

#[test]
fn b35_a_column_is_renamed_and_indexed_in_one_go() {
    for more in [vec![], vec![not_null("b"), add_check("c", "b <> ''")]] {
        let mut db = Db::with(
            "CREATE TABLE t (a TEXT CHECK (length(a) < 9), z TEXT); INSERT INTO t VALUES ('x', 'y');
             CREATE INDEX i ON t (upper(a)) WHERE a > ''; CREATE VIEW v AS SELECT a FROM t;
             CREATE TABLE l (x); CREATE TRIGGER tr AFTER UPDATE OF a ON t BEGIN INSERT INTO l VALUES (NEW.a); END;",
        );
        let mut changes = vec![rename("a", "b"), add_index(Index::new("ix_b", ["b"]))];
        changes.extend(more);
        let ran = db.alter("t", changes).unwrap();
        assert!(ran.statements.iter().filter(|s| s.starts_with("CREATE TABLE")).count() <= 1);
        assert_eq!(db.rows("SELECT b, z FROM t"), ["x|y"]);
        assert_eq!(db.rows("SELECT * FROM v"), ["x"]);
        db.outside("UPDATE t SET b = 'new'").unwrap();
        assert_eq!(db.rows("SELECT * FROM l"), ["new"]);
        let table = db.table("t");
        assert_eq!(table.indexes.len(), 2);
        assert!(table.indexes.iter().any(|i| i.predicate.as_deref() == Some("b > ''")), "{:?}", table.indexes);
        db.assert_sound();
    }
}

#[test]
fn b36_an_index_is_created_if_it_isnt_there() {
    let mut db = Db::with("CREATE TABLE t (a, b); CREATE INDEX i ON t (a)");
    let add = |name: &str| Change::AddIndex { index: Index::new(name, ["b"]), if_not_exists: true };
    db.alter("t", vec![add("i"), add("j"), not_null("a")]).unwrap();
    let indexes = db.table("t").indexes;
    assert_eq!(indexes, [Index::new("i", ["a"]), Index::new("j", ["b"])]);
    assert!(!db.alter("t", vec![add("i"), add("j")]).unwrap().changed);
}

#[test]
fn b37_a_text_that_is_no_number_is_not_made_zero() {
    let mut db = Db::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(9)); INSERT INTO t VALUES (1, '12'), (2, 'abc'), (3, NULL), (4, ' 7 '), (5, '1.5')",
    );
    let before = db.dump();
    let error = db.alter("t", vec![set_type("a", ColumnType::INTEGER)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `a` of table `t` can't be made INTEGER: 2 of its values are no such number (one is '1.5' or 'abc'); \
         change them first, or say how to compute the new values"
            .replace("'1.5' or 'abc'", "'abc'")
    );
    assert_eq!(db.dump(), before);
    db.assert_sound();
    let using = Change::SetType {
        column: "a".into(),
        column_type: ColumnType::INTEGER,
        using: Some("CAST(a AS INTEGER)".into()),
    };
    db.alter("t", vec![using]).unwrap();
    assert_eq!(
        db.rows("SELECT a, typeof(a) FROM t"),
        ["12|integer", "0|integer", "NULL|null", "7|integer", "1|integer"]
    );
}

#[test]
fn b37_a_text_is_not_rewritten_by_a_type_that_sqlite_takes_for_a_number() {
    let mut db = Db::with("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('2026-01-31'), ('007'), ('1e3')");
    let before = db.dump();
    let error = db.alter("t", vec![set_type("a", ColumnType::Date)]).unwrap_err();
    assert!(error.to_string().contains("2 of its values would be rewritten"), "{error}");
    assert_eq!(db.dump(), before);
    db.outside("DELETE FROM t WHERE a NOT LIKE '%-%'").unwrap();
    db.alter("t", vec![set_type("a", ColumnType::Date)]).unwrap();
    db.alter("t", vec![set_type("a", ColumnType::TEXT)]).unwrap();
    assert_eq!(db.rows("SELECT a, typeof(a) FROM t"), ["2026-01-31|text"]);
}

#[test]
fn b38_names_defaults_and_data_stay() {
    let mut db = Db::with(
        "CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1);
         CREATE TABLE t (id INTEGER NOT NULL, a TEXT DEFAULT 'x' NOT NULL, b REAL DEFAULT 1.5, c DATETIME DEFAULT CURRENT_TIMESTAMP,
            d INTEGER DEFAULT (1 + 1), e BLOB, CONSTRAINT pk PRIMARY KEY (id), CONSTRAINT u UNIQUE (a), UNIQUE (b, c),
            CONSTRAINT fk FOREIGN KEY (d) REFERENCES p (id), CONSTRAINT ck CHECK (b > 0));
         CREATE INDEX i ON t (a, b); CREATE INDEX j ON t (b) WHERE b > 1;
         INSERT INTO t VALUES (7, 'it''s', 2.5, '2026-01-01', 1, x'00FF');",
    );
    let before = db.table("t");
    let rows = db.rows("SELECT *, rowid FROM t");
    db.alter("t", vec![not_null("b")]).unwrap();
    let mut expected = before;
    expected.columns[2].nullable = false;
    assert_eq!(db.table("t"), expected);
    assert_eq!(db.rows("SELECT *, rowid FROM t"), rows);
    db.assert_sound();
}

#[test]
fn rows_keep_their_ids() {
    let mut db = Db::with(
        "CREATE TABLE t (a TEXT, rowid TEXT); INSERT INTO t VALUES ('x', 'r1'), ('y', 'r2'), ('z', 'r3'); DELETE FROM t WHERE a = 'y';",
    );
    db.alter("t", vec![not_null("a")]).unwrap();
    assert_eq!(db.rows("SELECT oid, a, rowid FROM t"), ["1|x|r1", "3|z|r3"]);
    // A full-text index with outside content knows rows by their ids.
    let mut db = Db::with(
        "CREATE TABLE d (body TEXT); INSERT INTO d VALUES ('gone'), ('apples'), ('pears'); DELETE FROM d WHERE rowid = 1;
         CREATE VIRTUAL TABLE f USING fts5(body, content='d'); INSERT INTO f (f) VALUES ('rebuild');
         CREATE TRIGGER ai AFTER INSERT ON d BEGIN INSERT INTO f (rowid, body) VALUES (NEW.rowid, NEW.body); END;",
    );
    db.alter("d", vec![not_null("body")]).unwrap();
    db.outside("INSERT INTO d VALUES ('plums')").unwrap();
    assert_eq!(db.rows("SELECT rowid, body FROM f WHERE f MATCH 'pears OR plums'"), ["3|pears", "4|plums"]);
    db.outside("INSERT INTO f (f) VALUES ('integrity-check')").unwrap();
}

#[test]
fn keys_come_and_go() {
    let mut db = Db::with("CREATE TABLE t (id INTEGER NOT NULL, a TEXT); INSERT INTO t VALUES (5, 'x'), (7, 'y')");
    let key = |columns: &[&str]| Change::AddConstraint {
        constraint: Constraint::PrimaryKey(PrimaryKey {
            name: None,
            columns: columns.iter().map(|c| (*c).to_owned()).collect(),
            settings: Settings::new(),
        }),
        if_not_exists: false,
    };
    let drop = Change::DropConstraint { key: ConstraintKey::PrimaryKey, if_exists: false };
    db.alter("t", vec![key(&["id"])]).unwrap();
    assert_eq!(db.rows("SELECT rowid, id FROM t"), ["5|5", "7|7"]);
    db.alter("t", vec![drop.clone(), key(&["a"])]).unwrap();
    assert_eq!(db.rows("SELECT rowid, id FROM t"), ["5|5", "7|7"]);
    let setting =
        |name: &str, value: Option<&str>| Change::SetSetting { name: name.into(), value: value.map(str::to_owned) };
    db.alter("t", vec![setting("without-rowid", Some("")), setting("strict", Some("")), not_null("a")]).unwrap();
    assert_eq!(db.rows("SELECT wr, strict FROM pragma_table_list WHERE name = 't'"), ["1|1"]);
    db.alter("t", vec![setting("without-rowid", None), drop]).unwrap();
    assert_eq!(db.rows("SELECT id, a FROM t ORDER BY id"), ["5|x", "7|y"]);
    db.assert_sound();
}

#[test]
fn what_the_rows_contradict_is_refused_and_nothing_changed() {
    let mut db = Db::with(&format!(
        "{FAMILY} CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, p_id INTEGER); CREATE INDEX i ON t (a);
         INSERT INTO t VALUES (1, 'x', 1), (2, 'x', 9), (3, NULL, NULL)"
    ));
    let before = db.dump();
    let mut unique_index = Index::new("u", ["a"]);
    unique_index.unique = true;
    for (changes, says) in [
        (vec![add_unique(None, &["a"])], "UNIQUE constraint failed: t.a"),
        (vec![add_index(unique_index.clone())], "UNIQUE constraint failed: t.a"),
        (vec![add_index(unique_index), add_check("c", "id > 0")], "UNIQUE constraint failed: t.a"),
        (vec![add_check("big", "id > 1")], "CHECK constraint failed: big"),
        (
            vec![add_foreign_key("p_id", "p", "id")],
            "1 row of `t` (p_id) refers to a row that is not in `p` (one is row 2)",
        ),
        (vec![add_foreign_key("a", "p", "name")], "foreign key mismatch"),
        (
            vec![Change::AddColumn {
                column: Column::new("n", ColumnType::TEXT).not_null(),
                position: Position::Last,
                if_not_exists: false,
            }],
            "3 rows",
        ),
        (
            vec![Change::AddColumn {
                column: Column::new("n", ColumnType::TEXT).not_null(),
                position: Position::First,
                if_not_exists: false,
            }],
            "3 rows",
        ),
        (vec![add_index(Index::new("i", ["id"]))], "index `i` already"),
        (vec![add_index(Index::new("t", ["id"]))], "`t`"),
        (vec![drop_column("none")], "no column `none`"),
        (vec![rename("a", "ID")], "`id` already"),
        (vec![add_check("c", "no_such > 1")], "no such column"),
    ] {
        let error = db.alter("t", changes.clone()).unwrap_err();
        assert!(error.to_string().contains(says), "{changes:?}: {error}");
        assert_eq!(db.dump(), before, "{changes:?}");
    }
    let error = db.alter("p", vec![drop_column("id")]).unwrap_err();
    assert!(error.to_string().contains("`c`"), "{error}");
    assert_eq!(db.dump(), before);
}

#[test]
fn columns_are_added_where_they_are_wanted_with_every_kind_of_default() {
    let mut db = Db::with("CREATE TABLE t (id INTEGER PRIMARY KEY, z TEXT); INSERT INTO t VALUES (1, 'z')");
    let add = |column: Column, position| Change::AddColumn { column, position, if_not_exists: false };
    let literal = |value: Value| ColumnDefault::Literal(value);
    db.alter(
        "t",
        vec![
            add(Column::new("a", ColumnType::INTEGER).not_null().default(literal(Value::Integer(7))), Position::First),
            add(
                Column::new("b", ColumnType::Date).not_null().default(ColumnDefault::CurrentDate),
                Position::After("ID".into()),
            ),
            add(
                Column::new("c", ColumnType::TEXT).default(ColumnDefault::Expression("upper('x')".into())),
                Position::Last,
            ),
        ],
    )
    .unwrap();
    assert_eq!(db.rows("SELECT name FROM pragma_table_info('t')"), ["a", "id", "b", "z", "c"]);
    assert_eq!(db.rows("SELECT a, id, b = date(), z, c FROM t"), ["7|1|1|z|X"]);
    let ran = db
        .alter(
            "t",
            vec![add(
                Column::new("d", ColumnType::Boolean).not_null().default(literal(Value::Boolean(true))),
                Position::Last,
            )],
        )
        .unwrap();
    assert_eq!(ran.statements, ["ALTER TABLE \"t\" ADD COLUMN \"d\" BOOLEAN NOT NULL DEFAULT 1"]);
    db.alter("t", vec![Change::MoveColumn { column: "d".into(), position: Position::First }]).unwrap();
    assert_eq!(db.rows("SELECT * FROM t").len(), 1);
    assert_eq!(db.table("t").columns[0].name, "d");
    db.assert_sound();
}

#[test]
fn columns_swap_names_in_one_go_and_views_follow() {
    let mut db = Db::with(
        "CREATE TABLE t (a TEXT, b TEXT, c TEXT); INSERT INTO t VALUES ('A', 'B', 'C'); CREATE VIEW v AS SELECT a, b FROM t;",
    );
    let changes = vec![
        rename("a", "tmp"),
        rename("b", "a"),
        rename("tmp", "b"),
        drop_column("c"),
        rename("a", "c"),
        not_null("b"),
    ];
    db.alter("t", changes).unwrap();
    assert_eq!(db.rows("SELECT b, c FROM t"), ["A|B"]);
    assert_eq!(db.rows("SELECT * FROM v"), ["A|B"]);
    db.assert_sound();
}

#[test]
fn a_rebuild_keeps_the_planners_statistics() {
    let mut db =
        Db::with("CREATE TABLE t (a, b); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1, 2), (1, 3); ANALYZE;");
    db.alter("t", vec![not_null("b")]).unwrap();
    assert_eq!(db.rows("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 't'"), ["i|2 2"]);
}

#[test]
fn a_change_that_is_taken_back_leaves_the_others() {
    let mut db = Db::with("CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1); CREATE INDEX i ON t (id)");
    let identity = |identity| Change::SetIdentity { column: "id".into(), identity };
    let small = ColumnType::Integer { width: mighost_schema::IntegerWidth::Small, unsigned: false };
    let ran = db
        .alter(
            "t",
            vec![identity(Some(mighost_schema::Identity::default())), set_type("id", small.clone()), identity(None)],
        )
        .unwrap();
    assert_eq!(db.table("t").columns[0].column_type, small, "{ran:?}");
}

#[test]
fn a_conversion_follows_a_rename_behind_it() {
    let mut db = Db::with("CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES ('1 kg', '5')");
    let using = Change::SetType {
        column: "a".into(),
        column_type: ColumnType::INTEGER,
        using: Some("CAST(a AS INTEGER) * b".into()),
    };
    db.alter("t", vec![using, rename("a", "weight"), rename("b", "a"), not_null("weight")]).unwrap();
    assert_eq!(db.rows("SELECT weight, typeof(weight), a FROM t"), ["5|integer|5"]);
}
