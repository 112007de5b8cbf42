//! Private servers for the tests: databases, and a registry.
//!
//! Each is started from installed programs, in a temporary folder, by an unprivileged user, on a socket or a free
//! port, and ends with the value that stands for it. Nothing of the machine's own servers is touched.
//! Where the environment names a server (`MIGHOST_TEST_POSTGRES_URL`, `MIGHOST_TEST_MYSQL_URL`), that one is used;
//! `MIGHOST_TEST_POSTGRES_PROGRAMS` names a folder with PostgreSQL's programs of another version than the installed one.
//!
//! ```no_run
//! let server = mighost_test_servers::postgres();
//! let database = server.database();
//! println!("{}", database.url);
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod account;
mod mariadb;
mod port;
mod postgres;
mod programs;
mod registry;

pub use mariadb::{Mariadb, MariadbDatabase, mariadb};
pub use postgres::{Database, Pooler, Postgres, postgres};
pub use registry::Registry;

#[cfg(test)]
mod tests {
    #[test]
    fn a_server_starts_and_has_databases_of_ones_own() {
        let server = super::postgres();
        let (one, two) = (server.database(), server.database());
        one.psql("CREATE TABLE t (a int)");
        assert_eq!(one.psql("SELECT count(*) FROM t; SELECT current_database()"), format!("0\n{}", one.name));
        assert_eq!(two.psql("SELECT to_regclass('t') IS NULL"), "t");
    }
}
