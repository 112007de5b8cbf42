//! Values between the vocabulary and PostgreSQL's types.
//!
//! The common types are read and written here, in the server's binary form. For every other type the server itself
//! turns a text into the type's binary form and back: what it can hold can be bound and read.

use super::Postgres;
use super::read::texts;
use super::session::{NO_LIMIT, Request};
use crate::Error;
use crate::sql::string;
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

/// The numbers of the built-in types, which never change.
mod oid {
    pub(super) const BOOL: u32 = 16;
    pub(super) const BYTEA: u32 = 17;
    pub(super) const CHAR: u32 = 18;
    pub(super) const NAME: u32 = 19;
    pub(super) const INT8: u32 = 20;
    pub(super) const INT2: u32 = 21;
    pub(super) const INT4: u32 = 23;
    pub(super) const TEXT: u32 = 25;
    pub(super) const OID: u32 = 26;
    pub(super) const JSON: u32 = 114;
    pub(super) const FLOAT4: u32 = 700;
    pub(super) const FLOAT8: u32 = 701;
    pub(super) const UNKNOWN: u32 = 705;
    pub(super) const BPCHAR: u32 = 1042;
    pub(super) const VARCHAR: u32 = 1043;
    pub(super) const DATE: u32 = 1082;
    pub(super) const TIME: u32 = 1083;
    pub(super) const TIMESTAMP: u32 = 1114;
    pub(super) const TIMESTAMPTZ: u32 = 1184;
    pub(super) const NUMERIC: u32 = 1700;
    pub(super) const VOID: u32 = 2278;
    pub(super) const UUID: u32 = 2950;
    pub(super) const JSONB: u32 = 3802;
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

/// A value of one of the common types; of another one NULL, for now.
fn decode(row: &PgRow, at: usize) -> CallResult<Value> {
    let raw = row.try_get_raw(at).map_err(|error| CallError::Other(error.to_string()))?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = row.columns().get(at).map(|column| column.type_info().clone());
    let bytes = raw.as_bytes().map_err(|error| CallError::Other(error.to_string()))?;
    let kind = kind.unwrap_or_else(|| natural(&Value::Null));
    let read = if matches!(kind.kind(), PgTypeKind::Enum(_)) {
        utf8(bytes).map(Value::Text)
    } else {
        common(number(&kind), bytes)
    };
    read.ok_or_else(|| CallError::Other(format!("the server sent a broken value of the type {}", kind.name())))
}

fn utf8(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

fn common(number: u32, bytes: &[u8]) -> Option<Value> {
    let int4 = || Some(i32::from_be_bytes(bytes.try_into().ok()?));
    let int8 = || Some(i64::from_be_bytes(bytes.try_into().ok()?));
    Some(match number {
        oid::BOOL => Value::Boolean(bytes.first()? == &1),
        oid::INT2 => Value::Integer(i16::from_be_bytes(bytes.try_into().ok()?).into()),
        oid::INT4 => Value::Integer(int4()?.into()),
        oid::INT8 => Value::Integer(int8()?),
        oid::OID => Value::Integer(u32::from_be_bytes(bytes.try_into().ok()?).into()),
        oid::FLOAT4 => {
            // By way of the shortest text, so that 0.1 stays 0.1.
            let number = f32::from_be_bytes(bytes.try_into().ok()?);
            Value::Float(number.to_string().parse().unwrap_or_else(|_| f64::from(number)))
        }
        oid::FLOAT8 => Value::Float(f64::from_be_bytes(bytes.try_into().ok()?)),
        oid::BYTEA => Value::Bytes(bytes.to_vec()),
        oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NAME | oid::UNKNOWN | oid::CHAR => Value::Text(utf8(bytes)?),
        oid::JSON => Value::Json(utf8(bytes)?),
        oid::JSONB => Value::Json(utf8(bytes.get(1..)?)?),
        oid::UUID => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let part = |from: usize, to: usize| hex.get(from..to);
            Value::Uuid([part(0, 8)?, part(8, 12)?, part(12, 16)?, part(16, 20)?, part(20, 32)?].join("-"))
        }
        oid::DATE => Value::Date(match int4()? {
            i32::MAX => "infinity".to_owned(),
            i32::MIN => "-infinity".to_owned(),
            days => date(days.into()),
        }),
        oid::TIME => Value::Time(time(int8()?)),
        oid::TIMESTAMP | oid::TIMESTAMPTZ => Value::Timestamp(match int8()? {
            i64::MAX => "infinity".to_owned(),
            i64::MIN => "-infinity".to_owned(),
            moment => {
                let (days, rest) = (moment.div_euclid(DAY), moment.rem_euclid(DAY));
                let zone = if number == oid::TIMESTAMPTZ { "+00:00" } else { "" };
                // The era stands at the very end.
                match date(days).strip_suffix(" BC") {
                    Some(date) => format!("{date}T{}{zone} BC", time(rest)),
                    None => format!("{}T{}{zone}", date(days), time(rest)),
                }
            }
        }),
        oid::NUMERIC => Value::Decimal(numeric(bytes)?),
        oid::VOID => Value::Null,
        _ => Value::Null,
    })
}

/// The microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// A date, from the days since 2000-01-01.
fn date(days: i64) -> String {
    // Days since 0000-03-01, in eras of 400 years, which all have as many days.
    let days = days + 730_425;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    if year > 0 { format!("{year:04}-{month:02}-{day:02}") } else { format!("{:04}-{month:02}-{day:02} BC", 1 - year) }
}

/// A time of day, from its microseconds.
fn time(microseconds: i64) -> String {
    let (seconds, fraction) = (microseconds / 1_000_000, microseconds % 1_000_000);
    let whole = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 { whole } else { format!("{whole}.{fraction:06}").trim_end_matches('0').to_owned() }
}

/// A decimal: its digits come in groups of four.
fn numeric(bytes: &[u8]) -> Option<String> {
    let word = |at: usize| Some(u16::from_be_bytes(bytes.get(2 * at..2 * at + 2)?.try_into().ok()?));
    let groups = usize::from(word(0)?);
    let weight = i64::from(i16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?));
    let sign = match word(2)? {
        0 => "",
        0x4000 => "-",
        0xC000 => return Some("NaN".to_owned()),
        0xD000 => return Some("Infinity".to_owned()),
        _ => return Some("-Infinity".to_owned()),
    };
    let scale = usize::from(word(3)?);
    let group = |place: i64| match usize::try_from(weight - place) {
        Ok(at) if at < groups => word(4 + at),
        _ => Some(0),
    };
    let mut whole = String::new();
    for place in (0..=weight.max(0)).rev() {
        whole.push_str(&format!("{:04}", group(place)?));
    }
    let whole = whole.trim_start_matches('0');
    let mut fraction = String::new();
    let mut place = -1;
    while fraction.len() < scale {
        fraction.push_str(&format!("{:04}", group(place)?));
        place -= 1;
    }
    fraction.truncate(scale);
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// A text as a literal, whatever the server's settings.
pub(super) fn literal(text: &str) -> CallResult<String> {
    if text.contains('\0') {
        return Err(CallError::Invalid("a text in a definition can't hold a NUL character".to_owned()));
    }
    Ok(if text.contains('\\') { format!("E{}", string(&text.replace('\\', "\\\\"))) } else { string(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_counted_from_the_year_2000() {
        assert_eq!(date(0), "2000-01-01");
        assert_eq!(date(59), "2000-02-29");
        assert_eq!(date(-1), "1999-12-31");
        assert_eq!(date(9_527), "2026-01-31");
        assert_eq!(time(86_399_500_000), "23:59:59.5");
    }
}
