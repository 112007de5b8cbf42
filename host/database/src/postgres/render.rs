//! Definitions in PostgreSQL's SQL.

mod constraint;

pub(super) use constraint::constraint;

use super::text::fragment;
use super::types::{self, quoted};
use super::value::literal;
use crate::sql::{identifier, identifiers};
use mighost_schema::{
    Column, ColumnDefault, Constraint, Dialect, Error, Identity, Index, IndexKey, NullsOrder, Result, Sequence,
    Settings, Table, Value, View,
};

/// The longest name, in bytes: longer ones are cut by the server, and then mean something else.
const LONGEST: usize = 63;

/// A name, quoted.
pub(super) fn name(name: &str) -> String {
    identifier(Dialect::Postgresql, name)
}

fn names(names: &[String]) -> String {
    identifiers(Dialect::Postgresql, names)
}

/// Checks a name that something is to get.
pub(super) fn check_name(name: &str) -> Result<()> {
    if name.len() > LONGEST {
        return Err(Error::Invalid(format!(
            "the name `{name}` has {} bytes; PostgreSQL's names have at most {LONGEST}",
            name.len()
        )));
    }
    if name.contains('\0') {
        return Err(Error::Invalid(format!("the name {name:?} holds a NUL character")));
    }
    if name.starts_with(crate::RESERVED_PREFIX) {
        return Err(Error::Denied(format!(
            "`{name}`: names that begin with {} are mighost's own",
            crate::RESERVED_PREFIX
        )));
    }
    Ok(())
}

pub(super) fn create_table(table: &Table) -> Result<Vec<String>> {
    check_name(&table.name.name)?;
    let mut parts = Vec::new();
    for column in &table.columns {
        parts.push(self::column(column)?);
    }
    // In a table's definition the server takes no NOT VALID: those constraints are added afterwards.
    let mut later = Vec::new();
    // Of two keys over the same columns it makes one, unless they come in statements of their own.
    let mut keys: Vec<&[String]> = Vec::new();
    let mut twins = Vec::new();
    for constraint in &table.constraints {
        let not_valid = match constraint {
            Constraint::Check(check) => check.not_valid,
            Constraint::ForeignKey(key) => key.not_valid,
            _ => false,
        };
        let text = self::constraint(constraint)?;
        let key = match constraint {
            Constraint::PrimaryKey(key) => Some(key.columns.as_slice()),
            Constraint::Unique(key) => Some(key.columns.as_slice()),
            _ => None,
        };
        if key.is_some_and(|key| keys.contains(&key)) {
            twins.push(format!("ALTER TABLE {} ADD {text}", quoted(&table.name)));
            continue;
        }
        keys.extend(key);
        if not_valid {
            later.push(format!("ADD {text}"));
        } else {
            parts.push(text);
        }
    }
    let unlogged = if table.settings.contains_key("unlogged") { "UNLOGGED " } else { "" };
    let mut sql = format!("CREATE {unlogged}TABLE {}", quoted(&table.name));
    match (table.settings.get("partition-of"), table.settings.get("partition-bound")) {
        (Some(parent), Some(bound)) => sql.push_str(&format!(
            " PARTITION OF {} {}",
            fragment("the parent of a partition", parent)?,
            fragment("the bounds of a partition", bound)?
        )),
        _ if parts.is_empty() => sql.push_str(" ()"),
        _ => sql.push_str(&format!(" (\n  {}\n)", parts.join(",\n  "))),
    }
    if let Some(by) = table.settings.get("partition-by") {
        sql.push_str(&format!(" PARTITION BY {}", fragment("what a table is partitioned by", by)?));
    }
    sql.push_str(&with(
        &table.settings,
        &["unlogged", "partition-by", "partition-of", "partition-bound", "tablespace"],
    )?);
    if let Some(tablespace) = table.settings.get("tablespace") {
        sql.push_str(&format!(" TABLESPACE {}", name(tablespace)));
    }
    let mut statements = vec![sql];
    if !later.is_empty() {
        statements.push(format!("ALTER TABLE {} {}", quoted(&table.name), later.join(", ")));
    }
    statements.extend(twins);
    statements
        .extend(table.comment.as_ref().map(|text| comment("TABLE", &quoted(&table.name), Some(text))).transpose()?);
    for column in &table.columns {
        if let Some(text) = &column.comment {
            statements.push(column_comment(table, &column.name, Some(text))?);
        }
    }
    for index in &table.indexes {
        statements.extend(create_index(table, index, false)?);
    }
    Ok(statements)
}

pub(super) fn column_comment(table: &Table, column: &str, text: Option<&str>) -> Result<String> {
    comment("COLUMN", &format!("{}.{}", quoted(&table.name), name(column)), text)
}

/// `COMMENT ON`; what is commented is quoted already.
pub(super) fn comment(kind: &str, what: &str, text: Option<&str>) -> Result<String> {
    let text = text.map_or_else(|| Ok("NULL".to_owned()), literal)?;
    Ok(format!("COMMENT ON {kind} {what} IS {text}"))
}

/// The storage parameters, without some settings that aren't.
pub(super) fn with(settings: &Settings, but: &[&str]) -> Result<String> {
    let mut parts = Vec::new();
    for (name, value) in settings.iter().filter(|(name, _)| !but.contains(&name.as_str())) {
        parts.push(format!("{} = {}", self::name(name), literal(value)?));
    }
    Ok(if parts.is_empty() { String::new() } else { format!(" WITH ({})", parts.join(", ")) })
}

/// A column's definition.
pub(super) fn column(column: &Column) -> Result<String> {
    check_name(&column.name)?;
    let mut parts = vec![name(&column.name)];
    let written = types::write(&column.column_type)?;
    if column.settings.contains_key("serial") {
        parts.push(
            match written.as_str() {
                "smallint" => "smallserial",
                "integer" => "serial",
                "bigint" => "bigserial",
                other => {
                    return Err(Error::Invalid(format!(
                        "column `{}` is {other} and can't be serial; that takes an integer",
                        column.name
                    )));
                }
            }
            .to_owned(),
        );
    } else {
        parts.push(written);
    }
    if let Some(collation) = &column.collation {
        parts.push(format!("COLLATE {}", name(collation)));
    }
    if let Some(default) = &column.default {
        parts.push(format!("DEFAULT {}", self::default(default)?));
    }
    if let Some(generated) = &column.generated {
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        let expression = fragment("a generation expression", &generated.expression)?;
        parts.push(format!("GENERATED ALWAYS AS ({expression}) {kind}"));
    }
    if let Some(identity) = &column.identity {
        parts.push(format!("GENERATED {}", self::identity(identity)));
    }
    if !column.nullable {
        parts.push("NOT NULL".to_owned());
    }
    Ok(parts.join(" "))
}

pub(super) fn identity(identity: &Identity) -> String {
    let when = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
    let numbers = numbers(identity, "");
    if numbers.is_empty() {
        format!("{when} AS IDENTITY")
    } else {
        format!("{when} AS IDENTITY ({})", numbers.join(" "))
    }
}

/// The options of a sequence, each with something before it.
pub(super) fn numbers(numbers: &Identity, before: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut add = |word: &str, number: Option<i64>| {
        parts.extend(number.map(|number| format!("{before}{word} {number}")));
    };
    add("INCREMENT BY", numbers.increment);
    add("MINVALUE", numbers.min_value);
    add("MAXVALUE", numbers.max_value);
    add("START WITH", numbers.start);
    add("CACHE", numbers.cache);
    if numbers.cycle {
        parts.push(format!("{before}CYCLE"));
    }
    parts
}

pub(super) fn create_sequence(sequence: &Sequence) -> Result<String> {
    check_name(&sequence.name.name)?;
    let numbers = numbers(&sequence.numbers, " ").concat();
    Ok(format!("CREATE SEQUENCE {}{numbers}", quoted(&sequence.name)))
}

/// The expression of a default.
pub(super) fn default(default: &ColumnDefault) -> Result<String> {
    Ok(match default {
        ColumnDefault::Literal(value) => constant(value)?,
        ColumnDefault::CurrentTimestamp => "CURRENT_TIMESTAMP".to_owned(),
        ColumnDefault::CurrentDate => "CURRENT_DATE".to_owned(),
        ColumnDefault::CurrentTime => "CURRENT_TIME".to_owned(),
        ColumnDefault::Expression(expression) => format!("({})", fragment("a default", expression)?),
    })
}

fn constant(value: &Value) -> Result<String> {
    let text = super::value::text(value);
    Ok(match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(_) | Value::Integer(_) | Value::Unsigned(_) => text.unwrap_or_default(),
        Value::Float(number) if number.is_finite() => text.unwrap_or_default(),
        Value::Decimal(digits)
            if !digits.is_empty()
                && digits.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit() || b == b'.') =>
        {
            digits.clone()
        }
        Value::Timestamp(moment) => literal(&moment.replacen('T', " ", 1))?,
        _ => literal(&text.unwrap_or_default())?,
    })
}

/// `CREATE INDEX`, and its comment.
pub(super) fn create_index(table: &Table, index: &Index, concurrently: bool) -> Result<Vec<String>> {
    let mut statements = vec![self::index(table, index, concurrently)?];
    if let Some(text) = &index.comment {
        statements.push(comment("INDEX", &index_name(table, &index.name), Some(text))?);
    }
    Ok(statements)
}

/// `CREATE INDEX` alone.
pub(super) fn index(table: &Table, index: &Index, concurrently: bool) -> Result<String> {
    check_name(&index.name)?;
    let mut parts = Vec::new();
    for part in &index.parts {
        let mut text = match &part.key {
            IndexKey::Column(column) => name(column),
            IndexKey::Expression(expression) => format!("({})", fragment("an index expression", expression)?),
        };
        if let Some(collation) = &part.collation {
            text.push_str(&format!(" COLLATE {}", name(collation)));
        }
        if let Some(class) = &part.operator_class {
            text.push_str(&format!(" {}", name(class)));
        }
        if part.descending {
            text.push_str(" DESC");
        }
        text.push_str(match part.nulls {
            NullsOrder::Default => "",
            NullsOrder::First => " NULLS FIRST",
            NullsOrder::Last => " NULLS LAST",
        });
        parts.push(text);
    }
    let unique = if index.unique { "UNIQUE " } else { "" };
    let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
    let method = index.method.as_ref().map(|method| format!(" USING {}", name(method))).unwrap_or_default();
    let mut sql = format!(
        "CREATE {unique}INDEX {concurrently}{} ON {}{method} ({})",
        name(&index.name),
        quoted(&table.name),
        parts.join(", ")
    );
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", names(&index.include)));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    sql.push_str(&with(&index.settings, &["invalid"])?);
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {}", fragment("a predicate", predicate)?));
    }
    Ok(sql)
}

/// An index is named with the schema of its table.
pub(super) fn index_name(table: &Table, index: &str) -> String {
    quoted(&mighost_schema::ObjectName { schema: table.name.schema.clone(), name: index.to_owned() })
}

pub(super) fn create_view(view: &View, or_replace: bool) -> Result<Vec<String>> {
    check_name(&view.name.name)?;
    let columns = if view.columns.is_empty() { String::new() } else { format!(" ({})", names(&view.columns)) };
    let query = fragment("a view's query", view.query.trim().trim_end_matches(';'))?;
    let kind = if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
    let replace = if or_replace { "OR REPLACE " } else { "" };
    let mut statements = vec![format!("CREATE {replace}{kind} {}{columns} AS {query}", quoted(&view.name))];
    if view.comment.is_some() || or_replace {
        statements.push(comment(kind, &quoted(&view.name), view.comment.as_deref())?);
    }
    Ok(statements)
}
