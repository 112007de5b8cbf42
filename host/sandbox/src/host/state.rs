use super::Log;
use crate::bindings::types;
use crate::compile::Script;
use crate::convert::Across;
use crate::limits::{Gauge, Limits, Meter, Stop, Work};
use crate::wasi::Capture;
use crate::{Error, Session};
use std::sync::Arc;
use wasmtime::component::{ResourceTable, ResourceTableError};
use wasmtime_wasi::WasiCtx;

/// What a store holds: one step's session and what the step used of its limits.
pub(crate) struct State {
    /// The database as this step sees it.
    pub(crate) session: Box<dyn Session>,
    /// While the component describes itself, it may call nothing.
    pub(crate) describing: bool,
    pub(crate) limits: Limits,
    pub(crate) meter: Meter,
    pub(crate) gauge: Gauge,
    pub(crate) table: ResourceTable,
    pub(crate) log: Log,
    pub(crate) seed: [u8; 32],
    pub(crate) stdout: Capture,
    pub(crate) stderr: Capture,
    pub(crate) wasi: Option<WasiCtx>,
    /// What a language's runtime runs.
    pub(crate) script: Option<Arc<Script>>,
}

impl State {
    pub(crate) fn new(session: Box<dyn Session>, seed: [u8; 32], limits: &Limits) -> Self {
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.resources);
        State {
            session,
            describing: true,
            limits: limits.clone(),
            meter: Meter::new(limits),
            gauge: Gauge::new(limits),
            table,
            log: Log::new(limits),
            seed,
            stdout: Capture::new(limits.output_bytes),
            stderr: Capture::new(limits.output_bytes),
            wasi: None,
            script: None,
        }
    }

    /// Counts a call and gives the session to make it on.
    pub(super) fn begin(&mut self, name: &'static str, work: Work) -> Result<&mut dyn Session, Failure> {
        if self.describing {
            return Err(Failure::Trap(wasmtime::format_err!(
                "`describe` called `{name}`, but a description must be given without asking for anything"
            )));
        }
        // A runtime imports everything; what its script may use is what the script's artifact imports.
        if let Some(word) = self.script.as_ref().and_then(|script| script.lacks(name)) {
            return Err(Failure::Guest(mighost_schema::Error::Denied(format!(
                "the script doesn't say that it uses `{word}`; write `mighost: uses {word}` into a comment of its own and build \
                 it again"
            ))));
        }
        if !name.starts_with("report.") {
            self.log.goes_on();
        }
        self.meter.begin(work)?;
        Ok(self.session.as_mut())
    }

    /// The limit that was passed, if one was.
    pub(crate) fn breach(&mut self) -> Option<Error> {
        self.meter.breach().or_else(|| self.gauge.breach.take())
    }
}

/// Why a host function fails.
pub enum Failure {
    /// With an error that the guest sees.
    Guest(mighost_schema::Error),
    /// With the end of the step.
    Trap(wasmtime::Error),
}

impl From<mighost_schema::Error> for Failure {
    fn from(error: mighost_schema::Error) -> Self {
        Failure::Guest(error)
    }
}

impl From<wasmtime::Error> for Failure {
    fn from(error: wasmtime::Error) -> Self {
        Failure::Trap(error)
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Failure::Trap(stop.into())
    }
}

impl From<ResourceTableError> for Failure {
    fn from(error: ResourceTableError) -> Self {
        Failure::Trap(error.into())
    }
}

impl From<Failure> for wasmtime::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            // Only functions without an error of their own end up here.
            Failure::Guest(error) => error.into(),
            Failure::Trap(error) => error,
        }
    }
}

impl types::Host for State {
    // The one place that decides what a guest sees and what ends the step.
    fn convert_error(&mut self, failure: Failure) -> wasmtime::Result<types::Error> {
        match failure {
            Failure::Guest(mighost_schema::Error::Limit(text)) => Err(self.meter.stop(Error::Limit(text)).into()),
            Failure::Guest(error) => Ok(error.across()),
            Failure::Trap(error) => Err(error),
        }
    }
}
