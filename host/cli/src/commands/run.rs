//! `upgrade`, `downgrade` and `resume`: what runs steps.

use super::DONE;
use crate::args::{self, Downgrade, Resume, Upgrade};
use crate::config::Config;
use crate::output::{DIM, ID, Output, direction, paint, took};
use crate::progress::{Progress, Shared};
use mighost::{Direction, Done, Error, Migrator, Summary};
use serde_json::{Value, json};
use std::sync::Arc;

pub fn upgrade(args: &Upgrade, config: &mut Config, output: &Output) -> Result<u8, Error> {
    if let Some(target) = &args.target {
        return run(target, &args.run, Direction::Up, config, output).map(|_| DONE);
    }
    let summary = run("head", &args.run, Direction::Up, config, output)?;
    // A package that fails stops neither the application's chain nor the other packages.
    let mut failed: Option<Error> = None;
    for package in summary.installed {
        if let Err(error) = run(&format!("{package}@head"), &args.run, Direction::Up, config, output)
            && let Some(before) = failed.replace(error)
        {
            output.error(&before);
        }
    }
    failed.map_or(Ok(DONE), Err)
}

pub fn downgrade(args: &Downgrade, config: &mut Config, output: &Output) -> Result<u8, Error> {
    run(&args.target, &args.run, Direction::Down, config, output).map(|_| DONE)
}

/// Runs steps to a target, and says what was done.
pub fn run(
    target: &str,
    args: &args::Run,
    way: Direction,
    config: &mut Config,
    output: &Output,
) -> Result<Summary, Error> {
    let (migrator, progress) = watched(args, config, output)?;
    let result = match way {
        Direction::Up => migrator.upgrade_blocking(target),
        Direction::Down => migrator.downgrade_blocking(target),
    };
    progress.clear();
    let summary = result?;
    report(&summary, way, &migrator, output);
    warn(&summary, output);
    Ok(summary)
}

/// A migrator whose run is shown.
fn watched(args: &args::Run, config: &mut Config, output: &Output) -> Result<(Migrator, Arc<Progress>), Error> {
    config.run(args);
    let mut migrator = config.migrator()?;
    for argument in &args.arguments {
        let (key, value) = argument.split_once('=').unwrap_or((argument, ""));
        migrator = migrator.argument(key, value);
    }
    let progress = Arc::new(Progress::new(*output));
    let migrator = migrator.observer(Shared(Arc::clone(&progress)));
    Ok((migrator, progress))
}

pub fn resume(args: &Resume, config: &mut Config, output: &Output) -> Result<u8, Error> {
    let (migrator, progress) = watched(&args.run, config, output)?;
    let result = migrator.block_on(migrator.resume(args.undo));
    progress.clear();
    let settled = result??;
    let step = settled.step.as_ref();
    output.object(&json!({
        "event": "done", "revision": step.map(|(id, _)| id), "direction": step.map(|(_, way)| direction(*way)),
        "undone": settled.undone, "revisions": settled.current,
    }));
    let at = if settled.current.is_empty() { "base".to_owned() } else { settled.current.join(", ") };
    output.line(match step {
        None => format!("nothing to resume: no step is unfinished; the database is at {}", paint(ID, at)),
        Some((id, way)) if settled.undone => {
            format!("the {} of {} was taken back; the database is at {}", direction(*way), paint(ID, id), paint(ID, at))
        }
        Some((id, way)) => {
            format!("the {} of {} is finished; the database is at {}", direction(*way), paint(ID, id), paint(ID, at))
        }
    });
    Ok(DONE)
}

/// Sources that aren't what ran: the author sees something else in the folder.
fn warn(summary: &Summary, output: &Output) {
    for source in &summary.outdated {
        output.warn(format!("{} is newer than its artifact; `mighost build` builds it", source.display()));
    }
    for source in &summary.not_built {
        output.warn(format!("{} isn't built and takes no part; `mighost build` builds it", source.display()));
    }
}

/// A step that was done, for programs. Only a package's has its name.
fn step(done: &Done) -> Value {
    let mut step = json!({ "revision": done.revision, "direction": direction(done.direction) });
    if !done.package.is_empty() {
        step["package"] = json!(done.package);
    }
    step
}

fn report(summary: &Summary, way: Direction, migrator: &Migrator, output: &Output) {
    let at = if summary.current.is_empty() { "base".to_owned() } else { summary.current.join(", ") };
    let steps: Vec<_> = summary.steps.iter().map(step).collect();
    output.object(&json!({
        "event": "done", "package": summary.package, "steps": steps, "revisions": summary.current,
        "duration_ms": summary.took.as_secs_f64() * 1e3, "compiled": summary.compiled,
        "changed": summary.changed, "not_built": summary.not_built, "outdated": summary.outdated,
    }));
    for id in &summary.changed {
        output.warn(format!("the file of `{id}` has changed since it was applied; `mighost show {id}` says more"));
    }
    let database = &migrator.options().database;
    let mut database = mighost::display_url(database);
    if !summary.package.is_empty() {
        database = format!("{} in {database}", summary.package);
    }
    if summary.steps.is_empty() {
        output.line(format!("nothing to {}: {database} is at {}", direction(way), paint(ID, at)));
        return;
    }
    let steps = if summary.steps.len() == 1 { "step" } else { "steps" };
    output.line(format!(
        "{} {steps} in {}; {database} is at {}",
        summary.steps.len(),
        took(summary.took),
        paint(ID, at)
    ));
    if output.verbose > 0 {
        output.line(paint(DIM, format!("{} compiled, the others from the cache", summary.compiled)));
    }
}
