//! What SQLite can hold exactly.

use crate::{
    Column, ColumnDefault, ColumnType, Constraint, ForeignKey, Identity, IndexKey, NullsOrder, Schema, Table, TextSize,
    Value,
};
use std::collections::BTreeSet;

pub(super) fn holds(schema: &Schema) -> bool {
    let mut names = BTreeSet::new();
    // Tables, views and indexes share their names, in any case.
    let mut fresh = |name: &str| names.insert(name.to_ascii_lowercase());
    let relations = schema.tables.keys().chain(schema.views.keys()).all(|n| n.schema.is_none() && fresh(&n.name));
    relations
        && schema.tables.values().flat_map(|t| &t.indexes).all(|i| fresh(&i.name))
        && schema.sequences.is_empty()
        && schema.enumerations.is_empty()
        && schema.schemas.is_empty()
        && schema.views.values().all(|v| !v.materialized && v.comment.is_none())
        && schema.tables.values().all(|t| table(schema, t))
}

fn table(schema: &Schema, table: &Table) -> bool {
    let strict = table.settings.contains_key("strict");
    let without_rowid = table.settings.contains_key("without-rowid");
    let mut names = BTreeSet::new();
    let key = table.primary_key();
    let column_fits = |c: &Column| {
        let in_key = key.is_some_and(|k| k.contains(&c.name));
        let alone_in_key = key.is_some_and(|k| k.len() == 1) && in_key;
        default_fits(c)
            && c.comment.is_none()
            && c.settings.keys().all(|name| name == "on-conflict" && !c.nullable && c.generated.is_none())
            && !(in_key && (c.nullable || c.generated.is_some()))
            && c.identity.as_ref().is_none_or(|i| {
                *i == Identity::default()
                    && c.default.is_none()
                    && alone_in_key
                    && !without_rowid
                    && c.column_type == ColumnType::INTEGER
            })
            && c.generated.as_ref().is_none_or(|g| {
                let named = table.named(&g.expression);
                named.iter().all(|n| table.column(n).is_some_and(|c| c.generated.is_none()))
            })
            && (!strict || strict_type(&c.column_type))
    };
    table.comment.is_none()
        && table.settings.iter().all(|(k, v)| v.is_empty() && ["strict", "without-rowid"].contains(&k.as_str()))
        && !(without_rowid && key.is_none())
        && table.columns.iter().any(|c| c.generated.is_none())
        && table.columns.iter().all(|c| names.insert(c.name.to_ascii_lowercase()) && column_fits(c))
        && table.constraints.iter().all(|c| constraint_fits(schema, table, c))
        && keys_differ(table)
        && table.indexes.iter().all(|i| {
            i.method.is_none()
                && i.include.is_empty()
                && !i.nulls_not_distinct
                && i.comment.is_none()
                && i.settings.is_empty()
                && i.parts
                    .iter()
                    .all(|p| p.nulls == NullsOrder::Default && p.operator_class.is_none() && p.prefix_length.is_none())
        })
}

fn strict_type(column_type: &ColumnType) -> bool {
    match column_type {
        ColumnType::Native(name) => name == "ANY",
        other => [ColumnType::INTEGER, ColumnType::Real, ColumnType::TEXT, ColumnType::BLOB].contains(other),
    }
}

/// SQLite keeps a default's text; what it means is told by the column's type.
fn default_fits(column: &Column) -> bool {
    let Some(default) = &column.default else { return true };
    match (&column.column_type, default) {
        (_, ColumnDefault::Expression(_)) => true,
        (ColumnType::Boolean, ColumnDefault::Literal(value)) => matches!(value, Value::Boolean(_)),
        (ColumnType::Integer { .. }, ColumnDefault::Literal(value)) => matches!(value, Value::Integer(_)),
        (ColumnType::Real | ColumnType::Double, ColumnDefault::Literal(value)) => matches!(value, Value::Float(_)),
        (ColumnType::Char(_) | ColumnType::Varchar(_) | ColumnType::Text(_), ColumnDefault::Literal(value)) => {
            matches!(value, Value::Text(_))
        }
        (ColumnType::Blob(TextSize::Normal), ColumnDefault::Literal(value)) => matches!(value, Value::Bytes(_)),
        (ColumnType::Date, ColumnDefault::CurrentDate) => true,
        (ColumnType::Time { .. }, ColumnDefault::CurrentTime) => true,
        (ColumnType::Timestamp { .. }, ColumnDefault::CurrentTimestamp) => true,
        _ => false,
    }
}

fn constraint_fits(schema: &Schema, table: &Table, constraint: &Constraint) -> bool {
    let plain = |columns: &[String]| columns.iter().all(|c| table.column(c).is_some_and(|c| c.generated.is_none()));
    match constraint {
        Constraint::PrimaryKey(c) => c.settings.is_empty(),
        Constraint::Unique(c) => {
            c.settings.is_empty() && !c.nulls_not_distinct && c.deferral == crate::Deferral::NotDeferrable
        }
        Constraint::Check(c) => c.settings.is_empty() && !c.not_valid,
        Constraint::ForeignKey(c) => {
            c.settings.is_empty() && !c.not_valid && !c.match_full && plain(&c.columns) && key_exists(schema, c)
        }
        Constraint::Exclusion(_) => false,
    }
}

/// Whether the columns that a key refers to are a key themselves. SQLite finds out only when rows change.
fn key_exists(schema: &Schema, key: &ForeignKey) -> bool {
    let Some(target) = schema.tables.get(&key.referred_table) else { return false };
    let same = |columns: &[String]| {
        let sorted = |c: &[String]| c.iter().cloned().collect::<BTreeSet<_>>();
        columns.len() == key.referred_columns.len() && sorted(columns) == sorted(&key.referred_columns)
    };
    if key.referred_columns.is_empty() {
        return target.primary_key().is_some_and(|k| k.len() == key.columns.len());
    }
    target.constraints.iter().any(|c| match c {
        Constraint::PrimaryKey(c) => same(&c.columns),
        Constraint::Unique(c) => same(&c.columns),
        _ => false,
    }) || target.indexes.iter().any(|i| {
        let columns: Option<Vec<String>> = i
            .parts
            .iter()
            .map(|p| match &p.key {
                IndexKey::Column(c) if p.collation.is_none() => Some(c.clone()),
                _ => None,
            })
            .collect();
        i.unique && i.predicate.is_none() && columns.is_some_and(|c| same(&c))
    })
}

/// SQLite makes one index for two keys over the same columns, so their order in its catalog says nothing.
fn keys_differ(table: &Table) -> bool {
    let mut keys = BTreeSet::new();
    table.constraints.iter().all(|c| match c {
        Constraint::PrimaryKey(c) => keys.insert(c.columns.clone()),
        Constraint::Unique(c) => keys.insert(c.columns.clone()),
        _ => true,
    })
}
