//! Column types in PostgreSQL's words.

use super::Postgres;
use super::text::fragment;
use crate::sql::identifier;
use mighost_schema::{ColumnType, Dialect, EnumType, Error, IntegerWidth, ObjectName, Result, TextSize};

/// A name as it is written: with its schema where it has one.
pub(super) fn quoted(name: &ObjectName) -> String {
    let part = |name: &str| identifier(Dialect::Postgresql, name);
    match &name.schema {
        Some(schema) => format!("{}.{}", part(schema), part(&name.name)),
        None => part(&name.name),
    }
}

/// The type as a definition writes it.
pub(super) fn write(column_type: &ColumnType) -> Result<String> {
    let precise = |name: &str, precision: &Option<u32>, with_zone: bool| {
        let precision = precision.map(|p| format!("({p})")).unwrap_or_default();
        format!("{name}{precision} {} time zone", if with_zone { "with" } else { "without" })
    };
    Ok(match column_type {
        ColumnType::Boolean => "boolean".to_owned(),
        ColumnType::Integer { width: IntegerWidth::Tiny | IntegerWidth::Small, .. } => "smallint".to_owned(),
        ColumnType::Integer { width: IntegerWidth::Medium | IntegerWidth::Normal, .. } => "integer".to_owned(),
        ColumnType::Integer { width: IntegerWidth::Big, .. } => "bigint".to_owned(),
        ColumnType::Decimal { precision: Some(p), scale: Some(s) } => format!("numeric({p},{s})"),
        ColumnType::Decimal { precision: Some(p), scale: None } => format!("numeric({p})"),
        ColumnType::Decimal { precision: None, .. } => "numeric".to_owned(),
        ColumnType::Real => "real".to_owned(),
        ColumnType::Double => "double precision".to_owned(),
        ColumnType::Char(n) => format!("character({n})"),
        ColumnType::Varchar(Some(n)) => format!("character varying({n})"),
        ColumnType::Varchar(None) => "character varying".to_owned(),
        ColumnType::Text(_) => "text".to_owned(),
        ColumnType::Binary(_) | ColumnType::Varbinary(_) | ColumnType::Blob(_) => "bytea".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Time { precision, with_zone } => precise("time", precision, *with_zone),
        ColumnType::Timestamp { precision, with_zone } => precise("timestamp", precision, *with_zone),
        ColumnType::Interval => "interval".to_owned(),
        ColumnType::Json => "json".to_owned(),
        ColumnType::Jsonb => "jsonb".to_owned(),
        ColumnType::Uuid => "uuid".to_owned(),
        ColumnType::Bit(n) => format!("bit({n})"),
        ColumnType::Varbit(Some(n)) => format!("bit varying({n})"),
        ColumnType::Varbit(None) => "bit varying".to_owned(),
        ColumnType::Enumeration(EnumType { name: Some(name), .. }) => quoted(name),
        ColumnType::Enumeration(_) => {
            return Err(Error::Invalid("an enumeration needs a name on PostgreSQL".to_owned()));
        }
        ColumnType::Set(_) => {
            return Err(Error::Unsupported(
                "PostgreSQL has no sets; use an array of texts (text[]) and a check on its elements".to_owned(),
            ));
        }
        ColumnType::Array { element, dimensions } => {
            let brackets: String = (0..*dimensions).map(|_| "[]").collect();
            format!("{}{brackets}", fragment("a type", element)?)
        }
        ColumnType::Native(text) => fragment("a type", text)?.to_owned(),
    })
}

/// The type as the catalog has it; `holder` is the column, for a type that gets a name of its own.
pub(super) fn canonical(column_type: &ColumnType, table: &ObjectName, column: &str) -> ColumnType {
    use IntegerWidth::{Big, Medium, Normal, Small, Tiny};
    let integer = |width| ColumnType::Integer { width, unsigned: false };
    match column_type {
        ColumnType::Integer { width: Tiny, .. } => integer(Small),
        ColumnType::Integer { width: Small, unsigned: false } => integer(Small),
        // One wider, so that everything fits.
        ColumnType::Integer { width: Small, unsigned: true } => integer(Normal),
        ColumnType::Integer { width: Medium, .. } => integer(Normal),
        ColumnType::Integer { width: Normal, unsigned } => integer(if *unsigned { Big } else { Normal }),
        ColumnType::Integer { width: Big, unsigned: true } => {
            ColumnType::Decimal { precision: Some(20), scale: Some(0) }
        }
        ColumnType::Decimal { precision: Some(p), scale: None } => {
            ColumnType::Decimal { precision: Some(*p), scale: Some(0) }
        }
        ColumnType::Decimal { precision: None, .. } => ColumnType::Decimal { precision: None, scale: None },
        ColumnType::Text(_) => ColumnType::Text(TextSize::Normal),
        ColumnType::Binary(_) | ColumnType::Varbinary(_) | ColumnType::Blob(_) => ColumnType::BLOB,
        ColumnType::Enumeration(EnumType { name: None, labels }) => ColumnType::Enumeration(EnumType {
            name: Some(ObjectName { schema: table.schema.clone(), name: format!("{}_{column}_enum", table.name) }),
            labels: labels.clone(),
        }),
        ColumnType::Native(text) => read(text).unwrap_or_else(|| column_type.clone()),
        other => other.clone(),
    }
}

/// The type that the server calls so, where the vocabulary has it.
pub(super) fn read(text: &str) -> Option<ColumnType> {
    let (base, arguments) = match text.split_once('(') {
        Some((front, rest)) => {
            let (inside, behind) = rest.split_once(')')?;
            (format!("{}{behind}", front.trim_end()), Some(inside))
        }
        None => (text.to_owned(), None),
    };
    let mut numbers = arguments.into_iter().flat_map(|a| a.split(',')).map(|n| n.trim().parse::<i64>().ok());
    let first = numbers.next().flatten();
    let small = first.and_then(|n| u32::try_from(n).ok());
    let second = numbers.next().flatten().and_then(|n| i32::try_from(n).ok());
    let plain = |found: ColumnType| arguments.is_none().then_some(found);
    let integer = |width| plain(ColumnType::Integer { width, unsigned: false });
    match base.as_str() {
        "boolean" => plain(ColumnType::Boolean),
        "smallint" => integer(IntegerWidth::Small),
        "integer" => integer(IntegerWidth::Normal),
        "bigint" => integer(IntegerWidth::Big),
        "numeric" => Some(ColumnType::Decimal { precision: small, scale: small.map(|_| second.unwrap_or(0)) }),
        "real" => plain(ColumnType::Real),
        "double precision" => plain(ColumnType::Double),
        "character" => Some(ColumnType::Char(small.unwrap_or(1))),
        "character varying" => Some(ColumnType::Varchar(small)),
        "text" => plain(ColumnType::TEXT),
        "bytea" => plain(ColumnType::BLOB),
        "date" => plain(ColumnType::Date),
        "time without time zone" => Some(ColumnType::Time { precision: small, with_zone: false }),
        "time with time zone" => Some(ColumnType::Time { precision: small, with_zone: true }),
        "timestamp without time zone" => Some(ColumnType::Timestamp { precision: small, with_zone: false }),
        "timestamp with time zone" => Some(ColumnType::Timestamp { precision: small, with_zone: true }),
        "interval" => plain(ColumnType::Interval),
        "json" => plain(ColumnType::Json),
        "jsonb" => plain(ColumnType::Jsonb),
        "uuid" => plain(ColumnType::Uuid),
        "bit" => Some(ColumnType::Bit(small.unwrap_or(1))),
        "bit varying" => Some(ColumnType::Varbit(small)),
        _ => None,
    }
}

/// Whether the type is a string's.
pub(super) fn is_text(column_type: &ColumnType) -> bool {
    matches!(column_type, ColumnType::Char(_) | ColumnType::Varchar(_) | ColumnType::Text(_))
}

impl Postgres {
    /// A name without its schema where that is the default one: as the model has it.
    pub(super) fn known_as(&self, schema: String, name: String) -> ObjectName {
        ObjectName { schema: (schema != self.schema).then_some(schema), name }
    }
}
