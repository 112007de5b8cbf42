//! The life of one step: begin, check the fence, run the guest, record, commit. Anything else rolls back.

use super::plan::Step;
use crate::book::{self, BookError, NewHistory, State};
use crate::chain::Graph;
use crate::error::{Error, StepCause, StepFailure};
use crate::event::{Event, Observer};
use crate::session::{Failed, StepSession, Told};
use mighost_artifact::Artifact;
use mighost_database::Connection;
use mighost_sandbox::{Direction, Limits, Report, Sandbox, StepContext};
use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

/// What all steps of a run share.
pub(crate) struct Runner<'a> {
    pub(crate) sandbox: &'a Sandbox,
    pub(crate) limits: &'a Limits,
    pub(crate) arguments: &'a [(String, String)],
    pub(crate) observer: &'a Arc<dyn Observer>,
    pub(crate) graph: &'a Graph,
}

/// How a step ended.
pub(crate) enum Ended {
    /// It was committed; this is the state behind it.
    Committed(State),
    /// Another runner changed the database before this step began; nothing was run.
    Overtaken,
}

impl Runner<'_> {
    /// Runs one step in its own transaction. `state` is what the caller planned with.
    ///
    /// The connection is taken out of its place while the guest runs and always comes back.
    pub(crate) async fn run(
        &self,
        connection: &mut Option<Box<dyn Connection>>,
        step: &Step,
        artifact: &Artifact,
        state: &State,
    ) -> Result<Ended, Error> {
        let sha256 = artifact.sha256().to_string();
        // Compiling happens before the transaction, so that it holds no lock.
        let program = match self.sandbox.load(artifact.bytes(), &sha256) {
            Ok(program) => program,
            Err(error) => return Err(self.failure(step, state, error.into(), None, String::new())),
        };
        let mut owned = connection.take().ok_or_else(|| Error::Internal("the connection is gone".into()))?;
        match self.enter(owned.as_mut(), state).await {
            Ok(true) => {}
            Ok(false) => {
                *connection = Some(owned);
                return Ok(Ended::Overtaken);
            }
            Err(cause) => {
                leave(owned.as_mut()).await;
                *connection = Some(owned);
                // Nothing of the step was run, so it isn't the step that failed.
                return Err(match cause {
                    StepCause::Database(error) => Error::Database(error),
                    StepCause::Book(error) => error.into(),
                    other => self.failure(step, state, other, None, String::new()),
                });
            }
        }
        // The step's time begins here: neither compiling nor waiting for another runner is its own.
        let begun = Instant::now();
        let started = jiff::Timestamp::now();
        owned.set_deadline(begun.checked_add(self.limits.wall));
        let context = self.context(step, owned.as_ref());
        let session = StepSession::new(owned, context, self.listener(step));
        let finished = self.sandbox.run(&program, &step.revision.description, Box::new(session), self.limits).await;
        let session: Box<dyn Any> = finished.session;
        let session = *session
            .downcast::<StepSession>()
            .map_err(|_| Error::Internal("the sandbox gave back another session".into()))?;
        let Told { connection: mut owned, mut warnings, failed, statements, executed } = session.told(artifact);
        // The template that nobody has edited yet, most often.
        if finished.outcome.is_ok() && artifact.source().is_some() && executed == 0 && step.direction == Direction::Up {
            let warning = "its upgrade has no statements: it did nothing".to_owned();
            (self.listener(step))(Report::Warning(warning.clone()));
            warnings.push(warning);
        }
        owned.set_deadline(None);
        owned.end_step();
        let ended = match finished.outcome {
            Ok(()) => self
                .record(owned.as_mut(), step, artifact, &sha256, state, started, &warnings)
                .await
                .map_err(|c| (c, None)),
            Err(error) => Err((error.into(), failed)),
        };
        let result = match ended {
            Ok(state) => Ok(Ended::Committed(state)),
            // Where nothing keeps two runners apart but the fence, the slower one learns of it here.
            Err((StepCause::Book(BookError::Overtaken), _)) => {
                leave(owned.as_mut()).await;
                Ok(Ended::Overtaken)
            }
            Err((cause, failed)) => {
                leave(owned.as_mut()).await;
                let output = format!("{}{}", finished.output.stdout, finished.output.stderr);
                Err(self.failure(step, state, cause, failed, output))
            }
        };
        *connection = Some(owned);
        if matches!(result, Ok(Ended::Committed(_))) {
            self.observer.event(&Event::StepFinished {
                revision: &step.revision.description.id,
                direction: step.direction,
                took: begun.elapsed(),
                statements: &statements,
            });
        }
        result
    }

    /// Begins the transaction and checks the fence. False where another runner has moved it.
    async fn enter(&self, connection: &mut dyn Connection, state: &State) -> Result<bool, StepCause> {
        connection.begin().await?;
        let epoch = book::epoch(connection).await?;
        if epoch == state.initialised.then_some(state.epoch) {
            return Ok(true);
        }
        connection.rollback().await?;
        Ok(false)
    }

    /// Writes the bookkeeping and commits.
    #[allow(clippy::too_many_arguments)] // One call, and every one of them is a fact of the step.
    async fn record(
        &self,
        connection: &mut dyn Connection,
        step: &Step,
        artifact: &Artifact,
        sha256: &str,
        state: &State,
        started: jiff::Timestamp,
        warnings: &[String],
    ) -> Result<State, StepCause> {
        let description = &step.revision.description;
        let after = match step.direction {
            Direction::Up => self.graph.after_upgrade(&state.current, &description.id),
            Direction::Down => self.graph.after_downgrade(&state.current, &description.id),
        };
        let file = step.revision.origin.path().and_then(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned());
        let row = NewHistory {
            package: description.package.as_deref().unwrap_or_default(),
            description,
            direction: direction_name(step.direction),
            artifact: Some((artifact.bytes(), sha256, file.as_deref().unwrap_or_default())),
            started,
            warnings,
        };
        book::record(connection, state, &after, row).await?;
        connection.commit().await?;
        Ok(State { initialised: true, epoch: state.epoch + 1, current: after })
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

    fn failure(&self, step: &Step, state: &State, cause: StepCause, failed: Option<Failed>, output: String) -> Error {
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
        };
        if failure.statement.is_none() {
            failure.statement = failure.database().and_then(|e| e.statement.clone());
        }
        Error::Step(Box::new(failure))
    }
}

/// Rolls back. A connection that can't even do that is about to be dropped, which rolls back too.
async fn leave(connection: &mut dyn Connection) {
    connection.set_deadline(None);
    if let Err(error) = connection.rollback().await {
        tracing::warn!(%error, "rolling back failed");
    }
}

/// The word for a direction in the history.
pub(crate) fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "upgrade",
        Direction::Down => "downgrade",
    }
}
