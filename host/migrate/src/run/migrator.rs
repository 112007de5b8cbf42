//! The library's front door.

use super::plan::Plan;
use super::settle::Settled;
use super::work::{Status, Summary, Work};
use crate::Error;
use crate::chain::Revision;
use crate::event::Observer;
use crate::trust::TrustFile;
use mighost_artifact::Artifact;
use mighost_artifact::sign::Lock;
use mighost_sandbox::{Compiler, Direction, Limits, SandboxConfig};
use mighost_schema::Dialect;
use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where a migrator works, and within which bounds.
#[derive(Clone, Debug)]
pub struct Options {
    /// The database's URL.
    pub database: String,
    /// The folder of migrations.
    pub dir: PathBuf,
    /// The package whose chain is meant where a target doesn't name one; empty: the application's own.
    pub package: String,
    /// Folders of packages that aren't below `packages/` in the folder of migrations.
    pub packages: BTreeMap<String, PathBuf>,
    /// Who is trusted with which package, and what each may do. Without one, packages aren't run.
    pub trust: Option<Arc<TrustFile>>,
    /// What every artifact of a package must be, where it has the package. Without one, whatever is in the folder runs.
    pub lock: Option<Arc<Lock>>,
    /// Where compiled components are kept; `None` keeps none.
    pub cache_dir: Option<PathBuf>,
    /// What a step may use.
    pub limits: Limits,
    /// What a step of the application's own chain may use, where that is something else.
    pub own_limits: Option<Limits>,
    /// The program that compiles packages. Without one they are compiled in this process, and the size of their code is limited.
    pub compiler: Option<Compiler>,
    /// How long to wait for another runner.
    pub lock_timeout: Duration,
    /// How long a statement waits for a lock on a table of a server. Whatever comes behind it waits too, so it is short,
    /// and the step is tried again.
    pub table_lock_timeout: Duration,
    /// How often a step is tried again where a lock wasn't to be had.
    pub lock_retries: u32,
    /// How long one statement may run on a server; `None`: as long as the step may.
    pub statement_timeout: Option<Duration>,
    /// How long to wait for a server that isn't there yet; `None`: not at all.
    pub wait: Option<Duration>,
    /// Named arguments for the migrations.
    pub arguments: Vec<(String, String)>,
    /// Where the trust file's secrets are.
    pub variables: Variables,
}

/// Variables beside those of the environment, which come first: those of a `.env` file. What they hold isn't shown.
#[derive(Clone, Default)]
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// These, by their names.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Variables {
        Variables(variables.into_iter().collect())
    }

    /// A variable: of the environment, else of these.
    pub fn get(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().or_else(|| self.0.get(name).cloned())
    }
}

impl std::fmt::Debug for Variables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Options {
    /// How to connect to a database of that kind.
    pub(crate) fn connecting(&self, dialect: Dialect) -> mighost_database::Options {
        mighost_database::Options {
            // An SQLite database has one lock for everything, a server one for each table.
            lock_timeout: match dialect {
                Dialect::Sqlite => self.lock_timeout,
                _ => self.table_lock_timeout.min(self.lock_timeout),
            },
            statement_timeout: self.statement_timeout,
            wait: self.wait,
            ..mighost_database::Options::default()
        }
    }

    /// What a step of the application's own chain may use.
    pub(crate) fn own(&self) -> &Limits {
        self.own_limits.as_ref().unwrap_or(&self.limits)
    }

    pub(crate) fn sandbox(&self) -> SandboxConfig {
        SandboxConfig { cache_dir: self.cache_dir.clone(), limits: self.limits.clone() }
    }
}

/// Runs the migrations of one folder on one database.
///
/// Every call opens the database, does its work on a thread of its own and closes it, so it may be called from
/// any async runtime, or from none through the `_blocking` forms.
///
/// ```no_run
/// # async fn start() -> Result<(), mighost::Error> {
/// use mighost::Migrator;
///
/// // At an application's start-up: nothing happens where the database is at head.
/// let summary = Migrator::new("sqlite:app.db").dir("migrations").upgrade("head").await?;
/// println!("{} steps", summary.steps.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Migrator {
    options: Options,
    observer: Arc<dyn Observer>,
}

impl Migrator {
    /// A migrator for the database of that URL (`sqlite:app.db`), the folder `migrations` and the default limits.
    pub fn new(database: impl Into<String>) -> Self {
        let options = Options {
            database: database.into(),
            dir: PathBuf::from("migrations"),
            package: String::new(),
            packages: BTreeMap::new(),
            trust: None,
            lock: None,
            cache_dir: default_cache_dir(),
            limits: Limits::default(),
            own_limits: None,
            compiler: None,
            // Long enough for another runner's ordinary step, short enough for a deployment's patience.
            lock_timeout: Duration::from_secs(30),
            // What an application's own statements, which wait behind ours, survive.
            table_lock_timeout: Duration::from_secs(5),
            // Together about as long as the lock of a run is waited for.
            lock_retries: 5,
            statement_timeout: None,
            wait: None,
            arguments: Vec::new(),
            variables: Variables::default(),
        };
        Migrator { options, observer: Arc::new(()) }
    }

    /// A migrator with these options.
    pub fn with_options(options: Options) -> Self {
        Migrator { options, observer: Arc::new(()) }
    }

    /// The options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Uses another folder.
    pub fn dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.options.dir = dir.into();
        self
    }

    /// Works on a package's chain, `publisher/name`, instead of the application's own.
    pub fn package(mut self, package: impl Into<String>) -> Self {
        self.options.package = package.into();
        self
    }

    /// Runs packages as this file says who is trusted with them.
    pub fn trust(mut self, trust: TrustFile) -> Self {
        self.options.trust = Some(Arc::new(trust));
        self
    }

    /// Runs only what this lock file pins, of the packages that it has.
    pub fn lock(mut self, lock: Lock) -> Self {
        self.options.lock = Some(Arc::new(lock));
        self
    }

    /// Keeps compiled components in another folder; `None` keeps none.
    pub fn cache_dir(mut self, dir: Option<PathBuf>) -> Self {
        self.options.cache_dir = dir;
        self
    }

    /// Runs steps within other limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.limits = limits;
        self
    }

    /// Gives the migrations a named argument.
    pub fn argument(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.arguments.push((key.into(), value.into()));
        self
    }

    /// Shows what happens while a run goes on.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Arc::new(observer);
        self
    }

    /// Brings the database up to a target: `head`, an id or its beginning, `+1`. Each step is a transaction of its
    /// own; where one fails, those before it stay. At the target already, nothing is touched.
    ///
    /// # Errors
    /// [`Error::Step`] where a step failed; the others before anything was run.
    pub async fn upgrade(&self, target: &str) -> Result<Summary, Error> {
        self.run(target, Direction::Up).await
    }

    /// Takes steps back to a target: `base`, an id or its beginning, `-1`.
    ///
    /// # Errors
    /// [`Error::NoDowngrade`] before anything is run, where a step can't be taken back; else as [`Migrator::upgrade`].
    pub async fn downgrade(&self, target: &str) -> Result<Summary, Error> {
        self.run(target, Direction::Down).await
    }

    async fn run(&self, target: &str, direction: Direction) -> Result<Summary, Error> {
        let target = target.to_owned();
        self.on_thread(move |work| async move { work.run(&target, direction).await }).await
    }

    /// The steps that [`Migrator::upgrade`] or [`Migrator::downgrade`] would run now. Changes nothing.
    pub async fn plan(&self, target: &str, direction: Direction) -> Result<Plan, Error> {
        let target = target.to_owned();
        self.on_thread(move |work| async move { work.plan(&target, direction).await }).await
    }

    /// Where the database is and what was done to it. Changes nothing.
    pub async fn status(&self) -> Result<Status, Error> {
        self.on_thread(|work| async move { work.status(true).await }).await
    }

    /// The same without a look into the files of what is applied: `changed` stays empty. Changes nothing.
    pub async fn glance(&self) -> Result<Status, Error> {
        self.on_thread(|work| async move { work.status(false).await }).await
    }

    /// Writes which revisions are current without running anything. The rows before and after.
    ///
    /// Each target takes the place of the rows on its own branch; rows of other branches stay. With `purge` all rows go
    /// first, unknown ones too.
    ///
    /// # Errors
    /// [`Error::Target`] where a target means nothing, or one stands on another; [`Error::UnknownRow`] where the database
    /// is at a revision that nobody knows, without `purge`; [`Error::Unfinished`] where a step is unfinished.
    pub async fn stamp(
        &self,
        targets: impl IntoIterator<Item = impl Into<String>>,
        purge: bool,
    ) -> Result<(Vec<String>, Vec<String>), Error> {
        let targets: Vec<String> = targets.into_iter().map(Into::into).collect();
        self.on_thread(move |work| async move { work.stamp(&targets, purge).await }).await
    }

    /// Makes the bookkeeping tables where there are none, as the first step would. Whether it did.
    pub async fn ensure_version(&self) -> Result<bool, Error> {
        self.on_thread(|work| async move { work.ensure_version().await }).await
    }

    /// Finishes a step that was interrupted, or takes it back with `undo`. [`Migrator::upgrade`] does the former by itself.
    ///
    /// # Errors
    /// [`Error::Unfinished`] where it can't be taken back, with the reasons; [`Error::Step`] where finishing it failed.
    pub async fn resume(&self, undo: bool) -> Result<Settled, Error> {
        self.on_thread(move |work| async move { work.resume(undo).await }).await
    }

    /// A revision's artifact, read and checked, not compiled.
    pub async fn artifact(&self, revision: &Revision) -> Result<Artifact, Error> {
        let revision = revision.clone();
        self.on_thread(move |work| async move { work.artifact(&revision).await }).await
    }

    /// [`Migrator::upgrade`] for programs without an async runtime.
    pub fn upgrade_blocking(&self, target: &str) -> Result<Summary, Error> {
        self.block_on(self.upgrade(target))?
    }

    /// [`Migrator::downgrade`] for programs without an async runtime.
    pub fn downgrade_blocking(&self, target: &str) -> Result<Summary, Error> {
        self.block_on(self.downgrade(target))?
    }

    /// Waits for one of the other functions' futures, for programs without an async runtime.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> Result<T, Error> {
        Ok(runtime()?.block_on(future))
    }

    /// Runs work on a thread of its own with a runtime of its own: SQLite's calls block, and the caller's
    /// executor must not.
    async fn on_thread<T, F, W>(&self, make: W) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>>,
        W: FnOnce(Work) -> F + Send + 'static,
    {
        let work = Work::new(self.options.clone(), Arc::clone(&self.observer));
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let body = move || {
            let result = runtime().and_then(|runtime| runtime.block_on(make(work)));
            // The caller may have gone away; then nobody wants to know.
            let _ = sender.send(result);
        };
        std::thread::Builder::new()
            .name("mighost".into())
            .spawn(body)
            .map_err(|error| Error::Internal(format!("no thread for the migration: {error}")))?;
        receiver.await.map_err(|_| Error::Internal("the migration's thread died; this is a bug in mighost".into()))?
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::Internal(format!("no async runtime: {error}")))
}

/// `$MIGHOST_CACHE_DIR`, or `mighost` in the user's cache folder; `None` where there is neither.
pub(crate) fn default_cache_dir() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    set("MIGHOST_CACHE_DIR")
        .or_else(|| set("XDG_CACHE_HOME").map(|dir| dir.join("mighost")))
        .or_else(|| set("HOME").map(|home| Path::new(&home).join(".cache").join("mighost")))
}
