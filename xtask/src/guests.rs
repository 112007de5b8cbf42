//! Building the guests: the chains that ship with the project, and the one that the tests run.

use crate::shell::{Failure, mighost, root, say, step};
use crate::{build, languages};
use std::process::Command;

/// Builds the command and then every guest.
pub fn run() -> Result<(), Failure> {
    build::command()?;
    now_lms()?;
    conformance()?;
    languages::guests()
}

/// Builds the chain of NOW LMS.
pub fn now_lms() -> Result<(), Failure> {
    say("building the NOW LMS chain: one SQL file, eleven Rust components");
    chain("migrations/now-lms")
}

/// Builds the guest that calls everything in the contract, and those that do what a test says.
pub fn conformance() -> Result<(), Failure> {
    say("building the conformance guests");
    chain("tests/guests/rust-conformance")?;
    chain("tests/guests/rust-scripted")
}

fn chain(dir: &str) -> Result<(), Failure> {
    let mut command = Command::new(mighost("debug"));
    command.current_dir(root()).args(["--dir", dir, "build"]);
    step(&mut command, None)
}
