//! One file a command, or a pair that belong together.

mod build;
mod current;
mod diff_artifacts;
mod edit;
mod heads;
mod history;
mod init;
mod inspect;
mod key;
mod new;
mod next;
mod package;
mod plan;
mod pull;
mod push;
mod release;
mod run;
mod seen;
mod shell;
mod show;
mod sign;
mod stamp;
mod status;
mod templates;
mod trust;
mod trust_sign;
mod verify;

pub use push::failed;

use crate::args::{Cli, Command};
use crate::config::Config;
use crate::output::Output;
use mighost::Error;
use std::collections::BTreeSet;

/// 0: done, or nothing to do.
pub const DONE: u8 = 0;
/// 3: the database isn't at head.
pub const NOT_AT_HEAD: u8 = 3;
/// 4: there are differences.
pub const DIFFERENCES: u8 = 4;
/// 7: something isn't trusted.
pub const NOT_TRUSTED: u8 = 7;
/// 8: a step was interrupted, and waits to be finished or taken back.
pub const UNFINISHED: u8 = 8;

/// Runs a command. Its exit code.
pub fn run(cli: &Cli, output: &Output) -> Result<u8, Error> {
    // What comes before any configuration, or has nothing to do with it.
    match &cli.command {
        Command::Init => return init::init(&cli.global, output),
        Command::Completions(args) => return shell::completions(args, output),
        Command::Man(args) => return shell::man(args, output),
        Command::Key(args) => return key::key(args, output),
        _ => {}
    }
    let mut config = Config::load(&cli.global, output)?;
    config.package(cli.command.package());
    match &cli.command {
        Command::Init | Command::Completions(_) | Command::Man(_) | Command::Key(_) => Ok(DONE),
        Command::New(args) => new::new(args, &config, output),
        Command::Merge(args) => new::merge(args, &config, output),
        Command::Edit(args) => edit::edit(args, &config, output),
        Command::Templates => templates::templates(&config, output),
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
        Command::Status(_) => status::status(&config, output),
        Command::Plan(args) => plan::plan(args, &config, output),
        Command::Show(args) => show::show(args, &config, output),
        Command::Trust(args) => trust::trust(args, &config, output),
        Command::Package(args) => package::package(args, &mut config, output),
        Command::Inspect(args) => inspect::inspect(args, &config, output),
        Command::DiffArtifacts(args) => diff_artifacts::diff(args, &config, output),
        Command::Sign(args) => sign::sign(args, &config, output),
        Command::Verify(args) => verify::verify(args, &config, output),
        Command::Release(args) => release::release(args, &config, output),
        Command::Push(args) => push::push(args, &config, output),
        Command::Pull(args) => pull::pull(args, &config, output),
    }
}

/// Where the database is, if one of these targets counts from there: no other command for authors needs a database.
fn rows(config: &Config, targets: &[&String]) -> Result<BTreeSet<String>, Error> {
    let counts = |target: &&String| {
        let symbol = target.rsplit_once('@').map_or(target.as_str(), |(_, symbol)| symbol);
        symbol == "current" || symbol.strip_prefix("current").unwrap_or(symbol).starts_with(['+', '-'])
    };
    if !targets.iter().any(counts) {
        return Ok(BTreeSet::new());
    }
    let migrator = config.migrator()?;
    let status = migrator.block_on(migrator.status())??;
    Ok(status.known.state.current)
}
