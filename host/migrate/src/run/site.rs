//! Where steps run: everything that a run opens, once it knows that there is something to do.

use super::RunLock;
use super::packages::ROOT;
use super::work::Work;
use super::world::World;
use crate::Error;
use mighost_database::{Connection, LockKey, OpenMode};
use mighost_sandbox::{Direction, Sandbox};
use mighost_schema::Dialect;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Where steps run: everything that a run opens, once it knows that there is something to do.
pub(super) struct Site {
    pub(super) sandbox: Sandbox,
    pub(super) connection: Option<Box<dyn Connection>>,
    pub(super) lock: Arc<Mutex<RunLock>>,
    claimed: bool,
}

impl Site {
    pub(super) fn connection(&mut self) -> Result<&mut dyn Connection, Error> {
        match &mut self.connection {
            Some(connection) => Ok(connection.as_mut()),
            None => Err(Error::Internal("the connection is gone".into())),
        }
    }
}
impl Work {
    /// Opens the database for a run, and takes the lock.
    pub(super) async fn open_site(&self) -> Result<Site, Error> {
        let sandbox = Sandbox::new(self.options.sandbox())
            .map_err(|error| Error::Internal(format!("the sandbox can't start: {error}")))?
            .with_compiler(self.options.compiler.clone());
        let target = mighost_database::Target::parse(&self.options.database)?;
        let options = mighost_database::Options {
            lock_timeout: self.options.lock_timeout,
            wait: self.options.wait,
            ..mighost_database::Options::default()
        };
        let lock = RunLock::acquire(&target, ROOT, &options, &self.observer).await?;
        let connection = self.open(OpenMode::Create).await?;
        Ok(Site { sandbox, connection, lock: Arc::new(Mutex::new(lock)), claimed: false })
    }

    /// Before the first step that commits by itself: waits until a runner that was killed is gone from the server too.
    pub(super) async fn claim(&self, site: &mut Site) -> Result<(), Error> {
        if !site.claimed {
            let patience = self.options.lock_timeout;
            site.connection()?.claim(&LockKey::new(ROOT), patience).await?;
            site.claimed = true;
        }
        Ok(())
    }

    /// Reads the folders and the states where steps run: in one transaction, because behind a pooler a session lasts no
    /// longer than that.
    pub(super) async fn world_at(&self, site: &mut Site, package: &str, direction: Direction) -> Result<World, Error> {
        if site.connection()?.dialect() == Dialect::Sqlite {
            // There a transaction that may write would wait for everybody else.
            return self.world(Some(site.connection()?), package, direction).await;
        }
        site.connection()?.begin().await?;
        let world = self.world(Some(site.connection()?), package, direction).await;
        site.connection()?.rollback().await?;
        world
    }

    /// Whether the lock is still ours. One that was lost is taken again; whoever had it in between may have worked.
    pub(super) async fn still_locked(&self, site: &mut Site) -> Result<bool, Error> {
        let mut lock = site.lock.lock().await;
        match lock.held().await {
            Ok(()) => Ok(true),
            Err(error) => {
                tracing::warn!(%error, "the lock was lost between two steps, and is taken again");
                let target = mighost_database::Target::parse(&self.options.database)?;
                let options = mighost_database::Options {
                    lock_timeout: self.options.lock_timeout,
                    ..mighost_database::Options::default()
                };
                // The session that works goes first: whoever has the lock by now may be waiting for it to end.
                site.connection = None;
                site.claimed = false;
                *lock = RunLock::acquire(&target, ROOT, &options, &self.observer).await?;
                drop(lock);
                site.connection = self.open(OpenMode::Create).await?;
                Ok(false)
            }
        }
    }
}
