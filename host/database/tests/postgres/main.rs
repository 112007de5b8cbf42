//! PostgreSQL, from outside: what a caller of the crate sees, on a real server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod alone;
mod elsewhere;
mod laws;
mod lock;
mod open;
mod operate;
mod raw;
mod rows;
mod support;
mod traps;
mod trouble;
