//! The `mighost` command.

mod args;
mod commands;
mod config;
mod create;
mod output;
mod progress;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let output = output::Output::new(&cli.global);
    log(cli.global.verbose);
    match commands::run(&cli, &output) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output.error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

/// Sends the library's own log to standard error: warnings, and more with `-vv`.
fn log(verbose: u8) {
    let level = match verbose {
        0 | 1 => "warn",
        2 => "mighost=debug,info",
        _ => "trace",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("MIGHOST_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).without_time().init();
}
