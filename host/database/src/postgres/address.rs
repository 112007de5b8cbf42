//! Addresses, as psql and the common drivers write them.

use crate::{Error, Options};
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::str::FromStr;
use std::time::Duration;

/// The parameters that mean something here.
const KNOWN: &[&str] = &[
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "application_name",
    "options",
    "connect_timeout",
    "search_path",
    "schema",
];

/// What other drivers want to know and what makes no difference here: how they keep connections, and how texts are
/// encoded, which is always UTF-8.
const WITHOUT_MEANING: &[&str] = &[
    "client_encoding",
    "connection_limit",
    "fallback_application_name",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "pgbouncer",
    "pool_timeout",
    "prepared_statement_cache_size",
    "sslnegotiation",
    "sslsni",
    "statement-cache-capacity",
    "target_session_attrs",
    "tcp_user_timeout",
];

/// What to write instead of what can't be read.
const FORM: &str = "Write postgresql://user:password@host:5432/database; characters such as @ / ? # in a password are \
                    written %40 %2F %3F %23.";

/// What an address asks for: how to connect, and the settings with its own in them.
pub(super) fn read(address: &str, shown: &str, settings: &Options) -> Result<(PgConnectOptions, Options), Error> {
    let wrong =
        |reason: String, advice: &str| Error::Address { target: shown.to_owned(), reason, advice: advice.to_owned() };
    let mut settings = settings.clone();
    // `postgresql+psycopg2://`: the driver is no business of ours.
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    if place.contains('#') || query.contains('#') {
        return Err(wrong("it has a # in it, behind which nothing is read".to_owned(), FORM));
    }
    let (authority, path) = match place.split_once('/') {
        Some((authority, path)) => (authority, format!("/{path}")),
        None => (place, String::new()),
    };
    let (who, host) = match authority.rsplit_once('@') {
        Some((who, host)) => (format!("{who}@"), host),
        None => (String::new(), authority),
    };
    if host.contains(',') {
        return Err(wrong("it names several hosts".to_owned(), "Name the one that takes changes: the primary."));
    }
    let mut kept = Vec::new();
    let mut search_path = None;
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let decoded = crate::connect::percent_decoded(&value.replace('+', " "));
        match name {
            "connect_timeout" => match decoded.and_then(|seconds| seconds.parse::<u64>().ok()) {
                // As libpq has it: 0 is for ever, which nobody wants of a migration.
                Some(0) => {}
                Some(seconds) => settings.connect_timeout = Duration::from_secs(seconds),
                None => return Err(wrong("connect_timeout isn't a number of seconds".to_owned(), FORM)),
            },
            "search_path" | "schema" => search_path = decoded,
            "channel_binding" if value == "require" => {
                return Err(wrong(
                    "channel binding can't be required here".to_owned(),
                    "Leave channel_binding out; sslmode=verify-full shows as well who the server is.",
                ));
            }
            "channel_binding" => {}
            name if WITHOUT_MEANING.contains(&name) => {}
            name if KNOWN.contains(&name) || name.starts_with("options[") || name.starts_with("options%5B") => {
                kept.push(parameter);
            }
            // A part of a password that has a `?` in it.
            name if name.contains('@') => {
                return Err(wrong(
                    "what stands behind its first `?` is no parameter".to_owned(),
                    "Write a `?` in a password as %3F.",
                ));
            }
            name => {
                return Err(wrong(
                    format!("`{name}` is no parameter of a PostgreSQL address"),
                    &format!("Known are {}, and options[SETTING] for a setting of the server.", KNOWN.join(", ")),
                ));
            }
        }
    }
    let named = kept.iter().any(|parameter| parameter.starts_with("host"));
    // An address without a host means this machine, as for psql: the server's socket where there is one.
    let nowhere = host.is_empty() || host.starts_with(':');
    let written = if nowhere { format!("localhost{host}") } else { host.to_owned() };
    let url = format!("postgresql://{who}{written}{path}?{}", kept.join("&"));
    // The driver logs a line of the password file that it can't read, with the password in it.
    let quiet = tracing::subscriber::NoSubscriber::default();
    let read = tracing::subscriber::with_default(quiet, || PgConnectOptions::from_str(&url));
    let mut options = read.map_err(|error| {
        let reason = match error {
            sqlx::Error::Configuration(error) => error.to_string(),
            _ => "it can't be read".to_owned(),
        };
        wrong(reason, FORM)
    })?;
    if nowhere && !named {
        let usual = PgConnectOptions::new_without_pgpass();
        let folder = usual.get_host().to_owned();
        options = if folder.starts_with('/') { options.socket(folder) } else { options.host(&folder) };
        if host.is_empty() && !kept.iter().any(|parameter| parameter.starts_with("port=")) {
            options = options.port(usual.get_port());
        }
    }
    if let Some(path) = search_path.filter(|path| !path.is_empty()) {
        options = options.options([("search_path", path)]);
    }
    if options.get_application_name().is_none() {
        options = options.application_name("mighost");
    }
    // One of the server's own machine needs no encryption, and its own TLS settings are for others.
    if options.get_socket().is_some() {
        options = options.ssl_mode(PgSslMode::Disable);
    }
    // The plan of a statement that is kept is wrong after the next migration; nothing runs often enough to be kept.
    Ok((options.statement_cache_capacity(1).disable_statement_logging(), settings))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn read(address: &str) -> Result<(PgConnectOptions, Options), Error> {
        super::read(address, "shown", &Options::default())
    }

    #[test]
    fn every_usual_form_names_its_place() {
        for (address, host, port, user, database) in [
            ("postgres://me:p%40ss@db:6000/app", "db", 6000, "me", "app"),
            ("postgresql+psycopg2://me@db/app?sslmode=require&connect_timeout=3", "db", 5432, "me", "app"),
            ("postgresql://me@[::1]:7/app", "[::1]", 7, "me", "app"),
            ("postgresql://db/a%20b?user=me&port=9", "db", 9, "me", "a b"),
            ("postgresql:///app?host=db&user=me", "db", 5432, "me", "app"),
        ] {
            let (options, settings) = read(address).unwrap();
            assert_eq!((options.get_host(), options.get_port()), (host, port), "{address}");
            assert_eq!((options.get_username(), options.get_database()), (user, Some(database)), "{address}");
            assert_eq!(settings.connect_timeout.as_secs() == 3, address.contains("timeout"), "{address}");
        }
        for address in [
            "postgresql:///app?host=/run/pg",
            "postgresql://me@%2Frun%2Fpg/app",
            "postgresql://me@%2Frun%2Fpg:5433/app",
            "postgresql://me@/app?host=/run/pg",
        ] {
            let (options, _) = read(address).unwrap();
            assert_eq!(options.get_socket().unwrap().to_str(), Some("/run/pg"), "{address}");
            assert_eq!(options.get_database(), Some("app"), "{address}");
        }
        let (options, _) = read("postgresql://h/app?schema=tenant&options[work_mem]=1MB").unwrap();
        assert_eq!(options.get_options(), Some("-c work_mem=1MB -c search_path=tenant"));
    }

    #[test]
    fn what_can_not_be_meant_is_one_clear_error_without_a_password() {
        for (address, part) in [
            ("postgresql://me:s3cret@h/app?sslmod=require", "sslmod"),
            ("postgresql://me:s3cret@h/app?sslmode=maybe", "maybe"),
            ("postgresql://me:s3cret@h:port/app", "port"),
            ("postgresql://me:s3cret@h:70000/app", "port"),
            ("postgresql://me:s3cret@a,b/app", "several hosts"),
            ("postgresql://me:s3#cret@h/app", "#"),
            ("postgresql://me:s3cret@h/app?channel_binding=require", "channel"),
            ("postgresql://me:s3cret@h/app?connect_timeout=soon", "connect_timeout"),
        ] {
            let error = read(address).unwrap_err();
            let Error::Address { reason, advice, .. } = &error else { panic!("{error:?}") };
            assert!(reason.contains(part) && !advice.is_empty(), "{address}: {error}");
            assert!(!format!("{error} {error:?} {advice}").contains("s3"), "{address}: {error:?}");
        }
    }
}
