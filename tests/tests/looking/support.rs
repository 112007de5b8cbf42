//! The chain that is looked at, and what its lines are compared with.

use mighost_tests::{Outcome, Project};

/// A revision with a header of its own.
pub fn revision(project: &Project, id: &str, header: &str, message: &str) {
    let text = format!(
        "-- revision: {id}\n{header}-- message: {message}\n\n-- upgrade\nCREATE TABLE {id} (id INTEGER);\n\n-- downgrade\nDROP TABLE {id};\n"
    );
    project.write(format!("migrations/{id}.sql"), text);
}

/// People, from which billing and search part and meet again; a kit on which the shop depends.
///
/// ```text
/// m1 ─ b2 ─ b1 ─ a1       s2 ─ s1
///  └──── c1 ──── ┘         ┊
///                          k1
/// ```
pub fn branched() -> Project {
    let project = Project::new();
    revision(&project, "a1", "", "create people");
    revision(&project, "b1", "-- revises: a1\n-- labels: billing\n", "bills");
    revision(&project, "b2", "-- revises: b1\n", "positions of bills");
    revision(&project, "c1", "-- revises: a1\n", "search");
    revision(&project, "m1", "-- revises: b2, c1\n", "billing meets search");
    revision(&project, "k1", "-- labels: kit\n", "a kit");
    revision(&project, "s1", "-- labels: shop\n", "the shop");
    revision(&project, "s2", "-- revises: s1\n-- depends-on: kit\n", "orders");
    project
}

/// The output must be these lines. Times, which differ, are left out.
#[track_caller]
pub fn is(outcome: &Outcome, expected: &[&str]) {
    let lines: Vec<String> = outcome.stdout.lines().map(without_time).collect();
    assert_eq!(lines, expected, "{}", outcome.whole());
}

/// A line without the time, to the minute, at its end.
pub fn without_time(line: &str) -> String {
    let time = line.char_indices().rev().nth(15).map_or(0, |(at, _)| at);
    match line.split_at(time) {
        (before, time)
            if time.starts_with("20") && time.ends_with(|c: char| c.is_ascii_digit()) && time.contains(':') =>
        {
            before.trim_end().to_owned()
        }
        _ => line.to_owned(),
    }
}
