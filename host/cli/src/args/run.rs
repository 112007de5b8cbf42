//! What the commands that change the database take.

use super::Whose;
use clap::Args;

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
    /// Run what mighost.lock doesn't pin, too: for a developer's own database
    #[arg(long)]
    pub unpinned: bool,
}

#[derive(Debug, Args)]
pub struct Upgrade {
    /// head, heads, an id or its beginning, label@head, +N; a package's: acme/billing, acme/billing@+1
    /// [default: head, and then every package that is installed]
    #[arg(allow_negative_numbers = true)]
    pub target: Option<String>,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Debug, Args)]
pub struct Downgrade {
    /// -N, base, an id or its beginning, label@-N; a package's: acme/billing@-1
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
    pub whose: Whose,
    #[command(flatten)]
    pub run: Run,
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
pub struct EnsureVersion {
    /// How long to wait for another runner, in seconds [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub lock_timeout: Option<u64>,
}
