//! Golden drawings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::terminal::{Glyphs, draw};
use super::{Drawn, dot, lay_out, mermaid, svg};

/// Draws a graph: each word is a revision and those that it follows, newest first, as in `m:b,c`.
fn picture(graph: &str, glyphs: &Glyphs) -> Vec<String> {
    let names: Vec<&str> = graph.split_whitespace().map(|word| word.split(':').next().unwrap()).collect();
    let lanes = lay_out(&parents(graph));
    let drawn = draw(&lanes, glyphs, |row| Some(row > 0));
    drawn.iter().zip(names).map(|(line, name)| format!("{line} {name}")).collect()
}

fn parents(graph: &str) -> Vec<Vec<usize>> {
    let names: Vec<&str> = graph.split_whitespace().map(|word| word.split(':').next().unwrap()).collect();
    let of = |word: &str| match word.split_once(':') {
        Some((_, parents)) => parents.split(',').map(|p| names.iter().position(|name| *name == p).unwrap()).collect(),
        None => Vec::new(),
    };
    graph.split_whitespace().map(of).collect()
}

#[track_caller]
fn draws(graph: &str, expected: &[&str]) {
    assert_eq!(picture(graph, &Glyphs::of(Some("xterm"), Some("en_GB.UTF-8"))), expected);
}

#[test]
fn a_chain_is_one_lane() {
    draws("c:b b:a a", &["○ c", "● b", "● a"]);
    draws("a", &["○ a"]);
    draws("", &[]);
}

#[test]
fn a_merge_opens_a_lane_and_a_branch_point_closes_it() {
    draws("m:b2,c b2:b b:a c:a a", &["○─╮ m", "● │ b2", "● │ b", "│ ● c", "●─╯ a"]);
    draws("m:b,c c:a b:a a", &["○─╮ m", "│ ● c", "● │ b", "●─╯ a"]);
}

#[test]
fn a_merge_of_three_and_a_point_of_three() {
    draws("m:a,b,c a:z b:z c:z z", &["○─┬─╮ m", "● │ │ a", "│ ● │ b", "│ │ ● c", "●─┴─╯ z"]);
}

#[test]
fn several_heads_and_several_bases() {
    draws("y:x x b:a a", &["○   y", "●   x", "  ● b", "  ● a"]);
    draws("c b a", &["○   c", "  ● b", "●   a"]);
    draws("b:a y:x a x", &["○   b", "│ ● y", "● │ a", "  ● x"]);
}

#[test]
fn a_line_that_passes_below_another_doesnt_meet_it() {
    // m's second parent is beyond the lane of the other head.
    draws("h:z m:a,b a:z b:z z", &["○     h", "│ ●─╮ m", "│ ● │ a", "│ │ ● b", "●─┴─╯ z"]);
    draws("m:a,b n:a,b b:z a:z z", &["○─╮   m", "│ ├─● n", "│ ● │ b", "●─│─╯ a", "●─╯   z"]);
}

#[test]
fn lanes_that_are_free_again_are_used_again() {
    draws("m:b,c c:a n:b,d d:a b:a a", &["○─╮     m", "│ ●     c", "│ │ ●─╮ n", "│ │ │ ● d", "●─│─╯ │ b", "●─┴───╯ a"]);
    draws(
        "m:b,c b:a c:a a:z p:y,x y:w x:w w z",
        &["○─╮   m", "● │   b", "│ ●   c", "●─╯   a", "│ ●─╮ p", "│ ● │ y", "│ │ ● x", "│ ●─╯ w", "●     z"],
    );
}

#[test]
fn plain_characters_where_the_terminal_has_no_others() {
    let expected = ["o-. m", "* | b2", "* | b", "| * c", "*-' a"];
    for (terminal, locale) in
        [(Some("dumb"), Some("en_GB.UTF-8")), (Some("xterm"), Some("C")), (None, Some("de_DE.ISO-8859-1"))]
    {
        assert_eq!(picture("m:b2,c b2:b b:a c:a a", &Glyphs::of(terminal, locale)), expected);
    }
    assert_eq!(picture("a", &Glyphs::of(None, None)), ["○ a"]);
    assert_eq!(picture("a", &Glyphs::of(Some("xterm"), Some("C.utf8"))), ["○ a"]);
}

#[test]
fn every_line_of_a_big_graph_ends_where_it_should() {
    // Whatever the shape: lines meet lines, and each revision's parents are reached.
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for _ in 0..200 {
        let rows = 2 + next(40);
        let mut graph: Vec<Vec<usize>> = Vec::new();
        for row in 0..rows {
            let mut parents = Vec::new();
            for _ in 0..next(4) {
                if row + 1 < rows {
                    let parent = row + 1 + next((rows - row - 1).min(6));
                    if !parents.contains(&parent) {
                        parents.push(parent);
                    }
                }
            }
            graph.push(parents);
        }
        let lanes = lay_out(&graph);
        for (row, line) in lanes.rows.iter().enumerate() {
            for (lane, cell) in line.cells.iter().enumerate() {
                let below = lanes.rows.get(row + 1).and_then(|below| below.cells.get(lane)).is_some_and(|c| c.up);
                assert_eq!(cell.down, below, "row {row}, lane {lane} of {graph:?}");
                let right = line.cells.get(lane + 1).is_some_and(|c| c.left);
                assert_eq!(cell.right, right, "row {row}, lane {lane} of {graph:?}");
            }
        }
        assert_eq!(lanes.lines.len(), graph.iter().map(Vec::len).sum::<usize>());
        for line in &lanes.lines {
            assert!(graph[line.from].contains(&line.to));
            for row in line.from + 1..line.to {
                let cell = lanes.rows[row].cells[line.lane];
                assert!(cell.up && cell.down, "the line {line:?} is broken at row {row} of {graph:?}");
            }
        }
    }
}

// ---- documents -------------------------------------------------------------------------------------------

fn drawn<'a>(
    id: &'a str,
    message: &'a str,
    labels: &'a [String],
    applied: bool,
    parents: &[usize],
    needs: &[usize],
) -> Drawn<'a> {
    let notes = if parents.is_empty() { Vec::new() } else { vec!["head".to_owned(), "branchpoint".to_owned()] };
    Drawn { id, message, labels, applied: Some(applied), notes, parents: parents.to_vec(), needs: needs.to_vec() }
}

#[test]
fn a_mermaid_flowchart() {
    let labels = ["billing".to_owned()];
    let all = [
        drawn("b", "say \"hi\" & <b>`x`</b> 100%{}", &[], false, &[1], &[2]),
        drawn("a", "", &labels, true, &[], &[]),
        drawn("end", "größer", &[], true, &[], &[]),
    ];
    assert_eq!(
        mermaid::draw(&all),
        "flowchart BT\n    \
         r0[\"b (head)<br/>say #34;hi#34; #38; #60;b#62;#96;x#96;#60;#47;b#62; 100#37;#123;#125;\"]:::pending\n    \
         r1[\"a #91;billing#93;\"]:::applied\n    r2[\"end<br/>größer\"]:::applied\n    r1 --> r0\n    \
         r2 -.->|needed by| r0\n    classDef applied fill:#d9f2d9,stroke:#2e7d32,color:#102a12\n    \
         classDef pending fill:#ffffff,stroke:#9e9e9e,color:#222222,stroke-dasharray:4 3"
    );
}

#[test]
fn a_graph_for_graphviz() {
    let all =
        [drawn("b\\N", "say \"hi\" &amp; <b>", &[], false, &[1], &[1]), drawn("a", "one\ntwo", &[], true, &[], &[])];
    let text = dot::draw(&all);
    for line in [
        "    r0 [label=\"b\\\\N (head)\\nsay \\\"hi\\\" &amp;amp; &lt;b&gt;\", style=\"rounded,dashed\", color=\"#757575\"];",
        "    r1 [label=\"a\\none two\", fillcolor=\"#d9f2d9\", color=\"#2e7d32\"];",
        "    r1 -> r0;",
        "    r1 -> r0 [style=dotted, label=\"needed by\", fontsize=9];",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\nisn't in\n{text}");
    }
    assert!(text.starts_with("digraph mighost {") && text.ends_with('}'));
    assert_eq!(text.matches('{').count(), text.matches('}').count());
}

#[test]
fn a_picture() {
    let all = [
        drawn("m", "</svg><script>\"x\"&'y'\u{1b}", &[], false, &[1, 2], &[]),
        drawn("b", "", &[], true, &[3], &[]),
        drawn("c", "", &[], true, &[3], &[3]),
        drawn("a", "", &[], true, &[], &[]),
    ];
    let lanes = lay_out(&all.iter().map(|drawn| drawn.parents.clone()).collect::<Vec<_>>());
    let text = svg::draw(&all, &lanes);
    assert!(text.contains("&lt;/svg&gt;&lt;script&gt;&quot;x&quot;&amp;&#39;y&#39;\u{fffd}</text>"), "{text}");
    assert_eq!((text.matches("<svg").count(), text.matches("</svg>").count()), (1, 1));
    assert_eq!(text.matches("<circle").count(), 4);
    assert_eq!(text.matches("stroke-dasharray").count(), 1);
    assert_eq!(text.matches("fill=\"#ffffff\" stroke").count(), 1, "one of them is pending");
    // m to b runs straight down, c bends back into a's lane.
    assert!(text.contains("<path d=\"M25 29V55\"") && text.contains("<path d=\"M43 81C43 94 25 94 25 107\""), "{text}");
    for reference in ["http", "url(", "href", "@import"] {
        let found = text.matches(reference).count();
        assert_eq!(found, usize::from(reference == "http"), "{reference}: nothing is fetched; the namespace is a name");
    }
}
