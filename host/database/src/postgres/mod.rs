//! PostgreSQL, through sqlx's own driver.
//!
//! What a reader should know:
//!
//! - A step is one transaction with a savepoint of a random name in it; a step whose savepoint is gone isn't ours any
//!   more, and nothing of it is committed ([`session`]).
//! - Statements of migrations go through the extended protocol, one a call ([`raw`]).
//! - Everything known of a schema is read from the catalogs ([`inspect`]); what is written comes back as it was written,
//!   once it is in the form that [`canonical`] gives it.

mod address;
mod alter;
mod canonical;
mod claim;
mod data;
mod effect;
mod failure;
mod fingerprint;
#[doc(hidden)]
pub mod fuzzing;
mod index;
mod inspect;
mod landed;
mod lock;
mod login;
mod lower;
mod open;
mod operate;
mod probe;
mod raw;
mod read;
mod render;
mod session;
mod text;
mod types;
mod value;

pub use canonical::canonical;
pub(crate) use lock::acquire;
pub(crate) use open::open;

use crate::{Bounds, Connection, Effect, Error, Examined, Fate, LockKey, Options, Origin, Presence, Ran, Timeouts};
use async_trait::async_trait;
use mighost_schema::{
    Dialect, Enumeration, Filter, ObjectName, Operation, Page, ResultLimit, Row, RowSet, Schema, Sequence, Table,
    Trigger, Value, View,
};
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;
use std::time::{Duration, Instant};

/// Where a connection's transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    None,
    Open,
    /// Ended by a statement inside it.
    Lost,
}

/// A connection to a PostgreSQL database.
pub(crate) struct Postgres {
    connection: PgConnection,
    /// How to connect once more, to interrupt a statement.
    options: PgConnectOptions,
    target: String,
    version: String,
    /// The version as a number: 150004.
    number: u32,
    pid: i32,
    /// The default schema.
    schema: String,
    settings: Options,
    /// What the step that runs is kept to, where it is less.
    timeouts: Timeouts,
    deadline: Option<Instant>,
    transaction: Transaction,
    /// The name of the transaction's savepoint.
    marker: String,
    /// Nothing has run since the savepoint was set.
    fresh: bool,
    /// A migration's own statement ran, which may have changed settings of the session.
    guest_ran: bool,
    /// A migration's own statement ran since the claim was last seen, which may have released it.
    guest_wrote: bool,
    /// The session is marked as the one that works on a chain.
    claim: Option<claim::Claim>,
    /// A statement of ours failed: the transaction can only be rolled back.
    failed: bool,
    /// The connection is in one transaction that only reads, for as long as it lasts.
    read_only: bool,
    /// Operations are written down and not run.
    recording: bool,
    /// The connection is in a state nobody knows.
    broken: bool,
}

#[async_trait]
impl Connection for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgresql
    }

    fn server_version(&self) -> &str {
        &self.version
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    fn set_timeouts(&mut self, timeouts: Timeouts) {
        self.timeouts = timeouts;
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

    async fn claim(&mut self, key: &LockKey, patience: Duration) -> Result<(), Error> {
        self.claim_now(key, patience).await
    }

    async fn claimant(&mut self, key: &LockKey) -> Result<Option<String>, Error> {
        let number = self.claim_number(key).await?;
        self.claimant_of(number).await
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

    async fn receipt(&mut self) -> Result<String, Error> {
        self.transaction_receipt().await
    }

    async fn fate(&mut self, receipt: &str) -> Result<Fate, Error> {
        self.fate_of(receipt).await
    }

    fn effect(&self, statement: &str) -> Effect {
        effect::of_statement(statement)
    }

    fn effect_of(&self, operation: &Operation) -> Effect {
        effect::of_operation(operation)
    }

    async fn tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        self.list_tables(schema).await
    }

    async fn table(&mut self, name: &ObjectName) -> Result<Option<Table>, Error> {
        self.look_at_table(name).await
    }

    async fn triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>, Error> {
        self.list_triggers(table).await
    }

    async fn views(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        Ok(self.read_views(schema, None).await?.into_iter().map(|view| view.name).collect())
    }

    async fn view(&mut self, name: &ObjectName) -> Result<Option<View>, Error> {
        Ok(self.read_views(name.schema.as_deref(), Some(&name.name)).await?.pop())
    }

    async fn sequences(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        Ok(self.read_sequences(schema, None).await?.into_iter().map(|sequence| sequence.name).collect())
    }

    async fn sequence(&mut self, name: &ObjectName) -> Result<Option<Sequence>, Error> {
        Ok(self.read_sequences(name.schema.as_deref(), Some(&name.name)).await?.pop())
    }

    async fn enumerations(&mut self, schema: Option<&str>) -> Result<Vec<Enumeration>, Error> {
        self.read_enumerations(schema).await
    }

    async fn schemas(&mut self) -> Result<Vec<String>, Error> {
        self.list_schemas().await
    }

    async fn has_own_table(&mut self, name: &str) -> Result<bool, Error> {
        if !name.starts_with(crate::RESERVED_PREFIX) {
            return Ok(false);
        }
        Ok(self.relation(&ObjectName::new(name)).await?.is_some())
    }

    async fn schema(&mut self) -> Result<Schema, Error> {
        self.read_schema().await
    }

    async fn operate(&mut self, operation: &Operation) -> Result<Ran, Error> {
        self.run_operation(operation).await
    }

    async fn render(&mut self, operation: &Operation) -> Result<Vec<String>, Error> {
        self.write_down(operation).await
    }

    async fn lower(&mut self, operation: &Operation, before: &Schema) -> Result<Operation, Error> {
        Ok(lower::lowered(operation, before, self.stored_only())?)
    }

    async fn around(&mut self, operation: &Operation) -> Result<Schema, Error> {
        self.look_around(operation).await
    }

    async fn landed(&mut self, operation: &Operation, before: &Schema) -> Result<Option<bool>, Error> {
        self.has_landed(operation, before).await
    }

    async fn fingerprint(&mut self) -> Result<String, Error> {
        self.digest().await
    }

    async fn invalid_indexes(&mut self) -> Result<Vec<ObjectName>, Error> {
        self.list_invalid_indexes().await
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
