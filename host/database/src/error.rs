use std::time::Duration;

/// Why a connection failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database can't be opened, or isn't one.
    #[error("{target}: {reason}")]
    Unreachable {
        /// What was to be opened, without a password.
        target: String,
        /// Why not.
        reason: String,
        /// What to do next.
        advice: String,
    },
    /// Another connection held the database for longer than the lock timeout.
    #[error("{target} is locked by another connection; waited {waited:?}")]
    Busy {
        /// The database.
        target: String,
        /// How long.
        waited: Duration,
    },
    /// A statement or an operation failed.
    #[error(transparent)]
    Call(#[from] mighost_schema::Error),
}
