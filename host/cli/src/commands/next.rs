//! What to type next: one line, right for where the database is.

use super::status::{gone, pending, target};
use mighost::chain::{Graph, TargetError};
use mighost::{Known, Status, Unfinished};

/// The next thing to do, of all that there is.
pub fn next(status: &Status) -> String {
    let known = &status.known;
    let graph = &known.graph;
    let gone = gone(graph);
    if let Some(step) = &known.state.unfinished {
        // Whoever is at work finishes it.
        if status.at_work.is_some() {
            return "wait for that run, then mighost status again".to_owned();
        }
        return settle(step).to_owned();
    }
    if let Some(id) = known.unknown.first() {
        let others: Vec<&str> =
            known.state.current.iter().filter(|row| !known.unknown.contains(row)).map(String::as_str).collect();
        let rows = if others.is_empty() { "ID".to_owned() } else { others.join(" ") };
        return format!(
            "put the missing files back; if `{id}` was never meant to be, `mighost stamp --purge {rows}` forgets it"
        );
    }
    // Rows of which one stands on another.
    if let Err(TargetError::RowsOverlap { upper, .. }) = graph.goal_up("heads", &known.state.current) {
        return format!("mighost stamp {upper}");
    }
    if !gone.is_empty() {
        return match way_below(known, &gone) {
            Some(to) => format!("put the missing files back, or `mighost downgrade {to}` to what the folder has"),
            None => "put the missing files back".to_owned(),
        };
    }
    if !known.not_built.is_empty() || !known.outdated.is_empty() {
        return "mighost build".to_owned();
    }
    if graph.is_empty() {
        return "mighost new \"create people\"".to_owned();
    }
    if status.refused.is_some() {
        return "put right what an upgrade would be refused for; `mighost plan` says it too".to_owned();
    }
    if !pending(known).is_empty() {
        return format!("mighost upgrade{}", target(graph));
    }
    match known.changed.first() {
        Some(id) => format!("mighost show {id}, then put the old file back; a change belongs into a new revision"),
        None => "nothing to do".to_owned(),
    }
}

/// Where a downgrade takes back all that is applied and whose file is gone: below the lowest of it. `None` where there is no
/// such place, or it can't be taken back.
fn way_below(known: &Known, gone: &[&str]) -> Option<String> {
    let graph: &Graph = &known.graph;
    let rows = &known.state.current;
    let lowest = graph.get(gone.first()?)?;
    // It and what stands on it, and nothing else that stands on its parent.
    let to = format!("{}@{}", lowest.id(), lowest.parents.first().map_or("base", String::as_str));
    let goal = graph.goal_down(&to, rows, &mighost::chain::Recency::default()).ok()?;
    let steps = graph.steps_down(&goal, rows);
    let possible = steps.iter().filter_map(|id| graph.get(id)).all(|node| node.description().has_downgrade);
    (possible && gone.iter().all(|id| steps.contains(id))).then_some(to)
}

fn settle(step: &Unfinished) -> &'static str {
    match (step.undoing, step.obstacles.is_empty(), step.losses.is_empty()) {
        (false, ..) if step.direction == "downgrade" => {
            "mighost resume finishes it (mighost upgrade does too, and goes up again); mighost resume --undo takes it back \
             where it can"
        }
        (true, ..) => "mighost upgrade takes back the rest and begins anew; mighost resume --undo only takes it back",
        (_, false, _) => "mighost upgrade goes on with it, with a corrected migration where it failed",
        (_, true, false) => {
            "mighost upgrade goes on with it; mighost resume --undo takes it back, without what was dropped"
        }
        (_, true, true) => "mighost upgrade goes on with it; mighost resume --undo takes it back",
    }
}
