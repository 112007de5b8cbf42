//! The in-toto statement around a predicate, read strictly and written in one form.

use super::{SignError, Untrusted};
use crate::Digest;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The type of every statement: in-toto's Statement v1.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// The largest number that every reader of JSON reads exactly: 2^53 - 1.
pub(super) const MAX_NUMBER: u64 = (1 << 53) - 1;

/// The JSON. The order of the fields is that of the bytes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<P> {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    predicate: P,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    name: String,
    digest: DigestSet,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DigestSet {
    sha256: Digest,
}

/// Only the types, so that a statement about something else can say so instead of naming a field.
#[derive(Deserialize)]
struct Types {
    #[serde(rename = "_type")]
    kind: String,
    #[serde(rename = "predicateType")]
    predicate_type: String,
}

/// What a statement is about: its name and its digest.
pub(super) struct About {
    pub(super) name: String,
    pub(super) sha256: Digest,
}

pub(super) fn write<P: Serialize>(
    about: About,
    predicate_type: &str,
    predicate: P,
    most: usize,
) -> Result<Vec<u8>, SignError> {
    let wire = Wire {
        kind: STATEMENT_TYPE.to_owned(),
        subject: vec![Subject { name: about.name, digest: DigestSet { sha256: about.sha256 } }],
        predicate_type: predicate_type.to_owned(),
        predicate,
    };
    let payload = serde_json::to_vec(&wire).map_err(SignError::internal)?;
    if payload.len() > most {
        return Err(SignError::TooLarge { size: payload.len(), limit: most });
    }
    Ok(payload)
}

/// Reads a statement of one predicate type. Its one form is for the caller to check, who writes it again.
pub(super) fn read<P: DeserializeOwned>(payload: &[u8], predicate_type: &'static str) -> Result<(About, P), Untrusted> {
    let unreadable = |error: serde_json::Error| Untrusted::Statement { reason: error.to_string() };
    let types: Types = serde_json::from_slice(payload).map_err(unreadable)?;
    if types.kind != STATEMENT_TYPE {
        return Err(Untrusted::StatementType { found: types.kind });
    }
    if types.predicate_type != predicate_type {
        return Err(Untrusted::PredicateType { expected: predicate_type, found: types.predicate_type });
    }
    let wire: Wire<P> = serde_json::from_slice(payload).map_err(unreadable)?;
    let count = wire.subject.len();
    match <[Subject; 1]>::try_from(wire.subject) {
        Ok([subject]) => Ok((About { name: subject.name, sha256: subject.digest.sha256 }, wire.predicate)),
        Err(_) => Err(Untrusted::Subjects { count }),
    }
}

/// Whether a number may stand in a statement.
pub(super) fn check_number(name: &str, number: u64) -> Result<(), String> {
    match number {
        0 => Err(format!("the {name} is 0; it begins with 1")),
        number if number > MAX_NUMBER => Err(format!("the {name} {number} is larger than {MAX_NUMBER}")),
        _ => Ok(()),
    }
}
