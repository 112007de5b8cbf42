//! "It is found from the top": the order of a set of revisions.

use super::Model;
use crate::text::Ids;

impl Model {
    /// The revisions of a set from the top down.
    pub fn order(&self, set: &Ids) -> Vec<String> {
        let above = |id: &str| -> Ids {
            set.iter().filter(|other| self.below(other).iter().any(|below| below == id)).cloned().collect()
        };
        // "The heads of what is to be ordered, sorted by id, are the open places."
        let mut open: Vec<String> = set.iter().filter(|id| above(id).is_empty()).cloned().collect();
        let mut order: Vec<String> = Vec::new();
        let mut here = 0;
        while let Some(id) = open.get(here).cloned() {
            // "A revision stands in it once everything above it does; where it is reached too early, the walk goes on at
            // the first open place above it."
            if above(&id).iter().any(|other| !order.contains(other)) {
                here = open.iter().position(|place| self.stands_on(place, &id)).expect("what is above is open");
                continue;
            }
            order.push(id.clone());
            // "Behind a merge it goes on with the first parent; the other parents (then the dependencies, by id) are new
            // open places at the end, and where a branch ends, the walk goes on at the place before it."
            let new = self
                .below(&id)
                .into_iter()
                .filter(|below| set.contains(below) && !order.contains(below) && !open.contains(below));
            let new: Vec<String> = new.collect();
            match new.split_first() {
                Some((first, others)) => {
                    open[here] = first.clone();
                    open.extend(others.iter().cloned());
                }
                None => {
                    open.remove(here);
                    here = here.saturating_sub(1);
                }
            }
        }
        order
    }

    /// The parents, then the dependencies by id. "A dependency that an ancestor has too isn't looked at."
    fn below(&self, id: &str) -> Vec<String> {
        let mut below = self.parents(id);
        let ancestors = self.ancestors(id);
        let has = |dependency: &String| {
            ancestors.iter().any(|ancestor| ancestor != id && self.dependencies(ancestor).contains(dependency))
        };
        let parents = self.parents(id);
        let new = |dependency: &String| !parents.contains(dependency) && !has(dependency);
        below.extend(self.dependencies(id).into_iter().filter(new));
        below
    }
}
