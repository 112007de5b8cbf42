use crate::{Column, Constraint, Enumeration, Index, ObjectName, Sequence, Settings, View};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One table, whole.
///
/// Two tables are equal where they have the same columns in the same order and the same constraints and indexes in
/// any order: databases list these by name, by age or as they were written, and it means nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: ObjectName,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// Its constraints, the primary key among them.
    pub constraints: Vec<Constraint>,
    /// Its indexes, without those that a constraint makes by itself.
    pub indexes: Vec<Index>,
    /// A comment.
    pub comment: Option<String>,
    /// What only some databases have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: Settings,
}

impl Table {
    /// A table with nothing but a name.
    pub fn new(name: impl Into<ObjectName>) -> Self {
        Table {
            name: name.into(),
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            comment: None,
            settings: Settings::new(),
        }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.columns == other.columns
            && self.comment == other.comment
            && self.settings == other.settings
            && same_in_any_order(&self.constraints, &other.constraints)
            && same_in_any_order(&self.indexes, &other.indexes)
    }
}

/// Whether two lists hold the same, each as often.
pub(crate) fn same_in_any_order<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    if a == b {
        return true;
    }
    let mut left: Vec<&T> = b.iter().collect();
    a.len() == b.len() && a.iter().all(|x| left.iter().position(|y| *y == x).map(|at| left.swap_remove(at)).is_some())
}

/// The schema of a database as a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// The tables by name.
    pub tables: BTreeMap<ObjectName, Table>,
    /// The views by name.
    pub views: BTreeMap<ObjectName, View>,
    /// The sequences by name.
    pub sequences: BTreeMap<ObjectName, Sequence>,
    /// The enumeration types by name.
    pub enumerations: BTreeMap<ObjectName, Enumeration>,
    /// The schemas beside the default one.
    pub schemas: BTreeSet<String>,
}
