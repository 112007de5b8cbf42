//! Secret keys.

use super::{KeyError, PublicKey, SignError, Signer, pem};
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes, spki::der::zeroize::Zeroizing};
use ed25519_dalek::{Signer as _, SigningKey};
use std::fmt;

/// An Ed25519 secret key. It prints as its id, and is wiped from memory when it is dropped.
pub struct SecretKey {
    key: SigningKey,
    public: PublicKey,
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.public.id())
    }
}

impl SecretKey {
    /// A new key, from the randomness of the operating system.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`] where the system has none to give.
    pub fn generate() -> Result<SecretKey, KeyError> {
        // An Ed25519 secret key is any 32 bytes.
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).map_err(|error| KeyError::NoRandomness { reason: error.to_string() })?;
        SecretKey::new(SigningKey::from_bytes(&seed))
    }

    fn new(key: SigningKey) -> Result<SecretKey, KeyError> {
        let public = PublicKey::new(key.verifying_key())?;
        Ok(SecretKey { key, public })
    }

    /// Reads a secret key from PEM (`-----BEGIN PRIVATE KEY-----`), as `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    /// [`KeyError`] that says what the text holds instead, and never a part of it.
    pub fn from_pem(text: &str) -> Result<SecretKey, KeyError> {
        let document = pem::read(text, pem::SECRET)?;
        let key = SigningKey::from_pkcs8_der(document.as_bytes()).map_err(|error| pem::refused_secret(&error))?;
        SecretKey::new(key)
    }

    /// The key as PEM, which `openssl pkey` reads. This is the secret: write it where only its owner reads.
    ///
    /// # Errors
    /// [`KeyError::Damaged`] where memory is short.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        // Without the public key, which older versions of openssl take for an error.
        let pair = KeypairBytes { secret_key: self.key.to_bytes(), public_key: None };
        pair.to_pkcs8_pem(pem::LINE_END).map_err(pem::unwritable)
    }
}

impl Signer for SecretKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        Ok(self.key.sign(message).to_bytes())
    }
}
