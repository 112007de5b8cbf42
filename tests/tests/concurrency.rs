//! Any number of runners at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Outcome, Project, chain, database, guest};

/// Steps of the chain.
const STEPS: usize = 50;
/// Runners at once.
const RUNNERS: usize = 8;

/// Starts that many upgrades at once and waits for all.
fn together(project: &Project) -> Vec<Outcome> {
    let start = std::sync::Barrier::new(RUNNERS);
    std::thread::scope(|scope| {
        let run = || {
            start.wait();
            project.run(["--json", "upgrade"])
        };
        let runners: Vec<_> = (0..RUNNERS).map(|_| scope.spawn(run)).collect();
        runners.into_iter().map(|runner| runner.join().unwrap()).collect()
    })
}

/// Every runner ended well, and together they ran each step once.
#[track_caller]
fn each_step_once(project: &Project, outcomes: Vec<Outcome>, steps: usize) {
    let mut ran = Vec::new();
    for outcome in outcomes {
        let done = outcome.ok().object();
        assert_eq!(done["event"], "done");
        assert_eq!(done["revisions"], serde_json::json!([chain::id(steps)]));
        ran.extend(done["steps"].as_array().unwrap().iter().map(|step| step["revision"].as_str().unwrap().to_owned()));
    }
    ran.sort();
    let all: Vec<String> = (1..=steps).map(chain::id).collect();
    assert_eq!(ran, all);
    let connection = database::open(&project.database());
    assert_eq!(database::integrity(&connection), "ok");
    assert_eq!(database::steps(&connection), all.iter().map(|id| format!("upgrade {id}")).collect::<Vec<_>>());
    assert_eq!(database::tables(&connection), chain::tables(steps));
    let epoch = database::column(&connection, "SELECT value FROM mighost_meta WHERE name = 'epoch'");
    assert_eq!(epoch, [steps.to_string()]);
}

#[test]
fn eight_runners_on_a_file_that_isnt_there_yet() {
    let project = Project::new();
    chain::write(&project, STEPS);
    let outcomes = together(&project);
    each_step_once(&project, outcomes, STEPS);
}

#[test]
fn eight_runners_on_a_database_that_is_under_way() {
    let project = Project::new();
    chain::write(&project, STEPS);
    project.run(["upgrade", &chain::id(3)]).ok();
    let outcomes = together(&project);
    let steps: usize = outcomes.iter().map(|o| o.object()["steps"].as_array().unwrap().len()).sum();
    assert_eq!(steps, STEPS - 3);
    let connection = database::open(&project.database());
    assert_eq!(
        database::steps(&connection),
        (1..=STEPS).map(|n| format!("upgrade {}", chain::id(n))).collect::<Vec<_>>()
    );
    assert!(outcomes.iter().all(|o| o.status.success()));
}

#[test]
fn eight_runners_with_one_cold_cache() {
    let project = Project::new().with_cold_cache();
    chain::write(&project, 10);
    let outcomes = together(&project);
    each_step_once(&project, outcomes, 10);
    assert!(project.cache().is_dir(), "nothing was kept in {}", project.cache().display());
}

#[test]
fn eight_runners_at_head_all_say_so_and_touch_nothing() {
    let project = Project::new();
    chain::write(&project, 3);
    project.run(["upgrade"]).ok();
    let before = project.read("app.db");
    for outcome in together(&project) {
        assert_eq!(outcome.ok().object()["steps"], serde_json::json!([]));
    }
    assert!(project.read("app.db") == before, "the file has changed");
}

#[test]
fn a_runner_that_finds_the_database_held_says_by_whom_it_waits_and_changes_nothing() {
    let project = Project::new();
    chain::write(&project, 2);
    project.run(["upgrade", "+1"]).ok();
    let before = project.dump();
    let holder = database::open(&project.database());
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let outcome =
        project.run(["upgrade", "--lock-timeout", "1"]).exits(6).has_one_message().says(&["app.db", "locked"]);
    assert!(outcome.took.as_secs_f64() >= 1.0 && outcome.took.as_secs() < 20, "{}", outcome.whole());
    holder.execute_batch("ROLLBACK").unwrap();
    drop(holder);
    database::same(&before, &project.dump(), "");
    // And when it is free, the same command goes on.
    project.run(["upgrade"]).ok();
}

#[test]
fn a_reader_of_the_application_doesnt_stop_an_upgrade() {
    let project = Project::new();
    chain::write(&project, 2);
    project.run(["upgrade", "+1"]).ok();
    let reader = database::open(&project.database());
    // In the write-ahead log, readers and a writer don't wait for each other.
    reader.execute_batch("PRAGMA journal_mode = wal; BEGIN; SELECT count(*) FROM ledger;").unwrap();
    project.run(["upgrade", "--lock-timeout", "1"]).ok();
    assert_eq!(database::column(&reader, "SELECT count(*) FROM ledger"), ["1"]);
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(database::column(&reader, "SELECT count(*) FROM ledger"), ["2"]);
}

#[test]
fn two_runners_of_a_failing_step_both_fail_and_leave_it_undone() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);", "");
    project.write("migrations/2.wasm", guest::named("fails"));
    let outcomes = together(&project);
    for outcome in outcomes {
        assert_eq!(outcome.exits(1).object()["error"]["revision"], "2");
    }
    assert_eq!(project.current(), ["1"]);
    assert_eq!(database::tables(&database::open(&project.database())), ["people"]);
}
