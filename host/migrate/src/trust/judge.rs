//! Judging signatures by the trust file: whose keys count now, for which package.

use super::{Key, Package, TrustFile};
use crate::run::shown;
use mighost_artifact::Artifact;
use mighost_artifact::sign::{KeyId, PublicKey, Verified, VerifiedRelease, Verifier};
use std::collections::BTreeMap;

/// An artifact that enough of a package's keys vouch for.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The artifact, and what was signed. What it stands on hasn't been compared yet: [`Verified::follows`].
    pub verified: Verified,
    /// The ids of the keys that count.
    pub keys: Vec<KeyId>,
}

/// The keys of a package that count now.
struct Keys<'a> {
    keys: Vec<PublicKey>,
    named: BTreeMap<KeyId, (&'a str, &'a Key)>,
    /// What to say of those that don't.
    more: String,
}

impl TrustFile {
    /// Judges an artifact by the keys that count for its package now: by the signatures in it and those beside it.
    ///
    /// # Errors
    /// Why it isn't trusted, and what to do.
    pub fn judge(&self, package: &str, artifact: &Artifact, detached: Option<&[u8]>) -> Result<Judged, String> {
        let trusted = self.trusted(package)?;
        let Keys { keys, named, more } = self.keys(package, trusted, jiff::Timestamp::now())?;
        // One, so that the answer can name who signed, and who is missing.
        let verifier = self.verifier(package, keys, 1)?;
        let verified = verifier.artifact(artifact.shared_bytes(), detached).map_err(|why| format!("{why}{more}"))?;
        // A key that was revoked vouches for what it signed before, and for nothing behind it.
        let sequence = verified.statement().sequence;
        let revoked = |id: &&KeyId| {
            let key = named.get(id).and_then(|(_, key)| key.revoked_from);
            key.is_some_and(|from| sequence >= from)
        };
        let (gone, counted): (Vec<&KeyId>, Vec<&KeyId>) = verified.keys().iter().partition(revoked);
        if counted.len() < trusted.threshold {
            let names =
                |ids: &[&KeyId]| ids.iter().filter_map(|id| Some(named.get(*id)?.0)).collect::<Vec<_>>().join(", ");
            let revoked = if gone.is_empty() { String::new() } else { format!("; revoked: {}", names(&gone)) };
            return Err(format!(
                "{} of {} signatures count (of {}{revoked}){more}; get it with the signatures that are missing",
                counted.len(),
                trusted.threshold,
                if counted.is_empty() { "nobody".to_owned() } else { names(&counted) },
            ));
        }
        let keys = counted.into_iter().copied().collect();
        Ok(Judged { verified, keys })
    }

    /// Judges the manifest of a package's chain, `release.json`: its signatures, its package, its audience, its end. The
    /// folder is still to be compared ([`VerifiedRelease::check`]), and the version with the last one.
    ///
    /// A key that is revoked, from whatever sequence on, vouches for no manifest: it speaks of the whole chain as it is now.
    ///
    /// # Errors
    /// Why it isn't trusted, and what to do.
    pub fn judge_release(&self, package: &str, json: &[u8]) -> Result<VerifiedRelease, String> {
        let now = jiff::Timestamp::now();
        let trusted = self.trusted(package)?;
        let Keys { mut keys, named, mut more } = self.keys(package, trusted, now)?;
        let revoked: Vec<&str> =
            named.values().filter(|(_, key)| key.revoked_from.is_some()).map(|(name, _)| *name).collect();
        if !revoked.is_empty() {
            more.push_str(&format!(" (revoked: {})", revoked.join(", ")));
            keys.retain(|key| named.get(&key.id()).is_some_and(|(_, key)| key.revoked_from.is_none()));
        }
        if keys.len() < trusted.threshold {
            return Err(format!(
                "{} of {} keys count for {}{more}; `mighost trust add` names one",
                keys.len(),
                trusted.threshold,
                shown(package)
            ));
        }
        let verifier = self.verifier(package, keys, trusted.threshold)?;
        verifier.release(json, now).map_err(|why| format!("{why}{more}"))
    }

    fn trusted(&self, package: &str) -> Result<&Package, String> {
        self.packages.get(package).ok_or_else(|| {
            format!(
                "nobody is trusted with {}; `mighost trust add {} --key FILE` writes into the trust file who is",
                shown(package),
                if package.is_empty() { "root" } else { package }
            )
        })
    }

    fn keys<'a>(&'a self, name: &str, package: &'a Package, now: jiff::Timestamp) -> Result<Keys<'a>, String> {
        let (mut keys, mut named, mut expired) = (Vec::new(), BTreeMap::new(), Vec::new());
        for name in &package.keys {
            let Some(key) = self.keys.get(name) else { continue };
            if key.valid_until.is_some_and(|until| until < now) {
                expired.push(name.as_str());
                continue;
            }
            named.insert(key.public_key.id(), (name.as_str(), key));
            keys.push(key.public_key.clone());
        }
        let more = match expired.as_slice() {
            [] => String::new(),
            expired => format!(" (expired: {})", expired.join(", ")),
        };
        if keys.is_empty() {
            return Err(format!("no key counts for {}{more}; `mighost trust add` names one", shown(name)));
        }
        Ok(Keys { keys, named, more })
    }

    fn verifier(&self, package: &str, keys: Vec<PublicKey>, threshold: usize) -> Result<Verifier, String> {
        let verifier = Verifier::new(keys, threshold).map_err(|error| error.to_string())?.package(package);
        Ok(match &self.audience {
            Some(audience) => verifier.audience(audience),
            None => verifier,
        })
    }
}
