//! `status`: where the database is, what is pending, what is wrong, and what to do next.

use super::next::next;
use super::seen::transaction;
use super::{DONE, NOT_AT_HEAD, UNFINISHED};
use crate::config::Config;
use crate::line::{Line, plain, width};
use crate::output::{BAD, DIM, GOOD, ID, Output, WARN, paint, typed};
use anstyle::Style;
use mighost::chain::{Graph, Origin};
use mighost::{Error, Known, Status};
use serde_json::{Value, json};

/// How many pending steps are listed: a screen has room for what else there is.
const LISTED: usize = 10;

pub fn status(config: &Config, output: &Output) -> Result<u8, Error> {
    let migrator = config.migrator()?;
    let status = migrator.block_on(migrator.status())??;
    let known = &status.known;
    let graph = &known.graph;
    let pending = pending(known);
    let gone = gone(graph);
    output.object(&json!({
        "exists": status.exists, "revisions": known.state.current, "heads": graph.branch_heads(), "pending": pending,
        "unknown": known.unknown, "gone": gone, "changed": known.changed, "not_built": known.not_built,
        "outdated": known.outdated, "at_head": known.at_heads(),
        "unfinished": known.state.unfinished.as_ref().map(unfinished), "at_work": status.at_work, "next": next(&status),
        "refused": status.refused.as_deref().map(super::plan::refused),
    }));
    let database = mighost::display_url(config.database().unwrap_or_default());
    let missing = if status.exists { "" } else { " (doesn't exist yet)" };
    output.answer(format!("database  {database}{missing}"));
    let files = graph.len().saturating_sub(gone.len());
    let revisions = if files == 1 { "revision" } else { "revisions" };
    output.answer(format!("folder    {} ({files} {revisions})", config.dir.display()));
    output.answer(format!("at        {}", named(known.state.current.iter().map(String::as_str))));
    // As `mighost heads` lists them, and `head` means them.
    let heads = graph.branch_heads();
    let word = if heads.len() > 1 { "heads" } else { "head" };
    output.answer(format!("{word:<10}{}", if graph.is_empty() { "none".to_owned() } else { named(heads) }));
    output.answer(format!("pending   {}", pending.len()));
    let width = width();
    for (number, id) in pending.iter().enumerate().take(LISTED) {
        let Some(node) = graph.get(id) else { continue };
        let notes =
            if transaction(node.description()) == "none" { vec!["no transaction".to_owned()] } else { Vec::new() };
        let line = Line {
            lead: format!("{:>13}  ", number + 1),
            lead_width: 15,
            id,
            notes,
            message: node.description().message.as_deref().unwrap_or_default(),
            ..Line::default()
        };
        output.answer(line.render(width));
    }
    if let Some(more @ 1..) = pending.len().checked_sub(LISTED) {
        output.answer(format!(
            "               {}",
            paint(DIM, typed(&format!("and {more} more: mighost plan{}", target(graph))))
        ));
    }
    for (style, text) in wrong(&status, &gone) {
        output.answer(format!("{}     {}", paint(style, "wrong"), plain(&text)));
    }
    if let Some(step) = &known.state.unfinished {
        show_unfinished(step, status.at_work.as_deref(), output);
    }
    output.answer(format!("next      {}", typed(&next(&status))));
    if known.state.unfinished.is_some() {
        return Ok(UNFINISHED);
    }
    Ok(if known.at_heads() && gone.is_empty() { DONE } else { NOT_AT_HEAD })
}

/// The steps of an upgrade to all heads, in order.
pub fn pending(known: &Known) -> Vec<&str> {
    let heads: Vec<String> = known.graph.heads().into_iter().map(str::to_owned).collect();
    known.graph.steps_up(&heads, &known.state.current)
}

/// The revisions that only the database has.
pub fn gone(graph: &Graph) -> Vec<&str> {
    graph.ordered().filter(|n| matches!(n.revision.origin, Origin::Stored(_))).map(|n| n.id()).collect()
}

/// The target that an upgrade to all heads needs: none where `head`, the default, is the only one.
pub fn target(graph: &Graph) -> &'static str {
    if graph.branch_heads().len() > 1 { " heads" } else { "" }
}

/// The heads where nobody can say which is meant: branches that are meant to be have labels of their own.
fn undecided(graph: &Graph) -> Option<Vec<&str>> {
    let heads = graph.branch_heads();
    let own = |head: &&str| {
        let labels = graph.get(head).map(|node| node.labels.as_slice()).unwrap_or_default();
        let others = || heads.iter().filter(|other| *other != head).filter_map(|other| graph.get(other));
        labels.iter().any(|label| others().all(|other| !other.labels.contains(label)))
    };
    let meant = heads.len() < 2 || heads.iter().all(own);
    (!meant).then_some(heads)
}

/// What is wrong, a line each.
fn wrong(status: &Status, gone: &[&str]) -> Vec<(Style, String)> {
    let known = &status.known;
    let mut lines = Vec::new();
    for id in known.unknown.iter().map(String::as_str).chain(gone.iter().copied()) {
        lines.push((BAD, format!("the file of `{id}` is gone")));
    }
    // The only thing that can be wrong with this target are the rows themselves.
    if let Err(error) = known.graph.goal_up("heads", &known.state.current) {
        lines.push((BAD, error.to_string()));
    }
    if let Some(error) = &status.refused {
        lines.push((BAD, format!("an upgrade would be refused: {}", typed(&error.to_string()))));
    }
    for id in &known.changed {
        lines.push((WARN, format!("the file of `{id}` has changed since it was applied")));
    }
    for source in &known.not_built {
        lines.push((WARN, format!("{} isn't built", source.display())));
    }
    for source in &known.outdated {
        lines.push((WARN, format!("{} is newer than its artifact", source.display())));
    }
    if let Some(heads) = undecided(&known.graph) {
        let count = heads.len();
        // `heads` leaves out what something depends on.
        let helps = if known.graph.heads().len() == count {
            "`mighost merge heads` joins them, or give each branch a label"
        } else {
            "`mighost upgrade heads` goes up to all of them, and a label for each branch says which is meant"
        };
        lines.push((WARN, format!("there are {count} heads, so `head` means none of them; {helps}")));
    }
    lines
}

fn named<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    let ids: Vec<&str> = ids.into_iter().collect();
    let shown = match ids.len() {
        0 => "base".to_owned(),
        many if many > LISTED => format!("{} and {} more", ids[..LISTED].join(", "), many - LISTED),
        _ => ids.join(", "),
    };
    paint(ID, plain(&shown))
}

/// An unfinished step for programs.
pub fn unfinished(step: &mighost::Unfinished) -> Value {
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
fn show_unfinished(step: &mighost::Unfinished, at_work: Option<&str>, output: &Output) {
    let doing = match (at_work, step.undoing) {
        (Some(who), true) => format!("being taken back at this moment by {}", plain(who)),
        (Some(who), false) => format!("under way: at work is {}", plain(who)),
        (None, true) => "unfinished: it was being taken back, and that was interrupted".to_owned(),
        (None, false) => "unfinished: the run failed, or was interrupted".to_owned(),
    };
    output.answer(format!(
        "{} the {} of {}, begun {} by {}, is {doing}",
        if at_work.is_some() { paint(GOOD, "running  ") } else { paint(BAD, "wrong    ") },
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
            "begun" if at_work.is_some() => paint(WARN, "  (under way)"),
            "begun" => paint(WARN, "  (was under way: done or not, the next run looks)"),
            "undoing" => paint(WARN, "  (was being taken back)"),
            _ => String::new(),
        };
        output.answer(format!("          {mark} {:>3}  {}{note}", call.number, plain(&call.what)));
    }
}
