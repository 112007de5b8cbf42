//! Migrations as files: bytes in, facts out. No database, no engine, no waiting.
//!
//! * An **artifact** ([`Artifact`]) is a WebAssembly component that exports the contract's `revision`
//!   interface: one migration. Reading one compiles nothing, and never panics, whatever the bytes are.
//! * Its **capabilities** ([`Capabilities`]) are the functions it imports: what it doesn't import it can't do.
//! * Its **description** ([`mighost_schema::Description`]) is sealed into it as a custom section ([`seal`]), so that
//!   a chain of a thousand artifacts is loaded ([`read_description`]) without looking inside any of them.
//! * A **script** ([`sql::Script`]) is an SQL file with a header; it is packed into a component with no compiler at
//!   hand, the same bytes every time. Its statements are found by a lexer for each dialect ([`sql::split`]).
//! * A core module that an SDK built becomes a component by [`componentize`].
//! * **Keys and signatures** ([`sign`]): who vouches for an artifact or a whole chain, and for what.
//!
//! ```
//! use mighost_artifact::{Artifact, Half, read_description, sql::Script};
//! use mighost_schema::Dialect;
//!
//! let script = Script::parse(
//!     "-- revision: 20260105_145517
//! -- revises: 20260105_000000
//! -- message: Add an email to people
//! -- upgrade
//! ALTER TABLE people ADD COLUMN email TEXT;
//! -- downgrade
//! ALTER TABLE people DROP COLUMN email;",
//! )?;
//! let bytes = script.pack()?;
//!
//! // Cheap: for every file of a chain.
//! let description = read_description(&bytes)?.expect("a packed script is sealed");
//! assert_eq!(description.id, "20260105_145517");
//!
//! // Whole: for a file that is going to run.
//! let artifact = Artifact::read(bytes)?;
//! assert!(artifact.capabilities()["sql"].contains("execute"));
//! assert!(artifact.foreign_imports().is_empty());
//!
//! // The first statement of the upgrade comes from line 5 of the file.
//! let source = artifact.source().expect("a packed script knows its lines");
//! assert_eq!(source.line(Half::Upgrade, Dialect::Sqlite, 0), Some(5));
//! # Ok::<(), mighost_artifact::Error>(())
//! ```
//!
//! # Sections
//!
//! mighost's own custom sections stand among the outermost ones, each at most once:
//!
//! | section | holds |
//! |---|---|
//! | [`mighost:source`](SOURCE_SECTION) | which line of its file each statement of a script comes from ([`Source`]) |
//! | [`mighost:script`](SCRIPT_SECTION) | the script of a language with an interpreter, and which runtime runs it ([`RuntimeScript`]) |
//! | [`mighost:description`](DESCRIPTION_SECTION) | `{"format":1,"description":{…}}`, fields in a fixed order, none unknown |
//! | [`mighost:dsse`](SIGNATURE_SECTION) | signatures over all bytes before it ([`sign`]); always the last section |
//!
//! [`Error`] doesn't know which file the bytes are from: who reads the file puts its name in front.

mod artifact;
mod component;
mod componentize;
mod contract;
mod description;
mod digest;
mod error;
mod preview1;
mod script;
pub mod sign;
mod source;
pub mod sql;
mod strip;
mod walk;

pub use artifact::{Artifact, Capabilities};
pub use component::Producer;
pub use componentize::componentize;
pub use description::{
    DESCRIPTION_SECTION, SCRIPT_SECTION, SIGNATURE_SECTION, SOURCE_SECTION, check as check_description, check_package,
    read_description, seal,
};
pub use digest::Digest;
pub use error::Error;
pub use script::RuntimeScript;
pub use source::{Half, Source};

/// The most bytes an artifact may have: 64 MiB. A migration with a whole Python interpreter inside has 18 MB;
/// several times that is no migration, and reading it would cost memory before anything is known about it.
pub const MAX_SIZE: usize = 64 * 1024 * 1024;
