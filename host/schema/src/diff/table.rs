//! The changes that turn one table into another of the same name.

use crate::table::same_in_any_order;
use crate::{Change, Column, Constraint, ConstraintKey, Index, Position, Settings, Table};
use std::collections::BTreeSet;

/// The changes that turn `from` into `to`; `None` where no changes can.
pub(crate) fn table_changes(from: &Table, to: &Table) -> Option<Vec<Change>> {
    if from == to {
        return Some(Vec::new());
    }
    let mut path = Path { now: from.clone(), to, changes: Vec::new() };
    let lost = path.lost_columns();
    path.drop_constraints(&lost)?;
    path.drop_indexes(&lost)?;
    path.drop_columns(lost)?;
    path.place_columns()?;
    path.change_columns()?;
    path.add_constraints()?;
    path.add_indexes()?;
    path.change_table()?;
    (path.now == *to).then_some(path.changes)
}

struct Path<'t> {
    /// The table after the changes so far.
    now: Table,
    to: &'t Table,
    changes: Vec<Change>,
}

impl Path<'_> {
    fn make(&mut self, change: Change) -> Option<()> {
        self.now.change(&change, &mut Vec::new()).ok()?;
        self.changes.push(change);
        Some(())
    }

    /// The columns that are gone.
    fn lost_columns(&self) -> BTreeSet<String> {
        let stays = |c: &&Column| self.to.column(&c.name).is_some();
        self.now.columns.iter().filter(|c| !stays(c)).map(|c| c.name.clone()).collect()
    }

    /// Drops the constraints that are gone, differ, or stand on a lost column and on others too. Those on a lost
    /// column alone go with it.
    fn drop_constraints(&mut self, lost: &BTreeSet<String>) -> Option<()> {
        let mut keys: Vec<ConstraintKey> = Vec::new();
        for constraint in &self.now.constraints {
            let columns = self.now.constraint_stands_on(constraint);
            let stands_on_lost = columns.iter().any(|c| lost.contains(*c));
            let goes_along = stands_on_lost && columns.len() == 1;
            if goes_along || !stands_on_lost && self.stays(constraint) {
                continue;
            }
            let key = constraint.key()?;
            // Whoever can be told apart only together goes together.
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        for key in keys {
            let alike: Vec<Constraint> =
                self.now.constraints.iter().filter(|c| c.key().as_ref() == Some(&key)).cloned().collect();
            if let [one] = alike.as_slice()
                && let Some(goal) = self.to.constraints.iter().find(|c| c.key().as_ref() == Some(&key))
                && only_validates(one, goal)
                && let ConstraintKey::Name(name) = &key
                && !self.now.constraint_stands_on(one).iter().any(|c| lost.contains(*c))
            {
                self.make(Change::ValidateConstraint { name: name.clone() })?;
                continue;
            }
            for _ in alike {
                self.make(Change::DropConstraint { key: key.clone(), if_exists: false })?;
            }
        }
        Some(())
    }

    /// Whether all constraints that are called by the same key are as they are to be.
    fn stays(&self, constraint: &Constraint) -> bool {
        let alike = |table: &Table| -> Vec<Constraint> {
            table.constraints.iter().filter(|c| c.key() == constraint.key()).cloned().collect()
        };
        same_in_any_order(&alike(&self.now), &alike(self.to))
    }

    fn drop_indexes(&mut self, lost: &BTreeSet<String>) -> Option<()> {
        let indexes = self.now.indexes.clone();
        for index in &indexes {
            let columns = self.now.index_stands_on(index);
            let stands_on_lost = columns.iter().any(|c| lost.contains(*c));
            if stands_on_lost && columns.len() == 1 {
                continue;
            }
            let goal = self.to.index(&index.name);
            if stands_on_lost
                || goal.is_none_or(|goal| Index { comment: goal.comment.clone(), ..index.clone() } != *goal)
            {
                self.make(Change::DropIndex { name: index.name.clone(), if_exists: false })?;
            } else if let Some(goal) = goal.filter(|goal| goal.comment != index.comment) {
                let (index, comment) = (index.name.clone(), goal.comment.clone());
                self.make(Change::SetIndexComment { index, comment })?;
            }
        }
        Some(())
    }

    fn drop_columns(&mut self, mut lost: BTreeSet<String>) -> Option<()> {
        while let Some(first) = lost.first() {
            // What is computed from others goes before them.
            let free = lost.iter().find(|c| self.now.generated_from(c).next().is_none()).cloned();
            let name = match free {
                Some(name) => name,
                None => {
                    let name = first.clone();
                    let computed: Vec<String> = self.now.generated_from(&name).map(str::to_owned).collect();
                    for column in computed {
                        self.make(Change::SetGenerated { column, generated: None })?;
                    }
                    name
                }
            };
            lost.remove(&name);
            self.make(Change::DropColumn { name, if_exists: false })?;
        }
        Some(())
    }

    /// Adds the columns that are missing and moves as few of the others as possible.
    fn place_columns(&mut self) -> Option<()> {
        let wanted = |name: &str| self.to.columns.iter().position(|c| c.name == name);
        let places: Vec<usize> = self.now.columns.iter().filter_map(|c| wanted(&c.name)).collect();
        let fixed = longest_rise(&places);
        for (i, column) in self.to.columns.iter().enumerate() {
            if fixed.contains(&i) {
                continue;
            }
            let before = i.checked_sub(1).map(|b| self.to.columns[b].name.as_str());
            let last = self.now.columns.iter().rfind(|c| c.name != column.name).map(|c| c.name.as_str());
            let position = match before {
                // All databases can add a column at the end, few elsewhere.
                _ if before == last => Position::Last,
                None => Position::First,
                Some(name) => Position::After(name.to_owned()),
            };
            let change = match self.now.column(&column.name) {
                Some(_) => Change::MoveColumn { column: column.name.clone(), position },
                None => Change::AddColumn { column: column.clone(), position, if_not_exists: false },
            };
            self.make(change)?;
        }
        Some(())
    }

    /// First takes from the columns what they are not to have, then gives: nothing may stand in a contradiction
    /// between.
    fn change_columns(&mut self) -> Option<()> {
        let to = self.to;
        for goal in &to.columns {
            let name = || goal.name.clone();
            let now = self.now.column(&goal.name)?.clone();
            if now == *goal {
                continue;
            }
            if now.generated.is_some() && goal.generated.is_none() {
                self.make(Change::SetGenerated { column: name(), generated: None })?;
            }
            if now.default.is_some() && goal.default.is_none() {
                self.make(Change::SetDefault { column: name(), default: None })?;
            }
            if now.identity.is_some() && goal.identity.is_none() {
                self.make(Change::SetIdentity { column: name(), identity: None })?;
            }
            for (name, value) in setting_changes(&now.settings, &goal.settings, false) {
                self.make(Change::SetColumnSetting { column: goal.name.clone(), name, value })?;
            }
            if now.column_type != goal.column_type {
                let column_type = goal.column_type.clone();
                self.make(Change::SetType { column: name(), column_type, using: None })?;
            }
            if now.collation != goal.collation {
                self.make(Change::SetCollation { column: name(), collation: goal.collation.clone() })?;
            }
            if now.nullable != goal.nullable {
                self.make(Change::SetNullable { column: name(), nullable: goal.nullable })?;
            }
            if goal.generated.is_some() && now.generated != goal.generated {
                self.make(Change::SetGenerated { column: name(), generated: goal.generated.clone() })?;
            }
            if goal.identity.is_some() && now.identity != goal.identity {
                self.make(Change::SetIdentity { column: name(), identity: goal.identity.clone() })?;
            }
            if goal.default.is_some() && now.default != goal.default {
                self.make(Change::SetDefault { column: name(), default: goal.default.clone() })?;
            }
            if now.comment != goal.comment {
                self.make(Change::SetColumnComment { column: name(), comment: goal.comment.clone() })?;
            }
            for (name, value) in setting_changes(&now.settings, &goal.settings, true) {
                self.make(Change::SetColumnSetting { column: goal.name.clone(), name, value })?;
            }
        }
        Some(())
    }

    fn add_constraints(&mut self) -> Option<()> {
        let mut there: Vec<Constraint> = self.now.constraints.clone();
        let mut missing: Vec<&Constraint> = Vec::new();
        for constraint in &self.to.constraints {
            match there.iter().position(|c| c == constraint) {
                Some(at) => drop(there.swap_remove(at)),
                None => missing.push(constraint),
            }
        }
        // A foreign key may refer to the table's own key.
        missing.sort_by_key(|c| match c {
            Constraint::PrimaryKey(_) => 0,
            Constraint::ForeignKey(_) => 2,
            _ => 1,
        });
        for constraint in missing {
            self.make(Change::AddConstraint { constraint: constraint.clone(), if_not_exists: false })?;
        }
        Some(())
    }

    fn add_indexes(&mut self) -> Option<()> {
        for index in &self.to.indexes {
            if self.now.index(&index.name).is_none() {
                self.make(Change::AddIndex { index: index.clone(), if_not_exists: false })?;
            }
        }
        Some(())
    }

    fn change_table(&mut self) -> Option<()> {
        let to = self.to;
        if self.now.comment != to.comment {
            self.make(Change::SetTableComment { comment: to.comment.clone() })?;
        }
        for given in [false, true] {
            for (name, value) in setting_changes(&self.now.settings, &to.settings, given) {
                self.make(Change::SetSetting { name, value })?;
            }
        }
        Some(())
    }
}

/// What makes one list of settings another: what is to go, or what is to be given.
fn setting_changes(now: &Settings, goal: &Settings, given: bool) -> Vec<(String, Option<String>)> {
    match given {
        false => now.keys().filter(|name| !goal.contains_key(*name)).map(|name| (name.clone(), None)).collect(),
        true => {
            let missing = goal.iter().filter(|(name, value)| now.get(*name) != Some(value));
            missing.map(|(name, value)| (name.clone(), Some(value.clone()))).collect()
        }
    }
}

/// Whether two constraints differ in nothing but that the first has yet to be validated.
fn only_validates(now: &Constraint, goal: &Constraint) -> bool {
    let mut valid = now.clone();
    match &mut valid {
        Constraint::Check(c) if c.not_valid => c.not_valid = false,
        Constraint::ForeignKey(c) if c.not_valid => c.not_valid = false,
        _ => return false,
    }
    valid == *goal
}

/// A longest rising part of some numbers, all of them different.
fn longest_rise(numbers: &[usize]) -> BTreeSet<usize> {
    // For each number the length of the longest rise that ends with it, and the number before it there.
    let mut best: Vec<(usize, Option<usize>)> = Vec::new();
    for (i, number) in numbers.iter().enumerate() {
        let before = (0..i).filter(|j| numbers[*j] < *number).max_by_key(|j| best[*j].0);
        best.push((before.map_or(0, |j| best[j].0) + 1, before));
    }
    let mut at = (0..best.len()).max_by_key(|i| best[*i].0);
    let mut rise = BTreeSet::new();
    while let Some(i) = at {
        rise.insert(numbers[i]);
        at = best[i].1;
    }
    rise
}
