use super::{Failure, State, ask};
use crate::bindings::ddl::{Change, DropMode, Host, IndexMode, LabelPosition};
use crate::bindings::types::{Enumeration, Index, ObjectName, Sequence, Table, View};
use crate::convert::Across;
use mighost_schema::{AlterTable, Change as OwnChange, Operation};

/// One operation on the session. Whether it changed anything.
macro_rules! operate {
    ($state:ident, $name:literal, $operation:expr) => {
        ask!($state, $name, Statement, operate($operation))
    };
}

/// A change of an index that is made through its table.
fn on_table(table: ObjectName, change: OwnChange) -> Operation {
    Operation::AlterTable(AlterTable { table: table.across(), changes: vec![change] })
}

impl Host for State {
    async fn create_table(&mut self, table: Table, if_not_exists: bool) -> Result<bool, Failure> {
        Ok(operate!(self, "ddl.create-table", Operation::CreateTable { table: table.across(), if_not_exists }))
    }

    async fn drop_table(&mut self, name: ObjectName, mode: DropMode) -> Result<bool, Failure> {
        let DropMode { if_exists, cascade } = mode;
        Ok(operate!(self, "ddl.drop-table", Operation::DropTable { name: name.across(), if_exists, cascade }))
    }

    async fn rename_table(&mut self, from: ObjectName, to: ObjectName) -> Result<(), Failure> {
        operate!(self, "ddl.rename-table", Operation::RenameTable { from: from.across(), to: to.across() });
        Ok(())
    }

    async fn alter_table(&mut self, name: ObjectName, changes: Vec<Change>) -> Result<(), Failure> {
        let change = AlterTable { table: name.across(), changes: changes.across() };
        operate!(self, "ddl.alter-table", Operation::AlterTable(change));
        Ok(())
    }

    async fn create_index(&mut self, table: ObjectName, index: Index, mode: IndexMode) -> Result<bool, Failure> {
        let operation = Operation::CreateIndex {
            table: table.across(),
            index: index.across(),
            if_not_exists: mode.if_needed,
            concurrently: mode.concurrently,
        };
        Ok(operate!(self, "ddl.create-index", operation))
    }

    async fn drop_index(&mut self, table: ObjectName, index: String, mode: IndexMode) -> Result<bool, Failure> {
        let operation = Operation::DropIndex {
            table: table.across(),
            name: index,
            if_exists: mode.if_needed,
            concurrently: mode.concurrently,
        };
        Ok(operate!(self, "ddl.drop-index", operation))
    }

    async fn rename_index(&mut self, table: ObjectName, from: String, to: String) -> Result<(), Failure> {
        operate!(self, "ddl.rename-index", on_table(table, OwnChange::RenameIndex { from, to }));
        Ok(())
    }

    async fn create_view(&mut self, view: View, or_replace: bool) -> Result<(), Failure> {
        operate!(self, "ddl.create-view", Operation::CreateView { view: view.across(), or_replace });
        Ok(())
    }

    async fn drop_view(&mut self, name: ObjectName, mode: DropMode) -> Result<bool, Failure> {
        let DropMode { if_exists, cascade } = mode;
        Ok(operate!(self, "ddl.drop-view", Operation::DropView { name: name.across(), if_exists, cascade }))
    }

    async fn rename_view(&mut self, from: ObjectName, to: ObjectName) -> Result<(), Failure> {
        operate!(self, "ddl.rename-view", Operation::RenameView { from: from.across(), to: to.across() });
        Ok(())
    }

    async fn refresh_view(&mut self, name: ObjectName, concurrently: bool) -> Result<(), Failure> {
        operate!(self, "ddl.refresh-view", Operation::RefreshView { name: name.across(), concurrently });
        Ok(())
    }

    async fn create_enumeration(&mut self, enumeration: Enumeration, if_not_exists: bool) -> Result<bool, Failure> {
        let operation = Operation::CreateEnumeration { enumeration: enumeration.across(), if_not_exists };
        Ok(operate!(self, "ddl.create-enumeration", operation))
    }

    async fn add_label(
        &mut self,
        name: ObjectName,
        label: String,
        position: LabelPosition,
        if_not_exists: bool,
    ) -> Result<bool, Failure> {
        let operation = Operation::AddLabel { name: name.across(), label, position: position.across(), if_not_exists };
        Ok(operate!(self, "ddl.add-label", operation))
    }

    async fn rename_label(&mut self, name: ObjectName, from: String, to: String) -> Result<(), Failure> {
        operate!(self, "ddl.rename-label", Operation::RenameLabel { name: name.across(), from, to });
        Ok(())
    }

    async fn rename_enumeration(&mut self, from: ObjectName, to: ObjectName) -> Result<(), Failure> {
        let operation = Operation::RenameEnumeration { from: from.across(), to: to.across() };
        operate!(self, "ddl.rename-enumeration", operation);
        Ok(())
    }

    async fn drop_enumeration(&mut self, name: ObjectName, mode: DropMode) -> Result<bool, Failure> {
        let DropMode { if_exists, cascade } = mode;
        let operation = Operation::DropEnumeration { name: name.across(), if_exists, cascade };
        Ok(operate!(self, "ddl.drop-enumeration", operation))
    }

    async fn create_sequence(&mut self, sequence: Sequence, if_not_exists: bool) -> Result<bool, Failure> {
        let operation = Operation::CreateSequence { sequence: sequence.across(), if_not_exists };
        Ok(operate!(self, "ddl.create-sequence", operation))
    }

    async fn alter_sequence(&mut self, sequence: Sequence) -> Result<(), Failure> {
        operate!(self, "ddl.alter-sequence", Operation::AlterSequence { sequence: sequence.across() });
        Ok(())
    }

    async fn rename_sequence(&mut self, from: ObjectName, to: ObjectName) -> Result<(), Failure> {
        operate!(self, "ddl.rename-sequence", Operation::RenameSequence { from: from.across(), to: to.across() });
        Ok(())
    }

    async fn drop_sequence(&mut self, name: ObjectName, mode: DropMode) -> Result<bool, Failure> {
        let DropMode { if_exists, cascade } = mode;
        let operation = Operation::DropSequence { name: name.across(), if_exists, cascade };
        Ok(operate!(self, "ddl.drop-sequence", operation))
    }

    async fn create_schema(&mut self, name: String, if_not_exists: bool) -> Result<bool, Failure> {
        Ok(operate!(self, "ddl.create-schema", Operation::CreateSchema { name, if_not_exists }))
    }

    async fn drop_schema(&mut self, name: String, mode: DropMode) -> Result<bool, Failure> {
        let DropMode { if_exists, cascade } = mode;
        Ok(operate!(self, "ddl.drop-schema", Operation::DropSchema { name, if_exists, cascade }))
    }

    async fn set_view_comment(&mut self, name: ObjectName, comment: Option<String>) -> Result<(), Failure> {
        operate!(self, "ddl.set-view-comment", Operation::SetViewComment { name: name.across(), comment });
        Ok(())
    }

    async fn set_index_comment(
        &mut self,
        table: ObjectName,
        index: String,
        comment: Option<String>,
    ) -> Result<(), Failure> {
        operate!(self, "ddl.set-index-comment", on_table(table, OwnChange::SetIndexComment { index, comment }));
        Ok(())
    }
}
