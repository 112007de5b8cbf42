//! `history` as a drawing, and lines as wide as the terminal.

use crate::support::{branched, is, revision, without_time};

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
