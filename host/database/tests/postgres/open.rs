use crate::support::{Db, open, runtime};
use mighost_database::{Error, OpenMode, Options, Origin, Target, connect};
use mighost_schema::Error as CallError;
use mighost_test_servers::{Postgres, postgres};
use std::time::{Duration, Instant};

fn refused(url: &str) -> (String, String) {
    match runtime().block_on(open(url)).map(drop) {
        Err(Error::Unreachable { reason, advice, target }) => {
            assert!(!target.contains("s3cret") && !reason.contains("s3cret"));
            (reason, advice)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_way_of_writing_an_address_reaches_the_database() {
    let db = Db::new();
    let server = postgres();
    let name = &db.database.name;
    let mut addresses = vec![db.database.url.clone(), db.database.url.replace("postgresql://", "postgres://")];
    addresses.push(db.database.url.replace("postgresql://", "postgresql+psycopg2://"));
    if let (Some(folder), Some(port)) = (server.socket_folder(), server.port()) {
        let folder = folder.display();
        addresses.push(format!("postgresql:///{name}?host={folder}&port={port}&user=postgres"));
        addresses.push(format!("postgresql://postgres@127.0.0.1:{port}/{name}?sslmode=disable"));
    }
    for address in addresses {
        let mut connection = runtime().block_on(async {
            let mut connection = open(&address).await.unwrap();
            let asked = connection.query(
                Origin::Host,
                "SELECT current_database(), current_setting('application_name')",
                &[],
                crate::support::NO_LIMIT,
            );
            asked.await.unwrap()
        });
        assert_eq!(connection.rows.remove(0), [name.as_str().into(), "mighost".into()], "{address}");
    }
}

#[test]
fn what_can_not_be_opened_says_why_and_what_to_do() {
    let server = postgres();
    let (reason, advice) = refused(&server.url_of("no_such_database"));
    assert!(reason.contains("no_such_database") && advice.contains("Create the database"), "{reason} {advice}");
    let (reason, advice) = refused("postgresql://u:s3cret@127.0.0.1:1/x");
    assert!(reason.contains("can't be reached") && advice.contains("address"), "{reason}");
    if let Some(port) = server.port() {
        let (reason, _) = refused(&format!("postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=require"));
        assert!(reason.to_lowercase().contains("ssl") || reason.contains("encrypted"), "{reason}");
        let (reason, advice) = refused(&format!("postgresql://nobody_here:s3cret@127.0.0.1:{port}/postgres"));
        assert!(reason.contains("nobody_here") && advice.contains("login"), "{reason} {advice}");
    }
    let error = runtime().block_on(open("postgresql://u:s3cret@host:port/x")).map(drop).unwrap_err();
    assert!(matches!(error, Error::Address { .. }) && !format!("{error:?}").contains("s3cret"), "{error:?}");
}

#[test]
fn a_password_is_shown_nowhere() {
    let target = Target::parse("postgresql://me:s3cret@host/db?password=s3cret").unwrap();
    assert!(!format!("{target} {target:?}").contains("s3cret"));
}

#[test]
fn a_look_changes_nothing() {
    let db = Db::with("CREATE TABLE t (a int)");
    runtime().block_on(async {
        let target = Target::parse(&db.database.url).unwrap();
        let mut connection = connect(&target, OpenMode::ReadOnly, &Options::default()).await.unwrap();
        assert_eq!(connection.tables(None).await.unwrap().len(), 1);
        let error = connection.execute(Origin::Host, "INSERT INTO t VALUES (1)", &[]).await.unwrap_err();
        assert!(
            matches!(&error, Error::Call(CallError::Database(e)) if e.code == "25006" && e.hint.is_some()),
            "{error:?}"
        );
    });
}

#[test]
fn a_server_that_goes_away_in_the_middle_is_one_clear_error() {
    let server = std::sync::Arc::new(Postgres::start(&[]));
    let database = server.database();
    runtime().block_on(async {
        let mut connection = open(&database.url).await.unwrap();
        connection.begin().await.unwrap();
        connection.execute(Origin::Guest, "CREATE TABLE t (a int)", &[]).await.unwrap();
        server.kill();
        let error = connection.execute(Origin::Guest, "SELECT 1", &[]).await.unwrap_err();
        assert!(matches!(&error, Error::Unreachable { reason, .. } if reason.contains("lost")), "{error:?}");
        assert!(matches!(connection.commit().await.unwrap_err(), Error::Unreachable { .. }));
        connection.rollback().await.unwrap();
    });
}

#[test]
fn a_session_that_the_administrator_ends_is_one_clear_error() {
    let mut db = Db::new();
    db.begin();
    db.guest("CREATE TABLE t (a int)").unwrap();
    let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mighost'";
    db.database.psql(ended);
    let error = db.commit().unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert_eq!(db.database.psql("SELECT to_regclass('t') IS NULL"), "t");
}

#[test]
fn a_statement_is_interrupted_at_the_deadline_and_the_step_can_be_rolled_back() {
    let mut db = Db::new();
    db.begin();
    let begun = Instant::now();
    db.connection.set_deadline(Some(Instant::now() + Duration::from_millis(200)));
    let error = db.guest("SELECT pg_sleep(60)").unwrap_err();
    assert!(matches!(error, CallError::Limit(_)), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(20));
    db.connection.set_deadline(None);
    db.rollback();
    db.begin();
    db.guest("SELECT 1").unwrap();
    db.commit().unwrap();
}

#[test]
fn a_lock_that_another_transaction_holds_is_waited_for_and_then_named() {
    let db = Db::with("CREATE TABLE t (a int)");
    runtime().block_on(async {
        let target = Target::parse(&db.database.url).unwrap();
        let options = Options { lock_timeout: Duration::from_millis(50), ..Options::default() };
        let mut one = open(&db.database.url).await.unwrap();
        let mut two = connect(&target, OpenMode::Existing, &options).await.unwrap();
        one.begin().await.unwrap();
        one.execute(Origin::Guest, "LOCK TABLE t", &[]).await.unwrap();
        two.begin().await.unwrap();
        let error = two.execute(Origin::Guest, "ALTER TABLE t ADD COLUMN b int", &[]).await.unwrap_err();
        assert!(matches!(&error, Error::Busy { holder: Some(_), .. }), "{error:?}");
        two.rollback().await.unwrap();
    });
}
