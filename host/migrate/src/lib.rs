//! Runs database migrations that are WebAssembly components.
//!
//! - A *revision* is one migration; it has an id and says which revisions it follows. Revisions make a
//!   [`Graph`](chain::Graph), the chain.
//! - A [`Migrator`] brings one database up or down along the chain of one folder. A *step* is one revision run in
//!   one direction, in a transaction of its own.
//! - A step that can't be one transaction, on MySQL and MariaDB, or because it says so, keeps a journal: it is finished or
//!   taken back by whoever comes next ([`Unfinished`], [`Migrator::resume`]).
//! - The [bookkeeping](book) is a few tables in the same database: what is current, what ran, with which artifact.
//! - An [`Observer`] sees what happens while a run goes on.
//!
//! ```
//! use mighost::Migrator;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let dir = folder.path().join("migrations");
//! # std::fs::create_dir(&dir)?;
//! std::fs::write(
//!     dir.join("1_people.sql"),
//!     "-- revision: 1\n-- upgrade\nCREATE TABLE people (id INTEGER PRIMARY KEY);\n-- downgrade\nDROP TABLE people;\n",
//! )?;
//! # let url = format!("sqlite:{}", folder.path().join("app.db").display());
//! let migrator = Migrator::new(url).dir(dir);
//! let summary = migrator.upgrade_blocking("head")?;
//! assert_eq!(summary.current, ["1"]);
//! assert_eq!(migrator.upgrade_blocking("head")?.steps.len(), 0);
//! # Ok(())
//! # }
//! ```
#![deny(missing_docs)]

mod assemble;
pub mod book;
pub mod build;
pub mod chain;
mod error;
mod event;
mod identity;
mod journal;
mod run;
mod session;
pub mod trust;

pub use assemble::{Assembled, Scripts, assemble};
pub use error::{Error, Left, StepCause, StepFailure, WayOn};
pub use event::{Event, Observer};
pub use journal::{Unfinished, UnfinishedCall};
pub use mighost_artifact::sql::{Script, Statements, unpack as unpack_sql};
pub use mighost_artifact::{
    Artifact, Capabilities, Digest, Error as ArtifactError, Half, RuntimeScript, check_package, read_description, sign,
};
pub use mighost_sandbox::{Compiler, Direction, Limits, Report, serve_compiler};
pub use mighost_schema::{Description, Dialect, Transaction};
pub use run::{
    Done, Known, Migrator, Options, Packages, Plan, RUNTIMES, Settled, Status, Step, Summary, Variables,
    missing_runtime, runtime_file, runtime_folders, split_target,
};

/// A database's URL as it may be shown: without a password.
pub fn display_url(url: &str) -> String {
    match mighost_database::Target::parse(url) {
        Ok(target) => target.to_string(),
        // What can't be parsed may hold a password anywhere.
        Err(_) => "the database".to_owned(),
    }
}
