//! The other side: a plain loop in Rust over the same driver.

use rusqlite::Connection;
use std::path::Path;

/// Reads every file of a folder and runs all but the first `done` of them, each in a transaction of its own. It keeps
/// no books: what is done, it is told.
pub fn run(database: &Path, dir: &Path, done: usize) {
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<String> = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let connection = Connection::open(database).unwrap();
    for text in &texts[done..] {
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        connection.execute_batch(text).unwrap();
        connection.execute_batch("COMMIT").unwrap();
    }
    // At head there is nothing to do; a look at the file makes sure that it is one.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).unwrap();
}
