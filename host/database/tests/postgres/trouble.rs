//! A server that isn't there, isn't there yet, is full, refuses or goes away: one clear message each.

use crate::support::{Db, call, open, runtime};
use mighost_database::{Connection, Error, LockKey, OpenMode, Options, Origin, Target, acquire, connect};
use mighost_schema::Error as CallError;
use mighost_test_servers::Postgres;
use std::sync::Arc;
use std::time::{Duration, Instant};

async fn opened(url: &str, options: &Options) -> Result<Box<dyn Connection>, Error> {
    connect(&Target::parse(url)?, OpenMode::Existing, options).await
}

fn waiting(seconds: u64) -> Options {
    Options { wait: Some(Duration::from_secs(seconds)), ..Options::default() }
}

fn unreachable(result: Result<Box<dyn Connection>, Error>) -> (String, String) {
    match result.map(drop) {
        Err(error @ Error::Unreachable { .. }) => {
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
            let Error::Unreachable { reason, advice, .. } = error else { unreachable!() };
            assert!(!reason.contains('\n') && !advice.is_empty(), "{reason} {advice}");
            (reason, advice)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_server_that_is_still_starting_is_waited_for() {
    let server = Arc::new(Postgres::start(&[]));
    let url = server.url().to_owned();
    let socket = format!(
        "postgresql:///postgres?user=postgres&host={}&port={}",
        server.socket_folder().unwrap().display(),
        server.port().unwrap()
    );
    server.stop();
    for url in [&url, &socket] {
        let (reason, _) = unreachable(runtime().block_on(opened(url, &Options::default())));
        assert!(reason.contains("can't be reached") || reason.contains("socket"), "{reason}");
    }
    let again = Arc::clone(&server);
    let starter = std::thread::spawn(move || {
        // Long enough for the first attempts to find nobody.
        std::thread::park_timeout(Duration::from_millis(300));
        again.start_again(&[]);
    });
    runtime().block_on(async {
        let (target, options) = (Target::parse(&url).unwrap(), waiting(60));
        let key = LockKey::default();
        let all = tokio::join!(opened(&url, &options), opened(&socket, &options), acquire(&target, &key, &options));
        all.0.unwrap();
        all.1.unwrap();
        all.2.unwrap().release().await.unwrap();
    });
    starter.join().unwrap();
    // While it recovers from a crash it answers, and says so.
    server.kill();
    server.start_again(&[]);
    runtime().block_on(opened(&url, &waiting(60))).unwrap();
}

#[test]
fn waiting_ends_with_one_message_and_what_it_does_not_mend_is_an_error_at_once() {
    let begun = Instant::now();
    let (reason, _) = unreachable(runtime().block_on(opened("postgresql://u:s3cret@127.0.0.1:1/x", &waiting(1))));
    let tried = reason.split_once("tried for ").and_then(|(_, time)| time.strip_suffix(" s")?.parse::<f64>().ok());
    assert!(reason.contains("can't be reached") && tried.is_some_and(|tried| tried >= 1.0), "{reason}");
    assert!(begun.elapsed() < Duration::from_secs(20));
    let (reason, advice) =
        unreachable(runtime().block_on(opened("postgresql://u@no-such-host.invalid/x", &Options::default())));
    assert!(reason.contains("no-such-host.invalid") && advice.contains("host"), "{reason}");
    let server = Postgres::start(&[]);
    let port = server.port().unwrap();
    let begun = Instant::now();
    let missing = server.url_of("no_such_database");
    let (reason, advice) = unreachable(runtime().block_on(opened(&missing, &waiting(600))));
    assert!(reason.contains("no_such_database") && advice.contains("Create the database"), "{reason}");
    let stranger = format!("postgresql://nobody_here:s3cret@127.0.0.1:{port}/postgres");
    let (reason, advice) = unreachable(runtime().block_on(opened(&stranger, &waiting(600))));
    assert!(reason.contains("nobody_here") && advice.contains("login"), "{reason}");
    let wrong = format!("postgresql://postgres@127.0.0.1:{port}/postgres?options[work_mem]=much");
    let (reason, advice) = unreachable(runtime().block_on(opened(&wrong, &waiting(600))));
    assert!(reason.contains("work_mem") && advice.contains("options"), "{reason}");
    assert!(begun.elapsed() < Duration::from_secs(60), "nothing of this gets better by waiting");
}

#[test]
fn a_wrong_password_is_refused_and_not_shown() {
    let server = Arc::new(Postgres::start(&[]));
    server.psql("CREATE ROLE secretive LOGIN PASSWORD 's3cret'");
    let rules = server.socket_folder().unwrap().join("data").join("pg_hba.conf");
    std::fs::write(&rules, "local all all trust\nhost all secretive 127.0.0.1/32 scram-sha-256\n").unwrap();
    server.psql_by_socket("SELECT pg_reload_conf()");
    let port = server.port().unwrap();
    let url = |who: &str| format!("postgresql://{who}@127.0.0.1:{port}/postgres");
    // The settings are read when the server comes to it.
    let stranger = || runtime().block_on(opened(&url("postgres"), &Options::default())).map(drop);
    let begun = Instant::now();
    while stranger().is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
    let (reason, advice) = unreachable(runtime().block_on(opened(&url("postgres"), &waiting(600))));
    assert!(reason.contains("pg_hba.conf") && advice.contains("pg_hba.conf"), "{reason} {advice}");
    let (reason, advice) = unreachable(runtime().block_on(opened(&url("secretive:n0t-s3cret"), &waiting(600))));
    assert!(reason.contains("password authentication failed") && advice.contains("password"), "{reason}");
    runtime().block_on(opened(&url("secretive:s3cret"), &Options::default())).unwrap();
}

#[test]
fn a_server_without_a_free_connection_says_so() {
    let server = Arc::new(Postgres::start(&["max_connections=4", "superuser_reserved_connections=0"]));
    runtime().block_on(async {
        let mut held = Vec::new();
        let refused = loop {
            match open(server.url()).await {
                Ok(connection) => held.push(connection),
                Err(error) => break Err(error),
            }
            assert!(held.len() < 10);
        };
        let (reason, advice) = unreachable(refused);
        assert!(reason.contains("too many") || reason.contains("slots"), "{reason}");
        assert!(advice.contains("max_connections"), "{advice}");
    });
}

#[test]
fn a_standby_takes_no_changes_and_says_where_to_go() {
    let server = Arc::new(Postgres::start(&[]));
    server.psql("CREATE TABLE t (a int)");
    server.stop();
    server.start_as_standby();
    runtime().block_on(async {
        let mut connection = open(server.url()).await.unwrap();
        assert_eq!(connection.tables(None).await.unwrap().len(), 1);
        connection.begin().await.unwrap();
        let error = call(connection.execute(Origin::Guest, "INSERT INTO t VALUES (1)", &[]).await.unwrap_err());
        let CallError::Database(said) = &error else { panic!("{error:?}") };
        assert_eq!(said.code, "25006");
        assert!(said.hint.as_deref().is_some_and(|hint| hint.contains("primary")), "{said:?}");
        connection.rollback().await.unwrap();
    });
}

#[test]
fn a_full_disk_is_said_with_what_to_do() {
    let mut db = Db::new();
    db.begin();
    // What the server says where its disk is full; nobody fills one here.
    let full =
        "DO $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$";
    let error = db.guest(full).unwrap_err();
    let CallError::Database(said) = &error else { panic!("{error:?}") };
    assert!(said.code == "53100" && said.hint.as_deref().is_some_and(|hint| hint.contains("Free space")), "{said:?}");
}

#[test]
fn a_server_that_is_shut_down_in_the_middle_is_one_clear_error_and_nothing_is_half_done() {
    let server = Arc::new(Postgres::start(&[]));
    for crash in [false, true] {
        runtime().block_on(async {
            let mut connection = open(server.url()).await.unwrap();
            connection.begin().await.unwrap();
            connection.execute(Origin::Guest, "CREATE TABLE half (a int)", &[]).await.unwrap();
            let work = connection.execute(Origin::Guest, "SELECT pg_sleep(600)", &[]);
            let end = tokio::task::spawn_blocking({
                let server = Arc::clone(&server);
                move || {
                    let sql = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()";
                    while server.psql(sql) == "0" {}
                    if crash { server.kill() } else { server.stop() }
                }
            });
            let (error, end) = tokio::join!(work, end);
            end.unwrap();
            let error = error.unwrap_err();
            let Error::Unreachable { reason, advice, .. } = &error else { panic!("{error:?}") };
            assert!(reason.contains("lost") && advice.contains("Run the command again"), "{error:?}");
            if !crash {
                assert!(reason.contains("administrator"), "{reason}");
            }
            assert!(matches!(connection.commit().await.unwrap_err(), Error::Unreachable { .. }));
            connection.rollback().await.unwrap();
            server.start_again(&[]);
            let mut connection = opened(server.url(), &waiting(60)).await.unwrap();
            assert!(connection.tables(None).await.unwrap().is_empty());
        });
    }
}

#[test]
fn a_statement_that_runs_longer_than_it_may_is_a_limit() {
    let db = Db::new();
    runtime().block_on(async {
        let options = Options { statement_timeout: Some(Duration::from_millis(500)), ..Options::default() };
        let mut connection = opened(&db.database.url, &options).await.unwrap();
        connection.begin().await.unwrap();
        let error = call(connection.execute(Origin::Guest, "SELECT pg_sleep(600)", &[]).await.unwrap_err());
        assert!(matches!(&error, CallError::Limit(text) if text.contains("pg_sleep")), "{error:?}");
        connection.rollback().await.unwrap();
        // Outside of a transaction too.
        let error = call(connection.execute(Origin::Guest, "SELECT pg_sleep(600)", &[]).await.unwrap_err());
        assert!(matches!(&error, CallError::Limit(_)), "{error:?}");
    });
}

#[test]
fn a_servers_own_limit_of_idle_transactions_is_none_for_a_step() {
    let db = Db::new();
    runtime().block_on(async {
        let mut connection = open(&db.database.url).await.unwrap();
        let ours = "SET idle_in_transaction_session_timeout = 1";
        connection.execute(Origin::Host, ours, &[]).await.unwrap();
        connection.begin().await.unwrap();
        // Idle for longer than the server would let it be.
        tokio::time::sleep(Duration::from_millis(50)).await;
        connection.execute(Origin::Guest, "SELECT 1", &[]).await.unwrap();
        connection.commit().await.unwrap();
    });
}

/// What is logged while something runs.
fn logged(work: impl FnOnce()) -> String {
    use std::sync::Mutex;
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let written = Written::default();
    let writer = written.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    tracing::subscriber::with_default(subscriber, work);
    let bytes = written.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_password_is_neither_logged_nor_said_whatever_fails() {
    let said = logged(|| {
        tracing::info!("this is logged");
        for address in [
            "postgresql://u:s3cret@127.0.0.1:1/x?password=s3cret",
            "postgresql://u:s3cret@127.0.0.1:1/x?sslpassword=s3cret",
            "postgresql://u:s3cret@h:port/x",
            "postgresql://u:s3?cret@h/x",
            "postgresql://u:s3cret@127.0.0.1:1/x?sslmode=require",
        ] {
            let error = runtime().block_on(open(address)).map(drop).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3"), "{error:?}");
        }
    });
    assert!(said.contains("this is logged") && !said.contains("s3cret"), "{said}");
}
