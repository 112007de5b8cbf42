//! Verifying: the way to statements that may be believed.

use super::count::{Uncounted, count};
use super::{
    Envelope, KeyId, PublicKey, Release, SignError, Statement, TrustStatement, Untrusted, VerifiedRelease,
    VerifiedTrust, section,
};
use crate::{Artifact, Digest, Error, MAX_SIZE};
use std::sync::Arc;

/// Keys, how many of them must have signed, and what else is wanted.
///
/// ```
/// # use mighost_artifact::sign::{SecretKey, Signer, SignError, Verifier};
/// let (ada, grace) = (SecretKey::generate()?, SecretKey::generate()?);
/// let keys = [ada.public_key().clone(), grace.public_key().clone()];
/// // Both must have signed, and it must be a migration of this package.
/// let verifier = Verifier::new(keys.clone(), 2)?.package("acme/billing");
/// // Two keys can't sign three times.
/// assert_eq!(Verifier::new(keys, 3).unwrap_err(), SignError::Threshold { threshold: 3, keys: 2 });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    keys: Vec<PublicKey>,
    threshold: usize,
    package: Option<String>,
    audience: Option<String>,
}

/// An artifact whose signatures hold, and what they say.
#[derive(Clone, Debug)]
pub struct Verified {
    artifact: Artifact,
    statement: Statement,
    keys: Vec<KeyId>,
    others: Vec<Uncounted>,
}

impl Verifier {
    /// So many of these keys must have signed. A key that is given twice is one.
    ///
    /// # Errors
    /// [`SignError::Threshold`] where the threshold is 0 or larger than the number of keys.
    pub fn new(keys: impl IntoIterator<Item = PublicKey>, threshold: usize) -> Result<Verifier, SignError> {
        let mut keys: Vec<PublicKey> = keys.into_iter().collect();
        keys.sort_by_key(PublicKey::id);
        keys.dedup();
        if threshold == 0 || threshold > keys.len() {
            return Err(SignError::Threshold { threshold, keys: keys.len() });
        }
        Ok(Verifier { keys, threshold, package: None, audience: None })
    }

    /// Only what is of this package; empty is the root package.
    #[must_use]
    pub fn package(mut self, package: impl Into<String>) -> Verifier {
        self.package = Some(package.into());
        self
    }

    /// Only what is for this audience, or for everybody.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Verifier {
        self.audience = Some(audience.into());
        self
    }

    /// Verifies an artifact: by the envelope it carries, or by one that lies beside it, or by both where they hold
    /// the same statement.
    ///
    /// In this order: the size, the outermost sections, the envelope, the signatures, the statement, the digest of
    /// the content, and only then everything else in the file; so that bytes nobody vouches for meet as little code
    /// as possible. Whether the parents are those of the statement is for [`Verified::follows`] to say.
    ///
    /// # Errors
    /// [`Untrusted`] that says why.
    pub fn artifact(&self, bytes: impl Into<Arc<[u8]>>, detached: Option<&[u8]>) -> Result<Verified, Untrusted> {
        let bytes = bytes.into();
        if bytes.len() > MAX_SIZE {
            return Err(Error::TooLarge { size: bytes.len(), limit: MAX_SIZE }.into());
        }
        let (content, embedded) = section::split(&bytes)?;
        let envelope = match (embedded, detached.map(Envelope::read).transpose()?) {
            (Some(mut embedded), Some(detached)) => {
                embedded.merge(detached)?;
                embedded
            }
            (Some(envelope), None) | (None, Some(envelope)) => envelope,
            (None, None) => return Err(Untrusted::NotSigned),
        };
        let (keys, others) = self.signatures(&envelope)?;
        let statement = Statement::from_payload(envelope.payload())?;
        let found = Digest::of(content);
        if found != statement.sha256 {
            return Err(Untrusted::Content { expected: statement.sha256, found });
        }
        self.wanted(&statement.package, statement.audience.as_deref())?;
        let artifact = Artifact::read(bytes)?;
        statement.agrees_with(&artifact)?;
        Ok(Verified { artifact, statement, keys, others })
    }

    /// Verifies the manifest of a chain. `now` is when it must not have expired.
    ///
    /// # Errors
    /// [`Untrusted`] that says why.
    pub fn release(&self, json: &[u8], now: jiff::Timestamp) -> Result<VerifiedRelease, Untrusted> {
        let envelope = Envelope::read_release(json)?;
        let (keys, others) = self.signatures(&envelope)?;
        let release = Release::from_payload(envelope.payload())?;
        self.wanted(&release.package, release.audience.as_deref())?;
        release.refuse_expired(now)?;
        Ok(VerifiedRelease::new(release, Digest::of(envelope.payload()), keys, others))
    }

    /// Verifies a trust file, which has this digest, by the envelope beside it.
    ///
    /// # Errors
    /// [`Untrusted`] that says why.
    pub fn trust(&self, found: Digest, json: &[u8]) -> Result<VerifiedTrust, Untrusted> {
        let envelope = Envelope::read(json)?;
        let (keys, _) = self.signatures(&envelope)?;
        let statement = TrustStatement::from_payload(envelope.payload())?;
        if found != statement.sha256 {
            return Err(Untrusted::Content { expected: statement.sha256, found });
        }
        Ok(VerifiedTrust { statement, keys })
    }

    /// The keys that count; enough of them.
    fn signatures(&self, envelope: &Envelope) -> Result<(Vec<KeyId>, Vec<Uncounted>), Untrusted> {
        let (keys, others) = count(envelope, &self.keys);
        if keys.len() < self.threshold {
            return Err(Untrusted::NotEnough { threshold: self.threshold, counted: keys, others });
        }
        Ok((keys, others))
    }

    fn wanted(&self, package: &str, audience: Option<&str>) -> Result<(), Untrusted> {
        if let Some(wanted) = &self.package
            && wanted != package
        {
            return Err(Untrusted::OtherPackage { wanted: wanted.clone(), found: package.to_owned() });
        }
        match (&self.audience, audience) {
            (Some(wanted), Some(found)) if wanted != found => {
                Err(Untrusted::OtherAudience { wanted: wanted.clone(), found: found.to_owned() })
            }
            _ => Ok(()),
        }
    }
}

impl Verified {
    /// The artifact that was verified: run this one, and don't read the file again.
    pub fn artifact(&self) -> &Artifact {
        &self.artifact
    }

    /// What the signers say about it.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The keys that signed, of those asked for: each once, sorted; as many as the threshold or more.
    pub fn keys(&self) -> &[KeyId] {
        &self.keys
    }

    /// Signatures that don't count.
    pub fn others(&self) -> &[Uncounted] {
        &self.others
    }

    /// Compares the parents with what they were when this was signed. `content` gives the SHA-256 of a parent's content
    /// ([`Artifact::content_sha256`]), `None` where it isn't known.
    ///
    /// # Errors
    /// [`Untrusted::ParentUnknown`] and [`Untrusted::ParentDiffers`].
    pub fn follows(&self, content: impl Fn(&str) -> Option<Digest>) -> Result<(), Untrusted> {
        for parent in &self.statement.parents {
            let (revision, id) = (self.statement.name(), parent.id.clone());
            match content(&parent.id) {
                None => return Err(Untrusted::ParentUnknown { revision, parent: id }),
                Some(found) if found != parent.sha256 => {
                    return Err(Untrusted::ParentDiffers { revision, parent: id, expected: parent.sha256, found });
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}
