//! `merge`: one revision that follows several.

use super::{file, line, refused, text};
use mighost_tests::Project;
use serde_json::json;

/// a -> b -> c, a -> n (side), and a base x that depends on n.
fn branches() -> Project {
    let project = line();
    project.run(["new", "n", "--id", "n", "--head", "a", "--splice", "--label", "side"]).ok();
    project
}

#[test]
fn it_joins_all_heads_and_needs_no_code() {
    let project = branches();
    let made = project.json(["merge", "--id", "m", "--label", "joined"]);
    assert_eq!(
        (&made["id"], &made["revises"], &made["labels"], &made["template"]),
        (&json!("m"), &json!(["c", "n"]), &json!(["joined"]), &json!("merge"))
    );
    assert_eq!(file(&made), "migrations/m_merge_c_n.sql");
    let content = text(&project, file(&made));
    assert!(content.contains("-- revises: c, n\n-- labels: joined\n-- message: merge c, n\n"), "{content}");

    let ran = project.run(["upgrade"]).ok();
    let warned: Vec<&str> = ran.stderr.lines().chain(ran.stdout.lines()).filter(|l| l.contains("warning")).collect();
    // `n` has nothing in it, and that may be a mistake; the merge has nothing to do.
    assert_eq!(warned.len(), 1, "{}", ran.whole());
    let steps = &project.json(["history"])["steps"];
    let last = steps.as_array().unwrap().last().unwrap();
    assert_eq!((&last["revision"], &last["warnings"]), (&json!("m"), &json!([])));
    project.run(["downgrade", "-1"]).ok();
    assert_eq!(project.current(), ["c", "n"]);
}

#[test]
fn it_joins_what_is_named_with_a_message() {
    let project = branches();
    project.run(["new", "o", "--id", "o", "--head", "base"]).ok();
    let made = project.json(["merge", "side@head", "c", "-m", "for the release", "--rev-id", "m"]);
    assert_eq!((&made["revises"], file(&made)), (&json!(["n", "c"]), "migrations/m_for_the_release.sql"));
    assert_eq!(project.json(["current"])["heads"], json!(["m", "o"]));
}

#[test]
fn what_depends_on_another_branch_is_merged_with_it() {
    let project = branches();
    project.run(["new", "x", "--id", "x", "--head", "base", "--depends-on", "n"]).ok();
    refused(&project, &["merge", "side"], 2, &["`side` is `n` alone", "name two of the branches: c, n, x"]);
    project.run(["merge", "x", "n", "--id", "m"]).ok();
    project.run(["upgrade", "m"]).ok();
    assert_eq!(project.current(), ["m"]);
    project.run(["downgrade", "-1"]).ok();
    project.run(["downgrade", "base"]).ok();
}

#[test]
fn what_cant_be_merged_is_refused() {
    let project = branches();
    refused(&project, &["merge", "c", "c"], 2, &["joins two revisions at least", "`c c` is `c` alone"]);
    refused(&project, &["merge", "c", "a", "--splice"], 2, &["`c` stands on `a`", "leave `a` out"]);
    refused(&project, &["merge", "b", "n"], 2, &["`b` is no head", "`c` follows it", "--splice"]);
    refused(&project, &["merge", "c", "nowhere"], 2, &["`nowhere`"]);
    refused(&project, &["merge", "c", "n", "--id", "a"], 2, &["`a` is the id of"]);
    refused(&project, &["merge", "c", "n", "--label", "side"], 2, &["`side` is a label of"]);
    refused(&project, &["merge", "-m", "two\nlines"], 2, &["one line"]);
    refused(&project, &["merge", "base"], 2, &["`base` is no revision"]);
    project.run(["merge", "b", "n", "--splice", "--id", "m"]).ok();
    assert_eq!(project.json(["current"])["heads"], json!(["c", "m"]));
    refused(&line(), &["merge"], 2, &["`heads` is `c` alone", "only one branch"]);
    refused(&Project::new(), &["merge"], 2, &["`heads` is no revision", "nothing is to be merged"]);
    // Its targets are no `--head`.
    for (arguments, says) in [
        (&["merge", "base", "b"][..], "`base` is no revision, so it can't be merged"),
        (&["merge", "b"], "`b` is `b` alone; name two of the branches: c, m"),
        (&["merge", "b", "b"], "`b b` is `b` alone; name two of the branches: c, m"),
        (&["merge", "b", "n"], "`b` is no head: `c` and others follow it; --splice makes a new branch there"),
        (&["merge", "head", "n"], "there are 2 heads: c, m (side); name one, as in `"),
        (&["--database", "sqlite:none.db", "merge", "current"], "`current`: the database is at base there, or doesn't"),
    ] {
        let outcome = refused(&project, arguments, 2, &[says]);
        assert!(!outcome.stderr.contains("--head"), "{}", outcome.whole());
    }
}
