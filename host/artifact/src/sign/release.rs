//! What a publisher says about a whole chain: its manifest.

use super::in_toto::{self, About};
use super::{SignError, Untrusted, envelope::MAX_RELEASE};
use crate::Digest;
use crate::description::{check_created, check_package};
use mighost_schema::Description;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The predicate type of a chain's manifest.
pub const RELEASE_TYPE: &str = "https://mighost.dev/release/v1";
/// The subject's name for the root package, which has none; in-toto wants one.
const ROOT: &str = "_";

/// A revision of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Released {
    /// Its id.
    pub id: String,
    /// The SHA-256 of its content: of its file without signatures.
    pub sha256: Digest,
    /// The ids that it follows, in the order in which its description names them.
    pub revises: Vec<String>,
}

/// What a publisher says about a whole chain. One that may be believed comes out of a
/// [`VerifiedRelease`](super::VerifiedRelease) and from nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The package; empty for the root package.
    pub package: String,
    /// Its version, from 1: it only grows.
    pub version: u64,
    /// When it was made, RFC 3339.
    pub created: String,
    /// When it must not be used any more, RFC 3339: so that nobody can hold back a later one for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// For whom it is, where it isn't for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// The revisions, each after those that it follows.
    pub revisions: Vec<Released>,
}

impl Release {
    /// The digest of the list: the manifest's subject.
    ///
    /// # Errors
    /// [`SignError::Internal`] for a fault in mighost itself.
    pub fn list_sha256(&self) -> Result<Digest, SignError> {
        Ok(Digest::of(&serde_json::to_vec(&self.revisions).map_err(SignError::internal)?))
    }

    /// The digest of the statement: what a lock file pins. Signatures may be added to a manifest, and it stays.
    ///
    /// # Errors
    /// As [`sign_release`](super::sign_release).
    pub fn sha256(&self) -> Result<Digest, SignError> {
        Ok(Digest::of(&self.to_payload()?))
    }

    pub(super) fn to_payload(&self) -> Result<Vec<u8>, SignError> {
        self.check().map_err(|reason| SignError::Statement { reason })?;
        let name = if self.package.is_empty() { ROOT } else { &self.package };
        let about = About { name: name.to_owned(), sha256: self.list_sha256()? };
        in_toto::write(about, RELEASE_TYPE, self, MAX_RELEASE)
    }

    /// Reads what [`to_payload`](Self::to_payload) writes, and nothing else.
    pub(super) fn from_payload(payload: &[u8]) -> Result<Release, Untrusted> {
        let (about, release) = in_toto::read::<Release>(payload, RELEASE_TYPE)?;
        release.check().map_err(|reason| Untrusted::Statement { reason })?;
        let list = release.list_sha256().map_err(|_| Untrusted::Form)?;
        if about.sha256 != list {
            return Err(Untrusted::List { expected: about.sha256, found: list });
        }
        if release.to_payload().is_ok_and(|written| written == payload) { Ok(release) } else { Err(Untrusted::Form) }
    }

    /// The names of the fields in which two manifests differ.
    pub(super) fn differs_from(&self, other: &Release) -> Vec<&'static str> {
        let fields = [
            ("package", self.package == other.package),
            ("version", self.version == other.version),
            ("time", self.created == other.created),
            ("end", self.expires == other.expires),
            ("audience", self.audience == other.audience),
            ("list of revisions", self.revisions == other.revisions),
        ];
        fields.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
    }

    fn check(&self) -> Result<(), String> {
        let named = |what: &str, name: &str, checked: Result<(), String>| {
            checked.map_err(|why| format!("the {what} `{}` can't be used: {why}", name.escape_debug()))
        };
        if !self.package.is_empty() {
            named("package", &self.package, check_package(&self.package))?;
        }
        in_toto::check_number("version", self.version)?;
        named("time", &self.created, check_created(&self.created))?;
        if let Some(expires) = &self.expires {
            named("time", expires, check_created(expires))?;
        }
        if let Some(audience) = &self.audience {
            named("audience", audience, super::statement::check_audience(audience))?;
        }
        let mut before = BTreeSet::new();
        for revision in &self.revisions {
            named("revision", &revision.id, Description::check_id(&revision.id))?;
            let mut own = BTreeSet::new();
            for parent in &revision.revises {
                if !before.contains(parent.as_str()) || !own.insert(parent) {
                    let (id, parent) = (&revision.id, parent.escape_debug());
                    return Err(format!("`{id}` follows `{parent}`, which doesn't stand before it, or stands twice"));
                }
            }
            if !before.insert(revision.id.as_str()) {
                return Err(format!("the revision `{}` stands twice", revision.id));
            }
        }
        Ok(())
    }

    pub(super) fn refuse_expired(&self, now: jiff::Timestamp) -> Result<(), Untrusted> {
        let Some(expires) = &self.expires else { return Ok(()) };
        match expires.parse::<jiff::Timestamp>() {
            Ok(end) if now < end => Ok(()),
            _ => Err(Untrusted::Expired { version: self.version, expires: expires.clone() }),
        }
    }
}
