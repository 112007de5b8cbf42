//! Migrations in languages other than Rust and SQL: they do what Rust's do, fail as their own language does, and are made and built
//! as their SDKs' READMEs say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod artifacts;
mod cases;
mod everywhere;
mod packages;
mod packaging;
mod page;
mod readme;
mod runtimes;
mod zig;

/// Those that have a conformance migration to be compared with Rust's.
const OTHERS: [&str; 4] = ["python", "javascript", "go", "c"];
