//! Writing which revisions are current, without running anything.

use super::work::{Known, ROOT, Work};
use crate::Error;
use crate::book::{self, NewHistory, State};
use mighost_database::{Connection, OpenMode};
use mighost_schema::{Description, Dialect};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Work {
    /// Writes which revisions are current, without running anything. What was current before.
    pub(crate) async fn stamp(&self, target: &str) -> Result<(Vec<String>, Vec<String>), Error> {
        // First with eyes only: a wrong target makes no database.
        let mut peek = self.open(OpenMode::ReadOnly).await?;
        let known = self.known(peek.as_deref_mut().map(|c| c as _)).await?;
        drop(peek);
        if let Some(step) = known.state.unfinished {
            return Err(Error::Unfinished {
                step,
                reasons: Vec::new(),
                next: "`mighost resume` finishes it, `mighost resume --undo` takes it back; stamp then".into(),
            });
        }
        let target = known.graph.resolve(target, &known.state.current)?;
        let before: Vec<String> = known.state.current.iter().cloned().collect();
        let after: BTreeSet<String> = target.revisions.iter().cloned().collect();
        if after == known.state.current {
            return Ok((before, target.revisions));
        }
        let mut site = self.open_site().await?;
        let lock = Arc::clone(&site.lock);
        let connection = site.connection()?;
        let result = self.stamped(connection, &known, &after).await;
        lock.lock().await.release().await;
        if result.is_err()
            && let Err(error) = connection.rollback().await
        {
            // The first error is the one to tell; closing the connection rolls back too.
            tracing::warn!(%error, "rolling back failed");
        }
        result.map(|()| (before, target.revisions))
    }

    async fn stamped(
        &self,
        connection: &mut dyn Connection,
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
        let description = after.first().and_then(|id| known.graph.get(id)).map_or(&base, |node| node.description());
        let row = NewHistory {
            package: ROOT,
            description,
            direction: "stamp",
            artifact: None,
            started: jiff::Timestamp::now(),
            warnings: &[],
        };
        book::record(connection, &state, after, row).await?;
        connection.commit().await?;
        Ok(())
    }
}
