//! The revisions as a graph: checked, and in one order that is the same everywhere.

use super::{Origin, Revision};
use mighost_schema::Description;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::path::PathBuf;

/// Why revisions don't make a graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Two revisions of one id.
    #[error("two revisions have the id `{id}`: {first} and {second}; give one of them another id")]
    Duplicate {
        /// The id.
        id: String,
        /// Where the first is.
        first: Origin,
        /// Where the second is.
        second: Origin,
    },
    /// A parent that doesn't exist.
    #[error("{origin}: revision `{id}` follows `{parent}`, which doesn't exist{}", hint(not_built))]
    UnknownParent {
        /// The revision.
        id: String,
        /// The parent.
        parent: String,
        /// Where the revision is.
        origin: Origin,
        /// Sources that have no artifact: the parent may be one of them.
        not_built: Vec<PathBuf>,
    },
    /// Revisions that follow each other in a circle.
    #[error("the revisions {} follow each other in a circle: {}", quoted(ids), list(origins))]
    Cycle {
        /// The ids.
        ids: Vec<String>,
        /// Where they are.
        origins: Vec<Origin>,
    },
}

fn hint(not_built: &[PathBuf]) -> String {
    if not_built.is_empty() {
        return "; add its file, or correct `revises`".into();
    }
    let names: Vec<_> = not_built.iter().map(|p| p.display().to_string()).collect();
    format!("; not built yet: {} (run `mighost build`)", names.join(", "))
}

fn quoted(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

fn list(origins: &[Origin]) -> String {
    origins.iter().map(Origin::to_string).collect::<Vec<_>>().join(", ")
}

/// One revision in the graph.
#[derive(Clone, Debug)]
pub struct Node {
    /// The revision.
    pub revision: Revision,
    /// The ids that follow it, sorted.
    pub children: Vec<String>,
    /// Its place in the order: every parent stands before its child.
    pub place: usize,
}

impl Node {
    /// Its description.
    pub fn description(&self) -> &Description {
        &self.revision.description
    }
}

/// A checked graph of one package's revisions.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: BTreeMap<String, Node>,
    order: Vec<String>,
}

impl Graph {
    /// Checks revisions and puts them in order: by their edges first, then by id. The order of the input
    /// doesn't matter.
    pub fn build(revisions: Vec<Revision>, not_built: &[PathBuf]) -> Result<Graph, GraphError> {
        let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
        for revision in revisions {
            let id = revision.description.id.clone();
            if let Some(first) = nodes.get(&id) {
                return Err(GraphError::Duplicate {
                    id,
                    first: first.revision.origin.clone(),
                    second: revision.origin,
                });
            }
            nodes.insert(id, Node { revision, children: Vec::new(), place: 0 });
        }
        let edges: Vec<(String, String)> =
            nodes.iter().flat_map(|(id, node)| parents(node).into_iter().map(|p| (p.to_owned(), id.clone()))).collect();
        for (parent, child) in edges {
            match nodes.get_mut(&parent) {
                Some(node) => node.children.push(child),
                None => {
                    let origin = nodes.get(&child).map(|n| n.revision.origin.clone());
                    return Err(GraphError::UnknownParent {
                        id: child,
                        parent,
                        origin: origin.unwrap_or(Origin::Stored(String::new())),
                        not_built: not_built.to_vec(),
                    });
                }
            }
        }
        let order = order(&nodes)?;
        for (place, id) in order.iter().enumerate() {
            if let Some(node) = nodes.get_mut(id) {
                node.place = place;
            }
        }
        Ok(Graph { nodes, order })
    }

    /// The revision of that id.
    pub fn get(&self, id: &str) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// How many revisions there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The revisions in order: every parent before its child.
    pub fn ordered(&self) -> impl DoubleEndedIterator<Item = &Node> {
        self.order.iter().filter_map(|id| self.nodes.get(id))
    }

    /// The ids of the revisions that nothing follows, sorted.
    pub fn heads(&self) -> Vec<&str> {
        self.nodes.iter().filter(|(_, n)| n.children.is_empty()).map(|(id, _)| id.as_str()).collect()
    }

    /// The ids in use, for finding the nearest to a wrong one.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.nodes.keys().map(String::as_str)
    }

    /// These revisions and everything they stand on. Unknown ids are passed over.
    pub fn with_ancestors<'a>(&'a self, ids: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = ids.into_iter().collect();
        while let Some(id) = open.pop() {
            if let Some((id, node)) = self.nodes.get_key_value(id)
                && found.insert(id.as_str())
            {
                open.extend(parents(node));
            }
        }
        found
    }

    /// The rows of current revisions after one was applied: it stands for its parents.
    pub fn after_upgrade(&self, current: &BTreeSet<String>, id: &str) -> BTreeSet<String> {
        let mut rows = current.clone();
        if let Some(node) = self.nodes.get(id) {
            for parent in parents(node) {
                rows.remove(parent);
            }
        }
        rows.insert(id.to_owned());
        rows
    }

    /// The rows of current revisions after one was taken back: its parents come back, but for those on which
    /// another row stands.
    pub fn after_downgrade(&self, current: &BTreeSet<String>, id: &str) -> BTreeSet<String> {
        let mut rows = current.clone();
        rows.remove(id);
        if let Some(node) = self.nodes.get(id) {
            let candidates = parents(node);
            for parent in &candidates {
                let others = rows.iter().map(String::as_str).chain(candidates.iter().copied().filter(|c| c != parent));
                if !self.with_ancestors(others).contains(parent) {
                    rows.insert((*parent).to_owned());
                }
            }
        }
        rows
    }
}

/// The revisions of the same package that one stands on: those it follows and those it depends on.
fn parents(node: &Node) -> Vec<&str> {
    let description = node.description();
    let own = description.depends_on.iter().filter(|d| !d.contains('@') && !d.contains('/'));
    let mut parents: Vec<&str> = description.revises.iter().chain(own).map(String::as_str).collect();
    parents.sort_unstable();
    parents.dedup();
    parents
}

/// Kahn's algorithm with the smallest id first.
fn order(nodes: &BTreeMap<String, Node>) -> Result<Vec<String>, GraphError> {
    let mut missing: BTreeMap<&str, usize> = nodes.iter().map(|(id, n)| (id.as_str(), parents(n).len())).collect();
    let mut ready: BinaryHeap<Reverse<&str>> =
        missing.iter().filter(|(_, count)| **count == 0).map(|(id, _)| Reverse(*id)).collect();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some(Reverse(id)) = ready.pop() {
        order.push(id.to_owned());
        missing.remove(id);
        for child in nodes.get(id).map(|n| n.children.as_slice()).unwrap_or_default() {
            if let Some(count) = missing.get_mut(child.as_str()) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.push(Reverse(child));
                }
            }
        }
    }
    if missing.is_empty() {
        return Ok(order);
    }
    let ids = cycle(nodes, &missing);
    let origins = ids.iter().filter_map(|id| nodes.get(id)).map(|n| n.revision.origin.clone()).collect();
    Err(GraphError::Cycle { ids, origins })
}

/// One circle among the revisions that could not be ordered.
fn cycle(nodes: &BTreeMap<String, Node>, rest: &BTreeMap<&str, usize>) -> Vec<String> {
    let mut path: Vec<&str> = Vec::new();
    let mut at = rest.keys().next().copied();
    while let Some(id) = at {
        if let Some(start) = path.iter().position(|seen| *seen == id) {
            return path.get(start..).unwrap_or_default().iter().map(|id| (*id).to_owned()).collect();
        }
        path.push(id);
        at = nodes.get(id).and_then(|n| parents(n).into_iter().find(|p| rest.contains_key(p)));
    }
    path.into_iter().map(str::to_owned).collect()
}
