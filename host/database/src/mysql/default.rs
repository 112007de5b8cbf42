//! Defaults: constants in the column's type, and expressions.

use super::expression::standard;
use super::flavour::Flavour;
use super::lexer::{Kind, literal as quoted, tokens};
use super::value;
use mighost_schema::{ColumnDefault, ColumnType, Error, Result, Value};

/// What a default of the catalog means for a column of this type.
pub(super) fn parse(
    flavour: Flavour,
    text: Option<&str>,
    extra: &str,
    column_type: &ColumnType,
) -> Option<ColumnDefault> {
    match flavour.raw_default(text, extra)? {
        Err(constant) => Some(ColumnDefault::Literal(constant_of(&constant, column_type))),
        Ok(expression) => Some(expression_of(&expression, column_type)),
    }
}

/// What a server writes for the moment of the row.
pub(super) fn is_now(text: &str) -> bool {
    let name = text.split('(').next().unwrap_or_default().trim();
    ["current_timestamp", "now", "localtime", "localtimestamp"].iter().any(|now| name.eq_ignore_ascii_case(now))
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'(' | b')'))
}

fn expression_of(text: &str, column_type: &ColumnType) -> ColumnDefault {
    let text = text.trim();
    let moment = matches!(column_type, ColumnType::Timestamp { .. });
    if moment && is_now(text) {
        return ColumnDefault::CurrentTimestamp;
    }
    let bare = text.trim_start_matches('(').trim_end_matches(')').trim_end_matches('(').to_ascii_lowercase();
    match (bare.as_str(), column_type) {
        ("curdate" | "current_date", ColumnType::Date) => return ColumnDefault::CurrentDate,
        ("curtime" | "current_time", ColumnType::Time { .. }) => return ColumnDefault::CurrentTime,
        _ => {}
    }
    constant(text, column_type)
        .map(ColumnDefault::Literal)
        .unwrap_or_else(|| ColumnDefault::Expression(standard(unwrapped(text))))
}

/// An expression without the parentheses that are around all of it.
pub(super) fn unwrapped(text: &str) -> &str {
    let trimmed = text.trim();
    let Ok(tokens) = tokens(trimmed) else { return trimmed };
    // How deep the shallowest piece stands that isn't among the parentheses around all of it. A text may have a million of them, so it
    // is read once, and nothing calls itself.
    let opening = tokens.iter().take_while(|token| token.symbol("(")).count();
    let closing = tokens.iter().rev().take_while(|token| token.symbol(")")).count();
    let inside = tokens.get(opening..tokens.len().saturating_sub(closing)).unwrap_or_default();
    let shallowest = inside.iter().map(|token| token.depth as usize).min().unwrap_or(0);
    let around = shallowest.min(opening).min(closing);
    let (Some(open), Some(close)) = (around.checked_sub(1), tokens.len().checked_sub(around)) else { return trimmed };
    match (tokens.get(open), tokens.get(close)) {
        // A parenthesis is one byte.
        (Some(open), Some(close)) => trimmed.get(open.start + 1..close.start).unwrap_or(trimmed).trim(),
        _ => trimmed,
    }
}

/// The constant that a text is, where it is one.
fn constant(text: &str, column_type: &ColumnType) -> Option<Value> {
    let tokens = tokens(text).ok()?;
    match tokens.as_slice() {
        [one] if one.kind == Kind::Text => Some(constant_of(&one.content(), column_type)),
        [introducer, one] if introducer.raw.starts_with('_') && one.kind == Kind::Text => {
            Some(constant_of(&one.content(), column_type))
        }
        [one] if one.kind == Kind::Number => Some(constant_of(one.raw, column_type)),
        [sign, one] if sign.symbol("-") && one.kind == Kind::Number => {
            Some(constant_of(&format!("-{}", one.raw), column_type))
        }
        [one] if one.is("true") => Some(constant_of("1", column_type)),
        [one] if one.is("false") => Some(constant_of("0", column_type)),
        [prefix, one] if prefix.is("x") && one.kind == Kind::Text => hexadecimal(&one.content()).map(Value::Bytes),
        [prefix, one] if prefix.is("b") && one.kind == Kind::Text => {
            u64::from_str_radix(&one.content(), 2).ok().map(unsigned)
        }
        _ => None,
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    digits.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).ok().map(|[high, low]| high << 4 | low)).collect()
}

fn unsigned(number: u64) -> Value {
    i64::try_from(number).map_or(Value::Unsigned(number), Value::Integer)
}

/// A constant's text as a value of a column's type.
fn constant_of(text: &str, column_type: &ColumnType) -> Value {
    let other = || Value::Text(text.to_owned());
    match column_type {
        ColumnType::Boolean => match text {
            "0" => Value::Boolean(false),
            "1" => Value::Boolean(true),
            _ => text.parse().map_or_else(|_| other(), Value::Integer),
        },
        ColumnType::Integer { .. } | ColumnType::Bit(_) => {
            match text.strip_prefix("b'").and_then(|t| t.strip_suffix('\'')) {
                Some(bits) => u64::from_str_radix(bits, 2).map_or_else(|_| other(), unsigned),
                None => match text.parse() {
                    Ok(number) => Value::Integer(number),
                    Err(_) => text.parse().map_or_else(|_| other(), Value::Unsigned),
                },
            }
        }
        ColumnType::Native(name) if name == "year" => text.parse().map_or_else(|_| other(), Value::Integer),
        ColumnType::Decimal { scale, .. } => Value::Decimal(scaled(text, scale.unwrap_or(0))),
        ColumnType::Real | ColumnType::Double => text.parse().map_or_else(|_| other(), Value::Float),
        ColumnType::Binary(_) | ColumnType::Varbinary(_) | ColumnType::Blob(_) => {
            match text.strip_prefix("0x").and_then(hexadecimal) {
                Some(bytes) => Value::Bytes(bytes),
                None => Value::Bytes(text.as_bytes().to_vec()),
            }
        }
        ColumnType::Date => Value::Date(text.to_owned()),
        ColumnType::Time { precision, .. } => Value::Time(fraction(text, *precision)),
        ColumnType::Timestamp { precision, .. } => Value::Timestamp(fraction(&text.replacen(' ', "T", 1), *precision)),
        ColumnType::Json => Value::Json(text.to_owned()),
        ColumnType::Uuid => Value::Uuid(text.to_ascii_lowercase()),
        _ => other(),
    }
}

/// A decimal with as many digits behind the point as its column has.
fn scaled(text: &str, scale: i32) -> String {
    let scale = usize::try_from(scale).unwrap_or_default();
    let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
    if scale == 0 || behind.len() > scale {
        return if behind.trim_end_matches('0').is_empty() { whole.to_owned() } else { text.to_owned() };
    }
    format!("{whole}.{behind:0<scale$}")
}

/// A time with as many digits of its second as its column has.
fn fraction(text: &str, precision: Option<u32>) -> String {
    let digits = usize::try_from(precision.unwrap_or(0)).unwrap_or_default();
    let (front, behind) = text.split_once('.').unwrap_or((text, ""));
    let behind: String = behind.chars().chain("000000".chars()).take(digits).collect();
    if behind.is_empty() { front.to_owned() } else { format!("{front}.{behind}") }
}

/// A constant as a column of this type keeps it.
pub(super) fn canonical(value: &Value, column_type: &ColumnType) -> Result<Value> {
    let text = match value {
        Value::Null => return Err(Error::Invalid("a default of NULL is no default; leave it out".to_owned())),
        Value::Boolean(flag) => i32::from(*flag).to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Unsigned(number) => number.to_string(),
        Value::Float(number) if !number.is_finite() => {
            return Err(Error::Unsupported(format!("MySQL has no float {number}")));
        }
        Value::Float(number) => {
            return Ok(match column_type {
                ColumnType::Real | ColumnType::Double => Value::Float(*number),
                _ => constant_of(&format!("{number:?}"), column_type),
            });
        }
        Value::Bytes(bytes) => return Ok(Value::Bytes(bytes.clone())),
        Value::Timestamp(moment) => value::timestamp(moment),
        Value::Decimal(t)
        | Value::Text(t)
        | Value::Date(t)
        | Value::Time(t)
        | Value::Json(t)
        | Value::Uuid(t)
        | Value::Native { text: t, .. } => t.clone(),
    };
    let text = match (column_type, text.as_str()) {
        (ColumnType::Boolean, t) if t.eq_ignore_ascii_case("true") => "1".to_owned(),
        (ColumnType::Boolean, t) if t.eq_ignore_ascii_case("false") => "0".to_owned(),
        _ => text,
    };
    Ok(constant_of(&text, column_type))
}

/// Whether a constant is short enough for its column: the servers refuse what they would have to cut.
pub(super) fn fits(value: &Value, column_type: &ColumnType) -> Result<()> {
    let (length, most, of) = match (value, column_type) {
        (Value::Text(text), ColumnType::Char(most) | ColumnType::Varchar(Some(most))) => {
            (text.trim_end_matches(' ').chars().count(), *most, "characters")
        }
        (Value::Bytes(bytes), ColumnType::Binary(most) | ColumnType::Varbinary(most)) => (bytes.len(), *most, "bytes"),
        _ => return Ok(()),
    };
    if u32::try_from(length).is_ok_and(|length| length <= most) {
        return Ok(());
    }
    Err(Error::Unsupported(format!("its default has {length} {of} and the column has room for {most}")))
}

/// A default as a definition writes it.
pub(super) fn write(flavour: Flavour, default: &ColumnDefault, column_type: &ColumnType) -> String {
    let precision = match column_type {
        ColumnType::Timestamp { precision: Some(digits), .. } | ColumnType::Time { precision: Some(digits), .. } => {
            format!("({digits})")
        }
        _ => String::new(),
    };
    match default {
        ColumnDefault::Literal(value) if flavour.literal_default(column_type, default) => literal(value),
        ColumnDefault::Literal(value) => flavour.default_expression(&literal(value)),
        // Only a moment's own types take the word without parentheses.
        ColumnDefault::CurrentTimestamp if matches!(column_type, ColumnType::Timestamp { .. }) => {
            format!("CURRENT_TIMESTAMP{precision}")
        }
        ColumnDefault::CurrentTimestamp => flavour.default_expression("CURRENT_TIMESTAMP"),
        ColumnDefault::CurrentDate => flavour.default_expression("curdate()"),
        ColumnDefault::CurrentTime => flavour.default_expression("curtime()"),
        ColumnDefault::Expression(expression) => flavour.default_expression(expression),
    }
}

/// A constant as SQL.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(flag) => if *flag { "1" } else { "0" }.to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Unsigned(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Decimal(text) if text.parse::<f64>().is_ok() => text.clone(),
        Value::Bytes(bytes) => format!("x'{}'", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        Value::Timestamp(moment) => quoted(&value::timestamp(moment)),
        Value::Decimal(text)
        | Value::Text(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::Json(text)
        | Value::Uuid(text)
        | Value::Native { text, .. } => quoted(text),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MARIADB: Flavour = Flavour { mariadb: true, version: (10, 11, 0) };
    const MYSQL: Flavour = Flavour { mariadb: false, version: (8, 0, 36) };

    #[test]
    fn both_servers_ways_of_writing_a_default_mean_the_same() {
        let text = ColumnType::Varchar(Some(9));
        let cases = [
            (Some("'it''s'"), Some("it's"), "", text.clone(), Some(ColumnDefault::Literal("it's".into()))),
            (Some("NULL"), None, "", text.clone(), None),
            (None, None, "", text.clone(), None),
            (Some("7"), Some("7"), "", ColumnType::INTEGER, Some(ColumnDefault::Literal(Value::Integer(7)))),
            (Some("1"), Some("1"), "", ColumnType::Boolean, Some(ColumnDefault::Literal(Value::Boolean(true)))),
            (Some("b'101'"), Some("b'101'"), "", ColumnType::Bit(8), Some(ColumnDefault::Literal(Value::Integer(5)))),
            (
                Some("current_timestamp()"),
                Some("CURRENT_TIMESTAMP"),
                "DEFAULT_GENERATED",
                ColumnType::TIMESTAMP,
                Some(ColumnDefault::CurrentTimestamp),
            ),
            (
                Some("curdate()"),
                Some("curdate()"),
                "DEFAULT_GENERATED",
                ColumnType::Date,
                Some(ColumnDefault::CurrentDate),
            ),
            (
                Some("(1 + 2)"),
                Some("(1 + 2)"),
                "DEFAULT_GENERATED",
                ColumnType::INTEGER,
                Some(ColumnDefault::Expression("1 + 2".into())),
            ),
        ];
        for (mariadb, mysql, extra, column_type, wanted) in cases {
            assert_eq!(parse(MARIADB, mariadb, "", &column_type), wanted, "{mariadb:?}");
            assert_eq!(parse(MYSQL, mysql, extra, &column_type), wanted, "{mysql:?}");
        }
    }

    #[test]
    fn a_constant_is_kept_as_its_column_keeps_it() {
        let decimal = ColumnType::Decimal { precision: Some(10), scale: Some(2) };
        assert_eq!(canonical(&Value::Float(1.5), &decimal).unwrap(), Value::Decimal("1.50".into()));
        assert_eq!(canonical(&Value::Integer(1), &ColumnType::Boolean).unwrap(), Value::Boolean(true));
        assert_eq!(canonical(&"7".into(), &ColumnType::INTEGER).unwrap(), Value::Integer(7));
        assert!(canonical(&Value::Null, &decimal).is_err());
    }
}
