//! Keeps the raw SQL of a confined package to its own tables: the authorizer asks about everything that a statement would do,
//! however it is written, views, triggers, expressions and common table expressions among it.
//!
//! It asks for what views and triggers of others do, too, and doesn't say reliably whose they are: what they touch must
//! be granted as if the statement itself touched it.

use crate::connection::Wall;
use rusqlite::hooks::AuthAction;

/// Whether a confined statement may do this; what it may not.
pub(super) fn check(wall: &dyn Wall, action: &AuthAction<'_>, alters: bool) -> Result<(), String> {
    let refused = |what: &str, name: &str| Err(format!("{what} `{name}`: the package isn't granted it"));
    // SQLite's own tables: the schema, the counters of AUTOINCREMENT, statistics. It reads and writes them for a statement
    // that changes the schema, and says so beforehand but for the first write; nobody else can write the schema.
    let internal = |name: &str| name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"));
    let schema = |name: &str| {
        ["sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"]
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name))
    };
    match action {
        AuthAction::Read { table_name, .. } if internal(table_name) && alters => Ok(()),
        // A read of no table: `SELECT 1`, or of what a subquery gives.
        AuthAction::Read { table_name, .. } if table_name.is_empty() => Ok(()),
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
        AuthAction::CreateTable { table_name: name }
        | AuthAction::CreateTempTable { table_name: name }
        | AuthAction::CreateView { view_name: name }
        | AuthAction::CreateTempView { view_name: name }
        | AuthAction::CreateVtable { table_name: name, .. }
        | AuthAction::DropTable { table_name: name }
        | AuthAction::DropTempTable { table_name: name }
        | AuthAction::DropView { view_name: name }
        | AuthAction::DropTempView { view_name: name }
        | AuthAction::DropVtable { table_name: name, .. }
        | AuthAction::AlterTable { table_name: name, .. }
        | AuthAction::CreateIndex { table_name: name, .. }
        | AuthAction::CreateTempIndex { table_name: name, .. }
        | AuthAction::CreateTrigger { table_name: name, .. }
        | AuthAction::DropIndex { table_name: name, .. }
        | AuthAction::DropTempIndex { table_name: name, .. }
        | AuthAction::DropTrigger { table_name: name, .. }
        | AuthAction::DropTempTrigger { table_name: name, .. }
            if !wall.owns(name) =>
        {
            refused("create, alter or drop", name)
        }
        AuthAction::Analyze { table_name } if !wall.owns(table_name) => refused("analyze", table_name),
        // They tell about any table, whatever its rows are.
        AuthAction::Pragma { pragma_name, .. } => refused("PRAGMA", pragma_name),
        _ => Ok(()),
    }
}
