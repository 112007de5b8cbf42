//! Reading the bookkeeping tables. Nothing here writes.

use super::{LAYOUT, Seen};
use crate::journal::{self, Unfinished};
use mighost_database::{Connection, Origin};
use mighost_schema::{Description, Dialect, Error, ResultLimit, Row, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Why the bookkeeping can't be read.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The tables were written by a newer host.
    #[error(
        "{target} was last migrated by a newer mighost (bookkeeping layout {found}; this one knows up to {LAYOUT}); use that version"
    )]
    Newer {
        /// The database.
        target: String,
        /// Its layout.
        found: i64,
    },
    /// The tables don't hold what they should.
    #[error(
        "{target}: the bookkeeping tables are damaged: {what}; restore the database from a backup, or drop every table whose name begins with `mighost_` and `mighost stamp` the revision at which the database stands"
    )]
    Damaged {
        /// The database.
        target: String,
        /// What is wrong.
        what: String,
    },
    /// Another runner committed a step meanwhile.
    #[error("another runner changed the database's revisions meanwhile; run the command again")]
    Overtaken,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] mighost_database::Error),
}

/// What a package's bookkeeping says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Whether the tables exist at all.
    pub initialised: bool,
    /// A number that every committed step raises: the fence.
    pub epoch: i64,
    /// What vouched for the steps so far.
    pub seen: Seen,
    /// The current revisions.
    pub current: BTreeSet<String>,
    /// The packages that are at some revision; the empty name is the application's own chain.
    pub packages: BTreeSet<String>,
    /// A step that was begun and neither finished nor taken back.
    pub unfinished: Option<Unfinished>,
}

impl State {
    /// What it is behind a step of a package, whose current revisions are `after` then, and
    /// where this is remembered.
    pub(crate) fn behind(&self, package: &str, after: BTreeSet<String>, seen: Seen) -> State {
        let mut packages = self.packages.clone();
        if after.is_empty() {
            packages.remove(package);
        } else {
            packages.insert(package.to_owned());
        }
        State { initialised: true, epoch: self.epoch + 1, seen, current: after, packages, unfinished: None }
    }
}

/// One committed step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its number in the database's history.
    pub number: i64,
    /// The revision.
    pub revision: String,
    /// `upgrade`, `downgrade` or `stamp`.
    pub direction: String,
    /// The artifact's sha256; empty for a stamp.
    pub sha256: String,
    /// The ids of the keys that vouched for it, up to three; empty where nobody had to.
    pub keys: Vec<String>,
    /// When it began, RFC 3339.
    pub started: String,
    /// When it ended, RFC 3339.
    pub finished: String,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
    /// What the migration warned of.
    pub warnings: Vec<String>,
    /// Who ran it: user, machine and process.
    pub host: String,
    /// The version of mighost that ran it.
    pub version: String,
}

// The bookkeeping is ours: what limits it is the size of a chain, and no chain comes near these.
const LIMIT: ResultLimit = ResultLimit { rows: 10_000_000, bytes: 4 << 30 };

/// Reads the state of one package.
pub(crate) async fn read(connection: &mut dyn Connection, package: &str) -> Result<State, BookError> {
    let Some((epoch, seen)) = facts(connection, false).await? else { return Ok(State::default()) };
    // All of them: a run asks once, and learns which packages are there besides.
    let (mut current, mut packages) = (BTreeSet::new(), BTreeSet::new());
    for row in rows(connection, "SELECT package, revision FROM mighost_revisions", &[]).await? {
        let (of, revision) = (text(connection, &row, 0)?, text(connection, &row, 1)?);
        if of == package {
            current.insert(revision);
        }
        packages.insert(of);
    }
    let unfinished = journal::summary(connection, package).await?;
    Ok(State { initialised: true, epoch, seen, current, packages, unfinished })
}

/// Reads the fence; `None` where there are no tables. Refuses a layout from the future.
///
/// With `hold` no other runner moves it until the transaction ends: it waits here for one that is about to.
pub(crate) async fn epoch(connection: &mut dyn Connection, hold: bool) -> Result<Option<i64>, BookError> {
    Ok(facts(connection, hold).await?.map(|(epoch, _)| epoch))
}

/// The fence, and what else stands beside it.
async fn facts(connection: &mut dyn Connection, hold: bool) -> Result<Option<(i64, Seen)>, BookError> {
    if !exists(connection).await? {
        return Ok(None);
    }
    let (mut layout, mut epoch, mut others) = (None, None, Vec::new());
    // On SQLite whoever may write has locked the whole database.
    let lock = if hold && connection.dialect() != Dialect::Sqlite { " FOR UPDATE" } else { "" };
    let found = rows(connection, &format!("SELECT name, value FROM mighost_meta{lock}"), &[]).await?;
    // Where the schema can't be changed inside a transaction, the tables are there before the facts.
    if found.is_empty() && matches!(connection.dialect(), Dialect::Mysql | Dialect::Mariadb) {
        return Ok(None);
    }
    for row in found {
        let (name, value) = (text(connection, &row, 0)?, text(connection, &row, 1)?);
        let number = value.parse::<i64>();
        match (name.as_str(), number) {
            ("layout", Ok(n)) => layout = Some(n),
            ("epoch", Ok(n)) => epoch = Some(n),
            ("layout" | "epoch", Err(_)) => return Err(damaged(connection, format!("`{value}` is not a number"))),
            _ => others.push((name, value)),
        }
    }
    match (layout, epoch) {
        (Some(found), _) if found > LAYOUT => Err(BookError::Newer { target: connection.target().to_owned(), found }),
        (Some(_), Some(epoch)) => {
            let mut seen = Seen::default();
            match others.iter().find(|(name, value)| !seen.take(name, value)) {
                Some((name, value)) => Err(damaged(connection, format!("`{name}` in mighost_meta is `{value}`"))),
                None => Ok(Some((epoch, seen))),
            }
        }
        _ => Err(damaged(connection, "mighost_meta has no layout and epoch".into())),
    }
}

/// Whether the tables exist: asked with the host's own eyes, since inspection hides them.
pub(super) async fn exists(connection: &mut dyn Connection) -> Result<bool, BookError> {
    Ok(connection.has_own_table("mighost_meta").await?)
}

/// The committed steps of a package, oldest first.
pub(crate) async fn history(connection: &mut dyn Connection, package: &str) -> Result<Vec<HistoryRow>, BookError> {
    if !exists(connection).await? {
        return Ok(Vec::new());
    }
    let statement = "SELECT number, revision, direction, sha256, started, finished, duration_ms, warnings, host, version, \
                     coalesce(key_id, '') FROM mighost_history WHERE package = ? ORDER BY number";
    let mut history = Vec::new();
    for row in rows(connection, statement, &[package.into()]).await? {
        let warnings = text(connection, &row, 7)?;
        history.push(HistoryRow {
            number: integer(connection, &row, 0)?,
            revision: text(connection, &row, 1)?,
            direction: text(connection, &row, 2)?,
            sha256: text(connection, &row, 3)?,
            keys: text(connection, &row, 10)?.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            started: text(connection, &row, 4)?,
            finished: text(connection, &row, 5)?,
            duration_ms: integer(connection, &row, 6)?,
            warnings: serde_json::from_str(&warnings)
                .map_err(|_| damaged(connection, format!("`{warnings}` is not a list")))?,
            host: text(connection, &row, 8)?,
            version: text(connection, &row, 9)?,
        });
    }
    Ok(history)
}

/// The descriptions of the artifacts that were applied last, with their sha256.
pub(crate) async fn stored(
    connection: &mut dyn Connection,
    package: &str,
) -> Result<Vec<(Description, String)>, BookError> {
    if !exists(connection).await? {
        return Ok(Vec::new());
    }
    // One revision may have been applied from several artifacts: the last one stands.
    let statement = "SELECT a.description, a.sha256 FROM mighost_artifacts a JOIN \
                     (SELECT revision, MAX(number) AS last FROM mighost_history WHERE package = ? AND direction = 'upgrade' \
                      GROUP BY revision) h ON h.revision = a.revision \
                     JOIN mighost_history l ON l.number = h.last AND l.sha256 = a.sha256 WHERE a.package = ?";
    let mut stored = Vec::new();
    for row in rows(connection, statement, &[package.into(), package.into()]).await? {
        let description = text(connection, &row, 0)?;
        let description = serde_json::from_str(&description)
            .map_err(|e| damaged(connection, format!("a stored description can't be read: {e}")))?;
        stored.push((description, text(connection, &row, 1)?));
    }
    Ok(stored)
}

/// The sha256 with which each revision was applied last.
pub(crate) async fn applied(
    connection: &mut dyn Connection,
    package: &str,
) -> Result<BTreeMap<String, String>, BookError> {
    if !exists(connection).await? {
        return Ok(BTreeMap::new());
    }
    let statement =
        "SELECT revision, sha256 FROM mighost_history WHERE package = ? AND direction = 'upgrade' ORDER BY number";
    let mut applied = BTreeMap::new();
    for row in rows(connection, statement, &[package.into()]).await? {
        applied.insert(text(connection, &row, 0)?, text(connection, &row, 1)?);
    }
    Ok(applied)
}

/// A stored artifact's bytes.
pub(crate) async fn artifact(connection: &mut dyn Connection, sha256: &str) -> Result<Vec<u8>, BookError> {
    let found = super::content::read(connection, sha256, "artifact").await?;
    found.ok_or_else(|| damaged(connection, format!("artifact {sha256} is not there")))
}

pub(crate) async fn rows(
    connection: &mut dyn Connection,
    statement: &str,
    parameters: &[Value],
) -> Result<Vec<Row>, BookError> {
    match connection.query(Origin::Host, statement, parameters, LIMIT).await {
        Ok(found) => Ok(found.rows),
        // A table or a column of ours that isn't there; a disk that fails says so with another code.
        Err(mighost_database::Error::Call(Error::Database(said))) if no_such(&said.code) => {
            Err(damaged(connection, said.message))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a code says that there is no such table or column.
fn no_such(code: &str) -> bool {
    matches!(code, "SQLITE_ERROR" | "42P01" | "42703" | "1146" | "1054")
}

pub(crate) fn text(connection: &dyn Connection, row: &Row, index: usize) -> Result<String, BookError> {
    match row.get(index) {
        Some(Value::Text(text)) => Ok(text.clone()),
        other => Err(damaged(connection, format!("expected a text, found {other:?}"))),
    }
}

pub(crate) fn integer(connection: &dyn Connection, row: &Row, index: usize) -> Result<i64, BookError> {
    match row.get(index) {
        Some(Value::Integer(number)) => Ok(*number),
        other => Err(damaged(connection, format!("expected a number, found {other:?}"))),
    }
}

pub(crate) fn damaged(connection: &dyn Connection, what: String) -> BookError {
    BookError::Damaged { target: connection.target().to_owned(), what }
}
