//! `current`, `history`, `status` and `plan`: what changes nothing.

use super::{DONE, NOT_AT_HEAD, UNFINISHED};
use crate::args::{Current, Plan};
use crate::config::Config;
use crate::output::{BAD, DIM, GOOD, ID, Output, WARN, direction, paint};
use mighost::chain::Node;
use mighost::{Direction, Error, Known, Status};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn status_of(config: &Config) -> Result<Status, Error> {
    let migrator = config.migrator()?;
    migrator.block_on(migrator.status())?
}

pub fn current(args: &Current, config: &Config, output: &Output) -> Result<u8, Error> {
    let Status { known, .. } = status_of(config)?;
    let at_head = known.at_heads();
    output.object(&json!({
        "revisions": known.state.current, "heads": known.graph.heads(), "at_head": at_head, "unknown": known.unknown,
    }));
    for id in &known.state.current {
        let note = match known.graph.get(id) {
            None => paint(BAD, " (unknown: neither in the folder nor kept in the database)"),
            Some(node) if node.children.is_empty() => paint(GOOD, " (head)"),
            Some(_) => String::new(),
        };
        let message = known.graph.get(id).and_then(|n| n.description().message.clone()).unwrap_or_default();
        output.answer(format!("{}{note}  {message}", paint(ID, id)).trim_end());
    }
    if known.state.current.is_empty() {
        output.line(paint(DIM, "base: nothing is applied"));
    }
    if args.check_heads && !at_head {
        if !output.json && !output.quiet {
            output.warn(format!("not at head; the head is {}", known.graph.heads().join(", ")));
        }
        return Ok(NOT_AT_HEAD);
    }
    Ok(DONE)
}

pub fn history(config: &Config, output: &Output) -> Result<u8, Error> {
    // The chain can be read without a database.
    let status = match config.database() {
        Some(_) => status_of(config)?,
        None => {
            let chain = mighost::chain::Chain::read(&config.dir)?;
            let graph = mighost::chain::Graph::build(chain.revisions, &chain.not_built)?;
            Status { known: Known { graph, ..Known::default() }, ..Status::default() }
        }
    };
    let applied = status.known.applied();
    let mut last: BTreeMap<&str, &mighost::book::HistoryRow> = BTreeMap::new();
    for row in status.history.iter().filter(|row| row.direction == "upgrade") {
        last.insert(&row.revision, row);
    }
    let mut revisions: Vec<Value> = Vec::new();
    for node in status.known.graph.ordered().rev() {
        let description = node.description();
        let is_applied = applied.contains(description.id.as_str());
        let row = last.get(description.id.as_str()).filter(|_| is_applied);
        revisions.push(json!({
            "id": description.id, "revises": description.revises, "applied": is_applied,
            "applied_at": row.map(|r| &r.finished), "message": description.message, "labels": description.labels,
            "origin": node.revision.origin.to_string(),
        }));
        output.answer(history_line(node, is_applied, row.map(|r| r.finished.as_str()), &status.known));
    }
    if revisions.is_empty() {
        output.line(paint(DIM, format!("no revisions in {}; `mighost new \"…\"` makes one", config.dir.display())));
    }
    let steps: Vec<Value> = status
        .history
        .iter()
        .map(|row| {
            json!({
                "number": row.number, "revision": row.revision, "direction": row.direction, "sha256": row.sha256,
                "started": row.started, "finished": row.finished, "duration_ms": row.duration_ms,
                "warnings": row.warnings, "host": row.host, "version": row.version,
            })
        })
        .collect();
    output.object(&json!({ "revisions": revisions, "steps": steps }));
    Ok(DONE)
}

fn history_line(node: &Node, applied: bool, at: Option<&str>, known: &Known) -> String {
    let description = node.description();
    let mark = if applied { paint(GOOD, "✓") } else { paint(DIM, "·") };
    let mut notes = Vec::new();
    if node.children.is_empty() {
        notes.push("head");
    }
    if known.state.current.contains(&description.id) {
        notes.push("current");
    }
    if matches!(node.revision.origin, mighost::chain::Origin::Stored(_)) {
        notes.push("file gone, kept in the database");
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
    // To the minute: seconds are in the JSON.
    let at = at.and_then(|t| t.get(..16)).map(|t| format!("  {}", t.replace('T', " "))).unwrap_or_default();
    let message = description.message.as_deref().unwrap_or_default();
    format!("{mark} {}{notes}  {message}{}", paint(ID, &description.id), paint(DIM, at))
}

pub fn status(config: &Config, output: &Output) -> Result<u8, Error> {
    let status = status_of(config)?;
    let known = &status.known;
    let applied = known.applied();
    let pending: Vec<&str> =
        known.graph.ordered().map(|n| n.description().id.as_str()).filter(|id| !applied.contains(id)).collect();
    let gone: Vec<&str> = known
        .graph
        .ordered()
        .filter(|n| matches!(n.revision.origin, mighost::chain::Origin::Stored(_)))
        .map(|n| n.description().id.as_str())
        .collect();
    output.object(&json!({
        "exists": status.exists, "revisions": known.state.current, "heads": known.graph.heads(), "pending": pending,
        "unknown": known.unknown, "gone": gone, "changed": known.changed, "not_built": known.not_built, "outdated": known.outdated,
        "at_head": known.at_heads(), "unfinished": known.state.unfinished.as_ref().map(unfinished),
    }));
    let name = |ids: Vec<&str>| if ids.is_empty() { "base".to_owned() } else { ids.join(", ") };
    let database = mighost::display_url(config.database().unwrap_or_default());
    let missing = if status.exists { "" } else { " (doesn't exist yet)" };
    output.answer(format!("database  {database}{missing}"));
    output.answer(format!(
        "folder    {} ({} revisions)",
        config.dir.display(),
        known.graph.len().saturating_sub(gone.len())
    ));
    output.answer(format!("at        {}", paint(ID, name(known.state.current.iter().map(String::as_str).collect()))));
    output.answer(format!("head      {}", paint(ID, name(known.graph.heads()))));
    output.answer(format!("pending   {}", pending.len()));
    for id in known.unknown.iter().map(String::as_str).chain(gone.iter().copied()) {
        output.answer(format!("{}     the file of `{id}` is gone", paint(BAD, "wrong")));
    }
    for id in &known.changed {
        output.answer(format!("{}     the file of `{id}` has changed since it was applied", paint(WARN, "wrong")));
    }
    for source in &known.not_built {
        output.answer(format!("{}     {} isn't built", paint(WARN, "wrong"), source.display()));
    }
    for source in &known.outdated {
        output.answer(format!("{}     {} is newer than its artifact", paint(WARN, "wrong"), source.display()));
    }
    if let Some(step) = &known.state.unfinished {
        show_unfinished(step, output);
    }
    let next = if let Some(step) = &known.state.unfinished {
        match (step.undoing, step.obstacles.is_empty(), step.losses.is_empty()) {
            (false, ..) if step.direction == "downgrade" => {
                "mighost resume finishes it (mighost upgrade does too, and goes up again); mighost resume --undo takes it back \
                 where it can"
            }
            (true, ..) => {
                "mighost upgrade takes back the rest and begins anew; mighost resume --undo only takes it back"
            }
            (_, false, _) => "mighost upgrade goes on with it, with a corrected migration where it failed",
            (_, true, false) => {
                "mighost upgrade goes on with it; mighost resume --undo takes it back, without what was dropped"
            }
            (_, true, true) => "mighost upgrade goes on with it; mighost resume --undo takes it back",
        }
    } else if !known.unknown.is_empty() || !gone.is_empty() {
        "put the missing files back, or `mighost downgrade` to a revision that the folder has"
    } else if !known.not_built.is_empty() || !known.outdated.is_empty() {
        "mighost build"
    } else if !pending.is_empty() {
        "mighost upgrade"
    } else {
        "nothing to do"
    };
    output.answer(format!("next      {next}"));
    if known.state.unfinished.is_some() {
        return Ok(UNFINISHED);
    }
    Ok(if known.at_heads() && gone.is_empty() { DONE } else { NOT_AT_HEAD })
}

fn unfinished(step: &mighost::Unfinished) -> Value {
    let calls: Vec<Value> = step
        .calls
        .iter()
        .map(|call| json!({ "number": call.number, "what": call.what, "state": call.state }))
        .collect();
    json!({
        "revision": step.revision, "direction": step.direction, "sha256": step.sha256, "undoing": step.undoing,
        "started": step.started, "host": step.host, "calls": calls, "obstacles": step.obstacles, "losses": step.losses,
    })
}

/// An unfinished step, call by call.
fn show_unfinished(step: &mighost::Unfinished, output: &Output) {
    // A run that is at work looks the same from here.
    let doing = match step.undoing {
        true => "being taken back, by a run at this moment or by one that was interrupted",
        false => "unfinished: a run is at work on it, or was interrupted",
    };
    output.answer(format!(
        "{} the {} of {}, begun {} by {}, is {doing}",
        paint(BAD, "wrong    "),
        step.direction,
        paint(ID, &step.revision),
        step.started,
        step.host
    ));
    for call in &step.calls {
        let mark = match call.state.as_str() {
            "done" => paint(GOOD, "✓"),
            "undone" => paint(DIM, "↶"),
            _ => paint(WARN, "?"),
        };
        let note = match call.state.as_str() {
            "begun" => paint(WARN, "  (was under way: done or not, the next run looks)"),
            "undoing" => paint(WARN, "  (was being taken back)"),
            _ => String::new(),
        };
        output.answer(format!("          {mark} {:>3}  {}{note}", call.number, call.what));
    }
}

pub fn plan(args: &Plan, config: &Config, output: &Output) -> Result<u8, Error> {
    let way = if args.down { Direction::Down } else { Direction::Up };
    let migrator = config.migrator()?;
    let plan = migrator.block_on(migrator.plan(&args.target, way))??;
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .map(|step| {
            json!({
                "revision": step.revision.description.id, "direction": direction(step.direction),
                "message": step.revision.description.message, "origin": step.revision.origin.to_string(),
            })
        })
        .collect();
    output.object(&json!({ "steps": steps }));
    for (number, step) in plan.steps.iter().enumerate() {
        let description = &step.revision.description;
        output.answer(format!(
            "{:>3}  {} {}  {}",
            number + 1,
            direction(step.direction),
            paint(ID, &description.id),
            description.message.as_deref().unwrap_or_default()
        ));
    }
    if plan.steps.is_empty() {
        output.line("nothing to do");
    }
    Ok(DONE)
}
