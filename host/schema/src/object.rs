use crate::{Identity, ObjectName};
use serde::{Deserialize, Serialize};

/// A view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its name.
    pub name: ObjectName,
    /// Its columns' names; empty: those of the query.
    pub columns: Vec<String>,
    /// The query, as the database writes it.
    pub query: String,
    /// Stored and refreshed on demand.
    pub materialized: bool,
    /// A comment.
    pub comment: Option<String>,
}

/// A trigger, for reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The table or view it stands on.
    pub table: ObjectName,
    /// Its text, as the database keeps it.
    pub definition: String,
}

/// A sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Its name.
    pub name: ObjectName,
    /// Its numbers.
    pub numbers: Identity,
}

/// An enumeration type of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enumeration {
    /// Its name.
    pub name: ObjectName,
    /// Its labels in order.
    pub labels: Vec<String>,
}
