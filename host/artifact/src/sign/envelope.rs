//! The envelope: a statement and the signatures over it, by the rules of DSSE.

use super::{KeyId, SignError, Signer, Untrusted, base64};
use serde::{Deserialize, Serialize};

/// The type of what is signed: an in-toto statement. An envelope of anything else is refused.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The most signatures of an envelope: each costs a verification, and nobody needs so many people to agree.
pub const MAX_SIGNATURES: usize = 32;

/// The most bytes of a statement about an artifact: a hundred parents and every function of the contract.
pub(super) const MAX_STATEMENT: usize = 64 * 1024;
/// The most bytes of a chain's statement: twenty thousand revisions with long names.
pub(super) const MAX_RELEASE: usize = 8 * 1024 * 1024;

/// The most bytes of an envelope: base64 makes four of three, a signature and its key have some 180, and the frame
/// fewer than 200.
pub(super) const fn max_envelope(payload: usize) -> usize {
    payload / 3 * 4 + MAX_SIGNATURES * 200 + 1024
}

/// What is signed, by DSSE: the type and the payload with their lengths, so that neither can pass for another.
///
/// ```
/// let message = mighost_artifact::sign::pae(b"{}");
/// assert_eq!(message, b"DSSEv1 28 application/vnd.in-toto+json 2 {}");
/// ```
pub fn pae(payload: &[u8]) -> Vec<u8> {
    let mut message = format!("DSSEv1 {} {PAYLOAD_TYPE} {} ", PAYLOAD_TYPE.len(), payload.len()).into_bytes();
    message.extend_from_slice(payload);
    message
}

/// The JSON. The order of the fields is that of the bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Wire {
    payload_type: String,
    payload: String,
    signatures: Vec<Entry>,
}

/// One signature. Nobody vouches for it, so it stays text until it is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) keyid: String,
    pub(super) sig: String,
}

/// A statement and the signatures over it. Nothing in it has been verified: that is [`Verifier`](super::Verifier)'s
/// business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    payload: Vec<u8>,
    entries: Vec<Entry>,
}

impl Envelope {
    pub(super) fn new(payload: Vec<u8>) -> Envelope {
        Envelope { payload, entries: Vec::new() }
    }

    /// Reads the envelope of an artifact. Nothing is allocated for what is too large, unknown fields and fields that
    /// stand twice are refused, and so is base64 in any form but one.
    ///
    /// # Errors
    /// [`Untrusted`] that says what is wrong.
    pub fn read(json: &[u8]) -> Result<Envelope, Untrusted> {
        Envelope::read_at_most(json, MAX_STATEMENT)
    }

    /// The same for a chain's manifest, which may be larger.
    ///
    /// # Errors
    /// The same.
    pub fn read_release(json: &[u8]) -> Result<Envelope, Untrusted> {
        Envelope::read_at_most(json, MAX_RELEASE)
    }

    fn read_at_most(json: &[u8], most: usize) -> Result<Envelope, Untrusted> {
        let limit = max_envelope(most);
        if json.len() > limit {
            return Err(Untrusted::TooLarge { what: "envelope", size: json.len(), limit });
        }
        let wire: Wire =
            serde_json::from_slice(json).map_err(|error| Untrusted::Envelope { reason: error.to_string() })?;
        if wire.payload_type != PAYLOAD_TYPE {
            return Err(Untrusted::PayloadType { found: wire.payload_type });
        }
        if wire.signatures.len() > MAX_SIGNATURES {
            return Err(Untrusted::TooManySignatures { count: wire.signatures.len(), limit: MAX_SIGNATURES });
        }
        let payload = base64::decode(&wire.payload).ok_or(Untrusted::Base64)?;
        if payload.len() > most {
            return Err(Untrusted::TooLarge { what: "statement", size: payload.len(), limit: most });
        }
        Ok(Envelope { payload, entries: wire.signatures })
    }

    /// The envelope as JSON: the same bytes every time.
    ///
    /// # Errors
    /// [`SignError::Internal`] for a fault in mighost itself.
    pub fn to_json(&self) -> Result<Vec<u8>, SignError> {
        let wire = Wire {
            payload_type: PAYLOAD_TYPE.to_owned(),
            payload: base64::encode(&self.payload),
            signatures: self.entries.clone(),
        };
        serde_json::to_vec(&wire).map_err(SignError::internal)
    }

    /// The statement's bytes.
    pub(super) fn payload(&self) -> &[u8] {
        &self.payload
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What is signed.
    pub fn pae(&self) -> Vec<u8> {
        pae(&self.payload)
    }

    /// The ids of the keys that the signatures say they are of, in their order. Nobody has checked them.
    pub fn claimed_keys(&self) -> Vec<&str> {
        self.entries.iter().map(|entry| entry.keyid.as_str()).collect()
    }

    /// Whether there is a signature of that key over the statement, and it is one.
    pub fn is_signed_by(&self, key: &super::PublicKey) -> bool {
        let message = self.pae();
        let id = key.id().to_string();
        let own = self.entries.iter().filter(|entry| entry.keyid == id);
        own.filter_map(|entry| base64::decode_signature(&entry.sig)).any(|sig| key.verifies(&message, &sig))
    }

    /// Adds a signature. One of that key which is there already and holds is enough.
    pub(super) fn add(&mut self, signer: &dyn Signer) -> Result<(), SignError> {
        let key = signer.public_key();
        if self.is_signed_by(key) {
            return Ok(());
        }
        let id: KeyId = key.id();
        let message = self.pae();
        let signature = signer.sign(&message)?;
        if !key.verifies(&message, &signature) {
            return Err(SignError::WrongKey { key: id });
        }
        // One of that key which doesn't hold is of no use to anybody.
        self.entries.retain(|entry| entry.keyid != id.to_string());
        if self.entries.len() >= MAX_SIGNATURES {
            return Err(SignError::TooMany { limit: MAX_SIGNATURES });
        }
        self.entries.push(Entry { keyid: id.to_string(), sig: base64::encode(&signature) });
        Ok(())
    }

    /// Takes over the signatures of another envelope over the same statement.
    pub(super) fn merge(&mut self, other: Envelope) -> Result<(), Untrusted> {
        if self.payload != other.payload {
            return Err(Untrusted::TwoStatements);
        }
        for entry in other.entries {
            if !self.entries.contains(&entry) {
                self.entries.push(entry);
            }
        }
        match self.entries.len() {
            count if count > MAX_SIGNATURES => Err(Untrusted::TooManySignatures { count, limit: MAX_SIGNATURES }),
            _ => Ok(()),
        }
    }
}
