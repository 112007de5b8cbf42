//! SQL migrations: files with a header and sections, split into statements and packed into components.

mod error;
mod header;
mod mysql;
mod pack;
mod postgres;
mod scanner;
mod script;
mod split;
mod sqlite;

pub use error::SqlError;
pub use script::{MAX_TEXT, Script, read_header};
pub use split::{Statement, split};

/// The core module of a packed script, without the types that make it a component: for tests that run it.
#[doc(hidden)]
pub fn core_module(script: &Script) -> Result<Vec<u8>, crate::Error> {
    pack::core(script)
}
