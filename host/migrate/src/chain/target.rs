//! What the user means by `head`, `-1` or a few letters of an id.

use super::Graph;
use std::collections::BTreeSet;

/// Where an upgrade or downgrade shall end, as resolved against a graph: the revisions that shall be current.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The ids; empty for `base`.
    pub revisions: Vec<String>,
}

/// Why a target means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No revision of that id.
    #[error("there is no revision `{given}`{}", nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    Unknown {
        /// What was given.
        given: String,
        /// The nearest id.
        nearest: Option<String>,
    },
    /// Several revisions begin with it.
    #[error("`{given}` may be {}; write more of it", candidates.join(", "))]
    Ambiguous {
        /// What was given.
        given: String,
        /// What it may be.
        candidates: Vec<String>,
    },
    /// `head` where there are several.
    #[error("there are {} heads: {}; name one, or `heads` for all", heads.len(), heads.join(", "))]
    SeveralHeads {
        /// The heads.
        heads: Vec<String>,
    },
    /// A relative step from several current revisions, or along a fork.
    #[error("`{given}` is ambiguous from {}; name a revision", candidates.join(", "))]
    Fork {
        /// What was given.
        given: String,
        /// The ways.
        candidates: Vec<String>,
    },
    /// A relative step that leaves the chain.
    #[error("`{given}` goes past the {end} of the chain: there are only {available} revisions that way")]
    TooFar {
        /// What was given.
        given: String,
        /// `head` or `base`.
        end: &'static str,
        /// How many steps there are.
        available: usize,
    },
    /// Not a form that means anything.
    #[error(
        "`{0}` is not a target; a target is `head`, `heads`, `base`, an id or its beginning, `+N`, `-N`, `ID+N` or `ID-N`"
    )]
    Malformed(String),
}

impl Graph {
    /// What a target means when these revisions are current.
    pub fn resolve(&self, given: &str, current: &BTreeSet<String>) -> Result<Target, TargetError> {
        // An id that exists is never read as a relative step, whatever it looks like.
        if self.get(given).is_some() {
            return Ok(Target { revisions: vec![given.to_owned()] });
        }
        let (symbol, steps) = relative(given)?;
        let start = match symbol {
            "" => current.iter().cloned().collect(),
            symbol => self.symbol(symbol, current)?,
        };
        match steps {
            0 => Ok(Target { revisions: start }),
            steps => self.walk(given, start, steps),
        }
    }

    /// What a word without a relative step means.
    fn symbol(&self, symbol: &str, current: &BTreeSet<String>) -> Result<Vec<String>, TargetError> {
        match symbol {
            "base" => Ok(Vec::new()),
            "current" => Ok(current.iter().cloned().collect()),
            "heads" => Ok(self.heads().into_iter().map(str::to_owned).collect()),
            "head" => match self.heads().as_slice() {
                [] => Ok(Vec::new()),
                [head] => Ok(vec![(*head).to_owned()]),
                heads => Err(TargetError::SeveralHeads { heads: heads.iter().map(|h| (*h).to_owned()).collect() }),
            },
            id => self.find(id).map(|id| vec![id.to_owned()]),
        }
    }

    /// The revision of an id or of its unambiguous beginning.
    pub fn find(&self, given: &str) -> Result<&str, TargetError> {
        if let Some(node) = self.get(given) {
            return Ok(&node.description().id);
        }
        let candidates: Vec<&str> = self.ids().filter(|id| !given.is_empty() && id.starts_with(given)).collect();
        match candidates.as_slice() {
            [id] => Ok(id),
            [] => {
                // A distance of a third of the word: enough for a typing error, too little for another word.
                let nearest = self
                    .ids()
                    .map(|id| (strsim::osa_distance(id, given), id))
                    .filter(|(d, _)| *d <= given.chars().count().div_ceil(3))
                    .min();
                Err(TargetError::Unknown { given: given.to_owned(), nearest: nearest.map(|(_, id)| id.to_owned()) })
            }
            // Ten are enough to see the pattern.
            many => Err(TargetError::Ambiguous {
                given: given.to_owned(),
                candidates: many.iter().take(10).map(|c| (*c).to_owned()).collect(),
            }),
        }
    }

    /// Goes up or down from a place.
    fn walk(&self, given: &str, mut at: Vec<String>, steps: i64) -> Result<Target, TargetError> {
        for done in 0..steps.unsigned_abs() {
            let next = if steps > 0 { self.up(given, &at)? } else { self.down(given, &at)? };
            let too_far = |end| TargetError::TooFar {
                given: given.to_owned(),
                end,
                available: usize::try_from(done).unwrap_or(usize::MAX),
            };
            at = next.ok_or_else(|| too_far(if steps > 0 { "head" } else { "base" }))?;
        }
        Ok(Target { revisions: at })
    }

    fn up(&self, given: &str, at: &[String]) -> Result<Option<Vec<String>>, TargetError> {
        let ways: Vec<String> = match at {
            [] => self
                .ordered()
                .filter(|n| n.description().revises.is_empty())
                .map(|n| n.description().id.clone())
                .collect(),
            [id] => self.get(id).map(|n| n.children.clone()).unwrap_or_default(),
            many => return Err(TargetError::Fork { given: given.to_owned(), candidates: many.to_vec() }),
        };
        match ways.as_slice() {
            [] => Ok(None),
            [_] => Ok(Some(ways)),
            _ => Err(TargetError::Fork { given: given.to_owned(), candidates: ways }),
        }
    }

    fn down(&self, given: &str, at: &[String]) -> Result<Option<Vec<String>>, TargetError> {
        match at {
            [] => Ok(None),
            [id] => Ok(self.get(id).map(|n| n.description().revises.clone())),
            many => Err(TargetError::Fork { given: given.to_owned(), candidates: many.to_vec() }),
        }
    }
}

/// Splits `ID+2` into `ID` and 2.
fn relative(given: &str) -> Result<(&str, i64), TargetError> {
    let malformed = || TargetError::Malformed(given.to_owned());
    if given.is_empty() {
        return Err(malformed());
    }
    // An id may contain `-`, so the last sign counts, and only where nothing but digits follows.
    let Some(sign) = given.rfind(['+', '-']) else { return Ok((given, 0)) };
    let (symbol, step) = given.split_at(sign);
    let digits = step.get(1..).unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return if given.contains('+') || symbol.is_empty() { Err(malformed()) } else { Ok((given, 0)) };
    }
    let steps: i64 = step.parse().map_err(|_| malformed())?;
    if steps == 0 { Err(malformed()) } else { Ok((symbol, steps)) }
}
