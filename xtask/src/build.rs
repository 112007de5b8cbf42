//! Building the workspace: always with the same flags, so that nothing is compiled twice.

use crate::shell::{Failure, cargo, say, step};

/// Turns on the tests that start servers, and what is behind a feature otherwise.
pub const FEATURES: &str = "mighost-database/server-tests,mighost-tests/server-tests,mighost-cli/sigstore";

/// Builds the `mighost` command.
pub fn command() -> Result<(), Failure> {
    say("building the `mighost` command (the first time: a WebAssembly engine, some minutes)");
    step(cargo().args(["build", "--package", "mighost-cli"]), None)
}

/// Builds the command and all tests in one go: cargo then chooses one set of features for both.
pub fn everything() -> Result<(), Failure> {
    say("building the `mighost` command and the tests (the first time: a WebAssembly engine, some minutes)");
    step(cargo().args(["build", "--workspace", "--all-targets", "--features", FEATURES]), None)
}

/// Builds the command and the benchmark, optimised.
pub fn release() -> Result<(), Failure> {
    say("building the `mighost` command and the benchmark with optimisation");
    step(cargo().args(["build", "--release", "--package", "mighost-cli", "--package", "mighost-tests", "--bins"]), None)
}
