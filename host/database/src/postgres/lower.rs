//! Operations in the form in which this database does them.

use super::alter::settled;
use super::canonical;
use mighost_schema::{AlterTable, Operation, Result, Schema, Table, View};

/// The operation with the server's types and without what says nothing here: what it makes of `before` is what inspection
/// finds afterwards, up to the server's way of writing expressions and its names for constraints. `stored` says that the
/// server knows stored generated columns only.
pub(super) fn lowered(operation: &Operation, before: &Schema, stored: bool) -> Result<Operation> {
    Ok(match operation {
        Operation::CreateTable { table, if_not_exists } => {
            Operation::CreateTable { table: canonical::table(table, stored), if_not_exists: *if_not_exists }
        }
        Operation::AlterTable(alter) => {
            let Some(table) = before.tables.get(&alter.table) else { return Ok(operation.clone()) };
            let mut table: Table = table.clone();
            let mut changes = Vec::new();
            for change in &alter.changes {
                let Some(change) = settled(&table, change, stored)? else { continue };
                table = table.alter(std::slice::from_ref(&change))?;
                changes.push(change);
            }
            Operation::AlterTable(AlterTable { table: alter.table.clone(), changes })
        }
        Operation::CreateIndex { table, index, if_not_exists, concurrently } => {
            let holder = before.tables.get(table).cloned().unwrap_or_else(|| Table::new(table.clone()));
            Operation::CreateIndex {
                table: table.clone(),
                index: canonical::index(&holder, index),
                if_not_exists: *if_not_exists,
                concurrently: *concurrently,
            }
        }
        Operation::CreateView { view, or_replace } => Operation::CreateView {
            // The query names its columns itself.
            view: View { columns: Vec::new(), comment: canonical::comment(&view.comment), ..view.clone() },
            or_replace: *or_replace,
        },
        Operation::SetViewComment { name, comment } => {
            Operation::SetViewComment { name: name.clone(), comment: canonical::comment(comment) }
        }
        Operation::CreateSequence { sequence, if_not_exists } => {
            Operation::CreateSequence { sequence: canonical::sequence(sequence), if_not_exists: *if_not_exists }
        }
        other => other.clone(),
    })
}
