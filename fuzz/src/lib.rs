//! Bytes that nobody vouches for, and every reader of them.
//!
//! A [`Target`] gives its bytes to some of the readers and says what must hold of what they answer; where it doesn't, it panics.
//! `cargo xtask fuzz` runs them on inputs that it changes until they reach places not reached before; `tests/kept.rs` runs them
//! on the inputs kept in `seeds` and `found`.
// A target that finds something panics: that is how it says so.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod targets;

use targets::{artifacts, expressions, lexers, long, names, signatures, sql, trust};

/// Readers of one kind of bytes, and what must hold of them.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and that of its folders.
    pub name: &'static str,
    /// Reads an input. Panics where something doesn't hold.
    pub run: fn(&[u8]),
    /// How many inputs it is run on where nobody says how many. Together they take about two minutes on two cores, and they are
    /// more than a million.
    pub inputs: u32,
}

/// All targets.
pub const TARGETS: [Target; 18] = [
    Target { name: "artifact", run: artifacts::whole, inputs: 60_000 },
    Target { name: "sections", run: artifacts::sections, inputs: 150_000 },
    Target { name: "envelope", run: signatures::envelope, inputs: 120_000 },
    Target { name: "statement", run: signatures::statement, inputs: 100_000 },
    Target { name: "manifest", run: signatures::manifest, inputs: 100_000 },
    Target { name: "key", run: signatures::key, inputs: 100_000 },
    Target { name: "lock", run: signatures::lock, inputs: 40_000 },
    Target { name: "trust", run: trust::file, inputs: 60_000 },
    Target { name: "header", run: sql::header, inputs: 120_000 },
    Target { name: "script", run: sql::script, inputs: 20_000 },
    Target { name: "split", run: sql::split, inputs: 120_000 },
    Target { name: "lexers", run: lexers::agree, inputs: 100_000 },
    Target { name: "statements", run: lexers::statements, inputs: 100_000 },
    Target { name: "definitions", run: lexers::definitions, inputs: 40_000 },
    Target { name: "expressions", run: expressions::confined, inputs: 120_000 },
    Target { name: "long", run: long::long, inputs: 100 },
    Target { name: "identifiers", run: names::identifiers, inputs: 100_000 },
    Target { name: "targets", run: names::targets, inputs: 100_000 },
];

/// The target of that name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
