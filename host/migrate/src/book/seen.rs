//! What the database remembers of what vouched for its steps: whoever can change a folder can't change that.
//!
//! It stands in `mighost_meta`, which every command reads anyway, a row a fact.

use super::BookError;
use mighost_artifact::Digest;
use mighost_artifact::sign::PublicKey;
use mighost_database::{Connection, Origin};
use std::collections::BTreeMap;

/// What stands before a package's name.
const RELEASE: &str = "release:";
/// The row of the trust file.
const TRUST: &str = "trust";
/// What stands before the id of a key that may sign the next trust file.
const TRUST_KEY: &str = "trust-key:";
/// The longest name of a row, in bytes: the column has 255 characters.
const MAX_NAME: usize = 255;

/// What the database remembers of what vouched for its steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// By the name of the row.
    releases: BTreeMap<String, SeenRelease>,
    trust: Option<SeenTrust>,
    /// By the name of the row.
    trust_keys: BTreeMap<String, PublicKey>,
}

/// The signed trust file under which a step ran last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenTrust {
    /// Its version.
    pub version: u64,
    /// The digest of the file.
    pub sha256: Digest,
    /// How many of its keys must sign the next one.
    pub threshold: usize,
}

/// The release of a package under which a step ran last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenRelease {
    /// Its version.
    pub version: u64,
    /// The digest of its statement.
    pub manifest: Digest,
}

impl Seen {
    /// The release of a package that ran last.
    pub fn release(&self, package: &str) -> Option<SeenRelease> {
        self.releases.get(&row(package)).copied()
    }

    /// Remembers a release.
    pub(crate) fn see_release(&mut self, package: &str, version: u64, manifest: Digest) {
        self.releases.insert(row(package), SeenRelease { version, manifest });
    }

    /// The signed trust file that was used last, and the keys that may sign the next one.
    pub fn trust(&self) -> Option<(SeenTrust, Vec<PublicKey>)> {
        Some((self.trust?, self.trust_keys.values().cloned().collect()))
    }

    /// Remembers a trust file.
    pub(crate) fn see_trust(&mut self, trust: SeenTrust, keys: &[PublicKey]) {
        self.trust = Some(trust);
        self.trust_keys = keys.iter().map(|key| (format!("{TRUST_KEY}{}", key.id()), key.clone())).collect();
    }

    /// This, and what is remembered beside.
    pub(crate) fn with(&self, more: &Seen) -> Seen {
        let mut both = self.clone();
        both.releases.extend(more.releases.clone());
        if more.trust.is_some() {
            both.trust = more.trust;
            both.trust_keys.clone_from(&more.trust_keys);
        }
        both
    }

    pub(super) fn is_empty(&self) -> bool {
        self.releases.is_empty() && self.trust.is_none()
    }

    /// Takes a row of the table. False where it says what can't be; rows of other names are nobody's business here.
    pub(super) fn take(&mut self, name: &str, value: &str) -> bool {
        if name.starts_with(RELEASE) {
            let release = value.split_once(' ').and_then(|(version, manifest)| {
                Some(SeenRelease { version: version.parse().ok()?, manifest: Digest::from_hex(manifest)? })
            });
            return release.map(|release| self.releases.insert(name.to_owned(), release)).is_some();
        }
        if name == TRUST {
            self.trust = read_trust(value);
            return self.trust.is_some();
        }
        if let Some(id) = name.strip_prefix(TRUST_KEY) {
            let key = read_key(value).filter(|key| key.id().to_string() == id);
            return key.map(|key| self.trust_keys.insert(name.to_owned(), key)).is_some();
        }
        true
    }

    /// What rows say; those that say what can't be are passed over.
    pub(crate) fn of(rows: &BTreeMap<String, String>) -> Seen {
        let mut seen = Seen::default();
        for (name, value) in rows {
            seen.take(name, value);
        }
        seen
    }

    /// Every row.
    pub(crate) fn rows(&self) -> BTreeMap<String, String> {
        let release = |(name, release): (&String, &SeenRelease)| {
            (name.clone(), format!("{} {}", release.version, release.manifest))
        };
        let mut rows: BTreeMap<String, String> = self.releases.iter().map(release).collect();
        rows.extend(self.trust.map(|SeenTrust { version, sha256, threshold }| {
            (TRUST.to_owned(), format!("{version} {sha256} {threshold}"))
        }));
        // A key that was read is one that can be written.
        rows.extend(self.trust_keys.iter().filter_map(|(name, key)| Some((name.clone(), written_key(key)?))));
        rows
    }

    /// Writes what is new, in place of what stood there.
    pub(super) async fn write(&self, connection: &mut dyn Connection, before: &Seen) -> Result<(), BookError> {
        let (before, after) = (before.rows(), self.rows());
        for name in before.keys().filter(|name| before.get(*name) != after.get(*name)) {
            let statement = "DELETE FROM mighost_meta WHERE name = ?";
            connection.execute(Origin::Host, statement, &[name.as_str().into()]).await?;
        }
        for (name, value) in after.iter().filter(|(name, value)| before.get(*name) != Some(*value)) {
            let statement = "INSERT INTO mighost_meta (name, value) VALUES (?, ?)";
            connection.execute(Origin::Host, statement, &[name.as_str().into(), value.as_str().into()]).await?;
        }
        Ok(())
    }
}

fn read_trust(value: &str) -> Option<SeenTrust> {
    let mut parts = value.split(' ');
    let (version, sha256, threshold) = (parts.next()?, parts.next()?, parts.next()?);
    let trust = SeenTrust {
        version: version.parse().ok()?,
        sha256: Digest::from_hex(sha256)?,
        // A threshold of 0 would let anybody in.
        threshold: threshold.parse().ok().filter(|threshold| *threshold > 0)?,
    };
    parts.next().is_none().then_some(trust)
}

/// What stands around a key in PEM, and nowhere else: a row is one line.
const PEM: [&str; 2] = ["-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"];

fn read_key(value: &str) -> Option<PublicKey> {
    let [begin, end] = PEM;
    PublicKey::from_pem(&format!("{begin}\n{value}\n{end}\n")).ok()
}

fn written_key(key: &PublicKey) -> Option<String> {
    let pem = key.to_pem().ok()?;
    Some(pem.lines().filter(|line| !PEM.contains(line)).collect())
}

/// The row of a package. A name that doesn't fit beside the word stands there as its digest.
fn row(package: &str) -> String {
    match package {
        long if RELEASE.len() + long.len() > MAX_NAME => format!("{RELEASE}sha256/{}", Digest::of(long.as_bytes())),
        package => format!("{RELEASE}{package}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use mighost_artifact::sign::{SecretKey, Signer};

    #[test]
    fn what_is_written_is_read_again() {
        let mut seen = Seen::default();
        seen.see_release("", 3, Digest::of(b"root"));
        seen.see_release("acme/billing", 5, Digest::of(b"billing"));
        let long = format!("acme/{}", "x".repeat(250));
        seen.see_release(&long, 1, Digest::of(b"long"));
        let keys = [SecretKey::generate().unwrap(), SecretKey::generate().unwrap()].map(|key| key.public_key().clone());
        seen.see_trust(SeenTrust { version: 2, sha256: Digest::of(b"file"), threshold: 2 }, &keys);
        let mut read = Seen::default();
        for (name, value) in seen.rows() {
            let fits = name.len() <= MAX_NAME && value.len() <= MAX_NAME && !value.contains('\n');
            assert!(fits, "{name}: {value}");
            assert!(read.take(&name, &value));
        }
        assert_eq!(read, seen);
        assert_eq!(read.release(&long).unwrap().version, 1);
        assert!(read.take("epoch", "7"), "what isn't ours is passed over");
        assert_eq!(read.trust().unwrap().1.len(), 2);
        let other = written_key(&keys[0]).unwrap();
        assert!(!read.take(&format!("trust-key:{}", keys[1].id()), &other), "a key under another one's id");
        assert!(!read.take("trust", &format!("1 {} 0", Digest::of(b""))), "a threshold of nothing");
        for broken in ["", "5", "five 00", &format!("-1 {}", Digest::of(b""))] {
            assert!(!read.take("release:acme/billing", broken), "{broken}");
        }
    }
}
