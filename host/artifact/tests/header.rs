//! The headers and section markers of SQL files, right and wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::{
    Error, Half,
    sql::{MAX_TEXT, Script, SqlError, read_header},
};
use mighost_schema::{Description, Dialect, Transaction};

/// Both readers must say the same.
#[track_caller]
fn header(text: &str) -> Description {
    let header = read_header(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let script = Script::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(&header, script.description());
    header
}

#[track_caller]
fn error(text: &str) -> SqlError {
    let header = match read_header(text) {
        Err(Error::Sql(error)) => error,
        other => panic!("{other:?}\n{text}"),
    };
    assert_eq!(Script::parse(text).err(), Some(Error::Sql(header.clone())));
    header
}

#[track_caller]
fn lines(text: &str, half: Half, dialect: Dialect) -> Vec<(String, u32)> {
    let script = Script::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let statements = script.statements(half, dialect).expect("supported");
    statements.iter().map(|statement| (statement.text.to_owned(), statement.line)).collect()
}

#[test]
fn the_example_of_the_design_is_read() {
    let text = "\
-- revision: 20260105_145517
-- revises: 20260105_000000          -- several, separated by commas, make a merge; none makes a base
-- depends-on: acme/billing@7        -- optional, as are labels, message, created, transaction (step | none)
-- message: Add allow_unverified_email_login
-- upgrade
ALTER TABLE configuracion ADD COLUMN allow_unverified_email_login BOOLEAN NOT NULL DEFAULT false;
-- upgrade sqlite
ALTER TABLE configuracion ADD COLUMN allow_unverified_email_login BOOLEAN NOT NULL DEFAULT 0;
-- downgrade
ALTER TABLE configuracion DROP COLUMN allow_unverified_email_login;
";
    let expected = Description {
        id: "20260105_145517".into(),
        revises: vec!["20260105_000000".into()],
        depends_on: vec!["acme/billing@7".into()],
        message: Some("Add allow_unverified_email_login".into()),
        has_downgrade: true,
        ..Description::default()
    };
    assert_eq!(header(text), expected);
    let up = |dialect| lines(text, Half::Upgrade, dialect);
    assert!(up(Dialect::Sqlite)[0].0.ends_with("DEFAULT 0"));
    assert_eq!(up(Dialect::Sqlite)[0].1, 8);
    assert!(up(Dialect::Postgresql)[0].0.ends_with("DEFAULT false"));
    assert_eq!(lines(text, Half::Downgrade, Dialect::Mysql)[0].1, 10);
}

#[test]
fn every_key_is_read() {
    let text = "/* Copyright: somebody\n -- upgrade nothing\n -- revision: not this one */\n\n-- A comment, with: a colon\n-- nothing\n\
        --package: acme/billing\n  --  revision:  b\n-- revises: \n-- labels: one, two\n-- created: 2026-01-05T14:55:17Z\n\
        -- transaction: none\n-- message:\n-- upgrade\n";
    let expected = Description {
        package: Some("acme/billing".into()),
        id: "b".into(),
        labels: vec!["one".into(), "two".into()],
        created: Some("2026-01-05T14:55:17Z".into()),
        transaction: Transaction::None,
        ..Description::default()
    };
    assert_eq!(header(text), expected);
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_change_nothing() {
    let unix = "-- revision: a\n-- message: m\n-- upgrade\nselect '\n';\n-- downgrade mysql\n\nselect 1;\n";
    let windows = format!("\u{feff}{}", unix.replace('\n', "\r\n"));
    assert_eq!(header(unix), header(&windows));
    assert_eq!(Script::parse(unix).unwrap().pack(), Script::parse(&windows).unwrap().pack());
    assert_eq!(lines(&windows, Half::Downgrade, Dialect::Mysql), [("select 1".to_owned(), 8)]);
}

#[test]
fn a_section_may_be_for_several_databases() {
    let text = "-- revision: a\n-- upgrade mysql, MariaDB , postgres -- the servers\nserver;\n--upgrade\ngeneral;\n\
        \t-- upgrade sqlite\nlite;";
    let up = |dialect| lines(text, Half::Upgrade, dialect)[0].0.clone();
    assert_eq!(Dialect::ALL.map(up), ["lite", "server", "server", "server"].map(str::to_owned));
}

#[test]
fn a_marker_is_no_comment_of_another_word() {
    let text = "-- revision: a\n-- upgrade\nselect 1 -- upgrade\n;\n-- Upgrade all users to the new plan\nselect 2;";
    assert_eq!(lines(text, Half::Upgrade, Dialect::Sqlite).len(), 2);
    assert!(!header(text).has_downgrade);
}

#[test]
fn a_file_without_a_header_shows_one() {
    assert_eq!(error(""), SqlError::Empty);
    assert_eq!(error("\u{feff}\r\n \n"), SqlError::Empty);
    assert_eq!(error("-- only a comment\n"), SqlError::NoRevision);
    assert_eq!(error("-- upgrade\nselect 1;"), SqlError::NoRevision);
    let missing = error("\ncreate table t (a);\n");
    assert_eq!(missing, SqlError::BeforeSection { line: 2, text: "create table t (a);".into(), headed: false });
    for error in [missing, SqlError::Empty, SqlError::NoRevision] {
        assert!(error.to_string().contains("-- revises: "), "{error}");
    }
}

#[test]
fn a_header_without_sections_says_which() {
    assert_eq!(error("-- revision: a\n"), SqlError::NoUpgrade);
    assert_eq!(error("-- revision: a\n-- downgrade\nselect 1;"), SqlError::NoUpgrade);
    let found = error("-- revision: a\nselect 1;");
    assert_eq!(found, SqlError::BeforeSection { line: 2, text: "select 1;".into(), headed: true });
    assert!(!found.to_string().contains("looks like"), "{found}");
}

#[test]
fn wrong_keys_are_named_with_the_right_ones() {
    let found = error("-- revision: a\n-- Revises: b\n-- upgrade\n");
    assert_eq!(found.to_string().lines().next().map(|l| l.contains("(write `revises`)")), Some(true), "{found}");
    assert!(
        matches!(error("-- revision: a\n-- depends_on: b\n"), SqlError::UnknownKey { line: 2, hint, .. } if hint.contains("depends-on"))
    );
    assert!(
        matches!(error("-- revision: a\n-- label: b\n"), SqlError::UnknownKey { hint, .. } if hint.contains("labels"))
    );
    assert!(matches!(error("-- revision: a\n-- author: b\n"), SqlError::UnknownKey { hint, .. } if hint.is_empty()));
    assert_eq!(
        error("-- revision: a\n\n-- revision: b\n"),
        SqlError::DuplicateKey { line: 3, key: "revision".into(), first: 1 }
    );
}

#[test]
fn wrong_values_are_named_with_what_is_expected() {
    for (line, part) in [
        ("revision: head", "command line"),
        ("revision:", "empty"),
        ("revision: a b", "' '"),
        ("revision: a@b", "'@'"),
        ("revises: a, b c", "separate several by commas"),
        ("revises: a,,b", "between two commas"),
        ("depends-on: acme billing@1", "' '"),
        ("depends-on: acme@", "empty"),
        ("labels: -x", "begins with `-`"),
        ("created: yesterday", "2026-01-05T14:55:17Z"),
        ("created: 2026-01-05", "2026-01-05T14:55:17Z"),
        ("transaction: all", "`step`"),
        ("package: acme//x", "empty"),
        ("message: a\u{1}b", "one line"),
    ] {
        let first = if line.starts_with("revision") { "-- a comment" } else { "-- revision: r" };
        let found = error(&format!("{first}\n-- {line}\n-- upgrade\n"));
        let SqlError::BadValue { line: 2, reason, .. } = &found else { panic!("{line}: {found:?}") };
        assert!(reason.contains(part), "{line}: {reason}");
    }
    for header in
        ["-- revision: a\n-- revises: a", "-- revision: a\n-- revises: b, b", "-- revision: a\n-- labels: b, b"]
    {
        assert!(matches!(error(&format!("{header}\n-- upgrade\n")), SqlError::BadHeader { .. }), "{header}");
    }
}

#[test]
fn wrong_markers_are_errors_and_not_comments() {
    let with = |marker: &str| error(&format!("-- revision: a\n-- upgrade\nselect 1;\n{marker}\nselect 2;\n"));
    assert!(matches!(with("-- upgrade sqllite"), SqlError::UnknownDialect { line: 4, name, .. } if name == "sqllite"));
    assert!(
        matches!(with("-- downgrade sqlite mysql"), SqlError::UnknownDialect { line: 4, name, .. } if name == "sqlite mysql")
    );
    assert!(matches!(with("-- upgrade sqlite,"), SqlError::UnknownDialect { line: 4, name, .. } if name.is_empty()));
    for (marker, meant) in [
        ("-- Downgrade", "-- downgrade"),
        ("-- downgrade: sqlite", "-- downgrade sqlite"),
        ("--UPGRADE mysql", "-- upgrade mysql"),
    ] {
        assert!(
            matches!(with(marker), SqlError::AlmostMarker { line: 4, expected, .. } if expected == meant),
            "{marker}"
        );
    }
}

#[test]
fn two_sections_for_the_same_are_an_error() {
    let with = |first: &str, second: &str| error(&format!("-- revision: a\n{first}\n{second}\n"));
    for (first, second, name) in [
        ("-- upgrade", "-- upgrade", "-- upgrade"),
        ("-- upgrade sqlite", "-- upgrade mysql, sqlite", "-- upgrade sqlite"),
        ("-- downgrade mysql", "-- downgrade mysql", "-- downgrade mysql"),
    ] {
        assert_eq!(with(first, second), SqlError::DuplicateSection { line: 3, section: name.into(), first: 2 });
    }
    assert_eq!(
        with("", "-- upgrade mysql, mysql"),
        SqlError::DuplicateSection { line: 3, section: "-- upgrade mysql".into(), first: 3 }
    );
}

#[test]
fn what_is_never_closed_is_named_with_the_line_of_the_file() {
    let text = "-- revision: a\n-- upgrade\nselect 1;\n\nselect 'a;\n-- downgrade\nselect 1;\n";
    let Err(Error::Sql(SqlError::Unterminated { line, .. })) = Script::parse(text) else { panic!("read") };
    assert_eq!(line, 5);
    let own = "-- revision: a\n-- upgrade\nselect 1;\n-- upgrade postgresql\n\ndo $x$ begin end;\n";
    let Err(Error::Sql(error)) = Script::parse(own) else { panic!("read") };
    assert_eq!(error.line(), Some(6));
    assert!(error.to_string().contains("`$x$`"), "{error}");
    // The header can be read all the same: it is the statements that are wrong.
    assert!(read_header(text).is_ok());
}

#[test]
fn a_marker_inside_a_comment_is_named_as_the_reason() {
    let text = "-- revision: a\n-- upgrade\nselect 1; /*\n-- downgrade\nselect 2; */\n";
    let Err(Error::Sql(error)) = Script::parse(text) else { panic!("read") };
    assert_eq!(error.line(), Some(3));
    assert!(error.to_string().contains("the next section begins in line 4"), "{error}");
}

#[test]
fn a_file_may_not_be_endless() {
    let text = format!("-- revision: a\n-- upgrade\n{}", " ".repeat(MAX_TEXT));
    assert!(matches!(error(&text), SqlError::TooLarge { limit: MAX_TEXT, .. }));
}
