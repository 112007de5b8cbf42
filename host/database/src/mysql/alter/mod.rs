//! `ALTER TABLE`, written from the table as it is and as it shall be.
//!
//! Whatever the changes were, in whatever order: the server gets one statement, in an order it takes, with every
//! column's whole definition, so that nothing is lost that wasn't asked to go. There are more statements only where the
//! server can't do it in one: a foreign key must go before the type of its columns changes and come back behind it.

mod columns;
mod indexes;

use super::inspect::Read;
use super::lower::{Rules, collation_of, level};

use super::render::{self, name, object};
use super::types;
use mighost_schema::{Change, Column, Constraint, Error, ForeignKey, ObjectName, Result, Table};
use std::collections::BTreeMap;

/// Where each of a table's columns comes from: its name now, and what it was called before, if it was there.
type Origins = Vec<(String, Option<String>)>;

fn origins(before: &Table, changes: &[Change]) -> Origins {
    let mut origins: Origins = before.columns.iter().map(|c| (c.name.clone(), Some(c.name.clone()))).collect();
    for change in changes {
        match change {
            Change::AddColumn { column, .. } if !origins.iter().any(|(now, _)| *now == column.name) => {
                origins.push((column.name.clone(), None));
            }
            Change::DropColumn { name, .. } => origins.retain(|(now, _)| now != name),
            Change::RenameColumn { from, to } => {
                origins.iter_mut().filter(|(now, _)| now == from).for_each(|(now, _)| *now = to.clone());
            }
            _ => {}
        }
    }
    origins
}

/// The changes in as many parts as the server needs: where a column gets the name that another has just given up, it
/// would take the one for the other in the table's keys.
pub(super) fn parts<'c>(before: &Table, changes: &'c [Change]) -> Result<Vec<&'c [Change]>> {
    let mut parts = Vec::new();
    let mut table = before.clone();
    let mut begin = 0;
    for (at, change) in changes.iter().enumerate() {
        let (Change::AddColumn { column, .. }, Some(part)) = (change, changes.get(begin..at)) else { continue };
        let given_up = |(now, was): &(String, Option<String>)| {
            was.as_ref().is_some_and(|was| was != now && was.eq_ignore_ascii_case(&column.name))
        };
        if origins(&table, part).iter().any(given_up) {
            table = table.alter(part)?;
            parts.push(part);
            begin = at;
        }
    }
    parts.extend(changes.get(begin..));
    Ok(parts)
}

/// What a table shall be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'t> {
    pub table: &'t Table,
    /// The first number of the column that numbers rows.
    pub start: Option<i64>,
}

/// The statements that make a table what it shall be. `children` are the foreign keys of other tables that refer to it.
pub(super) fn statements(
    before: &Read,
    wanted: &Wanted<'_>,
    changes: &[Change],
    children: &[(ObjectName, ForeignKey)],
    rules: &Rules<'_>,
) -> Result<Vec<String>> {
    let (old, after) = (&before.table, wanted.table);
    let origins = origins(old, changes);
    let was: BTreeMap<&str, &str> =
        origins.iter().filter_map(|(now, was)| Some((now.as_str(), was.as_deref()?))).collect();
    let now: BTreeMap<&str, &str> = was.iter().map(|(now, was)| (*was, *now)).collect();
    // A column that is computed in another way than before is dropped and added: the servers don't change that.
    let anew = |column: &Column| match was.get(column.name.as_str()).and_then(|was| old.column(was)) {
        None => true,
        Some(was) => remade(was, column),
    };
    let recreated: Vec<&str> = after
        .columns
        .iter()
        .filter(|c| was.contains_key(c.name.as_str()) && anew(c))
        .map(|c| c.name.as_str())
        .collect();
    for column in after.columns.iter().filter(|c| recreated.contains(&c.name.as_str())) {
        let computed =
            was.get(column.name.as_str()).and_then(|was| old.column(was)).is_some_and(|c| c.generated.is_some());
        if computed && column.generated.is_none() {
            return Err(Error::Unsupported(format!(
                "column `{}` of table `{}` is computed when it is read and has no values to keep; add a column, fill it \
                 with an update, drop this one and rename the new one",
                column.name, old.name
            )));
        }
    }
    // The old keys with the columns' new names; a key on a column made anew is made anew as well.
    let renamed = |columns: &[String]| -> Option<Vec<String>> {
        columns
            .iter()
            .map(|c| now.get(c.as_str()).filter(|now| !recreated.contains(now)).map(|now| (*now).to_owned()))
            .collect()
    };
    let retyped: Vec<&str> = after
        .columns
        .iter()
        .filter(|c| {
            was.get(c.name.as_str()).and_then(|was| old.column(was)).is_some_and(|was| {
                was.column_type != c.column_type || effective(was, old, rules) != effective(c, after, rules)
            })
        })
        .map(|c| c.name.as_str())
        .collect();

    let mut first = Vec::new();
    let mut clauses = Vec::new();
    let mut additions = Vec::new();
    let mut keys = Vec::new();

    // Foreign keys.
    for constraint in &old.constraints {
        let Constraint::ForeignKey(key) = constraint else { continue };
        let same = |c: &Constraint| matches!(c, Constraint::ForeignKey(k) if follows(key, k, old, &renamed, &now));
        let touches_retyped = renamed(&key.columns)
            .is_none_or(|columns| columns.iter().any(|c| retyped.contains(&c.as_str())))
            || key.referred_table == old.name
                && key.referred_columns.iter().any(|c| now.get(c.as_str()).is_some_and(|c| retyped.contains(c)));
        if !after.constraints.iter().any(same) || touches_retyped {
            first.push(format!("DROP FOREIGN KEY {}", name(key.name.as_deref().unwrap_or_default())));
        }
    }
    for constraint in &after.constraints {
        let Constraint::ForeignKey(key) = constraint else { continue };
        let dropped = first.contains(&format!("DROP FOREIGN KEY {}", name(key.name.as_deref().unwrap_or_default())));
        let stood = old
            .constraints
            .iter()
            .any(|c| matches!(c, Constraint::ForeignKey(k) if follows(k, key, old, &renamed, &now)));
        if !stood || dropped {
            keys.push(format!("ADD {}", render::constraint(constraint)));
        }
    }

    // Checks of the table; those of a column are in its definition.
    for constraint in old.constraints.iter().filter(|c| matches!(c, Constraint::Check(_)) && !level(c)) {
        if !after.constraints.contains(constraint) {
            clauses.push(rules.flavour.drop_check(&name(constraint.name().unwrap_or_default())));
        }
    }
    for constraint in after.constraints.iter().filter(|c| matches!(c, Constraint::Check(_)) && !level(c)) {
        if !old.constraints.contains(constraint) {
            additions.push(format!("ADD {}", render::constraint(constraint)));
        }
    }

    indexes::indexes(before, after, &renamed, rules, &mut clauses, &mut additions);
    for column in &old.columns {
        let kept = now.get(column.name.as_str()).is_some_and(|now| !recreated.contains(now));
        if !kept {
            clauses.push(format!("DROP COLUMN {}", name(&column.name)));
        }
    }
    columns::columns(old, after, &was, &recreated, rules, &mut clauses);
    clauses.extend(additions);
    clauses.extend(render::option_changes(old, after, rules));
    clauses.extend(wanted.start.map(|start| format!("AUTO_INCREMENT={start}")));

    let table = object(&old.name);
    let alter = |clauses: &[String]| format!("ALTER TABLE {table} {}", clauses.join(", "));
    let mut statements = Vec::new();
    let mut back = Vec::new();
    for (child, key) in children {
        let hit = key.referred_columns.iter().any(|c| now.get(c.as_str()).is_some_and(|now| retyped.contains(now)));
        if !hit || *child == old.name {
            continue;
        }
        fits(child, key, old, after, &now)?;
        let mut key = key.clone();
        statements.push(format!(
            "ALTER TABLE {} DROP FOREIGN KEY {}",
            object(child),
            name(key.name.as_deref().unwrap_or_default())
        ));
        key.referred_columns.iter_mut().for_each(|c| {
            if let Some(now) = now.get(c.as_str()) {
                *c = (*now).to_owned();
            }
        });
        back.push(format!("ALTER TABLE {} ADD {}", object(child), render::constraint(&Constraint::ForeignKey(key))));
    }
    // A server doesn't take a foreign key away and give another in one statement, nor a change of its columns' type.
    let alone = keys.is_empty() && retyped.is_empty() && recreated.is_empty();
    if !(first.is_empty() || alone) {
        statements.push(alter(&first));
    } else {
        clauses.splice(0..0, first);
    }
    clauses.extend(keys);
    if !clauses.is_empty() {
        statements.push(alter(&clauses));
    }
    statements.extend(back);
    Ok(statements)
}

/// Whether a column must be made anew: the server changes a stored column's expression, and makes it ordinary, but no
/// more.
fn remade(was: &Column, now: &Column) -> bool {
    match (&was.generated, &now.generated) {
        (None, None) => false,
        (Some(was), None) => !was.stored,
        (None, Some(_)) => true,
        (Some(was), Some(now)) => was.stored != now.stored,
    }
}

/// A column's collation, its own or its table's.
fn effective(column: &Column, table: &Table, rules: &Rules<'_>) -> Option<String> {
    types::textual(&column.column_type).then(|| column.collation.clone().unwrap_or_else(|| collation_of(table, rules)))
}

/// Whether a foreign key is what another becomes by the columns' renames.
fn follows(
    was: &ForeignKey,
    now: &ForeignKey,
    table: &Table,
    renamed: &dyn Fn(&[String]) -> Option<Vec<String>>,
    names: &BTreeMap<&str, &str>,
) -> bool {
    let mut expected = was.clone();
    let Some(columns) = renamed(&was.columns) else { return false };
    expected.columns = columns;
    if was.referred_table == table.name {
        for column in &mut expected.referred_columns {
            if let Some(now) = names.get(column.as_str()) {
                *column = (*now).to_owned();
            }
        }
    }
    expected == *now
}

/// Whether a foreign key of another table still fits a column whose type changes.
fn fits(child: &ObjectName, key: &ForeignKey, old: &Table, after: &Table, now: &BTreeMap<&str, &str>) -> Result<()> {
    for referred in &key.referred_columns {
        let column = now.get(referred.as_str()).and_then(|now| after.column(now));
        let was = old.column(referred);
        if let (Some(column), Some(was)) = (column, was) {
            let text = types::textual(&was.column_type) && types::textual(&column.column_type);
            if was.column_type != column.column_type && !text {
                return Err(Error::Invalid(format!(
                    "column `{referred}` of table `{}` can't become {}: foreign key `{}` of table `{child}` refers to it \
                     with columns of type {}; drop that key, change both, and add it again",
                    old.name,
                    column.column_type,
                    key.name.as_deref().unwrap_or_default(),
                    was.column_type
                )));
            }
        }
    }
    Ok(())
}
