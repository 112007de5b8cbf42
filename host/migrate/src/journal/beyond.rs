//! Calls that a transaction can't hold: written down, made alone, and written down again.

use super::apart::Both;
use super::entry::{Content, Entry, EntryState, Kind};
use super::recorder::{Broken, Call, Journal, Pending, answerable};
use super::{recover, table};
use crate::book::BookError;
use mighost_database::{Connection, Effect, Origin, Ran};
use mighost_schema::{Operation, ResultLimit, RowSet, Value};

/// A call that changes more than rows.
pub(crate) enum Beyond<'a> {
    /// A structured change.
    Operation(&'a Operation),
    /// A statement.
    Execute(&'a str, &'a [Value]),
    /// A statement that gives rows.
    Query(&'a str, &'a [Value], ResultLimit),
}

/// What such a call gave.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Ran(Ran),
    Changed(u64),
    Rows(RowSet),
}

impl Journal {
    /// Makes a call that changes more than rows: writes down what it will be, commits, makes it with no transaction
    /// open, and opens the next one.
    pub(crate) async fn beyond(
        &mut self,
        connection: &mut dyn Connection,
        call: Call,
        effect: Effect,
        work: Beyond<'_>,
    ) -> Result<Result<Outcome, mighost_database::Error>, Broken> {
        let kind = if matches!(work, Beyond::Operation(_)) { Kind::Operation } else { Kind::Statement };
        let mut content = Content::new(call.key, kind).with_effect(effect);
        content.rows = matches!(work, Beyond::Query(..));
        if let Beyond::Operation(operation) = work {
            content.operation = Some(operation.clone());
            let planned = async {
                let before = connection.around(operation).await?;
                let statements =
                    if effect == Effect::Commits { connection.render(operation).await? } else { Vec::new() };
                Ok((before, statements))
            };
            match planned.await {
                // Nothing is to be done, so nothing commits.
                Ok((_, statements)) if effect == Effect::Commits && statements.is_empty() => {
                    content.alone = false;
                    let answer: mighost_schema::Result<bool> = Ok(false);
                    self.keep_entry(connection, call.what, content, &answer).await?;
                    return Ok(Ok(Outcome::Ran(Ran::default())));
                }
                Ok((before, statements)) => {
                    content.before = Some(before);
                    content.statements = statements;
                }
                // The same error that the operation itself gives, before anything ran.
                Err(error) => {
                    let result: Result<Outcome, mighost_database::Error> = Err(error);
                    if let Some(Err(said)) = answerable(&result) {
                        self.keep_entry::<bool>(connection, call.what, content, &Err(said)).await?;
                    }
                    return Ok(result);
                }
            }
        }
        if kind == Kind::Statement || content.statements.len() > 1 {
            content.fingerprint = Some(connection.fingerprint().await?);
        }
        let mut entry = Entry { number: self.number(), state: EntryState::Begun, what: call.what, content };
        self.pending.push(Pending::New(entry.clone()));
        self.commit(connection).await?;
        self.lock.lock().await.held().await?;
        if kind == Kind::Statement {
            self.set_again(connection).await?;
        }
        let mut result = self.make(connection, &mut entry, &work).await;
        if let (Err(mighost_database::Error::Call(error)), Effect::Outside) = (&mut result, effect) {
            after_failure(connection, &entry, &work, error).await?;
        }
        // What the call left behind may need looking at, so only a call that was answered is done.
        let answer = match answerable(&result) {
            // It was stopped, in the last moment perhaps; and the step ends here.
            None | Some(Err(mighost_schema::Error::Limit(_))) => return Ok(result),
            Some(answer) => answer,
        };
        self.begin(connection).await?;
        entry.state = EntryState::Done;
        entry.content.changed = match &result {
            Ok(Outcome::Ran(ran)) => ran.changed,
            Ok(_) => true,
            // Of several statements the first ones may have been done.
            Err(_) => entry.content.place > 0,
        };
        entry.content.answer = Some(match answer {
            Ok(Outcome::Ran(ran)) => table::answer(ran.changed),
            Ok(Outcome::Changed(changed)) => table::answer(changed),
            Ok(Outcome::Rows(rows)) => table::answer(rows),
            Err(error) => table::json(&mighost_schema::Result::<()>::Err(error)),
        });
        self.pending.push(Pending::Done(entry));
        if self.each_call {
            self.commit(connection).await?;
            self.begin(connection).await?;
        }
        Ok(result)
    }

    /// Runs a statement inside the transaction that may end it nevertheless. Its entry is written before it, in the same
    /// transaction: so it stands there afterwards where the statement committed, and doesn't where it rolled back.
    pub(crate) async fn perilous(
        &mut self,
        connection: &mut dyn Connection,
        call: Call,
        statement: &str,
        parameters: &[Value],
    ) -> Result<Result<u64, mighost_database::Error>, Broken> {
        let before = self.begun;
        let mut content = Content::new(call.key, Kind::Statement);
        content.receipt = self.aside.as_ref().map(|aside| aside.receipt.clone());
        let mut entry = Entry { number: self.number(), state: EntryState::Begun, what: call.what, content };
        self.pending.push(Pending::New(entry.clone()));
        match self.aside {
            Some(_) => self.write_aside().await?,
            None => self.flush(connection).await?,
        }
        let result = connection.execute(Origin::Guest, statement, parameters).await;
        if connection.transaction_lost() {
            connection.rollback().await?;
            // What it did stays, and must not be done again; the migration ends here all the same.
            if self.aside.is_some() {
                self.lost_apart(connection, &mut entry, before).await?;
            } else {
                self.lost(connection, &mut entry, before).await?;
            }
            let ended = mighost_schema::Error::Limit(format!(
                "`{}` ended the step's transaction; a procedure that a migration calls must neither commit nor roll back",
                entry.what
            ));
            return Ok(Err(ended.into()));
        }
        if let Some(answer) = answerable(&result) {
            entry.state = EntryState::Done;
            entry.content.changed = answer.is_ok();
            entry.content.answer = Some(table::json(&answer));
            self.pending.push(Pending::Done(entry));
            if self.each_call {
                self.commit(connection).await?;
                self.begin(connection).await?;
            }
        }
        Ok(result)
    }

    /// Behind a statement that ended the transaction: finds out whether it committed it.
    async fn lost(&mut self, connection: &mut dyn Connection, entry: &mut Entry, before: bool) -> Result<(), Broken> {
        connection.begin().await?;
        self.begun = table::has(connection, &self.package, entry.number).await?;
        if !self.begun {
            self.begun = before && table::has(connection, &self.package, 0).await?;
            return Ok(());
        }
        entry.done_by_itself();
        table::update(connection, &self.package, entry).await?;
        connection.commit().await?;
        Ok(connection.begin().await?)
    }

    async fn make(
        &mut self,
        connection: &mut dyn Connection,
        entry: &mut Entry,
        work: &Beyond<'_>,
    ) -> Result<Outcome, mighost_database::Error> {
        match work {
            Beyond::Operation(_) if entry.content.statements.len() > 1 => {
                let ran = Ran { changed: true, statements: entry.content.statements.clone() };
                let mut both = Both::of(self.aside.as_mut().map(|aside| aside.book.as_mut() as _), connection);
                statements(&mut both, &self.package, self.epoch, entry).await?;
                Ok(Outcome::Ran(ran))
            }
            Beyond::Operation(operation) => connection.operate(operation).await.map(Outcome::Ran),
            Beyond::Execute(statement, parameters) => {
                connection.execute(Origin::Guest, statement, parameters).await.map(Outcome::Changed)
            }
            Beyond::Query(statement, parameters, limit) => {
                connection.query(Origin::Guest, statement, parameters, *limit).await.map(Outcome::Rows)
            }
        }
    }
}

/// Runs the statements of an operation from where its entry is, writing down each before it runs.
pub(super) async fn statements(
    both: &mut Both<'_>,
    package: &str,
    epoch: i64,
    entry: &mut Entry,
) -> Result<(), mighost_database::Error> {
    let all = entry.content.statements.clone();
    for (place, statement) in all.iter().enumerate().skip(entry.content.place) {
        if place > entry.content.place {
            entry.content.place = place;
            entry.content.fingerprint = Some(both.work().fingerprint().await?);
            let book = both.book();
            book.begin().await?;
            let written = async {
                table::fence(book, epoch).await?;
                table::update(book, package, entry).await
            };
            written.await.map_err(|error| match error {
                BookError::Database(error) => error,
                other => mighost_schema::Error::Other(other.to_string()).into(),
            })?;
            both.book().commit().await?;
        }
        both.work().execute(Origin::Host, statement, &[]).await?;
    }
    Ok(())
}

/// A build of an index that failed leaves an index behind that is good for nothing: it goes. One that was in the way is
/// somebody else's: it is named.
async fn after_failure(
    connection: &mut dyn Connection,
    entry: &Entry,
    work: &Beyond<'_>,
    error: &mut mighost_schema::Error,
) -> Result<(), mighost_database::Error> {
    let text = match work {
        Beyond::Operation(_) => entry.what.as_str(),
        Beyond::Execute(statement, _) | Beyond::Query(statement, ..) => statement,
    };
    let mighost_schema::Error::Database(said) = error else { return Ok(()) };
    // duplicate_table, which indexes share. https://www.postgresql.org/docs/current/errcodes-appendix.html
    if said.code == "42P07" {
        if let Some(index) = recover::ruins(connection, text).await?.first() {
            said.hint = Some(format!(
                "the index `{index}` is invalid: an earlier build of it failed or was interrupted; \
                 `DROP INDEX CONCURRENTLY {index}` takes it away"
            ));
        }
        return Ok(());
    }
    for index in recover::clear_ruins(connection, text).await? {
        said.hint = Some(format!("the invalid index `{index}` that the failed build left behind was dropped"));
    }
    Ok(())
}
