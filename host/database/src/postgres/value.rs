//! Values between the vocabulary and PostgreSQL's types.
//!
//! The common types are read and written here, in the server's binary form. For every other type the server itself
//! turns a text into the type's binary form and back: what it can hold can be bound and read.

mod decode;
mod oid;

use super::Postgres;
use super::read::texts;
use super::session::{NO_LIMIT, Request};
use crate::Error;
use crate::sql::string;
use decode::decode;
use mighost_schema::{Error as CallError, Result as CallResult, Row as Values, Value};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo, PgTypeKind};
use sqlx::{Arguments, Column, Encode, Postgres as Driver, Row, Type, TypeInfo, ValueRef};

/// A value in a type's binary form.
pub(super) struct Bound {
    pub kind: PgTypeInfo,
    pub bytes: Option<Vec<u8>>,
}

impl Type<Driver> for Bound {
    fn type_info() -> PgTypeInfo {
        <str as Type<Driver>>::type_info()
    }
}

impl Encode<'_, Driver> for Bound {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        match &self.bytes {
            Some(bytes) => {
                buffer.extend_from_slice(bytes);
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.kind.clone())
    }
}

fn number(kind: &PgTypeInfo) -> u32 {
    kind.oid().map_or(0, |oid| oid.0)
}

/// Whether values of a type are read here, by the type's number.
pub(super) fn is_common(number: u32) -> bool {
    use oid::*;
    let all = [
        BOOL,
        BYTEA,
        CHAR,
        NAME,
        INT8,
        INT2,
        INT4,
        TEXT,
        OID,
        JSON,
        FLOAT4,
        FLOAT8,
        UNKNOWN,
        BPCHAR,
        VARCHAR,
        DATE,
        TIME,
        TIMESTAMP,
        TIMESTAMPTZ,
        NUMERIC,
        VOID,
        UUID,
        JSONB,
    ];
    all.contains(&number)
}

/// A value as the text that the server reads; none for NULL.
pub(super) fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Boolean(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Unsigned(number) => number.to_string(),
        Value::Float(number) if number.is_infinite() => if *number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned(),
        Value::Float(number) => number.to_string(),
        Value::Bytes(bytes) => {
            format!("\\x{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        Value::Decimal(t)
        | Value::Text(t)
        | Value::Date(t)
        | Value::Time(t)
        | Value::Timestamp(t)
        | Value::Json(t)
        | Value::Uuid(t) => t.clone(),
        Value::Native { text, .. } => text.clone(),
    })
}

/// A value in the binary form of a type, where that is made here.
fn encode(value: &Value, kind: &PgTypeInfo) -> Option<Vec<u8>> {
    let as_text = || text(value).map(String::into_bytes);
    match (number(kind), value) {
        (oid::BOOL, Value::Boolean(flag)) => Some(vec![u8::from(*flag)]),
        (oid::INT2, Value::Integer(n)) => i16::try_from(*n).ok().map(|n| n.to_be_bytes().to_vec()),
        (oid::INT4, Value::Integer(n)) => i32::try_from(*n).ok().map(|n| n.to_be_bytes().to_vec()),
        (oid::INT8, Value::Integer(n)) => Some(n.to_be_bytes().to_vec()),
        (oid::FLOAT8, Value::Float(n)) => Some(n.to_be_bytes().to_vec()),
        (oid::BYTEA, Value::Bytes(bytes)) => Some(bytes.clone()),
        // A text parameter takes anything as its text.
        (oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NAME | oid::UNKNOWN, _) => as_text(),
        (oid::JSON, Value::Json(_) | Value::Text(_)) => as_text(),
        // The 1 is the version of the format.
        (oid::JSONB, Value::Json(_) | Value::Text(_)) => as_text().map(|text| [&[1][..], &text].concat()),
        _ if matches!(kind.kind(), PgTypeKind::Enum(_)) => as_text(),
        _ => None,
    }
}

/// The type that a value has by itself.
pub(super) fn natural(value: &Value) -> PgTypeInfo {
    match value {
        Value::Boolean(_) => <bool as Type<Driver>>::type_info(),
        Value::Integer(_) => <i64 as Type<Driver>>::type_info(),
        Value::Float(_) => <f64 as Type<Driver>>::type_info(),
        Value::Bytes(_) => <Vec<u8> as Type<Driver>>::type_info(),
        _ => <str as Type<Driver>>::type_info(),
    }
}

/// A value of the type that it has by itself.
pub(super) fn plainly(value: &Value) -> Bound {
    let kind = natural(value);
    let bytes = encode(value, &kind);
    Bound { kind, bytes }
}

pub(super) fn add(arguments: &mut PgArguments, bound: Bound) -> CallResult<()> {
    if bound.bytes.as_ref().is_some_and(|bytes| is_text(&bound.kind) && bytes.contains(&0)) {
        return Err(CallError::Invalid("PostgreSQL stores no text with a NUL character in it".to_owned()));
    }
    arguments.add(bound).map_err(|error| CallError::Invalid(format!("a value can't be bound: {error}")))
}

fn is_text(kind: &PgTypeInfo) -> bool {
    matches!(number(kind), oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NAME | oid::UNKNOWN | oid::JSON)
}

impl Postgres {
    /// Values in the binary forms of the types that a statement's parameters have.
    pub(super) async fn bound(&mut self, values: &[Value], kinds: &[PgTypeInfo]) -> Result<PgArguments, Error> {
        if values.len() != kinds.len() {
            let text = format!("the statement has {} parameters, {} values are given", kinds.len(), values.len());
            return Err(CallError::Invalid(text).into());
        }
        let mut bytes: Vec<Option<Vec<u8>>> = Vec::new();
        let mut left = Vec::new();
        for (at, (value, kind)) in values.iter().zip(kinds).enumerate() {
            let encoded = encode(value, kind);
            if encoded.is_none() && *value != Value::Null {
                left.push(at);
            }
            bytes.push(encoded);
        }
        for at in left {
            let (Some(kind), Some(value)) = (kinds.get(at), values.get(at)) else { continue };
            let Some(function) = self.sender(kind).await? else {
                return Err(CallError::Unsupported(format!(
                    "values of the type {} can't be bound; bind a text and cast it in the statement",
                    kind.name()
                ))
                .into());
            };
            let mut arguments = PgArguments::default();
            add(&mut arguments, Bound { kind: natural(&Value::Null), bytes: text(value).map(String::into_bytes) })?;
            let asked = self.ask(Request::One(&function, arguments, NO_LIMIT)).await?;
            let row = asked.rows.first();
            let made = row.and_then(|row| row.try_get_raw(0).ok()?.as_bytes().ok().map(<[u8]>::to_vec));
            if let Some(slot) = bytes.get_mut(at) {
                *slot = made;
            }
        }
        let mut arguments = PgArguments::default();
        for (bytes, kind) in bytes.into_iter().zip(kinds) {
            add(&mut arguments, Bound { kind: kind.clone(), bytes })?;
        }
        Ok(arguments)
    }

    /// The query that turns a text into the binary form of a type.
    async fn sender(&mut self, kind: &PgTypeInfo) -> Result<Option<String>, Error> {
        let sql = format!(
            "SELECT format('SELECT %s($1::%I.%I)', t.typsend, n.nspname, t.typname) FROM pg_catalog.pg_type t \
             JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = {} AND t.typsend <> 0",
            number(kind)
        );
        let rows = self.simple(&sql).await?;
        Ok(rows.first().and_then(|row| texts(row).into_iter().next().flatten()))
    }

    /// Rows as values. What isn't read here the server turns into texts.
    pub(super) async fn loaded(&mut self, rows: &[PgRow]) -> Result<Vec<Values>, Error> {
        let Some(first) = rows.first() else { return Ok(Vec::new()) };
        let mut loaded: Vec<Values> = Vec::with_capacity(rows.len());
        for row in rows {
            let mut values = Vec::with_capacity(row.len());
            for at in 0..row.len() {
                values.push(decode(row, at)?);
            }
            loaded.push(values);
        }
        for (at, column) in first.columns().iter().enumerate() {
            let kind = column.type_info();
            if is_common(number(kind)) || matches!(kind.kind(), PgTypeKind::Enum(_)) {
                continue;
            }
            let raw: Vec<Option<Vec<u8>>> = rows
                .iter()
                .map(|row| {
                    row.try_get_raw(at).ok().filter(|v| !v.is_null()).and_then(|v| Some(v.as_bytes().ok()?.to_vec()))
                })
                .collect();
            let (type_name, texts) = self.as_texts(kind, raw).await?;
            for (values, text) in loaded.iter_mut().zip(texts) {
                if let (Some(value), Some(text)) = (values.get_mut(at), text) {
                    *value = Value::Native { type_name: type_name.clone(), text };
                }
            }
        }
        Ok(loaded)
    }

    /// The texts of values that are in a type's binary form, and the type's name.
    async fn as_texts(
        &mut self,
        kind: &PgTypeInfo,
        raw: Vec<Option<Vec<u8>>>,
    ) -> Result<(String, Vec<Option<String>>), Error> {
        // A statement's parameters are counted in 16 bits.
        const MOST: usize = 60_000;
        let named = self.simple(&format!("SELECT format_type({}, NULL)", number(kind))).await?;
        let name = named.first().and_then(|row| texts(row).into_iter().next().flatten()).unwrap_or_default();
        let mut found = Vec::with_capacity(raw.len());
        for chunk in raw.chunks(MOST) {
            let list: Vec<String> = (1..=chunk.len()).map(|n| format!("(${n})::text")).collect();
            let sql = format!("SELECT t FROM unnest(ARRAY[{}]) WITH ORDINALITY AS u(t, n) ORDER BY n", list.join(", "));
            let mut arguments = PgArguments::default();
            for bytes in chunk {
                add(&mut arguments, Bound { kind: kind.clone(), bytes: bytes.clone() })?;
            }
            let asked = self.ask(Request::One(&sql, arguments, NO_LIMIT)).await?;
            found.extend(asked.rows.iter().map(|row| texts(row).into_iter().next().flatten()));
        }
        Ok((name, found))
    }
}

/// A text as a literal, whatever the server's settings.
pub(super) fn literal(text: &str) -> CallResult<String> {
    if text.contains('\0') {
        return Err(CallError::Invalid("a text in a definition can't hold a NUL character".to_owned()));
    }
    Ok(if text.contains('\\') { format!("E{}", string(&text.replace('\\', "\\\\"))) } else { string(text) })
}
