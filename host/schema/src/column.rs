use crate::{ColumnType, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What only some databases have, by name: lower case with hyphens, such as `strict`, `engine`, `on-update`.
pub type Settings = BTreeMap<String, String>;

/// What a column holds where an insert doesn't say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnDefault {
    /// A constant.
    Literal(Value),
    /// The current date and time.
    CurrentTimestamp,
    /// The current date.
    CurrentDate,
    /// The current time of day.
    CurrentTime,
    /// An expression, as the database writes it.
    Expression(String),
}

/// A column computed from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// The expression, as the database writes it.
    pub expression: String,
    /// Stored on disk; else computed when read.
    pub stored: bool,
}

/// A column that numbers its rows, and a sequence's numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Inserts may not give a value.
    pub always: bool,
    /// The first number.
    pub start: Option<i64>,
    /// The step between numbers.
    pub increment: Option<i64>,
    /// The least number.
    pub min_value: Option<i64>,
    /// The greatest number.
    pub max_value: Option<i64>,
    /// Begin again after the last.
    pub cycle: bool,
    /// How many numbers a session takes at a time.
    pub cache: Option<i64>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub column_type: ColumnType,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Its default.
    pub default: Option<ColumnDefault>,
    /// How it is computed, where it is.
    pub generated: Option<Generated>,
    /// How it numbers its rows, where it does.
    pub identity: Option<Identity>,
    /// Its collation.
    pub collation: Option<String>,
    /// A comment.
    pub comment: Option<String>,
    /// What only some databases have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: Settings,
}

impl Column {
    /// A nullable column with nothing but a name and a type.
    pub fn new(name: impl Into<String>, column_type: ColumnType) -> Self {
        Column {
            name: name.into(),
            column_type,
            nullable: true,
            default: None,
            generated: None,
            identity: None,
            collation: None,
            comment: None,
            settings: Settings::new(),
        }
    }

    /// The same column, not nullable.
    pub fn not_null(mut self) -> Self {
        self.nullable = false;
        self
    }

    /// The same column with a default.
    pub fn default(mut self, default: ColumnDefault) -> Self {
        self.default = Some(default);
        self
    }
}
