use crate::Result;
use crate::abi::call;
use crate::bindings::mighost::migration::data;
use crate::name::Names;
use crate::types::{Condition, Error, Filter, ObjectName, Selection, Value};
use crate::value::Row;
use std::rc::Rc;

/// How many rows cross to the host and back at a time, unless [`Rows::batch`] says otherwise: large enough that
/// the crossing costs little, small enough for rows of tens of kilobytes.
const BATCH: u32 = 1_000;

/// The rows of a table: to read, count, insert, update or delete without SQL. Names are plain, values are bound.
///
/// Without a condition it is every row; several conditions must all hold.
///
/// ```no_run
/// # use mighost_guest::prelude::*;
/// # fn upgrade() -> Result {
/// rows("people").insert(["id", "name"], [values![1, "Ada"], values![2, "Grace"]])?;
/// rows("people").is_null("theme").set("theme", "plain").update()?;
/// for row in rows("people").columns(["id", "name"]).scan()? {
///     let row = row?;
///     report::info(&format!("{}: {}", row.get::<i64>("id")?, row.get::<String>("name")?));
/// }
/// rows("people").less("id", 2).delete()?;
/// # Ok(())
/// # }
/// ```
pub fn rows(table: impl Into<ObjectName>) -> Rows {
    Rows {
        selection: Selection { table: table.into(), columns: Vec::new(), filters: Vec::new(), order_by: Vec::new() },
        set: (Vec::new(), Vec::new()),
        batch: BATCH,
    }
}

/// Some rows of a table. Nothing happens before one of the methods that read or change.
#[derive(Debug)]
#[must_use = "nothing happens before `scan`, `count`, `insert`, `update` or `delete`"]
pub struct Rows {
    selection: Selection,
    set: (Vec<String>, Vec<Value>),
    batch: u32,
}

/// Which rows.
impl Rows {
    /// Those whose column equals this value. For NULL say [`Rows::is_null`].
    pub fn equals(self, column: &str, value: impl Into<Value>) -> Self {
        self.filter(column, Condition::Equals(value.into()))
    }

    /// Those whose column is neither this value nor NULL.
    pub fn differs(self, column: &str, value: impl Into<Value>) -> Self {
        self.filter(column, Condition::Differs(value.into()))
    }

    /// Those whose column is less than this value.
    pub fn less(self, column: &str, value: impl Into<Value>) -> Self {
        self.filter(column, Condition::Less(value.into()))
    }

    /// Those whose column is greater than this value.
    pub fn greater(self, column: &str, value: impl Into<Value>) -> Self {
        self.filter(column, Condition::Greater(value.into()))
    }

    /// Those whose column is one of these values.
    pub fn one_of<V: Into<Value>>(self, column: &str, values: impl IntoIterator<Item = V>) -> Self {
        self.filter(column, Condition::OneOf(values.into_iter().map(Into::into).collect()))
    }

    /// Those whose column is NULL.
    pub fn is_null(self, column: &str) -> Self {
        self.filter(column, Condition::IsNull)
    }

    /// Those whose column is not NULL.
    pub fn is_not_null(self, column: &str) -> Self {
        self.filter(column, Condition::IsNotNull)
    }

    /// Those whose column meets a condition.
    pub fn filter(mut self, column: &str, condition: Condition) -> Self {
        self.selection.filters.push(Filter { column: column.into(), condition });
        self
    }
}

/// Reading.
impl Rows {
    /// The columns wanted, in this order; without, all in the table's order.
    pub fn columns(mut self, columns: impl Names) -> Self {
        self.selection.columns = columns.names();
        self
    }

    /// The columns to order by and to page by: their values together must be unique. Without, the primary key.
    pub fn order_by(mut self, columns: impl Names) -> Self {
        self.selection.order_by = columns.names();
        self
    }

    /// How many rows cross to the host and back at a time, 1 to 10,000.
    pub fn batch(mut self, rows: u32) -> Self {
        self.batch = rows;
        self
    }

    /// Reads the rows, a batch at a time. The table may be changed meanwhile.
    pub fn scan(self) -> Result<Scan> {
        let cursor = call::scan(&self.selection)?;
        Ok(Scan {
            cursor: Some(cursor),
            columns: self.selection.columns.into(),
            batch: self.batch,
            rows: Vec::new().into_iter(),
        })
    }

    /// How many rows there are.
    pub fn count(self) -> Result<u64> {
        call::count(&self.selection.table, &self.selection.filters)
    }
}

/// Changing.
impl Rows {
    /// Inserts rows, each with a value for each of these columns. The number of rows inserted.
    ///
    /// Takes any iterator, and hands a batch at a time to the host.
    pub fn insert(self, columns: impl Names, rows: impl IntoIterator<Item = Vec<Value>>) -> Result<u64> {
        let columns = columns.names();
        batches(self.batch, rows, |rows| call::insert(&self.selection.table, &columns, rows))
    }

    /// Updates by key: each row has the key's values first, then the new values. The number of rows changed.
    pub fn update_by(
        self,
        key: impl Names,
        columns: impl Names,
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) -> Result<u64> {
        let (key, columns) = (key.names(), columns.names());
        batches(self.batch, rows, |rows| call::update(&self.selection.table, &key, &columns, rows))
    }

    /// Deletes by key: each row has the key's values. The number of rows deleted.
    pub fn delete_by(self, key: impl Names, rows: impl IntoIterator<Item = Vec<Value>>) -> Result<u64> {
        let key = key.names();
        batches(self.batch, rows, |rows| call::delete(&self.selection.table, &key, rows))
    }

    /// A new value for a column, for [`Rows::update`].
    pub fn set(mut self, column: &str, value: impl Into<Value>) -> Self {
        self.set.0.push(column.into());
        self.set.1.push(value.into());
        self
    }

    /// Gives the rows the values that were [`Rows::set`]. The number of rows changed.
    pub fn update(self) -> Result<u64> {
        call::update_where(&self.selection.table, &self.set.0, &self.set.1, &self.selection.filters)
    }

    /// Deletes the rows; every row of the table where there is no condition. The number of rows deleted.
    pub fn delete(self) -> Result<u64> {
        call::delete_where(&self.selection.table, &self.selection.filters)
    }
}

fn batches(
    size: u32,
    rows: impl IntoIterator<Item = Vec<Value>>,
    mut send: impl FnMut(&[Vec<Value>]) -> Result<u64>,
) -> Result<u64> {
    let mut done = 0;
    let mut batch = Vec::new();
    for row in rows {
        batch.push(row);
        if batch.len() >= size as usize {
            done += send(&batch)?;
            batch.clear();
        }
    }
    if !batch.is_empty() {
        done += send(&batch)?;
    }
    Ok(done)
}

/// The rows of a scan, in order. Ends after the first error.
#[derive(Debug)]
pub struct Scan {
    cursor: Option<data::Cursor>,
    columns: Rc<[String]>,
    batch: u32,
    rows: std::vec::IntoIter<Vec<Value>>,
}

impl Iterator for Scan {
    type Item = Result<Row, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rows.len() == 0 {
            match self.cursor.as_ref()?.next(self.batch) {
                Ok(rows) => self.rows = rows.into_iter(),
                Err(error) => {
                    self.cursor = None;
                    return Some(Err(error));
                }
            }
        }
        match self.rows.next() {
            Some(values) => Some(Ok(Row::shared(self.columns.clone(), values))),
            None => {
                self.cursor = None;
                None
            }
        }
    }
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::batches;
    use crate::prelude::*;

    #[test]
    fn rows_cross_in_batches_and_are_counted() -> Result {
        let mut sizes = Vec::new();
        let done = batches(2, (0..5).map(|id| values![id]), |rows| {
            sizes.push(rows.len());
            Ok(rows.len() as u64)
        })?;
        assert_eq!((done, sizes), (5, vec![2, 2, 1]));
        Ok(())
    }

    #[test]
    fn no_rows_are_no_call() {
        assert_eq!(rows("people").insert("id", []), Ok(0));
    }

    #[test]
    fn conditions_add_up() {
        let rows = rows("people").is_null("theme").one_of("id", [1, 2]).set("theme", "plain");
        assert_eq!(rows.selection.filters.len(), 2);
        assert_eq!(rows.set, (vec!["theme".to_owned()], values!["plain"]));
    }
}
