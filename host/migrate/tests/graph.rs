//! The graph of revisions and the targets in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use mighost::Description;
use mighost::chain::{Graph, GraphError, Origin, Revision, TargetError};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn revision(id: &str, revises: &[&str]) -> Revision {
    Revision {
        description: Description {
            id: id.into(),
            revises: revises.iter().map(|r| (*r).to_owned()).collect(),
            has_downgrade: true,
            ..Description::default()
        },
        origin: Origin::Sql(PathBuf::from(format!("{id}.sql"))),
    }
}

fn graph(edges: &[(&str, &[&str])]) -> Graph {
    Graph::build(edges.iter().map(|(id, parents)| revision(id, parents)).collect(), &[]).unwrap()
}

fn line() -> Graph {
    graph(&[("aa", &[]), ("ab", &["aa"]), ("ac", &["ab"]), ("b-1", &["ac"])])
}

fn at(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn resolve(graph: &Graph, target: &str, current: &[&str]) -> Result<Vec<String>, TargetError> {
    graph.resolve(target, &at(current))
}

#[test]
fn the_order_does_not_depend_on_the_order_of_the_files() {
    let edges: [(&str, &[&str]); 5] = [("d", &["b", "c"]), ("c", &["a"]), ("a", &[]), ("b", &["a"]), ("e", &["d"])];
    let mut reversed = edges;
    reversed.reverse();
    let order = |g: &Graph| g.ordered().map(|n| n.description().id.clone()).collect::<Vec<_>>();
    assert_eq!(order(&graph(&edges)), ["a", "c", "b", "d", "e"]);
    assert_eq!(order(&graph(&edges)), order(&graph(&reversed)));
}

#[test]
fn two_files_of_one_id_are_both_named() {
    let mut second = revision("a", &[]);
    second.origin = Origin::Artifact(PathBuf::from("other.wasm"));
    let error = Graph::build(vec![revision("a", &[]), second], &[]).unwrap_err();
    assert!(matches!(&error, GraphError::Duplicate { id, .. } if id == "a"));
    let text = error.to_string();
    assert!(text.contains("a.sql") && text.contains("other.wasm"), "{text}");
}

#[test]
fn an_unknown_parent_is_named_with_the_file_and_the_sources_that_are_not_built() {
    let not_built = [PathBuf::from("migrations/z_source")];
    let text = Graph::build(vec![revision("b", &["z"])], &not_built).unwrap_err().to_string();
    for part in ["b.sql", "`z`", "z_source", "mighost build"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_circle_is_named_whole_and_without_what_hangs_on_it() {
    let revisions = vec![revision("a", &["c"]), revision("b", &["a"]), revision("c", &["b"]), revision("d", &["c"])];
    let GraphError::Cycle { mut ids, .. } = Graph::build(revisions, &[]).unwrap_err() else { panic!("not a cycle") };
    ids.sort();
    assert_eq!(ids, ["a", "b", "c"]);
}

#[test]
fn a_revision_that_follows_itself_is_a_circle() {
    let error = Graph::build(vec![revision("a", &["a"])], &[]).unwrap_err();
    assert!(matches!(error, GraphError::Cycle { ids, .. } if ids == ["a"]));
}

#[test]
fn words_ids_and_beginnings_are_found() {
    let graph = line();
    assert_eq!(resolve(&graph, "head", &[]).unwrap(), ["b-1"]);
    assert_eq!(resolve(&graph, "base", &["ab"]).unwrap(), Vec::<String>::new());
    assert_eq!(resolve(&graph, "current", &["ab"]).unwrap(), ["ab"]);
    assert_eq!(resolve(&graph, "ab", &[]).unwrap(), ["ab"]);
    assert_eq!(resolve(&graph, "b", &[]).unwrap(), ["b-1"]);
}

#[test]
fn an_id_that_looks_like_a_relative_step_is_an_id() {
    assert_eq!(resolve(&line(), "b-1", &[]).unwrap(), ["b-1"]);
    assert_eq!(resolve(&line(), "b-1-1", &[]).unwrap(), ["ac"]);
}

#[test]
fn relative_steps_walk_from_where_they_say() {
    let graph = line();
    assert_eq!(resolve(&graph, "+1", &[]).unwrap(), ["aa"]);
    assert_eq!(resolve(&graph, "+2", &["aa"]).unwrap(), ["ac"]);
    assert_eq!(resolve(&graph, "-1", &["ac"]).unwrap(), ["ab"]);
    assert_eq!(resolve(&graph, "-1", &["aa"]).unwrap(), Vec::<String>::new());
    assert_eq!(resolve(&graph, "head-2", &[]).unwrap(), ["ab"]);
    assert_eq!(resolve(&graph, "aa+1", &["b-1"]).unwrap(), ["ab"]);
    assert_eq!(resolve(&graph, "base+2", &["b-1"]).unwrap(), ["ab"]);
}

#[test]
fn a_step_past_an_end_says_how_far_it_goes() {
    let too_far = |target, current: &[&str]| resolve(&line(), target, current).unwrap_err();
    assert!(matches!(too_far("+3", &["ac"]), TargetError::TooFar { end: "head", available: 1, .. }));
    assert!(matches!(too_far("-2", &["aa"]), TargetError::TooFar { end: "base", available: 1, .. }));
}

#[test]
fn nonsense_is_refused_whole() {
    for target in ["", "+", "-", "+2junk", "+0", "aa+", "+1+1x"] {
        let error = resolve(&line(), target, &[]).unwrap_err();
        assert!(matches!(error, TargetError::Malformed(_) | TargetError::Unknown { .. }), "{target}: {error:?}");
    }
}

#[test]
fn an_unknown_id_shows_the_nearest_and_an_ambiguous_one_its_candidates() {
    let graph = graph(&[("20260105_145517", &[]), ("20260109_152634", &["20260105_145517"])]);
    let unknown = resolve(&graph, "20260105_145571", &[]).unwrap_err();
    assert!(matches!(&unknown, TargetError::Unknown { nearest: Some(id), .. } if id == "20260105_145517"), "{unknown}");
    let ambiguous = resolve(&graph, "2026", &[]).unwrap_err();
    assert!(matches!(&ambiguous, TargetError::Ambiguous { candidates, .. } if candidates.len() == 2));
    assert!(matches!(resolve(&graph, "zzz", &[]).unwrap_err(), TargetError::Unknown { nearest: None, .. }));
}

#[test]
fn several_heads_are_listed() {
    let graph = graph(&[("a", &[]), ("b", &["a"]), ("c", &["a"])]);
    let error = resolve(&graph, "head", &[]).unwrap_err();
    assert_eq!(error, TargetError::SeveralHeads { given: "head".into(), heads: vec!["b".into(), "c".into()] });
    assert_eq!(resolve(&graph, "heads", &[]).unwrap(), ["b", "c"]);
    assert!(matches!(resolve(&graph, "+1", &["a"]).unwrap_err(), TargetError::Fork { .. }));
}

#[test]
fn rows_stand_for_their_ancestors_and_come_back() {
    let graph = graph(&[("a", &[]), ("b", &["a"]), ("c", &["a"]), ("m", &["b", "c"])]);
    let after_b = graph.after_upgrade(&at(&["a"]), "b");
    assert_eq!(after_b, at(&["b"]));
    let after_c = graph.after_upgrade(&after_b, "c");
    assert_eq!(after_c, at(&["b", "c"]));
    let merged = graph.after_upgrade(&after_c, "m");
    assert_eq!(merged, at(&["m"]));
    let back = graph.after_downgrade(&merged, "m");
    assert_eq!(back, at(&["b", "c"]));
    let back = graph.after_downgrade(&back, "c");
    assert_eq!(back, at(&["b"]), "b still stands on a");
    assert_eq!(graph.after_downgrade(&back, "b"), at(&["a"]));
}
