//! How a difference is said.

use mighost_guest::prelude::*;
use std::fmt::Debug;

/// Refuses to run where two things differ.
pub fn same<T: PartialEq + Debug>(what: &str, is: T, should: T) -> Result {
    ensure!(is == should, "{what} is {is:?}, not {should:?}");
    Ok(())
}

/// Refuses to run where something doesn't hold.
pub fn holds(what: &str, holds: bool) -> Result {
    ensure!(holds, "this doesn't hold: {what}");
    Ok(())
}

/// Refuses to run where a call wasn't refused as unsupported.
pub fn unsupported<T: Debug>(what: &str, result: Result<T>) -> Result {
    match result {
        Err(Error::Unsupported(text)) if !text.is_empty() => Ok(()),
        other => bail!("{what} gave {other:?}, not unsupported"),
    }
}

/// Refuses to run where a call wasn't refused as invalid.
pub fn invalid<T: Debug>(what: &str, result: Result<T>) -> Result {
    match result {
        Err(Error::Invalid(text)) if !text.is_empty() => Ok(()),
        other => bail!("{what} gave {other:?}, not invalid"),
    }
}

/// Refuses to run where the database itself didn't refuse with this code.
pub fn database<T: Debug>(what: &str, code: &str, result: Result<T>) -> Result {
    match result {
        Err(error @ Error::Database(_)) if error.code() == Some(code) && !error.message().is_empty() => Ok(()),
        other => bail!("{what} gave {other:?}, not the database's {code}"),
    }
}

/// A table that must be there.
pub fn table(name: &str) -> Result<Table> {
    match inspect::table(name)? {
        Some(table) => Ok(table),
        None => bail!("there is no table {name}"),
    }
}

/// A column that must be there.
pub fn column_of(table_name: &str, column: &str) -> Result<Column> {
    match table(table_name)?.columns.into_iter().find(|c| c.name == column) {
        Some(column) => Ok(column),
        None => bail!("there is no column {column} in {table_name}"),
    }
}
