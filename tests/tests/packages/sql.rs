//! A package's raw SQL on SQLite, kept to its own tables by the database.

use mighost_tests::package::{self, BILLING};
use mighost_tests::{Kind, Outcome, Site, database, reach};

/// The site of [`reach::site`] with the guest that runs raw SQL, and SQL that is confined.
fn site() -> Site {
    let site = reach::site(Kind::Sqlite);
    std::fs::remove_file(site.path(format!("{}/package.wasm", package::FOLDER))).unwrap();
    reach::guest(&site, "package-sql");
    let grants = "sql = \"confined\"\ntables = { referred = \"reference\", readable = \"read\", changed = \"change\" }";
    package::trust(&site, &package::unsigned(BILLING, grants));
    // What counts its numbers has a row in a table of SQLite's own.
    site.sql("CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO counted DEFAULT VALUES");
    site
}

/// Statements that must be denied, each with a word of the complaint.
#[track_caller]
fn all_denied(cases: &[(&str, &str)]) {
    let mut site = site();
    let mut before = site.dump();
    let mut wrong = Vec::new();
    for (lines, says) in cases {
        let outcome = reach::run(&site, lines);
        let denied = outcome.code() == 1 && outcome.stderr.contains("denied") && outcome.stderr.contains(says);
        let same = site.dump() == before;
        if !denied || !same {
            wrong.push(format!("{lines}\n(the database is as it was: {same})\n{}", outcome.whole()));
        }
        // The rest is tried where nothing has gone through.
        if !same {
            site = self::site();
            before = site.dump();
        }
    }
    assert!(wrong.is_empty(), "{} weren't denied as they should be:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn rows_of_others_are_neither_read_nor_changed() {
    all_denied(&[
        ("query SELECT name FROM plain", "plain"),
        ("query SELECT count(*) FROM plain", "plain"),
        ("query SELECT name FROM main.plain", "plain"),
        ("query SELECT name FROM \"plain\"", "plain"),
        ("query SELECT name FROM [PLAIN]", "plain"),
        ("query SELECT name FROM `Plain`", "plain"),
        ("query SELECT name FROM referred", "referred"),
        ("query SELECT name FROM directory", "plain"),
        ("query SELECT (SELECT max(name) FROM plain)", "plain"),
        ("query SELECT name FROM acme_billing__own UNION SELECT name FROM plain", "plain"),
        ("query WITH acme_billing__own AS (SELECT name FROM plain) SELECT name FROM acme_billing__own", "plain"),
        ("query SELECT 1 WHERE EXISTS (SELECT 1 FROM plain)", "plain"),
        ("query SELECT name FROM acme_billing__own WHERE id IN plain", "plain"),
        ("query SELECT name FROM acme_billing__own ORDER BY (SELECT name FROM plain)", "plain"),
        ("query INSERT INTO acme_billing__own VALUES (3, 'c') RETURNING (SELECT name FROM plain)", "plain"),
        ("sql INSERT INTO plain VALUES (3, 'Edsger')", "plain"),
        ("sql INSERT OR REPLACE INTO readable VALUES (1, 'x')", "readable"),
        ("sql INSERT INTO acme_billing__own SELECT id + 10, name FROM plain", "plain"),
        ("sql UPDATE plain SET name = 'x'", "plain"),
        ("sql UPDATE readable SET name = 'x'", "readable"),
        ("sql UPDATE acme_billing__own SET name = (SELECT name FROM plain)", "plain"),
        ("sql UPDATE acme_billing__own SET name = p.name FROM plain p", "plain"),
        ("sql DELETE FROM plain", "plain"),
        ("sql DELETE FROM acme_billing__own WHERE id IN (SELECT id FROM plain)", "plain"),
        (
            "sql INSERT INTO acme_billing__own VALUES (1, 'x') ON CONFLICT DO UPDATE SET name = (SELECT name FROM plain)",
            "plain",
        ),
    ]);
}

#[test]
fn what_is_defined_is_the_packages_own() {
    all_denied(&[
        ("sql CREATE TABLE invoices (id INTEGER)", "invoices"),
        ("sql CREATE TABLE \"acme_billing\" (id INTEGER)", "acme_billing"),
        ("sql CREATE TEMP TABLE plain (id INTEGER)", "plain"),
        ("sql CREATE TABLE acme_billing__x AS SELECT * FROM plain", "plain"),
        ("sql CREATE VIEW people AS SELECT 1", "people"),
        ("sql CREATE INDEX acme_billing__i ON plain (name)", "plain"),
        ("sql CREATE TRIGGER acme_billing__t AFTER INSERT ON plain BEGIN SELECT 1; END", "plain"),
        ("sql DROP TABLE plain", "plain"),
        ("sql DROP VIEW directory", "directory"),
        ("sql DROP INDEX plain_name", "plain"),
        ("sql ALTER TABLE plain ADD COLUMN age INTEGER", "plain"),
        ("sql ALTER TABLE plain RENAME TO acme_billing__plain", "plain"),
        ("sql ALTER TABLE changed RENAME COLUMN name TO names", "changed"),
        ("sql ALTER TABLE acme_billing__own RENAME TO invoices", "invoices"),
        ("sql ALTER TABLE acme_billing__own RENAME TO mighost_x", "mighost_x"),
        ("query ALTER TABLE acme_billing__own RENAME TO invoices", "invoices"),
        ("sql ALTER TABLE acme_billing__own RENAME /* */ TO \"in\u{76}oices\"", "invoices"),
        ("sql CREATE VIRTUAL TABLE acme_billing__f USING fts5(name, content='plain')", ""),
        ("sql CREATE VIRTUAL TABLE acme_billing__f USING fts4(content=\"plain\", name)", ""),
    ]);
}

/// SQLite looks into a view or trigger when it is used, which may be later and on somebody else's behalf: by the application,
/// or by a structured call.
#[test]
fn a_definition_reaches_no_further_than_its_package() {
    all_denied(&[
        ("sql CREATE VIEW acme_billing__v AS SELECT * FROM plain", "plain"),
        ("sql CREATE VIEW acme_billing__v AS SELECT * FROM plain\nscan acme_billing__v", "plain"),
        ("sql CREATE TEMP VIEW acme_billing__v AS SELECT * FROM plain", ""),
        ("sql CREATE VIEW acme_billing__v AS SELECT * FROM not_yet_there", "not_yet_there"),
        ("sql CREATE VIEW acme_billing__v AS SELECT * FROM sqlite_master", "sqlite_master"),
        ("sql CREATE TRIGGER acme_billing__t AFTER INSERT ON acme_billing__own BEGIN DELETE FROM plain; END", "plain"),
        (
            "sql CREATE TRIGGER acme_billing__t AFTER INSERT ON acme_billing__own BEGIN DELETE FROM plain; END\n\
             insert acme_billing__own",
            "plain",
        ),
        (
            "query CREATE TRIGGER acme_billing__t AFTER UPDATE OF name ON acme_billing__own BEGIN UPDATE readable SET name = 'x'; END",
            "readable",
        ),
        (
            "sql CREATE TRIGGER acme_billing__t BEFORE DELETE ON acme_billing__own WHEN (SELECT 1 FROM plain) BEGIN SELECT 1; END",
            "plain",
        ),
        (
            "sql CREATE TRIGGER acme_billing__t INSTEAD OF INSERT ON acme_billing__old BEGIN INSERT INTO plain VALUES (9, 'x'); END",
            "plain",
        ),
        ("sql CREATE TABLE acme_billing__x (id INTEGER REFERENCES plain (id) ON DELETE CASCADE)", "plain"),
        ("sql CREATE TABLE acme_billing__x (id INTEGER, FOREIGN KEY (id) REFERENCES \"PLAIN\")", "PLAIN"),
        ("sql ALTER TABLE acme_billing__own ADD COLUMN p INTEGER REFERENCES plain (id)", "plain"),
        ("query CREATE TABLE acme_billing__x (id INTEGER REFERENCES plain (id))", "plain"),
        ("sql CREATE TABLE acme_billing__x (id INTEGER REFERENCES later (id))", "later"),
    ]);
}

#[test]
fn what_belongs_to_sqlite_or_mighost_is_nobodys() {
    all_denied(&[
        ("query SELECT name FROM sqlite_master", "sqlite_master"),
        ("query SELECT name FROM sqlite_schema", "sqlite_master"),
        ("query SELECT name FROM temp.sqlite_master", ""),
        ("query SELECT seq FROM sqlite_sequence", "sqlite_sequence"),
        ("sql UPDATE sqlite_sequence SET seq = 100 WHERE name = 'counted'", "sqlite_sequence"),
        ("sql CREATE TABLE acme_billing__x AS SELECT name, sql FROM sqlite_master", "sqlite_master"),
        ("sql CREATE TABLE acme_billing__x AS SELECT * FROM sqlite_sequence", "sqlite_sequence"),
        ("query SELECT name FROM pragma_table_info('plain')", "pragma_table_info"),
        ("query SELECT name FROM pragma_table_list", "pragma_table_list"),
        ("query PRAGMA table_info(plain)", "PRAGMA"),
        ("query PRAGMA foreign_key_list(plain)", "PRAGMA"),
        ("sql PRAGMA writable_schema = 1", "PRAGMA"),
        ("sql PRAGMA user_version = 7", "PRAGMA"),
        ("sql ATTACH 'other.db' AS other", "ATTACH"),
        ("sql DETACH main", "DETACH"),
        ("sql VACUUM INTO 'other.db'", "VACUUM"),
        ("sql ANALYZE plain", "plain"),
        ("sql ANALYZE", ""),
        ("sql COMMIT", "COMMIT"),
        ("sql BEGIN", "BEGIN"),
        ("sql ROLLBACK", "ROLLBACK"),
        ("sql SAVEPOINT s", "SAVEPOINT"),
        ("sql RELEASE mighost_savepoint", "RELEASE"),
        ("query SELECT revision FROM mighost_history", "mighost_history"),
        ("query SELECT revision FROM \"MIGHOST_history\"", ""),
        ("sql DELETE FROM mighost_revisions", "mighost_revisions"),
        ("sql CREATE TABLE mighost_acme_billing__x (id)", "mighost_"),
        ("query SELECT load_extension('x')", "load_extension"),
        ("query SELECT * FROM dbstat", "dbstat"),
    ]);
}

#[track_caller]
fn runs(site: &Site, lines: &str) -> Outcome {
    reach::run(site, lines).ok()
}

#[test]
fn its_own_statements_work() {
    let site = site();
    runs(
        &site,
        "sql CREATE TABLE acme_billing__a (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT DEFAULT 'x' CHECK (length(name) < 9))\n\
         sql CREATE TABLE acme_billing__log (name TEXT, r INTEGER REFERENCES referred (id) ON DELETE CASCADE)\n\
         sql CREATE UNIQUE INDEX acme_billing__i ON acme_billing__a (lower(name)) WHERE id > 0\n\
         sql CREATE TRIGGER acme_billing__t AFTER INSERT ON acme_billing__a WHEN new.id > 0 BEGIN \
         INSERT INTO acme_billing__log (name) VALUES (new.name); UPDATE changed SET name = new.name WHERE id = 2; END\n\
         sql INSERT INTO acme_billing__a (name) SELECT name FROM readable\n\
         sql CREATE VIEW acme_billing__v AS SELECT a.name, r.id FROM acme_billing__a a JOIN readable r USING (name)\n\
         query SELECT * FROM acme_billing__v\n\
         query WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n\n\
         sql ALTER TABLE acme_billing__a ADD COLUMN age INTEGER\n\
         sql ALTER TABLE acme_billing__a RENAME COLUMN age TO years\n\
         sql ALTER TABLE acme_billing__a DROP COLUMN years\n\
         sql ALTER TABLE acme_billing__log RENAME TO acme_billing__book\n\
         sql CREATE TABLE acme_billing__copy AS SELECT * FROM readable\n\
         sql DELETE FROM acme_billing__copy WHERE id = 1\n\
         sql DROP INDEX acme_billing__own_name\n\
         sql CREATE TABLE acme_billing__gone (id INTEGER PRIMARY KEY AUTOINCREMENT)\n\
         sql INSERT INTO acme_billing__gone DEFAULT VALUES\n\
         sql DROP TABLE acme_billing__gone\n\
         sql REINDEX acme_billing__a",
    );
    let connection = database::open(&site.database());
    assert_eq!(database::column(&connection, "SELECT name FROM acme_billing__book"), ["Ada", "Grace"]);
    assert_eq!(database::column(&connection, "SELECT name FROM acme_billing__copy"), ["Grace"]);
    assert_eq!(database::column(&connection, "SELECT name FROM changed WHERE id = 2"), ["Grace"]);
    assert_eq!(
        database::column(&connection, "SELECT name FROM sqlite_sequence WHERE name NOT LIKE 'mighost%' ORDER BY 1"),
        ["acme_billing__a", "counted"]
    );
}

/// The application's own chain stays what it was while a package is confined.
#[test]
fn the_applications_own_sql_is_not_confined() {
    let site = site();
    site.revision("2", "1", "UPDATE plain SET name = 'x'; CREATE VIEW v AS SELECT * FROM acme_billing__own;", "");
    site.run(["upgrade"]).ok();
    assert_eq!(site.sql("SELECT name FROM plain"), ["x", "x"]);
}

#[test]
fn without_a_grant_what_imports_sql_is_refused_before_it_is_compiled() {
    let site = site();
    package::trust(&site, &package::unsigned(BILLING, ""));
    let before = site.dump();
    // It isn't compiled: nothing new lies in a cache that was empty.
    let site = site.with(|project| project.with_cold_cache());
    let outcome = reach::run(&site, "create acme_billing__x").exits(7).has_one_message();
    outcome.says(&["`q1`", "package-sql.wasm", "the package `acme/billing` isn't granted", "sql#execute", "sql#query"]);
    assert_eq!(site.dump(), before);
    let compiled = std::fs::read_dir(site.cache()).map_or(0, |entries| entries.count());
    assert_eq!(compiled, 0, "something was compiled into {}", site.cache().display());
    // An interface that isn't granted is named the same way.
    package::trust(
        &site,
        &package::unsigned(
            BILLING,
            "sql = \"confined\"\ninterfaces = [\"context\", \"report\", \"data\", \"inspect\"]",
        ),
    );
    reach::run(&site, "create acme_billing__x").exits(7).says(&["ddl#create-table"]);
    package::trust(&site, &package::unsigned(BILLING, "sql = \"confined\"\noperations = [\"create-table\"]"));
    reach::run(&site, "create acme_billing__x").exits(7).says(&["ddl#drop-table"]);
}
