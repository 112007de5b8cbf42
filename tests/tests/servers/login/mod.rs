//! A package whose steps run by a login of its own: what the database lets that login do is the wall.

mod budget;
mod killed;
mod strength;
mod walls;

use mighost_tests::Kind::{Mariadb, Postgres};
use mighost_tests::package::{self, BILLING};
use mighost_tests::{Kind, Outcome, Site, reach};
use std::process::Child;

const SERVERS: [Kind; 2] = [Postgres, Mariadb];

/// What no output may show.
const SECRET: &str = "s3cret-of-acme";

/// The variable that the trust file names.
const VARIABLE: &str = "ACME_BILLING_DATABASE_URL";

/// A site with an application's tables, with mighost's own, and a login of the package's.
struct Billing {
    site: Site,
    /// The login, which is also its schema's name, on MariaDB its database's.
    name: String,
}

impl Billing {
    fn new(kind: Kind) -> Billing {
        Billing::with(kind, "")
    }

    /// The same with more lines in the trust file, behind the login.
    fn with(kind: Kind, more: &str) -> Billing {
        let site = reach::site(kind);
        // Its own are in its schema; what was made without a login is no business of it.
        std::fs::remove_file(site.path(format!("{}/package.wasm", package::FOLDER))).unwrap();
        reach::guest(&site, "package-sql");
        let name = match kind {
            Postgres => {
                let name = format!("acme_{}", site.postgres().name);
                site.sql(&format!("CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'; CREATE SCHEMA AUTHORIZATION {name}"));
                site.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
                // So that what is granted and what isn't are one schema apart.
                site.sql(&format!("GRANT SELECT ON readable TO {name}; GRANT SELECT, UPDATE ON changed TO {name}"));
                site.sql(&format!("GRANT REFERENCES ON referred TO {name}"));
                name
            }
            _ => {
                let name = format!("acme_{}", site.mariadb().name);
                let app = &site.mariadb().name;
                site.sql(&format!("CREATE DATABASE {name}; CREATE USER {name}@localhost IDENTIFIED BY '{SECRET}'"));
                site.sql(&format!("GRANT ALL PRIVILEGES ON `{}`.* TO {name}@localhost", name.replace('_', "\\_")));
                site.sql(&format!("GRANT SELECT ON {app}.readable TO {name}@localhost"));
                site.sql(&format!("GRANT SELECT, UPDATE ON {app}.changed TO {name}@localhost"));
                site.sql(&format!("GRANT REFERENCES ON {app}.referred TO {name}@localhost"));
                name
            }
        };
        let billing = Billing { site, name };
        billing.site.write(".env", format!("{VARIABLE}='{}'\n", billing.url(SECRET)));
        billing.trust(&format!("url-env = \"{VARIABLE}\""), more);
        billing
    }

    /// The address of the login.
    fn url(&self, password: &str) -> String {
        match self.site.kind() {
            Postgres => {
                let place = self.site.url().split_once('@').unwrap().1;
                format!("postgresql://{}:{password}@{place}", self.name)
            }
            _ => self.site.mariadb().server().url_as(Some(&format!("{}:{password}", self.name)), &self.name),
        }
    }

    /// Trusts the package with raw SQL that is confined by this login.
    fn trust(&self, login: &str, more: &str) {
        let grants =
            "sql = \"confined\"\ntables = { referred = \"reference\", readable = \"read\", changed = \"change\" }";
        let text = package::unsigned(BILLING, grants);
        package::trust(&self.site, &format!("{text}[packages.\"{BILLING}\".login]\n{login}\n{more}"));
    }

    /// Runs the guest's lines as one step.
    fn run(&self, lines: &str) -> Outcome {
        let outcome = reach::run(&self.site, lines);
        assert!(!outcome.whole().contains(SECRET), "a password was printed\n{}", outcome.whole());
        outcome
    }

    /// Starts a step that waits for locks for as long as a test needs.
    fn spawn(&self, lines: &str) -> Child {
        let mut arguments = vec!["upgrade".to_owned(), BILLING.to_owned(), "-x".to_owned(), format!("up={lines}")];
        arguments.extend(super::support::PATIENTLY.map(str::to_owned));
        self.site.spawn(arguments)
    }

    /// What an administrator sees of a table of the login's.
    fn own(&self, query: &str) -> Vec<String> {
        self.site.sql(&query.replace("OWN.", &format!("{}.", self.name)))
    }

    /// The application's tables and mighost's, as text; on MariaDB the login's are in a database of their own.
    fn dump(&self) -> String {
        match self.site.kind() {
            Postgres => {
                let schema = format!("--exclude-schema={}", self.name);
                self.site.postgres().dump(&["--inserts", &schema])
            }
            _ => self.site.dump(),
        }
    }

    /// The tables of the login's.
    fn tables(&self) -> Vec<String> {
        let sql = format!(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = '{}' AND table_type = 'BASE TABLE' \
             ORDER BY 1",
            self.name
        );
        let mut tables = self.site.sql(&sql);
        tables.retain(|table| !table.starts_with("mighost_"));
        tables
    }

    /// The steps of the package that are written down.
    fn steps(&self) -> Vec<String> {
        let of = format!("WHERE package = '{BILLING}' ORDER BY number");
        self.site.sql(&format!("SELECT concat(direction, ' ', revision) FROM mighost_history {of}"))
    }
}

impl Drop for Billing {
    fn drop(&mut self) {
        // A test that fails fails for its own reason.
        if std::thread::panicking() {
            return;
        }
        let name = &self.name;
        match self.site.kind() {
            Postgres => drop(self.site.sql(&format!("DROP OWNED BY {name} CASCADE; DROP ROLE {name}"))),
            _ => drop(self.site.sql(&format!("DROP USER {name}@localhost; DROP DATABASE {name}"))),
        }
    }
}
