//! A package's view of the database: each call is checked against its grants, and what it may not see isn't there.

use super::StepSession;
use crate::trust::{Guard, SqlGrant};
use async_trait::async_trait;
use mighost_sandbox::{Report, Session, StepContext};
use mighost_schema::{
    Enumeration, Error, Filter, ObjectName, Operation, Page, Result, ResultLimit, Row, RowSet, Sequence, Table,
    Trigger, Value, View,
};

/// The session of one step of a package that is confined.
pub(crate) struct ConfinedSession {
    inner: StepSession,
    guard: Guard,
}

impl ConfinedSession {
    /// A session that lets through what the guard lets through.
    pub(crate) fn new(inner: StepSession, guard: Guard) -> ConfinedSession {
        ConfinedSession { inner, guard }
    }

    /// The session behind it.
    pub(crate) fn into_inner(self) -> StepSession {
        self.inner
    }

    /// Ends a call that the guard refuses, and remembers it for the message.
    fn checked(&mut self, what: impl FnOnce() -> String, answer: Result<()>) -> Result<()> {
        if answer.is_err() {
            self.inner.refused(what());
        }
        answer
    }

    fn sql(&mut self, statement: &str) -> Result<()> {
        let answer = match self.guard.sql() {
            SqlGrant::None => Err(Error::Denied("the package isn't granted raw SQL".into())),
            SqlGrant::Confined | SqlGrant::Unconfined => Ok(()),
        };
        self.checked(|| statement.to_owned(), answer)
    }

    /// Objects that the package sees.
    fn seen(&self, mut names: Vec<ObjectName>) -> Vec<ObjectName> {
        names.retain(|name| self.guard.sees(name));
        names
    }
}

#[async_trait]
impl Session for ConfinedSession {
    fn context(&self) -> &StepContext {
        self.inner.context()
    }

    async fn tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        let tables = self.inner.tables(schema).await?;
        Ok(self.seen(tables))
    }

    async fn table(&mut self, name: &ObjectName) -> Result<Option<Table>> {
        self.checked(|| format!("look at table {name}"), self.guard.look(name))?;
        self.inner.table(name).await
    }

    async fn triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>> {
        self.checked(|| format!("list triggers of {table}"), self.guard.look(table))?;
        self.inner.triggers(table).await
    }

    async fn views(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        let views = self.inner.views(schema).await?;
        Ok(self.seen(views))
    }

    async fn view(&mut self, name: &ObjectName) -> Result<Option<View>> {
        self.checked(|| format!("look at view {name}"), self.guard.look(name))?;
        self.inner.view(name).await
    }

    async fn sequences(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        let sequences = self.inner.sequences(schema).await?;
        Ok(self.seen(sequences))
    }

    async fn sequence(&mut self, name: &ObjectName) -> Result<Option<Sequence>> {
        self.checked(|| format!("look at sequence {name}"), self.guard.look(name))?;
        self.inner.sequence(name).await
    }

    async fn enumerations(&mut self, schema: Option<&str>) -> Result<Vec<Enumeration>> {
        let mut enumerations = self.inner.enumerations(schema).await?;
        enumerations.retain(|enumeration| self.guard.sees(&enumeration.name));
        Ok(enumerations)
    }

    async fn schemas(&mut self) -> Result<Vec<String>> {
        let mut schemas = self.inner.schemas().await?;
        schemas.retain(|schema| self.guard.grants().schema.as_ref() == Some(schema));
        Ok(schemas)
    }

    async fn operate(&mut self, operation: Operation) -> Result<bool> {
        // Only a view's query or a type in the database's own words can name something that the operation itself doesn't.
        let others = match &operation {
            Operation::CreateView { .. } => {
                let mut others = self.inner.tables(None).await?;
                others.extend(self.inner.views(None).await?);
                others
            }
            operation if self.guard.names_types(operation) => {
                let mut others = self.inner.tables(None).await?;
                others.extend(self.inner.views(None).await?);
                others.extend(self.inner.enumerations(None).await?.into_iter().map(|enumeration| enumeration.name));
                others
            }
            _ => Vec::new(),
        };
        self.checked(|| operation.to_string(), self.guard.operation(&operation, &others))?;
        self.inner.operate(operation).await
    }

    async fn insert(&mut self, table: &ObjectName, columns: &[String], rows: Vec<Row>) -> Result<u64> {
        self.checked(|| format!("insert into {table}"), self.guard.change(table))?;
        self.inner.insert(table, columns, rows).await
    }

    async fn page(&mut self, page: Page<'_>) -> Result<Vec<Row>> {
        self.checked(|| format!("scan {}", page.table), self.guard.read(page.table))?;
        self.inner.page(page).await
    }

    async fn count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        self.checked(|| format!("count {table}"), self.guard.read(table))?;
        self.inner.count(table, filters).await
    }

    async fn update(&mut self, table: &ObjectName, key: &[String], columns: &[String], rows: Vec<Row>) -> Result<u64> {
        self.checked(|| format!("update {table}"), self.guard.change(table))?;
        self.inner.update(table, key, columns, rows).await
    }

    async fn update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: Row,
        filters: &[Filter],
    ) -> Result<u64> {
        self.checked(|| format!("update {table}"), self.guard.change(table))?;
        self.inner.update_where(table, columns, values, filters).await
    }

    async fn delete(&mut self, table: &ObjectName, key: &[String], rows: Vec<Row>) -> Result<u64> {
        self.checked(|| format!("delete from {table}"), self.guard.change(table))?;
        self.inner.delete(table, key, rows).await
    }

    async fn delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        self.checked(|| format!("delete from {table}"), self.guard.change(table))?;
        self.inner.delete_where(table, filters).await
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64> {
        self.sql(statement)?;
        self.inner.execute(statement, parameters).await
    }

    async fn query(&mut self, statement: &str, parameters: &[Value], limit: ResultLimit) -> Result<RowSet> {
        self.sql(statement)?;
        self.inner.query(statement, parameters, limit).await
    }

    fn report(&mut self, report: Report) {
        self.inner.report(report);
    }
}
