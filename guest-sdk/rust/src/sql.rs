//! Raw SQL in the database's own dialect, one statement a call.
//!
//! A migration that uses any of this imports `sql`, and needs the grant for raw SQL. What [`crate::alter_table`] and
//! its kin and [`crate::rows`] can do needs none and runs on every database.
//!
//! Parameters are written as the database writes them: `?` or `?1` on SQLite, `$1` on PostgreSQL, `?` on MySQL.

use crate::Result;
use crate::abi::call;
use crate::bindings::mighost::migration::sql;
use crate::types::{Error, Value};
use crate::value::{FromValue, Row};
use std::rc::Rc;

/// Runs one statement. The number of rows it changed; 0 for what changes none.
///
/// ```no_run
/// # use mighost_guest::prelude::*;
/// # fn upgrade() -> Result {
/// sql::execute("update people set name = trim(name) where id > ?", params![10])?;
/// # Ok(())
/// # }
/// ```
pub fn execute(statement: &str, parameters: &[Value]) -> Result<u64> {
    call::execute(statement, parameters)
}

/// Runs one query and gives all its rows, up to the step's limit.
pub fn query(statement: &str, parameters: &[Value]) -> Result<Vec<Row>> {
    let result = sql::query(statement, parameters)?;
    let columns: Rc<[String]> = result.columns.into();
    Ok(result.rows.into_iter().map(|values| Row::shared(columns.clone(), values)).collect())
}

/// Runs one query and gives its first row, if there is one.
pub fn query_row(statement: &str, parameters: &[Value]) -> Result<Option<Row>> {
    Ok(query(statement, parameters)?.into_iter().next())
}

/// Runs one query and gives the first value of its first row. No row at all is an error.
///
/// ```no_run
/// # use mighost_guest::prelude::*;
/// # fn upgrade() -> Result {
/// if sql::query_value::<i64>("select count(*) from people where name is null", params![])? > 0 {
///     bail!("some people have no name; give them one first");
/// }
/// # Ok(())
/// # }
/// ```
pub fn query_value<T: FromValue>(statement: &str, parameters: &[Value]) -> Result<T> {
    match query_row(statement, parameters)? {
        Some(row) => row.get(0),
        None => Err(Error::Invalid("the query gave no row".into())),
    }
}

/// Runs one query and gives its rows in batches of `batch` (1 to 10,000).
pub fn cursor(statement: &str, parameters: &[Value], batch: u32) -> Result<Cursor> {
    let cursor = call::open_cursor(statement, parameters)?;
    let columns = cursor.columns().into();
    Ok(Cursor { cursor: Some(cursor), columns, batch, rows: Vec::new().into_iter() })
}

/// The rows of a query, in order. Ends after the first error.
#[derive(Debug)]
pub struct Cursor {
    cursor: Option<sql::Cursor>,
    columns: Rc<[String]>,
    batch: u32,
    rows: std::vec::IntoIter<Vec<Value>>,
}

impl Cursor {
    /// The columns' names.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

impl Iterator for Cursor {
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
