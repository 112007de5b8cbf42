//! Values between the vocabulary and SQLite's five storage classes.

use mighost_schema::{Error, Result, Row, Value};
use rusqlite::Statement;
use rusqlite::types::{ToSqlOutput, ValueRef};

/// Binds values to a statement, one to each of its parameters.
pub(super) fn bind(statement: &mut Statement<'_>, values: &[&Value]) -> Result<()> {
    let wanted = statement.parameter_count();
    if wanted != values.len() {
        return Err(Error::Invalid(format!(
            "the statement has {wanted} parameters, {} values are given",
            values.len()
        )));
    }
    for (index, value) in values.iter().enumerate() {
        let bound = stored(value)?;
        statement
            .raw_bind_parameter(index + 1, bound)
            .map_err(|error| Error::Invalid(format!("parameter {} can't be bound: {error}", index + 1)))?;
    }
    Ok(())
}

/// A value as SQLite stores it.
///
/// SQLite has no decimals, dates, JSON texts or UUIDs: they are texts, and a column of a numeric type turns a decimal's
/// text into a number by itself. A date and time has a space between the two, as SQLite's own functions write it.
pub(super) fn stored(value: &Value) -> Result<ToSqlOutput<'_>> {
    let text = |text: &'_ str| ToSqlOutput::Owned(rusqlite::types::Value::Text(text.to_owned()));
    Ok(match value {
        Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
        Value::Boolean(flag) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*flag))),
        Value::Integer(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
        Value::Unsigned(number) => {
            let number = i64::try_from(*number).map_err(|_| {
                Error::Invalid(format!("{number} is greater than {}, the greatest integer SQLite stores", i64::MAX))
            })?;
            ToSqlOutput::Borrowed(ValueRef::Integer(number))
        }
        // SQLite stores a NaN as NULL without a word.
        Value::Float(number) if number.is_nan() => {
            return Err(Error::Invalid("SQLite can't store a float that is not a number".into()));
        }
        Value::Float(number) => ToSqlOutput::Borrowed(ValueRef::Real(*number)),
        Value::Timestamp(moment) => text(&timestamp(moment)),
        Value::Decimal(t) | Value::Text(t) | Value::Date(t) | Value::Time(t) | Value::Json(t) | Value::Uuid(t) => {
            ToSqlOutput::Borrowed(ValueRef::Text(t.as_bytes()))
        }
        Value::Native { text, .. } => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
    })
}

/// A date and time with a space instead of the `T` behind its date.
pub(super) fn timestamp(moment: &str) -> String {
    // A date of ISO 8601 has ten characters.
    match (moment.get(..10), moment.get(10..11), moment.get(11..)) {
        (Some(date), Some("T" | "t"), Some(time)) => format!("{date} {time}"),
        _ => moment.to_owned(),
    }
}

/// One row as SQLite gives it. A text that isn't UTF-8 comes as its bytes.
pub(super) fn row(row: &rusqlite::Row<'_>, columns: usize) -> rusqlite::Result<Row> {
    (0..columns).map(|index| Ok(loaded(row.get_ref(index)?))).collect()
}

fn loaded(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Float(number),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Bytes(bytes.to_owned()),
        },
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_owned()),
    }
}
