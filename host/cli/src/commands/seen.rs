//! What the commands that show revisions share: the chain with what the database says of it, and the facts of a revision.

use crate::args::Offline;
use crate::config::Config;
use crate::line::Line;
use crate::output::{DIM, GOOD, Output, paint};
use mighost::book::HistoryRow;
use mighost::chain::{Chain, Graph, Node, Origin};
use mighost::{Error, Known, Status};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The chain, and what the database says of it.
pub struct Seen {
    pub status: Status,
    /// Whether the database was asked.
    pub asked: bool,
}

/// Reads the folder, and the database where one is given and may be asked.
pub fn see(offline: &Offline, config: &Config) -> Result<Seen, Error> {
    if config.database().is_none() || offline.offline {
        let chain = Chain::read(&config.folder()?)?;
        let graph = Graph::build(chain.revisions, &chain.not_built)?;
        let known = Known { graph, not_built: chain.not_built, outdated: chain.outdated, ..Known::default() };
        return Ok(Seen { status: Status { known, ..Status::default() }, asked: false });
    }
    let migrator = config.migrator()?;
    match migrator.block_on(migrator.glance())? {
        Ok(status) => Ok(Seen { status, asked: true }),
        Err(error) => Err(error.with_way_round("`--offline` looks into the folder only.")),
    }
}

/// A target that only a database can tell the meaning of, where none was asked.
pub fn refuse_unasked(target: &str, seen: &Seen, config: &Config) -> Result<(), Error> {
    let known = |word: &str| seen.status.known.graph.get(word).is_some();
    let asks = target.split(':').any(|end| {
        let symbol = end.split_once('@').map_or(end, |(_, symbol)| symbol);
        let word = symbol.split(['+', '-']).next().unwrap_or_default();
        // A bare number of steps counts from where the database is; in a range from the other end.
        let relative = symbol.starts_with(['+', '-']) && !target.contains(':');
        (word == "current" || relative) && !known(end)
    });
    if !asks || seen.asked {
        return Ok(());
    }
    // Without `--offline` this is the error that says how to name a database.
    config.migrator()?;
    Err(Error::Usage(format!("`{target}`: only the database knows what is current; leave `--offline` out")))
}

/// The facts of a chain's revisions, looked up once.
pub struct Facts<'a> {
    pub known: &'a Known,
    asked: bool,
    applied: BTreeSet<&'a str>,
    /// Branch heads among what is applied that are no rows.
    pub implied: BTreeSet<&'a str>,
    /// The upgrade that applied each revision last.
    last: BTreeMap<&'a str, &'a HistoryRow>,
}

impl<'a> Facts<'a> {
    pub fn of(seen: &'a Seen) -> Facts<'a> {
        let known = &seen.status.known;
        let rows = &known.state.current;
        let upgrades = seen.status.history.iter().filter(|row| row.direction == "upgrade");
        Facts {
            known,
            asked: seen.asked,
            applied: known.applied(),
            implied: known.graph.branch_ends(rows).into_iter().filter(|id| !rows.contains(*id)).collect(),
            last: upgrades.map(|row| (row.revision.as_str(), row)).collect(),
        }
    }

    /// Whether a revision is applied; `None` where nobody was asked.
    pub fn applied(&self, id: &str) -> Option<bool> {
        self.asked.then(|| self.applied.contains(id))
    }

    pub fn current(&self, id: &str) -> bool {
        self.known.state.current.contains(id)
    }

    /// When an applied revision was applied.
    pub fn applied_at(&self, id: &str) -> Option<&'a str> {
        self.last.get(id).filter(|_| self.applied.contains(id)).map(|row| row.finished.as_str())
    }

    /// The sha256 of what was applied last.
    pub fn applied_sha256(&self, id: &str) -> Option<&'a str> {
        self.last.get(id).map(|row| row.sha256.as_str())
    }

    /// The applied revisions for which an implied one is there.
    pub fn implied_by(&self, node: &Node) -> String {
        let by = node.dependents.iter().filter(|id| self.applied.contains(id.as_str()));
        by.map(String::as_str).collect::<Vec<_>>().join(" + ")
    }

    /// What a revision is, in words.
    pub fn words(&self, node: &Node) -> Vec<String> {
        let mut words = Vec::new();
        let mut note = |is: bool, word: &str| {
            if is {
                words.push(word.to_owned());
            }
        };
        note(node.is_head(), "head");
        note(node.is_branch_head() && !node.is_head(), "effective head");
        note(self.current(node.id()), "current");
        if self.implied.contains(node.id()) {
            words.push(format!("implied by {}", self.implied_by(node)));
        }
        let mut note = |is: bool, word: &str| {
            if is {
                words.push(word.to_owned());
            }
        };
        note(node.is_branch_point(), "branchpoint");
        note(node.is_merge(), "mergepoint");
        note(matches!(node.revision.origin, Origin::Stored(_)), "file gone, kept in the database");
        words
    }

    /// A line about a revision. `beside` says what it follows, where that isn't plain from what stands around it.
    pub fn line(&self, node: &'a Node, beside: Option<String>) -> Line<'a> {
        let mut notes = self.words(node);
        notes.extend(beside);
        if !node.dependencies.is_empty() {
            notes.push(format!("needs {}", node.dependencies.join(" + ")));
        }
        Line {
            id: node.id(),
            labels: labels(node),
            notes,
            message: node.description().message.as_deref().unwrap_or_default(),
            ..Line::default()
        }
    }

    /// Everything about a revision but what needs its file, for `-v` and `show`.
    pub fn block(&self, node: &Node) -> Vec<(&'static str, String)> {
        let description = node.description();
        let applied = match (self.applied(node.id()), self.applied_at(node.id())) {
            (_, Some(at)) => at.to_owned(),
            (Some(true), None) => "yes".to_owned(),
            (Some(false), None) => "no".to_owned(),
            (None, None) => String::new(),
        };
        vec![
            ("message", description.message.clone().unwrap_or_default()),
            ("is", self.words(node).join(", ")),
            ("revises", node.parents.join(", ")),
            ("depends on", node.dependencies.join(", ")),
            ("followed by", node.children.join(", ")),
            ("needed by", node.dependents.join(", ")),
            ("labels", description.labels.join(", ")),
            ("branches", node.labels.join(", ")),
            ("created", description.created.clone().unwrap_or_default()),
            ("transaction", if transaction(description) == "none" { "none".to_owned() } else { String::new() }),
            ("downgrade", if description.has_downgrade { "yes".into() } else { "no".into() }),
            ("file", node.revision.origin.to_string()),
            ("applied", applied),
        ]
    }

    /// The same for programs.
    pub fn object(&self, node: &Node) -> Value {
        let description = node.description();
        json!({
            "id": description.id, "revises": description.revises, "depends_on": node.dependencies,
            "applied": self.applied(node.id()), "applied_at": self.applied_at(node.id()),
            "message": description.message, "created": description.created, "labels": description.labels,
            "branches": node.labels, "children": node.children, "dependents": node.dependents, "head": node.is_head(),
            "effective_head": node.is_branch_head() && !node.is_head(), "branchpoint": node.is_branch_point(),
            "mergepoint": node.is_merge(), "current": self.asked.then(|| self.current(node.id())),
            "origin": node.revision.origin.to_string(),
        })
    }
}

/// The mark before a revision: applied, pending, or neither where nobody was asked.
pub fn mark(applied: Option<bool>) -> String {
    match applied {
        Some(true) => format!("{} ", paint(GOOD, "✓")),
        Some(false) => format!("{} ", paint(DIM, "·")),
        None => String::new(),
    }
}

/// Prints a block of names and texts; those without a text are left out.
pub fn print_block(id: &str, pairs: &[(&str, String)], output: &Output) {
    output.answer(format!("revision    {}", paint(crate::output::ID, crate::line::plain(id))));
    for (name, text) in pairs.iter().filter(|(_, text)| !text.is_empty()) {
        output.answer(format!("{name:<12}{}", crate::line::plain(text)));
    }
}

/// How a revision's step is run: `step` or `none`.
pub fn transaction(description: &mighost::Description) -> &'static str {
    match description.transaction {
        mighost::Transaction::Step => "step",
        mighost::Transaction::None => "none",
    }
}

/// The labels of a revision's branches, its own first: as many as help.
fn labels(node: &Node) -> String {
    // Behind some merges a revision belongs to every branch there ever was.
    const MOST: usize = 3;
    let own = &node.description().labels;
    let mut labels: Vec<&str> = node.labels.iter().map(String::as_str).collect();
    labels.sort_by_key(|label| !own.iter().any(|name| name == label));
    let more = labels.len().saturating_sub(MOST);
    labels.truncate(MOST);
    let more = if more > 0 { format!(", {more} more") } else { String::new() };
    format!("{}{more}", labels.join(", "))
}
