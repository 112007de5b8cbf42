//! The journal of a step that runs: it answers what was answered before, and writes down what is new.

use super::entry::{Content, Entry, EntryState, Kind, StepRow};
use super::table;
use crate::book::{self, Applied, BookError, Runtime};
use crate::run::{Aside, RunLock};
use mighost_artifact::{Artifact, Digest};
use mighost_database::{Connection, Origin, Ran};
use mighost_schema::{Description, Dialect, ObjectName, Operation};
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
    pub(super) key: String,
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

/// What isn't in the database yet.
pub(super) enum Pending {
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

    pub(super) fn entry_mut(&mut self) -> &mut Entry {
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

/// What is kept with a step's beginning.
struct Beginning {
    description: Description,
    artifact: Artifact,
    file: String,
    runtime: Option<Runtime>,
}

/// A step's journal while the step runs. Its connection has a transaction open, but while a call beyond rows is made.
pub(crate) struct Journal {
    pub(super) lock: Arc<Mutex<RunLock>>,
    pub(super) package: String,
    pub(super) epoch: i64,
    step: StepRow,
    /// What is kept with the step's beginning, so that it can be finished without its file.
    artifact: Option<Beginning>,
    pub(super) begun: bool,
    pub(super) each_call: bool,
    /// What an earlier run of the step was answered.
    answers: VecDeque<Entry>,
    next: i64,
    pub(super) pending: Vec<Pending>,
    /// What the migration has set of the session. Our own statements in between set it back.
    settings: Vec<String>,
    /// The session that keeps the books, where it isn't the one that works.
    pub(super) aside: Option<Aside>,
    /// There are entries of a transaction of the working session that was committed since.
    pub(super) unsettled: bool,
    /// There are entries of its transaction that is open.
    pub(super) waiting: bool,
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
            settings: Vec::new(),
            aside: None,
            unsettled: false,
            waiting: false,
        }
    }

    /// Keeps the books by another session than the one that works.
    pub(crate) fn apart(mut self, aside: Aside) -> Journal {
        self.aside = Some(aside);
        self
    }

    /// Gives that session back.
    pub(crate) fn together(&mut self) -> Option<Aside> {
        self.aside.take()
    }

    /// Remembers a statement that set something of the session.
    pub(crate) fn set(&mut self, statement: &str) {
        self.settings.push(statement.to_owned());
    }

    /// Sets again what the migration has set, before its next own statement.
    pub(crate) async fn set_again(&mut self, connection: &mut dyn Connection) -> Result<(), mighost_database::Error> {
        // Elsewhere a setting lasts until the step is over.
        if connection.dialect() == Dialect::Postgresql {
            for statement in &self.settings {
                connection.execute(Origin::Guest, statement, &[]).await?;
            }
        }
        Ok(())
    }

    /// Keeps the artifact, and its runtime where it has one that isn't kept, with the step's beginning.
    pub(crate) fn with_artifact(
        mut self,
        description: &Description,
        artifact: &Artifact,
        file: String,
        runtime: Option<Runtime>,
    ) -> Journal {
        self.artifact = Some(Beginning { description: description.clone(), artifact: artifact.clone(), file, runtime });
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

    pub(super) fn number(&mut self) -> i64 {
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

    pub(super) async fn keep_entry<T: Serialize>(
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
            self.commit(connection).await?;
            self.begin(connection).await?;
        }
        Ok(())
    }

    /// Writes what is pending, and commits it with what was done.
    pub(crate) async fn commit(&mut self, connection: &mut dyn Connection) -> Result<(), Broken> {
        if self.aside.is_some() {
            return self.commit_apart(connection).await;
        }
        self.flush(connection).await?;
        Ok(connection.commit().await?)
    }

    /// Begins the next transaction.
    pub(super) async fn begin(&mut self, connection: &mut dyn Connection) -> Result<(), Broken> {
        connection.begin().await?;
        if let Some(aside) = &mut self.aside {
            aside.receipt = connection.receipt().await?;
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

    /// Holds the fence, and writes the step itself where it isn't there yet, in the open transaction.
    pub(super) async fn enter(&mut self, connection: &mut dyn Connection) -> Result<(), Broken> {
        if self.begun {
            return Ok(table::fence(connection, self.epoch).await?);
        }
        table::begin(connection, &self.package, self.epoch, &self.step).await?;
        if let Some(Beginning { description, artifact, file, runtime }) = &self.artifact {
            let sha256 = artifact.sha256().to_string();
            let applied = Applied { bytes: artifact.bytes(), sha256: &sha256, file, runtime: runtime.as_ref() };
            book::keep_artifact(connection, &self.package, description, &applied).await?;
        }
        self.begun = true;
        Ok(())
    }

    /// Writes what is pending, in the open transaction.
    pub(super) async fn flush(&mut self, connection: &mut dyn Connection) -> Result<(), Broken> {
        self.enter(connection).await?;
        self.write(connection).await
    }

    /// Writes the entries that are pending, in the open transaction.
    pub(super) async fn write(&mut self, connection: &mut dyn Connection) -> Result<(), Broken> {
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

/// A result as a migration sees it; `None` where nobody knows whether the call took effect.
pub(super) fn answerable<T: Clone>(result: &Result<T, mighost_database::Error>) -> Option<mighost_schema::Result<T>> {
    match result {
        Ok(value) => Some(Ok(value.clone())),
        Err(mighost_database::Error::Call(error)) => Some(Err(error.clone())),
        Err(_) => None,
    }
}
