//! Finding revisions in a folder, without compiling or packing any.

use mighost_artifact::sql::Script;
use mighost_artifact::{Artifact, read_description};
use mighost_schema::Description;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where a revision's artifact comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A `.wasm` file.
    Artifact(PathBuf),
    /// An SQL file, packed when it is needed.
    Sql(PathBuf),
    /// Kept in the database since it was applied; its file is gone. The text is the artifact's sha256.
    Stored(String),
}

impl Origin {
    /// The file, where there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Origin::Artifact(path) | Origin::Sql(path) => Some(path),
            Origin::Stored(_) => None,
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Artifact(path) | Origin::Sql(path) => write!(f, "{}", path.display()),
            Origin::Stored(sha256) => write!(f, "artifact {} in the database", sha256.get(..12).unwrap_or(sha256)),
        }
    }
}

/// One revision: its description and where its code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The metadata.
    pub description: Description,
    /// Where it comes from.
    pub origin: Origin,
}

/// Why a folder of migrations can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The folder doesn't exist.
    #[error("there is no folder {}; `mighost init` makes one, `--dir` names another", .0.display())]
    NoFolder(PathBuf),
    /// A file can't be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// A file isn't what its ending says.
    #[error("{}: {reason}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// Why, and what to do.
        reason: mighost_artifact::Error,
    },
    /// A component without a description.
    #[error("{}: the artifact is not sealed; `mighost build {}` seals it", .0.display(), .0.display())]
    NotSealed(PathBuf),
}

/// What a folder holds.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// The revisions, in the order of their files' names.
    pub revisions: Vec<Revision>,
    /// Sources of other languages that have no artifact yet.
    pub not_built: Vec<PathBuf>,
    /// Sources that are newer than their artifact.
    pub outdated: Vec<PathBuf>,
}

impl Chain {
    /// Reads a folder: `*.sql` and `*.wasm` in it, and `*.wasm` in its `artifacts/`.
    ///
    /// Only headers and sealed descriptions are read. An artifact in `artifacts/` with the id of an SQL file is that
    /// file's own packing, whatever the two are called, and is passed over: the source counts.
    pub fn read(dir: &Path) -> Result<Chain, SourceError> {
        if !dir.is_dir() {
            return Err(SourceError::NoFolder(dir.to_owned()));
        }
        let mut chain = Chain::default();
        let mut packed = BTreeSet::new();
        let entries = list(dir)?;
        for path in entries.iter().filter(|p| has_extension(p, "sql")) {
            let revision = read_sql(path)?;
            packed.insert(revision.description.id.clone());
            chain.revisions.push(revision);
        }
        let artifacts = dir.join("artifacts");
        let built = if artifacts.is_dir() { list(&artifacts)? } else { Vec::new() };
        for path in entries.iter().filter(|p| has_extension(p, "wasm")) {
            chain.revisions.push(read_artifact(path)?);
        }
        for path in built.iter().filter(|p| has_extension(p, "wasm")) {
            let revision = read_artifact(path)?;
            if !packed.contains(&revision.description.id) {
                chain.revisions.push(revision);
            }
        }
        for source in crate::build::sources(dir) {
            let artifact = artifacts.join(format!("{}.wasm", source.name()));
            match (modified(&artifact), source.modified()) {
                (None, _) => chain.not_built.push(source.path),
                (Some(artifact), Some(changed)) if changed > artifact => chain.outdated.push(source.path),
                _ => {}
            }
        }
        Ok(chain)
    }
}

/// Reads an SQL file's header.
fn read_sql(path: &Path) -> Result<Revision, SourceError> {
    let text = read_text(path)?;
    let description = mighost_artifact::sql::read_header(&text)
        .map_err(|reason| SourceError::Broken { path: path.to_owned(), reason })?;
    Ok(Revision { description, origin: Origin::Sql(path.to_owned()) })
}

/// Reads an artifact's sealed description.
fn read_artifact(path: &Path) -> Result<Revision, SourceError> {
    let bytes = read_bytes(path)?;
    match read_description(&bytes) {
        Ok(Some(description)) => Ok(Revision { description, origin: Origin::Artifact(path.to_owned()) }),
        Ok(None) => {
            // The short walk doesn't tell a component from other wasm: the whole reading says what it is.
            Artifact::read(bytes).map_err(|reason| SourceError::Broken { path: path.to_owned(), reason })?;
            Err(SourceError::NotSealed(path.to_owned()))
        }
        Err(reason) => Err(SourceError::Broken { path: path.to_owned(), reason }),
    }
}

/// Reads a text file.
pub(crate) fn read_text(path: &Path) -> Result<String, SourceError> {
    std::fs::read_to_string(path).map_err(|reason| SourceError::Unreadable { path: path.to_owned(), reason })
}

/// Reads a file.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, SourceError> {
    std::fs::read(path).map_err(|reason| SourceError::Unreadable { path: path.to_owned(), reason })
}

/// Parses and packs an SQL file.
pub(crate) fn pack(path: &Path) -> Result<Vec<u8>, SourceError> {
    let broken = |reason| SourceError::Broken { path: path.to_owned(), reason };
    Script::parse(&read_text(path)?).map_err(broken)?.pack().map_err(broken)
}

/// The entries of a folder, by name.
fn list(dir: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let unreadable = |reason| SourceError::Unreadable { path: dir.to_owned(), reason };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn has_extension(path: &Path, extension: &str) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !hidden && path.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension)) && !path.is_dir()
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}
