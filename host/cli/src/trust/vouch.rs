//! Judging what comes from a registry by the trust file, before any of it is kept.

use mighost::sign::{Found, Unverified, VerifiedRelease};
use mighost::trust::{Package, TrustFile};
use mighost::{Artifact, Digest, Error};
use std::collections::BTreeMap;

/// What is trusted with one package, and what has come of it so far.
pub struct Vouching<'a> {
    /// Where it comes from, for messages.
    what: String,
    name: &'a str,
    trust: &'a TrustFile,
    package: &'a Package,
    contents: BTreeMap<String, Digest>,
    unsigned: Vec<String>,
}

/// An artifact that may be kept.
pub struct Taken {
    /// Its id, content and parents.
    pub found: Found,
    /// The ids of the keys that vouch for it; none where no signature is required.
    pub keys: Vec<String>,
}

impl<'a> Vouching<'a> {
    /// For a package; the empty name is the application's own chain, which must be named in the trust file too: what
    /// comes from elsewhere is nobody's own.
    pub fn new(what: String, name: &'a str, trust: Option<&'a TrustFile>) -> Result<Vouching<'a>, Error> {
        let shown = if name.is_empty() { "root" } else { name };
        let package = trust.and_then(|trust| Some((trust, trust.packages.get(name)?)));
        let Some((trust, package)) = package else {
            let reason = format!(
                "nobody is trusted with {shown}; `mighost trust add {shown} --key FILE` writes into the trust file who is"
            );
            return Err(Error::Refused { what, reason });
        };
        // Which version of a signed file is the newest only a database knows; that it is signed is seen here.
        trust.signed_by_its_own().map_err(|reason| {
            let file = trust.path.as_ref().map_or("the trust file".to_owned(), |path| path.display().to_string());
            Error::Refused { what: file, reason }
        })?;
        Ok(Vouching { what, name, trust, package, contents: BTreeMap::new(), unsigned: Vec::new() })
    }

    /// What the trust file says of the package.
    pub fn package(&self) -> &Package {
        self.package
    }

    /// Whether nothing is taken without them. Of the application's own chain the file says nothing where it needs none: but who
    /// names keys for it means what comes from elsewhere.
    fn needs_signatures(&self) -> bool {
        self.package.require_signature || (self.name.is_empty() && !self.package.keys.is_empty())
    }

    /// Knows the content of a revision that later ones may follow.
    pub fn knows(&mut self, id: &str, content: Digest) {
        self.contents.insert(id.to_owned(), content);
    }

    /// Judges an artifact: whose it is, who signed it, and what it follows. `whole`: all that it follows was here before.
    pub fn artifact(&mut self, artifact: &Artifact, beside: Option<&[u8]>, whole: bool) -> Result<Taken, Error> {
        let Some(description) = artifact.description() else {
            return Err(
                self.refused("an artifact in it isn't sealed, so nobody knows what it is; ask its publisher".into())
            );
        };
        let id = description.id.clone();
        let package = description.package.as_deref().unwrap_or_default();
        if package != self.name {
            let shown = |name: &str| if name.is_empty() { "root".to_owned() } else { name.to_owned() };
            return Err(self.refused(format!(
                "`{id}` in it is of {}, and {} is wanted; `--package {}` if that is meant",
                shown(package),
                shown(self.name),
                shown(package)
            )));
        }
        let content = artifact.content_sha256();
        let revises = description.revises.clone();
        let keys = match self.trust.judge(self.name, artifact, beside) {
            Ok(judged) => {
                let verified = &judged.verified;
                // Of a single artifact what isn't at hand can't be compared; an upgrade compares it.
                let own = |id: &str| verified.statement().parents.iter().find(|p| p.id == id).map(|p| p.sha256);
                let known = |id: &str| self.contents.get(id).copied().or_else(|| if whole { None } else { own(id) });
                verified.follows(known).map_err(|why| self.refused(format!("`{id}`: {why}")))?;
                judged.keys.iter().map(ToString::to_string).collect()
            }
            Err(_) if !self.needs_signatures() => {
                self.unsigned.push(id.clone());
                Vec::new()
            }
            Err(why) => return Err(self.refused(format!("`{id}`: {why}"))),
        };
        self.contents.insert(id.clone(), content);
        Ok(Taken { found: Found { id, sha256: content, revises }, keys })
    }

    /// Judges the manifest of the chain. `None` where nobody vouches for it and nobody needs to.
    pub fn release(&self, json: &[u8]) -> Result<Option<VerifiedRelease>, Error> {
        match self.trust.judge_release(self.name, json) {
            Ok(release) => Ok(Some(release)),
            Err(_) if !self.needs_signatures() => Ok(None),
            Err(why) => Err(self.refused(format!("its manifest: {why}"))),
        }
    }

    /// The revisions for which nobody vouches.
    pub fn unsigned(&self) -> &[String] {
        &self.unsigned
    }

    /// A refusal of the whole.
    pub fn refused(&self, reason: String) -> Error {
        Error::Refused { what: self.what.clone(), reason }
    }
}

/// The number of a release by its manifest, as nobody has checked it.
pub fn claimed_version(json: &[u8]) -> Option<u64> {
    Unverified::of_release(json).ok()?.release().ok().map(|release| release.version)
}
