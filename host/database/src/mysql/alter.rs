//! `ALTER TABLE`, written from the table as it is and as it shall be.
//!
//! Whatever the changes were, in whatever order: the server gets one statement, in an order it takes, with every
//! column's whole definition, so that nothing is lost that wasn't asked to go. There are more statements only where the
//! server can't do it in one: a foreign key must go before the type of its columns changes and come back behind it.

use super::inspect::Read;
use super::keys::needed;
use super::lower::{Rules, collation_of, level};

use super::render::{self, name, names, object};
use super::types;
use mighost_schema::{Change, Column, Constraint, Error, ForeignKey, Index, IndexKey, ObjectName, Result, Table};
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

    indexes(before, after, &renamed, rules, &mut clauses, &mut additions);
    for column in &old.columns {
        let kept = now.get(column.name.as_str()).is_some_and(|now| !recreated.contains(now));
        if !kept {
            clauses.push(format!("DROP COLUMN {}", name(&column.name)));
        }
    }
    columns(old, after, &was, &recreated, rules, &mut clauses);
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

/// The clauses that make the columns what they shall be, in the order they shall have.
fn columns(
    old: &Table,
    after: &Table,
    was: &BTreeMap<&str, &str>,
    recreated: &[&str],
    rules: &Rules<'_>,
    clauses: &mut Vec<String>,
) {
    let explicit = collation_of(old, rules) != collation_of(after, rules);
    // Where the columns that stay stood before, in their new order; a longest rising run of them needn't move.
    let kept = |column: &&Column| was.contains_key(column.name.as_str()) && !recreated.contains(&column.name.as_str());
    let place = |column: &Column| {
        let was = was.get(column.name.as_str());
        old.columns.iter().position(|c| Some(&c.name.as_str()) == was).unwrap_or_default()
    };
    let places: Vec<usize> = after.columns.iter().filter(kept).map(place).collect();
    let still = longest_rise(&places);
    let last_kept = after.columns.iter().rposition(|c| kept(&c) && still.contains(&place(c)));
    for (at, column) in after.columns.iter().enumerate() {
        let position = match at.checked_sub(1).and_then(|before| after.columns.get(before)) {
            None => " FIRST".to_owned(),
            Some(before) => format!(" AFTER {}", name(&before.name)),
        };
        if !kept(&column) {
            let definition = render::column(column, after, false, rules);
            // Behind the last that stays, the order of the clauses is the order of the columns.
            let position = if last_kept.is_some_and(|last| at > last) { String::new() } else { position };
            clauses.push(format!("ADD COLUMN {definition}{position}"));
            continue;
        }
        let moves = !still.contains(&place(column));
        let position = if moves { position } else { String::new() };
        let Some(before) = was.get(column.name.as_str()).and_then(|was| old.column(was)) else { continue };
        let mut same = before.clone();
        same.name.clone_from(&column.name);
        let recollated = explicit && types::textual(&column.column_type);
        let unchecked = render::own_check(old, &before.name) != render::own_check(after, &column.name);
        if before.name != column.name {
            let definition = render::column(column, after, recollated, rules);
            clauses.push(format!("CHANGE COLUMN {} {definition}{position}", name(&before.name)));
        } else if same != *column || moves || recollated || unchecked {
            let definition = render::column(column, after, recollated, rules);
            clauses.push(format!("MODIFY COLUMN {definition}{position}"));
        }
    }
}

/// The members of a longest rising subsequence of different numbers.
fn longest_rise(numbers: &[usize]) -> Vec<usize> {
    // For each number the longest run that ends with it; tables have few enough columns for the plain way.
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let best =
            runs.iter().take(at).filter(|run| run.last().is_some_and(|last| last < number)).max_by_key(|run| run.len());
        let mut run = best.cloned().unwrap_or_default();
        run.push(*number);
        runs.push(run);
    }
    runs.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

/// Everything of a table that is an index to the server, by its name, with its definition.
#[derive(Clone, Debug, PartialEq)]
enum Key {
    Primary(Vec<String>),
    Unique(Vec<String>),
    Index(Index),
    /// For a foreign key alone.
    Implicit(Vec<String>),
}

fn key_map(table: &Table, implicit: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Key> {
    let mut map = BTreeMap::new();
    for constraint in &table.constraints {
        match constraint {
            Constraint::PrimaryKey(key) => map.insert("PRIMARY".to_owned(), Key::Primary(key.columns.clone())),
            Constraint::Unique(key) => {
                map.insert(key.name.clone().unwrap_or_default(), Key::Unique(key.columns.clone()))
            }
            _ => None,
        };
    }
    for index in &table.indexes {
        map.insert(index.name.clone(), Key::Index(Index { name: String::new(), ..index.clone() }));
    }
    for (name, columns) in implicit {
        map.insert(name.clone(), Key::Implicit(columns.clone()));
    }
    map
}

fn indexes(
    before: &Read,
    after: &Table,
    renamed: &dyn Fn(&[String]) -> Option<Vec<String>>,
    rules: &Rules<'_>,
    clauses: &mut Vec<String>,
    additions: &mut Vec<String>,
) {
    let old = key_map(&before.table, &before.implicit);
    let mut new = key_map(after, &needed(after));
    let follow = |key: &Key| -> Option<Key> {
        Some(match key {
            Key::Primary(columns) => Key::Primary(renamed(columns)?),
            Key::Unique(columns) => Key::Unique(renamed(columns)?),
            Key::Implicit(columns) => Key::Implicit(renamed(columns)?),
            Key::Index(index) => {
                let mut index = index.clone();
                for part in &mut index.parts {
                    if let IndexKey::Column(column) = &mut part.key {
                        *column = renamed(std::slice::from_ref(column))?.pop()?;
                    }
                }
                Key::Index(index)
            }
        })
    };
    let mut gone = Vec::new();
    for (index, key) in &old {
        let followed = follow(key);
        if new.get(index).is_some_and(|key| Some(key) == followed.as_ref()) {
            new.remove(index);
        } else {
            gone.push((index.clone(), followed));
        }
    }
    for (index, followed) in gone {
        let plain = followed.as_ref().map(|key| match key {
            // An index for a foreign key alone may become one that was asked for, and the other way round.
            Key::Implicit(columns) => Key::Index(Index::new("", columns.clone())),
            other => other.clone(),
        });
        let same = |key: &Key| match key {
            Key::Implicit(columns) => plain == Some(Key::Index(Index::new("", columns.clone()))),
            key => plain.as_ref() == Some(key),
        };
        let moved = new
            .iter()
            .find(|(name, key)| same(key) && (!old.contains_key(*name) || **name == index))
            .map(|(n, _)| n.clone());
        match moved {
            Some(to) if to == index => {
                new.remove(&to);
            }
            Some(to) if index != "PRIMARY" => {
                clauses.push(format!("RENAME INDEX {} TO {}", name(&index), name(&to)));
                new.remove(&to);
            }
            _ if index == "PRIMARY" => clauses.push("DROP PRIMARY KEY".to_owned()),
            _ => clauses.push(format!("DROP INDEX {}", name(&index))),
        }
    }
    // The primary key first: other indexes of the server refer to it.
    let (primary, others): (Vec<_>, Vec<_>) = new.into_iter().partition(|(index, _)| index == "PRIMARY");
    for (index, key) in primary.into_iter().chain(others) {
        additions.push(match key {
            Key::Primary(columns) => format!("ADD PRIMARY KEY ({})", names(&columns)),
            Key::Unique(columns) => format!("ADD UNIQUE KEY {} ({})", name(&index), names(&columns)),
            Key::Implicit(columns) => format!("ADD KEY {} ({})", name(&index), names(&columns)),
            Key::Index(definition) => {
                format!("ADD {}", render::index(&Index { name: index, ..definition }, rules))
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_columns_move_as_can_be() {
        assert_eq!(longest_rise(&[1, 2, 3, 0]), [1, 2, 3]);
        assert_eq!(longest_rise(&[2, 0, 1]), [0, 1]);
        assert_eq!(longest_rise(&[]), [0_usize; 0]);
    }
}
