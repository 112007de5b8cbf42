//! Words, ids, their beginnings, and labels.

use super::grammar::Parsed;
use super::{Lookup, TargetError};
use crate::chain::set::Set;
use mighost_schema::Description;

/// A branch that was named: what the user wrote, and the revision that stands for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch<'a> {
    pub(super) name: &'a str,
    pub(super) owner: usize,
}

impl Lookup<'_> {
    /// The branch that a target names.
    pub(super) fn branch<'t>(&self, parsed: &Parsed<'t>) -> Result<Option<Branch<'t>>, TargetError> {
        let Some(name) = parsed.branch else { return Ok(None) };
        Ok(Some(Branch { name, owner: self.find(name, None)? }))
    }

    /// What a word, an id or a label means; nothing for `base`.
    pub(super) fn symbol(&self, symbol: &str, branch: Option<Branch<'_>>) -> Result<Vec<usize>, TargetError> {
        let on_branch = branch.map(|b| self.graph.lineage(b.owner));
        let there = |index: &usize| on_branch.as_ref().is_none_or(|lineage| lineage.contains(*index));
        let nodes = || 0..self.graph.len();
        match symbol {
            "base" => Ok(Vec::new()),
            "current" => Ok(self.rows_on(branch)),
            // A branch has heads of its own, whatever depends on them.
            "heads" if branch.is_none() => Ok(nodes().filter(|n| self.graph.nodes[*n].is_head()).collect()),
            "head" | "heads" => {
                let heads: Vec<usize> =
                    nodes().filter(|n| self.graph.nodes[*n].is_branch_head()).filter(there).collect();
                if symbol == "head" && heads.len() > 1 {
                    let heads = self.names(heads);
                    return Err(TargetError::SeveralHeads { given: self.given.to_owned(), heads, down: false });
                }
                Ok(heads)
            }
            name => {
                let index = self.find(name, on_branch.as_ref()).map_err(|error| match error {
                    // It may have been meant for a word.
                    TargetError::Unknown { name, .. } => {
                        let nearest = self.graph.nearest_with(&name, &Description::RESERVED);
                        TargetError::Unknown { name, nearest }
                    }
                    other => other,
                })?;
                match branch {
                    Some(branch) if !there(&index) => Err(TargetError::OtherBranch {
                        given: self.given.to_owned(),
                        id: self.graph.id(index),
                        branch: branch.name.to_owned(),
                    }),
                    _ => Ok(vec![index]),
                }
            }
        }
    }

    /// The revision of an id, a label, or the only beginning of an id; of those in a lineage, where one is given.
    pub(super) fn find(&self, name: &str, lineage: Option<&Set>) -> Result<usize, TargetError> {
        if let Some(index) = self.graph.index(name).or_else(|| self.graph.labels.get(name).copied()) {
            return Ok(index);
        }
        let all = self.beginning_with(name, None);
        let near: Vec<usize> = match lineage {
            Some(lineage) => all.iter().copied().filter(|n| lineage.contains(*n)).collect(),
            None => Vec::new(),
        };
        match (near.as_slice(), all.as_slice()) {
            ([index], _) | ([], [index]) => Ok(*index),
            (_, []) => Err(TargetError::Unknown { name: name.to_owned(), nearest: self.graph.nearest(name) }),
            ([], many) | (many, _) => Err(TargetError::Ambiguous {
                given: self.given.to_owned(),
                candidates: self.names(many.iter().copied()),
            }),
        }
    }

    /// The revisions that begin with a text; of those in a lineage, where one is given.
    pub(super) fn beginning_with(&self, text: &str, lineage: Option<&Set>) -> Vec<usize> {
        let begins = |n: &usize| !text.is_empty() && self.graph.nodes[*n].id().starts_with(text);
        let there = |n: &usize| lineage.is_none_or(|lineage| lineage.contains(*n));
        (0..self.graph.len()).filter(|n| begins(n) && there(n)).collect()
    }

    /// The rows in a branch's lineage; all where none is named.
    pub(super) fn rows_on(&self, branch: Option<Branch<'_>>) -> Vec<usize> {
        let mut rows = self.known_rows();
        if let Some(branch) = branch {
            let lineage = self.graph.lineage(branch.owner);
            rows.retain(|row| lineage.contains(*row));
        }
        rows
    }

    /// The only one of these, which a symbol named; `None` for base.
    pub(super) fn only_of(&self, symbol: &str, found: &[usize]) -> Result<Option<usize>, TargetError> {
        match (symbol, found) {
            ("heads", heads @ [_, _, ..]) => Err(TargetError::SeveralHeads {
                given: self.given.to_owned(),
                heads: self.names(heads.iter().copied()),
                down: false,
            }),
            (_, found) => self.only(found),
        }
    }

    /// The only one of these rows; `None` for base.
    pub(super) fn only(&self, found: &[usize]) -> Result<Option<usize>, TargetError> {
        match found {
            [] => Ok(None),
            [index] => Ok(Some(*index)),
            many => Err(self.several_rows(many)),
        }
    }

    /// The error that names these rows, and one from which the step can be gone.
    pub(super) fn several_rows(&self, rows: &[usize]) -> TargetError {
        let up = self.given.contains('+');
        let children = |row: &usize| self.graph.links[*row].children.len();
        // From where there are several ways is no good example.
        let like = match up {
            true => rows.iter().find(|row| children(row) == 1).or_else(|| rows.iter().find(|row| children(row) > 1)),
            false => rows.first(),
        };
        TargetError::SeveralRows {
            given: self.given.to_owned(),
            rows: self.names(rows.iter().copied()),
            like: like.map(|row| self.graph.id(*row)),
        }
    }
}
