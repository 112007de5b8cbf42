//! `heads` and `branches`: where the chain ends, and where it parts.

use super::DONE;
use super::seen::{Facts, mark, print_block, see};
use crate::args::{Branches, Heads};
use crate::config::Config;
use crate::draw::Glyphs;
use crate::line::{Line, width};
use crate::output::{DIM, Output, paint};
use mighost::Error;
use mighost::chain::Node;
use serde_json::{Value, json};

pub fn heads(args: &Heads, config: &Config, output: &Output) -> Result<u8, Error> {
    let seen = see(&args.offline, config)?;
    let facts = Facts::of(&seen);
    let graph = &facts.known.graph;
    let ids = if args.resolve_dependencies { graph.heads() } else { graph.branch_heads() };
    let nodes: Vec<&Node> = ids.iter().filter_map(|id| graph.get(id)).collect();
    let objects: Vec<Value> = nodes.iter().map(|node| facts.object(node)).collect();
    output.object(&json!({ "heads": ids, "revisions": objects }));
    let width = width();
    for (number, node) in nodes.iter().enumerate() {
        if output.verbose > 0 {
            if number > 0 {
                output.answer("");
            }
            print_block(node.id(), &facts.block(node), output);
        } else {
            output.answer(line(&facts, node).render(width));
        }
    }
    if nodes.is_empty() {
        none(config, output);
    }
    Ok(DONE)
}

pub fn branches(args: &Branches, config: &Config, output: &Output) -> Result<u8, Error> {
    let seen = see(&args.offline, config)?;
    let facts = Facts::of(&seen);
    let graph = &facts.known.graph;
    let bases: Vec<&Node> = graph.bases().collect();
    // The chain parts at base too, where it has several bases. Newest first, as everywhere.
    let mut points: Vec<(Option<&Node>, Vec<&Node>)> = Vec::new();
    for node in graph.ordered().rev().filter(|node| node.is_branch_point()) {
        points.push((Some(node), node.children.iter().filter_map(|id| graph.get(id)).collect()));
    }
    if bases.len() > 1 {
        points.push((None, bases));
    }
    let objects: Vec<Value> = points
        .iter()
        .map(|(point, children)| {
            let mut object = point.map_or_else(|| json!({ "id": null, "labels": [] }), |node| facts.object(node));
            let children: Vec<&str> = children.iter().map(|node| node.id()).collect();
            if let Some(object) = object.as_object_mut() {
                object.insert("children".into(), json!(children));
            }
            object
        })
        .collect();
    output.object(&json!({ "branches": objects }));
    let (width, glyphs) = (width(), Glyphs::of_terminal());
    for (point, children) in &points {
        match point {
            Some(node) if output.verbose > 0 => print_block(node.id(), &facts.block(node), output),
            Some(node) => output.answer(line(&facts, node).render(width)),
            None => {
                let notes = vec!["branchpoint".to_owned()];
                let line = Line { id: "base", notes, message: "before the first revisions", ..Line::default() };
                output.answer(line.render(width));
            }
        }
        for (number, child) in children.iter().enumerate() {
            let arm = if number + 1 == children.len() { glyphs.last_arm } else { glyphs.arm };
            let line = line(&facts, child);
            output.answer(
                Line { lead: format!("{arm} {}", line.lead), lead_width: line.lead_width + 3, ..line }.render(width),
            );
        }
    }
    if graph.is_empty() {
        none(config, output);
    } else if points.is_empty() {
        output.line(paint(DIM, "no branches: one revision follows the other"));
    }
    Ok(DONE)
}

fn line<'a>(facts: &Facts<'a>, node: &'a Node) -> Line<'a> {
    let applied = facts.applied(node.id());
    Line { lead: mark(applied), lead_width: if applied.is_some() { 2 } else { 0 }, ..facts.line(node, None) }
}

/// What to say where there are no revisions at all.
pub fn none(config: &Config, output: &Output) {
    output.line(paint(DIM, format!("no revisions in {}; `mighost new \"…\"` makes one", config.dir.display())));
}
