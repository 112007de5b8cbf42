//! The life of one step: begin, check the fence, run the guest, record, commit. Anything else rolls back; where that
//! isn't enough, the step is taken back by its journal, or waits to be finished.

use super::RunLock;
use super::apart::Unrecorded;
use super::hands::{Aside, Hands, leave};
use super::login::PackageLogin;
use super::plan::Step;
use super::runtime::{self, Found};
use crate::book::{self, Applied, BookError, NewHistory, Runtime, Seen, State};
use crate::chain::Graph;
use crate::error::{Error, Left, StepCause, StepFailure};
use crate::event::{Event, Observer};
use crate::journal::{self, Broken, Entry, Journal, StepRow};
use crate::session::{ConfinedSession, Failed, StepSession, Told};
use crate::trust::{Grants, Guard, SqlGrant};
use mighost_artifact::Artifact;
use mighost_database::{Connection, Timeouts, Wall};
use mighost_sandbox::{Direction, Limits, Report, Sandbox, Session, StepContext};
use mighost_schema::{DatabaseError, Description, Dialect, Transaction};
use std::any::Any;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Mutex;

/// What all steps of a run share.
pub(crate) struct Runner<'a> {
    pub(crate) sandbox: &'a Sandbox,
    pub(crate) limits: &'a Limits,
    pub(crate) arguments: &'a [(String, String)],
    pub(crate) observer: &'a Arc<dyn Observer>,
    pub(crate) graph: &'a Graph,
    pub(crate) lock: &'a Arc<Mutex<RunLock>>,
    /// What the step may do, where its package is confined.
    pub(crate) grants: Option<Arc<Grants>>,
    /// Where its language's runtime may be, where it needs one.
    pub(crate) runtimes: Vec<std::path::PathBuf>,
    /// The ids of the keys that vouch for it.
    pub(crate) keys: Vec<String>,
    /// Who its calls are made as, where that isn't the run's own login.
    pub(crate) login: Option<Arc<PackageLogin>>,
    /// Its limits on single statements.
    pub(crate) timeouts: Timeouts,
    /// What else vouches for it, to be remembered.
    pub(crate) seen: Seen,
}

/// How a step ended.
pub(crate) enum Ended {
    /// It was committed; this is the state behind it.
    Committed(Box<State>),
    /// Another runner changed the database before this step began; nothing was run.
    Overtaken,
}

/// What a step's artifact is, beside its bytes.
pub(super) struct Ran<'a> {
    pub(super) artifact: &'a Artifact,
    pub(super) sha256: String,
    /// What runs it, where that has to be kept with it.
    pub(super) runtime: Option<Runtime>,
    pub(super) started: jiff::Timestamp,
}

/// Whether a step is more than one transaction on this database.
pub(crate) fn journaled(dialect: Dialect, description: &Description) -> bool {
    match dialect {
        Dialect::Sqlite => false,
        Dialect::Postgresql => description.transaction == Transaction::None,
        Dialect::Mysql | Dialect::Mariadb => true,
    }
}

/// The package's name in the bookkeeping.
pub(super) fn package(description: &Description) -> &str {
    description.package.as_deref().unwrap_or_default()
}

impl Runner<'_> {
    /// Runs one step. `state` is what the caller planned with, `earlier` what an interrupted run of the same step did.
    ///
    /// The connection is taken out of its place while the guest runs and always comes back.
    pub(crate) async fn run(
        &self,
        connection: &mut Option<Box<dyn Connection>>,
        step: &Step,
        artifact: &Artifact,
        state: &State,
        earlier: Option<Vec<Entry>>,
    ) -> Result<Ended, Error> {
        let sha256 = artifact.sha256().to_string();
        // Compiling happens before the transaction, so that it holds no lock.
        // A package's is a stranger's, who may want to keep the compiler busy.
        let foreign = self.grants.as_ref().map(|_| self.limits);
        let prepared = async {
            let there = connection.as_deref_mut().map(|connection| connection as &mut dyn Connection);
            let Found { bytes, keep } =
                runtime::find(there, self.sandbox, artifact, step.direction, &self.runtimes).await?;
            let program = runtime::program(self.sandbox, artifact, foreign, &self.runtimes, bytes)?;
            Ok((program, keep))
        };
        let (program, keep) = match prepared.await {
            Ok(prepared) => prepared,
            Err(error) => {
                let left = if earlier.is_some() { Left::interrupted() } else { Left::Nothing };
                return Err(self.failure(step, state, error, None, String::new(), left));
            }
        };
        let host = connection.take().ok_or_else(|| Error::Internal("the connection is gone".into()))?;
        let description = &step.revision.description;
        // What was begun with a journal goes on with it, whatever a corrected file says.
        let journaled = earlier.is_some() || journaled(host.dialect(), description);
        if let Some(why) = self.needs_lock(journaled).await {
            *connection = Some(host);
            let (id, origin) = (description.id.clone(), step.revision.origin.clone());
            return Err(Error::Unrunnable { id, origin, reason: why.into() });
        }
        let mut hands = match Hands::open(host, self.login.as_deref(), journaled, self.timeouts).await {
            Ok(hands) => hands,
            Err((host, error)) => {
                *connection = Some(host);
                return Err(error);
            }
        };
        let mut state = state.clone();
        match self.enter(&mut hands, &mut state, journaled).await {
            Ok(true) => {}
            Ok(false) => {
                *connection = Some(hands.home());
                return Ok(Ended::Overtaken);
            }
            Err(cause) => {
                hands.leave().await;
                *connection = Some(hands.home());
                // Nothing of the step was run, so it isn't the step that failed.
                return Err(match cause {
                    StepCause::Database(error) => Error::Database(error),
                    StepCause::Book(error) => error.into(),
                    other => self.failure(step, &state, other, None, String::new(), Left::Nothing),
                });
            }
        }
        let guard = self.grants.as_ref().map(|grants| Guard::new(Arc::clone(grants), hands.work.dialect()));
        // Where the login is the wall, there is no other.
        let wall = guard.clone().filter(|guard| guard.sql() == SqlGrant::Confined && self.login.is_none());
        if let Err(error) = hands.work.confine(wall.map(|guard| Arc::new(guard) as Arc<dyn Wall>)) {
            hands.leave().await;
            *connection = Some(hands.home());
            return Err(Error::Database(error));
        }
        let Hands { work: mut owned, mut aside } = hands;
        // The step's time begins here: neither compiling nor waiting for another runner is its own.
        let begun = Instant::now();
        let ran = Ran { artifact, sha256, runtime: keep, started: jiff::Timestamp::now() };
        owned.set_deadline(begun.checked_add(self.limits.wall));
        let context = self.context(step, owned.as_ref());
        let dialect = owned.dialect();
        let journal = journaled.then(|| self.journal(step, &ran, &state, dialect, earlier));
        // A journal keeps the books itself while the step runs.
        let journal = journal.map(|journal| match aside.take() {
            Some(aside) => journal.apart(aside),
            None => journal,
        });
        let session = StepSession::new(owned, context, self.listener(step), journal);
        let session: Box<dyn Session> = match guard {
            Some(guard) => Box::new(ConfinedSession::new(session, guard)),
            None => Box::new(session),
        };
        let finished = self.sandbox.run(&program, description, session, self.limits).await;
        let session = own(finished.session)?;
        let told = session.told(artifact);
        let output = format!("{}{}", finished.output.stdout, finished.output.stderr);
        let (host, result) = self.conclude(told, aside, finished.outcome, output, step, &state, &ran).await;
        let result = result.map(|(ended, statements)| {
            if matches!(ended, Ended::Committed(_)) {
                self.observer.event(&Event::StepFinished {
                    revision: &description.id,
                    direction: step.direction,
                    took: begun.elapsed(),
                    statements: &statements,
                });
            }
            ended
        });
        *connection = Some(host);
        result
    }

    /// Why a step can't be run where no lock keeps two runners apart; `None` where there is one, or none is needed.
    async fn needs_lock(&self, journaled: bool) -> Option<&'static str> {
        let why = match (journaled, &self.login) {
            (false, None) => return None,
            (true, _) => {
                "it isn't one transaction, and behind a pooler that shares sessions nothing keeps two runners apart while it \
                 runs; connect to the database itself"
            }
            (false, Some(_)) => {
                "its package has a login of its own, and behind a pooler that shares sessions nothing keeps two runners \
                 apart between that login's commit and the bookkeeping; connect to the database itself"
            }
        };
        (!self.lock.lock().await.exists()).then_some(why)
    }

    /// Records what a guest did, or takes it back.
    #[allow(clippy::too_many_arguments)] // All of it is what the step's end is about.
    async fn conclude(
        &self,
        told: Told,
        aside: Option<Aside>,
        outcome: Result<(), mighost_sandbox::Error>,
        output: String,
        step: &Step,
        state: &State,
        ran: &Ran<'_>,
    ) -> (Box<dyn Connection>, Result<(Ended, Vec<String>), Error>) {
        let Told { connection: mut owned, mut warnings, failed, statements, executed, mut journal, broken, busy, gone } =
            told;
        // The template that nobody has edited yet, most often. A merge is there to join branches, and has nothing to do.
        let merges = step.revision.description.revises.len() > 1;
        let idle = ran.artifact.source().is_some() && executed == 0 && step.direction == Direction::Up && !merges;
        if outcome.is_ok() && idle {
            let warning = "its upgrade has no statements: it did nothing".to_owned();
            (self.listener(step))(Report::Warning(warning.clone()));
            warnings.push(warning);
        }
        owned.set_deadline(None);
        owned.set_timeouts(Timeouts::default());
        owned.end_step();
        if let Err(error) = owned.confine(None) {
            tracing::warn!(%error, "the connection is still confined");
        }
        let unasked = journal.as_ref().and_then(Journal::unasked).map(|entry| {
            let (number, what) = (entry.number, &entry.what);
            format!("call {number} of the step was `{what}` when it ran before, and isn't made any more")
        });
        // Whether the next run has to find out what has become of it.
        let mut outstanding = false;
        let ends = broken.is_none() && outcome.is_ok() && unasked.is_none();
        let broken = match &mut journal {
            // What isn't written down yet goes with the login's last transaction.
            Some(journal) if ends => journal.conclude(owned.as_mut()).await.err(),
            _ => broken,
        };
        let aside = aside.or_else(|| journal.as_mut().and_then(Journal::together));
        let mut hands = Hands { work: owned, aside };
        let ended = match (broken, outcome, unasked) {
            (Some(Broken::Diverged(how)), ..) => Err((StepCause::Diverged(how), None)),
            (Some(Broken::Book(error)), ..) => Err((error.into(), None)),
            (None, Ok(()), Some(how)) => Err((StepCause::Diverged(how), None)),
            (None, Ok(()), None) => {
                let begun = journal.as_ref().is_some_and(Journal::begun);
                let recorded = self.record(&mut hands, step, ran, state, &warnings, begun).await;
                recorded.map_err(|why| {
                    outstanding = why.outstanding;
                    (why.cause, None)
                })
            }
            (None, Err(error), _) => Err((error.into(), failed)),
        };
        let (cause, failed) = match ended {
            Ok(state) => return (hands.home(), Ok((Ended::Committed(Box::new(state)), statements))),
            Err(failure) => failure,
        };
        hands.leave().await;
        let begun = outstanding || journal.as_ref().is_some_and(Journal::begun);
        // Where nothing keeps two runners apart but the fence, the slower one learns of it here: by the fence itself, or
        // because what it wanted to make was there already.
        if !begun && self.overtaken(hands.book(), &cause, state).await {
            return (hands.home(), Ok((Ended::Overtaken, Vec::new())));
        }
        let busy = busy || matches!(&cause, StepCause::Database(mighost_database::Error::Busy { .. }));
        // Only the bookkeeping and the commit come behind a migration's own calls.
        let lost = matches!(
            &cause,
            StepCause::Database(mighost_database::Error::Unreachable { .. })
                | StepCause::Book(BookError::Database(mighost_database::Error::Unreachable { .. }))
        );
        let left = match begun {
            false if matches!(&cause, StepCause::Database(_)) && lost && hands.aside.is_none() => Left::Unknown,
            false => Left::Nothing,
            // Another try goes on where this one stopped.
            true if busy || outstanding => Left::interrupted(),
            true => self.left(&mut hands, step, state, &cause, gone).await,
        };
        let mut error = self.failure(step, state, cause, failed, output, left);
        if let Error::Step(failure) = &mut error {
            failure.busy = busy && !outstanding;
            failure.gone = gone || lost;
        }
        (hands.home(), Err(error))
    }

    /// Whether a step failed because another runner has committed one meanwhile.
    async fn overtaken(&self, connection: &mut dyn Connection, cause: &StepCause, state: &State) -> bool {
        if matches!(cause, StepCause::Book(BookError::Overtaken)) {
            return true;
        }
        // On SQLite nobody else can. Behind a pooler a session lasts no longer than a transaction.
        if connection.dialect() == Dialect::Sqlite || connection.begin().await.is_err() {
            return false;
        }
        let now = book::epoch(connection, false).await;
        leave(connection).await;
        now.is_ok_and(|now| now != state.initialised.then_some(state.epoch))
    }

    /// Takes back what a failed step has committed, where that loses nothing; else says why it waits.
    async fn left(&self, hands: &mut Hands, step: &Step, state: &State, cause: &StepCause, gone: bool) -> Left {
        if gone || matches!(cause, StepCause::Database(mighost_database::Error::Unreachable { .. })) {
            return Left::interrupted();
        }
        if let StepCause::Diverged(_) = cause {
            return Left::interrupted();
        }
        let name = package(&step.revision.description);
        let taken_back = async {
            let Some((_, _, mut entries)) = journal::load(hands.book(), name).await? else {
                return Ok(Left::Nothing);
            };
            journal::recover(&mut hands.both(), name, state.epoch, &mut entries).await?;
            let (obstacles, losses) = (journal::undo::obstacles(&entries), journal::undo::losses(&entries));
            if !obstacles.is_empty() || !losses.is_empty() {
                let lost = |what: String| format!("`{what}` dropped what can't be brought back");
                let losses = losses.into_iter().map(lost).collect();
                return Ok(Left::Unfinished { obstacles, losses, done: done(&entries) });
            }
            journal::undo::undo(&mut hands.both(), name, state.epoch, &mut entries).await.map(Left::TakenBack)
        };
        match taken_back.await {
            Ok(left) => left,
            Err(error) => {
                let error: BookError = error;
                hands.leave().await;
                Left::Unfinished { obstacles: vec![error.to_string()], losses: Vec::new(), done: Vec::new() }
            }
        }
    }

    /// Begins the transaction and checks the fence. False where another runner has moved it.
    async fn enter(&self, hands: &mut Hands, state: &mut State, journaled: bool) -> Result<bool, StepCause> {
        let apart = hands.aside.is_some();
        if (journaled || apart) && !state.initialised {
            book::initialise(hands.book()).await?;
            *state = State { initialised: true, epoch: 0, ..State::default() };
        }
        let book = hands.book();
        book.begin().await?;
        let epoch = book::epoch(book, !apart).await?;
        let ours = epoch == state.initialised.then_some(state.epoch);
        if apart || !ours {
            book.rollback().await?;
        }
        if apart && ours {
            hands.begin().await?;
        }
        Ok(ours)
    }

    /// The step as the journal has it.
    pub(super) fn row(&self, step: &Step, ran: &Ran<'_>) -> StepRow {
        StepRow {
            revision: step.revision.description.id.clone(),
            direction: direction_name(step.direction).to_owned(),
            sha256: ran.sha256.clone(),
            started: format!("{:.3}", ran.started),
            host: crate::identity::host(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            apart: self.login.is_some(),
        }
    }

    fn journal(
        &self,
        step: &Step,
        ran: &Ran<'_>,
        state: &State,
        dialect: Dialect,
        earlier: Option<Vec<Entry>>,
    ) -> Journal {
        let description = &step.revision.description;
        let row = self.row(step, ran);
        let journal = Journal::new(Arc::clone(self.lock), package(description).to_owned(), state.epoch, row)
            .with_artifact(description, ran.artifact, file(step), ran.runtime.clone())
            .committing_each_call(description.transaction == Transaction::None || dialect == Dialect::Postgresql);
        match earlier {
            Some(entries) => journal.resuming(entries),
            None => journal,
        }
    }

    /// Writes the bookkeeping and commits.
    async fn record(
        &self,
        hands: &mut Hands,
        step: &Step,
        ran: &Ran<'_>,
        state: &State,
        warnings: &[String],
        journaled: bool,
    ) -> Result<State, Unrecorded> {
        let description = &step.revision.description;
        let after = match step.direction {
            Direction::Up => self.graph.after_upgrade(&state.current, &description.id),
            Direction::Down => self.graph.after_downgrade(&state.current, &description.id),
        };
        let seen = state.seen.with(&self.seen);
        let Hands { work, aside } = hands;
        if let Some(aside) = aside.as_mut().filter(|_| journaled) {
            self.write_down(aside.book.as_mut(), step, ran, state, &after, warnings, &seen).await?;
            return Ok(state.behind(package(description), after, seen));
        }
        if let Some(aside) = aside {
            self.record_apart(work.as_mut(), aside, step, ran, state, &after, warnings, &seen).await?;
            return Ok(state.behind(package(description), after, seen));
        }
        let connection = work.as_mut();
        let file = file(step);
        let mut row = self.history(step, ran, warnings, &file, &seen);
        if journaled {
            journal::clear(connection, package(description)).await?;
            // It was kept when the step began.
            row.artifact.iter_mut().for_each(|applied| applied.runtime = None);
        }
        book::record(connection, state, &after, row).await?;
        connection.commit().await.map_err(at_the_end)?;
        Ok(state.behind(package(description), after, seen))
    }

    /// The step as the history has it.
    pub(super) fn history<'s>(
        &'s self,
        step: &'s Step,
        ran: &'s Ran<'_>,
        warnings: &'s [String],
        file: &'s str,
        seen: &'s Seen,
    ) -> NewHistory<'s> {
        let description = &step.revision.description;
        NewHistory {
            package: package(description),
            description,
            direction: direction_name(step.direction),
            artifact: Some(Applied {
                bytes: ran.artifact.bytes(),
                sha256: &ran.sha256,
                file,
                runtime: ran.runtime.as_ref(),
            }),
            started: ran.started,
            keys: &self.keys,
            seen,
            warnings,
        }
    }

    fn context(&self, step: &Step, connection: &dyn Connection) -> StepContext {
        let description = &step.revision.description;
        StepContext {
            dialect: connection.dialect(),
            server_version: connection.server_version().to_owned(),
            package: description.package.clone(),
            revision: description.id.clone(),
            direction: step.direction,
            arguments: self.arguments.to_vec(),
        }
    }

    fn listener(&self, step: &Step) -> crate::session::Listener {
        let observer = Arc::clone(self.observer);
        let revision = step.revision.description.id.clone();
        Arc::new(move |report| observer.event(&Event::Reported { revision: &revision, report }))
    }

    fn failure(
        &self,
        step: &Step,
        state: &State,
        cause: StepCause,
        failed: Option<Failed>,
        output: String,
        left: Left,
    ) -> Error {
        if let StepCause::Book(BookError::Newer { target, found }) = cause {
            return Error::Book(BookError::Newer { target, found });
        }
        let mut failure = StepFailure {
            revision: step.revision.description.id.clone(),
            origin: step.revision.origin.clone(),
            direction: step.direction,
            line: failed.as_ref().and_then(|f| f.line),
            statement: failed.map(|f| f.what),
            cause,
            current: state.current.iter().cloned().collect(),
            output,
            left,
            busy: false,
            gone: false,
        };
        if failure.statement.is_none() {
            failure.statement = failure.database().and_then(|e| e.statement.clone());
        }
        Error::Step(Box::new(failure))
    }
}

/// The session that the sandbox was given.
fn own(session: Box<dyn Session>) -> Result<StepSession, Error> {
    let session: Box<dyn Any> = session;
    let session = match session.downcast::<ConfinedSession>() {
        Ok(confined) => return Ok(confined.into_inner()),
        Err(session) => session,
    };
    let session = session.downcast::<StepSession>();
    session.map(|session| *session).map_err(|_| Error::Internal("the sandbox gave back another session".into()))
}

/// What an entry is called where a step's calls are listed.
pub(crate) fn done(entries: &[Entry]) -> Vec<String> {
    entries.iter().filter(|entry| entry.content.changed).map(|entry| entry.what.clone()).collect()
}

/// A constraint that waits for the end of the step fails in a statement of ours, which tells nobody anything.
pub(super) fn at_the_end(error: mighost_database::Error) -> mighost_database::Error {
    use mighost_database::Error::Call;
    match error {
        Call(mighost_schema::Error::Database(said)) => {
            let detail = said.detail.map_or_else(String::new, |detail| format!("{detail} "));
            let detail = Some(format!("{detail}(found when the step was to be committed)"));
            Call(mighost_schema::Error::Database(DatabaseError { statement: None, detail, ..said }))
        }
        other => other,
    }
}

pub(super) fn file(step: &Step) -> String {
    let name = step.revision.origin.path().and_then(|path| path.file_name());
    name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The word for a direction in the history.
pub(crate) fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "upgrade",
        Direction::Down => "downgrade",
    }
}
