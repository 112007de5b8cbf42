//! Base64 of one form: with padding, and nothing in the bits that no byte needs.

use base64ct::{Base64, Encoding};

pub(super) fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// The bytes of a text, if it is what [`encode`] makes of them.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64::decode_vec(text).ok()?;
    (encode(&bytes) == text).then_some(bytes)
}

/// The same for a signature.
pub(super) fn decode_signature(text: &str) -> Option<[u8; 64]> {
    decode(text)?.try_into().ok()
}
