//! The whole grammar of targets through the command, on a database: which steps run, and which rows stand afterwards.
//! `host/migrate/tests/graph` has the rules themselves, in far more cases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Kind, Project, Site, chain, targets};

/// What was run before, a command line, the steps that run, the rows afterwards, and the revisions that are applied then.
type Run = (&'static str, &'static str, &'static str, &'static str, &'static str);

#[track_caller]
fn all_run(runs: &[Run]) {
    for (before, line, steps, rows, applied) in runs {
        let site = targets::site(Site::new(Kind::Sqlite), before);
        let did = (targets::steps(&site, line), targets::rows(&site), targets::applied(&site));
        assert_eq!((did.0.as_str(), did.1.as_str(), did.2.as_str()), (*steps, *rows, *applied), "{before}; {line}");
    }
}

#[test]
fn up_to_a_target() {
    all_run(&[
        ("", "upgrade base", "", "", ""),
        ("", "upgrade a", "a", "a", "a"),
        ("", "upgrade mail", "x", "x", "x"),
        ("", "upgrade billing", "a b", "b", "a b"),
        ("", "upgrade billing@+2", "a b", "b", "a b"),
        ("", "upgrade billing@head", "a c b b2 m", "m", "a b b2 c m"),
        ("upgrade a", "upgrade billing@+1", "b", "b", "a b"),
        ("upgrade a", "upgrade search@+1", "c", "c", "a c"),
        ("upgrade b", "upgrade search@+1", "c", "b c", "a b c"),
        ("upgrade b2; upgrade c", "upgrade search@+1", "m", "m", "a b b2 c m"),
        ("upgrade b2; upgrade c", "upgrade billing+2", "m", "m", "a b b2 c m"),
        ("upgrade c", "upgrade billing@m-1", "b b2", "b2 c", "a b b2 c"),
        // What a branch depends on comes first, and its row stands for it.
        ("", "upgrade mail@head", "a b x x2", "x2", "a b x x2"),
        ("upgrade b", "upgrade mail@head", "x x2", "x2", "a b x x2"),
        ("upgrade b2", "upgrade mail@head", "x x2", "b2 x2", "a b b2 x x2"),
        ("upgrade mail@head", "upgrade billing@+1", "b2", "b2 x2", "a b b2 x x2"),
        ("", "upgrade heads", "a c b x x2 b2 m", "m x2", "a b b2 c m x x2"),
        ("upgrade m", "upgrade a", "", "m", "a b b2 c m"),
        ("upgrade m", "upgrade m", "", "m", "a b b2 c m"),
        ("upgrade m", "upgrade current", "", "m", "a b b2 c m"),
    ]);
}

#[test]
fn down_to_a_target() {
    all_run(&[
        ("upgrade m", "downgrade base", "m b2 b c a", "", ""),
        ("upgrade m", "downgrade a", "m b2 b c", "a", "a"),
        ("upgrade m", "downgrade b2", "m", "b2 c", "a b b2 c"),
        ("upgrade m", "downgrade billing@a", "m b2 b", "c", "a c"),
        ("upgrade m", "downgrade search@base+1", "m c", "b2", "a b b2"),
        ("upgrade b2; upgrade c", "downgrade search@-1", "c", "b2", "a b b2"),
        ("upgrade b2; upgrade c", "downgrade billing@-2", "b2 b", "c", "a c"),
        ("upgrade b2; upgrade c", "downgrade billing@base", "b2 b c a", "", ""),
        ("upgrade b2; upgrade c", "downgrade billing", "b2", "b c", "a b c"),
        ("upgrade b2", "downgrade b2-1", "b2", "b", "a b"),
        ("upgrade b2", "downgrade b2", "", "b2", "a b b2"),
        // What depends on a revision goes with it.
        ("upgrade heads", "downgrade mail@base", "x2 x", "m", "a b b2 c m"),
        ("upgrade mail@head", "downgrade billing@base", "x2 b a", "x", "x"),
        ("upgrade mail@head", "downgrade billing@-1", "x2 b", "a x", "a x"),
        ("upgrade mail@head", "downgrade mail", "x2", "b x", "a b x"),
    ]);
}

#[test]
fn the_history_says_what_was_applied_last() {
    all_run(&[
        ("upgrade m", "downgrade -1", "m", "b2 c", "a b b2 c"),
        ("upgrade b2; upgrade m; downgrade -1", "downgrade -1", "c", "b2", "a b b2"),
        ("upgrade c; upgrade m; downgrade -1", "downgrade -1", "b2", "b c", "a b c"),
        ("upgrade c; upgrade m", "downgrade -3", "m b2 b", "c", "a c"),
        ("upgrade b2; upgrade c; downgrade search@-1; upgrade c", "downgrade -1", "c", "b2", "a b b2"),
        ("upgrade mail; upgrade a", "downgrade -1", "a", "x", "x"),
        ("upgrade a; upgrade mail", "downgrade -1", "x", "a", "a"),
        // What was stamped was there before what was applied behind it.
        ("upgrade b2; stamp b2; upgrade c", "downgrade -1", "c", "b2", "a b b2"),
    ]);
    let site =
        targets::site(Site::new(Kind::Sqlite), "upgrade b2; upgrade c; upgrade mail; stamp base; stamp b2 c mail");
    targets::refused(&site, "downgrade -1", 2, &["`b2`, `c`, `x`", "b2@-1"]);
}

#[test]
fn stamp_writes_rows_and_runs_nothing() {
    let all = "a b b2 c m";
    all_run(&[
        ("upgrade m", "stamp b2", "", "b2", all),
        ("upgrade m", "stamp b2 c", "", "b2 c", all),
        ("upgrade m", "stamp b2 search mail", "", "b2 c x", all),
        ("upgrade m", "stamp base", "", "", all),
        ("upgrade m", "stamp mail", "", "m x", all),
        ("upgrade m; stamp b2 c", "stamp billing@base", "", "c", all),
        ("upgrade m; stamp b2 c", "stamp search@+1", "", "m", all),
        ("upgrade m", "stamp -- m", "", "m", all),
        ("upgrade m; stamp b2 c", "stamp --purge mail", "", "x", all),
        ("upgrade m; stamp b2 c", "stamp --purge base", "", "", all),
        ("", "stamp heads", "", "m x2", ""),
    ]);
    let site = targets::site(Site::new(Kind::Sqlite), "stamp b2 c");
    targets::refused(&site, "stamp m b2", 2, &["`m` stands on `b2`", "name `m` alone"]);
    targets::refused(&site, "stamp mail mail@head", 2, &["`x2` stands on `x`"]);
}

#[test]
fn a_row_that_nobody_knows_is_purged() {
    let site = targets::site(Site::new(Kind::Sqlite), "stamp b2 c");
    site.sql("UPDATE mighost_revisions SET revision = 'gone' WHERE revision = 'c'");
    targets::refused(&site, "stamp c", 1, &["`gone`", "--purge"]);
    targets::refused(&site, "upgrade m", 1, &["gone"]);
    assert_eq!(targets::steps(&site, "stamp --purge b2 c"), "");
    assert_eq!(targets::rows(&site), "b2 c");
}

#[test]
fn rows_of_which_one_stands_on_another_are_refused_and_stamped_away() {
    let site = targets::site(Site::new(Kind::Sqlite), "upgrade b2");
    site.sql("INSERT INTO mighost_revisions (package, revision) VALUES ('', 'a')");
    for line in ["upgrade m", "upgrade base", "downgrade -1", "downgrade base"] {
        targets::refused(&site, line, 1, &["`b2` stands on `a`", "mighost stamp b2"]);
    }
    assert_eq!(targets::steps(&site, "stamp b2"), "");
    assert_eq!(targets::steps(&site, "downgrade -1"), "b2");
}

/// What was run before, a command line, the exit code, and what the message says.
type Refused = (&'static str, &'static str, i32, &'static [&'static str]);

#[test]
fn a_target_that_means_nothing_or_several_things_changes_nothing() {
    let refused: &[Refused] = &[
        // The grammar: matched whole.
        ("", "upgrade +2junk", 2, &["`+2junk` isn't a target"]),
        ("upgrade m", "downgrade -1x", 2, &["`-1x` isn't a target"]),
        ("upgrade m", "plan --down -12x", 2, &["`-12x` isn't a target"]),
        ("", "upgrade a+2junk", 2, &["`a+2junk` isn't a target"]),
        ("", "upgrade +0", 2, &["`+0` isn't a target"]),
        ("", "upgrade billing@", 2, &["`billing@` isn't a target"]),
        ("", "downgrade a-0", 2, &["`a-0` isn't a target"]),
        ("", "upgrade a:m", 2, &["`a:m` is a range", "mighost history"]),
        ("upgrade m", "downgrade m:a", 2, &["`m:a` is a range", "mighost history"]),
        ("", "stamp a:m", 2, &["`a:m` is a range"]),
        // Names.
        ("", "upgrade bililng", 2, &["no revision or branch `bililng`", "did you mean `billing`"]),
        ("", "upgrade bililng@head", 2, &["no revision or branch `bililng`", "did you mean `billing`"]),
        ("", "upgrade nonsense", 2, &["no revision or branch `nonsense`", "mighost history"]),
        ("", "stamp zz", 2, &["no revision or branch `zz`"]),
        ("", "upgrade billing@c", 2, &["`c` isn't on the branch `billing`"]),
        ("", "upgrade mail@m", 2, &["`m` isn't on the branch `mail`"]),
        // Heads, rows, ways.
        ("", "upgrade", 2, &["there are 2 heads: `m`, `x2`", "heads"]),
        ("", "upgrade head", 2, &["there are 2 heads: `m`, `x2`", "label@head"]),
        ("", "stamp head", 2, &["there are 2 heads: `m`, `x2`"]),
        (
            "upgrade heads",
            "downgrade heads",
            2,
            &["there are 2 heads: `m`, `x2`; name a revision", "`label@-1` or `label@base`"],
        ),
        (
            "upgrade heads",
            "downgrade head",
            2,
            &["there are 2 heads: `m`, `x2`; name a revision", "`label@-1` or `label@base`"],
        ),
        ("", "upgrade hed", 2, &["no revision or branch `hed`", "did you mean `head`"]),
        ("", "upgrade billing@haeds", 2, &["no revision or branch `haeds`", "did you mean `heads`"]),
        ("", "upgrade hed@+1", 2, &["no revision or branch `hed`", "mighost history"]),
        ("", "upgrade +1", 2, &["several ways: `a`, `x`"]),
        ("upgrade a", "upgrade +1", 2, &["from `a` there are several ways: `b`, `c`", "`label@+1`"]),
        ("upgrade b2; upgrade c", "upgrade +1", 2, &["the database is at `b2`, `c`", "b2@+1"]),
        ("upgrade m; upgrade mail", "upgrade +1", 2, &["the database is at `m`, `x`", "x@+1"]),
        ("upgrade heads", "upgrade +1", 2, &["the database is at `m`, `x2`", "nothing follows any of them"]),
        ("upgrade a", "upgrade m-1", 2, &["from `m` there are several ways: `b2`, `c`", "`label@-1`"]),
        ("upgrade m", "plan --down m-1", 2, &["from `m` there are several ways: `b2`, `c`", "`label@-1`"]),
        ("upgrade m", "show -1", 2, &["from `m` there are several ways: `b2`, `c`", "`label@-1`"]),
        // Too far, or the other way.
        ("upgrade m", "upgrade +1", 2, &["goes past the head", "no revision"]),
        ("upgrade b", "downgrade -3", 2, &["goes past the base", "only 2 revisions"]),
        ("upgrade b", "downgrade billing@-3", 2, &["goes past the base", "only 2 revisions"]),
        ("upgrade b", "upgrade -1", 2, &["`-1` goes down", "mighost downgrade -1"]),
        ("upgrade b", "downgrade +1", 2, &["`+1` goes up", "mighost upgrade +1"]),
        ("upgrade b", "downgrade b2", 1, &["nothing that is applied follows `b2`", "mighost upgrade b2"]),
        ("upgrade b", "downgrade search@a", 1, &["nothing that is applied follows `a` there"]),
        ("upgrade b", "downgrade search@-1", 2, &["goes past the base", "no revision"]),
    ];
    for (before, line, code, says) in refused {
        let site = targets::site(Site::new(Kind::Sqlite), before);
        targets::refused(&site, line, *code, says);
    }
}

#[test]
fn a_beginning_that_several_ids_have_names_them() {
    let project = Project::new();
    chain::write_map(&project, "20260105_1; 20260105_2<-20260105_1 [new]; 2027-1<-20260105_2");
    for line in ["upgrade 2026", "downgrade 2026", "stamp 2026", "show 2026"] {
        let words = line.split_whitespace();
        project.run(words).exits(2).has_one_message().says(&["`20260105_1`, `20260105_2`", "write more of it"]);
    }
    project.run(["upgrade", "20260105_2"]).ok();
    project.run(["upgrade", "2027"]).ok();
    assert_eq!(project.current(), ["2027-1"]);
    // An id that looks like a step from another is that id.
    project.run(["downgrade", "2027-1-1"]).ok();
    assert_eq!(project.current(), ["20260105_2"]);
    project.run(["upgrade", "2027-1"]).ok();
    assert_eq!(project.current(), ["2027-1"]);
}

#[test]
fn what_makes_no_graph_names_the_files_whatever_is_asked() {
    let graphs: &[(&str, &[&str])] = &[
        ("a; b<-a; c<-zz", &["c.sql", "`zz`"]),
        ("a; b<-a +bb", &["b.sql", "depends on `bb`"]),
        ("a<-b; b<-a", &["a.sql", "b.sql", "in a circle"]),
        ("a; b<-a [one]; c<-a [one]", &["b.sql", "c.sql", "`one`"]),
        ("a; b<-a [a]", &["a.sql", "b.sql", "`a`"]),
        ("a; heads<-a", &["heads.sql", "`heads`"]),
        ("a [base]", &["a.sql", "`base`"]),
        ("a; b<-a [x@y]", &["b.sql", "`x@y`"]),
    ];
    for (map, says) in graphs {
        let project = Project::new();
        chain::write_map(&project, map);
        for line in ["upgrade heads", "downgrade base", "current", "history", "status", "plan", "stamp a", "show a"] {
            let outcome = project.run(line.split_whitespace()).exits(1).has_one_message().says(says);
            assert!(!project.database().exists(), "{}", outcome.whole());
        }
    }
    let project = Project::new();
    chain::write_map(&project, "a; b<-a");
    project.write("migrations/again.sql", chain::sql("a", "", "SELECT 1;", ""));
    project.run(["upgrade"]).exits(1).has_one_message().says(&["a.sql", "again.sql", "the id `a`"]);
}

#[test]
fn commands_that_only_look_make_nothing() {
    for database in ["", "empty", "in use"] {
        let project = Project::new();
        chain::write_map(&project, "a; b<-a [billing]; c<-b");
        match database {
            "" => {}
            "empty" => drop(project.write("app.db", "")),
            _ => project.execute("CREATE TABLE mine (id INTEGER PRIMARY KEY); INSERT INTO mine VALUES (1);"),
        }
        let before = project.files();
        for line in [
            "current",
            "current --json",
            "history",
            "history --json",
            "show",
            "show billing",
            "show base",
            "plan",
            "plan billing",
            "plan +2",
            "plan --down base",
        ] {
            project.run(line.split_whitespace()).ok();
        }
        for line in ["status", "current --check-heads"] {
            project.run(line.split_whitespace()).exits(3);
        }
        assert!(before == project.files(), "a database that is {database:?} has changed");
    }
}
