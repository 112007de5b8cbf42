//! The rules of `docs/reference/graph.md`, written down a second time: with sets and recursion, from the page and not
//! from the code. Slow, and so simple that one can see that it is what the page says.

mod command;
mod order;
mod target;

use crate::text::{Command, Entry, Ids, Question};
use std::collections::BTreeMap;

/// The revisions of a graph that is known to be one.
pub struct Model {
    entries: BTreeMap<String, Entry>,
    /// Who declares which label.
    owners: BTreeMap<String, String>,
}

impl Model {
    pub fn new(map: &[Entry]) -> Model {
        let owners = map.iter().flat_map(|entry| entry.labels.iter().map(|label| (label.clone(), entry.id.clone())));
        Model { owners: owners.collect(), entries: map.iter().map(|entry| (entry.id.clone(), entry.clone())).collect() }
    }

    /// What the page says to a question.
    pub fn ask(&self, question: &Question) -> String {
        let Question { command, rows, history, targets } = question;
        let one = || targets.first().expect("a target");
        let answer = match command {
            Command::Up => self.up(one(), rows),
            Command::Down => self.down(one(), rows, history),
            Command::Stamp => self.stamp(targets, rows),
            Command::Purge => self.stamp(targets, &Ids::new()),
            Command::Range => self.range(one(), rows),
            Command::Is => self.resolve(one(), rows).map(|ids| crate::answer::words(&ids)),
        };
        answer.unwrap_or_else(|error| format!("! {error}"))
    }

    // ---- words of the page ------------------------------------------------------------------------------

    pub fn ids(&self) -> Ids {
        self.entries.keys().cloned().collect()
    }

    fn that(&self, wanted: impl Fn(&str) -> bool) -> Ids {
        self.entries.keys().filter(|id| wanted(id)).cloned().collect()
    }

    pub fn parents(&self, id: &str) -> Vec<String> {
        self.entries[id].parents.clone()
    }

    /// The ids that it depends on.
    pub fn dependencies(&self, id: &str) -> Ids {
        let names = self.entries[id].dependencies.iter();
        names.map(|name| self.owners.get(name).unwrap_or(name).clone()).collect()
    }

    pub fn children(&self, id: &str) -> Ids {
        self.that(|other| self.parents(other).iter().any(|parent| parent == id))
    }

    pub fn dependents(&self, id: &str) -> Ids {
        self.that(|other| self.dependencies(other).contains(id))
    }

    fn bases(&self) -> Ids {
        self.that(|id| self.parents(id).is_empty())
    }

    pub fn branch_heads(&self) -> Ids {
        self.that(|id| self.children(id).is_empty())
    }

    pub fn heads(&self) -> Ids {
        self.that(|id| self.children(id).is_empty() && self.dependents(id).is_empty())
    }

    /// Itself and its ancestors, by `revises` alone.
    fn ancestors(&self, id: &str) -> Ids {
        let mut all = Ids::from([id.to_owned()]);
        all.extend(self.parents(id).iter().flat_map(|parent| self.ancestors(parent)));
        all
    }

    /// Itself and its ancestors, dependencies among them.
    pub fn needs(&self, id: &str) -> Ids {
        let mut all = Ids::from([id.to_owned()]);
        all.extend(self.parents(id).iter().flat_map(|parent| self.needs(parent)));
        all.extend(self.dependencies(id).iter().flat_map(|dependency| self.needs(dependency)));
        all
    }

    pub fn stands_on(&self, upper: &str, lower: &str) -> bool {
        upper != lower && self.needs(upper).contains(lower)
    }

    /// Itself, its ancestors and its descendants by `revises` alone.
    fn lineage(&self, id: &str) -> Ids {
        self.that(|other| self.ancestors(id).contains(other) || self.ancestors(other).contains(id))
    }

    /// The same with dependencies.
    fn wide_lineage(&self, id: &str) -> Ids {
        self.that(|other| self.needs(id).contains(other) || self.needs(other).contains(id))
    }

    pub fn applied(&self, rows: &Ids) -> Ids {
        rows.iter().flat_map(|row| self.needs(row)).collect()
    }

    /// Those of a set on which no other of it stands.
    fn tops(&self, of: &Ids) -> Ids {
        of.iter().filter(|id| !of.iter().any(|other| self.stands_on(other, id))).cloned().collect()
    }

    /// Two of a set of which the first stands on the second.
    fn overlap(&self, of: &Ids) -> Option<(String, String)> {
        let lower = |upper: &String| of.iter().find(|lower| self.stands_on(upper, lower)).cloned();
        of.iter().find_map(|upper| lower(upper).map(|lower| (upper.clone(), lower)))
    }

    /// The labels of the branches that a revision belongs to.
    pub fn labels(&self, id: &str) -> Ids {
        let owners = self.owners.iter();
        owners.filter(|(_, owner)| self.labelled(owner).contains(id)).map(|(label, _)| label.clone()).collect()
    }

    /// The revisions that have the labels of this one.
    fn labelled(&self, owner: &str) -> Ids {
        let mut all = self.that(|id| self.ancestors(id).contains(owner));
        let mut at = owner.to_owned();
        // "To its ancestors, for as long as the way is one."
        while !self.is_joint(&at)
            && let [parent] = &self.parents(&at)[..]
            && !self.is_joint(parent)
        {
            all.insert(parent.clone());
            at = parent.clone();
        }
        all
    }

    fn is_joint(&self, id: &str) -> bool {
        let mut above = self.children(id);
        above.extend(self.dependents(id));
        self.parents(id).len() > 1 || above.len() > 1
    }

    /// The ends of the branches among what is applied.
    pub fn branch_ends(&self, rows: &Ids) -> Ids {
        let applied = self.applied(rows);
        applied.iter().filter(|id| self.children(id).is_disjoint(&applied)).cloned().collect()
    }

    // ---- rows -------------------------------------------------------------------------------------------

    pub fn after_upgrade(&self, rows: &Ids, id: &str) -> Ids {
        let replaced = |row: &String| self.parents(id).contains(row) || self.dependencies(id).contains(row);
        let mut after: Ids = rows.iter().filter(|row| !replaced(row)).cloned().collect();
        after.insert(id.to_owned());
        after
    }

    pub fn after_downgrade(&self, rows: &Ids, id: &str) -> Ids {
        let mut after = rows.clone();
        after.remove(id);
        let mut below = self.dependencies(id);
        below.extend(self.parents(id));
        let standing = |on: &String| after.iter().chain(&below).any(|other| self.stands_on(other, on));
        let back: Ids = below.iter().filter(|on| !standing(on)).cloned().collect();
        after.extend(back);
        after
    }
}
