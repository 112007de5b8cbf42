//! The lines of the report.

use mighost_guest::prelude::*;

/// An answer as every language writes it.
pub trait Answer {
    /// Its text.
    fn text(&self) -> String;
}

impl Answer for () {
    fn text(&self) -> String {
        "done".into()
    }
}

impl Answer for bool {
    fn text(&self) -> String {
        if *self { "yes" } else { "no" }.into()
    }
}

impl Answer for u64 {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Answer for String {
    fn text(&self) -> String {
        self.clone()
    }
}

/// Reports `WHAT: ANSWER`, or the kind of error instead, with the database's code where it has one.
pub fn tell<T: Answer>(what: &str, answer: Result<T>) {
    let text = match answer {
        Ok(answer) => answer.text(),
        Err(error) => kind(&error),
    };
    say(what, &text);
}

/// Reports `WHAT: TEXT`.
pub fn say(what: &str, text: &str) {
    report::info(&format!("{what}: {text}"));
}

/// Joins names and numbers: `a, b`.
pub fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn kind(error: &Error) -> String {
    match error {
        Error::Database(error) => format!("database {}", error.code),
        Error::Denied(_) => "denied".into(),
        Error::Unsupported(_) => "unsupported".into(),
        Error::Invalid(_) => "invalid".into(),
        Error::Limit(_) => "limit".into(),
        Error::Veto(_) => "veto".into(),
        Error::Other(_) => "other".into(),
    }
}

/// A value by its kind and text: `integer 7`, `bytes 00ff`, `null`. Fractions of seconds are written without zeros at their end,
/// an offset of nothing as `+00:00`, JSON without spaces.
pub fn value(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Boolean(it) => format!("boolean {it}"),
        Value::Integer(it) => format!("integer {it}"),
        Value::Unsigned(it) => format!("unsigned {it}"),
        // None of them is whole or has an exponent.
        Value::Float(it) => format!("float {it}"),
        Value::Decimal(it) => format!("decimal {it}"),
        Value::Text(it) => format!("text {it}"),
        Value::Bytes(it) => format!("bytes {}", it.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        Value::Date(it) => format!("date {it}"),
        Value::Time(it) => format!("time {}", moment(it)),
        Value::Timestamp(it) => format!("timestamp {}", moment(it)),
        Value::Json(it) => format!("json {}", it.replace(' ', "")),
        Value::Uuid(it) => format!("uuid {it}"),
        Value::Native(it) => format!("native {} {}", it.type_name, it.text),
    }
}

fn moment(text: &str) -> String {
    let (clock, offset) = match text.get(8..).and_then(|rest| rest.find(['+', '-', 'Z'])) {
        // The date's own dashes stand before the eighth place or on it.
        Some(at) if text.len() > 10 && at + 8 > 10 => text.split_at(at + 8),
        _ => (text, ""),
    };
    let clock = match clock.split_once('.') {
        Some((whole, fraction)) => match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        },
        None => clock.to_owned(),
    };
    format!("{clock}{}", if offset == "Z" { "+00:00" } else { offset })
}
