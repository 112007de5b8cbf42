//! Maps of revisions as a line of text, and what is asked of them.
//!
//! A map: `a; b<-a [B]; c<-a +x,B; m<-b,c; x`. Behind `<-` are the parents, behind `+` what it depends on, in brackets
//! the labels.

use mighost::Description;
use mighost::book::HistoryRow;
use mighost::chain::{Graph, Origin, Revision};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A set of ids.
pub type Ids = BTreeSet<String>;

/// One revision of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    pub parents: Vec<String>,
    pub dependencies: Vec<String>,
    pub labels: Vec<String>,
}

/// Reads a map.
pub fn map(text: &str) -> Vec<Entry> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(entry).collect()
}

fn entry(text: &str) -> Entry {
    let mut entry = Entry::default();
    for word in text.split_whitespace() {
        if let Some(labels) = word.strip_prefix('[') {
            entry.labels = list(labels.strip_suffix(']').unwrap_or_else(|| panic!("no `]`: {text}")));
        } else if let Some(dependencies) = word.strip_prefix('+') {
            entry.dependencies = list(dependencies);
        } else if let Some((id, parents)) = word.split_once("<-") {
            (entry.id, entry.parents) = (id.to_owned(), list(parents));
        } else {
            assert!(entry.id.is_empty(), "two ids: {text}");
            word.clone_into(&mut entry.id);
        }
    }
    entry
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

/// The files of a map: `ID.sql` each.
pub fn revisions(map: &[Entry]) -> Vec<Revision> {
    let revision = |entry: &Entry| Revision {
        description: Description {
            id: entry.id.clone(),
            revises: entry.parents.clone(),
            depends_on: entry.dependencies.clone(),
            labels: entry.labels.clone(),
            has_downgrade: true,
            ..Description::default()
        },
        origin: Origin::Sql(PathBuf::from(format!("{}.sql", entry.id))),
    };
    map.iter().map(revision).collect()
}

/// A map's graph.
pub fn graph(map: &[Entry]) -> Graph {
    Graph::build(revisions(map), &[]).unwrap_or_else(|error| panic!("{error}: {map:?}"))
}

/// Words as a set.
pub fn ids(text: &str) -> Ids {
    text.split_whitespace().map(str::to_owned).collect()
}

/// What the history says: `a b -b stamp c` is that a and b were applied, b was taken back, something was stamped and c
/// was applied.
pub fn history(words: &[String]) -> Vec<HistoryRow> {
    let row = |(number, word): (i64, &String)| {
        let (direction, revision) = match (word.as_str(), word.strip_prefix('-')) {
            ("stamp", _) => ("stamp", "base"),
            (_, Some(id)) => ("downgrade", id),
            (id, None) => ("upgrade", id),
        };
        HistoryRow {
            keys: Vec::new(),
            number,
            revision: revision.to_owned(),
            direction: direction.to_owned(),
            sha256: String::new(),
            started: String::new(),
            finished: String::new(),
            duration_ms: 0,
            warnings: Vec::new(),
            host: String::new(),
            version: String::new(),
        }
    };
    (1..).zip(words).map(row).collect()
}

/// What is asked of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Up,
    Down,
    Stamp,
    /// A stamp with `--purge`.
    Purge,
    /// A range of the history.
    Range,
    /// What a target means.
    Is,
}

/// A question: where the database is, what its history says, and what is asked.
#[derive(Clone, Debug)]
pub struct Question {
    pub command: Command,
    pub rows: Ids,
    /// As [`history`] reads it.
    pub history: Vec<String>,
    pub targets: Vec<String>,
}

/// Reads `up {b c; a b c} C@head`: the command, the rows, what the history says, the targets. `""` is an empty target.
pub fn question(text: &str) -> Question {
    let (command, rest) = text.split_once('{').unwrap_or_else(|| panic!("no rows: {text}"));
    let (place, targets) = rest.split_once('}').unwrap_or_else(|| panic!("no end of the rows: {text}"));
    let (rows, history) = place.split_once(';').unwrap_or((place, ""));
    let command = match command.trim() {
        "up" => Command::Up,
        "down" => Command::Down,
        "stamp" => Command::Stamp,
        "purge" => Command::Purge,
        "range" => Command::Range,
        "is" => Command::Is,
        other => panic!("no command: {other}"),
    };
    Question {
        command,
        rows: ids(rows),
        history: history.split_whitespace().map(str::to_owned).collect(),
        targets: targets.split_whitespace().map(|target| target.replace("\"\"", "")).collect(),
    }
}
