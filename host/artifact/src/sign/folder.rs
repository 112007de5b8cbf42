//! A folder of artifacts against the manifest of its chain.

use super::{KeyId, Release, Released, Uncounted, Untrusted};
use crate::Digest;
use std::collections::BTreeMap;

/// What is found in a folder: the same facts as a manifest has of a revision.
pub type Found = Released;

/// A manifest whose signatures hold.
#[derive(Clone, Debug)]
pub struct VerifiedRelease {
    release: Release,
    sha256: Digest,
    keys: Vec<KeyId>,
    others: Vec<Uncounted>,
}

impl VerifiedRelease {
    pub(super) fn new(release: Release, sha256: Digest, keys: Vec<KeyId>, others: Vec<Uncounted>) -> VerifiedRelease {
        VerifiedRelease { release, sha256, keys, others }
    }

    /// What the signers say about the chain.
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// The digest of the statement, as a [`Lock`](super::Lock) has it.
    pub fn sha256(&self) -> Digest {
        self.sha256
    }

    /// The keys that signed, of those asked for: each once, sorted.
    pub fn keys(&self) -> &[KeyId] {
        &self.keys
    }

    /// Signatures that don't count.
    pub fn others(&self) -> &[Uncounted] {
        &self.others
    }

    /// Refuses a manifest that is older than one that was seen.
    ///
    /// # Errors
    /// [`Untrusted::Older`].
    pub fn at_least(&self, known: u64) -> Result<(), Untrusted> {
        match self.release.version {
            found if found < known => Err(Untrusted::Older { found, known }),
            _ => Ok(()),
        }
    }

    /// Refuses a manifest that is older than the one of that version and digest, and another one of the same version.
    ///
    /// # Errors
    /// [`Untrusted::Older`] and [`Untrusted::Another`].
    pub fn after(&self, version: u64, sha256: Digest) -> Result<(), Untrusted> {
        self.at_least(version)?;
        if self.release.version == version && self.sha256 != sha256 {
            return Err(Untrusted::Another { version, found: self.sha256, known: sha256 });
        }
        Ok(())
    }

    /// The content of a revision, as the manifest has it.
    pub fn content(&self, id: &str) -> Option<Digest> {
        self.release.revisions.iter().find(|revision| revision.id == id).map(|revision| revision.sha256)
    }

    /// Compares the artifacts of a folder, in the order in which they would run, with the manifest. Every one of them
    /// must be there, in its order, and no other.
    ///
    /// # Errors
    /// [`Untrusted::Missing`], [`Untrusted::Added`], [`Untrusted::Reordered`], [`Untrusted::Changed`], in this order:
    /// the first that there is.
    pub fn check(&self, found: &[Found]) -> Result<(), Untrusted> {
        let version = self.release.version;
        let wanted: BTreeMap<&str, &Released> = self.release.revisions.iter().map(|r| (r.id.as_str(), r)).collect();
        let there: BTreeMap<&str, &Found> = found.iter().map(|r| (r.id.as_str(), r)).collect();
        let missing = self.release.revisions.iter().find(|revision| !there.contains_key(revision.id.as_str()));
        if let Some(revision) = missing {
            return Err(Untrusted::Missing { version, revision: revision.id.clone() });
        }
        // A second one of the same id is one too many.
        let added = found.iter().enumerate().find(|(at, revision)| {
            !wanted.contains_key(revision.id.as_str()) || found[..*at].iter().any(|other| other.id == revision.id)
        });
        if let Some((_, revision)) = added {
            return Err(Untrusted::Added { version, revision: revision.id.clone() });
        }
        for (place, (wanted, found)) in self.release.revisions.iter().zip(found).enumerate() {
            if wanted.id != found.id {
                let (wanted, found) = (wanted.id.clone(), found.id.clone());
                // For people the first place is 1.
                return Err(Untrusted::Reordered { version, place: place + 1, wanted, found });
            }
        }
        for (wanted, found) in self.release.revisions.iter().zip(found) {
            if wanted.sha256 != found.sha256 || wanted.revises != found.revises {
                let revision = wanted.id.clone();
                let (expected, found) = (wanted.sha256, found.sha256);
                return Err(Untrusted::Changed { version, revision, expected, found });
            }
        }
        Ok(())
    }
}
