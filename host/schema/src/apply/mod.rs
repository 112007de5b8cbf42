//! What an operation makes of a schema.
//!
//! Every function here first looks and computes, then writes, so that an error leaves the schema as it was. Only
//! what changes is copied: an operation on one table of a thousand costs one table, plus a look at the foreign keys.

mod enumeration;
mod relation;
mod schema;
mod sequence;
mod table;
mod view;

use crate::{Operation, Result, Schema};

impl Schema {
    /// Makes one operation. True where it did something, false where `if_exists` or `if_not_exists` found nothing
    /// to do. On an error the schema is as it was.
    ///
    /// What refers to something that is renamed follows: constraints, indexes, expressions and foreign keys follow
    /// a column; foreign keys and views' queries follow a table. Views' queries don't follow a renamed column: the
    /// databases differ in what they make of them.
    ///
    /// ```
    /// use mighost_schema::{Column, ColumnType, Operation, Schema, Table};
    ///
    /// let mut schema = Schema::default();
    /// let mut people = Table::new("people");
    /// people.columns.push(Column::new("id", ColumnType::INTEGER).not_null());
    /// let create = Operation::CreateTable { table: people, if_not_exists: true };
    /// assert!(schema.apply(&create)?);
    /// assert!(!schema.apply(&create)?); // it is there
    ///
    /// let drop = Operation::DropTable { name: "poeple".into(), if_exists: false, cascade: false };
    /// assert_eq!(schema.apply(&drop).unwrap_err().to_string(), "there is no table `poeple`; did you mean `people`?");
    /// # Ok::<(), mighost_schema::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] where the operation makes no sense with this schema: an unknown or a taken name, a
    /// foreign key of the wrong width, something that others stand on and that is dropped without `cascade`.
    ///
    /// A foreign key may refer to a table that isn't there: SQLite allows it, and the table may be in a schema that
    /// was not read.
    pub fn apply(&mut self, operation: &Operation) -> Result<bool> {
        match operation {
            Operation::CreateTable { table, if_not_exists } => self.create_table(table, *if_not_exists),
            Operation::DropTable { name, if_exists, cascade } => self.drop_table(name, *if_exists, *cascade),
            Operation::RenameTable { from, to } => self.rename_table(from, to),
            Operation::AlterTable(alter) => self.alter_table(&alter.table, &alter.changes),
            Operation::CreateIndex { table, index, if_not_exists, .. } => {
                self.create_index(table, index, *if_not_exists)
            }
            Operation::DropIndex { table, name, if_exists, .. } => self.remove_index(table, name, *if_exists),
            Operation::CreateView { view, or_replace } => self.create_view(view, *or_replace),
            Operation::DropView { name, if_exists, cascade } => self.drop_view(name, *if_exists, *cascade),
            Operation::RenameView { from, to } => self.rename_view(from, to),
            Operation::RefreshView { name, .. } => self.refresh_view(name),
            Operation::SetViewComment { name, comment } => self.set_view_comment(name, comment.as_deref()),
            Operation::CreateEnumeration { enumeration, if_not_exists } => {
                self.create_enumeration(enumeration, *if_not_exists)
            }
            Operation::AddLabel { name, label, position, if_not_exists } => {
                self.add_label(name, label, position, *if_not_exists)
            }
            Operation::RenameLabel { name, from, to } => self.rename_label(name, from, to),
            Operation::RenameEnumeration { from, to } => self.rename_enumeration(from, to),
            Operation::DropEnumeration { name, if_exists, cascade } => {
                self.drop_enumeration(name, *if_exists, *cascade)
            }
            Operation::CreateSequence { sequence, if_not_exists } => self.create_sequence(sequence, *if_not_exists),
            Operation::AlterSequence { sequence } => self.alter_sequence(sequence),
            Operation::RenameSequence { from, to } => self.rename_sequence(from, to),
            Operation::DropSequence { name, if_exists, cascade } => self.drop_sequence(name, *if_exists, *cascade),
            Operation::CreateSchema { name, if_not_exists } => self.create_schema(name, *if_not_exists),
            Operation::DropSchema { name, if_exists, cascade } => self.drop_schema(name, *if_exists, *cascade),
        }
    }
}
