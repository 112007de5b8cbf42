use crate::ObjectName;
use serde::{Deserialize, Serialize};

/// One value in a row, or one bound parameter. Dates and times are ISO 8601 texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// SQL NULL.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A signed integer of any width.
    Integer(i64),
    /// An unsigned integer that may pass 2^63-1.
    Unsigned(u64),
    /// A binary float.
    Float(#[serde(with = "float")] f64),
    /// An exact decimal.
    Decimal(String),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A date, `2026-01-31`.
    Date(String),
    /// A time of day, `23:59:58.5`.
    Time(String),
    /// A date and time, `2026-01-31T23:59:58.5`, with an offset where there is one.
    Timestamp(String),
    /// A JSON text.
    Json(String),
    /// A UUID in its 36-character form.
    Uuid(String),
    /// Anything else: the database's type name and text form.
    Native {
        /// The database's type name.
        type_name: String,
        /// The value's text.
        text: String,
    },
}

impl Value {
    /// About how many bytes the value holds in memory: what limits on results count.
    pub fn size(&self) -> usize {
        // 16 bytes stand for the case and a scalar.
        16 + match self {
            Value::Decimal(t)
            | Value::Text(t)
            | Value::Date(t)
            | Value::Time(t)
            | Value::Timestamp(t)
            | Value::Json(t)
            | Value::Uuid(t) => t.len(),
            Value::Bytes(b) => b.len(),
            Value::Native { type_name, text } => type_name.len() + text.len(),
            Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Unsigned(_) | Value::Float(_) => 0,
        }
    }
}

/// JSON has no infinities and no NaN: they are texts there.
mod float {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(f64),
        Text(String),
    }

    pub(super) fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        match number.is_finite() {
            true => number.serialize(serializer),
            false => number.to_string().serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Number(number) => Ok(number),
            Written::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

/// The values of one row, in the order of the columns asked for.
pub type Row = Vec<Value>;

/// What a query gave.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RowSet {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A condition on one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// Equal to this value.
    Equals(Value),
    /// Not equal to this value and not NULL.
    Differs(Value),
    /// Less than this value.
    Less(Value),
    /// Greater than this value.
    Greater(Value),
    /// One of these values.
    OneOf(Vec<Value>),
    /// NULL.
    IsNull,
    /// Not NULL.
    IsNotNull,
}

/// A condition and the column it is on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// The column.
    pub column: String,
    /// The condition.
    pub condition: Condition,
}

/// One page of a structured scan.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// The table.
    pub table: &'a ObjectName,
    /// The columns wanted, in this order; never empty.
    pub columns: &'a [String],
    /// The rows wanted: those for which all of these hold.
    pub filters: &'a [Filter],
    /// The columns to order by; their values together are unique.
    pub order_by: &'a [String],
    /// The values of `order_by` in the last row read.
    pub after: Option<&'a [Value]>,
    /// The most rows to give.
    pub limit: u32,
    /// The most bytes that they may have, as [`Value::size`] counts them; more is [`Error::Limit`](crate::Error::Limit).
    pub bytes: u64,
}

/// The most a query may bring into memory.
#[derive(Clone, Copy, Debug)]
pub struct ResultLimit {
    /// The most rows.
    pub rows: u64,
    /// The most bytes, as [`Value::size`] counts them.
    pub bytes: u64,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn every_float_comes_back_from_json() {
        for number in [0.0, -1.5, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            let json = serde_json::to_string(&Value::Float(number)).unwrap();
            let Value::Float(read) = serde_json::from_str(&json).unwrap() else { panic!("{json}") };
            assert_eq!(read.to_bits(), number.to_bits(), "{json}");
        }
    }
}
