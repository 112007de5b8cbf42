//! Drawings of the graph.
//!
//! - [`lanes`] finds out which revision stands in which column, and which lines run where. It knows rows and nothing else.
//! - [`terminal`] and [`svg`] draw that, with characters and as a picture.
//! - [`mermaid`] and [`dot`] write the graph for programs that lay it out themselves.

pub mod dot;
mod lanes;
pub mod mermaid;
pub mod svg;
pub mod terminal;
#[cfg(test)]
mod tests;

pub use lanes::{Lanes, lay_out};
pub use terminal::Glyphs;

/// A revision of a document. Parents and dependencies are the rows of those that are drawn, too.
pub struct Drawn<'a> {
    pub id: &'a str,
    pub message: &'a str,
    /// The labels that it declares.
    pub labels: &'a [String],
    /// `None` where nobody knows.
    pub applied: Option<bool>,
    /// Facts in words: head, current.
    pub notes: Vec<String>,
    pub parents: Vec<usize>,
    pub needs: Vec<usize>,
}

/// The title of a revision in a document: its id, and the facts that a reader looks for.
fn title(drawn: &Drawn<'_>) -> String {
    let labels = if drawn.labels.is_empty() { String::new() } else { format!(" [{}]", drawn.labels.join(", ")) };
    let shown = |note: &&String| matches!(note.as_str(), "head" | "effective head" | "current");
    let notes: Vec<&str> = drawn.notes.iter().filter(shown).map(String::as_str).collect();
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
    format!("{}{labels}{notes}", drawn.id)
}
