use super::Across;
use crate::bindings::types as wit;
use mighost_schema::{ColumnType, Dialect, EnumType, IntegerWidth, TextSize};

super::enums! {
    wit::IntegerWidth = IntegerWidth { Tiny, Small, Medium, Normal, Big }
    wit::TextSize = TextSize { Tiny, Normal, Medium, Long }
}

super::records! {
    wit::EnumType = EnumType { name, labels }
}

impl Across<wit::Dialect> for Dialect {
    fn across(self) -> wit::Dialect {
        match self {
            Dialect::Sqlite => wit::Dialect::Sqlite,
            Dialect::Postgresql => wit::Dialect::Postgresql,
            Dialect::Mysql => wit::Dialect::Mysql,
            Dialect::Mariadb => wit::Dialect::Mariadb,
        }
    }
}

impl Across<ColumnType> for wit::ColumnType {
    fn across(self) -> ColumnType {
        match self {
            wit::ColumnType::Boolean => ColumnType::Boolean,
            wit::ColumnType::Integer(t) => ColumnType::Integer { width: t.width.across(), unsigned: t.unsigned },
            wit::ColumnType::Decimal(t) => ColumnType::Decimal { precision: t.precision, scale: t.scale },
            wit::ColumnType::Real => ColumnType::Real,
            wit::ColumnType::Double => ColumnType::Double,
            wit::ColumnType::Char(length) => ColumnType::Char(length),
            wit::ColumnType::Varchar(length) => ColumnType::Varchar(length),
            wit::ColumnType::Text(size) => ColumnType::Text(size.across()),
            wit::ColumnType::Binary(length) => ColumnType::Binary(length),
            wit::ColumnType::Varbinary(length) => ColumnType::Varbinary(length),
            wit::ColumnType::Blob(size) => ColumnType::Blob(size.across()),
            wit::ColumnType::Date => ColumnType::Date,
            wit::ColumnType::Time(t) => ColumnType::Time { precision: t.precision, with_zone: t.with_zone },
            wit::ColumnType::Timestamp(t) => ColumnType::Timestamp { precision: t.precision, with_zone: t.with_zone },
            wit::ColumnType::Interval => ColumnType::Interval,
            wit::ColumnType::Json => ColumnType::Json,
            wit::ColumnType::Jsonb => ColumnType::Jsonb,
            wit::ColumnType::Uuid => ColumnType::Uuid,
            wit::ColumnType::Enumeration(t) => ColumnType::Enumeration(t.across()),
            wit::ColumnType::Set(labels) => ColumnType::Set(labels),
            wit::ColumnType::Bit(length) => ColumnType::Bit(length),
            wit::ColumnType::Varbit(length) => ColumnType::Varbit(length),
            wit::ColumnType::Array(t) => ColumnType::Array { element: t.element, dimensions: t.dimensions },
            wit::ColumnType::Native(text) => ColumnType::Native(text),
        }
    }
}

impl Across<wit::ColumnType> for ColumnType {
    fn across(self) -> wit::ColumnType {
        match self {
            ColumnType::Boolean => wit::ColumnType::Boolean,
            ColumnType::Integer { width, unsigned } => {
                wit::ColumnType::Integer(wit::IntegerType { width: width.across(), unsigned })
            }
            ColumnType::Decimal { precision, scale } => wit::ColumnType::Decimal(wit::DecimalType { precision, scale }),
            ColumnType::Real => wit::ColumnType::Real,
            ColumnType::Double => wit::ColumnType::Double,
            ColumnType::Char(length) => wit::ColumnType::Char(length),
            ColumnType::Varchar(length) => wit::ColumnType::Varchar(length),
            ColumnType::Text(size) => wit::ColumnType::Text(size.across()),
            ColumnType::Binary(length) => wit::ColumnType::Binary(length),
            ColumnType::Varbinary(length) => wit::ColumnType::Varbinary(length),
            ColumnType::Blob(size) => wit::ColumnType::Blob(size.across()),
            ColumnType::Date => wit::ColumnType::Date,
            ColumnType::Time { precision, with_zone } => wit::ColumnType::Time(wit::TimeType { precision, with_zone }),
            ColumnType::Timestamp { precision, with_zone } => {
                wit::ColumnType::Timestamp(wit::TimeType { precision, with_zone })
            }
            ColumnType::Interval => wit::ColumnType::Interval,
            ColumnType::Json => wit::ColumnType::Json,
            ColumnType::Jsonb => wit::ColumnType::Jsonb,
            ColumnType::Uuid => wit::ColumnType::Uuid,
            ColumnType::Enumeration(t) => wit::ColumnType::Enumeration(t.across()),
            ColumnType::Set(labels) => wit::ColumnType::Set(labels),
            ColumnType::Bit(length) => wit::ColumnType::Bit(length),
            ColumnType::Varbit(length) => wit::ColumnType::Varbit(length),
            ColumnType::Array { element, dimensions } => wit::ColumnType::Array(wit::ArrayType { element, dimensions }),
            ColumnType::Native(text) => wit::ColumnType::Native(text),
        }
    }
}
