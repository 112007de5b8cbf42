//! A package's budget of single statements: how long they run, and how long they wait for a lock.

use super::Billing;
use crate::support::{Console, Held};
use mighost_tests::Kind::{self, Mariadb, Postgres, Sqlite};
use mighost_tests::package::{self, BILLING};
use mighost_tests::{Site, reach};

/// Longer than any of these tests may take: a statement that sleeps for so long was interrupted.
const LONG: u32 = 600;

/// Lets the package run raw SQL with this budget and the application's login.
fn site(kind: Kind, budget: &str) -> Site {
    let site = reach::site(kind);
    std::fs::remove_file(site.path(format!("{}/package.wasm", package::FOLDER))).unwrap();
    reach::guest(&site, "package-sql");
    let text = package::unsigned(BILLING, "sql = \"unconfined\"");
    package::trust(&site, &format!("{text}[packages.\"{BILLING}\".budget]\n{budget}\n"));
    site
}

#[test]
fn a_statement_ends_with_its_budget() {
    for (kind, statement) in [
        (Postgres, format!("query SELECT pg_sleep({LONG})")),
        // The host keeps the limit too, whatever the migration sets.
        (Postgres, format!("sql SET statement_timeout = 0\nquery SELECT pg_sleep({LONG})")),
        (
            Postgres,
            format!(
                "sql DO $$ BEGIN PERFORM set_config('statement_timeout', '0', true); PERFORM pg_sleep({LONG}); END $$"
            ),
        ),
        (Mariadb, format!("query SELECT sleep({LONG})")),
        (
            Sqlite,
            "query WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n".to_owned(),
        ),
    ] {
        let site = site(kind, "statement-seconds = 1");
        let before = site.dump_of_application();
        let outcome = reach::run(&site, &statement).fails();
        assert!(outcome.took.as_secs() < u64::from(LONG), "{}", outcome.whole());
        assert_eq!(site.dump_of_application(), before);
    }
}

#[test]
fn a_statement_of_a_login_ends_with_its_budget() {
    for (kind, statement) in [
        (Postgres, format!("sql SET statement_timeout = 0\nquery SELECT pg_sleep({LONG})")),
        (Mariadb, format!("query SELECT sleep({LONG})")),
    ] {
        let billing = Billing::with(kind, &format!("[packages.\"{BILLING}\".budget]\nstatement-seconds = 1"));
        billing.run(&statement).fails();
        assert_eq!(billing.steps(), Vec::<String>::new());
    }
}

/// What the budget gives a statement for its wait isn't what the run's own are given.
#[test]
fn a_wait_for_a_lock_ends_with_its_budget() {
    for (kind, lines) in [
        (Postgres, "sql DELETE FROM changed"),
        (Postgres, "sql SET lock_timeout = 0\nsql DELETE FROM changed"),
        (Mariadb, "sql DELETE FROM changed"),
        (Mariadb, "sql ALTER TABLE changed ADD COLUMN age INTEGER"),
    ] {
        let site = site(kind, "lock-seconds = 1");
        let held = Held::table(&site, "changed");
        let mut arguments = vec!["upgrade".to_owned(), BILLING.to_owned(), "-x".to_owned(), format!("up={lines}")];
        // The run itself would wait for longer than the test.
        arguments.extend(crate::support::PATIENTLY.map(str::to_owned));
        arguments.extend(["--lock-retries".to_owned(), "0".to_owned()]);
        let outcome = site.run(&arguments);
        assert!([6, 8].contains(&outcome.code()), "{}", outcome.whole());
        assert!(outcome.took.as_secs() < u64::from(LONG), "{}", outcome.whole());
        held.release();
        assert_eq!(site.sql("SELECT count(*) FROM changed"), ["2"]);
        site.run(&arguments).ok();
    }
}

/// On SQLite there is one lock for everything.
#[test]
fn on_sqlite_the_step_waits_for_the_database_as_long_as_its_budget() {
    let site = site(Sqlite, "lock-seconds = 1");
    let connection = mighost_tests::database::open(&site.database());
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let lines = "up=sql DELETE FROM changed";
    let arguments = ["upgrade", BILLING, "-x", lines, "--lock-timeout", "600", "--lock-retries", "0"];
    let outcome = site.run(arguments).exits(6);
    assert!(outcome.took.as_secs() < u64::from(LONG), "{}", outcome.whole());
    connection.execute_batch("ROLLBACK").unwrap();
    site.run(arguments).ok();
}

/// A budget never lets a statement have more than the run does.
#[test]
fn the_runs_own_limit_still_holds() {
    let site = site(Postgres, "statement-seconds = 600");
    let mut console = Console::open(&site);
    console.ask("SELECT 1");
    let lines = format!("up=query SELECT pg_sleep({LONG})");
    site.run(["upgrade", BILLING, "-x", &lines, "--statement-timeout", "1"]).fails();
}

#[test]
fn a_budget_of_nothing_is_refused() {
    let site = site(Sqlite, "statement-seconds = 0");
    reach::run(&site, "").fails().says(&["0 seconds"]);
}
