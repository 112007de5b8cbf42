//! Making signatures.

use super::{Envelope, PublicKey, Release, SignError, Statement, TrustStatement};

/// What makes signatures with one key.
pub trait Signer {
    /// The key.
    fn public_key(&self) -> &PublicKey;

    /// Signs a message: the pre-authentication encoding ([`pae`](super::pae)) of a statement. The 64 bytes of an Ed25519
    /// signature; they are verified before they are used.
    ///
    /// # Errors
    /// [`SignError::Signer`] where no signature is to be had.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError>;
}

/// Signs a statement about an artifact. With an envelope that is there already the signature is added to it.
///
/// # Errors
/// [`SignError::OtherStatement`] where the envelope is about something else, [`SignError::TooMany`] where it is full, and
/// what the signer says.
pub fn sign(statement: &Statement, existing: Option<&Envelope>, signer: &dyn Signer) -> Result<Envelope, SignError> {
    add(statement.to_payload()?, existing, signer)
}

/// Signs the manifest of a chain, as [`sign`] does an artifact's statement.
///
/// # Errors
/// The same.
pub fn sign_release(
    release: &Release,
    existing: Option<&Envelope>,
    signer: &dyn Signer,
) -> Result<Envelope, SignError> {
    add(release.to_payload()?, existing, signer)
}

/// Signs a trust file, as [`sign`] does an artifact's statement.
///
/// # Errors
/// The same.
pub fn sign_trust(
    statement: &TrustStatement,
    existing: Option<&Envelope>,
    signer: &dyn Signer,
) -> Result<Envelope, SignError> {
    add(statement.to_payload()?, existing, signer)
}

fn add(payload: Vec<u8>, existing: Option<&Envelope>, signer: &dyn Signer) -> Result<Envelope, SignError> {
    let mut envelope = match existing {
        None => Envelope::new(payload),
        Some(existing) if existing.payload() == payload => existing.clone(),
        Some(existing) => return Err(SignError::OtherStatement { differs: differs(&payload, existing.payload()) }),
    };
    envelope.add(signer)?;
    Ok(envelope)
}

/// The fields in which two statements differ; none where one can't be read.
fn differs(a: &[u8], b: &[u8]) -> Vec<&'static str> {
    match (Statement::from_payload(a), Statement::from_payload(b)) {
        (Ok(a), Ok(b)) => a.differs_from(&b),
        _ => match (Release::from_payload(a), Release::from_payload(b)) {
            (Ok(a), Ok(b)) => a.differs_from(&b),
            _ => Vec::new(),
        },
    }
}
