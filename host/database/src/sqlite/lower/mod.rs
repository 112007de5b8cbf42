//! What SQLite can't hold, made into what it can, or refused.
//!
//! A lowered operation is what really runs: the model it makes of a schema is what inspection finds afterwards.

mod changes;
mod column;
mod constraint;
mod index;

use super::inspect::{VIRTUAL, is_main};
use super::reserved;
use super::text::{Text, refuse_open};
use changes::Changes;
use column::{check_identity, lower_column};
use constraint::lower_constraint;
use index::lower_index;
use mighost_schema::{AlterTable, ColumnType, Error, ObjectName, Operation, Result, Settings, Table, View};

/// The operation as SQLite can do it; `table` is the table it changes, as it stands.
///
/// - Comments are left out: SQLite keeps none.
/// - An enumeration with labels is a `VARCHAR` as long as its longest label, with a check named
///   `<table>_<column>_enum`.
/// - `jsonb` is `JSON`; long texts and blobs have one size.
/// - An identity column is an `INTEGER PRIMARY KEY AUTOINCREMENT`, whatever its width.
/// - In a STRICT table every type is one of SQLite's own (`INTEGER`, `REAL`, `TEXT`, `BLOB`).
/// - `not valid` constraints are checked at once. The default method of an index, the default place of NULLs and the
///   settings of other databases are left out.
/// - Names in another case than the table's are written as the table has them.
///
/// # Errors
/// [`Error::Unsupported`] for what SQLite can't do, saying what to do instead; [`Error::Invalid`] for what no database
/// can, and [`Error::Denied`] for what names mighost's own tables.
pub fn lower(operation: &Operation, table: Option<&Table>) -> Result<Operation> {
    Ok(match operation {
        Operation::CreateTable { table, if_not_exists } => {
            Operation::CreateTable { table: lower_table(table)?, if_not_exists: *if_not_exists }
        }
        Operation::AlterTable(alter) => match table {
            Some(table) => Operation::AlterTable(AlterTable {
                table: table.name.clone(),
                changes: Changes::of(table, &alter.changes)?,
            }),
            None => return Err(Error::Invalid(format!("there is no table `{}`", alter.table))),
        },
        Operation::CreateIndex { table: name, index, if_not_exists, .. } => Operation::CreateIndex {
            table: table.map_or_else(|| main(name), |table| Ok(table.name.clone()))?,
            index: match table {
                Some(table) => lower_index(index, table)?,
                None => index.clone(),
            },
            if_not_exists: *if_not_exists,
            concurrently: false,
        },
        Operation::CreateView { view, or_replace } => {
            Operation::CreateView { view: lower_view(view)?, or_replace: *or_replace }
        }
        other => other.clone(),
    })
}

/// A name in the schema there is.
pub(super) fn main(name: &ObjectName) -> Result<ObjectName> {
    if !is_main(name.schema.as_deref()) {
        return Err(Error::Unsupported(format!("`{name}`: an SQLite database has one schema, main; leave it out")));
    }
    Ok(ObjectName::new(&name.name))
}

/// Checks an expression that a migration wrote.
pub(super) fn fragment(what: &str, expression: &str) -> Result<String> {
    refuse_open(what, expression)?;
    if reserved::expression(&Text::new(expression)?) {
        return Err(Error::Denied(format!("{what} names one of mighost's own tables: {expression}")));
    }
    Ok(expression.trim().to_owned())
}

/// Settings that other databases have and SQLite has no use for.
const FOREIGN: &[&str] = &[
    "engine",
    "charset",
    "collate",
    "row-format",
    "on-update",
    "tablespace",
    "fillfactor",
    "unlogged",
    "partition-by",
    "auto-increment",
    "key-block-size",
    "inherits",
    "storage",
    "compression",
    "algorithm",
    "lock",
];

/// The settings that a column has here.
const COLUMN_SETTINGS: &[&str] = &["on-conflict", "not-null-constraint", "default-constraint"];

fn settings(what: &str, given: &Settings, known: &[&str]) -> Result<Settings> {
    let mut kept = Settings::new();
    for (name, value) in given {
        if known.contains(&name.as_str()) {
            kept.insert(name.clone(), value.clone());
        } else if !FOREIGN.contains(&name.as_str()) {
            return Err(Error::Unsupported(format!(
                "{what}: SQLite has no setting `{name}`; it has {}",
                if known.is_empty() { "none here".to_owned() } else { known.join(", ") }
            )));
        }
    }
    Ok(kept)
}

fn table_setting(name: &str, value: Option<&str>) -> Option<Option<String>> {
    match name {
        "strict" | "without-rowid" => {
            let on = value.is_some_and(|value| !matches!(value, "false" | "off" | "no" | "0"));
            Some(on.then(String::new))
        }
        _ => None,
    }
}

fn lower_table(table: &Table) -> Result<Table> {
    let mut lowered = Table::new(main(&table.name)?);
    if table.settings.contains_key(VIRTUAL) {
        return Err(Error::Unsupported(format!("`{}`: a virtual table is made by raw SQL", table.name)));
    }
    let given = settings(&format!("table `{}`", table.name), &table.settings, &["strict", "without-rowid"])?;
    for (name, value) in &given {
        if let Some(Some(value)) = table_setting(name, Some(value)) {
            lowered.settings.insert(name.clone(), value);
        }
    }
    let strict = lowered.settings.contains_key("strict");
    let mut checks = Vec::new();
    for column in &table.columns {
        let (mut column, check) = lower_column(column, &lowered.name.name, strict)?;
        if column.identity.is_some() {
            column.column_type = ColumnType::INTEGER;
        }
        checks.extend(check);
        lowered.columns.push(column);
    }
    for constraint in &table.constraints {
        lowered.constraints.push(lower_constraint(constraint, &lowered)?);
    }
    lowered.constraints.extend(checks);
    for column in &lowered.columns {
        check_identity(column, &lowered)?;
    }
    if lowered.columns.is_empty() {
        return Err(Error::Invalid(format!("table `{}` has no columns", table.name)));
    }
    for index in &table.indexes {
        lowered.indexes.push(lower_index(index, &lowered)?);
    }
    Ok(lowered)
}

fn real_name(table: &Table, column: &str) -> String {
    let exact = table.columns.iter().find(|c| c.name == column);
    let found = exact.or_else(|| table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(column)));
    found.map_or_else(|| column.to_owned(), |column| column.name.clone())
}

fn real_names(table: &Table, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| real_name(table, column)).collect()
}

fn lower_view(view: &View) -> Result<View> {
    if view.materialized {
        return Err(Error::Unsupported(format!(
            "view `{}`: SQLite has no materialized views; create a table and fill it, or an ordinary view",
            view.name
        )));
    }
    let query = view.query.trim().trim_end_matches(';').trim_end();
    Ok(View {
        name: main(&view.name)?,
        columns: view.columns.clone(),
        query: fragment(&format!("the query of view `{}`", view.name), query)?,
        materialized: false,
        comment: None,
    })
}
