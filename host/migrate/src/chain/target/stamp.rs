//! Which rows a stamp writes.

use super::{Lookup, TargetError};
use crate::chain::Graph;
use std::collections::BTreeSet;

impl Graph {
    /// The rows after a stamp. Each target takes away the rows that share its lineage; a row of another branch stays.
    ///
    /// # Errors
    /// [`TargetError`] where a target means nothing, or several things, or one of them stands on another.
    pub fn after_stamp(&self, targets: &[String], rows: &BTreeSet<String>) -> Result<BTreeSet<String>, TargetError> {
        let mut after = rows.clone();
        let mut named: Vec<usize> = Vec::new();
        for given in targets {
            let lookup = Lookup { graph: self, rows, given };
            let parsed = lookup.parse(given)?;
            let found = self.resolve(given, rows)?;
            // Where a branch has no rows, its `current` isn't base.
            if found.is_empty() && (parsed.symbol != Some("current") || parsed.steps != 0) {
                // Base: of a branch, or of everything.
                match lookup.branch(&parsed)? {
                    Some(branch) => {
                        let lineage = self.wide_lineage(branch.owner);
                        after.retain(|row| self.index(row).is_none_or(|row| !lineage.contains(row)));
                    }
                    None => after.clear(),
                }
            }
            for id in found {
                let Some(index) = self.index(&id) else { continue };
                named.push(index);
                let lineage = self.wide_lineage(index);
                after.retain(|row| self.index(row).is_none_or(|row| !lineage.contains(row)));
                after.insert(id);
            }
        }
        named.sort_unstable();
        named.dedup();
        match self.overlap(&named) {
            Some((upper, lower)) => Err(TargetError::Overlap { upper, lower }),
            None => Ok(after),
        }
    }
}
