use serde::{Deserialize, Serialize};
use std::fmt;

/// What the database said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseError {
    /// The database's own code: SQLSTATE, a MySQL error number, or the name of SQLite's extended result code.
    pub code: String,
    /// The database's message.
    pub message: String,
    /// More about it.
    pub detail: Option<String>,
    /// The database's own advice.
    pub hint: Option<String>,
    /// Where in the statement, in characters from 1.
    pub position: Option<u32>,
    /// The statement that failed.
    pub statement: Option<String>,
    /// The constraint that was broken.
    pub constraint: Option<String>,
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

/// Why an operation, a query or another call on a session failed. The cases are those of the contract's `error`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Error {
    /// The database refused.
    #[error("{0}")]
    Database(DatabaseError),
    /// The policy refused.
    #[error("denied: {0}")]
    Denied(String),
    /// This database can't do that.
    #[error("unsupported: {0}")]
    Unsupported(String),
    /// The request makes no sense with the schema as it is.
    #[error("{0}")]
    Invalid(String),
    /// A limit of the step was reached; the step ends.
    #[error("limit reached: {0}")]
    Limit(String),
    /// The migration itself refuses to run.
    #[error("the migration refuses: {0}")]
    Veto(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// The result of a call on a session.
pub type Result<T, E = Error> = std::result::Result<T, E>;
