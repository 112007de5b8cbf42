//! Which of the current revisions was applied last.

use crate::book::HistoryRow;
use std::collections::BTreeMap;

/// When each revision was applied, as far as the history knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recency(BTreeMap<String, i64>);

impl Recency {
    /// From a package's history, oldest first. Behind a stamp nobody knows any more what came before what.
    pub fn of(history: &[HistoryRow]) -> Recency {
        let mut known = BTreeMap::new();
        for row in history {
            match row.direction.as_str() {
                "upgrade" => {
                    known.insert(row.revision.clone(), row.number);
                }
                "downgrade" => {
                    known.remove(&row.revision);
                }
                _ => known.clear(),
            }
        }
        Recency(known)
    }

    /// The one of these that was applied last. `None` where there are several and nobody knows.
    pub(super) fn last<'a>(&self, ids: &'a [String]) -> Option<&'a String> {
        match ids {
            [only] => Some(only),
            // Whatever isn't known was there before whatever is.
            many => many.iter().filter(|id| self.0.contains_key(*id)).max_by_key(|id| self.0.get(*id)),
        }
    }
}
