//! The journal of a step that runs: it answers what was answered before, and writes down what is new.

use super::entry::{Content, Entry, EntryState, Kind, StepRow};
use super::{recover, table};
use crate::book::{self, BookError};
use crate::run::RunLock;
use mighost_artifact::{Artifact, Digest};
use mighost_database::{Connection, Effect, Origin, Ran};
use mighost_schema::{Description, ObjectName, Operation, ResultLimit, RowSet, Value};
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::Mutex;

/// One call of a migration.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// What it is, for people.
    pub(crate) what: String,
    /// A digest of its name and arguments.
    key: String,
    /// The table whose rows it changes.
    table: Option<ObjectName>,
}

impl Call {
    /// A call by its name and its arguments.
    pub(crate) fn new(what: String, arguments: &impl Serialize) -> Call {
        Call { what, key: Digest::of(table::json(arguments).as_bytes()).to_string(), table: None }
    }

    /// Says whose rows it changes.
    pub(crate) fn of_rows(mut self, table: &ObjectName) -> Call {
        self.table = Some(table.clone());
        self
    }
}

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

/// What isn't in the database yet.
enum Pending {
    /// A call that is new.
    New(Entry),
    /// One that is there as begun, and is done now.
    Done(Entry),
}

impl Pending {
    fn entry(&self) -> &Entry {
        match self {
            Pending::New(entry) | Pending::Done(entry) => entry,
        }
    }
}

/// Why the journal ends a step.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The migration makes another call than it did before.
    Diverged(String),
    /// The bookkeeping or the lock failed.
    Book(BookError),
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Broken::Diverged(how) => f.write_str(how),
            Broken::Book(error) => write!(f, "{error}"),
        }
    }
}

impl From<BookError> for Broken {
    fn from(error: BookError) -> Self {
        Broken::Book(error)
    }
}

impl From<mighost_database::Error> for Broken {
    fn from(error: mighost_database::Error) -> Self {
        Broken::Book(error.into())
    }
}

/// A step's journal while the step runs. Its connection has a transaction open, but while a call beyond rows is made.
pub(crate) struct Journal {
    lock: Arc<Mutex<RunLock>>,
    package: String,
    epoch: i64,
    step: StepRow,
    /// What is kept with the step's beginning, so that it can be finished without its file.
    artifact: Option<(Description, Artifact, String)>,
    begun: bool,
    each_call: bool,
    /// What an earlier run of the step was answered.
    answers: VecDeque<Entry>,
    next: i64,
    pending: Vec<Pending>,
}

impl Journal {
    /// The journal of a step: `earlier` is what it did before it was interrupted, all of it done.
    pub(crate) fn new(lock: Arc<Mutex<RunLock>>, package: String, epoch: i64, step: StepRow) -> Journal {
        Journal {
            lock,
            package,
            epoch,
            step,
            artifact: None,
            begun: false,
            each_call: false,
            answers: VecDeque::new(),
            next: 1,
            pending: Vec::new(),
        }
    }

    /// Keeps the artifact with the step's beginning.
    pub(crate) fn with_artifact(mut self, description: &Description, artifact: &Artifact, file: &str) -> Journal {
        self.artifact = Some((description.clone(), artifact.clone(), file.to_owned()));
        self
    }

    /// Commits behind each call that changes something, not only where the database does.
    pub(crate) fn committing_each_call(mut self, each_call: bool) -> Journal {
        self.each_call = each_call;
        self
    }

    /// Goes on with what an earlier run did.
    pub(crate) fn resuming(mut self, entries: Vec<Entry>) -> Journal {
        self.begun = true;
        self.answers = entries.into();
        self
    }

    /// Whether anything of the step is in the database.
    pub(crate) fn begun(&self) -> bool {
        self.begun
    }

    /// How many answers of the earlier run the migration hasn't asked for.
    pub(crate) fn unasked(&self) -> Option<&Entry> {
        self.answers.front()
    }

    /// The answer that an earlier run was given to this call, as JSON.
    pub(crate) fn answer(&mut self, call: &Call) -> Result<Option<String>, Broken> {
        let Some(entry) = self.answers.pop_front() else { return Ok(None) };
        self.next = entry.number + 1;
        match entry.content.answer {
            Some(answer) if entry.content.call == call.key => Ok(Some(answer)),
            _ => {
                let same = if entry.what == call.what { " with other arguments" } else { "" };
                Err(Broken::Diverged(format!(
                    "call {} of the step was `{}` when it ran before, and is `{}`{same} now",
                    entry.number, entry.what, call.what
                )))
            }
        }
    }

    fn number(&mut self) -> i64 {
        let number = self.next;
        self.next += 1;
        number
    }

    /// Notes a call that was made and answered inside the transaction. Where each call commits, and this one has
    /// changed something, it does.
    pub(crate) async fn keep<T: Serialize>(
        &mut self,
        connection: &mut dyn Connection,
        call: Call,
        kind: Kind,
        changed: bool,
        answer: &mighost_schema::Result<T>,
    ) -> Result<(), Broken> {
        let mut content = Content::new(call.key, kind);
        content.changed = changed;
        content.table = call.table;
        self.keep_entry(connection, call.what, content, answer).await
    }

    async fn keep_entry<T: Serialize>(
        &mut self,
        connection: &mut dyn Connection,
        what: String,
        mut content: Content,
        answer: &mighost_schema::Result<T>,
    ) -> Result<(), Broken> {
        content.answer = Some(table::json(answer));
        let commits = self.each_call && content.changed;
        let entry = Entry { number: self.number(), state: EntryState::Done, what, content };
        self.pending.push(Pending::New(entry));
        if commits {
            self.flush(connection).await?;
            connection.commit().await?;
            connection.begin().await?;
        }
        Ok(())
    }

    /// Runs an operation inside the transaction and notes it, with what is needed to undo it where it commits.
    pub(crate) async fn operate(
        &mut self,
        connection: &mut dyn Connection,
        call: Call,
        operation: &Operation,
    ) -> Result<Result<Ran, mighost_database::Error>, Broken> {
        let mut content = Content::new(call.key, Kind::Operation);
        content.operation = Some(operation.clone());
        if self.each_call {
            content.before = connection.around(operation).await.ok();
        }
        let result = connection.operate(operation).await;
        content.changed = result.as_ref().is_ok_and(|ran| ran.changed);
        if let Some(answer) = answerable(&result) {
            self.keep_entry(connection, call.what, content, &answer.map(|ran| ran.changed)).await?;
        }
        Ok(result)
    }

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
        self.flush(connection).await?;
        connection.commit().await?;
        self.lock.lock().await.held().await?;
        let mut result = self.make(connection, &mut entry, &work).await;
        if let (Err(mighost_database::Error::Call(error)), Effect::Outside) = (&mut result, effect) {
            after_failure(connection, &entry, &work, error).await?;
        }
        // What the call left behind may need looking at, so only a call that was answered is done.
        let Some(answer) = answerable(&result) else { return Ok(result) };
        connection.begin().await?;
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
            self.flush(connection).await?;
            connection.commit().await?;
            connection.begin().await?;
        }
        Ok(result)
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
                statements(connection, &self.package, self.epoch, entry).await?;
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

    /// Writes what is pending, in the open transaction.
    async fn flush(&mut self, connection: &mut dyn Connection) -> Result<(), Broken> {
        if self.begun {
            table::fence(connection, self.epoch).await?;
        } else {
            table::begin(connection, &self.package, self.epoch, &self.step).await?;
            if let Some((description, artifact, file)) = &self.artifact {
                let sha256 = artifact.sha256().to_string();
                book::keep_artifact(connection, &self.package, description, artifact.bytes(), &sha256, file).await?;
            }
            self.begun = true;
        }
        for pending in &self.pending {
            if let Pending::Done(entry) = pending {
                table::update(connection, &self.package, entry).await?;
            }
        }
        let new: Vec<&Entry> =
            self.pending.iter().filter(|p| matches!(p, Pending::New(_))).map(Pending::entry).collect();
        table::insert(connection, &self.package, &new).await?;
        self.pending.clear();
        Ok(())
    }
}

/// Runs the statements of an operation from where its entry is, writing down each before it runs.
pub(super) async fn statements(
    connection: &mut dyn Connection,
    package: &str,
    epoch: i64,
    entry: &mut Entry,
) -> Result<(), mighost_database::Error> {
    let all = entry.content.statements.clone();
    for (place, statement) in all.iter().enumerate().skip(entry.content.place) {
        if place > entry.content.place {
            entry.content.place = place;
            entry.content.fingerprint = Some(connection.fingerprint().await?);
            connection.begin().await?;
            let written = async {
                table::fence(connection, epoch).await?;
                table::update(connection, package, entry).await
            };
            written.await.map_err(|error| match error {
                BookError::Database(error) => error,
                other => mighost_schema::Error::Other(other.to_string()).into(),
            })?;
            connection.commit().await?;
        }
        connection.execute(Origin::Host, statement, &[]).await?;
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

/// A result as a migration sees it; `None` where nobody knows whether the call took effect.
fn answerable<T: Clone>(result: &Result<T, mighost_database::Error>) -> Option<mighost_schema::Result<T>> {
    match result {
        Ok(value) => Some(Ok(value.clone())),
        Err(mighost_database::Error::Call(error)) => Some(Err(error.clone())),
        Err(_) => None,
    }
}
