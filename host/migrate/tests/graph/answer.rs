//! What is answered to a question, by the implementation or by the model, as a line of text.
//!
//! - a run: `c b m | m`, the steps in order and the rows afterwards; `- | b` where there is nothing to do
//! - a stamp: the rows afterwards; a range or a target: the revisions, in order; `-` where there are none
//! - an error: `! several heads: b, c`, with all that it says

use crate::text::{Command, Ids, Question};
use mighost::chain::{Graph, Recency, TargetError};

/// Words in a line.
pub fn words<'a>(ids: impl IntoIterator<Item = &'a String>) -> String {
    let text = ids.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    if text.is_empty() { "-".to_owned() } else { text }
}

/// A run.
pub fn run(steps: &[String], rows: &Ids) -> String {
    format!("{} | {}", words(steps), words(rows))
}

/// Asks the implementation.
pub fn ask(graph: &Graph, question: &Question) -> String {
    let targets = &question.targets;
    answer(graph, question).unwrap_or_else(|error| {
        if let Some(given) = given(&error) {
            // Of a range it may be one end.
            let about = targets.iter().any(|target| target == given || target.split(':').any(|end| end == given));
            assert!(about, "{error:?} isn't about {targets:?}");
        }
        format!("! {}", refusal(&error))
    })
}

fn answer(graph: &Graph, question: &Question) -> Result<String, TargetError> {
    let Question { command, rows, history, targets } = question;
    let one = || targets.first().expect("a target");
    Ok(match command {
        Command::Up => {
            let goal = graph.goal_up(one(), rows)?;
            let steps: Vec<String> = graph.steps_up(&goal, rows).into_iter().map(str::to_owned).collect();
            let after = steps.iter().fold(rows.clone(), |rows, step| graph.after_upgrade(&rows, step));
            run(&steps, &after)
        }
        Command::Down => {
            let goal = graph.goal_down(one(), rows, &Recency::of(&crate::text::history(history)))?;
            let steps: Vec<String> = graph.steps_down(&goal, rows).into_iter().map(str::to_owned).collect();
            let after = steps.iter().fold(rows.clone(), |rows, step| graph.after_downgrade(&rows, step));
            run(&steps, &after)
        }
        Command::Stamp => words(&graph.after_stamp(targets, rows)?),
        Command::Purge => words(&graph.after_stamp(targets, &Ids::new())?),
        Command::Range => words(&graph.range(one(), rows)?.into_iter().map(str::to_owned).collect::<Vec<_>>()),
        Command::Is => words(&graph.resolve(one(), rows)?),
    })
}

/// An error with all that it says, but for the target itself.
fn refusal(error: &TargetError) -> String {
    match error {
        TargetError::Unknown { name, nearest: None } => format!("unknown {name}"),
        TargetError::Unknown { name, nearest: Some(nearest) } => format!("unknown {name}, near {nearest}"),
        TargetError::Ambiguous { candidates, .. } => format!("ambiguous: {}", candidates.join(", ")),
        TargetError::SeveralHeads { heads, .. } => format!("several heads: {}", heads.join(", ")),
        TargetError::SeveralRows { rows, .. } => format!("several rows: {}", rows.join(", ")),
        TargetError::Fork { from, ways, .. } => format!("fork at {}: {}", from.trim_matches('`'), ways.join(", ")),
        TargetError::TooFar { end, available, .. } => format!("past {end}: {available}"),
        TargetError::OtherBranch { id, branch, .. } => format!("{id} isn't on {branch}"),
        TargetError::WrongSign { way, .. } => format!("goes {way}"),
        TargetError::NothingAbove { id, applied: false, .. } => format!("nothing above {id}"),
        TargetError::NothingAbove { id, applied: true, .. } => format!("nothing above the applied {id}"),
        TargetError::Overlap { upper, lower } => format!("overlap: {upper} on {lower}"),
        TargetError::RowsOverlap { upper, lower } => format!("rows overlap: {upper} on {lower}"),
        TargetError::NoRange { from, to, .. } => format!("no range: {from} to {to}"),
        TargetError::Malformed(_) => "malformed".to_owned(),
        TargetError::Range { range: true, .. } => "a range".to_owned(),
        TargetError::Range { range: false, .. } => "not a range".to_owned(),
    }
}

/// The target that the error says it is about.
fn given(error: &TargetError) -> Option<&str> {
    match error {
        TargetError::Ambiguous { given, .. }
        | TargetError::SeveralHeads { given, .. }
        | TargetError::SeveralRows { given, .. }
        | TargetError::Fork { given, .. }
        | TargetError::TooFar { given, .. }
        | TargetError::OtherBranch { given, .. }
        | TargetError::WrongSign { given, .. }
        | TargetError::NothingAbove { given, .. }
        | TargetError::NoRange { given, .. }
        | TargetError::Malformed(given)
        | TargetError::Range { given, .. } => Some(given),
        TargetError::Unknown { .. } | TargetError::Overlap { .. } | TargetError::RowsOverlap { .. } => None,
    }
}

/// An answer without what only the implementation says: the nearest name of an unknown one.
pub fn without_hint(answer: &str) -> &str {
    match answer.strip_prefix("! unknown ") {
        Some(_) => answer.split_once(", near ").map_or(answer, |(answer, _)| answer),
        None => answer,
    }
}
