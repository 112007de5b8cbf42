//! Views and triggers that name a table: who they are, and whether they still work.

use super::guard::Guard;
use super::inspect::{column_names, rows};
use super::render::name as quoted;
use super::text::Text;
use mighost_schema::Result;
use rusqlite::Connection;
use std::fmt;

/// A view or trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    pub name: String,
    pub view: bool,
    /// What a trigger stands on; the view itself.
    pub on: String,
    pub sql: String,
}

impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", if self.view { "view" } else { "trigger" }, self.name)
    }
}

/// All of them.
pub(super) fn all(connection: &Connection) -> Result<Vec<Definition>> {
    rows(
        connection,
        "SELECT name, type = 'view', tbl_name, sql FROM main.sqlite_schema WHERE type IN ('view', 'trigger') \
         ORDER BY rowid",
        [],
        |row| Ok(Definition { name: row.get(0)?, view: row.get(1)?, on: row.get(2)?, sql: row.get(3)? }),
    )
}

/// The views and triggers that use a table or view, and those that use these, other than its own triggers.
///
/// A name may stand in a definition and mean a column. So what names it is compiled, and SQLite says what it uses. What
/// can't be compiled is broken anyhow and stands on nothing.
pub(super) fn of(connection: &Connection, guard: &Guard, name: &str) -> Result<Vec<Definition>> {
    let mut rest = all(connection)?;
    rest.retain(|definition| definition.view || !definition.on.eq_ignore_ascii_case(name));
    walk(rest, name, |definition, name| {
        if !names(definition, name) {
            return Ok(false);
        }
        let (trouble, uses) = guard.uses(|| trouble(connection, definition));
        let (own, name) = (definition.name.to_ascii_lowercase(), name.to_ascii_lowercase());
        let uses = uses.iter().any(|(table, by)| *by == name || (*table == name && (definition.view || *by == own)));
        Ok(trouble?.is_none() && uses)
    })
}

/// The views and triggers that name a table or view, its own triggers too, and those that name these: rather one too
/// many than one too few.
fn around(connection: &Connection, name: &str) -> Result<Vec<Definition>> {
    walk(all(connection)?, name, |definition, name| Ok(names(definition, name)))
}

fn names(definition: &Definition, name: &str) -> bool {
    Text::new(&definition.sql).map_or(true, |text| text.names(|word| word.eq_ignore_ascii_case(name)))
}

fn walk(
    mut rest: Vec<Definition>,
    name: &str,
    mut stands_on: impl FnMut(&Definition, &str) -> Result<bool>,
) -> Result<Vec<Definition>> {
    rest.retain(|definition| !definition.view || !definition.name.eq_ignore_ascii_case(name));
    let mut names = vec![name.to_owned()];
    let mut found = Vec::new();
    while let Some(name) = names.pop() {
        let mut others = Vec::new();
        for definition in rest {
            if stands_on(&definition, &name)? {
                if definition.view {
                    names.push(definition.name.clone());
                }
                found.push(definition);
            } else {
                others.push(definition);
            }
        }
        rest = others;
    }
    Ok(found)
}

pub(super) fn exists(connection: &Connection, definition: &Definition) -> Result<bool> {
    let sql = "SELECT 1 FROM main.sqlite_schema WHERE type IN ('view', 'trigger') AND name = ?1";
    Ok(!rows(connection, sql, [&definition.name], |_| Ok(()))?.is_empty())
}

/// The definitions around a table that work now, each with the statements whose compiling shows it.
#[derive(Debug, Default)]
pub(super) struct Working {
    definitions: Vec<Definition>,
}

impl Working {
    /// Tries everything that names a table.
    pub(super) fn around(connection: &Connection, table: &str) -> Result<Working> {
        let mut definitions = Vec::new();
        for definition in around(connection, table)? {
            if trouble(connection, &definition)?.is_none() {
                definitions.push(definition);
            }
        }
        Ok(Working { definitions })
    }

    /// The first definition that doesn't work any more, and why.
    pub(super) fn broken(&self, connection: &Connection) -> Result<Option<(&Definition, String)>> {
        for definition in &self.definitions {
            if let Some(reason) = trouble(connection, definition)? {
                return Ok(Some((definition, reason)));
            }
        }
        Ok(None)
    }
}

/// Statements that use a view or trigger: to be compiled, and not run.
pub(super) fn probes(connection: &Connection, definition: &Definition) -> Result<Vec<String>> {
    let on = quoted(&definition.on);
    let mut probes = vec![format!("SELECT * FROM main.{on}")];
    if !definition.view {
        let columns: Vec<String> = column_names(connection, &definition.on)?
            .into_iter()
            .filter(|(_, writable)| *writable)
            .map(|(column, _)| format!("{0} = {0}", quoted(&column)))
            .collect();
        probes.push(format!("DELETE FROM main.{on}"));
        probes.push(format!("INSERT INTO main.{on} DEFAULT VALUES"));
        if !columns.is_empty() {
            probes.push(format!("UPDATE main.{on} SET {}", columns.join(", ")));
        }
    }
    Ok(probes)
}

/// Why a view or trigger can't be compiled, if it can't.
///
/// SQLite compiles a view when it is read, and a trigger when a statement fires it. So such statements are compiled
/// here, and not run.
fn trouble(connection: &Connection, definition: &Definition) -> Result<Option<String>> {
    for probe in probes(connection, definition)? {
        if let Err(error) = connection.prepare(&probe) {
            let reason = match error {
                rusqlite::Error::SqlInputError { msg, .. } => msg,
                rusqlite::Error::SqliteFailure(_, Some(message)) => message,
                other => other.to_string(),
            };
            return Ok(Some(reason));
        }
    }
    Ok(None)
}
