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

/// The schema of a database as a value. Serialised, its maps are lists: each of the objects carries its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// The tables by name.
    #[serde(with = "by_name")]
    pub tables: BTreeMap<ObjectName, Table>,
    /// The views by name.
    #[serde(with = "by_name")]
    pub views: BTreeMap<ObjectName, View>,
    /// The sequences by name.
    #[serde(with = "by_name")]
    pub sequences: BTreeMap<ObjectName, Sequence>,
    /// The enumeration types by name.
    #[serde(with = "by_name")]
    pub enumerations: BTreeMap<ObjectName, Enumeration>,
    /// The schemas beside the default one.
    pub schemas: BTreeSet<String>,
}

/// A map of objects that know their names, written as a list: JSON has no keys but strings.
mod by_name {
    use crate::{Enumeration, ObjectName, Sequence, Table, View};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    pub(super) trait Named {
        fn name(&self) -> &ObjectName;
    }

    macro_rules! named {
        ($($t:ty),*) => { $(impl Named for $t { fn name(&self) -> &ObjectName { &self.name } })* };
    }
    named!(Table, View, Sequence, Enumeration);

    pub(super) fn serialize<S: Serializer, T: Serialize>(
        map: &BTreeMap<ObjectName, T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(map.values())
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>, T: Deserialize<'d> + Named>(
        from: D,
    ) -> Result<BTreeMap<ObjectName, T>, D::Error> {
        let list = Vec::<T>::deserialize(from)?;
        Ok(list.into_iter().map(|object| (object.name().clone(), object)).collect())
    }
}
