//! What went wrong, said clearly.

use crate::Error;
use mighost_schema::{DatabaseError, Error as CallError};
use sqlx::postgres::{PgConnectOptions, PgDatabaseError, PgErrorPosition};

/// The server's code of an error.
pub(super) fn code(error: &sqlx::Error) -> Option<&str> {
    Some(server(error)?.code())
}

fn server(error: &sqlx::Error) -> Option<&PgDatabaseError> {
    match error {
        sqlx::Error::Database(error) => error.try_downcast_ref::<PgDatabaseError>(),
        _ => None,
    }
}

/// Whether the connection can be used no more.
pub(super) fn is_gone(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
        // Ended by the administrator, by a crash, or for being idle for too long.
        other => matches!(code(other), Some("57P01" | "57P02" | "57P03" | "57P04" | "57P05" | "25P03")),
    }
}

/// Whether a server that can't be connected to may be there in a moment: it is starting, restarting, or its machine or name
/// isn't there yet.
pub(super) fn is_for_now(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => crate::connect::is_for_now(error),
        other => matches!(code(other), Some("57P01" | "57P02" | "57P03")),
    }
}

/// Why a connection can't be opened.
pub(super) fn unreachable(target: &str, error: &sqlx::Error, options: Option<&PgConnectOptions>) -> Error {
    let (reason, advice) = match error {
        sqlx::Error::Io(error) => io(error, options),
        sqlx::Error::Tls(error) => (
            format!("no encrypted connection can be made: {error}"),
            "Check sslmode and sslrootcert in the address.".to_owned(),
        ),
        sqlx::Error::Configuration(error) => (error.to_string(), "Correct the address.".to_owned()),
        other => match server(other) {
            Some(said) => {
                let advice = match said.code() {
                    "57P03" => "The server is starting or stopping; try again in a moment.",
                    "3D000" => "Create the database, or correct its name in the address.",
                    "28000" if said.message().contains("pg_hba.conf") => {
                        "The login was refused: let this machine and user in by a line of the server's pg_hba.conf, or ask \
                         for encryption with sslmode=require."
                    }
                    "28P01" | "28000" => "The login was refused: check the user and the password in the address.",
                    "53300" => "The server has no connection left; try again, or raise max_connections.",
                    "42501" => "The user lacks the right; ask the database's owner to grant it.",
                    "42704" | "22023" => "Correct the options in the address.",
                    _ => "See the server's message.",
                };
                (said.message().to_owned(), advice.to_owned())
            }
            None => (other.to_string(), "Check the address, and that a PostgreSQL server answers there.".to_owned()),
        },
    };
    Error::Unreachable { target: target.to_owned(), reason, advice }
}

fn io(error: &std::io::Error, options: Option<&PgConnectOptions>) -> (String, String) {
    let socket = options.and_then(|options| {
        let folder = options.get_socket().cloned().or_else(|| {
            let host = options.get_host();
            host.starts_with('/').then(|| host.into())
        })?;
        Some(folder.join(format!(".s.PGSQL.{}", options.get_port())))
    });
    let host = options.map_or("", PgConnectOptions::get_host);
    if let Some(socket) = socket {
        return (
            format!("no server answers at the socket {}: {error}", socket.display()),
            "Check that the server runs, and the folder and port in the address.".to_owned(),
        );
    }
    if crate::connect::is_unknown_host(error) {
        return (
            format!("the host `{host}` isn't known: {error}"),
            "Check the host in the address, and this machine's name service.".to_owned(),
        );
    }
    (format!("the server can't be reached: {error}"), "Check the address, and whether the server runs.".to_owned())
}

/// Why a statement failed.
pub(super) fn failed(target: &str, error: &sqlx::Error, statement: &str) -> Error {
    if is_gone(error) {
        // What the driver says of bytes that are missing tells its users nothing.
        tracing::debug!(%error, "the connection was lost");
        let said = server(error).map_or_else(String::new, |said| format!(": {}", said.message()));
        return Error::Unreachable {
            target: target.to_owned(),
            reason: format!("the connection to the server was lost{said}"),
            advice: "What wasn't committed is undone. Run the command again.".to_owned(),
        };
    }
    let Some(said) = server(error) else {
        return CallError::Other(format!("{error}, in: {statement}")).into();
    };
    // The server's own advice first.
    let hint = said.hint().map(str::to_owned).or_else(|| advice(said.code()).map(str::to_owned));
    let position = match said.position() {
        Some(PgErrorPosition::Original(at)) => u32::try_from(at).ok(),
        _ => None,
    };
    CallError::Database(DatabaseError {
        code: said.code().to_owned(),
        message: said.message().to_owned(),
        detail: said.detail().map(str::to_owned),
        hint,
        position,
        statement: Some(statement.to_owned()),
        constraint: said.constraint().map(str::to_owned),
    })
    .into()
}

fn advice(code: &str) -> Option<&'static str> {
    Some(match code {
        "25006" => {
            "The server takes no changes: it is a standby, or default_transaction_read_only is on. Connect to the primary."
        }
        "53100" => "The server's disk is full. Free space there and run the command again; nothing was changed.",
        "55P04" => "A label that was added to a type can be used once its step is committed: use it in the next step.",
        "25001" => "Declare the step to run without a transaction (transaction: none).",
        "42601" => "A call runs exactly one statement.",
        "42883" => "Cast the column to text where its type can't be sent.",
        _ => return None,
    })
}

/// The transaction is not the one that was begun.
pub(super) fn transaction_lost() -> CallError {
    CallError::Denied(
        "a statement ended the transaction of the step; a migration can't begin, commit or roll back".to_owned(),
    )
}
