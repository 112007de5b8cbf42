use crate::Result;
use crate::types::{Error, Value};
use std::rc::Rc;

macro_rules! into_value {
    ($($from:ty => $case:ident as $to:ty;)*) => {
        $(
            impl From<$from> for Value {
                fn from(value: $from) -> Self {
                    Value::$case(<$to>::from(value))
                }
            }
        )*
    };
}

into_value! {
    bool => Boolean as bool;
    i8 => Integer as i64;
    i16 => Integer as i64;
    i32 => Integer as i64;
    i64 => Integer as i64;
    u8 => Integer as i64;
    u16 => Integer as i64;
    u32 => Integer as i64;
    u64 => Unsigned as u64;
    f32 => Float as f64;
    f64 => Float as f64;
    &str => Text as String;
    String => Text as String;
    &String => Text as String;
    &[u8] => Bytes as Vec<u8>;
    Vec<u8> => Bytes as Vec<u8>;
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}

impl Value {
    /// An exact decimal, such as `-12.50`.
    pub fn decimal(text: &str) -> Self {
        Value::Decimal(text.into())
    }

    /// A date in ISO 8601, such as `2026-01-31`.
    pub fn date(text: &str) -> Self {
        Value::Date(text.into())
    }

    /// A time of day in ISO 8601, such as `23:59:58.5`.
    pub fn time(text: &str) -> Self {
        Value::Time(text.into())
    }

    /// A date and time in ISO 8601, such as `2026-01-31T23:59:58+02:00`.
    pub fn timestamp(text: &str) -> Self {
        Value::Timestamp(text.into())
    }

    /// A JSON text.
    pub fn json(text: &str) -> Self {
        Value::Json(text.into())
    }

    /// A UUID in its 36-character form.
    pub fn uuid(text: &str) -> Self {
        Value::Uuid(text.into())
    }

    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The value as a Rust type, by [`FromValue`].
    pub fn get<T: FromValue>(&self) -> Result<T> {
        T::from_value(self).ok_or_else(|| mismatch(self, T::EXPECTED))
    }
}

/// Not generic, so that it is in an artifact once however many types are read.
fn mismatch(value: &Value, expected: &str) -> Error {
    let kind = match value {
        Value::Null => "null",
        Value::Boolean(_) => "a boolean",
        Value::Integer(_) | Value::Unsigned(_) => "an integer out of range or of another kind",
        Value::Float(_) => "a float",
        Value::Decimal(_) => "a decimal",
        Value::Text(_) => "a text",
        Value::Bytes(_) => "bytes",
        Value::Date(_) => "a date",
        Value::Time(_) => "a time",
        Value::Timestamp(_) => "a timestamp",
        Value::Json(_) => "a JSON text",
        Value::Uuid(_) => "a UUID",
        Value::Native(_) => "a native value",
    };
    Error::Invalid(["the value is ", kind, ", not ", expected].concat())
}

/// A Rust type that a database value can be read as.
pub trait FromValue: Sized {
    /// What is expected, for the error's text, such as `an integer`.
    const EXPECTED: &'static str;

    /// The value, or none where it is of another kind or doesn't fit.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! integers {
    ($($kind:ty),*) => {
        $(
            impl FromValue for $kind {
                const EXPECTED: &'static str = "an integer that fits";

                fn from_value(value: &Value) -> Option<Self> {
                    match value {
                        Value::Integer(number) => (*number).try_into().ok(),
                        Value::Unsigned(number) => (*number).try_into().ok(),
                        _ => None,
                    }
                }
            }
        )*
    };
}
integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl FromValue for bool {
    const EXPECTED: &'static str = "a boolean";

    /// SQLite and MySQL keep truth values as 0 and 1.
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Boolean(truth) => Some(*truth),
            Value::Integer(number @ (0 | 1)) => Some(*number == 1),
            _ => None,
        }
    }
}

impl FromValue for f64 {
    const EXPECTED: &'static str = "a float";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Float(number) => Some(*number),
            // Exact up to 2^53, which is what asking for a float accepts.
            Value::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }
}

impl FromValue for String {
    const EXPECTED: &'static str = "a text";

    /// Whatever has a text form of its own: texts, decimals, dates, times, JSON, UUIDs, native values.
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text)
            | Value::Decimal(text)
            | Value::Date(text)
            | Value::Time(text)
            | Value::Timestamp(text)
            | Value::Json(text)
            | Value::Uuid(text) => Some(text.clone()),
            Value::Native(native) => Some(native.text.clone()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    const EXPECTED: &'static str = "bytes";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl FromValue for Value {
    const EXPECTED: &'static str = "a value";

    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// One row read, with its columns' names.
///
/// ```
/// # use mighost_guest::prelude::*;
/// let row = Row::new(["id", "name"], vec![1.into(), "Ada".into()]);
/// assert_eq!(row.get::<i64>("id")?, 1);
/// assert_eq!(row.get::<String>(1)?, "Ada");
/// assert_eq!(row.get::<Option<String>>("name")?, Some("Ada".into()));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    columns: Rc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// A row of these columns and values.
    pub fn new(columns: impl crate::Names, values: Vec<Value>) -> Self {
        Row { columns: columns.names().into(), values }
    }

    pub(crate) fn shared(columns: Rc<[String]>, values: Vec<Value>) -> Self {
        Row { columns, values }
    }

    /// A column's value as a Rust type, by the column's name or its place from 0.
    pub fn get<T: FromValue>(&self, column: impl ColumnKey) -> Result<T> {
        self.value(column)?.get()
    }

    /// A column's value as it is.
    pub fn value(&self, column: impl ColumnKey) -> Result<&Value> {
        column.place(&self.columns).and_then(|place| self.values.get(place)).ok_or_else(|| missing(column.name()))
    }

    /// The columns' names. Empty for a scan that named none.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The values in order.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The values in order, taken out.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }
}

fn missing(name: &str) -> Error {
    Error::Invalid(["the row has no column ", name, "; name the columns wanted in the scan or query"].concat())
}

/// A column of a row: its name, or its place from 0.
pub trait ColumnKey: Copy {
    /// Its place among these columns.
    fn place(self, columns: &[String]) -> Option<usize>;

    /// What to call it in an error.
    fn name(&self) -> &str;
}

impl ColumnKey for usize {
    fn place(self, _: &[String]) -> Option<usize> {
        Some(self)
    }

    fn name(&self) -> &str {
        "at that place"
    }
}

impl ColumnKey for &str {
    fn place(self, columns: &[String]) -> Option<usize> {
        columns.iter().position(|column| column == self)
    }

    fn name(&self) -> &str {
        self
    }
}

/// Values of any kinds as a slice, for parameters: `params![1, "Ada", None::<i64>]`.
///
/// ```
/// # use mighost_guest::prelude::*;
/// let parameters: &[Value] = params![1, "Ada", None::<i64>];
/// assert_eq!(parameters, [Value::Integer(1), Value::Text("Ada".into()), Value::Null]);
/// ```
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::types::Value] };
    ($($value:expr),+ $(,)?) => { &[$($crate::types::Value::from($value)),+] as &[$crate::types::Value] };
}

/// Values of any kinds as a vector, for rows: `values![1, "Ada"]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { ::std::vec![$($crate::types::Value::from($value)),*] };
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use crate::prelude::*;

    #[test]
    fn values_are_read_back_as_what_they_were() -> Result {
        assert_eq!(Value::from(7u8).get::<u8>()?, 7);
        assert_eq!(Value::from(u64::MAX).get::<u64>()?, u64::MAX);
        assert!(Value::from(1).get::<bool>()?);
        assert!(!Value::from(false).get::<bool>()?);
        assert_eq!(Value::from(2).get::<f64>()?, 2.0);
        assert_eq!(Value::decimal("1.50").get::<String>()?, "1.50");
        assert_eq!(Value::from(b"ab".as_slice()).get::<Vec<u8>>()?, b"ab");
        assert_eq!(Value::Null.get::<Option<i64>>()?, None);
        assert_eq!(Value::from(Some(3)).get::<Option<i64>>()?, Some(3));
        Ok(())
    }

    #[test]
    fn a_value_of_another_kind_is_an_error_that_says_both() {
        let Err(Error::Invalid(text)) = Value::from("x").get::<i64>() else { unreachable!() };
        assert_eq!(text, "the value is a text, not an integer that fits");
        assert!(Value::from(300).get::<u8>().is_err());
        assert!(Value::from(2).get::<bool>().is_err());
        assert!(Value::Null.get::<String>().is_err());
    }

    #[test]
    fn an_unknown_column_is_named() {
        let row = Row::new("id", values![1]);
        let Err(Error::Invalid(text)) = row.get::<i64>("name") else { unreachable!() };
        assert!(text.contains("no column name"), "{text}");
        assert!(row.get::<i64>(1).is_err());
    }
}
