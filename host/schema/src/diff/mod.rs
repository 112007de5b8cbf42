//! The operations that turn one schema into another.

mod object;
mod table;

pub(crate) use table::table_changes;

use crate::{AlterTable, Change, Constraint, ConstraintKey, ForeignKey, ObjectName, Operation, Schema, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The operations that turn schema `a` into schema `b`, in an order that keeps foreign keys, views and types whole.
///
/// Renames aren't guessed: what has another name is dropped and created. A table is altered in one operation, but
/// for foreign keys that must go first or come last. What no change can do to a table or column (a setting of a
/// column, say) drops it and creates it anew.
///
/// Both schemas must hold together: no constraint over a column that isn't there, no column of a type with other
/// labels than the type's.
///
/// ```
/// use mighost_schema::{Column, ColumnType, Schema, Table, diff};
///
/// let mut people = Table::new("people");
/// people.columns.push(Column::new("id", ColumnType::INTEGER));
/// let mut a = Schema::default();
/// a.tables.insert("people".into(), people.clone());
/// let mut b = Schema::default();
/// people.columns.push(Column::new("email", ColumnType::TEXT));
/// b.tables.insert("people".into(), people);
///
/// let operations = diff(&a, &b);
/// assert_eq!(operations[0].to_string(), "alter table people: add column email");
/// for operation in &operations {
///     a.apply(operation)?;
/// }
/// assert_eq!(a, b);
/// # Ok::<(), mighost_schema::Error>(())
/// ```
pub fn diff(a: &Schema, b: &Schema) -> Vec<Operation> {
    let mut diff = Diff { now: a.clone(), goal: b, operations: Vec::new() };
    diff.create_schemas();
    diff.drop_views();
    let old_types = diff.enumerations();
    let old_sequences = diff.sequences();
    diff.drop_tables();
    diff.make_tables();
    diff.create_views();
    diff.drop_objects(old_types, old_sequences);
    diff.operations
}

struct Diff<'b> {
    /// The schema after the operations so far.
    now: Schema,
    goal: &'b Schema,
    operations: Vec<Operation>,
}

impl Diff<'_> {
    fn emit(&mut self, operation: Operation) {
        // Of schemas that hold together every operation is valid. Of others, whoever applies them gets the error.
        let _ = self.now.apply(&operation);
        self.operations.push(operation);
    }

    fn alter(&mut self, table: &ObjectName, changes: Vec<Change>) {
        if !changes.is_empty() {
            self.emit(Operation::AlterTable(AlterTable { table: table.clone(), changes }));
        }
    }

    /// Drops the tables that are gone or must be made anew, and before them the foreign keys that stand in the way
    /// of that or of what is to be altered.
    fn drop_tables(&mut self) {
        let mut gone = BTreeSet::new();
        let mut altered: BTreeMap<ObjectName, Vec<Change>> = BTreeMap::new();
        for (name, table) in &self.now.tables {
            match self.goal.tables.get(name).map(|goal| table_changes(table, goal)) {
                Some(Some(changes)) => drop(altered.insert(name.clone(), changes)),
                Some(None) | None => drop(gone.insert(name.clone())),
            }
        }
        let in_the_way = |key: &ForeignKey| {
            gone.contains(&key.referred_table)
                || match (altered.get(&key.referred_table), self.now.tables.get(&key.referred_table)) {
                    (Some(changes), Some(target)) => {
                        takes_away(changes, target, self.goal.tables.get(&target.name), key)
                    }
                    _ => false,
                }
        };
        let early: Vec<(ObjectName, Vec<Change>)> = self
            .now
            .tables
            .values()
            .filter(|t| !gone.contains(&t.name))
            .map(|t| (t.name.clone(), without_keys(t, &|key| key.referred_table != t.name && in_the_way(key))))
            .collect();
        early.into_iter().for_each(|(table, changes)| self.alter(&table, changes));
        while let Some(first) = gone.first() {
            let free = gone.iter().find(|name| self.now.referring(name).next().is_none()).cloned();
            let name = match free {
                Some(name) => name,
                // They refer to each other in a circle: one of them loses the keys that refer to it.
                None => {
                    let name = first.clone();
                    let keys: Vec<(ObjectName, Vec<Change>)> = self
                        .now
                        .referring(&name)
                        .map(|(t, _)| (t.name.clone(), without_keys(t, &|key| key.referred_table == name)))
                        .collect();
                    keys.into_iter().for_each(|(table, changes)| self.alter(&table, changes));
                    name
                }
            };
            gone.remove(&name);
            self.emit(Operation::DropTable { name, if_exists: false, cascade: false });
        }
    }

    /// Creates and alters tables, those that others refer to first. Foreign keys that close a circle come last.
    fn make_tables(&mut self) {
        let mut pending: BTreeSet<ObjectName> = self
            .goal
            .tables
            .values()
            .filter(|goal| self.now.tables.get(&goal.name) != Some(*goal))
            .map(|t| t.name.clone())
            .collect();
        let mut late: Vec<(ObjectName, Vec<Change>)> = Vec::new();
        for name in in_order(self.goal, &pending) {
            let Some(goal) = self.goal.tables.get(&name) else { continue };
            pending.remove(&name);
            let waits = |c: &Constraint| matches!(c, Constraint::ForeignKey(k) if pending.contains(&k.referred_table));
            let wait = |constraint: Constraint| Change::AddConstraint { constraint, if_not_exists: false };
            let waiting = match self.now.tables.get(&name).map(|now| table_changes(now, goal)) {
                Some(changes) => {
                    let (waiting, changes): (Vec<Change>, Vec<Change>) = changes
                        .unwrap_or_default()
                        .into_iter()
                        .partition(|c| matches!(c, Change::AddConstraint { constraint, .. } if waits(constraint)));
                    self.alter(&name, changes);
                    waiting
                }
                None => {
                    let mut table = goal.clone();
                    let waiting = table.constraints.extract_if(.., |c| waits(c)).map(wait).collect();
                    self.emit(Operation::CreateTable { table, if_not_exists: false });
                    waiting
                }
            };
            if !waiting.is_empty() {
                late.push((name, waiting));
            }
        }
        late.into_iter().for_each(|(table, changes)| self.alter(&table, changes));
    }
}

/// The names in an order in which what a table refers to stands before it, as far as that is possible.
fn in_order(schema: &Schema, names: &BTreeSet<ObjectName>) -> Vec<ObjectName> {
    fn targets<'s>(schema: &'s Schema, name: &ObjectName) -> impl Iterator<Item = &'s ObjectName> {
        schema.tables.get(name).into_iter().flat_map(|t| &t.constraints).filter_map(|c| match c {
            Constraint::ForeignKey(key) => Some(&key.referred_table),
            _ => None,
        })
    }
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    // A stack of its own: a chain of foreign keys may be longer than the thread's stack is deep.
    let mut stack: Vec<(&ObjectName, bool)> = names.iter().rev().map(|n| (n, false)).collect();
    while let Some((name, done)) = stack.pop() {
        if done {
            order.push(name.clone());
        } else if seen.insert(name) {
            stack.push((name, true));
            stack.extend(targets(schema, name).filter_map(|t| names.get(t)).map(|t| (t, false)));
        }
    }
    order
}

/// Whether changes of a table take away what another table's key refers to.
fn takes_away(changes: &[Change], target: &Table, goal: Option<&Table>, key: &ForeignKey) -> bool {
    let primary_key = target.primary_key();
    let referred = match key.referred_columns.is_empty() {
        true => primary_key.unwrap_or_default(),
        false => &key.referred_columns,
    };
    let dropped = |change: &Change| matches!(change, Change::DropColumn { name, .. } if referred.contains(name));
    let other_key = key.referred_columns.is_empty() && goal.and_then(Table::primary_key) != primary_key;
    other_key || changes.iter().any(dropped)
}

/// The changes that drop some foreign keys. Where a key without a name can't be told from another that stays, both
/// go and the other comes back.
fn without_keys(table: &Table, gone: &dyn Fn(&ForeignKey) -> bool) -> Vec<Change> {
    let wanted = |c: &Constraint| matches!(c, Constraint::ForeignKey(key) if gone(key));
    let mut keys: Vec<ConstraintKey> = Vec::new();
    for key in table.constraints.iter().filter(|c| wanted(c)).filter_map(Constraint::key) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let mut changes = Vec::new();
    for key in keys {
        let alike: Vec<&Constraint> = table.constraints.iter().filter(|c| c.key().as_ref() == Some(&key)).collect();
        changes.extend(alike.iter().map(|_| Change::DropConstraint { key: key.clone(), if_exists: false }));
        changes.extend(
            alike
                .into_iter()
                .filter(|c| !wanted(c))
                .map(|c| Change::AddConstraint { constraint: c.clone(), if_not_exists: false }),
        );
    }
    changes
}

impl Constraint {
    /// What to call this constraint by: its name, or what it is. `None` for an exclusion constraint without a name,
    /// which nothing can point at.
    pub fn key(&self) -> Option<ConstraintKey> {
        match (self.name(), self) {
            (Some(name), _) => Some(ConstraintKey::Name(name.to_owned())),
            (None, Constraint::PrimaryKey(_)) => Some(ConstraintKey::PrimaryKey),
            (None, Constraint::Unique(c)) => Some(ConstraintKey::Unique(c.columns.clone())),
            (None, Constraint::ForeignKey(c)) => Some(ConstraintKey::ForeignKey(c.columns.clone())),
            (None, Constraint::Check(c)) => Some(ConstraintKey::Check(c.expression.clone())),
            (None, Constraint::Exclusion(_)) => None,
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
