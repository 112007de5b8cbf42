//! The graph of revisions and the targets in it: every rule of `docs/reference/graph.md`.
//!
//! - [`model`] writes the rules down a second time, from that page, with sets and recursion and as slow as it likes.
//! - [`cases`] are written-out maps and targets, in text, by rule; [`truth_table`] is what Alembic does with its forms,
//!   and where we do otherwise; [`generated`] are random maps. Each is held against the model.
//! - [`text`] reads the maps and the cases; [`answer`] asks the implementation.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod answer;
mod cases;
mod errors;
mod generated;
mod model;
mod text;
mod truth_table;
