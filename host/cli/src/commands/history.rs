//! `history`: the chain, newest first, and what is applied.

use super::DONE;
use super::heads::none;
use super::seen::{Facts, mark, print_block, refuse_unasked, see};
use crate::args::{Format, History};
use crate::config::Config;
use crate::draw::{self, Drawn, Glyphs};
use crate::line::{Line, width};
use crate::output::{DIM, GOOD, Output, paint};
use mighost::Error;
use mighost::book::HistoryRow;
use mighost::chain::Node;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub fn history(args: &History, config: &Config, output: &Output) -> Result<u8, Error> {
    if args.format.is_some() && output.json {
        return Err(Error::Usage("`--format` and `--json` are two formats; give one of them".into()));
    }
    if args.indicate_current {
        // The error that says how to name a database.
        config.migrator()?;
    }
    let seen = see(&args.offline, config)?;
    let facts = Facts::of(&seen);
    let graph = &facts.known.graph;
    let range = match (&args.range, &args.start, &args.end) {
        (Some(range), ..) => Some(range.clone()),
        (None, None, None) => None,
        (None, start, end) => {
            Some(format!("{}:{}", start.as_deref().unwrap_or_default(), end.as_deref().unwrap_or_default()))
        }
    };
    let nodes: Vec<&Node> = match &range {
        None => graph.ordered().rev().collect(),
        Some(range) => {
            refuse_unasked(range, &seen, config)?;
            let ids = graph.range(range, &facts.known.state.current)?;
            ids.into_iter().filter_map(|id| graph.get(id)).collect()
        }
    };
    let revisions: Vec<Value> =
        if output.json { nodes.iter().map(|node| facts.object(node)).collect() } else { Vec::new() };
    let steps: Vec<Value> = seen.status.history.iter().map(step).collect();
    output.object(&json!({ "revisions": revisions, "steps": steps }));
    if let Some(format) = args.format {
        output.answer(document(format, &facts, &nodes));
    } else if nodes.is_empty() {
        match range {
            Some(range) if !graph.is_empty() => output.line(paint(DIM, format!("no revisions in `{range}`"))),
            _ => none(config, output),
        }
    } else if args.graph {
        print_graph(&facts, &nodes, output);
    } else if output.verbose > 0 {
        for (number, node) in nodes.iter().enumerate() {
            if number > 0 {
                output.answer("");
            }
            print_block(node.id(), &facts.block(node), output);
        }
    } else {
        let width = width();
        for (number, node) in nodes.iter().enumerate() {
            let applied = facts.applied(node.id());
            let line = Line {
                lead: mark(applied),
                lead_width: if applied.is_some() { 2 } else { 0 },
                time: minute(facts.applied_at(node.id())),
                ..facts.line(node, after(node, nodes.get(number + 1).copied()))
            };
            output.answer(line.render(width));
        }
    }
    Ok(DONE)
}

/// What a revision follows, where that isn't what stands below it.
fn after(node: &Node, below: Option<&Node>) -> Option<String> {
    match (node.parents.as_slice(), below) {
        ([], None) => None,
        ([], Some(_)) => Some("after base".to_owned()),
        ([parent], Some(below)) if parent == below.id() => None,
        // The end of a range.
        ([_], None) => None,
        (parents, _) => Some(format!("after {}", parents.join(" + "))),
    }
}

/// To the minute: seconds are in the JSON.
fn minute(at: Option<&str>) -> String {
    at.and_then(|time| time.get(..16)).map(|time| time.replace('T', " ")).unwrap_or_default()
}

fn print_graph(facts: &Facts<'_>, nodes: &[&Node], output: &Output) {
    let (lanes, shown) = lanes(nodes);
    let (width, glyphs) = (width(), Glyphs::of_terminal());
    let picture = draw::terminal::draw(&lanes, &glyphs, |row| nodes.get(row).and_then(|node| facts.applied(node.id())));
    for (node, cells) in nodes.iter().zip(&picture) {
        // What isn't drawn is said.
        let hidden: Vec<&str> = node.parents.iter().map(String::as_str).filter(|id| !shown.contains_key(id)).collect();
        let beside = if hidden.is_empty() { None } else { Some(format!("after {}", hidden.join(" + "))) };
        let painted = match facts.applied(node.id()) {
            Some(true) => cells.replacen(glyphs.applied, &paint(GOOD, glyphs.applied), 1),
            _ => cells.clone(),
        };
        let line = Line {
            lead: format!("{painted}  "),
            lead_width: cells.chars().count() + 2,
            time: minute(facts.applied_at(node.id())),
            ..facts.line(node, beside)
        };
        output.answer(line.render(width));
    }
}

/// The lanes of the revisions as they stand below each other, and the row of each id.
fn lanes<'a>(nodes: &[&'a Node]) -> (draw::Lanes, BTreeMap<&'a str, usize>) {
    let rows: BTreeMap<&str, usize> = nodes.iter().enumerate().map(|(row, node)| (node.id(), row)).collect();
    let below = |node: &&Node| node.parents.iter().filter_map(|id| rows.get(id.as_str()).copied()).collect();
    let parents: Vec<Vec<usize>> = nodes.iter().map(below).collect();
    (draw::lay_out(&parents), rows)
}

fn document(format: Format, facts: &Facts<'_>, nodes: &[&Node]) -> String {
    let (lanes, rows) = lanes(nodes);
    let drawn: Vec<Drawn<'_>> = nodes
        .iter()
        .map(|node| Drawn {
            id: node.id(),
            message: node.description().message.as_deref().unwrap_or_default(),
            labels: &node.description().labels,
            applied: facts.applied(node.id()),
            notes: facts.words(node),
            parents: node.parents.iter().filter_map(|id| rows.get(id.as_str()).copied()).collect(),
            needs: node.dependencies.iter().filter_map(|id| rows.get(id.as_str()).copied()).collect(),
        })
        .collect();
    match format {
        Format::Mermaid => draw::mermaid::draw(&drawn),
        Format::Dot => draw::dot::draw(&drawn),
        Format::Svg => draw::svg::draw(&drawn, &lanes),
    }
}

fn step(row: &HistoryRow) -> Value {
    json!({
        "number": row.number, "revision": row.revision, "direction": row.direction, "sha256": row.sha256, "keys": row.keys,
        "started": row.started, "finished": row.finished, "duration_ms": row.duration_ms,
        "warnings": row.warnings, "host": row.host, "version": row.version,
    })
}
