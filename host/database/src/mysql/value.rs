//! Values between the vocabulary and the wire.

use mighost_schema::{Error, Result, Row, Value};
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::{Arguments, Column, MySql, Row as _, Type, TypeInfo, ValueRef};

/// Values as they are bound. A date, a decimal, a JSON text or a UUID is a text, which the server turns into what the
/// column holds.
pub(super) fn arguments(values: &[&Value]) -> Result<MySqlArguments> {
    let mut arguments = MySqlArguments::default();
    for (at, value) in values.iter().enumerate() {
        let added = match value {
            Value::Null => arguments.add(None::<String>),
            Value::Boolean(flag) => arguments.add(i8::from(*flag)),
            Value::Integer(number) => arguments.add(*number),
            Value::Unsigned(number) => arguments.add(*number),
            Value::Float(number) if !number.is_finite() => {
                return Err(Error::Invalid(format!("value {}: MySQL has no float {number}", at + 1)));
            }
            Value::Float(number) => arguments.add(*number),
            Value::Bytes(bytes) => arguments.add(bytes.as_slice()),
            Value::Timestamp(moment) => arguments.add(timestamp(moment)),
            Value::Decimal(t) | Value::Text(t) | Value::Date(t) | Value::Time(t) | Value::Json(t) | Value::Uuid(t) => {
                arguments.add(t.as_str())
            }
            Value::Native { text, .. } => arguments.add(text.as_str()),
        };
        added.map_err(|error| Error::Invalid(format!("value {} can't be bound: {error}", at + 1)))?;
    }
    Ok(arguments)
}

/// A date and time as the server reads it: a space instead of the `T`, and `+00:00` instead of `Z`. An offset other
/// than that is understood by MySQL 8.0.19, and turned into the session's UTC here for MariaDB, which refuses it.
pub(super) fn timestamp(moment: &str) -> String {
    // A date of ISO 8601 has ten characters.
    let (Some(date), Some(time)) = (moment.get(..10), moment.get(11..)) else { return moment.to_owned() };
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return format!("{date} {time}");
    }
    match time.rfind(['+', '-']) {
        Some(at) => match shifted(date, &time[..at], &time[at..]) {
            Some(utc) => utc,
            None => moment.to_owned(),
        },
        None => format!("{date} {time}"),
    }
}

/// A date and time in UTC.
fn shifted(date: &str, time: &str, offset: &str) -> Option<String> {
    let number = |text: &str| text.parse::<i64>().ok();
    let (year, month, day) = (number(date.get(..4)?)?, number(date.get(5..7)?)?, number(date.get(8..10)?)?);
    let (hour, minute, rest) = (number(time.get(..2)?)?, number(time.get(3..5)?)?, time.get(5..).unwrap_or_default());
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let shift = sign * (number(digits.get(..2)?)? * 60 + digits.get(2..4).and_then(number).unwrap_or(0));
    // Days since 0000-03-01, and back: Howard Hinnant's civil calendar.
    let shifted_year = year - i64::from(month <= 2);
    let (era, of_era) = (shifted_year.div_euclid(400), shifted_year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    let minutes = days * 1440 + hour * 60 + minute - shift;
    let (days, left) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02} {:02}:{:02}{rest}", left / 60, left % 60))
}

/// The names of a row's columns.
pub(super) fn names(row: &MySqlRow) -> Vec<String> {
    row.columns().iter().map(|column| column.name().to_owned()).collect()
}

/// One row as the server gives it; `binary` where the statement was prepared.
pub(super) fn row(row: &MySqlRow, binary: bool) -> Result<Row> {
    (0..row.columns().len()).map(|at| loaded(row, at, binary)).collect()
}

fn loaded(row: &MySqlRow, at: usize, binary: bool) -> Result<Value> {
    let broken = |error: &dyn std::fmt::Display| Error::Other(format!("column {} can't be read: {error}", at + 1));
    let raw = row.try_get_raw(at).map_err(|error| broken(&error))?;
    let name = raw.type_info().name().to_owned();
    // To the driver the zero date is NULL; to the server it is a value.
    let bytes: &[u8] = match row.try_get_unchecked(at) {
        Err(_) if raw.is_null() => return Ok(Value::Null),
        bytes => bytes.map_err(|error| broken(&error))?,
    };
    let text = || String::from_utf8(bytes.to_vec()).map(Value::Text).unwrap_or_else(|_| Value::Bytes(bytes.to_vec()));
    let parsed = || std::str::from_utf8(bytes).unwrap_or_default();
    Ok(match name.as_str() {
        "BOOLEAN" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" | "TINYINT UNSIGNED"
        | "SMALLINT UNSIGNED" | "MEDIUMINT UNSIGNED" | "INT UNSIGNED" | "BIGINT UNSIGNED" | "YEAR" => {
            integer(&name, bytes, binary).ok_or_else(|| broken(&"it is no integer"))?
        }
        "FLOAT" if binary => {
            let bits = bytes.try_into().map_err(|_| broken(&"it is no float"))?;
            // By its shortest text: 0.1 as a float is not 0.10000000149.
            let number = f32::from_le_bytes(bits);
            Value::Float(number.to_string().parse().unwrap_or_else(|_| f64::from(number)))
        }
        "DOUBLE" if binary => {
            Value::Float(f64::from_le_bytes(bytes.try_into().map_err(|_| broken(&"it is no double"))?))
        }
        "FLOAT" | "DOUBLE" => Value::Float(parsed().parse().map_err(|error| broken(&error))?),
        "DECIMAL" => Value::Decimal(parsed().to_owned()),
        "DATE" => Value::Date(if binary { date(bytes) } else { parsed().to_owned() }),
        "TIME" => Value::Time(if binary { time(bytes) } else { parsed().to_owned() }),
        "DATETIME" | "TIMESTAMP" => Value::Timestamp(match binary {
            true => moment(bytes),
            false => parsed().replacen(' ', "T", 1),
        }),
        "JSON" => Value::Json(parsed().to_owned()),
        "BIT" => bit(bytes),
        // The names say which collations are binary; of those, only the one called `binary` is of bytes.
        "BINARY" | "VARBINARY" | "TINYBLOB" | "BLOB" | "MEDIUMBLOB" | "LONGBLOB"
            if <str as Type<MySql>>::compatible(&raw.type_info()) =>
        {
            text()
        }
        "BINARY" | "VARBINARY" | "TINYBLOB" | "BLOB" | "MEDIUMBLOB" | "LONGBLOB" | "GEOMETRY" => {
            Value::Bytes(bytes.to_vec())
        }
        _ => text(),
    })
}

fn integer(name: &str, bytes: &[u8], binary: bool) -> Option<Value> {
    if !binary {
        let text = std::str::from_utf8(bytes).ok()?;
        return match text.parse::<i64>() {
            Ok(number) => Some(Value::Integer(number)),
            Err(_) => text.parse().ok().map(Value::Unsigned),
        };
    }
    let unsigned = name.ends_with("UNSIGNED") || name == "YEAR";
    Some(match (bytes.len(), unsigned) {
        (1, false) => Value::Integer(i64::from(i8::from_le_bytes(bytes.try_into().ok()?))),
        (1, true) => Value::Integer(i64::from(*bytes.first()?)),
        (2, false) => Value::Integer(i64::from(i16::from_le_bytes(bytes.try_into().ok()?))),
        (2, true) => Value::Integer(i64::from(u16::from_le_bytes(bytes.try_into().ok()?))),
        (4, false) => Value::Integer(i64::from(i32::from_le_bytes(bytes.try_into().ok()?))),
        (4, true) => Value::Integer(i64::from(u32::from_le_bytes(bytes.try_into().ok()?))),
        (8, false) => Value::Integer(i64::from_le_bytes(bytes.try_into().ok()?)),
        (8, true) => {
            let number = u64::from_le_bytes(bytes.try_into().ok()?);
            i64::try_from(number).map_or(Value::Unsigned(number), Value::Integer)
        }
        _ => return None,
    })
}

/// Up to 64 bits, the greatest first.
fn bit(bytes: &[u8]) -> Value {
    let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    i64::try_from(number).map_or(Value::Unsigned(number), Value::Integer)
}

/// The protocol's own form of a date: a length, then year (two bytes), month, day. Zero length is the zero date.
fn date(bytes: &[u8]) -> String {
    match bytes {
        [_, y0, y1, month, day, ..] => format!("{:04}-{month:02}-{day:02}", u16::from_le_bytes([*y0, *y1])),
        _ => "0000-00-00".to_owned(),
    }
}

fn micros(bytes: &[u8]) -> String {
    let micros = bytes.first_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    if micros == 0 { String::new() } else { format!(".{micros:06}") }
}

fn moment(bytes: &[u8]) -> String {
    let clock = match bytes.get(5..8) {
        Some([hour, minute, second]) => format!("{hour:02}:{minute:02}:{second:02}"),
        _ => "00:00:00".to_owned(),
    };
    format!("{}T{clock}{}", date(bytes), micros(bytes.get(8..).unwrap_or_default()))
}

/// A length, a sign, days (four bytes), hours, minutes, seconds, perhaps microseconds. MySQL's times run to 838 hours.
fn time(bytes: &[u8]) -> String {
    match bytes {
        [_, negative, d0, d1, d2, d3, hours, minutes, seconds, rest @ ..] => {
            let hours = u32::from_le_bytes([*d0, *d1, *d2, *d3]) * 24 + u32::from(*hours);
            let sign = if *negative == 1 { "-" } else { "" };
            format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{}", micros(rest))
        }
        _ => "00:00:00".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_bound_in_utc() {
        for (given, bound) in [
            ("2026-01-31T23:59:58.5", "2026-01-31 23:59:58.5"),
            ("2026-01-31 23:59:58", "2026-01-31 23:59:58"),
            ("2026-01-31T23:59:58Z", "2026-01-31 23:59:58"),
            ("2026-01-31T23:59:58-02:00", "2026-02-01 01:59:58"),
            ("2024-03-01T00:30:00+01:00", "2024-02-29 23:30:00"),
            ("2026-01-01T00:00:00.25+05:30", "2025-12-31 18:30:00.25"),
        ] {
            assert_eq!(timestamp(given), bound);
        }
    }
}
