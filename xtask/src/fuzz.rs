//! Fuzzing: the readers of bytes that nobody vouches for, on inputs that are changed until they reach new places in the code.
//!
//! The workspace's own crates are compiled once more for it, with a counter in each branch. LLVM puts the counters in, by flags that
//! this compiler takes; cargo asks a wrapper to compile the workspace's crates, and this program is the wrapper too. What they depend
//! on is the same as in any other build, and isn't compiled again.

use crate::build::FEATURES;
use crate::shell::{Failure, cargo, root, say, short, step, target};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::time::Instant;

/// Set where this program is called as the compiler.
const WRAPPER: &str = "MIGHOST_FUZZ_COMPILER";
/// What gets counters: what reads bytes. The compiler's engine and the glue to it read nothing, and are slow to compile.
const COUNTED: [&str; 5] = ["mighost_schema", "mighost_artifact", "mighost_database", "mighost", "mighost_fuzz"];
/// What is compiled with optimisation too: most of the inputs go there, and it is small. The others take minutes to optimise.
const OPTIMISED: [&str; 3] = ["mighost_schema", "mighost_artifact", "mighost_fuzz"];
/// Counters in each branch, a table of them, and what comparisons compare, for libFuzzer. The checks of a debug build are on anyway.
const FLAGS: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];
/// The largest input: room for a whole small artifact or file. What is slow in a longer one shows in `--seconds` runs of its own.
const MAX_LEN: &str = "-max_len=8192";
/// An input that takes so many seconds is a fault: a sound reader takes a few tenths of one for a megabyte, and thousandths for others.
const TIMEOUT: &str = "-timeout=10";
/// The most memory in MiB: an input of some KiB needs next to nothing beyond the program's own.
const MEMORY: &str = "-rss_limit_mb=1024";

/// What somebody wants.
#[derive(Default)]
struct Wish {
    target: Option<String>,
    runs: Option<u64>,
    seconds: Option<u64>,
    /// Only what crashes is a find, and not two readers that see different things.
    crashes: bool,
}

/// Compiles, where this program is called as the compiler: `xtask rustc ARGUMENTS`.
pub fn compiler() -> Option<ExitCode> {
    std::env::var_os(WRAPPER)?;
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next()?;
    let arguments: Vec<OsString> = arguments.collect();
    let mut names = arguments.iter().skip_while(|argument| *argument != "--crate-name").skip(1);
    let name = names.next().and_then(|name| name.to_str()).unwrap_or_default();
    let mut command = Command::new(rustc);
    command.args(&arguments);
    if COUNTED.contains(&name) {
        command.args(FLAGS);
    }
    if OPTIMISED.contains(&name) {
        command.arg("-Copt-level=1");
    }
    let status = command.status().map_err(|error| eprintln!("rustc: {error}"));
    Some(if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds and runs.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let wish = wish(arguments)?;
    let program = build()?;
    let mut targets = targets()?;
    if let Some(name) = &wish.target {
        targets.retain(|(target, _)| target == name);
        if targets.is_empty() {
            return Err(Failure::new(format!("there is no fuzz target `{name}`"), "ls fuzz/seeds"));
        }
    }
    say(format!("fuzzing: {} targets", targets.len()));
    let begun = Instant::now();
    // As many as there are processors: each target is one process of one thread.
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let inputs = targets.iter().map(|(_, inputs)| wish.runs.unwrap_or(*inputs)).sum::<u64>();
    let (queue, failures) = (Mutex::new(VecDeque::from(targets)), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..processors {
            scope.spawn(|| {
                while let Some((name, inputs)) = queue.lock().ok().and_then(|mut queue| queue.pop_front()) {
                    if let Err(failure) = one(&program, &name, inputs, &wish)
                        && let Ok(mut failures) = failures.lock()
                    {
                        failures.push(failure);
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap_or_default();
    let last = failures.pop();
    failures.iter().for_each(|failure| eprintln!("\n{failure}"));
    match last {
        Some(failure) => Err(failure),
        None if wish.seconds.is_none() => {
            println!("    {inputs} inputs in {} s, and nothing was found", begun.elapsed().as_secs());
            Ok(())
        }
        None => Ok(()),
    }
}

fn wish(arguments: &[String]) -> Result<Wish, Failure> {
    let mut wish = Wish::default();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let value = arguments.next().and_then(|value| value.parse().ok());
            value.ok_or_else(|| Failure::usage(format!("`{argument}` needs a number behind it"))).map(Some)
        };
        match argument.as_str() {
            "--runs" => wish.runs = number()?,
            "--seconds" => wish.seconds = number()?,
            "--crashes" => wish.crashes = true,
            name if !name.starts_with('-') && wish.target.is_none() => wish.target = Some(name.to_owned()),
            other => {
                return Err(Failure::usage(format!(
                    "`{other}`: it is cargo xtask fuzz [TARGET] [--runs N] [--seconds N] [--crashes]"
                )));
            }
        }
    }
    Ok(wish)
}

/// The targets and how many inputs each gets, as `fuzz/src/lib.rs` lists them.
fn targets() -> Result<Vec<(String, u64)>, Failure> {
    let mut command = Command::new(program());
    command.env("MIGHOST_FUZZ_TARGET", "list").stderr(Stdio::null());
    // It ends by itself before it runs anything, which libFuzzer takes for a crash on an empty input and writes down.
    command.arg(format!("-artifact_prefix={}", target().join("fuzz").join("list-").display()));
    let output =
        command.output().map_err(|error| Failure::new(format!("the fuzz program: {error}"), "cargo xtask fuzz"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let pair = |line: &str| {
        let (name, inputs) = line.split_once(' ')?;
        Some((name.to_owned(), inputs.parse().ok()?))
    };
    Ok(text.lines().filter_map(pair).collect())
}

fn program() -> PathBuf {
    target().join("debug").join(format!("fuzz{}", std::env::consts::EXE_SUFFIX))
}

fn build() -> Result<PathBuf, Failure> {
    say("building the fuzz targets: the workspace's own crates once more, with counters");
    let wrapper = std::env::current_exe()
        .map_err(|error| Failure::new(format!("where xtask is: {error}"), "cargo xtask fuzz"))?;
    let mut command = cargo();
    // All of the workspace is named so that the features of what it depends on are those of every other build.
    command.args([
        "build",
        "--workspace",
        "--features",
        &format!("{FEATURES},mighost-fuzz/libfuzzer"),
        "--bin",
        "fuzz",
    ]);
    command.env("RUSTC_WORKSPACE_WRAPPER", wrapper).env(WRAPPER, "1");
    // What a build that goes on from the last one saves costs more than that in one from nothing.
    command.env("CARGO_INCREMENTAL", "0");
    step(&mut command, None)?;
    Ok(program())
}

fn one(program: &Path, name: &str, inputs: u64, wish: &Wish) -> Result<(), Failure> {
    let kept = root().join("fuzz");
    let work = target().join("fuzz");
    let log = work.join(format!("{name}.log"));
    // A run of so many inputs begins with what is kept and nothing else, so that none depends on those before.
    let corpus = work.join(if wish.seconds.is_some() { "corpus" } else { "fresh" }).join(name);
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", work.display()), "cargo xtask fuzz");
    if wish.seconds.is_none() && corpus.exists() {
        fs::remove_dir_all(&corpus).map_err(failed)?;
    }
    fs::create_dir_all(&corpus).map_err(failed)?;
    let found = work.join(format!("{name}-"));
    let mut command = Command::new(program);
    // Where it happened is in the message; the way there is mostly libFuzzer's.
    if wish.crashes {
        command.env("MIGHOST_FUZZ_LAWS", "off");
    }
    command.env("MIGHOST_FUZZ_TARGET", name).env("RUST_BACKTRACE", "0").args([
        MAX_LEN,
        TIMEOUT,
        MEMORY,
        "-print_final_stats=1",
    ]);
    command.arg(format!("-artifact_prefix={}", found.display()));
    match wish.seconds {
        Some(seconds) => command.arg(format!("-max_total_time={seconds}")),
        None => command.arg(format!("-runs={}", wish.runs.unwrap_or(inputs))).arg("-seed=1"),
    };
    let words = kept.join("words").join(name);
    if words.is_file() {
        command.arg(format!("-dict={}", words.display()));
    }
    command.arg(&corpus);
    command.args([kept.join("seeds").join(name), kept.join("found").join(name)].iter().filter(|dir| dir.is_dir()));
    let file = File::create(&log).map_err(failed)?;
    command.stdout(Stdio::null()).stderr(file).stdin(Stdio::null());
    let begun = Instant::now();
    let status = command.status().map_err(failed)?;
    let text = fs::read(&log).map_err(failed)?;
    let text = String::from_utf8_lossy(&text);
    let number = |key: &str| text.lines().rev().find_map(|line| Some(line.strip_prefix(key)?.trim().to_owned()));
    let places = text.lines().rev().find_map(|line| line.split_once(" cov: ")?.1.split(' ').next().map(str::to_owned));
    let (executed, places) = (number("stat::number_of_executed_units:"), places.unwrap_or_default());
    if status.success() {
        let executed = executed.unwrap_or_default();
        println!("    {name:<12} {executed:>9} inputs, {places:>6} places, {:>3} s", begun.elapsed().as_secs());
        return Ok(());
    }
    let tail: Vec<&str> = text.lines().collect();
    let tail = tail.get(tail.len().saturating_sub(20)..).unwrap_or_default().join("\n    ");
    let input =
        text.lines().rev().find_map(|line| line.split_once("Test unit written to ").map(|(_, path)| path.to_owned()));
    Err(Failure::new(
        format!("the fuzz target `{name}` found something; the end of {}:\n    {tail}", short(&log)),
        match input {
            Some(input) => {
                format!("MIGHOST_FUZZ_TARGET={name} {} {input}; fuzz/README.md says what then", short(program))
            }
            None => format!("less {}", short(&log)),
        },
    ))
}
