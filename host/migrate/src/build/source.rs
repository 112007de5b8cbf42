use super::{Language, sources};
use std::path::{Path, PathBuf};

/// The sources of one migration in Rust.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RustSource {
    /// The folder with its `Cargo.toml`. Its name is the artifact's.
    pub dir: PathBuf,
}

impl RustSource {
    /// Its manifest.
    pub fn manifest(&self) -> PathBuf {
        self.dir.join("Cargo.toml")
    }
}

/// The Rust migrations in a folder: those folders directly below it whose `Cargo.toml` makes a `cdylib`, by name.
/// Those of [`sources`] that are in Rust.
pub fn rust_sources(dir: &Path) -> Vec<RustSource> {
    let rust = sources(dir).into_iter().filter(|source| source.language == Language::Rust);
    rust.map(|source| RustSource { dir: source.path }).collect()
}

/// Whether a manifest asks for a `cdylib`. Only `crate-type` can say that word outside a comment, so the line is
/// enough; whether the manifest holds otherwise is for cargo to say.
pub(super) fn is_cdylib(manifest: &str) -> bool {
    manifest.lines().map(|line| line.split('#').next().unwrap_or_default()).any(|line| line.contains("\"cdylib\""))
}
