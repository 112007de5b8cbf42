//! The readers of SQL inside of the host: what they see must be what the database sees, and they must agree with each other.

use super::{dialect_and_text, text};
use mighost_database::{mysql, postgres, sqlite};
use mighost_schema::fuzzing::{Piece, What};
use mighost_schema::{Dialect, Error, Result};

/// The pieces of a text, as each kind of server reads it; none where it isn't whole.
pub(crate) fn readings(dialect: Dialect, sql: &str) -> Option<Vec<Vec<Piece>>> {
    match dialect {
        Dialect::Sqlite => sqlite::fuzzing::pieces(sql).ok().map(|pieces| vec![pieces]),
        Dialect::Postgresql => {
            let (pieces, open) = postgres::fuzzing::pieces(sql);
            (!open).then(|| vec![pieces])
        }
        Dialect::Mysql | Dialect::Mariadb => mysql::fuzzing::pieces(sql).ok(),
    }
}

/// Where the words begin that can be keywords, each with the word.
fn words(pieces: &[Piece]) -> Vec<(usize, &str)> {
    let word = |p: &&Piece| p.what == What::Word && !p.content.starts_with(|c: char| c.is_ascii_digit() || c == '$');
    pieces.iter().filter(word).map(|p| (p.range.start, p.content.as_str())).collect()
}

/// Two readers of one dialect, one for files and one for statements, see the same words.
pub(crate) fn agree(bytes: &[u8]) {
    let Some((dialect, sql)) = dialect_and_text(bytes) else { return };
    // A file with one is refused.
    if sql.contains('\0') {
        return;
    }
    // `$a(…)` is one variable to SQLite and to files; the other reader refuses what has variables.
    if dialect == Dialect::Sqlite && sql.contains(['$', '@', ':', '#', '?']) {
        return;
    }
    let file = mighost_artifact::sql::fuzzing::pieces(dialect, sql);
    let statement = readings(dialect, sql);
    let (Some(file), Some(statement)) = (file, statement) else { return };
    // What is code to some servers only is read in several ways.
    let [statement] = statement.as_slice() else { return };
    if dialect != Dialect::Postgresql && dialect != Dialect::Sqlite && sql.contains("/*") {
        return;
    }
    let file: Vec<Piece> = file.into_iter().filter(|piece| !is_prefix(sql, piece)).collect();
    assert_eq!(words(&file), words(statement), "{dialect}: {sql:?}");
}

/// `B'1'` and `U&"a"` are one piece to one of the readers.
fn is_prefix(sql: &str, piece: &Piece) -> bool {
    let behind = sql.get(piece.range.end..).unwrap_or_default();
    let unicode = ["&'", "&\""].iter().any(|quote| behind.starts_with(quote));
    match piece.content.as_str() {
        "b" | "B" | "x" | "X" | "n" | "N" => behind.starts_with('\''),
        "u" | "U" => unicode,
        _ => false,
    }
}

/// Statements of a migration's: what is refused is refused in every spelling.
pub(crate) fn statements(bytes: &[u8]) {
    let Some((dialect, sql)) = dialect_and_text(bytes) else { return };
    let (read, refuse_open, check): (fn(&str), Check, Check) = match dialect {
        // What a statement does there SQLite itself is asked.
        Dialect::Sqlite => (sqlite::fuzzing::read, sqlite::fuzzing::refuse_open, |_| Ok(())),
        Dialect::Postgresql => (postgres::fuzzing::read, postgres::fuzzing::refuse_open, postgres::fuzzing::check),
        Dialect::Mysql | Dialect::Mariadb => (mysql::fuzzing::read, mysql::fuzzing::refuse_open, mysql::fuzzing::check),
    };
    read(sql);
    if refuse_open(sql).is_ok() {
        closes(dialect, sql);
    }
    let verdict = denied(check(sql));
    let Some(readings) = readings(dialect, sql) else { return };
    let Some([pieces]) = readings.first_chunk::<1>().filter(|_| readings.len() == 1) else { return };
    // The same with one space, or a comment, between its pieces.
    for between in [" ", "\n-- x\n", "/* x */"] {
        let spelled: Vec<&str> = pieces.iter().filter_map(|piece| sql.get(piece.range.clone())).collect();
        let spelled = spelled.join(between);
        assert_eq!(denied(check(&spelled)), verdict, "{dialect}: {sql:?} and {spelled:?}");
    }
}

type Check = fn(&str) -> Result<()>;

/// An expression stands in parentheses that mighost writes: the last one is still there, and is the one that closes.
fn closes(dialect: Dialect, expression: &str) {
    let sql = format!("({expression})");
    let readings = readings(dialect, &sql).unwrap_or_else(|| panic!("{dialect}: {sql:?} isn't whole"));
    for reading in readings {
        let last = reading.last().map(|piece| piece.range.clone());
        assert_eq!(last, Some(sql.len() - 1..sql.len()), "{dialect}: {sql:?} swallows what stands behind it");
        let mut open = 0_i64;
        for (at, piece) in reading.iter().enumerate().filter(|(_, piece)| piece.what == What::Symbol) {
            open += i64::from(piece.content == "(") - i64::from(piece.content == ")");
            assert!(open > 0 || at + 1 == reading.len(), "{dialect}: {sql:?} leaves its place");
        }
    }
}

fn denied(checked: Result<()>) -> bool {
    matches!(checked, Err(Error::Denied(_)))
}

/// What the catalogs of the databases hold: definitions and the names of types.
pub(crate) fn definitions(bytes: &[u8]) {
    let Some(sql) = text(bytes) else { return };
    sqlite::fuzzing::read(sql);
    let _ = sqlite::fuzzing::table(sql);
    let column_type = sqlite::fuzzing::column_type(sql);
    if let Ok(written) = sqlite::fuzzing::written_type(&column_type) {
        assert_eq!(sqlite::fuzzing::column_type(&written), column_type, "{sql:?} and {written:?}");
    }
    let column_type = mysql::fuzzing::column_type(sql);
    // `varchar()` is no type, and is written as one.
    let written = mysql::fuzzing::written_type(&column_type);
    let again = mysql::fuzzing::written_type(&mysql::fuzzing::column_type(&written));
    assert_eq!(again, written, "{sql:?}");
    let _ = postgres::fuzzing::column_type(sql);
}
