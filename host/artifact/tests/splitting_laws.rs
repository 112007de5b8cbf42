//! What holds for the splitting of every text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::sql::{Script, read_header, split};
use mighost_schema::Dialect;
use proptest::prelude::*;
use std::ffi::CString;

/// What SQL is made of, and what confuses those who split it.
const FRAGMENTS: [&str; 58] = [
    ";",
    ";",
    ";",
    ";\n",
    " ",
    "\n",
    "'",
    "''",
    "\"",
    "`",
    "[",
    "]",
    "\\",
    "$$",
    "$a$",
    "$1",
    "$",
    "E'",
    "e'x'",
    "--",
    "-- x\n",
    "--x",
    "/*",
    "*/",
    "/*!",
    "/*! x */",
    "/* x */",
    "#",
    "(",
    ")",
    ":",
    ".",
    "select",
    "1",
    "a",
    "ü",
    "begin",
    "end",
    "case",
    "if",
    "then",
    "else",
    "end if",
    "loop",
    "while",
    "do",
    "repeat",
    "for",
    "not atomic",
    "atomic",
    "create",
    "create trigger",
    "create procedure p()",
    "create function",
    "declare",
    "handler",
    "'a;b'",
    "\r\n",
];

fn sql() -> impl Strategy<Value = String> {
    prop::collection::vec((prop::sample::select(&FRAGMENTS[..]), prop::bool::ANY), 0..40).prop_map(|parts| {
        let mut text = String::new();
        for (part, space) in parts {
            text.push_str(part);
            if space {
                text.push(' ');
            }
        }
        text
    })
}

fn dialect() -> impl Strategy<Value = Dialect> {
    prop::sample::select(&Dialect::ALL[..])
}

/// Takes white space, comments and `;` from the beginning of a text, as long as there are any.
fn noise(dialect: Dialect, text: &str) -> &str {
    let mysql = matches!(dialect, Dialect::Mysql | Dialect::Mariadb);
    let mut rest = text;
    loop {
        let before = rest.len();
        rest = rest.trim_start_matches(['\u{feff}', ' ', '\t', '\n', '\r', ';']);
        let line = rest.starts_with("--") && (!mysql || rest[2..].chars().next().is_none_or(char::is_whitespace));
        if line || (mysql && rest.starts_with('#')) {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        } else if rest.starts_with("/*") && dialect == Dialect::Postgresql {
            let mut depth = 0;
            while !rest.is_empty() {
                let (step, by) = match rest {
                    _ if rest.starts_with("/*") => (2, 1),
                    _ if rest.starts_with("*/") => (2, -1),
                    _ => (rest.chars().next().unwrap().len_utf8(), 0),
                };
                rest = &rest[step..];
                depth += by;
                if depth == 0 {
                    break;
                }
            }
        } else if rest.starts_with("/*") && !(mysql && rest.starts_with("/*!")) {
            rest = rest[2..].split_once("*/").expect("a closed comment").1;
        }
        if rest.len() == before {
            return rest;
        }
    }
}

proptest! {
    // A case is a few microseconds; these numbers keep each law at about a second.
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_but_white_space_and_comments_is_lost(dialect in dialect(), text in sql()) {
        let Ok(statements) = split(dialect, &text) else { return Ok(()) };
        let mut at = 0;
        for statement in &statements {
            prop_assert!(statement.offset >= at);
            prop_assert_eq!(noise(dialect, &text[at..statement.offset]), "", "before {}", statement.text);
            prop_assert!(text[statement.offset..].starts_with(statement.text));
            prop_assert!(!statement.text.is_empty());
            prop_assert_eq!(statement.line as usize, text[..statement.offset].matches('\n').count() + 1);
            at = statement.offset + statement.text.len();
        }
        prop_assert_eq!(noise(dialect, &text[at..]), "");
    }

    #[test]
    fn a_statement_alone_is_itself(dialect in dialect(), text in sql()) {
        let Ok(statements) = split(dialect, &text) else { return Ok(()) };
        for statement in &statements {
            // With its `;`: at the end of a text, MySQL takes `--` for a comment.
            let alone = format!("{};", statement.text);
            let again = split(dialect, &alone).expect("it was readable in the whole");
            prop_assert_eq!(again.len(), 1);
            prop_assert_eq!(again[0].text, statement.text);
        }
    }

    #[test]
    fn sqlite_finds_each_statement_complete(text in sql()) {
        // SQLite's own judge knows no variables such as `$a(…)`, and wants a trigger's `BEGIN`.
        let text = text.replace('(', " ").replace("create trigger", "create trigger t after insert on u begin ");
        let Ok(statements) = split(Dialect::Sqlite, &text) else { return Ok(()) };
        for statement in &statements {
            let line = CString::new(format!("{}\n;", statement.text)).unwrap();
            // SAFETY: the text ends with NUL and lives through the call.
            let complete = unsafe { rusqlite::ffi::sqlite3_complete(line.as_ptr()) };
            prop_assert_eq!(complete, 1, "{}", statement.text);
        }
    }

    #[test]
    fn no_text_makes_it_panic(dialect in dialect(), text in ".{0,200}") {
        let _ = split(dialect, &text);
    }

    #[test]
    fn no_bytes_make_it_panic(dialect in dialect(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = split(dialect, &text);
        let _ = read_header(&text);
    }

    #[test]
    fn no_file_makes_it_panic(text in sql(), cut in 0usize..60) {
        let file = format!("-- revision: a\n-- message: b\n-- upgrade\n{text}\n-- downgrade mysql, sqlite\n{text}");
        let file = &file[(0..=cut).rev().find(|at| file.is_char_boundary(*at)).unwrap()..];
        let header = read_header(file);
        let script = Script::parse(file);
        if let Ok(script) = script {
            prop_assert_eq!(script.description(), &header.expect("what can be parsed has a header"));
        }
    }
}

#[test]
fn time_grows_with_the_text_and_not_faster() {
    // Each of these is bad for a splitter that goes back; a quadratic one would need minutes for a megabyte.
    let million = 1_000_000;
    for part in
        ["$a(", "$", "/*", "E'a'\n", "'a'", "--\n", "begin ", "create procedure p() begin ", ";", "(", "case ", "$a$"]
    {
        let text = part.repeat(million / part.len());
        for dialect in Dialect::ALL {
            let started = std::time::Instant::now();
            let _ = split(dialect, &text);
            // Debug builds take a tenth of a second.
            assert!(started.elapsed().as_secs() < 10, "{dialect}: {part}");
        }
    }
}
