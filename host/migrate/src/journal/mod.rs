//! What a step that can't be one transaction has done so far.
//!
//! On MySQL and MariaDB a change of the schema commits by itself, and on PostgreSQL a step may ask for it. Such a step
//! writes down what it is about to do before it does it, in `mighost_journal`, with the answer to every call that its
//! migration made before. A migration is deterministic, so after a crash the journal answers its calls again up to
//! where it stopped, and it goes on from there; or the journal is read backwards and each operation undone.
//!
//! - An [`Entry`] is one call: what was asked, how far it is, what was answered.
//! - A [`Journal`] is what a session writes to while its step runs.
//! - [`recover`] finds out whether the call that was under way when a step stopped had taken effect.
//! - [`undo`] takes a step back.
//!
//! Rows that a step changes are committed together with their entries, in one transaction, so they are changed exactly
//! once. Calls behind the last thing that was committed aren't in the journal, and needn't be.

mod apart;
mod beyond;
mod entry;
mod recorder;
mod recover;
mod table;
pub(crate) mod undo;

pub(crate) use apart::{Both, outstanding, prepare, withdraw};
pub(crate) use beyond::{Beyond, Outcome};
pub(crate) use entry::{Commit, Entry, Kind, StepRow};
pub(crate) use recorder::{Broken, Call, Journal};
pub(crate) use recover::recover;
pub use table::{Unfinished, UnfinishedCall};
pub(crate) use table::{clear, load, summary, take_over};
