//! Measures what mighost costs beside a plain loop over the same driver that runs the same SQL in the same
//! transactions. `cargo xtask bench` builds it, runs it and writes the table into `docs/performance.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cases;
mod looking;
mod measure;
mod plain;
mod table;

use mighost_tests::Kind;
use std::path::PathBuf;

/// How often each case is run: an odd number, so that the median is one of them.
const REPETITIONS: usize = 5;
/// Revisions of the chain: what an application of ten years has.
const REVISIONS: usize = 1000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut write, mut repetitions, mut revisions) = (None, REPETITIONS, REVISIONS);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("`{argument}` needs a value"));
        match argument.as_str() {
            // The other side of the comparison, as a process of its own.
            "plain" => return plain::run(&value(), &PathBuf::from(value()), value().parse().unwrap()),
            "--write" => write = Some(PathBuf::from(value())),
            // This table alone, for whoever works on the graph.
            "looking" => return println!("{}", table::looking(&looking::run(repetitions))),
            "--repetitions" => repetitions = value().parse().expect("a number of repetitions"),
            "--revisions" => revisions = value().parse().expect("a number of revisions"),
            other => panic!(
                "there is no `{other}`; there are --write FILE, --repetitions N, --revisions N and, last, `looking`"
            ),
        }
    }
    let mut text = table::how(revisions, repetitions);
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::Mariadb] {
        text.push_str(&table::markdown(kind, &cases::run(kind, revisions, repetitions), revisions));
    }
    text.push_str(&table::looking(&looking::run(repetitions)));
    println!("\n{text}");
    if let Some(path) = write {
        table::write(&path, &text);
        println!("written into {}", path.display());
    }
}
