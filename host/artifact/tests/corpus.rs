//! Every SQL file of the corpus, split; SQLite's own prepare loop is the judge where the file is for SQLite.
//!
//! The corpus is found by `MIGHOST_CORPUS`, else beside the workspace; without it these tests say so and pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::sql::{Script, split};
use mighost_schema::Dialect;
use rusqlite::{Connection, ffi};
use std::{
    ffi::CStr,
    fs,
    path::{Path, PathBuf},
    ptr,
};

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MIGHOST_CORPUS").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no corpus at {}; set MIGHOST_CORPUS", folder.display());
    None
}

/// Every SQL file below a folder.
fn sql_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sql_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Files of the corpus that are wrong as their projects have them: they drop an index as MySQL does it.
const BROKEN: [&str; 2] = ["0029_create_index_job_job_group_id_down.sql", "20250402170430_unique_names.down.sql"];

/// The numbers in a path, for an order in which 10 comes after 9.
fn natural(path: &Path) -> (Vec<u64>, PathBuf) {
    let text = path.to_string_lossy().into_owned();
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
    (numbers, path.to_owned())
}

/// A file's parts in the order in which they would run: `goose` has both ways in one file.
fn parts(text: &str) -> (String, Option<String>) {
    match text.split_once("-- +goose Down") {
        Some((up, down)) => (up.to_owned(), Some(down.to_owned())),
        None => (text.to_owned(), None),
    }
}

/// What is neither SQL nor the end of a statement: its length at the beginning of a text.
fn noise(text: &str) -> usize {
    let mut rest = text;
    loop {
        let before = rest.len();
        rest = rest.trim_start_matches(['\u{feff}', ' ', '\t', '\n', '\r', '\u{c}']);
        if rest.starts_with("--") {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
        if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, rest)| rest);
        }
        if rest.len() == before {
            return text.len() - rest.len();
        }
    }
}

/// Whether there is nothing but white space, comments and at most one `;` in it.
fn is_noise(text: &str) -> bool {
    let rest = &text[noise(text)..];
    let rest = rest.strip_prefix(';').unwrap_or(rest);
    noise(rest) == rest.len()
}

/// One database and how many statements it judged.
struct Judge {
    connection: Connection,
    statements: usize,
    refused: Vec<String>,
}

impl Judge {
    fn new() -> Judge {
        Judge { connection: Connection::open_in_memory().unwrap(), statements: 0, refused: Vec::new() }
    }

    /// Prepares and runs a text statement by statement, as SQLite says where each one ends, and compares.
    fn run(&mut self, name: &str, text: &str) {
        let ours = split(Dialect::Sqlite, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut ours = ours.iter();
        let mut at = 0;
        while at < text.len() {
            let (end, empty) = match self.prepare_and_run(&text[at..]) {
                Ok((length, empty)) => (at + length, empty),
                Err(message) => {
                    // Refused for what the database holds: the text itself must have been understood.
                    for wrong in ["syntax error", "incomplete input", "unrecognized token"] {
                        let known = BROKEN.iter().any(|file| name.ends_with(file)) || !message.contains(wrong);
                        assert!(known, "{name}: {message} in {}", &text[at..]);
                    }
                    let ours = ours.clone().next().unwrap_or_else(|| panic!("{name}: {message}"));
                    self.refused.push(format!("{name}:{}: {message}", ours.line));
                    let end = ours.offset + ours.text.len();
                    (end + usize::from(text[end..].starts_with(';')), false)
                }
            };
            if !empty {
                let piece = &text[at..end];
                let statement = ours.next().unwrap_or_else(|| panic!("{name}: SQLite has one more: {piece}"));
                assert_eq!(statement.offset, at + noise(piece), "{name}: where {} begins", statement.text);
                let rest = piece[noise(piece)..].strip_prefix(statement.text);
                assert!(rest.is_some_and(is_noise), "{name}: {piece:?} is not {:?}", statement.text);
                let line = text[..statement.offset].matches('\n').count() + 1;
                assert_eq!(statement.line as usize, line, "{name}: the line of {}", statement.text);
                self.statements += 1;
            }
            at = end;
        }
        assert!(ours.next().is_none(), "{name}: we have more statements than SQLite");
    }

    /// Prepares the first statement of a text and runs it: its length, and whether there was nothing in it.
    fn prepare_and_run(&self, text: &str) -> Result<(usize, bool), String> {
        let mut statement = ptr::null_mut();
        let mut tail = ptr::null();
        // SAFETY: the handle lives as long as the connection, the text is passed with its length, and the
        // statement is finalized before anything else happens.
        unsafe {
            let database = self.connection.handle();
            let length = text.len() as i32;
            let code = ffi::sqlite3_prepare_v2(database, text.as_ptr().cast(), length, &mut statement, &mut tail);
            if code != ffi::SQLITE_OK {
                return Err(CStr::from_ptr(ffi::sqlite3_errmsg(database)).to_string_lossy().into_owned());
            }
            let used = tail.cast::<u8>().offset_from(text.as_ptr()) as usize;
            if statement.is_null() {
                return Ok((used, true));
            }
            while ffi::sqlite3_step(statement) == ffi::SQLITE_ROW {}
            ffi::sqlite3_finalize(statement);
            Ok((used, false))
        }
    }
}

/// Runs chains of files, each in a database of its own: upwards in order, then downwards.
fn judge(chains: &[Vec<PathBuf>]) -> (usize, Vec<String>) {
    let mut statements = 0;
    let mut refused = Vec::new();
    for chain in chains {
        assert!(!chain.is_empty(), "a chain without files");
        let mut judge = Judge::new();
        let mut downs = Vec::new();
        for file in chain {
            let name = file.to_string_lossy().into_owned();
            let text = fs::read_to_string(file).unwrap();
            let (up, down) = parts(&text);
            if name.ends_with(".down.sql") {
                downs.push((name, up));
                continue;
            }
            judge.run(&name, &up);
            downs.extend(down.map(|down| (name, down)));
        }
        for (name, down) in downs.iter().rev() {
            judge.run(name, down);
        }
        statements += judge.statements;
        refused.extend(judge.refused);
    }
    (statements, refused)
}

fn chain(folder: PathBuf) -> Vec<PathBuf> {
    let mut files = sql_files(&folder);
    files.sort_by_key(|path| natural(path));
    files
}

#[test]
fn every_sqlite_file_is_split_as_sqlite_itself_splits_it() {
    let Some(corpus) = corpus() else { return };
    let temporal = corpus.join("temporal/schema/sqlite/v3");
    let atuin = corpus.join("atuin/crates");
    let chains = [
        vec![corpus.join("now-lms/base-sqlite.sql")],
        chain(corpus.join("openfga/assets/migrations/sqlite")),
        vec![temporal.join("temporal/schema.sql")],
        vec![temporal.join("visibility/schema.sql")],
        chain(temporal.join("temporal/versioned")),
        chain(corpus.join("rauthy/migrations/hiqlite")),
        chain(corpus.join("gitness/app/store/database/migrate/sqlite")),
        chain(atuin.join("atuin-client/migrations")),
        chain(atuin.join("atuin-client/record-migrations")),
        chain(atuin.join("atuin-scripts/migrations")),
    ];
    let files: usize = chains.iter().map(Vec::len).sum();
    let (statements, refused) = judge(&chains);
    println!("{files} files, {statements} statements as SQLite has them, {} refused by SQLite", refused.len());
    for line in &refused {
        println!("{line}");
    }

    // A file that comes new into the corpus belongs into one of the chains.
    let mut judged: Vec<&PathBuf> = chains.iter().flatten().collect();
    judged.sort();
    let servers = ["mysql", "postgres", "hatchet"];
    let all = sql_files(&corpus);
    let meant: Vec<&PathBuf> =
        all.iter().filter(|path| !servers.iter().any(|server| path.to_string_lossy().contains(server))).collect();
    assert_eq!(judged, meant);
    // Most of what is judged must have run: a refused statement is a weaker witness.
    assert!(refused.len() * 20 < statements, "{} of {statements} refused", refused.len());
}

#[test]
fn every_statement_for_a_server_begins_as_statements_do() {
    const WORDS: [&str; 12] =
        ["alter", "create", "delete", "do", "drop", "insert", "select", "truncate", "update", "with", "set", "comment"];
    let Some(corpus) = corpus() else { return };
    let mut counts = [0, 0];
    for file in sql_files(&corpus) {
        let name = file.to_string_lossy().into_owned();
        let dialect = match () {
            () if name.contains("mysql") => Dialect::Mysql,
            () if name.contains("postgres") || name.contains("hatchet") => Dialect::Postgresql,
            () => continue,
        };
        let text = fs::read_to_string(&file).unwrap();
        for statement in split(dialect, &text).unwrap_or_else(|error| panic!("{name}: {error}")) {
            // A body that was cut in two shows in a statement that begins with something else.
            let word: String = statement.text.chars().take_while(char::is_ascii_alphabetic).collect();
            assert!(WORDS.contains(&word.to_lowercase().as_str()), "{name}: {}", statement.text);
            counts[usize::from(dialect == Dialect::Mysql)] += 1;
        }
    }
    println!("{} statements for PostgreSQL, {} for MySQL", counts[0], counts[1]);
    // The corpus grows; what is there now must not get less.
    assert!(counts[0] >= 2_212 && counts[1] >= 583, "{counts:?}");
}

#[test]
fn every_file_can_be_packed() {
    let Some(corpus) = corpus() else { return };
    for file in sql_files(&corpus) {
        let name = file.to_string_lossy().into_owned();
        // Another tool's sections are an error: both halves in one would run both.
        let text = fs::read_to_string(&file).unwrap().replace("-- +goose ", "-- of goose: ");
        let script = Script::parse(&format!("-- revision: r\n-- upgrade\n{text}"))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let bytes = script.pack().unwrap_or_else(|error| panic!("{name}: {error}"));
        // The text once, whatever the dialects make of it, the tables and the component around them.
        assert!(bytes.len() < text.len() + 4 * 1024 + 64 * text.matches(';').count(), "{name}: {} bytes", bytes.len());
    }
}
