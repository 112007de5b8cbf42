//! Which signatures of an envelope count.

use super::{Envelope, KeyId, PublicKey, base64};
use std::collections::BTreeSet;
use std::fmt;

/// Why a signature doesn't count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is no signature: another length, base64 in another form, or a key id that is none.
    Undecodable,
    /// It is of a key that wasn't asked for.
    UnknownKey,
    /// It says that it is of a known key, and isn't that key's over this statement.
    Invalid,
    /// That key counts already.
    Repeated,
}

/// A signature that doesn't count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncounted {
    /// The id of the key that it says it is of.
    pub key: String,
    /// Why it doesn't count.
    pub why: Why,
}

impl fmt::Display for Uncounted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // As long as a key id: what is longer isn't one, and nobody has checked it.
        let key: String = self.key.chars().take(64).collect();
        let why = match self.why {
            Why::Undecodable => "is no signature",
            Why::UnknownKey => "is of a key that isn't asked for",
            Why::Invalid => "isn't that key's over this statement",
            Why::Repeated => "is of a key that counts already",
        };
        write!(f, "the one of {} {why}", key.escape_debug())
    }
}

/// Counts the distinct keys, of those given, that signed.
pub(super) fn count(envelope: &Envelope, keys: &[PublicKey]) -> (Vec<KeyId>, Vec<Uncounted>) {
    let message = envelope.pae();
    let mut counted = BTreeSet::new();
    let mut others = Vec::new();
    for entry in envelope.entries() {
        let judged = (|| {
            let id = KeyId::from_hex(&entry.keyid).ok_or(Why::Undecodable)?;
            let signature = base64::decode_signature(&entry.sig).ok_or(Why::Undecodable)?;
            let key = keys.iter().find(|key| key.id() == id).ok_or(Why::UnknownKey)?;
            if !key.verifies(&message, &signature) {
                return Err(Why::Invalid);
            }
            if counted.insert(id) { Ok(()) } else { Err(Why::Repeated) }
        })();
        if let Err(why) = judged {
            others.push(Uncounted { key: entry.keyid.clone(), why });
        }
    }
    (counted.into_iter().collect(), others)
}
