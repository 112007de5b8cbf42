//! The rows of current revisions, and how they change.

use super::Graph;
use std::collections::BTreeSet;

impl Graph {
    /// The rows after a revision was applied: it stands for its parents and dependencies.
    pub fn after_upgrade(&self, rows: &BTreeSet<String>, id: &str) -> BTreeSet<String> {
        let mut rows = rows.clone();
        for below in self.directly_below(id) {
            rows.remove(&self.id(below));
        }
        rows.insert(id.to_owned());
        rows
    }

    /// The rows after a revision was taken back: its parents and dependencies come back, but for those on which another
    /// row, or another of them, stands.
    pub fn after_downgrade(&self, rows: &BTreeSet<String>, id: &str) -> BTreeSet<String> {
        let mut rows = rows.clone();
        rows.remove(id);
        let below = self.directly_below(id);
        let others: Vec<usize> = rows.iter().filter_map(|row| self.index(row)).collect();
        for back in &below {
            let stands = others.iter().chain(below.iter().filter(|other| *other != back)).copied();
            if !self.ancestors(stands).contains(*back) {
                rows.insert(self.id(*back));
            }
        }
        rows
    }

    fn directly_below(&self, id: &str) -> BTreeSet<usize> {
        let links = self.index(id).map(|index| &self.links[index]);
        links.into_iter().flat_map(|l| l.parents.iter().chain(&l.dependencies)).copied().collect()
    }
}
