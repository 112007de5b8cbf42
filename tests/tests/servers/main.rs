//! The whole system on real servers: the command, with PostgreSQL and MariaDB.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod concurrency;
mod corpus;
mod cycle;
mod equal;
mod errors;
mod failing_steps;
mod journal;
mod kill;
mod login;
mod looking;
mod packages;
mod raw_sql;
mod round_trips;
mod support;
mod targets;
mod traps;
