//! One statement: guarded, bound, run, its rows counted.

use super::failure::{failed, shortened};
use super::guard::{Event, Mode, reserved};
use super::parse;
use super::text::Text;
use super::value;
use super::{Sqlite, Transaction};
use crate::Origin;
use mighost_schema::{DatabaseError, Error, Result, ResultLimit, Row, RowSet, Value};
use rusqlite::Connection;
use sqlite3_parser::dialect::TokenType;

/// What a statement did.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub columns: Vec<String>,
    pub changed: u64,
}

impl Sqlite {
    pub(super) fn run_execute(&mut self, origin: Origin, statement: &str, parameters: &[Value]) -> Result<u64> {
        let parameters: Vec<&Value> = parameters.iter().collect();
        Ok(self.run(mode(origin), statement, &parameters, &mut |_| Ok(()))?.changed)
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
        let outcome = self.run(mode(origin), statement, &parameters, &mut |row| {
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
        // The host's own rows too: behind a rollback that the migration passed over in silence, each would be
        // committed by itself.
        if mode != Mode::Host || self.transaction != Transaction::None {
            self.alive()?;
        }
        if mode != Mode::Host {
            // SQLite reads up to a NUL and takes that for the end.
            if statement.contains('\0') {
                return Err(Error::Invalid("a statement can't hold a NUL character; bind it".to_owned()));
            }
        }
        self.guard.enter(mode);
        let result = self.guarded(mode, statement, parameters, sink);
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
        parameters: &[&Value],
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
        *temporary |= events.contains(&Event::Temporary);
        if *tracking {
            let may_replace = Text::new(statement)?.tokens.iter().any(|token| token.kind == TokenType::TK_REPLACE);
            foreign_keys.note(connection, &events, may_replace)?;
        }
        let defines = events.iter().any(|event| matches!(event, Event::Create { .. } | Event::Alter { .. }));
        if !defines || mode == Mode::Operation {
            guard.switch(mode);
            return step(connection, &mut prepared, statement, parameters, sink);
        }
        // A definition is not compiled when it is made, so the authorizer isn't asked what it names. It is read here
        // instead, and taken back where it names what it may not.
        let before = reserved_definitions(connection)?;
        let savepoint = Savepoint::begin(connection)?;
        guard.switch(mode);
        let result = step(connection, &mut prepared, statement, parameters, sink);
        guard.switch(Mode::Host);
        drop(prepared);
        let result = result.and_then(|outcome| {
            let after = reserved_definitions(connection)?;
            match after.iter().find(|name| !before.contains(name)) {
                Some(name) => Err(Error::Denied(format!(
                    "the definition of `{name}` names one of mighost's own tables, or is named like one"
                ))),
                None => Ok(outcome),
            }
        });
        let result = savepoint.end(connection, result);
        for event in events.iter().filter(|_| result.is_ok()) {
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
    parameters: &[&Value],
    sink: &mut dyn FnMut(Row) -> Result<()>,
) -> Result<Outcome> {
    if prepared.column_count() == 0 && prepared.expanded_sql().is_none() {
        return Err(Error::Invalid("there is no statement in this text".to_owned()));
    }
    value::bind(prepared, parameters)?;
    let count = prepared.column_count();
    let columns: Vec<String> = prepared.column_names().map(str::to_owned).collect();
    let before = connection.total_changes();
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next().map_err(|error| failed(error, statement))? {
        if count > 0 {
            sink(value::row(row, count).map_err(|error| failed(error, statement))?)?;
        }
    }
    drop(rows);
    // The driver's count of the last statement stays as it was where this one changed nothing.
    let changed = if connection.total_changes() == before { 0 } else { connection.changes() };
    Ok(Outcome { columns, changed })
}

/// Whether a statement is a VACUUM. It asks the authorizer only when it attaches its copy, which it doesn't get to
/// inside a transaction: SQLite refuses it before.
fn is_vacuum(statement: &str) -> bool {
    Text::new(statement).is_ok_and(|text| text.kind(0) == Some(TokenType::TK_VACUUM))
}

/// The names of definitions, other than mighost's own, in which one of mighost's names stands.
fn reserved_definitions(connection: &Connection) -> Result<Vec<String>> {
    // The first condition only spares most definitions the closer look.
    const DEFINITIONS: &str = "SELECT name, coalesce(sql, '') FROM main.sqlite_schema WHERE sql LIKE '%mighost%' \
                               UNION ALL SELECT name, coalesce(sql, '') FROM temp.sqlite_schema";
    let found: Vec<(String, String)> = (|| {
        let mut statement = connection.prepare_cached(DEFINITIONS)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<_>>()
    })()
    .map_err(|error| failed(error, DEFINITIONS))?;
    let mut names = Vec::new();
    for (name, sql) in found {
        if reserved(&name) || Text::new(&sql).map_or(true, |text| text.names(reserved)) {
            names.push(name);
        }
    }
    Ok(names)
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
