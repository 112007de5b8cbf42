//! Column types between the vocabulary and SQLite's declared types.
//!
//! SQLite keeps a declared type as a text and derives an affinity from it; other programs read the text. So a text is
//! taken for a [`ColumnType`] only where that type is written exactly so (but for case and spaces), and is
//! [`ColumnType::Native`] otherwise: reading a type and writing it back changes nothing. `INT` is not `INTEGER`: only
//! an `INTEGER PRIMARY KEY` is the row's id.

use mighost_schema::{ColumnType, Error, IntegerWidth, Result, TextSize};

/// The type that a declared text is.
pub(super) fn parse(text: &str) -> ColumnType {
    let native = || ColumnType::Native(text.trim().to_owned());
    let Some(found) = candidate(text) else { return native() };
    match write(&found) {
        Ok(written) if same(&written, text) => found,
        _ => native(),
    }
}

/// Whether two texts are the same type: spaces and case don't matter.
pub(super) fn same(one: &str, other: &str) -> bool {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let (one, other): (String, String) = (squeezed(one), squeezed(other));
    one == other
}

fn candidate(text: &str) -> Option<ColumnType> {
    let (name, arguments) = match text.split_once('(') {
        Some((name, rest)) => (name, rest.trim_end().strip_suffix(')')?.split(',').map(str::trim).collect()),
        None => (text, Vec::new()),
    };
    let width = |width| ColumnType::Integer { width, unsigned: false };
    let first = || arguments.first().and_then(|argument| argument.parse::<u32>().ok());
    let precision = || if arguments.is_empty() { Some(None) } else { first().map(Some) };
    Some(match name.trim().to_ascii_uppercase().as_str() {
        "BOOLEAN" => ColumnType::Boolean,
        "TINYINT" => width(IntegerWidth::Tiny),
        "SMALLINT" => width(IntegerWidth::Small),
        "MEDIUMINT" => width(IntegerWidth::Medium),
        "INTEGER" => width(IntegerWidth::Normal),
        "BIGINT" => width(IntegerWidth::Big),
        "NUMERIC" => {
            let scale = match arguments.get(1) {
                Some(scale) => Some(scale.parse().ok()?),
                None => None,
            };
            ColumnType::Decimal { precision: precision()?, scale }
        }
        "REAL" => ColumnType::Real,
        "DOUBLE" => ColumnType::Double,
        "CHAR" => ColumnType::Char(first()?),
        "VARCHAR" => ColumnType::Varchar(precision()?),
        "TEXT" => ColumnType::TEXT,
        "BINARY" => ColumnType::Binary(first()?),
        "VARBINARY" => ColumnType::Varbinary(first()?),
        "BLOB" => ColumnType::BLOB,
        "DATE" => ColumnType::Date,
        "TIME" => ColumnType::Time { precision: precision()?, with_zone: false },
        "TIMETZ" => ColumnType::Time { precision: precision()?, with_zone: true },
        "DATETIME" => ColumnType::Timestamp { precision: precision()?, with_zone: false },
        "TIMESTAMPTZ" => ColumnType::Timestamp { precision: precision()?, with_zone: true },
        "JSON" => ColumnType::Json,
        "UUID" => ColumnType::Uuid,
        _ => return None,
    })
}

/// The text of a type.
///
/// # Errors
/// [`Error::Unsupported`] for a type that SQLite can't hold, and that must be lowered first.
pub(super) fn write(column_type: &ColumnType) -> Result<String> {
    let with = |name: &str, precision: &Option<u32>| match precision {
        Some(precision) => format!("{name}({precision})"),
        None => name.to_owned(),
    };
    let unsupported = |what: &str, instead: &str| Err(Error::Unsupported(format!("SQLite has no {what}; {instead}")));
    Ok(match column_type {
        ColumnType::Boolean => "BOOLEAN".to_owned(),
        ColumnType::Integer { unsigned: true, .. } => {
            return unsupported("unsigned integers", "use a signed one, which holds up to 2^63-1, with a check");
        }
        ColumnType::Integer { width, .. } => match width {
            IntegerWidth::Tiny => "TINYINT",
            IntegerWidth::Small => "SMALLINT",
            IntegerWidth::Medium => "MEDIUMINT",
            IntegerWidth::Normal => "INTEGER",
            IntegerWidth::Big => "BIGINT",
        }
        .to_owned(),
        ColumnType::Decimal { precision: Some(precision), scale: Some(scale) } => {
            format!("NUMERIC({precision}, {scale})")
        }
        ColumnType::Decimal { precision, scale: None } => with("NUMERIC", precision),
        ColumnType::Decimal { precision: None, scale: Some(_) } => {
            return Err(Error::Invalid("a decimal with a scale needs a precision too".to_owned()));
        }
        ColumnType::Real => "REAL".to_owned(),
        ColumnType::Double => "DOUBLE".to_owned(),
        ColumnType::Char(length) => format!("CHAR({length})"),
        ColumnType::Varchar(length) => with("VARCHAR", length),
        ColumnType::Text(TextSize::Normal) => "TEXT".to_owned(),
        ColumnType::Binary(length) => format!("BINARY({length})"),
        ColumnType::Varbinary(length) => format!("VARBINARY({length})"),
        ColumnType::Blob(TextSize::Normal) => "BLOB".to_owned(),
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Time { precision, with_zone: false } => with("TIME", precision),
        ColumnType::Time { precision, with_zone: true } => with("TIMETZ", precision),
        ColumnType::Timestamp { precision, with_zone: false } => with("DATETIME", precision),
        ColumnType::Timestamp { precision, with_zone: true } => with("TIMESTAMPTZ", precision),
        ColumnType::Json => "JSON".to_owned(),
        ColumnType::Uuid => "UUID".to_owned(),
        ColumnType::Native(text) => text.clone(),
        ColumnType::Text(_) | ColumnType::Blob(_) => {
            return unsupported("sizes of long texts and blobs", "leave the size normal");
        }
        ColumnType::Jsonb => return unsupported("binary JSON type", "use json"),
        ColumnType::Enumeration(_) => return unsupported("enumerations of its own", "use a text with a check"),
        ColumnType::Interval => return unsupported("intervals", "keep seconds in an integer"),
        ColumnType::Set(_) => return unsupported("sets", "use a table of its own for the labels of each row"),
        ColumnType::Bit(_) | ColumnType::Varbit(_) => return unsupported("strings of bits", "use an integer or bytes"),
        ColumnType::Array { .. } => return unsupported("arrays", "use json, or a table of its own for the elements"),
    })
}

/// What SQLite does to values on their way into a column, from its declared type
/// (<https://sqlite.org/datatype3.html>, 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

/// The affinity of a declared type. In a STRICT table `ANY` changes nothing, elsewhere it is a numeric type.
pub(super) fn affinity(declared: &str, strict: bool) -> Affinity {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    if has("INT") {
        Affinity::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        Affinity::Text
    } else if has("BLOB") || declared.is_empty() || (strict && declared == "ANY") {
        Affinity::Blob
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_sqlite_holds_is_written_and_read_as_itself() {
        let precisions = [None, Some(0), Some(6)];
        let mut types = vec![
            ColumnType::Boolean,
            ColumnType::Decimal { precision: Some(10), scale: Some(2) },
            ColumnType::Decimal { precision: Some(3), scale: Some(-2) },
            ColumnType::Real,
            ColumnType::Double,
            ColumnType::Char(26),
            ColumnType::TEXT,
            ColumnType::Binary(16),
            ColumnType::Varbinary(16),
            ColumnType::BLOB,
            ColumnType::Date,
            ColumnType::Json,
            ColumnType::Uuid,
            ColumnType::Native(String::new()),
            ColumnType::Native("INT".into()),
            ColumnType::Native("double precision".into()),
        ];
        use IntegerWidth::*;
        types.extend([Tiny, Small, Medium, Normal, Big].map(|width| ColumnType::Integer { width, unsigned: false }));
        for precision in precisions {
            types.push(ColumnType::Varchar(precision));
            types.push(ColumnType::Decimal { precision, scale: None });
            for with_zone in [false, true] {
                types.push(ColumnType::Time { precision, with_zone });
                types.push(ColumnType::Timestamp { precision, with_zone });
            }
        }
        for column_type in types {
            assert_eq!(parse(&write(&column_type).unwrap()), column_type);
        }
    }

    #[test]
    fn spaces_and_case_dont_matter_and_other_spellings_stay_as_they_are() {
        assert_eq!(parse("varchar ( 26 )"), ColumnType::Varchar(Some(26)));
        assert_eq!(parse("numeric(10,2)"), ColumnType::Decimal { precision: Some(10), scale: Some(2) });
        for declared in ["INT", "DECIMAL(10,2)", "FLOAT", "VARCHAR(026)", "VARCHAR(a)", "TEXT(5)", "INTEGER(11)", ""] {
            assert_eq!(parse(declared), ColumnType::Native(declared.to_owned()), "{declared}");
        }
    }
}
