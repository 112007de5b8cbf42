//! Written-out maps and targets, by rule: a page of text each. A page has maps, and under each what is asked of it.
//!
//! ```text
//! # B's own heads only.
//! map a; b<-a [B]; c<-a
//! up {a} B@head       => b | b
//! up {a} head         => ! several heads: b, c
//! ```
//!
//! In braces are the rows, and behind `;` what the history says. [`crate::answer`] has the forms of an answer.

use crate::answer;
use crate::model::Model;
use crate::text::{self, Entry};

/// What is asked of a map, with the answer that is expected.
struct Case {
    line: usize,
    text: String,
    expected: String,
}

/// The maps of a page, each with its cases.
fn page(text: &str) -> Vec<(Vec<Entry>, Vec<Case>)> {
    let mut maps: Vec<(Vec<Entry>, Vec<Case>)> = Vec::new();
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(map) = line.strip_prefix("map") {
            maps.push((text::map(map), Vec::new()));
            continue;
        }
        let (asked, expected) = line.split_once("=>").unwrap_or_else(|| panic!("line {number}: {line}"));
        let case = Case { line: number, text: asked.trim().to_owned(), expected: expected.trim().to_owned() };
        maps.last_mut().expect("a map first").1.push(case);
    }
    maps
}

/// Holds the implementation and the model against a page, and the implementation over the files in another order.
/// All that differs is shown at once.
#[track_caller]
fn check(name: &str, text: &str) {
    let mut wrong = Vec::new();
    for (map, cases) in page(text) {
        let mut reversed = map.clone();
        reversed.reverse();
        let (graph, turned, model) = (text::graph(&map), text::graph(&reversed), Model::new(&map));
        for Case { line, text, expected } in cases {
            let question = text::question(&text);
            let mut differs = |who: &str, answered: &str, expected: &str| {
                if answered != expected {
                    wrong.push(format!("{name}:{line}: {text}\n  expected {expected}\n  {who} {answered}"));
                }
            };
            differs("answered", &answer::ask(&graph, &question), &expected);
            differs("from reversed files", &answer::ask(&turned, &question), &expected);
            differs("the model", &model.ask(&question), answer::without_hint(&expected));
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

/// A test a page.
macro_rules! pages {
    ($($name:ident),* $(,)?) => {
        const PAGES: &[&str] = &[$(include_str!(concat!(stringify!($name), ".txt"))),*];

        $(
            #[test]
            fn $name() {
                check(concat!(stringify!($name), ".txt"), include_str!(concat!(stringify!($name), ".txt")));
            }
        )*
    };
}

pages!(names, forms, up, down, stamp, range, order);

#[test]
fn there_are_at_least_three_hundred() {
    let cases: usize = PAGES.iter().flat_map(|text| page(text)).map(|(_, cases)| cases.len()).sum();
    assert!(cases >= 300, "{cases}");
}
