//! Connecting: the address, the session's settings, what the server is.

use super::failure::{Place, failed, is_for_now, unopened};
use super::flavour::Flavour;
use super::lock::SILENCE;
use super::{Facts, Mysql, Transaction};
use crate::connect::{Refused, patiently};
use crate::{Error, Options, Timeouts};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Row};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

/// The parameters of an address that mean something here.
const PARAMETERS: &[&str] =
    &["socket", "ssl-mode", "sslmode", "ssl-ca", "sslca", "ssl-cert", "sslcert", "ssl-key", "sslkey", "cluster"];

/// How to reach a server.
#[derive(Clone)]
pub(super) struct Address {
    pub options: MySqlConnectOptions,
    pub shown: String,
    /// How long the server may take to answer.
    pub patience: Duration,
    /// Every runner connects to this node of a cluster.
    pub one_node: bool,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The options hold the password.
        f.write_str(&self.shown)
    }
}

/// Reads an address; `shown` is the same without its password.
pub(super) fn address(address: &str, shown: &str, patience: Duration) -> Result<Address, Error> {
    let wrong =
        |reason: String, advice: &str| Error::Address { target: shown.to_owned(), reason, advice: advice.to_owned() };
    let mut one_node = false;
    if let Some((_, query)) = address.split_once('?') {
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let name = parameter.split('=').next().unwrap_or_default();
            if name.eq_ignore_ascii_case("cluster") {
                if !parameter.ends_with("=one-node") {
                    return Err(wrong(
                        format!("`{parameter}` says nothing about a cluster"),
                        "Write cluster=one-node where every runner connects to this node of one.",
                    ));
                }
                one_node = true;
            }
            let known = PARAMETERS.iter().any(|known| name.eq_ignore_ascii_case(known));
            // What other drivers want to know, which is always so here.
            let harmless = ["charset", "parsetime", "multistatements"].iter().any(|n| name.eq_ignore_ascii_case(n));
            // A part of a password that has a `?` in it.
            if name.contains('@') {
                let advice = "Write a `?` in a password as %3F.";
                return Err(wrong("what stands behind its first `?` is no parameter".to_owned(), advice));
            }
            if !known && !harmless {
                return Err(wrong(
                    format!("`{name}` is no parameter of a MySQL address"),
                    &format!("Known are {}.", PARAMETERS.join(", ")),
                ));
            }
        }
    }
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    let options = MySqlConnectOptions::from_str(&format!("mysql://{rest}")).map_err(|error| {
        // The driver's own text may hold the address.
        let reason = match error {
            sqlx::Error::Configuration(error) => error.to_string(),
            _ => "it can't be read".to_owned(),
        };
        wrong(reason, "Write mysql://user:password@host:3306/database; escape @ : / in a password as %40 %3A %2F.")
    })?;
    if options.get_database().is_none_or(str::is_empty) {
        return Err(wrong("it names no database".into(), "Write mysql://user:password@host:3306/database."));
    }
    // Everything that the driver sets is set by us, in one go.
    let options = options.charset("utf8mb4").pipes_as_concat(false).no_engine_substitution(false).timezone(None);
    Ok(Address {
        options: options.set_names(false).disable_statement_logging(),
        shown: shown.to_owned(),
        patience,
        one_node,
    })
}

/// Makes a bare connection; a server that isn't there yet is waited for, for as long as the options say.
pub(super) async fn reach(address: &Address, options: &Options) -> Result<MySqlConnection, Error> {
    patiently(options.wait, || dial_once(address)).await
}

/// Makes a bare connection.
pub(super) async fn dial(address: &Address) -> Result<MySqlConnection, Error> {
    dial_once(address).await.map_err(|refused| refused.error)
}

async fn dial_once(address: &Address) -> Result<MySqlConnection, Refused> {
    let unreachable = |for_now, reason: String, advice: &str| {
        let error = Error::Unreachable { target: address.shown.clone(), reason, advice: advice.to_owned() };
        Refused { for_now, error }
    };
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(unreachable(
            false,
            "a server is spoken to from within a tokio runtime, and there is none".to_owned(),
            "Call this from a function that tokio runs, with its I/O and time enabled.",
        ));
    }
    match tokio::time::timeout(address.patience, address.options.connect()).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => Err(Refused { for_now: is_for_now(&error), error: unopened(&error, &address.shown) }),
        Err(_) => Err(unreachable(
            true,
            format!("the server hasn't answered within {:?}", address.patience),
            "Check the host and port, and that no firewall is between.",
        )),
    }
}

/// What every session is set to: text in utf8mb4, moments in UTC, nothing cut, rounded or filled in silence, waits that
/// end.
///
/// Whole seconds, at least one: the servers know no shorter wait.
pub(super) fn settings(lock_timeout: Duration) -> String {
    let seconds = lock_timeout.as_secs_f64().ceil().clamp(1.0, 31_536_000.0);
    format!(
        "SET NAMES utf8mb4, time_zone = '+00:00', sql_mode = '{SQL_MODE}', autocommit = 1, \
         lock_wait_timeout = {seconds}, innodb_lock_wait_timeout = {seconds}, foreign_key_checks = 1, \
         unique_checks = 1, character_set_results = utf8mb4, wait_timeout = {SILENCE}\
         /*M!100804 , explicit_defaults_for_timestamp = 1 */"
    )
}

/// The same on every server, so that a migration means the same on every server: strict, `"` encloses a text, a
/// backslash escapes.
const SQL_MODE: &str = "STRICT_TRANS_TABLES,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

/// Opens a connection.
pub(crate) async fn open(url: &str, shown: &str, options: &Options) -> Result<Mysql, Error> {
    let address = address(url, shown, options.connect_timeout)?;
    let mut connection = reach(&address, options).await?;
    let settings = settings(options.lock_timeout);
    run(&mut connection, &settings, &address, options).await?;
    let row = one(
        &mut connection,
        "SELECT CAST(version() AS CHAR), CAST(connection_id() AS SIGNED), CAST(database() AS CHAR), \
         CAST(@@collation_database AS CHAR), CAST(@@character_set_database AS CHAR), \
         CAST(@@default_storage_engine AS CHAR), CAST(@@lower_case_table_names AS SIGNED), \
         CAST(@@explicit_defaults_for_timestamp AS SIGNED)",
        &address,
        options,
    )
    .await?;
    let text = |at: usize| row.try_get_unchecked::<String, _>(at).unwrap_or_default();
    let version = text(0);
    let flavour = Flavour::of(&version);
    if let Some(least) = flavour.too_old() {
        return Err(Error::Unreachable {
            target: shown.to_owned(),
            reason: format!("the server is {version}"),
            advice: format!("mighost needs at least {least}."),
        });
    }
    let mut facts = Facts {
        database: text(2),
        collation: text(3),
        charset: text(4),
        engine: text(5),
        charsets: BTreeMap::new(),
        explicit_timestamps: row.try_get_unchecked::<i64, _>(7).unwrap_or_default() != 0,
        lower_case_names: row.try_get_unchecked::<i64, _>(6).unwrap_or_default() != 0,
    };
    let charsets = "SELECT CAST(character_set_name AS CHAR), CAST(default_collate_name AS CHAR) \
                    FROM information_schema.character_sets";
    let place = Place { target: shown, statement: charsets, waits: options.lock_timeout };
    let rows = sqlx::query(charsets).fetch_all(&mut connection).await.map_err(|error| failed(&error, &place))?;
    for row in rows {
        let text = |at: usize| row.try_get_unchecked::<String, _>(at).unwrap_or_default();
        facts.charsets.insert(text(0), text(1));
    }
    Ok(Mysql {
        id: row.try_get_unchecked::<i64, _>(1).unwrap_or_default(),
        connection,
        address,
        version,
        flavour,
        facts,
        lock_timeout: options.lock_timeout,
        timeouts: Timeouts::default(),
        statement_timeout: options.statement_timeout,
        settings,
        deadline: None,
        transaction: Transaction::None,
        unread: false,
        changed: false,
        reset: false,
    })
}

/// Runs a statement of our own that gives nothing.
pub(super) async fn run(
    connection: &mut MySqlConnection,
    statement: &str,
    address: &Address,
    options: &Options,
) -> Result<(), Error> {
    let place = Place { target: &address.shown, statement, waits: options.lock_timeout };
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(connection)
        .await
        .map(drop)
        .map_err(|error| failed(&error, &place))
}

async fn one(
    connection: &mut MySqlConnection,
    statement: &'static str,
    address: &Address,
    options: &Options,
) -> Result<sqlx::mysql::MySqlRow, Error> {
    let place = Place { target: &address.shown, statement, waits: options.lock_timeout };
    sqlx::query(statement).fetch_one(connection).await.map_err(|error| failed(&error, &place))
}

/// Interrupts what a connection runs, from another connection.
pub(super) async fn interrupt(address: &Address, id: i64) -> Result<(), Error> {
    let mut second = dial(address).await?;
    let options = Options::default();
    run(&mut second, &format!("KILL QUERY {id}"), address, &options).await?;
    // Whether the goodbye arrives is of no matter.
    let _ = second.close().await;
    Ok(())
}
