//! Taking a target apart.

use super::{Lookup, TargetError};

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
        // An id that is written out always wins, whatever it looks like.
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
        if rest.is_empty() || branch == Some("") || rest.contains('@') {
            return Err(malformed());
        }
        let plain = Parsed { branch, symbol: Some(rest), steps: 0 };
        if self.graph.index(rest).is_some() {
            return Ok(plain);
        }
        let Some(sign) = rest.rfind(['+', '-']) else { return Ok(plain) };
        let (symbol, number) = rest.split_at(sign);
        let digits = number.get(1..).unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            // An id may have a `-` in it, and no `+`.
            return if rest.contains('+') || symbol.is_empty() { Err(malformed()) } else { Ok(plain) };
        }
        let steps: i64 = number.parse().map_err(|_| malformed())?;
        if steps == 0 {
            return Err(malformed());
        }
        if symbol.is_empty() {
            return Ok(Parsed { branch, symbol: None, steps });
        }
        let relative = Parsed { branch, symbol: Some(symbol), steps };
        let begins: Vec<String> = self.graph.ids().filter(|id| id.starts_with(rest)).map(str::to_owned).collect();
        match (begins.as_slice(), self.means_something(symbol)) {
            ([], _) => Ok(relative),
            (_, false) => Ok(plain),
            (_, true) => {
                let mut candidates = begins;
                candidates.push(format!("{} from `{symbol}`", number.replace('-', "−")));
                Err(TargetError::Ambiguous { given: self.given.to_owned(), candidates })
            }
        }
    }

    fn means_something(&self, symbol: &str) -> bool {
        matches!(symbol, "head" | "heads" | "base" | "current") || self.find(symbol, None).is_ok()
    }
}
