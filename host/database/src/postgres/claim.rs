//! The mark that a session is the one which works on a chain.

use super::Postgres;
use super::lock::{FIRST_PAUSE, LONGEST_PAUSE, PROOFS, condition, pooled};
use super::read::Fields;
use super::session::one_line;
use crate::lock::jittered;
use crate::{Error, LockKey};
use mighost_schema::Error as CallError;
use std::time::{Duration, Instant};

/// What the check of a claim fails with.
const RELEASED: &str = "mighost: the claim of this session was released";

/// A session's claim.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    number: i64,
    /// It was given; before that it is only asked for.
    given: bool,
}

impl Postgres {
    /// Takes an advisory lock on the very session that does the work, so that it lasts as long as its last statement.
    /// It is tried, never waited for in the server, and no transaction is open: `CREATE INDEX CONCURRENTLY` of the other
    /// session would wait for ours.
    pub(super) async fn claim_now(&mut self, key: &LockKey, patience: Duration) -> Result<(), Error> {
        if self.transaction != super::Transaction::None {
            return Err(CallError::Other("a session is claimed while no transaction is open".to_owned()).into());
        }
        let number = self.claim_number(key).await?;
        for _ in 0..PROOFS {
            let rows = self.simple("SELECT pg_catalog.pg_backend_pid()::text").await?;
            if rows.first().and_then(|row| Fields::of(row).number()) != Some(self.pid.into()) {
                return Err(pooled(&self.target));
            }
        }
        // A call that was cancelled may have got it.
        let ours = self.claim.is_some_and(|claim| claim.number == number);
        self.claim = Some(Claim { number, given: false });
        let begun = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            // Whether this session has it already is asked in the same statement: a pooler may have given us the session
            // of another runner that does, and the server would let us in.
            let sql = format!(
                "SELECT held::text, CASE WHEN NOT held THEN pg_catalog.pg_try_advisory_lock({number}) END::text \
                 FROM (SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE {} AND granted \
                 AND pid = pg_catalog.pg_backend_pid()) AS held OFFSET 0) AS x",
                condition(number)
            );
            let rows = self.simple(&sql).await?;
            let mut fields = rows.first().map(Fields::of);
            let (held, taken) = (fields.as_mut().is_some_and(Fields::flag), fields.as_mut().is_some_and(Fields::flag));
            if held && !ours {
                self.claim = None;
                return Err(pooled(&self.target));
            }
            if held || taken {
                self.claim = Some(Claim { number, given: true });
                return Ok(());
            }
            let waited = begun.elapsed();
            if waited >= patience {
                self.claim = None;
                let holder = self.claimant_of(number).await?;
                return Err(Error::Busy { target: self.target.clone(), waited, holder });
            }
            tokio::time::sleep(jittered(pause).min(patience.saturating_sub(waited))).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// The claim's number. Not that of the run's lock: that one is held by another session of ours.
    pub(super) async fn claim_number(&mut self, key: &LockKey) -> Result<i64, Error> {
        let rows = self.simple("SELECT pg_catalog.current_database()::text, pg_catalog.current_schema()::text").await?;
        let mut fields = rows.first().map(Fields::of);
        let mut text = || fields.as_mut().and_then(Fields::maybe).unwrap_or_default();
        Ok(key.hashed(&[&text(), &text(), "work"]))
    }

    /// What the session that has a claim is doing.
    pub(super) async fn claimant_of(&mut self, number: i64) -> Result<Option<String>, Error> {
        let sql = format!(
            "SELECT l.pid::text, a.application_name, a.state, \
             (pg_catalog.now() - a.query_start)::interval(0)::text, a.query \
             FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
             WHERE l.granted AND l.{}",
            condition(number).replace(" AND ", " AND l.")
        );
        let rows = self.simple(&sql).await?;
        Ok(rows.first().map(|row| {
            let mut fields = Fields::of(row);
            let (pid, name) = (fields.text(), fields.text());
            let (state, since, query) = (fields.text(), fields.text(), fields.text());
            format!("process {pid} of the server ({name}, {state} for {since}, at: {})", one_line(&query))
        }))
    }

    /// A query that fails where this session has its claim no more; none where it has none, or nothing ran that could
    /// have taken it away.
    pub(super) fn claim_check(&self) -> Option<String> {
        let claim = self.claim.filter(|claim| claim.given && self.guest_wrote)?;
        // A text that is no number fails to become one, and the server quotes it. It is put together from the count, so
        // that it isn't looked at before.
        Some(format!(
            "SELECT CASE pg_catalog.count(*) WHEN 0 THEN pg_catalog.concat('{RELEASED} ', pg_catalog.count(*))::integer \
             END FROM pg_catalog.pg_locks WHERE {} AND granted AND pid = pg_catalog.pg_backend_pid()",
            condition(claim.number)
        ))
    }

    /// Shows that the session has its claim still.
    ///
    /// # Errors
    /// [`CallError::Denied`] where a statement has released it.
    pub(super) async fn claimed(&mut self) -> Result<(), Error> {
        let Some(sql) = self.claim_check() else { return Ok(()) };
        match self.simple(&sql).await {
            Ok(_) => {
                self.guest_wrote = false;
                Ok(())
            }
            Err(error) => Err(self.unclaimed(error)),
        }
    }

    /// The error of the claim's check, said clearly. A session without its claim does nothing more.
    pub(super) fn unclaimed(&mut self, error: Error) -> Error {
        match error {
            Error::Call(CallError::Database(said)) if said.code == "22P02" && said.message.contains(RELEASED) => {
                self.broken = true;
                CallError::Denied(
                    "a statement released the advisory lock by which this session works on the chain; a migration may \
                     take and release locks of its own only"
                        .to_owned(),
                )
                .into()
            }
            other => other,
        }
    }
}
