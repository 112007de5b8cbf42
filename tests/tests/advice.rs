//! What somebody is told to type does what it says, and nothing else is lost by it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use mighost_tests::Project;
use std::fs;

/// A chain a1 ← a2 ← a3, and b1 on a1; each revision makes a table.
fn branched() -> Project {
    let project = Project::new();
    for (id, parent) in [("a1", ""), ("a2", "a1"), ("a3", "a2"), ("b1", "a1")] {
        project.revision(id, parent, &format!("CREATE TABLE t_{id} (x);"), &format!("DROP TABLE t_{id};"));
    }
    project.run(["upgrade", "heads"]).ok();
    project
}

/// The command that is named between backquotes behind a text.
fn command<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in: {text}"));
    let (_, rest) = rest.split_once("`mighost ").unwrap_or_else(|| panic!("no command behind {before:?} in: {text}"));
    rest.split_once('`').unwrap().0.split_whitespace().collect()
}

fn rows(project: &Project, sql: &str) {
    project.execute(sql);
}

#[test]
fn a_file_that_is_gone_takes_its_own_branch_back_and_no_other() {
    let project = branched();
    let file = fs::read_dir(project.path("migrations")).unwrap().map(|e| e.unwrap().path());
    let file = file.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("b1")).unwrap();
    fs::remove_file(file).unwrap();
    project.revision("c1", "a1", "CREATE TABLE t_c1 (x);", "DROP TABLE t_c1;");
    let status = project.run(["status"]);
    let next = command(&status.stdout, "put the missing files back").join(" ");
    assert_eq!(next, "downgrade b1@a1");
    let refused = project.run(["upgrade", "heads"]).exits(1);
    assert_eq!(command(&refused.stderr, "go back without it").join(" "), next);
    project.run(next.split(' ')).ok();
    assert_eq!(project.current(), ["a3"]);
    project.run(["upgrade", "heads"]).ok();
    assert_eq!(project.current(), ["a3", "c1"]);
}

#[test]
fn rows_that_overlap_are_mended_and_the_others_stay() {
    let project = branched();
    rows(&project, "INSERT INTO mighost_revisions VALUES ('', 'a1')");
    let refused = project.run(["upgrade", "heads"]).exits(1);
    let next = command(&refused.stderr, "stands on `a1`");
    assert_eq!(next, ["stamp", "a3"]);
    project.run(next).ok();
    assert_eq!(project.current(), ["a3", "b1"]);
}

#[test]
fn an_unknown_row_is_forgotten_and_the_others_stay() {
    let project = branched();
    rows(&project, "INSERT INTO mighost_revisions VALUES ('', 'ghost')");
    let refused = project.run(["stamp", "b1"]).exits(1);
    assert_eq!(command(&refused.stderr, "forget it with"), ["stamp", "--purge", "a3", "b1"]);
    let refused = project.run(["upgrade", "heads"]).exits(1);
    let next = command(&refused.stderr, "keep the others");
    assert_eq!(next, ["stamp", "--purge", "a3", "b1"]);
    let status = project.run(["status"]);
    assert_eq!(command(&status.stdout, "never meant to be"), next);
    project.run(next).ok();
    assert_eq!(project.current(), ["a3", "b1"]);
}

#[test]
fn a_command_to_type_has_the_options_that_were_given() {
    let project = Project::new();
    project.revision("a1", "", "CREATE TABLE t (x);", "DROP TABLE t;");
    let status = project.run(["--database", "sqlite:other.db", "status"]);
    assert!(status.stdout.contains("next      mighost --database sqlite:other.db upgrade\n"), "{}", status.stdout);
    let secret = project.run(["--database", "postgresql://me:hidden@127.0.0.1:1/x", "upgrade"]);
    assert!(!format!("{}{}", secret.stdout, secret.stderr).contains("hidden"));
    let init = project.run(["--dir", "elsewhere", "--config", "other.toml", "init"]).ok();
    assert!(init.stdout.contains("next: mighost --dir elsewhere --config other.toml new"), "{}", init.stdout);
}

#[test]
fn the_folder_that_is_meant_by_itself_is_beside_the_configuration() {
    let project = Project::new();
    project.revision("a1", "", "CREATE TABLE right (x);", "DROP TABLE right;");
    project.write("mighost.toml", "database = \"sqlite:app.db\"\n");
    project.write("sub/migrations/w.sql", "-- revision: wrong\n-- upgrade\nCREATE TABLE wrong (x);\n");
    let mut command = project.command(["--config", "../mighost.toml", "history", "--offline"]);
    let output = command.current_dir(project.path("sub")).env_remove("MIGHOST_DIR").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("a1") && !text.contains("wrong"), "{text}");
}

#[test]
fn a_section_that_is_called_otherwise_is_an_error_and_not_a_comment() {
    for marker in [
        "-- downgrde",
        "-- down",
        "-- rollback",
        "-- migrate:down",
        "-- +goose Down",
        "/* downgrade */",
        "-- DOWNGRADE:",
        "--undo",
    ] {
        let project = Project::new();
        project.write(
            "migrations/1.sql",
            format!("-- revision: 1\n-- upgrade\nCREATE TABLE t (x);\n{marker}\nDROP TABLE t;\n"),
        );
        let refused = project.run(["upgrade"]).exits(1);
        assert!(
            refused.stderr.contains("1.sql") && refused.stderr.contains("-- downgrade"),
            "{marker}: {}",
            refused.stderr
        );
        assert!(!project.database().exists(), "{marker}");
    }
    // What says more is a comment.
    let project = Project::new();
    project.write("migrations/1.sql", "-- revision: 1\n-- upgrade\n-- down the road\nCREATE TABLE t (x);\n-- upload\n");
    project.run(["upgrade"]).ok();
}

#[test]
fn a_header_without_its_colon_is_an_error_and_makes_no_base() {
    let project = Project::new();
    project.revision("a1", "", "CREATE TABLE t (x);", "DROP TABLE t;");
    project.write("migrations/z.sql", "-- revision: z\n-- revises a1\n-- upgrade\nCREATE TABLE z (x);\n");
    let refused = project.run(["history"]).exits(1);
    assert!(refused.stderr.contains("revises: a1"), "{}", refused.stderr);
}
