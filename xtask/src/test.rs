//! Everything that is tested, from nothing.

use crate::shell::{Failure, cargo, guests_target, mighost, root, say, step, typed};
use crate::{build, deny, fuzz, guests, languages, lint, servers, setup};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Where generated cases begin on a machine that judges others' work: it gives one answer for one state. At home every run
/// looks at other cases. Any number does.
const SEED: (&str, &str) = ("PROPTEST_RNG_SEED", "20260105145517");

/// Builds everything, runs every test and the lints, and says how it went.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let begun = Instant::now();
    setup::run()?;
    servers::run()?;
    languages::setup()?;
    build::everything()?;
    guests::now_lms()?;
    guests::conformance()?;
    languages::guests()?;
    let mut counted = Counted::default();
    say("running the tests");
    let mut command = cargo();
    // Every failure in one run, not only those of the first program.
    command.args(["test", "--workspace", "--no-fail-fast", "--features", build::FEATURES]).args(arguments);
    tests(command, &mut counted)?;
    let mut unchecked = None;
    // A run of some tests is somebody at work on them.
    if arguments.is_empty() {
        newer_postgres(&mut counted)?;
        sdk()?;
        languages::tests()?;
        fuzz::run(&["--crashes".to_owned()])?;
        lint::run()?;
        unchecked = deny::run()?;
    }
    println!(
        "\n{} tests passed, {} ignored, in {} programs; {} s in all",
        counted.passed,
        counted.ignored,
        counted.programs,
        begun.elapsed().as_secs()
    );
    if let Some(what) = unchecked {
        println!("{what}");
    }
    // Those tests pass without it, and nobody sees what a test that passes prints.
    let corpus = std::env::var_os("MIGHOST_CORPUS").map_or_else(|| root().join("../shared/corpus"), PathBuf::from);
    if !corpus.is_dir() {
        println!(
            "not tested: the chains of other projects, since there is no {}; MIGHOST_CORPUS names another folder",
            corpus.display()
        );
    }
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

/// The connection to PostgreSQL once more, on a newer one than the system's.
fn newer_postgres(counted: &mut Counted) -> Result<(), Failure> {
    let Some(programs) = servers::newer()? else {
        println!("    PostgreSQL 18 isn't tested on this machine: there are no programs of it for this kind");
        return Ok(());
    };
    say("running the tests of the connection to PostgreSQL on PostgreSQL 18");
    let mut command = cargo();
    command.args(["test", "--workspace", "--features", build::FEATURES, "--test", "postgres"]);
    // A server that is named is as new as it is.
    command.env("MIGHOST_TEST_POSTGRES_PROGRAMS", programs).env_remove("MIGHOST_TEST_POSTGRES_URL");
    tests(command, counted)
}

fn tests(mut command: Command, counted: &mut Counted) -> Result<(), Failure> {
    command.env("MIGHOST_BIN", mighost("debug")).stdout(Stdio::piped());
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("CI") && !set(SEED.0) {
        println!("    generated cases begin at {}={}, since CI is set", SEED.0, SEED.1);
        command.env(SEED.0, SEED.1);
    }
    println!("    $ {}", typed(&command));
    let broken = |error: std::io::Error| Failure::new(format!("`{}`: {error}", typed(&cargo())), "cargo xtask test");
    let mut child = command.spawn().map_err(broken)?;
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
        return Ok(());
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
