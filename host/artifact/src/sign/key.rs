//! Public keys and their names.

use super::{KeyError, pem};
use crate::Digest;
use ed25519_dalek::pkcs8::{DecodePublicKey, EncodePublicKey};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A key's name: the SHA-256 of its SPKI in DER, as 64 hexadecimal digits.
///
/// `openssl pkey -pubin -in KEY.pub -outform DER | sha256sum` prints the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(Digest);

impl KeyId {
    /// The key id of that text form: 64 lower-case hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<KeyId> {
        // Two forms of one name would let a changed byte pass.
        let id = KeyId(Digest::from_hex(text)?);
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// An Ed25519 public key.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    id: KeyId,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

impl PublicKey {
    pub(super) fn new(key: VerifyingKey) -> Result<PublicKey, KeyError> {
        if key.is_weak() {
            return Err(KeyError::Weak);
        }
        let der = key.to_public_key_der().map_err(pem::unwritable)?;
        Ok(PublicKey { key, id: KeyId(Digest::of(der.as_bytes())) })
    }

    /// Reads a public key from PEM (`-----BEGIN PUBLIC KEY-----`).
    ///
    /// # Errors
    /// [`KeyError`] that says what the text holds instead.
    pub fn from_pem(text: &str) -> Result<PublicKey, KeyError> {
        let document = pem::read(text, pem::PUBLIC)?;
        let key = VerifyingKey::from_public_key_der(document.as_bytes()).map_err(|error| pem::refused(&error))?;
        PublicKey::new(key)
    }

    /// The key as PEM, which `openssl pkey -pubin` reads.
    ///
    /// # Errors
    /// [`KeyError::Damaged`] where memory is short.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.key.to_public_key_pem(pem::LINE_END).map_err(pem::unwritable)
    }

    /// Its name.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether a signature over a message is this key's: by the strict rules, by which a signature has one form.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}
