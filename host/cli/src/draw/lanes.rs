//! Lanes: which revision stands in which column, and which lines run beside it.
//!
//! Rows go from the newest down. A lane is a column in which a line runs from a revision down to one that it follows.
//! A revision stands in the first lane that leads to it; other lanes that lead to it end in its row. Its first parent goes
//! on in its lane, each further one in a lane of its own, or in the one that leads there already. A revision to which no lane
//! leads doesn't stand right below one that follows nothing: that would look as if the two hung together.

/// What is drawn in one cell: the directions in which a line leaves it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub up: bool,
    pub down: bool,
    pub left: bool,
    pub right: bool,
    /// A line from left to right passes below one from top to bottom; they don't meet.
    pub crossed: bool,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The column of its revision.
    pub column: usize,
    pub cells: Vec<Cell>,
}

/// A line from a revision to one that it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub from: usize,
    pub to: usize,
    /// The column in which it runs between the two rows.
    pub lane: usize,
}

/// The whole layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    pub rows: Vec<Row>,
    pub lines: Vec<Line>,
}

impl Lanes {
    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default()
    }
}

/// Lays rows out. `parents` has, for each row, the rows of its parents: all of them further down.
pub fn lay_out(parents: &[Vec<usize>]) -> Lanes {
    let mut lanes = Lanes::default();
    // Where each lane leads to.
    let mut open: Vec<Option<usize>> = Vec::new();
    // The column of the revision above, where it follows nothing.
    let mut base: Option<usize> = None;
    for (row, parents) in parents.iter().enumerate() {
        let ending: Vec<usize> = open.iter().enumerate().filter(|(_, to)| **to == Some(row)).map(|(n, _)| n).collect();
        let column = ending.first().copied().unwrap_or_else(|| free(&mut open, base.as_slice()));
        base = parents.is_empty().then_some(column);
        let before = open.clone();
        for lane in &ending {
            open[*lane] = None;
        }
        // Which lanes a line from the revision leads to, besides its own.
        let mut beside: Vec<usize> = Vec::new();
        let mut drawn: Vec<usize> = Vec::new();
        for (number, parent) in parents.iter().enumerate() {
            if drawn.contains(parent) {
                continue;
            }
            drawn.push(*parent);
            let led = open.iter().position(|to| *to == Some(*parent)).filter(|_| number > 0);
            let lane = match led {
                Some(lane) => lane,
                None if number == 0 => column,
                // A lane that ends here looks as if it went on, were another one to begin in it.
                None => free(&mut open, &[&ending[..], &[column]].concat()),
            };
            open[lane] = Some(*parent);
            lanes.lines.push(Line { from: row, to: *parent, lane });
            if lane != column {
                beside.push(lane);
            }
        }
        let cells = cells(column, &before, &open, &ending, &beside);
        lanes.rows.push(Row { column, cells });
        while open.last() == Some(&None) {
            open.pop();
        }
    }
    lanes
}

/// A lane in which nothing runs, none of the `taken` ones.
fn free(open: &mut Vec<Option<usize>>, taken: &[usize]) -> usize {
    let lane = (0..open.len()).find(|lane| open[*lane].is_none() && !taken.contains(lane));
    let lane = lane.unwrap_or_else(|| (open.len()..).find(|lane| !taken.contains(lane)).unwrap_or(open.len()));
    open.resize(open.len().max(lane + 1), None);
    lane
}

/// The cells of a row.
fn cells(
    column: usize,
    before: &[Option<usize>],
    after: &[Option<usize>],
    ending: &[usize],
    beside: &[usize],
) -> Vec<Cell> {
    let mut cells = vec![Cell::default(); before.len().max(after.len()).max(column + 1)];
    for (lane, cell) in cells.iter_mut().enumerate() {
        cell.up = before.get(lane).is_some_and(Option::is_some);
        cell.down = after.get(lane).is_some_and(Option::is_some);
    }
    for end in ending.iter().chain(beside).copied().filter(|end| *end != column) {
        let (first, last) = (column.min(end), column.max(end));
        for (lane, cell) in cells.iter_mut().enumerate().take(last + 1).skip(first) {
            cell.right |= lane < last;
            cell.left |= lane > first;
            let meets = lane == column || lane == end;
            if !meets && (cell.up || cell.down) && !ending.contains(&lane) && !beside.contains(&lane) {
                cell.crossed = true;
            }
        }
    }
    // Nothing stands right of the last line.
    let used = cells.iter().rposition(|c| *c != Cell::default()).map_or(0, |last| last + 1);
    cells.truncate(used.max(column + 1));
    cells
}
