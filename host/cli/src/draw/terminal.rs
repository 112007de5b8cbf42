//! The graph in a terminal: one line a revision.

use super::lanes::{Cell, Lanes};

/// The characters of a drawing.
#[derive(Clone, Debug)]
pub struct Glyphs {
    pub applied: &'static str,
    pub pending: &'static str,
    /// Where nobody knows which of the two.
    pub unknown: &'static str,
    /// Before a child, and before the last one.
    pub arm: &'static str,
    pub last_arm: &'static str,
    /// Lines, by the directions they go in: up 1, down 2, left 4, right 8.
    lines: [&'static str; 16],
}

const BOXES: Glyphs = Glyphs {
    applied: "●",
    pending: "○",
    unknown: "◇",
    arm: "├─",
    last_arm: "╰─",
    lines: [" ", "│", "│", "│", "─", "╯", "╮", "┤", "─", "╰", "╭", "├", "─", "┴", "┬", "┼"],
};

const ASCII: Glyphs = Glyphs {
    applied: "*",
    pending: "o",
    unknown: "?",
    arm: "|-",
    last_arm: "`-",
    lines: [" ", "|", "|", "|", "-", "'", ".", "+", "-", "`", ".", "+", "-", "+", "+", "+"],
};

impl Glyphs {
    /// Those that the terminal can show, as its type and the locale say.
    pub fn of_terminal() -> Glyphs {
        let variable = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name));
        Glyphs::of(variable("TERM").as_deref(), locale.as_deref())
    }

    /// Without a locale, as in a container, nearly every terminal shows UTF-8.
    pub fn of(terminal: Option<&str>, locale: Option<&str>) -> Glyphs {
        let utf8 = locale.is_none_or(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        if terminal == Some("dumb") || !utf8 { ASCII } else { BOXES }
    }

    fn line(&self, cell: Cell) -> &'static str {
        let cell = if cell.crossed { Cell { left: false, right: false, ..cell } } else { cell };
        let bits = [(cell.up, 1), (cell.down, 2), (cell.left, 4), (cell.right, 8)];
        self.lines[bits.iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum::<usize>()]
    }
}

/// Draws the lanes. Texts stand below each other, unless the drawing is so wide that they would be far away.
pub fn draw(lanes: &Lanes, glyphs: &Glyphs, applied: impl Fn(usize) -> Option<bool>) -> Vec<String> {
    // Eight lanes: a quarter of a usual terminal.
    const ALIGNED: usize = 8;
    let width = lanes.width().min(ALIGNED);
    let mut drawn = Vec::with_capacity(lanes.rows.len());
    for (number, row) in lanes.rows.iter().enumerate() {
        let mut text = String::new();
        for lane in 0..row.cells.len().max(width) {
            let cell = row.cells.get(lane).copied().unwrap_or_default();
            text.push_str(match (lane == row.column, applied(number)) {
                (false, _) => glyphs.line(cell),
                (true, Some(true)) => glyphs.applied,
                (true, Some(false)) => glyphs.pending,
                (true, None) => glyphs.unknown,
            });
            if lane + 1 < row.cells.len().max(width) {
                text.push_str(if cell.right { glyphs.lines[12] } else { " " });
            }
        }
        drawn.push(text);
    }
    drawn
}
