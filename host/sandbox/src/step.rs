//! One step: a store, the guest's calls in it, and what came of them.

use crate::bindings::types;
use crate::convert::{Across, plain};
use crate::engine::Ticking;
use crate::host::{Nobody, State};
use crate::limits::Limits;
use crate::{Direction, Error, Program, Session, Usage};
use mighost_schema::Description;
use std::fmt::Debug;
use std::time::Duration;
use wasmtime::component::ResourceTableError;
use wasmtime::{Store, Trap, UpdateDeadline, WasmBacktrace};
use wasmtime_wasi::I32Exit;

/// What a step wrote to its standard output and standard error, up to the limit `output_bytes`, without what could
/// steer a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// A step that is over.
pub struct Finished {
    /// The session it ran on. It comes back whatever happened; after [`Error::Wall`] it may have been cut off in the
    /// middle of a call.
    pub session: Box<dyn Session>,
    /// Whether it succeeded.
    pub outcome: Result<(), Error>,
    /// What it used.
    pub usage: Usage,
    /// What it printed.
    pub output: Output,
}

/// A store with its limits, and the tick that enforces them.
struct Stage {
    store: Store<State>,
    _ticking: Ticking,
}

/// How much longer than the limit `wall` a guest's call is waited for. A session ends its statements at the limit by itself,
/// and needs a moment for it: a call that is dropped in the middle leaves a connection that can't be used any more. No
/// guest computes in this time, because the meter looks at every tick.
const GRACE: Duration = Duration::from_secs(6);

impl Stage {
    fn new(program: &Program, session: Box<dyn Session>, limits: &Limits) -> Stage {
        let machine = program.machine();
        let mut state = State::new(session, program.digest(), limits);
        state.script = program.script();
        let mut store = Store::new(&machine.engine, state);
        store.limiter(|state| &mut state.gauge);
        store.set_hostcall_fuel(limits.call_bytes);
        store.set_max_component_handles(limits.handles);
        // Before anything runs: a component's start functions run when it is instantiated.
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|mut store| {
            store.data_mut().meter.tick()?;
            Ok(UpdateDeadline::Yield(1))
        });
        Stage { store, _ticking: machine.ticking() }
    }

    /// Awaits a guest's work inside the limit `wall`, and says what came of it.
    async fn within<T>(
        &mut self,
        limits: &Limits,
        work: impl AsyncFnOnce(&mut Store<State>) -> wasmtime::Result<Result<T, Error>>,
    ) -> Result<T, Error> {
        let done = tokio::time::timeout(limits.wall.saturating_add(GRACE), work(&mut self.store)).await;
        // Looked at first: whatever else was said, a limit that was passed is what ended the step.
        if let Some(breach) = self.store.data_mut().breach() {
            return Err(breach);
        }
        match done {
            Err(_) => Err(Error::Wall { budget: limits.wall }),
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => Err(explain(&error, self.store.data())),
        }
    }
}

/// Asks a component what it is.
pub(crate) async fn describe(program: &Program, limits: &Limits) -> Result<Description, Error> {
    let mut stage = Stage::new(program, Box::new(Nobody::new()), limits);
    stage
        .within(limits, async |store| {
            let guest = program.guest().instantiate_async(&mut *store).await?;
            let said = guest.mighost_migration_revision().call_describe(&mut *store).await?;
            Ok(Ok(said.across()))
        })
        .await
}

/// Runs a step.
pub(crate) async fn run(
    program: &Program,
    sealed: &Description,
    session: Box<dyn Session>,
    limits: &Limits,
) -> Finished {
    let direction = session.context().direction;
    let mut stage = Stage::new(program, session, limits);
    let outcome = stage
        .within(limits, async |store| {
            let guest = program.guest().instantiate_async(&mut *store).await?;
            let revision = guest.mighost_migration_revision();
            let said: Description = revision.call_describe(&mut *store).await?.across();
            if let Err(contradiction) = compare(sealed, &said) {
                return Ok(Err(contradiction));
            }
            store.data_mut().describing = false;
            let answer = match direction {
                Direction::Up => revision.call_upgrade(&mut *store).await?,
                Direction::Down => revision.call_downgrade(&mut *store).await?,
            };
            Ok(answer.map_err(|error| Error::Guest(shown(error, limits))))
        })
        .await;
    let Stage { mut store, _ticking } = stage;
    store.data_mut().close_log();
    let mut state = store.into_data();
    let usage = Usage { memory: state.gauge.peak, log_dropped: state.log.dropped, ..state.meter.finish() };
    let output = Output { stdout: state.stdout.text(), stderr: state.stderr.text() };
    Finished { session: state.session, outcome, usage, output }
}

/// The guest's own error, as it may be shown.
fn shown(error: types::Error, limits: &Limits) -> mighost_schema::Error {
    use mighost_schema::{DatabaseError, Error};
    let text = |text: String| plain(&text, limits.log_bytes);
    match error.across() {
        Error::Database(said) => Error::Database(DatabaseError {
            code: text(said.code),
            message: text(said.message),
            detail: said.detail.map(text),
            hint: said.hint.map(text),
            position: said.position,
            statement: said.statement.map(text),
            constraint: said.constraint.map(text),
        }),
        Error::Denied(said) => Error::Denied(text(said)),
        Error::Unsupported(said) => Error::Unsupported(text(said)),
        Error::Invalid(said) => Error::Invalid(text(said)),
        Error::Limit(said) => Error::Limit(text(said)),
        Error::Veto(said) => Error::Veto(text(said)),
        Error::Other(said) => Error::Other(text(said)),
    }
}

/// Where a component says something else of itself than its seal does, the first such field.
fn compare(sealed: &Description, said: &Description) -> Result<(), Error> {
    fn same<T: Debug + PartialEq>(field: &'static str, sealed: &T, said: &T) -> Result<(), Error> {
        match sealed == said {
            true => Ok(()),
            // What a component says may be long and is a stranger's: 200 bytes are enough to see the difference.
            false => Err(Error::Contradiction {
                field,
                sealed: plain(&format!("{sealed:?}"), 200),
                said: plain(&format!("{said:?}"), 200),
            }),
        }
    }
    same("package", &sealed.package, &said.package)?;
    same("id", &sealed.id, &said.id)?;
    same("revises", &sealed.revises, &said.revises)?;
    same("depends-on", &sealed.depends_on, &said.depends_on)?;
    same("labels", &sealed.labels, &said.labels)?;
    same("message", &sealed.message, &said.message)?;
    same("created", &sealed.created, &said.created)?;
    same("transaction", &sealed.transaction, &said.transaction)?;
    same("has-downgrade", &sealed.has_downgrade, &said.has_downgrade)
}

/// What wasmtime's error means for whoever runs migrations.
fn explain(error: &wasmtime::Error, state: &State) -> Error {
    let limits = &state.limits;
    if let Some(ResourceTableError::Full) = error.downcast_ref::<ResourceTableError>() {
        return Error::Limit(format!(
            "the migration keeps more than {} cursors and streams open; drop them, or raise the limit `resources`",
            limits.resources
        ));
    }
    let text = error.root_cause().to_string();
    // These have no types of their own; the tests hold their words.
    if text.starts_with("too much data is being copied") {
        return Error::Limit(format!(
            "the migration handed over more than {} bytes in one call; work in smaller batches, or raise the limit \
             `call_bytes`",
            limits.call_bytes
        ));
    }
    if text.contains("store handle limit exceeded") {
        return Error::Limit(format!(
            "the migration holds more than {} handles; drop them, or raise the limit `handles`",
            limits.handles
        ));
    }
    if let Some(what) = text.strip_prefix("resource limit exceeded: ") {
        return Error::Limit(format!(
            "{what}; allowed are {} instances, {} tables and {} memories (limits `instances`, `tables`, `memories`)",
            limits.instances, limits.tables, limits.memories
        ));
    }
    let reason = match (error.downcast_ref::<I32Exit>(), error.downcast_ref::<Trap>()) {
        (Some(exit), _) => format!("it ended itself with exit code {}", exit.0),
        (_, Some(trap)) => trap.to_string(),
        _ => text,
    };
    let backtrace = error.downcast_ref::<WasmBacktrace>().map(|trace| {
        let name = |frame: &wasmtime::FrameInfo| match frame.func_name() {
            Some(name) => plain(name, 200),
            None => format!("function {}", frame.func_index()),
        };
        trace.frames().iter().map(name).collect()
    });
    // A panic's message goes to the log where the SDK writes it, else to standard error.
    let stderr = state.stderr.text();
    let said = state.log.last_words().cloned().or_else(|| stderr.trim_end().lines().last().map(str::to_owned));
    Error::Trap { reason, said, backtrace: backtrace.unwrap_or_default() }
}
