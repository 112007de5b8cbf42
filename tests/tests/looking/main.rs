//! The commands that look: what they print of a chain with branches, labels, a merge and dependencies, at several states of
//! the database; and that they change nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod chain;
mod drawings;
mod nothing;
mod state;
mod support;
