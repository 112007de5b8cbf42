//! Structured rows.

use super::Sqlite;
use super::execute::Savepoint;
use super::guard::{Mode, refuse_reserved};
use super::inspect;
use super::lower::main;
use super::render::name as quoted;
use crate::sql::{self, Placeholders};
use mighost_schema::{Dialect, Error, Filter, ObjectName, Page, Result, Row, Value};
use rusqlite::limits::Limit;

/// How many rows one INSERT holds at most: behind some hundred, a longer statement is no faster.
const ROWS_A_STATEMENT: usize = 500;

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
        if rows.is_empty() {
            return Ok(0);
        }
        let most = self.variables()?;
        if columns.len() > most {
            return Err(Error::Invalid(format!("a row of more than {most} values can't be bound")));
        }
        self.together(|this| {
            let mut inserted = 0;
            if columns.is_empty() {
                let statement = format!("INSERT INTO {target} DEFAULT VALUES");
                for _ in rows {
                    inserted += this.run(Mode::Guest, &statement, &[], &mut |_| Ok(()))?.changed;
                }
                return Ok(inserted);
            }
            for chunk in rows.chunks((most / columns.len()).clamp(1, ROWS_A_STATEMENT)) {
                let statement = sql::insert(Placeholders::new(Dialect::Sqlite), &target, columns, chunk);
                inserted += this.run(Mode::Guest, &statement.text, &statement.parameters, &mut |_| Ok(()))?.changed;
            }
            Ok(inserted)
        })
    }

    pub(super) fn run_page(&mut self, page: &Page<'_>) -> Result<Vec<Row>> {
        let filtered = page.filters.iter().map(|filter| &filter.column);
        let target =
            self.look(page.table, page.columns.iter().chain(page.order_by).chain(filtered), [].iter())?;
        if page.columns.is_empty() {
            return Err(Error::Invalid(format!("a page of table `{}` needs columns", page.table)));
        }
        let never_null = self.never_null(page.table, page.order_by)?;
        let statement = sql::page(Placeholders::new(Dialect::Sqlite), &target, page, never_null, &[])?;
        let mut rows = Vec::new();
        self.run(Mode::Guest, &statement.text, &statement.parameters, &mut |row| {
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
            let mut changed = 0;
            for row in rows {
                let statement = sql::update(Placeholders::new(Dialect::Sqlite), &target, key, columns, row);
                changed += this.run(Mode::Guest, &statement.text, &statement.parameters, &mut |_| Ok(()))?.changed;
            }
            Ok(changed)
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
            let mut deleted = 0;
            for row in rows {
                let statement = sql::delete(Placeholders::new(Dialect::Sqlite), &target, key, row);
                deleted += this.run(Mode::Guest, &statement.text, &statement.parameters, &mut |_| Ok(()))?.changed;
            }
            Ok(deleted)
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

    fn variables(&self) -> Result<usize> {
        let most = self.connection.limit(Limit::SQLITE_LIMIT_VARIABLE_NUMBER);
        // What SQLite is built with, where it doesn't say.
        Ok(most.ok().and_then(|most| usize::try_from(most).ok()).unwrap_or(999))
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
