//! The trust file's own signatures: whoever can write into a folder mustn't be able to say who is trusted.
//!
//! The rule is that of TUF for its root: the next file is signed by enough keys of the one before, and by enough of its own; and
//! what is remembered of the one before is remembered in the database.

use super::{RootOfTrust, TrustFile};
use crate::book::{Seen, SeenTrust};
use mighost_artifact::Digest;
use mighost_artifact::sign::{KeyId, PublicKey, Verifier};

/// How a file that was changed or is signed by too few is put right.
const SIGN: &str = "`mighost trust sign --key FILE` adds a signature";

impl TrustFile {
    /// Judges the file itself, by its own signatures and by what a database has seen. What is to be remembered; nothing where it
    /// isn't signed and needn't be, or is remembered already.
    ///
    /// # Errors
    /// Why it isn't trusted, and what to do.
    pub fn judge_itself(&self, seen: &Seen) -> Result<Seen, String> {
        let mut remembered = Seen::default();
        let last = seen.trust();
        let Some(RootOfTrust { version, threshold, .. }) = &self.root_of_trust else {
            return match last {
                None => Ok(remembered),
                Some((last, _)) => Err(format!(
                    "it has no [root-of-trust], and this database has seen version {} of one that is signed; get the latest \
                     from whoever keeps it",
                    last.version
                )),
            };
        };
        let sha256 = self.sha256.unwrap_or_else(|| Digest::of(&[]));
        if let Some((last, _)) = &last {
            if last.version == *version && last.sha256 == sha256 {
                return Ok(remembered);
            }
            if last.version > *version {
                return Err(format!(
                    "version {version} is older than {}, which this database has seen; get the latest from whoever keeps it",
                    last.version
                ));
            }
            if last.version == *version {
                return Err(format!(
                    "it has the SHA-256 {sha256}, and this database has seen version {version} with {}; a file that was \
                     changed has a higher `version` in [root-of-trust], and is signed anew: {SIGN}",
                    last.sha256
                ));
            }
        }
        self.signed_by_its_own()?;
        if let Some((last, keys)) = last {
            let known = self.signed_by(keys, last.threshold);
            known.map_err(|why| {
                format!("by the keys of version {}, which this database has seen: {why}; {SIGN}", last.version)
            })?;
        }
        let trust = SeenTrust { version: *version, sha256, threshold: *threshold };
        remembered.see_trust(trust, &self.own_keys());
        Ok(remembered)
    }

    /// The keys of its own root of trust that have signed it; enough of them. None where it isn't signed itself.
    ///
    /// # Errors
    /// Why they aren't enough, and what to do.
    pub fn signed_by_its_own(&self) -> Result<Vec<KeyId>, String> {
        let Some(root) = &self.root_of_trust else { return Ok(Vec::new()) };
        let now = jiff::Timestamp::now();
        let valid = |name: &String| self.keys.get(name).filter(|key| key.valid_until.is_none_or(|until| until >= now));
        let keys: Vec<PublicKey> = root.keys.iter().filter_map(valid).map(|key| key.public_key.clone()).collect();
        self.signed_by(keys, root.threshold).map_err(|why| format!("{why}; {SIGN}"))
    }

    fn own_keys(&self) -> Vec<PublicKey> {
        let names = self.root_of_trust.iter().flat_map(|root| &root.keys);
        names.filter_map(|name| Some(self.keys.get(name)?.public_key.clone())).collect()
    }

    /// The keys, of these, that have signed the file as it is.
    fn signed_by(&self, keys: Vec<PublicKey>, threshold: usize) -> Result<Vec<KeyId>, String> {
        let Some(signatures) = &self.signatures else {
            return Err("it is to be signed, and no signatures lie beside it".into());
        };
        let verifier = Verifier::new(keys, threshold).map_err(|error| error.to_string())?;
        let sha256 = self.sha256.unwrap_or_else(|| Digest::of(&[]));
        let verified = verifier.trust(sha256, signatures).map_err(|why| why.to_string())?;
        let (signed, written) = (verified.statement().version, self.root_of_trust.as_ref().map(|root| root.version));
        if Some(signed) != written {
            return Err(format!("its signatures are over version {signed}"));
        }
        Ok(verified.keys().to_vec())
    }
}
