use std::fs;
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
/// Hidden folders and what can't be read are passed over; a folder that doesn't exist has none.
///
/// This is called whenever a chain is read, so it starts no cargo.
pub fn rust_sources(dir: &Path) -> Vec<RustSource> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut sources: Vec<RustSource> = entries
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| RustSource { dir: entry.path() })
        .filter(|source| fs::read_to_string(source.manifest()).is_ok_and(|manifest| is_cdylib(&manifest)))
        .collect();
    sources.sort();
    sources
}

/// Whether a manifest asks for a `cdylib`. Only `crate-type` can say that word outside a comment, so the line is
/// enough; whether the manifest holds otherwise is for cargo to say.
pub(super) fn is_cdylib(manifest: &str) -> bool {
    manifest.lines().map(|line| line.split('#').next().unwrap_or_default()).any(|line| line.contains("\"cdylib\""))
}
