//! The commands that look: what they print of a chain with branches, labels, a merge and dependencies, at several states of
//! the database; and that they change nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Outcome, Project, chain, database};
use serde_json::{Value, json};

/// A revision with a header of its own.
fn revision(project: &Project, id: &str, header: &str, message: &str) {
    let text = format!(
        "-- revision: {id}\n{header}-- message: {message}\n\n-- upgrade\nCREATE TABLE {id} (id INTEGER);\n\n-- downgrade\nDROP TABLE {id};\n"
    );
    project.write(format!("migrations/{id}.sql"), text);
}

/// People, from which billing and search part and meet again; a kit on which the shop depends.
///
/// ```text
/// m1 ─ b2 ─ b1 ─ a1       s2 ─ s1
///  └──── c1 ──── ┘         ┊
///                          k1
/// ```
fn branched() -> Project {
    let project = Project::new();
    revision(&project, "a1", "", "create people");
    revision(&project, "b1", "-- revises: a1\n-- labels: billing\n", "bills");
    revision(&project, "b2", "-- revises: b1\n", "positions of bills");
    revision(&project, "c1", "-- revises: a1\n", "search");
    revision(&project, "m1", "-- revises: b2, c1\n", "billing meets search");
    revision(&project, "k1", "-- labels: kit\n", "a kit");
    revision(&project, "s1", "-- labels: shop\n", "the shop");
    revision(&project, "s2", "-- revises: s1\n-- depends-on: kit\n", "orders");
    project
}

/// The output must be these lines. Times, which differ, are left out.
#[track_caller]
fn is(outcome: &Outcome, expected: &[&str]) {
    let lines: Vec<String> = outcome.stdout.lines().map(without_time).collect();
    assert_eq!(lines, expected, "{}", outcome.whole());
}

/// A line without the time, to the minute, at its end.
fn without_time(line: &str) -> String {
    let time = line.char_indices().rev().nth(15).map_or(0, |(at, _)| at);
    match line.split_at(time) {
        (before, time)
            if time.starts_with("20") && time.ends_with(|c: char| c.is_ascii_digit()) && time.contains(':') =>
        {
            before.trim_end().to_owned()
        }
        _ => line.to_owned(),
    }
}

// ---- heads and branches ----------------------------------------------------------------------------------

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

// ---- history ---------------------------------------------------------------------------------------------

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
fn the_graph_is_drawn_beside_the_history() {
    let project = branched();
    let pending = [
        "○─╮    m1 [billing] (head, mergepoint)  billing meets search",
        "○ │    b2 [billing]  positions of bills",
        "○ │    b1 [billing]  bills",
        "│ ○    c1  search",
        "│ │ ○  s2 [shop] (head, needs k1)  orders",
        "│ │ ○  s1 [shop]  the shop",
        "○─╯    a1 (branchpoint)  create people",
        "  ○    k1 [kit] (effective head)  a kit",
    ];
    is(&project.run(["history", "--graph"]).ok(), &pending);
    project.run(["upgrade", "s2"]).ok();
    project.run(["upgrade", "c1"]).ok();
    let drawn = [
        "○─╮    m1 [billing] (head, mergepoint)  billing meets search",
        "○ │    b2 [billing]  positions of bills",
        "○ │    b1 [billing]  bills",
        "│ ●    c1 (current)  search",
        "│ │ ●  s2 [shop] (head, current, needs k1)  orders",
        "│ │ ●  s1 [shop]  the shop",
        "●─╯    a1 (branchpoint)  create people",
        "  ●    k1 [kit] (effective head, implied by s2)  a kit",
    ];
    is(&project.run(["history", "--graph"]).ok(), &drawn);
    let plain = |line: &&str| {
        line.replace('○', "o").replace('●', "*").replace('─', "-").replace('│', "|").replace('╮', ".").replace('╯', "'")
    };
    let plain: Vec<String> = drawn.iter().map(plain).collect();
    for (name, value) in [("TERM", "dumb"), ("LC_ALL", "C")] {
        let output = project.command(["history", "--graph"]).env(name, value).output().unwrap();
        let lines: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(without_time).collect();
        assert_eq!(lines, plain);
    }
}

#[test]
fn documents_have_every_revision_and_line_in_them_and_nothing_that_isnt_a_text_there() {
    let project = branched();
    revision(&project, "n\"<1", "-- revises: s2\n", "a \"name\" & <b>bold</b> \\N %%{x}%%");
    project.run(["upgrade", "k1"]).ok();
    let mermaid = project.run(["history", "--format", "mermaid"]).ok().stdout;
    assert!(mermaid.starts_with("flowchart BT\n"), "{mermaid}");
    assert_eq!((mermaid.matches(" --> ").count(), mermaid.matches(" -.->|needed by| ").count()), (7, 1), "{mermaid}");
    assert_eq!((mermaid.matches(":::applied").count(), mermaid.matches(":::pending").count()), (1, 8), "{mermaid}");
    assert!(mermaid.contains("[\"n#34;#60;1 (head)<br/>a #34;name#34; #38;"), "{mermaid}");

    let dot = project.run(["history", "--format", "dot"]).ok().stdout;
    assert_eq!((dot.matches(" -> ").count(), dot.matches("style=dotted").count()), (8, 1), "{dot}");
    // Where Graphviz is, it reads it.
    project.write("history.dot", &dot);
    if let Ok(output) =
        std::process::Command::new("dot").args(["-Tplain", "history.dot"]).current_dir(project.path("")).output()
    {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && said.is_empty(), "{said}\n{dot}");
        let plain = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(plain.lines().filter(|line| line.starts_with("node ")).count(), 9, "{plain}");
        assert_eq!(plain.lines().filter(|line| line.starts_with("edge ")).count(), 8, "{plain}");
    }

    let svg = project.run(["history", "--format", "svg"]).ok().stdout;
    assert_eq!(
        (svg.matches("<circle").count(), svg.matches("<path").count(), svg.matches("stroke-dasharray").count()),
        (9, 8, 1),
        "{svg}"
    );
    assert!(svg.contains("n&quot;&lt;1") && !svg.contains("<b>") && !svg.contains('\u{1b}'), "{svg}");
    project.run(["--json", "history", "--format", "svg"]).exits(2);
    project.run(["history", "--graph", "--format", "svg"]).exits(2);
    // The terminal isn't told to do anything either.
    for arguments in
        [&["history"][..], &["history", "--graph"], &["history", "-v"], &["heads"], &["plan", "heads"], &["status"]]
    {
        assert!(!project.run(arguments).stdout.contains('\u{1b}'));
    }
}

#[test]
fn a_line_fits_the_terminal() {
    let project = branched();
    revision(&project, "z1", "-- revises: m1\n", &"a very long message ".repeat(20));
    project.run(["upgrade", "z1"]).ok();
    for arguments in [
        &["history"][..],
        &["history", "--graph"],
        &["heads"],
        &["branches"],
        &["plan", "--down", "base"],
        &["current"],
    ] {
        for columns in [40, 80] {
            let output = project.command(arguments).env("COLUMNS", columns.to_string()).output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(longest <= columns, "{longest} columns:\n{text}");
        }
    }
    assert!(project.run(["history"]).stdout.contains(&"a very long message ".repeat(10)), "into a pipe nothing is cut");
}

// ---- current and show ------------------------------------------------------------------------------------

#[test]
fn current_shows_the_rows_and_what_is_there_only_for_them() {
    let project = branched();
    project.run(["upgrade", "s2"]).ok();
    is(
        &project.run(["current"]).ok(),
        &["s2 [shop] (head)  orders", "k1 [kit] (effective head, implied by s2)  a kit"],
    );
    let json = project.json(["current"]);
    assert_eq!((json["revisions"].clone(), json["implied"].clone()), (json!(["s2"]), json!(["k1"])));
    assert_eq!((json["heads"].clone(), json["at_head"].clone()), (json!(["m1", "s2"]), json!(false)));
    project.run(["current", "-v"]).ok().prints(&[
        "database    sqlite:app.db\n",
        "revision    s2\n",
        "revision    k1\n",
        "applied     20",
    ]);
    project.run(["current", "--check-heads"]).exits(3).says(&["not at head; the heads are m1, s2"]);
    project.run(["upgrade", "heads"]).ok();
    project.run(["current", "-c"]).ok();
    assert_eq!(project.json(["current"])["implied"], json!(["k1"]));
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
}

// ---- plan ------------------------------------------------------------------------------------------------

#[test]
fn a_plan_lists_the_steps_that_the_run_then_runs() {
    let project = branched();
    project.write(
        "migrations/k2.sql",
        "-- revision: k2\n-- revises: k1\n-- transaction: none\n-- message: alone\n\n-- upgrade\nCREATE TABLE k2 (id INTEGER);\n",
    );
    is(
        &project.run(["plan", "shop@head"]).ok(),
        &["  1  upgrade k1  a kit", "  2  upgrade s1  the shop", "  3  upgrade s2  orders"],
    );
    is(&project.run(["plan", "k2"]).ok(), &["  1  upgrade k1  a kit", "  2  upgrade k2 (no transaction)  alone"]);
    let json = project.json(["plan", "k2"]);
    assert_eq!(
        (json["steps"][0]["transaction"].clone(), json["steps"][1]["transaction"].clone()),
        (json!("step"), json!("none"))
    );
    assert_eq!(json["unfinished"], Value::Null);

    let planned = project.json(["plan", "s2"])["steps"].clone();
    let ran = project.json(["upgrade", "s2"])["steps"].clone();
    let short = |steps: &Value| {
        steps.as_array().unwrap().iter().map(|s| (s["revision"].clone(), s["direction"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(short(&planned), short(&ran));
    is(&project.run(["plan", "--down", "-1"]).ok(), &["  1  downgrade s2  orders"]);
    is(
        &project.run(["plan", "--down", "--", "-2"]).ok(),
        &["  1  downgrade s2  orders", "  2  downgrade s1  the shop"],
    );
    is(&project.run(["plan", "--down", "shop@-1"]).ok(), &["  1  downgrade s2  orders"]);
    let planned = project.json(["plan", "--down", "base"])["steps"].clone();
    let ran = project.json(["downgrade", "base"])["steps"].clone();
    assert_eq!(short(&planned), short(&ran));
}

#[test]
fn a_plan_of_nothing_says_so_and_its_errors_are_those_of_the_run() {
    let project = Project::new();
    chain::write(&project, 3);
    project.run(["upgrade"]).ok();
    for target in
        [&["plan"][..], &["plan", "head"], &["plan", "base"], &["plan", "r0001"], &["plan", "--down", "current"]]
    {
        is(&project.run(target).ok(), &["nothing to do"]);
        assert_eq!(project.json(target.iter().copied())["steps"], json!([]));
    }
    for (plan, run) in [
        (&["plan", "+1"][..], &["upgrade", "+1"][..]),
        (&["plan", "-1"], &["upgrade", "-1"]),
        (&["plan", "r00"], &["upgrade", "r00"]),
        (&["plan", "r0009"], &["upgrade", "r0009"]),
        (&["plan", "--down", "-9"], &["downgrade", "-9"]),
        (&["plan", "--down", "+1"], &["downgrade", "+1"]),
        (&["plan", "--down", "x@-1"], &["downgrade", "x@-1"]),
    ] {
        let (plan, run) = (project.run(plan).has_one_message(), project.run(run).has_one_message());
        assert_eq!((plan.code(), &plan.stderr), (run.code(), &run.stderr));
        assert_eq!(plan.stderr.lines().count(), 1, "{}", plan.whole());
    }
    project.run(["plan", "--down"]).exits(2).says(&["TARGET"]);
}

// ---- status ----------------------------------------------------------------------------------------------

/// The only line of `status` that begins with `next`.
#[track_caller]
fn next(project: &Project, code: i32) -> String {
    let outcome = project.run(["status"]).exits(code);
    let next: Vec<&str> = outcome.stdout.lines().filter_map(|line| line.strip_prefix("next ")).collect();
    assert_eq!(next.len(), 1, "{}", outcome.whole());
    assert_eq!(project.run(["--json", "status"]).object()["next"], json!(next[0].trim()));
    next[0].trim().to_owned()
}

#[test]
fn status_is_one_screen() {
    let project = branched();
    is(
        &project.run(["status"]).exits(3),
        &[
            "database  sqlite:app.db (doesn't exist yet)",
            "folder    migrations (8 revisions)",
            "at        base",
            "heads     m1, s2",
            "pending   8",
            "            1  k1  a kit",
            "            2  a1  create people",
            "            3  s1  the shop",
            "            4  s2  orders",
            "            5  c1  search",
            "            6  b1  bills",
            "            7  b2  positions of bills",
            "            8  m1  billing meets search",
            "next      mighost upgrade heads",
        ],
    );
    let planned = project.json(["plan", "heads"]);
    let planned: Vec<&Value> = planned["steps"].as_array().unwrap().iter().map(|s| &s["revision"]).collect();
    let status = project.run(["--json", "status"]).exits(3).object();
    assert_eq!(status["pending"].as_array().unwrap().iter().collect::<Vec<_>>(), planned);

    let long = Project::new();
    chain::write(&long, 30);
    let outcome = long.run(["status"]).exits(3).prints(&[
        "           10  r0010",
        "and 20 more: mighost plan\n",
        "next      mighost upgrade\n",
    ]);
    assert!(!outcome.stdout.contains("r0011") && outcome.stdout.lines().count() < 24, "{}", outcome.whole());
}

#[test]
fn status_says_the_next_command_for_each_situation() {
    let project = Project::new();
    assert_eq!(next(&project, 0), "mighost new \"create people\"");
    chain::write(&project, 3);
    assert_eq!(next(&project, 3), "mighost upgrade");
    project.run(["upgrade"]).ok();
    assert_eq!(next(&project, 0), "nothing to do");

    // A file that was changed.
    let text = project.read("migrations/r0002.sql");
    project.write(
        "migrations/r0002.sql",
        String::from_utf8_lossy(&text).replace("DROP TABLE t2", "DROP TABLE IF EXISTS t2"),
    );
    assert_eq!(
        next(&project, 0),
        "mighost show r0002, then put the old file back; a change belongs into a new revision"
    );
    project.write("migrations/r0002.sql", &text);

    // A file that is gone: the advice works.
    let text = project.read("migrations/r0003.sql");
    std::fs::remove_file(project.path("migrations/r0003.sql")).unwrap();
    assert_eq!(next(&project, 3), "put the missing files back, or `mighost downgrade r0002` to what the folder has");
    project.run(["downgrade", "r0002"]).ok();
    assert_eq!(next(&project, 0), "nothing to do");
    project.write("migrations/r0003.sql", &text);

    // Two heads that nobody named.
    project.revision("x1", "r0002", "SELECT 1;", "");
    assert_eq!(next(&project, 3), "mighost upgrade heads");
    project.run(["status"]).exits(3).prints(&["wrong     there are 2 heads"]);
    project.run(["upgrade", "heads"]).ok();
    std::fs::remove_file(project.path("migrations/x1.sql")).unwrap();
    project.execute("DELETE FROM mighost_artifacts WHERE revision = 'x1'");
    assert!(next(&project, 3).contains("if `x1` was never meant to be, `mighost stamp --purge ID`"));
    project.run(["stamp", "--purge", "head"]).ok();
    assert_eq!(next(&project, 0), "nothing to do");

    // Rows that stand on each other.
    project.execute("INSERT INTO mighost_revisions SELECT package, 'r0001' FROM mighost_revisions");
    assert_eq!(next(&project, 0), "mighost stamp --purge r0003");
    project.run(["status"]).prints(&["wrong     the database says that it is at both `r0003` and `r0001`"]);
    project.run(["stamp", "--purge", "r0003"]).ok();
    assert_eq!(next(&project, 0), "nothing to do");

    // A source without an artifact.
    project.run(["new", "--lang", "rust", "more"]).ok();
    assert_eq!(next(&project, 0), "mighost build");
    // Labels say that branches are meant to be.
    assert!(!branched().run(["status"]).stdout.contains("wrong"));
}

// ---- the books -------------------------------------------------------------------------------------------

#[test]
fn ensure_version_makes_the_tables_once() {
    for name in ["ensure-version", "ensure_version"] {
        let project = Project::new();
        chain::write(&project, 1);
        project.run([name]).ok().prints(&["made mighost's own tables in sqlite:app.db; nothing is applied yet"]);
        let before = project.dump();
        project.run([name]).ok().prints(&["nothing to do: sqlite:app.db has mighost's own tables already"]);
        assert_eq!(project.json([name]), json!({ "made": false }));
        database::same(&before, &project.dump(), "a second ensure-version");
        assert_eq!(project.current(), Vec::<String>::new());
        project.run(["upgrade"]).ok();
    }
    let project = Project::new();
    assert_eq!(project.json(["ensure-version"]), json!({ "made": true }));
}

#[test]
fn stamp_writes_a_row_for_each_branch_and_forgets_with_purge() {
    let project = branched();
    project.run(["stamp", "m1", "shop@head"]).ok().prints(&["stamped m1, s2; it was base"]);
    project.run(["stamp", "heads"]).ok().prints(&["nothing to do: stamped m1, s2 already"]);
    assert_eq!(project.json(["stamp", "shop@base"]), json!({ "before": ["m1", "s2"], "revisions": ["m1"] }));
    project.execute("UPDATE mighost_revisions SET revision = 'lost'");
    project.run(["stamp", "b1"]).fails().says(&["`lost`", "mighost stamp --purge b1"]);
    assert_eq!(project.json(["stamp", "--purge", "b1"]), json!({ "before": ["lost"], "revisions": ["b1"] }));
    project.run(["stamp", "b1", "a1"]).exits(2).says(&["`b1` stands on `a1`"]);
    assert_eq!(database::tables(&database::open(&project.database())), Vec::<String>::new());
}

// ---- nothing is made, and no database is needed --------------------------------------------------------------

const LOOKING: &[&[&str]] = &[
    &["current"],
    &["current", "-v"],
    &["current", "--check-heads"],
    &["heads"],
    &["heads", "--resolve-dependencies"],
    &["branches"],
    &["history"],
    &["history", "-i", "-v"],
    &["history", "-r", "a1:current"],
    &["history", "--graph"],
    &["history", "--format", "svg"],
    &["show", "m1"],
    &["show", "current"],
    &["status"],
    &["plan", "heads"],
    &["plan", "--down", "base"],
];

#[test]
fn what_looks_makes_neither_a_table_nor_a_file() {
    let missing = branched();
    let files = missing.files();
    let empty = branched();
    empty.write("app.db", "");
    let header = branched();
    header.execute("CREATE TABLE theirs (id INTEGER)");
    let before = header.dump();
    for command in LOOKING {
        for project in [&missing, &empty, &header] {
            let outcome = project.run(*command);
            assert!(matches!(outcome.code(), 0 | 2 | 3) && !outcome.stderr.contains("panicked"), "{}", outcome.whole());
        }
        assert!(missing.files() == files, "{command:?} made something");
        assert_eq!(empty.read("app.db"), b"", "{command:?} wrote into the database");
        assert_eq!(header.dump(), before, "{command:?} wrote into the database");
    }
}

#[test]
fn the_chain_is_shown_without_a_database() {
    let project = branched();
    let files = project.files();
    let nowhere = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        let output = command.env_remove("MIGHOST_DATABASE").output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, heads, _) = nowhere(&["heads"]);
    assert_eq!(
        (code, heads.as_str()),
        (
            0,
            "k1 [kit] (effective head)  a kit\nm1 [billing] (head, mergepoint)  billing meets search\ns2 [shop] (head, needs k1)  orders\n"
        )
    );
    let (code, history, _) = nowhere(&["history", "--graph", "-r", "b1:"]);
    assert_eq!(
        (code, history.lines().next()),
        (0, Some("◇  m1 [billing] (head, mergepoint, after c1)  billing meets search"))
    );
    let (code, json, _) = nowhere(&["--json", "history"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (code, &json["revisions"][0]["applied"], &json["revisions"][0]["current"]),
        (0, &Value::Null, &Value::Null)
    );
    assert_eq!(nowhere(&["branches"]).0, 0);
    assert_eq!(nowhere(&["show", "m1"]).0, 0);
    // What only the database knows.
    for asks in [
        &["history", "-i"][..],
        &["history", "-r", "current:"],
        &["show", "current"],
        &["current"],
        &["status"],
        &["plan"],
    ] {
        let (code, _, said) = nowhere(asks);
        assert!(code == 2 && said.contains("no database: give --database"), "{asks:?}: {code}, {said}");
    }
    assert!(project.files() == files);
}

#[test]
fn a_database_that_cant_be_reached_is_an_error_that_names_the_way_round() {
    let project = branched().with_database("postgresql://me@127.0.0.1:1/app");
    for command in [&["history"][..], &["heads"], &["branches"], &["show", "m1"]] {
        project.run(command).fails().says(&["127.0.0.1:1", "`--offline` looks into the folder only"]);
        let offline = [command, &["--offline"]].concat();
        assert_eq!(project.run(&offline).ok().stderr, "");
    }
    project.run(["history", "--offline", "-r", "current:"]).exits(2).says(&["leave `--offline` out"]);
    project.run(["history", "--offline", "-i"]).exits(2);
}

// ---- targets, as people type them ----------------------------------------------------------------------------

#[test]
fn the_help_of_each_command_that_takes_a_target_explains_them() {
    let project = Project::bare();
    for (command, forms) in [
        ("upgrade", &["+N", "LABEL@head", "ID-N"][..]),
        ("downgrade", &["-N", "LABEL@-N", "base", "ID-N"]),
        ("plan", &["+N", "LABEL@head", "--down"]),
        ("stamp", &["LABEL@head", "base"]),
        ("show", &["LABEL@head", "current"]),
        ("history", &["A:B", "-N:B"]),
    ] {
        project.run([command, "--help"]).ok().prints(forms).prints(&["Example"]);
    }
    for command in ["heads", "branches", "current", "status", "ensure-version"] {
        project.run([command, "--help"]).ok().prints(&["Example"]);
    }
    assert_eq!(project.files(), []);
}

#[test]
fn steps_back_are_typed_as_they_are_said() {
    let project = branched();
    project.run(["upgrade", "heads"]).ok();
    assert_eq!(project.json(["downgrade", "billing@-1"])["revisions"], json!(["b2", "c1", "s2"]));
    assert_eq!(project.json(["downgrade", "--", "-1"])["steps"].as_array().unwrap().len(), 1);
    assert_eq!(project.json(["downgrade", "-1"])["steps"].as_array().unwrap().len(), 1);
    project.run(["upgrade", "--", "-1"]).exits(2).says(&["`-1` goes down; `mighost downgrade -1` does that"]);
    project.run(["upgrade", "billing@-1"]).exits(2).says(&["goes down"]);
}
