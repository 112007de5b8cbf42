use super::{Failure, State, ask};
use crate::bindings::data::{Filter, Host, HostCursor, Selection};
use crate::bindings::types::{ObjectName, Row};
use crate::convert::Across;
use mighost_schema::{Constraint, Error, Filter as OwnFilter, Page, Row as OwnRow, Value};
use std::ops::RangeInclusive;
use std::sync::Arc;
use wasmtime::component::Resource;

/// How many rows a cursor gives at once, as the contract says: enough that a call's cost doesn't count, few enough
/// that they fit into a guest.
pub(super) const BATCH: RangeInclusive<u32> = 1..=10_000;

/// Refuses a batch of a size that the contract doesn't allow.
pub(super) fn check_batch(limit: u32) -> Result<(), Error> {
    match BATCH.contains(&limit) {
        true => Ok(()),
        false => Err(Error::Invalid(format!(
            "a cursor gives {} to {} rows at a time, not {limit}",
            BATCH.start(),
            BATCH.end()
        ))),
    }
}

/// A place in a table: what is read, and the key of the last row that was.
pub struct Scan {
    what: Arc<What>,
    after: Option<Vec<Value>>,
}

struct What {
    table: mighost_schema::ObjectName,
    columns: Vec<String>,
    filters: Vec<OwnFilter>,
    order_by: Vec<String>,
}

/// Refuses rows that don't have a value for each column.
fn check_width(rows: &[OwnRow], width: usize) -> Result<(), Error> {
    match rows.iter().position(|row| row.len() != width) {
        Some(at) => {
            Err(Error::Invalid(format!("row {} has {} values, {width} columns are given", at + 1, rows[at].len())))
        }
        None => Ok(()),
    }
}

impl Host for State {
    async fn insert(&mut self, table: ObjectName, columns: Vec<String>, rows: Vec<Row>) -> Result<u64, Failure> {
        let (table, rows): (mighost_schema::ObjectName, Vec<OwnRow>) = (table.across(), rows.across());
        check_width(&rows, columns.len())?;
        self.meter.write(&rows)?;
        Ok(ask!(self, "data.insert", Statement, insert(&table, &columns, rows)))
    }

    async fn scan(&mut self, selection: Selection) -> Result<Resource<Scan>, Failure> {
        let table: mighost_schema::ObjectName = selection.table.across();
        let Some(found) = ask!(self, "data.scan", Look, table(&table)) else {
            return Err(Error::Invalid(format!("there is no table `{table}`")).into());
        };
        let columns = match selection.columns.is_empty() {
            true => found.columns.iter().map(|column| column.name.clone()).collect(),
            false => selection.columns,
        };
        let key = found.constraints.iter().find_map(|constraint| match constraint {
            Constraint::PrimaryKey(key) => Some(&key.columns),
            _ => None,
        });
        let order_by = match (selection.order_by.is_empty(), key) {
            (false, _) => selection.order_by,
            (true, Some(key)) => key.clone(),
            (true, None) => {
                return Err(Error::Invalid(format!(
                    "the table `{table}` has no primary key: say which columns to order by"
                ))
                .into());
            }
        };
        if let Some(missing) = columns.iter().chain(&order_by).find(|name| found.column(name).is_none()) {
            return Err(Error::Invalid(format!("the table `{table}` has no column `{missing}`")).into());
        }
        let what = Arc::new(What { table, columns, filters: selection.filters.across(), order_by });
        Ok(self.table.push(Scan { what, after: None })?)
    }

    async fn count(&mut self, table: ObjectName, filters: Vec<Filter>) -> Result<u64, Failure> {
        let (table, filters): (mighost_schema::ObjectName, Vec<OwnFilter>) = (table.across(), filters.across());
        Ok(ask!(self, "data.count", Statement, count(&table, &filters)))
    }

    async fn update(
        &mut self,
        table: ObjectName,
        key: Vec<String>,
        columns: Vec<String>,
        rows: Vec<Row>,
    ) -> Result<u64, Failure> {
        let (table, rows): (mighost_schema::ObjectName, Vec<OwnRow>) = (table.across(), rows.across());
        check_width(&rows, key.len() + columns.len())?;
        self.meter.write(&rows)?;
        Ok(ask!(self, "data.update", Statement, update(&table, &key, &columns, rows)))
    }

    async fn update_where(
        &mut self,
        table: ObjectName,
        columns: Vec<String>,
        values: Row,
        filters: Vec<Filter>,
    ) -> Result<u64, Failure> {
        let (table, filters): (mighost_schema::ObjectName, Vec<OwnFilter>) = (table.across(), filters.across());
        let rows: Vec<OwnRow> = vec![values.across()];
        check_width(&rows, columns.len())?;
        self.meter.write(&rows)?;
        let values = rows.into_iter().next().unwrap_or_default();
        Ok(ask!(self, "data.update-where", Statement, update_where(&table, &columns, values, &filters)))
    }

    async fn delete(&mut self, table: ObjectName, key: Vec<String>, rows: Vec<Row>) -> Result<u64, Failure> {
        let (table, rows): (mighost_schema::ObjectName, Vec<OwnRow>) = (table.across(), rows.across());
        check_width(&rows, key.len())?;
        self.meter.write(&rows)?;
        Ok(ask!(self, "data.delete", Statement, delete(&table, &key, rows)))
    }

    async fn delete_where(&mut self, table: ObjectName, filters: Vec<Filter>) -> Result<u64, Failure> {
        let (table, filters): (mighost_schema::ObjectName, Vec<OwnFilter>) = (table.across(), filters.across());
        Ok(ask!(self, "data.delete-where", Statement, delete_where(&table, &filters)))
    }
}

impl HostCursor for State {
    async fn next(&mut self, cursor: Resource<Scan>, limit: u32) -> Result<Vec<Row>, Failure> {
        check_batch(limit)?;
        let Scan { what, after } = self.table.get_mut(&cursor)?;
        let (what, after) = (what.clone(), after.clone());
        let page = Page {
            table: &what.table,
            columns: &what.columns,
            filters: &what.filters,
            order_by: &what.order_by,
            after: after.as_deref(),
            limit,
            bytes: self.meter.result_limit().bytes,
        };
        let mut rows = ask!(self, "data.cursor.next", Statement, page(page));
        self.meter.read(&rows)?;
        let mut last = None;
        for row in &mut rows {
            last = Some(row.split_off(row.len().min(what.columns.len())));
        }
        if let Some(last) = last {
            self.table.get_mut(&cursor)?.after = Some(last);
        }
        Ok(rows.across())
    }

    async fn drop(&mut self, cursor: Resource<Scan>) -> wasmtime::Result<()> {
        self.table.delete(cursor)?;
        Ok(())
    }
}
