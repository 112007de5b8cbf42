use crate::types::Error;

/// What a migration and every call of the host give back.
pub type Result<T = (), E = Error> = core::result::Result<T, E>;

/// Ends the step: the migration refuses to run, and says why. Formats like [`format!`].
///
/// ```
/// # use mighost_guest::prelude::*;
/// fn upgrade() -> Result {
///     bail!("{} people have no name", 3);
/// }
/// assert_eq!(upgrade(), Err(Error::Veto("3 people have no name".into())));
/// ```
#[macro_export]
macro_rules! bail {
    ($($message:tt)+) => {
        return ::core::result::Result::Err($crate::types::Error::Veto(::std::format!($($message)+)))
    };
}

/// [`bail!`]s unless a condition holds.
///
/// ```
/// # use mighost_guest::prelude::*;
/// fn upgrade() -> Result {
///     ensure!(1 + 1 == 3, "arithmetic is broken");
///     Ok(())
/// }
/// assert_eq!(upgrade(), Err(Error::Veto("arithmetic is broken".into())));
/// ```
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            $crate::bail!($($message)+);
        }
    };
}

impl Error {
    /// What went wrong, without its kind.
    pub fn message(&self) -> &str {
        match self {
            Error::Database(error) => &error.message,
            Error::Denied(text)
            | Error::Unsupported(text)
            | Error::Invalid(text)
            | Error::Limit(text)
            | Error::Veto(text)
            | Error::Other(text) => text,
        }
    }

    /// The database's own code, where the database refused: SQLSTATE on PostgreSQL, the error number on MySQL, the
    /// extended result code's name on SQLite.
    pub fn code(&self) -> Option<&str> {
        match self {
            Error::Database(error) => Some(&error.code),
            _ => None,
        }
    }

    /// Whether the database can't do what was asked.
    pub fn is_unsupported(&self) -> bool {
        matches!(self, Error::Unsupported(_))
    }
}

impl From<&str> for Error {
    fn from(message: &str) -> Self {
        Error::Other(message.into())
    }
}

impl From<String> for Error {
    fn from(message: String) -> Self {
        Error::Other(message)
    }
}
