//! Programs that are run on a new file.
#![cfg(unix)]

use super::{file, refused, script, text};
use mighost_tests::{Outcome, Project};
use serde_json::json;

/// A project with these hooks, and a program `mark WORD FILE` that writes the word into the file.
fn with(hooks: &str) -> Project {
    let project = Project::new();
    project.write("mighost.toml", hooks);
    script(&project, "tools/mark", "echo \"marked $1\"\necho \"-- $1 in $(basename \"$PWD\")\" >> \"$2\"");
    project
}

/// The command must have failed because of a hook: the file is there all the same.
fn failed(outcome: Outcome, says: &[&str]) {
    outcome.fails().says(says).says(&["is written and stays", "mighost.toml"]);
}

#[test]
fn they_run_in_order_and_what_they_print_is_shown() {
    let project = with(
        "[[hooks]]\nname = 'one'\ncommand = ['tools/mark', 'first']\n\
         [[hooks]]\nname = 'two'\ncommand = ['./mark', 'second', '{file}']\ncwd = 'tools'\n",
    );
    let made =
        project.run(["new", "people", "--id", "1"]).ok().prints(&["hook one\nmarked first\nhook two\nmarked second\n"]);
    assert!(made.stdout.find("made migrations") < made.stdout.find("hook one"), "{}", made.whole());
    let content = text(&project, "migrations/1_people.sql");
    let root = project.path("").file_name().unwrap().to_string_lossy().into_owned();
    assert!(content.ends_with(&format!("-- first in {root}\n-- second in tools\n")), "{content}");
    // For programs, standard output is the object alone.
    let outcome = project.run(["--json", "new", "more", "--id", "2"]).ok();
    assert_eq!(outcome.object()["hooks"], json!(["one", "two"]));
    assert_eq!(outcome.events().len(), 1);
    assert!(outcome.stderr.contains("marked second"), "{}", outcome.whole());
    let outcome = project.run(["-q", "new", "third", "--id", "3"]).ok();
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
    // From another folder the same.
    let mut command = project.command(["--config", "../mighost.toml", "new", "fourth", "--id", "4"]);
    let output = command.current_dir(project.path("tools")).env("MIGHOST_DIR", "../migrations").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text(&project, "migrations/4_fourth.sql").contains("-- second in tools"));
}

#[test]
fn each_is_for_some_commands_and_languages() {
    let hook =
        |name: &str, more: &str| format!("[[hooks]]\nname = '{name}'\ncommand = ['tools/mark', '{name}']\n{more}\n");
    let project = with(
        &[
            hook("all", ""),
            hook("new", "on = ['new']"),
            hook("merge", "on = ['merge']"),
            hook("rust", "lang = ['rust']"),
        ]
        .concat(),
    );
    let ran = |arguments: &[&str]| project.json(arguments.iter().copied())["hooks"].clone();
    assert_eq!(ran(&["new", "a", "--id", "a"]), json!(["all", "new"]));
    assert_eq!(ran(&["new", "b", "--id", "b", "--head", "base"]), json!(["all", "new"]));
    assert_eq!(ran(&["merge", "--id", "m"]), json!(["all", "merge"]));
    let made = project.json(["new", "r", "--id", "r", "--lang", "rust"]);
    assert_eq!(made["hooks"], json!(["all", "new", "rust"]));
    assert!(
        text(&project, file(&made)).ends_with("-- rust in tools\n")
            || text(&project, file(&made)).contains("-- rust in ")
    );
}

#[test]
fn one_that_fails_is_named_and_the_file_stays() {
    let project = with(
        "[[hooks]]\nname = 'lint'\ncommand = ['tools/lint', '--fix']\n\
         [[hooks]]\nname = 'after'\ncommand = ['tools/mark', 'after']\n",
    );
    let there = |id: &str| {
        let content = text(&project, &format!("migrations/{id}_n.sql"));
        assert!(content.contains(&format!("-- revision: {id}\n")) && !content.contains("-- after"), "{content}");
    };
    failed(
        project.run(["new", "n", "--id", "1"]),
        &["the hook `lint` can't be started", "tools/lint", "migrations/1_n.sql"],
    );
    there("1");
    script(&project, "tools/lint", "echo complaint >&2; exit 7");
    failed(
        project.run(["new", "n", "--id", "2"]),
        &["complaint", "the hook `lint` failed with exit status: 7", "migrations/2_n.sql"],
    );
    there("2");
    let error = project.run(["--json", "new", "n", "--id", "3"]).exits(1);
    assert_eq!(error.events().len(), 1);
    assert_eq!(error.object()["error"]["kind"], "program");
    let project = with("[[hooks]]\nname = 'lint'\ncommand = ['true']\ncwd = 'nowhere'\n");
    failed(project.run(["new", "n", "--id", "1"]), &["`lint` can't be started", "nowhere"]);
}

#[test]
fn one_that_takes_the_file_away_is_named() {
    let project = with(
        "[[hooks]]\nname = 'tidy'\ncommand = ['rm']\n\
         [[hooks]]\nname = 'after'\ncommand = ['tools/mark', 'after']\n",
    );
    for lang in ["sql", "rust"] {
        let outcome = project.run(["new", "n", "--id", lang, "--lang", lang]).exits(1).has_one_message();
        outcome.says(&["the hook `tidy` has taken migrations/", "there is no new revision", "mighost.toml"]);
    }
}

#[test]
fn no_shell_reads_them() {
    let project = with("[[hooks]]\nname = 'one'\ncommand = ['tools/mark', '$HOME; touch pwned', '{file}']\n");
    project.run(["new", "people", "--id", "1"]).ok();
    assert!(text(&project, "migrations/1_people.sql").contains("-- $HOME; touch pwned in "));
    assert!(!project.path("pwned").exists());
}

#[test]
fn settings_that_mean_nothing_are_refused() {
    for (hooks, says) in [
        ("[[hooks]]\nname = 'x'\ncommand = []\n", &["mighost.toml:3", "command", "no program"][..]),
        ("[[hooks]]\nname = 'x'\ncommand = 'sqlfluff fix'\n", &["mighost.toml:3", "command", "sequence"]),
        ("[[hooks]]\nname = 'x'\n", &["command"]),
        ("[[hooks]]\ncommand = ['x']\n", &["name"]),
        (
            "[[hooks]]\nname = 'x'\ncommand = ['x']\non = ['upgrade']\n",
            &["mighost.toml:4", "upgrade", "`new`", "`merge`"],
        ),
        ("[[hooks]]\nname = 'x'\ncommand = ['x']\nlang = ['cobol']\n", &["mighost.toml:4", "cobol", "`sql`"]),
        ("[[hooks]]\nname = 'x'\ncommand = ['x']\nshell = true\n", &["mighost.toml:4", "shell"]),
    ] {
        let project = with(hooks);
        refused(&project, &["new", "n"], 2, says);
    }
}
