//! A step that fails, in whatever way, leaves nothing behind but its message.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Outcome, Project, chain, database, guest};

/// The first revision: what there is to be damaged. Tables with rows, a counter, a trigger, an index, a view.
const FIRST: &str = "\
CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE CHECK (name <> 'nobody'));
CREATE TABLE pets (id INTEGER PRIMARY KEY, name TEXT, owner INTEGER REFERENCES people (id));
CREATE TABLE log (line TEXT);
CREATE INDEX pets_name ON pets (name);
CREATE VIEW names AS SELECT name FROM people UNION ALL SELECT name FROM pets;
CREATE TRIGGER people_born AFTER INSERT ON people BEGIN INSERT INTO log (line) VALUES ('born: ' || new.name); END;
INSERT INTO people (name) VALUES ('Ada'), ('Grace');
INSERT INTO pets (id, name, owner) VALUES (1, 'Byte', 1);";

/// What a failing step does before it fails: a bit of everything.
const WORK: &str = "\
CREATE TABLE extra (id INTEGER PRIMARY KEY);
INSERT INTO people (name) VALUES ('Mary');
UPDATE people SET name = 'Augusta' WHERE id = 1;
DELETE FROM pets;
DROP VIEW names;
ALTER TABLE log ADD COLUMN at TEXT;
CREATE TEMP TABLE scratch AS SELECT * FROM people;
";
/// The line of the file on which a statement behind [`WORK`] stands.
const LINE: usize = 5 + 7 + 1;

/// A database at revision 1.
fn at_first() -> Project {
    let project = Project::new();
    project.revision("1", "", FIRST, "DROP VIEW names;\nDROP TABLE log;\nDROP TABLE pets;\nDROP TABLE people;");
    project.run(["upgrade"]).ok();
    project
}

/// Runs a command that must fail and must leave the database as it is.
#[track_caller]
fn leaves_no_trace(project: &Project, arguments: &[&str]) -> Outcome {
    let before = project.dump();
    let outcome = project.run(arguments).fails();
    database::same(&before, &project.dump(), &outcome.whole());
    for rest in ["app.db-journal", "app.db-wal", "app.db-shm"] {
        assert!(!project.path(rest).exists(), "{rest} was left\n{}", outcome.whole());
    }
    assert_eq!(database::integrity(&database::open(&project.database())), "ok");
    outcome
}

/// A step of SQL whose last statement fails: as the second of a chain, and as the very first on a database that has
/// something of its own, and on none.
#[track_caller]
fn last_statement_fails(statement: &str, says: &[&str]) {
    let project = at_first();
    project.revision("2", "1", &format!("{WORK}{statement}"), "");
    let place = format!("migrations/2.sql:{LINE}");
    leaves_no_trace(&project, &["upgrade"]).says(says).says(&[
        "the upgrade to `2` failed and was rolled back",
        &place,
        "it is at 1",
        "correct migrations/2.sql, then run",
    ]);
    assert_eq!(project.current(), ["1"]);

    let project = Project::new();
    project.execute(FIRST);
    project.revision("2", "", &format!("{WORK}{statement}"), "");
    let place = format!("migrations/2.sql:{}", LINE - 1);
    leaves_no_trace(&project, &["upgrade"]).says(says).says(&[&place, "it is at base"]);
    assert_eq!(project.current(), Vec::<String>::new());

    let project = Project::new();
    let seed = FIRST.replace('\n', " ");
    project.revision("2", "", &format!("{seed}\n{WORK}{statement}"), "");
    project.run(["upgrade"]).fails().says(says).says(&["it is at base"]);
    database::same("", &project.dump(), "the very first step");
}

#[test]
fn an_unknown_table() {
    last_statement_fails(
        "INSERT INTO nowhere VALUES (1);",
        &["statement: INSERT INTO nowhere VALUES (1)", "no such table: nowhere"],
    );
}

#[test]
fn a_statement_that_is_no_sql() {
    last_statement_fails(
        "CREATE TABEL wrong (id INTEGER);",
        &["statement: CREATE TABEL", "near \"TABEL\": syntax error"],
    );
}

#[test]
fn a_row_that_is_there_already() {
    last_statement_fails(
        "INSERT INTO people (name) VALUES ('Grace');",
        &["statement: INSERT INTO people", "UNIQUE constraint failed: people.name", "SQLITE_CONSTRAINT_UNIQUE"],
    );
}

#[test]
fn a_null_where_none_may_be() {
    last_statement_fails(
        "UPDATE people SET name = NULL;",
        &["NOT NULL constraint failed: people.name", "SQLITE_CONSTRAINT_NOTNULL"],
    );
}

#[test]
fn a_check_that_fails() {
    last_statement_fails(
        "UPDATE people SET name = 'nobody' WHERE id = 2;",
        &["CHECK constraint failed", "SQLITE_CONSTRAINT_CHECK"],
    );
}

#[test]
fn a_trigger_that_aborts() {
    let trigger = "CREATE TRIGGER never BEFORE DELETE ON people BEGIN SELECT RAISE(ABORT, 'people stay'); END; DELETE FROM people;";
    last_statement_fails(trigger, &["people stay", "SQLITE_CONSTRAINT_TRIGGER"]);
}

#[test]
fn a_trigger_that_fails_half_way() {
    let trigger = "CREATE TRIGGER never AFTER DELETE ON people WHEN old.id = 2 BEGIN SELECT RAISE(FAIL, 'people stay'); END; \
                   DELETE FROM people;";
    last_statement_fails(trigger, &["people stay"]);
}

#[test]
fn a_trigger_that_rolls_the_transaction_back_itself() {
    let trigger = "CREATE TRIGGER never BEFORE DELETE ON people BEGIN SELECT RAISE(ROLLBACK, 'people stay'); END; DELETE FROM people;";
    last_statement_fails(trigger, &["people"]);
}

#[test]
fn a_conflict_clause_that_rolls_the_transaction_back_itself() {
    last_statement_fails("INSERT OR ROLLBACK INTO people (id, name) VALUES (2, 'Grace');", &["INSERT OR ROLLBACK"]);
}

#[test]
fn a_conflict_clause_that_keeps_half_of_a_statement() {
    last_statement_fails(
        "INSERT OR FAIL INTO people (name) VALUES ('Joan'), ('Grace');",
        &["UNIQUE constraint failed"],
    );
}

#[test]
fn a_table_with_a_conflict_clause_that_rolls_back() {
    let table = "CREATE TABLE once (id INTEGER PRIMARY KEY ON CONFLICT ROLLBACK); INSERT INTO once VALUES (1); \
                 INSERT INTO once VALUES (1);";
    last_statement_fails(table, &["once"]);
}

#[test]
fn a_change_that_sqlite_refuses() {
    last_statement_fails("ALTER TABLE people DROP COLUMN name;", &["name"]);
}

#[test]
fn a_foreign_key_that_points_nowhere_is_found_before_the_commit() {
    let project = at_first();
    project.revision("2", "1", &format!("{WORK}INSERT INTO pets (id, name, owner) VALUES (2, 'Bit', 4711);"), "");
    leaves_no_trace(&project, &["upgrade"]).says(&[
        "the upgrade to `2` failed",
        "migrations/2.sql",
        "pets",
        "people",
        "it is at 1",
    ]);

    // The rows it points to are taken away: it is the rows that are looked at, not the statement.
    let project = at_first();
    project.revision("2", "1", "DELETE FROM people WHERE id = 1;", "");
    leaves_no_trace(&project, &["upgrade"]).says(&["the upgrade to `2` failed", "pets", "people"]);
}

#[test]
fn a_statement_without_an_end_is_interrupted() {
    let project = at_first();
    let endless = "INSERT INTO log WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;";
    project.revision("2", "1", &format!("{WORK}{endless}"), "");
    let outcome = leaves_no_trace(&project, &["upgrade", "--step-timeout", "1"]).says(&["the upgrade to `2` failed"]);
    // One second, and what it takes to start and to roll a second's writing back.
    assert!(outcome.took.as_secs() < 20, "{}", outcome.whole());
}

#[test]
fn a_downgrade_that_fails() {
    let project = at_first();
    project.revision(
        "2",
        "1",
        "CREATE TABLE extra (id INTEGER);",
        "DROP TABLE extra;\nDELETE FROM pets;\nDROP TABLE nowhere;",
    );
    project.run(["upgrade"]).ok();
    leaves_no_trace(&project, &["downgrade", "-1"]).says(&[
        "the downgrade of `2` failed and was rolled back",
        "migrations/2.sql:11",
        "statement: DROP TABLE nowhere",
        "no such table: nowhere",
        "it is at 2",
    ]);
    assert_eq!(project.current(), ["2"]);
}

#[test]
fn the_steps_before_it_stay_and_the_corrected_one_goes_on_from_there() {
    let project = Project::new();
    chain::write(&project, 5);
    let good = project.read("migrations/r0004.sql");
    project.revision("r0004", "r0003", "CREATE TABLE half (id INTEGER);\nINSERT INTO nowhere VALUES (1);", "");
    let outcome = project.run(["upgrade"]).fails().says(&["`r0004`", "it is at r0003", "migrations/r0004.sql:7"]);
    assert!(outcome.stdout.contains("r0003") && !outcome.stdout.contains("✓ 4/5"), "{}", outcome.whole());
    assert_eq!(project.current(), [chain::id(3)]);
    let connection = database::open(&project.database());
    assert_eq!(database::tables(&connection), chain::tables(3));
    assert_eq!(database::steps(&connection), ["upgrade r0001", "upgrade r0002", "upgrade r0003"]);

    project.write("migrations/r0004.sql", good);
    let done = project.json(["upgrade"]);
    assert_eq!(done["steps"].as_array().map(Vec::len), Some(2));
    assert_eq!(database::tables(&database::open(&project.database())), chain::tables(5));
}

#[test]
fn the_error_is_told_to_programs_too() {
    let project = at_first();
    project.revision("2", "1", &format!("{WORK}INSERT INTO people (name) VALUES ('Grace');"), "");
    let error = project.run(["--json", "upgrade"]).exits(1).object()["error"].clone();
    assert_eq!(error["kind"], "step");
    assert_eq!(error["exit_code"], 1);
    assert_eq!(error["revision"], "2");
    assert_eq!(error["direction"], "upgrade");
    assert_eq!(error["origin"], "migrations/2.sql");
    assert_eq!(error["line"], LINE);
    assert_eq!(error["statement"], "INSERT INTO people (name) VALUES ('Grace')");
    assert_eq!(error["database"]["code"], "SQLITE_CONSTRAINT_UNIQUE");
    assert_eq!(error["database"]["message"], "UNIQUE constraint failed: people.name");
    assert_eq!(error["current"], serde_json::json!(["1"]));
}

/// A component as the second step.
#[track_caller]
fn component_fails(case: &str, says: &[&str]) {
    let project = at_first();
    project.write("migrations/2.wasm", guest::named(case));
    leaves_no_trace(&project, &["upgrade"]).says(says).says(&[
        "the upgrade to `2` failed and was rolled back",
        "migrations/2.wasm",
        "it is at 1",
        "next:",
    ]);
    assert_eq!(project.current(), ["1"]);
}

#[test]
fn an_error_of_the_migrations_own() {
    component_fails("fails", &["the moon is in the wrong house"]);
}

#[test]
fn a_veto() {
    component_fails(
        "vetoes",
        &["the migration refuses: people without a name must be cleared up first", "do what the migration asks for"],
    );
}

#[test]
fn a_trap() {
    component_fails("traps-late", &["unreachable"]);
}

#[test]
fn a_limit() {
    component_fails("opens-cursors-for-ever", &["limit reached"]);
}

#[test]
fn a_rollback_that_the_migration_swallows() {
    component_fails("swallows-a-rollback", &[]);
}
