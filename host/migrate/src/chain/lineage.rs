//! Who stands on whom, and which branch a revision belongs to.

use super::Graph;
use super::graph::Links;
use super::set::Set;
use std::collections::BTreeSet;

impl Graph {
    /// Everything that can be reached from these, themselves among it.
    pub(super) fn reach<'a, I>(&'a self, from: impl IntoIterator<Item = usize>, next: impl Fn(&'a Links) -> I) -> Set
    where
        I: Iterator<Item = &'a usize>,
    {
        let mut found = Set::empty(self.len());
        let mut open: Vec<usize> = from.into_iter().collect();
        while let Some(index) = open.pop() {
            if found.insert(index) {
                open.extend(next(&self.links[index]));
            }
        }
        found
    }

    /// These and everything they stand on, dependencies among it.
    pub(super) fn ancestors(&self, of: impl IntoIterator<Item = usize>) -> Set {
        self.reach(of, |l| l.parents.iter().chain(&l.dependencies))
    }

    /// These and everything that stands on them or depends on them.
    pub(super) fn descendants(&self, of: impl IntoIterator<Item = usize>) -> Set {
        self.reach(of, |l| l.children.iter().chain(&l.dependents))
    }

    /// What is applied where these are the rows. Unknown ones are passed over.
    pub(super) fn applied(&self, rows: &BTreeSet<String>) -> Set {
        self.ancestors(rows.iter().filter_map(|id| self.index(id)))
    }

    /// A revision's lineage: itself, its ancestors and its descendants, without dependencies.
    pub(super) fn lineage(&self, index: usize) -> Set {
        let mut lineage = self.reach([index], |l| l.children.iter());
        for ancestor in self.reach([index], |l| l.parents.iter()).iter() {
            lineage.insert(ancestor);
        }
        lineage
    }

    /// A revision, its ancestors and its descendants, dependencies among them.
    pub(super) fn wide_lineage(&self, index: usize) -> Set {
        let mut lineage = self.descendants([index]);
        for ancestor in self.ancestors([index]).iter() {
            lineage.insert(ancestor);
        }
        lineage
    }

    /// Gives every revision the labels of its branches: a label reaches the descendants of the revision that declares it,
    /// and its ancestors up to a fork or a merge.
    pub(super) fn spread_labels(&mut self) {
        for (label, owner) in self.labels.clone() {
            let mut reached = self.reach([owner], |l| l.children.iter());
            let mut at = owner;
            while let (false, [parent]) = (self.is_joint(at), self.links[at].parents.as_slice())
                && !self.is_joint(*parent)
            {
                at = *parent;
                reached.insert(at);
            }
            for index in reached.iter() {
                // The labels come in their order, so each list is sorted.
                self.nodes[index].labels.push(label.clone());
            }
        }
    }

    /// Whether branches part or meet here.
    fn is_joint(&self, index: usize) -> bool {
        let above: BTreeSet<usize> = self.above(index).collect();
        above.len() > 1 || self.links[index].parents.len() > 1
    }
}
