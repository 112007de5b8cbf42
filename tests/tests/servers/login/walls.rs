//! What a package with a login reaches, and what it doesn't.

use super::{Billing, SERVERS};
use crate::support::Console;
use mighost_tests::Kind::{self, Mariadb, Postgres};
use mighost_tests::package::{self, BILLING};

#[test]
fn raw_and_structured_calls_work_on_the_packages_own_tables() {
    for kind in SERVERS {
        let billing = Billing::new(kind);
        let people = if kind == Postgres { "public" } else { &billing.site.mariadb().name };
        let lines = format!(
            "sql CREATE TABLE acme_billing__invoices (id INTEGER PRIMARY KEY, person INTEGER)\n\
             sql INSERT INTO acme_billing__invoices SELECT id, id FROM {people}.readable\n\
             sql UPDATE {people}.changed SET name = 'by the package'\n\
             create acme_billing__x\ninsert acme_billing__x\ncount acme_billing__x\n\
             sql CREATE TABLE acme_billing__k (id INTEGER REFERENCES {people}.referred (id))\n\
             column acme_billing__x | age\nlook acme_billing__invoices\nlist"
        );
        let outcome = billing.run(&lines).ok();
        assert!(outcome.whole().contains("acme_billing__invoices"), "{}", outcome.whole());
        assert_eq!(billing.steps(), ["upgrade q1"]);
        assert_eq!(billing.tables(), ["acme_billing__invoices", "acme_billing__k", "acme_billing__x"]);
        assert_eq!(billing.own("SELECT count(*) FROM OWN.acme_billing__invoices"), ["2"]);
        assert_eq!(billing.site.sql("SELECT name FROM changed"), ["by the package"; 2]);
        assert_eq!(billing.site.sql("SELECT count(*) FROM mighost_journal"), ["0"]);
        // And back, by the same login.
        let down = "down=drop acme_billing__x\nsql DROP TABLE acme_billing__k\nsql DROP TABLE acme_billing__invoices";
        billing.site.run(["downgrade", "acme/billing@base", "-x", down]).ok();
        assert_eq!(billing.tables(), Vec::<String>::new());
        assert_eq!(billing.steps(), ["upgrade q1", "downgrade q1"]);
    }
}

#[test]
fn an_sql_file_of_a_package_runs_by_its_login() {
    for kind in SERVERS {
        let billing = Billing::new(kind);
        std::fs::remove_file(billing.site.path(format!("{}/package-sql.wasm", package::FOLDER))).unwrap();
        package::table(&billing.site, BILLING, "1", "");
        package::revision(&billing.site, BILLING, "2", "-- revises: 1", "INSERT INTO acme_billing__1 VALUES (1);", "");
        billing.site.run(["upgrade", BILLING]).ok();
        assert_eq!(billing.own("SELECT count(*) FROM OWN.acme_billing__1"), ["1"]);
        assert_eq!(billing.steps(), ["upgrade 1", "upgrade 2"]);
        let owner = match kind {
            Postgres => billing.site.sql("SELECT tableowner FROM pg_tables WHERE tablename = 'acme_billing__1'"),
            _ => vec![billing.name.clone()],
        };
        assert_eq!(owner, std::slice::from_ref(&billing.name));
    }
}

/// Every way to the application's tables, to mighost's and to the server, tried by itself: the database refuses it, and
/// nothing is changed.
#[track_caller]
fn all_refused(kind: Kind, cases: &[&str]) {
    let billing = Billing::new(kind);
    let app = if kind == Postgres { "public".to_owned() } else { billing.site.mariadb().name.clone() };
    let (before, tables) = (billing.dump(), billing.tables());
    let mut wrong = Vec::new();
    for case in cases {
        let outcome = billing.run(&case.replace("APP.", &format!("{app}.")).replace("<me>", &billing.name));
        let (after, now) = (billing.dump(), billing.tables());
        if outcome.code() != 1 || after != before || now != tables {
            wrong.push(format!(
                "{case}\n(the application is as it was: {}, the package: {})\n{}",
                after == before,
                now == tables,
                outcome.whole()
            ));
            // A step that isn't one transaction is finished or taken back before the next one.
            let _ = billing.site.run(["resume", "--undo", "--package", BILLING]);
        }
    }
    assert!(wrong.is_empty(), "{} weren't refused as they should be:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn nothing_of_others_is_reached_on_postgresql() {
    all_refused(
        Postgres,
        &[
            // Rows and tables of the application.
            "query SELECT name FROM APP.plain",
            "query SELECT name FROM plain",
            "sql SET search_path = public\nquery SELECT name FROM plain",
            "query SELECT name FROM APP.directory",
            "sql INSERT INTO APP.plain VALUES (3, 'x')",
            "sql INSERT INTO APP.readable VALUES (3, 'x')",
            "sql UPDATE APP.readable SET name = 'x'",
            "sql DELETE FROM APP.changed",
            "sql DROP TABLE APP.plain",
            "sql TRUNCATE APP.changed",
            "sql ALTER TABLE APP.changed ADD COLUMN age INTEGER",
            "sql CREATE INDEX i ON APP.changed (name)",
            "sql LOCK TABLE APP.plain",
            "sql CREATE TABLE APP.acme_billing__x (id INTEGER)",
            "sql CREATE TABLE x AS SELECT * FROM APP.plain",
            "sql CREATE TABLE x (id INTEGER REFERENCES APP.plain (id))",
            "sql CREATE TABLE x () INHERITS (APP.plain)",
            "sql CREATE VIEW v AS SELECT * FROM APP.plain\nquery SELECT * FROM v",
            "sql CREATE FUNCTION APP.f() RETURNS INT LANGUAGE sql AS 'SELECT 1'",
            "sql CREATE TRIGGER t AFTER INSERT ON APP.changed FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "sql CREATE RULE r AS ON INSERT TO APP.changed DO INSTEAD NOTHING",
            "sql CREATE POLICY p ON APP.changed",
            "sql GRANT SELECT ON APP.plain TO <me>",
            "sql COMMENT ON TABLE APP.plain IS 'mine'",
            "sql DO $$ BEGIN EXECUTE 'DELETE FROM ' || 'public.plain'; END $$",
            "sql CREATE FUNCTION f() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM public.plain'\nsql SELECT f()",
            // mighost's tables, however their names are put together.
            "query SELECT * FROM APP.mighost_history",
            "sql DO $$ BEGIN EXECUTE 'DELETE FROM public.mig' || 'host_history'; END $$",
            "sql DO $$ BEGIN EXECUTE 'UPDATE public.mig' || 'host_meta SET value = 7'; END $$",
            "sql DO $$ BEGIN EXECUTE 'INSERT INTO public.mig' || 'host_revisions VALUES (''x'', ''y'')'; END $$",
            "sql DO $$ BEGIN EXECUTE 'DELETE FROM public.mig' || 'host_journal'; END $$",
            "sql DO $$ DECLARE n int; BEGIN EXECUTE 'SELECT count(*) FROM public.mig' || 'host_artifacts' INTO n; END $$",
            "sql DO $$ BEGIN EXECUTE 'DROP TABLE public.mig' || 'host_meta'; END $$",
            // The server, files, other roles.
            "sql UPDATE pg_catalog.pg_class SET relname = relname",
            "query SELECT rolpassword FROM pg_catalog.pg_authid",
            "sql COPY (SELECT 1) TO PROGRAM 'true'",
            "sql DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''true'''; END $$",
            "query SELECT pg_read_file('/etc/passwd')",
            "query SELECT pg_ls_dir('/')",
            "query SELECT lo_import('/etc/passwd')",
            "sql SET ROLE postgres",
            "sql DO $$ BEGIN EXECUTE 'SET ROLE postgres'; END $$",
            "sql SET SESSION AUTHORIZATION postgres",
            "sql DO $$ BEGIN EXECUTE 'SET SESSION AUTHORIZATION postgres'; END $$",
            "sql CREATE ROLE other",
            "sql ALTER ROLE <me> SUPERUSER",
            "sql CREATE SCHEMA other",
            "sql CREATE EXTENSION plpgsql",
            "sql CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "sql CREATE FUNCTION f() RETURNS INT LANGUAGE c AS 'libc', 'getpid'",
            "sql ALTER SYSTEM SET archive_command = 'true'",
            "query SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user AND pid <> 0",
            // The end of the transaction.
            "sql COMMIT",
            "sql DO $$ BEGIN COMMIT; END $$",
            "sql CREATE TABLE x (id INTEGER)\nsql CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$\nsql CALL p()",
            // Structured calls are checked by the host as ever.
            "scan plain",
            "drop readable",
        ],
    );
}

#[test]
fn nothing_of_others_is_reached_on_mariadb() {
    all_refused(
        Mariadb,
        &[
            "query SELECT name FROM APP.plain",
            "query SELECT name FROM APP.directory",
            "sql INSERT INTO APP.plain VALUES (3, 'x')",
            "sql INSERT INTO APP.readable VALUES (3, 'x')",
            "sql UPDATE APP.readable SET name = 'x'",
            "sql DELETE FROM APP.changed",
            "sql DROP TABLE APP.plain",
            "sql TRUNCATE APP.changed",
            "sql ALTER TABLE APP.changed ADD COLUMN age INTEGER",
            "sql CREATE INDEX i ON APP.changed (name)",
            "sql RENAME TABLE APP.changed TO <me>.changed",
            "sql CREATE TABLE APP.acme_billing__x (id INTEGER)",
            "sql CREATE TABLE x AS SELECT * FROM APP.plain",
            "sql CREATE TABLE x LIKE APP.plain",
            "sql CREATE TABLE x (id INTEGER, FOREIGN KEY (id) REFERENCES APP.plain (id))",
            "sql CREATE VIEW v AS SELECT * FROM APP.plain",
            "sql CREATE VIEW APP.v AS SELECT 1",
            "sql CREATE TRIGGER APP.t BEFORE INSERT ON APP.changed FOR EACH ROW SET NEW.name = 'x'",
            "sql CREATE PROCEDURE APP.p() SELECT 1",
            "sql CREATE DEFINER = root@localhost PROCEDURE p() DELETE FROM APP.plain",
            "sql CREATE DEFINER = root@localhost VIEW v AS SELECT * FROM APP.plain",
            "sql CREATE EVENT APP.e ON SCHEDULE EVERY 1 DAY DO SELECT 1",
            "query SELECT * FROM APP.mighost_history",
            "sql SELECT user FROM mysql.user",
            "sql INSERT INTO mysql.db (db) VALUES ('x')",
            "sql SELECT 1 INTO OUTFILE '/tmp/mighost-outfile'",
            "sql LOAD DATA INFILE '/etc/passwd' INTO TABLE x",
            "sql CREATE DATABASE other",
            "sql CREATE USER other",
            "sql GRANT ALL ON *.* TO <me>@localhost",
            "sql SET GLOBAL max_connections = 5",
            "sql SET ROLE r",
            "sql KILL 1",
            "sql COMMIT",
            "scan plain",
            "drop readable",
        ],
    );
}

/// What the host's reading of a statement doesn't find, the login's rights do: here it is asked without that reading.
#[test]
fn the_wall_on_mariadb_is_the_login_and_not_the_reading() {
    let billing = Billing::new(Mariadb);
    billing.run("sql CREATE TABLE acme_billing__x (id INTEGER)").ok();
    let server = billing.site.mariadb().server();
    let app = &billing.site.mariadb().name;
    for sql in [
        format!("SELECT * FROM {app}.mighost_history"),
        format!("UPDATE {app}.mighost_meta SET value = '7'"),
        format!("DELETE FROM {app}.mighost_journal"),
        format!("DROP TABLE {app}.mighost_revisions"),
        "SELECT 1 INTO OUTFILE '/tmp/mighost-outfile'".to_owned(),
    ] {
        assert!(!server.client_as(&billing.name, super::SECRET, &sql).status.success(), "{sql}");
    }
}

/// A procedure that commits ends its step, and what it did is known to the books of the other session, and done once.
#[test]
fn what_a_procedure_commits_is_done_once() {
    let billing = Billing::new(Mariadb);
    let lines = "sql CREATE TABLE acme_billing__x (id INTEGER)\n\
                 sql CREATE PROCEDURE p() BEGIN INSERT INTO acme_billing__x VALUES (1); COMMIT; END\n\
                 sql INSERT INTO acme_billing__x VALUES (0)\nsql CALL p()\nsql INSERT INTO acme_billing__x VALUES (2)";
    billing.run(lines).exits(8).says(&["ended the step's transaction"]);
    assert_eq!(billing.own("SELECT id FROM OWN.acme_billing__x ORDER BY id"), ["0", "1"]);
    billing.run(lines).ok();
    assert_eq!(billing.own("SELECT id FROM OWN.acme_billing__x ORDER BY id"), ["0", "1", "2"]);
    assert_eq!(billing.steps(), ["upgrade q1"]);
}

/// Nothing that raw SQL has set of its session reaches the next step: each has a session of its own.
#[test]
fn a_session_ends_with_its_step() {
    let billing = Billing::new(Postgres);
    std::fs::remove_file(billing.site.path(format!("{}/package-sql.wasm", package::FOLDER))).unwrap();
    let first = "CREATE TEMP TABLE gone (id INTEGER);\nSET search_path = pg_catalog;\nSELECT pg_advisory_lock(42);";
    package::revision(&billing.site, BILLING, "1", "", first, "");
    let second = "CREATE TABLE acme_billing__x (id INTEGER);\nINSERT INTO acme_billing__x VALUES (1);";
    package::revision(&billing.site, BILLING, "2", "-- revises: 1", second, "");
    billing.site.run(["upgrade", BILLING]).ok();
    assert_eq!(billing.tables(), ["acme_billing__x"]);
    assert_eq!(billing.site.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42"), ["0"]);
}

#[test]
fn a_failing_step_leaves_everything_as_it_was() {
    for kind in SERVERS {
        let billing = Billing::new(kind);
        let before = billing.dump();
        // On MariaDB only changes of rows are one transaction; structured ones are taken back.
        let lines = match kind {
            Postgres => "sql CREATE TABLE x (id INTEGER)\ncreate acme_billing__x\nsql SELECT nonsense",
            _ => "create acme_billing__x\ninsert acme_billing__x\nsql SELECT nonsense",
        };
        billing.run(lines).fails().says(&["nonsense"]);
        assert_eq!((billing.dump(), billing.tables()), (before, Vec::new()));
        billing.run("create acme_billing__x").ok();
        assert_eq!(billing.steps(), ["upgrade q1"]);
    }
}

/// A constraint that waits for the end of the transaction fails where the login commits: nothing is written down then.
#[test]
fn a_commit_that_fails_leaves_everything_as_it_was() {
    let billing = Billing::new(Postgres);
    let before = billing.dump();
    let lines =
        "sql CREATE TABLE x (id INTEGER UNIQUE DEFERRABLE INITIALLY DEFERRED)\nsql INSERT INTO x VALUES (1), (1)";
    billing.run(lines).fails().says(&["duplicate key"]);
    assert_eq!((billing.dump(), billing.tables()), (before, Vec::new()));
    assert_eq!(billing.site.sql("SELECT count(*) FROM mighost_journal"), ["0"]);
}

/// The first step of all: the host makes its own tables, and the login can't read them.
#[test]
fn a_package_may_be_the_first_in_its_database() {
    let billing = Billing::new(Postgres);
    let mut console = Console::open(&billing.site);
    for table in billing.site.own_tables() {
        console.ask(&format!("DROP TABLE {table}"));
    }
    billing.run("sql CREATE TABLE acme_billing__x (id INTEGER)").ok();
    assert_eq!(billing.steps(), ["upgrade q1"]);
}
