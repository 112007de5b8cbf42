//! What it costs to look at a big graph.

use crate::measure::{Cost, measure, median};
use mighost_tests::{binary, chain};
use std::process::Command;

/// Ten times the chain of the other cases: more than anybody has, so that what isn't linear shows.
pub const REVISIONS: usize = 10_000;

/// The commands, and what each is called.
const COMMANDS: [(&str, &[&str]); 5] = [
    ("`heads`", &["heads"]),
    ("`history`", &["history"]),
    ("`history --graph`", &["history", "--graph"]),
    ("`plan heads`, half of it pending", &["plan", "heads"]),
    ("`history --format svg`", &["history", "--format", "svg"]),
];

/// Runs every command on a graph with branches, merges, labels and dependencies, of which a half is applied.
pub fn run(repetitions: usize) -> Vec<(&'static str, Cost)> {
    let root = tempfile::Builder::new().prefix("bench-").tempdir_in(binary::scratch("bench")).unwrap();
    let migrations = root.path().join("migrations");
    std::fs::create_dir(&migrations).unwrap();
    chain::write_graph(&migrations, REVISIONS);
    let mighost = |arguments: &[&str]| {
        let mut command = Command::new(binary::mighost());
        command.current_dir(root.path()).args(arguments).env("MIGHOST_DATABASE", "sqlite:app.db");
        command
    };
    measure(&mut mighost(&["stamp", &format!("r{:06}", REVISIONS / 2)]));
    let cost = |arguments: &[&str]| {
        let costs: Vec<Cost> = (0..repetitions).map(|_| measure(&mut mighost(arguments))).collect();
        median(&costs)
    };
    COMMANDS.map(|(name, arguments)| (name, cost(arguments))).to_vec()
}
