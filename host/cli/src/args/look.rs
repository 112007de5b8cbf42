//! What the commands that only look take.

use clap::{Args, ValueEnum};

/// Where a command looks that needs nothing but the folder.
#[derive(Debug, Args)]
pub struct Offline {
    /// Look into the folder only, not into the database
    #[arg(long)]
    pub offline: bool,
}

/// Whose chain a command looks at.
#[derive(Debug, Args)]
pub struct Whose {
    /// A package's chain instead of the application's own
    #[arg(long, value_name = "PUBLISHER/NAME")]
    pub package: Option<String>,
}

#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    pub whose: Whose,
}

#[derive(Debug, Args)]
pub struct Current {
    /// Exit with 3 where the database isn't at every head
    #[arg(short = 'c', long)]
    pub check_heads: bool,
    #[command(flatten)]
    pub whose: Whose,
}

#[derive(Debug, Args)]
pub struct Heads {
    /// Only heads that no other revision depends on
    #[arg(long)]
    pub resolve_dependencies: bool,
    #[command(flatten)]
    pub offline: Offline,
    #[command(flatten)]
    pub whose: Whose,
}

#[derive(Debug, Args)]
pub struct Branches {
    #[command(flatten)]
    pub offline: Offline,
    #[command(flatten)]
    pub whose: Whose,
}

/// A language for drawings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A flowchart for Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// A picture.
    Svg,
}

#[derive(Debug, Args)]
pub struct History {
    /// Only these revisions: 20260105:head, -3:current
    #[arg(short = 'r', long, visible_alias = "rev-range", value_name = "A:B", allow_hyphen_values = true)]
    pub range: Option<String>,
    /// The oldest revision to show
    #[arg(long, value_name = "TARGET", conflicts_with = "range", allow_hyphen_values = true)]
    pub start: Option<String>,
    /// The newest revision to show
    #[arg(long, value_name = "TARGET", conflicts_with = "range", allow_hyphen_values = true)]
    pub end: Option<String>,
    /// Insist on what is current: an error where no database is given
    #[arg(short, long, conflicts_with = "offline")]
    pub indicate_current: bool,
    /// Draw the graph
    #[arg(long, conflicts_with = "format")]
    pub graph: bool,
    /// Draw it for a document
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    #[command(flatten)]
    pub offline: Offline,
    #[command(flatten)]
    pub whose: Whose,
}

#[derive(Debug, Args)]
pub struct Show {
    /// head, current, an id or its beginning, label@head; several [default: head]
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    pub targets: Vec<String>,
    #[command(flatten)]
    pub offline: Offline,
    #[command(flatten)]
    pub whose: Whose,
}

#[derive(Debug, Args)]
pub struct Plan {
    /// head, heads, an id or its beginning, label@head, +N; with --down base, -N [default: head]
    #[arg(allow_negative_numbers = true, required_if_eq("down", "true"))]
    pub target: Option<String>,
    /// Plan a downgrade
    #[arg(long)]
    pub down: bool,
}
