//! SQLite, from outside: what a caller of the crate sees, on real databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod corpus;
mod data;
mod foreign_keys;
mod functions;
mod guard;
mod inspect;
mod laws;
mod measure;
mod open;
mod operate;
mod rebuild;
mod support;
