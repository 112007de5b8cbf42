//! Calls everything in the contract on whichever database it runs, and reports the answer to each call in a line of its own.
//!
//! This is the reference for the same migration in the other languages: a test runs all of them on all databases and compares what
//! they asked for, the SQL that came of it, what they were answered, and the schema and rows that are left. So nothing is judged
//! here. What a database can't do is refused, the line says with which kind of error, and the step goes on.
//!
//! Lines that others must write alike are made in [`tell`].

mod changes;
mod objects;
mod raw;
mod structured;
mod tables;
mod tell;
mod types;
mod values;

use mighost_guest::prelude::*;
use tell::{say, tell};

migration! {
    id: "everywhere",
    message: "Everything that the contract has, on any database",
    created: "2026-01-31T12:00:00Z",
    labels: ["whole"],
    transaction: Transaction::Step,
    upgrade: upgrade,
    downgrade: downgrade,
}

/// A part of the upgrade and what it is called.
type Part = (&'static str, fn() -> Result);

fn upgrade() -> Result {
    place();
    let parts: [Part; 7] = [
        ("types", types::all),
        ("tables", tables::make),
        ("changes", changes::make),
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
    report::warn("a warning that is kept");
    Ok(())
}

/// Drops what the upgrade left.
fn downgrade() -> Result {
    place();
    tell("drop view e_view", drop_view("e_view").run());
    for table in ["e_child", "e_parent", "e_changed", "e_values", "e_rows"] {
        tell(&format!("drop table {table}"), drop_table(table).run());
    }
    tell("drop table e_rows again", drop_table("e_rows").if_exists().run());
    tell("drop table e_rows without asking", drop_table("e_rows").run());
    Ok(())
}

/// Where the step runs.
fn place() {
    let dialect = match context::dialect() {
        Dialect::Sqlite => "sqlite",
        Dialect::Postgresql => "postgresql",
        Dialect::Mysql => "mysql",
        Dialect::Mariadb => "mariadb",
        Dialect::Other(_) => "another",
    };
    say("dialect", dialect);
    say("server version", if context::server_version().is_empty() { "none" } else { "known" });
    say("revision", &context::revision());
    say("package", &context::package().unwrap_or_else(|| "none".into()));
    say("direction", if context::direction() == StepDirection::Up { "up" } else { "down" });
    for key in ["tenant", "dry", "never"] {
        say(&format!("argument {key}"), &context::argument(key).map_or("none".into(), |value| format!("`{value}`")));
    }
    let arguments: Vec<String> = context::arguments().iter().map(|(key, value)| format!("{key}={value}")).collect();
    say("arguments", &arguments.join(", "));
}
