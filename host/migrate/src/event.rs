//! What happens while a run goes on, for whoever shows it.

use crate::chain::Origin;
use mighost_sandbox::{Direction, Report};
use std::time::Duration;

/// One thing that happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The run knows what it will do. Sent again where another runner has changed the database meanwhile.
    Planned {
        /// How many steps.
        steps: usize,
        /// Which way.
        direction: Direction,
    },
    /// A step begins: its code is loaded next.
    StepStarted {
        /// Its place in the run, from 1.
        number: usize,
        /// How many steps the run has.
        steps: usize,
        /// The revision.
        revision: &'a str,
        /// Its message.
        message: Option<&'a str>,
        /// Which way.
        direction: Direction,
        /// Where it comes from.
        origin: &'a Origin,
    },
    /// The migration reports something.
    Reported {
        /// The revision.
        revision: &'a str,
        /// What.
        report: Report,
    },
    /// The step that began imports WASI, and runs with nothing behind it: no files, no network, no clock, the same random numbers.
    ClosedWasi {
        /// The revision.
        revision: &'a str,
        /// What it imports of it.
        imports: &'a [String],
    },
    /// A step was committed.
    StepFinished {
        /// The revision.
        revision: &'a str,
        /// Which way.
        direction: Direction,
        /// How long it took.
        took: Duration,
        /// The statements that its operations and raw SQL ran.
        statements: &'a [String],
    },
    /// A step is about to run that nobody vouches for: the trust file doesn't require signatures of its package.
    Unsigned {
        /// The package; empty: the application's own chain.
        package: &'a str,
    },
    /// Another runner was faster: the run plans anew.
    Overtaken,
    /// A pooler in front of the database shares sessions, so no lock can be kept: the fence alone keeps runners apart.
    NoLock,
    /// A step that was interrupted is finished now, or taken back.
    Resumed {
        /// The revision.
        revision: &'a str,
        /// Which way it was going.
        direction: Direction,
        /// Whether it is taken back.
        undo: bool,
        /// How many of its calls are done already.
        done: usize,
        /// What was found of the call that was under way, and done about it.
        findings: &'a [String],
    },
    /// Something held a lock that the step needs, for too long; it is tried again.
    Retrying {
        /// The revision.
        revision: &'a str,
        /// Which try comes next, from 2.
        attempt: u32,
        /// Why the last one failed.
        reason: &'a str,
    },
}

/// Sees what happens while a run goes on. Called from the thread that runs the migrations: it should be quick.
pub trait Observer: Send + Sync {
    /// Sees one event.
    fn event(&self, event: &Event<'_>);
}

/// Sees nothing.
impl Observer for () {
    fn event(&self, _: &Event<'_>) {}
}

impl<F: Fn(&Event<'_>) + Send + Sync> Observer for F {
    fn event(&self, event: &Event<'_>) {
        self(event);
    }
}
