//! MySQL and MariaDB, through sqlx.
//!
//! What a reader should know:
//!
//! - A change of the schema commits what is open, before and after itself. [`commits_implicitly`] tells which raw
//!   statements do, [`Connection::render`] which statements an operation will run, so that a caller can write down
//!   what it is about to do; [`landed`] tells, after an interruption, whether it was done.
//! - What a migration writes is prepared, so that the server's own parser sees that it is one statement ([`execute`]),
//!   and read before by its tokens ([`guard`]).
//! - A definition is read from `information_schema` ([`inspect`]); what a server can't hold is lowered or refused
//!   ([`lower`]).
//! - A list of changes is one `ALTER TABLE` ([`alter`]): it is written from the table as it is and as it shall be.

mod alter;
mod data;
mod default;
mod execute;
mod expression;
mod failure;
mod fingerprint;
mod flavour;
#[doc(hidden)]
pub mod fuzzing;
mod guard;
mod inspect;
mod keys;
mod lexer;

mod lock;
mod login;
mod lower;
mod open;
mod operate;
mod render;
mod sessions;
mod types;
mod value;

pub use guard::commits_implicitly;
pub(crate) use lock::acquire;
pub(crate) use open::open;

use crate::{Bounds, Connection, Effect, Error, Examined, Fate, LockKey, Origin, Presence, Ran, Timeouts};
use async_trait::async_trait;
use flavour::Flavour;
use mighost_schema::{
    Dialect, Enumeration, Filter, ObjectName, Operation, Page, ResultLimit, Row, RowSet, Schema, Sequence, Table,
    Trigger, Value, View,
};
use open::Address;
use sqlx::mysql::MySqlConnection;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Where a connection's transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    None,
    Open,
    /// Committed by a change of the schema, to be opened anew before the next row is written.
    Committed,
    /// Ended by a statement that had no business to.
    Lost,
}

/// What stays the same while a connection lasts.
#[derive(Clone, Debug)]
struct Facts {
    database: String,
    /// The database's own, which a new table gets where it doesn't say.
    collation: String,
    charset: String,
    engine: String,
    /// Each character set's default collation.
    charsets: BTreeMap<String, String>,
    /// A `TIMESTAMP` gets no default that nobody asked for.
    explicit_timestamps: bool,
    /// Tables' names are not told apart by case.
    lower_case_names: bool,
}

/// A connection to a server.
#[derive(Debug)]
pub(crate) struct Mysql {
    connection: MySqlConnection,
    address: Address,
    /// The server's number for the connection.
    id: i64,
    version: String,
    flavour: Flavour,
    facts: Facts,
    lock_timeout: Duration,
    /// What the step that runs is kept to, where it is less.
    timeouts: Timeouts,
    /// How long one statement may run.
    statement_timeout: Option<Duration>,
    settings: String,
    deadline: Option<Instant>,
    transaction: Transaction,
    /// A statement was sent and its answer never read: whoever waited for it has gone away.
    unread: bool,
    /// A migration has set something of the session.
    changed: bool,
    /// Its step is over: the next transaction begins with our settings again.
    reset: bool,
}

/// Whether an operation that was interrupted has been done: `Some(true)` where the schema `now` is what it makes of the
/// schema `before`, `Some(false)` where it is as before, and `None` where it is neither, which happens to an operation
/// of several statements.
///
/// Both schemas are what inspection gave; `operation` is lowered.
///
/// ```
/// use mighost_database::mysql::landed;
/// use mighost_schema::{Operation, Schema, Table};
///
/// let before = Schema::default();
/// let operation = Operation::CreateTable { table: Table::new("people"), if_not_exists: false };
/// let mut after = before.clone();
/// after.apply(&operation)?;
/// assert_eq!(landed(&operation, &before, &before)?, Some(false));
/// assert_eq!(landed(&operation, &before, &after)?, Some(true));
/// # Ok::<(), mighost_schema::Error>(())
/// ```
///
/// # Errors
/// Those of [`Schema::apply`].
pub fn landed(operation: &Operation, before: &Schema, now: &Schema) -> mighost_schema::Result<Option<bool>> {
    let mut after = before.clone();
    after.apply(operation)?;
    let (before, after, now) = (lower::comparable(before), lower::comparable(&after), lower::comparable(now));
    let views = |wanted: &Schema| {
        wanted.views.iter().all(|(name, view)| {
            let query = |schema: &Schema| schema.views.get(name).map(|view| view.query.clone());
            // A query that changes comes back in the server's words: what can be told is that it is no longer what it was.
            match query(&before) {
                Some(was) if was != view.query => query(&now).is_some_and(|is| is != was),
                _ => true,
            }
        })
    };
    Ok(if views(&after) && lower::without_queries(&after) == lower::without_queries(&now) {
        Some(true)
    } else if before == now {
        Some(false)
    } else {
        None
    })
}

/// Whether two schemas are the same, where a server may have written expressions and queries in its own way.
///
/// ```
/// use mighost_database::mysql::same;
/// assert!(same(&Default::default(), &Default::default()));
/// ```
pub fn same(a: &Schema, b: &Schema) -> bool {
    lower::without_queries(&lower::comparable(a)) == lower::without_queries(&lower::comparable(b))
}

#[async_trait]
impl Connection for Mysql {
    fn dialect(&self) -> Dialect {
        self.flavour.dialect()
    }

    fn server_version(&self) -> &str {
        &self.version
    }

    fn target(&self) -> &str {
        &self.address.shown
    }

    fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    fn set_timeouts(&mut self, timeouts: Timeouts) {
        // The session's settings are set before the next transaction begins.
        self.reset |= timeouts.lock != self.timeouts.lock;
        self.timeouts = timeouts;
        self.settings = open::settings(timeouts.lock_within(self.lock_timeout));
    }

    fn end_step(&mut self) {
        self.reset |= std::mem::take(&mut self.changed);
    }

    async fn claim(&mut self, key: &LockKey, patience: Duration) -> Result<(), Error> {
        lock::claim(self, key, patience).await
    }

    async fn claimant(&mut self, key: &LockKey) -> Result<Option<String>, Error> {
        Ok(lock::claimant(self, key).await)
    }

    async fn present(&mut self) -> Result<Presence, Error> {
        self.present_now().await
    }

    async fn retire(&mut self, presence: &Presence) -> Result<(), Error> {
        self.retire_now(presence).await
    }

    async fn examine(&mut self, presence: &Presence, bounds: &Bounds<'_>) -> Result<Option<Examined>, Error> {
        self.examine_login(presence, bounds).await
    }

    async fn prepare_receipts(&mut self) -> Result<(), Error> {
        self.make_receipts().await
    }

    async fn receipt(&mut self) -> Result<String, Error> {
        self.transaction_receipt().await
    }

    async fn fate(&mut self, receipt: &str) -> Result<Fate, Error> {
        self.fate_of(receipt).await
    }

    fn effect(&self, statement: &str) -> Effect {
        if commits_implicitly(statement) { Effect::Commits } else { Effect::Inside }
    }

    fn may_end_transaction(&self, statement: &str) -> bool {
        guard::calls(statement)
    }

    fn transaction_lost(&self) -> bool {
        self.transaction == Transaction::Lost
    }

    fn effect_of(&self, _operation: &Operation) -> Effect {
        Effect::Commits
    }

    async fn begin(&mut self) -> Result<(), Error> {
        self.begin_now().await
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.commit_now().await
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.rollback_now().await
    }

    async fn tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        self.names_of(schema, "BASE TABLE").await
    }

    async fn table(&mut self, name: &ObjectName) -> Result<Option<Table>, Error> {
        Ok(self.read_table(name).await?.map(|read| read.table))
    }

    async fn triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>, Error> {
        self.read_triggers(table).await
    }

    async fn views(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        self.names_of(schema, "VIEW").await
    }

    async fn view(&mut self, name: &ObjectName) -> Result<Option<View>, Error> {
        self.read_view(name).await
    }

    async fn sequences(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        self.names_of(schema, "SEQUENCE").await
    }

    async fn sequence(&mut self, name: &ObjectName) -> Result<Option<Sequence>, Error> {
        self.read_sequence(name).await
    }

    async fn enumerations(&mut self, _schema: Option<&str>) -> Result<Vec<Enumeration>, Error> {
        Ok(Vec::new())
    }

    async fn schemas(&mut self) -> Result<Vec<String>, Error> {
        self.read_schemas().await
    }

    async fn has_own_table(&mut self, name: &str) -> Result<bool, Error> {
        Ok(guard::reserved(name) && self.relation_exists(name).await?)
    }

    async fn schema(&mut self) -> Result<Schema, Error> {
        self.read_schema().await
    }

    async fn operate(&mut self, operation: &Operation) -> Result<Ran, Error> {
        self.run_operation(operation).await
    }

    async fn render(&mut self, operation: &Operation) -> Result<Vec<String>, Error> {
        Ok(self.plan(operation).await?.statements)
    }

    async fn lower(&mut self, operation: &Operation, before: &Schema) -> Result<Operation, Error> {
        Ok(lower::lower(operation, before, &self.rules())?)
    }

    async fn around(&mut self, operation: &Operation) -> Result<Schema, Error> {
        self.read_around(operation).await
    }

    async fn landed(&mut self, operation: &Operation, before: &Schema) -> Result<Option<bool>, Error> {
        let lowered = lower::lower(operation, before, &self.rules())?;
        let now = self.read_around(operation).await?;
        Ok(landed(&lowered, before, &now)?)
    }

    async fn fingerprint(&mut self) -> Result<String, Error> {
        self.read_fingerprint().await
    }

    async fn insert(&mut self, table: &ObjectName, columns: &[String], rows: &[Row]) -> Result<u64, Error> {
        self.run_insert(table, columns, rows).await
    }

    async fn page(&mut self, page: Page<'_>) -> Result<Vec<Row>, Error> {
        self.run_page(&page).await
    }

    async fn count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error> {
        self.run_count(table, filters).await
    }

    async fn update(
        &mut self,
        table: &ObjectName,
        key: &[String],
        columns: &[String],
        rows: &[Row],
    ) -> Result<u64, Error> {
        self.run_update(table, key, columns, rows).await
    }

    async fn update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: &[Value],
        filters: &[Filter],
    ) -> Result<u64, Error> {
        self.run_update_where(table, columns, values, filters).await
    }

    async fn delete(&mut self, table: &ObjectName, key: &[String], rows: &[Row]) -> Result<u64, Error> {
        self.run_delete(table, key, rows).await
    }

    async fn delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error> {
        self.run_delete_where(table, filters).await
    }

    async fn execute(&mut self, origin: Origin, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        self.run_execute(origin, statement, parameters).await
    }

    async fn query(
        &mut self,
        origin: Origin,
        statement: &str,
        parameters: &[Value],
        limit: ResultLimit,
    ) -> Result<RowSet, Error> {
        self.run_query(origin, statement, parameters, limit).await
    }
}
