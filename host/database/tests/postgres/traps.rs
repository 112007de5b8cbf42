//! How other tools' locks are known to fail, each as a test.

use crate::support::{Db, NO_LIMIT, open, runtime};
use mighost_database::{Error, LockKey, Options, Origin, Target, acquire};
use mighost_schema::{Index, Operation, Value};
use mighost_test_servers::{Pooler, Postgres, postgres};
use std::sync::Arc;
use std::time::Duration;

fn impatient() -> Options {
    Options { lock_timeout: Duration::from_millis(60), ..Options::default() }
}

fn build() -> Operation {
    Operation::CreateIndex {
        table: "t".into(),
        index: Index::new("ix", ["a"]),
        if_not_exists: false,
        concurrently: true,
    }
}

#[test]
fn a_concurrent_build_goes_on_while_another_session_waits_for_the_claim() {
    let db = Db::with("CREATE TABLE t (a int)");
    runtime().block_on(async {
        let key = LockKey::new("");
        let mut one = open(&db.database.url).await.unwrap();
        let mut two = open(&db.database.url).await.unwrap();
        one.claim(&key, Duration::ZERO).await.unwrap();
        let work = async {
            one.operate(&build()).await.unwrap();
            drop(one);
        };
        let both = async { tokio::join!(work, two.claim(&key, Duration::from_secs(50))) };
        let (_, claimed) =
            tokio::time::timeout(Duration::from_secs(60), both).await.expect("neither waits for the other");
        claimed.unwrap();
    });
}

#[test]
fn a_session_that_holds_a_lock_or_a_claim_has_no_transaction_and_no_snapshot() {
    let db = Db::new();
    let target = Target::parse(&db.database.url).unwrap();
    runtime().block_on(async {
        let mut worker = open(&db.database.url).await.unwrap();
        let mut held = acquire(&target, &LockKey::new(""), &Options::default()).await.unwrap();
        worker.claim(&LockKey::new(""), Duration::ZERO).await.unwrap();
        held.held().await.unwrap();
        let sql = "SELECT string_agg(application_name || ' ' || state || ' ' || (xact_start IS NULL AND backend_xmin IS NULL), ', ' \
                   ORDER BY application_name) FROM pg_stat_activity WHERE application_name LIKE 'mighost%' AND datname = current_database()";
        // One of the two is the test's own.
        assert_eq!(db.database.psql(sql), "mighost idle true, mighost idle true, mighost lock idle true");
        held.release().await.unwrap();
    });
}

#[test]
fn a_pooler_that_gives_two_runners_one_session_lets_only_one_believe_that_it_holds_the_lock() {
    let db = Db::new();
    let server = postgres();
    if server.port().is_none() {
        // A server that isn't ours has no pooler of ours before it.
        return;
    }
    let pooler = Pooler::start(&server, "transaction", 1);
    let through = Target::parse(&pooler.url_of(&db.database)).unwrap();
    let direct = Target::parse(&db.database.url).unwrap();
    runtime().block_on(async {
        let key = LockKey::new("");
        let held = acquire(&through, &key, &impatient()).await.unwrap();
        // The server would let this one in: it is the same session to it.
        let error = acquire(&through, &key, &impatient()).await.map(drop).unwrap_err();
        assert!(matches!(error, Error::Pooled { .. }), "{error:?}");
        assert!(matches!(acquire(&direct, &key, &impatient()).await.map(drop).unwrap_err(), Error::Busy { .. }));
        held.release().await.unwrap();
        // The pooler keeps the session; the lock isn't left in it.
        acquire(&direct, &key, &impatient()).await.unwrap().release().await.unwrap();
    });
}

#[test]
fn a_session_is_not_ended_for_being_idle_while_it_is_needed() {
    let server = Arc::new(Postgres::start(&[]));
    if server.psql("SHOW server_version_num").parse::<u32>().unwrap() < 140_000 {
        return;
    }
    // A new session says at once that it isn't meant; what is at once on a busy machine is shorter than this.
    server.psql("ALTER SYSTEM SET idle_session_timeout = 2000");
    server.psql("SELECT pg_reload_conf()");
    let target = Target::parse(server.url()).unwrap();
    runtime().block_on(async {
        let mut held = acquire(&target, &LockKey::new(""), &Options::default()).await.unwrap();
        let mut worker = open(server.url()).await.unwrap();
        // One that the server does end: from then on the others have lived for longer than they may.
        let mut other = open(server.url()).await.unwrap();
        other.execute(Origin::Host, "SET idle_session_timeout = 2000", &[]).await.unwrap();
        let sql =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'mighost' AND pid <> pg_backend_pid()";
        while worker.query(Origin::Host, sql, &[], NO_LIMIT).await.unwrap().rows[0][0] != Value::Integer(0) {}
        held.held().await.unwrap();
        held.release().await.unwrap();
    });
}

#[test]
fn two_schemas_of_one_database_do_not_exclude_each_other_and_two_addresses_of_one_do() {
    let db = Db::with("CREATE SCHEMA tenant");
    let target = |address: String| Target::parse(&address).unwrap();
    runtime().block_on(async {
        let key = LockKey::new("");
        let _held = acquire(&target(db.database.url.clone()), &key, &impatient()).await.unwrap();
        let other = target(format!("{}?search_path=tenant", db.database.url));
        acquire(&other, &key, &impatient()).await.unwrap().release().await.unwrap();
        let same = target(db.database.url.replace("postgresql://", "postgres://") + "?search_path=public,tenant");
        assert!(matches!(acquire(&same, &key, &impatient()).await.map(drop).unwrap_err(), Error::Busy { .. }));
    });
}

#[test]
fn a_lock_can_be_given_back_after_a_step_that_failed() {
    // A session whose transaction is broken off can't release anything: the lock is in one that has none.
    let db = Db::new();
    let target = Target::parse(&db.database.url).unwrap();
    runtime().block_on(async {
        let held = acquire(&target, &LockKey::new(""), &impatient()).await.unwrap();
        let mut worker = open(&db.database.url).await.unwrap();
        worker.begin().await.unwrap();
        worker.execute(Origin::Host, "SELECT nonsense", &[]).await.unwrap_err();
        assert!(worker.commit().await.is_err());
        held.release().await.unwrap();
        acquire(&target, &LockKey::new(""), &impatient()).await.unwrap();
        worker.rollback().await.unwrap();
    });
}

#[test]
fn a_worker_that_is_killed_at_a_statement_leaves_its_claim_when_the_server_notices() {
    let db = Db::new();
    runtime().block_on(async {
        let key = LockKey::new("");
        let mut one = open(&db.database.url).await.unwrap();
        one.claim(&key, Duration::ZERO).await.unwrap();
        // Whoever is killed says nothing to the server: its socket is closed, the statement goes on.
        let mut two = open(&db.database.url).await.unwrap();
        let sleeps =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
        let asleep = async {
            while two.query(Origin::Host, sleeps, &[], NO_LIMIT).await.unwrap().rows[0][0] == Value::Integer(0) {}
        };
        tokio::select! {
            ended = one.execute(Origin::Guest, "SELECT pg_sleep(600)", &[]) => panic!("{ended:?}"),
            () = asleep => {}
        }
        let error = two.claim(&key, Duration::ZERO).await.unwrap_err();
        assert!(
            matches!(&error, Error::Busy { holder: Some(holder), .. } if holder.contains("pg_sleep(600)")),
            "{error:?}"
        );
        drop(one);
        // Looked for every two seconds, far sooner than the statement ends.
        two.claim(&key, Duration::from_secs(60)).await.unwrap();
    });
}
