//! Settings that others wrote, folders that aren't this one, and output that goes nowhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Outcome, Project};
use serde_json::{Value, json};
use std::process::{Command, Output, Stdio};

/// Two revisions, and a command that is told neither the database nor the folder.
fn two() -> Project {
    let project = Project::bare();
    project.revision("a", "", "CREATE TABLE a (id INTEGER PRIMARY KEY);", "DROP TABLE a;");
    project.revision("b", "a", "CREATE TABLE b (id INTEGER PRIMARY KEY);", "DROP TABLE b;");
    project
}

fn told(mut command: Command) -> (Output, String) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, text)
}

#[track_caller]
fn usage(outcome: &Outcome) -> String {
    assert_eq!(outcome.stderr, "");
    let event = outcome.object();
    assert_eq!((&event["event"], &event["error"]["kind"]), (&json!("error"), &json!("usage")), "{event}");
    assert_eq!(event["error"]["exit_code"], json!(2));
    event["error"]["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_line_of_dot_env_that_cant_be_read_is_passed_over() {
    let project = two();
    project
        .write(".env", "\nPASSWORD=s3cr3t word\nQUOTE='never ends\nLONG=\"two\nlines\"\nDATABASE_URL=sqlite:env.db\n");
    assert_eq!(project.run(["upgrade"]).ok().stderr, "");
    assert!(project.path("env.db").exists());
}

#[test]
fn a_line_of_dot_env_is_named_where_the_database_isnt_found_and_never_shown() {
    let project = two();
    project.write(".env", b"# ours\nDATABASE_URL=s3cr3t word\n\xFF=s3cr3t\n");
    let refused = project.run(["upgrade"]).exits(2).says(&["no database", ".env: lines 2, 3"]);
    assert!(!refused.whole().contains("s3cr3t"), "{}", refused.whole());
    // The file names one, but the line may have meant another.
    project.write("mighost.toml", "database = \"sqlite:app.db\"\n");
    project.run(["upgrade"]).ok().says(&["warning: .env: lines 2, 3"]);
    assert_eq!(project.run(["--database", "sqlite:app.db", "current"]).ok().stderr, "");
    // A Python environment.
    std::fs::remove_file(project.path(".env")).unwrap();
    std::fs::create_dir(project.path(".env")).unwrap();
    assert_eq!(project.run(["current"]).ok().stderr, "");
}

#[test]
fn wrong_usage_is_an_object_for_programs() {
    let project = Project::new();
    assert!(usage(&project.run(["--json", "bogus"]).exits(2)).contains("bogus"));
    assert!(usage(&project.run(["downgrade", "--json"]).exits(2)).contains("TARGET"));
    usage(&project.run(["--json"]).exits(2));
    project.run(["--json", "--help"]).ok().prints(&["Usage:"]);
    project.run(["--version", "--json"]).ok().prints(&["mighost "]);
    assert_eq!(project.run(["bogus"]).exits(2).says(&["bogus"]).stdout, "");
}

#[test]
fn base_is_shown_as_an_object_too() {
    let project = two().with_database("sqlite:app.db");
    assert_eq!(project.json(["show", "base"]), json!({ "revision": Value::Null }));
    assert_eq!(project.json(["show", "current"]), json!({ "revision": Value::Null }));
}

#[test]
fn a_configuration_that_isnt_there_is_wrong_usage() {
    let project = two();
    let says = ["elsewhere.toml", "check the path", "init"];
    project.run(["--config", "elsewhere.toml", "upgrade"]).exits(2).has_one_message().says(&says);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_output_stops_no_run() {
    for json in [&[][..], &["--json"]] {
        let project = two().with_database("sqlite:app.db");
        let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = project.command(json.iter().copied().chain(["upgrade"]));
        let child = command.stdout(full()).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("couldn't write the output") && text.contains("`mighost current`"), "{text}");
        assert!(text.lines().count() == 1 && !text.contains("panicked"), "{text}");
        assert_eq!(project.current(), ["b"]);
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let project = two().with_database("sqlite:app.db");
    let mut command = project.command(["upgrade"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(project.current(), ["b"]);
}

#[test]
fn the_log_is_plain_where_it_isnt_read_on_a_terminal() {
    let project = two().with_database("sqlite:app.db");
    project.write("file", "");
    let run = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        command.env("MIGHOST_CACHE_DIR", project.path("file/cache"));
        let (output, text) = told(command);
        assert!(output.status.success(), "{text}");
        text
    };
    let text = run(&["upgrade", "+1"]);
    assert!(!text.contains('\u{1b}') && !text.contains("mighost_sandbox"), "{text}");
    assert_eq!(run(&["-q", "upgrade", "+1"]), "");
    assert_eq!(run(&["--json", "downgrade", "base"]), "");
}

#[test]
fn init_makes_what_its_file_names() {
    let project = Project::bare();
    project.run(["--config", "sub/mighost.toml", "init"]).ok().prints(&["made sub/migrations"]);
    project.run(["--config", "sub/mighost.toml", "new", "people"]).ok();
    project.run(["--config", "sub/mighost.toml", "upgrade"]).ok();
    assert!(project.path("sub/app.db").exists() && !project.path("migrations").exists());

    // A flag is meant from here.
    project.run(["--config", "conf/m.toml", "--dir", "db/steps", "--database", "here.db", "init"]).ok();
    project.run(["--config", "conf/m.toml", "new", "people"]).ok().prints(&["db/steps/"]);
    project.run(["--config", "conf/m.toml", "upgrade"]).ok();
    assert!(project.path("here.db").exists() && project.path("db/steps").is_dir());

    // A file that is there decides.
    project.write("mighost.toml", "database = \"sqlite:app.db\"\ndir = \"changes\"\n");
    project.run(["init"]).ok().prints(&["made changes"]);
}

#[test]
fn init_writes_no_password() {
    let project = Project::bare();
    project.write(".env", "DATABASE_URL=postgresql://me:s3cr3t@host/db\nMIGHOST_DIR=steps\n");
    project.run(["init"]).ok().prints(&["DATABASE_URL", "beats it", "made steps"]);
    let text = String::from_utf8(project.read("mighost.toml")).unwrap();
    assert!(
        text.contains("\"sqlite:app.db\"") && text.contains("dir = \"steps\"") && !text.contains("s3cr3t"),
        "{text}"
    );
}

#[test]
fn a_database_in_a_file_elsewhere_is_relative_to_that_file() {
    for (folder, database, file) in [
        ("conf", "app.db", "conf/app.db"),
        ("conf", "SQLITE:app.db", "conf/app.db"),
        ("conf", "sqlite://app.db?mode=rwc", "conf/app.db"),
        ("100% conf?", "sqlite:my%20app.db", "100% conf?/my app.db"),
        ("20%41", "a%20b.db", "20%41/a%20b.db"),
    ] {
        let project = two();
        project.write(format!("{folder}/m.toml"), format!("database = \"{database}\"\ndir = \"../migrations\"\n"));
        project.run(["--config", &format!("{folder}/m.toml"), "upgrade"]).ok();
        assert!(
            project.path(file).exists(),
            "{database} in {folder}: {:?}",
            project.files().iter().map(|f| &f.0).collect::<Vec<_>>()
        );
    }
}

#[test]
fn stamp_waits_as_long_as_it_is_told() {
    let project = two().with_database("sqlite:app.db");
    project.run(["upgrade", "a"]).ok();
    let holder = rusqlite::Connection::open(project.database()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = project.run(["stamp", "head", "--lock-timeout", "0"]).exits(6).says(&["--lock-timeout"]);
    // Far below the 30 seconds that it waits otherwise.
    assert!(refused.took.as_secs() < 20, "{:?}", refused.took);
    holder.execute_batch("ROLLBACK").unwrap();
    project.run(["stamp", "head", "--lock-timeout", "5"]).ok();
    assert_eq!(project.current(), ["b"]);
}
