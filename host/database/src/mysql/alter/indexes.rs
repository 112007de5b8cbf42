//! The clauses of keys and indexes.

use super::super::inspect::Read;
use super::super::keys::needed;
use super::super::lower::Rules;
use super::super::render::{self, name, names};
use mighost_schema::{Constraint, Index, IndexKey, Table};
use std::collections::BTreeMap;

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

/// Drops, renames and adds.
pub(super) fn indexes(
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
