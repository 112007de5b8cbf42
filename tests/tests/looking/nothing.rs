//! Nothing is made by looking, and the chain is shown without a database.

use crate::support::branched;
use mighost_tests::Project;
use serde_json::Value;

const LOOKING: &[&[&str]] = &[
    &["current"],
    &["current", "-v"],
    &["current", "--check-heads"],
    &["heads"],
    &["heads", "--resolve-dependencies"],
    &["branches"],
    &["history"],
    &["history", "-i", "-v"],
    &["history", "-r", "a1:current"],
    &["history", "--graph"],
    &["history", "--format", "svg"],
    &["show", "m1"],
    &["show", "current"],
    &["status"],
    &["plan", "heads"],
    &["plan", "--down", "base"],
];

#[test]
fn what_looks_makes_neither_a_table_nor_a_file() {
    let missing = branched();
    let files = missing.files();
    let empty = branched();
    empty.write("app.db", "");
    let header = branched();
    header.execute("CREATE TABLE theirs (id INTEGER)");
    let before = header.dump();
    for command in LOOKING {
        for project in [&missing, &empty, &header] {
            let outcome = project.run(*command);
            assert!(matches!(outcome.code(), 0 | 2 | 3) && !outcome.stderr.contains("panicked"), "{}", outcome.whole());
        }
        assert!(missing.files() == files, "{command:?} made something");
        assert_eq!(empty.read("app.db"), b"", "{command:?} wrote into the database");
        assert_eq!(header.dump(), before, "{command:?} wrote into the database");
    }
}

#[test]
fn the_chain_is_shown_without_a_database() {
    let project = branched();
    let files = project.files();
    let nowhere = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        let output = command.env_remove("MIGHOST_DATABASE").output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, heads, _) = nowhere(&["heads"]);
    assert_eq!(
        (code, heads.as_str()),
        (
            0,
            "k1 [kit] (effective head)  a kit\nm1 [billing] (head, mergepoint)  billing meets search\ns2 [shop] (head, needs k1)  orders\n"
        )
    );
    let (code, history, _) = nowhere(&["history", "--graph", "-r", "b1:"]);
    assert_eq!(
        (code, history.lines().next()),
        (0, Some("◇  m1 [billing] (head, mergepoint, after c1)  billing meets search"))
    );
    let (code, json, _) = nowhere(&["--json", "history"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (code, &json["revisions"][0]["applied"], &json["revisions"][0]["current"]),
        (0, &Value::Null, &Value::Null)
    );
    assert_eq!(nowhere(&["branches"]).0, 0);
    assert_eq!(nowhere(&["show", "m1"]).0, 0);
    // What only the database knows.
    for asks in [
        &["history", "-i"][..],
        &["history", "-r", "current:"],
        &["show", "current"],
        &["show", "+1"],
        &["show", "billing@-1"],
        &["current"],
        &["status"],
        &["plan"],
    ] {
        let (code, _, said) = nowhere(asks);
        assert!(code == 2 && said.contains("no database: give --database"), "{asks:?}: {code}, {said}");
    }
    assert!(project.files() == files);
}

#[test]
fn a_database_that_cant_be_reached_is_an_error_that_names_the_way_round() {
    let project = branched().with_database("postgresql://me@127.0.0.1:1/app");
    for command in [&["history"][..], &["heads"], &["branches"], &["show", "m1"]] {
        project.run(command).fails().says(&["127.0.0.1:1", "`--offline` looks into the folder only"]);
        let offline = [command, &["--offline"]].concat();
        assert_eq!(project.run(&offline).ok().stderr, "");
    }
    project.run(["history", "--offline", "-r", "current:"]).exits(2).says(&["leave `--offline` out"]);
    project.run(["history", "--offline", "-i"]).exits(2);
}

#[test]
fn the_help_of_each_command_that_takes_a_target_explains_them() {
    let project = Project::bare();
    for (command, forms) in [
        ("upgrade", &["+N", "LABEL@head", "ID-N"][..]),
        ("downgrade", &["-N", "LABEL@-N", "base", "ID-N"]),
        ("plan", &["+N", "LABEL@head", "--down"]),
        ("stamp", &["LABEL@head", "base"]),
        ("show", &["LABEL@head", "current"]),
        ("history", &["A:B", "-N:B"]),
    ] {
        project.run([command, "--help"]).ok().prints(forms).prints(&["Example"]);
    }
    for command in ["heads", "branches", "current", "status", "ensure-version"] {
        project.run([command, "--help"]).ok().prints(&["Example"]);
    }
    assert_eq!(project.files(), []);
}
