//! Changes as the table that they are about has them.

use super::super::operate::check_settings;
use super::super::text::loosely;
use super::super::{canonical, types};
use super::unsupported;
use mighost_schema::{
    Change, Check, Constraint, ConstraintKey, ForeignKey, Position, Result as CallResult, Table, Unique,
};

/// The constraint of the table that a key means, by the server's name; `None` where it has none, or isn't there.
pub(super) fn named(table: &Table, key: &ConstraintKey) -> Option<String> {
    let fits = |constraint: &&Constraint| match (key, constraint) {
        (ConstraintKey::Name(name), constraint) => constraint.name() == Some(name),
        (ConstraintKey::PrimaryKey, Constraint::PrimaryKey(_)) => true,
        (ConstraintKey::Unique(columns), Constraint::Unique(c)) => c.columns == *columns,
        (ConstraintKey::ForeignKey(columns), Constraint::ForeignKey(c)) => c.columns == *columns,
        (ConstraintKey::Check(expression), Constraint::Check(c)) => {
            c.expression == *expression || loosely(&c.expression) == loosely(expression)
        }
        _ => false,
    };
    // One that its author gave no name is found by what it says before one that has one, and the newest first: that is
    // one of an earlier change of the list, to which the server hasn't given a name yet.
    let mut found = table.constraints.iter().rev().filter(fits);
    let first = found.clone().next();
    let nameless = |constraint: &&Constraint| constraint.name().is_none() || is_given(constraint);
    found.find(nameless).or(first).and_then(Constraint::name).map(str::to_owned)
}

/// Whether a constraint's name is one that the server gives: `<table>_<columns>_check`, with a number behind it where there
/// are several.
fn is_given(constraint: &Constraint) -> bool {
    let ending = match constraint {
        Constraint::PrimaryKey(_) => "_pkey",
        Constraint::Unique(_) => "_key",
        Constraint::Check(_) => "_check",
        Constraint::ForeignKey(_) => "_fkey",
        Constraint::Exclusion(_) => "_excl",
    };
    constraint.name().is_some_and(|name| name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(ending))
}

/// A change in the form that the table has: the names of constraints, canonical definitions, no positions. None
/// where there is nothing to do.
pub(in super::super) fn settled(table: &Table, change: &Change, stored: bool) -> CallResult<Option<Change>> {
    let what = format!("table `{}`", table.name);
    Ok(Some(match change {
        Change::AddColumn { column, if_not_exists, .. } => {
            if *if_not_exists && table.column(&column.name).is_some() {
                return Ok(None);
            }
            check_settings(&format!("{what}, column `{}`", column.name), &column.settings, &["serial"])?;
            let column = canonical::column(table, column, stored);
            Change::AddColumn { column, position: Position::Last, if_not_exists: false }
        }
        Change::DropColumn { name, if_exists: true } if table.column(name).is_none() => return Ok(None),
        Change::SetType { column, column_type, using } => Change::SetType {
            column: column.clone(),
            column_type: types::canonical(column_type, &table.name, column),
            using: using.clone(),
        },
        Change::SetDefault { column, default: Some(default) } => Change::SetDefault {
            column: column.clone(),
            default: match table.column(column) {
                Some(known) => canonical::default(default, &known.column_type),
                None => Some(default.clone()),
            },
        },
        Change::SetColumnComment { column, comment } => {
            Change::SetColumnComment { column: column.clone(), comment: canonical::comment(comment) }
        }
        Change::SetIndexComment { index, comment } => {
            Change::SetIndexComment { index: index.clone(), comment: canonical::comment(comment) }
        }
        Change::SetTableComment { comment } => Change::SetTableComment { comment: canonical::comment(comment) },
        Change::MoveColumn { column, .. } => {
            return unsupported(format!(
                "{what}: PostgreSQL can't move column `{column}`; add a new column, copy the values and drop the old one, \
                 or list the columns in the order you want where you read them"
            ));
        }
        Change::AddConstraint { constraint, if_not_exists } => {
            let constraint = canonical::constraint(constraint);
            if *if_not_exists && stands(table, &constraint) {
                return Ok(None);
            }
            Change::AddConstraint { constraint, if_not_exists: false }
        }
        Change::DropConstraint { key, if_exists } => match named(table, key) {
            Some(name) => Change::DropConstraint { key: ConstraintKey::Name(name), if_exists: false },
            None if *if_exists => return Ok(None),
            // The model says what is there.
            None => change.clone(),
        },
        Change::AddIndex { index, if_not_exists } => {
            if *if_not_exists && table.index(&index.name).is_some() {
                return Ok(None);
            }
            check_settings(&format!("index `{}`", index.name), &index.settings, canonical::INDEX_SETTINGS)?;
            Change::AddIndex { index: canonical::index(table, index), if_not_exists: false }
        }
        Change::DropIndex { name, if_exists: true } if table.index(name).is_none() => return Ok(None),
        Change::SetColumnSetting { column, name, .. } => {
            let what = format!("{what}, column `{column}`");
            check_settings(&what, &[(name.clone(), String::new())].into_iter().collect(), &["serial"])?;
            if name == "serial" {
                return unsupported(format!("{what}: a column is made to number rows by setting its identity"));
            }
            // A setting of another database's; but the column must be there.
            table.alter(std::slice::from_ref(change))?;
            return Ok(None);
        }
        Change::SetSetting { name, value } => {
            let given = [(name.clone(), value.clone().unwrap_or_default())].into_iter().collect();
            check_settings(&what, &given, canonical::TABLE_SETTINGS)?;
            if !canonical::TABLE_SETTINGS.contains(&name.as_str()) {
                return Ok(None);
            }
            change.clone()
        }
        other => other.clone(),
    }))
}

/// Whether a constraint like this one stands: of its name, or, without one, of its content.
fn stands(table: &Table, constraint: &Constraint) -> bool {
    let alike = |known: &Constraint| match (known, constraint) {
        (Constraint::PrimaryKey(a), Constraint::PrimaryKey(b)) => a.columns == b.columns,
        (Constraint::Unique(a), Constraint::Unique(b)) => *a == Unique { name: a.name.clone(), ..b.clone() },
        (Constraint::ForeignKey(a), Constraint::ForeignKey(b)) => {
            // Without columns it refers to the primary key.
            let columns = if b.referred_columns.is_empty() { &a.referred_columns } else { &b.referred_columns };
            *a == ForeignKey { name: a.name.clone(), referred_columns: columns.clone(), ..b.clone() }
        }
        (Constraint::Check(a), Constraint::Check(b)) => {
            loosely(&a.expression) == loosely(&b.expression)
                && *a == Check { name: a.name.clone(), expression: a.expression.clone(), ..b.clone() }
        }
        _ => false,
    };
    match constraint.name() {
        Some(name) => table.constraint(name).is_some(),
        None => table.constraints.iter().any(alike),
    }
}
