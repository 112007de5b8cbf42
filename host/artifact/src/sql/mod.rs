//! SQL migrations: files with a header and sections, split into statements and packed into components.
//!
//! ```sql
//! -- revision: 20260105_145517
//! -- revises: 20260105_000000          -- several, separated by commas, make a merge; none makes a base
//! -- depends-on: acme/billing@7        -- optional, as are labels, message, created, transaction, package
//! -- message: Add an email to people
//! -- upgrade
//! ALTER TABLE people ADD COLUMN email VARCHAR(255);
//! -- upgrade sqlite
//! ALTER TABLE people ADD COLUMN email TEXT COLLATE NOCASE;
//! -- downgrade
//! ALTER TABLE people DROP COLUMN email;
//! ```
//!
//! A marker (`-- upgrade`, `-- downgrade sqlite, mysql`) is a line of its own, wherever it stands: the text is cut
//! at markers first, and each part is then read by the rules of the databases that it serves.

mod error;
#[doc(hidden)]
pub mod fuzzing;
mod header;
mod mysql;
mod pack;
mod postgres;
mod scanner;
mod script;
mod split;
mod sqlite;

pub use error::SqlError;
pub use pack::Statements;
pub use script::{MAX_TEXT, Script, read_header};
pub use split::{Statement, split};

/// The statements of an artifact, where it is a packed SQL file: read from its bytes, and nothing of it is run or believed.
///
/// ```
/// use mighost_artifact::{Artifact, Half, sql};
/// use mighost_schema::Dialect;
///
/// let script = sql::Script::parse("-- revision: a\n-- upgrade\nCREATE TABLE people (id INTEGER);")?;
/// let statements = sql::unpack(&Artifact::read(script.pack()?)?).expect("a packed file");
/// assert_eq!(statements.of(Half::Upgrade, Dialect::Sqlite).unwrap(), ["CREATE TABLE people (id INTEGER)"]);
/// # Ok::<(), mighost_artifact::Error>(())
/// ```
pub fn unpack(artifact: &crate::Artifact) -> Option<Statements> {
    pack::unpack(artifact.bytes())
}

/// The core module of a packed script, without the types that make it a component: for tests that run it.
#[doc(hidden)]
pub fn core_module(script: &Script) -> Result<Vec<u8>, crate::Error> {
    pack::core(script)
}
