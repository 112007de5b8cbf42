//! `kill -9` at any moment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Project, chain, database};
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

/// Steps of the chain.
const STEPS: usize = 50;
/// How often the upgrade is killed.
const KILLS: usize = 60;

fn project() -> Project {
    let project = Project::new();
    chain::write(&project, STEPS);
    project
}

/// Starts an upgrade and kills it: after so many events, and then so much later. False where it was done before.
fn killed(project: &Project, events: usize, later: Duration) -> bool {
    let mut child = project.spawn(["--json", "upgrade"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for _ in 0..events {
        if lines.next().is_none() {
            break;
        }
    }
    // Shorter than any sleep is exact: the moment is what is random here.
    let moment = Instant::now() + later;
    while Instant::now() < moment {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// How far the database is, which must be a step's end: what the bookkeeping says and what is there agree.
fn boundary(project: &Project) -> usize {
    if !project.database().exists() {
        return 0;
    }
    let connection = database::open(&project.database());
    assert_eq!(database::integrity(&connection), "ok");
    let tables =
        database::column(&connection, "SELECT name FROM sqlite_schema WHERE name GLOB 'mighost_*' AND type = 'table'");
    if tables.is_empty() {
        assert_eq!(database::tables(&connection), Vec::<String>::new());
        return 0;
    }
    assert_eq!(tables.len(), 4, "{tables:?}");
    let current = database::column(&connection, "SELECT revision FROM mighost_revisions");
    let steps = database::steps(&connection);
    let done = steps.len();
    assert_eq!(current, [chain::id(done)]);
    assert_eq!(steps, (1..=done).map(|n| format!("upgrade {}", chain::id(n))).collect::<Vec<_>>());
    assert_eq!(database::tables(&connection), chain::tables(done));
    let ledger = database::column(&connection, "SELECT step FROM ledger ORDER BY step");
    assert_eq!(ledger, (1..=done).map(|n| n.to_string()).collect::<Vec<_>>());
    for number in 1..=done {
        assert_eq!(database::column(&connection, &format!("SELECT count(*) FROM t{number}")), ["300"], "t{number}");
    }
    assert_eq!(database::column(&connection, "SELECT count(*) FROM mighost_artifacts"), [done.to_string()]);
    done
}

/// Kills upgrades of new databases that many times, each time finishing them behind it, and compares what came out
/// with an upgrade that nobody disturbed. How many were killed inside a transaction, and the steps at which it was.
fn kill_and_finish(kills: usize, prepare: &str) -> (usize, std::collections::BTreeSet<usize>) {
    // Printed, so that a failure can be had again: MIGHOST_TEST_SEED=… runs the same moments.
    let seed =
        std::env::var("MIGHOST_TEST_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("MIGHOST_TEST_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let prepared = || {
        let project = project();
        if !prepare.is_empty() {
            project.execute(prepare);
        }
        project
    };

    let undisturbed = prepared();
    let begun = Instant::now();
    undisturbed.run(["upgrade"]).ok();
    let step = begun.elapsed() / u32::try_from(STEPS).unwrap();
    let expected = database::dump_of_application(&undisturbed.database());
    assert_eq!(boundary(&undisturbed), STEPS);

    let (mut killed_so_far, mut inside, mut seen) = (0, 0, std::collections::BTreeSet::new());
    while killed_so_far < kills {
        let project = prepared();
        // Sometimes the same database is killed several times on its way.
        for _ in 0..random.usize(1..=3) {
            // Two events a step, and the plan before them: from before the first one to behind the last.
            let events = random.usize(0..=2 * STEPS);
            let later = step.mul_f64(random.f64() * 2.0);
            if killed(&project, events, later) {
                killed_so_far += 1;
            }
            // A journal is left where a transaction was open.
            inside += usize::from(project.path("app.db-journal").exists());
            if random.bool() {
                // Who looks first must not matter: here it is mighost, with whatever was left behind.
                project.run(["--json", "current"]).ok();
            }
            seen.insert(boundary(&project));
        }
        project.run(["upgrade"]).ok();
        assert_eq!(boundary(&project), STEPS);
        assert_eq!(database::dump_of_application(&project.database()), expected);
    }
    println!("{killed_so_far} kills, {inside} of them left a journal, at {} different steps", seen.len());
    (inside, seen)
}

#[test]
fn an_upgrade_that_is_killed_stands_between_two_steps_and_goes_on() {
    let (inside, seen) = kill_and_finish(KILLS, "");
    // Else it wasn't the moments between that were tried.
    assert!(inside >= KILLS / 10, "only {inside} of {KILLS} kills fell into a transaction");
    assert!(seen.len() >= KILLS / 6, "only {} different steps were hit", seen.len());
}

#[test]
fn so_does_one_on_a_database_with_a_write_ahead_log() {
    let (_, seen) = kill_and_finish(KILLS / 4, "PRAGMA journal_mode = wal");
    assert!(seen.len() >= KILLS / 24, "only {} different steps were hit", seen.len());
}

#[test]
fn a_downgrade_that_is_killed_stands_between_two_steps_and_goes_on() {
    let mut random = fastrand::Rng::with_seed(7);
    let project = project();
    project.run(["upgrade"]).ok();
    for _ in 0..5 {
        let mut child = project.spawn(["--json", "downgrade", "base"]);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for _ in 0..random.usize(1..STEPS / 3) {
            lines.next();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let connection = database::open(&project.database());
        assert_eq!(database::integrity(&connection), "ok");
        let left = database::column(&connection, "SELECT count(*) FROM mighost_revisions") == ["1"];
        let current = database::column(&connection, "SELECT revision FROM mighost_revisions");
        let at = current.first().map_or(0, |id| id.trim_start_matches('r').parse::<usize>().unwrap());
        assert_eq!(left, at > 0);
        assert_eq!(database::tables(&connection), chain::tables(at));
    }
    project.run(["downgrade", "base"]).ok();
    assert_eq!(database::tables(&database::open(&project.database())), Vec::<String>::new());
}
