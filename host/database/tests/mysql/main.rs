//! What a connection to MySQL or MariaDB must do, against a real server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod alembic;
mod columns;
mod failures;
mod laws;
mod raw;
mod regressions;
mod schema;
mod sessions;
mod steps;
mod support;
mod traps;
