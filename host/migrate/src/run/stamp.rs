//! Writing which revisions are current, or the tables for it, without running anything.

use super::packages::{Packages, ROOT};
use super::work::{Known, Work};
use crate::Error;
use crate::book::{self, NewHistory, State};
use mighost_database::{Connection, OpenMode};
use mighost_schema::{Description, Dialect};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Work {
    /// Writes which revisions are current, without running anything. The rows before and after.
    pub(crate) async fn stamp(&self, targets: &[String], purge: bool) -> Result<(Vec<String>, Vec<String>), Error> {
        // First with eyes only: a wrong target makes no database.
        let (package, targets) = self.aimed_at_one(targets)?;
        let mut peek = self.open(OpenMode::ReadOnly).await?;
        let packages = Packages::find(&self.options.dir, &self.options.packages)?;
        let known = self.known_of(&package, &packages, peek.as_deref_mut().map(|c| c as _)).await?;
        drop(peek);
        if let Some(step) = known.state.unfinished {
            return Err(Error::Unfinished {
                step,
                reasons: Vec::new(),
                next: "`mighost resume` finishes it, `mighost resume --undo` takes it back; stamp then".into(),
            });
        }
        if let (Some(id), false) = (known.unknown.first(), purge) {
            // What would stand without the unknown ones: the other rows stay.
            let rows = known.state.current.iter().filter(|row| !known.unknown.contains(row)).cloned().collect();
            let rows = known.graph.after_stamp(&targets, &rows)?;
            let targets = if rows.is_empty() { vec!["base".to_owned()] } else { rows.into_iter().collect() };
            return Err(Error::UnknownRow { id: id.clone(), targets: targets.join(" ") });
        }
        let rows = if purge { BTreeSet::new() } else { known.state.current.clone() };
        let after = known.graph.after_stamp(&targets, &rows)?;
        let before: Vec<String> = known.state.current.iter().cloned().collect();
        if after != known.state.current {
            let mut site = self.open_site().await?;
            let lock = Arc::clone(&site.lock);
            let connection = site.connection()?;
            let result = stamped(connection, &package, &known, &after).await;
            lock.lock().await.release().await;
            or_rolled_back(connection, result).await?;
        }
        Ok((before, after.into_iter().collect()))
    }

    /// The one package of several targets.
    fn aimed_at_one(&self, targets: &[String]) -> Result<(String, Vec<String>), Error> {
        let mut package: Option<String> = None;
        let mut own = Vec::new();
        for target in targets {
            let (other, target) = self.aimed(target);
            if package.as_ref().is_some_and(|package| *package != other) {
                return Err(Error::Usage("the targets belong to several packages; stamp one after the other".into()));
            }
            package = Some(other);
            own.push(target);
        }
        Ok((package.unwrap_or_else(|| self.options.package.clone()), own))
    }

    /// Makes the bookkeeping tables where there are none. Whether it did.
    pub(crate) async fn ensure_version(&self) -> Result<bool, Error> {
        let mut peek = self.open(OpenMode::ReadOnly).await?;
        if let Some(connection) = peek.as_deref_mut()
            && book::read(connection, ROOT).await?.initialised
        {
            return Ok(false);
        }
        drop(peek);
        let mut site = self.open_site().await?;
        let lock = Arc::clone(&site.lock);
        let connection = site.connection()?;
        let result = initialised(connection).await;
        lock.lock().await.release().await;
        or_rolled_back(connection, result).await
    }
}

/// Writes rows, and a line of history for each that is new; for those that only went, one for base.
async fn stamped(
    connection: &mut dyn Connection,
    package: &str,
    known: &Known,
    after: &BTreeSet<String>,
) -> Result<(), Error> {
    let mut state = known.state.clone();
    if matches!(connection.dialect(), Dialect::Mysql | Dialect::Mariadb) && !state.initialised {
        book::initialise(connection).await?;
        state = State { initialised: true, ..state };
    }
    connection.begin().await?;
    if book::epoch(connection, true).await? != state.initialised.then_some(state.epoch) {
        return Err(Error::Book(book::BookError::Overtaken));
    }
    let base = Description { id: "base".into(), ..Description::default() };
    let new: Vec<&Description> =
        after.difference(&state.current).filter_map(|id| known.graph.get(id)).map(|node| node.description()).collect();
    let row = |description| NewHistory {
        package,
        description,
        direction: "stamp",
        artifact: None,
        started: jiff::Timestamp::now(),
        keys: &[],
        seen: &state.seen,
        warnings: &[],
    };
    let (last, others) = new.split_last().map_or((&base, &[][..]), |(last, others)| (*last, others));
    book::record(connection, &state, after, row(last)).await?;
    for description in others {
        book::note(connection, &row(description)).await?;
    }
    connection.commit().await?;
    Ok(())
}

/// Makes the tables. Another runner may have been faster.
async fn initialised(connection: &mut dyn Connection) -> Result<bool, Error> {
    if book::read(connection, ROOT).await?.initialised {
        return Ok(false);
    }
    book::initialise(connection).await?;
    Ok(true)
}

async fn or_rolled_back<T>(connection: &mut dyn Connection, result: Result<T, Error>) -> Result<T, Error> {
    if result.is_err()
        && let Err(error) = connection.rollback().await
    {
        // The first error is the one to tell; closing the connection rolls back too.
        tracing::warn!(%error, "rolling back failed");
    }
    result
}
