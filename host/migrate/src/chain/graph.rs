//! The revisions as a graph: checked, and in one order that is the same everywhere.

use super::GraphError;
use super::Revision;
use super::set::Set;
use mighost_schema::Description;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::path::PathBuf;

/// One revision in the graph.
#[derive(Clone, Debug)]
pub struct Node {
    /// The revision.
    pub revision: Revision,
    /// The ids that it follows, each once, as its description lists them.
    pub parents: Vec<String>,
    /// The ids that it depends on, sorted: labels are looked up.
    pub dependencies: Vec<String>,
    /// The ids that follow it, sorted.
    pub children: Vec<String>,
    /// The ids that depend on it, sorted.
    pub dependents: Vec<String>,
    /// The labels of the branches that it belongs to, sorted: its own, and those that reach it.
    pub labels: Vec<String>,
    /// Its place in the order: every parent and dependency stands before it.
    pub place: usize,
}

impl Node {
    /// Its description.
    pub fn description(&self) -> &Description {
        &self.revision.description
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.revision.description.id
    }

    /// Whether it follows nothing.
    pub fn is_base(&self) -> bool {
        self.parents.is_empty()
    }

    /// Whether nothing follows it.
    pub fn is_branch_head(&self) -> bool {
        self.children.is_empty()
    }

    /// Whether nothing follows it and nothing depends on it.
    pub fn is_head(&self) -> bool {
        self.children.is_empty() && self.dependents.is_empty()
    }

    /// Whether several revisions follow it.
    pub fn is_branch_point(&self) -> bool {
        self.children.len() > 1
    }

    /// Whether it follows several revisions.
    pub fn is_merge(&self) -> bool {
        self.parents.len() > 1
    }
}

/// A node's edges, as indices.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    pub(super) parents: Vec<usize>,
    pub(super) dependencies: Vec<usize>,
    /// The parents, then the dependencies that no ancestor has.
    pub(super) below: Vec<usize>,
    pub(super) children: Vec<usize>,
    pub(super) dependents: Vec<usize>,
}

/// A checked graph of one package's revisions.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Sorted by id: an index stands for an id, and sorts as it does.
    pub(super) nodes: Vec<Node>,
    pub(super) links: Vec<Links>,
    /// Who declares each label.
    pub(super) labels: BTreeMap<String, usize>,
    order: Vec<usize>,
}

impl Graph {
    /// Checks revisions and puts them in order: by their ids and edges alone. The order of the input doesn't matter.
    ///
    /// # Errors
    /// [`GraphError`] where they don't make a graph; it names the files. `not_built` are sources without an artifact: a
    /// parent that doesn't exist may be one of them.
    pub fn build(mut revisions: Vec<Revision>, not_built: &[PathBuf]) -> Result<Graph, GraphError> {
        revisions.sort_by(|a, b| a.description.id.cmp(&b.description.id));
        for pair in revisions.windows(2) {
            let [first, second] = pair else { continue };
            if first.description.id == second.description.id {
                return Err(GraphError::Duplicate {
                    id: first.description.id.clone(),
                    first: first.origin.clone(),
                    second: second.origin.clone(),
                });
            }
        }
        let node = |revision| Node {
            revision,
            parents: Vec::new(),
            dependencies: Vec::new(),
            children: Vec::new(),
            dependents: Vec::new(),
            labels: Vec::new(),
            place: 0,
        };
        let nodes: Vec<Node> = revisions.into_iter().map(node).collect();
        let links = vec![Links::default(); nodes.len()];
        let mut graph = Graph { nodes, links, labels: BTreeMap::new(), order: Vec::new() };
        graph.names()?;
        graph.edges(not_built)?;
        graph.refuse_circles()?;
        graph.normalise();
        graph.spread_labels();
        graph.fill();
        let all = graph.all();
        let mut order = graph.top_down(&all);
        order.reverse();
        for (place, index) in order.iter().enumerate() {
            if let Some(node) = graph.nodes.get_mut(*index) {
                node.place = place;
            }
        }
        graph.order = order;
        Ok(graph)
    }

    /// Checks ids and labels, and notes who declares which label.
    fn names(&mut self) -> Result<(), GraphError> {
        for (index, node) in self.nodes.iter().enumerate() {
            let description = node.description();
            for name in std::iter::once(&description.id).chain(&description.labels) {
                if let Err(why) = Description::check_id(name) {
                    return Err(GraphError::Name { name: name.clone(), why, origin: node.revision.origin.clone() });
                }
            }
            for label in &description.labels {
                let taken = |other: &Node| GraphError::Label {
                    label: label.clone(),
                    first: other.revision.origin.clone(),
                    second: node.revision.origin.clone(),
                    id: other.id() == label,
                };
                match self.labels.insert(label.clone(), index) {
                    Some(other) if other != index => return Err(taken(&self.nodes[other])),
                    _ => {}
                }
                if let Some(other) = self.index(label) {
                    return Err(taken(&self.nodes[other]));
                }
            }
        }
        Ok(())
    }

    /// Looks up parents and dependencies.
    fn edges(&mut self, not_built: &[PathBuf]) -> Result<(), GraphError> {
        let mut links = vec![Links::default(); self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            let description = node.description();
            let unknown = |name: &str, follows: bool| GraphError::Unknown {
                id: description.id.clone(),
                name: name.to_owned(),
                follows,
                origin: node.revision.origin.clone(),
                not_built: not_built.to_vec(),
                nearest: self.nearest(name).filter(|nearest| *nearest != description.id),
            };
            for parent in &description.revises {
                let parent = self.index(parent).ok_or_else(|| unknown(parent, true))?;
                if !links[index].parents.contains(&parent) {
                    links[index].parents.push(parent);
                    links[parent].children.push(index);
                }
            }
            for name in own(&description.depends_on) {
                let found = self.index(name).or_else(|| self.labels.get(name).copied());
                let dependency = found.ok_or_else(|| unknown(name, false))?;
                if !links[index].dependencies.contains(&dependency) {
                    links[index].dependencies.push(dependency);
                    links[dependency].dependents.push(index);
                }
            }
            links[index].dependencies.sort_unstable();
        }
        self.links = links;
        Ok(())
    }

    /// Kahn's algorithm: what it can't put in order hangs on a circle.
    fn refuse_circles(&self) -> Result<(), GraphError> {
        let mut missing: Vec<usize> = self.links.iter().map(|l| l.parents.len() + l.dependencies.len()).collect();
        let mut ready: BinaryHeap<Reverse<usize>> =
            missing.iter().enumerate().filter(|(_, count)| **count == 0).map(|(n, _)| Reverse(n)).collect();
        let mut rest = self.all();
        while let Some(Reverse(index)) = ready.pop() {
            rest.remove(index);
            let links = &self.links[index];
            for above in links.children.iter().chain(&links.dependents) {
                missing[*above] -= 1;
                if missing[*above] == 0 {
                    ready.push(Reverse(*above));
                }
            }
        }
        // Down from anything that is left, one goes round sooner or later.
        let mut path: Vec<usize> = Vec::new();
        let mut at = rest.iter().next();
        while let Some(index) = at {
            if let Some(start) = path.iter().position(|seen| *seen == index) {
                let circle = &path[start..];
                return Err(GraphError::Cycle {
                    ids: circle.iter().map(|n| self.nodes[*n].id().to_owned()).collect(),
                    origins: circle.iter().map(|n| self.nodes[*n].revision.origin.clone()).collect(),
                });
            }
            path.push(index);
            let links = &self.links[index];
            at = links.parents.iter().chain(&links.dependencies).copied().find(|n| rest.contains(*n));
        }
        Ok(())
    }

    /// Leaves out of `below` what an ancestor depends on already.
    fn normalise(&mut self) {
        let mut spare: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (dependency, links) in self.links.iter().enumerate() {
            if links.dependents.len() > 1 {
                let children: Vec<usize> =
                    links.dependents.iter().flat_map(|n| self.links[*n].children.iter().copied()).collect();
                let above = self.reach(children, |l| l.children.iter());
                spare.extend(links.dependents.iter().filter(|n| above.contains(**n)).map(|n| (*n, dependency)));
            }
        }
        for (index, links) in self.links.iter_mut().enumerate() {
            let kept =
                links.dependencies.iter().filter(|d| !links.parents.contains(d) && !spare.contains(&(index, **d)));
            links.below = links.parents.iter().chain(kept).copied().collect();
        }
    }

    /// Gives the nodes what their edges say, as ids.
    fn fill(&mut self) {
        let ids: Vec<String> = self.nodes.iter().map(|node| node.id().to_owned()).collect();
        let named = |indices: &[usize]| indices.iter().map(|n| ids[*n].clone()).collect::<Vec<_>>();
        for (node, links) in self.nodes.iter_mut().zip(&self.links) {
            node.parents = named(&links.parents);
            node.dependencies = named(&links.dependencies);
            node.children = named(&links.children);
            node.dependents = named(&links.dependents);
        }
    }

    /// The revision of that id.
    pub fn get(&self, id: &str) -> Option<&Node> {
        self.index(id).map(|index| &self.nodes[index])
    }

    /// The revision of that id, or the one that declares that label.
    pub fn find_whole(&self, name: &str) -> Option<&Node> {
        self.index(name).or_else(|| self.labels.get(name).copied()).map(|index| &self.nodes[index])
    }

    /// How many revisions there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The revisions in order: every parent and dependency before what stands on it.
    pub fn ordered(&self) -> impl DoubleEndedIterator<Item = &Node> {
        self.order.iter().map(|index| &self.nodes[*index])
    }

    /// The ids of the heads, sorted: nothing follows them, and nothing depends on them.
    pub fn heads(&self) -> Vec<&str> {
        self.nodes.iter().filter(|n| n.is_head()).map(Node::id).collect()
    }

    /// The ids of the branch heads, sorted: nothing follows them, though something may depend on them.
    pub fn branch_heads(&self) -> Vec<&str> {
        self.nodes.iter().filter(|n| n.is_branch_head()).map(Node::id).collect()
    }

    /// The revisions that follow nothing, sorted by id.
    pub fn bases(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|n| n.is_base())
    }

    /// The ids in use, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(Node::id)
    }

    /// The labels, sorted, each with the id that declares it.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.labels.iter().map(|(label, index)| (label.as_str(), self.nodes[*index].id()))
    }

    /// These revisions and everything they stand on, dependencies among them. Unknown ids are passed over.
    pub fn with_ancestors<'a>(&'a self, ids: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let set = self.ancestors(ids.into_iter().filter_map(|id| self.index(id)));
        set.iter().map(|index| self.nodes[index].id()).collect()
    }

    /// The branch heads among what is applied where these are the rows: the rows, and the ends of branches that are
    /// there only because a row depends on them.
    pub fn branch_ends(&self, rows: &BTreeSet<String>) -> Vec<&str> {
        let applied = self.applied(rows);
        let end = |n: &usize| !self.links[*n].children.iter().any(|child| applied.contains(*child));
        applied.iter().filter(end).map(|n| self.nodes[n].id()).collect()
    }

    /// The place of an id.
    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.nodes.binary_search_by(|node| node.id().cmp(id)).ok()
    }

    pub(super) fn id(&self, index: usize) -> String {
        self.nodes[index].id().to_owned()
    }

    /// What follows a revision or depends on it.
    pub(super) fn above(&self, index: usize) -> impl Iterator<Item = usize> {
        let links = &self.links[index];
        links.children.iter().chain(&links.dependents).copied()
    }

    pub(super) fn all(&self) -> Set {
        Set::full(self.nodes.len())
    }

    /// The id or label that is nearest to a wrong one.
    pub(super) fn nearest(&self, given: &str) -> Option<String> {
        self.nearest_with(given, &[])
    }

    /// The id, label or one of these words that is nearest to a wrong one.
    pub(super) fn nearest_with(&self, given: &str, words: &[&str]) -> Option<String> {
        // A distance of a third of the word: enough for a typing error, too little for another word.
        let letters = given.chars().count();
        let names = self.ids().chain(self.labels.keys().map(String::as_str)).chain(words.iter().copied());
        let nearest = names
            .map(|name| (strsim::osa_distance(name, given), name))
            .filter(|(d, _)| *d <= letters.div_ceil(3) && *d < letters)
            .min();
        nearest.map(|(_, name)| name.to_owned())
    }
}

/// The dependencies on revisions of the same package.
fn own(depends_on: &[String]) -> impl Iterator<Item = &str> {
    depends_on.iter().map(String::as_str).filter(|d| !d.contains(['@', '/']))
}
