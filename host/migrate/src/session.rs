//! One step's view of the database: what a guest's calls become.

use async_trait::async_trait;
use mighost_artifact::{Artifact, Half};
use mighost_database::{Connection, Origin, RESERVED_PREFIX, Ran};
use mighost_sandbox::{Direction, Report, Session, StepContext};
use mighost_schema::{
    Enumeration, Error, Filter, ObjectName, Operation, Page, Result, ResultLimit, Row, RowSet, Schema, Sequence, Table,
    Trigger, Value, View,
};
use std::sync::Arc;

/// Takes what a step reports while it runs.
pub(crate) type Listener = Arc<dyn Fn(Report) + Send + Sync>;

/// The session of one step: it owns the connection while the guest runs and gives it back afterwards.
pub(crate) struct StepSession {
    connection: Box<dyn Connection>,
    context: StepContext,
    listener: Listener,
    /// The statements that operations ran, in order.
    statements: Vec<String>,
    /// What the guest warned of.
    warnings: Vec<String>,
    /// How many raw statements were run or tried: an SQL migration's place in its file.
    executed: usize,
    /// The last statement or operation that failed, for the message.
    failed: Option<String>,
}

/// A statement or operation that failed.
pub(crate) struct Failed {
    /// Which.
    pub(crate) what: String,
    /// Its line in an SQL migration's file.
    pub(crate) line: Option<u32>,
}

/// What a session has to tell when its step is over.
pub(crate) struct Told {
    /// The connection, for the host again.
    pub(crate) connection: Box<dyn Connection>,
    /// What the migration warned of.
    pub(crate) warnings: Vec<String>,
    /// The last call, where it failed.
    pub(crate) failed: Option<Failed>,
    /// The statements that ran.
    pub(crate) statements: Vec<String>,
    /// How many raw statements were run or tried.
    pub(crate) executed: usize,
}

impl StepSession {
    /// A session over a connection whose transaction is open.
    pub(crate) fn new(connection: Box<dyn Connection>, context: StepContext, listener: Listener) -> Self {
        StepSession {
            connection,
            context,
            listener,
            statements: Vec::new(),
            warnings: Vec::new(),
            executed: 0,
            failed: None,
        }
    }

    /// Ends the session. `artifact` is what ran: an SQL migration's knows the lines of its statements.
    pub(crate) fn told(self, artifact: &Artifact) -> Told {
        let half = match self.context.direction {
            Direction::Up => Half::Upgrade,
            Direction::Down => Half::Downgrade,
        };
        let place = self.executed.checked_sub(1);
        let line = artifact.source().zip(place).and_then(|(source, n)| source.line(half, self.context.dialect, n));
        Told {
            connection: self.connection,
            warnings: self.warnings,
            failed: self.failed.map(|what| Failed { what, line }),
            statements: self.statements,
            executed: self.executed,
        }
    }

    /// Runs a call and remembers what failed.
    fn note<T>(&mut self, what: impl FnOnce() -> String, result: Result<T, mighost_database::Error>) -> Result<T> {
        match result {
            Ok(value) => {
                self.failed = None;
                Ok(value)
            }
            Err(error) => {
                self.failed = Some(what());
                Err(into_call(error))
            }
        }
    }
}

/// A connection's error as a guest sees it.
fn into_call(error: mighost_database::Error) -> Error {
    match error {
        mighost_database::Error::Call(error) => error,
        other => Error::Other(other.to_string()),
    }
}

/// Refuses names of mighost's own tables, whatever their case.
fn own(name: &str) -> Result<()> {
    let reserved = name.get(..RESERVED_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(RESERVED_PREFIX));
    if reserved {
        return Err(Error::Denied(format!("`{name}`: names that begin with `{RESERVED_PREFIX}` are mighost's own")));
    }
    Ok(())
}

#[async_trait]
impl Session for StepSession {
    fn context(&self) -> &StepContext {
        &self.context
    }

    async fn tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        self.connection.tables(schema).await.map_err(into_call)
    }

    async fn table(&mut self, name: &ObjectName) -> Result<Option<Table>> {
        self.connection.table(name).await.map_err(into_call)
    }

    async fn triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>> {
        self.connection.triggers(table).await.map_err(into_call)
    }

    async fn views(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        self.connection.views(schema).await.map_err(into_call)
    }

    async fn view(&mut self, name: &ObjectName) -> Result<Option<View>> {
        self.connection.view(name).await.map_err(into_call)
    }

    async fn sequences(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        self.connection.sequences(schema).await.map_err(into_call)
    }

    async fn sequence(&mut self, name: &ObjectName) -> Result<Option<Sequence>> {
        self.connection.sequence(name).await.map_err(into_call)
    }

    async fn enumerations(&mut self, schema: Option<&str>) -> Result<Vec<Enumeration>> {
        self.connection.enumerations(schema).await.map_err(into_call)
    }

    async fn schemas(&mut self) -> Result<Vec<String>> {
        self.connection.schemas().await.map_err(into_call)
    }

    async fn operate(&mut self, operation: Operation) -> Result<bool> {
        for touch in operation.touches(&Schema::default()) {
            own(&touch.object.name)?;
        }
        let result = self.connection.operate(&operation).await;
        let Ran { changed, statements } = self.note(|| operation.to_string(), result)?;
        self.statements.extend(statements);
        Ok(changed)
    }

    async fn insert(&mut self, table: &ObjectName, columns: &[String], rows: Vec<Row>) -> Result<u64> {
        own(&table.name)?;
        let result = self.connection.insert(table, columns, &rows).await;
        self.note(|| format!("insert into {table}"), result)
    }

    async fn page(&mut self, page: Page<'_>) -> Result<Vec<Row>> {
        own(&page.table.name)?;
        let table = page.table;
        let result = self.connection.page(page).await;
        self.note(|| format!("scan {table}"), result)
    }

    async fn count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        own(&table.name)?;
        let result = self.connection.count(table, filters).await;
        self.note(|| format!("count {table}"), result)
    }

    async fn update(&mut self, table: &ObjectName, key: &[String], columns: &[String], rows: Vec<Row>) -> Result<u64> {
        own(&table.name)?;
        let result = self.connection.update(table, key, columns, &rows).await;
        self.note(|| format!("update {table}"), result)
    }

    async fn update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: Row,
        filters: &[Filter],
    ) -> Result<u64> {
        own(&table.name)?;
        let result = self.connection.update_where(table, columns, &values, filters).await;
        self.note(|| format!("update {table}"), result)
    }

    async fn delete(&mut self, table: &ObjectName, key: &[String], rows: Vec<Row>) -> Result<u64> {
        own(&table.name)?;
        let result = self.connection.delete(table, key, &rows).await;
        self.note(|| format!("delete from {table}"), result)
    }

    async fn delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        own(&table.name)?;
        let result = self.connection.delete_where(table, filters).await;
        self.note(|| format!("delete from {table}"), result)
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64> {
        let result = self.connection.execute(Origin::Guest, statement, parameters).await;
        self.executed += 1;
        let changed = self.note(|| statement.to_owned(), result)?;
        self.statements.push(statement.to_owned());
        Ok(changed)
    }

    async fn query(&mut self, statement: &str, parameters: &[Value], limit: ResultLimit) -> Result<RowSet> {
        let result = self.connection.query(Origin::Guest, statement, parameters, limit).await;
        self.note(|| statement.to_owned(), result)
    }

    fn report(&mut self, report: Report) {
        if let Report::Warning(warning) = &report {
            self.warnings.push(warning.clone());
        }
        (self.listener)(report);
    }
}
