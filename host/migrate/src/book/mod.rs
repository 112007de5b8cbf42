//! mighost's own tables: what is current, what ran, the artifacts that were applied.
//!
//! They are small, and readable with plain SQL:
//!
//! | table | one row for |
//! |---|---|
//! | `mighost_meta` | a fact: `layout`, `epoch`, and what vouched for the steps ([`Seen`]) |
//! | `mighost_revisions` | each current revision of a package |
//! | `mighost_history` | each step that was committed; only ever added to |
//! | `mighost_artifacts` | each artifact that was applied, so that it can be taken back without its file; each runtime of a \
//! language that one of them names; and each further mebibyte of either |
//! | `mighost_journal` | each call of a step that isn't one transaction, while it is unfinished; not on SQLite |
//!
//! The root package is the empty text. Times are UTC, RFC 3339.

mod content;
mod layout;
pub(crate) mod runtime;
mod seen;
mod state;
mod write;

pub use layout::LAYOUT;
pub(crate) use runtime::Runtime;
pub use seen::{Seen, SeenRelease, SeenTrust};
pub use state::{BookError, HistoryRow, State};
pub(crate) use state::{applied, artifact, damaged, epoch, history, integer, read, rows, stored, text};
pub(crate) use write::{Applied, NewHistory, forget_unapplied, initialise, keep_artifact, note, record, run};
