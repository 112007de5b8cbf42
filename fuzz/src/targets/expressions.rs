//! Expressions, types and queries of packages that are confined: the guard reads all dialects alike, so what it lets through must
//! have nothing in it for the database that the guard didn't see.

use super::dialect_and_text;
use super::lexers::readings;
use mighost::trust::fuzzing;
use mighost_database::{mysql, postgres, sqlite};
use mighost_schema::fuzzing::{Piece, What, pieces};
use mighost_schema::{
    AlterTable, Change, Check, Column, ColumnType, Constraint, Dialect, Operation, Schema, Settings, Table,
};

/// What no expression of a confined package has in it.
const QUERIES: [&str; 12] =
    ["alter", "call", "create", "delete", "drop", "execute", "insert", "into", "pragma", "select", "update", "with"];

/// What a confined package writes.
pub(crate) fn confined(bytes: &[u8]) {
    let Some((dialect, text)) = dialect_and_text(bytes) else { return };
    rename(text);
    let refuse_open = match dialect {
        Dialect::Sqlite => sqlite::fuzzing::refuse_open,
        Dialect::Postgresql => postgres::fuzzing::refuse_open,
        Dialect::Mysql | Dialect::Mariadb => mysql::fuzzing::refuse_open,
    };
    if fuzzing::expression(dialect, text).is_ok() && refuse_open(text).is_ok() {
        for reading in whole(dialect, text) {
            seen(dialect, text, &reading);
            for piece in &reading {
                let word = piece.content.to_ascii_lowercase();
                let query = piece.what == What::Word && QUERIES.contains(&word.as_str());
                assert!(!query, "{dialect}: {text:?} has a query in it");
            }
            calls_nothing(dialect, text, &reading);
        }
    }
    if fuzzing::word(dialect, text).is_ok() {
        for reading in whole(dialect, text) {
            let harmless = |p: &Piece| !matches!(p.what, What::Text | What::Name) && p.content != ";";
            assert!(reading.iter().all(harmless), "{dialect}: {text:?} is more than a type");
        }
    }
    if fuzzing::view(dialect, text).is_ok() {
        for reading in whole(dialect, text) {
            seen(dialect, text, &reading);
            calls_nothing(dialect, text, &reading);
        }
    }
}

/// How servers read it where it stands: inside of parentheses that close behind it.
fn whole(dialect: Dialect, text: &str) -> Vec<Vec<Piece>> {
    // What isn't whole to the database, or has a letter that it doesn't know, it refuses.
    let readings = readings(dialect, text).unwrap_or_default();
    for reading in &readings {
        let mut open = 0_i64;
        for piece in reading.iter().filter(|piece| piece.what == What::Symbol) {
            match piece.content.as_str() {
                "(" => open += 1,
                ")" => open -= 1,
                ";" => panic!("{dialect}: {text:?} ends the statement"),
                _ => {}
            }
            assert!(open >= 0, "{dialect}: {text:?} leaves its place");
        }
        assert_eq!(open, 0, "{dialect}: {text:?} leaves its place open");
    }
    readings
}

/// Where the database sees a word, the guard saw one.
fn seen(dialect: Dialect, text: &str, reading: &[Piece]) {
    let guard = pieces(text);
    for word in reading.iter().filter(|piece| piece.what == What::Word) {
        let at = guard.partition_point(|piece| piece.range.end <= word.range.start);
        let found = guard.get(at).filter(|piece| piece.range.contains(&word.range.start));
        let same = found.is_some_and(|piece| matches!(piece.what, What::Word | What::Number));
        assert!(same, "{dialect}: {text:?} hides `{}` from the guard", word.content);
    }
}

/// Whatever the database takes for a call is harmless, and no cast looks into the catalog.
fn calls_nothing(dialect: Dialect, text: &str, reading: &[Piece]) {
    let name = |piece: &Piece| matches!(piece.what, What::Word | What::Name);
    for (at, piece) in reading.iter().enumerate().filter(|(_, piece)| name(piece)) {
        let next = reading.get(at + 1).map_or("", |next| next.content.as_str());
        let function = piece.content.to_ascii_lowercase();
        let before = at.checked_sub(1).and_then(|at| reading.get(at)).map_or("", |before| before.content.as_str());
        // Words of the grammar before a parenthesis call nothing; these are the functions that would do harm.
        let harmful = ["pg_", "sleep", "benchmark", "load_", "nextval", "lo_", "dblink", "query_to", "readfile"];
        if next == "(" && harmful.iter().any(|start| function.starts_with(start)) {
            panic!("{dialect}: {text:?} calls {function}, and {} of it", fuzzing::is_harmless(&function));
        }
        if dialect == Dialect::Postgresql && before == ":" && function.starts_with("reg") {
            panic!("{dialect}: {text:?} looks into the catalog by {function}");
        }
    }
}

/// Names in it follow a rename, whatever it is.
fn rename(text: &str) {
    let mut table = Table::new("people");
    table.columns.push(Column::new("age", ColumnType::Native("int".into())));
    let check = Check { name: None, expression: text.to_owned(), not_valid: false, settings: Settings::new() };
    table.constraints.push(Constraint::Check(check));
    let mut schema = Schema::default();
    let created = schema.apply(&Operation::CreateTable { table, if_not_exists: false });
    if !created.is_ok_and(|created| created) {
        return;
    }
    let changes = vec![Change::RenameColumn { from: "age".into(), to: "Years".into() }];
    let _ = schema.apply(&Operation::AlterTable(AlterTable { table: "people".into(), changes }));
    let _ = mighost_schema::relations(text);
}
