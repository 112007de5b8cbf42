//! One file a command, or a pair that belong together.

mod author;
mod build;
mod inspect;
mod key;
mod look;
mod release;
mod run;
mod show;
mod sign;
mod verify;

use crate::args::{Cli, Command};
use crate::config::Config;
use crate::output::Output;
use mighost::Error;

/// 0: done, or nothing to do.
pub const DONE: u8 = 0;
/// 3: the database isn't at head.
pub const NOT_AT_HEAD: u8 = 3;
/// 7: something isn't trusted.
pub const NOT_TRUSTED: u8 = 7;
/// 8: a step was interrupted, and waits to be finished or taken back.
pub const UNFINISHED: u8 = 8;

/// Runs a command. Its exit code.
pub fn run(cli: &Cli, output: &Output) -> Result<u8, Error> {
    // `init` comes before any configuration.
    if let Command::Init = cli.command {
        return author::init(&cli.global, output);
    }
    if let Command::Key(args) = &cli.command {
        return key::key(args, output);
    }
    let mut config = Config::load(&cli.global, output)?;
    match &cli.command {
        Command::Init | Command::Key(_) => Ok(DONE),
        Command::New(args) => author::new(args, &config, output),
        Command::Build(args) => build::build(args, &config, output),
        Command::Upgrade(args) => run::upgrade(args, &mut config, output),
        Command::Downgrade(args) => run::downgrade(args, &mut config, output),
        Command::Resume(args) => run::resume(args, &mut config, output),
        Command::Stamp(args) => run::stamp(args, &mut config, output),
        Command::Current(args) => look::current(args, &config, output),
        Command::History => look::history(&config, output),
        Command::Status => look::status(&config, output),
        Command::Plan(args) => look::plan(args, &config, output),
        Command::Show(args) => show::show(args, &config, output),
        Command::Inspect(args) => inspect::inspect(args, output),
        Command::Sign(args) => sign::sign(args, &config, output),
        Command::Verify(args) => verify::verify(args, &config, output),
        Command::Release(args) => release::release(args, &config, output),
    }
}
