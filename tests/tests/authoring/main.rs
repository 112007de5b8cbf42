//! What authors do: new revisions on any branch, merges, templates, names, hooks, an editor, a shell that knows the command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod edit;
mod hooks;
mod merge;
mod names;
mod new;
mod shell;
mod templates;

use mighost_tests::{Outcome, Project};
use serde_json::Value;

/// Runs a command that must fail with this code and one message with these texts, and must leave every file as it was.
#[track_caller]
fn refused(project: &Project, arguments: &[&str], code: i32, says: &[&str]) -> Outcome {
    let before = project.files();
    let outcome = project.run(arguments).exits(code).has_one_message().says(says);
    assert!(before == project.files(), "a file was written\n{}", outcome.whole());
    outcome
}

/// A file of the project as text.
fn text(project: &Project, path: &str) -> String {
    String::from_utf8(project.read(path)).unwrap()
}

/// The file that `new` or `merge` made.
fn file(made: &Value) -> &str {
    made["file"].as_str().unwrap()
}

/// A -> b -> c, each with a table.
fn line() -> Project {
    let project = Project::new();
    for (id, parent) in [("a", ""), ("b", "a"), ("c", "b")] {
        project.revision(id, parent, &format!("CREATE TABLE {id} (id INTEGER);"), &format!("DROP TABLE {id};"));
    }
    project
}

/// Writes a program that a shell runs; its path.
#[cfg(unix)]
fn script(project: &Project, name: &str, body: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = project.write(name, format!("#!/bin/sh\n{body}\n"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}
