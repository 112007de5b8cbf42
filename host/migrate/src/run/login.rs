//! The login that a package's steps run as: opened for each step, and looked at before anything runs.

use super::migrator::Options;
use crate::Error;
use crate::trust::{Grants, Guard, Login};
use mighost_database::{Bounds, Connection, Examined, LockKey, OpenMode, Target};
use mighost_schema::Dialect;
use std::sync::Arc;
use std::time::Duration;

/// A package's own login.
pub(crate) struct PackageLogin {
    package: String,
    target: Target,
    options: mighost_database::Options,
    grants: Arc<Grants>,
    patience: Duration,
}

impl PackageLogin {
    /// Reads where it is.
    ///
    /// # Errors
    /// [`Error::Login`] where its address isn't there, or isn't one.
    pub(crate) fn new(
        package: &str,
        login: &Login,
        grants: Arc<Grants>,
        dialect: Dialect,
        options: &Options,
    ) -> Result<PackageLogin, Error> {
        let wrong = |reason: String| Error::Login { package: package.to_owned(), reason };
        let target = login.target(&|name| options.variables.get(name)).map_err(wrong)?;
        let postgres = |dialect| dialect == Dialect::Postgresql;
        if target.dialect() == Dialect::Sqlite || postgres(target.dialect()) != postgres(dialect) {
            return Err(wrong(format!("{target} is another kind of database than the run's")));
        }
        let patience = options.lock_timeout;
        let options = options.connecting(dialect);
        Ok(PackageLogin { package: package.to_owned(), target, options, grants, patience })
    }

    /// The same for a step that isn't one transaction: an earlier session of it has ended.
    pub(crate) async fn open_claimed(&self, host: &mut dyn Connection) -> Result<Box<dyn Connection>, Error> {
        let mut session = self.open(host).await?;
        session.claim(&LockKey::new(&self.package), self.patience).await?;
        Ok(session)
    }

    /// Opens a session of it, which is on the run's own database and reaches no further than the package's grants.
    ///
    /// # Errors
    /// [`Error::Login`] where it can't be opened, or is elsewhere; [`Error::TooStrong`] where the database lets it do more.
    pub(crate) async fn open(&self, host: &mut dyn Connection) -> Result<Box<dyn Connection>, Error> {
        let mut session = self.look(host).await?;
        session.prepare_receipts().await?;
        Ok(session)
    }

    /// The same, for a look only: nothing is changed.
    pub(crate) async fn look(&self, host: &mut dyn Connection) -> Result<Box<dyn Connection>, Error> {
        let wrong = |reason: String| Error::Login { package: self.package.clone(), reason };
        let opened = mighost_database::connect(&self.target, OpenMode::Existing, &self.options).await;
        let mut session = opened.map_err(|error| wrong(Error::Database(error).to_string()))?;
        let guard = Guard::new(Arc::clone(&self.grants), host.dialect());
        let bounds = Bounds { schema: self.grants.schema.as_deref(), wall: &guard, functions: &self.grants.functions };
        let presence = session.present().await.map_err(|error| wrong(error.to_string()))?;
        let examined = host.examine(&presence, &bounds).await?;
        session.retire(&presence).await.map_err(|error| wrong(error.to_string()))?;
        match examined {
            Some(Examined { excess, .. }) if excess.is_empty() => Ok(session),
            Some(Examined { user, excess }) => {
                Err(Error::TooStrong { package: self.package.clone(), user, target: self.target.to_string(), excess })
            }
            None => Err(wrong(format!(
                "{} isn't the run's own database ({}): the server doesn't know one session of the other; correct its address",
                self.target,
                host.target()
            ))),
        }
    }
}
