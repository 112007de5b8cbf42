use super::data::check_batch;
use super::{Failure, State, ask};
use crate::bindings::sql::{Host, HostCursor, ResultSet};
use crate::bindings::types::{Row, Value};
use crate::convert::Across;
use mighost_schema::{RowSet, Value as OwnValue};
use wasmtime::component::Resource;

/// The rows of a query that a guest takes in batches. They are all here from the start, inside the limit
/// `result_bytes`, which counts for all open cursors together.
pub struct Rows {
    columns: Vec<String>,
    rows: std::vec::IntoIter<mighost_schema::Row>,
    bytes: u64,
}

impl State {
    /// Runs a query, inside the limits. Its rows and how many bytes they are.
    async fn fetch(
        &mut self,
        name: &'static str,
        statement: &str,
        parameters: Vec<Value>,
    ) -> Result<(RowSet, u64), Failure> {
        let parameters: Vec<OwnValue> = parameters.across();
        self.meter.wrote(statement.len());
        let limit = self.meter.result_limit();
        let session = self.begin(name, crate::limits::Work::Statement)?;
        let found = session.query(statement, &parameters, limit).await;
        self.meter.end();
        let found = found?;
        let bytes = self.meter.read(&found.rows)?;
        Ok((found, bytes))
    }
}

impl Host for State {
    async fn execute(&mut self, statement: String, parameters: Vec<Value>) -> Result<u64, Failure> {
        let parameters: Vec<OwnValue> = parameters.across();
        self.meter.wrote(statement.len());
        Ok(ask!(self, "sql.execute", Statement, execute(&statement, &parameters)))
    }

    async fn query(&mut self, statement: String, parameters: Vec<Value>) -> Result<ResultSet, Failure> {
        let (found, _) = self.fetch("sql.query", &statement, parameters).await?;
        Ok(ResultSet { columns: found.columns, rows: found.rows.across() })
    }

    async fn open_cursor(&mut self, statement: String, parameters: Vec<Value>) -> Result<Resource<Rows>, Failure> {
        let (found, bytes) = self.fetch("sql.open-cursor", &statement, parameters).await?;
        let cursor = self.table.push(Rows { columns: found.columns, rows: found.rows.into_iter(), bytes })?;
        self.meter.hold(bytes);
        Ok(cursor)
    }
}

impl HostCursor for State {
    async fn columns(&mut self, cursor: Resource<Rows>) -> wasmtime::Result<Vec<String>> {
        self.begin("sql.cursor.columns", crate::limits::Work::Look)?;
        self.meter.end();
        Ok(self.table.get(&cursor)?.columns.clone())
    }

    async fn next(&mut self, cursor: Resource<Rows>, limit: u32) -> Result<Vec<Row>, Failure> {
        self.begin("sql.cursor.next", crate::limits::Work::Look)?;
        self.meter.end();
        check_batch(limit)?;
        let rows: Vec<mighost_schema::Row> = self.table.get_mut(&cursor)?.rows.by_ref().take(limit as usize).collect();
        Ok(rows.across())
    }

    async fn drop(&mut self, cursor: Resource<Rows>) -> wasmtime::Result<()> {
        let rows = self.table.delete(cursor)?;
        self.meter.release(rows.bytes);
        Ok(())
    }
}
