use std::time::Duration;

/// Why a connection failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text isn't the address of a database.
    #[error("`{target}` is not the address of a database: {reason}")]
    Address {
        /// What was given, without a password.
        target: String,
        /// What is wrong with it.
        reason: String,
        /// What to do next.
        advice: String,
    },
    /// The address is of a kind of database that this build can't speak to.
    #[error("{target}: this build can't connect to {database}")]
    NotBuiltIn {
        /// What was to be opened, without a password.
        target: String,
        /// The kind of database.
        database: mighost_schema::Dialect,
    },
    /// There is no database there, and the open mode doesn't make one. A caller that only reads may take it for an
    /// empty database.
    #[error("{target}: there is no such database")]
    Missing {
        /// What was to be opened.
        target: String,
    },
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
    /// A pooler stands before the server and changes sessions between statements: a lock of a session holds nothing there.
    /// A step is whole behind it all the same; a caller can go on with the fence alone.
    #[error(
        "{target}: a pooler in front of the server changes sessions between statements, so that the lock of a session \
         holds nothing"
    )]
    Pooled {
        /// What was to be locked, without a password.
        target: String,
        /// What to do next.
        advice: String,
    },
    /// Another connection held the database for longer than the lock timeout.
    #[error(
        "{target} is locked by {}; waited {waited:?}", holder.as_deref().unwrap_or("another connection")
    )]
    Busy {
        /// The database.
        target: String,
        /// How long.
        waited: Duration,
        /// Who holds it, where that is known.
        holder: Option<String>,
    },
    /// A statement or an operation failed.
    #[error(transparent)]
    Call(#[from] mighost_schema::Error),
}
