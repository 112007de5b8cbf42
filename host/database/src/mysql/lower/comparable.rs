//! Schemas as they are compared: a server writes expressions in its own way.

use super::super::expression::comparable as comparable_text;
use mighost_schema::{Constraint, Schema, Sequence};

/// A sequence without what is usual anyway. https://mariadb.com/kb/en/create-sequence/
pub(in crate::mysql) fn usual(sequence: &Sequence) -> Sequence {
    let mut numbers = sequence.numbers.clone();
    numbers.always = false;
    let drop = |number: &mut Option<i64>, usual: i64| *number = number.filter(|number| *number != usual);
    drop(&mut numbers.increment, 1);
    let downwards = numbers.increment.is_some_and(|step| step < 0);
    drop(&mut numbers.min_value, if downwards { i64::MIN + 1 } else { 1 });
    drop(&mut numbers.max_value, if downwards { -1 } else { i64::MAX - 1 });
    let first = if downwards { numbers.max_value.unwrap_or(-1) } else { numbers.min_value.unwrap_or(1) };
    drop(&mut numbers.start, first);
    drop(&mut numbers.cache, 1000);
    Sequence { name: sequence.name.clone(), numbers }
}

/// A schema without its views' queries: what a server makes of a query can't be foretold.
pub(in crate::mysql) fn without_queries(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for view in schema.views.values_mut() {
        view.query = String::new();
        view.columns = Vec::new();
    }
    schema
}

/// A schema with everything that a server writes in its own way made comparable.
pub(in crate::mysql) fn comparable(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in schema.tables.values_mut() {
        for column in &mut table.columns {
            if let Some(generated) = &mut column.generated {
                generated.expression = comparable_text(&generated.expression);
            }
            if let Some(mighost_schema::ColumnDefault::Expression(expression)) = &mut column.default {
                *expression = comparable_text(expression);
            }
        }
        for constraint in &mut table.constraints {
            if let Constraint::Check(check) = constraint {
                check.expression = comparable_text(&check.expression);
            }
        }
        for part in table.indexes.iter_mut().flat_map(|index| &mut index.parts) {
            if let mighost_schema::IndexKey::Expression(expression) = &mut part.key {
                *expression = comparable_text(expression);
            }
        }
    }
    for sequence in schema.sequences.values_mut() {
        *sequence = usual(sequence);
    }
    schema
}
