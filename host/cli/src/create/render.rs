//! Filling templates in. A name that isn't there is an error and not an empty text: a misspelt variable must not make a
//! migration that looks right.

use mighost::Error;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};

/// Fills a template in. Its name is what an error calls it.
pub fn text(name: &str, source: &str, values: &Value) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_keep_trailing_newline(true);
    // A line with nothing but a `{% … %}` leaves no line behind.
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_debug(true);
    environment.add_filter("rust", rust);
    environment.add_filter("toml", toml);
    environment.add_filter("json", json);
    environment.add_filter("c", c);
    let template = environment.template_from_named_str(name, source).map_err(|error| failure(name, values, &error))?;
    template.render(values).map_err(|error| failure(name, values, &error))
}

/// A text as a literal of Rust.
fn rust(text: &str) -> String {
    format!("\"{}\"", text.escape_debug())
}

/// A text as a string of TOML.
fn toml(text: &str) -> String {
    ::toml::Value::String(text.to_owned()).to_string()
}

/// A text as a string of JSON, which is one of JavaScript, Python and Go too.
fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text as a literal of C.
fn c(text: &str) -> String {
    let mut literal = String::from("\"");
    for letter in text.chars() {
        match letter {
            // Two question marks and a sign more are another sign to a compiler that keeps to the standard.
            '"' | '\\' | '?' => literal.extend(['\\', letter]),
            // Three digits at most, so that a digit behind them isn't taken for one of them.
            _ if letter.is_ascii_control() => literal.push_str(&format!("\\{:03o}", u32::from(letter))),
            _ => literal.push(letter),
        }
    }
    literal.push('"');
    literal
}

/// One message: the template, the line, what is wrong there, and what there is.
fn failure(name: &str, values: &Value, error: &minijinja::Error) -> Error {
    let line = error.line().map(|line| format!(":{line}")).unwrap_or_default();
    let source = error.template_source();
    let place = error.range().and_then(|range| source?.get(range)).map(str::trim).filter(|place| !place.is_empty());
    let what = match (error.kind(), place) {
        (ErrorKind::UndefinedError, place) => {
            let place = place.map_or_else(|| "a value".to_owned(), |place| format!("`{place}`"));
            format!("{place} is not defined; there are {}", names(values))
        }
        (kind, place) => {
            let detail = error.detail().map_or_else(|| kind.to_string(), str::to_owned);
            let place = place.map(|place| format!(", at `{place}`")).unwrap_or_default();
            format!("{detail}{place}; the language is Jinja's")
        }
    };
    Error::Template(format!("{name}{line}: {what}"))
}

/// What a template may name.
fn names(values: &Value) -> String {
    let names = values.try_iter().map(|keys| keys.map(|key| key.to_string()).collect::<Vec<_>>()).unwrap_or_default();
    names.join(", ")
}
