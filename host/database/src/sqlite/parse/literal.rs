use crate::sqlite::text::{Text, Token, unquoted};
use crate::sqlite::value::timestamp;
use mighost_schema::{ColumnDefault, ColumnType, Error, Result, Value};
use sqlite3_parser::dialect::TokenType;

/// The default that stands behind the token at `at - 1`.
pub(super) fn default(text: &Text<'_>, at: usize, column_type: &ColumnType) -> Option<ColumnDefault> {
    if let Some((expression, _)) = text.parenthesized(at) {
        return Some(ColumnDefault::Expression(expression.to_owned()));
    }
    let (sign, at) = match text.kind(at)? {
        TokenType::TK_PLUS => ("", at + 1),
        TokenType::TK_MINUS => ("-", at + 1),
        _ => ("", at),
    };
    let token = *text.tokens.get(at)?;
    let raw = text.raw(token);
    if token.kind == TokenType::TK_CTIME_KW {
        return Some(match raw.to_ascii_uppercase().as_str() {
            "CURRENT_DATE" => ColumnDefault::CurrentDate,
            "CURRENT_TIME" => ColumnDefault::CurrentTime,
            _ => ColumnDefault::CurrentTimestamp,
        });
    }
    let value = value(token, raw, sign)?;
    Some(ColumnDefault::Literal(canonical(&value, column_type).unwrap_or(value)))
}

fn value(token: Token, raw: &str, sign: &str) -> Option<Value> {
    Some(match token.kind {
        TokenType::TK_NULL => Value::Null,
        TokenType::TK_BLOB => {
            // x'…'
            let digits = raw.get(2..raw.len().checked_sub(1)?)?;
            let bytes = (0..digits.len()).step_by(2);
            Value::Bytes(bytes.map(|i| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok()).collect::<Option<_>>()?)
        }
        TokenType::TK_INTEGER | TokenType::TK_FLOAT => {
            let digits = raw.replace('_', "");
            let hexadecimal = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
            match hexadecimal {
                // Hexadecimal digits are the 64 bits of a signed integer.
                Some(digits) => {
                    let number = u64::from_str_radix(digits, 16).ok()?.cast_signed();
                    Value::Integer(if sign.is_empty() { number } else { number.wrapping_neg() })
                }
                None => Value::Decimal(format!("{sign}{digits}")),
            }
        }
        TokenType::TK_STRING => Value::Text(unquoted(raw)),
        _ if raw.eq_ignore_ascii_case("true") => Value::Boolean(true),
        _ if raw.eq_ignore_ascii_case("false") => Value::Boolean(false),
        // A bare word is a text here.
        _ => Value::Text(unquoted(raw)),
    })
}

/// A constant as it is read back once it stands in a definition of a column of this type.
///
/// # Errors
/// [`Error::Invalid`] for what no constant can be.
pub(in crate::sqlite) fn canonical(value: &Value, column_type: &ColumnType) -> Result<Value> {
    let number = |text: &str| -> Result<Value> {
        if let Ok(number) = text.parse::<i64>() {
            return canonical(&Value::Integer(number), column_type);
        }
        let float: f64 = text
            .parse()
            .ok()
            // Not `inf` and `nan`, which Rust reads and SQLite takes for names.
            .filter(|_| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E')))
            .ok_or_else(|| Error::Invalid(format!("`{text}` is no number")))?;
        Ok(match column_type {
            ColumnType::Decimal { .. } => Value::Decimal(text.strip_prefix('+').unwrap_or(text).to_owned()),
            _ => Value::Float(float),
        })
    };
    Ok(match value {
        Value::Boolean(flag) if *column_type != ColumnType::Boolean => Value::Integer(i64::from(*flag)),
        Value::Integer(number @ (0 | 1)) if *column_type == ColumnType::Boolean => Value::Boolean(*number == 1),
        Value::Decimal(text) => number(text)?,
        Value::Float(float) if float.is_nan() => {
            return Err(Error::Invalid("a default can't be a float that is not a number".to_owned()));
        }
        Value::Float(float) => match column_type {
            ColumnType::Decimal { .. } => Value::Decimal(super::super::render::float(*float)),
            _ => Value::Float(*float),
        },
        Value::Unsigned(large) => match i64::try_from(*large) {
            Ok(number) => canonical(&Value::Integer(number), column_type)?,
            Err(_) => return Err(Error::Invalid(format!("{large} is greater than SQLite's greatest integer"))),
        },
        Value::Date(text) | Value::Time(text) | Value::Json(text) | Value::Uuid(text) | Value::Native { text, .. } => {
            Value::Text(text.clone())
        }
        Value::Timestamp(moment) => Value::Text(timestamp(moment)),
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Text(_) | Value::Bytes(_) => value.clone(),
    })
}
