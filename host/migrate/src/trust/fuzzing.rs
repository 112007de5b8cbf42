//! What the fuzz targets see of the guard. It isn't for anybody else.

use super::{Grants, guard::Guard};
use mighost_schema::{Check, Column, ColumnType, Constraint, Dialect, Operation, Result, Settings, Table, View};
use std::sync::Arc;

/// The package that asks: what it owns begins with `acme_billing__`.
const PACKAGE: &str = "acme/billing";

/// Whether a confined package may write this expression into a check.
pub fn expression(dialect: Dialect, text: &str) -> Result<()> {
    let mut table = Table::new("acme_billing__bills");
    let check = Check { name: None, expression: text.to_owned(), not_valid: false, settings: Settings::new() };
    table.constraints.push(Constraint::Check(check));
    guard(dialect).operation(&Operation::CreateTable { table, if_not_exists: false }, &[])
}

/// Whether a confined package may name a type so.
pub fn word(dialect: Dialect, text: &str) -> Result<()> {
    let mut table = Table::new("acme_billing__bills");
    table.columns.push(Column::new("a", ColumnType::Native(text.to_owned())));
    guard(dialect).operation(&Operation::CreateTable { table, if_not_exists: false }, &[])
}

/// Whether a confined package may make a view of this query.
pub fn view(dialect: Dialect, query: &str) -> Result<()> {
    let view = View {
        name: "acme_billing__seen".into(),
        columns: Vec::new(),
        query: query.to_owned(),
        materialized: false,
        comment: None,
    };
    guard(dialect).operation(&Operation::CreateView { view, or_replace: false }, &[])
}

/// Whether a function only computes.
pub fn is_harmless(function: &str) -> bool {
    super::expressions::is_harmless(function)
}

fn guard(dialect: Dialect) -> Guard {
    Guard::new(Arc::new(Grants::own(PACKAGE)), dialect)
}
