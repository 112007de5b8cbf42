use super::{Failure, State, ask};
use crate::bindings::inspect::{Host, SequenceDefinition, TableDefinition, ViewDefinition};
use crate::bindings::types::{Column, Constraint, Enumeration, Index, ObjectName, Trigger};
use crate::convert::Across;
use mighost_schema::{Error, Table};

impl State {
    async fn look(&mut self, name: &'static str, table: ObjectName) -> Result<Option<Table>, Failure> {
        let table: mighost_schema::ObjectName = table.across();
        let session = self.begin(name, crate::limits::Work::Look)?;
        let found = session.table(&table).await;
        self.meter.end();
        Ok(found?)
    }

    async fn stand(&mut self, name: &'static str, table: ObjectName) -> Result<Table, Failure> {
        let wanted: mighost_schema::ObjectName = table.clone().across();
        match self.look(name, table).await? {
            Some(table) => Ok(table),
            None => Err(Error::Invalid(format!("there is no table `{wanted}`")).into()),
        }
    }
}

impl Host for State {
    async fn tables(&mut self, schema: Option<String>) -> Result<Vec<ObjectName>, Failure> {
        Ok(ask!(self, "inspect.tables", Look, tables(schema.as_deref())).across())
    }

    async fn table(&mut self, name: ObjectName) -> Result<Option<TableDefinition>, Failure> {
        Ok(self.look("inspect.table", name).await?.across())
    }

    async fn has_table(&mut self, name: ObjectName) -> Result<bool, Failure> {
        Ok(self.look("inspect.has-table", name).await?.is_some())
    }

    async fn has_column(&mut self, table: ObjectName, column: String) -> Result<bool, Failure> {
        let found = self.look("inspect.has-column", table).await?;
        Ok(found.is_some_and(|table| table.column(&column).is_some()))
    }

    async fn has_index(&mut self, table: ObjectName, index: String) -> Result<bool, Failure> {
        let found = self.look("inspect.has-index", table).await?;
        Ok(found.is_some_and(|table| table.indexes.iter().any(|i| i.name == index)))
    }

    async fn has_constraint(&mut self, table: ObjectName, constraint: String) -> Result<bool, Failure> {
        let found = self.look("inspect.has-constraint", table).await?;
        Ok(found.is_some_and(|table| table.constraints.iter().any(|c| c.name() == Some(&constraint))))
    }

    async fn columns(&mut self, table: ObjectName) -> Result<Vec<Column>, Failure> {
        Ok(self.stand("inspect.columns", table).await?.columns.across())
    }

    async fn indexes(&mut self, table: ObjectName) -> Result<Vec<Index>, Failure> {
        Ok(self.stand("inspect.indexes", table).await?.indexes.across())
    }

    async fn constraints(&mut self, table: ObjectName) -> Result<Vec<Constraint>, Failure> {
        Ok(self.stand("inspect.constraints", table).await?.constraints.across())
    }

    async fn triggers(&mut self, table: ObjectName) -> Result<Vec<Trigger>, Failure> {
        let table: mighost_schema::ObjectName = table.across();
        Ok(ask!(self, "inspect.triggers", Look, triggers(&table)).across())
    }

    async fn views(&mut self, schema: Option<String>) -> Result<Vec<ObjectName>, Failure> {
        Ok(ask!(self, "inspect.views", Look, views(schema.as_deref())).across())
    }

    async fn view(&mut self, name: ObjectName) -> Result<Option<ViewDefinition>, Failure> {
        let name: mighost_schema::ObjectName = name.across();
        Ok(ask!(self, "inspect.view", Look, view(&name)).across())
    }

    async fn sequences(&mut self, schema: Option<String>) -> Result<Vec<ObjectName>, Failure> {
        Ok(ask!(self, "inspect.sequences", Look, sequences(schema.as_deref())).across())
    }

    async fn sequence(&mut self, name: ObjectName) -> Result<Option<SequenceDefinition>, Failure> {
        let name: mighost_schema::ObjectName = name.across();
        Ok(ask!(self, "inspect.sequence", Look, sequence(&name)).across())
    }

    async fn enumerations(&mut self, schema: Option<String>) -> Result<Vec<Enumeration>, Failure> {
        Ok(ask!(self, "inspect.enumerations", Look, enumerations(schema.as_deref())).across())
    }

    async fn schemas(&mut self) -> Result<Vec<String>, Failure> {
        Ok(ask!(self, "inspect.schemas", Look, schemas()))
    }
}
