//! What the user means by `head`, `-1`, `billing@head` or a few letters of an id: the rules of `docs/reference/graph.md`.

mod down;
mod error;
mod grammar;
mod range;
mod recency;
mod stamp;
mod symbol;
mod up;
mod walk;

pub use error::TargetError;
pub use recency::Recency;

use super::Graph;
use std::collections::BTreeSet;

/// A target that is being looked up.
pub(super) struct Lookup<'a> {
    pub(super) graph: &'a Graph,
    pub(super) rows: &'a BTreeSet<String>,
    /// What the user wrote, for messages.
    pub(super) given: &'a str,
}

impl Lookup<'_> {
    /// Ids for a message or an answer.
    fn names(&self, indices: impl IntoIterator<Item = usize>) -> Vec<String> {
        indices.into_iter().map(|index| self.graph.id(index)).collect()
    }

    /// The rows that the graph knows.
    fn known_rows(&self) -> Vec<usize> {
        self.rows.iter().filter_map(|id| self.graph.index(id)).collect()
    }
}

impl Graph {
    /// The revisions that a target names where these are the rows; none for `base`. A bare `+N` or `-N` counts from the
    /// row.
    ///
    /// # Errors
    /// [`TargetError`] where it means nothing, or several things.
    pub fn resolve(&self, given: &str, rows: &BTreeSet<String>) -> Result<Vec<String>, TargetError> {
        let lookup = Lookup { graph: self, rows, given };
        let parsed = lookup.parse(given)?;
        let branch = lookup.branch(&parsed)?;
        let from = match parsed.symbol {
            None => lookup.rows_on(branch),
            Some(symbol) => lookup.symbol(symbol, branch)?,
        };
        let found = match parsed.steps {
            0 => from,
            steps => {
                let from = lookup.only_of(parsed.symbol.unwrap_or("current"), &from)?;
                lookup.walk(from, steps, branch)?.into_iter().collect()
            }
        };
        Ok(lookup.names(found))
    }
}
