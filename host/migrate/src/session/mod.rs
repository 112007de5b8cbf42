//! One step's view of the database: what a guest's calls become.

mod calls;
mod confined;

pub(crate) use confined::ConfinedSession;

use crate::journal::{Beyond, Broken, Call, Journal, Kind, Outcome};
use mighost_artifact::{Artifact, Half};
use mighost_database::{Connection, Effect};
use mighost_sandbox::{Direction, Report, StepContext};
use mighost_schema::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The target of the log's lines that tell a migration's calls.
const CALLS: &str = "mighost::calls";

/// Takes what a step reports while it runs.
pub(crate) type Listener = Arc<dyn Fn(Report) + Send + Sync>;

/// The session of one step: it owns the connection while the guest runs and gives it back afterwards.
pub(crate) struct StepSession {
    connection: Box<dyn Connection>,
    context: StepContext,
    listener: Listener,
    /// Where the step isn't one transaction.
    journal: Option<Journal>,
    /// The statements that operations ran, in order.
    statements: Vec<String>,
    /// What the guest warned of.
    warnings: Vec<String>,
    /// How many raw statements were run or tried: an SQL migration's place in its file.
    executed: usize,
    /// The last statement or operation that failed, for the message.
    failed: Option<String>,
    /// Why the journal ended the step.
    broken: Option<Broken>,
    /// Something else held what a call needed, for too long.
    busy: bool,
    /// The connection was lost.
    gone: bool,
}

/// A statement or operation that failed.
pub(crate) struct Failed {
    /// Which.
    pub(crate) what: String,
    /// Its line in an SQL migration's file.
    pub(crate) line: Option<u32>,
}

/// What a session has to tell when its step is over.
pub(crate) struct Told {
    /// The connection, for the host again.
    pub(crate) connection: Box<dyn Connection>,
    /// What was written down.
    pub(crate) journal: Option<Journal>,
    /// What the migration warned of.
    pub(crate) warnings: Vec<String>,
    /// The last call, where it failed.
    pub(crate) failed: Option<Failed>,
    /// The statements that ran.
    pub(crate) statements: Vec<String>,
    /// How many raw statements were run or tried.
    pub(crate) executed: usize,
    /// Why the journal ended the step.
    pub(crate) broken: Option<Broken>,
    /// Something else held what a call needed, for too long: another try may succeed.
    pub(crate) busy: bool,
    /// The connection was lost.
    pub(crate) gone: bool,
}

impl StepSession {
    /// A session over a connection whose transaction is open.
    pub(crate) fn new(
        connection: Box<dyn Connection>,
        context: StepContext,
        listener: Listener,
        journal: Option<Journal>,
    ) -> Self {
        StepSession {
            connection,
            context,
            listener,
            journal,
            statements: Vec::new(),
            warnings: Vec::new(),
            executed: 0,
            failed: None,
            broken: None,
            busy: false,
            gone: false,
        }
    }

    /// Ends the session. `artifact` is what ran: an SQL migration's knows the lines of its statements.
    pub(crate) fn told(self, artifact: &Artifact) -> Told {
        let half = match self.context.direction {
            Direction::Up => Half::Upgrade,
            Direction::Down => Half::Downgrade,
        };
        let place = self.executed.checked_sub(1);
        let line = artifact.source().zip(place).and_then(|(source, n)| source.line(half, self.context.dialect, n));
        Told {
            connection: self.connection,
            journal: self.journal,
            warnings: self.warnings,
            failed: self.failed.map(|what| Failed { what, line }),
            statements: self.statements,
            executed: self.executed,
            broken: self.broken,
            busy: self.busy,
            gone: self.gone,
        }
    }

    /// Runs a call and remembers what failed.
    fn note<T>(&mut self, what: impl FnOnce() -> String, result: Result<T, mighost_database::Error>) -> Result<T> {
        match result {
            Ok(value) => {
                self.failed = None;
                self.busy = false;
                Ok(value)
            }
            Err(error) => {
                self.failed = Some(what());
                self.busy = is_busy(&error);
                self.plain(Err(error))
            }
        }
    }

    /// Remembers a call that was refused before it was made.
    fn refused(&mut self, what: String) {
        self.failed = Some(what);
        self.busy = false;
    }

    /// A connection's error as a guest sees it.
    fn plain<T>(&mut self, result: Result<T, mighost_database::Error>) -> Result<T> {
        result.map_err(|error| {
            self.gone |= matches!(error, mighost_database::Error::Unreachable { .. });
            match error {
                mighost_database::Error::Call(error) => error,
                other => Error::Other(other.to_string()),
            }
        })
    }

    /// A call for the journal, where there is one, and for whoever wants to see what a migration asks for
    /// (`MIGHOST_LOG=mighost::calls=trace`).
    fn call(&self, what: impl FnOnce() -> String, arguments: &impl Serialize) -> Option<Call> {
        if tracing::enabled!(target: CALLS, tracing::Level::TRACE) {
            let arguments = serde_json::to_string(arguments).unwrap_or_else(|error| error.to_string());
            tracing::trace!(target: CALLS, "{arguments}");
        }
        self.journal.as_ref().map(|_| Call::new(what(), arguments))
    }

    /// The answer that an interrupted run of the step was given to the same call.
    fn answered<T: DeserializeOwned>(&mut self, call: Option<&Call>) -> Result<Option<Result<T>>> {
        let (Some(journal), Some(call)) = (&mut self.journal, call) else { return Ok(None) };
        match journal.answer(call) {
            Ok(None) => Ok(None),
            Ok(Some(answer)) => match serde_json::from_str(&answer) {
                Ok(answer) => Ok(Some(answer)),
                Err(error) => Err(Error::Limit(format!("the journal's answer to `{}`: {error}", call.what))),
            },
            Err(broken) => Err(self.end(broken)),
        }
    }

    /// Ends the step, whatever the guest makes of the error.
    fn end(&mut self, broken: Broken) -> Error {
        let text = broken.to_string();
        self.broken.get_or_insert(broken);
        // Of all errors this is the one that a guest can't catch.
        Error::Limit(text)
    }

    async fn keep<T: Serialize>(
        &mut self,
        call: Option<Call>,
        kind: Kind,
        changed: bool,
        answer: &Result<T>,
    ) -> Result<()> {
        let (Some(journal), Some(call)) = (&mut self.journal, call) else { return Ok(()) };
        let kept = journal.keep(self.connection.as_mut(), call, kind, changed, answer).await;
        kept.map_err(|broken| self.end(broken))
    }

    /// Makes a call that a transaction can't hold.
    async fn beyond(
        &mut self,
        call: Option<Call>,
        effect: Effect,
        work: Beyond<'_>,
    ) -> Result<Result<Outcome, mighost_database::Error>> {
        let (Some(journal), Some(call)) = (&mut self.journal, call) else {
            return Ok(Err(Error::Unsupported(
                "this can't be done inside a transaction; declare the revision with `transaction: none`".into(),
            )
            .into()));
        };
        let made = journal.beyond(self.connection.as_mut(), call, effect, work).await;
        made.map_err(|broken| self.end(broken))
    }

    /// What a raw statement does to the transaction, as far as that matters to the step.
    fn effect(&self, statement: &str) -> Effect {
        self.connection.effect(statement)
    }
}

/// Whether another try may succeed: a lock that wasn't to be had, or a deadlock.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>,
/// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>
fn is_busy(error: &mighost_database::Error) -> bool {
    match error {
        mighost_database::Error::Busy { .. } => true,
        mighost_database::Error::Call(Error::Database(said)) => {
            matches!(said.code.as_str(), "40P01" | "55P03" | "1205" | "1213")
        }
        _ => false,
    }
}
