//! Views, types, sequences and schemas.

use super::Diff;
use crate::{Enumeration, LabelPosition, ObjectName, Operation, Sequence, View};
use std::collections::BTreeSet;

impl Diff<'_> {
    pub(super) fn create_schemas(&mut self) {
        let new: Vec<String> = self.goal.schemas.difference(&self.now.schemas).cloned().collect();
        for name in new {
            self.emit(Operation::CreateSchema { name, if_not_exists: false });
        }
    }

    /// Drops the views that are gone or other ones now, and those that stand on them, the topmost first.
    pub(super) fn drop_views(&mut self) {
        let same = |view: &View| {
            self.goal
                .views
                .get(&view.name)
                .is_some_and(|goal| View { comment: goal.comment.clone(), ..view.clone() } == *goal)
        };
        let changed: Vec<&View> = self.now.views.values().filter(|v| !same(v)).collect();
        let mut gone: BTreeSet<ObjectName> = changed.iter().flat_map(|v| self.now.views_reading(&v.name)).collect();
        gone.extend(changed.iter().map(|v| v.name.clone()));
        let mut names: Vec<ObjectName> = gone.into_iter().collect();
        while !names.is_empty() {
            let top = |name: &ObjectName| {
                !names.iter().any(|n| n != name && self.now.views.get(n).is_some_and(|v| v.reads(name)))
            };
            let at = names.iter().position(top).unwrap_or_default();
            let name = names.remove(at);
            self.emit(Operation::DropView { name, if_exists: false, cascade: false });
        }
    }

    /// Creates the views that aren't there yet, those that others read first.
    pub(super) fn create_views(&mut self) {
        let mut missing: Vec<&View> =
            self.goal.views.values().filter(|v| !self.now.views.contains_key(&v.name)).collect();
        while !missing.is_empty() {
            let ready = |view: &&View| !missing.iter().any(|v| v.name != view.name && view.reads(&v.name));
            let at = missing.iter().position(ready).unwrap_or_default();
            let view = missing.remove(at).clone();
            self.emit(Operation::CreateView { view, or_replace: false });
        }
        for view in self.goal.views.values() {
            if self.now.views.get(&view.name).is_some_and(|now| now.comment != view.comment) {
                self.emit(Operation::SetViewComment { name: view.name.clone(), comment: view.comment.clone() });
            }
        }
    }

    /// Creates and changes types. Gives those to drop when no column has them any more.
    ///
    /// A label can't be taken from a type on any database: the type steps aside under another name, a new one takes
    /// its place, and the columns are changed to it with their tables.
    pub(super) fn enumerations(&mut self) -> Vec<ObjectName> {
        let mut old: Vec<ObjectName> = Vec::new();
        old.extend(self.now.enumerations.keys().filter(|n| !self.goal.enumerations.contains_key(n)).cloned());
        for goal in self.goal.enumerations.values() {
            let create = Operation::CreateEnumeration { enumeration: goal.clone(), if_not_exists: false };
            match self.now.enumerations.get(&goal.name).map(|now| new_labels(now, goal)) {
                Some(Some(operations)) => operations.into_iter().for_each(|o| self.emit(o)),
                Some(None) => {
                    let taken = |n: &ObjectName| {
                        self.now.enumerations.contains_key(n) || self.goal.enumerations.contains_key(n)
                    };
                    let aside = free_name(&goal.name, taken);
                    self.emit(Operation::RenameEnumeration { from: goal.name.clone(), to: aside.clone() });
                    old.push(aside);
                    self.emit(create);
                }
                None => self.emit(create),
            }
        }
        old
    }

    /// Creates and changes sequences. Gives those to drop when no default draws from them any more.
    pub(super) fn sequences(&mut self) -> Vec<ObjectName> {
        let mut old: Vec<ObjectName> = Vec::new();
        old.extend(self.now.sequences.keys().filter(|n| !self.goal.sequences.contains_key(n)).cloned());
        for goal in self.goal.sequences.values() {
            let create = Operation::CreateSequence { sequence: goal.clone(), if_not_exists: false };
            match self.now.sequences.get(&goal.name) {
                Some(now) if now == goal => {}
                Some(now) if keeps_no_number(now, goal) => {
                    self.emit(Operation::AlterSequence { sequence: goal.clone() })
                }
                // A number can be set, but not given back to the database to choose.
                Some(_) => {
                    let taken =
                        |n: &ObjectName| self.now.sequences.contains_key(n) || self.goal.sequences.contains_key(n);
                    let aside = free_name(&goal.name, taken);
                    self.emit(Operation::RenameSequence { from: goal.name.clone(), to: aside.clone() });
                    old.push(aside);
                    self.emit(create);
                }
                None => self.emit(create),
            }
        }
        old
    }

    pub(super) fn drop_objects(&mut self, types: Vec<ObjectName>, sequences: Vec<ObjectName>) {
        for name in types {
            self.emit(Operation::DropEnumeration { name, if_exists: false, cascade: false });
        }
        for name in sequences {
            self.emit(Operation::DropSequence { name, if_exists: false, cascade: false });
        }
        let gone: Vec<String> = self.now.schemas.difference(&self.goal.schemas).cloned().collect();
        for name in gone {
            self.emit(Operation::DropSchema { name, if_exists: false, cascade: false });
        }
    }
}

/// The operations that add the labels a type lacks; `None` where it has labels too many or in another order.
fn new_labels(now: &Enumeration, goal: &Enumeration) -> Option<Vec<Operation>> {
    let mut left = now.labels.iter().peekable();
    let mut operations = Vec::new();
    for (i, label) in goal.labels.iter().enumerate() {
        if left.next_if_eq(&label).is_some() {
            continue;
        }
        let position = match (i.checked_sub(1), left.peek()) {
            (_, None) => LabelPosition::Last,
            (None, Some(next)) => LabelPosition::Before((*next).clone()),
            (Some(before), Some(_)) => LabelPosition::After(goal.labels[before].clone()),
        };
        operations.push(Operation::AddLabel {
            name: goal.name.clone(),
            label: label.clone(),
            position,
            if_not_exists: false,
        });
    }
    left.next().is_none().then_some(operations)
}

/// Whether altering a sequence to new numbers leaves none of the old that the new ones don't have.
fn keeps_no_number(now: &Sequence, goal: &Sequence) -> bool {
    let numbers = |s: &Sequence| {
        let n = &s.numbers;
        [n.start, n.increment, n.min_value, n.max_value, n.cache]
    };
    numbers(now).iter().zip(numbers(goal)).all(|(now, goal)| now.is_none() || goal.is_some())
}

fn free_name(name: &ObjectName, taken: impl Fn(&ObjectName) -> bool) -> ObjectName {
    let mut number = 0;
    loop {
        let suffix = if number == 0 { String::new() } else { number.to_string() };
        let free = ObjectName { schema: name.schema.clone(), name: format!("{}_old{suffix}", name.name) };
        if !taken(&free) {
            return free;
        }
        number += 1;
    }
}
