//! The sessions of a step: one for everything, or one of the package's own login that works, and the run's own that keeps the
//! books.

use super::login::PackageLogin;
use crate::Error;
use crate::error::StepCause;
use crate::journal::Both;
use mighost_database::{Connection, Timeouts};

/// The run's own session beside one that works, and the receipt for the transaction that is open there.
pub(crate) struct Aside {
    pub(crate) book: Box<dyn Connection>,
    pub(crate) receipt: String,
}

/// The sessions of a step.
pub(crate) struct Hands {
    /// The one that the migration's calls go to.
    pub(crate) work: Box<dyn Connection>,
    /// The one that keeps the books, where it isn't the same.
    pub(crate) aside: Option<Aside>,
}

impl Hands {
    /// The sessions of a step: with a login, one of it is opened. The run's own comes back where that fails.
    pub(crate) async fn open(
        mut own: Box<dyn Connection>,
        login: Option<&PackageLogin>,
        journaled: bool,
        timeouts: Timeouts,
    ) -> Result<Hands, (Box<dyn Connection>, Error)> {
        let opened = match login {
            Some(login) if journaled => Some(login.open_claimed(own.as_mut()).await),
            Some(login) => Some(login.open(own.as_mut()).await),
            None => None,
        };
        let mut hands = match opened {
            None => Hands { work: own, aside: None },
            Some(opened) => match opened {
                Ok(work) => Hands { work, aside: Some(Aside { book: own, receipt: String::new() }) },
                Err(error) => return Err((own, error)),
            },
        };
        hands.work.set_timeouts(timeouts);
        Ok(hands)
    }

    /// The session that keeps the books.
    pub(crate) fn book(&mut self) -> &mut dyn Connection {
        match &mut self.aside {
            Some(aside) => aside.book.as_mut(),
            None => self.work.as_mut(),
        }
    }

    /// Both, for what was written down.
    pub(crate) fn both(&mut self) -> Both<'_> {
        let book: Option<&mut dyn Connection> = match &mut self.aside {
            Some(aside) => Some(aside.book.as_mut()),
            None => None,
        };
        Both::of(book, self.work.as_mut())
    }

    /// Begins the transaction that the migration's calls are in.
    pub(crate) async fn begin(&mut self) -> Result<(), StepCause> {
        self.work.begin().await?;
        if let Some(aside) = &mut self.aside {
            aside.receipt = self.work.receipt().await?;
        }
        Ok(())
    }

    /// Rolls everything back. A session that can't even do that is about to be dropped, which rolls back too.
    pub(crate) async fn leave(&mut self) {
        let sessions = [Some(&mut self.work), self.aside.as_mut().map(|aside| &mut aside.book)];
        for session in sessions.into_iter().flatten() {
            leave(session.as_mut()).await;
        }
    }

    /// The run's own session, for the next step. One of a package's login ends here, with all that was set in it.
    pub(crate) fn home(mut self) -> Box<dyn Connection> {
        self.work.set_timeouts(Timeouts::default());
        match self.aside {
            Some(aside) => aside.book,
            None => self.work,
        }
    }
}

/// Rolls back. A connection that can't even do that is about to be dropped, which rolls back too.
pub(crate) async fn leave(connection: &mut dyn Connection) {
    connection.set_deadline(None);
    if let Err(error) = connection.rollback().await {
        tracing::debug!(%error, "rolling back failed");
    }
}
