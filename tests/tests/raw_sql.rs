//! What a migration's own SQL may not do. SQLite's authorizer decides, so the spelling doesn't matter.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Project, database};

/// A database with rows at revision `1`.
fn at_first() -> Project {
    let project = Project::new();
    project.revision(
        "1",
        "",
        "CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);\nINSERT INTO people (name) VALUES ('Ada'), ('Grace');",
        "DROP TABLE people;",
    );
    project.run(["upgrade"]).ok();
    project
}

/// Each statement, behind one that is allowed and before another, is refused, and nothing has changed.
#[track_caller]
fn refused(statements: &[&str]) {
    let project = at_first();
    let before = project.dump();
    let files = names(&project);
    for statement in statements {
        let upgrade = format!(
            "INSERT INTO people (name) VALUES ('Joan');\n{statement};\nINSERT INTO people (name) VALUES ('Mary');"
        );
        let path = project.revision("2", "1", &upgrade, "");
        let outcome = project.run(["upgrade"]).fails().says(&["migrations/2.sql", "next:"]);
        database::same(&before, &project.dump(), &outcome.whole());
        std::fs::remove_file(path).unwrap();
        assert_eq!(names(&project), files, "files were left\n{}", outcome.whole());
    }
    assert_eq!(project.current(), ["1"]);
    let connection = database::open(&project.database());
    assert_eq!(database::integrity(&connection), "ok");
    // And nothing that was tried stays on: the chain goes on.
    project.revision("2", "1", "INSERT INTO people (name) VALUES ('Joan');", "");
    project.run(["upgrade"]).ok();
    assert_eq!(database::column(&connection, "SELECT count(*) FROM people"), ["3"]);
}

fn names(project: &Project) -> Vec<std::path::PathBuf> {
    project.files().into_iter().map(|(path, _)| path).collect()
}

#[test]
fn ending_the_hosts_transaction() {
    refused(&[
        "COMMIT",
        "commit",
        "CoMmIt TRANSACTION",
        "/* no harm */ COMMIT",
        "-- no harm\n  COMMIT",
        "\u{feff}COMMIT",
        "END",
        "end transaction",
        "ROLLBACK",
        "rollback transaction",
        "Rollback /* all of it */ Transaction",
    ]);
}

#[test]
fn beginning_a_transaction() {
    refused(&[
        "BEGIN",
        "begin immediate",
        "BEGIN EXCLUSIVE TRANSACTION",
        "/**/BEGIN/**/DEFERRED",
        "Begin\tTransaction",
    ]);
}

#[test]
fn savepoints() {
    refused(&[
        "SAVEPOINT a",
        "savepoint \"a\"",
        "RELEASE a",
        "release savepoint a",
        "ROLLBACK TO a",
        "rollback transaction to savepoint [a]",
    ]);
}

#[test]
fn other_files() {
    refused(&[
        "ATTACH 'other.db' AS other",
        "attach database 'other.db' as other",
        "ATTACH ':memory:' AS other",
        "ATTACH 'file:other.db?mode=rwc' AS other",
        "AtTaCh /* a */ DATABASE /* file */ 'other.db' AS other",
        "ATTACH (SELECT 'other' || '.db') AS other",
        "DETACH main",
        "detach database temp",
        "VACUUM",
        "vacuum main",
        "VACUUM INTO 'copy.db'",
        "vacuum main into 'copy.db'",
        "VACUUM INTO (SELECT 'copy' || '.db')",
    ]);
}

#[test]
fn loading_code() {
    refused(&[
        "SELECT load_extension('./evil.so')",
        "SELECT LOAD_EXTENSION('./evil', 'start')",
        "INSERT INTO people (name) SELECT load_extension('./evil.so')",
        "INSERT INTO people (name) VALUES (coalesce(load_extension('./evil.so'), 'x'))",
        "UPDATE people SET name = \"load_extension\"('./evil.so')",
        "WITH x AS (SELECT load_extension('./evil.so') AS y) SELECT y FROM x",
        "CREATE TRIGGER sly AFTER UPDATE ON people BEGIN SELECT load_extension('./evil.so'); END; UPDATE people SET name = name",
        "CREATE VIEW sly AS SELECT load_extension('./evil.so') AS x; INSERT INTO people (name) SELECT x FROM sly",
        "SELECT fts3_tokenizer('simple', x'0000000000000000')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('evil', 'x')",
        "SELECT edit('x', 'sh')",
    ]);
}

#[test]
fn settings_of_the_connection_and_the_file() {
    refused(&[
        "PRAGMA writable_schema = ON",
        "pragma writable_schema(1)",
        "PRAGMA main.writable_schema = 1",
        "/**/pragma/**/WRITABLE_SCHEMA=RESET",
        "PRAGMA journal_mode = OFF",
        "pragma journal_mode(memory)",
        "PRAGMA main.journal_mode = wal",
        "PRAGMA foreign_keys = ON",
        "pragma foreign_keys(0)",
        "PRAGMA synchronous = OFF",
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA schema_version = 1",
        "PRAGMA trusted_schema = ON",
        "PRAGMA ignore_check_constraints = ON",
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA data_store_directory = '/tmp'",
        "PRAGMA query_only = ON",
        "PRAGMA page_size = 512",
        "PRAGMA auto_vacuum = FULL",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA max_page_count = 1",
        "PRAGMA journal_size_limit = 0",
        "PRAGMA busy_timeout = 1",
        "PRAGMA mmap_size = 1",
        "PRAGMA hard_heap_limit = 1",
        "PRAGMA optimize",
        "PRAGMA incremental_vacuum",
    ]);
}

#[test]
fn mighosts_own_tables() {
    refused(&[
        "DELETE FROM mighost_history",
        "delete from \"mighost_history\"",
        "DELETE FROM [MIGHOST_History]",
        "DELETE FROM `mighost_history`",
        "DELETE FROM main.mighost_history WHERE 1",
        "UPDATE mighost_meta SET value = '999'",
        "UPDATE OR REPLACE main.\"mighost_meta\" SET value = '0' WHERE name = 'epoch'",
        "INSERT INTO mighost_revisions (package, revision) VALUES ('', '9')",
        "REPLACE INTO mighost_revisions (package, revision) VALUES ('', '9')",
        "WITH x(p, r) AS (VALUES ('', '9')) INSERT INTO mighost_revisions (package, revision) SELECT p, r FROM x",
        "WITH mine AS (SELECT revision FROM mighost_revisions) INSERT INTO people (name) SELECT revision FROM mine",
        "SELECT content FROM mighost_artifacts",
        "INSERT INTO people (name) SELECT sha256 FROM mighost_artifacts",
        "UPDATE people SET name = (SELECT max(host) FROM mighost_history)",
        "DROP TABLE mighost_history",
        "drop table if exists main.mighost_meta",
        "ALTER TABLE mighost_history ADD COLUMN mine TEXT",
        "ALTER TABLE mighost_history RENAME TO mine",
        "ALTER TABLE mighost_history DROP COLUMN host",
        "ALTER TABLE people RENAME TO mighost_people",
        "CREATE TABLE mighost_mine (id INTEGER)",
        "CREATE TABLE IF NOT EXISTS Mighost_Mine AS SELECT 1",
        "CREATE VIEW mighost_mine AS SELECT 1",
        "CREATE INDEX mine ON mighost_history (host)",
        "CREATE TRIGGER mine AFTER INSERT ON mighost_history BEGIN DELETE FROM people; END",
        "CREATE TEMP TRIGGER mine AFTER INSERT ON mighost_history BEGIN DELETE FROM people; END",
        "CREATE TRIGGER mine AFTER INSERT ON people BEGIN DELETE FROM mighost_history; END; INSERT INTO people (name) VALUES ('x')",
        "CREATE TRIGGER mine AFTER INSERT ON people BEGIN INSERT INTO mighost_revisions VALUES ('', new.name); END; \
         INSERT INTO people (name) VALUES ('9')",
        "CREATE VIEW mine AS SELECT * FROM mighost_history; INSERT INTO people (name) SELECT host FROM mine",
    ]);
}

#[test]
fn the_catalog() {
    refused(&[
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE people (id)' WHERE name = 'people'",
        "update sqlite_master set name = 'x'",
        "DELETE FROM main.sqlite_schema",
        "delete from \"sqlite_master\" where name glob 'mighost_*'",
        "INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 2, 'CREATE TABLE x (id)')",
        "INSERT INTO sqlite_temp_master VALUES ('table', 'x', 'x', 2, 'CREATE TABLE x (id)')",
        "DROP TABLE sqlite_schema",
        "CREATE TABLE sqlite_mine (id INTEGER)",
    ]);
}

#[test]
fn a_trigger_of_an_earlier_step_cant_reach_the_bookkeeping_either() {
    // The trigger fires while the host writes its own tables' neighbours, when nobody asks the authorizer for the guest.
    let project = at_first();
    project.revision(
        "2",
        "1",
        "CREATE TRIGGER sly AFTER INSERT ON people BEGIN UPDATE mighost_meta SET value = '77' WHERE name = 'epoch'; END;",
        "",
    );
    let before = project.dump();
    let outcome = project.run(["upgrade"]);
    if outcome.status.success() {
        // SQLite looks into a trigger's body only when it fires: then at the latest it is refused.
        project.revision("3", "2", "INSERT INTO people (name) VALUES ('x');", "");
        project.run(["upgrade"]).fails().says(&["migrations/3.sql"]);
        let epoch = "SELECT value FROM mighost_meta WHERE name = 'epoch'";
        assert_eq!(database::column(&database::open(&project.database()), epoch), ["2"]);
    } else {
        outcome.fails();
        database::same(&before, &project.dump(), "");
    }
}

#[test]
fn what_isnt_refused_still_works() {
    let project = at_first();
    project.revision(
        "2",
        "1",
        "CREATE TABLE \"commit\" (\"begin\" TEXT, \"attach\" TEXT DEFAULT 'VACUUM INTO ''x''');\n\
         INSERT INTO \"commit\" (\"begin\") VALUES ('; COMMIT; ROLLBACK;');\n\
         CREATE TEMP TABLE scratch AS SELECT name FROM people;\n\
         INSERT INTO \"commit\" (\"begin\") SELECT upper(name) FROM scratch;\n\
         DROP TABLE scratch;\n\
         CREATE TRIGGER counted AFTER INSERT ON people BEGIN INSERT INTO \"commit\" (\"begin\") VALUES (new.name); END;\n\
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) INSERT INTO people (name) SELECT 'p' || i FROM n;\n\
         CREATE INDEX people_lower ON people (lower(name)) WHERE name IS NOT NULL;\n\
         REINDEX people_lower;\n\
         ANALYZE people;\n\
         CREATE VIRTUAL TABLE IF NOT EXISTS box USING rtree(id, low, high);\n\
         INSERT INTO box VALUES (1, 0.0, 1.0);\n\
         /* COMMIT */ SELECT 1; -- ROLLBACK",
        "",
    );
    project.run(["upgrade"]).ok();
    let connection = database::open(&project.database());
    assert_eq!(database::column(&connection, "SELECT \"begin\" FROM \"commit\" LIMIT 1"), ["; COMMIT; ROLLBACK;"]);
    assert_eq!(database::column(&connection, "SELECT count(*) FROM \"commit\""), ["8"]);
}

#[test]
fn where_autoincrement_counts_may_be_written_and_the_history_counts_on() {
    let project = Project::new();
    project.revision(
        "1",
        "",
        "CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)",
        "DROP TABLE people",
    );
    project.revision(
        "2",
        "1",
        "INSERT INTO people (name) VALUES ('ann'); UPDATE sqlite_sequence SET seq = 41 WHERE name = 'people'; \
         INSERT INTO people (name) VALUES ('bob'); UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name <> 'people'",
        "DELETE FROM people; DELETE FROM sqlite_sequence",
    );
    project.revision("3", "2", "INSERT INTO people (name) VALUES ('cid')", "DELETE FROM people WHERE name = 'cid'");
    project.run(["upgrade"]).ok();
    let ids =
        |project: &Project| database::column(&database::open(&project.database()), "SELECT id FROM people ORDER BY id");
    assert_eq!(ids(&project), ["1", "42", "43"]);
    project.run(["downgrade", "1"]).ok();
    project.run(["upgrade"]).ok();
    let numbers = database::column(&database::open(&project.database()), "SELECT number FROM mighost_history");
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7"]);
}
