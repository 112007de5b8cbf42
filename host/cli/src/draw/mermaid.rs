//! The graph as a Mermaid flowchart, which Markdown renderers draw. <https://mermaid.js.org/syntax/flowchart.html>

use super::{Drawn, title};
use crate::line::plain;
use std::fmt::Write;

/// Writes the flowchart, the newest on top.
pub fn draw(revisions: &[Drawn<'_>]) -> String {
    let mut text = String::from("flowchart BT\n");
    for (row, drawn) in revisions.iter().enumerate() {
        let message = if drawn.message.is_empty() { String::new() } else { format!("<br/>{}", escape(drawn.message)) };
        let class = match drawn.applied {
            Some(true) => ":::applied",
            Some(false) => ":::pending",
            None => "",
        };
        // Writing to a String can't fail.
        let _ = writeln!(text, "    r{row}[\"{}{message}\"]{class}", escape(&title(drawn)));
    }
    for (row, drawn) in revisions.iter().enumerate() {
        for parent in &drawn.parents {
            let _ = writeln!(text, "    r{parent} --> r{row}");
        }
        for need in &drawn.needs {
            let _ = writeln!(text, "    r{need} -.->|needed by| r{row}");
        }
    }
    text.push_str(
        "    classDef applied fill:#d9f2d9,stroke:#2e7d32,color:#102a12\n    \
         classDef pending fill:#ffffff,stroke:#9e9e9e,color:#222222,stroke-dasharray:4 3",
    );
    text
}

/// A text between quotes. Everything that could mean something, to Mermaid, Markdown or HTML, is written as a number.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in plain(text).chars() {
        match c {
            c if !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '.' | '(' | ')') => {
                escaped.push(c)
            }
            c => {
                let _ = write!(escaped, "#{};", u32::from(c));
            }
        }
    }
    escaped
}
