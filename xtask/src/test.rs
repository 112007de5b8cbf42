//! Everything that is tested, from nothing.

use crate::shell::{Failure, cargo, guests_target, mighost, say, step, typed};
use crate::{build, guests, lint, servers, setup};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Instant;

/// Builds everything, runs every test and the lints, and says how it went.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let begun = Instant::now();
    setup::run()?;
    servers::run()?;
    build::everything()?;
    guests::now_lms()?;
    guests::conformance()?;
    let counted = tests(arguments)?;
    // A run of some tests is somebody at work on them.
    if arguments.is_empty() {
        sdk()?;
        lint::run()?;
    }
    println!(
        "\n{} tests passed, {} ignored, in {} programs; {} s in all",
        counted.passed,
        counted.ignored,
        counted.programs,
        begun.elapsed().as_secs()
    );
    Ok(())
}

/// What the test programs reported.
#[derive(Debug, Default)]
struct Counted {
    passed: u64,
    failed: u64,
    ignored: u64,
    programs: u64,
}

impl Counted {
    /// Reads a line such as `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn add(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else { return };
        self.programs += 1;
        for part in rest.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(word)) = (words.next().and_then(|n| n.parse::<u64>().ok()), words.next()) else {
                continue;
            };
            match word {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

fn tests(arguments: &[String]) -> Result<Counted, Failure> {
    say("running the tests");
    let mut command = cargo();
    // Every failure in one run, not only those of the first program.
    command.args(["test", "--workspace", "--no-fail-fast", "--features", build::SERVER_TESTS]).args(arguments);
    command.env("MIGHOST_BIN", mighost("debug")).stdout(Stdio::piped());
    println!("    $ {}", typed(&command));
    let broken = |error: std::io::Error| Failure::new(format!("`{}`: {error}", typed(&cargo())), "cargo xtask test");
    let mut child = command.spawn().map_err(broken)?;
    let mut counted = Counted::default();
    let mut failures = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.map_err(broken)?;
            counted.add(&line);
            if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
                failures.push(name.to_owned());
            }
            println!("{line}");
        }
    }
    let status = child.wait().map_err(broken)?;
    if status.success() {
        return Ok(counted);
    }
    let again =
        failures.first().map_or_else(|| "cargo xtask test".to_owned(), |name| format!("cargo xtask test {name}"));
    let names = failures.join("\n         ");
    Err(Failure::new(
        format!(
            "{} tests passed, {} failed:\n         {names}",
            counted.passed,
            counted.failed.max(failures.len() as u64)
        ),
        again,
    ))
}

/// The SDK is a workspace of its own, and its tests run on the machine itself.
fn sdk() -> Result<(), Failure> {
    say("testing the Rust SDK");
    let mut command = cargo();
    command.args(["test", "--manifest-path", lint::SDK, "--target-dir"]).arg(guests_target());
    step(&mut command, None)
}
