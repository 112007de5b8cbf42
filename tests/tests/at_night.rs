//! What goes wrong around a migration, and whether the message sends the operator the right way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Project, database};
use serde_json::json;

/// A statement that takes some hundred thousand instructions: time enough for SQLite to look at the clock.
const WORK: &str = "CREATE TABLE a AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 20000) SELECT i FROM c;";

#[test]
fn a_chain_of_a_package_is_refused_and_never_taken_for_the_applications_own() {
    let project = Project::new();
    project.write(
        "migrations/1.sql",
        "-- revision: 1\n-- package: acme/billing\n-- upgrade\nCREATE TABLE a (id INTEGER);\n",
    );
    project.run(["upgrade"]).fails().says(&["`1`", "acme/billing", "package"]);
    assert!(!project.database().exists());
}

#[test]
fn a_dependency_on_another_package_is_not_passed_over() {
    let project = Project::new();
    project.write(
        "migrations/1.sql",
        "-- revision: 1\n-- depends-on: acme/billing@7\n-- upgrade\nCREATE TABLE a (id INTEGER);\n",
    );
    project.run(["upgrade"]).fails().says(&["`1`", "acme/billing@7"]);
    assert!(!project.database().exists());
}

#[test]
fn waiting_for_the_lock_is_not_the_steps_own_time() {
    let project = Project::new();
    project.revision("0", "", "SELECT 1;", "");
    project.run(["upgrade"]).ok();
    project.revision("1", "0", WORK, "");
    let holder = database::open(&project.database());
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let child = project.spawn(["upgrade", "--step-timeout", "1", "--lock-timeout", "60"]);
    // Longer than the step may take.
    let release = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(1500));
        holder.execute_batch("ROLLBACK").unwrap();
    });
    let output = child.wait_with_output().unwrap();
    release.join().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(project.current(), ["1"]);
}

#[test]
fn a_lock_that_another_holds_is_not_the_migrations_fault() {
    let project = Project::new();
    project.revision("0", "", "SELECT 1;", "");
    project.run(["upgrade"]).ok();
    project.revision("1", "0", "CREATE TABLE a (id INTEGER);", "");
    let holder = database::open(&project.database());
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let outcome =
        project.run(["upgrade", "--lock-timeout", "0"]).exits(6).says(&["app.db", "locked", "--lock-timeout"]);
    assert!(!outcome.whole().contains("correct "), "{}", outcome.whole());
    let object = project.run(["upgrade", "--lock-timeout", "0", "--json"]).exits(6).object();
    assert_eq!(object["error"]["kind"], "lock");
}

#[test]
fn a_file_that_changed_since_it_was_applied_is_named() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    project.run(["upgrade"]).ok();
    assert_eq!(project.json(["status"])["changed"], json!([]));
    project.revision("1", "", "CREATE TABLE a (id INTEGER, name TEXT);", "DROP TABLE a;");
    assert_eq!(project.json(["status"])["changed"], json!(["1"]));
    project.run(["status"]).ok().prints(&["`1`", "changed since it was applied"]);
    project.run(["upgrade"]).ok().says(&["`1`", "changed since it was applied"]);
}

#[test]
fn a_template_that_nobody_edited_says_that_it_did_nothing() {
    let project = Project::new();
    project.run(["new", "create people"]).ok();
    project.run(["upgrade"]).ok().prints(&["no statements"]);
}

#[test]
fn a_source_renamed_after_a_build_is_still_one_revision() {
    let project = Project::new();
    let path = project.revision("1", "", "CREATE TABLE a (id INTEGER);", "");
    project.run(["build"]).ok();
    std::fs::rename(path, project.path("migrations/renamed.sql")).unwrap();
    let done = project.json(["upgrade"]);
    assert_eq!(done["steps"], json!([{ "revision": "1", "direction": "upgrade" }]));
}

#[test]
fn a_file_ending_in_capitals_is_a_migration() {
    let project = Project::new();
    project.write("migrations/1.SQL", "-- revision: 1\n-- upgrade\nCREATE TABLE a (id INTEGER);\n");
    assert_eq!(project.json(["upgrade"])["revisions"], json!(["1"]));
}

#[test]
fn stamping_a_wrong_target_makes_no_database() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE a (id INTEGER);", "");
    project.run(["stamp", "nosuch"]).exits(2).says(&["nosuch"]);
    project.run(["stamp", "base"]).ok();
    assert!(!project.database().exists());
}

#[test]
fn a_relative_step_in_the_wrong_direction_is_wrong_usage() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    project.run(["upgrade"]).ok();
    let before = project.dump();
    project.run(["upgrade", "-1"]).exits(2).says(&["-1", "mighost downgrade"]);
    project.run(["downgrade", "+1"]).exits(2).says(&["+1", "mighost upgrade"]);
    database::same(&before, &project.dump(), "steps in the wrong direction");
}

#[test]
fn damaged_bookkeeping_can_be_made_anew_as_the_message_says() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    project.run(["upgrade"]).ok();
    project.execute("DELETE FROM mighost_meta WHERE name = 'epoch'");
    project.run(["upgrade"]).fails().says(&["damaged", "drop every table", "mighost stamp"]);
    for table in ["meta", "revisions", "history", "artifacts"] {
        project.execute(&format!("DROP TABLE mighost_{table}"));
    }
    project.run(["stamp", "1"]).ok();
    assert_eq!(project.current(), ["1"]);
}

#[test]
fn status_sends_nobody_to_an_upgrade_that_is_refused() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    let second = project.revision("2", "1", "CREATE TABLE b (id INTEGER);", "");
    project.run(["upgrade"]).ok();
    std::fs::remove_file(second).unwrap();
    let outcome = project.run(["status"]).exits(3).prints(&["`2`", "gone", "put the missing files back"]);
    assert!(!outcome.whole().contains("mighost upgrade"), "{}", outcome.whole());
    // The second can't be taken back, so nobody is told to.
    let outcome = project.run(["upgrade"]).fails().says(&["`2`", "restore the file"]);
    assert!(!outcome.whole().contains("mighost downgrade"), "{}", outcome.whole());
}
