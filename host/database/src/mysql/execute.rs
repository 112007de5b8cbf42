//! One statement: guarded, bound, run within the deadline, its rows counted, its transaction looked after.

use super::failure::{Place, failed, number};
use super::guard;
use super::open::interrupt;
use super::sessions::{blockers, shortened};
use super::{Mysql, Transaction, value};
use crate::{Error, Origin};
use futures::TryStreamExt;
use mighost_schema::{DatabaseError, Error as CallError, ResultLimit, Row, RowSet, Value};
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection as _, Either, Executor, SqlSafeStr, Statement as _};
use std::time::Instant;

/// What a statement did.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    pub changed: u64,
}

/// No limit, for statements of our own and for rows that are dropped.
const ALL: ResultLimit = ResultLimit { rows: u64::MAX, bytes: u64::MAX };

/// What stands between the transaction's beginning and now: gone, the transaction is no longer the one we began.
const MARK: &str = "SAVEPOINT mighost_step";

impl Mysql {
    pub(super) async fn run_execute(
        &mut self,
        origin: Origin,
        statement: &str,
        parameters: &[Value],
    ) -> Result<u64, Error> {
        let parameters: Vec<&Value> = parameters.iter().collect();
        Ok(self.run(origin, statement, &parameters, ALL, false).await?.changed)
    }

    pub(super) async fn run_query(
        &mut self,
        origin: Origin,
        statement: &str,
        parameters: &[Value],
        limit: ResultLimit,
    ) -> Result<RowSet, Error> {
        let parameters: Vec<&Value> = parameters.iter().collect();
        let outcome = self.run(origin, statement, &parameters, limit, true).await?;
        Ok(RowSet { columns: outcome.columns, rows: outcome.rows })
    }

    /// Runs one statement on someone's behalf.
    pub(super) async fn run(
        &mut self,
        origin: Origin,
        statement: &str,
        parameters: &[&Value],
        limit: ResultLimit,
        keep: bool,
    ) -> Result<Outcome, Error> {
        let class = guard::check(origin, statement)?;
        if class.commits {
            self.usable()?;
            return self.run_committing(statement, parameters, limit, keep).await;
        }
        if origin == Origin::Guest {
            self.alive()?;
        }
        self.reopen().await?;
        self.changed |= class.sets && origin == Origin::Guest;
        let result = self.timed(statement, parameters, limit, keep).await;
        if origin == Origin::Host || self.transaction != Transaction::Open {
            return result;
        }
        // A procedure may commit, a deadlock rolls back, and words that we don't know may do either: so the server is
        // asked whether the mark that was set at the beginning is still there.
        let marked = self.raw(&format!("RELEASE {MARK}; {MARK}")).await;
        match (result, marked) {
            (result, Ok(())) => result,
            (Ok(_), Err(_)) => {
                self.transaction = Transaction::Lost;
                Err(transaction_lost().into())
            }
            (Err(Error::Call(CallError::Database(said))), Err(_)) => {
                self.transaction = Transaction::Lost;
                Err(CallError::Database(DatabaseError {
                    detail: Some("the statement ended the step's transaction".to_owned()),
                    ..said
                })
                .into())
            }
            // Where the server is gone, whatever is asked next says so again.
            (Err(error @ Error::Unreachable { .. }), Err(_)) => Err(error),
            (Err(error), Err(_)) => {
                self.transaction = Transaction::Lost;
                Err(error)
            }
        }
    }

    /// Runs a statement that commits whatever is open, before it does its own work.
    pub(super) async fn run_committing(
        &mut self,
        statement: &str,
        parameters: &[&Value],
        limit: ResultLimit,
        keep: bool,
    ) -> Result<Outcome, Error> {
        if self.transaction == Transaction::Open {
            self.transaction = Transaction::Committed;
        }
        self.timed(statement, parameters, limit, keep).await
    }

    /// Whether a statement that commits by itself may run: a transaction may be open, or none.
    pub(super) fn usable(&self) -> Result<(), CallError> {
        if self.transaction == Transaction::None { Ok(()) } else { self.alive() }
    }

    /// Whether the transaction is still the one that was begun, as far as we know.
    pub(super) fn alive(&self) -> Result<(), CallError> {
        match self.transaction {
            Transaction::Open | Transaction::Committed => Ok(()),
            Transaction::None => Err(CallError::Other("no transaction is open".to_owned())),
            Transaction::Lost => Err(transaction_lost()),
        }
    }

    /// Opens the transaction anew where a change of the schema has committed it.
    pub(super) async fn reopen(&mut self) -> Result<(), Error> {
        if self.transaction == Transaction::Committed {
            self.raw(&format!("START TRANSACTION; {MARK}")).await?;
            self.transaction = Transaction::Open;
        }
        Ok(())
    }

    pub(super) async fn begin_now(&mut self) -> Result<(), Error> {
        if self.transaction != Transaction::None {
            return Err(CallError::Other("a transaction is open already".to_owned()).into());
        }
        if self.reset {
            let settings = self.settings.clone();
            self.raw(&settings).await?;
            self.reset = false;
        }
        self.raw(&format!("START TRANSACTION; {MARK}")).await?;
        self.transaction = Transaction::Open;
        Ok(())
    }

    pub(super) async fn commit_now(&mut self) -> Result<(), Error> {
        self.alive()?;
        if self.transaction == Transaction::Open {
            // Where the mark is gone, the server stops before the COMMIT.
            let committed = sqlx::raw_sql(AssertSqlSafe(format!("RELEASE {MARK}; COMMIT")));
            match committed.execute(&mut self.connection).await {
                Ok(_) => {}
                // ER_SP_DOES_NOT_EXIST, which savepoints share.
                Err(error) if number(&error) == Some(1305) => {
                    self.transaction = Transaction::Lost;
                    return Err(transaction_lost().into());
                }
                Err(error) => return Err(self.failed(&error, "COMMIT")),
            }
        }
        self.transaction = Transaction::None;
        Ok(())
    }

    pub(super) async fn rollback_now(&mut self) -> Result<(), Error> {
        if self.transaction == Transaction::None {
            return Ok(());
        }
        if self.unread {
            // The server rolls back what a connection that is closed leaves.
            self.transaction = Transaction::None;
            return Ok(());
        }
        // A connection that is gone has rolled back by itself.
        let result = self.raw("ROLLBACK").await;
        self.transaction = Transaction::None;
        result
    }

    /// Whether the connection is in a state that we know.
    fn whole(&self) -> Result<(), Error> {
        match self.unread {
            false => Ok(()),
            true => Err(Error::Unreachable {
                target: self.address.shown.clone(),
                reason: "the connection was given up in the middle of a statement".to_owned(),
                advice: "What wasn't committed is undone. Run the command again.".to_owned(),
            }),
        }
    }

    /// Runs statements of our own, several in one go, without a deadline.
    pub(super) async fn raw(&mut self, statements: &str) -> Result<(), Error> {
        self.whole()?;
        self.unread = true;
        let ran = sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut self.connection).await;
        self.unread = false;
        ran.map(drop).map_err(|error| self.failed(&error, statements))
    }

    /// Runs a query of our own.
    pub(super) async fn rows(&mut self, statement: &str, parameters: &[&Value]) -> Result<Vec<Row>, Error> {
        Ok(self.timed(statement, parameters, ALL, true).await?.rows)
    }

    pub(super) fn failed(&self, error: &sqlx::Error, statement: &str) -> Error {
        failed(
            error,
            &Place { target: &self.address.shown, statement, waits: self.timeouts.lock_within(self.lock_timeout) },
        )
    }

    /// Runs a statement and interrupts it at the deadline.
    pub(super) async fn timed(
        &mut self,
        statement: &str,
        parameters: &[&Value],
        limit: ResultLimit,
        keep: bool,
    ) -> Result<Outcome, Error> {
        let late = || CallError::Limit(format!("the statement ran past the deadline: {}", shortened(statement)));
        if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return Err(late().into());
        }
        // Whichever ends first.
        let limit_of_one =
            self.timeouts.statement_within(self.statement_timeout).and_then(|limit| Instant::now().checked_add(limit));
        let deadline = self.deadline.into_iter().chain(limit_of_one).min();
        self.whole()?;
        self.unread = true;
        if self.connection.cached_statements_size() >= KEPT {
            // Closing a statement isn't answered, and what is sent behind it waits for the server's TCP to acknowledge it,
            // about 40 ms: so they are closed all at once now and then, and not one before each statement. What is run
            // again and again counts once: preparing it anew is a trip.
            let closed = self.connection.clear_cached_statements().await;
            closed.map_err(|error| self.failed(&error, statement))?;
        }
        let (id, address) = (self.id, self.address.clone());
        let stop = || interrupt(&address, id);
        let result = {
            let running = step(&mut self.connection, statement, parameters, limit, keep, &stop);
            let mut running = std::pin::pin!(running);
            match deadline {
                None => running.await,
                Some(deadline) => {
                    let due = tokio::time::sleep_until(deadline.into());
                    tokio::select! {
                        biased;
                        result = &mut running => result,
                        () = due => {
                            interrupt(&address, id).await?;
                            match running.await {
                                // `SLEEP` and `DO` end well when they are interrupted; so what ended in the last moment
                                // can't be told from what was cut short.
                                Ok(_) | Err(Stop::Driver(_)) => Err(Stop::Call(late())),
                                Err(Stop::Call(error)) => Err(Stop::Call(error)),
                            }
                        }
                    }
                }
            }
        };
        self.unread = false;
        match result {
            Ok(outcome) => Ok(outcome),
            Err(Stop::Call(error)) => Err(error.into()),
            Err(Stop::Driver(error)) => Err(match self.failed(&error, statement) {
                Error::Busy { target, waited, .. } => {
                    Error::Busy { target, waited, holder: blockers(&mut self.connection, statement).await }
                }
                error => error,
            }),
        }
    }
}

/// Why a statement didn't end well.
enum Stop {
    Call(CallError),
    Driver(sqlx::Error),
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Stop::Driver(error)
    }
}

/// How many statements stay prepared before all are closed: fewer than the driver keeps, which is 100.
const KEPT: usize = 90;

/// ER_UNSUPPORTED_PS: the server parsed the statement, and it was one, but can't prepare it.
const UNPREPARABLE: u16 = 1295;

async fn step<F: Future<Output = Result<(), Error>> + Send>(
    connection: &mut MySqlConnection,
    statement: &str,
    parameters: &[&Value],
    limit: ResultLimit,
    keep: bool,
    interrupt: &(dyn Fn() -> F + Sync),
) -> Result<Outcome, Stop> {
    let arguments = value::arguments(parameters).map_err(Stop::Call)?;
    let sql = AssertSqlSafe(statement.to_owned()).into_sql_str();
    // Preparing takes one statement only, whatever follows it: the server's own parser is the judge.
    let binary = match connection.prepare(sql).await {
        Ok(prepared) => {
            let wanted = prepared.parameters().map_or(0, |either| match either {
                Either::Left(types) => types.len(),
                Either::Right(count) => count,
            });
            if wanted != parameters.len() {
                return Err(Stop::Call(CallError::Invalid(format!(
                    "the statement has {wanted} parameters, {} values are given",
                    parameters.len()
                ))));
            }
            true
        }
        Err(error) if number(&error) == Some(UNPREPARABLE) && parameters.is_empty() => false,
        Err(error) => return Err(error.into()),
    };
    let mut outcome = Outcome::default();
    let mut bytes = 0_u64;
    let mut over = None;
    let text = AssertSqlSafe(statement.to_owned());
    let mut stream = match binary {
        // A procedure gives more than one result.
        true => connection.fetch_many(sqlx::query_with(text, arguments)),
        false => connection.fetch_many(sqlx::raw_sql(text)),
    };
    let mut results = 0;
    loop {
        let next = match stream.try_next().await {
            Ok(Some(next)) => next,
            Ok(None) => break,
            // What was interrupted for being too much ends with an error of the server's.
            Err(_) if over.is_some() => break,
            Err(error) => return Err(error.into()),
        };
        let row = match next {
            Either::Left(done) => {
                outcome.changed = outcome.changed.max(done.rows_affected());
                results += 1;
                continue;
            }
            Either::Right(row) => row,
        };
        // A procedure may give several results; the first is the answer.
        if !keep || over.is_some() || results > 0 {
            continue;
        }
        if outcome.columns.is_empty() {
            outcome.columns = value::names(&row);
        }
        let row = value::row(&row, binary).map_err(Stop::Call)?;
        bytes = bytes.saturating_add(row.iter().map(|value| value.size() as u64).sum());
        if outcome.rows.len() as u64 >= limit.rows {
            over = Some(format!("the query gives more than {} rows", limit.rows));
        } else if bytes > limit.bytes {
            over = Some(format!("the query gives more than {} bytes", limit.bytes));
        } else {
            outcome.rows.push(row);
        }
        if over.is_some() {
            // The rest would have to be read to its end; where it can't be interrupted, it is.
            let _ = interrupt().await;
        }
    }
    match over {
        Some(limit) => Err(Stop::Call(CallError::Limit(limit))),
        None => Ok(outcome),
    }
}

/// The error of whatever is asked behind the end of a transaction.
fn transaction_lost() -> CallError {
    CallError::Database(DatabaseError {
        // ER_SP_DOES_NOT_EXIST: the mark is gone.
        code: "1305".to_owned(),
        message: "the step's transaction is gone: an earlier statement (a procedure that commits, a deadlock) ended it"
            .to_owned(),
        ..DatabaseError::default()
    })
}
