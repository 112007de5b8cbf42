use super::{Limits, Usage};
use crate::Error;
use mighost_schema::{ResultLimit, Row};
use std::fmt;
use std::time::{Duration, Instant};

/// How often the engine's epoch goes on: short enough that a loop ends at once for a person, long enough that the
/// ticker costs nothing.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// What traps a guest where a limit was passed. The reason itself is kept outside the guest's reach.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop;

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the step was ended")
    }
}

impl std::error::Error for Stop {}

/// What kind of host function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// One that is answered from memory or from the catalog.
    Look,
    /// One that makes the database run something.
    Statement,
}

/// Counts what a step uses and says when it is too much.
pub(crate) struct Meter {
    limits: Limits,
    usage: Usage,
    started: Instant,
    // The moment the guest's own time was last added up, and what the session took since.
    marked: Instant,
    elsewhere: Duration,
    // When the call that is going on was begun.
    asked: Option<Instant>,
    // Bytes that open cursors hold.
    held: u64,
    breach: Option<Error>,
}

impl Meter {
    pub(crate) fn new(limits: &Limits) -> Self {
        let now = Instant::now();
        Meter {
            limits: limits.clone(),
            usage: Usage::default(),
            started: now,
            marked: now,
            elsewhere: Duration::ZERO,
            asked: None,
            held: 0,
            breach: None,
        }
    }

    /// Ends the step, now and for good: a guest can't swallow this.
    pub(crate) fn stop(&mut self, error: Error) -> Stop {
        self.breach.get_or_insert(error);
        Stop
    }

    fn limit(&mut self, text: String) -> Stop {
        self.stop(Error::Limit(text))
    }

    /// The limit that was passed, if one was.
    pub(crate) fn breach(&mut self) -> Option<Error> {
        self.breach.take()
    }

    /// Called by the engine at every tick that falls into the guest's own code.
    pub(crate) fn tick(&mut self) -> Result<(), Stop> {
        self.check_wall()?;
        self.add_up();
        if self.usage.cpu > self.limits.cpu {
            return Err(self.stop(Error::Cpu { budget: self.limits.cpu }));
        }
        Ok(())
    }

    fn add_up(&mut self) {
        let now = Instant::now();
        let own = now.duration_since(self.marked).saturating_sub(std::mem::take(&mut self.elsewhere));
        // More than a tick can't be the guest's: then the task was put aside for others, or slept in WASI.
        self.usage.cpu += own.min(TICK);
        self.marked = now;
    }

    fn check_wall(&mut self) -> Result<(), Stop> {
        match self.started.elapsed() > self.limits.wall {
            true => Err(self.stop(Error::Wall { budget: self.limits.wall })),
            false => Ok(()),
        }
    }

    /// Counts a call before it is made.
    pub(crate) fn begin(&mut self, work: Work) -> Result<(), Stop> {
        self.check_wall()?;
        self.usage.calls += 1;
        if self.usage.calls > self.limits.calls {
            return Err(self.limit(format!(
                "the migration made more than {} calls; raise the limit `calls` if it needs them",
                self.limits.calls
            )));
        }
        if work == Work::Statement {
            self.usage.statements += 1;
            if self.usage.statements > self.limits.statements {
                return Err(self.limit(format!(
                    "the migration ran more than {} statements; work on many rows with one, or raise the limit \
                     `statements`",
                    self.limits.statements
                )));
            }
        }
        self.asked = Some(Instant::now());
        Ok(())
    }

    /// Takes the time of a call that was made.
    pub(crate) fn end(&mut self) {
        if let Some(asked) = self.asked.take() {
            let took = asked.elapsed();
            self.elsewhere += took;
            self.usage.session += took;
        }
    }

    /// Counts rows that are handed over.
    pub(crate) fn write(&mut self, rows: &[Row]) -> Result<(), Stop> {
        self.usage.rows_written = self.usage.rows_written.saturating_add(rows.len() as u64);
        self.usage.bytes_written = self.usage.bytes_written.saturating_add(size(rows));
        match self.usage.rows_written > self.limits.rows_written {
            true => Err(self.limit(format!(
                "the migration wrote more than {} rows; raise the limit `rows_written` if it needs them",
                self.limits.rows_written
            ))),
            false => Ok(()),
        }
    }

    /// Counts the bytes of a statement.
    pub(crate) fn wrote(&mut self, bytes: usize) {
        self.usage.bytes_written = self.usage.bytes_written.saturating_add(bytes as u64);
    }

    /// The most that the next query may bring.
    pub(crate) fn result_limit(&self) -> ResultLimit {
        ResultLimit {
            rows: self.limits.rows_read.saturating_sub(self.usage.rows_read),
            bytes: self.limits.result_bytes.saturating_sub(self.held),
        }
    }

    /// Counts rows that came. How many bytes they are.
    pub(crate) fn read(&mut self, rows: &[Row]) -> Result<u64, Stop> {
        let bytes = size(rows);
        self.usage.rows_read = self.usage.rows_read.saturating_add(rows.len() as u64);
        self.usage.bytes_read = self.usage.bytes_read.saturating_add(bytes);
        if self.usage.rows_read > self.limits.rows_read {
            return Err(self.limit(format!(
                "the migration read more than {} rows; raise the limit `rows_read` if it needs them",
                self.limits.rows_read
            )));
        }
        if bytes.saturating_add(self.held) > self.limits.result_bytes {
            return Err(self.limit(format!(
                "a result and the open cursors together are larger than {} bytes; read fewer rows or columns at a \
                 time, or raise the limit `result_bytes`",
                self.limits.result_bytes
            )));
        }
        Ok(bytes)
    }

    /// Notes what an open cursor holds.
    pub(crate) fn hold(&mut self, bytes: u64) {
        self.held = self.held.saturating_add(bytes);
    }

    /// Notes what an open cursor holds no more.
    pub(crate) fn release(&mut self, bytes: u64) {
        self.held = self.held.saturating_sub(bytes);
    }

    /// What the step used, now that it is over.
    pub(crate) fn finish(&mut self) -> Usage {
        // A call that a timeout cut off has taken its time too.
        self.end();
        self.add_up();
        self.usage.wall = self.started.elapsed();
        self.usage.clone()
    }
}

fn size(rows: &[Row]) -> u64 {
    rows.iter().flatten().map(|value| value.size() as u64).sum()
}
