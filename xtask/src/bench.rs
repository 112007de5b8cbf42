//! The benchmark.

use crate::shell::{Failure, mighost, root, say, step, target};
use crate::{build, servers};
use std::process::Command;

/// Builds with optimisation, measures, and writes the table.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    servers::run()?;
    build::release()?;
    say("measuring; nothing else should run on this machine meanwhile");
    let mut bench = Command::new(target().join("release").join(format!("bench{}", std::env::consts::EXE_SUFFIX)));
    bench.current_dir(root()).env("MIGHOST_BIN", mighost("release"));
    bench.args(["--write", "docs/performance.md"]).args(arguments);
    step(&mut bench, Some("cargo xtask bench"))
}
