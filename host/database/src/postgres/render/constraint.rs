//! Constraints.

use super::super::inspect::constraint::{NOT_ENFORCED, PERIOD};
use super::super::text::fragment;
use super::super::types::quoted;
use super::{check_name, name, names, with};
use mighost_schema::{Constraint, Deferral, Error, ForeignKey, ForeignKeyAction, Result, Settings};

fn labelled(label: &Option<String>, text: String) -> Result<String> {
    match label {
        Some(label) => {
            check_name(label)?;
            Ok(format!("CONSTRAINT {} {text}", name(label)))
        }
        None => Ok(text),
    }
}

fn deferral(deferral: Deferral) -> &'static str {
    match deferral {
        Deferral::NotDeferrable => "",
        Deferral::InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
        Deferral::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

fn key_options(settings: &Settings) -> Result<String> {
    let mut text = String::new();
    if let Some(include) = settings.get("include") {
        let columns: Vec<String> = include.split(',').map(str::to_owned).collect();
        text.push_str(&format!(" INCLUDE ({})", names(&columns)));
    }
    text.push_str(&with(settings, &["include", "deferrable", PERIOD])?);
    text.push_str(match settings.get("deferrable").map(String::as_str) {
        None => "",
        Some("deferred") => " DEFERRABLE INITIALLY DEFERRED",
        Some(_) => " DEFERRABLE INITIALLY IMMEDIATE",
    });
    Ok(text)
}

/// A constraint as a table's definition and `ADD` write it.
pub(in super::super) fn constraint(constraint: &Constraint) -> Result<String> {
    match constraint {
        Constraint::PrimaryKey(key) => labelled(
            &key.name,
            format!("PRIMARY KEY ({}){}", key_columns(&key.columns, &key.settings), key_options(&key.settings)?),
        ),
        Constraint::Unique(key) => {
            let nulls = if key.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
            let options = key_options(&key.settings)?;
            labelled(
                &key.name,
                format!(
                    "UNIQUE{nulls} ({}){options}{}",
                    key_columns(&key.columns, &key.settings),
                    deferral(key.deferral)
                ),
            )
        }
        Constraint::Check(check) => {
            let inherit = if check.settings.contains_key("no-inherit") { " NO INHERIT" } else { "" };
            let valid = validity(check.not_valid, &check.settings);
            labelled(&check.name, format!("CHECK ({}){inherit}{valid}", fragment("a check", &check.expression)?))
        }
        Constraint::ForeignKey(key) => {
            let text = format!("FOREIGN KEY ({}) {}", spanned(&key.columns, &key.settings, "PERIOD "), references(key));
            labelled(&key.name, text)
        }
        Constraint::Exclusion(key) => {
            let mut elements = Vec::new();
            for element in &key.elements {
                let operator = element.operator.trim();
                if operator.is_empty()
                    || operator.contains(|c: char| c.is_alphanumeric() || c.is_whitespace() || "()'\";,".contains(c))
                {
                    return Err(Error::Invalid(format!("`{operator}` is no operator")));
                }
                elements.push(format!("{} WITH {operator}", element_text(&element.expression)?));
            }
            let method = key.method.as_deref().unwrap_or("gist");
            let predicate = match &key.predicate {
                Some(predicate) => format!(" WHERE ({})", fragment("a predicate", predicate)?),
                None => String::new(),
            };
            let text = format!(
                "EXCLUDE USING {} ({}){predicate}{}",
                name(method),
                elements.join(", "),
                deferral(key.deferral)
            );
            labelled(&key.name, text)
        }
    }
}

/// A column's name or a call stands alone, any other expression in parentheses.
fn element_text(expression: &str) -> Result<String> {
    let expression = fragment("an expression", expression)?;
    let plain = expression.chars().all(|c| c.is_alphanumeric() || c == '_')
        || expression.starts_with('"') && expression.ends_with('"');
    Ok(if plain { expression.to_owned() } else { format!("({expression})") })
}

fn references(key: &ForeignKey) -> String {
    let mut text = format!("REFERENCES {}", quoted(&key.referred_table));
    if !key.referred_columns.is_empty() {
        text.push_str(&format!(" ({})", spanned(&key.referred_columns, &key.settings, "PERIOD ")));
    }
    if key.match_full {
        text.push_str(" MATCH FULL");
    }
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        let action = match action {
            ForeignKeyAction::NoAction => continue,
            ForeignKeyAction::Restrict => "RESTRICT",
            ForeignKeyAction::Cascade => "CASCADE",
            ForeignKeyAction::SetNull => "SET NULL",
            ForeignKeyAction::SetDefault => "SET DEFAULT",
        };
        text.push_str(&format!(" ON {event} {action}"));
    }
    text.push_str(deferral(key.deferral));
    text.push_str(validity(key.not_valid, &key.settings));
    text
}

fn validity(not_valid: bool, settings: &Settings) -> &'static str {
    match (settings.contains_key(NOT_ENFORCED), not_valid) {
        (true, _) => " NOT ENFORCED",
        (false, true) => " NOT VALID",
        (false, false) => "",
    }
}

/// The columns of a primary key or a unique constraint.
fn key_columns(columns: &[String], settings: &Settings) -> String {
    let overlaps = if settings.contains_key(PERIOD) { " WITHOUT OVERLAPS" } else { "" };
    format!("{}{overlaps}", names(columns))
}

/// The columns of a foreign key, with something before the last one where that is a span of time.
fn spanned(columns: &[String], settings: &Settings, before: &str) -> String {
    match columns.split_last().filter(|_| settings.contains_key(PERIOD)) {
        Some((last, [])) => format!("{before}{}", name(last)),
        Some((last, front)) => format!("{}, {before}{}", names(front), name(last)),
        None => names(columns),
    }
}
