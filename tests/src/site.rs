//! A project and its database, on any of the databases.

use crate::{Project, database};
use mighost_test_servers::{Database, Mariadb, MariadbDatabase, Postgres, mariadb, postgres};
use std::ops::Deref;
use std::sync::Arc;

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
    /// A server; or MySQL, where the environment names one.
    Mariadb,
}

/// A project whose database is looked at with the database's own client. A database on a server is dropped with it.
pub struct Site {
    project: Project,
    store: Store,
}

/// Where the database is.
enum Store {
    Sqlite,
    Postgres(Database),
    Mariadb(MariadbDatabase),
}

impl Deref for Site {
    type Target = Project;

    fn deref(&self) -> &Project {
        &self.project
    }
}

impl Site {
    /// An empty project and an empty database on the server that the tests share.
    pub fn new(kind: Kind) -> Site {
        match kind {
            Kind::Sqlite => Site { project: Project::new(), store: Store::Sqlite },
            Kind::Postgres => Site::on_postgres(&postgres()),
            Kind::Mariadb => Site::on_mariadb(&mariadb()),
        }
    }

    /// The same on a server of the test's own.
    pub fn on_postgres(server: &Arc<Postgres>) -> Site {
        let database = server.database();
        Site { project: Project::new().with_database(&database.url), store: Store::Postgres(database) }
    }

    /// The same on a server of the test's own.
    pub fn on_mariadb(server: &Arc<Mariadb>) -> Site {
        let database = server.database();
        Site { project: Project::new().with_database(&database.url), store: Store::Mariadb(database) }
    }

    /// Changes the project: another folder, another address.
    pub fn with(mut self, change: impl FnOnce(Project) -> Project) -> Site {
        self.project = change(self.project);
        self
    }

    /// The kind of its database.
    pub fn kind(&self) -> Kind {
        match &self.store {
            Store::Sqlite => Kind::Sqlite,
            Store::Postgres(_) => Kind::Postgres,
            Store::Mariadb(_) => Kind::Mariadb,
        }
    }

    /// The address of its database.
    pub fn url(&self) -> &str {
        match &self.store {
            Store::Sqlite => "sqlite:app.db",
            Store::Postgres(database) => &database.url,
            Store::Mariadb(database) => &database.url,
        }
    }

    /// Its database on a PostgreSQL server.
    ///
    /// # Panics
    /// Where it is on another.
    pub fn postgres(&self) -> &Database {
        match &self.store {
            Store::Postgres(database) => database,
            _ => panic!("it isn't on PostgreSQL"),
        }
    }

    /// Its database on a MariaDB server.
    ///
    /// # Panics
    /// Where it is on another.
    pub fn mariadb(&self) -> &MariadbDatabase {
        match &self.store {
            Store::Mariadb(database) => database,
            _ => panic!("it isn't on MariaDB"),
        }
    }

    /// Runs SQL with the database's own client; the first column of what it answers, as text.
    pub fn sql(&self, sql: &str) -> Vec<String> {
        match &self.store {
            Store::Sqlite if sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select")) => {
                database::column(&database::open(&self.database()), sql)
            }
            Store::Sqlite => {
                self.project.execute(sql);
                Vec::new()
            }
            Store::Postgres(database) => database.psql(sql).lines().map(str::to_owned).collect(),
            Store::Mariadb(database) => database.client(sql).lines().map(str::to_owned).collect(),
        }
    }

    /// The application's tables, by name.
    pub fn tables(&self) -> Vec<String> {
        let from = match self.kind() {
            Kind::Sqlite if !self.database().exists() => return Vec::new(),
            Kind::Sqlite => return database::tables(&database::open(&self.database())),
            Kind::Postgres => "table_schema = current_schema()",
            Kind::Mariadb => "table_schema = database()",
        };
        let sql = format!(
            "SELECT table_name FROM information_schema.tables WHERE {from} AND table_type = 'BASE TABLE' ORDER BY table_name"
        );
        let mut tables = self.sql(&sql);
        tables.retain(|table| !table.starts_with("mighost_"));
        tables.sort();
        tables
    }

    /// mighost's own tables, by name.
    pub fn own_tables(&self) -> Vec<String> {
        let sql = match self.kind() {
            Kind::Sqlite if !self.database().exists() => return Vec::new(),
            Kind::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'mighost_*' ORDER BY 1",
            Kind::Postgres => "SELECT tablename FROM pg_tables WHERE tablename ~ '^mighost_' ORDER BY 1",
            Kind::Mariadb => {
                "SELECT table_name FROM information_schema.tables WHERE table_schema = database() \
                 AND left(table_name, 8) = 'mighost_' ORDER BY 1"
            }
        };
        self.sql(sql)
    }

    /// The committed steps as the bookkeeping has them: `upgrade r0001`, in order.
    pub fn steps(&self) -> Vec<String> {
        self.sql("SELECT concat(direction, ' ', revision) FROM mighost_history ORDER BY number")
    }

    /// Everything in the database as text: the catalog and every row, mighost's own too. One that isn't there is empty.
    pub fn dump(&self) -> String {
        match &self.store {
            Store::Sqlite => self.project.dump(),
            Store::Postgres(database) => database.dump(&["--inserts"]),
            Store::Mariadb(database) => database.dump(&mariadb_arguments(&["--order-by-primary"])),
        }
    }

    /// The same without mighost's own tables.
    pub fn dump_of_application(&self) -> String {
        match &self.store {
            Store::Sqlite => database::dump_of_application(&self.database()),
            Store::Postgres(database) => database.dump(&["--inserts", "--exclude-table=mighost_*"]),
            Store::Mariadb(database) => database.dump(&self.without_own(&["--order-by-primary"])),
        }
    }

    /// The catalog as text, without rows and without mighost's own tables.
    pub fn schema(&self) -> String {
        match &self.store {
            Store::Sqlite => {
                let sql = "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, 'automatic') FROM sqlite_schema \
                           WHERE tbl_name NOT GLOB 'mighost_*' AND tbl_name <> 'sqlite_sequence' ORDER BY type, name";
                self.sql(sql).join("\n")
            }
            Store::Postgres(database) => database.dump(&["--schema-only", "--exclude-table=mighost_*"]),
            Store::Mariadb(database) => database.dump(&self.without_own(&["--no-data"])),
        }
    }

    fn without_own(&self, more: &[&str]) -> Vec<String> {
        let mut arguments = mariadb_arguments(more);
        let name = &self.mariadb().name;
        arguments.extend(self.own_tables().into_iter().map(|table| format!("--ignore-table={name}.{table}")));
        arguments
    }
}

fn mariadb_arguments(more: &[&str]) -> Vec<String> {
    let always =
        ["--skip-dump-date", "--skip-comments", "--routines", "--events", "--hex-blob", "--skip-extended-insert"];
    always.iter().chain(more).map(|argument| (*argument).to_owned()).collect()
}
