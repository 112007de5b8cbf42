//! Calls everything in the contract that SQLite can do, checks what came of it, and refuses to run where something
//! differs. What SQLite can't do must be refused as unsupported and change nothing.
//!
//! The upgrade leaves its tables behind for the downgrade to find and undo.

mod changes;
mod check;
mod objects;
mod raw;
mod structured;
mod tables;
mod values;

use check::{holds, same};
use mighost_guest::prelude::*;

migration! {
    id: "conformance",
    message: "Everything that the contract has",
    created: "2026-01-31T12:00:00Z",
    labels: ["everything"],
    transaction: Transaction::Step,
    upgrade: upgrade,
    downgrade: downgrade,
}

/// A part of the upgrade and what it is called.
type Part = (&'static str, fn() -> Result);

fn upgrade() -> Result {
    context(StepDirection::Up)?;
    let parts: [Part; 7] = [
        ("tables", tables::create),
        ("changes", changes::make),
        ("indexes", changes::indexes),
        ("objects", objects::make),
        ("values", values::both_ways),
        ("rows", structured::rows_of_a_table),
        ("raw SQL", raw::statements),
    ];
    for (done, (name, part)) in parts.iter().enumerate() {
        report::debug(name);
        report::progress(done as u64, parts.len() as u64);
        part()?;
    }
    report::progress(parts.len() as u64, None);
    report::info("everything holds");
    report::warn("a warning that is kept");
    Ok(())
}

fn downgrade() -> Result {
    context(StepDirection::Down)?;
    objects::unmake()?;
    tables::drop_all()?;
    let left: Vec<ObjectName> = inspect::tables()?.into_iter().filter(|table| table.name.starts_with("c_")).collect();
    same("tables left", left, vec![])?;
    same("views left", inspect::views()?, vec![])
}

fn context(direction: StepDirection) -> Result {
    same("the dialect", context::dialect(), Dialect::Sqlite)?;
    holds("the server's version begins with 3.", context::server_version().starts_with("3."))?;
    same("the revision", context::revision(), "conformance".to_owned())?;
    same("the package", context::package(), None)?;
    same("the direction", context::direction(), direction)?;
    same("an argument that wasn't given", context::argument("never given"), None)?;
    for (key, _) in context::arguments() {
        holds("an argument that was given is found by its key", context::argument(&key).is_some())?;
    }
    Ok(())
}
