//! The lock file: which release of each package is meant, and every artifact of it.

use super::Release;
use crate::Digest;
use crate::sign::SignError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the file's layout; a change that older hosts would misread raises it.
const FORMAT: u32 = 1;
/// What stands on top.
const TITLE: &str = "# Written by `mighost release` and `mighost pull`. It pins every artifact: keep it with the sources, and don't edit it.\n";

/// Why a lock file can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// It isn't one, or has fields that nobody knows.
    #[error(
        "the lock file can't be read: {reason}; take it from version control again, or remove it and run `mighost release`"
    )]
    Unreadable {
        /// Why, with the line.
        reason: String,
    },
    /// It is of another version.
    #[error("the lock file has format {found} and this mighost reads format {FORMAT}; use a newer mighost")]
    Format {
        /// Its format.
        found: u32,
    },
}

/// Which release of each package is meant. Written, it is sorted: packages by name, artifacts in the order of their
/// chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The packages; the root package's name is empty.
    pub packages: BTreeMap<String, Locked>,
}

/// The release of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The release's version.
    pub release: u64,
    /// The digest of its manifest's statement ([`Release::sha256`]).
    pub manifest: Digest,
    /// Where it was pulled from, pinned: `ghcr.io/acme/billing@sha256:…`.
    pub source: Option<String>,
    /// Its artifacts, in the order of the chain.
    pub artifacts: Vec<LockedArtifact>,
}

/// One artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedArtifact {
    /// Its id.
    pub id: String,
    /// The SHA-256 of its content: of its file without signatures.
    pub sha256: Digest,
}

/// The TOML.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    format: u32,
    #[serde(default, rename = "package")]
    packages: Vec<WirePackage>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WirePackage {
    name: String,
    release: u64,
    manifest: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, rename = "artifact")]
    artifacts: Vec<LockedArtifact>,
}

/// Only the version, so that a file of a later one can say so instead of naming a field.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

impl Lock {
    /// Reads a lock file.
    ///
    /// # Errors
    /// [`LockError`].
    pub fn read(text: &str) -> Result<Lock, LockError> {
        let unreadable = |error: toml::de::Error| LockError::Unreadable { reason: place(text, &error) };
        let AnyFormat { format } = toml::from_str(text).map_err(unreadable)?;
        if format != FORMAT {
            return Err(LockError::Format { found: format });
        }
        let wire: Wire = toml::from_str(text).map_err(unreadable)?;
        let mut lock = Lock::default();
        for WirePackage { name, release, manifest, source, artifacts } in wire.packages {
            let twice =
                || LockError::Unreadable { reason: format!("the package `{}` stands twice", name.escape_debug()) };
            match lock.packages.insert(name.clone(), Locked { release, manifest, source, artifacts }) {
                None => {}
                Some(_) => return Err(twice()),
            }
        }
        Ok(lock)
    }

    /// The file.
    ///
    /// # Errors
    /// [`SignError::Internal`] for a fault in mighost itself.
    pub fn write(&self) -> Result<String, SignError> {
        let package = |(name, locked): (&String, &Locked)| WirePackage {
            name: name.clone(),
            release: locked.release,
            manifest: locked.manifest,
            source: locked.source.clone(),
            artifacts: locked.artifacts.clone(),
        };
        let wire = Wire { format: FORMAT, packages: self.packages.iter().map(package).collect() };
        Ok(format!("{TITLE}{}", toml::to_string(&wire).map_err(SignError::internal)?))
    }

    /// Pins a release, in place of the one of the same package.
    ///
    /// # Errors
    /// As [`Release::sha256`].
    pub fn pin(&mut self, release: &Release) -> Result<(), SignError> {
        self.pin_from(release, None)
    }

    /// The same with where it was pulled from.
    ///
    /// # Errors
    /// As [`Release::sha256`].
    pub fn pin_from(&mut self, release: &Release, source: Option<String>) -> Result<(), SignError> {
        let artifact = |r: &super::Released| LockedArtifact { id: r.id.clone(), sha256: r.sha256 };
        let locked = Locked {
            release: release.version,
            manifest: release.sha256()?,
            source,
            artifacts: release.revisions.iter().map(artifact).collect(),
        };
        self.packages.insert(release.package.clone(), locked);
        Ok(())
    }
}

/// A parser's message with its line, in one line.
fn place(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.split('\n').count());
    let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
    format!("{line}{}", error.message().trim())
}
