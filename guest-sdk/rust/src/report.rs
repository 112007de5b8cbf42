//! What the operator sees while a step runs.

use crate::bindings::mighost::migration::report;
use crate::types::Level;

/// Writes a line to the log.
pub fn info(message: &str) {
    report::log(Level::Info, message);
}

/// Writes a line to the log for whoever looks for a fault.
pub fn debug(message: &str) {
    report::log(Level::Debug, message);
}

/// Says how far a long step is: `done` of `total` in any unit, for the progress line.
pub fn progress(done: u64, total: impl Into<Option<u64>>) {
    report::progress(done, total.into());
}

/// A warning that the operator will see when the step ends, and that is kept in the history.
pub fn warn(message: &str) {
    report::warn(message);
}
