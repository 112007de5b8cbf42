use async_trait::async_trait;
use mighost_sandbox::{Direction, Report, Session, StepContext};
use mighost_schema::{
    Dialect, Enumeration, Error, Filter, ObjectName, Operation, Page, Result, ResultLimit, Row, RowSet, Sequence,
    Table, Trigger, Value, View,
};
use std::time::Duration;

/// A session that writes down every call and answers from what it was given.
pub struct Recorder {
    pub context: StepContext,
    /// Each call, as text.
    pub calls: Vec<String>,
    /// The operations, as values.
    pub operations: Vec<Operation>,
    pub reports: Vec<Report>,
    pub table: Option<Table>,
    pub view: Option<View>,
    pub sequence: Option<Sequence>,
    pub enumerations: Vec<Enumeration>,
    pub triggers: Vec<Trigger>,
    /// What a query gives; `page` gives them in pages.
    pub rows: RowSet,
    /// The rows that were inserted.
    pub inserted: Vec<Row>,
    /// What every statement fails with.
    pub failure: Option<Error>,
    /// Every call waits for ever.
    pub hangs: bool,
    /// How long every call blocks, as a database in the same process does.
    pub takes: Duration,
    /// The limits that queries came with.
    pub limits: Vec<ResultLimit>,
}

impl Recorder {
    pub fn new(direction: Direction) -> Self {
        Recorder {
            context: StepContext {
                dialect: Dialect::Sqlite,
                server_version: "3.46.1".into(),
                package: Some("acme/billing".into()),
                revision: "rev1".into(),
                direction,
                arguments: vec![("tenant".into(), "one".into()), ("tenant".into(), "two".into())],
            },
            calls: Vec::new(),
            operations: Vec::new(),
            reports: Vec::new(),
            table: None,
            view: None,
            sequence: None,
            enumerations: Vec::new(),
            triggers: Vec::new(),
            rows: RowSet::default(),
            inserted: Vec::new(),
            failure: None,
            hangs: false,
            takes: Duration::ZERO,
            limits: Vec::new(),
        }
    }

    async fn note(&mut self, call: String) -> Result<()> {
        self.calls.push(call);
        std::thread::sleep(self.takes);
        if self.hangs {
            std::future::pending::<()>().await;
        }
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(()),
        }
    }

    /// The lines that were logged.
    pub fn lines(&self) -> Vec<&str> {
        let text = |report: &'_ Report| match report {
            Report::Info(_) | Report::Debug(_) | Report::Warning(_) => true,
            Report::Progress { .. } => false,
        };
        self.reports
            .iter()
            .filter(|report| text(report))
            .map(|report| match report {
                Report::Info(line) | Report::Debug(line) | Report::Warning(line) => line.as_str(),
                Report::Progress { .. } => "",
            })
            .collect()
    }
}

#[async_trait]
impl Session for Recorder {
    fn context(&self) -> &StepContext {
        &self.context
    }

    async fn tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        self.note(format!("tables {schema:?}")).await?;
        Ok(self.table.iter().map(|table| table.name.clone()).collect())
    }

    async fn table(&mut self, name: &ObjectName) -> Result<Option<Table>> {
        self.note(format!("table {name}")).await?;
        Ok(self.table.clone())
    }

    async fn triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>> {
        self.note(format!("triggers {table}")).await?;
        Ok(self.triggers.clone())
    }

    async fn views(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        self.note(format!("views {schema:?}")).await?;
        Ok(self.view.iter().map(|view| view.name.clone()).collect())
    }

    async fn view(&mut self, name: &ObjectName) -> Result<Option<View>> {
        self.note(format!("view {name}")).await?;
        Ok(self.view.clone())
    }

    async fn sequences(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        self.note(format!("sequences {schema:?}")).await?;
        Ok(self.sequence.iter().map(|sequence| sequence.name.clone()).collect())
    }

    async fn sequence(&mut self, name: &ObjectName) -> Result<Option<Sequence>> {
        self.note(format!("sequence {name}")).await?;
        Ok(self.sequence.clone())
    }

    async fn enumerations(&mut self, schema: Option<&str>) -> Result<Vec<Enumeration>> {
        self.note(format!("enumerations {schema:?}")).await?;
        Ok(self.enumerations.clone())
    }

    async fn schemas(&mut self) -> Result<Vec<String>> {
        self.note("schemas".into()).await?;
        Ok(vec!["main".into()])
    }

    async fn operate(&mut self, operation: Operation) -> Result<bool> {
        self.note("operate".into()).await?;
        self.operations.push(operation);
        Ok(true)
    }

    async fn insert(&mut self, table: &ObjectName, columns: &[String], rows: Vec<Row>) -> Result<u64> {
        self.note(format!("insert {table} {columns:?}")).await?;
        let count = rows.len() as u64;
        self.inserted.extend(rows);
        Ok(count)
    }

    async fn page(&mut self, page: Page<'_>) -> Result<Vec<Row>> {
        self.note(format!(
            "page {} {:?} by {:?} after {:?} limit {}",
            page.table, page.columns, page.order_by, page.after, page.limit
        ))
        .await?;
        let rest = self.rows.rows.split_off(self.rows.rows.len().min(page.limit as usize));
        Ok(std::mem::replace(&mut self.rows.rows, rest))
    }

    async fn count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        self.note(format!("count {table} {filters:?}")).await?;
        Ok(self.rows.rows.len() as u64)
    }

    async fn update(&mut self, table: &ObjectName, key: &[String], columns: &[String], rows: Vec<Row>) -> Result<u64> {
        self.note(format!("update {table} {key:?} {columns:?} {rows:?}")).await?;
        Ok(rows.len() as u64)
    }

    async fn update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: Row,
        filters: &[Filter],
    ) -> Result<u64> {
        self.note(format!("update-where {table} {columns:?} {values:?} {filters:?}")).await?;
        Ok(1)
    }

    async fn delete(&mut self, table: &ObjectName, key: &[String], rows: Vec<Row>) -> Result<u64> {
        self.note(format!("delete {table} {key:?} {rows:?}")).await?;
        Ok(rows.len() as u64)
    }

    async fn delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        self.note(format!("delete-where {table} {filters:?}")).await?;
        Ok(1)
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64> {
        self.note(format!("execute {statement} {parameters:?}")).await?;
        Ok(1)
    }

    async fn query(&mut self, statement: &str, parameters: &[Value], limit: ResultLimit) -> Result<RowSet> {
        self.note(format!("query {statement} {parameters:?}")).await?;
        self.limits.push(limit);
        Ok(self.rows.clone())
    }

    fn report(&mut self, report: Report) {
        self.reports.push(report);
    }
}
