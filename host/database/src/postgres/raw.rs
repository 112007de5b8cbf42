//! Raw SQL.

use super::effect;
use super::session::{Outcome, Request};
use super::text::{Kind, Text};
use super::value::{add, plainly};
use super::{Postgres, Transaction};
use crate::{Error, Origin, RESERVED_PREFIX};
use mighost_schema::{Error as CallError, Result as CallResult, ResultLimit, RowSet, Value};
use sqlx::postgres::PgArguments;
use sqlx::{Column, Connection as _, Either, Statement};

/// What a migration's statement may not begin with, and why.
const REFUSED: &[(&[&str], &str)] = &[
    (
        &[
            "begin",
            "start",
            "commit",
            "end",
            "rollback",
            "abort",
            "savepoint",
            "release",
            "prepare",
            "deallocate",
            "execute",
        ],
        "the host begins and ends a step's transaction",
    ),
    (&["copy"], "COPY reads and writes files and streams; use structured data, or INSERT"),
    (&["listen", "unlisten"], "nobody would hear it"),
    (&["discard"], "the session is the host's"),
    (&["load"], "loaded code runs in the server"),
    (&["checkpoint"], "that is the administrator's"),
];

/// What the functions begin with that release advisory locks of a session.
const UNLOCK: &str = "pg_advisory_unlock";

/// Checks what a migration may run. The server decides what a statement is: it takes one a call, and a transaction
/// that ended is found out. This is the first of these walls, and the one with the clearest message.
pub(super) fn check(sql: &str) -> CallResult<()> {
    let text = Text::new(sql);
    let denied = |what: String| Err(CallError::Denied(format!("{what}: {}", sql.trim())));
    // Semicolons before a statement are nothing to the server.
    let begin = text.tokens.iter().take_while(|token| token.kind == Kind::Symbol(';')).count();
    let word = |at: usize| text.word(begin + at).unwrap_or_default();
    let first = word(0);
    for (words, why) in REFUSED {
        if words.contains(&first.as_str()) {
            return denied(format!("a migration can't run {}; {why}", first.to_uppercase()));
        }
    }
    if first == "set" {
        let session = matches!(word(1).as_str(), "session" | "local");
        let what = word(if session { 2 } else { 1 });
        if matches!(what.as_str(), "transaction" | "characteristics" | "authorization" | "role") {
            return denied(format!("a migration can't SET {}; the host does", what.to_uppercase()));
        }
    }
    if first == "reset" && matches!(word(1).as_str(), "role" | "session" | "all") {
        return denied("a migration can't reset the session".to_owned());
    }
    // A function's body may release what the function's callers take; a block that runs now may not.
    let now = text.tokens.iter().filter(|token| first == "do" && token.kind == Kind::Dollar);
    if text.names().any(|name| name.starts_with(UNLOCK))
        || now.into_iter().any(|token| text.raw(*token).to_ascii_lowercase().contains(UNLOCK))
    {
        return denied(
            "a migration can't release advisory locks: by one of them this session works on the chain; take those of \
             its own with pg_advisory_xact_lock, which the end of the step releases"
                .to_owned(),
        );
    }
    if text.names().any(|name| name.starts_with(RESERVED_PREFIX)) {
        return denied("the statement names one of mighost's own tables".to_owned());
    }
    // Code that is written as a string, such as a function's body.
    let code = text.tokens.iter().filter(|token| token.kind == Kind::Dollar);
    if code.into_iter().any(|token| text.raw(*token).to_ascii_lowercase().contains(RESERVED_PREFIX)) {
        return denied("the statement names one of mighost's own tables".to_owned());
    }
    Ok(())
}

/// Our own statements write `?` for a parameter.
fn numbered(sql: &str) -> String {
    let text = Text::new(sql);
    let mut written = String::with_capacity(sql.len());
    let (mut at, mut count) = (0, 0);
    for token in text.tokens.iter().filter(|token| token.kind == Kind::Symbol('?')) {
        count += 1;
        written.push_str(sql.get(at..token.start).unwrap_or_default());
        written.push_str(&format!("${count}"));
        at = token.end;
    }
    written.push_str(sql.get(at..).unwrap_or_default());
    written
}

impl Postgres {
    /// A statement of our own, with values of the types that they have by themselves.
    async fn run_host(&mut self, sql: &str, parameters: &[Value], limit: ResultLimit) -> Result<Outcome, Error> {
        self.alive()?;
        self.restore().await?;
        self.fresh = false;
        let mut arguments = PgArguments::default();
        for value in parameters {
            add(&mut arguments, plainly(value))?;
        }
        let result = self.ask(Request::One(&numbered(sql), arguments, limit)).await;
        self.ours(result)
    }

    async fn run_guest(
        &mut self,
        sql: &str,
        parameters: &[Value],
        limit: ResultLimit,
        columns: bool,
    ) -> Result<(Vec<String>, Outcome), Error> {
        check(sql)?;
        self.hold_limits().await?;
        self.guard().await?;
        if self.transaction == Transaction::None {
            self.limits_outside(effect::waits_for_others(sql)).await?;
        }
        self.guest_ran = true;
        self.guest_wrote = true;
        let result = self.run_guarded(sql, parameters, limit, columns).await;
        let result = self.settle(result).await;
        if self.transaction == Transaction::None && !self.broken {
            // There is no commit that would look.
            self.claimed().await?;
        }
        let result = result?;
        if self.transaction == Transaction::Open && !is_harmless(sql) {
            // Whatever the statement was, the savepoint shows whether the transaction is still ours.
            self.guard().await?;
            self.fresh = true;
        }
        Ok(result)
    }

    async fn run_guarded(
        &mut self,
        sql: &str,
        parameters: &[Value],
        limit: ResultLimit,
        columns: bool,
    ) -> Result<(Vec<String>, Outcome), Error> {
        if parameters.is_empty() && !columns {
            match self.ask(Request::One(sql, PgArguments::default(), limit)).await {
                // The driver looks types up that it doesn't know yet, and loses the statement by that. It has run
                // nothing: it is prepared under a name then.
                Err(Error::Call(CallError::Database(error))) if error.code == "26000" => {
                    if self.transaction == Transaction::Open {
                        self.simple(&format!("ROLLBACK TO SAVEPOINT {}", self.marker)).await?;
                    }
                }
                other => return Ok((Vec::new(), other?)),
            }
        }
        // What the parameters' types are only the server knows.
        let prepared = self.ask(Request::Prepare(sql)).await?;
        let Some(statement) = prepared.statement else { return Ok((Vec::new(), prepared)) };
        let kinds = match statement.parameters() {
            Some(Either::Left(kinds)) => kinds.to_vec(),
            _ => Vec::new(),
        };
        let names = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        let arguments = self.bound(parameters, &kinds).await?;
        let result = self.ask(Request::Prepared(sql, arguments, limit)).await;
        if !self.broken {
            // A plan that is kept fails once a later statement has changed its table.
            let _ = self.connection.clear_cached_statements().await;
        }
        Ok((names, result?))
    }

    pub(super) async fn run_execute(&mut self, origin: Origin, sql: &str, parameters: &[Value]) -> Result<u64, Error> {
        // Rows that come are dropped, so none is kept.
        let none = ResultLimit { rows: 0, bytes: u64::MAX };
        Ok(match origin {
            Origin::Host => self.run_host(sql, parameters, none).await?.changed,
            Origin::Guest => self.run_guest(sql, parameters, none, false).await?.1.changed,
        })
    }

    pub(super) async fn run_query(
        &mut self,
        origin: Origin,
        sql: &str,
        parameters: &[Value],
        limit: ResultLimit,
    ) -> Result<RowSet, Error> {
        let (mut columns, outcome) = match origin {
            Origin::Host => (Vec::new(), self.run_host(sql, parameters, limit).await?),
            Origin::Guest => self.run_guest(sql, parameters, limit, true).await?,
        };
        if let Some(over) = outcome.over {
            return Err(CallError::Limit(over).into());
        }
        if columns.is_empty()
            && let Some(row) = outcome.rows.first()
        {
            use sqlx::Row;
            columns = row.columns().iter().map(|column| column.name().to_owned()).collect();
        }
        let rows = self.loaded(&outcome.rows).await?;
        Ok(RowSet { columns, rows })
    }
}

/// Whether a statement can't end a transaction, by its first word.
fn is_harmless(sql: &str) -> bool {
    const HARMLESS: &[&str] = &[
        "select", "insert", "update", "delete", "merge", "with", "values", "create", "alter", "drop", "comment",
        "grant", "revoke", "truncate", "set",
    ];
    Text::new(sql).word(0).is_some_and(|word| HARMLESS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn transaction_control_is_refused_however_it_is_written() {
        for sql in [
            "COMMIT",
            " ;; COMMIT",
            "/* x */ cOmMiT",
            "-- c\nROLLBACK",
            "PREPARE TRANSACTION 'x'",
            "set transaction read only",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            "SET LOCAL ROLE x",
            "end",
            "select * from Mighost_meta",
            "drop table \"mighost_meta\"",
            "drop table U&\"\\006dighost_meta\"",
            "DO $$ BEGIN DROP TABLE mighost_meta; END $$",
            "COPY t FROM PROGRAM 'x'",
            "SELECT pg_catalog.pg_advisory_unlock_all()",
            "SELECT \"pg_advisory_unlock\"(1)",
            "DO $$ BEGIN PERFORM pg_advisory_unlock(1); END $$",
        ] {
            assert!(check(sql).is_err(), "{sql}");
        }
        for sql in ["SELECT 'COMMIT'", "SET search_path = s", "CREATE TABLE begin_end (a int)", "(SELECT 1)"] {
            check(sql).unwrap();
        }
    }

    #[test]
    fn question_marks_are_numbered_outside_of_texts() {
        assert_eq!(numbered("SELECT ? , '?' , ?"), "SELECT $1 , '?' , $2");
    }
}
