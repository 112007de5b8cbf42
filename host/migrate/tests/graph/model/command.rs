//! What the commands do with a target.

use super::Model;
use super::target::joined;
use crate::answer;
use crate::text::Ids;

impl Model {
    fn refuse_overlapping_rows(&self, rows: &Ids) -> Result<(), String> {
        match self.overlap(rows) {
            Some((upper, lower)) => Err(format!("rows overlap: {upper} on {lower}")),
            None => Ok(()),
        }
    }

    pub(super) fn up(&self, text: &str, rows: &Ids) -> Result<String, String> {
        self.refuse_overlapping_rows(rows)?;
        let target = self.read(text)?;
        if target.symbol.is_none() && target.steps < 0 {
            return Err("goes down".to_owned());
        }
        let goal = match &target.symbol {
            Some(_) => self.resolve(text, rows)?,
            None => {
                let from = self.place_on(target.branch.as_ref(), rows)?;
                self.walk_whole(from, target.steps, target.branch.as_ref())?.into_iter().collect()
            }
        };
        // "The steps are the target and all its ancestors, dependencies among them, that aren't applied."
        let missing: Ids = self.applied(&goal).difference(&self.applied(rows)).cloned().collect();
        let mut steps = self.order(&missing);
        steps.reverse();
        let after = steps.iter().fold(rows.clone(), |rows, step| self.after_upgrade(&rows, step));
        Ok(answer::run(&steps, &after))
    }

    pub(super) fn down(&self, text: &str, rows: &Ids, history: &[String]) -> Result<String, String> {
        self.refuse_overlapping_rows(rows)?;
        let goal = self.back(text, rows, history)?;
        // "With each revision goes everything applied that stands on it or depends on it."
        let taken: Ids = self
            .applied(rows)
            .into_iter()
            .filter(|id| goal.iter().any(|lower| id == lower || self.stands_on(id, lower)))
            .collect();
        let steps = self.order(&taken);
        let after = steps.iter().fold(rows.clone(), |rows, step| self.after_downgrade(&rows, step));
        Ok(answer::run(&steps, &after))
    }

    /// What a downgrade takes back.
    fn back(&self, text: &str, rows: &Ids, history: &[String]) -> Result<Ids, String> {
        let target = self.read(text)?;
        let branch = target.branch.as_ref();
        let applied = self.applied(rows);
        let Some(symbol) = &target.symbol else {
            return match branch {
                _ if target.steps > 0 => Err("goes up".to_owned()),
                None => self.last(-target.steps, rows, history),
                // "The row in the lineage of the branch (where there is none, the topmost applied revision in it, if
                // nothing applied follows it; of several the one that was applied last) and N-1 below it."
                Some(branch) => {
                    let mut from = self.rows_on(Some(branch), rows);
                    if from.is_empty() {
                        from = self.topmost(branch, rows);
                        from.retain(|id| self.children(id).is_disjoint(&applied));
                    }
                    if from.is_empty() {
                        return Err("past base: 0".to_owned());
                    }
                    let mut goal = Ids::from([last(&from, history)?]);
                    for done in 1..-target.steps {
                        match self.walk(goal.first().cloned(), -1, Some(branch))?.0 {
                            Some(id) => goal = Ids::from([id]),
                            None => return Err(format!("past base: {done}")),
                        }
                    }
                    Ok(goal)
                }
            };
        };
        if symbol == "current" && target.steps == 0 {
            return Ok(Ids::new());
        }
        let to = Self::only("heads", &self.resolve(text, rows)?)?;
        let next = match &to {
            Some(id) => self.children(id),
            None => self.bases(),
        };
        let mut goal = next;
        // "Where there are several, those in the lineage of the branch."
        if let (Some(branch), true) = (branch, goal.len() > 1) {
            goal.retain(|id| self.lineage(&branch.owner).contains(id));
        }
        goal.retain(|id| applied.contains(id));
        // "Where none of them is applied and the target isn't a row, that is an error."
        if let (true, Some(id)) = (goal.is_empty(), &to)
            && !rows.contains(id)
        {
            let the = if applied.contains(id) { "the applied " } else { "" };
            return Err(format!("nothing above {the}{id}"));
        }
        Ok(goal)
    }

    /// The N revisions that were applied last, one after another.
    fn last(&self, count: i64, rows: &Ids, history: &[String]) -> Result<Ids, String> {
        let mut rows = rows.clone();
        let mut goal = Ids::new();
        for done in 0..count {
            if rows.is_empty() {
                return Err(format!("past base: {done}"));
            }
            let row = last(&rows, history)?;
            rows = self.after_downgrade(&rows, &row);
            goal.insert(row);
        }
        Ok(goal)
    }

    pub(super) fn stamp(&self, targets: &[String], rows: &Ids) -> Result<String, String> {
        let mut named = Ids::new();
        for target in targets {
            named.extend(self.resolve(target, rows)?);
        }
        if let Some((upper, lower)) = self.overlap(&named) {
            return Err(format!("overlap: {upper} on {lower}"));
        }
        let mut after = rows.clone();
        for text in targets {
            let target = self.read(text)?;
            let ids = self.resolve(text, rows)?;
            match (&target.branch, ids.is_empty()) {
                // Where a branch has no rows, its `current` isn't base.
                _ if target.symbol.as_deref() == Some("current") && target.steps == 0 && ids.is_empty() => {}
                (None, true) => after.clear(),
                (Some(branch), true) => after.retain(|row| !self.wide_lineage(&branch.owner).contains(row)),
                (_, false) => after.retain(|row| !ids.iter().any(|id| self.wide_lineage(id).contains(row))),
            }
            after.extend(ids);
        }
        Ok(answer::words(&after))
    }

    pub(super) fn range(&self, text: &str, rows: &Ids) -> Result<String, String> {
        let not_a_range = || "not a range".to_owned();
        let parts: Vec<&str> = text.split(':').collect();
        let [from, to] = parts[..] else { return Err(not_a_range()) };
        let (down, up) = (self.bare(from)?, self.bare(to)?);
        if down > 0 || up < 0 || (down != 0 && up != 0) {
            return Err(not_a_range());
        }
        let end = |text: &str| if text.is_empty() { Ok(Ids::new()) } else { self.resolve(text, rows) };
        let (mut lower, mut upper) = (Ids::new(), self.heads());
        if down != 0 {
            // "`-N:B` begins N below B; a walk that leaves the graph ends there." A branch counts from its own head.
            let branch = self.read(from)?.branch;
            if !to.is_empty() {
                upper = end(to)?;
            }
            let of = if branch.is_some() { self.symbol("heads", branch.as_ref(), rows)? } else { upper.clone() };
            let heads = branch.is_some() || to.is_empty() || self.read(to)?.symbol.is_some_and(|to| to == "heads");
            lower.extend(self.walk(Self::only(if heads { "heads" } else { "rows" }, &of)?, down, branch.as_ref())?.0);
        } else if up != 0 {
            // "`A:+N` ends N above A."
            let branch = self.read(to)?.branch;
            lower = end(from)?;
            let heads = !from.is_empty() && self.read(from)?.symbol.is_some_and(|from| from == "heads");
            upper = self
                .walk(Self::only(if heads { "heads" } else { "rows" }, &lower)?, up, branch.as_ref())?
                .0
                .into_iter()
                .collect();
        } else {
            lower = end(from)?;
            if !to.is_empty() {
                upper = end(to)?;
            }
        }
        let mut set = self.applied(&upper);
        let along: Ids =
            if to.is_empty() { self.ids() } else { upper.iter().flat_map(|id| self.ancestors(id)).collect() };
        if let Some(lower) = lower.iter().find(|lower| !along.contains(*lower)) {
            let upper: Vec<String> = upper.iter().map(|id| format!("`{id}`")).collect();
            let upper = if upper.is_empty() { "base".to_owned() } else { upper.join(", ") };
            return Err(format!("no range: {lower} to {upper}"));
        }
        // In the order of everything that stands on A; of it "A or its descendants by `revises`".
        let on =
            |id: &String, of: &dyn Fn(&str) -> Ids| lower.is_empty() || lower.iter().any(|low| of(id).contains(low));
        set.retain(|id| on(id, &|id| self.needs(id)));
        let mut order = self.order(&set);
        order.retain(|id| on(id, &|id| self.ancestors(id)));
        Ok(answer::words(&order))
    }

    /// The N of an end that is `+N` or `-N` and nothing else, or a branch's; else 0.
    fn bare(&self, end: &str) -> Result<i64, String> {
        if end.is_empty() {
            return Ok(0);
        }
        let target = self.read(end)?;
        Ok(if target.symbol.is_none() { target.steps } else { 0 })
    }
}

/// The one of these that was applied last.
fn last(of: &Ids, history: &[String]) -> Result<String, String> {
    let last = match of.len() {
        1 => of.first().cloned(),
        _ => known(history).into_iter().rev().find(|id| of.contains(id)),
    };
    last.ok_or_else(|| format!("several rows: {}", joined(of)))
}

/// The revisions of which the history knows when they were applied, oldest first: what was taken back isn't there any
/// more, and behind a stamp nobody knows what came before what.
fn known(history: &[String]) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for word in history {
        match word.strip_prefix('-') {
            _ if word == "stamp" => known.clear(),
            Some(id) => known.retain(|other| other != id),
            None => known.push(word.clone()),
        }
    }
    known
}
