use crate::{Direction, Report, Session, StepContext};
use async_trait::async_trait;
use mighost_schema::{
    Dialect, Enumeration, Error, Filter, ObjectName, Operation, Page, Result, ResultLimit, Row, RowSet, Sequence,
    Table, Trigger, Value, View,
};

/// The session of a component that is only asked what it is. It is never reached, because describing components may
/// call nothing; should that ever change, it knows nothing and refuses everything.
pub(crate) struct Nobody(StepContext);

impl Nobody {
    pub(crate) fn new() -> Self {
        Nobody(StepContext {
            dialect: Dialect::Sqlite,
            server_version: String::new(),
            package: None,
            revision: String::new(),
            direction: Direction::Up,
            arguments: Vec::new(),
        })
    }
}

fn refused<T>() -> Result<T> {
    Err(Error::Denied("there is no database while a component describes itself".into()))
}

#[async_trait]
impl Session for Nobody {
    fn context(&self) -> &StepContext {
        &self.0
    }

    async fn tables(&mut self, _: Option<&str>) -> Result<Vec<ObjectName>> {
        refused()
    }

    async fn table(&mut self, _: &ObjectName) -> Result<Option<Table>> {
        refused()
    }

    async fn triggers(&mut self, _: &ObjectName) -> Result<Vec<Trigger>> {
        refused()
    }

    async fn views(&mut self, _: Option<&str>) -> Result<Vec<ObjectName>> {
        refused()
    }

    async fn view(&mut self, _: &ObjectName) -> Result<Option<View>> {
        refused()
    }

    async fn sequences(&mut self, _: Option<&str>) -> Result<Vec<ObjectName>> {
        refused()
    }

    async fn sequence(&mut self, _: &ObjectName) -> Result<Option<Sequence>> {
        refused()
    }

    async fn enumerations(&mut self, _: Option<&str>) -> Result<Vec<Enumeration>> {
        refused()
    }

    async fn schemas(&mut self) -> Result<Vec<String>> {
        refused()
    }

    async fn operate(&mut self, _: Operation) -> Result<bool> {
        refused()
    }

    async fn insert(&mut self, _: &ObjectName, _: &[String], _: Vec<Row>) -> Result<u64> {
        refused()
    }

    async fn page(&mut self, _: Page<'_>) -> Result<Vec<Row>> {
        refused()
    }

    async fn count(&mut self, _: &ObjectName, _: &[Filter]) -> Result<u64> {
        refused()
    }

    async fn update(&mut self, _: &ObjectName, _: &[String], _: &[String], _: Vec<Row>) -> Result<u64> {
        refused()
    }

    async fn update_where(&mut self, _: &ObjectName, _: &[String], _: Row, _: &[Filter]) -> Result<u64> {
        refused()
    }

    async fn delete(&mut self, _: &ObjectName, _: &[String], _: Vec<Row>) -> Result<u64> {
        refused()
    }

    async fn delete_where(&mut self, _: &ObjectName, _: &[Filter]) -> Result<u64> {
        refused()
    }

    async fn execute(&mut self, _: &str, _: &[Value]) -> Result<u64> {
        refused()
    }

    async fn query(&mut self, _: &str, _: &[Value], _: ResultLimit) -> Result<RowSet> {
        refused()
    }

    fn report(&mut self, _: Report) {}
}
