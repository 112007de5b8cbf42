//! Definitions in SQLite's SQL. What comes here is lowered already.

use super::types;
use crate::sql::{identifier, identifiers, string};
use mighost_schema::{
    Column, ColumnDefault, Constraint, Deferral, Dialect, Error, ForeignKey, ForeignKeyAction, Index, IndexKey,
    PrimaryKey, Result, Settings, Table, Value, View,
};

/// A name, quoted.
pub(super) fn name(name: &str) -> String {
    identifier(Dialect::Sqlite, name)
}

/// `CREATE TABLE`, under another name where the table is to be renamed at once.
pub(super) fn create_table(table: &Table, under: &str) -> Result<String> {
    let key = table.constraints.first().and_then(|constraint| match constraint {
        Constraint::PrimaryKey(key) => Some(key),
        _ => None,
    });
    // The usual way to write it, and the only one for a descending key that is not the row's id. Where the key isn't
    // the first constraint, it stands among the others, to be read back in its place.
    let inline = |key: &PrimaryKey| {
        let numbered = table.columns.iter().any(|c| c.identity.is_some() && key.columns.contains(&c.name));
        key.columns.len() == 1 && (key.settings.contains_key("inline") || numbered)
    };
    let key = key.filter(|key| inline(key));
    let mut parts = Vec::new();
    for column in &table.columns {
        let own = key.filter(|key| key.columns.contains(&column.name));
        parts.push(self::column(column, own)?);
    }
    for constraint in table.constraints.iter().skip(usize::from(key.is_some())) {
        parts.push(self::constraint(constraint, table)?);
    }
    let mut options = Vec::new();
    if table.settings.contains_key("strict") {
        options.push("STRICT");
    }
    if table.settings.contains_key("without-rowid") {
        options.push("WITHOUT ROWID");
    }
    let options = if options.is_empty() { String::new() } else { format!(" {}", options.join(", ")) };
    Ok(format!("CREATE TABLE {} (\n  {}\n){options}", name(under), parts.join(",\n  ")))
}

/// A column's definition, as in `CREATE TABLE` and `ALTER TABLE … ADD COLUMN`.
pub(super) fn column(column: &Column, key: Option<&PrimaryKey>) -> Result<String> {
    let mut parts = vec![name(&column.name), types::write(&column.column_type)?];
    if let Some(collation) = &column.collation {
        parts.push(format!("COLLATE {}", name(collation)));
    }
    if let Some(key) = key {
        parts.push(label(key.name.as_deref()));
        parts.push("PRIMARY KEY".to_owned());
        if key.settings.get("order").is_some_and(|order| order == "desc") {
            parts.push("DESC".to_owned());
        }
        parts.push(conflict(&key.settings)?);
        if column.identity.is_some() {
            parts.push("AUTOINCREMENT".to_owned());
        }
    }
    if !column.nullable {
        parts.push(label(column.settings.get("not-null-constraint").map(String::as_str)));
        parts.push("NOT NULL".to_owned());
        parts.push(conflict(&column.settings)?);
    }
    if let Some(default) = &column.default {
        parts.push(label(column.settings.get("default-constraint").map(String::as_str)));
        parts.push(format!("DEFAULT {}", self::default(default)?));
    }
    if let Some(generated) = &column.generated {
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        parts.push(format!("GENERATED ALWAYS AS ({}) {kind}", generated.expression));
    }
    parts.retain(|part| !part.is_empty());
    Ok(parts.join(" "))
}

fn label(label: Option<&str>) -> String {
    label.map_or_else(String::new, |label| format!("CONSTRAINT {}", name(label)))
}

fn conflict(settings: &Settings) -> Result<String> {
    match settings.get("on-conflict").map(String::as_str) {
        None => Ok(String::new()),
        Some(word @ ("rollback" | "abort" | "fail" | "ignore" | "replace")) => {
            Ok(format!("ON CONFLICT {}", word.to_ascii_uppercase()))
        }
        Some(other) => Err(Error::Invalid(format!(
            "`{other}` is no way to resolve a conflict; SQLite knows rollback, abort, fail, ignore and replace"
        ))),
    }
}

/// The expression of a default.
pub(super) fn default(default: &ColumnDefault) -> Result<String> {
    Ok(match default {
        ColumnDefault::Literal(value) => literal(value)?,
        ColumnDefault::CurrentTimestamp => "CURRENT_TIMESTAMP".to_owned(),
        ColumnDefault::CurrentDate => "CURRENT_DATE".to_owned(),
        ColumnDefault::CurrentTime => "CURRENT_TIME".to_owned(),
        ColumnDefault::Expression(expression) => format!("({expression})"),
    })
}

/// A constant.
pub(super) fn literal(value: &Value) -> Result<String> {
    Ok(match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(flag) => if *flag { "1" } else { "0" }.to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Unsigned(number) => number.to_string(),
        Value::Float(number) => float(*number),
        Value::Decimal(text) => text.clone(),
        Value::Bytes(bytes) => {
            format!("x'{}'", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        Value::Text(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::Timestamp(text)
        | Value::Json(text)
        | Value::Uuid(text)
        | Value::Native { text, .. } => {
            if text.contains('\0') {
                return Err(Error::Invalid("a text in a definition can't hold a NUL character".to_owned()));
            }
            string(text)
        }
    })
}

/// A float, to be read back as the same one.
pub(super) fn float(number: f64) -> String {
    if number.is_infinite() {
        // SQLite has no word for it; a literal too great for a float is one.
        return if number > 0.0 { "9e999" } else { "-9e999" }.to_owned();
    }
    format!("{number:?}")
}

fn constraint(constraint: &Constraint, table: &Table) -> Result<String> {
    let labelled = |label: &Option<String>, text: String| match label {
        Some(label) => format!("CONSTRAINT {} {text}", name(label)),
        None => text,
    };
    Ok(match constraint {
        Constraint::PrimaryKey(key) => {
            let numbered = table.columns.iter().any(|c| c.identity.is_some() && key.columns.contains(&c.name));
            let numbered = if numbered { " AUTOINCREMENT" } else { "" };
            let text =
                format!("PRIMARY KEY ({}{numbered}) {}", keys(&key.columns, &key.settings), conflict(&key.settings)?);
            labelled(&key.name, text.trim_end().to_owned())
        }
        Constraint::Unique(key) => {
            let text = format!("UNIQUE ({}) {}", keys(&key.columns, &key.settings), conflict(&key.settings)?);
            labelled(&key.name, text.trim_end().to_owned())
        }
        Constraint::Check(check) => {
            let text = format!("CHECK ({}) {}", check.expression, conflict(&check.settings)?);
            labelled(&check.name, text.trim_end().to_owned())
        }
        Constraint::ForeignKey(key) => labelled(
            &key.name,
            format!("FOREIGN KEY ({}) {}", identifiers(Dialect::Sqlite, &key.columns), references(key)?),
        ),
        Constraint::Exclusion(_) => {
            return Err(Error::Unsupported("SQLite has no exclusion constraints; use a trigger".to_owned()));
        }
    })
}

fn keys(columns: &[String], settings: &Settings) -> String {
    let list = |setting: &str| -> Vec<&str> {
        settings.get(setting).map(|list| list.split(',').collect()).unwrap_or_default()
    };
    let (orders, collations) = (list("order"), list("collation"));
    let parts: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let collation = collations.get(at).filter(|collation| !collation.is_empty());
            let collation = collation.map(|c| format!(" COLLATE {}", name(c))).unwrap_or_default();
            let order = if orders.get(at) == Some(&"desc") { " DESC" } else { "" };
            format!("{}{collation}{order}", name(column))
        })
        .collect();
    parts.join(", ")
}

/// The `REFERENCES` clause of a foreign key.
pub(super) fn references(key: &ForeignKey) -> Result<String> {
    let mut text = format!("REFERENCES {}", name(&key.referred_table.name));
    if !key.referred_columns.is_empty() {
        text.push_str(&format!(" ({})", identifiers(Dialect::Sqlite, &key.referred_columns)));
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
    if key.match_full {
        text.push_str(" MATCH FULL");
    } else if let Some(kind) = key.settings.get("match") {
        text.push_str(&format!(" MATCH {}", name(kind)));
    }
    match key.deferral {
        Deferral::NotDeferrable => {}
        Deferral::InitiallyImmediate => text.push_str(" DEFERRABLE INITIALLY IMMEDIATE"),
        Deferral::InitiallyDeferred => text.push_str(" DEFERRABLE INITIALLY DEFERRED"),
    }
    Ok(text)
}

/// `CREATE INDEX`.
pub(super) fn create_index(table: &str, index: &Index) -> String {
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let key = match &part.key {
                IndexKey::Column(column) => name(column),
                IndexKey::Expression(expression) => expression.clone(),
            };
            let collation = part.collation.as_ref().map(|c| format!(" COLLATE {}", name(c))).unwrap_or_default();
            let order = if part.descending { " DESC" } else { "" };
            format!("{key}{collation}{order}")
        })
        .collect();
    let unique = if index.unique { "UNIQUE " } else { "" };
    let predicate = index.predicate.as_ref().map(|p| format!(" WHERE {p}")).unwrap_or_default();
    format!("CREATE {unique}INDEX {} ON {} ({}){predicate}", name(&index.name), name(table), parts.join(", "))
}

/// `CREATE VIEW`.
pub(super) fn create_view(view: &View) -> String {
    let columns = match view.columns.as_slice() {
        [] => String::new(),
        columns => format!(" ({})", identifiers(Dialect::Sqlite, columns)),
    };
    format!("CREATE VIEW {}{columns} AS {}", name(&view.name.name), view.query)
}
