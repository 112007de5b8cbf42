//! Where an upgrade goes to.

use super::symbol::Branch;
use super::{Lookup, TargetError};
use crate::chain::Graph;
use std::collections::BTreeSet;

impl Graph {
    /// The revisions up to which an upgrade goes where these are the rows; none for `base`.
    ///
    /// # Errors
    /// [`TargetError`] where the target means nothing, or several things, or is below the rows.
    pub fn goal_up(&self, given: &str, rows: &BTreeSet<String>) -> Result<Vec<String>, TargetError> {
        let lookup = Lookup { graph: self, rows, given };
        lookup.refuse_overlapping_rows()?;
        let parsed = lookup.parse(given)?;
        if parsed.symbol.is_some() {
            return self.resolve(given, rows);
        }
        if parsed.steps < 0 {
            return Err(TargetError::WrongSign { given: given.to_owned(), way: "down", command: "downgrade" });
        }
        let branch = lookup.branch(&parsed)?;
        let from = lookup.start(branch)?;
        let to = lookup.walk(from, parsed.steps, branch)?;
        Ok(lookup.names(to))
    }

    /// The steps up to these revisions, in order: they and everything that they stand on, without what is applied.
    pub fn steps_up(&self, goal: &[String], rows: &BTreeSet<String>) -> Vec<&str> {
        let missing = self.ancestors(goal.iter().filter_map(|id| self.index(id))).without(&self.applied(rows));
        self.top_down(&missing).into_iter().rev().map(|index| self.nodes[index].id()).collect()
    }
}

impl Lookup<'_> {
    /// From where `+N` counts.
    fn start(&self, branch: Option<Branch<'_>>) -> Result<Option<usize>, TargetError> {
        let rows = self.rows_on(branch);
        match branch {
            Some(branch) if rows.is_empty() => self.only(&self.tips(branch)),
            _ => self.only(&rows),
        }
    }

    /// The topmost applied revisions in a branch's lineage.
    pub(super) fn tips(&self, branch: Branch<'_>) -> Vec<usize> {
        let there = self.graph.lineage(branch.owner).and(&self.graph.applied(self.rows));
        let below = |n: &usize| self.graph.above(*n).any(|above| there.contains(above));
        there.iter().filter(|n| !below(n)).collect()
    }

    /// Refuses rows of which one stands on another: nobody can say what they mean.
    pub(super) fn refuse_overlapping_rows(&self) -> Result<(), TargetError> {
        let rows = self.known_rows();
        match self.graph.overlap(&rows) {
            Some((upper, lower)) => Err(TargetError::RowsOverlap { upper, lower }),
            None => Ok(()),
        }
    }
}

impl Graph {
    /// Two of these revisions of which the first stands on the second.
    pub(super) fn overlap(&self, of: &[usize]) -> Option<(String, String)> {
        // A single one, the usual case, needs no look.
        if of.len() < 2 {
            return None;
        }
        of.iter().find_map(|upper| {
            let below = self.ancestors([*upper]);
            let lower = of.iter().find(|lower| *lower != upper && below.contains(**lower))?;
            Some((self.id(*upper), self.id(*lower)))
        })
    }
}
