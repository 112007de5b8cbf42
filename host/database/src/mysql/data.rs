//! Structured rows.

use super::execute::Outcome;
use super::expression::comparable;
use super::guard::refuse_reserved;
use super::inspect::text;
use super::{Mysql, Transaction, types};
use crate::sql::{self, Placeholders};
use crate::{Error, Origin};
use mighost_schema::{
    ColumnType, Dialect, Error as CallError, Filter, ObjectName, Page, ResultLimit, Row, TextSize, Value,
};

/// How many rows one INSERT holds at most: behind some hundred, a longer statement is no faster.
const ROWS_A_STATEMENT: usize = 500;

/// How many values one statement binds at most: the protocol counts them in 16 bits.
const MOST_VALUES: usize = 65_535;

/// How many bytes one INSERT holds, about: a quarter of what servers take by themselves (`max_allowed_packet`).
const BYTES_A_STATEMENT: usize = 4 << 20;

/// A table or view as rows are read from and written to it.
struct Target {
    quoted: String,
    columns: Vec<Known>,
}

struct Known {
    name: String,
    column_type: ColumnType,
    nullable: bool,
    writable: bool,
}

impl Target {
    fn column(&self, name: &str) -> Option<&Known> {
        self.columns.iter().find(|known| known.name.eq_ignore_ascii_case(name))
    }

    /// A value of a column as its type calls it.
    fn typed(&self, column: &str, value: Value) -> Value {
        match (self.column(column).map(|known| &known.column_type), value) {
            (Some(ColumnType::Boolean), Value::Integer(number @ (0 | 1))) => Value::Boolean(number == 1),
            (Some(ColumnType::Json), Value::Text(text)) => Value::Json(text),
            (Some(ColumnType::Uuid), Value::Text(text)) => Value::Uuid(text),
            (_, value) => value,
        }
    }
}

const ALL: ResultLimit = ResultLimit { rows: u64::MAX, bytes: u64::MAX };

impl Mysql {
    /// The table, once it, its columns and what is to be done with them are known to make sense.
    async fn look(
        &mut self,
        table: &ObjectName,
        columns: impl Iterator<Item = &String> + Send,
        written: impl Iterator<Item = &String> + Send,
    ) -> Result<Target, Error> {
        self.alive()?;
        refuse_reserved(&table.name)?;
        let (columns, written): (Vec<&String>, Vec<&String>) = (columns.collect(), written.collect());
        let (database, name) = (Value::Text(self.database_of(table)), Value::Text(table.name.clone()));
        let sql = "SELECT column_name, column_type, is_nullable, extra, table_name FROM information_schema.columns \
                   WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position";
        let mut known: Vec<Known> = Vec::new();
        for row in self.rows(sql, &[&database, &name]).await? {
            if text(&row, 4) != table.name && !self.facts.lower_case_names {
                continue;
            }
            known.push(Known {
                name: text(&row, 0),
                column_type: types::parse(&text(&row, 1)),
                nullable: text(&row, 2) == "YES",
                writable: !text(&row, 3).to_ascii_uppercase().contains(" GENERATED"),
            });
        }
        if known.is_empty() {
            return Err(CallError::Invalid(format!("there is no table `{table}`")).into());
        }
        let long = ColumnType::Text(TextSize::Long);
        if self.flavour.mariadb && known.iter().any(|known| known.column_type == long) {
            // MariaDB's JSON is a long text with a check.
            let checks = self.flavour.checks_query().to_owned() + " AND table_name = ?";
            for row in self.rows(&checks, &[&database, &name]).await? {
                let (column, clause) = (text(&row, 1), text(&row, 3));
                if comparable(&clause) == comparable(&format!("json_valid(`{column}`)")) {
                    known.iter_mut().filter(|k| k.name == column).for_each(|k| k.column_type = ColumnType::Json);
                }
            }
        }
        let target = Target { quoted: self.quoted(table), columns: known };
        let find = |column: &String| {
            target.column(column).ok_or_else(|| {
                let known: Vec<&str> = target.columns.iter().map(|known| known.name.as_str()).collect();
                CallError::Invalid(format!("table `{table}` has no column `{column}`; it has {}", known.join(", ")))
            })
        };
        for column in columns {
            find(column)?;
        }
        let mut seen: Vec<&str> = Vec::new();
        for column in written {
            let known = find(column)?;
            let wrong = |why: &str| CallError::Invalid(format!("column `{}` of table `{table}` {why}", known.name));
            if !known.writable {
                return Err(wrong("is computed from others").into());
            }
            if seen.contains(&known.name.as_str()) {
                return Err(wrong("is named twice").into());
            }
            seen.push(&known.name);
        }
        Ok(target)
    }

    async fn change(&mut self, statement: sql::Statement<'_>) -> Result<u64, Error> {
        Ok(self.row_statement(&statement, ALL, false).await?.changed)
    }

    async fn row_statement(
        &mut self,
        statement: &sql::Statement<'_>,
        limit: ResultLimit,
        keep: bool,
    ) -> Result<Outcome, Error> {
        let result = self.run(Origin::Host, &statement.text, &statement.parameters, limit, keep).await;
        // ER_LOCK_DEADLOCK: the server has rolled the whole transaction back.
        if let Err(Error::Call(CallError::Database(said))) = &result
            && said.code == "1213"
        {
            self.transaction = Transaction::Lost;
        }
        result
    }

    pub(super) async fn run_insert(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        rows: &[Row],
    ) -> Result<u64, Error> {
        let target = self.look(table, [].iter(), columns.iter()).await?;
        check_width(table, rows, columns.len())?;
        if rows.is_empty() {
            return Ok(0);
        }
        if columns.len() > MOST_VALUES {
            return Err(CallError::Invalid(format!("a row of more than {MOST_VALUES} values can't be bound")).into());
        }
        self.mark(rows.len()).await?;
        let mut inserted = 0;
        let most = MOST_VALUES.checked_div(columns.len()).unwrap_or(1).clamp(1, ROWS_A_STATEMENT);
        let mut left = rows;
        while !left.is_empty() {
            let mut bytes = 0;
            let fitting = left.iter().take(most).take_while(|row| {
                let before = bytes;
                bytes += row.iter().map(Value::size).sum::<usize>();
                before == 0 || bytes <= BYTES_A_STATEMENT
            });
            let (chunk, rest) = left.split_at(fitting.count().max(1));
            left = rest;
            let statement = sql::insert(Placeholders::new(Dialect::Mysql), &target.quoted, columns, chunk);
            let result = self.change(statement).await;
            inserted += self.unmark(result, rows.len()).await?;
        }
        Ok(inserted)
    }

    pub(super) async fn run_page(&mut self, page: &Page<'_>) -> Result<Vec<Row>, Error> {
        let filtered = page.filters.iter().map(|filter| &filter.column);
        let named = page.columns.iter().chain(page.order_by).chain(filtered);
        let target = self.look(page.table, named, [].iter()).await?;
        if page.columns.is_empty() {
            return Err(CallError::Invalid(format!("a page of table `{}` needs columns", page.table)).into());
        }
        let never_null = page.order_by.iter().all(|column| target.column(column).is_some_and(|known| !known.nullable));
        let statement = sql::page(Placeholders::new(Dialect::Mysql), &target.quoted, page, never_null, &[])?;
        let limit = ResultLimit { rows: u64::MAX, bytes: page.bytes };
        let rows = self.row_statement(&statement, limit, true).await?.rows;
        let columns: Vec<&String> = page.columns.iter().chain(page.order_by).collect();
        Ok(rows
            .into_iter()
            .map(|row| row.into_iter().zip(&columns).map(|(value, column)| target.typed(column, value)).collect())
            .collect())
    }

    pub(super) async fn run_count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error> {
        let target = self.look(table, filters.iter().map(|filter| &filter.column), [].iter()).await?;
        let statement = sql::count(Placeholders::new(Dialect::Mysql), &target.quoted, filters)?;
        let rows = self.row_statement(&statement, ALL, true).await?.rows;
        Ok(match rows.first().and_then(|row| row.first()) {
            Some(Value::Integer(number)) => u64::try_from(*number).unwrap_or_default(),
            _ => 0,
        })
    }

    pub(super) async fn run_update(
        &mut self,
        table: &ObjectName,
        key: &[String],
        columns: &[String],
        rows: &[Row],
    ) -> Result<u64, Error> {
        let target = self.look(table, key.iter(), columns.iter()).await?;
        check_width(table, rows, key.len() + columns.len())?;
        check_key(table, key)?;
        if columns.is_empty() {
            return Err(CallError::Invalid(format!("an update of table `{table}` sets no columns")).into());
        }
        self.mark(rows.len()).await?;
        let mut changed = 0;
        for row in rows {
            let statement = sql::update(Placeholders::new(Dialect::Mysql), &target.quoted, key, columns, row);
            let result = self.change(statement).await;
            changed += self.unmark(result, rows.len()).await?;
        }
        Ok(changed)
    }

    pub(super) async fn run_update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: &[Value],
        filters: &[Filter],
    ) -> Result<u64, Error> {
        let target = self.look(table, filters.iter().map(|filter| &filter.column), columns.iter()).await?;
        if columns.is_empty() || columns.len() != values.len() {
            return Err(CallError::Invalid(format!(
                "an update of table `{table}` sets {} columns to {} values",
                columns.len(),
                values.len()
            ))
            .into());
        }
        let statement = sql::update_where(Placeholders::new(Dialect::Mysql), &target.quoted, columns, values, filters)?;
        self.change(statement).await
    }

    pub(super) async fn run_delete(&mut self, table: &ObjectName, key: &[String], rows: &[Row]) -> Result<u64, Error> {
        let target = self.look(table, key.iter(), [].iter()).await?;
        check_width(table, rows, key.len())?;
        check_key(table, key)?;
        self.mark(rows.len()).await?;
        let mut deleted = 0;
        for row in rows {
            let statement = sql::delete(Placeholders::new(Dialect::Mysql), &target.quoted, key, row);
            let result = self.change(statement).await;
            deleted += self.unmark(result, rows.len()).await?;
        }
        Ok(deleted)
    }

    pub(super) async fn run_delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error> {
        let target = self.look(table, filters.iter().map(|filter| &filter.column), [].iter()).await?;
        let statement = sql::delete_where(Placeholders::new(Dialect::Mysql), &target.quoted, filters)?;
        self.change(statement).await
    }

    /// Before several statements of which all count or none.
    async fn mark(&mut self, rows: usize) -> Result<(), Error> {
        self.reopen().await?;
        if rows > 1 { self.raw("SAVEPOINT mighost_rows").await } else { Ok(()) }
    }

    /// Takes back what was done since the mark, where one failed.
    async fn unmark<T>(&mut self, result: Result<T, Error>, rows: usize) -> Result<T, Error> {
        if result.is_err() && rows > 1 && self.transaction == Transaction::Open {
            self.raw("ROLLBACK TO SAVEPOINT mighost_rows").await?;
        }
        result
    }
}

fn check_width(table: &ObjectName, rows: &[Row], width: usize) -> Result<(), CallError> {
    match rows.iter().position(|row| row.len() != width) {
        Some(at) => Err(CallError::Invalid(format!(
            "row {} for table `{table}` has {} values instead of {width}",
            at + 1,
            rows.get(at).map_or(0, Vec::len)
        ))),
        None => Ok(()),
    }
}

fn check_key(table: &ObjectName, key: &[String]) -> Result<(), CallError> {
    if key.is_empty() {
        return Err(CallError::Invalid(format!("rows of table `{table}` are found by a key, and none is given")));
    }
    Ok(())
}
