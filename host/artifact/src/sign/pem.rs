//! What a key's file holds, by the label of its PEM: so that the wrong file is named and not just refused.

use super::KeyError;
use ed25519_dalek::pkcs8::{
    ObjectIdentifier, SecretDocument,
    spki::{self, der},
};

/// The label of a public key.
pub(super) const PUBLIC: &str = "PUBLIC KEY";
/// The label of a secret key.
pub(super) const SECRET: &str = "PRIVATE KEY";
/// The longest text that is looked at. A key of ours has 119 bytes; this leaves room for comments around it.
const MAX_TEXT: usize = 16 * 1024;

/// What stands before a label.
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// Whether a text claims to hold a secret key of any kind: who prints what a file holds asks this first.
pub fn is_secret(text: &str) -> bool {
    text.lines().filter_map(|line| line.trim().strip_prefix(BEGIN)).any(|label| label.contains("PRIVATE KEY"))
}

/// The DER of the one PEM block of this label in a text; what else the text holds is named.
pub(super) fn read(text: &str, wanted: &'static str) -> Result<SecretDocument, KeyError> {
    if text.len() > MAX_TEXT {
        return Err(KeyError::NoKey { reason: format!("it has {} bytes, and a key has a few hundred", text.len()) });
    }
    let mut labels = text.lines().filter_map(|line| line.trim().strip_prefix(BEGIN)?.strip_suffix("-----"));
    let Some(label) = labels.next() else { return Err(KeyError::NoKey { reason: other(text).to_owned() }) };
    if labels.next().is_some() {
        return Err(KeyError::Several);
    }
    match label {
        label if label == wanted => {}
        SECRET => return Err(KeyError::SecretForPublic),
        PUBLIC => return Err(KeyError::PublicForSecret),
        "ENCRYPTED PRIVATE KEY" => return Err(KeyError::Encrypted),
        "OPENSSH PRIVATE KEY" => return Err(KeyError::OpenSsh),
        "RSA PRIVATE KEY" | "RSA PUBLIC KEY" => return Err(KeyError::OtherAlgorithm { name: "RSA".into() }),
        "EC PRIVATE KEY" => {
            return Err(KeyError::OtherAlgorithm { name: "an elliptic curve other than Ed25519's".into() });
        }
        "DSA PRIVATE KEY" => return Err(KeyError::OtherAlgorithm { name: "DSA".into() }),
        other => return Err(KeyError::NoKey { reason: format!("it holds a `{}`", other.escape_debug()) }),
    }
    let block = block(text).ok_or_else(|| KeyError::Damaged { reason: "its PEM has no end".into() })?;
    match SecretDocument::from_pem(&block) {
        Ok((_, document)) => Ok(document),
        Err(error) => Err(KeyError::Damaged { reason: error.to_string() }),
    }
}

/// The lines of the block alone, without spaces around them: an environment variable may have lost or gained some.
fn block(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim).skip_while(|line| !line.starts_with(BEGIN));
    let mut block = String::new();
    loop {
        let line = lines.next()?;
        block.push_str(line);
        block.push('\n');
        if line.starts_with(END) {
            return Some(block);
        }
    }
}

/// What a text without PEM is.
fn other(text: &str) -> &'static str {
    let text = text.trim_start();
    if text.is_empty() {
        "it is empty"
    } else if text.starts_with("ssh-") {
        "it holds a public key of SSH"
    } else if text.starts_with("untrusted comment:") {
        "it holds a key of minisign"
    } else {
        "it holds no PEM (`-----BEGIN …`)"
    }
}

/// Why a key's DER can't be read.
pub(super) fn refused(error: &spki::Error) -> KeyError {
    match error {
        spki::Error::OidUnknown { oid } => KeyError::OtherAlgorithm { name: algorithm(*oid) },
        other => KeyError::Damaged { reason: other.to_string() },
    }
}

/// The same for a secret key.
pub(super) fn refused_secret(error: &ed25519_dalek::pkcs8::Error) -> KeyError {
    match error {
        ed25519_dalek::pkcs8::Error::PublicKey(error) => refused(error),
        other => KeyError::Damaged { reason: other.to_string() },
    }
}

/// An algorithm's name, for those that people have.
fn algorithm(oid: ObjectIdentifier) -> String {
    match oid.to_string().as_str() {
        "1.2.840.113549.1.1.1" => "RSA".into(),
        "1.2.840.10045.2.1" => "an elliptic curve other than Ed25519's".into(),
        "1.3.101.110" => "X25519".into(),
        "1.3.101.113" => "Ed448".into(),
        other => format!("the algorithm {other}"),
    }
}

/// Why DER can't be written: only where memory is short.
pub(super) fn unwritable(error: impl std::fmt::Display) -> KeyError {
    KeyError::Damaged { reason: error.to_string() }
}

/// The end of a line in the PEM that is written.
pub(super) const LINE_END: der::pem::LineEnding = der::pem::LineEnding::LF;
