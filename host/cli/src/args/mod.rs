//! The command line.

mod author;
mod look;
mod run;
mod trust;

pub use author::{Build, Inspect, Lang, New};
pub use look::{Current, Plan, Show};
pub use run::{Downgrade, Resume, Run, Stamp, Upgrade};
pub use trust::{Key, KeyCommand, Release, Sign, Verify, With};

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Database migrations that are WebAssembly components.
#[derive(Debug, Parser)]
#[command(
    name = "mighost",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "Examples:\n  mighost init                      a folder and a configuration for one SQLite database\n  \
                  mighost new \"create people\"       an SQL migration to edit\n  mighost upgrade                   run \
                  what is pending\n  mighost downgrade -1              take the last step back\n\nThe database comes from \
                  --database, MIGHOST_DATABASE, DATABASE_URL (also in .env) or mighost.toml.\n\nExit codes: 0 done, or \
                  nothing to do · 1 failed · 2 wrong usage · 3 not at head · 4 differences found · 5 lint ·\n6 lock held by \
                  another · 7 not trusted · 8 a step is unfinished"
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// The database's URL, such as sqlite:app.db
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// The folder of migrations [default: migrations]
    #[arg(long, global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// The configuration file [default: mighost.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Wait so long for a server that isn't there yet, or is still starting
    #[arg(long, global = true, value_name = "SECONDS")]
    pub wait: Option<u64>,
    /// Print JSON: one object, or one line an event while a run goes on
    #[arg(long, global = true)]
    pub json: bool,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print more: statements, log lines of migrations
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a folder for migrations and a configuration file
    #[command(
        after_help = "Example:\n  mighost init\n  mighost --database sqlite:data/app.db --dir db/migrations init"
    )]
    Init,
    /// Make a new migration
    #[command(after_help = "Examples:\n  mighost new \"create people\"\n  mighost new --lang rust \"fill people\"")]
    New(New),
    /// Build sources into artifacts
    #[command(after_help = "Examples:\n  mighost build                     everything in the folder\n  mighost build \
                            20260105_145517_people.sql   one file\n  mighost build out.wasm            make an artifact of \
                            another tool chain's output")]
    Build(Build),
    /// Run the pending migrations up to a target
    #[command(after_help = "Examples:\n  mighost upgrade\n  mighost upgrade +1\n  mighost upgrade 20260105")]
    Upgrade(Upgrade),
    /// Take migrations back down to a target
    #[command(
        after_help = "Examples:\n  mighost downgrade -1\n  mighost downgrade 20260105_145517\n  mighost downgrade base"
    )]
    Downgrade(Downgrade),
    /// Finish a step that was interrupted, or take it back
    #[command(
        after_help = "Examples:\n  mighost status           what was done, and what wasn't\n  mighost resume           \
                            go on where it stopped\n  mighost resume --undo    take it back\n\n`mighost upgrade` and \
                            `mighost downgrade` finish such a step by themselves."
    )]
    Resume(Resume),
    /// Show which revisions the database is at
    #[command(after_help = "Examples:\n  mighost current\n  mighost current --check-heads && echo ready")]
    Current(Current),
    /// Show the chain, newest first, and what is applied
    #[command(
        visible_alias = "log",
        after_help = "Examples:\n  mighost history\n  mighost history --json | jq .revisions[0]"
    )]
    History,
    /// Show one revision
    #[command(after_help = "Examples:\n  mighost show head\n  mighost show 20260105")]
    Show(Show),
    /// Show where the database is, what is pending and what is wrong
    #[command(after_help = "Example:\n  mighost status || mighost upgrade")]
    Status,
    /// Show the steps that an upgrade would run
    #[command(after_help = "Examples:\n  mighost plan\n  mighost plan +2\n  mighost plan --down base")]
    Plan(Plan),
    /// Write which revision the database is at, without running anything
    #[command(after_help = "Example:\n  mighost stamp head    for a database that has head's schema already")]
    Stamp(Stamp),
    /// Show what an artifact is and what it can do, without running it
    #[command(after_help = "Example:\n  mighost inspect migrations/artifacts/20260105_145517_people.wasm")]
    Inspect(Inspect),
    /// Make a key for signing, or look at one
    #[command(after_help = "Examples:\n  mighost key generate              makes mighost.key and mighost.key.pub\n  \
                            mighost key show mighost.key.pub")]
    Key(Key),
    /// Sign artifacts
    #[command(after_help = "Examples:\n  mighost sign migrations/artifacts/*.wasm --key mighost.key\n  mighost sign \
                      people.wasm --signer 'yubi-sign --slot 2' --public-key team.pub\n\nThe key may also be in \
                      MIGHOST_KEY, as PEM or as a path. A file that is signed already gets one more signature.")]
    Sign(Sign),
    /// Verify who signed artifacts, and what
    #[command(after_help = "Examples:\n  mighost verify migrations/artifacts/*.wasm --key acme.pub\n  mighost verify \
                      people.wasm --key ada.pub --key grace.pub --threshold 2\n  mighost verify release.json --key \
                      acme.pub    the manifest, and the folder against it\n\nExit code 7 where something isn't trusted.")]
    Verify(Verify),
    /// Sign the whole chain: every artifact, a manifest and a lock file
    #[command(
        disable_version_flag = true,
        after_help = "Examples:\n  mighost release --key mighost.key\n  mighost release --key mighost.key --expires 2027-06-30"
    )]
    Release(Release),
}

impl Command {
    /// Whether it changes the database.
    pub fn changes_the_database(&self) -> bool {
        matches!(self, Command::Upgrade(_) | Command::Downgrade(_) | Command::Resume(_) | Command::Stamp(_))
    }
}
