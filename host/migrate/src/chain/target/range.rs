//! Ranges of the history.

use super::{Lookup, TargetError};
use crate::chain::Graph;
use std::collections::BTreeSet;

impl Graph {
    /// The revisions of a range such as `A:B`, `A:` or `:B`, newest first.
    ///
    /// # Errors
    /// [`TargetError`] where it isn't a range, or an end of it means nothing, or A isn't below B.
    pub fn range(&self, given: &str, rows: &BTreeSet<String>) -> Result<Vec<&str>, TargetError> {
        let lookup = Lookup { graph: self, rows, given };
        let not_a_range = || TargetError::Range { given: given.to_owned(), range: false };
        let (from, to) = given.split_once(':').ok_or_else(not_a_range)?;
        if to.contains(':') {
            return Err(not_a_range());
        }
        let (from, to) = lookup.ends(from, to)?;
        // Without B everything is below it.
        let open = to.is_none();
        let top: Vec<usize> = to.unwrap_or_else(|| (0..self.len()).filter(|n| self.nodes[*n].is_head()).collect());
        let below = self.ancestors(top.iter().copied());
        let names = |ids: Vec<usize>| ids.into_iter().map(|index| self.nodes[index].id()).collect();
        if from.is_empty() {
            return Ok(names(self.top_down(&below)));
        }
        let along = self.reach(top.iter().copied(), |l| l.parents.iter());
        if let Some(lower) = from.iter().find(|lower| !open && !along.contains(**lower)) {
            let to = lookup.names(top).into_iter().map(|id| format!("`{id}`")).collect::<Vec<_>>();
            let to = if to.is_empty() { "base".to_owned() } else { to.join(", ") };
            return Err(TargetError::NoRange { given: given.to_owned(), from: self.id(*lower), to });
        }
        // Of two that belong to the range, one may stand on the other over a dependency that doesn't.
        let order = self.top_down(&below.and(&self.descendants(from.iter().copied())));
        let set = self.reach(from.iter().copied(), |l| l.children.iter());
        Ok(names(order.into_iter().filter(|index| set.contains(*index)).collect()))
    }
}

impl Lookup<'_> {
    /// The revisions at which a range begins, none for base, and those at which it ends, `None` for the heads.
    fn ends(&self, from: &str, to: &str) -> Result<(Vec<usize>, Option<Vec<usize>>), TargetError> {
        let bare = |end: &str| match end {
            "" => Ok(None),
            end => self.parse(end).map(|parsed| parsed.symbol.is_none().then_some(parsed.steps)),
        };
        let (down, up) = (bare(from)?, bare(to)?);
        match (down, up) {
            (Some(_), Some(_)) | (Some(1..), _) | (_, Some(..0)) => {
                Err(TargetError::Range { given: self.given.to_owned(), range: false })
            }
            // A branch that is named with a number of steps counts from that branch, and the other end is as it is.
            (Some(steps), None) => {
                let end = to;
                let to = if to.is_empty() { None } else { Some(self.end(to)?) };
                let branch = self.branch(&self.parse(from)?)?;
                let from = match (branch, &end, &to) {
                    (None, end, Some(to)) => self.only_of(self.parse(end)?.symbol.unwrap_or("current"), to)?,
                    _ => self.only_of("heads", &self.symbol("heads", branch)?)?,
                };
                let walked = self.walk_as_far(from, steps, branch)?;
                Ok((walked.at.into_iter().collect(), to))
            }
            (None, Some(steps)) => {
                let start = from;
                let from = if from.is_empty() { Vec::new() } else { self.end(from)? };
                let branch = self.branch(&self.parse(to)?)?;
                let symbol = if start.is_empty() { None } else { self.parse(start)?.symbol };
                let walked = self.walk_as_far(self.only_of(symbol.unwrap_or("base"), &from)?, steps, branch)?;
                Ok((from, Some(walked.at.into_iter().collect())))
            }
            (None, None) => {
                let from = if from.is_empty() { Vec::new() } else { self.end(from)? };
                let to = if to.is_empty() { None } else { Some(self.end(to)?) };
                Ok((from, to))
            }
        }
    }

    fn end(&self, target: &str) -> Result<Vec<usize>, TargetError> {
        let found = self.graph.resolve(target, self.rows)?;
        Ok(found.iter().filter_map(|id| self.graph.index(id)).collect())
    }
}
