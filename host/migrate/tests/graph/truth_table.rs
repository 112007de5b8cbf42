//! Alembic's behaviour on three small maps, observed, form by form; and where ours is another on purpose.

use crate::answer;
use crate::model::Model;
use crate::text;

/// A row of the table.
struct Row {
    map: &'static str,
    asked: &'static str,
    /// What we answer.
    ours: &'static str,
    /// Why Alembic's answer is another, and what it is.
    differs: Option<&'static str>,
}

const fn same(map: &'static str, asked: &'static str, ours: &'static str) -> Row {
    Row { map, asked, ours, differs: None }
}

const fn other(map: &'static str, asked: &'static str, ours: &'static str, why: &'static str) -> Row {
    Row { map, asked, ours, differs: Some(why) }
}

/// A line.
const L: &str = "a; b<-a; c<-b";
/// Two branches and their merge.
const B: &str = "a; b<-a; b2<-b [B]; c<-a [C]; m<-b2,c";
/// Two bases, of which one branch depends on the other.
const T: &str = "a; a2<-a [A]; x; x2<-x +a [X]";

const NO_STEP: &str = "a step of 0 is no step at all: Alembic says that it didn't produce 0 migrations";
const WHOLE: &str = "a target is matched whole: Alembic fails with an assertion";
const HISTORY: &str =
    "a merge can be undone: the history knows what was applied last; Alembic finds the walk ambiguous";
const BY_ID: &str =
    "of several heads the first by id is on top: Alembic begins with the one whose file was read first, c";
const ASKED: &str =
    "the history says which row is meant: Alembic takes the row that the database names first, and warns";

const TABLE: &[Row] = &[
    same(L, "up {b} head", "c | c"),
    same(L, "up {b} heads", "c | c"),
    same(L, "up {b} +1", "c | c"),
    same(L, "up {b} c", "c | c"),
    same(L, "up {b} base", "- | b"),
    same(L, "up {b} a", "- | b"),
    same(L, "up {b} a+1", "- | b"),
    same(L, "up {b} head-1", "- | b"),
    same(L, "up {b} base+2", "- | b"),
    other(L, "up {b} +0", "! malformed", NO_STEP),
    other(L, "up {b} c-9", "! past base: 3", WHOLE),
    other(L, "up {b} \"\"", "! malformed", WHOLE),
    same(L, "down {b} base", "b a | -"),
    same(L, "down {b} a", "b | a"),
    same(L, "down {b} -1", "b | a"),
    same(L, "down {b} -2", "b a | -"),
    same(L, "down {b} base+1", "b | a"),
    same(L, "down {b} b", "- | b"),
    same(L, "down {b} head-1", "- | b"),
    same(L, "down {b} c-1", "- | b"),
    same(L, "down {b} -3", "! past base: 2"),
    same(L, "down {b} c", "! nothing above c"),
    same(L, "down {b} head", "! nothing above c"),
    same(L, "down {b} heads", "! nothing above c"),
    same(B, "up {a} head", "c b b2 m | m"),
    same(B, "up {a} b", "b | b"),
    same(B, "up {a} B@+1", "b | b"),
    same(B, "up {a} +1", "! fork at a: b, c"),
    same(B, "up {a} m-1", "! fork at m: b2, c"),
    same(B, "up {a} head-1", "! fork at m: b2, c"),
    other(B, "down {m} -1", "m | b2 c", HISTORY),
    other(B, "down {m; a c b b2 m} -2", "m b2 | b c", HISTORY),
    other(B, "down {m; a b b2 c m} -2", "m c | b2", HISTORY),
    other(B, "down {m} B@-1", "m | b2 c", HISTORY),
    same(B, "down {m} b2", "m | b2 c"),
    same(B, "down {m} B@a", "m b2 b | c"),
    same(B, "down {m} a", "m b2 b c | a"),
    other(B, "down {b2 c; a c b b2} -1", "b2 | b c", ASKED),
    other(B, "down {b2 c; a b b2 c} -1", "c | b2", ASKED),
    other(B, "down {b2 c} -1", "! several rows: b2, c", ASKED),
    same(B, "down {b2 c} C@-1", "c | b2"),
    other(B, "down {b2 c} B@base", "b2 b c a | -", BY_ID),
    same(T, "up {} head", "! several heads: a2, x2"),
    same(T, "up {} heads", "a x x2 a2 | a2 x2"),
    same(T, "up {} X@head", "a x x2 | x2"),
    same(T, "down {a2 x2} X@base", "x2 x | a2"),
    same(T, "down {a2 x2} A@base", "a2 x2 a | x"),
    same(T, "down {a2 x2} a", "a2 | x2"),
    same(T, "down {a2 x2} A@-1", "a2 | x2"),
];

#[test]
fn every_row_of_the_table_holds() {
    let mut wrong = Vec::new();
    for Row { map, asked, ours, differs } in TABLE {
        let (map, question) = (text::map(map), text::question(asked));
        let answers = [answer::ask(&text::graph(&map), &question), Model::new(&map).ask(&question)];
        if answers.iter().any(|answer| answer != ours) {
            wrong.push(format!("{asked}: {ours} expected ({differs:?}), the code and the model say {answers:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
