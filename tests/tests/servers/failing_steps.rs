//! A step that fails. On PostgreSQL it leaves nothing behind but its message; on MariaDB, where changes of the schema
//! commit by themselves, what it did so far is known, and a corrected file goes on from there.

use crate::support::applied;
use mighost_tests::database::same;
use mighost_tests::{Kind, Outcome, Site, chain, guest};

/// The first revision: what there is to be damaged.
const FIRST: &str = "\
CREATE TYPE mood AS ENUM ('fine', 'poor');
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> 'nobody'), mood mood DEFAULT 'fine');
CREATE TABLE pets (id INTEGER PRIMARY KEY, name TEXT, owner INTEGER REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE log (line TEXT);
CREATE SEQUENCE counter;
CREATE INDEX pets_name ON pets (lower(name)) WHERE name IS NOT NULL;
CREATE VIEW names AS SELECT name FROM people UNION ALL SELECT name FROM pets;
CREATE FUNCTION born() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES ('born: ' || new.name); RETURN new; END $$;
CREATE TRIGGER people_born AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION born();
COMMENT ON TABLE people IS 'who there is';
INSERT INTO people (id, name) VALUES (1, 'Ada'), (2, 'Grace');
INSERT INTO pets (id, name, owner) VALUES (1, 'Byte', 1);";

/// What a failing step does before it fails: a bit of everything.
const WORK: &str = "\
CREATE TABLE extra (id INTEGER PRIMARY KEY);
INSERT INTO people (id, name) VALUES (3, 'Mary');
UPDATE people SET name = 'Augusta' WHERE id = 1;
DELETE FROM pets;
DROP VIEW names;
DROP INDEX pets_name;
ALTER TABLE log ADD COLUMN at TEXT;
ALTER TYPE mood ADD VALUE 'great';
CREATE SCHEMA elsewhere;
CREATE TABLE elsewhere.there AS SELECT * FROM people;
COMMENT ON TABLE people IS 'who there was';
DROP SEQUENCE counter;
CREATE OR REPLACE FUNCTION born() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
GRANT SELECT ON people TO public;
CREATE TEMP TABLE scratch AS SELECT * FROM people;
";
/// The line of the file on which a statement behind [`WORK`] stands.
const LINE: usize = 5 + 15 + 1;

fn at_first() -> Site {
    let site = Site::new(Kind::Postgres);
    site.revision("1", "", FIRST, "");
    site.run(["upgrade"]).ok();
    site
}

/// Runs an upgrade that must fail and must leave the database as it is, to the byte.
#[track_caller]
fn leaves_no_trace(site: &Site, arguments: &[&str]) -> Outcome {
    let before = everything(site);
    let outcome = site.run(arguments).fails();
    same(&before, &everything(site), &outcome.whole());
    outcome
}

/// The whole database but for the next number of the history: no rollback takes a sequence's number back.
fn everything(site: &Site) -> String {
    site.dump().lines().filter(|line| !line.contains("mighost_history_number_seq', ")).collect::<Vec<_>>().join("\n")
}

/// A step of SQL whose last statement fails: as the second of a chain, and as the very first on a database that has
/// something of its own, and on an empty one.
#[track_caller]
fn last_statement_fails(statement: &str, says: &[&str]) {
    let site = at_first();
    site.revision("2", "1", &format!("{WORK}{statement}"), "");
    let place = format!("migrations/2.sql:{LINE}");
    leaves_no_trace(&site, &["upgrade"]).says(says).says(&[
        "the upgrade to `2` failed and was rolled back",
        &place,
        "it is at 1",
        "correct migrations/2.sql, then run",
    ]);
    assert_eq!(site.current(), ["1"]);

    let site = Site::new(Kind::Postgres);
    site.sql(FIRST);
    site.revision("2", "", &format!("{WORK}{statement}"), "");
    let place = format!("migrations/2.sql:{}", LINE - 1);
    leaves_no_trace(&site, &["upgrade"]).says(says).says(&[&place, "it is at base"]);
    assert_eq!(site.current(), Vec::<String>::new());
    assert_eq!(site.own_tables(), Vec::<String>::new());

    let site = Site::new(Kind::Postgres);
    site.revision("2", "", &format!("{FIRST}\n{WORK}{statement}"), "");
    leaves_no_trace(&site, &["upgrade"]).says(says).says(&["it is at base"]);
    same(&Site::new(Kind::Postgres).dump(), &site.dump(), "the very first step");
}

#[test]
fn an_unknown_table() {
    last_statement_fails(
        "INSERT INTO nowhere VALUES (1);",
        &["statement: INSERT INTO nowhere VALUES (1)", "relation \"nowhere\" does not exist", "42P01"],
    );
}

#[test]
fn a_statement_that_is_no_sql() {
    last_statement_fails(
        "CREATE TABEL wrong (id INTEGER);",
        &["statement: CREATE TABEL", "syntax error at or near \"TABEL\""],
    );
}

#[test]
fn a_row_that_is_there_already() {
    last_statement_fails(
        "INSERT INTO people (id, name) VALUES (4, 'Grace');",
        &[
            "duplicate key value violates unique constraint \"people_name_key\"",
            "Key (name)=(Grace) already exists",
            "23505",
        ],
    );
}

#[test]
fn a_check_that_fails() {
    last_statement_fails("UPDATE people SET name = 'nobody' WHERE id = 2;", &["people_name_check", "23514"]);
}

#[test]
fn an_exception_of_a_block() {
    last_statement_fails(
        "DO $$ BEGIN DELETE FROM people; RAISE EXCEPTION 'people stay' USING HINT = 'ask them'; END $$;",
        &["people stay", "ask them", "P0001"],
    );
}

#[test]
fn a_division_by_zero() {
    last_statement_fails("INSERT INTO log SELECT 1 / (id - 2) FROM people;", &["division by zero", "22012"]);
}

#[test]
fn a_deferred_constraint_is_found_before_the_commit() {
    let site = at_first();
    site.revision("2", "1", &format!("{WORK}INSERT INTO pets (id, name, owner) VALUES (2, 'Bit', 4711);"), "");
    leaves_no_trace(&site, &["upgrade"]).says(&[
        "the upgrade to `2` failed and was rolled back",
        "migrations/2.sql",
        "pets_owner_fkey",
        "Key (owner)=(4711) is not present in table \"people\"",
        "it is at 1",
    ]);
}

#[test]
fn a_statement_without_an_end_is_interrupted() {
    let site = at_first();
    site.revision("2", "1", &format!("{WORK}SELECT pg_sleep(3600);"), "");
    let outcome = leaves_no_trace(&site, &["upgrade", "--step-timeout", "1"]).says(&["the upgrade to `2` failed"]);
    // One second, and what it takes to start and to roll back.
    assert!(outcome.took.as_secs() < 20, "{}", outcome.whole());
}

#[test]
fn a_downgrade_that_fails() {
    let site = at_first();
    site.revision(
        "2",
        "1",
        "CREATE TABLE extra (id INTEGER);",
        "DROP TABLE extra;\nDELETE FROM pets;\nDROP TABLE nowhere;",
    );
    site.run(["upgrade"]).ok();
    leaves_no_trace(&site, &["downgrade", "-1"]).says(&[
        "the downgrade of `2` failed and was rolled back",
        "migrations/2.sql:11",
        "statement: DROP TABLE nowhere",
        "it is at 2",
    ]);
    assert_eq!(site.current(), ["2"]);
}

#[test]
fn the_error_is_told_to_programs_too() {
    let site = at_first();
    site.revision("2", "1", &format!("{WORK}INSERT INTO people (id, name) VALUES (4, 'Grace');"), "");
    let error = site.run(["--json", "upgrade"]).exits(1).object()["error"].clone();
    assert_eq!(error["kind"], "step");
    assert_eq!(error["revision"], "2");
    assert_eq!(error["line"], LINE);
    assert_eq!(error["statement"], "INSERT INTO people (id, name) VALUES (4, 'Grace')");
    assert_eq!(error["database"]["code"], "23505");
    assert_eq!(error["database"]["detail"], "Key (name)=(Grace) already exists.");
    assert_eq!(error["database"]["constraint"], "people_name_key");
    assert_eq!(error["current"], serde_json::json!(["1"]));
}

/// A component as the second step.
#[track_caller]
fn component_fails(case: &str, says: &[&str]) {
    let site = at_first();
    site.write("migrations/2.wasm", guest::named(case));
    leaves_no_trace(&site, &["upgrade"]).says(says).says(&[
        "the upgrade to `2` failed and was rolled back",
        "migrations/2.wasm",
        "it is at 1",
        "next:",
    ]);
}

#[test]
fn a_veto() {
    component_fails("vetoes", &["the migration refuses: people without a name must be cleared up first"]);
}

#[test]
fn a_trap() {
    component_fails("traps-late", &["unreachable"]);
}

#[test]
fn a_limit() {
    component_fails("opens-cursors-for-ever", &["limit reached"]);
}

/// A chain of five, the fourth broken behind its first change.
fn broken_fourth(kind: Kind) -> (Site, Vec<u8>) {
    let site = Site::new(kind);
    chain::write_small(&site, 5);
    let good = site.read("migrations/r0004.sql");
    let text = String::from_utf8(good.clone()).unwrap();
    let broken = text.replace("CREATE INDEX t4_name ON t4 (name);", "CREATE INDEX t4_name ON t4 (nama);");
    assert_ne!(text, broken);
    site.write("migrations/r0004.sql", broken);
    (site, good)
}

#[test]
fn the_steps_before_it_stay_and_the_corrected_one_goes_on_from_there() {
    let (site, good) = broken_fourth(Kind::Postgres);
    site.run(["upgrade"]).fails().says(&["`r0004`", "it is at r0003", "column \"nama\" does not exist"]);
    assert_eq!(applied(&site), 3);
    site.write("migrations/r0004.sql", good);
    let done = site.json(["upgrade"]);
    assert_eq!(done["steps"].as_array().map(Vec::len), Some(2));
    assert_eq!(applied(&site), 5);
}

#[test]
fn on_mariadb_a_corrected_file_goes_on_behind_what_is_done() {
    let (site, good) = broken_fourth(Kind::Mariadb);
    let undisturbed = Site::new(Kind::Mariadb);
    chain::write_small(&undisturbed, 5);
    undisturbed.run(["upgrade"]).ok();

    // 8: a step is unfinished. Which statements are done stands in the message.
    let failed = |site: &Site| {
        site.run(["upgrade"]).exits(8).has_one_message().says(&[
            "the upgrade to `r0004` failed and is unfinished",
            "migrations/r0004.sql:8",
            "Key column 'nama' doesn't exist in table (1072)",
            "at r0003",
            "done:      CREATE TABLE t4",
            "correct migrations/r0004.sql",
        ])
    };
    failed(&site);
    // The same again does nothing twice.
    failed(&site);
    assert_eq!(site.sql("SELECT count(*) FROM t4"), ["3"]);
    site.run(["status"]).exits(8).prints(&["the upgrade of r0004", "is unfinished", "CREATE TABLE t4"]);
    site.run(["plan"]).ok();

    site.write("migrations/r0004.sql", good);
    site.run(["upgrade"]).ok();
    assert_eq!(applied(&site), 5);
    same(&undisturbed.dump_of_application(), &site.dump_of_application(), "corrected and continued");
    assert_eq!(site.sql("SELECT count(*) FROM mighost_journal"), ["0"]);
}

#[test]
fn on_mariadb_a_step_of_rows_alone_leaves_them_as_they_were() {
    let site = Site::new(Kind::Mariadb);
    chain::write_small(&site, 2);
    site.run(["upgrade"]).ok();
    site.revision(
        "r0003",
        "r0002",
        "UPDATE ledger SET note = 'changed';\nDELETE FROM t1;\nINSERT INTO ledger (step, note, seen) VALUES (1, 'again', 0);",
        "",
    );
    let before = site.dump();
    site.run(["upgrade"]).fails().says(&[
        "the upgrade to `r0003` failed and was rolled back",
        "Duplicate entry '1' for key 'PRIMARY' (1062)",
        "it is at r0002",
    ]);
    same(&before, &site.dump(), "a step of rows");
}
