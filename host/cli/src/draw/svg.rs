//! The graph as a picture that needs nothing beside it.

use super::lanes::{Lanes, Line};
use super::{Drawn, title};
use crate::line::plain;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// The height of a row, the width of a lane and the margin, in pixels: a row holds a line of text and some air.
const ROW: usize = 26;
const LANE: usize = 18;
const MARGIN: usize = 16;
/// The width of a letter of a monospaced font of 13 pixels, generously.
const LETTER: usize = 8;

/// The colours of the lanes: told apart on white, by colour-blind readers too (Okabe and Ito, 2008).
const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#7f6a00", "#56b4e9"];

/// Draws the picture, the newest on top.
pub fn draw(revisions: &[Drawn<'_>], lanes: &Lanes) -> String {
    let text_at = MARGIN + lanes.width() * LANE + 4;
    let letters = |drawn: &Drawn<'_>| title(drawn).width() + 2 + drawn.message.width();
    let width = text_at + revisions.iter().map(letters).max().unwrap_or_default() * LETTER + MARGIN;
    let height = 2 * MARGIN + revisions.len() * ROW;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\">\n\
         <title>History of {} revisions</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        revisions.len()
    );
    for line in &lanes.lines {
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
            path(line, lanes),
            COLOURS[line.lane % COLOURS.len()]
        );
    }
    for (row, drawn) in revisions.iter().enumerate() {
        for need in &drawn.needs {
            let _ = writeln!(
                text,
                "<path d=\"{}\" fill=\"none\" stroke=\"#757575\" stroke-width=\"1.5\" stroke-dasharray=\"2 4\"><title>{} needs \
                 {}</title></path>",
                need_path(row, *need, lanes),
                escape(drawn.id),
                escape(revisions.get(*need).map_or("", |drawn| drawn.id))
            );
        }
    }
    for (row, drawn) in revisions.iter().enumerate() {
        let (x, y) = place(row, lanes);
        let colour = COLOURS[lanes.rows.get(row).map_or(0, |row| row.column) % COLOURS.len()];
        let fill = if drawn.applied == Some(false) { "#ffffff" } else { colour };
        let state = match drawn.applied {
            Some(true) => "applied",
            Some(false) => "pending",
            None => "revision",
        };
        let _ = writeln!(
            text,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"2\"><title>{state}</title></circle>"
        );
        let _ = writeln!(
            text,
            "<text x=\"{text_at}\" y=\"{}\" fill=\"#222222\" xml:space=\"preserve\"><tspan font-weight=\"bold\">{}</tspan>  {}</text>",
            // The middle of a small letter is a third of its size above the line that it stands on.
            y + 4,
            escape(&title(drawn)),
            escape(drawn.message)
        );
    }
    text.push_str("</svg>");
    text
}

fn x_of(lane: usize) -> usize {
    MARGIN + lane * LANE + LANE / 2
}

fn place(row: usize, lanes: &Lanes) -> (usize, usize) {
    (x_of(lanes.rows.get(row).map_or(0, |row| row.column)), MARGIN + row * ROW + ROW / 2)
}

/// From a revision into the lane, down in it, and to the parent.
fn path(line: &Line, lanes: &Lanes) -> String {
    let ((x1, y1), (x2, y2)) = (place(line.from, lanes), place(line.to, lanes));
    let lane = x_of(line.lane);
    let mut path = format!("M{x1} {y1}");
    let mut at = y1;
    if lane != x1 {
        let _ = write!(path, "C{x1} {} {lane} {} {lane} {}", at + ROW / 2, at + ROW / 2, at + ROW);
        at += ROW;
    }
    let turn = if lane == x2 { y2 } else { y2 - ROW };
    if turn > at {
        let _ = write!(path, "V{turn}");
        at = turn;
    }
    if lane != x2 && y2 > at {
        let _ = write!(path, "C{lane} {} {x2} {} {x2} {y2}", at + ROW / 2, at + ROW / 2);
    } else if lane != x2 {
        // Both turns in one row.
        path = format!("M{x1} {y1}C{x1} {} {x2} {} {x2} {y2}", y1 + ROW / 2, y1 + ROW / 2);
    }
    path
}

/// A bow on the left of the two, so that it isn't taken for a lane.
fn need_path(from: usize, to: usize, lanes: &Lanes) -> String {
    let ((x1, y1), (x2, y2)) = (place(from, lanes), place(to, lanes));
    let middle = (y1 + y2) / 2;
    let bow = x1.min(x2).saturating_sub(LANE / 2 + 2);
    format!("M{x1} {y1}Q{bow} {middle} {x2} {y2}")
}

/// A text in XML.
fn escape(text: &str) -> String {
    let escaped = plain(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('"', "&quot;").replace('\'', "&#39;")
}
