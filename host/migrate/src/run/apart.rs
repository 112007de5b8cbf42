//! A step of a package that has a login of its own, where it is one transaction: that transaction is the login's, and what
//! is written down of it the run's own. Between the two stands an entry in the journal, with the transaction's receipt.

use super::hands::Aside;
use super::hands::Hands;
use super::plan::Step;
use super::settle::How;
use super::site::Site;
use super::step::{Ran, Runner, at_the_end, file, package};
use super::work::{Summary, Work};
use super::world::World;
use super::{settle, upgrade};
use crate::Error;
use crate::book::{self, Applied, BookError, NewHistory, Seen, State};
use crate::chain::{Origin, Revision};
use crate::error::StepCause;
use crate::event::Event;
use crate::journal::{self, Commit, Unfinished};
use mighost_artifact::Artifact;
use mighost_database::{Connection, Error as DatabaseFailure, Fate, Timeouts};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Why a step wasn't recorded.
pub(super) struct Unrecorded {
    pub(super) cause: StepCause,
    /// The transaction was committed, or may have been: the next run finds out.
    pub(super) outstanding: bool,
}

impl From<StepCause> for Unrecorded {
    fn from(cause: StepCause) -> Self {
        Unrecorded { cause, outstanding: false }
    }
}

impl From<BookError> for Unrecorded {
    fn from(error: BookError) -> Self {
        Unrecorded { cause: error.into(), outstanding: false }
    }
}

impl From<DatabaseFailure> for Unrecorded {
    fn from(error: DatabaseFailure) -> Self {
        Unrecorded { cause: error.into(), outstanding: false }
    }
}

impl Runner<'_> {
    /// Commits the login's transaction, and writes down what it did: before it, so that nothing is lost, and behind it.
    #[allow(clippy::too_many_arguments)] // The two sessions, and what both are about.
    pub(super) async fn record_apart(
        &self,
        work: &mut dyn Connection,
        aside: &mut Aside,
        step: &Step,
        ran: &Ran<'_>,
        state: &State,
        after: &BTreeSet<String>,
        warnings: &[String],
        seen: &Seen,
    ) -> Result<(), Unrecorded> {
        let description = &step.revision.description;
        // The lock isn't in the way of another runner's commit; the fence is, and both are asked.
        self.lock.lock().await.held().await?;
        let commit = Commit {
            after: after.clone(),
            keys: self.keys.clone(),
            warnings: warnings.to_vec(),
            file: file(step),
            seen: seen.rows(),
        };
        let row = self.row(step, ran);
        let book = aside.book.as_mut();
        let runtime = ran.runtime.as_ref();
        journal::prepare(book, description, ran.artifact, runtime, state.epoch, &row, &aside.receipt, commit).await?;
        if let Err(error) = work.commit().await {
            let outstanding = matches!(error, DatabaseFailure::Unreachable { .. });
            if !outstanding {
                // What wasn't committed is rolled back, and then there is nothing to be found out.
                work.rollback().await.ok();
                journal::withdraw(book, package(description), state.epoch).await?;
            }
            return Err(Unrecorded { cause: StepCause::Database(at_the_end(error)), outstanding });
        }
        let written = self.write_down(book, step, ran, state, after, warnings, seen).await;
        written.map_err(|cause| Unrecorded { cause, outstanding: true })
    }

    #[allow(clippy::too_many_arguments)] // Where, and what is written.
    /// Writes down, in a transaction of its own, what was committed by another session.
    pub(super) async fn write_down(
        &self,
        book: &mut dyn Connection,
        step: &Step,
        ran: &Ran<'_>,
        state: &State,
        after: &BTreeSet<String>,
        warnings: &[String],
        seen: &Seen,
    ) -> Result<(), StepCause> {
        book.begin().await?;
        journal::clear(book, package(&step.revision.description)).await?;
        book::record(book, state, after, self.history(step, ran, warnings, &file(step), seen)).await?;
        Ok(book.commit().await?)
    }
}

impl Work {
    /// Finds out what has become of the transaction of a step that was being committed when its runner ended, and writes
    /// down what it did. Whether nothing of it is there.
    #[allow(clippy::too_many_arguments)] // Where, whose, and what is known of it.
    pub(super) async fn settle_commit(
        &self,
        site: &mut Site,
        world: &mut World,
        name: &str,
        how: How,
        unfinished: &Unfinished,
        receipt: &str,
        commit: &Commit,
        summary: &mut Summary,
    ) -> Result<bool, Error> {
        let refused = |reason: String, next: &str| Error::Unfinished {
            step: unfinished.clone(),
            reasons: vec![reason],
            next: next.to_owned(),
        };
        let direction = settle::direction_of(unfinished)?;
        let found = |finding: &str| {
            self.observer.event(&Event::Resumed {
                revision: &unfinished.revision,
                direction,
                undo: false,
                done: 0,
                findings: &[finding.to_owned()],
            });
        };
        let epoch = world.chain(name)?.state.epoch;
        match self.fate(site, name, receipt).await? {
            Fate::Open => Err(refused(
                format!(
                    "its transaction ({receipt}) is open still: the runner that began it lives, or the server hasn't noticed its end"
                ),
                "run the command again in a moment",
            )),
            Fate::Unknown => Err(refused(
                format!(
                    "whether its transaction ({receipt}) was committed isn't known here: this isn't the server that it was \
                     on, or it is long ago"
                ),
                "look whether what the step does is there; then delete the package's rows in mighost_journal, and `mighost \
                 stamp` the package where it is",
            )),
            Fate::Undone => {
                found("its transaction was rolled back when its runner ended: nothing of it is there");
                journal::withdraw(site.connection()?, name, epoch).await?;
                world.chain_mut(name)?.state.unfinished = None;
                Ok(true)
            }
            Fate::Committed if how == How::Undo => Err(refused(
                "it was committed whole; only the bookkeeping is outstanding".to_owned(),
                "`mighost resume` writes it down, and `mighost downgrade` takes it back then",
            )),
            Fate::Committed => {
                found("its transaction was committed; the bookkeeping was outstanding, and is done");
                let known = world.chain(name)?;
                let bytes = book::artifact(site.connection()?, &unfinished.sha256).await?;
                let revision = match known.graph.get(&unfinished.revision) {
                    Some(node) => node.revision.clone(),
                    // Its file is gone, but what it was is kept.
                    None => Revision {
                        description: described(bytes.clone())?,
                        origin: Origin::Stored(unfinished.sha256.clone()),
                    },
                };
                let state = State { unfinished: None, ..known.state.clone() };
                let book = site.connection()?;
                book.begin().await?;
                journal::clear(book, name).await?;
                let seen = state.seen.with(&Seen::of(&commit.seen));
                let row = NewHistory {
                    package: name,
                    description: &revision.description,
                    direction: &unfinished.direction,
                    artifact: Some(Applied {
                        bytes: &bytes,
                        sha256: &unfinished.sha256,
                        file: &commit.file,
                        runtime: None,
                    }),
                    started: unfinished.started.parse().unwrap_or_else(|_| jiff::Timestamp::now()),
                    keys: &commit.keys,
                    seen: &seen,
                    warnings: &commit.warnings,
                };
                let recorded = book::record(book, &state, &commit.after, row).await;
                if let Err(error) = recorded {
                    super::hands::leave(book).await;
                    return Err(error.into());
                }
                book.commit().await?;
                let after = state.behind(name, commit.after.clone(), seen);
                world.committed(name, after)?;
                summary.steps.push(upgrade::done(&Step { revision, direction }));
                Ok(false)
            }
        }
    }

    /// The sessions by which an unfinished step is settled: those that it was begun with.
    pub(super) async fn settling(
        &self,
        site: &mut Site,
        package: &str,
        apart: bool,
        unfinished: &Unfinished,
    ) -> Result<Hands, Error> {
        let dialect = site.connection()?.dialect();
        let trust = self.options.trust.as_ref().and_then(|trust| trust.packages.get(package));
        let login = trust.map(|trust| self.login(package, trust, dialect)).transpose()?.flatten();
        if login.is_some() != apart {
            let (then, now) =
                if apart { ("a login of its own", "none") } else { ("the run's own login", "one of its own") };
            return Err(Error::Unfinished {
                step: unfinished.clone(),
                reasons: vec![format!("it was begun by {then}, and the trust file gives the package {now}")],
                next: "finish it as it was begun, and change the trust file then".into(),
            });
        }
        let own = site.connection.take().ok_or_else(|| Error::Internal("the connection is gone".into()))?;
        match Hands::open(own, login.as_ref(), true, Timeouts::default()).await {
            Ok(hands) => Ok(hands),
            Err((own, error)) => {
                site.connection = Some(own);
                Err(error)
            }
        }
    }

    /// What has become of a transaction; one that is open is waited for, for as long as for a lock.
    async fn fate(&self, site: &mut Site, package: &str, receipt: &str) -> Result<Fate, Error> {
        // The first pause is about what a server needs to notice that a client is gone; nobody notices the longest.
        let (mut pause, longest) = (Duration::from_millis(10), Duration::from_millis(250));
        let begun = Instant::now();
        loop {
            let fate = self.fate_now(site, package, receipt).await?;
            let left = self.options.lock_timeout.saturating_sub(begun.elapsed());
            if fate != Fate::Open || left.is_zero() {
                return Ok(fate);
            }
            tokio::time::sleep(pause.min(left)).await;
            pause = (pause * 2).min(longest);
        }
    }

    async fn fate_now(&self, site: &mut Site, package: &str, receipt: &str) -> Result<Fate, Error> {
        let fate = site.connection()?.fate(receipt).await?;
        if fate != Fate::Unknown {
            return Ok(fate);
        }
        // Where the receipt is in a table of the package's own, its login must look.
        let trust = self.options.trust.as_ref().and_then(|trust| trust.packages.get(package));
        let dialect = site.connection()?.dialect();
        match trust.map(|trust| self.login(package, trust, dialect)).transpose()?.flatten() {
            Some(login) => Ok(login.open(site.connection()?).await?.fate(receipt).await?),
            None => Ok(Fate::Unknown),
        }
    }
}

fn described(bytes: Vec<u8>) -> Result<mighost_schema::Description, Error> {
    let artifact = Artifact::read(bytes)
        .map_err(|error| Error::Internal(format!("the stored artifact can't be read: {error}")))?;
    Ok(artifact.description().cloned().unwrap_or_default())
}
