//! Writing chains of SQL migrations.

use crate::Project;
use std::fmt::Write;
use std::path::Path;

/// The text of an SQL migration. No downgrade: the section is left out.
pub fn sql(id: &str, revises: &str, upgrade: &str, downgrade: &str) -> String {
    let mut text = format!("-- revision: {id}\n");
    if !revises.is_empty() {
        writeln!(text, "-- revises: {revises}").unwrap();
    }
    writeln!(text, "-- message: step {id}\n\n-- upgrade\n{upgrade}").unwrap();
    if !downgrade.is_empty() {
        writeln!(text, "\n-- downgrade\n{downgrade}").unwrap();
    }
    text
}

/// Writes a chain from a map such as `a; b<-a [B]; c<-a; m<-b,c; x +B`: behind `<-` what it follows, behind `+` what it
/// depends on, in brackets its labels. Each revision makes a table of its own, `t_ID`, so that the tables say what is
/// applied.
pub fn write_map(project: &Project, map: &str) {
    for entry in map.split(';').map(str::trim) {
        let (mut id, mut revises, mut header) = ("", "", String::new());
        for word in entry.split_whitespace() {
            if let Some(labels) = word.strip_prefix('[') {
                writeln!(header, "-- labels: {}", labels.trim_end_matches(']')).unwrap();
            } else if let Some(names) = word.strip_prefix('+') {
                writeln!(header, "-- depends-on: {names}").unwrap();
            } else {
                (id, revises) = word.split_once("<-").unwrap_or((word, ""));
            }
        }
        let table = format!("t_{}", id.replace('-', "_"));
        let create = format!("CREATE TABLE {table} (id INTEGER NOT NULL PRIMARY KEY);");
        let text = sql(id, revises, &create, &format!("DROP TABLE {table};"));
        project.write(format!("migrations/{id}.sql"), format!("{header}{text}"));
    }
}

/// The id of the n-th revision of [`write`], from 1; 0 is none.
pub fn id(number: usize) -> String {
    if number == 0 { String::new() } else { format!("r{number:04}") }
}

/// Writes a chain of so many revisions. Each makes a table with an index and 300 rows and adds a row to a table that
/// the first made, so that a step is some milliseconds of work and half of one would show.
pub fn write(project: &Project, revisions: usize) {
    for number in 1..=revisions {
        let ledger =
            if number == 1 { "CREATE TABLE ledger (step INTEGER PRIMARY KEY, note TEXT NOT NULL);\n" } else { "" };
        let upgrade = format!(
            "{ledger}CREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL DEFAULT 0);\n\
             INSERT INTO t{number} (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) \
             SELECT 'row ' || i || ' of step {number}' FROM n;\n\
             CREATE INDEX t{number}_name ON t{number} (name);\n\
             INSERT INTO ledger (step, note) VALUES ({number}, 'step {number}');"
        );
        let ledger = if number == 1 { "\nDROP TABLE ledger;" } else { "" };
        let downgrade = format!("DELETE FROM ledger WHERE step = {number};\nDROP TABLE t{number};{ledger}");
        project.revision(&id(number), &id(number - 1), &upgrade, &downgrade);
    }
}

/// Writes a chain of so many small revisions in SQL that every database reads. Each makes a table with an index and
/// three rows, adds a row to a ledger that the first made, and counts itself in every row of it: a step that ran twice,
/// or half, shows there.
pub fn write_small(project: &Project, revisions: usize) {
    for number in 1..=revisions {
        let ledger = match number {
            1 => {
                "CREATE TABLE ledger (step INTEGER NOT NULL PRIMARY KEY, note VARCHAR(100) NOT NULL, seen INTEGER NOT NULL);\n"
            }
            _ => "",
        };
        let upgrade = format!(
            "{ledger}CREATE TABLE t{number} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL);\n\
             INSERT INTO t{number} (id, name) VALUES (1, 'one of {number}'), (2, 'two of {number}'), (3, 'three of {number}');\n\
             CREATE INDEX t{number}_name ON t{number} (name);\n\
             INSERT INTO ledger (step, note, seen) VALUES ({number}, 'step {number}', 0);\n\
             UPDATE ledger SET seen = seen + 1;"
        );
        let ledger = if number == 1 { "\nDROP TABLE ledger;" } else { "" };
        let downgrade = format!(
            "UPDATE ledger SET seen = seen - 1;\nDELETE FROM ledger WHERE step = {number};\nDROP TABLE t{number};{ledger}"
        );
        project.revision(&id(number), &id(number - 1), &upgrade, &downgrade);
    }
}

/// The application's tables behind the n-th revision of [`write`], by name.
pub fn tables(number: usize) -> Vec<String> {
    let mut tables: Vec<String> = (1..=number).map(|n| format!("t{n}")).collect();
    if number > 0 {
        tables.push("ledger".into());
    }
    tables.sort();
    tables
}

/// Writes a graph of so many revisions into a folder, as ten years of several teams leave it behind. Of each twenty, five
/// are on a branch that is merged again, every fifth with a label, and one is on a branch of its own that is never merged
/// and depends on the trunk. The id of the trunk's last revision.
pub fn write_graph(dir: &Path, revisions: usize) -> String {
    let (mut trunk, mut branch, mut plugin) = (String::new(), String::new(), String::new());
    for number in 1..=revisions {
        let (id, place, feature) = (format!("r{number:06}"), number % 20, number / 20);
        let (mut header, follows) = match place {
            7 => {
                let begins = if plugin.is_empty() { "-- labels: plugin\n" } else { "" };
                let header = format!("{begins}-- depends-on: {trunk}\n");
                (header, std::mem::replace(&mut plugin, id.clone()))
            }
            10 if feature % 5 == 0 => {
                branch.clone_from(&id);
                (format!("-- labels: feature-{feature}\n"), trunk.clone())
            }
            10 => {
                branch.clone_from(&id);
                (String::new(), trunk.clone())
            }
            11..15 => (String::new(), std::mem::replace(&mut branch, id.clone())),
            18 => {
                let both = format!("{trunk}, {branch}");
                trunk.clone_from(&id);
                (String::new(), both)
            }
            _ => (String::new(), std::mem::replace(&mut trunk, id.clone())),
        };
        if !follows.is_empty() {
            writeln!(header, "-- revises: {follows}").unwrap();
        }
        let text = format!(
            "-- revision: {id}\n{header}-- message: step {id}\n\n-- upgrade\nCREATE TABLE t{number} (id INTEGER);\n\n\
             -- downgrade\nDROP TABLE t{number};\n"
        );
        std::fs::write(dir.join(format!("{id}.sql")), text).unwrap();
    }
    trunk
}
