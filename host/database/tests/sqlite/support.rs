//! A database with a second, ordinary connection beside mighost's, to set things up and to look at them.

use mighost_database::{Connection, Error, OpenMode, Options, Origin, Ran, Target, connect};
use mighost_schema::{AlterTable, Change, Error as CallError, Operation, ResultLimit, RowSet, Schema, Table, Value};
use std::path::PathBuf;
use std::time::Duration;

/// Runs a future that never waits: SQLite works inline.
pub fn now<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("SQLite's calls never wait"),
    }
}

pub struct Db {
    pub connection: Box<dyn Connection>,
    pub path: PathBuf,
    _folder: tempfile::TempDir,
}

pub const NO_LIMIT: ResultLimit = ResultLimit { rows: u64::MAX, bytes: u64::MAX };

pub fn quick() -> Options {
    Options { lock_timeout: Duration::from_millis(20), ..Options::default() }
}

impl Db {
    pub fn new() -> Db {
        Db::with("")
    }

    /// A database in which this was run.
    pub fn with(sql: &str) -> Db {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let plain = rusqlite::Connection::open(&path).unwrap();
        // Nothing here has to survive a power cut.
        plain.execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;").unwrap();
        plain.execute_batch(sql).unwrap();
        drop(plain);
        let connection = open(&path);
        Db { connection, path, _folder: folder }
    }

    pub fn begin(&mut self) {
        now(self.connection.begin()).unwrap();
    }

    pub fn commit(&mut self) -> Result<(), Error> {
        now(self.connection.commit())
    }

    pub fn rollback(&mut self) {
        now(self.connection.rollback()).unwrap();
    }

    /// Runs an operation in a step of its own.
    pub fn operate(&mut self, operation: &Operation) -> Result<Ran, CallError> {
        self.begin();
        let result = now(self.connection.operate(operation)).map_err(call);
        match result {
            Ok(ran) => match self.commit() {
                Ok(()) => Ok(ran),
                Err(error) => {
                    self.rollback();
                    Err(call(error))
                }
            },
            Err(error) => {
                // A step that goes on after an error keeps nothing of what failed.
                self.commit().unwrap();
                Err(error)
            }
        }
    }

    pub fn alter(&mut self, table: &str, changes: Vec<Change>) -> Result<Ran, CallError> {
        self.operate(&Operation::AlterTable(AlterTable { table: table.into(), changes }))
    }

    /// Runs a migration's statement in the open step.
    pub fn guest(&mut self, sql: &str) -> Result<u64, CallError> {
        self.guest_with(sql, &[])
    }

    pub fn guest_with(&mut self, sql: &str, parameters: &[Value]) -> Result<u64, CallError> {
        now(self.connection.execute(Origin::Guest, sql, parameters)).map_err(call)
    }

    pub fn ask(&mut self, sql: &str) -> Result<RowSet, CallError> {
        now(self.connection.query(Origin::Guest, sql, &[], NO_LIMIT)).map_err(call)
    }

    pub fn table(&mut self, name: &str) -> Table {
        now(self.connection.table(&name.into())).unwrap().unwrap()
    }

    pub fn schema(&mut self) -> Schema {
        now(self.connection.schema()).unwrap()
    }

    /// What an ordinary connection sees, as texts.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let plain = self.plain();
        let mut statement = plain.prepare(sql).unwrap();
        let count = statement.column_count();
        let rows = statement
            .query_map([], |row| {
                let mut texts = Vec::new();
                for column in 0..count {
                    texts.push(match row.get_ref(column)? {
                        rusqlite::types::ValueRef::Null => "NULL".to_owned(),
                        rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                        rusqlite::types::ValueRef::Real(number) => format!("{number:?}"),
                        rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                        rusqlite::types::ValueRef::Blob(bytes) => format!("{bytes:?}"),
                    });
                }
                Ok(texts.join("|"))
            })
            .unwrap();
        rows.map(Result::unwrap).collect()
    }

    pub fn one(&self, sql: &str) -> String {
        self.rows(sql).join("\n")
    }

    /// Runs something on an ordinary connection, foreign keys on.
    pub fn outside(&self, sql: &str) -> rusqlite::Result<()> {
        let plain = self.plain();
        plain.execute_batch("PRAGMA foreign_keys = ON;")?;
        plain.execute_batch(sql)
    }

    fn plain(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(&self.path).unwrap()
    }

    /// Everything in the database, as text: to see that nothing changed.
    pub fn dump(&self) -> Vec<String> {
        let mut dump = self.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid");
        let tables = self.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid",
        );
        for table in tables {
            dump.push(table.clone());
            dump.extend(self.rows(&format!("SELECT * FROM \"{}\"", table.replace('"', "\"\""))));
        }
        dump
    }

    /// Nothing is left that only a rebuild knows, and the file is sound.
    pub fn assert_sound(&self) {
        assert_eq!(self.rows("SELECT name FROM sqlite_schema WHERE name LIKE 'mighost%'"), Vec::<String>::new());
        assert_eq!(self.one("PRAGMA integrity_check"), "ok");
        assert_eq!(self.one("PRAGMA foreign_key_check"), "");
    }
}

pub fn open(path: &std::path::Path) -> Box<dyn Connection> {
    let target = Target::parse(&format!("sqlite:{}", path.display())).unwrap();
    let mut connection = now(connect(&target, OpenMode::Existing, &Options::default())).unwrap();
    let sql = "PRAGMA synchronous = OFF";
    now(connection.query(Origin::Host, sql, &[], NO_LIMIT)).unwrap();
    connection
}

pub fn call(error: Error) -> CallError {
    match error {
        Error::Call(error) => error,
        other => panic!("not an error of a call: {other:?}"),
    }
}
