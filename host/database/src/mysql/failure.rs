//! From the driver's errors to the vocabulary's.

use crate::Error;
use mighost_schema::{DatabaseError, Error as CallError};
use sqlx::mysql::MySqlDatabaseError;
use std::time::Duration;

/// The number of a server's error, where it is one.
pub(super) fn number(error: &sqlx::Error) -> Option<u16> {
    error.as_database_error()?.try_downcast_ref::<MySqlDatabaseError>().map(MySqlDatabaseError::number)
}

/// What an error is about.
pub(super) struct Place<'a> {
    pub target: &'a str,
    pub statement: &'a str,
    /// How long statements wait for locks.
    pub waits: Duration,
}

/// What the driver said about a statement.
pub(super) fn failed(error: &sqlx::Error, place: &Place<'_>) -> Error {
    let unreachable = |reason: String, advice: &str| Error::Unreachable {
        target: place.target.to_owned(),
        reason,
        advice: advice.to_owned(),
    };
    let Some(said) = error.as_database_error().and_then(|e| e.try_downcast_ref::<MySqlDatabaseError>()) else {
        return match error {
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_) => {
                // What the driver says of bytes that are missing tells its users nothing.
                tracing::debug!(%error, "the connection was lost");
                unreachable(
                    "the connection to the server was lost".to_owned(),
                    "Look into the server's log; run again once it is up: what was done is in the database.",
                )
            }
            other => CallError::Other(format!("{}: the MySQL driver failed: {other}", place.target)).into(),
        };
    };
    let message = said.message();
    let hint = match said.number() {
        // ER_LOCK_WAIT_TIMEOUT
        1205 => return Error::Busy { target: place.target.to_owned(), waited: place.waits, holder: None },
        // ER_SERVER_SHUTDOWN, ER_CONNECTION_KILLED
        1053 | 1927 => {
            return unreachable(
                format!("the server ended the connection ({message})"),
                "Run again once the server is up: what was done is in the database.",
            );
        }
        // ER_UNKNOWN_COM_ERROR, with which a node of a Galera cluster says that it is cut off from the others.
        1047 if message.contains("WSREP") => {
            return unreachable(
                format!("the node of the cluster takes no statements ({message})"),
                "Wait until it has joined the others (SHOW STATUS LIKE 'wsrep_ready'), or connect to another node.",
            );
        }
        // ER_EMPTY_QUERY
        1065 => return CallError::Invalid("there is no statement in this text".to_owned()).into(),
        // ER_OPTION_PREVENTS_STATEMENT, ER_READ_ONLY_MODE, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
        1290 if message.contains("read-only") || message.contains("read_only") => Some(READ_ONLY),
        1836 | 1792 => Some(READ_ONLY),
        // ER_DISK_FULL, ER_RECORD_FILE_FULL, ER_TEMP_FILE_WRITE_FAILURE, and error 28 of the system in others.
        1021 | 1114 | 1878 => Some(FULL),
        3 | 1026 | 1005 | 1030 | 1296 if message.contains("28") && message.contains("space") => Some(FULL),
        // ER_LOCK_DEADLOCK: the server has rolled back.
        1213 => Some("The server rolled the transaction back to resolve a deadlock; run the step again."),
        // ER_STATEMENT_TIMEOUT on MariaDB, ER_QUERY_TIMEOUT
        1969 | 3024 => {
            Some("The server's own limit for a statement ended it: max_statement_time or max_execution_time.")
        }
        // ER_BLOB_KEY_WITHOUT_LENGTH
        1170 => Some("Give the index part a prefix length, or the column a varchar type."),
        // ER_TOO_LONG_KEY
        1071 => Some("Index a shorter column, or give the index part a prefix length."),
        // ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED on MariaDB, ER_CHECK_CONSTRAINT_CLAUSE_USING_FK_REFER_ACTION_COLUMN
        1901 | 3823 => Some(
            "An expression of a table can't depend on the session or turn a text into something else, and a check can't \
             read a column that a foreign key sets.",
        ),
        // ER_WRONG_AUTO_KEY
        1075 => Some("A column that numbers its rows must be the first of the primary key or of an index."),
        // ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_SPECIFIC_ACCESS_DENIED_ERROR
        1044 | 1142 | 1143 | 1227 => Some("The login lacks a privilege; grant it, or connect as another user."),
        _ => None,
    };
    CallError::Database(DatabaseError {
        code: said.number().to_string(),
        constraint: constraint(said.number(), message),
        message: message.to_owned(),
        detail: said.code().map(|state| format!("SQLSTATE {state}")),
        hint: hint.map(str::to_owned),
        position: None,
        statement: Some(place.statement.to_owned()),
    })
    .into()
}

const READ_ONLY: &str = "The server takes no writes: it is a replica or was set to read_only. Connect to the primary.";
const FULL: &str = "The server's disk or table space is full. Make room, then run again.";

/// Whether a server that can't be connected to may be there in a moment.
pub(super) fn is_for_now(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => crate::connect::is_for_now(error),
        // ER_SERVER_SHUTDOWN
        other => number(other) == Some(1053),
    }
}

/// Why no connection could be made.
pub(super) fn unopened(error: &sqlx::Error, target: &str) -> Error {
    let (reason, advice) = match (number(error), error) {
        // ER_ACCESS_DENIED_ERROR, ER_ACCESS_DENIED_NO_PASSWORD_ERROR, ER_NOT_SUPPORTED_AUTH_MODE and the like
        (Some(1045 | 1698 | 1251 | 1524), _) => {
            ("the server refuses the login".to_owned(), "Check the user, the password and the host it may come from.")
        }
        (Some(1044), _) => {
            ("the login may not use this database".to_owned(), "Grant it the privileges, or check the database's name.")
        }
        // ER_BAD_DB_ERROR
        (Some(1049), _) => return Error::Missing { target: target.to_owned() },
        // ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS
        (Some(1040 | 1203), _) => (
            "the server has no connection left".to_owned(),
            "Close some, or raise max_connections; mighost needs two, and one more to interrupt a statement.",
        ),
        // ER_MUST_CHANGE_PASSWORD, ER_MUST_CHANGE_PASSWORD_LOGIN
        (Some(1820 | 1862), _) => ("the login's password has expired".to_owned(), "Set a new one with ALTER USER."),
        // ER_ACCOUNT_HAS_BEEN_LOCKED on MySQL and on MariaDB
        (Some(3118 | 4151), _) => ("the login is locked".to_owned(), "Unlock it: ALTER USER … ACCOUNT UNLOCK."),
        // ER_HOST_IS_BLOCKED, ER_HOST_NOT_PRIVILEGED
        (Some(1129 | 1130), _) => (
            "the server takes no connections from here".to_owned(),
            "Allow the login from this host, or, after many failed tries, run FLUSH HOSTS on the server.",
        ),
        // ER_SECURE_TRANSPORT_REQUIRED
        (Some(3159), _) => {
            ("the server wants an encrypted connection".to_owned(), "Add ?ssl-mode=required to the address.")
        }
        (_, sqlx::Error::Io(error)) => (
            format!("there is no server ({error})"),
            "Check the host and port (or the socket), and that the server is up.",
        ),
        (_, sqlx::Error::Tls(error)) => {
            (format!("no encrypted connection ({error})"), "Check ssl-mode, ssl-ca and the server's certificate.")
        }
        (_, sqlx::Error::Configuration(error)) => {
            return Error::Address {
                target: target.to_owned(),
                reason: error.to_string(),
                advice: "Write mysql://user:password@host:3306/database, or ?socket=/path/to/socket.".to_owned(),
            };
        }
        _ => (error.to_string(), "Look into the server's log."),
    };
    Error::Unreachable { target: target.to_owned(), reason, advice: advice.to_owned() }
}

/// The name of the broken constraint, where the message has one.
fn constraint(number: u16, message: &str) -> Option<String> {
    let between = |open: &str, close: char| {
        let (_, rest) = message.split_once(open)?;
        rest.split_once(close).map(|(name, _)| name.to_owned())
    };
    match number {
        // ER_DUP_ENTRY, ER_DUP_ENTRY_WITH_KEY_NAME; MySQL writes the table before the key.
        1062 | 1586 => {
            let (_, name) = message.rsplit_once(" for key ")?;
            let name = name.trim_matches('\'');
            Some(name.rsplit_once('.').map_or(name, |(_, name)| name).to_owned())
        }
        // Foreign keys, and MariaDB's checks.
        1451 | 1452 | 1216 | 1217 | 4025 => between("CONSTRAINT `", '`'),
        // ER_CHECK_CONSTRAINT_VIOLATED
        3819 => between("constraint '", '\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_broken_constraint_is_found_in_the_message() {
        for (number, message, name) in [
            (1062, "Duplicate entry 'x' for key 'uu'", "uu"),
            (1062, "Duplicate entry 'x' for key 't.uu'", "uu"),
            (4025, "CONSTRAINT `ck` failed for `x`.`t`", "ck"),
            (3819, "Check constraint 'ck' is violated.", "ck"),
            (1452, "Cannot add or update a child row (`x`.`t`, CONSTRAINT `fk` FOREIGN KEY (`a`))", "fk"),
        ] {
            assert_eq!(constraint(number, message).as_deref(), Some(name), "{message}");
        }
    }
}
