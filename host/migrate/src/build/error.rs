use super::{Language, TARGET};
use std::path::PathBuf;

/// Why a migration's sources can't be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There is no cargo to build with.
    #[error(
        "{program} can't be found, and Rust migrations are built with it; install Rust from https://rustup.rs, then type \
         `rustup target add {TARGET}`"
    )]
    NoCargo {
        /// What was called.
        program: String,
    },
    /// The compiler can't compile for WebAssembly yet.
    #[error("the Rust compiler has no WebAssembly target yet; type `rustup target add {TARGET}`, then build again")]
    NoTarget,
    /// Cargo can't read the manifest.
    #[error("cargo can't read {}:\n{output}", manifest.display())]
    Manifest {
        /// The manifest.
        manifest: PathBuf,
        /// What cargo said.
        output: String,
    },
    /// The sources don't compile.
    #[error("{packages} can't be compiled; correct what the compiler found, then build again:\n{output}")]
    Compile {
        /// The packages that were asked for.
        packages: String,
        /// What cargo and the compiler said.
        output: String,
    },
    /// A package was built, and no WebAssembly came out.
    #[error(
        "{} was compiled, but no .wasm file came out; its Cargo.toml must say `[lib] crate-type = [\"cdylib\"]`",
        dir.display()
    )]
    NoArtifact {
        /// The package's folder.
        dir: PathBuf,
    },
    /// There is nothing to run a language's build tool with.
    #[error("{program} can't be found, and migrations in {language} are built with it; {install}")]
    NoTool {
        /// What was called.
        program: String,
        /// The language.
        language: Language,
        /// What to do.
        install: &'static str,
    },
    /// A language's build tool found something.
    #[error("{}: {output}", path.display())]
    Tool {
        /// What it was to build.
        path: PathBuf,
        /// What it said.
        output: String,
    },
    /// The file that says which runtime a folder's scripts are for can't be read.
    #[error(
        "{}: this is no SHA-256; take the file from version control again, or remove it and build everything again",
        path.display()
    )]
    Pin {
        /// The file.
        path: PathBuf,
    },
    /// The tool chain here makes another runtime than the one that the folder's artifacts were built with.
    #[error(
        "the {language} runtime that these migrations are built with isn't there ({pinned}), and the tool chain here makes \
         another one ({made}); copy `{pinned}.wasm` into {}, or remove {} and build everything again",
        pin.parent().unwrap_or(pin).display(), pin.display()
    )]
    OtherRuntime {
        /// The language.
        language: Language,
        /// The digest of the one that is wanted.
        pinned: String,
        /// The digest of the one that was made.
        made: String,
        /// The file that pins it.
        pin: PathBuf,
    },
    /// What a tool chain made can't be made an artifact.
    #[error("{}: {reason}", path.display())]
    NotAMigration {
        /// The file.
        path: PathBuf,
        /// Why not, and what to do.
        reason: String,
    },
    /// Cargo says something that it should not.
    #[error("{}: cargo's answer can't be understood ({reason}); `cargo --version` should be 1.85 or newer", dir.display())]
    Answer {
        /// The folder cargo ran in.
        dir: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file or a program can't be used.
    #[error("{what}: {reason}")]
    Io {
        /// What it is.
        what: String,
        /// Why not.
        reason: std::io::Error,
    },
}
