//! New tables, and what holds for every table.

use super::column::lower_column;
use super::settings::{collation_of, table_settings};
use super::{Changes, Rules, some_text, unsupported};
use mighost_schema::{Column, ColumnType, Constraint, Error, Result, Schema, Table};

/// A new table.
pub(super) fn lower_table(table: &Table, before: &Schema, rules: &Rules<'_>) -> Result<Table> {
    // The model knows what makes no sense in any database, and says so best.
    let mut lowered = Table::new(rules.fresh(&table.name)?);
    let what = format!("table `{}`", lowered.name);
    if table.columns.is_empty() {
        return Err(Error::Invalid(format!("{what} has no columns")));
    }
    lowered.settings = table_settings(&what, &table.settings, rules)?;
    lowered.comment = some_text(table.comment.as_ref());
    for column in &table.columns {
        if lowered.columns.iter().any(|there| there.name.eq_ignore_ascii_case(&column.name)) {
            return Err(Error::Invalid(format!("{what} has two columns `{}`", column.name)));
        }
        let column = lower_column(column, &lowered, rules)?;
        lowered.columns.push(column);
    }
    // Named ones first, so that the names made for the others keep clear of them.
    let mut changes = Changes { table: lowered, before, rules, done: Vec::new(), key_name: None };
    let (named, unnamed): (Vec<_>, Vec<_>) = table.constraints.iter().partition(|c| c.name().is_some());
    let (keys, others): (Vec<_>, Vec<_>) =
        named.into_iter().chain(unnamed).partition(|c| matches!(c, Constraint::PrimaryKey(_)));
    for constraint in keys.into_iter().chain(others) {
        changes.add_constraint(constraint, false)?;
    }
    for index in &table.indexes {
        changes.add_index(index, false)?;
    }
    let usual = collation_of(&changes.table, rules);
    for column in changes.table.columns.iter_mut().filter(|c| c.collation.as_ref() == Some(&usual)) {
        column.collation = None;
    }
    refuse_filled_moments(&changes.table, rules)?;
    Ok(changes.table)
}

/// Refuses a moment that the server would give a default which nobody asked for: the zero date, or the current one.
pub(super) fn refuse_filled_moments(table: &Table, rules: &Rules<'_>) -> Result<()> {
    let filled = |column: &&Column| {
        let ColumnType::Timestamp { with_zone, .. } = column.column_type else { return false };
        let bare = !column.nullable && column.default.is_none() && column.generated.is_none();
        let set = rules.flavour.mariadb && column.settings.contains_key("on-update");
        bare && (set || with_zone && !rules.facts.explicit_timestamps)
    };
    match table.columns.iter().find(filled) {
        None => Ok(()),
        Some(column) => unsupported(format!(
            "column `{}` of table `{}`: {} would give it a default by itself; give it one (such as current_timestamp), \
             or allow NULL",
            column.name,
            table.name,
            rules.flavour.name()
        )),
    }
}
