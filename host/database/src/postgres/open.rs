//! Opening a connection.

use super::failure::unreachable;
use super::{Postgres, Transaction};
use crate::{Error, OpenMode, Options};
use sqlx::postgres::{PgConnectOptions, PgRow, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, PgConnection, Row};
use std::str::FromStr;

/// What the address asks for.
pub(super) fn options(address: &str, shown: &str) -> Result<PgConnectOptions, Error> {
    let wrong =
        |reason: String, advice: &str| Error::Address { target: shown.to_owned(), reason, advice: advice.to_owned() };
    // `postgresql+psycopg2://` and `postgresql:///db?host=/run`: the driver is no business of ours, and an address
    // without a server means the one of this machine.
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let mut url = format!("postgresql://{rest}");
    if rest.starts_with('/') {
        url = format!("postgresql://localhost{rest}");
    }
    let mut options = PgConnectOptions::from_str(&url).map_err(|error| {
        wrong(error.to_string(), "Write postgresql://user:password@host:5432/database; characters such as @ or / in a password are written %40 and %2F.")
    })?;
    if options.get_application_name().is_none() {
        options = options.application_name("mighost");
    }
    // One of the server's own machine needs no encryption, and its own TLS settings are for others.
    if options.get_socket().is_some() {
        options = options.ssl_mode(PgSslMode::Disable);
    }
    // The plan of a statement that is kept is wrong after the next migration; nothing runs often enough to be kept.
    Ok(options.statement_cache_capacity(1).disable_statement_logging())
}

/// Opens a connection to a database that exists.
pub(crate) async fn open(address: &str, shown: &str, mode: OpenMode, settings: &Options) -> Result<Postgres, Error> {
    let options = options(address, shown)?;
    let connection = connect(&options, shown, settings).await?;
    let mut postgres = start(connection, options, shown, settings).await?;
    if mode == OpenMode::ReadOnly {
        // Not by a parameter of the login: poolers refuse those.
        postgres.simple("SET default_transaction_read_only = on").await?;
    }
    Ok(postgres)
}

/// Connects; a server that doesn't answer at all is given up.
pub(super) async fn connect(
    options: &PgConnectOptions,
    shown: &str,
    settings: &Options,
) -> Result<PgConnection, Error> {
    match tokio::time::timeout(settings.connect_timeout, PgConnection::connect_with(options)).await {
        Ok(result) => result.map_err(|error| unreachable(shown, &error)),
        Err(_) => Err(Error::Unreachable {
            target: shown.to_owned(),
            reason: format!("the server didn't answer within {:?}", settings.connect_timeout),
            advice: "Check the address, and whether a firewall is in between.".to_owned(),
        }),
    }
}

async fn start(
    mut connection: PgConnection,
    options: PgConnectOptions,
    shown: &str,
    settings: &Options,
) -> Result<Postgres, Error> {
    let sql = format!(
        "{PLAIN}; SELECT current_setting('server_version'), current_setting('server_version_num'), \
         pg_backend_pid()::text, current_schema()::text, current_setting('search_path')"
    );
    let rows: Vec<PgRow> = sqlx::raw_sql(AssertSqlSafe(sql))
        .fetch_all(&mut connection)
        .await
        .map_err(|error| unreachable(shown, &error))?;
    let row = rows.last();
    let text = |at: usize| row.and_then(|row| row.try_get::<Option<String>, _>(at).ok().flatten());
    let number = text(1).and_then(|number| number.parse::<u32>().ok()).unwrap_or_default();
    if number < OLDEST {
        return Err(Error::Unreachable {
            target: shown.to_owned(),
            reason: format!("the server is PostgreSQL {}, which mighost doesn't know", text(0).unwrap_or_default()),
            advice: "PostgreSQL 12 is the oldest it works with.".to_owned(),
        });
    }
    let Some(schema) = text(3) else {
        return Err(Error::Unreachable {
            target: shown.to_owned(),
            reason: format!("no schema of the search path `{}` exists", text(4).unwrap_or_default()),
            advice: "Create the schema, or set another: add ?options[search_path]=name to the address.".to_owned(),
        });
    };
    let mut postgres = Postgres {
        connection,
        options,
        target: shown.to_owned(),
        version: text(0).unwrap_or_default(),
        number,
        pid: text(2).and_then(|pid| pid.parse().ok()).unwrap_or_default(),
        schema,
        settings: settings.clone(),
        deadline: None,
        transaction: Transaction::None,
        marker: String::new(),
        fresh: false,
        guest_ran: false,
        guest_wrote: false,
        claim: None,
        failed: false,
        broken: false,
    };
    postgres.simple(postgres.watch()).await?;
    Ok(postgres)
}

/// Whatever the server's defaults say, texts are read and written in one way.
pub(super) const PLAIN: &str =
    "SET standard_conforming_strings = on; SET bytea_output = hex; SET IntervalStyle = postgres";

/// The oldest server whose catalogs are read here: generated columns came with it.
const OLDEST: u32 = 120_000;
