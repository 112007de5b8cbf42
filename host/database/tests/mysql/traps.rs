//! What is known to go wrong with locks on MySQL and MariaDB, each by its name.

use crate::support::*;
use mighost_database::{Error, LockKey, Origin, Target, acquire};
use mighost_schema::{Dialect, Value};
use mighost_test_servers::Mariadb;
use std::time::Duration;

/// MDEV-4017: a negative timeout takes no lock on MariaDB and waits for ever on MySQL. We never ask so.
#[test]
fn get_lock_with_a_negative_timeout_takes_no_lock_on_mariadb() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        if c.dialect() == Dialect::Mariadb {
            assert_eq!(one(c.as_mut(), "SELECT GET_LOCK('mighost_negative', -1)").await, Value::Null);
            assert_eq!(one(c.as_mut(), "SELECT IS_USED_LOCK('mighost_negative')").await, Value::Null);
        }
        let target = Target::parse(&database.url).unwrap();
        let mut lock = acquire(&target, &LockKey::default(), &options()).await.unwrap();
        lock.held().await.unwrap();
    });
}

#[test]
fn get_lock_names_of_more_than_64_characters_are_never_asked_for() {
    let server = mighost_test_servers::mariadb();
    let name = "d".repeat(64);
    server.client(&format!("CREATE DATABASE IF NOT EXISTS {name}"));
    let url = server.url_of(&name);
    run(async {
        let target = Target::parse(&url).unwrap();
        let package = LockKey::new(format!("acme/{}", "p".repeat(200)));
        let mut lock = acquire(&target, &package, &options()).await.unwrap();
        lock.held().await.unwrap();
        assert!(matches!(acquire(&target, &package, &options()).await.map(drop), Err(Error::Busy { .. })));
        acquire(&target, &LockKey::new("acme"), &options()).await.unwrap().release().await.unwrap();
        let mut c = open(&url).await;
        c.claim(&package, Duration::ZERO).await.unwrap();
        lock.release().await.unwrap();
    });
    server.client(&format!("DROP DATABASE {name}"));
}

/// Names of locks are the whole server's.
#[test]
fn two_databases_on_one_server_dont_exclude_each_other() {
    let database = database();
    let other = database.server().database();
    run(async {
        let (here, there) = (Target::parse(&database.url).unwrap(), Target::parse(&other.url).unwrap());
        let key = LockKey::default();
        let lock = acquire(&here, &key, &options()).await.unwrap();
        let (mut a, mut b) = (open(&database.url).await, open(&other.url).await);
        a.claim(&key, Duration::ZERO).await.unwrap();
        b.claim(&key, Duration::ZERO).await.unwrap();
        acquire(&there, &key, &options()).await.unwrap().release().await.unwrap();
        lock.release().await.unwrap();
    });
}

#[test]
fn a_lock_whose_session_was_killed_is_not_held() {
    let database = database();
    run(async {
        let target = Target::parse(&database.url).unwrap();
        let mut lock = acquire(&target, &LockKey::default(), &options()).await.unwrap();
        let described = lock.describe();
        let id = described.rsplit(' ').next().unwrap();
        database.client(&format!("KILL {id}"));
        assert!(matches!(lock.held().await, Err(Error::Unreachable { .. })));
        acquire(&target, &LockKey::default(), &patient()).await.unwrap().release().await.unwrap();
    });
}

#[test]
fn a_wait_for_the_lock_that_is_cancelled_leaves_nothing_behind() {
    let database = database();
    run(async {
        let target = Target::parse(&database.url).unwrap();
        let patient = patient();
        let lock = acquire(&target, &LockKey::default(), &options()).await.unwrap();
        let key = LockKey::default();
        let waiting = tokio::time::timeout(Duration::from_millis(200), acquire(&target, &key, &patient));
        assert!(waiting.await.is_err());
        lock.release().await.unwrap();
        acquire(&target, &LockKey::default(), &patient).await.unwrap().release().await.unwrap();
    });
}

/// The server ends sessions that are silent for `wait_timeout`, and their locks with them, without a word.
#[test]
fn a_short_wait_timeout_of_the_server_ends_neither_the_lock_nor_the_work() {
    let server = std::sync::Arc::new(Mariadb::start(&["wait-timeout=1"]));
    let database = server.database();
    run(async {
        let target = Target::parse(&database.url).unwrap();
        let key = LockKey::default();
        let mut lock = acquire(&target, &key, &options()).await.unwrap();
        let mut c = open(&database.url).await;
        c.claim(&key, Duration::ZERO).await.unwrap();
        // An ordinary session, to see that the server does what it is set to.
        let mut plain = open(&database.url).await;
        host(plain.as_mut(), "SET wait_timeout = 1").await;
        let Value::Integer(id) = one(plain.as_mut(), "SELECT connection_id()").await else { panic!() };
        let there = format!("SELECT count(*) FROM information_schema.processlist WHERE id = {id}");
        until(async || server.client(&there) == "0").await;
        lock.held().await.unwrap();
        assert!(matches!(plain.claim(&key, Duration::ZERO).await, Err(Error::Unreachable { .. })));
        one(c.as_mut(), "SELECT 1").await;
        let mut next = open(&database.url).await;
        assert!(matches!(next.claim(&key, Duration::ZERO).await, Err(Error::Busy { .. })));
    });
}

/// A named lock is its node's alone.
#[test]
fn a_node_of_a_cluster_gives_no_lock_unless_every_runner_uses_that_node() {
    let nodes = Mariadb::cluster(2);
    nodes[0].client("CREATE DATABASE app");
    let url = nodes[0].url_of("app");
    run(async {
        let key = LockKey::default();
        match acquire(&Target::parse(&url).unwrap(), &key, &options()).await.map(drop) {
            Err(Error::Unreachable { reason, advice, .. }) => {
                assert!(reason.contains("cluster of 2 nodes"), "{reason}");
                assert!(advice.contains("cluster=one-node"), "{advice}");
            }
            other => panic!("{other:?}"),
        }
        // Looking is allowed.
        assert!(open(&url).await.tables(None).await.unwrap().is_empty());
        let one_node = Target::parse(&format!("{url}&cluster=one-node")).unwrap();
        let lock = acquire(&one_node, &key, &options()).await.unwrap();
        assert!(matches!(acquire(&one_node, &key, &options()).await.map(drop), Err(Error::Busy { .. })));
        lock.release().await.unwrap();
        let error = open_error(&format!("{url}&cluster=yes")).await;
        assert!(matches!(error, Error::Address { .. }), "{error}");
        // A node that has yet to get the others' data.
        let mut waiting = open(&nodes[1].url_of("mysql")).await;
        match waiting.execute(Origin::Host, "SELECT * FROM plugin", &[]).await {
            Err(Error::Unreachable { reason, advice, .. }) => {
                assert!(reason.contains("takes no statements"), "{reason}");
                assert!(advice.contains("another node"), "{advice}");
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn a_cluster_of_one_node_gives_locks_like_any_server() {
    let nodes = Mariadb::cluster(1);
    nodes[0].client("CREATE DATABASE app");
    run(async {
        let target = Target::parse(&nodes[0].url_of("app")).unwrap();
        acquire(&target, &LockKey::default(), &options()).await.unwrap().release().await.unwrap();
    });
}
