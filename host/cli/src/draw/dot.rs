//! The graph in Graphviz's language. <https://graphviz.org/doc/info/lang.html>

use super::{Drawn, title};
use crate::line::plain;
use std::fmt::Write;

/// Writes the graph, the newest on top.
pub fn draw(revisions: &[Drawn<'_>]) -> String {
    let mut text = String::from(
        "digraph mighost {\n    rankdir=BT;\n    node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", \
         fontname=\"Helvetica\", fontsize=11];\n    edge [arrowsize=0.7];\n",
    );
    for (row, drawn) in revisions.iter().enumerate() {
        let message = if drawn.message.is_empty() { String::new() } else { format!("\\n{}", escape(drawn.message)) };
        let look = match drawn.applied {
            Some(true) => ", fillcolor=\"#d9f2d9\", color=\"#2e7d32\"",
            Some(false) => ", style=\"rounded,dashed\", color=\"#757575\"",
            None => "",
        };
        // Writing to a String can't fail.
        let _ = writeln!(text, "    r{row} [label=\"{}{message}\"{look}];", escape(&title(drawn)));
    }
    for (row, drawn) in revisions.iter().enumerate() {
        for parent in &drawn.parents {
            let _ = writeln!(text, "    r{parent} -> r{row};");
        }
        for need in &drawn.needs {
            let _ = writeln!(text, "    r{need} -> r{row} [style=dotted, label=\"needed by\", fontsize=9];");
        }
    }
    text.push('}');
    text
}

/// A text in a label. `\N` and the like would be replaced, and so would `&amp;`.
fn escape(text: &str) -> String {
    plain(text)
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
