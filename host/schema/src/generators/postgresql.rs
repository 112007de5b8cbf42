//! What PostgreSQL can hold.

use crate::{Column, ColumnType, Constraint, Identity, IndexKey, IntegerWidth, Schema, Table};
use std::collections::BTreeSet;

pub(super) fn holds(schema: &Schema) -> bool {
    let mut names = BTreeSet::new();
    // Tables, views, sequences and indexes share their names, and the indexes of keys with them.
    let mut fresh = |name: &str| names.insert(name.to_owned());
    let relations = schema.tables.keys().chain(schema.views.keys()).chain(schema.sequences.keys());
    let mut relations = relations.map(|n| n.name.as_str());
    let mut indexes =
        schema.tables.values().flat_map(|t| t.indexes.iter().map(|i| i.name.as_str()).chain(key_names(t)));
    relations.all(&mut fresh)
        && indexes.all(&mut fresh)
        && schema.tables.values().all(table)
        && schema.sequences.values().all(|s| numbers(&s.numbers))
        && schema.tables.values().all(|t| t.constraints.iter().all(|c| key_exists(schema, c)))
}

fn key_names(table: &Table) -> impl Iterator<Item = &str> {
    let keys = table.constraints.iter().filter(|c| matches!(c, Constraint::PrimaryKey(_) | Constraint::Unique(_)));
    keys.filter_map(Constraint::name)
}

fn is_text(column_type: &ColumnType) -> bool {
    matches!(column_type, ColumnType::Char(_) | ColumnType::Varchar(_) | ColumnType::Text(_))
}

/// Types that have no order, so that no index can be made over them.
fn is_unordered(column_type: &ColumnType) -> bool {
    matches!(column_type, ColumnType::Json)
}

fn table(table: &Table) -> bool {
    let key = table.primary_key().unwrap_or_default();
    let column_fits = |c: &Column| {
        let in_key = key.contains(&c.name);
        !(in_key && c.nullable)
            && (c.collation.is_none() || is_text(&c.column_type))
            && c.identity.as_ref().is_none_or(|identity| {
                !c.nullable
                    && c.default.is_none()
                    && numbers(identity)
                    && matches!(c.column_type, ColumnType::Integer { unsigned: false, width } if width != IntegerWidth::Tiny)
            })
            && c.generated.as_ref().is_none_or(|g| {
                let named = table.named(&g.expression);
                named.iter().all(|n| table.column(n).is_some_and(|c| c.generated.is_none()))
            })
    };
    let known = |name: &String| table.column(name);
    let ordered = |name: &String| known(name).is_some_and(|c| !is_unordered(&c.column_type));
    let constraint_fits = |c: &Constraint| match c {
        Constraint::PrimaryKey(c) => c.columns.iter().all(ordered),
        Constraint::Unique(c) => c.columns.iter().all(ordered),
        // These are tested by hand: an operator for any two columns isn't found by chance.
        Constraint::Exclusion(_) => false,
        Constraint::Check(_) | Constraint::ForeignKey(_) => true,
    };
    table.columns.iter().all(column_fits)
        && table.constraints.iter().all(constraint_fits)
        && table.indexes.iter().all(|i| {
            (i.unique || !i.nulls_not_distinct)
                && i.parts.iter().all(|part| match &part.key {
                    IndexKey::Column(name) => {
                        let text = known(name).is_some_and(|c| is_text(&c.column_type));
                        // A fixed length has another class.
                        let class = known(name).is_some_and(|c| matches!(c.column_type, ColumnType::Text(_)));
                        ordered(name) && (part.collation.is_none() || text) && (part.operator_class.is_none() || class)
                    }
                    IndexKey::Expression(_) => part.collation.is_none() && part.operator_class.is_none(),
                })
        })
}

/// Whether a sequence can count so.
fn numbers(numbers: &Identity) -> bool {
    let first = numbers.start.or(numbers.min_value).unwrap_or(1);
    let least = numbers.min_value.unwrap_or(1);
    first >= least && numbers.max_value.is_none_or(|most| most > least && first <= most)
}

/// Whether the columns that a key refers to are a key themselves, of the same types.
fn key_exists(schema: &Schema, constraint: &Constraint) -> bool {
    let Constraint::ForeignKey(key) = constraint else { return true };
    let Some(target) = schema.tables.get(&key.referred_table) else { return false };
    if key.referred_columns.is_empty() {
        return target.primary_key().is_some();
    }
    target.constraints.iter().any(|c| match c {
        Constraint::PrimaryKey(c) => c.columns == key.referred_columns,
        Constraint::Unique(c) => c.columns == key.referred_columns && c.deferral == crate::Deferral::NotDeferrable,
        _ => false,
    })
}
