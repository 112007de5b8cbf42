use crate::Settings;
use serde::{Deserialize, Serialize};

/// What an index orders by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndexKey {
    /// A column.
    Column(String),
    /// An expression, as the database writes it.
    Expression(String),
}

/// Where NULLs sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NullsOrder {
    /// As the database does by itself.
    #[default]
    Default,
    /// Before everything.
    First,
    /// After everything.
    Last,
}

/// One part of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPart {
    /// What it orders by.
    pub key: IndexKey,
    /// Downwards.
    pub descending: bool,
    /// Where NULLs sort.
    pub nulls: NullsOrder,
    /// Its collation.
    pub collation: Option<String>,
    /// Its operator class.
    pub operator_class: Option<String>,
    /// How many characters count.
    pub prefix_length: Option<u32>,
}

impl IndexPart {
    /// A column, upwards.
    pub fn column(name: impl Into<String>) -> Self {
        IndexPart {
            key: IndexKey::Column(name.into()),
            descending: false,
            nulls: NullsOrder::Default,
            collation: None,
            operator_class: None,
            prefix_length: None,
        }
    }
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its parts in order.
    pub parts: Vec<IndexPart>,
    /// No two rows alike.
    pub unique: bool,
    /// The method; `None` is the database's default.
    pub method: Option<String>,
    /// The rows it holds.
    pub predicate: Option<String>,
    /// Columns carried along.
    pub include: Vec<String>,
    /// NULLs count as equal.
    pub nulls_not_distinct: bool,
    /// A comment.
    pub comment: Option<String>,
    /// What only some databases have.
    pub settings: Settings,
}

impl Index {
    /// An ordinary index over columns.
    pub fn new<C: Into<String>>(name: impl Into<String>, columns: impl IntoIterator<Item = C>) -> Self {
        Index {
            name: name.into(),
            parts: columns.into_iter().map(IndexPart::column).collect(),
            unique: false,
            method: None,
            predicate: None,
            include: Vec::new(),
            nulls_not_distinct: false,
            comment: None,
            settings: Settings::new(),
        }
    }
}
