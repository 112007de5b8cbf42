//! `current`, `plan`, `status`, `stamp` and `ensure-version`: where the database is.

use crate::support::{branched, is};
use mighost_tests::{Project, chain, database};
use serde_json::{Value, json};

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
        (&["plan", "r00"], &["upgrade", "r00"]),
        (&["plan", "r0009"], &["upgrade", "r0009"]),
        (&["plan", "--down", "-9"], &["downgrade", "-9"]),
        (&["plan", "--down", "x@-1"], &["downgrade", "x@-1"]),
    ] {
        let (plan, run) = (project.run(plan).has_one_message(), project.run(run).has_one_message());
        assert_eq!((plan.code(), &plan.stderr), (run.code(), &run.stderr));
        assert_eq!(plan.stderr.lines().count(), 1, "{}", plan.whole());
    }
    project.run(["plan", "-1"]).exits(2).has_one_message().says(&["`-1` goes down; `mighost plan --down -1` does"]);
    project.run(["plan", "--down", "+1"]).exits(2).has_one_message().says(&["`+1` goes up; `mighost plan +1` does"]);
    project.run(["plan", "--down"]).exits(2).says(&["TARGET"]);
}

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
            "heads     k1, m1, s2",
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
    let advice = "put the missing files back, or `mighost downgrade r0003@r0002` to what the folder has";
    assert_eq!(next(&project, 3), advice);
    project.run(["downgrade", "r0003@r0002"]).ok();
    assert_eq!(next(&project, 0), "nothing to do");
    project.write("migrations/r0003.sql", &text);

    // Two heads that nobody named.
    project.revision("x1", "r0002", "SELECT 1;", "");
    assert_eq!(next(&project, 3), "mighost upgrade heads");
    project.run(["status"]).exits(3).prints(&[
        "heads     r0003, x1\n",
        "wrong     there are 2 heads, so `head` means none of them; `mighost merge heads` joins them",
    ]);
    project.run(["upgrade", "heads"]).ok();
    std::fs::remove_file(project.path("migrations/x1.sql")).unwrap();
    project.execute("DELETE FROM mighost_artifacts WHERE revision = 'x1'");
    assert!(next(&project, 3).contains("if `x1` was never meant to be, `mighost stamp --purge r0003`"));
    project.run(["stamp", "--purge", "r0003"]).ok();
    assert_eq!(next(&project, 0), "nothing to do");

    // Rows that stand on each other.
    project.execute("INSERT INTO mighost_revisions SELECT package, 'r0001' FROM mighost_revisions");
    assert_eq!(next(&project, 3), "mighost stamp r0003");
    assert_eq!(project.run(["--json", "status"]).exits(3).object()["at_head"], json!(false));
    assert_eq!(project.json(["current"])["at_head"], json!(false));
    project.run(["current", "--check-heads"]).exits(3).says(&["`r0003` stands on `r0001`"]);
    project.run(["status"]).exits(3).prints(&["wrong     the database says that it is at both `r0003` and `r0001`"]);
    project.run(["stamp", "r0003"]).ok();
    assert_eq!(next(&project, 0), "nothing to do");

    // A source without an artifact.
    project.run(["new", "--lang", "rust", "more"]).ok();
    assert_eq!(next(&project, 0), "mighost build");
    // Of two heads one depends on the other.
    let project = Project::new();
    chain::write_map(&project, "k1; a; b; zz<-a,b +k1");
    assert_eq!(next(&project, 3), "mighost upgrade heads");
    project.run(["status"]).exits(3).prints(&[
        "heads     k1, zz\n",
        "wrong     there are 2 heads, so `head` means none of them; `mighost upgrade heads` goes up to all of them",
    ]);
    assert_eq!(project.run(["--json", "status"]).object()["heads"], project.json(["heads"])["heads"]);
    // Labels say that branches are meant to be.
    assert!(!branched().run(["status"]).stdout.contains("wrong"));
}

#[test]
fn a_step_that_failed_is_run_again_by_the_same_command() {
    let project = Project::new();
    chain::write_map(&project, "a; b");
    project.revision("c", "b", "SELEKT 1;", "");
    for target in ["heads", "c"] {
        project.run(["upgrade", target]).fails().says(&["correct migrations/c.sql, then run the same command again"]);
    }
}

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
