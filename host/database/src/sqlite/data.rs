//! Structured rows.

use super::Sqlite;
use super::execute::Savepoint;
use super::guard::{Mode, refuse_reserved};
use super::inspect;
use super::lower::main;
use super::render::name as quoted;
use crate::sql::{self, Placeholders};
use mighost_schema::{Dialect, Error, Filter, ObjectName, Page, Result, Row, Value};

impl Sqlite {
    /// The name to write, once the table, its columns and what is to be done with them are known to make sense.
    fn look<'c>(
        &self,
        table: &ObjectName,
        columns: impl Iterator<Item = &'c String>,
        written: impl Iterator<Item = &'c String>,
    ) -> Result<String> {
        let name = main(table)?.name;
        refuse_reserved(&name)?;
        let known = inspect::column_names(&self.connection, &name)?;
        if known.is_empty() {
            return Err(Error::Invalid(format!("there is no table `{table}`")));
        }
        let find = |column: &String| {
            known.iter().find(|(known, _)| known.eq_ignore_ascii_case(column)).ok_or_else(|| {
                let known: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
                Error::Invalid(format!("table `{table}` has no column `{column}`; it has {}", known.join(", ")))
            })
        };
        for column in columns {
            find(column)?;
        }
        let mut seen: Vec<&str> = Vec::new();
        for column in written {
            let (column, writable) = find(column)?;
            if !writable {
                return Err(Error::Invalid(format!("column `{column}` of table `{table}` is computed from others")));
            }
            if seen.contains(&column.as_str()) {
                return Err(Error::Invalid(format!("column `{column}` of table `{table}` is named twice")));
            }
            seen.push(column);
        }
        self.refuse_hidden(&name)?;
        Ok(format!("main.{}", quoted(&name)))
    }

    pub(super) fn run_insert(&mut self, table: &ObjectName, columns: &[String], rows: &[Row]) -> Result<u64> {
        let target = self.look(table, [].iter(), columns.iter())?;
        check_width(table, rows, columns.len())?;
        let Some(first) = rows.get(..1) else { return Ok(0) };
        let text = if columns.is_empty() {
            format!("INSERT INTO {target} DEFAULT VALUES")
        } else {
            sql::insert(Placeholders::new(Dialect::Sqlite), &target, columns, first).text
        };
        // Inside the process a statement that is compiled once and run for each row is faster than one of many rows.
        self.together(|this| {
            let mut parameters = rows.iter().map(|row| row.iter().collect());
            Ok(this.run_each(Mode::Guest, &text, &mut parameters, &mut |_| Ok(()))?.changed)
        })
    }

    pub(super) fn run_page(&mut self, page: &Page<'_>) -> Result<Vec<Row>> {
        let filtered = page.filters.iter().map(|filter| &filter.column);
        let target = self.look(page.table, page.columns.iter().chain(page.order_by).chain(filtered), [].iter())?;
        if page.columns.is_empty() {
            return Err(Error::Invalid(format!("a page of table `{}` needs columns", page.table)));
        }
        let never_null = self.never_null(page.table, page.order_by)?;
        let statement = sql::page(Placeholders::new(Dialect::Sqlite), &target, page, never_null, &[])?;
        let mut rows = Vec::new();
        let mut bytes = 0_u64;
        self.run(Mode::Guest, &statement.text, &statement.parameters, &mut |row| {
            bytes += row.iter().map(|value| value.size() as u64).sum::<u64>();
            if bytes > page.bytes {
                return Err(Error::Limit(format!("a page of `{}` has more than {} bytes", page.table, page.bytes)));
            }
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    pub(super) fn run_count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        let target = self.look(table, filters.iter().map(|filter| &filter.column), [].iter())?;
        let statement = sql::count(Placeholders::new(Dialect::Sqlite), &target, filters)?;
        let mut count = 0;
        self.run(Mode::Guest, &statement.text, &statement.parameters, &mut |row| {
            if let Some(Value::Integer(number)) = row.first() {
                count = u64::try_from(*number).unwrap_or_default();
            }
            Ok(())
        })?;
        Ok(count)
    }

    pub(super) fn run_update(
        &mut self,
        table: &ObjectName,
        key: &[String],
        columns: &[String],
        rows: &[Row],
    ) -> Result<u64> {
        let target = self.look(table, key.iter(), columns.iter())?;
        check_width(table, rows, key.len() + columns.len())?;
        check_key(table, key)?;
        if columns.is_empty() {
            return Err(Error::Invalid(format!("an update of table `{table}` sets no columns")));
        }
        self.together(|this| {
            this.row_by_row(rows, key.len(), |row| {
                sql::update(Placeholders::new(Dialect::Sqlite), &target, key, columns, row)
            })
        })
    }

    pub(super) fn run_update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: &[Value],
        filters: &[Filter],
    ) -> Result<u64> {
        let target = self.look(table, filters.iter().map(|filter| &filter.column), columns.iter())?;
        if columns.is_empty() || columns.len() != values.len() {
            return Err(Error::Invalid(format!(
                "an update of table `{table}` sets {} columns to {} values",
                columns.len(),
                values.len()
            )));
        }
        let statement = sql::update_where(Placeholders::new(Dialect::Sqlite), &target, columns, values, filters)?;
        Ok(self.run(Mode::Guest, &statement.text, &statement.parameters, &mut |_| Ok(()))?.changed)
    }

    pub(super) fn run_delete(&mut self, table: &ObjectName, key: &[String], rows: &[Row]) -> Result<u64> {
        let target = self.look(table, key.iter(), [].iter())?;
        check_width(table, rows, key.len())?;
        check_key(table, key)?;
        self.together(|this| {
            this.row_by_row(rows, key.len(), |row| sql::delete(Placeholders::new(Dialect::Sqlite), &target, key, row))
        })
    }

    pub(super) fn run_delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        let target = self.look(table, filters.iter().map(|filter| &filter.column), [].iter())?;
        let statement = sql::delete_where(Placeholders::new(Dialect::Sqlite), &target, filters)?;
        Ok(self.run(Mode::Guest, &statement.text, &statement.parameters, &mut |_| Ok(()))?.changed)
    }

    /// Whether columns hold no NULL: declared so, or the row's id. A primary key alone says nothing in SQLite.
    fn never_null(&self, table: &ObjectName, columns: &[String]) -> Result<bool> {
        if columns.len() < 2 {
            return Ok(true);
        }
        let strict: Vec<String> = inspect::rows(
            &self.connection,
            "SELECT name FROM pragma_table_xinfo(?1, 'main') WHERE \"notnull\"",
            [&table.name],
            |row| row.get(0),
        )?;
        Ok(columns.iter().all(|column| strict.iter().any(|strict| strict.eq_ignore_ascii_case(column))))
    }

    /// Runs a statement for each row, compiled once for all rows in a run whose keys have their NULLs in the same places:
    /// a NULL is found by other words than a value.
    fn row_by_row<'r>(
        &mut self,
        rows: &'r [Row],
        key: usize,
        write: impl Fn(&'r Row) -> sql::Statement<'r>,
    ) -> Result<u64> {
        let nulls = |row: &Row| row.iter().take(key).map(|value| *value == Value::Null).collect::<Vec<_>>();
        let mut changed = 0;
        for alike in rows.chunk_by(|a, b| nulls(a) == nulls(b)) {
            let Some(first) = alike.first() else { continue };
            let text = write(first).text;
            let mut parameters = alike.iter().map(|row| write(row).parameters);
            changed += self.run_each(Mode::Guest, &text, &mut parameters, &mut |_| Ok(()))?.changed;
        }
        Ok(changed)
    }

    /// Several statements of which all count or none.
    fn together<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.alive()?;
        let savepoint = Savepoint::begin(&self.connection)?;
        let result = run(self);
        savepoint.end(&self.connection, result)
    }
}

fn check_width(table: &ObjectName, rows: &[Row], width: usize) -> Result<()> {
    match rows.iter().position(|row| row.len() != width) {
        Some(at) => Err(Error::Invalid(format!(
            "row {} for table `{table}` has {} values instead of {width}",
            at + 1,
            rows.get(at).map_or(0, Vec::len)
        ))),
        None => Ok(()),
    }
}

fn check_key(table: &ObjectName, key: &[String]) -> Result<()> {
    if key.is_empty() {
        return Err(Error::Invalid(format!("rows of table `{table}` are found by a key, and none is given")));
    }
    Ok(())
}
