//! The `mighost` command.

mod address;
mod args;
mod authoring;
mod commands;
mod compare;
mod config;
mod create;
mod dot_env;
mod draw;
mod hooks;
mod line;
mod output;
mod progress;
mod runtimes;
mod trust;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::io::IsTerminal;
use std::process::ExitCode;

/// The first argument of a process that does nothing but compile a package's component.
const COMPILE: &str = "__compile-component";

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == COMPILE) {
        return ExitCode::from(mighost::serve_compiler(words));
    }
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let output = output::Output::new(&cli.global);
    output::given(&cli.global);
    log(&output);
    match commands::run(&cli, &output) {
        Ok(_) if output.failed(cli.command.changes_the_database()) => ExitCode::FAILURE,
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output.error(&error);
            // For programs the error is a part of the output.
            output.failed(false);
            ExitCode::from(error.exit_code())
        }
    }
}

/// Answers a command line that isn't one, or that asks for help.
fn refuse(error: &clap::Error) -> ExitCode {
    // Clap takes `-1x` for an option and says how to write it as a value, which it isn't either.
    let word = steps(error);
    let json = std::env::args_os().skip(1).take_while(|word| word != "--").any(|word| word == "--json");
    if (!json && word.is_none()) || matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        error.exit();
    }
    let message = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "no command; `mighost --help` lists them".to_owned(),
        _ => error.to_string(),
    };
    let message = message.trim().trim_start_matches("error: ").to_owned();
    let error = match word {
        Some(word) => mighost::chain::TargetError::Malformed(word).into(),
        None => mighost::Error::Usage(message),
    };
    let output = output::Output { json, quiet: false, verbose: 0 };
    output.error(&error);
    output.failed(false);
    ExitCode::from(error.exit_code())
}

/// The word that isn't an option, where it was meant for a number of steps down.
fn steps(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else { return None };
    let number = option.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if error.kind() != ErrorKind::UnknownArgument || !number {
        return None;
    }
    let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    words.take_while(|word| word != "--").find(|word| word.starts_with(option))
}

/// Sends the library's own log to standard error: warnings, more with `-vv`, less with `--quiet` and `--json`.
fn log(output: &output::Output) {
    let level = match output.verbose {
        _ if output.quiet || (output.json && output.verbose == 0) => "error",
        // What a driver has to say of a server comes in our own words, in one message.
        0 | 1 => "warn,sqlx=error",
        2 => "mighost=debug,info",
        _ => "trace",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("MIGHOST_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        // They would go to standard error, which is what has failed.
        .log_internal_errors(false)
        .without_time()
        .init();
}
