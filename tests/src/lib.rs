//! What the tests of the whole system share: they run the real `mighost` command on real files and look at the
//! database with its own client, not with mighost.
//!
//! - [`Project`] is a folder with migrations and a database, and a place to run commands in; [`Outcome`] is what a
//!   command did.
//! - [`Site`] is the same on any of the databases, on a server of the tests' own.
//! - [`Proxy`] stands before a server and counts how often it is waited for.
//! - [`dump`](database::dump) is a whole database as text; [`shape`](database::shape) is its schema, as SQLite's pragmas
//!   tell it.
//! - [`targets`] runs a command on a branched chain and looks at what ran and what stands.
//! - [`package`] writes packages and trust files; [`reach`] has what a package may try.
//! - [`languages`] has the tool chains of other languages, and the guests in them.
//! - [`chain`] writes chains of SQL files; [`guest`] makes components of WAT.
#![deny(missing_docs)]
// Tests stop at the first thing that isn't as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod binary;
pub mod chain;
pub mod database;
pub mod guest;
pub mod languages;
mod outcome;
pub mod package;
mod project;
mod proxy;
pub mod reach;
mod site;
pub mod targets;

pub use outcome::Outcome;
pub use project::Project;
pub use proxy::Proxy;
pub use site::{Kind, Site};

/// Runs a command to its end, or ends it and fails.
#[track_caller]
pub fn finished(command: std::process::Command) -> Outcome {
    project::finish(command)
}
