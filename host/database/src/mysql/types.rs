//! Column types between the vocabulary and the servers' `COLUMN_TYPE`.

use super::expression::refuse_open;
use super::flavour::Flavour;
use super::lexer::{Kind, literal, tokens};
use mighost_schema::{ColumnType, EnumType, Error, IntegerWidth, Result, TextSize};

/// The type that `information_schema.columns.column_type` gives. What the vocabulary has no word for is native.
pub(super) fn parse(text: &str) -> ColumnType {
    parsed(text).unwrap_or_else(|| ColumnType::Native(native(text)))
}

/// A native type as both servers would give it: in lower case but for its texts, without what only widths its display.
fn native(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "year(4)" => "year".to_owned(),
        _ if text.contains(['\'', '"', '`']) => text.to_owned(),
        _ => lower,
    }
}

fn parsed(text: &str) -> Option<ColumnType> {
    let tokens = tokens(text).ok()?;
    let (first, rest) = tokens.split_first()?;
    let base = first.raw.to_ascii_lowercase();
    let mut arguments = Vec::new();
    let mut words = Vec::new();
    for token in rest {
        match token.kind {
            Kind::Number | Kind::Text if token.depth == 1 => arguments.push(*token),
            Kind::Word if token.depth == 0 => words.push(token.raw.to_ascii_lowercase()),
            Kind::Symbol if matches!(token.raw, "(" | ")" | ",") => {}
            _ => return None,
        }
    }
    let number = |at: usize| arguments.get(at).and_then(|t| t.raw.parse::<u32>().ok());
    let unsigned = words.iter().any(|w| w == "unsigned");
    let plain = words.is_empty();
    let integer = |width| words.iter().all(|w| w == "unsigned").then_some(ColumnType::Integer { width, unsigned });
    let labels = || arguments.iter().map(|t| t.content()).collect::<Vec<_>>();
    let fraction = number(0).filter(|digits| *digits > 0);
    match base.as_str() {
        "bool" | "boolean" if plain => Some(ColumnType::Boolean),
        "tinyint" if number(0) == Some(1) && plain => Some(ColumnType::Boolean),
        "tinyint" => integer(IntegerWidth::Tiny),
        "smallint" => integer(IntegerWidth::Small),
        "mediumint" => integer(IntegerWidth::Medium),
        "int" | "integer" => integer(IntegerWidth::Normal),
        "bigint" => integer(IntegerWidth::Big),
        "decimal" | "numeric" | "dec" if plain => Some(ColumnType::Decimal {
            precision: Some(number(0).unwrap_or(10)),
            scale: Some(number(1).and_then(|s| i32::try_from(s).ok()).unwrap_or(0)),
        }),
        "float" if plain && arguments.is_empty() => Some(ColumnType::Real),
        "double" if arguments.is_empty() && (plain || words == ["precision"]) => Some(ColumnType::Double),
        "char" if plain => Some(ColumnType::Char(number(0).unwrap_or(1))),
        "varchar" if plain => Some(ColumnType::Varchar(number(0))),
        "tinytext" if plain => Some(ColumnType::Text(TextSize::Tiny)),
        "text" if plain && arguments.is_empty() => Some(ColumnType::Text(TextSize::Normal)),
        "mediumtext" if plain => Some(ColumnType::Text(TextSize::Medium)),
        "longtext" if plain => Some(ColumnType::Text(TextSize::Long)),
        "binary" if plain => Some(ColumnType::Binary(number(0).unwrap_or(1))),
        "varbinary" if plain => number(0).map(ColumnType::Varbinary),
        "tinyblob" if plain => Some(ColumnType::Blob(TextSize::Tiny)),
        "blob" if plain && arguments.is_empty() => Some(ColumnType::Blob(TextSize::Normal)),
        "mediumblob" if plain => Some(ColumnType::Blob(TextSize::Medium)),
        "longblob" if plain => Some(ColumnType::Blob(TextSize::Long)),
        "date" if plain => Some(ColumnType::Date),
        "time" if plain => Some(ColumnType::Time { precision: fraction, with_zone: false }),
        "datetime" if plain => Some(ColumnType::Timestamp { precision: fraction, with_zone: false }),
        "timestamp" if plain => Some(ColumnType::Timestamp { precision: fraction, with_zone: true }),
        "json" if plain => Some(ColumnType::Json),
        "uuid" if plain => Some(ColumnType::Uuid),
        "enum" if plain => Some(ColumnType::Enumeration(EnumType { name: None, labels: labels() })),
        "set" if plain => Some(ColumnType::Set(labels())),
        "bit" if plain => Some(ColumnType::Bit(number(0).unwrap_or(1))),
        _ => None,
    }
}

/// A type as a server keeps it, or why it can't.
pub(super) fn lower(column_type: &ColumnType, flavour: Flavour) -> Result<ColumnType> {
    let unsupported = |text: String| Err(Error::Unsupported(text));
    let server = flavour.name();
    Ok(match column_type {
        ColumnType::Decimal { precision, scale } => ColumnType::Decimal {
            // What both servers take where nothing is said.
            precision: Some(precision.unwrap_or(10)),
            scale: match scale {
                Some(scale) if *scale < 0 => return unsupported(format!("{server} has no negative scale")),
                scale => Some(scale.unwrap_or(0)),
            },
        },
        ColumnType::Varchar(None) => {
            return unsupported(format!("{server} needs a length for a varchar; give one, or use text"));
        }
        ColumnType::Time { with_zone: true, .. } => {
            return unsupported(format!("{server} has no time of day with a time zone; use time without one"));
        }
        ColumnType::Time { precision, .. } => {
            ColumnType::Time { precision: fraction(*precision, server)?, with_zone: false }
        }
        ColumnType::Timestamp { precision, with_zone } => {
            ColumnType::Timestamp { precision: fraction(*precision, server)?, with_zone: *with_zone }
        }
        ColumnType::Interval => {
            return unsupported(format!("{server} has no type for spans of time; keep seconds in a bigint"));
        }
        ColumnType::Jsonb => ColumnType::Json,
        ColumnType::Uuid if !flavour.uuid() => ColumnType::Char(36),
        ColumnType::Enumeration(EnumType { labels, .. }) if labels.is_empty() => {
            return unsupported(format!("{server} keeps no enumeration types to refer to by name; give the labels"));
        }
        ColumnType::Enumeration(EnumType { labels, .. }) => {
            ColumnType::Enumeration(EnumType { name: None, labels: trimmed(labels) })
        }
        ColumnType::Set(labels) => {
            if let Some(label) = labels.iter().find(|label| label.contains(',')) {
                return unsupported(format!("a label of a set can't have a comma: {label}"));
            }
            ColumnType::Set(trimmed(labels))
        }
        ColumnType::Varbit(_) => {
            return unsupported(format!("{server} has bits of a fixed length only; use bit or varbinary"));
        }
        ColumnType::Array { .. } => {
            return unsupported(format!("{server} has no arrays; use json, or a table of its own"));
        }
        ColumnType::Native(text) => {
            refuse_open("a type", text)?;
            match parse(text) {
                ColumnType::Native(text) => ColumnType::Native(text),
                known => lower(&known, flavour)?,
            }
        }
        other => other.clone(),
    })
}

/// Servers cut the spaces behind labels.
fn trimmed(labels: &[String]) -> Vec<String> {
    labels.iter().map(|label| label.trim_end_matches(' ').to_owned()).collect()
}

fn fraction(precision: Option<u32>, server: &str) -> Result<Option<u32>> {
    match precision {
        // Microseconds.
        Some(digits) if digits > 6 => Err(Error::Unsupported(format!("{server} keeps six digits of a second at most"))),
        // The servers' default, unlike the standard's.
        Some(0) => Ok(None),
        digits => Ok(digits),
    }
}

/// A lowered type as a definition writes it.
pub(super) fn write(column_type: &ColumnType) -> String {
    let sized = |name: &str, precision: &Option<u32>| match precision {
        Some(precision) => format!("{name}({precision})"),
        None => name.to_owned(),
    };
    let listed = |name: &str, labels: &[String]| {
        format!("{name}({})", labels.iter().map(|label| literal(label)).collect::<Vec<_>>().join(","))
    };
    let size = |size: &TextSize, name: &str| match size {
        TextSize::Tiny => format!("TINY{name}"),
        TextSize::Normal => name.to_owned(),
        TextSize::Medium => format!("MEDIUM{name}"),
        TextSize::Long => format!("LONG{name}"),
    };
    match column_type {
        ColumnType::Boolean => "BOOLEAN".to_owned(),
        ColumnType::Integer { width, unsigned } => {
            let name = match width {
                IntegerWidth::Tiny => "TINYINT",
                IntegerWidth::Small => "SMALLINT",
                IntegerWidth::Medium => "MEDIUMINT",
                IntegerWidth::Normal => "INTEGER",
                IntegerWidth::Big => "BIGINT",
            };
            format!("{name}{}", if *unsigned { " UNSIGNED" } else { "" })
        }
        ColumnType::Decimal { precision, scale } => {
            format!("DECIMAL({}, {})", precision.unwrap_or(10), scale.unwrap_or(0))
        }
        // REAL is a double here.
        ColumnType::Real => "FLOAT".to_owned(),
        ColumnType::Double => "DOUBLE".to_owned(),
        ColumnType::Char(n) => format!("CHAR({n})"),
        ColumnType::Varchar(n) => format!("VARCHAR({})", n.unwrap_or_default()),
        ColumnType::Text(s) => size(s, "TEXT"),
        ColumnType::Binary(n) => format!("BINARY({n})"),
        ColumnType::Varbinary(n) => format!("VARBINARY({n})"),
        ColumnType::Blob(s) => size(s, "BLOB"),
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Time { precision, .. } => sized("TIME", precision),
        ColumnType::Timestamp { precision, with_zone: false } => sized("DATETIME", precision),
        ColumnType::Timestamp { precision, with_zone: true } => sized("TIMESTAMP", precision),
        ColumnType::Json | ColumnType::Jsonb => "JSON".to_owned(),
        ColumnType::Uuid => "UUID".to_owned(),
        ColumnType::Enumeration(EnumType { labels, .. }) => listed("ENUM", labels),
        ColumnType::Set(labels) => listed("SET", labels),
        ColumnType::Bit(n) => format!("BIT({n})"),
        ColumnType::Native(text) => text.clone(),
        // Lowering has refused these.
        ColumnType::Interval | ColumnType::Varbit(_) | ColumnType::Array { .. } => column_type.to_string(),
    }
}

/// Whether a column of this type has a character set.
pub(super) fn textual(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Char(_)
            | ColumnType::Varchar(_)
            | ColumnType::Text(_)
            | ColumnType::Enumeration(_)
            | ColumnType::Set(_)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MARIADB: Flavour = Flavour { mariadb: true, version: (10, 11, 0) };

    #[test]
    fn what_is_written_is_what_is_read() {
        for text in [
            "tinyint(1)",
            "tinyint(4)",
            "tinyint(3) unsigned",
            "smallint(6)",
            "mediumint(9)",
            "int(11)",
            "int",
            "bigint(20) unsigned",
            "decimal(10,2)",
            "float",
            "double",
            "char(8)",
            "varchar(40)",
            "longtext",
            "binary(16)",
            "varbinary(20)",
            "mediumblob",
            "date",
            "time(3)",
            "datetime",
            "datetime(6)",
            "timestamp",
            "uuid",
            "enum('a','it''s')",
            "set('x','y')",
            "bit(8)",
        ] {
            let parsed = parse(text);
            assert!(!matches!(parsed, ColumnType::Native(_)), "{text}");
            assert_eq!(parse(&write(&parsed)), parsed, "{text}");
            assert_eq!(lower(&parsed, MARIADB).unwrap(), parsed, "{text}");
        }
        for text in ["year(4)", "geometry", "int(5) unsigned zerofill", "inet6", "float(7,3)"] {
            assert!(matches!(parse(text), ColumnType::Native(_)), "{text}");
        }
    }

    #[test]
    fn what_a_server_cant_hold_is_refused_with_advice() {
        for wrong in [ColumnType::Varchar(None), ColumnType::Interval, ColumnType::Varbit(None)] {
            assert!(matches!(lower(&wrong, MARIADB), Err(Error::Unsupported(_))), "{wrong}");
        }
        assert_eq!(lower(&ColumnType::Native("INT".into()), MARIADB).unwrap(), ColumnType::INTEGER);
    }
}
