use crate::name::{Names, owned};
use crate::types::{
    ArrayType, ColumnType, DecimalType, EnumType, IntegerType, IntegerWidth, ObjectName, TextSize, TimeType,
};

impl ColumnType {
    /// A signed integer of this width.
    pub const fn integer_of(width: IntegerWidth) -> Self {
        ColumnType::Integer(IntegerType { width, unsigned: false })
    }

    /// A signed 32-bit integer.
    pub const fn integer() -> Self {
        Self::integer_of(IntegerWidth::Normal)
    }

    /// A signed 64-bit integer.
    pub const fn bigint() -> Self {
        Self::integer_of(IntegerWidth::Big)
    }

    /// The same integer without a sign (MySQL, MariaDB). Other types stay as they are.
    pub fn unsigned(self) -> Self {
        match self {
            ColumnType::Integer(integer) => ColumnType::Integer(IntegerType { unsigned: true, ..integer }),
            other => other,
        }
    }

    /// An exact decimal of `precision` digits in all, `scale` of them behind the point.
    pub const fn decimal(precision: u32, scale: i32) -> Self {
        ColumnType::Decimal(DecimalType { precision: Some(precision), scale: Some(scale) })
    }

    /// An exact decimal with the database's own precision.
    pub const fn numeric() -> Self {
        ColumnType::Decimal(DecimalType { precision: None, scale: None })
    }

    /// Text up to a length in characters.
    pub const fn varchar(length: u32) -> Self {
        ColumnType::Varchar(Some(length))
    }

    /// Long text.
    pub const fn text() -> Self {
        ColumnType::Text(TextSize::Normal)
    }

    /// Long bytes.
    pub const fn blob() -> Self {
        ColumnType::Blob(TextSize::Normal)
    }

    /// A time of day without a time zone.
    pub const fn time() -> Self {
        ColumnType::Time(TimeType { precision: None, with_zone: false })
    }

    /// A date and time without a time zone.
    pub const fn timestamp() -> Self {
        ColumnType::Timestamp(TimeType { precision: None, with_zone: false })
    }

    /// The same time or timestamp with a time zone. Other types stay as they are.
    pub fn with_zone(self) -> Self {
        match self {
            ColumnType::Time(time) => ColumnType::Time(TimeType { with_zone: true, ..time }),
            ColumnType::Timestamp(time) => ColumnType::Timestamp(TimeType { with_zone: true, ..time }),
            other => other,
        }
    }

    /// The same time or timestamp with this many digits of the fraction of a second, 0 to 6. Other types stay as
    /// they are.
    pub fn precision(self, digits: u32) -> Self {
        let precision = Some(digits);
        match self {
            ColumnType::Time(time) => ColumnType::Time(TimeType { precision, ..time }),
            ColumnType::Timestamp(time) => ColumnType::Timestamp(TimeType { precision, ..time }),
            other => other,
        }
    }

    /// One of some labels, kept in the column's own type or check.
    pub fn enumeration(labels: impl Names) -> Self {
        ColumnType::Enumeration(EnumType { name: None, labels: labels.names() })
    }

    /// One of some labels, as a type with a name (PostgreSQL), created with its first column where it doesn't exist.
    pub fn named_enumeration(name: impl Into<ObjectName>, labels: impl Names) -> Self {
        ColumnType::Enumeration(EnumType { name: Some(name.into()), labels: labels.names() })
    }

    /// An enumeration type that exists (PostgreSQL).
    pub fn existing_enumeration(name: impl Into<ObjectName>) -> Self {
        ColumnType::Enumeration(EnumType { name: Some(name.into()), labels: owned(&[]) })
    }

    /// Any of some labels (MySQL, MariaDB).
    pub fn set(labels: impl Names) -> Self {
        ColumnType::Set(labels.names())
    }

    /// An array of one dimension (PostgreSQL); the element is written as the database writes it, such as `integer`.
    pub fn array(element: &str) -> Self {
        ColumnType::Array(ArrayType { element: element.into(), dimensions: 1 })
    }

    /// Any other type, as the database writes it.
    pub fn native(definition: &str) -> Self {
        ColumnType::Native(definition.into())
    }
}
