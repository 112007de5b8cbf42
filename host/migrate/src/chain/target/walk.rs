//! Going up and down from a place.

use super::symbol::Branch;
use super::{Lookup, TargetError};
use crate::chain::set::Set;

/// Where a walk came to; no revision is base.
pub(super) struct Walked {
    pub(super) at: Option<usize>,
    /// How many of the steps the graph had.
    pub(super) done: u64,
}

impl Lookup<'_> {
    /// So many revisions up or down along `revises`. `None` is base.
    pub(super) fn walk(
        &self,
        from: Option<usize>,
        steps: i64,
        branch: Option<Branch<'_>>,
    ) -> Result<Option<usize>, TargetError> {
        let walked = self.walk_as_far(from, steps, branch)?;
        if walked.done == steps.unsigned_abs() {
            return Ok(walked.at);
        }
        Err(TargetError::TooFar {
            given: self.given.to_owned(),
            end: if steps > 0 { "head" } else { "base" },
            available: usize::try_from(walked.done).unwrap_or(usize::MAX),
        })
    }

    /// The same, and where the graph ends, the walk ends.
    pub(super) fn walk_as_far(
        &self,
        from: Option<usize>,
        steps: i64,
        branch: Option<Branch<'_>>,
    ) -> Result<Walked, TargetError> {
        let lineage = branch.map(|branch| self.graph.lineage(branch.owner));
        let mut at = from;
        for done in 0..steps.unsigned_abs() {
            let next = if steps > 0 { self.up(at, lineage.as_ref())? } else { self.down(at, lineage.as_ref())? };
            match next {
                Some(next) => at = next,
                None => return Ok(Walked { at, done }),
            }
        }
        Ok(Walked { at, done: steps.unsigned_abs() })
    }

    fn up(&self, at: Option<usize>, lineage: Option<&Set>) -> Result<Option<Option<usize>>, TargetError> {
        let mut ways: Vec<usize> = match at {
            Some(index) => self.graph.links[index].children.clone(),
            None => (0..self.graph.len()).filter(|n| self.graph.nodes[*n].is_base()).collect(),
        };
        if let Some(lineage) = lineage {
            ways.retain(|way| lineage.contains(*way));
        }
        match ways.as_slice() {
            [] => Ok(None),
            [way] => Ok(Some(Some(*way))),
            many => Err(self.fork(at, many, false)),
        }
    }

    fn down(&self, at: Option<usize>, lineage: Option<&Set>) -> Result<Option<Option<usize>>, TargetError> {
        let Some(index) = at else { return Ok(None) };
        let parents = &self.graph.links[index].parents;
        let mut ways = parents.clone();
        if let Some(lineage) = lineage {
            ways.retain(|way| lineage.contains(*way));
        }
        match ways.as_slice() {
            [] => Ok(Some(None)),
            [parent] => Ok(Some(Some(*parent))),
            many => Err(self.fork(at, many, true)),
        }
    }

    fn fork(&self, from: Option<usize>, ways: &[usize], down: bool) -> TargetError {
        TargetError::Fork {
            given: self.given.to_owned(),
            from: from.map_or_else(|| "base".to_owned(), |index| format!("`{}`", self.graph.id(index))),
            ways: self.names(ways.iter().copied()),
            down,
        }
    }
}
