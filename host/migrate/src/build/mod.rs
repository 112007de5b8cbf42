//! Builds migrations, with the user's own tool chains.
//!
//! [`sources`] finds them. Those in Python and JavaScript are scripts that share a [`runtime`]; Go's and C's are one call of a
//! compiler each. A Rust migration is a folder directly below the migrations folder, `<id>_<slug>/Cargo.toml`, whose library is a
//! `cdylib`. Those that belong to no workspace become members of one that is written beside them; where a folder or a
//! migration says which workspace it wants, cargo's own rules hold. What comes out is a core module;
//! [`crate::assemble`] makes an artifact of it.
//!
//! The same source gives the same bytes from any folder: paths are taken out of what the compiler writes, and flags
//! that happen to be set for other builds are not taken over.

mod cargo;
mod compiled;
mod error;
mod language;
mod script;
mod source;
#[cfg(test)]
mod tests;
mod tool;
mod workspace;

pub use cargo::build_rust;
pub use compiled::build_compiled;
pub use error::BuildError;
pub use language::{Language, Source, sources};
pub use script::{FolderRuntime, RuntimeFolders, runtime, scripts};
pub use source::{RustSource, rust_sources};

/// What migrations are compiled for. No WASI: a migration has no files, clock or environment to ask for.
pub const TARGET: &str = "wasm32-unknown-unknown";
