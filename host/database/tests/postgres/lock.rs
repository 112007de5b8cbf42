use crate::support::{Db, open, runtime};
use mighost_database::{Error, LockKey, Options, Origin, Target, acquire};
use mighost_schema::{Index, Operation, Value};
use mighost_test_servers::{Pooler, postgres};
use std::time::Duration;

fn impatient() -> Options {
    Options { lock_timeout: Duration::from_millis(60), ..Options::default() }
}

#[test]
fn one_runner_holds_the_lock_and_the_other_is_told_who() {
    let db = Db::new();
    let target = Target::parse(&db.database.url).unwrap();
    runtime().block_on(async {
        let key = LockKey::new("");
        let mut held = acquire(&target, &key, &Options::default()).await.unwrap();
        held.held().await.unwrap();
        let error = acquire(&target, &key, &impatient()).await.map(drop).unwrap_err();
        let Error::Busy { holder: Some(holder), waited, .. } = error else { panic!("{error:?}") };
        assert!(
            holder.contains("process ") && holder.contains("mighost lock") && holder.contains("since 20"),
            "{holder}"
        );
        assert!(waited >= Duration::from_millis(60));
        // Another package's chain is no business of this lock.
        acquire(&target, &LockKey::new("acme/billing"), &impatient()).await.unwrap().release().await.unwrap();
        held.release().await.unwrap();
        acquire(&target, &key, &Options::default()).await.unwrap();
    });
}

#[test]
fn two_databases_on_one_server_do_not_exclude_each_other() {
    let (one, two) = (Db::new(), Db::new());
    runtime().block_on(async {
        let key = LockKey::new("");
        let _first = acquire(&Target::parse(&one.database.url).unwrap(), &key, &impatient()).await.unwrap();
        acquire(&Target::parse(&two.database.url).unwrap(), &key, &impatient()).await.unwrap();
    });
}

#[test]
fn a_runner_that_is_cancelled_or_dropped_leaves_no_lock_behind() {
    let db = Db::new();
    let target = Target::parse(&db.database.url).unwrap();
    runtime().block_on(async {
        let key = LockKey::new("");
        // Cancelled at every point there is: while it connects, while it asks, while it waits.
        let held = acquire(&target, &key, &Options::default()).await.unwrap();
        for pause in 0..20 {
            let patient = Options::default();
            let waiting = acquire(&target, &key, &patient);
            let _ = tokio::time::timeout(Duration::from_millis(pause), waiting).await;
        }
        drop(held);
        acquire(&target, &key, &Options::default()).await.unwrap();
    });
}

#[test]
fn a_lock_whose_session_is_ended_is_known_to_be_gone() {
    let db = Db::new();
    let target = Target::parse(&db.database.url).unwrap();
    runtime().block_on(async {
        let mut held = acquire(&target, &LockKey::new(""), &Options::default()).await.unwrap();
        db.database.psql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        assert!(matches!(held.held().await.unwrap_err(), Error::Unreachable { .. }));
        acquire(&target, &LockKey::new(""), &Options::default()).await.unwrap();
    });
}

#[test]
fn an_index_is_built_concurrently_while_another_runner_waits() {
    let db = Db::with("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 1000)");
    let target = Target::parse(&db.database.url).unwrap();
    runtime().block_on(async {
        let key = LockKey::new("");
        let held = acquire(&target, &key, &Options::default()).await.unwrap();
        let work = async {
            let mut connection = open(&db.database.url).await.unwrap();
            let operation = Operation::CreateIndex {
                table: "t".into(),
                index: Index::new("ix", ["a"]),
                if_not_exists: false,
                concurrently: true,
            };
            let ran = connection.operate(&operation).await.unwrap();
            assert_eq!(ran.statements, ["CREATE INDEX CONCURRENTLY \"ix\" ON \"t\" (\"a\")"]);
            held.release().await.unwrap();
        };
        let wait = async { acquire(&target, &key, &Options::default()).await.unwrap() };
        let both = async { tokio::join!(work, wait) };
        tokio::time::timeout(Duration::from_secs(60), both).await.expect("neither waits for the other");
    });
}

#[test]
fn a_transaction_pooler_in_front_is_noticed_and_a_session_pooler_works() {
    let db = Db::new();
    let server = postgres();
    if server.port().is_none() {
        // A server that isn't ours has no pooler of ours before it.
        return;
    }
    let pooler = Pooler::start(&server, "transaction", 3);
    let target = Target::parse(&pooler.url_of(&db.database)).unwrap();
    runtime().block_on(async {
        // Connections that make the pooler open several sessions with the server, and use them in turn.
        let mut others = Vec::new();
        for _ in 0..3 {
            let mut other = open(&pooler.url_of(&db.database)).await.unwrap();
            other.begin().await.unwrap();
            others.push(other);
        }
        for other in &mut others {
            other.execute(Origin::Guest, "SELECT 1", &[]).await.unwrap();
            other.commit().await.unwrap();
        }
        let error = acquire(&target, &LockKey::new(""), &impatient()).await.map(drop).unwrap_err();
        assert!(matches!(error, Error::Pooled { .. }) && error.to_string().contains("pooler"), "{error:?}");
        let error = others[0].claim(&LockKey::new(""), Duration::ZERO).await.unwrap_err();
        assert!(matches!(error, Error::Pooled { .. }), "{error:?}");
    });
    let pooler = Pooler::start(&server, "session", 5);
    let target = Target::parse(&pooler.url_of(&db.database)).unwrap();
    runtime().block_on(async {
        acquire(&target, &LockKey::new(""), &Options::default()).await.unwrap().release().await.unwrap();
    });
}

#[test]
fn a_step_is_whole_through_a_transaction_pooler() {
    let db = Db::new();
    let server = postgres();
    if server.port().is_none() {
        return;
    }
    let pooler = Pooler::start(&server, "transaction", 2);
    runtime().block_on(async {
        let mut one = open(&pooler.url_of(&db.database)).await.unwrap();
        let mut two = open(&pooler.url_of(&db.database)).await.unwrap();
        // Turn by turn, so that each step may get either session.
        for round in 0..4 {
            for (name, connection) in [("a", &mut one), ("b", &mut two)] {
                connection.begin().await.unwrap();
                let table = format!("{name}{round}");
                let create = format!("CREATE TABLE {table} (x int)");
                connection.execute(Origin::Guest, &create, &[]).await.unwrap();
                let insert = format!("INSERT INTO {table} VALUES ($1)");
                connection.execute(Origin::Guest, &insert, &[Value::Integer(round)]).await.unwrap();
                let rows = connection.count(&table.as_str().into(), &[]).await.unwrap();
                assert_eq!(rows, 1);
                if round % 2 == 0 { connection.commit().await.unwrap() } else { connection.rollback().await.unwrap() }
            }
        }
    });
    assert_eq!(db.database.psql("SELECT count(*) FROM pg_class WHERE relname ~ '^[ab][0-9]$'"), "4");
}
