//! Testing the connections to servers.

use crate::setup;
use crate::shell::{Failure, cargo, say, step};

/// Installs the servers where they are missing and tests the connections to them.
pub fn run() -> Result<(), Failure> {
    setup::servers()?;
    say("testing the connections to PostgreSQL and MariaDB");
    step(cargo().args(["test", "--package", "mighost-database", "--features", "server-tests"]), None)?;
    let programs = setup::current_postgres()?;
    say("testing the connection to PostgreSQL on a current one");
    let mut command = cargo();
    command.args(["test", "--package", "mighost-database", "--features", "server-tests", "--test", "postgres"]);
    step(command.env("MIGHOST_TEST_POSTGRES_PROGRAMS", programs), None)
}
