//! A step whose calls are made by another session than the one that keeps the books: the books can't be in its
//! transactions. So what a transaction does is written down, and committed, before the transaction is, with the receipt by
//! which it is known later whether it was.

use super::entry::{Commit, Content, Entry, EntryState, Kind, StepRow};
use super::recorder::{Broken, Journal};
use super::table;
use crate::book::{self, Applied, BookError, Runtime};
use mighost_artifact::Artifact;
use mighost_database::{Connection, Fate};
use mighost_schema::Description;

/// The sessions of a journal: one that keeps it, and one that the calls are made by, where that is another.
pub(crate) struct Both<'a> {
    book: Option<&'a mut dyn Connection>,
    work: &'a mut dyn Connection,
}

impl<'a> Both<'a> {
    /// With another one for the books, where there is one.
    pub(crate) fn of(book: Option<&'a mut dyn Connection>, work: &'a mut dyn Connection) -> Both<'a> {
        Both { book, work }
    }

    /// Whether they are two.
    pub(super) fn apart(&self) -> bool {
        self.book.is_some()
    }

    /// The one that keeps the journal.
    pub(crate) fn book(&mut self) -> &mut dyn Connection {
        match &mut self.book {
            Some(book) => &mut **book,
            None => &mut *self.work,
        }
    }

    /// The one that the calls are made by.
    pub(crate) fn work(&mut self) -> &mut dyn Connection {
        &mut *self.work
    }
}

impl Journal {
    /// Writes what is pending by the session that keeps the books: what the open transaction of the other one does counts
    /// if that is committed.
    pub(super) async fn write_aside(&mut self) -> Result<(), Broken> {
        let Some(mut aside) = self.aside.take() else { return Ok(()) };
        let book = aside.book.as_mut();
        for pending in &mut self.pending {
            let entry = pending.entry_mut();
            // What commits by itself is made while nothing is open, or is made already.
            if !entry.content.alone {
                entry.content.receipt = Some(aside.receipt.clone());
                if entry.state == EntryState::Done {
                    entry.state = EntryState::Committing;
                }
            }
        }
        let conditional = self.pending.iter_mut().any(|pending| pending.entry_mut().content.receipt.is_some());
        let written = async {
            book.begin().await?;
            self.enter(book).await?;
            if self.unsettled {
                table::committed(book, &self.package).await?;
            }
            self.write(book).await?;
            Ok::<(), Broken>(book.commit().await?)
        };
        let written = written.await;
        self.aside = Some(aside);
        written?;
        self.unsettled = false;
        self.waiting |= conditional;
        Ok(())
    }

    /// Writes what is pending by one session, and commits what was done by the other.
    pub(super) async fn commit_apart(&mut self, work: &mut dyn Connection) -> Result<(), Broken> {
        self.write_aside().await?;
        work.commit().await?;
        self.unsettled = std::mem::take(&mut self.waiting);
        Ok(())
    }

    /// The step is over: where the books are kept by another session and something of it stands there, the rest is written
    /// and committed. A step of which nothing does is one transaction.
    pub(crate) async fn conclude(&mut self, work: &mut dyn Connection) -> Result<(), Broken> {
        if self.aside.is_some() && self.begun {
            self.commit_apart(work).await?;
        }
        Ok(())
    }

    /// Behind a statement that ended the transaction of the session that works: the receipt tells whether by a commit.
    pub(super) async fn lost_apart(
        &mut self,
        work: &mut dyn Connection,
        entry: &mut Entry,
        before: bool,
    ) -> Result<(), Broken> {
        let Some(mut aside) = self.aside.take() else { return Ok(()) };
        let book = aside.book.as_mut();
        let settled = async {
            let fate = work.fate(&aside.receipt).await?;
            book.begin().await?;
            table::fence(book, self.epoch).await?;
            match (fate, before) {
                (Fate::Undone, false) => table::clear(book, &self.package).await?,
                (Fate::Undone, true) => table::uncommitted(book, &self.package, &aside.receipt).await?,
                _ => {
                    table::committed(book, &self.package).await?;
                    entry.done_by_itself();
                    table::update(book, &self.package, entry).await?;
                }
            }
            book.commit().await?;
            work.begin().await?;
            let receipt = work.receipt().await?;
            Ok::<_, Broken>((fate != Fate::Undone || before, receipt))
        };
        let settled = settled.await;
        let (begun, receipt) = match settled {
            Ok((begun, receipt)) => (begun, receipt),
            Err(broken) => {
                self.aside = Some(aside);
                return Err(broken);
            }
        };
        aside.receipt = receipt;
        self.aside = Some(aside);
        self.begun = begun;
        (self.unsettled, self.waiting) = (false, false);
        Ok(())
    }
}

/// After an interruption: finds out what has become of the transaction that entries wait for, by its receipt.
pub(super) async fn settle(
    both: &mut Both<'_>,
    package: &str,
    epoch: i64,
    entries: &mut Vec<Entry>,
    findings: &mut Vec<String>,
) -> Result<(), BookError> {
    let waits = |entry: &Entry| {
        let begun = entry.state == EntryState::Begun && entry.content.receipt.is_some();
        begun || entry.state == EntryState::Committing
    };
    let Some(first) = entries.iter().position(waits) else { return Ok(()) };
    let receipt = entries.get(first).and_then(|entry| entry.content.receipt.clone()).unwrap_or_default();
    let fate = both.work().fate(&receipt).await?;
    let other = |what: &str| -> Result<(), BookError> {
        let text = format!("the transaction {receipt} of the package's login {what}");
        Err(mighost_database::Error::from(mighost_schema::Error::Other(text)).into())
    };
    match fate {
        Fate::Open => return other("is open still; run the command again in a moment"),
        Fate::Unknown => return other("isn't known to this server, so nobody can tell whether it was committed; look"),
        Fate::Committed | Fate::Undone => {}
    }
    let book = both.book();
    book.begin().await?;
    table::fence(book, epoch).await?;
    if fate == Fate::Committed {
        table::committed(book, package).await?;
        entries.iter_mut().filter(|entry| entry.state == EntryState::Committing).for_each(|entry| {
            entry.state = EntryState::Done;
        });
    } else {
        let from = entries.get(first).map_or(0, |entry| entry.number);
        table::remove(book, package, from, i64::MAX).await?;
        findings.push(format!("the calls from number {from} on were in a transaction that was rolled back"));
        entries.truncate(first);
    }
    Ok(book.commit().await?)
}

/// Writes down that a step is about to be committed, if nobody has worked meanwhile. It is committed when this returns.
#[allow(clippy::too_many_arguments)] // Where, and all that has to be there if nobody comes back.
pub(crate) async fn prepare(
    book: &mut dyn Connection,
    description: &Description,
    artifact: &Artifact,
    runtime: Option<&Runtime>,
    epoch: i64,
    step: &StepRow,
    receipt: &str,
    commit: Commit,
) -> Result<(), BookError> {
    let package = description.package.as_deref().unwrap_or_default();
    let mut content = Content::new(String::new(), Kind::Commit);
    content.receipt = Some(receipt.to_owned());
    let file = commit.file.clone();
    content.commit = Some(commit);
    content.changed = true;
    let what = format!("the whole step, in the transaction {receipt}");
    let entry = Entry { number: 1, state: EntryState::Committing, what, content };
    book.begin().await?;
    table::begin(book, package, epoch, step).await?;
    let applied = Applied { bytes: artifact.bytes(), sha256: &step.sha256, file: &file, runtime };
    book::keep_artifact(book, package, description, &applied).await?;
    table::insert(book, package, &[&entry]).await?;
    Ok(book.commit().await?)
}

/// Takes back what [`prepare`] wrote: the transaction was rolled back.
pub(crate) async fn withdraw(book: &mut dyn Connection, package: &str, epoch: i64) -> Result<(), BookError> {
    book.begin().await?;
    table::fence(book, epoch).await?;
    table::clear(book, package).await?;
    Ok(book.commit().await?)
}

/// The receipt of a step's transaction, and what the bookkeeping lacks, where the journal is about such a step.
pub(crate) fn outstanding(entries: &[Entry]) -> Option<(&str, &Commit)> {
    let [Entry { content, .. }] = entries else { return None };
    Some((content.receipt.as_deref()?, content.commit.as_ref()?))
}
