use crate::login::{Bounds, Examined, Fate, Presence, Timeouts};
use crate::{Error, LockKey};
use async_trait::async_trait;
use mighost_schema::{
    Dialect, Enumeration, Filter, ObjectName, Operation, Page, ResultLimit, Row, RowSet, Schema, Sequence, Table,
    Trigger, Value, View,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Who wrote a raw statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// mighost itself.
    Host,
    /// A migration: no transaction control, no files, no loaded code, none of mighost's own tables.
    Guest,
}

/// What running an operation did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Whether anything changed; false where `if_exists` or `if_not_exists` found nothing to do.
    pub changed: bool,
    /// The statements that ran, in order.
    pub statements: Vec<String>,
}

/// What a statement does to the transaction that is open around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is part of the transaction, and undone with it.
    Inside,
    /// It commits what is open, and then itself: nearly every change of a schema on MySQL and MariaDB.
    Commits,
    /// It can't run while a transaction is open: PostgreSQL's `CREATE INDEX CONCURRENTLY`.
    Outside,
}

/// One connection to a database.
///
/// Names in arguments are plain and are quoted here. Inspection sees the changes of the open transaction.
/// Tables whose names begin with [`RESERVED_PREFIX`] are mighost's own: inspection never lists them, and
/// statements of [`Origin::Guest`] can't reach them.
#[async_trait]
pub trait Connection: Send {
    /// The dialect.
    fn dialect(&self) -> Dialect;
    /// The server's version as it states it.
    fn server_version(&self) -> &str;
    /// What the connection is to, for people, without a password.
    fn target(&self) -> &str;

    /// Statements that run past this moment are interrupted with [`mighost_schema::Error::Limit`].
    fn set_deadline(&mut self, deadline: Option<Instant>);

    /// Keeps the statements of a step to limits of their own, where they are less than the connection's, until it is called
    /// with none. A migration can't raise them.
    fn set_timeouts(&mut self, timeouts: Timeouts) {
        let _ = timeouts;
    }

    /// A step is over: what its migration has set of the session is set back before the next transaction begins.
    fn end_step(&mut self) {}

    /// Begins a transaction that may write. Waits for other writers, within the connection's lock timeout.
    async fn begin(&mut self) -> Result<(), Error>;
    /// Checks that the transaction is still the one that [`Connection::begin`] opened and that no foreign key is
    /// broken, and commits it. On an error nothing is committed and the transaction is still open.
    async fn commit(&mut self) -> Result<(), Error>;
    /// Rolls back, if a transaction is open.
    async fn rollback(&mut self) -> Result<(), Error>;

    /// Marks this very session as the one that works on a chain, for as long as it lasts, waiting for at most `patience`
    /// for an earlier session to end: that of a runner which was killed may still be at its last statement.
    ///
    /// # Errors
    /// [`Error::Busy`] with what the other session is doing; [`Error::Pooled`] where a session is no one's own.
    async fn claim(&mut self, key: &LockKey, patience: Duration) -> Result<(), Error> {
        let _ = (key, patience);
        Ok(())
    }

    /// Who works on a chain at this moment, as [`Connection::claim`] marks it; `None` where nobody does, or nobody can tell.
    ///
    /// # Errors
    /// [`Error::Call`] where the server can't be asked.
    async fn claimant(&mut self, key: &LockKey) -> Result<Option<String>, Error> {
        let _ = key;
        Ok(None)
    }

    /// Keeps the raw SQL of migrations to what a wall lets through, until it is called with `None`: by the database itself,
    /// whatever a statement looks like.
    ///
    /// # Errors
    /// [`mighost_schema::Error::Unsupported`] where the database can't: what a statement reaches is then as far as its
    /// login reaches.
    fn confine(&mut self, wall: Option<Arc<dyn Wall>>) -> Result<(), Error> {
        match wall {
            None => Ok(()),
            Some(_) => {
                Err(mighost_schema::Error::Unsupported("this database can't keep raw SQL to some tables".into()).into())
            }
        }
    }
    /// Lets another session recognise this one, until [`Connection::retire`]. While no transaction is open.
    async fn present(&mut self) -> Result<Presence, Error> {
        Err(mighost_schema::Error::Unsupported("this database has no logins".into()).into())
    }
    /// Ends what [`Connection::present`] began.
    async fn retire(&mut self, presence: &Presence) -> Result<(), Error> {
        let _ = presence;
        Ok(())
    }
    /// Looks at the login of another session: whether the database keeps it to these bounds. `None` where that session
    /// isn't on this server, or not in this database.
    async fn examine(&mut self, presence: &Presence, bounds: &Bounds<'_>) -> Result<Option<Examined>, Error> {
        let _ = (presence, bounds);
        Ok(None)
    }
    /// Makes what receipts for this session's transactions need, while no transaction is open.
    async fn prepare_receipts(&mut self) -> Result<(), Error> {
        Ok(())
    }
    /// A receipt for the open transaction, by which [`Connection::fate`] knows later what has become of it.
    async fn receipt(&mut self) -> Result<String, Error> {
        Err(mighost_schema::Error::Unsupported("this database gives no receipts for transactions".into()).into())
    }
    /// What has become of the transaction that a receipt is for.
    async fn fate(&mut self, receipt: &str) -> Result<Fate, Error> {
        let _ = receipt;
        Ok(Fate::Unknown)
    }

    /// What a raw statement of a migration does to the transaction around it. What isn't [`Effect::Inside`] is run
    /// while no transaction is open.
    fn effect(&self, statement: &str) -> Effect {
        let _ = statement;
        Effect::Inside
    }
    /// Whether a raw statement that is [`Effect::Inside`] runs code that may commit or roll back all the same, which is
    /// found out only afterwards: a procedure of MySQL's.
    fn may_end_transaction(&self, statement: &str) -> bool {
        let _ = statement;
        false
    }
    /// Whether a statement has ended the transaction, by a commit or a rollback. Nothing but [`Connection::rollback`] can
    /// be done then.
    fn transaction_lost(&self) -> bool {
        false
    }
    /// What an operation does to the transaction around it.
    fn effect_of(&self, operation: &Operation) -> Effect {
        let _ = operation;
        Effect::Inside
    }

    /// The names of a schema's tables, sorted.
    async fn tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error>;
    /// One table whole.
    async fn table(&mut self, name: &ObjectName) -> Result<Option<Table>, Error>;
    /// The triggers of a table or view.
    async fn triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>, Error>;
    /// The names of a schema's views, sorted.
    async fn views(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error>;
    /// One view.
    async fn view(&mut self, name: &ObjectName) -> Result<Option<View>, Error>;
    /// The names of a schema's sequences, sorted.
    async fn sequences(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error>;
    /// One sequence.
    async fn sequence(&mut self, name: &ObjectName) -> Result<Option<Sequence>, Error>;
    /// A schema's enumeration types, sorted by name.
    async fn enumerations(&mut self, schema: Option<&str>) -> Result<Vec<Enumeration>, Error>;
    /// The schemas, sorted, without the database's own.
    async fn schemas(&mut self) -> Result<Vec<String>, Error>;
    /// Whether one of mighost's own tables exists, which the functions above never show. For the bookkeeping.
    async fn has_own_table(&mut self, name: &str) -> Result<bool, Error>;
    /// The indexes that a build which was interrupted, or which failed, left behind unusable, sorted, in every schema.
    async fn invalid_indexes(&mut self) -> Result<Vec<ObjectName>, Error> {
        Ok(Vec::new())
    }
    /// Everything in the default schema.
    async fn schema(&mut self) -> Result<Schema, Error>;

    /// Runs one operation inside the open transaction.
    async fn operate(&mut self, operation: &Operation) -> Result<Ran, Error>;
    /// The statements that [`Connection::operate`] would run now, in their order; none where nothing is to be done.
    /// What they change is not looked at.
    async fn render(&mut self, operation: &Operation) -> Result<Vec<String>, Error> {
        Err(mighost_schema::Error::Unsupported(format!("`{operation}` can't be written down before it runs")).into())
    }
    /// The operation as this database does it: what it makes of `before` is what inspection finds afterwards. `before`
    /// holds what the operation touches, as inspection gave it.
    async fn lower(&mut self, operation: &Operation, before: &Schema) -> Result<Operation, Error> {
        let _ = before;
        Ok(operation.clone())
    }

    /// The part of the schema that an operation is about, as it is now.
    async fn around(&mut self, operation: &Operation) -> Result<Schema, Error> {
        let _ = operation;
        self.schema().await
    }
    /// Whether an operation that was interrupted has been done: `Some(true)` where the schema is now what it makes of
    /// `before`, `Some(false)` where it is as before, `None` where it is neither. `before` is what
    /// [`Connection::around`] gave before the operation.
    async fn landed(&mut self, operation: &Operation, before: &Schema) -> Result<Option<bool>, Error> {
        let lowered = self.lower(operation, before).await?;
        let mut after = before.clone();
        after.apply(&lowered)?;
        let now = self.around(operation).await?;
        Ok(match (now == after, now == *before) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        })
    }
    /// A digest of everything that the catalogs say of the default schema: whatever a statement changes there, tables,
    /// routines and triggers included, changes it; rows don't.
    async fn fingerprint(&mut self) -> Result<String, Error> {
        Err(mighost_schema::Error::Unsupported("this database's changes are undone by its transactions".into()).into())
    }

    /// Inserts rows. How many.
    async fn insert(&mut self, table: &ObjectName, columns: &[String], rows: &[Row]) -> Result<u64, Error>;
    /// Reads one page of a table; each row holds `page.columns`, then `page.order_by`.
    async fn page(&mut self, page: Page<'_>) -> Result<Vec<Row>, Error>;
    /// Counts rows.
    async fn count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error>;
    /// Updates by key: each row has the key's values, then the new ones. How many rows changed.
    async fn update(
        &mut self,
        table: &ObjectName,
        key: &[String],
        columns: &[String],
        rows: &[Row],
    ) -> Result<u64, Error>;
    /// Sets columns where all filters hold. How many rows changed.
    async fn update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: &[Value],
        filters: &[Filter],
    ) -> Result<u64, Error>;
    /// Deletes by key. How many rows.
    async fn delete(&mut self, table: &ObjectName, key: &[String], rows: &[Row]) -> Result<u64, Error>;
    /// Deletes where all filters hold. How many rows.
    async fn delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64, Error>;

    /// Runs exactly one statement. How many rows it changed; rows that it returns are dropped.
    async fn execute(&mut self, origin: Origin, statement: &str, parameters: &[Value]) -> Result<u64, Error>;
    /// Runs exactly one query.
    async fn query(
        &mut self,
        origin: Origin,
        statement: &str,
        parameters: &[Value],
        limit: ResultLimit,
    ) -> Result<RowSet, Error>;
}

/// What raw SQL may reach: the names are as the database has them, without a schema.
pub trait Wall: Send + Sync + std::fmt::Debug {
    /// Whether rows may be read.
    fn reads(&self, table: &str) -> bool;
    /// Whether rows may be changed.
    fn changes(&self, table: &str) -> bool;
    /// Whether a foreign key may refer to it.
    fn refers(&self, table: &str) -> bool;
    /// Whether an object may be created, altered or dropped.
    fn owns(&self, name: &str) -> bool;
}

/// What the names of mighost's own tables begin with.
pub const RESERVED_PREFIX: &str = "mighost_";
