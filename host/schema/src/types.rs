use crate::ObjectName;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How wide an integer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntegerWidth {
    /// 8 bits.
    Tiny,
    /// 16 bits.
    Small,
    /// 24 bits.
    Medium,
    /// 32 bits.
    Normal,
    /// 64 bits.
    Big,
}

/// How long a long text or byte string can get on MySQL; elsewhere there is one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextSize {
    /// Up to 255 bytes.
    Tiny,
    /// Up to 64 KiB.
    Normal,
    /// Up to 16 MiB.
    Medium,
    /// Up to 4 GiB.
    Long,
}

/// An enumeration as a column's type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EnumType {
    /// The type's own name, on PostgreSQL.
    pub name: Option<ObjectName>,
    /// The labels in order; empty with a name: a type that exists.
    pub labels: Vec<String>,
}

/// The type of a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnType {
    /// Truth value.
    Boolean,
    /// Integer.
    Integer {
        /// Its width.
        width: IntegerWidth,
        /// Unsigned (MySQL, MariaDB).
        unsigned: bool,
    },
    /// Exact decimal.
    Decimal {
        /// Digits in all.
        precision: Option<u32>,
        /// Digits behind the point.
        scale: Option<i32>,
    },
    /// 32-bit float.
    Real,
    /// 64-bit float.
    Double,
    /// Text of a fixed length in characters.
    Char(u32),
    /// Text up to a length in characters.
    Varchar(Option<u32>),
    /// Long text.
    Text(TextSize),
    /// Bytes of a fixed length.
    Binary(u32),
    /// Bytes up to a length.
    Varbinary(u32),
    /// Long bytes.
    Blob(TextSize),
    /// Calendar date.
    Date,
    /// Time of day.
    Time {
        /// Digits of the fraction of a second.
        precision: Option<u32>,
        /// Whether it knows the time zone.
        with_zone: bool,
    },
    /// Date and time.
    Timestamp {
        /// Digits of the fraction of a second.
        precision: Option<u32>,
        /// Whether it knows the time zone.
        with_zone: bool,
    },
    /// A span of time.
    Interval,
    /// JSON text.
    Json,
    /// Binary JSON.
    Jsonb,
    /// UUID.
    Uuid,
    /// One of some labels.
    Enumeration(EnumType),
    /// Any of some labels.
    Set(Vec<String>),
    /// Bits of a fixed length.
    Bit(u32),
    /// Bits up to a length.
    Varbit(Option<u32>),
    /// An array.
    Array {
        /// The element type as the database writes it.
        element: String,
        /// How many dimensions.
        dimensions: u32,
    },
    /// Any other type, as the database writes it.
    Native(String),
}

impl ColumnType {
    /// A signed 32-bit integer.
    pub const INTEGER: ColumnType = ColumnType::Integer { width: IntegerWidth::Normal, unsigned: false };
    /// A signed 64-bit integer.
    pub const BIGINT: ColumnType = ColumnType::Integer { width: IntegerWidth::Big, unsigned: false };
    /// Long text of the ordinary size.
    pub const TEXT: ColumnType = ColumnType::Text(TextSize::Normal);
    /// Long bytes of the ordinary size.
    pub const BLOB: ColumnType = ColumnType::Blob(TextSize::Normal);
    /// A date and time without a time zone.
    pub const TIMESTAMP: ColumnType = ColumnType::Timestamp { precision: None, with_zone: false };
}

/// For people: about what most databases write. Whoever writes SQL for a database does so by themselves.
impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precise = |f: &mut fmt::Formatter<'_>, name: &str, precision: &Option<u32>, with_zone: bool| {
            f.write_str(name)?;
            precision.iter().try_for_each(|p| write!(f, "({p})"))?;
            f.write_str(if with_zone { " with time zone" } else { "" })
        };
        match self {
            ColumnType::Boolean => f.write_str("boolean"),
            ColumnType::Integer { width, unsigned } => {
                f.write_str(match width {
                    IntegerWidth::Tiny => "tinyint",
                    IntegerWidth::Small => "smallint",
                    IntegerWidth::Medium => "mediumint",
                    IntegerWidth::Normal => "integer",
                    IntegerWidth::Big => "bigint",
                })?;
                f.write_str(if *unsigned { " unsigned" } else { "" })
            }
            ColumnType::Decimal { precision: Some(p), scale: Some(s) } => write!(f, "decimal({p}, {s})"),
            ColumnType::Decimal { precision: Some(p), scale: None } => write!(f, "decimal({p})"),
            ColumnType::Decimal { precision: None, .. } => f.write_str("decimal"),
            ColumnType::Real => f.write_str("real"),
            ColumnType::Double => f.write_str("double"),
            ColumnType::Char(n) => write!(f, "char({n})"),
            ColumnType::Varchar(Some(n)) => write!(f, "varchar({n})"),
            ColumnType::Varchar(None) => f.write_str("varchar"),
            ColumnType::Text(size) => write!(f, "{}text", size.prefix()),
            ColumnType::Binary(n) => write!(f, "binary({n})"),
            ColumnType::Varbinary(n) => write!(f, "varbinary({n})"),
            ColumnType::Blob(size) => write!(f, "{}blob", size.prefix()),
            ColumnType::Date => f.write_str("date"),
            ColumnType::Time { precision, with_zone } => precise(f, "time", precision, *with_zone),
            ColumnType::Timestamp { precision, with_zone } => precise(f, "timestamp", precision, *with_zone),
            ColumnType::Interval => f.write_str("interval"),
            ColumnType::Json => f.write_str("json"),
            ColumnType::Jsonb => f.write_str("jsonb"),
            ColumnType::Uuid => f.write_str("uuid"),
            ColumnType::Enumeration(EnumType { name: Some(name), .. }) => write!(f, "{name}"),
            ColumnType::Enumeration(EnumType { name: None, labels }) => write!(f, "enum({})", labels.join(", ")),
            ColumnType::Set(labels) => write!(f, "set({})", labels.join(", ")),
            ColumnType::Bit(n) => write!(f, "bit({n})"),
            ColumnType::Varbit(Some(n)) => write!(f, "varbit({n})"),
            ColumnType::Varbit(None) => f.write_str("varbit"),
            ColumnType::Array { element, dimensions } => {
                f.write_str(element)?;
                (0..*dimensions).try_for_each(|_| f.write_str("[]"))
            }
            ColumnType::Native(text) => f.write_str(text),
        }
    }
}

impl TextSize {
    fn prefix(self) -> &'static str {
        match self {
            TextSize::Tiny => "tiny",
            TextSize::Normal => "",
            TextSize::Medium => "medium",
            TextSize::Long => "long",
        }
    }
}
