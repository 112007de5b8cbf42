//! A line about one revision, which fits the terminal.

use crate::output::{DIM, ID, paint};
use std::io::IsTerminal;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A line's parts, in order. The id is never cut.
#[derive(Debug, Default)]
pub struct Line<'a> {
    /// What stands before the id: a mark, a part of the graph. With its own colours; it counts with `lead_width`.
    pub lead: String,
    /// How wide it is.
    pub lead_width: usize,
    /// The id.
    pub id: &'a str,
    /// The labels of its branches.
    pub labels: String,
    /// Facts about it, in words.
    pub notes: Vec<String>,
    /// Its message.
    pub message: &'a str,
    /// When it was applied.
    pub time: String,
}

impl Line<'_> {
    /// The line, cut where it is longer than `width`: first the message, then the time, the labels and the facts go.
    pub fn render(&self, width: Option<usize>) -> String {
        // What is left of a message must be worth reading; below that the time goes first.
        const WORTH: usize = 16;
        let id = plain(self.id);
        let mut labels = if self.labels.is_empty() { String::new() } else { format!(" [{}]", plain(&self.labels)) };
        let mut notes =
            if self.notes.is_empty() { String::new() } else { format!(" ({})", plain(&self.notes.join(", "))) };
        let mut message = plain(self.message);
        let mut time = self.time.clone();
        if let Some(width) = width {
            let over = |parts: &[&str]| {
                let parts: usize = parts.iter().map(|part| part.width()).sum();
                // Two blanks stand before the message, and before the time.
                let blanks = 2 + if time.is_empty() { 0 } else { 2 };
                (self.lead_width + parts + blanks).saturating_sub(width)
            };
            let too_much = over(&[&id, &labels, &notes, &message, &time]);
            let room = message.width().saturating_sub(too_much);
            if too_much > 0 && !time.is_empty() && room < WORTH.min(message.width()) {
                time.clear();
            }
            let blanks = if time.is_empty() { 2 } else { 4 };
            let fixed = self.lead_width + id.width() + time.width() + blanks;
            let left = width.saturating_sub(fixed);
            notes = cut(&notes, left);
            labels = cut(&labels, left.saturating_sub(notes.width()));
            message = cut(&message, left.saturating_sub(notes.width() + labels.width()));
        }
        let time = if time.is_empty() { time } else { format!("  {}", paint(DIM, time)) };
        let labels = if labels.is_empty() { labels } else { paint(crate::output::WARN, labels) };
        format!("{}{}{labels}{notes}  {message}{time}", self.lead, paint(ID, id)).trim_end().to_owned()
    }
}

/// How wide a line may be: what `COLUMNS` says, else the terminal; anything where there is none, such as in a pipe.
pub fn width() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|columns| *columns > 0);
    said.or_else(|| {
        let stdout = std::io::stdout();
        if !stdout.is_terminal() {
            return None;
        }
        terminal_size::terminal_size_of(stdout).map(|(width, _)| usize::from(width.0))
    })
}

/// A text on one line, without what would move the cursor or change colours: it may come from anybody.
pub fn plain(text: &str) -> String {
    let harmless = |c| match c {
        c if char::is_whitespace(c) => ' ',
        // The last two are no characters, and no XML.
        c if char::is_control(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => '\u{fffd}',
        c => c,
    };
    text.chars().map(harmless).collect()
}

/// The beginning of a text that is at most so wide; what was cut off is shown by `…`.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or_default();
        used <= width
    };
    let mut short: String = text.chars().take_while(fits).collect();
    if width > 0 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn shown(width: usize) -> String {
        let line = Line {
            lead: "✓ ".into(),
            lead_width: 2,
            id: "abc",
            labels: "billing".into(),
            notes: vec!["head".into(), "current".into()],
            message: "make the table of people",
            time: "2026-01-05 14:55".into(),
        };
        anstream::adapter::strip_str(&line.render(Some(width))).to_string()
    }

    #[test]
    fn a_line_is_as_wide_as_it_may_be_and_no_wider() {
        assert_eq!(shown(80), "✓ abc [billing] (head, current)  make the table of people  2026-01-05 14:55");
        assert_eq!(shown(72), "✓ abc [billing] (head, current)  make the table of pe…  2026-01-05 14:55");
        assert_eq!(shown(58), "✓ abc [billing] (head, current)  make the table of people");
        assert_eq!(shown(40), "✓ abc [billing] (head, current)  make t…");
        assert_eq!(shown(20), "✓ abc (head, curr…");
        for width in 8..90 {
            assert!(shown(width).width() <= width, "{width}: {}", shown(width));
        }
    }

    #[test]
    fn wide_letters_count_twice_and_a_messages_control_characters_dont_reach_the_terminal() {
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(plain("a\u{1b}[31mb\nc\td"), "a\u{fffd}[31mb c d");
    }
}
