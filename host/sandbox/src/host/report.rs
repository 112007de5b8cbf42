use super::State;
use crate::bindings::report::{Host, Level};
use crate::convert::plain;
use crate::limits::{Limits, Work};
use crate::{Report, Session};

/// What is left of the log's limits, and its last line.
pub(crate) struct Log {
    lines: u64,
    bytes: usize,
    /// The lines that didn't fit.
    pub(crate) dropped: u64,
    /// The last line, whether it fitted or not: after a panic it is the panic's message, or the foot of its trace.
    last: Option<String>,
    /// The line that a panic began with, where nothing but lines came behind it.
    panic: Option<String>,
}

/// How runtimes begin to tell of a panic whose trace follows, line by line.
const PANICS: [&str; 2] = ["panic: ", "fatal error: "];

impl Log {
    pub(crate) fn new(limits: &Limits) -> Self {
        Log { lines: limits.log_lines, bytes: limits.log_bytes, dropped: 0, last: None, panic: None }
    }

    /// The line that says most of why a component ended.
    pub(crate) fn last_words(&self) -> Option<&String> {
        self.panic.as_ref().or(self.last.as_ref())
    }

    /// A migration that calls something else went on, whatever it wrote before.
    pub(super) fn goes_on(&mut self) {
        self.panic = None;
    }

    /// The line as it may be shown, where it still fits.
    fn take(&mut self, line: &str, most: usize) -> Option<String> {
        let line = plain(line, most);
        self.last = Some(line.clone());
        if PANICS.iter().any(|begins| line.starts_with(begins)) {
            self.panic = Some(line.clone());
        }
        if self.lines == 0 || line.len() > self.bytes {
            self.dropped += 1;
            return None;
        }
        self.lines -= 1;
        self.bytes -= line.len();
        Some(line)
    }
}

impl State {
    fn line(&mut self, name: &'static str, line: &str, report: fn(String) -> Report) -> wasmtime::Result<()> {
        let line = self.log.take(line, self.limits.log_bytes);
        // A component that panics while it describes itself says so in the log: kept for the error, shown to nobody.
        if self.describing {
            return Ok(());
        }
        let session = self.begin(name, Work::Look)?;
        if let Some(line) = line {
            session.report(report(line));
        }
        self.meter.end();
        Ok(())
    }

    /// Tells the operator what the log's limit cost.
    pub(crate) fn close_log(&mut self) {
        if self.log.dropped > 0 {
            self.session.report(Report::Warning(format!(
                "{} lines of this step's log were dropped: more than {} lines or {} bytes",
                self.log.dropped, self.limits.log_lines, self.limits.log_bytes
            )));
        }
    }
}

impl Host for State {
    fn log(&mut self, level: Level, message: String) -> wasmtime::Result<()> {
        let report = match level {
            Level::Debug => Report::Debug,
            Level::Info => Report::Info,
        };
        self.line("report.log", &message, report)
    }

    fn progress(&mut self, done: u64, total: Option<u64>) -> wasmtime::Result<()> {
        let session: &mut dyn Session = self.begin("report.progress", Work::Look)?;
        session.report(Report::Progress { done, total });
        self.meter.end();
        Ok(())
    }

    fn warn(&mut self, message: String) -> wasmtime::Result<()> {
        self.line("report.warn", &message, Report::Warning)
    }
}
