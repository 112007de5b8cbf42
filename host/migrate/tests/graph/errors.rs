//! What makes no graph: each is one error that names the files.

use crate::text;
use mighost::chain::{Graph, GraphError, Origin};
use std::path::{Path, PathBuf};

/// Builds a map that makes no graph.
#[track_caller]
fn refused(map: &str) -> GraphError {
    let map = text::map(map);
    let error = Graph::build(text::revisions(&map), &[]).unwrap_err();
    // Whichever file is read first, it is the same error.
    let mut reversed = map;
    reversed.reverse();
    let again = Graph::build(text::revisions(&reversed), &[]).unwrap_err();
    assert_eq!(std::mem::discriminant(&error), std::mem::discriminant(&again), "{error}, {again}");
    error
}

/// The message names all of these.
#[track_caller]
fn names(error: &GraphError, parts: &[&str]) {
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "`{part}` isn't in: {text}");
    }
}

fn file(id: &str) -> Origin {
    Origin::Sql(PathBuf::from(format!("{id}.sql")))
}

#[test]
fn two_revisions_of_one_id_are_both_named() {
    let mut revisions = text::revisions(&text::map("a; b<-a; a"));
    revisions[2].origin = Origin::Artifact(PathBuf::from("other.wasm"));
    for _ in 0..2 {
        let error = Graph::build(revisions.clone(), &[]).unwrap_err();
        let GraphError::Duplicate { id, first, second } = &error else { panic!("{error}") };
        assert_eq!(id, "a");
        assert_eq!([first, second].map(|origin| origin.path().is_some()), [true, true]);
        names(&error, &["`a`", "a.sql", "other.wasm", "give one of them another id"]);
        revisions.reverse();
    }
}

#[test]
fn a_parent_that_doesnt_exist_is_named_with_the_file_and_the_nearest_id() {
    let error = refused("create_people; add_email<-create_poeple");
    let expected = GraphError::Unknown {
        id: "add_email".into(),
        name: "create_poeple".into(),
        follows: true,
        origin: file("add_email"),
        not_built: Vec::new(),
        nearest: Some("create_people".into()),
    };
    assert_eq!(error, expected);
    names(&error, &["add_email.sql", "follows `create_poeple`", "did you mean `create_people`"]);
    names(&refused("a; b<-zzzz"), &["b.sql", "`zzzz`", "add its file, or correct `revises`"]);
}

#[test]
fn a_dependency_that_doesnt_exist_is_named_too_and_a_label_may_be_the_nearest() {
    let error = refused("a [billing]; b +biling");
    let GraphError::Unknown { follows: false, nearest, .. } = &error else { panic!("{error}") };
    assert_eq!(nearest.as_deref(), Some("billing"));
    names(&error, &["b.sql", "depends on `biling`", "did you mean `billing`"]);
    names(&refused("a; b +zzzz"), &["b.sql", "`zzzz`", "correct `depends-on`"]);
}

#[test]
fn a_parent_is_an_id_and_no_label_and_no_beginning() {
    assert!(matches!(refused("aaaa [A]; b<-A"), GraphError::Unknown { follows: true, name, .. } if name == "A"));
    assert!(matches!(refused("aaaa; b<-aaa"), GraphError::Unknown { follows: true, name, .. } if name == "aaa"));
    assert!(matches!(refused("aaaa; b +aaa"), GraphError::Unknown { follows: false, name, .. } if name == "aaa"));
}

#[test]
fn a_missing_parent_may_be_a_source_that_isnt_built() {
    let not_built = [PathBuf::from("migrations/z_source")];
    let error = Graph::build(text::revisions(&text::map("b<-z")), &not_built).unwrap_err();
    names(&error, &["b.sql", "`z`", "z_source", "mighost build"]);
}

#[test]
fn a_circle_is_named_whole_and_without_what_hangs_on_it() {
    for (map, circle) in [
        ("a<-a", "a"),
        ("a +a", "a"),
        ("a +A [A]", "a"),
        ("a<-b; b<-a", "a b"),
        ("a<-c; b<-a; c<-b; d<-c; e; c2<-e", "a b c"),
        ("z; a<-z,c; b<-a; c<-b", "a b c"),
        ("a +b; b<-a", "a b"),
        ("a +c; b<-a; c<-b; d<-c", "a b c"),
        ("a; b<-a +d; c<-b; x; d<-x +c", "b c d"),
        ("a; b<-a +B; c<-b [B]", "b c"),
        ("a; b<-a; x<-y; y<-x; z<-y,b", "x y"),
    ] {
        let error = refused(map);
        let GraphError::Cycle { ids, origins } = &error else { panic!("{map}: {error}") };
        assert_eq!(text::ids(&ids.join(" ")), text::ids(circle), "{map}");
        assert_eq!(origins.len(), ids.len(), "{map}");
        let files: Vec<String> = ids.iter().map(|id| format!("{id}.sql")).collect();
        names(&error, &files.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn a_revision_that_stands_on_itself_is_told_so() {
    for map in ["a<-a", "a +a", "a +A [A]"] {
        names(&refused(map), &["a.sql: revision `a` stands on itself", "its own `revises` or `depends-on`"]);
    }
}

#[test]
fn a_label_that_two_declare_names_both_files() {
    let error = refused("a [A]; b<-a [A]");
    let GraphError::Label { label, first, second, id: false } = &error else { panic!("{error}") };
    assert_eq!(label, "A");
    assert_eq!([first, second], [&file("a"), &file("b")]);
    names(&error, &["a.sql", "b.sql", "`A`", "choose another"]);
}

#[test]
fn a_label_that_is_an_id_names_both_files() {
    for map in ["a; b<-a [a]", "a [b]; b<-a", "a [a]"] {
        let error = refused(map);
        assert!(matches!(error, GraphError::Label { id: true, .. }), "{map}: {error}");
        names(&error, &["a.sql", "the id"]);
    }
}

/// A graph of one revision, with this id, or with this label.
fn of_one(name: &str, is_label: bool) -> Result<Graph, GraphError> {
    let mut revisions = text::revisions(&text::map("plain"));
    let description = &mut revisions[0].description;
    if is_label {
        description.labels = vec![name.to_owned()];
    } else {
        name.clone_into(&mut description.id);
    }
    Graph::build(revisions, &[])
}

#[test]
fn reserved_words_and_what_a_target_is_made_of_are_neither_ids_nor_labels() {
    let long = "x".repeat(256);
    let wrong = [
        "head", "heads", "base", "current", "", "-a", "-1", "a@b", "a+1", "a:b", "a,b", "a/b", "a b", " a", "a\t",
        "a\n", &long,
    ];
    for name in wrong {
        for is_label in [false, true] {
            let error = of_one(name, is_label).map(|_| ()).unwrap_err();
            assert!(matches!(&error, GraphError::Name { name: named, .. } if named == name), "{name:?}: {error}");
            names(&error, &["plain.sql", "choose another"]);
        }
    }
}

#[test]
fn everything_else_is_an_id_or_a_label() {
    let long = "x".repeat(255);
    for name in ["1", "a-1", "a-", "20260105_145517", "Head", "header", "1a.b", "größe", "ünï", "~", "a=b", &long] {
        for is_label in [false, true] {
            of_one(name, is_label).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn a_parent_that_is_written_twice_is_one_parent() {
    let graph = text::graph(&text::map("a; b<-a,a +x,X; x [X]"));
    let node = graph.get("b").unwrap();
    assert_eq!((node.parents.as_slice(), node.dependencies.as_slice()), (&["a".to_owned()][..], &["x".to_owned()][..]));
    assert!(!node.is_merge());
    assert_eq!(graph.get("a").unwrap().children, ["b"]);
    assert_eq!(graph.get("a").unwrap().revision.origin.path(), Some(Path::new("a.sql")));
}
