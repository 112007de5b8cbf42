//! Structured rows.

use super::read::Fields;
use super::session::{NO_LIMIT, Outcome, Request};
use super::types::quoted;
use super::value::{add, is_common, natural, text};
use super::{Postgres, value};
use crate::Error;
use crate::sql::{self, Placeholders, Statement, identifier};
use mighost_schema::{Dialect, Error as CallError, Filter, ObjectName, Page, ResultLimit, Row, Value};
use sqlx::postgres::PgArguments;
use std::collections::BTreeMap;

/// A statement's parameters are counted in 16 bits.
const PARAMETERS: usize = 65_535;
/// More rows in one statement cost memory and save nothing.
const ROWS_A_STATEMENT: usize = 1000;

/// What is known of a table's columns.
struct Columns {
    /// The table, quoted.
    target: String,
    columns: BTreeMap<String, Known>,
}

struct Known {
    /// The type as a cast writes it: with its schema and without a length, which would cut values silently.
    cast: String,
    /// The type as people write it.
    shown: String,
    /// The type's number.
    number: u32,
    is_enumeration: bool,
    nullable: bool,
}

impl Columns {
    fn casts(&self) -> BTreeMap<String, String> {
        self.columns.iter().map(|(name, known)| (name.clone(), known.cast.clone())).collect()
    }

    fn placeholders<'a>(&self) -> Placeholders<'a> {
        Placeholders::with_casts(Dialect::Postgresql, &self.casts())
    }
}

fn invalid<T>(text: String) -> Result<T, Error> {
    Err(CallError::Invalid(text).into())
}

impl Postgres {
    /// Looks a table up, and checks that it has these columns.
    async fn columns<'n>(
        &mut self,
        table: &ObjectName,
        wanted: impl IntoIterator<Item = &'n String>,
    ) -> Result<Columns, Error> {
        let schema = self.in_schema(table.schema.as_deref()).to_owned();
        let sql = "SELECT a.attname::text, tn.nspname::text, t.typname::text, \
                   pg_catalog.format_type(a.atttypid, a.atttypmod), t.oid::text, (t.typtype = 'e')::text, \
                   (NOT a.attnotnull)::text \
                   FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
                   JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
                   JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace \
                   WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') \
                   AND c.relname NOT LIKE 'mighost\\_%' AND a.attnum > 0 AND NOT a.attisdropped";
        let mut columns = BTreeMap::new();
        for row in &self.look(sql, &[Some(&schema), Some(&table.name)]).await? {
            let mut fields = Fields::of(row);
            let name = fields.text();
            let part = |name: String| identifier(Dialect::Postgresql, &name);
            let cast = format!("{}.{}", part(fields.text()), part(fields.text()));
            let known = Known {
                cast,
                shown: fields.text(),
                number: fields.number().and_then(|n| u32::try_from(n).ok()).unwrap_or_default(),
                is_enumeration: fields.flag(),
                nullable: fields.flag(),
            };
            columns.insert(name, known);
        }
        if columns.is_empty() {
            return invalid(format!("there is no table `{table}`"));
        }
        for column in wanted {
            if !columns.contains_key(column) {
                let there: Vec<&str> = columns.keys().map(String::as_str).collect();
                return invalid(format!("table `{table}` has no column `{column}`; it has {}", there.join(", ")));
            }
        }
        Ok(Columns { target: quoted(table), columns })
    }

    /// Runs a statement whose parameters are texts that it casts.
    async fn run_texts(&mut self, statement: &Statement<'_>) -> Result<Outcome, Error> {
        let mut arguments = PgArguments::default();
        for parameter in &statement.parameters {
            let bytes = text(parameter).map(String::into_bytes);
            add(&mut arguments, value::Bound { kind: natural(&Value::Null), bytes })?;
        }
        self.ask(Request::One(&statement.text, arguments, NO_LIMIT)).await
    }

    /// Several statements of which all count or none.
    async fn together(&mut self, statements: &[Statement<'_>]) -> Result<u64, Error> {
        self.guard().await?;
        let mut changed = 0;
        for statement in statements {
            let result = self.run_texts(statement).await;
            changed += self.settle(result).await?.changed;
        }
        Ok(changed)
    }

    pub(super) async fn run_insert(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        rows: &[Row],
    ) -> Result<u64, Error> {
        let known = self.columns(table, columns).await?;
        check_width(table, rows, columns.len())?;
        if columns.is_empty() {
            let text = format!("INSERT INTO {} DEFAULT VALUES", known.target);
            let statements: Vec<_> =
                rows.iter().map(|_| Statement { text: text.clone(), parameters: Vec::new() }).collect();
            return self.together(&statements).await;
        }
        let most = (PARAMETERS / columns.len()).clamp(1, ROWS_A_STATEMENT);
        let statements: Vec<_> =
            rows.chunks(most).map(|rows| sql::insert(known.placeholders(), &known.target, columns, rows)).collect();
        self.together(&statements).await
    }

    pub(super) async fn run_page(&mut self, page: &Page<'_>) -> Result<Vec<Row>, Error> {
        let filtered = page.filters.iter().map(|filter| &filter.column);
        let known = self.columns(page.table, page.columns.iter().chain(page.order_by).chain(filtered)).await?;
        if page.columns.is_empty() {
            return invalid(format!("a page of table `{}` needs columns", page.table));
        }
        let never_null = page.order_by.iter().all(|column| known.columns.get(column).is_some_and(|k| !k.nullable));
        // What isn't read in its binary form is read as its text.
        let as_text: Vec<String> =
            known.columns.iter().filter(|(_, known)| !is_common(known.number)).map(|(name, _)| name.clone()).collect();
        let statement = sql::page(known.placeholders(), &known.target, page, never_null, &as_text)?;
        self.guard().await?;
        let mut arguments = PgArguments::default();
        for parameter in &statement.parameters {
            let bytes = text(parameter).map(String::into_bytes);
            add(&mut arguments, value::Bound { kind: natural(&Value::Null), bytes })?;
        }
        let limit = ResultLimit { rows: u64::MAX, bytes: page.bytes };
        let result = self.ask(Request::One(&statement.text, arguments, limit)).await;
        let outcome = self.settle(result).await?;
        if let Some(over) = outcome.over {
            return Err(CallError::Limit(over).into());
        }
        let mut rows = self.loaded(&outcome.rows).await?;
        for (at, name) in page.columns.iter().chain(page.order_by).enumerate() {
            let Some(known) = known.columns.get(name).filter(|_| as_text.contains(name)) else { continue };
            for value in rows.iter_mut().filter_map(|row| row.get_mut(at)) {
                if known.is_enumeration {
                    continue;
                }
                if let Value::Text(text) = value {
                    *value = Value::Native { type_name: known.shown.clone(), text: std::mem::take(text) };
                }
            }
        }
        Ok(rows)
    }

    pub(super) async fn run_count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error> {
        let known = self.columns(table, filters.iter().map(|filter| &filter.column)).await?;
        let statement = sql::count(known.placeholders(), &known.target, filters)?;
        self.guard().await?;
        let result = self.run_texts(&statement).await;
        let outcome = self.settle(result).await?;
        let rows = self.loaded(&outcome.rows).await?;
        match rows.first().and_then(|row| row.first()) {
            Some(Value::Integer(number)) => Ok(u64::try_from(*number).unwrap_or_default()),
            _ => Ok(0),
        }
    }

    pub(super) async fn run_update(
        &mut self,
        table: &ObjectName,
        key: &[String],
        columns: &[String],
        rows: &[Row],
    ) -> Result<u64, Error> {
        let known = self.columns(table, key.iter().chain(columns)).await?;
        check_width(table, rows, key.len() + columns.len())?;
        check_key(table, key)?;
        if columns.is_empty() {
            return invalid(format!("an update of table `{table}` sets no columns"));
        }
        let statements: Vec<_> =
            rows.iter().map(|row| sql::update(known.placeholders(), &known.target, key, columns, row)).collect();
        self.together(&statements).await
    }

    pub(super) async fn run_update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: &[Value],
        filters: &[Filter],
    ) -> Result<u64, Error> {
        let known = self.columns(table, columns.iter().chain(filters.iter().map(|filter| &filter.column))).await?;
        if columns.is_empty() || columns.len() != values.len() {
            return invalid(format!(
                "an update of table `{table}` sets {} columns to {} values",
                columns.len(),
                values.len()
            ));
        }
        let statement = sql::update_where(known.placeholders(), &known.target, columns, values, filters)?;
        self.together(&[statement]).await
    }

    pub(super) async fn run_delete(&mut self, table: &ObjectName, key: &[String], rows: &[Row]) -> Result<u64, Error> {
        let known = self.columns(table, key).await?;
        check_width(table, rows, key.len())?;
        check_key(table, key)?;
        let statements: Vec<_> =
            rows.iter().map(|row| sql::delete(known.placeholders(), &known.target, key, row)).collect();
        self.together(&statements).await
    }

    pub(super) async fn run_delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error> {
        let known = self.columns(table, filters.iter().map(|filter| &filter.column)).await?;
        let statement = sql::delete_where(known.placeholders(), &known.target, filters)?;
        self.together(&[statement]).await
    }
}

fn check_width(table: &ObjectName, rows: &[Row], width: usize) -> Result<(), Error> {
    match rows.iter().position(|row| row.len() != width) {
        Some(at) => invalid(format!(
            "row {} for table `{table}` has {} values instead of {width}",
            at + 1,
            rows.get(at).map_or(0, Vec::len)
        )),
        None => Ok(()),
    }
}

fn check_key(table: &ObjectName, key: &[String]) -> Result<(), Error> {
    if key.is_empty() {
        return invalid(format!("rows of table `{table}` are found by a key, and none is given"));
    }
    Ok(())
}
