use crate::{Error, Options, Target};
use async_trait::async_trait;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

/// What a run locks: a package's chain in a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockKey {
    /// The package; empty is the application's own.
    pub package: String,
}

impl LockKey {
    /// A package's lock.
    pub fn new(package: impl Into<String>) -> LockKey {
        LockKey { package: package.into() }
    }

    /// The key and where it holds as one number, which is the same on every machine and in every version of mighost.
    pub(crate) fn hashed(&self, place: &[&str]) -> i64 {
        let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
        for part in std::iter::once(&"mighost").chain(place).chain(std::iter::once(&self.package.as_str())) {
            hasher.write(part.as_bytes());
            // So that `a`, `bc` isn't `ab`, `c`.
            hasher.write(&[0]);
        }
        hasher.finish().cast_signed()
    }
}

/// A random number: what nobody can guess who doesn't know this process.
pub(crate) fn random() -> u64 {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u8(0);
    hasher.finish()
}

/// A pause between half and the whole of it, so that those who wait don't try at the same moment for ever.
pub(crate) fn jittered(pause: Duration) -> Duration {
    let random = u32::try_from(random() & 0xff).unwrap_or_default();
    pause / 2 + pause * random / 510
}

/// FNV-1a, 64 bits: its constants are its definition.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// The lock of a run: only one runner at a time works on a chain.
///
/// Dropping it releases it too. It keeps runners from waiting for each other's half-done work; what keeps a step from
/// running twice is the fence in the step's own transaction.
#[async_trait]
pub trait Lock: Send {
    /// Shows that the lock is still ours.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where it isn't, or where nobody can tell; [`Error::Pooled`] where a pooler gave our session
    /// to somebody else.
    async fn held(&mut self) -> Result<(), Error>;
    /// Releases it.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where the server can't be told; it then releases the lock itself.
    async fn release(self: Box<Self>) -> Result<(), Error>;
    /// What it is, for people.
    fn describe(&self) -> String;
}

/// Takes the lock of a run, waiting for at most [`Options::lock_timeout`].
///
/// An SQLite database needs none: its write lock, which every step takes, is the lock.
///
/// # Errors
/// [`Error::Busy`] where another runner held it for longer, with who that is; [`Error::Unreachable`] where the server
/// isn't there; [`Error::Pooled`] where a pooler in front of it makes a lock worthless.
pub async fn acquire(target: &Target, key: &LockKey, options: &Options) -> Result<Box<dyn Lock>, Error> {
    target.acquire(key, options).await
}

/// The lock of a database that needs none.
pub(crate) struct NoLock;

#[async_trait]
impl Lock for NoLock {
    async fn held(&mut self) -> Result<(), Error> {
        Ok(())
    }

    async fn release(self: Box<Self>) -> Result<(), Error> {
        Ok(())
    }

    fn describe(&self) -> String {
        "each step's own write lock".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_number_for_ever_and_another_one_elsewhere() {
        let key = LockKey::new("acme/billing");
        assert_eq!(key.hashed(&["app", "public"]), LockKey::new("acme/billing").hashed(&["app", "public"]));
        let others = [
            key.hashed(&["app2", "public"]),
            key.hashed(&["app", "tenant"]),
            LockKey::default().hashed(&["app", "public"]),
        ];
        assert!(!others.contains(&key.hashed(&["app", "public"])));
        assert_ne!(key.hashed(&["ab", "c"]), key.hashed(&["a", "bc"]));
    }
}
