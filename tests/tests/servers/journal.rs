//! Steps that aren't one transaction: interrupted ones are finished or taken back, and nobody repairs anything by hand.

use crate::support::{Console, PATIENTLY, finish, sessions, until};
use mighost_tests::database::same;
use mighost_tests::{Kind, Outcome, Site, binary};
use serde_json::{Value, json};
use std::process::Child;

/// A revision that is one step: on MariaDB each change of the schema commits all the same.
const STEP: &str = "s1";
/// A revision that declares `transaction: none`.
const NONE: &str = "n1";

fn scripted(kind: Kind) -> Site {
    let built = binary::built("tests/guests/rust-scripted");
    Site::new(kind).with(|project| {
        // Its other guests are of a package.
        for name in ["none", "step"] {
            let artifact = std::fs::read(built.join(format!("artifacts/{name}.wasm"))).unwrap();
            project.write(format!("migrations/{name}.wasm"), artifact);
        }
        project
    })
}

fn up(site: &Site, revision: &str, script: &str) -> Outcome {
    site.run(["upgrade", revision, "-x", &format!("up={script}")])
}

/// The calls of the unfinished step: what, and how far.
fn calls(site: &Site) -> Vec<(String, String)> {
    let status = site.run(["--json", "status"]).exits(8).object();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let calls = status["unfinished"]["calls"].as_array().unwrap();
    calls.iter().map(|call| (text(&call["what"]), text(&call["state"]))).collect()
}

fn end(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_failed_step_of_structured_changes_is_taken_back_by_itself() {
    for (kind, revision) in [(Kind::Mariadb, STEP), (Kind::Mariadb, NONE), (Kind::Postgres, NONE)] {
        let site = scripted(kind);
        site.sql("CREATE TABLE there (id INT PRIMARY KEY, name VARCHAR(40) DEFAULT 'x')");
        site.sql("INSERT INTO there VALUES (1, 'ann')");
        let before = site.dump_of_application();
        let script = "create people; rows people 3; column people age; index there name; column there age; rename people \
                      persons; index persons age; veto";
        let outcome = up(&site, revision, script).exits(1);
        assert!(outcome.stderr.contains("changes that were committed were undone"), "{}", outcome.stderr);
        same(&before, &site.dump_of_application(), "a step that failed and was taken back");
        assert_eq!(site.sql("SELECT count(*) FROM mighost_journal"), ["0"]);
        assert_eq!(site.current(), Vec::<String>::new());
        // And the same without the fault.
        up(&site, revision, script.trim_end_matches("; veto")).ok();
        assert_eq!(site.current(), [revision]);
    }
}

#[test]
fn what_cannot_be_taken_back_waits_and_the_corrected_migration_goes_on_from_there() {
    for kind in [Kind::Mariadb, Kind::Postgres] {
        let site = Site::new(kind);
        let head = if kind == Kind::Postgres { "-- revision: 1\n-- transaction: none\n" } else { "-- revision: 1\n" };
        let file = |last: &str| {
            format!(
                "{head}-- upgrade\nCREATE TABLE people (id INT PRIMARY KEY);\nINSERT INTO people VALUES (1), (2);\n\
                 ALTER TABLE people ADD age INT;\n{last};\nINSERT INTO people VALUES (3, 3, 3, 3);\n-- downgrade\nDROP TABLE people;\n"
            )
        };
        site.write("migrations/1.sql", file("ALTER TABLE people ADD age INT"));
        let outcome = site.run(["upgrade"]).exits(8);
        for part in
            ["failed and is unfinished", "migrations/1.sql", "changed rows, and what they were is gone", "next: "]
        {
            assert!(outcome.stderr.contains(part), "{part}: {}", outcome.stderr);
        }
        let error = site.run(["--json", "upgrade"]).exits(8).events().pop().unwrap();
        assert_eq!((&error["error"]["kind"], &error["error"]["line"]), (&json!("unfinished"), &json!(line(kind))));
        // Nothing else may be done meanwhile.
        for refused in [&["stamp", "base"][..], &["resume", "--undo"], &["downgrade", "base"]] {
            assert!(site.run(refused).exits(8).stderr.contains("unfinished"), "{refused:?}");
        }
        assert_eq!(site.sql("SELECT count(*) FROM people"), ["2"]);

        site.write("migrations/1.sql", file("ALTER TABLE people ADD shoe INT DEFAULT 41"));
        let outcome = site.run(["upgrade"]);
        // The last statement of the file doesn't fit what the corrected one made of the table.
        assert_eq!(outcome.status.code(), Some(8), "{}", outcome.stderr);
        site.write(
            "migrations/1.sql",
            file("ALTER TABLE people ADD shoe INT DEFAULT 41").replace("(3, 3, 3, 3)", "(3, 3, 3)"),
        );
        site.run(["upgrade"]).ok();
        assert_eq!(site.sql("SELECT sum(coalesce(shoe, 0)) FROM people"), ["85"]);
        assert_eq!(site.run(["status"]).ok().status.code(), Some(0));
        site.run(["downgrade", "base"]).ok();
        assert_eq!(site.tables(), Vec::<String>::new());
    }
}

/// The line of the statement that fails above.
fn line(kind: Kind) -> u32 {
    if kind == Kind::Postgres { 7 } else { 6 }
}

#[test]
fn what_would_be_lost_is_taken_back_only_when_it_is_asked_for() {
    let site = scripted(Kind::Mariadb);
    site.sql("CREATE TABLE there (id INT PRIMARY KEY, name VARCHAR(40)); INSERT INTO there VALUES (1, 'ann')");
    let schema = site.schema();
    let outcome = up(&site, STEP, "column there age; lose there name; veto").exits(8);
    assert!(outcome.stderr.contains("`mighost resume --undo` takes the step back, without what was dropped"));
    let outcome = site.run(["resume", "--undo"]).ok();
    assert!(outcome.stdout.contains("was taken back"), "{}", outcome.stdout);
    same(&schema, &site.schema(), "a step that was taken back");
    assert_eq!(site.sql("SELECT id FROM there WHERE name IS NULL"), ["1"]);
    assert!(site.run(["resume", "--undo"]).ok().stdout.contains("nothing to resume"));
}

#[test]
fn a_migration_that_does_something_else_than_before_is_refused_before_it_does_anything() {
    let site = scripted(Kind::Mariadb);
    up(&site, STEP, "create people; rows people 2; sql ALTER TABLE people ADD age INT; veto").exits(8);
    let dump = site.dump_of_application();
    for (script, said) in [
        ("create persons; rows people 2", "is `create table persons (id, name)` now"),
        ("create people; rows people 3", "with other arguments now"),
        ("create people", "isn't made any more"),
    ] {
        let outcome = up(&site, STEP, script).exits(8);
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
        same(&dump, &site.dump_of_application(), script);
    }
    up(&site, STEP, "create people; rows people 2; sql ALTER TABLE people ADD age INT; rows people 1").ok();
    assert_eq!(site.sql("SELECT count(*) FROM people"), ["3"]);
}

#[test]
fn a_downgrade_that_was_interrupted_is_finished_too() {
    let site = scripted(Kind::Mariadb);
    up(&site, STEP, "create people; column people age").ok();
    let down = |script: &str| site.run(["downgrade", "base", "-x", &format!("down={script}")]);
    down("lose people age; veto").exits(8);
    assert_eq!(site.current(), [STEP]);
    assert_eq!(site.run(["--json", "status"]).exits(8).object()["unfinished"]["direction"], json!("downgrade"));
    down("lose people age; drop people").ok();
    assert_eq!((site.current(), site.tables()), (Vec::<String>::new(), Vec::<String>::new()));
}

#[test]
fn answers_of_the_first_run_stay_the_answers_of_the_second() {
    // The second run finds the column there that the first one missed, and must add the other all the same.
    let site = scripted(Kind::Mariadb);
    let script = "create people; rows people 1; missing people age; missing people shoe";
    up(&site, STEP, &format!("{script}; veto")).exits(1);
    let script =
        "create people; rows people 1; missing people age; sql ALTER TABLE people ADD hat INT; missing people shoe";
    up(&site, STEP, &format!("{script}; veto")).exits(8);
    up(&site, STEP, script).ok();
    assert_eq!(site.sql("SELECT age IS NULL, shoe IS NULL, hat IS NULL FROM people"), ["1\t1\t1"]);
}

#[test]
fn a_setting_of_the_session_is_set_again_where_a_step_goes_on() {
    let site = Site::new(Kind::Mariadb);
    site.sql("CREATE TABLE parents (id INT PRIMARY KEY)");
    let file = |statement: &str| {
        format!(
            "-- revision: 1\n-- upgrade\nSET foreign_key_checks = 0;\nCREATE TABLE children (parent INT REFERENCES parents (id));\n\
             {statement};\nINSERT INTO children VALUES (7);\n"
        )
    };
    site.write("migrations/1.sql", file("ALTER TABLE nowhere ADD a INT"));
    site.run(["upgrade"]).exits(8);
    site.write("migrations/1.sql", file("ALTER TABLE children ADD a INT, DROP COLUMN a, ADD INDEX (parent)"));
    let outcome = site.run(["upgrade"]);
    assert_eq!(outcome.status.code(), Some(8), "a statement that can't be: {}", outcome.stderr);
    site.write("migrations/1.sql", file("ALTER TABLE children ADD INDEX (parent)"));
    site.run(["upgrade"]).ok();
    assert_eq!(site.sql("SELECT parent FROM children"), ["7"]);
}

#[test]
fn mariadb_finishes_what_a_killed_runner_asked_for_and_the_next_one_waits_for_it() {
    let site = scripted(Kind::Mariadb);
    site.sql("CREATE TABLE there (id INT PRIMARY KEY)");
    site.sql("INSERT INTO there VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
    // The statement goes on for as long as the gate is shut, while everything else here happens. The server looks whether
    // anybody still waits for one that sleeps for some seconds, or waits for a lock: this one does neither.
    let mut gate = Console::open(&site);
    assert_eq!(gate.ask("SELECT GET_LOCK(concat('gate ', database()), 0)"), ["1"]);
    let script = "up=sql CREATE TABLE copied AS SELECT MAX(IF(IS_USED_LOCK(concat('gate ', database(), LEFT(a.id, 0))) IS \
                  NULL, 0, SLEEP(0.1))) AS waited FROM there a, there b, there c, there d; column copied age";
    let child = site.spawn(["upgrade", STEP, "-x", script]);
    let sleeping = "SELECT count(*) FROM information_schema.processlist WHERE state = 'User sleep' AND db = database()";
    until("the table is being copied", || site.sql(sleeping) == ["1"]);
    end(child);
    // The server doesn't know that nobody waits for its answer.
    until("the table is still being copied", || site.sql(sleeping) == ["1"]);
    let (what, state) = calls(&site).remove(0);
    assert!(what.starts_with("CREATE TABLE copied") && state == "begun", "{what}: {state}");
    let outcome = site.run(["upgrade", STEP, "-x", script, "--lock-timeout", "1"]).exits(6);
    assert!(outcome.stderr.contains("CREATE TABLE copied"), "{}", outcome.stderr);
    let mut console = Console::open(&site);
    let before = sessions(&mut console, Kind::Mariadb);
    let next = site.spawn(["upgrade", STEP, "-x", script]);
    until("the next one is there", || sessions(&mut console, Kind::Mariadb) == before + 2);
    gate.ask("DO RELEASE_LOCK(concat('gate ', database()))");
    let outcome = finish(next).ok();
    assert!(outcome.stdout.contains("was under way, and is done"), "{}", outcome.stdout);
    assert_eq!(site.sql("SELECT count(*), count(age) FROM copied"), ["1\t0"]);
    assert_eq!(site.current(), [STEP]);
}

#[test]
fn a_change_that_never_happened_is_made_by_the_next_run() {
    let site = scripted(Kind::Mariadb);
    site.sql("CREATE TABLE there (id INT PRIMARY KEY)");
    let mut reader = Console::open(&site);
    reader.ask("BEGIN");
    reader.ask("SELECT * FROM there");
    let script = "up=sql ALTER TABLE there ADD age INT; column there shoe";
    let child = site.spawn(["upgrade", STEP, "-x", script].into_iter().chain(PATIENTLY));
    let waiting =
        "SELECT id FROM information_schema.processlist WHERE state LIKE '%metadata lock%' AND db = database()";
    until("the change waits for the reader", || site.sql(waiting).len() == 1);
    // Its session goes before the host does: nothing happens to the table.
    let id = site.sql(waiting).remove(0);
    site.sql(&format!("KILL {id}"));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(8), "{}", String::from_utf8_lossy(&output.stderr));
    reader.ask("COMMIT");
    let outcome = site.run(["upgrade", STEP, "-x", script]).ok();
    assert!(outcome.stdout.contains("was about to be done, and wasn't"), "{}", outcome.stdout);
    assert_eq!(site.sql("SELECT count(age), count(shoe) FROM there"), ["0\t0"]);
}

#[test]
fn an_index_whose_concurrent_build_was_interrupted_is_found_named_and_built_again() {
    for (script, by_hand) in [
        ("up=concurrently there name; column there age", false),
        ("up=sql CREATE INDEX CONCURRENTLY there_name ON there (name); column there age", true),
    ] {
        let site = scripted(Kind::Postgres);
        site.sql("CREATE TABLE there (id INT PRIMARY KEY, name TEXT); INSERT INTO there VALUES (1, 'ann')");
        // A transaction that is older than the index keeps it from becoming valid.
        let mut reader = Console::open(&site);
        reader.ask("BEGIN");
        reader.ask("INSERT INTO there VALUES (2, 'bob')");
        let child = site.spawn(["upgrade", NONE, "-x", script]);
        let building = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock' \
                        AND datname = current_database()";
        until("the index is being built", || site.sql(building).len() == 1);
        let pid = site.sql(building).remove(0);
        site.sql(&format!("SELECT pg_terminate_backend({pid})"));
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(8), "{}", String::from_utf8_lossy(&output.stderr));
        let invalid = "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid";
        assert_eq!(site.sql(invalid), ["there_name"], "{script}");
        reader.ask("COMMIT");
        let outcome = site.run(["upgrade", NONE, "-x", script]).ok();
        assert!(outcome.stdout.contains("invalid index `there_name`"), "by hand {by_hand}: {}", outcome.stdout);
        assert_eq!(site.sql(invalid), Vec::<String>::new());
        assert_eq!(site.sql("SELECT indexname FROM pg_indexes WHERE indexname = 'there_name'"), ["there_name"]);
        assert_eq!(site.current(), [NONE]);
    }
}

#[test]
fn an_index_that_a_failed_concurrent_build_left_behind_is_dropped_at_once() {
    let site = scripted(Kind::Postgres);
    site.sql("CREATE TABLE there (id INT PRIMARY KEY, name TEXT); INSERT INTO there VALUES (1, 'ann'), (2, 'ann')");
    let before = site.schema();
    let script = "sql CREATE UNIQUE INDEX CONCURRENTLY there_name ON there (name)";
    let outcome = up(&site, NONE, script).exits(1);
    assert!(outcome.stderr.contains("the invalid index `there_name` that the failed build left behind was dropped"));
    same(&before, &site.schema(), "a build that failed");
    site.sql("DELETE FROM there WHERE id = 2");
    up(&site, NONE, script).ok();
}

#[test]
fn what_cannot_run_inside_a_transaction_says_what_to_declare() {
    let site = scripted(Kind::Postgres);
    site.sql("CREATE TABLE there (id INT PRIMARY KEY, name TEXT)");
    for script in
        ["concurrently there name", "sql CREATE INDEX CONCURRENTLY there_name ON there (name)", "sql VACUUM there"]
    {
        let outcome = up(&site, STEP, script).exits(1);
        assert!(outcome.stderr.contains("transaction: none"), "{}", outcome.stderr);
    }
    up(&site, NONE, "sql VACUUM there; concurrently there name").ok();
}

#[test]
fn what_a_procedure_commits_is_done_once_and_what_it_rolls_back_is_not_remembered() {
    let site = Site::new(Kind::Mariadb);
    site.sql("CREATE TABLE accounts (balance INT); INSERT INTO accounts VALUES (0); CREATE TABLE entries (id INT)");
    for (name, end) in [("commits", "COMMIT"), ("undoes", "ROLLBACK"), ("plain", "DO 1")] {
        site.sql(&format!(
            "DELIMITER //\nCREATE PROCEDURE {name}() BEGIN UPDATE accounts SET balance = balance + 1; {end}; END //\n"
        ));
    }
    let balance = || site.sql("SELECT concat(balance, ' ', (SELECT count(*) FROM entries)) FROM accounts");
    let write = |procedure: &str| {
        let file = format!(
            "-- revision: 1\n-- upgrade\nINSERT INTO entries VALUES (1);\nCALL plain();\nCALL {procedure}();\n\
             INSERT INTO entries VALUES (2);\n"
        );
        site.write("migrations/1.sql", file);
    };
    write("undoes");
    let outcome = site.run(["upgrade"]).exits(1);
    assert!(outcome.stderr.contains("must neither commit nor roll back"), "{}", outcome.stderr);
    assert_eq!(balance(), ["0 0"]);

    write("commits");
    let outcome = site.run(["upgrade"]).exits(8);
    assert!(outcome.stderr.contains("must neither commit nor roll back"), "{}", outcome.stderr);
    assert_eq!(balance(), ["2 1"]);
    site.run(["upgrade"]).ok();
    assert_eq!(balance(), ["2 2"]);
}

#[test]
fn what_a_step_without_a_transaction_sets_holds_for_its_later_statements() {
    let site = Site::new(Kind::Postgres);
    site.sql("CREATE SCHEMA elsewhere");
    site.write(
        "migrations/1.sql",
        "-- revision: 1\n-- transaction: none\n-- upgrade\nSET search_path TO elsewhere;\nCREATE TABLE one (id INT PRIMARY KEY);\n\
         INSERT INTO one VALUES (1);\nCREATE TABLE two (id INT);\nCREATE INDEX CONCURRENTLY one_by_id ON one (id);\n",
    );
    site.run(["upgrade"]).ok();
    let found = site.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'elsewhere' ORDER BY 1");
    assert_eq!(found, ["one", "two"]);
}
