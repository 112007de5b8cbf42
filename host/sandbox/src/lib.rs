//! The sandbox: components in, calls on a [`Session`] out.
//!
//! A migration is a WebAssembly component that somebody else may have written. This crate compiles it, keeps it
//! inside its limits, and turns what it asks for into calls on a trait, in the words of [`mighost_schema`]. It knows
//! no database: whoever implements [`Session`] does. wasmtime's types never leave it.
//!
//! - A [`Sandbox`] is the engine, the cache of compiled components and the limits. It costs nothing until the first
//!   component is loaded.
//! - A [`Program`] is a component that is ready to run: compiled, its imports known and allowed.
//! - A [`Session`] is the database as one step sees it.
//! - [`Limits`] are what a step may use, [`Usage`] is what it used, and [`Finished`] is how it ended: the session comes
//!   back whatever the guest did.
//!
//! ```
//! use mighost_sandbox::{Error, Limits, Sandbox, SandboxConfig, Session};
//! use mighost_schema::Description;
//! # use sha2::{Digest, Sha256};
//!
//! /// Runs one step and says what it took.
//! async fn step(
//!     sandbox: &Sandbox,
//!     component: &[u8],
//!     sha256: &str,
//!     sealed: &Description,
//!     session: Box<dyn Session>,
//! ) -> Result<Box<dyn Session>, Error> {
//!     let program = sandbox.load(component, sha256)?;
//!     let finished = sandbox.run(&program, sealed, session, &Limits::default()).await;
//!     println!("{} statements in {:?}", finished.usage.statements, finished.usage.wall);
//!     finished.outcome.map(|()| finished.session)
//! }
//!
//! // What isn't a migration is refused before anything of it runs.
//! let sandbox = Sandbox::new(SandboxConfig::default())?;
//! let text = b"select 1;";
//! # let sha256 = &hex::encode(Sha256::digest(text));
//! assert!(matches!(sandbox.load(text, sha256), Err(Error::NotAMigration(_))));
//! # Ok::<(), Error>(())
//! ```
//!
//! # What a guest can't do
//!
//! It has no files, no network, no clock, no environment and no memory but its own: a closed WASI answers what tool
//! chains link in by habit, and every other import is refused by name ([`Error::UnknownImport`]). It can't compute for
//! ever ([`Limits::cpu`], which leaves out the database's time), wait for ever ([`Limits::wall`]), or take more than
//! its share of anything else; a limit that is passed ends the step, and no guest can catch that. Every step has a
//! fresh instance. The same component sees the same clocks and random numbers each time, so that a step that has to
//! be repeated does the same again.
#![deny(missing_docs)]

mod bindings;
mod cache;
mod compile;
mod config;
mod convert;
mod engine;
mod error;
mod foreign;
mod host;
mod imports;
mod limits;
mod sandbox;
mod session;
mod step;
mod wasi;

pub use cache::own_folder;
pub use compile::{Program, Script};
pub use config::SandboxConfig;
pub use error::Error;
pub use foreign::{Compiler, serve_compiler};
pub use limits::{Limits, Usage};
pub use sandbox::Sandbox;
pub use session::{Direction, Report, Session, StepContext};
pub use step::{Finished, Output};
