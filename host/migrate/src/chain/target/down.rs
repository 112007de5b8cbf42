//! What a downgrade takes back.

use super::symbol::Branch;
use super::{Lookup, Recency, TargetError};
use crate::chain::Graph;
use std::collections::BTreeSet;

impl Graph {
    /// The revisions that a downgrade takes back, and with them whatever stands on them. None: there is nothing to do.
    ///
    /// # Errors
    /// [`TargetError`] where the target means nothing, or several things, or isn't below the rows.
    pub fn goal_down(
        &self,
        given: &str,
        rows: &BTreeSet<String>,
        recency: &Recency,
    ) -> Result<Vec<String>, TargetError> {
        let lookup = Lookup { graph: self, rows, given };
        lookup.refuse_overlapping_rows()?;
        let parsed = lookup.parse(given)?;
        let branch = lookup.branch(&parsed)?;
        let Some(symbol) = parsed.symbol else {
            return match (parsed.steps, branch) {
                (1.., _) => Err(TargetError::WrongSign { given: given.to_owned(), way: "up", command: "upgrade" }),
                (steps, None) => lookup.last_applied(steps.unsigned_abs(), recency),
                (steps, Some(branch)) => lookup.down_branch(branch, steps, recency),
            };
        };
        // A downgrade goes to one place: all heads are no way out.
        let one = |error| match error {
            TargetError::SeveralHeads { given, heads, .. } => TargetError::SeveralHeads { given, heads, down: true },
            other => other,
        };
        let found = lookup.symbol(symbol, branch).map_err(one)?;
        let target = match parsed.steps {
            // Nothing stands on the rows; and where a branch has none, that isn't base.
            0 if symbol == "current" => return Ok(Vec::new()),
            0 => lookup.only_of(symbol, &found).map_err(one)?,
            steps => lookup.walk(lookup.only_of(symbol, &found).map_err(one)?, steps, branch)?,
        };
        lookup.children(target, branch)
    }

    /// The steps that take these back, in order: whatever stands on them first.
    pub fn steps_down(&self, goal: &[String], rows: &BTreeSet<String>) -> Vec<&str> {
        let roots = goal.iter().filter_map(|id| self.index(id));
        let gone = self.descendants(roots).and(&self.applied(rows));
        self.top_down(&gone).into_iter().map(|index| self.nodes[index].id()).collect()
    }
}

impl Lookup<'_> {
    /// The applied children of a revision, or bases; on the side of a branch, where one is named.
    fn children(&self, target: Option<usize>, branch: Option<Branch<'_>>) -> Result<Vec<String>, TargetError> {
        let mut roots: Vec<usize> = match target {
            Some(index) => self.graph.links[index].children.clone(),
            None => (0..self.graph.len()).filter(|n| self.graph.nodes[*n].is_base()).collect(),
        };
        if let (Some(branch), true) = (branch, roots.len() > 1) {
            let lineage = self.graph.lineage(branch.owner);
            roots.retain(|root| lineage.contains(*root));
        }
        let applied = self.graph.applied(self.rows);
        roots.retain(|root| applied.contains(*root));
        match target {
            Some(index) if roots.is_empty() && !self.rows.contains(self.graph.nodes[index].id()) => {
                Err(TargetError::NothingAbove {
                    given: self.given.to_owned(),
                    id: self.graph.id(index),
                    applied: applied.contains(index),
                })
            }
            _ => Ok(self.names(roots)),
        }
    }

    /// What was applied last, so many of them.
    fn last_applied(&self, count: u64, recency: &Recency) -> Result<Vec<String>, TargetError> {
        let mut rows: BTreeSet<String> = self.names(self.known_rows()).into_iter().collect();
        let mut goal = Vec::new();
        for done in 0..count {
            if rows.is_empty() {
                return Err(self.past_base(done));
            }
            let last = self.last(rows.iter().cloned().collect(), recency)?;
            rows = self.graph.after_downgrade(&rows, &last);
            goal.push(last);
        }
        Ok(goal)
    }

    /// The row on a branch, and what is below it.
    fn down_branch(&self, branch: Branch<'_>, steps: i64, recency: &Recency) -> Result<Vec<String>, TargetError> {
        let mut from = self.rows_on(Some(branch));
        if from.is_empty() {
            // Rows may stand for it: whatever depends on it goes with it. Not below another branch, which would go too.
            let applied = self.graph.applied(self.rows);
            from = self.tips(branch);
            from.retain(|tip| !self.graph.links[*tip].children.iter().any(|child| applied.contains(*child)));
        }
        if from.is_empty() {
            return Err(self.past_base(0));
        }
        let last = self.last(self.names(from), recency)?;
        let from = self.graph.index(&last);
        // The last one that goes is one less far than where the database then is.
        let walked = self.walk_as_far(from, steps + 1, Some(branch))?;
        match walked.at {
            Some(root) if walked.done == steps.unsigned_abs() - 1 => Ok(self.names([root])),
            // The walk's last step was to base, where nothing is to be taken back.
            _ => Err(self.past_base(walked.done)),
        }
    }

    fn last(&self, rows: Vec<String>, recency: &Recency) -> Result<String, TargetError> {
        match recency.last(&rows) {
            Some(last) => Ok(last.clone()),
            None => {
                let rows: Vec<usize> = rows.iter().filter_map(|id| self.graph.index(id)).collect();
                Err(self.several_rows(&rows))
            }
        }
    }

    fn past_base(&self, done: u64) -> TargetError {
        let available = usize::try_from(done).unwrap_or(usize::MAX);
        TargetError::TooFar { given: self.given.to_owned(), end: "base", available }
    }
}
