//! `kill -9` between the login's work, its commit and the bookkeeping: each step is done once and written down once.

use super::{Billing, SERVERS};
use crate::support::{Console, PATIENTLY, sessions, until};
use mighost_tests::Kind::{self, Mariadb, Postgres};
use mighost_tests::package::BILLING;
use std::process::Child;
use std::time::Duration;

/// Keeps everybody from writing a table of mighost's, while it can be read.
struct Barred {
    console: Console,
    kind: Kind,
    session: String,
}

impl Barred {
    fn table(billing: &Billing, table: &str) -> Barred {
        let kind = billing.site.kind();
        let mut console = Console::open(&billing.site);
        let session = console.ask(if kind == Postgres { "SELECT pg_backend_pid()" } else { "SELECT connection_id()" });
        console.ask("BEGIN");
        console.ask(&match kind {
            Postgres => format!("LOCK TABLE {table} IN EXCLUSIVE MODE"),
            // Its rows, and the place behind the last one.
            _ => format!("SELECT count(*) FROM {table} WHERE 1 = 1 FOR UPDATE"),
        });
        Barred { console, kind, session: session[0].clone() }
    }

    /// Waits until somebody waits for it.
    fn reached(&self, billing: &Billing) {
        let sql = match self.kind {
            Postgres => format!(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                 AND {} = ANY (pg_blocking_pids(pid))",
                self.session
            ),
            _ => "SELECT count(*) FROM information_schema.innodb_trx t JOIN information_schema.processlist p \
                  ON p.id = t.trx_mysql_thread_id WHERE t.trx_state = 'LOCK WAIT' AND p.db = database()"
                .to_owned(),
        };
        until("a step waits", || {
            // MariaDB answers from memory who asks for transactions again within a tenth of a second.
            if self.kind != Postgres {
                std::thread::park_timeout(Duration::from_millis(200));
            }
            billing.site.sql(&sql)[0].parse::<u32>().unwrap() > 0
        });
    }

    fn release(mut self) {
        self.console.ask("COMMIT");
    }
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// What the step does: on MariaDB each change of the schema commits, and rows are a transaction between.
fn lines(kind: Kind) -> &'static str {
    match kind {
        Postgres => {
            "sql CREATE TABLE acme_billing__x (id INTEGER)\nsql INSERT INTO acme_billing__x VALUES (1)\n\
             create acme_billing__y\ninsert acme_billing__y"
        }
        _ => {
            "sql CREATE TABLE acme_billing__x (id INTEGER)\nsql INSERT INTO acme_billing__x VALUES (1)\n\
             create acme_billing__y\ninsert acme_billing__y\nsql INSERT INTO acme_billing__x VALUES (1)"
        }
    }
}

/// Everything of the step is there once, and it is written down once.
#[track_caller]
fn done_once(billing: &Billing) {
    let rows = if billing.site.kind() == Postgres { "1" } else { "2" };
    assert_eq!(billing.tables(), ["acme_billing__x", "acme_billing__y"]);
    assert_eq!(billing.own("SELECT count(*) FROM OWN.acme_billing__x"), [rows]);
    assert_eq!(billing.own("SELECT count(*) FROM OWN.acme_billing__y"), ["1"]);
    assert_eq!(billing.steps(), ["upgrade q1"]);
    assert_eq!(billing.site.sql("SELECT count(*) FROM mighost_journal"), ["0"]);
    let revisions = format!("SELECT revision FROM mighost_revisions WHERE package = '{BILLING}'");
    assert_eq!(billing.site.sql(&revisions), ["q1"]);
    // And it can be taken back as ever.
    let down = "down=drop acme_billing__x\ndrop acme_billing__y";
    billing.site.run(["downgrade", "acme/billing@base", "-x", down]).ok();
    assert_eq!(billing.tables(), Vec::<String>::new());
}

/// Before anything of the commit is written down: the login's transaction goes with its session, and the step is run anew.
#[test]
fn killed_before_the_commit_is_announced() {
    let billing = Billing::new(Postgres);
    let barred = Barred::table(&billing, "mighost_journal");
    let child = billing.spawn(lines(Postgres));
    barred.reached(&billing);
    kill(child);
    barred.release();
    let mut console = Console::open(&billing.site);
    until("the killed runner's sessions are gone", || sessions(&mut console, Postgres) == 0);
    assert_eq!(billing.tables(), Vec::<String>::new());
    assert_eq!(billing.site.sql("SELECT count(*) FROM mighost_journal"), ["0"]);
    billing.run(lines(Postgres)).ok();
    done_once(&billing);
}

/// Between the announcement and the commit: the commit waits for something here, and the server ends it with its client. The
/// next run finds out by the transaction's number that it was rolled back.
#[test]
fn killed_while_the_commit_is_under_way() {
    let billing = Billing::new(Postgres);
    let name = &billing.name;
    billing.site.sql(&format!(
        "CREATE FUNCTION {name}.waits() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$"
    ));
    let mut console = Console::open(&billing.site);
    console.ask("SELECT pg_advisory_lock(4711)");
    let waiting = "sql CREATE TABLE waiting (id INTEGER)\n\
                   sql CREATE CONSTRAINT TRIGGER w AFTER INSERT ON waiting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW \
                   EXECUTE FUNCTION waits()\nsql INSERT INTO waiting VALUES (1)";
    let child = billing.spawn(waiting);
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
    until("the commit waits", || billing.site.sql(waits) == ["1"]);
    kill(child);
    // It is announced, and isn't done.
    let calls = "SELECT state FROM mighost_journal WHERE number = 1";
    assert_eq!(billing.site.sql(calls), ["committing"]);
    assert_eq!(billing.tables(), Vec::<String>::new());
    // The server looks every two seconds whether its client is there, from version 14 on.
    until("the server has noticed", || billing.site.sql(waits) == ["0"]);
    console.ask("SELECT pg_advisory_unlock(4711)");
    let outcome = billing.run(lines(Postgres)).ok();
    assert!(outcome.whole().contains("rolled back when its runner ended"), "{}", outcome.whole());
    done_once(&billing);
}

/// The same, where the commit goes through although nobody hears of it.
#[test]
fn killed_while_a_commit_goes_through() {
    let billing = Billing::new(Postgres);
    let barred = Barred::table(&billing, "mighost_history");
    let child = billing.spawn(lines(Postgres));
    barred.reached(&billing);
    kill(child);
    // The login's transaction is committed, and the books don't have it.
    assert_eq!(billing.tables(), ["acme_billing__x", "acme_billing__y"]);
    assert_eq!(billing.steps(), Vec::<String>::new());
    barred.release();
    // Whoever asks is told.
    let status = billing.site.run(["--json", "status", "--package", BILLING]).exits(8).object();
    assert_eq!(status["unfinished"]["calls"][0]["state"], "committing");
    // It can't be taken back before it is written down.
    let undo = billing.site.run(["resume", "--undo", "--package", BILLING]).exits(8);
    undo.says(&["committed whole", "mighost resume"]);
    let outcome = billing.run(lines(Postgres)).ok();
    assert!(outcome.whole().contains("the bookkeeping was outstanding"), "{}", outcome.whole());
    done_once(&billing);
}

/// `resume` alone finishes it too, and runs nothing of the migration again.
#[test]
fn resume_writes_down_what_was_committed() {
    let billing = Billing::new(Postgres);
    let barred = Barred::table(&billing, "mighost_history");
    let child = billing.spawn(lines(Postgres));
    barred.reached(&billing);
    kill(child);
    barred.release();
    // Its file is gone meanwhile: everything that is needed is written down.
    std::fs::remove_file(billing.site.path(format!("{}/package-sql.wasm", mighost_tests::package::FOLDER))).unwrap();
    billing.site.run(["resume", "--package", BILLING]).ok();
    assert_eq!(billing.steps(), ["upgrade q1"]);
    assert_eq!(billing.site.sql("SELECT count(*) FROM mighost_artifacts WHERE package = 'acme/billing'"), ["1"]);
}

/// On MariaDB the step is a journal kept by one login of what another does: killed where the books wait before, in and behind
/// each part of it.
#[test]
fn killed_at_the_journal_on_mariadb() {
    for table in ["mighost_journal", "mighost_history", "mighost_artifacts"] {
        let billing = Billing::new(Mariadb);
        let barred = Barred::table(&billing, table);
        let child = billing.spawn(lines(Mariadb));
        barred.reached(&billing);
        kill(child);
        barred.release();
        let mut console = Console::open(&billing.site);
        until("the killed runner's sessions are gone", || sessions(&mut console, Mariadb) == 0);
        billing.run(lines(Mariadb)).ok();
        done_once(&billing);
    }
}

/// Rows that the login's transaction has committed, and a host that died before it heard of it: they are there once.
#[test]
fn rows_are_changed_once_on_mariadb() {
    let billing = Billing::new(Mariadb);
    billing.site.sql(&format!("CREATE TABLE {}.held (id INTEGER)", billing.name));
    let script = "sql CREATE TABLE acme_billing__x (id INTEGER)\nsql INSERT INTO acme_billing__x VALUES (1)\n\
                  sql INSERT INTO acme_billing__x VALUES (1)\nsql ALTER TABLE held ADD COLUMN name INTEGER\n\
                  create acme_billing__y\ninsert acme_billing__y";
    // The change of the schema behind the rows waits: they are committed before it, and it is about to be done.
    let mut console = Console::open(&billing.site);
    console.ask(&format!("LOCK TABLES {}.held WRITE", billing.name));
    let child = billing.spawn(script);
    let waits = format!(
        "SELECT count(*) FROM information_schema.processlist WHERE db = '{}' AND state = 'Waiting for table metadata lock'",
        billing.name
    );
    until("the change waits", || billing.site.sql(&waits) == ["1"]);
    assert_eq!(billing.own("SELECT count(*) FROM OWN.acme_billing__x"), ["2"]);
    kill(child);
    console.ask("UNLOCK TABLES");
    billing.run(script).ok();
    billing.site.sql(&format!("DROP TABLE {}.held", billing.name));
    done_once(&billing);
}

/// Any number of runners at once: the step is done once.
#[test]
fn several_runners_at_once() {
    for kind in SERVERS {
        let billing = Billing::new(kind);
        let children: Vec<Child> = (0..4).map(|_| billing.spawn(lines(kind))).collect();
        for child in children {
            crate::support::finish(child).ok();
        }
        done_once(&billing);
    }
}

/// Killed at any moment, again and again.
#[test]
fn killed_at_any_moment() {
    let mut random = crate::support::random();
    for kind in SERVERS {
        let undisturbed = Billing::new(kind);
        let took = undisturbed.run(lines(kind)).ok().took;
        // Enough for every part of a step to be hit now and then.
        for _ in 0..6 {
            let billing = Billing::new(kind);
            for _ in 0..3 {
                let mut child = billing.spawn(lines(kind));
                std::thread::park_timeout(took.mul_f64(random.f64()));
                child.kill().unwrap();
                child.wait().unwrap();
            }
            let mut arguments =
                vec!["upgrade".to_owned(), BILLING.to_owned(), "-x".to_owned(), format!("up={}", lines(kind))];
            arguments.extend(PATIENTLY.map(str::to_owned));
            billing.site.run(arguments).ok();
            done_once(&billing);
        }
    }
}
