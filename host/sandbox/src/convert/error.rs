use super::Across;
use crate::bindings::types as wit;
use mighost_schema::{DatabaseError, Error};

super::records! {
    wit::DatabaseError = DatabaseError { code, message, detail, hint, position, statement, constraint }
}

impl Across<Error> for wit::Error {
    fn across(self) -> Error {
        match self {
            wit::Error::Database(e) => Error::Database(e.across()),
            wit::Error::Denied(text) => Error::Denied(text),
            wit::Error::Unsupported(text) => Error::Unsupported(text),
            wit::Error::Invalid(text) => Error::Invalid(text),
            wit::Error::Limit(text) => Error::Limit(text),
            wit::Error::Veto(text) => Error::Veto(text),
            wit::Error::Other(text) => Error::Other(text),
        }
    }
}

impl Across<wit::Error> for Error {
    fn across(self) -> wit::Error {
        match self {
            Error::Database(e) => wit::Error::Database(e.across()),
            Error::Denied(text) => wit::Error::Denied(text),
            Error::Unsupported(text) => wit::Error::Unsupported(text),
            Error::Invalid(text) => wit::Error::Invalid(text),
            Error::Limit(text) => wit::Error::Limit(text),
            Error::Veto(text) => wit::Error::Veto(text),
            Error::Other(text) => wit::Error::Other(text),
        }
    }
}
