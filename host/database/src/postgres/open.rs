//! Opening a connection.

use super::address;
use super::failure::{self, unreachable};
use super::{Postgres, Transaction};
use crate::connect::{Refused, patiently};
use crate::{Error, OpenMode, Options, Timeouts};
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row};
use std::time::Duration;

/// Opens a connection to a database that exists.
pub(crate) async fn open(address: &str, shown: &str, mode: OpenMode, settings: &Options) -> Result<Postgres, Error> {
    let (options, settings) = address::read(address, shown, settings)?;
    let connection = reach(&options, shown, &settings).await?;
    let mut postgres = start(connection, options, shown, &settings).await?;
    if mode == OpenMode::ReadOnly {
        // One transaction for as long as the connection lasts: a setting of the session, behind a pooler, would stay
        // with a session that somebody else is given next.
        postgres.simple("BEGIN TRANSACTION READ ONLY").await?;
        postgres.read_only = true;
    }
    Ok(postgres)
}

/// Connects; a server that isn't there yet is waited for, for as long as the settings say.
pub(super) async fn reach(options: &PgConnectOptions, shown: &str, settings: &Options) -> Result<PgConnection, Error> {
    patiently(settings.wait, || dial(options, shown, settings.connect_timeout)).await
}

/// Connects once; a server that doesn't answer at all is given up.
async fn dial(options: &PgConnectOptions, shown: &str, patience: Duration) -> Result<PgConnection, Refused> {
    match tokio::time::timeout(patience, PgConnection::connect_with(options)).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => {
            Err(Refused { for_now: failure::is_for_now(&error), error: unreachable(shown, &error, Some(options)) })
        }
        Err(_) => Err(Refused {
            for_now: true,
            error: Error::Unreachable {
                target: shown.to_owned(),
                reason: format!("the server didn't answer within {patience:?}"),
                advice: "Check the address, and whether a firewall is in between.".to_owned(),
            },
        }),
    }
}

/// Connects once, for a word with the server beside a statement.
pub(super) async fn connect_once(options: &PgConnectOptions, patience: Duration) -> Option<PgConnection> {
    dial(options, "", patience).await.ok()
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
        .map_err(|error| unreachable(shown, &error, None))?;
    let row = rows.last();
    let text = |at: usize| row.and_then(|row| row.try_get::<Option<String>, _>(at).ok().flatten());
    let number = text(1).and_then(|number| number.parse::<u32>().ok()).unwrap_or_default();
    supported(number, &text(0).unwrap_or_default(), shown)?;
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
        timeouts: Timeouts::default(),
        deadline: None,
        transaction: Transaction::None,
        marker: String::new(),
        fresh: false,
        guest_ran: false,
        guest_wrote: false,
        claim: None,
        failed: false,
        recording: false,
        read_only: false,
        broken: false,
    };
    postgres.simple(postgres.watch()).await?;
    Ok(postgres)
}

/// Whatever the server's defaults say, texts are read and written in one way. Queries aren't compiled: where the catalogs
/// are large, that would take ten times as long as answering ours.
pub(super) const PLAIN: &str =
    "SET standard_conforming_strings = on; SET bytea_output = hex; SET IntervalStyle = postgres; SET jit = off";

/// The oldest server whose catalogs are read here: generated columns came with it.
const OLDEST: u32 = 120_000;

/// Refuses a server that is too old. A newer one than is known is taken: what is read of its catalogs has stood for long.
fn supported(number: u32, version: &str, shown: &str) -> Result<(), Error> {
    if number >= OLDEST {
        return Ok(());
    }
    let what = if number == 0 { "doesn't say its version".to_owned() } else { format!("is PostgreSQL {version}") };
    Err(Error::Unreachable {
        target: shown.to_owned(),
        reason: format!("the server {what}, and mighost works with 12 and newer"),
        advice: "Upgrade the server.".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_too_old_is_refused_and_a_newer_one_is_not() {
        assert!(
            matches!(supported(110_022, "11.22", "x"), Err(Error::Unreachable { reason, .. }) if reason.contains("11.22"))
        );
        assert!(supported(0, "", "x").is_err());
        assert!(supported(120_000, "12.0", "x").is_ok() && supported(250_001, "25.1", "x").is_ok());
    }
}
