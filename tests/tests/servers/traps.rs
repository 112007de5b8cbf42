//! What other tools' locks are known to trip over, at the level of the command. The connections' own tests have the rest.

use crate::support::{Console, Held, PATIENTLY, applied, asleep, finish, interrupt, sessions, sleep, until};
use mighost_test_servers::{Mariadb, Postgres};
use mighost_tests::{Kind, Site, chain};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Sessions of mighost on a site's database that only wait for the lock, or hold it.
const LOCKS: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mighost lock'";

/// A waiting runner that sat in the server with a snapshot would be waited for by the build, and would itself wait for
/// the runner that builds: for ever.
#[test]
fn an_index_is_built_concurrently_while_another_runner_waits() {
    let site = Site::new(Kind::Postgres);
    site.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);", "");
    site.run(["upgrade"]).ok();
    let build = "-- revision: 2\n-- revises: 1\n-- transaction: none\n-- upgrade\nCREATE INDEX CONCURRENTLY people_name ON people (name);\n";
    site.write("migrations/2.sql", build);

    // Somebody's old transaction keeps the build waiting until the other runner is there.
    let mut reader = Console::open(&site);
    reader.ask("BEGIN ISOLATION LEVEL REPEATABLE READ");
    reader.ask("SELECT count(*) FROM people");
    let builder = site.spawn(["upgrade"]);
    let building = "SELECT count(*) FROM pg_stat_progress_create_index WHERE datname = current_database()";
    until("the build has begun", || site.sql(building) == ["1"]);
    let waiter = site.spawn(["upgrade"]);
    until("the other runner waits", || site.sql(LOCKS) == ["2"]);
    reader.ask("COMMIT");

    finish(builder).ok();
    finish(waiter).ok();
    assert_eq!(site.current(), ["2"]);
    assert_eq!(site.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'people_name'::regclass"), ["t"]);
}

/// A chain whose second step runs a statement before it does anything; and its file without.
fn second_begins_with(kind: Kind, statement: &str) -> (Site, Vec<u8>) {
    let site = Site::new(kind);
    chain::write_small(&site, 3);
    let good = site.read("migrations/r0002.sql");
    let text = String::from_utf8(good.clone()).unwrap();
    site.write("migrations/r0002.sql", text.replacen("-- upgrade\n", &format!("-- upgrade\n{statement}\n"), 1));
    (site, good)
}

/// A chain whose second step sleeps before it does anything, far longer than any test takes.
fn sleeping_second(kind: Kind) -> (Site, Vec<u8>) {
    second_begins_with(kind, &sleep(kind, 600))
}

#[test]
fn a_runner_that_doesnt_get_the_lock_in_time_names_who_holds_it() {
    for kind in [Kind::Postgres, Kind::Mariadb] {
        let (site, _) = sleeping_second(kind);
        let mut holder = site.spawn(["upgrade"]);
        asleep(&site);
        let before = Instant::now();
        let outcome = site.run(["upgrade", "--lock-timeout", "1"]).exits(6).has_one_message();
        assert!(before.elapsed() >= Duration::from_secs(1), "{}", outcome.whole());
        // Who it is: on PostgreSQL the process and the application, on MariaDB the connection and the user.
        outcome.says(if kind == Kind::Postgres { &["mighost lock"] } else { &["root"] });
        holder.kill().unwrap();
        holder.wait().unwrap();
    }
}

/// What is typed to stop it ends a runner that waits at once, and it leaves nothing behind.
#[test]
fn a_runner_that_waits_is_stopped_at_once() {
    for kind in [Kind::Postgres, Kind::Mariadb] {
        let (site, _) = sleeping_second(kind);
        let mut holder = site.spawn(["upgrade"]);
        asleep(&site);
        let mut console = Console::open(&site);
        // Those of the runner: the step's, and the lock's. Whoever only looked has gone.
        let before = 2;
        until("the first runner alone is connected", || sessions(&mut console, kind) == before);
        let waiter = site.spawn(["upgrade", "--lock-timeout", "600"]);
        until("the second runner is connected", || sessions(&mut console, kind) > before);
        let begun = Instant::now();
        interrupt(&waiter);
        assert!(!finish(waiter).status.success());
        // It would wait for ten minutes.
        assert!(begun.elapsed() < Duration::from_secs(20));
        until("its session is gone", || sessions(&mut console, kind) == before);
        holder.kill().unwrap();
        holder.wait().unwrap();
    }
}

/// Stops a runner in its step, by `how`, and lets another one finish what it began.
///
/// Both servers look every few seconds whether somebody still wants to know what sleeps.
fn stopped_in_its_step(kind: Kind, how: fn(&mut std::process::Child)) {
    let (site, good) = sleeping_second(kind);
    let mut holder = site.spawn(["upgrade"]);
    asleep(&site);
    site.write("migrations/r0002.sql", good);
    // It waits already when the other one is stopped.
    let waiter = site.spawn(["upgrade", "--lock-timeout", "60"]);
    let mut console = Console::open(&site);
    how(&mut holder);
    assert!(!finish(holder).status.success());
    let outcome = finish(waiter).ok();
    assert_eq!(applied(&site), 3, "{}", outcome.whole());
    until("nobody is left", || sessions(&mut console, kind) == 0);
}

#[test]
fn a_runner_that_is_stopped_while_it_holds_the_lock_leaves_it_on_postgresql() {
    stopped_in_its_step(Kind::Postgres, |holder| interrupt(holder));
}

#[test]
fn a_runner_that_is_killed_while_it_holds_the_lock_leaves_it_on_postgresql() {
    stopped_in_its_step(Kind::Postgres, |holder| holder.kill().unwrap());
}

#[test]
fn a_runner_that_is_stopped_while_it_holds_the_lock_leaves_it_on_mariadb() {
    stopped_in_its_step(Kind::Mariadb, |holder| interrupt(holder));
}

#[test]
fn a_runner_that_is_killed_while_it_holds_the_lock_leaves_it_on_mariadb() {
    stopped_in_its_step(Kind::Mariadb, |holder| holder.kill().unwrap());
}

/// The session with the lock is ended by the server, its runner is at a step and another one comes: each step once.
fn the_lock_is_lost(kind: Kind) {
    let (site, good) = second_begins_with(kind, "SELECT count(*) FROM ledger;");
    site.run(["upgrade", "+1"]).ok();
    let held = Held::table(&site, "ledger");
    let patiently = || ["upgrade"].into_iter().chain(PATIENTLY);
    let first = site.spawn(patiently());
    until("the first one is at its step", || Held::waiting(&site) == 1);
    site.write("migrations/r0002.sql", good);
    let mut console = Console::open(&site);
    match kind {
        Kind::Postgres => {
            let ended = console.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
                 AND application_name = 'mighost lock'",
            );
            assert_eq!(ended, ["t"]);
        }
        _ => {
            // The one that doesn't work, where the one that only looked is gone.
            let mut idle = Vec::new();
            until("the first one has one session that is idle", || {
                idle = console.ask(&format!(
                    "SELECT id FROM information_schema.processlist WHERE db = database() AND command = 'Sleep' \
                     AND id NOT IN (connection_id(), {})",
                    held.session()
                ));
                idle.len() == 1
            });
            console.ask(&format!("KILL {}", idle[0]));
        }
    }
    let second = site.spawn(patiently());
    // The one that holds the table, the session that works of each, and the second one's lock.
    until("the second one is there", || sessions(&mut console, kind) == 4);
    held.release();
    let (first, second) = (finish(first), finish(second));
    // The first may notice, and then says so; what it must not do is to go on beside the second.
    if !first.status.success() {
        first.has_one_message();
    }
    if !second.status.success() {
        second.has_one_message();
    }
    site.run(["upgrade"]).ok();
    assert_eq!(applied(&site), 3);
}

#[test]
fn a_runner_whose_lock_was_taken_away_doesnt_go_on_beside_another_on_postgresql() {
    the_lock_is_lost(Kind::Postgres);
}

#[test]
fn a_runner_whose_lock_was_taken_away_doesnt_go_on_beside_another_on_mariadb() {
    the_lock_is_lost(Kind::Mariadb);
}

/// A deployment starts everything at once: the server answers some seconds later.
#[test]
fn a_server_that_is_still_starting_is_waited_for() {
    let server = Arc::new(Postgres::start(&["synchronous_commit=on"]));
    let site = Site::on_postgres(&server);
    chain::write_small(&site, 2);
    server.stop();
    site.run(["upgrade", "--wait", "1"]).fails().says(&["Connection refused"]);
    let runner = site.spawn(["upgrade", "--wait", "60"]);
    server.start_again(&[]);
    finish(runner).ok();
    assert_eq!(applied(&site), 2);

    let settings = ["innodb-flush-log-at-trx-commit=2"];
    let server = Arc::new(Mariadb::start(&settings));
    let site = Site::on_mariadb(&server);
    chain::write_small(&site, 2);
    server.kill();
    site.run(["upgrade", "--wait", "1"]).fails();
    let runner = site.spawn(["upgrade", "--wait", "60"]);
    server.start_again(&settings);
    finish(runner).ok();
    assert_eq!(applied(&site), 2);
}
