//! Values as the server sends them.

use super::{natural, number, oid};
use mighost_schema::{Error as CallError, Result as CallResult, Value};
use sqlx::postgres::{PgRow, PgTypeKind};
use sqlx::{Column, Row, TypeInfo, ValueRef};

/// A value of one of the common types; of another one NULL, for now.
pub(super) fn decode(row: &PgRow, at: usize) -> CallResult<Value> {
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
