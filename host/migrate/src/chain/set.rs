//! A set of a graph's nodes.

/// Some of a graph's nodes, by index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Set(Vec<bool>);

impl Set {
    /// None of so many.
    pub(super) fn empty(len: usize) -> Set {
        Set(vec![false; len])
    }

    /// All of so many.
    pub(super) fn full(len: usize) -> Set {
        Set(vec![true; len])
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        self.0.get(index).copied().unwrap_or_default()
    }

    /// Whether it wasn't in there.
    pub(super) fn insert(&mut self, index: usize) -> bool {
        !std::mem::replace(&mut self.0[index], true)
    }

    pub(super) fn remove(&mut self, index: usize) {
        self.0[index] = false;
    }

    /// Those that are in the other one, too.
    pub(super) fn and(mut self, other: &Set) -> Set {
        self.0.iter_mut().zip(&other.0).for_each(|(here, there)| *here &= there);
        self
    }

    /// Those that aren't in the other one.
    pub(super) fn without(mut self, other: &Set) -> Set {
        self.0.iter_mut().zip(&other.0).for_each(|(here, there)| *here &= !there);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    /// In the order of the ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(|(_, is)| **is).map(|(index, _)| index)
    }
}
