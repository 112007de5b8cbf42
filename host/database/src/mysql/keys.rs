//! Reading indexes, keys and foreign keys.
//!
//! A server knows no difference between a unique index and a unique constraint. What is no more than columns is read
//! as a constraint, what has a length, a direction or a comment as an index.

use super::Mysql;
use super::inspect::{integer, optional, text};
use crate::Error;
use mighost_schema::{
    Constraint, Deferral, ForeignKey, ForeignKeyAction, Index, IndexKey, IndexPart, ObjectName, PrimaryKey, Settings,
    Table, Unique, Value,
};
use std::collections::BTreeMap;

/// All indexes and foreign keys of a schema, by table.
pub(super) struct Keys {
    indexes: BTreeMap<String, Vec<Index>>,
    foreign: BTreeMap<String, Vec<ForeignKey>>,
}

impl Keys {
    pub(super) async fn read(this: &mut Mysql, database: &str, only: Option<&str>) -> Result<Keys, Error> {
        let mut parameters = vec![Value::Text(database.to_owned())];
        parameters.extend(only.map(|name| Value::Text(name.to_owned())));
        let parameters: Vec<&Value> = parameters.iter().collect();
        let one = |column: &str| only.map(|_| format!(" AND {column} = ?")).unwrap_or_default();
        let sql = format!(
            "SELECT s.table_name, s.index_name, s.non_unique, s.column_name, s.collation, s.sub_part, s.index_type, \
             s.index_comment, {} FROM information_schema.statistics s WHERE s.table_schema = ?{} \
             ORDER BY s.table_name, s.index_name, s.seq_in_index",
            this.flavour.statistics_columns(),
            one("s.table_name")
        );
        let mut indexes: BTreeMap<String, Vec<Index>> = BTreeMap::new();
        for row in this.rows(&sql, &parameters).await? {
            let (table, name) = (text(&row, 0), text(&row, 1));
            let list = indexes.entry(table).or_default();
            if list.last().is_none_or(|last| last.name != name) {
                let mut index = Index::new(&name, [] as [&str; 0]);
                index.unique = integer(&row, 2) == Some(0);
                index.method = match text(&row, 6).to_ascii_lowercase().as_str() {
                    // A unique index over a long text is kept as a hash, whatever was said.
                    "btree" | "hash" | "" => None,
                    other => Some(other.to_owned()),
                };
                index.comment = optional(&row, 7).filter(|comment| !comment.is_empty());
                if integer(&row, 9) == Some(1) {
                    index.settings.insert("invisible".to_owned(), String::new());
                }
                list.push(index);
            }
            let spatial = text(&row, 6).eq_ignore_ascii_case("spatial");
            let part = IndexPart {
                key: match (optional(&row, 3), optional(&row, 8)) {
                    (Some(column), _) => IndexKey::Column(column),
                    (None, expression) => {
                        IndexKey::Expression(this.flavour.expression(&expression.unwrap_or_default()))
                    }
                },
                descending: text(&row, 4) == "D",
                // The servers' own for a spatial index.
                prefix_length: integer(&row, 5).and_then(|length| u32::try_from(length).ok()).filter(|_| !spatial),
                ..IndexPart::column("")
            };
            list.last_mut().into_iter().for_each(|index| index.parts.push(part.clone()));
        }
        let sql = format!(
            "SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_schema, \
             k.referenced_table_name, k.referenced_column_name, r.delete_rule, r.update_rule \
             FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r \
             ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name \
             AND r.table_name = k.table_name \
             WHERE k.table_schema = ?{} AND k.referenced_table_name IS NOT NULL \
             ORDER BY k.table_name, k.constraint_name, k.ordinal_position",
            one("k.table_name")
        );
        let mut foreign: BTreeMap<String, Vec<ForeignKey>> = BTreeMap::new();
        for row in this.rows(&sql, &parameters).await? {
            let (table, name) = (text(&row, 0), text(&row, 1));
            let list = foreign.entry(table).or_default();
            if list.last().is_none_or(|last| last.name.as_deref() != Some(&name)) {
                let schema = optional(&row, 3).filter(|schema| *schema != this.facts.database);
                list.push(ForeignKey {
                    name: Some(name),
                    columns: Vec::new(),
                    referred_table: ObjectName { schema, name: text(&row, 4) },
                    referred_columns: Vec::new(),
                    on_delete: action(&text(&row, 6)),
                    on_update: action(&text(&row, 7)),
                    deferral: Deferral::NotDeferrable,
                    match_full: false,
                    not_valid: false,
                    settings: Settings::new(),
                });
            }
            if let Some(key) = list.last_mut() {
                key.columns.push(text(&row, 2));
                key.referred_columns.push(text(&row, 5));
            }
        }
        Ok(Keys { indexes, foreign })
    }

    /// Gives a table its keys and indexes; what is left are the indexes that stand for a foreign key alone.
    pub(super) fn take(&mut self, table: &mut Table) -> BTreeMap<String, Vec<String>> {
        let foreign = self.foreign.remove(&table.name.name).unwrap_or_default();
        let mut implicit = BTreeMap::new();
        for index in self.indexes.remove(&table.name.name).unwrap_or_default() {
            let columns = plain_columns(&index);
            if index.name == "PRIMARY" {
                let key = PrimaryKey { name: None, columns: names(&index), settings: Settings::new() };
                table.constraints.insert(0, Constraint::PrimaryKey(key));
                continue;
            }
            let stands_for = foreign.iter().any(|key| {
                key.name.as_deref() == Some(&index.name) && columns.as_ref() == Some(&key.columns) && !index.unique
            });
            match columns {
                Some(columns) if stands_for => {
                    implicit.insert(index.name, columns);
                }
                Some(columns) if index.unique => table.constraints.push(unique(&index.name, columns)),
                _ => table.indexes.push(index),
            }
        }
        table.constraints.extend(foreign.into_iter().map(Constraint::ForeignKey));
        implicit
    }
}

fn names(index: &Index) -> Vec<String> {
    index
        .parts
        .iter()
        .filter_map(|part| match &part.key {
            IndexKey::Column(column) => Some(column.clone()),
            IndexKey::Expression(_) => None,
        })
        .collect()
}

/// The columns of an index that is nothing but columns.
pub(super) fn plain_columns(index: &Index) -> Option<Vec<String>> {
    let plain = index.method.is_none()
        && index.predicate.is_none()
        && index.include.is_empty()
        && index.comment.is_none()
        && index.settings.is_empty()
        && index.parts.iter().all(|part| !part.descending && part.prefix_length.is_none());
    let columns = names(index);
    (plain && columns.len() == index.parts.len()).then_some(columns)
}

/// A unique constraint.
pub(super) fn unique(name: &str, columns: Vec<String>) -> Constraint {
    Constraint::Unique(Unique {
        name: Some(name.to_owned()),
        columns,
        nulls_not_distinct: false,
        deferral: Deferral::NotDeferrable,
        settings: Settings::new(),
    })
}

/// What a rule of the catalog means; to InnoDB `NO ACTION` and `RESTRICT` are the same.
fn action(rule: &str) -> ForeignKeyAction {
    match rule {
        "CASCADE" => ForeignKeyAction::Cascade,
        "SET NULL" => ForeignKeyAction::SetNull,
        "SET DEFAULT" => ForeignKeyAction::SetDefault,
        _ => ForeignKeyAction::NoAction,
    }
}

/// The indexes that a table needs for its foreign keys beside those it has: by the name of the foreign key.
pub(super) fn needed(table: &Table) -> BTreeMap<String, Vec<String>> {
    let mut there: Vec<Vec<String>> = Vec::new();
    for constraint in &table.constraints {
        match constraint {
            Constraint::PrimaryKey(key) => there.push(key.columns.clone()),
            Constraint::Unique(key) => there.push(key.columns.clone()),
            _ => {}
        }
    }
    // A prefix of a column, an expression or a text index doesn't do.
    let whole = |index: &&Index| {
        index.method.is_none()
            && index.parts.iter().all(|part| part.prefix_length.is_none())
            && !index.settings.contains_key("invisible")
    };
    there.extend(table.indexes.iter().filter(whole).map(names));
    let mut needed = BTreeMap::new();
    let mut keys: Vec<&ForeignKey> = table
        .constraints
        .iter()
        .filter_map(|constraint| match constraint {
            Constraint::ForeignKey(key) => Some(key),
            _ => None,
        })
        .collect();
    // The widest first, so that one index serves as many as it can; then by name, to be the same every time.
    keys.sort_by(|a, b| b.columns.len().cmp(&a.columns.len()).then_with(|| a.name.cmp(&b.name)));
    for key in keys {
        let Some(name) = &key.name else { continue };
        if !there.iter().any(|columns| columns.starts_with(&key.columns)) {
            there.push(key.columns.clone());
            needed.insert(name.clone(), key.columns.clone());
        }
    }
    needed
}
