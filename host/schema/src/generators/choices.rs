/// What decides every turn of a generator: a list of numbers, and zeros behind its end.
///
/// The first of several possibilities is the simplest, so that a shorter list, or one of smaller numbers, makes a
/// simpler value: a failing case shrinks with its list.
#[derive(Debug)]
pub(super) struct Choices {
    numbers: std::vec::IntoIter<u32>,
}

impl Choices {
    pub fn new(numbers: Vec<u32>) -> Self {
        Choices { numbers: numbers.into_iter() }
    }

    /// Whether only zeros are left.
    pub fn is_exhausted(&self) -> bool {
        self.numbers.len() == 0
    }

    /// A number from 0 to below `end`, and 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let number = self.numbers.next().unwrap_or_default();
        usize::try_from(number).unwrap_or_default().checked_rem(end).unwrap_or_default()
    }

    /// Yes in so many of a hundred cases; no at the end.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of some.
    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        let at = self.below(from.len());
        from.get(at)
    }

    /// One of some words.
    pub fn word(&mut self, from: &[&str]) -> String {
        self.pick(from).copied().unwrap_or("x").to_owned()
    }

    /// A few of some, in any order, each once, at least one where there is one.
    pub fn some<T: Clone>(&mut self, from: &[T], most: usize) -> Vec<T> {
        let mut left = from.to_vec();
        let count = 1 + self.below(most.min(left.len()).max(1));
        let mut taken = Vec::new();
        while taken.len() < count && !left.is_empty() {
            let at = self.below(left.len());
            taken.push(left.remove(at));
        }
        taken
    }
}
