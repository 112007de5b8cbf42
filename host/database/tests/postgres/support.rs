//! A database of the test's own, and short ways to use it.

use mighost_database::{Connection, Error, OpenMode, Options, Origin, Ran, Target, connect};
use mighost_schema::{AlterTable, Change, Error as CallError, Operation, ResultLimit, RowSet, Schema, Table, Value};
use mighost_test_servers::{Database, postgres};

pub const NO_LIMIT: ResultLimit = ResultLimit { rows: u64::MAX, bytes: u64::MAX };

/// A test's own runtime, its own database, and a connection to it.
pub struct Db {
    pub connection: Box<dyn Connection>,
    pub runtime: tokio::runtime::Runtime,
    pub database: Database,
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

pub async fn open(url: &str) -> Result<Box<dyn Connection>, Error> {
    connect(&Target::parse(url)?, OpenMode::Create, &Options::default()).await
}

impl Db {
    pub fn new() -> Db {
        Db::with("")
    }

    /// A database in which this was run.
    pub fn with(sql: &str) -> Db {
        let database = postgres().database();
        if !sql.is_empty() {
            database.psql(sql);
        }
        let runtime = runtime();
        let connection = runtime.block_on(open(&database.url)).unwrap();
        Db { connection, runtime, database }
    }

    pub fn begin(&mut self) {
        self.runtime.block_on(self.connection.begin()).unwrap();
    }

    pub fn commit(&mut self) -> Result<(), Error> {
        self.runtime.block_on(self.connection.commit())
    }

    pub fn rollback(&mut self) {
        self.runtime.block_on(self.connection.rollback()).unwrap();
    }

    pub fn run(&mut self, operation: &Operation) -> Result<Ran, Error> {
        self.runtime.block_on(self.connection.operate(operation))
    }

    /// Runs an operation in a step of its own.
    pub fn operate(&mut self, operation: &Operation) -> Result<Ran, CallError> {
        self.begin();
        match self.run(operation) {
            Ok(ran) => {
                self.commit().unwrap();
                Ok(ran)
            }
            Err(error) => {
                // A step that goes on after an error keeps nothing of what failed.
                self.commit().unwrap();
                Err(call(error))
            }
        }
    }

    pub fn alter(&mut self, table: &str, changes: Vec<Change>) -> Result<Ran, CallError> {
        self.operate(&Operation::AlterTable(AlterTable { table: table.into(), changes }))
    }

    pub fn guest(&mut self, sql: &str) -> Result<u64, CallError> {
        self.guest_with(sql, &[])
    }

    pub fn guest_with(&mut self, sql: &str, parameters: &[Value]) -> Result<u64, CallError> {
        self.runtime.block_on(self.connection.execute(Origin::Guest, sql, parameters)).map_err(call)
    }

    /// Runs something on an ordinary connection.
    pub fn guest_outside(&self, sql: &str) {
        self.database.psql(sql);
    }

    pub fn ask(&mut self, sql: &str, parameters: &[Value]) -> Result<RowSet, CallError> {
        self.runtime.block_on(self.connection.query(Origin::Guest, sql, parameters, NO_LIMIT)).map_err(call)
    }

    pub fn table(&mut self, name: &str) -> Table {
        self.runtime.block_on(self.connection.table(&name.into())).unwrap().unwrap()
    }

    pub fn schema(&mut self) -> Schema {
        self.runtime.block_on(self.connection.schema()).unwrap()
    }
}

pub fn call(error: Error) -> CallError {
    match error {
        Error::Call(error) => error,
        other => panic!("not an error of a call: {other:?}"),
    }
}

pub fn code(error: &CallError) -> &str {
    match error {
        CallError::Database(error) => &error.code,
        other => panic!("not the server's: {other:?}"),
    }
}
