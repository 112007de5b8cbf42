//! Envelopes, statements, manifests, keys and lock files.

use super::text;
use base64ct::{Base64, Encoding};
use mighost_artifact::Digest;
use mighost_artifact::sign::{Envelope, Lock, PAYLOAD_TYPE, PublicKey, SecretKey, Unverified, is_secret};

/// An envelope as it lies beside a file, or in a section.
pub(crate) fn envelope(bytes: &[u8]) {
    for read in [Envelope::read, Envelope::read_release] {
        let Ok(envelope) = read(bytes) else { continue };
        let written = envelope.to_json().expect("what was read can be written");
        assert_eq!(read(&written).expect("what was written"), envelope);
        let _ = envelope.claimed_keys();
        assert!(envelope.pae().starts_with(b"DSSEv1 28 application/vnd.in-toto+json "));
    }
    let _ =
        Unverified::of_release(bytes).map(|unverified| (unverified.statement().is_ok(), unverified.release().is_ok()));
}

/// The statement of an artifact, unpacked.
pub(crate) fn statement(bytes: &[u8]) {
    let Some(unverified) = packed(bytes) else { return };
    if let Ok(statement) = unverified.statement() {
        // There is one form for the same facts, so nothing in the bytes is without a meaning.
        assert!(!statement.revision.is_empty() && statement.sequence > 0);
        assert!(bytes.len() > 200, "a statement says more than that");
        assert!(!bytes.contains(&b'\n'), "a statement is one line");
    }
}

/// The statement of a chain, unpacked.
pub(crate) fn manifest(bytes: &[u8]) {
    let Some(unverified) = packed(bytes) else { return };
    if let Ok(release) = unverified.release() {
        assert_eq!(release.sha256().expect("what was read can be written"), Digest::of(bytes));
        let mut lock = Lock::default();
        lock.pin(&release).expect("a release can be pinned");
        assert_eq!(Lock::read(&lock.write().expect("a lock file")).expect("what was written"), lock);
    }
}

fn packed(statement: &[u8]) -> Option<Unverified> {
    let payload = Base64::encode_string(statement);
    let json = format!("{{\"payloadType\":\"{PAYLOAD_TYPE}\",\"payload\":\"{payload}\",\"signatures\":[]}}");
    Unverified::of_release(json.as_bytes()).ok()
}

/// A key's file.
pub(crate) fn key(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let secret = is_secret(text);
    if let Ok(key) = PublicKey::from_pem(text) {
        assert!(!secret, "a public key isn't taken for a secret one");
        let written = key.to_pem().expect("what was read can be written");
        assert_eq!(PublicKey::from_pem(&written).expect("what was written").id(), key.id());
    }
    if let Ok(key) = SecretKey::from_pem(text) {
        assert!(secret, "a secret key is told from what is public");
        let written = key.to_pem().expect("what was read can be written");
        assert!(SecretKey::from_pem(&written).is_ok());
    }
}

/// A lock file.
pub(crate) fn lock(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(lock) = Lock::read(text) {
        assert_eq!(Lock::read(&lock.write().expect("what was read can be written")).expect("what was written"), lock);
    }
}
