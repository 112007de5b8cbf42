//! `mighost.lock`: what it pins is what runs.

use crate::trust::{PUBLISHER, artifact, build, published, write};
use mighost_tests::package::{self, BILLING, FOLDER};
use mighost_tests::{Outcome, Project, chain};

/// A chain of three, released: everything is pinned.
fn pinned() -> Project {
    let project = Project::new();
    for (id, revises) in [("1", ""), ("2", "1"), ("3", "2")] {
        project.revision(id, revises, &format!("CREATE TABLE t_{id} (id INTEGER);"), &format!("DROP TABLE t_{id};"));
    }
    project.run(["key", "generate", "--out", "ada.key"]).ok();
    project.run(["release", "--key", "ada.key"]).ok();
    project
}

fn change(project: &Project, id: &str, revises: &str) {
    project.revision(
        id,
        revises,
        &format!("CREATE TABLE other_{id} (id INTEGER);"),
        &format!("DROP TABLE other_{id};"),
    );
}

fn digest(project: &Project, file: &str) -> String {
    project.json(["inspect", file])["content_sha256"].as_str().unwrap().to_owned()
}

/// A run must be refused by one message with these texts and change nothing; `plan` and `status` say the same.
#[track_caller]
fn refused(project: &Project, run: &[&str], says: &[&str]) -> Outcome {
    let before = (project.dump(), project.database().exists());
    let outcome = project.run(run).exits(7).has_one_message().says(says);
    assert!(before == (project.dump(), project.database().exists()), "something has changed\n{}", outcome.whole());
    outcome
}

#[test]
fn what_is_pinned_runs_up_and_down_as_sql_or_as_artifacts() {
    let project = pinned();
    project.run(["plan"]).ok();
    project.run(["upgrade"]).ok();
    project.run(["downgrade", "base"]).ok();
    // What an SQL file packs to counts, so the artifacts alone are the same.
    project.run(["--dir", "migrations/artifacts", "upgrade", "2"]).ok();
    project.run(["upgrade"]).ok();
    project.run(["downgrade", "-1"]).ok();
}

#[test]
fn a_changed_file_is_refused_with_both_digests() {
    let project = pinned();
    let pinned = digest(&project, "migrations/2.sql");
    change(&project, "2", "1");
    let found = digest(&project, "migrations/2.sql");
    let says = ["`2`", "2.sql", "isn't what mighost.lock pins", &pinned, &found, "mighost pull", "mighost release"];
    refused(&project, &["upgrade"], &says);
    project.run(["plan"]).exits(7).prints(&["upgrade 1", "upgrade 3", "refused", &pinned, &found]);
    let plan = project.run(["--json", "plan"]).exits(7).object();
    assert_eq!((&plan["refused"]["kind"], plan["steps"].as_array().unwrap().len()), (&"not-pinned".into(), 3));
    project.run(["status"]).exits(3).prints(&["an upgrade would be refused", &pinned, &found]);
    let status = project.run(["--json", "status"]).exits(3).object();
    assert_eq!(status["refused"]["kind"], "not-pinned");
    let error = project.run(["--json", "upgrade"]).exits(7).object();
    assert_eq!(error["error"]["kind"], "not-pinned");
    // What stands before it is what is pinned.
    project.run(["upgrade", "1"]).ok();
    refused(&project, &["upgrade"], &says);
}

#[test]
fn a_signature_more_or_less_changes_nothing() {
    let project = pinned();
    project.run(["key", "generate", "--out", "grace.key"]).ok();
    let file = "migrations/artifacts/1.wasm";
    project.run(["sign", file, "--key", "grace.key"]).ok();
    project.run(["--dir", "migrations/artifacts", "upgrade"]).ok();
}

#[test]
fn a_downgrade_is_pinned_too() {
    let project = pinned();
    project.run(["upgrade"]).ok();
    change(&project, "3", "2");
    refused(&project, &["downgrade", "-1"], &["`3`", "isn't what mighost.lock pins"]);
    project.run(["plan", "--down", "-1"]).exits(7).prints(&["downgrade 3", "refused"]);
    // Without its file, what the database kept is what was pinned.
    std::fs::remove_file(project.path("migrations/3.sql")).unwrap();
    std::fs::remove_file(project.path("migrations/artifacts/3.wasm")).unwrap();
    project.run(["downgrade", "-1"]).ok();
}

#[test]
fn what_the_lock_file_doesnt_have_doesnt_run() {
    let project = pinned();
    project.revision("4", "3", "CREATE TABLE t_4 (id INTEGER);", "DROP TABLE t_4;");
    let found = digest(&project, "migrations/4.sql");
    refused(&project, &["upgrade"], &["`4`", "mighost.lock has no such revision", &found, "mighost release"]);
    project.run(["upgrade", "3"]).ok();
    // A developer's own database is nobody's release.
    project.run(["upgrade", "--unpinned"]).ok().says(&["mighost.lock is passed over"]);
    refused(&project, &["downgrade", "-1"], &["`4`", "mighost.lock has no such revision"]);
    project.run(["downgrade", "-1", "--unpinned"]).ok();
    project.run(["release", "--key", "ada.key"]).ok();
    project.run(["upgrade"]).ok();
}

#[test]
fn a_revision_applied_under_a_later_lock_file_can_be_taken_back_under_an_earlier_one() {
    let project = pinned();
    let earlier = project.read("mighost.lock");
    project.revision("4", "3", "CREATE TABLE t_4 (id INTEGER);", "DROP TABLE t_4;");
    project.run(["release", "--key", "ada.key"]).ok();
    project.run(["upgrade"]).ok();
    project.write("mighost.lock", earlier);
    for file in ["migrations/4.sql", "migrations/artifacts/4.wasm"] {
        std::fs::remove_file(project.path(file)).unwrap();
    }
    project.run(["downgrade", "-1"]).ok();
    assert_eq!(project.current(), ["3"]);
    project.run(["upgrade"]).ok();
}

#[test]
fn a_chain_that_lacks_what_is_pinned_has_no_head() {
    let project = pinned();
    let pinned = digest(&project, "migrations/3.sql");
    for file in ["migrations/3.sql", "migrations/artifacts/3.wasm"] {
        std::fs::remove_file(project.path(file)).unwrap();
    }
    refused(&project, &["upgrade"], &["mighost.lock pins `3`", &pinned, "isn't there", "mighost pull"]);
    project.run(["status"]).exits(3).prints(&["mighost.lock pins `3`"]);
}

#[test]
fn without_a_lock_file_whatever_is_there_runs() {
    let project = pinned();
    change(&project, "2", "1");
    std::fs::remove_file(project.path("mighost.lock")).unwrap();
    project.run(["plan"]).ok();
    project.run(["upgrade"]).ok();
    assert_eq!(project.current(), ["3"]);
}

#[test]
fn a_package_is_pinned_by_itself() {
    let project = published();
    package::trust_whole(&project, &[BILLING]);
    chain::write_map(&project, "1");
    // Whoever pulls a package has it pinned; here the publisher's own lock file is handed over.
    project.write(format!("{PUBLISHER}/mighost.toml"), "");
    let config = format!("{PUBLISHER}/mighost.toml");
    project.run(["--config", &config, "--dir", PUBLISHER, "release", "--key", "ada.key"]).ok();
    project.write("mighost.lock", project.read(format!("{PUBLISHER}/mighost.lock")));
    for id in ["1", "2"] {
        project.write(format!("{FOLDER}/{id}.wasm"), project.read(artifact(id)));
    }
    // The application's own chain isn't in it, and runs as ever.
    project.run(["upgrade"]).ok();
    project.run(["upgrade", "acme/billing@1"]).ok();
    write(&project, "2", "-- revises: 1", "CREATE TABLE acme_billing__other (id INTEGER PRIMARY KEY);");
    build(&project);
    project.write(format!("{FOLDER}/2.wasm"), project.read(artifact("2")));
    refused(&project, &["upgrade", BILLING], &["`2`", "isn't what mighost.lock pins"]);
    project.run(["status", "--package", BILLING]).exits(3).prints(&["isn't what mighost.lock pins"]);
}

#[test]
fn a_lock_file_that_cant_be_read_stops_everything() {
    let project = pinned();
    project.write("mighost.lock", "format = 1\nmore = 1\n");
    project.run(["upgrade"]).exits(2).has_one_message().says(&["mighost.lock", "unknown field `more`"]);
    project.write("mighost.lock", "format = 9\n");
    project.run(["upgrade"]).exits(2).has_one_message().says(&["mighost.lock", "format 9", "use a newer mighost"]);
    assert!(!project.database().exists());
}
