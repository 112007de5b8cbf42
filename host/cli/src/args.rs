//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
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
}

impl Command {
    /// Whether it changes the database.
    pub fn changes_the_database(&self) -> bool {
        matches!(self, Command::Upgrade(_) | Command::Downgrade(_) | Command::Resume(_) | Command::Stamp(_))
    }
}

/// A migration's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// SQL.
    Sql,
    /// Rust.
    Rust,
}

#[derive(Debug, Args)]
pub struct New {
    /// What it does, in one line
    pub message: String,
    /// The language
    #[arg(long, value_enum, default_value = "sql")]
    pub lang: Lang,
    /// Its id [default: the time now, UTC, as 20260105_145517]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
}

#[derive(Debug, Args)]
pub struct Build {
    /// Sources (.sql, a folder) or compiled modules (.wasm) [default: everything in the folder]
    pub paths: Vec<PathBuf>,
}

/// What a run understands.
#[derive(Debug, Args)]
pub struct Run {
    /// An argument for the migrations; without =VALUE an empty one; may be repeated
    #[arg(short = 'x', value_name = "KEY=VALUE")]
    pub arguments: Vec<String>,
    /// How long to wait for another runner, in seconds [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub lock_timeout: Option<u64>,
    /// How long a statement waits for a table's lock on a server before the step is tried again [default: 5]
    #[arg(long, value_name = "SECONDS")]
    pub table_lock_timeout: Option<u64>,
    /// How often a step is tried again where a lock wasn't to be had [default: 5]
    #[arg(long, value_name = "N")]
    pub lock_retries: Option<u32>,
    /// How long one step may take, in seconds [default: 3600]
    #[arg(long, value_name = "SECONDS")]
    pub step_timeout: Option<u64>,
    /// How long one statement may take on a server, in seconds [default: as long as the step]
    #[arg(long, value_name = "SECONDS")]
    pub statement_timeout: Option<u64>,
}

#[derive(Debug, Args)]
pub struct Upgrade {
    /// head, heads, an id or its beginning, +N
    #[arg(default_value = "head", allow_negative_numbers = true)]
    pub target: String,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Debug, Args)]
pub struct Downgrade {
    /// base, an id or its beginning, -N
    #[arg(allow_negative_numbers = true)]
    pub target: String,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Debug, Args)]
pub struct Resume {
    /// Take the step back instead of finishing it
    #[arg(long)]
    pub undo: bool,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Debug, Args)]
pub struct Current {
    /// Exit with 3 where the database isn't at every head
    #[arg(long)]
    pub check_heads: bool,
}

#[derive(Debug, Args)]
pub struct Show {
    /// head, current, an id or its beginning
    #[arg(default_value = "head", allow_negative_numbers = true)]
    pub revision: String,
}

#[derive(Debug, Args)]
pub struct Plan {
    /// head, heads, an id or its beginning, +N
    #[arg(default_value = "head", allow_negative_numbers = true)]
    pub target: String,
    /// Plan a downgrade
    #[arg(long)]
    pub down: bool,
}

#[derive(Debug, Args)]
pub struct Stamp {
    /// head, heads, base, label@head, an id or its beginning; several for several branches
    #[arg(required = true, allow_negative_numbers = true)]
    pub targets: Vec<String>,
    /// Forget all rows first, those of unknown revisions too
    #[arg(long)]
    pub purge: bool,
    /// How long to wait for another runner, in seconds [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub lock_timeout: Option<u64>,
}

#[derive(Debug, Args)]
pub struct Inspect {
    /// An artifact, or an SQL file
    pub file: PathBuf,
}
