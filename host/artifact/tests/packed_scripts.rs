//! What the core module of a packed script does when it runs, looked at in its memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Answer, Machine};
use mighost_artifact::{Half, sql::Script};
use mighost_schema::Dialect;

const HEADER: &str = "-- revision: b\n-- revises: a\n";

fn machine(body: &str) -> Machine {
    Machine::new(&Script::parse(&format!("{HEADER}{body}")).expect("a script"))
}

fn unsupported(answer: &Answer) -> &str {
    match answer {
        Answer::Error(case, text) if *case == common::UNSUPPORTED => text,
        other => panic!("{other:?} is not `unsupported`"),
    }
}

#[test]
fn statements_arrive_in_order_and_byte_for_byte() {
    let mut machine =
        machine("-- upgrade\ncreate table a (b);\n\n-- comment ;\ninsert into a values ('π \"q\" \\ ;');  select 1");
    assert_eq!(machine.run(Half::Upgrade, Dialect::Sqlite), Answer::Done);
    assert_eq!(machine.executed(), ["create table a (b)", "insert into a values ('π \"q\" \\ ;')", "select 1"]);
}

#[test]
fn a_section_for_one_database_replaces_the_general_one_there() {
    let text = "-- upgrade\ngeneral;\n-- upgrade sqlite\nfor_sqlite;\n-- upgrade mysql\nfor_mysql;\n-- downgrade postgresql\nback;";
    for (dialect, expected) in [
        (Dialect::Sqlite, "for_sqlite"),
        (Dialect::Postgresql, "general"),
        (Dialect::Mysql, "for_mysql"),
        (Dialect::Mariadb, "for_mysql"),
    ] {
        let mut machine = machine(text);
        assert_eq!(machine.run(Half::Upgrade, dialect), Answer::Done);
        assert_eq!(machine.executed(), [expected], "{dialect}");
    }
}

#[test]
fn mariadb_has_its_own_section_where_there_is_one() {
    let mut machine = machine("-- upgrade mysql\nm;\n-- upgrade mariadb\nmaria;");
    assert_eq!(machine.run(Half::Upgrade, Dialect::Mariadb), Answer::Done);
    assert_eq!(machine.executed(), ["maria"]);
}

#[test]
fn a_database_without_a_section_is_unsupported_by_name() {
    let mut machine = machine("-- upgrade sqlite, postgresql\nselect 1;");
    let answer = machine.run(Half::Upgrade, Dialect::Mysql);
    let text = unsupported(&answer);
    assert_eq!(text, "the `-- upgrade` of revision `b` is for sqlite, postgresql; it has no section for mysql");
    assert!(machine.executed().is_empty());
}

#[test]
fn an_unknown_database_gets_what_everybody_reads_alike() {
    let mut machine = machine("-- upgrade\nselect 1;\n-- upgrade sqlite\nselect 2;");
    assert_eq!(machine.run_on(Half::Upgrade, common::OTHER, "duckdb"), Answer::Done);
    assert_eq!(machine.executed(), ["select 1"]);
}

#[test]
fn an_unknown_database_is_named_where_there_is_nothing_for_it() {
    let mut machine = machine("-- upgrade sqlite\nselect 1;\n-- downgrade\nselect 'a\\', 'b';");
    let name = "dück".repeat(40_000);
    let answer = machine.run_on(Half::Upgrade, common::OTHER, &name);
    let expected = format!("the `-- upgrade` of revision `b` is for sqlite; it has no section for {name}");
    assert_eq!(unsupported(&answer), expected);
    // Read differently by MySQL's rules, so for nobody else to guess.
    let answer = machine.run_on(Half::Downgrade, common::OTHER, "duckdb");
    let text = unsupported(&answer);
    assert!(text.ends_with("and has no section for duckdb"), "{text}");
}

#[test]
fn a_general_section_that_one_database_cant_read_serves_the_others() {
    let script = Script::parse(&format!("{HEADER}-- upgrade\nselect 'C:\\';\n")).expect("a script");
    let problems: Vec<_> = script.problems().map(|(half, dialect, _)| (half, dialect)).collect();
    assert_eq!(problems, [(Half::Upgrade, Dialect::Mysql), (Half::Upgrade, Dialect::Mariadb)]);
    let mut machine = Machine::new(&script);
    assert_eq!(machine.run(Half::Upgrade, Dialect::Postgresql), Answer::Done);
    assert_eq!(machine.executed(), ["select 'C:\\'"]);
    let answer = machine.run(Half::Upgrade, Dialect::Mariadb);
    let text = unsupported(&answer);
    assert!(text.contains("line 4") && text.contains("mariadb"), "{text}");
}

#[test]
fn without_a_downgrade_it_says_so() {
    let mut machine = machine("-- upgrade\nselect 1;");
    assert_eq!(
        unsupported(&machine.run(Half::Downgrade, Dialect::Sqlite)),
        "revision `b` has no section `-- downgrade`"
    );
    assert_eq!(
        unsupported(&machine.run_on(Half::Downgrade, common::OTHER, "duckdb")),
        "revision `b` has no section `-- downgrade` for duckdb"
    );
}

#[test]
fn the_error_of_a_failing_statement_is_the_hosts_error_as_it_is() {
    let mut machine = machine("-- upgrade\none;\ntwo;\nthree;");
    // Larger than a page, so that the heap must grow for it.
    let message = "no such table: ".repeat(6_000);
    machine.fail_at(1, &message);
    let Answer::DatabaseError(error) = machine.run(Half::Upgrade, Dialect::Sqlite) else { panic!("no database error") };
    assert_eq!(error.code, "SQLITE_ERROR");
    assert_eq!(error.message, message);
    assert_eq!(error.hint, None);
    assert_eq!(error.position, Some(7));
    assert_eq!(error.statement.as_deref(), Some("two"));
    assert_eq!(machine.executed(), ["one", "two"]);
}

#[test]
fn sections_with_nothing_but_comments_do_nothing() {
    let script =
        Script::parse(&format!("{HEADER}-- upgrade\n-- nothing\n/* at all */;;\n-- downgrade\n")).expect("a script");
    let mut machine = Machine::new(&script);
    assert_eq!(machine.run(Half::Upgrade, Dialect::Postgresql), Answer::Done);
    assert_eq!(machine.run(Half::Downgrade, Dialect::Postgresql), Answer::Done);
    assert!(script.description().has_downgrade);
}

#[test]
fn describe_gives_the_header() {
    let text = "-- package: acme/billing\n-- revision: 20260105_145517\n-- revises: a,b , c -- a merge\n\
        -- depends-on: acme/core@7, x\n-- labels: billing\n-- message: Add — «x» -- and more\n\
        -- created: 2026-01-05T14:55:17+01:00\n-- transaction: none\n-- upgrade\n-- downgrade\n";
    let script = Script::parse(text).expect("a script");
    let described = Machine::new(&script).describe();
    assert_eq!(&described, script.description());
    assert_eq!(described.message.as_deref(), Some("Add — «x» -- and more"));
    assert_eq!(described.revises, ["a", "b", "c"]);
    assert!(described.has_downgrade);
}

#[test]
fn describe_gives_the_smallest_header() {
    let script = Script::parse("-- revision: only\n-- upgrade\n").expect("a script");
    let described = Machine::new(&script).describe();
    assert_eq!(&described, script.description());
    assert!(!described.has_downgrade);
}

#[test]
fn a_long_script_runs_whole() {
    // Several pages of text and a thousand statements.
    let body: String = (0..1_000).map(|n| format!("insert into t values ({n}, '{}');\n", "x".repeat(200))).collect();
    let mut machine = machine(&format!("-- upgrade\n{body}"));
    assert_eq!(machine.run(Half::Upgrade, Dialect::Mysql), Answer::Done);
    let executed = machine.executed();
    assert_eq!(executed.len(), 1_000);
    assert_eq!(executed[999], format!("insert into t values (999, '{}')", "x".repeat(200)));
}
