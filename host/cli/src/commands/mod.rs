//! One file a command, or a pair that belong together.

mod author;
mod build;
mod current;
mod heads;
mod history;
mod inspect;
mod next;
mod plan;
mod run;
mod seen;
mod show;
mod stamp;
mod status;

use crate::args::{Cli, Command};
use crate::config::Config;
use crate::output::Output;
use mighost::Error;

/// 0: done, or nothing to do.
pub const DONE: u8 = 0;
/// 3: the database isn't at head.
pub const NOT_AT_HEAD: u8 = 3;
/// 8: a step was interrupted, and waits to be finished or taken back.
pub const UNFINISHED: u8 = 8;

/// Runs a command. Its exit code.
pub fn run(cli: &Cli, output: &Output) -> Result<u8, Error> {
    // `init` comes before any configuration.
    if let Command::Init = cli.command {
        return author::init(&cli.global, output);
    }
    let mut config = Config::load(&cli.global, output)?;
    match &cli.command {
        Command::Init => Ok(DONE),
        Command::New(args) => author::new(args, &config, output),
        Command::Build(args) => build::build(args, &config, output),
        Command::Upgrade(args) => run::upgrade(args, &mut config, output),
        Command::Downgrade(args) => run::downgrade(args, &mut config, output),
        Command::Resume(args) => run::resume(args, &mut config, output),
        Command::Stamp(args) => stamp::stamp(args, &mut config, output),
        Command::EnsureVersion(args) => stamp::ensure_version(args, &mut config, output),
        Command::Current(args) => current::current(args, &config, output),
        Command::Heads(args) => heads::heads(args, &config, output),
        Command::Branches(args) => heads::branches(args, &config, output),
        Command::History(args) => history::history(args, &config, output),
        Command::Status => status::status(&config, output),
        Command::Plan(args) => plan::plan(args, &config, output),
        Command::Show(args) => show::show(args, &config, output),
        Command::Inspect(args) => inspect::inspect(args, output),
    }
}
