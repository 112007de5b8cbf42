//! The table, and its place in the documentation.

use crate::cases::{Line, machine};
use crate::looking::REVISIONS;
use crate::measure::Cost;
use mighost_tests::Kind;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

/// Between these two lines the file is ours.
const BEGIN: &str = "<!-- written by `cargo xtask bench`: begin -->";
const END: &str = "<!-- written by `cargo xtask bench`: end -->";

/// How the tables were made.
pub fn how(revisions: usize, repetitions: usize) -> String {
    format!(
        "`cargo xtask bench` made these tables: {revisions} revisions, the median of {repetitions} runs, {}.\n",
        machine()
    )
}

/// The table of one database as Markdown.
pub fn markdown(kind: Kind, lines: &[Line], revisions: usize) -> String {
    let name = match kind {
        Kind::Sqlite => "SQLite",
        Kind::Postgres => "PostgreSQL",
        Kind::Mariadb => "MariaDB",
    };
    let mut text = format!(
        "\n| {name} | mighost | plain loop | ratio | more, a revision | memory, mighost | memory, loop |\n|---|--:|--:|--:|--:|--:|--:|\n"
    );
    for line in lines {
        let ratio = line.mighost.time.as_secs_f64() / line.plain.time.as_secs_f64();
        let each = line.mighost.time.saturating_sub(line.plain.time) / u32::try_from(revisions).unwrap();
        writeln!(
            text,
            "| {} | {} | {} | {ratio:.1} | {} | {} | {} |",
            line.name,
            time(line.mighost.time),
            time(line.plain.time),
            time(each),
            memory(line.mighost),
            memory(line.plain)
        )
        .unwrap();
    }
    text
}

/// The table of what it costs to look.
pub fn looking(lines: &[(&str, Cost)]) -> String {
    let mut text = format!("\n| a graph of {REVISIONS} revisions | time | memory |\n|---|--:|--:|\n");
    for (name, cost) in lines {
        writeln!(text, "| {name} | {} | {} |", time(cost.time), memory(*cost)).unwrap();
    }
    text
}

/// Puts the table between the two marks.
pub fn write(path: &Path, table: &str) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let parts =
        text.split_once(BEGIN).and_then(|(before, rest)| rest.split_once(END).map(|(_, behind)| (before, behind)));
    let (before, behind) = parts.unwrap_or_else(|| panic!("{} lacks the lines {BEGIN} and {END}", path.display()));
    std::fs::write(path, format!("{before}{BEGIN}\n{table}{END}{behind}")).unwrap();
}

fn time(time: Duration) -> String {
    match time.as_secs_f64() {
        s if s < 0.001 => format!("{:.0} µs", s * 1e6),
        s if s < 0.01 => format!("{:.1} ms", s * 1e3),
        s if s < 1.0 => format!("{:.0} ms", s * 1e3),
        s => format!("{s:.1} s"),
    }
}

fn memory(cost: Cost) -> String {
    format!("{:.0} MB", cost.memory as f64 / 1e6)
}
