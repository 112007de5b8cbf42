//! Components that no SDK makes. Each ends in one message within its limit, and the host goes on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Project, database, guest};
use std::time::Duration;

/// Seconds that a step may take here.
const LIMIT: &str = "2";
/// By when a command must have ended: the step's seconds, the start, compiling, and a busy machine.
const BY: Duration = Duration::from_secs(20);

/// Runs a hostile guest as the second step of a chain, and then a good one in its place.
#[track_caller]
fn case(name: &str) {
    let project = Project::new();
    project.revision(
        "1",
        "",
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO people (name) VALUES ('Ada');",
        "",
    );
    project.run(["upgrade"]).ok();
    let before = project.dump();

    let artifact = project.write("migrations/2.wasm", guest::case(name));
    let expected = std::fs::read_to_string(guest::hostile().join(name).join("expected.txt")).unwrap();
    // What ends by itself, with a message of its own, needs no short clock, which a busy machine breaks.
    let by_the_clock = expected.is_empty() || expected.contains("took longer");
    let clock = if by_the_clock { &["--step-timeout", LIMIT][..] } else { &[] };
    let outcome = project.run(["upgrade"].iter().chain(clock)).fails().says(&["`2`", "migrations/2.wasm", "next:"]);
    for line in expected.lines() {
        assert!(outcome.stderr.contains(line), "`{line}` was expected\n{}", outcome.whole());
    }
    assert!(outcome.took < BY, "it took {:?}\n{}", outcome.took, outcome.whole());
    // One message that a person reads to its end.
    assert!(outcome.stderr.lines().count() < 30 && outcome.stderr.len() < 4000, "{}", outcome.whole());
    database::same(&before, &project.dump(), &outcome.whole());

    std::fs::remove_file(artifact).unwrap();
    project.revision("2", "1", "INSERT INTO people (name) VALUES ('Grace');", "");
    project.run(["upgrade"]).ok();
    assert_eq!(database::column(&database::open(&project.database()), "SELECT name FROM people"), ["Ada", "Grace"]);
}

macro_rules! cases {
    ($($name:ident)*) => {
        /// Those that have a test.
        const CASES: &[&str] = &[$(stringify!($name)),*];
        $(#[test] fn $name() { case(&stringify!($name).replace('_', "-")); })*
    };
}

cases! {
    allocates_nonsense
    answers_from_nowhere
    answers_with_broken_text
    answers_with_no_case
    asks_for_ever
    calls_back_while_allocating
    describes_garbage
    eats_memory
    fails
    imports_a_network
    imports_files
    lets_the_database_work_for_ever
    lies_about_its_downgrade
    lies_about_its_id
    lies_about_its_parents
    logs_for_ever
    loops_at_start
    loops_for_ever
    loops_in_describe
    opens_cursors_for_ever
    passes_a_text_it_hasnt
    passes_all_its_memory
    reads_too_much
    recurses
    shrugs_off_a_refusal
    sleeps
    smuggles_a_commit
    swallows_a_rollback
    traps
    traps_late
    vetoes
    wants_a_huge_table
    wants_memory_at_start
    works_in_describe
}

#[test]
fn every_guest_has_a_test() {
    let mut folders: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(guest::hostile()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().replace('-', "_");
        if name != "parts" {
            folders.push(name);
        }
    }
    folders.sort();
    assert_eq!(folders, CASES);
}

#[test]
fn a_hostile_guest_is_read_without_being_run() {
    let project = Project::new();
    project.write("migrations/1.sql", mighost_tests::chain::sql("1", "", "CREATE TABLE people (id INTEGER);", ""));
    project.write("migrations/2.wasm", guest::case("loops-in-describe"));
    project.run(["history"]).ok().prints(&["2"]);
    project.run(["show", "2"]).ok();
    project.run(["plan"]).ok().prints(&["upgrade 2"]);
    project.run(["inspect", "migrations/2.wasm"]).ok();
    assert!(!project.database().exists());
}

#[test]
fn a_network_is_seen_in_the_file() {
    let project = Project::new();
    project.write("net.wasm", guest::case("imports-a-network"));
    let facts = project.json(["inspect", "net.wasm"]);
    assert_eq!(facts["foreign"], serde_json::json!(["acme:net/socket@1.0.0"]));
    project.run(["inspect", "net.wasm"]).ok().prints(&["refused", "acme:net/socket@1.0.0"]);
}

#[test]
fn building_a_hostile_guest_ends_too() {
    let project = Project::new();
    let wat = |name: &str| std::fs::read_to_string(guest::hostile().join(name).join("guest.wat")).unwrap();
    for (name, world) in [("loops-in-describe", None), ("loops-at-start", None), ("describes-garbage", None)] {
        project.write("raw.wasm", guest::component(&wat(name), world));
        let mut command = project.command(["build", "raw.wasm"]);
        command.env("MIGHOST_STEP_TIMEOUT", LIMIT);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stderr).contains("raw.wasm"), "{name}");
        assert!(!project.path("migrations/artifacts/raw.wasm").exists(), "{name}");
    }
}
