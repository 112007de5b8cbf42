//! `heads`, `branches`, `history` and `show`: what the chain is.

use crate::support::{branched, is};
use mighost_tests::{Project, chain};
use serde_json::{Value, json};

#[test]
fn heads_are_the_ends_of_branches_and_with_dependencies_resolved_only_those_that_nothing_needs() {
    let project = branched();
    let all = [
        "· k1 [kit] (effective head)  a kit",
        "· m1 [billing] (head, mergepoint)  billing meets search",
        "· s2 [shop] (head, needs k1)  orders",
    ];
    is(&project.run(["heads"]).ok(), &all);
    is(&project.run(["heads", "--resolve-dependencies"]).ok(), &all[1..]);
    let json = project.json(["heads"]);
    assert_eq!(json["heads"], json!(["k1", "m1", "s2"]));
    assert_eq!(
        (json["revisions"][0]["effective_head"].clone(), json["revisions"][0]["head"].clone()),
        (json!(true), json!(false))
    );
    assert_eq!(project.json(["heads", "--resolve-dependencies"])["heads"], json!(["m1", "s2"]));

    project.run(["upgrade", "s2"]).ok();
    is(
        &project.run(["heads"]).ok(),
        &[
            "✓ k1 [kit] (effective head, implied by s2)  a kit",
            "· m1 [billing] (head, mergepoint)  billing meets search",
            "✓ s2 [shop] (head, current, needs k1)  orders",
        ],
    );
    project.run(["heads", "-v"]).ok().prints(&[
        "revision    k1\nmessage     a kit\nis          effective head, implied by s2\nneeded by   s2\nlabels      kit\n",
        "revision    s2\nmessage     orders\nis          head, current\nrevises     s1\ndepends on  k1\nbranches    shop\n",
    ]);
}

#[test]
fn branches_are_the_points_where_the_chain_parts_with_what_follows_them() {
    let project = branched();
    is(
        &project.run(["branches"]).ok(),
        &[
            "· a1 (branchpoint)  create people",
            "├─ · b1 [billing]  bills",
            "╰─ · c1  search",
            "base (branchpoint)  before the first revisions",
            "├─ · a1 (branchpoint)  create people",
            "├─ · k1 [kit] (effective head)  a kit",
            "╰─ · s1 [shop]  the shop",
        ],
    );
    let json = project.json(["branches"]);
    let short: Vec<(&Value, &Value)> =
        json["branches"].as_array().unwrap().iter().map(|b| (&b["id"], &b["children"])).collect();
    assert_eq!(short, [(&json!("a1"), &json!(["b1", "c1"])), (&Value::Null, &json!(["a1", "k1", "s1"]))]);
    project.run(["branches", "-v"]).ok().prints(&["is          branchpoint", "followed by b1, c1"]);

    let plain = Project::new();
    chain::write(&plain, 3);
    is(&plain.run(["branches"]).ok(), &["no branches: one revision follows the other"]);
}

#[test]
fn history_is_the_chain_newest_first_with_what_is_applied() {
    let project = branched();
    project.run(["upgrade", "s2"]).ok();
    project.run(["upgrade", "b1"]).ok();
    let expected = [
        "· m1 [billing] (head, mergepoint, after b2 + c1)  billing meets search",
        "· b2 [billing]  positions of bills",
        "✓ b1 [billing] (current, after a1)  bills",
        "· c1 (after a1)  search",
        "✓ s2 [shop] (head, current, needs k1)  orders",
        "✓ s1 [shop] (after base)  the shop",
        "✓ a1 (branchpoint, after base)  create people",
        "✓ k1 [kit] (effective head, implied by s2)  a kit",
    ];
    is(&project.run(["history"]).ok(), &expected);
    is(&project.run(["log", "-i"]).ok(), &expected);
    let json = project.json(["history"]);
    let current: Vec<&str> = json["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["current"] == json!(true))
        .map(|r| r["id"].as_str().unwrap())
        .collect();
    assert_eq!(current, ["b1", "s2"]);
    project.run(["history", "-v"]).ok().prints(&[
        "revision    b1\nmessage     bills\nis          current\nrevises     a1\nfollowed by b2\nlabels      billing\nbranches    billing\n",
        "depends on  k1\n",
    ]);
}

#[test]
fn a_range_of_the_history() {
    let project = branched();
    let ids = |arguments: &[&str]| -> Vec<String> {
        let json = project.json([&["history"], arguments].concat());
        json["revisions"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&["-r", "b1:m1"]), ["m1", "b2", "b1"]);
    assert_eq!(ids(&["--range", "b1:"]), ["m1", "b2", "b1"]);
    assert_eq!(ids(&["--rev-range=:b1"]), ["b1", "a1"]);
    assert_eq!(ids(&["-r", "-1:b2"]), ["b2", "b1"]);
    assert_eq!(ids(&["--start", "b1"]), ["m1", "b2", "b1"]);
    assert_eq!(ids(&["--end", "shop@head"]), ["s2", "s1", "k1"]);
    assert_eq!(ids(&["--start", "b1", "--end", "b2"]), ["b2", "b1"]);
    project.run(["upgrade", "b2"]).ok();
    assert_eq!(ids(&["-r-1:current"]), ["b2", "b1"]);
    assert_eq!(ids(&["-r", "-1:current"]), ["b2", "b1"]);
    is(
        &project.run(["history", "-r", "b2:m1", "--graph"]).ok(),
        &[
            "○  m1 [billing] (head, mergepoint, after c1)  billing meets search",
            "●  b2 [billing] (current, after b1)  positions of bills",
        ],
    );
    assert_eq!(project.run(["history", "-r", "c1:c1", "--format", "dot"]).ok().stdout.matches("label=").count(), 1);
    for (range, says) in
        [("b1", "isn't a range"), ("c1:b2", "`c1` isn't below `b2`"), ("x9:", "there is no revision or branch `x9`")]
    {
        project.run(["history", "-r", range]).exits(2).has_one_message().says(&[says]);
    }
    project.run(["history", "-r", "a1:", "--start", "a1"]).exits(2);
}

#[test]
fn show_takes_several_targets_and_shows_each_revision_once() {
    let project = branched();
    let shown = project.run(["show", "b1", "billing", "shop@head", "base"]).ok();
    let blocks: Vec<&str> =
        shown.stdout.lines().filter(|l| l.starts_with("revision ") || l.starts_with("base:")).collect();
    assert_eq!(blocks, ["revision    b1", "revision    s2", "base: the empty database"]);
    let objects = project.run(["--json", "show", "b1", "k1"]).ok().events();
    assert_eq!(objects.len(), 2);
    assert_eq!((objects[0]["revision"]["id"].clone(), objects[1]["dependents"].clone()), (json!("b1"), json!(["s2"])));
    assert_eq!((objects[0]["branches"].clone(), objects[0]["branchpoint"].clone()), (json!(["billing"]), json!(false)));
    // Nothing is shown where one of them is wrong.
    let wrong = project
        .run(["show", "b1", "b9"])
        .exits(2)
        .has_one_message()
        .says(&["there is no revision or branch `b9`; did you mean `b1`?"]);
    assert_eq!(wrong.stdout, "");
    project.run(["show"]).exits(2).says(&["there are 3 heads"]);
    project.run(["new", "fill", "--id", "7", "--head", "m1", "--lang", "rust"]).ok();
    for target in ["7", "7_fill"] {
        project
            .run(["show", target])
            .exits(2)
            .has_one_message()
            .says(&["migrations/7_fill isn't built", "mighost build"]);
    }
    project.run(["show", "8"]).exits(2).says(&["there is no revision or branch `8`"]);
}
