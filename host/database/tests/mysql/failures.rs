//! What can go wrong with a server: one message that says what it is and what to do next.

use crate::support::*;
use mighost_database::{Connection, Error, OpenMode, Options, Target, connect};
use mighost_schema::{Error as CallError, Value};
use mighost_test_servers::{Mariadb, MariadbDatabase};
use std::sync::Arc;
use std::time::Duration;

fn said(error: Error) -> mighost_schema::DatabaseError {
    match call(error) {
        CallError::Database(said) => said,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_wrong_with_an_address_or_a_login_is_said_without_the_password() {
    let database = database();
    let server = database.server();
    server.client(
        "CREATE OR REPLACE USER locked IDENTIFIED BY 's3cret' ACCOUNT LOCK; \
         CREATE OR REPLACE USER old IDENTIFIED BY 's3cret' PASSWORD EXPIRE; \
         CREATE OR REPLACE USER elsewhere@'10.1.2.3' IDENTIFIED BY 's3cret'; \
         CREATE OR REPLACE USER poor IDENTIFIED BY 's3cret'; SET GLOBAL disconnect_on_expired_password = 1",
    );
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mute = listener.local_addr().unwrap().port();
    run(async {
        let cases = [
            (server.url_as(Some("nobody:s3cret"), &database.name), "refuses the login", "password"),
            (server.url_as(Some("elsewhere:s3cret"), &database.name), "refuses the login", "host"),
            (server.url_as(Some("locked:s3cret"), &database.name), "locked", "UNLOCK"),
            (server.url_as(Some("old:s3cret"), &database.name), "expired", "ALTER USER"),
            (server.url_as(Some("poor:s3cret"), &database.name), "may not use this database", "privileges"),
            ("mysql://root:s3cret@localhost:1/x".to_owned(), "there is no server", "host and port"),
            ("mysql://root:s3cret@nowhere.invalid/x".to_owned(), "there is no server", "host and port"),
            ("mysql://root:s3cret@localhost/x?socket=/nowhere".to_owned(), "there is no server", "socket"),
            (format!("mysql://root:s3cret@127.0.0.1:{mute}/x"), "hasn't answered", "firewall"),
            (server.url_of(""), "names no database", "mysql://"),
            (format!("{}&ssl-mode=no", database.url), "ssl", "mysql://"),
            (format!("{}&pool=9", database.url), "no parameter", "Known are"),
            (format!("{}&ssl-mode=required", database.url), "encrypted", "ssl-mode"),
        ];
        for (url, reason, advice) in cases {
            // Short only where nobody will ever answer.
            let options = match reason {
                "hasn't answered" => Options { connect_timeout: Duration::from_secs(2), ..options() },
                _ => options(),
            };
            let error = match Target::parse(&url) {
                Err(error) => error,
                Ok(target) => connect(&target, OpenMode::Existing, &options).await.err().unwrap(),
            };
            let (Error::Unreachable { reason: is, advice: next, .. } | Error::Address { reason: is, advice: next, .. }) =
                &error
            else {
                panic!("{url}: {error:?}")
            };
            assert!(is.to_lowercase().contains(reason), "{url}: {is}");
            assert!(next.contains(advice), "{url}: {next}");
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
        assert!(matches!(open_error(&server.url_of("nowhere")).await, Error::Missing { .. }));
    });
}

#[test]
fn a_server_without_a_connection_left_says_so() {
    // The least that MariaDB takes.
    let server = Arc::new(Mariadb::start(&["max-connections=10"]));
    let database = server.database();
    server.client("CREATE USER plain IDENTIFIED BY 'x'; GRANT ALL ON *.* TO plain; REVOKE SUPER, CONNECTION ADMIN ON *.* FROM plain");
    run(async {
        let target = Target::parse(&server.url_as(Some("plain:x"), &database.name)).unwrap();
        let mut open = Vec::new();
        let error = loop {
            match connect(&target, OpenMode::Existing, &options()).await {
                Ok(connection) => open.push(connection),
                Err(error) => break error,
            }
            assert!(open.len() <= 10);
        };
        match error {
            Error::Unreachable { reason, advice, .. } => {
                assert!(reason.contains("no connection left"), "{reason}");
                assert!(advice.contains("max_connections"), "{advice}");
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn a_server_that_takes_no_writes_says_so() {
    let server = Arc::new(Mariadb::start(&[]));
    let database = server.database();
    database.client("CREATE TABLE t (a INT); CREATE USER plain IDENTIFIED BY 'x'; GRANT ALL ON *.* TO plain;");
    server.client("REVOKE SUPER, READ_ONLY ADMIN ON *.* FROM plain; SET GLOBAL read_only = 1");
    run(async {
        let mut c = open(&server.url_as(Some("plain:x"), &database.name)).await;
        let change = guest(c.as_mut(), "ALTER TABLE t ADD b INT").await.unwrap_err();
        let operation = c.operate(&create(table("u", &[]))).await.unwrap_err();
        c.begin().await.unwrap();
        let row = guest(c.as_mut(), "INSERT INTO t VALUES (1)").await.unwrap_err();
        c.rollback().await.unwrap();
        for error in [change, operation, row] {
            let said = said(error);
            assert_eq!(said.code, "1290");
            assert!(said.hint.unwrap().contains("no writes"));
        }
    });
    server.client("SET GLOBAL read_only = 0");
}

#[test]
fn a_full_server_says_so_and_what_was_there_stays() {
    let server =
        Arc::new(Mariadb::start(&["innodb-data-file-path=ibdata1:12M:autoextend:max:14M", "innodb-file-per-table=0"]));
    let database = server.database();
    run(async {
        let mut c = open(&database.url).await;
        c.operate(&create(table("t", &[("note", mighost_schema::ColumnType::TEXT)]))).await.unwrap();
        let table = "t".into();
        let columns = ["id".to_owned(), "note".to_owned()];
        let note = Value::Text("x".repeat(60_000));
        let mut number = 0;
        let error = loop {
            c.begin().await.unwrap();
            let rows: Vec<_> = (number..number + 10).map(|id| vec![Value::Integer(id), note.clone()]).collect();
            match c.insert(&table, &columns, &rows).await {
                Ok(_) => c.commit().await.unwrap(),
                Err(error) => break error,
            }
            number += 10;
            assert!(number < 10_000, "it is never full");
        };
        let said = said(error);
        assert_eq!(said.code, "1114");
        assert!(said.hint.unwrap().contains("Make room"));
        c.rollback().await.unwrap();
        assert_eq!(one(c.as_mut(), "SELECT count(*) FROM t").await, Value::Integer(number));
    });
    // A full server can't even drop its database.
    server.kill();
}

#[test]
fn a_server_that_goes_away_in_the_middle_is_one_clear_error() {
    let server = Arc::new(Mariadb::start(&[]));
    let database = server.database();
    run(async {
        let mut c = open(&database.url).await;
        host(c.as_mut(), "CREATE TABLE t (a INT)").await;
        c.begin().await.unwrap();
        guest(c.as_mut(), "INSERT INTO t VALUES (1)").await.unwrap();
        server.kill();
        for statement in ["INSERT INTO t VALUES (2)", "ALTER TABLE t ADD b INT"] {
            match guest(c.as_mut(), statement).await.unwrap_err() {
                Error::Unreachable { reason, advice, .. } => {
                    assert!(reason.contains("lost"), "{reason}");
                    assert!(advice.contains("run again"), "{advice}");
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(c.rollback().await.is_err());
        match open_error(&database.url).await {
            Error::Unreachable { reason, .. } => assert!(reason.contains("there is no server"), "{reason}"),
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn a_killed_session_is_one_clear_error() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        c.begin().await.unwrap();
        let Value::Integer(id) = one(c.as_mut(), "SELECT connection_id()").await else { panic!() };
        database.client(&format!("KILL {id}"));
        let error = guest(c.as_mut(), "SELECT 1").await.unwrap_err();
        assert!(matches!(&error, Error::Unreachable { .. }), "{error:?}");
    });
}

/// What another connection holds is waited for as long as the lock timeout, and then named.
async fn busy(waiting: &mut dyn Connection, statement: &str, holder: &mut dyn Connection) {
    let Value::Integer(id) = one(holder, "SELECT connection_id()").await else { panic!() };
    let begun = std::time::Instant::now();
    match guest(waiting, statement).await.unwrap_err() {
        Error::Busy { holder: Some(holder), .. } => {
            assert!(holder.contains(&format!("connection {id} (")), "{holder}");
            assert!(holder.contains("idle") && holder.contains(statement), "{holder}");
        }
        other => panic!("{other:?}"),
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "the lock timeout is one second");
}

/// Of the server's transactions the three oldest are named: here no other test has any.
fn quiet() -> MariadbDatabase {
    Arc::new(Mariadb::start(&[])).database()
}

#[test]
fn a_row_that_another_holds_is_waited_for_and_then_busy() {
    let database = quiet();
    run(async {
        let (mut a, mut b) = (open(&database.url).await, open(&database.url).await);
        host(a.as_mut(), "CREATE TABLE t (a INT PRIMARY KEY)").await;
        a.begin().await.unwrap();
        guest(a.as_mut(), "INSERT INTO t VALUES (1)").await.unwrap();
        b.begin().await.unwrap();
        busy(b.as_mut(), "INSERT INTO t VALUES (1)", a.as_mut()).await;
        a.rollback().await.unwrap();
        guest(b.as_mut(), "INSERT INTO t VALUES (1)").await.unwrap();
        b.commit().await.unwrap();
    });
}

/// A change of a table waits for every transaction that has read it, a year long where nothing bounds it.
#[test]
fn a_table_that_a_forgotten_transaction_has_read_is_waited_for_and_then_busy() {
    let database = quiet();
    run(async {
        let (mut a, mut b) = (open(&database.url).await, open(&database.url).await);
        host(a.as_mut(), "CREATE TABLE t (a INT PRIMARY KEY)").await;
        a.begin().await.unwrap();
        rows(a.as_mut(), "SELECT * FROM t").await;
        busy(b.as_mut(), "ALTER TABLE t ADD b INT", a.as_mut()).await;
        let operation = alter("t", vec![mighost_schema::Change::DropColumn { name: "b".into(), if_exists: true }]);
        b.operate(&operation).await.unwrap();
        a.rollback().await.unwrap();
        guest(b.as_mut(), "ALTER TABLE t ADD b INT").await.unwrap();
    });
}

#[test]
fn of_two_that_wait_for_each_other_one_is_told_to_run_again() {
    let database = database();
    run(async {
        let (mut a, mut b) = (open_patiently(&database.url).await, open_patiently(&database.url).await);
        host(a.as_mut(), "CREATE TABLE t (a INT PRIMARY KEY, b INT)").await;
        host(a.as_mut(), "INSERT INTO t VALUES (1, 0), (2, 0)").await;
        a.begin().await.unwrap();
        b.begin().await.unwrap();
        guest(a.as_mut(), "UPDATE t SET b = 1 WHERE a = 1").await.unwrap();
        guest(b.as_mut(), "UPDATE t SET b = 2 WHERE a = 2").await.unwrap();
        let (one_, two) = tokio::join!(
            guest(a.as_mut(), "UPDATE t SET b = 1 WHERE a = 2"),
            guest(b.as_mut(), "UPDATE t SET b = 2 WHERE a = 1")
        );
        let (mut loser, error, mut winner) = match (one_, two) {
            (Err(error), Ok(_)) => (a, error, b),
            (Ok(_), Err(error)) => (b, error, a),
            other => panic!("{other:?}"),
        };
        let said = said(error);
        assert_eq!(said.code, "1213");
        assert!(said.hint.unwrap().contains("run the step again"));
        assert!(loser.commit().await.is_err(), "the server has rolled back");
        winner.commit().await.unwrap();
        loser.rollback().await.unwrap();
        loser.begin().await.unwrap();
        guest(loser.as_mut(), "UPDATE t SET b = 3").await.unwrap();
        loser.commit().await.unwrap();
    });
}
