//! SQLite, through its own library inside the process.
//!
//! What a reader should know:
//!
//! - Foreign keys are not enforced while a step runs, and checked before it commits ([`foreign_keys`]).
//! - Statements of migrations run under SQLite's authorizer ([`guard`]).
//! - A definition is read by a real parser ([`parse`]); what SQLite can't hold is lowered or refused ([`lower`]).
//! - What SQLite's ALTER TABLE can't do is one rebuild of the table ([`rebuild`]).

mod alter;
mod data;
mod defines;
mod dependents;
mod execute;
mod failure;
mod foreign_keys;
mod functions;
#[doc(hidden)]
pub mod fuzzing;
mod guard;
mod inspect;
mod lower;
mod open;
mod operate;
mod parse;
mod rebuild;
mod render;
mod reserved;
mod text;
mod types;
mod value;
mod wall;

pub use lower::lower;
pub(crate) use open::{open_file, open_memory};

use crate::{Connection, Error, Origin, Ran, Timeouts, Wall};
use async_trait::async_trait;
use execute::{control, transaction_lost};
use failure::failed;
use foreign_keys::ForeignKeys;
use guard::Guard;
use mighost_schema::{
    AlterTable, Dialect, Enumeration, Filter, ObjectName, Operation, Page, Result as CallResult, ResultLimit, Row,
    RowSet, Schema, Sequence, Table, Trigger, Value, View,
};
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where a connection's transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    None,
    Open,
    /// Rolled back by a statement inside it.
    Lost,
}

/// A connection to an SQLite database.
#[derive(Debug)]
pub(crate) struct Sqlite {
    connection: rusqlite::Connection,
    guard: Guard,
    target: String,
    lock_timeout: Duration,
    /// What the step that runs is kept to, where it is less.
    timeouts: Timeouts,
    transaction: Transaction,
    foreign_keys: ForeignKeys,
    /// Something temporary was made since the last commit.
    temporary: bool,
    /// What statements do to foreign keys is followed.
    tracking: bool,
}

impl Sqlite {
    /// Whether the transaction is still the one that [`Connection::begin`] opened.
    fn alive(&mut self) -> CallResult<()> {
        match self.transaction {
            Transaction::Open if !self.connection.is_autocommit() => Ok(()),
            Transaction::None => Err(mighost_schema::Error::Other("no transaction is open".to_owned())),
            Transaction::Open | Transaction::Lost => {
                self.transaction = Transaction::Lost;
                Err(transaction_lost())
            }
        }
    }

    fn busy(&self, waited: Duration) -> Error {
        Error::Busy { target: self.target.clone(), waited, holder: None }
    }

    fn begin_now(&mut self) -> Result<(), Error> {
        const BEGIN: &str = "BEGIN IMMEDIATE";
        if self.transaction != Transaction::None {
            return Err(mighost_schema::Error::Other("a transaction is open already".to_owned()).into());
        }
        let started = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            // SQLite's own waiting is bypassed where it sees a deadlock, as when another connection changes the
            // journal mode: so we try and poll ourselves. `BEGIN IMMEDIATE` takes the write lock at once; a
            // transaction that begins by reading can't be sure to get it later.
            match self.connection.prepare_cached(BEGIN).and_then(|mut statement| statement.execute([])) {
                Ok(_) => break,
                Err(error) if is_busy(&error) => {
                    let waited = started.elapsed();
                    let patience = self.timeouts.lock_within(self.lock_timeout);
                    if waited >= patience {
                        return Err(self.busy(waited));
                    }
                    let left = patience.saturating_sub(waited);
                    std::thread::sleep(jittered(pause).min(left));
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(error) => return Err(failed(error, BEGIN).into()),
            }
        }
        self.transaction = Transaction::Open;
        if let Err(error) = self.foreign_keys.begin(&self.connection) {
            self.rollback_now()?;
            return Err(error.into());
        }
        Ok(())
    }

    fn commit_now(&mut self) -> Result<(), Error> {
        const COMMIT: &str = "COMMIT";
        self.alive()?;
        if self.temporary {
            operate::drop_temporary(&self.connection)?;
            self.temporary = false;
        }
        self.foreign_keys.check(&self.connection)?;
        let started = Instant::now();
        match self.connection.prepare_cached(COMMIT).and_then(|mut statement| statement.execute([])) {
            Ok(_) => {
                self.transaction = Transaction::None;
                Ok(())
            }
            Err(error) if is_busy(&error) => Err(self.busy(started.elapsed())),
            Err(error) => Err(failed(error, COMMIT).into()),
        }
    }

    fn rollback_now(&mut self) -> Result<(), Error> {
        let result = if self.connection.is_autocommit() {
            Ok(())
        } else {
            self.guard.without_deadline(|| control(&self.connection, "ROLLBACK"))
        };
        self.foreign_keys.rolled_back();
        self.temporary = false;
        if self.connection.is_autocommit() {
            self.transaction = Transaction::None;
        }
        Ok(result?)
    }
}

/// The first pause between two tries for the lock: most steps of other runners take a few milliseconds.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
/// The longest: nobody notices a twentieth of a second, and twenty tries a second cost nothing.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// A pause between half and the whole of it, so that waiting runners don't try at the same moment for ever.
fn jittered(pause: Duration) -> Duration {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u8(0);
    let random = u32::try_from(hasher.finish() & 0xff).unwrap_or_default();
    pause / 2 + pause * random / 510
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ffi::ErrorCode::DatabaseBusy | rusqlite::ffi::ErrorCode::DatabaseLocked)
    )
}

#[async_trait]
impl Connection for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn server_version(&self) -> &str {
        rusqlite::version()
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.guard.set_deadline(deadline);
    }

    fn set_timeouts(&mut self, timeouts: Timeouts) {
        self.timeouts = timeouts;
        self.guard.set_limit(timeouts.statement);
        // SQLite waits by itself before we are asked to wait again.
        let patience = open::patience(timeouts.lock_within(self.lock_timeout));
        if let Err(error) = self.connection.busy_timeout(patience) {
            tracing::debug!(%error, "how long SQLite waits can't be set");
        }
    }

    fn confine(&mut self, wall: Option<Arc<dyn Wall>>) -> Result<(), Error> {
        self.guard.confine(wall);
        Ok(())
    }

    async fn begin(&mut self) -> Result<(), Error> {
        self.begin_now()
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.commit_now()
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.rollback_now()
    }

    async fn tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        Ok(inspect::tables(&self.connection, schema)?)
    }

    async fn table(&mut self, name: &ObjectName) -> Result<Option<Table>, Error> {
        Ok(inspect::table(&self.connection, name)?)
    }

    async fn triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>, Error> {
        Ok(inspect::triggers(&self.connection, table)?)
    }

    async fn views(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        Ok(inspect::views(&self.connection, schema)?)
    }

    async fn view(&mut self, name: &ObjectName) -> Result<Option<View>, Error> {
        Ok(inspect::view(&self.connection, name)?)
    }

    async fn sequences(&mut self, _schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        Ok(Vec::new())
    }

    async fn sequence(&mut self, _name: &ObjectName) -> Result<Option<Sequence>, Error> {
        Ok(None)
    }

    async fn enumerations(&mut self, _schema: Option<&str>) -> Result<Vec<Enumeration>, Error> {
        Ok(Vec::new())
    }

    async fn schemas(&mut self) -> Result<Vec<String>, Error> {
        Ok(vec!["main".to_owned()])
    }

    async fn has_own_table(&mut self, name: &str) -> Result<bool, Error> {
        Ok(guard::reserved(name) && inspect::relation_exists(&self.connection, name)?)
    }

    async fn schema(&mut self) -> Result<Schema, Error> {
        Ok(inspect::schema(&self.connection)?)
    }

    async fn operate(&mut self, operation: &Operation) -> Result<Ran, Error> {
        Ok(self.run_operation(operation)?)
    }

    async fn render(&mut self, operation: &Operation) -> Result<Vec<String>, Error> {
        Ok(self.render_operation(operation)?)
    }

    async fn lower(&mut self, operation: &Operation, before: &Schema) -> Result<Operation, Error> {
        let table = match operation {
            Operation::AlterTable(AlterTable { table, .. })
            | Operation::CreateIndex { table, .. }
            | Operation::DropIndex { table, .. } => before.tables.get(&ObjectName::new(&table.name)),
            _ => None,
        };
        Ok(lower(operation, table)?)
    }

    async fn insert(&mut self, table: &ObjectName, columns: &[String], rows: &[Row]) -> Result<u64, Error> {
        Ok(self.run_insert(table, columns, rows)?)
    }

    async fn page(&mut self, page: Page<'_>) -> Result<Vec<Row>, Error> {
        Ok(self.run_page(&page)?)
    }

    async fn count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error> {
        Ok(self.run_count(table, filters)?)
    }

    async fn update(
        &mut self,
        table: &ObjectName,
        key: &[String],
        columns: &[String],
        rows: &[Row],
    ) -> Result<u64, Error> {
        Ok(self.run_update(table, key, columns, rows)?)
    }

    async fn update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: &[Value],
        filters: &[Filter],
    ) -> Result<u64, Error> {
        Ok(self.run_update_where(table, columns, values, filters)?)
    }

    async fn delete(&mut self, table: &ObjectName, key: &[String], rows: &[Row]) -> Result<u64, Error> {
        Ok(self.run_delete(table, key, rows)?)
    }

    async fn delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error> {
        Ok(self.run_delete_where(table, filters)?)
    }

    async fn execute(&mut self, origin: Origin, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        Ok(self.run_execute(origin, statement, parameters)?)
    }

    async fn query(
        &mut self,
        origin: Origin,
        statement: &str,
        parameters: &[Value],
        limit: ResultLimit,
    ) -> Result<RowSet, Error> {
        Ok(self.run_query(origin, statement, parameters, limit)?)
    }
}
