use crate::support::{Db, NO_LIMIT, call, now};
use mighost_database::{Error, Origin};
use mighost_schema::{
    Check, Column, ColumnDefault, ColumnType, Constraint, Error as CallError, Operation, ResultLimit, Settings, Table,
    Value, View,
};
use std::time::{Duration, Instant};

const BASE: &str = "
    CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
    INSERT INTO people (name) VALUES ('Ada'), ('Grace');
    CREATE TABLE mighost_revision (id TEXT PRIMARY KEY);
    INSERT INTO mighost_revision VALUES ('one');
    CREATE VIEW mighost_shown AS SELECT id FROM mighost_revision;
";

/// Each is denied, says what it was, leaves the step open and everything as it was.
fn denied(db: &mut Db, statement: &str) -> String {
    db.begin();
    db.guest("INSERT INTO people (name) VALUES ('Mary')").unwrap();
    let error = db.guest(statement).expect_err(statement);
    let CallError::Denied(reason) = &error else { panic!("{statement}: {error:?}") };
    let queried = now(db.connection.query(Origin::Guest, statement, &[], NO_LIMIT)).map_err(call);
    assert_eq!(queried.unwrap_err(), error, "{statement}");
    // The step goes on, and what it did is still there.
    assert_eq!(db.ask("SELECT count(*) FROM people").unwrap().rows, [[Value::Integer(3)]], "{statement}");
    db.rollback();
    reason.clone()
}

#[test]
fn whatever_leaves_the_step_or_the_database_is_denied_however_it_is_written() {
    let mut db = Db::with(BASE);
    let elsewhere = db.path.with_file_name("elsewhere.db");
    let before = db.dump();
    let file = elsewhere.display();
    let copy = format!("VACUUM INTO '{file}'");
    let attach = format!("ATTACH DATABASE '{file}' AS other");
    let statements = [
        "COMMIT",
        "END",
        "END TRANSACTION",
        "commit;",
        "/* */ COMMIT -- now",
        "BEGIN",
        "BEGIN IMMEDIATE",
        "ROLLBACK",
        "rollback transaction",
        "SAVEPOINT x",
        "RELEASE x",
        "ROLLBACK TO x",
        "release savepoint mighost_savepoint",
        "ROLLBACK TO mighost_savepoint",
        &attach,
        "ATTACH ':memory:' AS m",
        "DETACH main",
        "VACUUM",
        "vacuum main",
        &copy,
        "PRAGMA writable_schema = ON",
        "PRAGMA writable_schema(1)",
        "pragma main.WRITABLE_SCHEMA=1",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA journal_mode",
        "PRAGMA foreign_keys = ON",
        "PRAGMA foreign_keys(0)",
        "PRAGMA synchronous = OFF",
        "PRAGMA user_version = 7",
        "PRAGMA application_id = 1",
        "PRAGMA schema_version = 99",
        "PRAGMA trusted_schema = 1",
        "PRAGMA database_list",
        "PRAGMA temp_store = 2",
        "PRAGMA legacy_alter_table = 1",
        "PRAGMA busy_timeout = 0",
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA wal_checkpoint",
        "PRAGMA optimize",
        "PRAGMA incremental_vacuum",
        "PRAGMA no_such_pragma",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('x')",
        "SELECT LOAD_EXTENSION('x', 'y')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT * FROM dbstat",
        "CREATE VIRTUAL TABLE v USING dbstat",
        "CREATE VIRTUAL TABLE v USING csv(filename='/etc/passwd')",
        "CREATE TEMP TRIGGER t AFTER INSERT ON people BEGIN SELECT 1; END",
    ];
    for statement in statements {
        let reason = denied(&mut db, statement);
        assert!(!reason.is_empty(), "{statement}");
    }
    assert_eq!(db.dump(), before);
    assert!(!elsewhere.exists());
    assert_eq!(db.one("PRAGMA user_version"), "0");
    assert_eq!(db.one("PRAGMA journal_mode"), "delete");
}

#[test]
fn a_denial_names_what_was_denied() {
    let mut db = Db::with(BASE);
    for (statement, says) in [
        ("COMMIT", "COMMIT"),
        ("SAVEPOINT x", "SAVEPOINT x"),
        ("ATTACH 'x' AS y", "ATTACH"),
        ("VACUUM", "VACUUM"),
        ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode = WAL"),
        ("PRAGMA foreign_keys = OFF", "foreign keys are never enforced inside a step"),
        ("SELECT load_extension('x')", "load_extension()"),
        ("DELETE FROM mighost_revision", "mighost_revision"),
    ] {
        let reason = denied(&mut db, statement);
        assert!(reason.contains(says), "{statement}: {reason}");
    }
}

#[test]
fn the_schema_table_cant_be_written() {
    let mut db = Db::with(BASE);
    let before = db.dump();
    for statement in [
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE people (x)' WHERE name = 'people'",
        "DELETE FROM sqlite_master",
        "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'CREATE TABLE x (y)')",
    ] {
        db.begin();
        db.guest(statement).expect_err(statement);
        db.commit().unwrap();
    }
    assert_eq!(db.dump(), before);
}

#[test]
fn mighosts_own_tables_are_out_of_reach() {
    let mut db = Db::with(BASE);
    let before = db.dump();
    for statement in [
        "SELECT * FROM mighost_revision",
        "SELECT count(*) FROM MIGHOST_REVISION",
        "SELECT 1 FROM \"mighost_revision\"",
        "SELECT * FROM mighost_shown",
        "SELECT id FROM people WHERE EXISTS (SELECT 1 FROM mighost_revision)",
        "INSERT INTO mighost_revision VALUES ('two')",
        "UPDATE mighost_revision SET id = 'x'",
        "DELETE FROM main.mighost_revision",
        "DROP TABLE mighost_revision",
        "DROP VIEW mighost_shown",
        "ALTER TABLE mighost_revision RENAME TO x",
        "ALTER TABLE mighost_revision ADD COLUMN x",
        "ALTER TABLE people RENAME TO mighost_people",
        "CREATE TABLE mighost_x (a)",
        "CREATE TEMP TABLE mighost_x (a)",
        "CREATE TABLE x AS SELECT * FROM mighost_revision",
        "CREATE INDEX i ON mighost_revision (id)",
        "CREATE INDEX mighost_i ON people (name)",
        "CREATE VIEW v AS SELECT * FROM mighost_revision",
        "CREATE VIEW mighost_v AS SELECT 1",
        "CREATE VIEW v AS SELECT * FROM people, [MigHost_Revision]",
        "CREATE VIEW v AS SELECT * FROM 'mighost_revision'",
        "CREATE TRIGGER t AFTER INSERT ON people BEGIN DELETE FROM mighost_revision; END",
        "CREATE TRIGGER t AFTER DELETE ON mighost_revision BEGIN SELECT 1; END",
        "CREATE TRIGGER t AFTER INSERT ON people BEGIN INSERT INTO mighost_not_there VALUES (1); END",
        "CREATE TRIGGER mighost_t AFTER INSERT ON people BEGIN SELECT 1; END",
        "CREATE TABLE x (r TEXT REFERENCES mighost_revision (id))",
        "ALTER TABLE people ADD COLUMN r TEXT REFERENCES mighost_revision",
        "CREATE TABLE x (r TEXT REFERENCES 'mighost_revision')",
        "CREATE VIEW v AS SELECT 'mighost_x' FROM people, 'mighost_revision'",
        "CREATE VIRTUAL TABLE f USING fts5(id, content='mighost_revision')",
        "CREATE VIRTUAL TABLE mighost USING fts5(a)",
        "CREATE VIRTUAL TABLE \"MigHost\" USING fts5(a)",
        "ALTER TABLE people RENAME TO mighost",
        "PRAGMA table_info(mighost_revision)",
        "SELECT * FROM pragma_table_info('mighost_revision')",
    ] {
        denied(&mut db, statement);
    }
    assert_eq!(db.dump(), before);
    db.begin();
    for name in ["mighost_revision", "MIGHOST_revision"] {
        assert_eq!(now(db.connection.table(&name.into())).unwrap(), None);
        assert!(now(db.connection.has_own_table(name)).unwrap());
        let drop = Operation::DropTable { name: name.into(), if_exists: true, cascade: true };
        assert!(matches!(now(db.connection.operate(&drop)), Err(Error::Call(CallError::Denied(_)))));
        let count = now(db.connection.count(&name.into(), &[]));
        assert!(matches!(count, Err(Error::Call(CallError::Denied(_)))), "{count:?}");
        let insert = now(db.connection.insert(&name.into(), &["id".into()], &[vec![Value::from("x")]]));
        assert!(matches!(insert, Err(Error::Call(CallError::Denied(_)))));
    }
    assert_eq!(now(db.connection.tables(None)).unwrap(), ["people".into()]);
    assert_eq!(now(db.connection.views(None)).unwrap(), []);
    assert!(!now(db.connection.has_own_table("people")).unwrap());
    assert!(!now(db.connection.has_own_table("mighost_none")).unwrap());
}

#[test]
fn expressions_in_operations_reach_them_neither() {
    let mut db = Db::with(BASE);
    let before = db.dump();
    let column =
        |default: &str| Column::new("a", ColumnType::TEXT).default(ColumnDefault::Expression(default.to_owned()));
    let mut tables = Vec::new();
    for default in ["(SELECT id FROM mighost_revision)", "1), b TEXT DEFAULT (2"] {
        let mut table = Table::new("t");
        table.columns.push(column(default));
        tables.push(Operation::CreateTable { table, if_not_exists: false });
    }
    for native in [
        "TEXT REFERENCES mighost_revision (id)",
        "TEXT, b TEXT",
        "TEXT DEFAULT 1",
        "TEXT CHECK (1)",
        "TEXT --",
        "1",
        "(",
    ] {
        let mut table = Table::new("t");
        table.columns.push(Column::new("a", ColumnType::Native(native.into())));
        tables.push(Operation::CreateTable { table, if_not_exists: false });
    }
    for number in ["1); DROP TABLE people; --", "-inf", "nan", "", "1e", "0x10", "(1)"] {
        let mut table = Table::new("t");
        let default = ColumnDefault::Literal(Value::Decimal(number.into()));
        table.columns.push(Column::new("a", ColumnType::Decimal { precision: None, scale: None }).default(default));
        tables.push(Operation::CreateTable { table, if_not_exists: false });
    }
    let mut table = Table::new("t");
    table.columns.push(Column::new("a", ColumnType::TEXT));
    table.constraints.push(Constraint::Check(Check {
        name: None,
        expression: "a > 0); DROP TABLE people; --".to_owned(),
        not_valid: false,
        settings: Settings::new(),
    }));
    tables.push(Operation::CreateTable { table, if_not_exists: false });
    tables.push(Operation::CreateView {
        view: View {
            name: "v".into(),
            columns: Vec::new(),
            query: "SELECT * FROM Mighost_Revision".to_owned(),
            materialized: false,
            comment: None,
        },
        or_replace: false,
    });
    for operation in tables {
        let error = db.operate(&operation).unwrap_err();
        assert!(matches!(error, CallError::Denied(_) | CallError::Invalid(_)), "{error:?}");
    }
    assert_eq!(db.dump(), before);
}

#[test]
fn a_view_or_trigger_that_was_there_reaches_them_neither() {
    let mut db = Db::with(&format!(
        "{BASE} CREATE TRIGGER t AFTER INSERT ON people BEGIN DELETE FROM mighost_revision; END;
         CREATE VIEW v AS SELECT id FROM mighost_revision;"
    ));
    let before = db.dump();
    db.begin();
    for statement in ["INSERT INTO people (name) VALUES ('x')", "SELECT * FROM v"] {
        assert!(matches!(db.guest(statement), Err(CallError::Denied(_))), "{statement}");
    }
    let insert = now(db.connection.insert(&"people".into(), &["name".into()], &[vec![Value::from("x")]]));
    assert!(matches!(insert, Err(Error::Call(CallError::Denied(_)))));
    let count = now(db.connection.count(&"v".into(), &[]));
    assert!(matches!(count, Err(Error::Call(CallError::Denied(_)))));
    db.commit().unwrap();
    assert_eq!(db.dump(), before);
}

#[test]
fn what_a_migration_needs_is_allowed() {
    let mut db = Db::with(BASE);
    db.begin();
    for statement in [
        "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT, c REAL AS (1.5) STORED, UNIQUE (b)) STRICT",
        "CREATE UNIQUE INDEX i ON a (lower(b) DESC) WHERE b > ''",
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = upper(b) WHERE id = NEW.id; END",
        "INSERT INTO a (b) SELECT name FROM people WHERE true ON CONFLICT (b) DO UPDATE SET b = excluded.b",
        "REPLACE INTO a (id, b) VALUES (1, 'x')",
        "UPDATE a SET b = 'y' WHERE id = 1 RETURNING id",
        "DELETE FROM a WHERE id = 2",
        "ALTER TABLE a ADD COLUMN d TEXT",
        "ALTER TABLE a RENAME COLUMN d TO e",
        "ALTER TABLE a DROP COLUMN e",
        "ALTER TABLE a RENAME TO aa",
        "ANALYZE",
        "REINDEX aa",
        "DROP TRIGGER t",
        "DROP VIEW v",
        "DROP INDEX i",
        "DROP TABLE aa",
        "PRAGMA table_info(people)",
        "PRAGMA user_version",
        "PRAGMA foreign_key_check",
        "SELECT name FROM sqlite_schema",
        "SELECT * FROM pragma_table_xinfo('people')",
        "EXPLAIN DELETE FROM people",
        "CREATE TEMP TABLE s (x)",
        "INSERT INTO s VALUES (1)",
        "DROP TABLE s",
        "CREATE TABLE s AS SELECT * FROM people",
        "CREATE VIRTUAL TABLE f USING fts5(name)",
        "INSERT INTO f VALUES ('Ada Lovelace')",
        "SELECT * FROM f WHERE f MATCH 'ada'",
        "INSERT INTO f (f) VALUES ('optimize')",
        "DROP TABLE f",
        "CREATE VIRTUAL TABLE r USING rtree(id, a, b)",
        "INSERT INTO r VALUES (1, 2, 3)",
        "DROP TABLE r",
        "SELECT datetime('now'), json_object('a', 1), random()",
    ] {
        db.guest(statement).unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    }
    db.commit().unwrap();
    assert_eq!(db.one("PRAGMA integrity_check"), "ok");
}

#[test]
fn temporary_tables_end_with_the_step_and_hide_nothing() {
    let mut db = Db::with(BASE);
    db.begin();
    db.guest("CREATE TEMP TABLE people (x)").unwrap();
    let drop = Operation::DropTable { name: "people".into(), if_exists: false, cascade: false };
    assert!(matches!(now(db.connection.operate(&drop)), Err(Error::Call(CallError::Invalid(_)))));
    assert!(matches!(now(db.connection.count(&"people".into(), &[])), Err(Error::Call(CallError::Invalid(_)))));
    db.commit().unwrap();
    db.begin();
    assert_eq!(now(db.connection.count(&"people".into(), &[])).unwrap(), 2);
    db.commit().unwrap();
}

#[test]
fn a_statement_that_rolls_the_step_back_ends_it() {
    let mut db = Db::with(
        "CREATE TABLE t (a UNIQUE); CREATE TABLE u (a);
         CREATE TRIGGER r BEFORE INSERT ON u BEGIN SELECT RAISE(ROLLBACK, 'no'); END; INSERT INTO t VALUES (1);",
    );
    let before = db.dump();
    for statement in ["INSERT OR ROLLBACK INTO t VALUES (1)", "INSERT INTO u VALUES (1)"] {
        db.begin();
        db.guest("INSERT INTO t VALUES (2)").unwrap();
        assert!(matches!(db.guest(statement), Err(CallError::Database(_))));
        // Nothing runs outside of the step now, and nothing is committed.
        assert!(matches!(db.guest("INSERT INTO t VALUES (3)"), Err(CallError::Database(_))));
        assert!(matches!(db.commit(), Err(Error::Call(CallError::Database(_)))));
        db.rollback();
        assert_eq!(db.dump(), before);
    }
    assert!(matches!(db.guest("INSERT INTO t VALUES (3)"), Err(CallError::Other(_))), "no step is open");
    assert_eq!(db.dump(), before);
}

#[test]
fn one_call_runs_one_statement() {
    let mut db = Db::with(BASE);
    db.begin();
    for statement in
        ["SELECT 1; SELECT 2", "DELETE FROM people; DROP TABLE people", "", " -- nothing", ";", "SEL\0ECT 1"]
    {
        let error = db.guest(statement).unwrap_err();
        assert!(matches!(error, CallError::Invalid(_)), "{statement:?}: {error:?}");
    }
    for statement in ["SELECT 1;", "SELECT 1; -- that's all", "SELECT ';'"] {
        db.guest(statement).unwrap();
    }
    // What stands behind isn't run, and not even half of it is done.
    assert_eq!(db.ask("SELECT count(*) FROM people").unwrap().rows, [[Value::Integer(2)]]);
}

#[test]
fn results_and_time_are_limited() {
    let mut db = Db::with(BASE);
    db.begin();
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    for limit in [ResultLimit { rows: 10, bytes: u64::MAX }, ResultLimit { rows: u64::MAX, bytes: 1000 }] {
        let result = now(db.connection.query(Origin::Guest, numbers, &[], limit)).map_err(call);
        assert!(matches!(result, Err(CallError::Limit(_))), "{result:?}");
    }
    let ten = format!("{numbers} LIMIT 10");
    let limit = ResultLimit { rows: 10, bytes: 160 };
    assert_eq!(now(db.connection.query(Origin::Guest, &ten, &[], limit)).unwrap().rows.len(), 10);

    db.connection.set_deadline(Some(Instant::now() + Duration::from_millis(30)));
    let started = Instant::now();
    assert!(matches!(db.guest(numbers), Err(CallError::Limit(_))));
    assert!(started.elapsed() < Duration::from_secs(5));
    db.connection.set_deadline(None);
    db.guest("SELECT 1").unwrap();
    assert!(matches!(db.guest("SELECT zeroblob(1000000000)"), Err(CallError::Database(_))), "a gigabyte");
}

#[test]
fn an_interrupted_write_takes_the_step_with_it() {
    let mut db = Db::with(BASE);
    let before = db.dump();
    db.begin();
    db.connection.set_deadline(Some(Instant::now()));
    let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO people (name) SELECT i FROM n";
    assert!(matches!(db.guest(endless), Err(CallError::Limit(_))));
    assert!(db.commit().is_err());
    db.rollback();
    db.connection.set_deadline(None);
    assert_eq!(db.dump(), before);
}

#[test]
fn parameters_are_bound_and_counted() {
    let mut db = Db::with("CREATE TABLE t (a, b)");
    db.begin();
    let values = [
        Value::Null,
        Value::Boolean(true),
        Value::Integer(i64::MIN),
        Value::Unsigned(7),
        Value::Float(0.1),
        Value::Decimal("12.50".into()),
        Value::from("'; DROP TABLE t; --\0"),
        Value::Bytes(vec![0, 255]),
        Value::Date("2026-01-31".into()),
        Value::Time("23:59:58.5".into()),
        Value::Timestamp("2026-01-31T23:59:58.5".into()),
        Value::Json("{\"a\": 1}".into()),
        Value::Uuid("00000000-0000-0000-0000-000000000001".into()),
        Value::Native { type_name: "inet".into(), text: "::1".into() },
    ];
    for (i, value) in values.iter().enumerate() {
        let i = Value::Integer(i64::try_from(i).unwrap());
        db.guest_with("INSERT INTO t VALUES (?2, ?1)", &[value.clone(), i]).unwrap();
    }
    let texts = db.ask("SELECT b FROM t ORDER BY a").unwrap();
    assert_eq!(texts.columns, ["b"]);
    let stored: Vec<Value> = texts.rows.into_iter().flatten().collect();
    assert_eq!(
        stored,
        [
            Value::Null,
            Value::Integer(1),
            Value::Integer(i64::MIN),
            Value::Integer(7),
            Value::Float(0.1),
            Value::from("12.50"),
            Value::from("'; DROP TABLE t; --\0"),
            Value::Bytes(vec![0, 255]),
            Value::from("2026-01-31"),
            Value::from("23:59:58.5"),
            Value::from("2026-01-31 23:59:58.5"),
            Value::from("{\"a\": 1}"),
            Value::from("00000000-0000-0000-0000-000000000001"),
            Value::from("::1"),
        ]
    );
    for (statement, parameters) in [
        ("SELECT ?", vec![]),
        ("SELECT 1", vec![Value::Null]),
        ("SELECT ?", vec![Value::Unsigned(u64::MAX)]),
        ("SELECT ?", vec![Value::Float(f64::NAN)]),
    ] {
        assert!(matches!(db.guest_with(statement, &parameters), Err(CallError::Invalid(_))), "{statement}");
    }
}

#[test]
fn errors_carry_what_sqlite_knows() {
    let mut db =
        Db::with("CREATE TABLE t (a UNIQUE, b CONSTRAINT positive CHECK (b > 0)); INSERT INTO t VALUES (1, 1)");
    db.begin();
    let mut said = |statement: &str| match db.guest(statement) {
        Err(CallError::Database(said)) => said,
        other => panic!("{statement}: {other:?}"),
    };
    let unique = said("INSERT INTO t VALUES (1, 2)");
    assert_eq!(
        (unique.code.as_str(), unique.statement.as_deref()),
        ("SQLITE_CONSTRAINT_UNIQUE", Some("INSERT INTO t VALUES (1, 2)"))
    );
    assert_eq!(unique.message, "UNIQUE constraint failed: t.a");
    let check = said("INSERT INTO t VALUES (2, -2)");
    assert_eq!((check.code.as_str(), check.constraint.as_deref()), ("SQLITE_CONSTRAINT_CHECK", Some("positive")));
    let syntax = said("SELECT 'ö', FROM t");
    assert_eq!((syntax.code.as_str(), syntax.position), ("SQLITE_ERROR", Some(13)));
    assert_eq!(said("SELECT * FROM none").message, "no such table: none");
}

/// Found by the laws: a statement that is kept compiled.
#[test]
fn a_query_of_the_host_sees_the_columns_there_are_now() {
    let mut db = Db::with("CREATE TABLE t (a, b, c); INSERT INTO t VALUES (1, 2, 3)");
    let all = |db: &mut Db| now(db.connection.query(Origin::Host, "SELECT * FROM t", &[], NO_LIMIT)).unwrap();
    assert_eq!(all(&mut db).columns, ["a", "b", "c"]);
    db.begin();
    db.guest("ALTER TABLE t DROP COLUMN a").unwrap();
    db.guest("ALTER TABLE t RENAME COLUMN b TO d").unwrap();
    let found = all(&mut db);
    assert_eq!(
        (found.columns, found.rows),
        (vec!["d".into(), "c".into()], vec![vec![Value::Integer(2), Value::Integer(3)]])
    );
    db.commit().unwrap();
}

#[test]
fn texts_and_columns_may_begin_like_mighosts_own_tables() {
    let mut db = Db::with(BASE);
    db.begin();
    for statement in [
        "CREATE TABLE posts (a TEXT DEFAULT 'mighost_is_great', mighost_col INT, CHECK (a <> 'mighost_no'))",
        "ALTER TABLE people RENAME COLUMN name TO mighost_name",
        "ALTER TABLE people ADD COLUMN b TEXT DEFAULT 'mighost_b'",
        "CREATE INDEX i ON posts (mighost_col) WHERE a = 'mighost_x'",
        "CREATE VIEW v AS SELECT 'mighost_a' AS a FROM posts WHERE a = 'mighost_is_great'",
        "INSERT INTO posts (mighost_col) VALUES (1)",
        "SELECT * FROM v",
    ] {
        db.guest(statement).unwrap();
    }
    db.commit().unwrap();
}

#[test]
fn a_virtual_table_cant_come_to_tables_named_like_mighosts_own() {
    let mut db = Db::with("CREATE VIRTUAL TABLE f USING fts5(a)");
    let before = db.dump();
    for name in ["mighost", "'MIGHOST'", "[mighost]", "mighost_f"] {
        db.begin();
        let error = db.guest(&format!("ALTER TABLE f RENAME TO {name}")).unwrap_err();
        assert!(matches!(error, CallError::Denied(_)), "{error:?}");
        db.rollback();
    }
    let rename = Operation::RenameTable { from: "f".into(), to: "mighost".into() };
    let error = db.operate(&rename).unwrap_err();
    assert!(matches!(error, CallError::Denied(_) | CallError::Unsupported(_) | CallError::Invalid(_)), "{error:?}");
    assert_eq!(db.dump(), before);
}
