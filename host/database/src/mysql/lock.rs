//! The lock of a run: a named lock of a session that does nothing else. And the mark of the session that works, another
//! named lock, which lasts until the server is done with it.
//!
//! Names are the whole server's, so the database's is part of the name, and two databases on one server don't exclude
//! each other. In a cluster (Galera, group replication) a named lock is the node's alone, so it is refused there unless
//! the address says that every runner connects to this node.

use super::Mysql;
use super::failure::{Place, failed};
use super::open::{self, Address, reach};
use super::sessions::described;
use crate::{Error, Lock, LockKey, Options};
use async_trait::async_trait;
use mighost_schema::Error as CallError;
use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

/// The first pause between two tries: most steps of other runners take a few milliseconds.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
/// The longest: nobody notices a quarter of a second, and four tries a second cost nothing.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);
/// How often the session shows that it lives: firewalls forget a silent connection after some minutes.
const KEEPALIVE: Duration = Duration::from_secs(60);
/// A year, the longest that a session may be silent: the default of eight hours is less than some changes take.
pub(super) const SILENCE: u32 = 31_536_000;

struct NamedLock {
    /// Dropping the last of it closes the session, and with it the lock.
    connection: Arc<Mutex<MySqlConnection>>,
    address: Address,
    name: String,
    id: i64,
    alive: JoinHandle<()>,
}

impl Drop for NamedLock {
    fn drop(&mut self) {
        self.alive.abort();
    }
}

/// The lock's name: no longer than the 64 characters that servers take, and still telling whose it is.
fn name(kind: &str, database: &str, key: &LockKey) -> String {
    // Names are compared in any case, so the hash is of the database's name as it is.
    let hash = format!("{:016x}", key.hashed(&[database]));
    let left = LONGEST_NAME.saturating_sub(kind.len() + hash.len() + 2);
    let shown: String = database.chars().filter(|c| !c.is_control()).take(left).collect();
    format!("{kind}:{shown}:{hash}")
}

/// https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html
const LONGEST_NAME: usize = 64;

/// Waits for the lock, and takes it.
pub(crate) async fn acquire(url: &str, shown: &str, key: &LockKey, options: &Options) -> Result<Box<dyn Lock>, Error> {
    let address = open::address(url, shown, options.connect_timeout)?;
    let mut connection = reach(&address, options).await?;
    let settings = format!("SET NAMES utf8mb4, wait_timeout = {SILENCE}");
    open::run(&mut connection, &settings, &address, options).await?;
    let row =
        ask(&mut connection, &address, "SELECT CAST(database() AS CHAR), CAST(connection_id() AS SIGNED)").await?;
    let database: String = row.try_get_unchecked(0).unwrap_or_default();
    let id: i64 = row.try_get_unchecked(1).unwrap_or_default();
    refuse_cluster(&mut connection, &address).await?;
    let name = name("mighost", &database, key);
    take(&mut connection, &address, &name, options.lock_timeout).await?;
    let connection = Arc::new(Mutex::new(connection));
    let kept = Arc::downgrade(&connection);
    let alive = tokio::spawn(async move {
        loop {
            tokio::time::sleep(KEEPALIVE).await;
            let Some(connection) = kept.upgrade() else { return };
            // A session that is gone shows when the lock is asked about.
            if connection.lock().await.ping().await.is_err() {
                return;
            }
        }
    });
    let mut lock = NamedLock { connection, address, name, id, alive };
    // Behind a proxy the next statement may run in another session, which then doesn't hold it.
    lock.held().await?;
    Ok(Box::new(lock))
}

/// Marks the session that works, until it ends: the server may go on with the last statement of a runner that is gone.
pub(super) async fn claim(this: &mut Mysql, key: &LockKey, patience: Duration) -> Result<(), Error> {
    let name = name("mighost-step", &this.facts.database, key);
    take(&mut this.connection, &this.address, &name, patience).await?;
    let statement = format!("SELECT CAST(IS_USED_LOCK({}) AS SIGNED)", super::lexer::literal(&name));
    let row = ask(&mut this.connection, &this.address, &statement).await?;
    match row.try_get_unchecked::<Option<i64>, _>(0) {
        Ok(Some(id)) if id == this.id => Ok(()),
        _ => Err(unusable(&this.address.shown, "a proxy changes sessions between statements")),
    }
}

/// The session that works, where there is one.
pub(super) async fn claimant(this: &mut Mysql, key: &LockKey) -> Option<String> {
    let quoted = super::lexer::literal(&name("mighost-step", &this.facts.database, key));
    holder(&mut this.connection, &this.address, &quoted).await
}

/// Takes a named lock.
///
/// It is tried and tried again with a timeout of zero, never waited for in the server, so that whoever waits can be
/// stopped at once, and so that no server's idea of a negative timeout matters (MariaDB gives NULL, MySQL waits for
/// ever).
async fn take(
    connection: &mut MySqlConnection,
    address: &Address,
    name: &str,
    patience: Duration,
) -> Result<(), Error> {
    let quoted = super::lexer::literal(name);
    let begun = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        let asked = ask(connection, address, &format!("SELECT CAST(GET_LOCK({quoted}, 0) AS SIGNED)")).await;
        let row = asked.map_err(|error| match error {
            // Some clusters forbid the function (MDEV-30473, pxc_strict_mode).
            Error::Call(CallError::Database(said)) => unusable(&address.shown, &said.message),
            error => error,
        })?;
        let answer = row.try_get_unchecked::<Option<i64>, _>(0);
        if taken(answer.map_err(|error| unusable(&address.shown, &error.to_string()))?, &address.shown)? {
            return Ok(());
        }
        let waited = begun.elapsed();
        if waited >= patience {
            let holder = holder(connection, address, &quoted).await;
            return Err(Error::Busy { target: address.shown.clone(), waited, holder });
        }
        tokio::time::sleep(jittered(pause).min(patience.saturating_sub(waited))).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// What `GET_LOCK` has answered: 1 is ours, 0 is another's, and NULL is no lock at all, though no error either.
fn taken(answer: Option<i64>, target: &str) -> Result<bool, Error> {
    match answer {
        Some(1) => Ok(true),
        Some(0) => Ok(false),
        Some(other) => Err(unusable(target, &format!("it answers {other} when asked for a lock"))),
        None => Err(unusable(target, "it answers NULL when asked for a lock")),
    }
}

/// Refuses a node of a cluster whose other nodes take writes too: they know nothing of this one's locks.
async fn refuse_cluster(connection: &mut MySqlConnection, address: &Address) -> Result<(), Error> {
    if address.one_node {
        return Ok(());
    }
    // Whoever has none of these has no such row.
    let statement = "SHOW GLOBAL VARIABLES WHERE variable_name IN \
                     ('wsrep_on', 'group_replication_group_name', 'group_replication_single_primary_mode')";
    let variables = pairs(connection, address, statement).await?;
    let is = |name: &str, value: &str| variables.get(name).is_some_and(|set| set.eq_ignore_ascii_case(value));
    let kind = if is("wsrep_on", "on") {
        let status = pairs(connection, address, "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'").await?;
        match status.get("wsrep_cluster_size").and_then(|size| size.parse::<u32>().ok()) {
            // Alone, there is no other node.
            Some(0 | 1) => return Ok(()),
            Some(size) => format!("a Galera cluster of {size} nodes"),
            None => "a Galera cluster".to_owned(),
        }
    } else if is("group_replication_single_primary_mode", "off")
        && variables.get("group_replication_group_name").is_some_and(|name| !name.is_empty())
    {
        "a replication group that takes writes on every member".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::Unreachable {
        target: address.shown.clone(),
        reason: format!("the server belongs to {kind}, where a lock keeps runners out on its own node only"),
        advice: "Let every runner connect to the same node, and say so with ?cluster=one-node in the address."
            .to_owned(),
    })
}

/// Names and values.
async fn pairs(
    connection: &mut MySqlConnection,
    address: &Address,
    statement: &'static str,
) -> Result<BTreeMap<String, String>, Error> {
    let place = Place { target: &address.shown, statement, waits: Duration::ZERO };
    let rows = sqlx::raw_sql(statement).fetch_all(connection).await.map_err(|error| failed(&error, &place))?;
    let text = |row: &MySqlRow, at: usize| row.try_get_unchecked::<String, _>(at).unwrap_or_default();
    Ok(rows.iter().map(|row| (text(row, 0).to_ascii_lowercase(), text(row, 1))).collect())
}

/// A pause between half and the whole of it, so that waiting runners don't try at the same moment for ever.
fn jittered(pause: Duration) -> Duration {
    let random = u32::try_from(RandomState::new().hash_one(0_u8) & 0xff).unwrap_or_default();
    pause / 2 + pause * random / 510
}

fn unusable(target: &str, reason: &str) -> Error {
    Error::Unreachable {
        target: target.to_owned(),
        reason: format!("the server gives no named locks: {reason}"),
        advice: "Connect to the server itself, not through a proxy that shares sessions; in a cluster, to a node that \
                 allows named locks."
            .to_owned(),
    }
}

async fn ask(connection: &mut MySqlConnection, address: &Address, statement: &str) -> Result<MySqlRow, Error> {
    let place = Place { target: &address.shown, statement, waits: Duration::ZERO };
    let asked = sqlx::query(AssertSqlSafe(statement.to_owned())).fetch_one(connection).await;
    asked.map_err(|error| failed(&error, &place))
}

/// Who holds the lock, as far as we may see.
async fn holder(connection: &mut MySqlConnection, address: &Address, quoted: &str) -> Option<String> {
    let row = ask(connection, address, &format!("SELECT CAST(IS_USED_LOCK({quoted}) AS SIGNED)")).await.ok()?;
    let id = row.try_get_unchecked::<Option<i64>, _>(0).ok()??;
    Some(described(connection, id).await)
}

#[async_trait]
impl Lock for NamedLock {
    async fn held(&mut self) -> Result<(), Error> {
        let quoted = super::lexer::literal(&self.name);
        let statement = format!("SELECT CAST(connection_id() AS SIGNED), CAST(IS_USED_LOCK({quoted}) AS SIGNED)");
        let row = ask(&mut *self.connection.lock().await, &self.address, &statement).await?;
        let id: i64 = row.try_get_unchecked(0).unwrap_or_default();
        let holder: Option<i64> = row.try_get_unchecked(1).unwrap_or_default();
        if id != self.id {
            return Err(unusable(&self.address.shown, "a proxy changes sessions between statements"));
        }
        if holder != Some(id) {
            return Err(Error::Unreachable {
                target: self.address.shown.clone(),
                reason: format!("the lock `{}` is no longer ours", self.name),
                advice: "Somebody released it or restarted the server; run again.".to_owned(),
            });
        }
        Ok(())
    }

    async fn release(self: Box<Self>) -> Result<(), Error> {
        self.alive.abort();
        let quoted = super::lexer::literal(&self.name);
        let statement = format!("SELECT CAST(RELEASE_LOCK({quoted}) AS SIGNED)");
        let row = ask(&mut *self.connection.lock().await, &self.address, &statement).await?;
        match row.try_get_unchecked::<Option<i64>, _>(0) {
            Ok(Some(1)) => Ok(()),
            _ => Err(Error::Unreachable {
                target: self.address.shown.clone(),
                reason: format!("the lock `{}` was no longer ours when it was released", self.name),
                advice: "Another runner may have worked at the same time; look at the history.".to_owned(),
            }),
        }
    }

    fn describe(&self) -> String {
        format!("the named lock `{}` of connection {}", self.name, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn get_lock_has_given_a_lock_only_where_it_answers_one() {
        assert!(matches!(taken(Some(1), "x"), Ok(true)));
        assert!(matches!(taken(Some(0), "x"), Ok(false)));
        for answer in [None, Some(2)] {
            assert!(matches!(taken(answer, "x"), Err(Error::Unreachable { .. })), "{answer:?}");
        }
    }

    #[test]
    fn a_locks_name_is_short_enough_and_of_one_database() {
        let key = LockKey::new("acme/billing");
        let long = "d".repeat(64);
        let lock = |database: &str, key: &LockKey| name("mighost", database, key);
        assert!(lock(&long, &key).chars().count() <= 64);
        assert!(name("mighost-step", &long, &key).chars().count() <= 64);
        assert_ne!(lock("a", &key), lock("b", &key));
        assert_ne!(lock("a", &key), lock("A", &key));
        assert_ne!(lock("a", &key), lock("a", &LockKey::default()));
    }
}
