use super::TARGET;
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
