//! One statement: guarded, bound, run, its rows counted.

use super::failure::{failed, shortened};
use super::guard::{Event, Mode};
use super::parse;
use super::text::Text;
use super::value;
use super::wall::Standing;
use super::{Sqlite, Transaction, open, reserved};
use crate::Origin;
use mighost_schema::{DatabaseError, Error, Result, ResultLimit, Row, RowSet, Value};
use rusqlite::Connection;
use rusqlite::limits::Limit;
use sqlite3_parser::dialect::TokenType;

/// The longest text, blob or row in a migration's raw statement, in bytes: twice the 8 MiB that one call can hand over,
/// so that a value and what it becomes fit into a row.
const LONGEST_BUILT: i32 = 16 << 20;
/// The longest pattern of LIKE and GLOB in what a migration writes: at worst each of its bytes is compared at each of
/// the text's. Nobody writes one this long by hand.
const LONGEST_PATTERN: i32 = 1000;
/// SQLite's own limit.
const LONGEST_OWN_PATTERN: i32 = 50_000;

/// A limit of the connection that is another one for a while.
#[derive(Debug)]
struct Limited(Limit, i32);

impl Limited {
    fn begin(connection: &Connection, limit: Limit, most: i32) -> Result<Limited> {
        let before = connection.set_limit(limit, most).map_err(|error| failed(error, ""))?;
        Ok(Limited(limit, before))
    }

    fn end(self, connection: &Connection) -> Result<()> {
        connection.set_limit(self.0, self.1).map(drop).map_err(|error| failed(error, ""))
    }
}

/// What a statement did.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub columns: Vec<String>,
    pub changed: u64,
}

impl Sqlite {
    pub(super) fn run_execute(&mut self, origin: Origin, statement: &str, parameters: &[Value]) -> Result<u64> {
        let parameters: Vec<&Value> = parameters.iter().collect();
        Ok(self.run_raw(origin, statement, &parameters, &mut |_| Ok(()))?.changed)
    }

    /// Runs a statement that someone wrote whole. One of a migration builds no long values, since one call of a function
    /// can't be stopped at the deadline.
    fn run_raw(
        &mut self,
        origin: Origin,
        statement: &str,
        parameters: &[&Value],
        sink: &mut dyn FnMut(Row) -> Result<()>,
    ) -> Result<Outcome> {
        let mode = mode(origin);
        let length = if mode == Mode::Host { open::LONGEST } else { LONGEST_BUILT };
        let limited = Limited::begin(&self.connection, Limit::SQLITE_LIMIT_LENGTH, length)?;
        let result = self.run(mode, statement, parameters, sink);
        limited.end(&self.connection)?;
        result.map_err(|error| match error {
            Error::Database(said) if said.code == "SQLITE_TOOBIG" && mode != Mode::Host => {
                Error::Database(DatabaseError {
                    hint: Some(format!(
                        "a raw statement reads and builds texts, blobs and rows of up to {} MiB; the structured calls \
                         take what is longer",
                        LONGEST_BUILT >> 20
                    )),
                    ..said
                })
            }
            error => error,
        })
    }

    pub(super) fn run_query(
        &mut self,
        origin: Origin,
        statement: &str,
        parameters: &[Value],
        limit: ResultLimit,
    ) -> Result<RowSet> {
        let parameters: Vec<&Value> = parameters.iter().collect();
        let mut rows = Vec::new();
        let mut bytes = 0_u64;
        let outcome = self.run_raw(origin, statement, &parameters, &mut |row| {
            if rows.len() as u64 >= limit.rows {
                return Err(Error::Limit(format!("the query gives more than {} rows", limit.rows)));
            }
            bytes += row.iter().map(|value| value.size() as u64).sum::<u64>();
            if bytes > limit.bytes {
                return Err(Error::Limit(format!("the query gives more than {} bytes", limit.bytes)));
            }
            rows.push(row);
            Ok(())
        })?;
        Ok(RowSet { columns: outcome.columns, rows })
    }

    /// Runs one statement on someone's behalf and hands its rows to `sink`, one by one.
    pub(super) fn run(
        &mut self,
        mode: Mode,
        statement: &str,
        parameters: &[&Value],
        sink: &mut dyn FnMut(Row) -> Result<()>,
    ) -> Result<Outcome> {
        let mut once = std::iter::once(parameters.to_vec());
        self.run_each(mode, statement, &mut once, sink)
    }

    /// Runs one statement for each list of parameters. What it changed is counted together.
    pub(super) fn run_each(
        &mut self,
        mode: Mode,
        statement: &str,
        parameters: &mut dyn Iterator<Item = Vec<&Value>>,
        sink: &mut dyn FnMut(Row) -> Result<()>,
    ) -> Result<Outcome> {
        // The host's own rows too: behind a rollback that the migration passed over in silence, each would be
        // committed by itself.
        if mode != Mode::Host || self.transaction != Transaction::None {
            self.alive()?;
        }
        // SQLite reads up to a NUL and takes that for the end.
        if mode != Mode::Host && statement.contains('\0') {
            return Err(Error::Invalid("a statement can't hold a NUL character; bind it".to_owned()));
        }
        self.guard.enter(mode);
        let pattern = if mode == Mode::Host { LONGEST_OWN_PATTERN } else { LONGEST_PATTERN };
        let limited = Limited::begin(&self.connection, Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, pattern)?;
        let result = self.guarded(mode, statement, parameters, sink);
        limited.end(&self.connection)?;
        self.guard.switch(Mode::Host);
        let denied = self.guard.denied();
        let result = match (result, denied) {
            (Err(Error::Database(_)), Some(denied)) => Err(denied),
            (Err(Error::Database(_)), None) if mode == Mode::Guest && is_vacuum(statement) => {
                Err(Error::Denied("VACUUM: a migration can't write the file anew, nor another one".to_owned()))
            }
            (result, _) => result,
        };
        if mode != Mode::Host {
            // `INSERT OR ROLLBACK`, a trigger's RAISE(ROLLBACK), a full disk: each ends the whole transaction.
            let ended = self.alive().is_err();
            return match result {
                Ok(_) if ended => self.alive().map(|()| Outcome::default()),
                Err(Error::Database(said)) if ended => Err(Error::Database(DatabaseError {
                    detail: Some("the statement rolled the whole step back".to_owned()),
                    ..said
                })),
                result => result,
            };
        }
        result
    }

    fn guarded(
        &mut self,
        mode: Mode,
        statement: &str,
        parameters: &mut dyn Iterator<Item = Vec<&Value>>,
        sink: &mut dyn FnMut(Row) -> Result<()>,
    ) -> Result<Outcome> {
        let Sqlite { connection, guard, foreign_keys, temporary, tracking, .. } = self;
        if mode == Mode::Host {
            // Only what mighost itself writes is kept compiled: what is compiled is not asked about again.
            let mut prepared = connection.prepare_cached(statement).map_err(|error| failed(error, statement))?;
            return step(connection, &mut prepared, statement, parameters, sink);
        }
        let mut prepared = connection.prepare(statement).map_err(|error| failed(error, statement))?;
        let events = guard.events();
        if events.is_empty() {
            return step(connection, &mut prepared, statement, parameters, sink);
        }
        guard.switch(Mode::Host);
        let text = Text::new(statement);
        let defines = |event: &Event| matches!(event, Event::Create { .. } | Event::Alter { .. } | Event::Temporary);
        if mode == Mode::Guest && events.iter().any(defines) && text.as_ref().map_or(true, reserved::defines) {
            return Err(Error::Denied(format!(
                "a definition that names one of mighost's own tables, or is named like one: {}",
                shortened(statement)
            )));
        }
        *temporary |= events.contains(&Event::Temporary);
        if *tracking {
            let replaces = |text: &Text<'_>| text.tokens.iter().any(|token| token.kind == TokenType::TK_REPLACE);
            foreign_keys.note(connection, &events, text.as_ref().map_or(true, replaces))?;
        }
        let wall = guard.wall().filter(|_| mode == Mode::Guest && events.iter().any(defines));
        let mut walled = |sink: &mut dyn FnMut(Row) -> Result<()>| {
            guard.switch(mode);
            let result = step(connection, &mut prepared, statement, parameters, sink);
            guard.switch(Mode::Host);
            result
        };
        let result = match wall {
            None => walled(sink),
            Some(wall) => {
                let standing = Standing::look(connection)?;
                let savepoint = Savepoint::begin(connection)?;
                let result = walled(sink);
                let checked = result.and_then(|done| standing.check(connection, guard, wall.as_ref()).map(|()| done));
                drop(prepared);
                savepoint.end(connection, checked)
            }
        };
        for event in events.iter().filter(|_| result.is_ok() && mode == Mode::Guest) {
            if let (Event::Alter { table }, Some(to)) = (event, parse::renamed_to(statement)) {
                foreign_keys.renamed(table, &to);
            }
        }
        result
    }
}

fn mode(origin: Origin) -> Mode {
    match origin {
        Origin::Host => Mode::Host,
        Origin::Guest => Mode::Guest,
    }
}

fn step(
    connection: &Connection,
    prepared: &mut rusqlite::Statement<'_>,
    statement: &str,
    parameters: &mut dyn Iterator<Item = Vec<&Value>>,
    sink: &mut dyn FnMut(Row) -> Result<()>,
) -> Result<Outcome> {
    // The driver compiles a text without a statement to one that does nothing and has no text.
    if prepared.column_count() == 0 && prepared.readonly() && prepared.expanded_sql().is_none() {
        return Err(Error::Invalid("there is no statement in this text".to_owned()));
    }
    let mut changed = 0;
    for parameters in parameters {
        value::bind(prepared, &parameters)?;
        let before = connection.total_changes();
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(|error| failed(error, statement))? {
            // Asked here and not before: a statement that was kept is compiled anew at its first step where the schema
            // has changed since, and may give other columns than before.
            let count = AsRef::<rusqlite::Statement<'_>>::as_ref(row).column_count();
            if count > 0 {
                sink(value::row(row, count).map_err(|error| failed(error, statement))?)?;
            }
        }
        drop(rows);
        // The driver's count of the last statement stays as it was where this one changed nothing.
        if connection.total_changes() != before {
            changed += connection.changes();
        }
    }
    Ok(Outcome { columns: prepared.column_names().map(str::to_owned).collect(), changed })
}

/// Whether a statement is a VACUUM. It asks the authorizer only when it attaches its copy, which it doesn't get to
/// inside a transaction: SQLite refuses it before.
fn is_vacuum(statement: &str) -> bool {
    Text::new(statement).is_ok_and(|text| text.kind(0) == Some(TokenType::TK_VACUUM))
}

/// A savepoint around several statements that are one.
#[derive(Debug)]
pub(super) struct Savepoint;

impl Savepoint {
    pub(super) fn begin(connection: &Connection) -> Result<Savepoint> {
        control(connection, "SAVEPOINT mighost_savepoint")?;
        Ok(Savepoint)
    }

    /// Keeps what was done, or takes it back where it failed.
    pub(super) fn end<T>(self, connection: &Connection, result: Result<T>) -> Result<T> {
        // Where the whole transaction is gone, so is the savepoint.
        if connection.is_autocommit() {
            return result;
        }
        if result.is_err() {
            control(connection, "ROLLBACK TO mighost_savepoint")?;
        }
        control(connection, "RELEASE mighost_savepoint")?;
        result
    }
}

pub(super) fn control(connection: &Connection, statement: &'static str) -> Result<()> {
    connection
        .prepare_cached(statement)
        .and_then(|mut statement| statement.execute([]))
        .map(|_| ())
        .map_err(|error| failed(error, statement))
}

/// The error of whatever is asked behind the end of a transaction.
pub(super) fn transaction_lost() -> Error {
    Error::Database(DatabaseError {
        code: "SQLITE_ABORT_ROLLBACK".to_owned(),
        message: format!(
            "the step's transaction is gone: an earlier statement ({}) rolled it back, and nothing of the step is kept",
            shortened("OR ROLLBACK, RAISE(ROLLBACK), an interrupt or a full disk")
        ),
        ..DatabaseError::default()
    })
}
