//! The lock of a run: an advisory lock of a session that does nothing else.

use super::address;
use super::failure::{failed, unreachable};
use super::open;
use super::read::Fields;
use crate::lock::jittered;
use crate::{Error, Lock, LockKey, Options};
use async_trait::async_trait;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::time::{Duration, Instant};

/// The first pause between two tries: most steps of other runners take a few milliseconds.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(5);
/// The longest: nobody notices a quarter of a second, and four tries a second cost nothing.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_millis(250);

struct PgLock {
    /// Dropping it closes the session, and with it the lock.
    connection: PgConnection,
    target: String,
    number: i64,
    pid: i64,
}

/// Waits for the lock, and takes it.
///
/// It is tried and tried again, never waited for in the server: a session that waits there holds a snapshot, which
/// `CREATE INDEX CONCURRENTLY` of the holder would wait for in turn. For the same reason no transaction is open.
pub(crate) async fn acquire(
    address: &str,
    shown: &str,
    key: &LockKey,
    settings: &Options,
) -> Result<Box<dyn Lock>, Error> {
    let (options, settings) = address::read(address, shown, settings)?;
    let mut connection = open::reach(&options.application_name("mighost lock"), shown, &settings).await?;
    let number = {
        // The database's own name: several addresses lead to it, and a pooler may call it otherwise.
        let rows = ask(&mut connection, shown, "SELECT current_database()::text, current_schema()::text").await?;
        let mut fields = rows.first().map(Fields::of);
        let mut text = || fields.as_mut().and_then(Fields::maybe).unwrap_or_default();
        key.hashed(&[&text(), &text()])
    };
    // Nobody ends a session for doing nothing while its lock is needed.
    ask(&mut connection, shown, "SET idle_session_timeout = 0").await.ok();
    // Behind a pooler statements run in one session now and in another one then. A few of them show it nearly always.
    let pid = session(&mut connection, shown).await?;
    for _ in 0..PROOFS {
        if session(&mut connection, shown).await? != pid {
            return Err(pooled(shown));
        }
    }
    let begun = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        // Whether this session holds it already is asked in the same statement: a pooler may have given us the session
        // of another runner that does, and the server would let us in.
        let sql = format!(
            "SELECT held::text, CASE WHEN NOT held THEN pg_catalog.pg_try_advisory_lock({number}) END::text, \
             pg_catalog.pg_backend_pid()::text FROM (SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE {} \
             AND pid = pg_catalog.pg_backend_pid() AND granted) AS held OFFSET 0) AS x",
            condition(number)
        );
        let rows = ask(&mut connection, shown, &sql).await?;
        let mut fields = rows.first().map(Fields::of);
        let mut text = || fields.as_mut().and_then(Fields::maybe).unwrap_or_default();
        let (held, taken, pid) = (text(), text(), text());
        if held == "true" {
            return Err(pooled(shown));
        }
        if taken == "true" {
            let mut lock =
                PgLock { connection, target: shown.to_owned(), number, pid: pid.parse().unwrap_or_default() };
            if let Err(error) = lock.held().await {
                lock.give_up().await;
                return Err(error);
            }
            return Ok(Box::new(lock));
        }
        let waited = begun.elapsed();
        if waited >= settings.lock_timeout {
            let holder = holder(&mut connection, shown, number).await?;
            return Err(Error::Busy { target: shown.to_owned(), waited, holder });
        }
        let left = settings.lock_timeout.saturating_sub(waited);
        tokio::time::sleep(jittered(pause).min(left)).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// How often the session is asked for: each is a round trip, and a pooler that changes sessions does so each time.
pub(super) const PROOFS: u32 = 3;
/// How often a lock in another session is asked to go: a pool has tens of sessions.
const ATTEMPTS: u32 = 100;

/// The session that a statement runs in.
async fn session(connection: &mut PgConnection, target: &str) -> Result<i64, Error> {
    let rows = ask(connection, target, "SELECT pg_catalog.pg_backend_pid()::text").await?;
    Ok(rows.first().and_then(|row| Fields::of(row).number()).unwrap_or_default())
}

impl PgLock {
    /// Releases a lock that a pooler's session holds, when that session comes round.
    async fn give_up(&mut self) {
        let sql = format!(
            "SELECT CASE WHEN pg_catalog.pg_backend_pid() = {} THEN pg_catalog.pg_advisory_unlock({}) END::text",
            self.pid, self.number
        );
        for _ in 0..ATTEMPTS {
            match ask(&mut self.connection, &self.target, &sql).await {
                Ok(rows) if rows.first().is_some_and(|row| Fields::of(row).flag()) => return,
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }
}

/// How the lock stands in `pg_locks`: its number in two halves.
pub(super) fn condition(number: i64) -> String {
    let (high, low) = (number.cast_unsigned() >> 32, number.cast_unsigned() & 0xffff_ffff);
    format!(
        "locktype = 'advisory' AND classid = {high} AND objid = {low} AND objsubid = 1 AND database = \
         (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
    )
}

/// Who holds the lock.
async fn holder(connection: &mut PgConnection, target: &str, number: i64) -> Result<Option<String>, Error> {
    let sql = format!(
        "SELECT l.pid::text, a.application_name, coalesce(a.client_addr::text, 'the server''s machine'), \
         to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') \
         FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE l.granted AND l.{}",
        condition(number).replace(" AND ", " AND l.")
    );
    let rows = ask(connection, target, &sql).await?;
    Ok(rows.first().map(|row| {
        let mut fields = Fields::of(row);
        let pid = fields.text();
        let (name, address, since) = (fields.text(), fields.text(), fields.text());
        format!("process {pid} of the server ({name}, from {address}, since {since})")
    }))
}

pub(super) fn pooled(target: &str) -> Error {
    Error::Pooled {
        target: target.to_owned(),
        advice: "Connect to the server itself, or to a pool in session mode.".to_owned(),
    }
}

async fn ask(connection: &mut PgConnection, target: &str, sql: &str) -> Result<Vec<PgRow>, Error> {
    let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await;
    rows.map_err(|error| match &error {
        sqlx::Error::Database(_) => failed(target, &error, sql),
        _ => unreachable(target, &error, None),
    })
}

#[async_trait]
impl Lock for PgLock {
    async fn held(&mut self) -> Result<(), Error> {
        let sql = format!(
            "SELECT pg_catalog.pg_backend_pid()::text, EXISTS (SELECT FROM pg_catalog.pg_locks WHERE {} \
             AND pid = pg_catalog.pg_backend_pid() AND granted)::text",
            condition(self.number)
        );
        let rows = ask(&mut self.connection, &self.target, &sql).await?;
        let mut fields = rows.first().map(Fields::of);
        let pid = fields.as_mut().and_then(Fields::number).unwrap_or_default();
        let held = fields.as_mut().is_some_and(Fields::flag);
        if pid != self.pid {
            return Err(pooled(&self.target));
        }
        if !held {
            return Err(Error::Unreachable {
                target: self.target.clone(),
                reason: "the lock of this run is gone: somebody released it".to_owned(),
                advice: "Run the command again.".to_owned(),
            });
        }
        Ok(())
    }

    async fn release(mut self: Box<Self>) -> Result<(), Error> {
        let target = self.target.clone();
        // The session's end is the lock's, but behind a pooler the session stays.
        self.give_up().await;
        self.connection.close().await.map_err(|error| unreachable(&target, &error, None))
    }

    fn describe(&self) -> String {
        format!("advisory lock {} in process {} of the server", self.number, self.pid)
    }
}
