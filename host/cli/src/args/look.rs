//! What the commands that only look take.

use clap::Args;

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
