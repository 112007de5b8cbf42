//! `edit`: sources in the user's editor.
#![cfg(unix)]

use super::{line, script, text};
use mighost_tests::{Outcome, Project, guest};
use serde_json::json;
use std::process::Stdio;

/// Runs `mighost edit …` with these variables.
fn edit(project: &Project, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let mut command = project.command(["edit"].iter().chain(arguments));
    command.env_remove("VISUAL").env_remove("EDITOR").envs(variables.iter().copied());
    let begun = std::time::Instant::now();
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    Outcome {
        command: format!("edit {arguments:?} {variables:?}"),
        status: output.status,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        took: begun.elapsed(),
        memory: 0,
    }
}

/// An editor that writes its arguments behind every file, and says so.
fn editor(project: &Project, name: &str) -> String {
    script(project, name, "for f; do test -f \"$f\" && echo \"-- $*\" >> \"$f\"; done; echo saved")
}

#[test]
fn it_opens_the_head_or_what_is_named() {
    let project = line();
    let program = editor(&project, "my editor");
    edit(&project, &[], &[("EDITOR", &program)]).ok().prints(&["saved", "edited migrations/c.sql"]);
    assert!(text(&project, "migrations/c.sql").ends_with("\n-- migrations/c.sql\n"));
    // VISUAL first, and arguments, as one writes them for a shell.
    let words = format!("'{program}' --wait");
    edit(&project, &["a", "head-1", "a"], &[("VISUAL", &words), ("EDITOR", "false")]).ok();
    for id in ["a", "b"] {
        assert!(
            text(&project, &format!("migrations/{id}.sql")).ends_with("-- --wait migrations/a.sql migrations/b.sql\n")
        );
    }
    project.run(["upgrade", "b"]).ok();
    let outcome = edit(&project, &["current", "--json"], &[("EDITOR", &program)]).ok();
    assert_eq!(outcome.object(), json!({ "files": ["migrations/b.sql"], "editor": program }));
    assert_eq!((outcome.events().len(), outcome.stderr.trim()), (1, "saved"));
}

#[test]
fn an_editor_that_isnt_there_or_fails_is_named() {
    let project = line();
    let before = project.files();
    edit(&project, &[], &[]).exits(2).has_one_message().says(&["no editor", "VISUAL", "EDITOR"]);
    edit(&project, &[], &[("EDITOR", "")]).exits(2).says(&["no editor"]);
    edit(&project, &[], &[("EDITOR", "nowhere --wait")]).fails().says(&["`nowhere` can't be started", "EDITOR"]);
    edit(&project, &[], &[("EDITOR", "'never ends")]).exits(2).says(&["EDITOR='never ends", "not a command"]);
    edit(&project, &[], &[("EDITOR", "sh -c 'exit 3'")])
        .fails()
        .says(&["the editor `sh` failed with exit status: 3", "migrations/c.sql"]);
    edit(&project, &["nowhere"], &[("EDITOR", "true")]).exits(2).has_one_message().says(&["`nowhere`"]);
    edit(&project, &["base"], &[("EDITOR", "true")]).exits(2).says(&["`base` is no revision"]);
    edit(&project, &["current"], &[("EDITOR", "true")])
        .exits(2)
        .says(&["`current`: the database is at base there, or doesn't exist yet"]);
    assert!(before == project.files());
}

#[test]
fn the_source_of_a_rust_migration_is_its_code_built_or_not() {
    let project = Project::new();
    let program = editor(&project, "editor");
    let edit = |arguments: &[&str]| edit(&project, arguments, &[("EDITOR", &program)]);
    project.revision("1", "", "SELECT 1;", "");
    project.run(["new", "fill", "--id", "7", "--lang", "rust"]).ok();
    edit(&["7"]).ok().prints(&["edited migrations/7_fill/src/lib.rs"]);
    edit(&[]).exits(2).says(&["migrations/7_fill isn't built", "mighost build", "mighost edit 7_fill"]);
    edit(&["7_fill"]).ok();
    project.revision("70", "1", "SELECT 1;", "");
    edit(&["7"]).exits(2).has_one_message().says(&["`7` may be 70, or 7_fill", "write more of it"]);
    edit(&["7_"]).ok().prints(&["edited migrations/7_fill/src/lib.rs"]);
    std::fs::remove_file(project.path("migrations/70.sql")).unwrap();
    // What was built says its id, and stands beside its source.
    let artifact = guest::named("traps");
    project.write("migrations/artifacts/7_fill.wasm", &artifact);
    edit(&["2"]).ok().prints(&["edited migrations/7_fill/src/lib.rs"]);
    std::fs::remove_dir_all(project.path("migrations/7_fill")).unwrap();
    edit(&[]).exits(2).has_one_message().says(&[
        "`2` has no source here",
        "the artifact migrations/artifacts/7_fill.wasm",
        "mighost show",
    ]);
}
