use crate::ObjectName;
use serde::{Deserialize, Serialize};

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
