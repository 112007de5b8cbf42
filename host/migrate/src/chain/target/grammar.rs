//! Taking a target apart.

use super::{Lookup, TargetError};
use crate::chain::set::Set;

/// A target's parts: `branch@symbol+steps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parsed<'a> {
    pub(super) branch: Option<&'a str>,
    /// `None` for a bare `+N` or `-N`.
    pub(super) symbol: Option<&'a str>,
    /// Up is positive.
    pub(super) steps: i64,
}

impl Lookup<'_> {
    /// Takes a target apart: the whole of it.
    pub(super) fn parse<'t>(&self, target: &'t str) -> Result<Parsed<'t>, TargetError> {
        let malformed = || TargetError::Malformed(target.to_owned());
        let whole = Parsed { branch: None, symbol: Some(target), steps: 0 };
        // An id or a label that is written out always wins, whatever it looks like.
        if self.graph.index(target).is_some() {
            return Ok(whole);
        }
        if target.contains(':') {
            return Err(TargetError::Range { given: target.to_owned(), range: true });
        }
        let (branch, rest) = match target.split_once('@') {
            Some((branch, rest)) => (Some(branch), rest),
            None => (None, target),
        };
        if rest.is_empty()
            || rest.contains('@')
            || branch.is_some_and(|branch| branch.is_empty() || branch.contains('+'))
        {
            return Err(malformed());
        }
        let plain = Parsed { branch, symbol: Some(rest), steps: 0 };
        if self.graph.index(rest).is_some() || self.graph.labels.contains_key(rest) {
            return Ok(plain);
        }
        let Some(sign) = rest.rfind(['+', '-']) else { return Ok(plain) };
        let (symbol, number) = rest.split_at(sign);
        let digits = number.get(1..).unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            // An id may have a `-` in it, though not as its first letter, and no `+`.
            return if rest.contains('+') || rest.starts_with('-') { Err(malformed()) } else { Ok(plain) };
        }
        // None where it isn't a number of steps: 0, or more than any chain has.
        let steps = number.parse().ok().filter(|steps: &i64| *steps != 0);
        if symbol.is_empty() {
            return steps.map(|steps| Parsed { branch, symbol: None, steps }).ok_or_else(malformed);
        }
        if symbol.contains('+') || symbol.starts_with('-') {
            return Err(malformed());
        }
        let lineage = self.branch(&plain)?.map(|branch| self.graph.lineage(branch.owner));
        let begins = self.names(self.beginning_with(rest, lineage.as_ref()));
        match (begins.as_slice(), steps) {
            ([], None) => Err(malformed()),
            ([], Some(steps)) => Ok(Parsed { branch, symbol: Some(symbol), steps }),
            (_, None) => Ok(plain),
            (_, Some(_)) if !self.means_something(symbol, lineage.as_ref()) => Ok(plain),
            (_, Some(_)) => {
                let mut candidates = begins;
                candidates.push(format!("{} from `{symbol}`", number.replace('-', "−")));
                Err(TargetError::Ambiguous { given: self.given.to_owned(), candidates })
            }
        }
    }

    fn means_something(&self, symbol: &str, lineage: Option<&Set>) -> bool {
        matches!(symbol, "head" | "heads" | "base" | "current") || self.find(symbol, lineage).is_ok()
    }
}
