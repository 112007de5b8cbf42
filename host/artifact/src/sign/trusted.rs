//! What operators say about a trust file: that it is theirs, and which version.

use super::in_toto::{self, About};
use super::{KeyId, SignError, Untrusted, envelope::MAX_STATEMENT};
use crate::Digest;
use crate::description::check_created;
use serde::{Deserialize, Serialize};

/// The predicate type of a statement about a trust file.
pub const TRUST_TYPE: &str = "https://mighost.dev/trust/v1";
/// The subject's name: in-toto wants one, and where the file is is nobody's business.
const NAME: &str = "trust.toml";

/// What operators say about a trust file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustStatement {
    /// The SHA-256 of the file.
    pub sha256: Digest,
    /// Its version, from 1: it only grows.
    pub version: u64,
    /// When it was signed first, RFC 3339.
    pub created: String,
}

/// The JSON of the predicate.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Predicate {
    version: u64,
    created: String,
}

/// A statement about a trust file whose signatures hold.
#[derive(Clone, Debug)]
pub struct VerifiedTrust {
    pub(super) statement: TrustStatement,
    pub(super) keys: Vec<KeyId>,
}

impl VerifiedTrust {
    /// What the signers say.
    pub fn statement(&self) -> &TrustStatement {
        &self.statement
    }

    /// The keys that signed, of those asked for: each once, sorted.
    pub fn keys(&self) -> &[KeyId] {
        &self.keys
    }
}

impl TrustStatement {
    pub(super) fn to_payload(&self) -> Result<Vec<u8>, SignError> {
        self.check().map_err(|reason| SignError::Statement { reason })?;
        let predicate = Predicate { version: self.version, created: self.created.clone() };
        in_toto::write(About { name: NAME.to_owned(), sha256: self.sha256 }, TRUST_TYPE, predicate, MAX_STATEMENT)
    }

    /// Reads what [`to_payload`](Self::to_payload) writes, and nothing else.
    pub(super) fn from_payload(payload: &[u8]) -> Result<TrustStatement, Untrusted> {
        let (about, Predicate { version, created }) = in_toto::read::<Predicate>(payload, TRUST_TYPE)?;
        let statement = TrustStatement { sha256: about.sha256, version, created };
        statement.check().map_err(|reason| Untrusted::Statement { reason })?;
        if statement.to_payload().is_ok_and(|written| written == payload) {
            Ok(statement)
        } else {
            Err(Untrusted::Form)
        }
    }

    fn check(&self) -> Result<(), String> {
        in_toto::check_number("version", self.version)?;
        check_created(&self.created)
            .map_err(|why| format!("the time `{}` can't be used: {why}", self.created.escape_debug()))
    }
}
