//! Structured rows: INSERT, SELECT, UPDATE and DELETE with everything bound.

use super::{identifier, identifiers};
use std::collections::BTreeMap;

use mighost_schema::{Condition, Dialect, Error, Filter, Page, Result, Row, Value};

/// A statement and what is bound to it, in order.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    pub text: String,
    pub parameters: Vec<&'a Value>,
}

/// How a dialect writes bound parameters.
pub(crate) struct Placeholders<'a> {
    dialect: Dialect,
    parameters: Vec<&'a Value>,
    /// The types that parameters are cast to, by the column that they are for.
    casts: BTreeMap<String, String>,
}

impl<'a> Placeholders<'a> {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Placeholders { dialect, parameters: Vec::new(), casts: BTreeMap::new() }
    }

    /// Parameters for a column are cast to its type, which is given as SQL.
    pub(crate) fn with_casts(dialect: Dialect, casts: &BTreeMap<String, String>) -> Self {
        Placeholders { dialect, parameters: Vec::new(), casts: casts.clone() }
    }

    fn bind(&mut self, column: &str, value: &'a Value) -> String {
        self.parameters.push(value);
        match self.dialect {
            Dialect::Postgresql => {
                let cast = self.casts.get(column).map(|cast| format!("::{cast}")).unwrap_or_default();
                format!("${}{cast}", self.parameters.len())
            }
            Dialect::Sqlite | Dialect::Mysql | Dialect::Mariadb => "?".to_owned(),
        }
    }

    fn name(&self, name: &str) -> String {
        identifier(self.dialect, name)
    }

    fn condition(&mut self, filter: &'a Filter) -> Result<String> {
        let column = self.name(&filter.column);
        let compare = |this: &mut Self, operator: &str, value: &'a Value| match value {
            Value::Null => Err(Error::Invalid(format!(
                "the filter on `{}` compares with NULL, which is never true; ask for is-null or is-not-null",
                filter.column
            ))),
            value => Ok(format!("{column} {operator} {}", this.bind(&filter.column, value))),
        };
        match &filter.condition {
            Condition::Equals(value) => compare(self, "=", value),
            Condition::Differs(value) => compare(self, "<>", value),
            Condition::Less(value) => compare(self, "<", value),
            Condition::Greater(value) => compare(self, ">", value),
            // No value is one of none; `IN ()` is SQLite's alone.
            Condition::OneOf(values) if values.is_empty() => Ok("1 = 0".to_owned()),
            Condition::OneOf(values) => {
                let bound: Vec<String> = values.iter().map(|value| self.bind(&filter.column, value)).collect();
                Ok(format!("{column} IN ({})", bound.join(", ")))
            }
            Condition::IsNull => Ok(format!("{column} IS NULL")),
            Condition::IsNotNull => Ok(format!("{column} IS NOT NULL")),
        }
    }

    fn filters(&mut self, filters: &'a [Filter]) -> Result<Vec<String>> {
        filters.iter().map(|filter| self.condition(filter)).collect()
    }

    fn equal(&mut self, column: &str, value: &'a Value) -> String {
        let name = self.name(column);
        match value {
            Value::Null => format!("{name} IS NULL"),
            value => format!("{name} = {}", self.bind(column, value)),
        }
    }

    /// The rows behind one that is known by the values of the columns that order them.
    ///
    /// SQL's comparisons know no NULL, ORDER BY does: a comparison of rows would lose every row with a NULL in one of
    /// the columns. So NULLs are compared as they sort: before everything, as [`page`] asks for.
    fn behind(&mut self, columns: &[String], values: &'a [Value]) -> String {
        let (Some((column, columns)), Some((value, values))) = (columns.split_first(), values.split_first()) else {
            return "1 = 0".to_owned();
        };
        let name = self.name(column);
        let greater = match value {
            Value::Null => format!("{name} IS NOT NULL"),
            value => format!("{name} > {}", self.bind(column, value)),
        };
        if columns.is_empty() {
            return greater;
        }
        let equal = self.equal(column, value);
        let rest = self.behind(columns, values);
        format!("({greater} OR ({equal} AND {rest}))")
    }

    fn done(self, text: String) -> Statement<'a> {
        Statement { text, parameters: self.parameters }
    }
}

fn joined(conditions: &[String]) -> String {
    if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) }
}

/// Inserts rows; `table` is quoted already.
pub(crate) fn insert<'a>(mut p: Placeholders<'a>, table: &str, columns: &[String], rows: &'a [Row]) -> Statement<'a> {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "({})",
                columns.iter().zip(row).map(|(column, value)| p.bind(column, value)).collect::<Vec<_>>().join(", ")
            )
        })
        .collect();
    let text = format!("INSERT INTO {table} ({}) VALUES {}", identifiers(p.dialect, columns), rows.join(", "));
    p.done(text)
}

/// One page of a table. `never_null` says that the columns that order it hold no NULL, so that rows can be compared
/// whole, which an index answers best. The columns in `as_text` are read as texts, by PostgreSQL's cast.
pub(crate) fn page<'a>(
    mut p: Placeholders<'a>,
    table: &str,
    page: &Page<'a>,
    never_null: bool,
    as_text: &[String],
) -> Result<Statement<'a>> {
    let wanted: Vec<String> = page
        .columns
        .iter()
        .chain(page.order_by)
        .map(|column| {
            let text = if as_text.contains(column) { "::pg_catalog.text" } else { "" };
            format!("{}{text}", p.name(column))
        })
        .collect();
    let mut conditions = p.filters(page.filters)?;
    if let Some(after) = page.after {
        if after.len() != page.order_by.len() {
            return Err(Error::Invalid(format!(
                "the last row is given by {} values, the table is ordered by {} columns",
                after.len(),
                page.order_by.len()
            )));
        }
        if never_null && after.len() > 1 && !after.contains(&Value::Null) {
            let bound: Vec<String> =
                page.order_by.iter().zip(after).map(|(column, value)| p.bind(column, value)).collect();
            conditions.push(format!("({}) > ({})", identifiers(p.dialect, page.order_by), bound.join(", ")));
        } else {
            if let ([first, _, ..], [value, ..]) = (page.order_by, after)
                && *value != Value::Null
            {
                // Says nothing new, but lets an index skip to the first row wanted.
                let column = p.name(first);
                let value = p.bind(first, value);
                conditions.push(format!("{column} >= {value}"));
            }
            let behind = p.behind(page.order_by, after);
            conditions.push(behind);
        }
    }
    // PostgreSQL sorts NULLs last unless told, MySQL has no word for it and sorts them first, as SQLite does.
    let nulls = if p.dialect == Dialect::Postgresql && !never_null { " NULLS FIRST" } else { "" };
    let order: Vec<String> = page.order_by.iter().map(|column| format!("{}{nulls}", p.name(column))).collect();
    let order = if order.is_empty() { String::new() } else { format!(" ORDER BY {}", order.join(", ")) };
    let text = format!("SELECT {} FROM {table}{}{order} LIMIT {}", wanted.join(", "), joined(&conditions), page.limit);
    Ok(p.done(text))
}

/// Counts rows.
pub(crate) fn count<'a>(mut p: Placeholders<'a>, table: &str, filters: &'a [Filter]) -> Result<Statement<'a>> {
    let conditions = p.filters(filters)?;
    let text = format!("SELECT count(*) FROM {table}{}", joined(&conditions));
    Ok(p.done(text))
}

/// Updates the row of one key: the row has the key's values, then the new ones.
pub(crate) fn update<'a>(
    mut p: Placeholders<'a>,
    table: &str,
    key: &[String],
    columns: &[String],
    row: &'a [Value],
) -> Statement<'a> {
    let (keys, values) = row.split_at(key.len().min(row.len()));
    let set = assignments(&mut p, columns, values);
    let conditions: Vec<String> = key.iter().zip(keys).map(|(column, value)| p.equal(column, value)).collect();
    let text = format!("UPDATE {table} SET {set}{}", joined(&conditions));
    p.done(text)
}

/// Sets columns where all filters hold.
pub(crate) fn update_where<'a>(
    mut p: Placeholders<'a>,
    table: &str,
    columns: &[String],
    values: &'a [Value],
    filters: &'a [Filter],
) -> Result<Statement<'a>> {
    let set = assignments(&mut p, columns, values);
    let conditions = p.filters(filters)?;
    let text = format!("UPDATE {table} SET {set}{}", joined(&conditions));
    Ok(p.done(text))
}

/// Deletes the row of one key.
pub(crate) fn delete<'a>(mut p: Placeholders<'a>, table: &str, key: &[String], row: &'a [Value]) -> Statement<'a> {
    let conditions: Vec<String> = key.iter().zip(row).map(|(column, value)| p.equal(column, value)).collect();
    let text = format!("DELETE FROM {table}{}", joined(&conditions));
    p.done(text)
}

/// Deletes where all filters hold.
pub(crate) fn delete_where<'a>(mut p: Placeholders<'a>, table: &str, filters: &'a [Filter]) -> Result<Statement<'a>> {
    let conditions = p.filters(filters)?;
    let text = format!("DELETE FROM {table}{}", joined(&conditions));
    Ok(p.done(text))
}

fn assignments<'a>(p: &mut Placeholders<'a>, columns: &[String], values: &'a [Value]) -> String {
    columns
        .iter()
        .zip(values)
        .map(|(column, value)| format!("{} = {}", p.name(column), p.bind(column, value)))
        .collect::<Vec<_>>()
        .join(", ")
}
