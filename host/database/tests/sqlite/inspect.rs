use crate::support::{Db, now};
use mighost_schema::{
    Check, Column, ColumnDefault, ColumnType, Constraint, Deferral, ForeignKey, ForeignKeyAction, Generated, Identity,
    Index, IndexKey, IndexPart, PrimaryKey, Settings, Unique, Value, View,
};

fn settings<const N: usize>(pairs: [(&str, &str); N]) -> Settings {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn primary_key(name: Option<&str>, columns: &[&str], given: Settings) -> Constraint {
    let columns = columns.iter().map(|c| (*c).to_owned()).collect();
    Constraint::PrimaryKey(PrimaryKey { name: name.map(str::to_owned), columns, settings: given })
}

fn unique(name: Option<&str>, columns: &[&str], given: Settings) -> Constraint {
    Constraint::Unique(Unique {
        name: name.map(str::to_owned),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        nulls_not_distinct: false,
        deferral: Deferral::NotDeferrable,
        settings: given,
    })
}

fn check(name: Option<&str>, expression: &str) -> Constraint {
    Constraint::Check(Check {
        name: name.map(str::to_owned),
        expression: expression.to_owned(),
        not_valid: false,
        settings: Settings::new(),
    })
}

fn foreign_key(columns: &[&str], table: &str, referred: &[&str]) -> ForeignKey {
    ForeignKey {
        name: None,
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        referred_table: table.into(),
        referred_columns: referred.iter().map(|c| (*c).to_owned()).collect(),
        on_delete: ForeignKeyAction::NoAction,
        on_update: ForeignKeyAction::NoAction,
        deferral: Deferral::NotDeferrable,
        match_full: false,
        not_valid: false,
        settings: Settings::new(),
    }
}

#[test]
fn every_part_of_a_column_is_read() {
    let mut db = Db::with(
        "CREATE TABLE \"Order items\" (
            id INTEGER PRIMARY KEY AUTOINCREMENT, -- the id, of course
            [a b] VARCHAR ( 26 ) NOT NULL DEFAULT 'it''s, (fine)' COLLATE NOCASE,
            `c\"d` NUMERIC(10,2) CONSTRAINT nn NOT NULL ON CONFLICT IGNORE CONSTRAINT df DEFAULT -1.50,
            e DOUBLE PRECISION DEFAULT 1e3, f BOOLEAN DEFAULT 0, g BOOLEAN DEFAULT TRUE, h, i \"my type\" DEFAULT NULL,
            j DATETIME DEFAULT CURRENT_TIMESTAMP, k DEFAULT (1 + (2)), l BLOB DEFAULT x'00FF', m INT DEFAULT +7,
            n TEXT GENERATED ALWAYS AS (upper([a b]) || ')') STORED, o INTEGER AS (m * 2), p JSON DEFAULT \"quoted\",
            q BIGINT DEFAULT -9223372036854775808, r UNSIGNED BIG INT NULL DEFAULT 0x10, s TEXT DEFAULT word /* ) */
        )",
    );
    let table = db.table("order ITEMS");
    assert_eq!(table.name.name, "Order items");
    let literal = |value: Value| Some(ColumnDefault::Literal(value));
    let plain = |name: &str, column_type| Column::new(name, column_type);
    let native = |text: &str| ColumnType::Native(text.to_owned());
    let expected = vec![
        Column { identity: Some(Identity::default()), ..plain("id", ColumnType::INTEGER) },
        Column {
            collation: Some("NOCASE".into()),
            default: literal("it's, (fine)".into()),
            ..plain("a b", ColumnType::Varchar(Some(26))).not_null()
        },
        Column {
            default: literal(Value::Decimal("-1.50".into())),
            settings: settings([
                ("on-conflict", "ignore"),
                ("not-null-constraint", "nn"),
                ("default-constraint", "df"),
            ]),
            ..plain("c\"d", ColumnType::Decimal { precision: Some(10), scale: Some(2) }).not_null()
        },
        Column { default: literal(Value::Float(1000.0)), ..plain("e", native("DOUBLE PRECISION")) },
        Column { default: literal(Value::Boolean(false)), ..plain("f", ColumnType::Boolean) },
        Column { default: literal(Value::Boolean(true)), ..plain("g", ColumnType::Boolean) },
        plain("h", native("")),
        Column { default: literal(Value::Null), ..plain("i", native("\"my type\"")) },
        Column { default: Some(ColumnDefault::CurrentTimestamp), ..plain("j", ColumnType::TIMESTAMP) },
        Column { default: Some(ColumnDefault::Expression("1 + (2)".into())), ..plain("k", native("")) },
        Column { default: literal(Value::Bytes(vec![0, 255])), ..plain("l", ColumnType::BLOB) },
        Column { default: literal(Value::Integer(7)), ..plain("m", native("INT")) },
        Column {
            generated: Some(Generated { expression: "upper([a b]) || ')'".into(), stored: true }),
            ..plain("n", ColumnType::TEXT)
        },
        Column {
            generated: Some(Generated { expression: "m * 2".into(), stored: false }),
            ..plain("o", ColumnType::INTEGER)
        },
        Column { default: literal("quoted".into()), ..plain("p", ColumnType::Json) },
        Column { default: literal(Value::Integer(i64::MIN)), ..plain("q", ColumnType::BIGINT) },
        Column { default: literal(Value::Integer(16)), ..plain("r", native("UNSIGNED BIG INT")) },
        Column { default: literal("word".into()), ..plain("s", ColumnType::TEXT) },
    ];
    for (found, expected) in table.columns.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(table.columns.len(), expected.len());
    assert_eq!(table.constraints, [primary_key(None, &["id"], Settings::new())]);
}

#[test]
fn every_kind_of_constraint_is_read_inline_or_not() {
    let mut db = Db::with(
        "CREATE TABLE p (a, b, PRIMARY KEY (a, b));
         CREATE TABLE t (
            a INT CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT REPLACE,
            b TEXT UNIQUE ON CONFLICT IGNORE CHECK (b > '(') CONSTRAINT short CHECK (length(b) < 9),
            c TEXT REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED DEFAULT 'x',
            d TEXT CONSTRAINT self REFERENCES T (\"B\") MATCH FULL ON DELETE SET DEFAULT NOT DEFERRABLE,
            CONSTRAINT u UNIQUE (c COLLATE NOCASE DESC, \"D\"), CHECK (a <> b), CONSTRAINT named CHECK (a > 0 AND b <> ')')
            FOREIGN KEY (c, d) REFERENCES p (a, b) ON DELETE RESTRICT MATCH SIMPLE DEFERRABLE
         ) WITHOUT ROWID, STRICT",
    );
    let table = db.table("t");
    let inline = settings([("order", "desc"), ("inline", ""), ("on-conflict", "replace")]);
    let expected = [
        primary_key(Some("pk"), &["a"], inline),
        unique(None, &["b"], settings([("on-conflict", "ignore")])),
        check(None, "b > '('"),
        check(Some("short"), "length(b) < 9"),
        Constraint::ForeignKey(ForeignKey {
            on_delete: ForeignKeyAction::Cascade,
            on_update: ForeignKeyAction::SetNull,
            deferral: Deferral::InitiallyDeferred,
            ..foreign_key(&["c"], "p", &[])
        }),
        Constraint::ForeignKey(ForeignKey {
            name: Some("self".into()),
            on_delete: ForeignKeyAction::SetDefault,
            match_full: true,
            ..foreign_key(&["d"], "t", &["b"])
        }),
        unique(Some("u"), &["c", "d"], settings([("order", "desc,asc"), ("collation", "NOCASE,")])),
        check(None, "a <> b"),
        check(Some("named"), "a > 0 AND b <> ')'"),
        Constraint::ForeignKey(ForeignKey {
            on_delete: ForeignKeyAction::Restrict,
            deferral: Deferral::InitiallyImmediate,
            settings: settings([("match", "simple")]),
            ..foreign_key(&["c", "d"], "p", &["a", "b"])
        }),
    ];
    for (found, expected) in table.constraints.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(table.constraints.len(), expected.len());
    assert_eq!(table.settings, settings([("strict", ""), ("without-rowid", "")]));
    assert_eq!(table.column("c").unwrap().default, Some(ColumnDefault::Literal("x".into())));
}

#[test]
fn every_part_of_an_index_is_read() {
    let mut db = Db::with(
        "CREATE TABLE t (a, \"b c\", d UNIQUE);
         CREATE INDEX i1 ON t (A DESC, \"b c\" COLLATE NOCASE ASC, lower(d) || ',' DESC, (a + 1) COLLATE RTRIM);
         CREATE UNIQUE INDEX IF NOT EXISTS i2 ON t(a) WHERE a > 0 AND \"b c\" <> 'WHERE';",
    );
    let table = db.table("t");
    let part = |key| IndexPart { key, ..IndexPart::column("") };
    let i1 = Index {
        parts: vec![
            IndexPart { descending: true, ..IndexPart::column("a") },
            IndexPart { collation: Some("NOCASE".into()), ..IndexPart::column("b c") },
            IndexPart { descending: true, ..part(IndexKey::Expression("lower(d) || ','".into())) },
            IndexPart { collation: Some("RTRIM".into()), ..part(IndexKey::Expression("(a + 1)".into())) },
        ],
        ..Index::new("i1", Vec::<String>::new())
    };
    let i2 = Index { unique: true, predicate: Some("a > 0 AND \"b c\" <> 'WHERE'".into()), ..Index::new("i2", ["a"]) };
    assert_eq!(table.indexes, [i1, i2], "the index of a constraint isn't one");
}

#[test]
fn views_and_triggers_are_read() {
    let mut db = Db::with(
        "CREATE TABLE t (a); CREATE VIEW \"v\" (x, \"y z\") AS /* two */ SELECT a, 'AS' FROM t -- end
         ;CREATE TRIGGER tr INSTEAD OF INSERT ON v BEGIN SELECT 1; END;
         CREATE TRIGGER t1 AFTER DELETE ON t BEGIN SELECT 2; END;",
    );
    let view = now(db.connection.view(&"V".into())).unwrap().unwrap();
    let expected = View {
        name: "v".into(),
        columns: vec!["x".into(), "y z".into()],
        query: "SELECT a, 'AS' FROM t".into(),
        materialized: false,
        comment: None,
    };
    assert_eq!(view, expected);
    let triggers = now(db.connection.triggers(&"v".into())).unwrap();
    assert_eq!(triggers.len(), 1);
    assert_eq!((triggers[0].name.as_str(), triggers[0].table.name.as_str()), ("tr", "v"));
    assert!(triggers[0].definition.starts_with("CREATE TRIGGER tr INSTEAD OF"));
    assert_eq!(now(db.connection.triggers(&"T".into())).unwrap()[0].name, "t1");
    assert!(now(db.connection.triggers(&"none".into())).is_err());
    assert_eq!(now(db.connection.views(None)).unwrap(), ["v".into()]);
    assert_eq!(now(db.connection.table(&"v".into())).unwrap(), None, "a view is no table");
}

#[test]
fn virtual_tables_are_listed_and_the_tables_behind_them_are_not() {
    let mut db = Db::with(
        "CREATE TABLE a (x); CREATE VIRTUAL TABLE f USING fts5(title, body); CREATE TABLE s (id INTEGER PRIMARY KEY AUTOINCREMENT);
         INSERT INTO s DEFAULT VALUES; ANALYZE;",
    );
    assert_eq!(now(db.connection.tables(None)).unwrap(), ["a".into(), "f".into(), "s".into()]);
    let table = db.table("f");
    assert_eq!(table.settings, settings([("virtual", "fts5")]));
    assert_eq!(table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["title", "body"]);
    assert_eq!(db.schema().tables.len(), 3);
}

#[test]
fn a_schema_that_isnt_there_is_empty() {
    let mut db = Db::with("CREATE TABLE t (a)");
    assert_eq!(now(db.connection.tables(Some("public"))).unwrap(), []);
    assert_eq!(now(db.connection.tables(Some("MAIN"))).unwrap(), ["t".into()]);
    let elsewhere = mighost_schema::ObjectName::in_schema("public", "t");
    assert_eq!(now(db.connection.table(&elsewhere)).unwrap(), None);
    assert_eq!(now(db.connection.schemas()).unwrap(), ["main"]);
    assert_eq!(now(db.connection.sequences(None)).unwrap(), []);
    assert_eq!(now(db.connection.enumerations(None)).unwrap(), []);
}

/// Our reading against SQLite's own, on every definition of the corpus's and our own texts.
#[test]
fn the_reading_agrees_with_sqlites_own() {
    let sources = [
        "CREATE TABLE a (x INTEGER PRIMARY KEY, y TEXT NOT NULL UNIQUE, z REFERENCES a(x) ON DELETE SET NULL)",
        "CREATE TABLE b(\"a,b\" text, [c)d] int default(1), 'e' REAL CHECK(e>0)CHECK(e<9), PRIMARY KEY(\"a,b\",e))",
        "CREATE TABLE c AS SELECT 1 AS one, 'x' AS \"two words\"",
        "CREATE TABLE d (a, b, c, UNIQUE (a), UNIQUE (b, c) ON CONFLICT REPLACE, FOREIGN KEY (a) REFERENCES c)",
    ];
    let mut db = Db::with(&sources.join(";"));
    for name in now(db.connection.tables(None)).unwrap() {
        let table = db.table(&name.name);
        let columns: Vec<String> =
            table.columns.iter().map(|c| format!("{}|{}", c.name, i32::from(!c.nullable))).collect();
        assert_eq!(columns, db.rows(&format!("SELECT name, \"notnull\" FROM pragma_table_xinfo('{}')", name.name)));
        let uniques = table.constraints.iter().filter(|c| matches!(c, Constraint::Unique(_))).count();
        let found = db.one(&format!("SELECT count(*) FROM pragma_index_list('{}') WHERE origin = 'u'", name.name));
        assert_eq!(uniques.to_string(), found);
        let keys = table.constraints.iter().filter(|c| matches!(c, Constraint::ForeignKey(_))).count();
        let found = db.one(&format!("SELECT count(DISTINCT id) FROM pragma_foreign_key_list('{}')", name.name));
        assert_eq!(keys.to_string(), found);
        let key = table.constraints.iter().find_map(|c| match c {
            Constraint::PrimaryKey(key) => Some(key.columns.join("\n")),
            _ => None,
        });
        let found = db.one(&format!("SELECT name FROM pragma_table_xinfo('{}') WHERE pk > 0 ORDER BY pk", name.name));
        assert_eq!(key.unwrap_or_default(), found);
    }
}
