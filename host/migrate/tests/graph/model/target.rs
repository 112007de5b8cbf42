//! What a target means.

use super::Model;
use crate::answer;
use crate::text::Ids;

/// `[branch@][symbol][+N|-N]`.
pub(super) struct Target {
    pub(super) branch: Option<Branch>,
    pub(super) symbol: Option<String>,
    /// Up is positive.
    pub(super) steps: i64,
}

/// A branch that was named, and the revision that it stands for.
pub(super) struct Branch {
    pub(super) name: String,
    pub(super) owner: String,
}

const WORDS: [&str; 4] = ["head", "heads", "base", "current"];

/// `S+N` or `S-N`, with N at least 1: S and the steps.
fn stepped(text: &str) -> Option<(&str, i64)> {
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (rest, number) = text.split_at(text.len() - digits);
    let number: i64 = number.parse().ok().filter(|number| *number > 0)?;
    match (rest.strip_suffix('+'), rest.strip_suffix('-')) {
        (Some(symbol), _) => Some((symbol, number)),
        (_, Some(symbol)) => Some((symbol, -number)),
        _ => None,
    }
}

/// `S+9` or `S-9`, whatever the number.
fn ends_in_number(text: &str) -> bool {
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && rest.ends_with(['+', '-'])
}

impl Model {
    pub(super) fn read(&self, text: &str) -> Result<Target, String> {
        if text.contains(':') {
            return Err("a range".to_owned());
        }
        let (branch, rest) = match text.split_once('@') {
            None => (None, text),
            Some((branch, rest)) => (Some(branch), rest),
        };
        let malformed = || Err("malformed".to_owned());
        if rest.is_empty()
            || rest.contains('@')
            || branch.is_some_and(|branch| branch.is_empty() || branch.contains('+'))
        {
            return malformed();
        }
        let branch = match branch {
            None => None,
            Some(name) => Some(Branch { name: name.to_owned(), owner: self.find(name, None)? }),
        };
        let within = branch.as_ref().map(|branch| self.lineage(&branch.owner));
        let name = |text: &str| !text.is_empty() && !text.starts_with('-') && !text.contains('+');
        // "An id that is written out always wins."
        if WORDS.contains(&rest) || self.entries.contains_key(rest) || self.owners.contains_key(rest) {
            return Ok(Target { branch, symbol: Some(rest.to_owned()), steps: 0 });
        }
        let beginning = name(rest) && !self.beginning(rest, within.as_ref()).is_empty();
        match stepped(rest) {
            Some(("", steps)) => Ok(Target { branch, symbol: None, steps }),
            // "What could be read as the beginning of an id and as `symbol-N` both is an error that names the two."
            Some((symbol, steps)) if beginning && self.means_something(symbol, within.as_ref()) => {
                let ids = self.beginning(rest, within.as_ref());
                Err(format!("ambiguous: {}, −{} from `{symbol}`", joined(&ids), -steps))
            }
            Some((symbol, steps)) if name(symbol) && !beginning => {
                Ok(Target { branch, symbol: Some(symbol.to_owned()), steps })
            }
            // "N is at least 1."
            None if ends_in_number(rest) && !beginning => malformed(),
            _ if name(rest) => Ok(Target { branch, symbol: Some(rest.to_owned()), steps: 0 }),
            _ => malformed(),
        }
    }

    fn means_something(&self, symbol: &str, within: Option<&Ids>) -> bool {
        WORDS.contains(&symbol) || self.find(symbol, within).is_ok()
    }

    fn beginning(&self, with: &str, within: Option<&Ids>) -> Ids {
        self.that(|id| id.starts_with(with) && within.is_none_or(|within| within.contains(id)))
    }

    /// An id, a label, or the only beginning of an id: of those within a lineage, where one is given.
    pub(super) fn find(&self, name: &str, within: Option<&Ids>) -> Result<String, String> {
        if self.entries.contains_key(name) {
            return Ok(name.to_owned());
        }
        if let Some(owner) = self.owners.get(name) {
            return Ok(owner.clone());
        }
        let begins: Vec<String> = self.beginning(name, within).into_iter().collect();
        match &begins[..] {
            // Nothing of the lineage: the revision outside is worth naming.
            [] if within.is_some() => self.find(name, None),
            [] => Err(format!("unknown {name}")),
            [only] => Ok(only.clone()),
            many => Err(format!("ambiguous: {}", many.join(", "))),
        }
    }

    /// The revisions of a symbol; none for `base`.
    pub(super) fn symbol(&self, symbol: &str, branch: Option<&Branch>, rows: &Ids) -> Result<Ids, String> {
        let within = |ids: Ids| match branch {
            None => ids,
            Some(branch) => ids.intersection(&self.lineage(&branch.owner)).cloned().collect(),
        };
        match (symbol, branch) {
            ("base", _) => Ok(Ids::new()),
            ("current", _) => Ok(within(rows.clone())),
            ("heads", None) => Ok(self.heads()),
            ("heads", Some(_)) => Ok(within(self.branch_heads())),
            ("head", _) => {
                let heads = within(self.branch_heads());
                if heads.len() > 1 {
                    return Err(format!("several heads: {}", joined(&heads)));
                }
                Ok(heads)
            }
            (name, None) => Ok(Ids::from([self.find(name, None)?])),
            (name, Some(branch)) => {
                let lineage = self.lineage(&branch.owner);
                let id = self.find(name, Some(&lineage))?;
                if !lineage.contains(&id) {
                    return Err(format!("{id} isn't on {}", branch.name));
                }
                Ok(Ids::from([id]))
            }
        }
    }

    /// N revisions up or down from there, along `revises`, within a branch's lineage. `None` is base. How many steps the
    /// graph had comes with where they end.
    pub(super) fn walk(
        &self,
        from: Option<String>,
        steps: i64,
        branch: Option<&Branch>,
    ) -> Result<(Option<String>, i64), String> {
        let lineage = branch.map(|branch| self.lineage(&branch.owner));
        let mut at = from;
        for done in 0..steps.abs() {
            let next: Vec<String> = match (&at, steps > 0) {
                (None, true) => self.bases().into_iter().collect(),
                (Some(id), true) => self.children(id).into_iter().collect(),
                (Some(id), false) => self.parents(id),
                (None, false) => return Ok((None, done)),
            };
            let next: Vec<String> =
                next.into_iter().filter(|id| lineage.as_ref().is_none_or(|lineage| lineage.contains(id))).collect();
            at = match &next[..] {
                [only] => Some(only.clone()),
                [] if steps > 0 => return Ok((at, done)),
                [] => None,
                ways => return Err(format!("fork at {}: {}", at.as_deref().unwrap_or("base"), ways.join(", "))),
            };
        }
        Ok((at, steps.abs()))
    }

    /// The same, and a walk that leaves the graph is an error.
    pub(super) fn walk_whole(
        &self,
        from: Option<String>,
        steps: i64,
        branch: Option<&Branch>,
    ) -> Result<Option<String>, String> {
        let (to, done) = self.walk(from, steps, branch)?;
        if done < steps.abs() {
            return Err(format!("past {}: {done}", if steps > 0 { "head" } else { "base" }));
        }
        Ok(to)
    }

    /// The only one of these, or base.
    pub(super) fn only(what: &str, ids: &Ids) -> Result<Option<String>, String> {
        if ids.len() > 1 {
            return Err(format!("several {what}: {}", joined(ids)));
        }
        Ok(ids.first().cloned())
    }

    /// The rows in a branch's lineage.
    pub(super) fn rows_on(&self, branch: Option<&Branch>, rows: &Ids) -> Ids {
        match branch {
            None => rows.clone(),
            Some(branch) => rows.intersection(&self.lineage(&branch.owner)).cloned().collect(),
        }
    }

    /// From where `branch@+N` counts: "the row in the lineage of the branch; where there is none, the topmost applied
    /// revision in it; else base".
    pub(super) fn place_on(&self, branch: Option<&Branch>, rows: &Ids) -> Result<Option<String>, String> {
        let on = self.rows_on(branch, rows);
        match branch {
            Some(branch) if on.is_empty() => Self::only("rows", &self.topmost(branch, rows)),
            _ => Self::only("rows", &on),
        }
    }

    /// The topmost applied revisions in a branch's lineage.
    pub(super) fn topmost(&self, branch: &Branch, rows: &Ids) -> Ids {
        self.tops(&self.applied(rows).intersection(&self.lineage(&branch.owner)).cloned().collect())
    }

    /// The revisions that a target names; none for `base`.
    pub(super) fn resolve(&self, text: &str, rows: &Ids) -> Result<Ids, String> {
        let target = self.read(text)?;
        let branch = target.branch.as_ref();
        let Some(symbol) = &target.symbol else {
            let to = self.walk_whole(Self::only("rows", &self.rows_on(branch, rows))?, target.steps, branch)?;
            return Ok(to.into_iter().collect());
        };
        let named = self.symbol(symbol, branch, rows)?;
        if target.steps == 0 {
            return Ok(named);
        }
        let what = if symbol == "heads" { "heads" } else { "rows" };
        Ok(self.walk_whole(Self::only(what, &named)?, target.steps, branch)?.into_iter().collect())
    }
}

pub(super) fn joined(ids: &Ids) -> String {
    answer::words(ids).replace(' ', ", ")
}
