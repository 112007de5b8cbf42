use crate::rebuild::{add_check, add_index, drop_column, not_null, rename, set_type};
use crate::support::{Db, call, now};
use mighost_database::sqlite::lower;
use mighost_schema::{
    Change, Column, ColumnDefault, ColumnType, Constraint, EnumType, Enumeration, Error, Identity, Index, IndexPart,
    IntegerWidth, NullsOrder, ObjectName, Operation, Position, PrimaryKey, Sequence, Settings, Table, TextSize, Unique,
    Value, View,
};

fn create(table: &Table) -> Operation {
    Operation::CreateTable { table: table.clone(), if_not_exists: false }
}

fn drop_table(name: &str, cascade: bool) -> Operation {
    Operation::DropTable { name: name.into(), if_exists: false, cascade }
}

fn rename_table(from: &str, to: &str) -> Operation {
    Operation::RenameTable { from: from.into(), to: to.into() }
}

fn view(name: &str, query: &str) -> View {
    View { name: name.into(), columns: Vec::new(), query: query.into(), materialized: false, comment: None }
}

fn key(columns: &[&str]) -> Constraint {
    Constraint::PrimaryKey(PrimaryKey {
        name: None,
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        settings: Settings::new(),
    })
}

#[test]
fn names_in_another_case_are_the_same_names() {
    let mut db = Db::with(
        "CREATE TABLE People (Id INTEGER PRIMARY KEY, Name TEXT, age INT); INSERT INTO people VALUES (1, 'x', 2); CREATE INDEX Ix ON People (Name)",
    );
    let mut again = Table::new("PEOPLE");
    again.columns.push(Column::new("id", ColumnType::INTEGER));
    assert!(!db.operate(&Operation::CreateTable { table: again.clone(), if_not_exists: true }).unwrap().changed);
    assert!(matches!(db.operate(&create(&again)), Err(Error::Invalid(_))));
    assert_eq!(db.table("pEOPLE").name.name, "People");
    let add = |name: &str, if_not_exists| Change::AddColumn {
        column: Column::new(name, ColumnType::TEXT),
        position: Position::Last,
        if_not_exists,
    };
    assert!(matches!(db.alter("people", vec![add("NAME", false)]), Err(Error::Invalid(_))));
    assert!(!db.alter("people", vec![add("NAME", true)]).unwrap().changed);
    db.alter("PEOPLE", vec![not_null("NAME"), drop_column("AGE"), rename("ID", "id")]).unwrap();
    let table = db.table("people");
    assert_eq!(table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["id", "Name"]);
    assert!(!table.columns[1].nullable);
    assert!(matches!(db.alter("people", vec![rename("Name", "ID")]), Err(Error::Invalid(_))));
    db.operate(&rename_table("people", "people")).unwrap();
    assert_eq!(db.table("people").name.name, "people");
    db.alter("people", vec![Change::RenameIndex { from: "IX".into(), to: "ix_new".into() }]).unwrap();
    let drop =
        Operation::DropIndex { table: "PEOPLE".into(), name: "IX_NEW".into(), if_exists: false, concurrently: true };
    assert!(db.operate(&drop).unwrap().changed);
    db.operate(&drop_table("PEOPLE", false)).unwrap();
    assert_eq!(now(db.connection.tables(None)).unwrap(), []);
}

#[test]
fn what_sqlite_cant_hold_is_lowered() {
    let mut db = Db::new();
    let mut table = Table::new(ObjectName::in_schema("main", "t"));
    table.comment = Some("all kinds".into());
    table.settings = Settings::from([("engine".into(), "InnoDB".into()), ("strict".into(), "false".into())]);
    let labels = vec!["small".to_owned(), "it's big".to_owned()];
    let enumeration = EnumType { name: Some("size".into()), labels: labels.clone() };
    table.columns = vec![
        Column {
            identity: Some(Identity { always: true, start: Some(100), cache: Some(5), ..Identity::default() }),
            comment: Some("the id".into()),
            ..Column::new("id", ColumnType::BIGINT)
        },
        Column::new("size", ColumnType::Enumeration(enumeration.clone()))
            .default(ColumnDefault::Literal("small".into())),
        Column::new("json", ColumnType::Jsonb),
        Column::new("text", ColumnType::Text(TextSize::Long)),
        Column::new("blob", ColumnType::Blob(TextSize::Medium)),
        Column::new("at", ColumnType::TIMESTAMP)
            .default(ColumnDefault::Literal(Value::Timestamp("2026-01-31T10:00:00".into()))),
        Column::new("price", ColumnType::Decimal { precision: Some(9), scale: Some(2) })
            .default(ColumnDefault::Literal(Value::Decimal("1.50".into()))),
        Column::new("flag", ColumnType::Boolean).default(ColumnDefault::Literal(Value::Integer(1))),
        Column::new("uuid", ColumnType::Uuid),
    ];
    table.constraints.push(key(&["id"]));
    let mut index = Index::new("ix", ["size"]);
    index.method = Some("btree".into());
    index.comment = Some("fast".into());
    index.parts[0].nulls = NullsOrder::First;
    index.parts[0].prefix_length = Some(3);
    table.indexes.push(index);
    let lowered = lower(&create(&table), None).unwrap();
    db.operate(&create(&table)).unwrap();
    let Operation::CreateTable { table: expected, .. } = lowered else { panic!() };
    assert_eq!(db.table("t"), expected);
    assert_eq!(
        db.one("SELECT sql FROM sqlite_schema WHERE name = 't'"),
        "CREATE TABLE \"t\" (\n  \"id\" INTEGER PRIMARY KEY AUTOINCREMENT,\n  \"size\" VARCHAR(8) DEFAULT 'small',\n  \
         \"json\" JSON,\n  \"text\" TEXT,\n  \"blob\" BLOB,\n  \"at\" DATETIME DEFAULT '2026-01-31 10:00:00',\n  \
         \"price\" NUMERIC(9, 2) DEFAULT 1.50,\n  \"flag\" BOOLEAN DEFAULT 1,\n  \"uuid\" UUID,\n  \
         CONSTRAINT \"t_size_enum\" CHECK (\"size\" IN ('small', 'it''s big'))\n)"
    );
    db.outside("INSERT INTO t DEFAULT VALUES").unwrap();
    assert_eq!(db.rows("SELECT id, size, flag FROM t"), ["100|small|1"]);
    assert!(db.outside("INSERT INTO t (size) VALUES ('huge')").is_err());
    // The check follows the labels, and goes with the enumeration.
    let mut more = enumeration;
    more.labels.push("huge".into());
    db.alter("t", vec![rename("size", "dimension"), set_type("dimension", ColumnType::Enumeration(more))]).unwrap();
    db.outside("INSERT INTO t (dimension) VALUES ('huge')").unwrap();
    assert_eq!(db.table("t").constraints.len(), 2);
    db.alter("t", vec![set_type("dimension", ColumnType::TEXT)]).unwrap();
    assert_eq!(db.table("t").constraints.len(), 1);
    assert_eq!(db.rows("SELECT seq FROM sqlite_sequence"), ["101"]);
}

#[test]
fn what_sqlite_cant_do_is_refused_with_another_way() {
    let mut db = Db::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE VIEW v AS SELECT 1; CREATE VIRTUAL TABLE f USING fts5(x)",
    );
    let before = db.dump();
    let unsigned = ColumnType::Integer { width: IntegerWidth::Normal, unsigned: true };
    let mut operations: Vec<Operation> = [
        unsigned,
        ColumnType::Interval,
        ColumnType::Set(vec!["a".into()]),
        ColumnType::Bit(3),
        ColumnType::Varbit(None),
        ColumnType::Array { element: "integer".into(), dimensions: 1 },
        ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels: Vec::new() }),
    ]
    .into_iter()
    .map(|column_type| {
        let mut table = Table::new("n");
        table.columns.push(Column::new("a", column_type));
        create(&table)
    })
    .collect();
    let mut index = Index::new("ix", ["a"]);
    index.include = vec!["id".into()];
    let mut gin = Index::new("ix", ["a"]);
    gin.method = Some("gin".into());
    let last = Index {
        parts: vec![IndexPart { nulls: NullsOrder::Last, ..IndexPart::column("a") }],
        ..Index::new("ix", Vec::<String>::new())
    };
    for index in [index, gin, last] {
        operations.push(Operation::CreateIndex { table: "t".into(), index, if_not_exists: false, concurrently: false });
    }
    let numbers = Identity::default();
    let mut elsewhere = Table::new(ObjectName::in_schema("other", "n"));
    elsewhere.columns.push(Column::new("a", ColumnType::TEXT));
    let mut numbered = Table::new("n");
    numbered.columns.push(Column { identity: Some(numbers.clone()), ..Column::new("a", ColumnType::INTEGER) });
    let mut unknown = Table::new("n");
    unknown.columns.push(Column::new("a", ColumnType::INTEGER));
    unknown.settings.insert("strikt".into(), String::new());
    operations.extend([
        create(&elsewhere),
        create(&numbered),
        create(&unknown),
        Operation::CreateSequence { sequence: Sequence { name: "s".into(), numbers }, if_not_exists: false },
        Operation::CreateEnumeration {
            enumeration: Enumeration { name: "e".into(), labels: vec!["a".into()] },
            if_not_exists: true,
        },
        Operation::CreateSchema { name: "s".into(), if_not_exists: true },
        Operation::RenameView { from: "v".into(), to: "w".into() },
        Operation::RefreshView { name: "v".into(), concurrently: false },
        Operation::CreateView { view: View { materialized: true, ..view("m", "SELECT 1") }, or_replace: false },
        rename_table("t", "t").clone(),
    ]);
    operations.pop();
    for operation in operations {
        let error = db.operate(&operation).unwrap_err();
        assert!(matches!(&error, Error::Unsupported(text) if text.len() > 20), "{operation:?}: {error:?}");
    }
    for (table, change) in [
        ("f", add_check("c", "x > 0")),
        ("v", drop_column("1")),
        ("t", Change::SetIdentity { column: "a".into(), identity: Some(Identity::default()) }),
        ("t", Change::SetSetting { name: "strikt".into(), value: Some(String::new()) }),
        (
            "t",
            Change::AddConstraint {
                constraint: Constraint::Unique(Unique {
                    name: None,
                    columns: vec!["a".into()],
                    nulls_not_distinct: true,
                    deferral: mighost_schema::Deferral::NotDeferrable,
                    settings: Settings::new(),
                }),
                if_not_exists: false,
            },
        ),
    ] {
        let error = db.alter(table, vec![change.clone()]).unwrap_err();
        assert!(matches!(&error, Error::Unsupported(_)), "{change:?}: {error:?}");
    }
    assert_eq!(db.dump(), before);
    for operation in [
        Operation::DropSequence { name: "s".into(), if_exists: true, cascade: false },
        Operation::DropEnumeration { name: "s".into(), if_exists: true, cascade: false },
        Operation::DropSchema { name: "s".into(), if_exists: true, cascade: false },
        Operation::CreateSchema { name: "main".into(), if_not_exists: true },
        Operation::SetViewComment { name: "v".into(), comment: Some("x".into()) },
        Operation::DropTable { name: "none".into(), if_exists: true, cascade: false },
        Operation::DropView { name: "none".into(), if_exists: true, cascade: false },
        Operation::DropIndex { table: "none".into(), name: "i".into(), if_exists: true, concurrently: false },
    ] {
        assert!(!db.operate(&operation).unwrap().changed, "{operation:?}");
    }
    let comments = vec![
        Change::SetTableComment { comment: Some("x".into()) },
        Change::SetColumnComment { column: "a".into(), comment: Some("x".into()) },
        Change::SetSetting { name: "engine".into(), value: Some("InnoDB".into()) },
    ];
    assert!(!db.alter("t", comments).unwrap().changed);
    assert_eq!(db.dump(), before);
}

#[test]
fn what_makes_no_sense_is_invalid_and_says_what_was_meant() {
    let mut db = Db::with(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT); CREATE VIEW v AS SELECT 1; CREATE INDEX i ON people (name)",
    );
    let before = db.dump();
    let mut nameless = Table::new("x");
    nameless.constraints.push(key(&["id"]));
    for (operation, says) in [
        (drop_table("peple", false), "did you mean `people`?"),
        (rename_table("peple", "x"), "did you mean `people`?"),
        (rename_table("people", "V"), "`V` exists already"),
        (drop_table("v", false), "`v` is a view"),
        (Operation::DropView { name: "people".into(), if_exists: true, cascade: false }, "`people` is a table"),
        (Operation::CreateView { view: view("People", "SELECT 1"), or_replace: true }, "`people` is a table"),
        (Operation::CreateView { view: view("V", "SELECT 1"), or_replace: false }, "view `v` exists already"),
        (create(&nameless), "no columns"),
        (create(&Table { columns: vec![Column::new("a", ColumnType::TEXT)], ..Table::new("v") }), "`v` is a view"),
        (
            create(&Table { columns: vec![Column::new("a", ColumnType::TEXT)], ..Table::new("I") }),
            "an index is called `I`",
        ),
        (
            Operation::CreateIndex {
                table: "people".into(),
                index: Index::new("j", ["nam"]),
                if_not_exists: false,
                concurrently: false,
            },
            "did you mean `name`?",
        ),
    ] {
        let error = db.operate(&operation).unwrap_err();
        assert!(matches!(&error, Error::Invalid(text) if text.contains(says)), "{operation:?}: {error:?}");
    }
    let error = db.operate(&Operation::CreateView { view: view("w", "SELECT nam FROM people"), or_replace: false });
    assert!(matches!(&error, Err(Error::Database(said)) if said.message.contains("no such column: nam")), "{error:?}");
    assert_eq!(db.dump(), before);
}

#[test]
fn a_table_that_others_stand_on_is_dropped_only_with_them() {
    let mut db = Db::with(
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE other (p TEXT);
         CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id), q_id INTEGER REFERENCES other);
         INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1, NULL);
         CREATE VIEW v AS SELECT id FROM p; CREATE VIEW w AS SELECT * FROM v; CREATE VIEW only_named AS SELECT p FROM other;
         CREATE TRIGGER t AFTER INSERT ON other BEGIN INSERT INTO p VALUES (9); END;",
    );
    let before = db.dump();
    let error = db.operate(&drop_table("p", false)).unwrap_err();
    assert!(matches!(&error, Error::Invalid(text) if text.contains("`c`")), "{error}");
    assert_eq!(db.dump(), before);
    db.operate(&drop_table("P", true)).unwrap();
    assert_eq!(db.rows("SELECT name FROM sqlite_schema ORDER BY name"), ["c", "only_named", "other"]);
    assert_eq!(db.rows("SELECT * FROM c"), ["1|1|NULL"]);
    assert_eq!(db.table("c").constraints.len(), 2, "the key to the other table stays");

    let mut db =
        Db::with("CREATE TABLE p (id INTEGER); CREATE VIEW v AS SELECT id FROM p; CREATE VIEW w AS SELECT * FROM v;");
    assert!(matches!(db.operate(&drop_table("p", false)), Err(Error::Invalid(text)) if text.contains("view `v`")));
    let drop = |cascade| Operation::DropView { name: "v".into(), if_exists: false, cascade };
    assert!(matches!(db.operate(&drop(false)), Err(Error::Invalid(text)) if text.contains("view `w`")));
    db.operate(&drop(true)).unwrap();
    db.operate(&drop_table("p", false)).unwrap();
    assert_eq!(db.rows("SELECT name FROM sqlite_schema"), Vec::<String>::new());
}

#[test]
fn a_renamed_table_is_followed_everywhere() {
    let mut db = Db::with(
        "CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER REFERENCES p (id), CHECK (p.id > 0));
         CREATE TABLE c (p_id INTEGER REFERENCES p (id) ON DELETE CASCADE); CREATE INDEX i ON p (parent);
         CREATE VIEW v AS SELECT p.id FROM p; CREATE TABLE log (x);
         CREATE TRIGGER t AFTER INSERT ON p BEGIN INSERT INTO log SELECT count(*) FROM p; END;
         INSERT INTO p VALUES (5, 5); INSERT INTO c VALUES (5);",
    );
    for (from, to) in [("p", "q"), ("q", "order"), ("order", "ORDER"), ("Order", "with \"quotes\"")] {
        db.operate(&rename_table(from, to)).unwrap();
        assert_eq!(db.table(to).name.name, to);
        assert_eq!(db.rows("SELECT * FROM v"), ["5"]);
        assert_eq!(db.rows("SELECT name, seq FROM sqlite_sequence"), [format!("{to}|5")]);
        let Constraint::ForeignKey(key) = db.table("c").constraints[0].clone() else { panic!() };
        assert_eq!(key.referred_table.name, to);
        db.assert_sound();
    }
    db.outside("INSERT INTO \"with \"\"quotes\"\"\" (parent) VALUES (5)").unwrap();
    assert_eq!(db.rows("SELECT * FROM log"), ["1", "2"]);
}

#[test]
fn a_replaced_view_keeps_its_triggers() {
    let mut db = Db::with(
        "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t;
         CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END;",
    );
    let mut replaced = view("V", "SELECT a + 1 FROM t;");
    replaced.columns = vec!["a".into()];
    db.operate(&Operation::CreateView { view: replaced, or_replace: true }).unwrap();
    db.outside("INSERT INTO v VALUES (1)").unwrap();
    assert_eq!(db.rows("SELECT a FROM v"), ["2"]);
}

#[test]
fn an_operation_that_fails_half_way_leaves_the_step_as_it_was() {
    let mut db = Db::with("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'), ('x'); CREATE TABLE u (b)");
    db.begin();
    db.guest("INSERT INTO u VALUES ('kept')").unwrap();
    let mut unique = Index::new("ux", ["a"]);
    unique.unique = true;
    let alter = |changes| Operation::AlterTable(mighost_schema::AlterTable { table: "t".into(), changes });
    let add = Change::AddColumn {
        column: Column::new("n", ColumnType::TEXT),
        position: Position::Last,
        if_not_exists: false,
    };
    let error = now(db.connection.operate(&alter(vec![add, add_index(unique)]))).map_err(call).unwrap_err();
    assert!(matches!(error, Error::Database(_)));
    assert_eq!(db.table("t").columns.len(), 1);
    db.commit().unwrap();
    assert_eq!(db.rows("SELECT b FROM u"), ["kept"]);
    db.assert_sound();
}

#[test]
fn the_natural_way_is_taken_where_there_is_one() {
    let mut db = Db::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT); CREATE INDEX i ON t (a); CREATE INDEX j ON t (b)",
    );
    let add = |column| Change::AddColumn { column, position: Position::Last, if_not_exists: false };
    let ran = db
        .alter(
            "t",
            vec![
                add(Column::new("c", ColumnType::INTEGER)
                    .not_null()
                    .default(ColumnDefault::Literal(Value::Integer(1)))),
                rename("c", "d"),
                drop_column("a"),
                Change::RenameIndex { from: "j".into(), to: "i".into() },
                add_index(Index::new("k", ["d"])),
            ],
        )
        .unwrap();
    assert_eq!(
        ran.statements,
        [
            "DROP INDEX \"i\"",
            "DROP INDEX \"j\"",
            "ALTER TABLE \"t\" ADD COLUMN \"c\" INTEGER NOT NULL DEFAULT 1",
            "ALTER TABLE \"t\" RENAME COLUMN \"c\" TO d",
            "ALTER TABLE \"t\" DROP COLUMN \"a\"",
            "CREATE INDEX \"i\" ON \"t\" (\"b\")",
            "CREATE INDEX \"k\" ON \"t\" (\"d\")",
        ]
    );
    assert!(!db.alter("t", vec![]).unwrap().changed);
    let none = Change::DropColumn { name: "z".into(), if_exists: true };
    assert!(!db.alter("t", vec![none]).unwrap().changed);
}

#[test]
fn a_column_that_is_made_anew_is_empty_again() {
    let mut db = Db::with("CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES ('x', 'y')");
    let add = Change::AddColumn {
        column: Column::new("b", ColumnType::TEXT),
        position: Position::Last,
        if_not_exists: false,
    };
    db.alter("t", vec![drop_column("b"), add]).unwrap();
    assert_eq!(db.rows("SELECT a, b FROM t"), ["x|NULL"]);
    let using = Change::SetType { column: "a".into(), column_type: ColumnType::TEXT, using: Some("upper(a)".into()) };
    assert!(db.alter("t", vec![using]).unwrap().changed);
    assert_eq!(db.rows("SELECT a FROM t"), ["X"]);
}

/// Found by the laws: a change can't say which of two unnamed keys on the same columns it means.
#[test]
fn a_cascade_takes_the_right_one_of_two_keys_on_the_same_column() {
    let mut db = Db::with(
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE q (id INTEGER PRIMARY KEY);
         CREATE TABLE c (id INTEGER REFERENCES p (id) REFERENCES q (id) ON DELETE CASCADE);",
    );
    db.operate(&drop_table("p", true)).unwrap();
    let keys = db.table("c").constraints;
    assert!(matches!(keys.as_slice(), [Constraint::ForeignKey(key)] if key.referred_table.name == "q"), "{keys:?}");
}

/// Found by the laws: what a table is in the end decides how its columns are lowered.
#[test]
fn strict_on_the_way_changes_no_types() {
    let mut db = Db::with("CREATE TABLE t (a DATE)");
    let strict = |value: Option<&str>| Change::SetSetting { name: "strict".into(), value: value.map(str::to_owned) };
    db.alter("t", vec![strict(Some("")), not_null("a"), strict(None)]).unwrap();
    assert_eq!(db.table("t").columns[0].column_type, ColumnType::Date);
    db.alter("t", vec![strict(Some(""))]).unwrap();
    assert_eq!(db.table("t").columns[0].column_type, ColumnType::TEXT);
}

/// Found by the laws: a name on the way may be another table's.
#[test]
fn an_index_may_have_a_taken_name_on_the_way() {
    let mut db = Db::with("CREATE TABLE t (a); CREATE INDEX i ON t (a); CREATE TABLE u (a); CREATE INDEX j ON u (a)");
    let to = |from: &str, to: &str| Change::RenameIndex { from: from.into(), to: to.into() };
    db.alter("t", vec![to("i", "j"), to("j", "k")]).unwrap();
    assert_eq!(db.rows("SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name"), ["j", "k"]);
    let error = db.alter("t", vec![to("k", "j")]).unwrap_err();
    assert!(matches!(&error, Error::Invalid(text) if text.contains("index of table `u`")), "{error}");
}

#[test]
fn what_a_column_does_on_a_conflict_is_set_and_goes_with_its_not_null() {
    let mut db = Db::with("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT)");
    let set = |column: &str, name: &str, value: Option<&str>| Change::SetColumnSetting {
        column: column.into(),
        name: name.into(),
        value: value.map(str::to_owned),
    };
    db.alter("t", vec![set("A", "on-conflict", Some("ignore"))]).unwrap();
    assert_eq!(db.table("t").column("a").unwrap().settings["on-conflict"], "ignore");
    db.begin();
    assert_eq!(db.guest("INSERT INTO t (a) VALUES (NULL)").unwrap(), 0);
    db.rollback();
    db.alter("t", vec![Change::SetNullable { column: "a".into(), nullable: true }]).unwrap();
    assert!(db.table("t").column("a").unwrap().settings.is_empty());
    assert!(matches!(db.alter("t", vec![set("b", "on-conflict", Some("ignore"))]).unwrap_err(), Error::Unsupported(_)));
    let sometimes = set("id", "on-conflict", Some("sometimes"));
    let changes =
        vec![Change::SetNullable { column: "b".into(), nullable: false }, set("b", "on-conflict", Some("so"))];
    assert!(db.alter("t", vec![sometimes]).is_err());
    assert!(matches!(db.alter("t", changes).unwrap_err(), Error::Invalid(_)));
    assert!(matches!(db.alter("t", vec![set("a", "colour", None)]).unwrap_err(), Error::Unsupported(_)));
    // Another database's: nothing to do here, but the column must be there.
    db.alter("t", vec![set("a", "on-update", Some("current_timestamp"))]).unwrap();
    assert!(matches!(db.alter("t", vec![set("z", "on-update", None)]).unwrap_err(), Error::Invalid(_)));
}
