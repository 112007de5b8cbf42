//! What a statement creates, alters or drops, as SQLite's authorizer is asked about it.

use rusqlite::hooks::AuthAction;

/// Something of the schema that a statement creates, alters or drops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Defines<'a> {
    /// Its own name.
    pub(super) name: &'a str,
    /// The table that it hangs on, where it is an index or a trigger.
    pub(super) table: Option<&'a str>,
}

impl<'a> Defines<'a> {
    /// What an action defines; `None` where it defines nothing. Virtual tables that are made, and temporary triggers, are
    /// judged by themselves.
    pub(super) fn of(action: &AuthAction<'a>) -> Option<Defines<'a>> {
        match *action {
            AuthAction::CreateIndex { index_name: name, table_name }
            | AuthAction::CreateTempIndex { index_name: name, table_name }
            | AuthAction::CreateTrigger { trigger_name: name, table_name }
            | AuthAction::DropIndex { index_name: name, table_name }
            | AuthAction::DropTempIndex { index_name: name, table_name }
            | AuthAction::DropTrigger { trigger_name: name, table_name }
            | AuthAction::DropTempTrigger { trigger_name: name, table_name } => {
                Some(Defines { name, table: Some(table_name) })
            }
            AuthAction::CreateTable { table_name: name }
            | AuthAction::CreateTempTable { table_name: name }
            | AuthAction::CreateView { view_name: name }
            | AuthAction::CreateTempView { view_name: name }
            | AuthAction::DropTable { table_name: name }
            | AuthAction::DropTempTable { table_name: name }
            | AuthAction::DropView { view_name: name }
            | AuthAction::DropTempView { view_name: name }
            | AuthAction::DropVtable { table_name: name, .. }
            | AuthAction::AlterTable { table_name: name, .. }
            | AuthAction::Reindex { index_name: name } => Some(Defines { name, table: None }),
            _ => None,
        }
    }
}
