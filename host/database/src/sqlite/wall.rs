//! Keeps the raw SQL of a confined package to its own tables: the authorizer asks about everything that a statement would do,
//! however it is written, views, triggers, expressions and common table expressions among it.
//!
//! It asks for what views and triggers of others do, too, and doesn't say reliably whose they are: what they touch must
//! be granted as if the statement itself touched it.
//!
//! It doesn't ask what a table will be called that is renamed, what a foreign key refers to, nor what a view or trigger
//! touches before somebody uses it, and that may be the application: so what a statement has defined is looked at
//! behind it ([`Standing`]).

use super::defines::Defines;
use super::dependents;
use super::guard::{Guard, Mode, internal};
use super::inspect::rows;
use crate::connection::Wall;
use mighost_schema::{Error, Result};
use rusqlite::Connection;
use rusqlite::hooks::AuthAction;
use std::collections::BTreeSet;

/// Whether a confined statement may do this; what it may not.
pub(super) fn check(wall: &dyn Wall, action: &AuthAction<'_>, alters: bool) -> std::result::Result<(), String> {
    let refused = |what: &str, name: &str| Err(format!("{what} `{name}`: the package isn't granted it"));
    // SQLite's own tables: the schema, the counters of AUTOINCREMENT, statistics. It reads and writes them for a statement
    // that changes the schema, and says so beforehand but for the first write; nobody else can write the schema.
    let schema = |name: &str| {
        ["sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"]
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name))
    };
    match action {
        AuthAction::Read { table_name, .. } if internal(table_name) && alters => Ok(()),
        // A read of no table: `SELECT 1`, or of what a subquery gives.
        AuthAction::Read { table_name: "", .. } => Ok(()),
        AuthAction::Read { table_name, .. } if !wall.reads(table_name) => refused("read", table_name),
        AuthAction::Insert { table_name }
        | AuthAction::Delete { table_name }
        | AuthAction::Update { table_name, .. }
            if schema(table_name) || (internal(table_name) && alters) =>
        {
            Ok(())
        }
        AuthAction::Insert { table_name }
        | AuthAction::Delete { table_name }
        | AuthAction::Update { table_name, .. }
            if !wall.changes(table_name) =>
        {
            refused("change", table_name)
        }
        AuthAction::CreateTempView { view_name } => refused("create temporary view", view_name),
        // Its arguments may name other tables, which it reads whenever it is used.
        AuthAction::CreateVtable { table_name, .. } => refused("create virtual table", table_name),
        AuthAction::Analyze { table_name } if !wall.owns(table_name) => refused("analyze", table_name),
        // They tell about any table, whatever its rows are.
        AuthAction::Pragma { pragma_name, .. } => refused("PRAGMA", pragma_name),
        // An index that is made anew holds what it held.
        AuthAction::Reindex { .. } => Ok(()),
        other => match Defines::of(other) {
            // An index or a trigger is its table's.
            Some(Defines { name, table }) if !wall.owns(table.unwrap_or(name)) => {
                refused("create, alter or drop", table.unwrap_or(name))
            }
            _ => Ok(()),
        },
    }
}

/// What stands in the database before a confined statement defines something.
#[derive(Debug)]
pub(super) struct Standing {
    /// Tables and views.
    names: BTreeSet<String>,
    /// Views and triggers.
    definitions: BTreeSet<String>,
    /// Tables, and what their foreign keys refer to.
    references: BTreeSet<(String, String)>,
}

impl Standing {
    pub(super) fn look(connection: &Connection) -> Result<Standing> {
        let names = "SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view')";
        let references = "SELECT m.name, f.\"table\" FROM main.sqlite_schema AS m, pragma_foreign_key_list(m.name, 'main') AS f \
                          WHERE m.type = 'table'";
        Ok(Standing {
            names: rows(connection, names, [], |row| row.get(0))?.into_iter().collect(),
            definitions: dependents::all(connection)?.into_iter().map(|definition| definition.name).collect(),
            references: rows(connection, references, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect(),
        })
    }

    /// Refuses what a statement has defined since, where it reaches through the wall. The guard is in the host's mode,
    /// and is again behind it.
    pub(super) fn check(&self, connection: &Connection, guard: &Guard, wall: &dyn Wall) -> Result<()> {
        let now = Standing::look(connection)?;
        let foreign = |name: &&String| !wall.owns(name) && !internal(name);
        if let Some(name) = now.names.difference(&self.names).find(foreign) {
            return Err(Error::Denied(format!("`{name}`: a package's tables and views have names of its own")));
        }
        if let Some((_, table)) = now.references.difference(&self.references).find(|(_, table)| !wall.refers(table)) {
            return Err(Error::Denied(format!("refer to `{table}`: the package isn't granted it")));
        }
        for definition in dependents::all(connection)? {
            if self.definitions.contains(&definition.name) {
                continue;
            }
            let probes = dependents::probes(connection, &definition)?;
            guard.enter(Mode::Guest);
            let broken = probes.iter().find_map(|probe| connection.prepare(probe).err());
            let denied = guard.denied();
            guard.enter(Mode::Host);
            if let Some(denied) = denied {
                return Err(denied);
            }
            // What it names may be somebody else's when it is there.
            if let Some(error) = broken {
                return Err(Error::Denied(format!("{definition} of a package works when it is made: {error}")));
            }
        }
        Ok(())
    }
}
