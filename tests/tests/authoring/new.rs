//! `new`: what it follows, depends on and is called.

use super::{file, line, refused, text};
use mighost_tests::{Project, database};
use serde_json::json;

#[test]
fn it_follows_the_only_head_or_the_one_that_is_named() {
    let project = line();
    let made = project.json(["new", "d", "--id", "d"]);
    assert_eq!((&made["revises"], &made["template"]), (&json!(["c"]), &json!("sql")));
    let made = project.json(["new", "x", "--id", "x", "--head", "base", "--label", "billing", "--label", "money"]);
    assert_eq!((&made["revises"], &made["labels"]), (&json!([]), &json!(["billing", "money"])));
    assert!(text(&project, file(&made)).contains("-- labels: billing, money\n"));

    // Now there are two: no default, and an error that says how to name one.
    let says = ["there are 2 heads: d, x (billing, money)", "--head billing@head", "mighost merge heads"];
    refused(&project, &["new", "more"], 2, &says);
    refused(&project, &["new", "more", "--head", "head"], 2, &says);
    project
        .run(["new", "y", "--id", "y", "--head", "billing@head"])
        .ok()
        .prints(&["after x (billing, money)", "next: edit it, then mighost upgrade heads"]);
    assert_eq!(project.json(["new", "e", "--id", "e", "--parent", "d"])["revises"], json!(["d"]));
    assert_eq!(project.json(["show", "y"])["revision"]["revises"], json!(["x"]));
}

#[test]
fn the_database_counts_where_the_target_says_so() {
    let project = line();
    project.run(["upgrade", "b"]).ok();
    assert_eq!(project.json(["new", "n", "--id", "n", "--head", "+1"])["revises"], json!(["c"]));
    assert_eq!(project.json(["new", "m", "--id", "m", "--head", "current", "--splice"])["revises"], json!(["b"]));
    // No database is asked where none is needed.
    let nowhere = line().with_database("postgresql://nobody@127.0.0.1:1/none");
    nowhere.run(["new", "n"]).ok();
}

#[test]
fn a_revision_that_others_follow_needs_splice() {
    let project = line();
    refused(&project, &["new", "n", "--head", "a"], 2, &["`a` is no head", "`b` follows", "--splice"]);
    let made = project.json(["new", "n", "--id", "n", "--head", "a", "--splice"]);
    assert_eq!(made["revises"], json!(["a"]));
    refused(&project, &["new", "n", "--head", "a"], 2, &["`b` and others follow"]);
}

#[test]
fn several_heads_make_a_merge_with_code() {
    let project = line();
    project.run(["new", "n", "--id", "n", "--head", "a", "--splice"]).ok();
    refused(
        &project,
        &["new", "m", "--head", "c", "--head", "b", "--splice"],
        2,
        &["`c` stands on `b`", "leave `b` out"],
    );
    refused(&project, &["new", "m", "--head", "base", "--head", "c"], 2, &["--head base", "leave"]);
    let made = project.json(["new", "m", "--id", "m", "--head", "c", "--head", "n", "--head", "c"]);
    assert_eq!(made["revises"], json!(["c", "n"]));
    assert_eq!(project.json(["current"])["heads"], json!(["m"]));
}

#[test]
fn dependencies_are_written_as_ids_and_labels() {
    let project = Project::new();
    project.run(["new", "x", "--id", "x1", "--label", "core"]).ok();
    project.run(["new", "y", "--id", "y_2026", "--head", "base"]).ok();
    let arguments = ["new", "z", "--id", "z", "--head", "base"];
    let depends = ["--depends-on", "core", "--depends-on", "y_2", "--depend", "y_2026"];
    let made = project.json(arguments.into_iter().chain(depends));
    assert_eq!(made["depends_on"], json!(["core", "y_2026"]));
    assert!(text(&project, file(&made)).contains("-- depends-on: core, y_2026\n"));
    refused(&project, &["new", "n", "--head", "z", "--depends-on", "nowhere"], 2, &["`nowhere`"]);
    refused(&project, &["new", "n", "--head", "z", "--depends-on", "base"], 2, &["--depends-on base is no revision"]);
    // Nothing follows these, but only `z` isn't depended on.
    refused(&project, &["new", "n"], 2, &["there are 3 heads", "mighost merge x1 y_2026 z"]);
}

#[test]
fn what_exists_already_or_cant_be_is_refused() {
    let project = line();
    project.run(["new", "d", "--id", "d", "--label", "billing"]).ok();
    refused(&project, &["new", "n", "--id", "b"], 2, &["`b` is the id of migrations/b.sql already"]);
    refused(&project, &["new", "n", "--rev-id", "billing"], 2, &["`billing` is a label of migrations/d_d.sql already"]);
    refused(&project, &["new", "n", "--label", "billing"], 2, &["a label of migrations/d_d.sql"]);
    refused(&project, &["new", "n", "--branch-label", "b"], 2, &["the id of migrations/b.sql"]);
    refused(&project, &["new", "n", "--id", "n", "--label", "n"], 2, &["both the id and a label"]);
    for wrong in ["a@b", "a b", "heads", "a,b", "+1", ""] {
        refused(&project, &["new", "n", "--id", wrong], 2, &["can't be an id"]);
        refused(&project, &["new", "n", "--label", wrong], 2, &["can't be a label"]);
    }
    refused(&project, &["new", "n", "--head", "nowhere"], 2, &["`nowhere`"]);
    refused(
        &project,
        &["new", "n", "--template", "nix"],
        2,
        &["no template `nix`", "merge, python, rust, sql", ".templates"],
    );
    refused(&project, &["new", "n", "--lang", "sql", "--template", "sql"], 2, &["--lang"]);
}

#[test]
fn alembics_and_flasks_words_are_understood() {
    let project = Project::new();
    let first = project.json(["revision", "-m", "create people", "--rev-id", "1", "--branch-label", "core"]);
    assert_eq!((file(&first), &first["labels"]), ("migrations/1_create_people.sql", &json!(["core"])));
    assert_eq!(project.json(["migrate", "--message", "more"])["revises"], json!(["1"]));
    let says = ["`mighost migrate` writes a new migration", "`flask db migrate`", "`mighost upgrade` runs"];
    refused(&project, &["migrate"], 2, &says);
    refused(&project, &["migrate", "-m", "  "], 2, &says);
    let outcome = refused(&project, &["new"], 2, &["mighost new \"create people\""]);
    assert!(!outcome.stderr.contains("flask"), "{}", outcome.whole());
    refused(&project, &["new", "x", "-m", "y"], 2, &["cannot be used with"]);
    refused(&project, &["new", "two\nlines"], 2, &["one line"]);
}

#[test]
fn rust_says_the_same_in_its_macro() {
    let project = Project::new();
    project.run(["new", "x", "--id", "1", "--label", "core"]).ok();
    let made = project.json([
        "new",
        "say \"hi\" // {{ x }}",
        "--lang",
        "rust",
        "--id",
        "r.1",
        "--head",
        "base",
        "--label",
        "l",
        "--depends-on",
        "core",
    ]);
    let code = text(&project, file(&made));
    for line in [
        "    id: \"r.1\",\n    revises: [],\n    depends_on: [\"core\"],\n    labels: [\"l\"],\n",
        "    message: \"say \\\"hi\\\" // {{ x }}\",\n",
        "//! say \"hi\" // {{ x }}\n",
    ] {
        assert!(code.contains(line), "{line}\n{code}");
    }
    // Its artifact is looked for under the whole name, dot and all.
    refused(&project, &["new", "n"], 2, &["migrations/r.1_say_hi_x isn't built", "mighost build"]);
    project.write("migrations/artifacts/r.1_say_hi_x.wasm", mighost_tests::guest::named("traps"));
    assert_eq!(project.run(["--json", "status"]).object()["not_built"], json!([]));
}

#[test]
fn rust_with_labels_and_dependencies_builds() {
    let project = Project::new().with_shared_target();
    project.run(["new", "x", "--id", "x", "--label", "core"]).ok();
    project
        .run(["new", "y", "--id", "y", "--lang", "rust", "--head", "base", "--label", "l", "--depends-on", "core"])
        .ok();
    project.run(["build"]).ok();
    let built = &project.json(["show", "y"])["revision"];
    assert_eq!(
        (&built["labels"], &built["depends-on"], &built["message"]),
        (&json!(["l"]), &json!(["core"]), &json!("y"))
    );
    project.run(["upgrade", "y"]).ok();
    assert_eq!(project.current(), ["y"]);
}

#[test]
fn a_chain_of_branches_goes_up_and_down() {
    let project = line();
    for arguments in [
        &["new", "n", "--id", "n", "--head", "a", "--splice", "--label", "side"][..],
        &["new", "o", "--id", "o", "--head", "side@head"],
        &["new", "p", "--id", "p", "--head", "base", "--depends-on", "side"],
        &["merge", "o", "c", "p", "--id", "m"],
        &["new", "q", "--id", "q"],
    ] {
        project.run(arguments).ok();
    }
    project.run(["upgrade"]).ok().prints(&["8 steps", "is at q"]);
    let tables = || database::tables(&database::open(&project.database()));
    assert_eq!(tables(), ["a", "b", "c"]);
    // A merge is taken back, too.
    project.run(["downgrade", "m"]).ok();
    project.run(["downgrade", "-1"]).ok();
    assert_eq!(project.current(), ["c", "o", "p"]);
    project.run(["upgrade"]).ok();
    project.run(["downgrade", "base"]).ok();
    assert_eq!((tables(), project.current()), (Vec::new(), Vec::new()));
}
