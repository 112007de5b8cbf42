//! What has nothing to do does nothing, and what only looks changes nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Project, chain, database};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

/// The files around a database: what is in them and when they were written.
fn files(project: &Project) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let modified = |path: &PathBuf| std::fs::metadata(project.path(path)).unwrap().modified().unwrap();
    project.files().into_iter().map(|(path, content)| (path.clone(), (content, modified(&path)))).collect()
}

#[track_caller]
fn touches_nothing(project: &Project, commands: &[&[&str]]) {
    let before = files(project);
    for arguments in commands {
        let outcome = project.run(*arguments);
        let after = files(project);
        let names = |files: &BTreeMap<PathBuf, _>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&before), names(&after), "{}", outcome.whole());
        for (path, file) in &before {
            assert!(after.get(path) == Some(file), "{} was written\n{}", path.display(), outcome.whole());
        }
    }
}

const LOOKING: &[&[&str]] = &[
    &["current"],
    &["current", "--check-heads"],
    &["history"],
    &["status"],
    &["show"],
    &["show", "head"],
    &["plan"],
    &["plan", "+1"],
    &["plan", "--down", "base"],
    &["--json", "current"],
    &["--json", "history"],
    &["--json", "status"],
    &["--json", "show"],
    &["--json", "plan"],
];

#[test]
fn an_upgrade_at_head_writes_no_byte_and_compiles_nothing() {
    let project = Project::new().with_cold_cache();
    chain::write(&project, 3);
    let first = project.json(["upgrade"]);
    assert_eq!(first["compiled"], 3);
    touches_nothing(&project, &[&["upgrade"], &["upgrade", "head"], &["upgrade", "r0002"], &["downgrade", "head"]]);
    let again = project.json(["upgrade"]);
    assert_eq!((again["compiled"].clone(), again["steps"].clone()), (json!(0), json!([])));
    project.run(["upgrade"]).ok().prints(&["nothing to upgrade: sqlite:app.db is at r0003"]);
}

#[test]
fn an_upgrade_at_head_compiles_nothing_even_where_the_cache_is_gone() {
    let project = Project::new().with_cold_cache();
    chain::write(&project, 2);
    project.run(["upgrade"]).ok();
    std::fs::remove_dir_all(project.cache()).unwrap();
    assert_eq!(project.json(["upgrade"])["compiled"], 0);
    assert!(!project.cache().exists(), "the cache was made for nothing");
}

#[test]
fn a_warm_cache_compiles_nothing_and_only_what_is_pending_is_compiled() {
    let project = Project::new().with_cold_cache();
    chain::write(&project, 5);
    assert_eq!(project.json(["upgrade", "r0003"])["compiled"], 3);
    assert_eq!(project.json(["upgrade"])["compiled"], 2);
    std::fs::remove_file(project.database()).unwrap();
    assert_eq!(project.json(["upgrade"])["compiled"], 0);
}

#[test]
fn looking_never_creates_a_database() {
    let project = Project::new();
    chain::write(&project, 2);
    touches_nothing(&project, LOOKING);
    assert!(!project.database().exists());
}

#[test]
fn looking_never_creates_a_table() {
    let project = Project::new();
    chain::write(&project, 2);
    project.execute("CREATE TABLE ours (id INTEGER)");
    touches_nothing(&project, LOOKING);
}

#[test]
fn looking_at_a_migrated_database_writes_nothing() {
    let project = Project::new();
    chain::write(&project, 2);
    project.run(["upgrade", "+1"]).ok();
    touches_nothing(&project, LOOKING);
}

#[test]
fn looking_at_a_database_with_a_write_ahead_log_leaves_its_rows_alone() {
    let project = Project::new();
    chain::write(&project, 2);
    project.run(["upgrade", "+1"]).ok();
    project.execute("PRAGMA journal_mode = wal");
    let before = project.dump();
    for arguments in LOOKING {
        project.run(*arguments);
    }
    project.run(["upgrade", "r0001"]).ok();
    database::same(&before, &project.dump(), "");
}

#[test]
fn stamping_what_is_stamped_already_writes_nothing() {
    let project = Project::new();
    chain::write(&project, 2);
    project.run(["upgrade"]).ok();
    touches_nothing(&project, &[&["stamp", "head"], &["stamp", "r0002"]]);
}

#[test]
fn downgrading_an_empty_database_to_base_is_nothing_to_do() {
    let project = Project::new();
    chain::write(&project, 2);
    touches_nothing(&project, &[&["downgrade", "base"]]);
    project.run(["downgrade", "base"]).ok();
    assert!(!project.database().exists());
}
