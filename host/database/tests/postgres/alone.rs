//! Steps outside of a transaction: the claim of a session, what was interrupted, and whether anything changed.

use crate::support::{Db, open, runtime};
use mighost_database::{Connection, Effect, Error, LockKey, Options, Origin, acquire};
use mighost_schema::{
    Change, Column, ColumnDefault, ColumnType, Error as CallError, Index, IndexKey, IndexPart, Operation, Position,
    Value, View,
};
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(60);

async fn claim(connection: &mut dyn Connection) -> Result<(), Error> {
    connection.claim(&LockKey::new("acme/billing"), SHORT).await
}

fn named(part: &str) -> Index {
    let expression = IndexPart { key: IndexKey::Expression(part.into()), ..IndexPart::column("") };
    Index {
        parts: vec![expression, IndexPart::column("a")],
        predicate: Some("a IN (1, 2)".into()),
        comment: Some("why".into()),
        ..Index::new("ix", ["a"])
    }
}

fn build(index: Index) -> Operation {
    Operation::CreateIndex { table: "t".into(), index, if_not_exists: false, concurrently: true }
}

#[test]
fn one_session_at_a_time_works_on_a_chain_and_the_other_is_told_what_it_does() {
    let db = Db::new();
    runtime().block_on(async {
        let mut one = open(&db.database.url).await.unwrap();
        claim(one.as_mut()).await.unwrap();
        // Asked for again it is ours still.
        claim(one.as_mut()).await.unwrap();
        one.execute(Origin::Guest, "CREATE TABLE seen_by_the_other (a int)", &[]).await.unwrap();
        let mut two = open(&db.database.url).await.unwrap();
        let error = claim(two.as_mut()).await.unwrap_err();
        let Error::Busy { holder: Some(holder), waited, .. } = error else { panic!("{error:?}") };
        assert!(waited >= SHORT);
        assert!(holder.contains("process ") && holder.contains("mighost, idle for 00:00:0"), "{holder}");
        // The lock of a run is another number, and so is another package's claim.
        let key = LockKey::new("acme/billing");
        acquire(&mighost_database::Target::parse(&db.database.url).unwrap(), &key, &Options::default()).await.unwrap();
        two.claim(&LockKey::new("acme/other"), SHORT).await.unwrap();
        // The session's end is the claim's.
        drop(one);
        let patient = two.claim(&key, Duration::from_secs(20)).await;
        patient.unwrap();
    });
}

#[test]
fn a_claim_holds_through_commits_and_rollbacks_and_no_statement_takes_it_away() {
    let mut db = Db::with(
        "CREATE FUNCTION let_go() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$",
    );
    let Db { connection, runtime, .. } = &mut db;
    runtime.block_on(async {
        claim(connection.as_mut()).await.unwrap();
        for sql in ["SELECT pg_advisory_unlock_all()", "DISCARD ALL", "DO 'BEGIN PERFORM pg_advisory_unlock(1); END'"] {
            connection.begin().await.unwrap();
            let done = connection.execute(Origin::Guest, sql, &[]).await;
            let done = match done {
                Ok(_) => connection.commit().await,
                Err(error) => Err(error),
            };
            if !sql.starts_with("DO") {
                assert!(matches!(done.unwrap_err(), Error::Call(CallError::Denied(_))), "{sql}");
            }
            connection.rollback().await.unwrap();
        }
        connection.begin().await.unwrap();
        connection.execute(Origin::Guest, "CREATE TABLE t (a int)", &[]).await.unwrap();
        connection.execute(Origin::Guest, "SELECT pg_advisory_lock(7)", &[]).await.unwrap();
        connection.commit().await.unwrap();
        connection.begin().await.unwrap();
        connection.execute(Origin::Guest, "DROP TABLE t", &[]).await.unwrap();
        // What nobody can see in the statement is seen before the commit.
        connection.execute(Origin::Guest, "SELECT let_go()", &[]).await.unwrap();
        let error = connection.commit().await.unwrap_err();
        assert!(matches!(&error, Error::Call(CallError::Denied(text)) if text.contains("advisory lock")), "{error:?}");
        connection.rollback().await.unwrap();
    });
    drop(db.connection);
    assert_eq!(db.database.psql("SELECT count(*) FROM t"), "0");
}

#[test]
fn a_claim_that_a_statement_outside_of_a_transaction_releases_is_missed_at_once() {
    let mut db = Db::with(
        "CREATE FUNCTION let_go() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$",
    );
    db.runtime.block_on(claim(db.connection.as_mut())).unwrap();
    db.guest("VACUUM").unwrap();
    assert!(matches!(db.guest("SELECT let_go()").unwrap_err(), CallError::Denied(_)));
}

#[test]
fn statements_that_run_outside_of_transactions_only_are_known_and_run() {
    let mut db = Db::with("CREATE TABLE t (a int)");
    for sql in ["CREATE INDEX CONCURRENTLY ix ON t (a)", "REINDEX INDEX CONCURRENTLY ix", "VACUUM FULL t"] {
        assert_eq!(db.connection.effect(sql), Effect::Outside);
        db.begin();
        assert!(matches!(db.guest(sql).unwrap_err(), CallError::Database(e) if e.code == "25001"), "{sql}");
        db.rollback();
        db.guest(sql).unwrap();
    }
    assert_eq!(db.connection.effect("CREATE INDEX ix2 ON t (a)"), Effect::Inside);
    assert_eq!(db.connection.effect_of(&build(Index::new("ix", ["a"]))), Effect::Outside);
}

#[test]
fn an_index_that_is_built_concurrently_waits_for_others_for_as_long_as_it_takes() {
    // A lock timeout would break the build off and leave an invalid index behind.
    let mut db = Db::with("CREATE TABLE t (a int)");
    db.guest_outside(&format!("ALTER DATABASE {} SET lock_timeout = '20ms'", db.database.name));
    let url = db.database.url.clone();
    db.connection = db.runtime.block_on(open(&url)).unwrap();
    let Db { connection, runtime, .. } = &mut db;
    runtime.block_on(async {
        let mut other = open(&url).await.unwrap();
        other.begin().await.unwrap();
        other.execute(Origin::Guest, "INSERT INTO t VALUES (1)", &[]).await.unwrap();
        let index = build(Index::new("ix", ["a"]));
        let work = connection.operate(&index);
        let release = async {
            // Until the build waits, and for longer than the timeout then.
            let sql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                       AND datname = current_database() AND now() - query_start > interval '100 ms'";
            for _ in 0..2000 {
                let asked = other.query(Origin::Host, sql, &[], crate::support::NO_LIMIT).await.unwrap();
                if asked.rows[0][0] == Value::Integer(1) {
                    break;
                }
            }
            other.commit().await.unwrap();
        };
        tokio::join!(work, release).0.unwrap();
    });
    assert!(db.runtime.block_on(db.connection.invalid_indexes()).unwrap().is_empty());
}

#[test]
fn a_concurrent_build_that_was_interrupted_is_found_named_and_finished_by_the_same_operation() {
    let mut db = Db::with("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x')");
    let index = named("lower(b)");
    let operation = build(index.clone());
    let before = db.runtime.block_on(db.connection.around(&operation)).unwrap();
    let landed = |db: &mut Db| db.runtime.block_on(db.connection.landed(&operation, &before)).unwrap();
    assert_eq!(landed(&mut db), Some(false));
    // Interrupted while it was built.
    db.guest_outside(
        "CREATE INDEX ix ON t (b); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass",
    );
    assert_eq!(db.runtime.block_on(db.connection.invalid_indexes()).unwrap(), ["ix".into()]);
    assert_eq!(landed(&mut db), Some(false));
    let ran = db.run(&operation).unwrap();
    assert!(ran.statements[0].starts_with("DROP INDEX CONCURRENTLY") && ran.statements.len() == 3, "{ran:?}");
    assert_eq!(landed(&mut db), Some(true));
    assert!(db.runtime.block_on(db.connection.invalid_indexes()).unwrap().is_empty());
    // Interrupted before its comment.
    db.guest_outside("COMMENT ON INDEX ix IS NULL");
    assert_eq!(landed(&mut db), Some(false));
    assert_eq!(db.run(&operation).unwrap().statements, ["COMMENT ON INDEX \"ix\" IS 'why'"]);
    assert_eq!(landed(&mut db), Some(true));
    // Another index of that name is neither.
    db.guest_outside("DROP INDEX ix; CREATE INDEX ix ON t (lower(b), a) WHERE a IN (1, 3)");
    assert_eq!(landed(&mut db), None);
    assert!(matches!(db.run(&operation).unwrap_err(), Error::Call(CallError::Invalid(_))));
    assert_eq!(db.database.psql("SELECT count(*) FROM pg_class WHERE relname LIKE 'probe%'"), "0");
}

#[test]
fn whether_an_operation_landed_is_seen_by_the_schema_around_it() {
    let mut db = Db::with("CREATE TABLE t (a int, b text CHECK (b <> '')); CREATE TABLE o (id int PRIMARY KEY)");
    let mood = mighost_schema::EnumType { name: None, labels: vec!["sad".into()] };
    let column =
        Column::new("m", ColumnType::Enumeration(mood)).default(ColumnDefault::Expression("'sad'".into())).not_null();
    let view = View {
        name: "v".into(),
        columns: vec!["x".into()],
        query: "SELECT a FROM t".into(),
        materialized: false,
        comment: None,
    };
    let alter = |changes| Operation::AlterTable(mighost_schema::AlterTable { table: "t".into(), changes });
    let add = Change::AddColumn { column, position: Position::Last, if_not_exists: false };
    let unnamed = mighost_schema::Constraint::Check(mighost_schema::Check {
        name: None,
        expression: "a IN (1, 2)".into(),
        not_valid: false,
        settings: Default::default(),
    });
    let operations = [
        alter(vec![add, Change::AddConstraint { constraint: unnamed, if_not_exists: false }]),
        alter(vec![Change::SetDefault {
            column: "a".into(),
            default: Some(ColumnDefault::Expression("1 + 1".into())),
        }]),
        Operation::CreateView { view, or_replace: false },
        Operation::RenameTable { from: "o".into(), to: "p".into() },
        Operation::DropTable { name: "p".into(), if_exists: false, cascade: false },
        Operation::CreateSchema { name: "s".into(), if_not_exists: false },
        Operation::CreateSequence {
            sequence: mighost_schema::Sequence {
                name: mighost_schema::ObjectName::in_schema("s", "q"),
                numbers: mighost_schema::Identity::default(),
            },
            if_not_exists: false,
        },
    ];
    for operation in &operations {
        let around = db.runtime.block_on(db.connection.around(operation)).unwrap();
        let landed = |db: &mut Db| db.runtime.block_on(db.connection.landed(operation, &around)).unwrap();
        assert_eq!(landed(&mut db), Some(false), "{operation}");
        db.operate(operation).unwrap();
        assert_eq!(landed(&mut db), Some(true), "{operation}");
    }
    let around = db.runtime.block_on(db.connection.around(&operations[5])).unwrap();
    assert!(around.tables.is_empty(), "only what the operation is about");
}

#[test]
fn an_operation_outside_of_a_transaction_is_whole_or_not_at_all() {
    let mut db = Db::with("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
    let unique = Index { unique: true, ..Index::new("ix", ["a"]) };
    let add = |name: &str| Change::AddColumn {
        column: Column::new(name, ColumnType::INTEGER),
        position: Position::Last,
        if_not_exists: false,
    };
    let changes = vec![add("b"), Change::AddIndex { index: unique, if_not_exists: false }];
    let table = || mighost_schema::ObjectName::new("t");
    db.run(&Operation::AlterTable(mighost_schema::AlterTable { table: table(), changes })).unwrap_err();
    assert_eq!(db.table("t").columns.len(), 1);
    db.run(&Operation::AlterTable(mighost_schema::AlterTable { table: table(), changes: vec![add("c")] })).unwrap();
    assert_eq!(db.table("t").columns.len(), 2);
}

#[test]
fn whatever_changes_the_schema_changes_its_fingerprint_and_rows_do_not() {
    let mut db = Db::with(
        "CREATE TABLE t (a int, b text); CREATE SEQUENCE q; CREATE TYPE mood AS ENUM ('sad'); \
         CREATE VIEW v AS SELECT a FROM t; CREATE INDEX ix ON t (b); CREATE TABLE mighost_meta (a int)",
    );
    let print = |db: &mut Db| db.runtime.block_on(db.connection.fingerprint()).unwrap();
    let first = print(&mut db);
    assert_eq!(first.len(), 64);
    for sql in [
        "INSERT INTO t SELECT generate_series(1, 1000)",
        "ANALYZE",
        "SELECT nextval('q')",
        "VACUUM FULL t",
        "REINDEX TABLE t",
        "ALTER TABLE mighost_meta ADD COLUMN b int UNIQUE",
        "CREATE TABLE mighost_more (id bigserial PRIMARY KEY)",
        "CREATE TABLE gone (a int); DROP TABLE gone",
    ] {
        db.guest_outside(sql);
        assert_eq!(print(&mut db), first, "{sql}");
    }
    let mut seen = std::collections::BTreeSet::from([first]);
    for sql in [
        "ALTER TABLE t ADD COLUMN c int",
        "ALTER TABLE t ALTER COLUMN c SET DEFAULT 7",
        "ALTER TABLE t ALTER COLUMN c SET DEFAULT 8",
        "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT ck2 CHECK (a > 1) NOT VALID",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass",
        "CREATE INDEX ix2 ON t (b DESC)",
        "CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE a > 0",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
        "CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int)",
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
        "ALTER TABLE t DISABLE TRIGGER tr",
        "ALTER TYPE mood ADD VALUE 'ok'",
        "CREATE DOMAIN age AS int CHECK (VALUE > 0)",
        "ALTER DOMAIN age SET DEFAULT 1",
        "CREATE TYPE pair AS (x int, y int)",
        "CREATE TYPE span AS RANGE (subtype = date)",
        "ALTER SEQUENCE q INCREMENT BY 5",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY p ON t USING (a > 0)",
        "ALTER POLICY p ON t USING (a > 1)",
        "COMMENT ON TABLE t IS 'x'",
        "COMMENT ON COLUMN t.a IS 'x'",
        "COMMENT ON INDEX ix IS 'x'",
        "COMMENT ON FUNCTION f() IS 'x'",
        "COMMENT ON TYPE mood IS 'x'",
        "GRANT SELECT ON t TO public",
        "CREATE EXTENSION btree_gist",
        "CREATE STATISTICS st ON a, b FROM t",
        "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING",
        "CREATE SCHEMA other",
        "ALTER TABLE t SET (fillfactor = 70)",
        "ALTER TABLE t RENAME TO u",
        "CREATE TABLE part (a int) PARTITION BY LIST (a)",
        "CREATE TABLE part1 PARTITION OF part FOR VALUES IN (1)",
        "ALTER TABLE part DETACH PARTITION part1",
        "CREATE COLLATION french (locale = 'C')",
        "CREATE PUBLICATION pub FOR TABLE u",
        "DROP PUBLICATION pub; ALTER TABLE u RENAME TO w; DROP INDEX ix2",
    ] {
        db.guest_outside(sql);
        assert!(seen.insert(print(&mut db)), "{sql}");
    }
}
