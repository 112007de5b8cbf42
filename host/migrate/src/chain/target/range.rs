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
        if to.contains(':') || (from.is_empty() && to.is_empty()) {
            return Err(not_a_range());
        }
        let (from, to) = lookup.ends(from, to)?;
        let top: Vec<usize> = to.unwrap_or_else(|| (0..self.len()).filter(|n| self.nodes[*n].is_head()).collect());
        let mut set = self.ancestors(top.iter().copied());
        if !from.is_empty() {
            if let Some(lower) = from.iter().find(|lower| !set.contains(**lower)) {
                let to = lookup.names(top).into_iter().map(|id| format!("`{id}`")).collect::<Vec<_>>();
                let to = if to.is_empty() { "base".to_owned() } else { to.join(", ") };
                return Err(TargetError::NoRange { given: given.to_owned(), from: self.id(*lower), to });
            }
            set = set.and(&self.reach(from.iter().copied(), |l| l.children.iter()));
        }
        Ok(self.from_top(&set, &top).into_iter().map(|index| self.nodes[index].id()).collect())
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
                let to = if to.is_empty() { None } else { Some(self.end(to)?) };
                let branch = self.branch(&self.parse(from)?)?;
                let heads = match branch {
                    Some(_) => self.symbol("heads", branch)?,
                    None => match &to {
                        Some(to) => to.clone(),
                        None => self.symbol("heads", None)?,
                    },
                };
                let walked = self.walk_as_far(self.only(&heads)?, steps, branch)?;
                Ok((walked.at.into_iter().collect(), to))
            }
            (None, Some(steps)) => {
                let from = if from.is_empty() { Vec::new() } else { self.end(from)? };
                let branch = self.branch(&self.parse(to)?)?;
                let walked = self.walk_as_far(self.only(&from)?, steps, branch)?;
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
