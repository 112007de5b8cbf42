//! The lock of a run: one runner at a time works on a chain.

use crate::event::{Event, Observer};
use mighost_database::{Error, Lock, LockKey, Options, Target};
use std::sync::Arc;

/// The lock of a run, or the knowledge that there can't be one.
pub(crate) struct RunLock {
    lock: Option<Box<dyn Lock>>,
}

impl RunLock {
    /// Waits for the lock, and takes it. Behind a pooler that shares sessions no lock can be kept; there the fence in
    /// each step's own transaction keeps runners apart.
    pub(crate) async fn acquire(
        target: &Target,
        package: &str,
        options: &Options,
        observer: &Arc<dyn Observer>,
    ) -> Result<RunLock, Error> {
        match mighost_database::acquire(target, &LockKey::new(package), options).await {
            Ok(lock) => Ok(RunLock { lock: Some(lock) }),
            Err(Error::Pooled { .. }) => {
                observer.event(&Event::NoLock);
                Ok(RunLock { lock: None })
            }
            Err(error) => Err(error),
        }
    }

    /// Whether there is a lock: without one only steps that are one transaction may be run.
    pub(crate) fn exists(&self) -> bool {
        self.lock.is_some()
    }

    /// Shows that the lock is still ours.
    pub(crate) async fn held(&mut self) -> Result<(), Error> {
        match &mut self.lock {
            Some(lock) => lock.held().await,
            None => Ok(()),
        }
    }

    /// Releases it. A server that can't be told releases it by itself.
    pub(crate) async fn release(&mut self) {
        if let Some(lock) = self.lock.take()
            && let Err(error) = lock.release().await
        {
            tracing::debug!(%error, "the lock couldn't be released");
        }
    }
}
