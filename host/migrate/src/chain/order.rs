//! The order of a run: the same on every machine.

use super::Graph;
use super::set::Set;

impl Graph {
    /// Some of the revisions from the top down, each behind everything that stands on it: branch by branch, as far as one
    /// can go in each. What is between two of the set must be in it.
    pub(super) fn top_down(&self, set: &Set) -> Vec<usize> {
        // How many still stand on each of them.
        let mut above = vec![0_usize; self.len()];
        for index in set.iter() {
            for below in &self.links[index].below {
                above[*below] += 1;
            }
        }
        let mut open: Vec<usize> = set.iter().filter(|index| above[*index] == 0).collect();
        let mut left = set.clone();
        let mut order = Vec::new();
        let mut at = 0;
        while let Some(index) = open.get(at).copied() {
            if above[index] > 0 {
                // Something above it comes first, and whatever is left is below an open place.
                let waits_for = self.left_above(index, &left);
                match open.iter().position(|other| *other != index && waits_for.contains(*other)) {
                    Some(place) => at = place,
                    None => break,
                }
                continue;
            }
            order.push(index);
            left.remove(index);
            for below in &self.links[index].below {
                above[*below] -= 1;
            }
            let next = |n: &&usize| left.contains(**n) && !open.contains(n);
            let next: Vec<usize> = self.links[index].below.iter().filter(next).copied().collect();
            match next.split_first() {
                Some((first, others)) => {
                    open[at] = *first;
                    open.extend(others);
                }
                None => {
                    open.remove(at);
                    at = at.saturating_sub(1);
                }
            }
        }
        debug_assert!(left.is_empty(), "the order lacks some revisions");
        order
    }

    /// What is left and stands on a revision.
    fn left_above(&self, index: usize, left: &Set) -> Set {
        let mut found = Set::empty(self.len());
        let mut open = vec![index];
        while let Some(at) = open.pop() {
            open.extend(self.above(at).filter(|n| left.contains(*n) && found.insert(*n)));
        }
        found
    }
}
