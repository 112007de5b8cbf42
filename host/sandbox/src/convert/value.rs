use super::Across;
use crate::bindings::{data as wit_data, types as wit};
use mighost_schema::{Condition, Filter, ObjectName, Value};

super::records! {
    wit::ObjectName = ObjectName { schema, name }
}

impl Across<Value> for wit::Value {
    fn across(self) -> Value {
        match self {
            wit::Value::Null => Value::Null,
            wit::Value::Boolean(v) => Value::Boolean(v),
            wit::Value::Integer(v) => Value::Integer(v),
            wit::Value::Unsigned(v) => Value::Unsigned(v),
            wit::Value::Float(v) => Value::Float(v),
            wit::Value::Decimal(v) => Value::Decimal(v),
            wit::Value::Text(v) => Value::Text(v),
            wit::Value::Bytes(v) => Value::Bytes(v),
            wit::Value::Date(v) => Value::Date(v),
            wit::Value::Time(v) => Value::Time(v),
            wit::Value::Timestamp(v) => Value::Timestamp(v),
            wit::Value::Json(v) => Value::Json(v),
            wit::Value::Uuid(v) => Value::Uuid(v),
            wit::Value::Native(wit::NativeValue { type_name, text }) => Value::Native { type_name, text },
        }
    }
}

impl Across<wit::Value> for Value {
    fn across(self) -> wit::Value {
        match self {
            Value::Null => wit::Value::Null,
            Value::Boolean(v) => wit::Value::Boolean(v),
            Value::Integer(v) => wit::Value::Integer(v),
            Value::Unsigned(v) => wit::Value::Unsigned(v),
            Value::Float(v) => wit::Value::Float(v),
            Value::Decimal(v) => wit::Value::Decimal(v),
            Value::Text(v) => wit::Value::Text(v),
            Value::Bytes(v) => wit::Value::Bytes(v),
            Value::Date(v) => wit::Value::Date(v),
            Value::Time(v) => wit::Value::Time(v),
            Value::Timestamp(v) => wit::Value::Timestamp(v),
            Value::Json(v) => wit::Value::Json(v),
            Value::Uuid(v) => wit::Value::Uuid(v),
            Value::Native { type_name, text } => wit::Value::Native(wit::NativeValue { type_name, text }),
        }
    }
}

impl Across<Condition> for wit_data::Condition {
    fn across(self) -> Condition {
        match self {
            wit_data::Condition::Equals(v) => Condition::Equals(v.across()),
            wit_data::Condition::Differs(v) => Condition::Differs(v.across()),
            wit_data::Condition::Less(v) => Condition::Less(v.across()),
            wit_data::Condition::Greater(v) => Condition::Greater(v.across()),
            wit_data::Condition::OneOf(v) => Condition::OneOf(v.across()),
            wit_data::Condition::IsNull => Condition::IsNull,
            wit_data::Condition::IsNotNull => Condition::IsNotNull,
        }
    }
}

impl Across<Filter> for wit_data::Filter {
    fn across(self) -> Filter {
        Filter { column: self.column, condition: self.condition.across() }
    }
}
