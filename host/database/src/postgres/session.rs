//! Statements and transactions.

use super::failure::{self, failed, transaction_lost};
use super::open::{self, PLAIN};
use super::value::literal;
use super::{Postgres, Transaction};
use crate::Error;
use crate::lock::random;
use futures::TryStreamExt;
use mighost_schema::{Error as CallError, Result as CallResult, ResultLimit};
use sqlx::postgres::{PgArguments, PgRow, PgStatement};
use sqlx::{AssertSqlSafe, Either, Executor, PgConnection, Row, SqlSafeStr, ValueRef};
use std::pin::pin;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// What is to run.
pub(super) enum Request<'a> {
    /// Any number of statements of ours, in one round trip.
    Simple(&'a str),
    /// One statement.
    One(&'a str, PgArguments, ResultLimit),
    /// One statement, to be looked at.
    Prepare(&'a str),
    /// What was prepared.
    Prepared(&'a str, PgArguments, ResultLimit),
}

/// What it gave.
#[derive(Default)]
pub(super) struct Outcome {
    pub rows: Vec<PgRow>,
    /// How many rows there were at the end of each statement.
    pub ends: Vec<usize>,
    pub changed: u64,
    pub statement: Option<PgStatement>,
    /// There were more rows than wanted.
    pub over: Option<String>,
    /// And the server was told to send no more.
    cut: bool,
}

pub(super) const NO_LIMIT: ResultLimit = ResultLimit { rows: u64::MAX, bytes: u64::MAX };

/// How much longer than its own limit a statement may run until it is interrupted from here: the server's limit comes first
/// and says more, and a migration may have taken it off.
const SLACK: Duration = Duration::from_secs(1);

/// How long an interrupted statement may take to end: the server looks for interrupts all the time.
const GRACE: Duration = Duration::from_secs(5);

impl Request<'_> {
    fn text(&self) -> &str {
        match self {
            Request::Simple(sql) | Request::One(sql, ..) | Request::Prepare(sql) | Request::Prepared(sql, ..) => sql,
        }
    }
}

/// `enough` is told as soon as a query has given more than it may: its other rows would all have to be read.
async fn perform(connection: &mut PgConnection, request: Request<'_>, enough: &Notify) -> Result<Outcome, sqlx::Error> {
    let mut outcome = Outcome::default();
    let (mut stream, limit) = match request {
        Request::Prepare(sql) => {
            outcome.statement = Some(connection.prepare(AssertSqlSafe(sql.to_owned()).into_sql_str()).await?);
            return Ok(outcome);
        }
        Request::Simple(sql) => (connection.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))), NO_LIMIT),
        Request::One(sql, arguments, limit) => {
            let query = sqlx::query_with(AssertSqlSafe(sql.to_owned()), arguments).persistent(false);
            (connection.fetch_many(query), limit)
        }
        Request::Prepared(sql, arguments, limit) => {
            (connection.fetch_many(sqlx::query_with(AssertSqlSafe(sql.to_owned()), arguments)), limit)
        }
    };
    let (mut rows, mut bytes) = (0_u64, 0_u64);
    loop {
        let item = match stream.try_next().await {
            Ok(Some(item)) => item,
            Ok(None) => break,
            Err(_) if outcome.over.is_some() && limit.rows > 0 => {
                outcome.cut = true;
                break;
            }
            Err(error) => return Err(error),
        };
        match item {
            Either::Left(result) => {
                outcome.changed = result.rows_affected();
                outcome.ends.push(outcome.rows.len());
            }
            Either::Right(_) if outcome.over.is_some() => {}
            Either::Right(row) => {
                rows += 1;
                bytes += size(&row);
                if rows > limit.rows {
                    outcome.over = Some(format!("a query gave more than {} rows", limit.rows));
                } else if bytes > limit.bytes {
                    outcome.over = Some(format!("a query gave more than {} bytes", limit.bytes));
                } else {
                    outcome.rows.push(row);
                    continue;
                }
                // Without any row wanted it is a statement, which has its effect at the end only.
                if limit.rows > 0 {
                    enough.notify_one();
                    // Rows that are there already would leave nobody the time to hear it.
                    tokio::task::yield_now().await;
                }
            }
        }
    }
    Ok(outcome)
}

fn size(row: &PgRow) -> u64 {
    let bytes = |at: usize| {
        let value = row.try_get_raw(at).ok().filter(|value| !value.is_null());
        // As `Value::size` counts: 16 bytes stand for the case and a scalar.
        16 + value.and_then(|value| value.as_bytes().map(<[u8]>::len).ok()).unwrap_or_default() as u64
    };
    (0..row.len()).map(bytes).sum()
}

impl Postgres {
    /// Runs something. A statement that runs past the deadline is interrupted.
    pub(super) async fn ask(&mut self, request: Request<'_>) -> Result<Outcome, Error> {
        let text = request.text().to_owned();
        if self.broken {
            return Err(self.gone());
        }
        // Until the answer is here: whoever drops this future leaves one behind that nobody has read.
        self.broken = true;
        let whole = self.deadline;
        let limit = self.timeouts.statement_within(self.settings.statement_timeout);
        let own = limit.and_then(|limit| Instant::now().checked_add(limit + SLACK));
        let due = whole.into_iter().chain(own).min();
        let enough = Notify::new();
        let (options, pid) = (&self.options, self.pid);
        let connection = &mut self.connection;
        let work = async {
            let mut work = pin!(perform(connection, request, &enough));
            tokio::select! {
                biased;
                result = work.as_mut() => result,
                () = enough.notified() => {
                    // Where it can't be told, everything is read.
                    interrupt(options, pid).await;
                    work.await
                }
            }
        };
        let (result, broken) = match due {
            None => (work.await, false),
            Some(deadline) => {
                let mut work = pin!(work);
                match tokio::time::timeout_at(deadline.into(), work.as_mut()).await {
                    Ok(result) => (result, false),
                    Err(_) => {
                        let asked = interrupt(options, pid).await;
                        match tokio::time::timeout(GRACE, work).await {
                            Ok(result) => {
                                let failed = result.is_err();
                                (result, failed && !asked)
                            }
                            Err(_) if whole.is_some_and(|whole| Instant::now() >= whole) => {
                                return Err(over_deadline(&text));
                            }
                            Err(_) => return Err(over_limit(&text)),
                        }
                    }
                }
            }
        };
        self.broken = broken;
        match result {
            Ok(Outcome { over: Some(over), cut: true, .. }) => Err(CallError::Limit(over).into()),
            result => result.map_err(|error| self.error(&error, &text)),
        }
    }

    /// Whether the step's time is over.
    fn over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    fn gone(&self) -> Error {
        Error::Unreachable {
            target: self.target.clone(),
            reason: "the connection to the server was lost".to_owned(),
            advice: "What wasn't committed is undone. Run the command again.".to_owned(),
        }
    }

    fn error(&mut self, error: &sqlx::Error, statement: &str) -> Error {
        if failure::is_gone(error) {
            self.broken = true;
        }
        match failure::code(error) {
            Some("57014") if self.over() => over_deadline(statement),
            Some("57014") if error.to_string().contains("statement timeout") => over_limit(statement),
            // Interrupted from here.
            Some("57014") if self.timeouts.statement_within(self.settings.statement_timeout).is_some() => {
                over_limit(statement)
            }
            Some("55P03") => Error::Busy {
                target: self.target.clone(),
                waited: self.timeouts.lock_within(self.settings.lock_timeout),
                holder: Some(format!("another transaction, which `{}` waits for", one_line(statement))),
            },
            _ => failed(&self.target, error, statement),
        }
    }

    /// Statements of ours, in one round trip.
    pub(super) async fn simple(&mut self, sql: &str) -> Result<Vec<PgRow>, Error> {
        Ok(self.ask(Request::Simple(sql)).await?.rows)
    }

    /// A query of ours with texts in it, each where its number stands. It goes by the simple protocol: one round trip, and
    /// a plan that knows the texts.
    pub(super) async fn look(&mut self, sql: &str, texts: &[Option<&str>]) -> Result<Vec<PgRow>, Error> {
        Ok(self.look_all(&[sql], texts).await?.pop().unwrap_or_default())
    }

    /// Queries of ours in one round trip. The rows of each.
    pub(super) async fn look_all(
        &mut self,
        queries: &[&str],
        texts: &[Option<&str>],
    ) -> Result<Vec<Vec<PgRow>>, Error> {
        self.restore().await?;
        let sql = filled(&queries.join("; "), texts)?;
        let result = self.ask(Request::Simple(&sql)).await;
        let Outcome { mut rows, ends, .. } = self.ours(result)?;
        let mut sets = Vec::with_capacity(ends.len());
        for start in ends.iter().rev().skip(1).copied().chain([0]) {
            sets.push(rows.split_off(start.min(rows.len())));
        }
        sets.reverse();
        Ok(sets)
    }

    /// After an error in a statement of ours nothing can be committed.
    pub(super) fn ours<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if result.is_err() && self.transaction == Transaction::Open {
            self.failed = true;
        }
        result
    }

    /// The limits of a statement's time and of its wait for a lock, in milliseconds; 0 is none.
    fn milliseconds(&self) -> (u128, u128) {
        let statement = self.timeouts.statement_within(self.settings.statement_timeout);
        // 0 would mean for ever.
        let lock = self.timeouts.lock_within(self.settings.lock_timeout).as_millis().max(1);
        (statement.map_or(0, |limit| limit.as_millis().max(1)), lock)
    }

    /// Before another statement of a migration: what it has set of its limits counts where it is less than they are.
    pub(super) async fn hold_limits(&mut self) -> Result<(), Error> {
        if self.timeouts == crate::Timeouts::default() || !self.guest_ran || self.transaction != Transaction::Open {
            return Ok(());
        }
        let (statement, lock) = self.milliseconds();
        let lowered =
            [("statement_timeout", statement), ("lock_timeout", lock)].into_iter().filter(|(_, most)| *most > 0);
        let sql: Vec<String> = lowered
            .map(|(name, most)| {
                format!(
                    "SELECT pg_catalog.set_config('{name}', '{most}ms', true) FROM pg_catalog.pg_settings \
                     WHERE name = '{name}' AND (setting::pg_catalog.int8 = 0 OR setting::pg_catalog.int8 > {most})"
                )
            })
            .collect();
        let result = self.simple(&sql.join("; ")).await.map(drop);
        self.ours(result)
    }

    fn timeouts(&self) -> String {
        let (statement, lock) = self.milliseconds();
        // A step computes between its statements for as long as its own limits let it: no limit of the server's ends it.
        let whole = if self.number >= 170_000 { "; SET LOCAL transaction_timeout = 0" } else { "" };
        format!(
            "SET LOCAL lock_timeout = '{lock}ms'; SET LOCAL statement_timeout = '{statement}ms'; \
             SET LOCAL idle_in_transaction_session_timeout = 0{whole}"
        )
    }

    /// Sets the limits of the next statement, which runs outside of a transaction. One that `waits` for every other
    /// transaction without holding anybody up has no limit for that: broken off, it leaves an invalid index behind.
    pub(super) async fn limits_outside(&mut self, waits: bool) -> Result<(), Error> {
        let (statement, lock) = self.milliseconds();
        let lock = if waits { 0 } else { lock };
        // Set back before anything of ours runs.
        self.guest_ran = true;
        self.simple(&format!("SET lock_timeout = '{lock}ms'; SET statement_timeout = '{statement}ms'")).await.map(drop)
    }

    pub(super) async fn begin_now(&mut self) -> Result<(), Error> {
        if self.transaction != Transaction::None {
            return Err(CallError::Other("a transaction is open already".to_owned()).into());
        }
        // Reset first: what a step set for its session is gone before the next one.
        let reset = if self.guest_ran { self.reset() } else { String::new() };
        self.marker = format!("mighost_{:016x}", random());
        let sql = format!("{reset}BEGIN; {}; SAVEPOINT {}", self.timeouts(), self.marker);
        self.simple(&sql).await?;
        self.transaction = Transaction::Open;
        self.fresh = true;
        self.failed = false;
        self.guest_ran = false;
        Ok(())
    }

    /// A server that can look whether we are still there does so: a killed runner leaves no lock behind for long.
    pub(super) fn watch(&self) -> &'static str {
        // And no session is ended for doing nothing, which it does while a migration computes.
        if self.number >= 140_000 {
            "SET client_connection_check_interval = '2s'; SET idle_session_timeout = 0; "
        } else {
            ""
        }
    }

    fn reset(&self) -> String {
        format!("RESET SESSION AUTHORIZATION; RESET ALL; {PLAIN}; {}", self.watch())
    }

    /// Sets the session's settings back after a migration's own statements: ours mean the schema that they meant.
    pub(super) async fn restore(&mut self) -> Result<(), Error> {
        if !self.guest_ran {
            return Ok(());
        }
        self.alive()?;
        let timeouts = if self.transaction == Transaction::Open { self.timeouts() } else { String::new() };
        let sql = format!("{}{timeouts}", self.reset());
        let result = self.simple(&sql).await.map(drop);
        self.ours(result)?;
        self.guest_ran = false;
        Ok(())
    }

    /// Whether the transaction is still the one that was begun, as far as is known without asking.
    pub(super) fn alive(&self) -> Result<(), Error> {
        if self.broken {
            return Err(self.gone());
        }
        if self.transaction == Transaction::Lost {
            return Err(transaction_lost().into());
        }
        if self.failed {
            return Err(CallError::Other("an earlier error leaves nothing but to roll back".to_owned()).into());
        }
        Ok(())
    }

    /// Sets the savepoint anew, so that what follows can be undone alone. Also shows that the transaction is ours.
    pub(super) async fn guard(&mut self) -> Result<(), Error> {
        self.alive()?;
        if self.transaction == Transaction::Open && !self.fresh {
            let sql = format!("RELEASE SAVEPOINT {0}; SAVEPOINT {0}", self.marker);
            let result = self.simple(&sql).await.map(drop);
            self.proof(result)?;
        }
        self.fresh = false;
        Ok(())
    }

    /// Undoes what ran since [`Postgres::guard`], where it failed.
    pub(super) async fn settle<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if result.is_err() && self.transaction == Transaction::Open && !self.broken {
            let sql = format!("ROLLBACK TO SAVEPOINT {}", self.marker);
            let deadline = self.deadline.take();
            let undone = self.simple(&sql).await.map(drop);
            self.deadline = deadline;
            self.proof(undone)?;
            self.fresh = true;
        }
        result
    }

    /// A savepoint that isn't there says that another transaction is.
    fn proof(&mut self, result: Result<(), Error>) -> Result<(), Error> {
        match result {
            Err(Error::Call(CallError::Database(error))) if matches!(error.code.as_str(), "3B001" | "25P01") => {
                self.transaction = Transaction::Lost;
                Err(transaction_lost().into())
            }
            other => self.ours(other),
        }
    }

    pub(super) async fn commit_now(&mut self) -> Result<(), Error> {
        if self.transaction == Transaction::None {
            return Err(CallError::Other("no transaction is open".to_owned()).into());
        }
        self.alive()?;
        // Constraints that wait for the end are checked now, while the transaction can still be kept open. Releasing
        // the savepoint fails where the transaction isn't the one that was begun, and then COMMIT isn't reached.
        let check = format!("{0}; SAVEPOINT {0}", self.marker);
        // So does a claim that was released.
        let claim = self.claim_check().map(|query| format!("{query}; ")).unwrap_or_default();
        let sql = format!(
            "RELEASE SAVEPOINT {check}; SET CONSTRAINTS ALL IMMEDIATE; {claim}RELEASE SAVEPOINT {0}; COMMIT",
            self.marker
        );
        match self.simple(&sql).await.map_err(|error| self.unclaimed(error)) {
            Ok(_) => {
                self.transaction = Transaction::None;
                self.guest_wrote = false;
                Ok(())
            }
            Err(Error::Call(CallError::Database(error))) if matches!(error.code.as_str(), "3B001" | "25P01") => {
                self.transaction = Transaction::Lost;
                Err(transaction_lost().into())
            }
            other => self.settle(other.map(drop)).await,
        }
    }

    pub(super) async fn rollback_now(&mut self) -> Result<(), Error> {
        if self.transaction == Transaction::None {
            return Ok(());
        }
        self.deadline = None;
        self.transaction = Transaction::None;
        self.failed = false;
        self.fresh = false;
        if self.broken {
            // The server rolls back what a lost connection left.
            return Ok(());
        }
        // Outside of a transaction this is a warning.
        self.simple("ROLLBACK").await.map(drop)
    }
}

/// A query of ours with texts where their numbers stand. In one pass: a text may look like a number itself.
fn filled(sql: &str, texts: &[Option<&str>]) -> CallResult<String> {
    let mut parts = sql.split('$');
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(end);
        let at = number.parse::<usize>().unwrap_or_default().wrapping_sub(1);
        // Not a literal of the type that it is compared with: a name would be cut to the length of one.
        let text = texts.get(at).copied().flatten().map_or_else(|| Ok("NULL".to_owned()), literal)?;
        written.push_str(&format!("{text}::text{rest}"));
    }
    Ok(written)
}

fn over_deadline(statement: &str) -> Error {
    CallError::Limit(format!("the time of the step is over; interrupted: {}", one_line(statement))).into()
}

fn over_limit(statement: &str) -> Error {
    CallError::Limit(format!("a statement ran longer than it may: {}", one_line(statement))).into()
}

pub(super) fn one_line(statement: &str) -> String {
    // About what still leaves a line readable.
    const MOST: usize = 80;
    let text = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// Asks the server to interrupt what another of our connections runs.
async fn interrupt(options: &sqlx::postgres::PgConnectOptions, pid: i32) -> bool {
    let Some(mut connection) = open::connect_once(options, GRACE).await else { return false };
    let sql = format!("SELECT pg_cancel_backend({pid})");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_text_in_a_query_stays_a_text_whatever_it_looks_like() {
        let sql = filled("SELECT $1, $2 IS NULL, $1", &[Some("it's $2"), None]).unwrap();
        assert_eq!(sql, "SELECT 'it''s $2'::text, NULL::text IS NULL, 'it''s $2'::text");
    }
}
