//! `plan`: the steps that a run would run.

use super::seen::transaction;
use super::status::unfinished;
use super::{DONE, NOT_TRUSTED};
use crate::args::Plan;
use crate::config::Config;
use crate::line::{Line, plain, width};
use crate::output::{BAD, ID, Output, WARN, direction, paint, typed};
use mighost::chain::TargetError;
use mighost::{Direction, Error, Step};
use serde_json::{Value, json};

pub fn plan(args: &Plan, config: &Config, output: &Output) -> Result<u8, Error> {
    let way = if args.down { Direction::Down } else { Direction::Up };
    let migrator = config.migrator()?;
    let target = args.target.as_deref().unwrap_or("head");
    let plan = migrator.block_on(migrator.plan(target, way))?.map_err(|error| match error {
        // The other way is planned, too.
        Error::Target(TargetError::WrongSign { given, way, .. }) => {
            let command = if args.down { "plan" } else { "plan --down" };
            Error::Target(TargetError::WrongSign { given, way, command })
        }
        other => other,
    })?;
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .map(|step| {
            let description = &step.revision.description;
            json!({
                "revision": description.id, "direction": direction(step.direction), "message": description.message,
                "transaction": transaction(description), "origin": step.revision.origin.to_string(),
            })
        })
        .collect();
    output.object(&json!({
        "steps": steps, "unfinished": plan.unfinished.as_ref().map(unfinished),
        "refused": plan.refused.as_deref().map(refused),
    }));
    if let Some(step) = &plan.unfinished {
        output.answer(format!(
            "{} the {} of {} is unfinished: a run settles it first, and the steps are those behind it; `mighost status` says \
             more",
            paint(WARN, "first"),
            step.direction,
            paint(ID, &step.revision)
        ));
    }
    let width = width();
    // Numbers stand below each other.
    let digits = plan.steps.len().to_string().len().max(3);
    for (number, step) in plan.steps.iter().enumerate() {
        output.answer(line(number + 1, digits, step).render(width));
    }
    if plan.steps.is_empty() && plan.unfinished.is_none() {
        output.line("nothing to do");
    }
    if let Some(error) = &plan.refused {
        output.answer(format!(
            "{} a run would do none of it: {}",
            paint(BAD, "refused"),
            plain(&typed(&error.to_string()))
        ));
        return Ok(NOT_TRUSTED);
    }
    Ok(DONE)
}

/// Why a run would be refused, for programs.
pub fn refused(error: &Error) -> Value {
    json!({ "kind": error.kind(), "message": error.to_string() })
}

/// A step: its number, its direction, its revision.
pub fn line(number: usize, digits: usize, step: &Step) -> Line<'_> {
    let description = &step.revision.description;
    let lead = format!("{number:>digits$}  {} ", direction(step.direction));
    let notes = if transaction(description) == "none" { vec!["no transaction".to_owned()] } else { Vec::new() };
    Line {
        lead_width: lead.chars().count(),
        lead,
        id: &description.id,
        notes,
        message: description.message.as_deref().unwrap_or_default(),
        ..Line::default()
    }
}
