//! What MySQL and MariaDB can hold exactly.

use crate::{
    Column, ColumnDefault, ColumnType, Constraint, ForeignKey, ForeignKeyAction, Identity, IndexKey, NullsOrder,
    Schema, Table, Value,
};
use std::collections::BTreeSet;

pub(super) fn holds(schema: &Schema) -> bool {
    let mut relations = BTreeSet::new();
    let mut keys = BTreeSet::new();
    let names = schema.tables.keys().chain(schema.views.keys()).chain(schema.sequences.keys());
    names.into_iter().all(|n| n.schema.is_none() && relations.insert(n.name.to_ascii_lowercase()))
        && schema.enumerations.is_empty()
        && schema.schemas.is_empty()
        && schema.views.values().all(|v| !v.materialized && v.comment.is_none())
        // Foreign keys share their names in the whole database.
        && schema.tables.values().flat_map(foreign_keys).all(|k| {
            k.name.as_ref().is_none_or(|name| keys.insert(name.to_ascii_lowercase()))
        })
        && schema.tables.values().all(|t| table(schema, t))
        && schema.sequences.values().all(|s| {
            let n = &s.numbers;
            let greatest = n.max_value.unwrap_or(i64::MAX);
            !n.always
                && n.start.unwrap_or(1) <= greatest
                && n.increment.unwrap_or(1) < greatest
                && greatest > 1
        })
}

fn foreign_keys(table: &Table) -> impl Iterator<Item = &ForeignKey> {
    table.constraints.iter().filter_map(|c| match c {
        Constraint::ForeignKey(key) => Some(key),
        _ => None,
    })
}

/// What can be part of a key without saying how much of it.
fn indexable(column_type: &ColumnType) -> bool {
    !matches!(column_type, ColumnType::Text(_) | ColumnType::Blob(_) | ColumnType::Json)
}

fn textual(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Char(_)
            | ColumnType::Varchar(_)
            | ColumnType::Text(_)
            | ColumnType::Enumeration(_)
            | ColumnType::Set(_)
    )
}

fn table(schema: &Schema, table: &Table) -> bool {
    let key = table.primary_key();
    let mut names = BTreeSet::new();
    let in_key = |c: &Column| key.is_some_and(|k| k.contains(&c.name));
    let first = |c: &Column| {
        let leads = |columns: &[String]| columns.first() == Some(&c.name);
        table.constraints.iter().any(|constraint| match constraint {
            Constraint::PrimaryKey(k) => leads(&k.columns),
            Constraint::Unique(k) => leads(&k.columns),
            _ => false,
        })
    };
    let named = |text: &str| table.named(text).into_iter().filter_map(|n| table.column(n)).collect::<Vec<_>>();
    let column_fits = |c: &Column| {
        default_fits(c)
            && settings_fit(c)
            && c.collation.as_ref().is_none_or(|_| textual(&c.column_type))
            && !(in_key(c) && (c.nullable || c.generated.is_some()))
            && c.identity.as_ref().is_none_or(|i| {
                *i == Identity::default()
                    && c.default.is_none()
                    && !c.nullable
                    && first(c)
                    && matches!(c.column_type, ColumnType::Integer { .. })
            })
            && c.generated.as_ref().is_none_or(|g| {
                c.nullable
                    && c.column_type != ColumnType::Json
                    && !matches!(c.column_type, ColumnType::Uuid)
                    // What turns one kind of value into another depends on the session, as do the spaces behind a char
                    // and the difference of numbers that have no sign.
                    && match makes_text(&g.expression) {
                        true => {
                            textual(&c.column_type)
                                && named(&g.expression).iter().all(|n| !matches!(n.column_type, ColumnType::Char(_)))
                        }
                        false => {
                            numeric(&c.column_type)
                                && named(&g.expression).iter().all(|n| numeric(&n.column_type) && !unsigned(n))
                        }
                    }
                    && named(&g.expression).iter().all(|n| {
                        n.generated.is_none()
                            && n.identity.is_none()
                            && expressible(&n.column_type)
                            && !foreign_keys(table).any(|k| k.columns.contains(&n.name))
                    })
            })
    };
    let mut indexed = BTreeSet::new();
    let mut fresh = |name: Option<&str>| name.is_none_or(|n| indexed.insert(n.to_ascii_lowercase()));
    table.columns.iter().any(|c| c.generated.is_none() && !c.settings.contains_key("invisible"))
        && table.columns.iter().filter(|c| c.identity.is_some()).count() <= 1
        && table.columns.iter().all(|c| names.insert(c.name.to_ascii_lowercase()) && column_fits(c))
        && table.constraints.iter().all(|c| fresh(c.name()) && constraint_fits(schema, table, c))
        && table.indexes.iter().all(|i| {
            fresh(Some(&i.name))
                && i.method.is_none()
                && i.include.is_empty()
                && i.predicate.is_none()
                && !i.nulls_not_distinct
                && i.settings.is_empty()
                && i.parts.iter().all(|p| {
                    p.nulls == NullsOrder::Default
                        && p.operator_class.is_none()
                        && p.prefix_length.is_none()
                        && p.collation.is_none()
                        && match &p.key {
                            IndexKey::Column(name) => table.column(name).is_some_and(|c| indexable(&c.column_type)),
                            // MariaDB has none.
                            IndexKey::Expression(_) => false,
                        }
                })
        })
}

/// Only a moment can be that of the row's last change, and what nobody sees must fill itself.
fn settings_fit(column: &Column) -> bool {
    column.settings.keys().all(|name| match name.as_str() {
        "on-update" => matches!(column.column_type, ColumnType::Timestamp { .. }) && column.generated.is_none(),
        "invisible" => column.nullable || column.default.is_some(),
        _ => false,
    })
}

fn numeric(column_type: &ColumnType) -> bool {
    matches!(column_type, ColumnType::Integer { .. } | ColumnType::Decimal { .. } | ColumnType::Double)
}

fn unsigned(column: &Column) -> bool {
    matches!(column.column_type, ColumnType::Integer { unsigned: true, .. })
}

/// Whether a generated expression gives a text.
fn makes_text(expression: &str) -> bool {
    ["lower(", "concat(", "CASE "].iter().any(|start| expression.starts_with(start))
}

/// What the generated expressions make sense of.
fn expressible(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Boolean
            | ColumnType::Integer { .. }
            | ColumnType::Decimal { .. }
            | ColumnType::Double
            | ColumnType::Char(_)
            | ColumnType::Varchar(_)
            | ColumnType::Text(_)
    )
}

/// A server keeps a constant as its column keeps values.
fn default_fits(column: &Column) -> bool {
    let Some(default) = &column.default else { return true };
    match (&column.column_type, default) {
        (ColumnType::Integer { .. }, ColumnDefault::Expression(text)) => !text.contains('('),
        (ColumnType::Varchar(_) | ColumnType::Text(_), ColumnDefault::Expression(text)) => text.starts_with("lower"),
        (ColumnType::Boolean, ColumnDefault::Literal(value)) => matches!(value, Value::Boolean(_)),
        (ColumnType::Integer { unsigned, .. }, ColumnDefault::Literal(value)) => {
            matches!(value, Value::Integer(n) if !unsigned || *n >= 0)
        }
        (ColumnType::Real | ColumnType::Double, ColumnDefault::Literal(value)) => matches!(value, Value::Float(_)),
        (ColumnType::Char(_) | ColumnType::Varchar(_) | ColumnType::Text(_), ColumnDefault::Literal(value)) => {
            matches!(value, Value::Text(_))
        }
        (ColumnType::Blob(_), ColumnDefault::Literal(value)) => matches!(value, Value::Bytes(_)),
        (ColumnType::Date, ColumnDefault::CurrentDate) => true,
        (ColumnType::Time { .. }, ColumnDefault::CurrentTime) => true,
        (ColumnType::Timestamp { .. }, ColumnDefault::CurrentTimestamp) => true,
        _ => false,
    }
}

fn constraint_fits(schema: &Schema, table: &Table, constraint: &Constraint) -> bool {
    let fit = |columns: &[String]| columns.iter().all(|c| table.column(c).is_some_and(|c| indexable(&c.column_type)));
    match constraint {
        Constraint::PrimaryKey(c) => c.settings.is_empty() && fit(&c.columns),
        Constraint::Unique(c) => {
            c.settings.is_empty()
                && !c.nulls_not_distinct
                && c.deferral == crate::Deferral::NotDeferrable
                && fit(&c.columns)
        }
        Constraint::Check(c) => {
            let columns = table.named(&c.expression);
            c.settings.is_empty()
                && !c.not_valid
                && !columns.is_empty()
                && columns.iter().filter_map(|n| table.column(n)).all(|column| {
                    column.identity.is_none()
                        && column.generated.is_none()
                        && expressible(&column.column_type)
                        // The servers refuse a check of what a foreign key sets.
                        && !foreign_keys(table).any(|k| k.columns.contains(&column.name) && sets(k))
                })
        }
        Constraint::ForeignKey(c) => {
            c.settings.is_empty()
                && !c.not_valid
                && !c.match_full
                && c.deferral == crate::Deferral::NotDeferrable
                && foreign_key_fits(schema, table, c)
        }
        Constraint::Exclusion(_) => false,
    }
}

/// Whether a foreign key changes the rows that hold it.
fn sets(key: &ForeignKey) -> bool {
    let sets = [ForeignKeyAction::SetNull, ForeignKeyAction::SetDefault];
    sets.contains(&key.on_delete) || sets.contains(&key.on_update) || key.on_update == ForeignKeyAction::Cascade
}

fn foreign_key_fits(schema: &Schema, table: &Table, key: &ForeignKey) -> bool {
    // The table itself may be new.
    let target = if key.referred_table == table.name { Some(table) } else { schema.tables.get(&key.referred_table) };
    let Some(target) = target else { return false };
    let referred = match key.referred_columns.as_slice() {
        [] => target.primary_key().unwrap_or_default(),
        columns => columns,
    };
    let is_key = target.constraints.iter().any(|c| match c {
        Constraint::PrimaryKey(k) => k.columns == referred,
        Constraint::Unique(k) => k.columns == referred,
        _ => false,
    });
    let nulls = [key.on_delete, key.on_update].contains(&ForeignKeyAction::SetNull);
    let collation = |table: &Table, c: &Column| c.collation.clone().or_else(|| table.settings.get("collate").cloned());
    is_key
        && referred.len() == key.columns.len()
        && ![key.on_delete, key.on_update].contains(&ForeignKeyAction::SetDefault)
        && key.columns.iter().zip(referred).all(|(own, theirs)| {
            let (Some(own), Some(theirs)) = (table.column(own), target.column(theirs)) else { return false };
            own.column_type == theirs.column_type
                && indexable(&own.column_type)
                && collation(table, own) == collation(target, theirs)
                && own.generated.is_none()
                && theirs.generated.is_none()
                && (own.nullable || !nulls)
                // A server doesn't follow changes into the rows that made them.
                && own.name != theirs.name
        })
}
