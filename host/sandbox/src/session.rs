use async_trait::async_trait;
use mighost_schema::{
    Dialect, Enumeration, Filter, ObjectName, Operation, Page, Result, ResultLimit, Row, RowSet, Sequence, Table,
    Trigger, Value, View,
};
use std::any::Any;

/// Which way a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `upgrade`.
    Up,
    /// `downgrade`.
    Down,
}

/// What a guest may ask about where it runs.
#[derive(Clone, Debug)]
pub struct StepContext {
    /// The database's dialect.
    pub dialect: Dialect,
    /// The server's version as it states it.
    pub server_version: String,
    /// The package; `None` is the root package.
    pub package: Option<String>,
    /// The revision that runs.
    pub revision: String,
    /// Which way.
    pub direction: Direction,
    /// The operator's arguments (`-x key=value`), in their order.
    pub arguments: Vec<(String, String)>,
}

/// What a guest reports while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// A line for whoever looks for a fault.
    Debug(String),
    /// A line.
    Info(String),
    /// A warning for the operator.
    Warning(String),
    /// How far a long step is.
    Progress {
        /// Units done.
        done: u64,
        /// Units in all, where known.
        total: Option<u64>,
    },
}

/// The database as one step sees it. A guest's call, checked and counted by the sandbox, becomes one call here.
///
/// Whoever implements this checks grants, keeps the journal and runs things inside the step's transaction.
/// An `Err` goes to the guest, but for [`mighost_schema::Error::Limit`], which ends the step.
#[async_trait]
pub trait Session: Any + Send {
    /// Where the step runs.
    fn context(&self) -> &StepContext;

    /// The names of a schema's tables.
    async fn tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>>;
    /// One table whole.
    async fn table(&mut self, name: &ObjectName) -> Result<Option<Table>>;
    /// The triggers of a table or view.
    async fn triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>>;
    /// The names of a schema's views.
    async fn views(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>>;
    /// One view.
    async fn view(&mut self, name: &ObjectName) -> Result<Option<View>>;
    /// The names of a schema's sequences.
    async fn sequences(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>>;
    /// One sequence.
    async fn sequence(&mut self, name: &ObjectName) -> Result<Option<Sequence>>;
    /// A schema's enumeration types.
    async fn enumerations(&mut self, schema: Option<&str>) -> Result<Vec<Enumeration>>;
    /// The schemas.
    async fn schemas(&mut self) -> Result<Vec<String>>;

    /// Runs one operation. Whether it changed anything.
    async fn operate(&mut self, operation: Operation) -> Result<bool>;

    /// Inserts rows. How many.
    async fn insert(&mut self, table: &ObjectName, columns: &[String], rows: Vec<Row>) -> Result<u64>;
    /// Reads one page of a table; the rows hold `page.columns`, then `page.order_by`.
    async fn page(&mut self, page: Page<'_>) -> Result<Vec<Row>>;
    /// Counts rows.
    async fn count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64>;
    /// Updates by key: each row has the key's values, then the new ones. How many rows changed.
    async fn update(&mut self, table: &ObjectName, key: &[String], columns: &[String], rows: Vec<Row>) -> Result<u64>;
    /// Sets columns where all filters hold. How many rows changed.
    async fn update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: Row,
        filters: &[Filter],
    ) -> Result<u64>;
    /// Deletes by key. How many rows.
    async fn delete(&mut self, table: &ObjectName, key: &[String], rows: Vec<Row>) -> Result<u64>;
    /// Deletes where all filters hold. How many rows.
    async fn delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64>;

    /// Runs one raw statement. How many rows it changed.
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64>;
    /// Runs one raw query.
    async fn query(&mut self, statement: &str, parameters: &[Value], limit: ResultLimit) -> Result<RowSet>;

    /// Takes a line, a warning or progress.
    fn report(&mut self, report: Report);
}
