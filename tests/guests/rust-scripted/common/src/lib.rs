//! A migration as a script: words of the command line, done one after the other.
//!
//! | line | does |
//! |---|---|
//! | `create T` | a table with `id` and `name` |
//! | `column T C` | adds an integer column |
//! | `lose T C` | drops a column |
//! | `drop T` | drops a table |
//! | `rename T U` | renames a table |
//! | `index T C` | an index `T_C` |
//! | `concurrently T C` | the same without stopping writers |
//! | `rows T N` | inserts N rows, numbered on from those that are there |
//! | `missing T C` | adds a column where the table has none of that name |
//! | `sql …` | the rest of the line |
//! | `try …` | the same, and an error is only said |
//! | `say T` | says how many rows there are |
//! | `veto` | refuses |

use mighost_guest::prelude::*;

pub mod confined;

/// Does what the argument of that name says; nothing where it isn't given.
pub fn run(argument: &str) -> Result {
    let script = context::argument(argument).unwrap_or_default();
    for line in script.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let rest = line.split_once(' ').map_or("", |(_, rest)| rest);
        match words.as_slice() {
            ["create", table] => {
                create_table(*table)
                    .column(integer("id").not_null())
                    .column(varchar("name", 40))
                    .primary_key("id")
                    .run()?;
            }
            ["column", table, column] => alter_table(*table).add(integer(column)).run()?,
            ["lose", table, column] => alter_table(*table).drop(column).run()?,
            ["drop", table] => {
                drop_table(*table).run()?;
            }
            ["rename", from, to] => rename_table(*from, *to)?,
            ["index", table, column] => {
                create_index(*table, index(&format!("{table}_{column}"), *column)).run()?;
            }
            ["concurrently", table, column] => {
                create_index(*table, index(&format!("{table}_{column}"), *column)).concurrently().run()?;
            }
            ["rows", table, count] => {
                let from = rows(*table).count()?;
                let count: u64 = count.parse().unwrap_or_default();
                let new = (from..from + count).map(|n| values![n as i64 + 1, format!("row {n}")]);
                rows(*table).insert(["id", "name"], new)?;
            }
            ["missing", table, column] => {
                if !inspect::has_column(*table, column)? {
                    alter_table(*table).add(integer(column)).run()?;
                }
            }
            ["sql", ..] => {
                sql::execute(rest, &[])?;
            }
            ["try", ..] => {
                if let Err(error) = sql::execute(rest, &[]) {
                    report::info(&format!("caught: {error}"));
                }
            }
            ["say", table] => report::info(&format!("{table} has {} rows", rows(*table).count()?)),
            ["veto"] => bail!("told to"),
            _ => bail!("no such line: {line}"),
        }
    }
    Ok(())
}
