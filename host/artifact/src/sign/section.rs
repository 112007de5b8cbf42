//! The envelope as the last section of an artifact.

use super::{Envelope, SignError, Statement, Untrusted};
use crate::description::OwnSections;
use crate::{Digest, Error, MAX_SIZE, SIGNATURE_SECTION, walk};

/// The artifact with this envelope as its last section, in place of the one it may have.
///
/// # Errors
/// [`SignError::Artifact`] where the bytes are no component, or where the signatures don't fit any more.
pub fn attach(bytes: &[u8], envelope: &Envelope) -> Result<Vec<u8>, SignError> {
    let content = strip(bytes)?;
    let json = envelope.to_json()?;
    // The section's id and two lengths have at most eleven bytes.
    let mut signed = Vec::with_capacity(content.len() + json.len() + SIGNATURE_SECTION.len() + 11);
    signed.extend_from_slice(content);
    walk::push_custom(&mut signed, SIGNATURE_SECTION, &json);
    if signed.len() > MAX_SIZE {
        return Err(SignError::Artifact(Error::TooLarge { size: signed.len(), limit: MAX_SIZE }));
    }
    Ok(signed)
}

/// The content: the bytes without their signatures.
///
/// # Errors
/// [`Error`] where the bytes are no component, or where something stands behind the signatures.
pub fn strip(bytes: &[u8]) -> Result<&[u8], Error> {
    let end = OwnSections::find(bytes)?.signature.map_or(bytes.len(), |section| section.span.start);
    Ok(bytes.get(..end).unwrap_or_default())
}

/// The artifact with the signatures that lie beside it put in: so that they go wherever it goes.
///
/// # Errors
/// [`Untrusted`] where they can't be read, or aren't about this artifact.
pub fn join(bytes: &[u8], detached: &[u8]) -> Result<Vec<u8>, Untrusted> {
    let (content, embedded) = split(bytes)?;
    let mut envelope = Envelope::read(detached)?;
    let statement = Statement::from_payload(envelope.payload())?;
    let found = Digest::of(content);
    if found != statement.sha256 {
        return Err(Untrusted::Content { expected: statement.sha256, found });
    }
    if let Some(mut own) = embedded {
        own.merge(envelope)?;
        envelope = own;
    }
    attach(content, &envelope).map_err(|error| match error {
        SignError::Artifact(error) => Untrusted::Artifact(error),
        _ => Untrusted::Form,
    })
}

/// The content, and the envelope behind it where there is one. Only the outermost sections' lengths are looked at.
///
/// The section must be the bytes that [`attach`] writes: so nobody can write the same signatures in another way, and
/// no byte of a signed file is without a meaning.
pub(super) fn split(bytes: &[u8]) -> Result<(&[u8], Option<Envelope>), Untrusted> {
    let Some(section) = OwnSections::find(bytes)?.signature else { return Ok((bytes, None)) };
    let envelope = Envelope::read(section.data)?;
    let content = bytes.get(..section.span.start).unwrap_or_default();
    let mut written = Vec::with_capacity(section.span.len());
    walk::push_custom(&mut written, SIGNATURE_SECTION, &envelope.to_json().map_err(|_| Untrusted::Form)?);
    if bytes.get(section.span) != Some(&written[..]) {
        return Err(Untrusted::Form);
    }
    Ok((content, Some(envelope)))
}
