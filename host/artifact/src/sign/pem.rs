//! What a key's file holds, by the label of its PEM: so that the wrong file is named and not just refused.

use super::KeyError;
use ed25519_dalek::pkcs8::{
    ObjectIdentifier, SecretDocument,
    spki::{
        self,
        der::{self, zeroize::Zeroizing},
    },
};

/// The label of a public key.
pub(super) const PUBLIC: &str = "PUBLIC KEY";
/// The label of a secret key.
pub(super) const SECRET: &str = "PRIVATE KEY";
/// What ECDSA's keys are, for people.
const OTHER_CURVE: &str = "an elliptic curve other than Ed25519's";
/// The longest text that is looked at. A key of ours has 119 bytes; this leaves room for comments around it.
const MAX_TEXT: usize = 16 * 1024;

/// The longest label that is looked at; `ENCRYPTED PRIVATE KEY` has 21 characters.
const MAX_LABEL: usize = 32;
/// How long the lines of PEM are.
const WIDTH: usize = 64;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Whether a text claims to hold a secret key of any kind: who prints what a file holds asks this first.
pub fn is_secret(text: &str) -> bool {
    text.contains("PRIVATE KEY")
}

/// The DER of the one PEM block of this label in a text; what else the text holds is named.
pub(super) fn read(text: &str, wanted: &'static str) -> Result<SecretDocument, KeyError> {
    if text.len() > MAX_TEXT {
        return Err(KeyError::NoKey { reason: format!("it has {} bytes, and a key has a few hundred", text.len()) });
    }
    let Some((_, block)) = text.split_once(BEGIN) else {
        return Err(KeyError::NoKey { reason: other(text).to_owned() });
    };
    if block.contains(BEGIN) {
        return Err(KeyError::Several);
    }
    let damaged = |reason: &str| KeyError::Damaged { reason: reason.to_owned() };
    // A message shows the label, so it must be one: where dashes are lost it would be the key.
    let label = block.split_once(DASHES).map(|(label, _)| label).filter(|label| is_label(label));
    let label = label.ok_or_else(|| damaged("its PEM has no label"))?;
    match label {
        label if label == wanted => {}
        SECRET => return Err(KeyError::SecretForPublic),
        PUBLIC => return Err(KeyError::PublicForSecret),
        "ENCRYPTED PRIVATE KEY" => return Err(KeyError::Encrypted),
        "OPENSSH PRIVATE KEY" => return Err(KeyError::OpenSsh),
        "RSA PRIVATE KEY" | "RSA PUBLIC KEY" => return Err(KeyError::OtherAlgorithm { name: "RSA".into() }),
        "EC PRIVATE KEY" => return Err(KeyError::OtherAlgorithm { name: OTHER_CURVE.into() }),
        "DSA PRIVATE KEY" => return Err(KeyError::OtherAlgorithm { name: "DSA".into() }),
        other => return Err(KeyError::NoKey { reason: format!("it holds a `{other}`") }),
    }
    let body = block.get(label.len() + DASHES.len()..).unwrap_or_default();
    let body = body.split_once(&format!("{END}{label}{DASHES}")).map(|(body, _)| body);
    let pem = wrap(label, body.ok_or_else(|| damaged("its PEM has no end"))?);
    match SecretDocument::from_pem(&pem) {
        Ok((_, document)) => Ok(document),
        Err(error) => Err(damaged(&error.to_string())),
    }
}

fn is_label(text: &str) -> bool {
    text.len() <= MAX_LABEL && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ')
}

/// The block in lines of the right length: an environment variable may have lost their ends, or gained spaces.
fn wrap(label: &str, body: &str) -> Zeroizing<String> {
    let mut pem = Zeroizing::new(String::with_capacity(MAX_TEXT));
    let write = |pem: &mut String, parts: &[&str]| parts.iter().for_each(|part| pem.push_str(part));
    write(&mut pem, &[BEGIN, label, DASHES]);
    for (at, c) in body.chars().filter(|c| !c.is_whitespace()).enumerate() {
        if at % WIDTH == 0 {
            pem.push('\n');
        }
        pem.push(c);
    }
    write(&mut pem, &["\n", END, label, DASHES, "\n"]);
    pem
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
        "1.2.840.10045.2.1" => OTHER_CURVE.into(),
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
