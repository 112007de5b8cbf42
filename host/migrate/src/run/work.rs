//! The commands on one database, as plain async functions. [`super::Migrator`] runs them on a thread of their own.

use super::RunLock;
use super::load::load;
use super::migrator::Options;
use super::plan::{Plan, Step};
use super::settle::{How, Settled, direction_of};
use super::step::{Ended, Runner, journaled};
use crate::Error;
use crate::book::{self, HistoryRow, NewHistory, State};
use crate::chain::{Chain, Graph, Origin, Revision, Target};
use crate::event::{Event, Observer};
use crate::journal::{self, Entry};
use mighost_artifact::Artifact;
use mighost_database::{Connection, LockKey, OpenMode};
use mighost_sandbox::{Direction, Sandbox};
use mighost_schema::{Description, Dialect};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// The package of the application's own chain.
pub(super) const ROOT: &str = "";

/// What a folder and a database say together.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The revisions, those kept in the database only among them.
    pub graph: Graph,
    /// What the database says.
    pub state: State,
    /// Current revisions that neither the folder nor the database knows.
    pub unknown: Vec<String>,
    /// Sources without an artifact.
    pub not_built: Vec<PathBuf>,
    /// Sources that are newer than their artifact.
    pub outdated: Vec<PathBuf>,
    /// Applied revisions whose file has changed since. [`super::Migrator::status`] looks at all of them, a run at the
    /// current ones only: it mustn't read more than it needs.
    pub changed: Vec<String>,
}

impl Known {
    /// The applied revisions.
    pub fn applied(&self) -> BTreeSet<&str> {
        self.graph.with_ancestors(self.state.current.iter().map(String::as_str))
    }

    /// Whether every head is applied.
    pub fn at_heads(&self) -> bool {
        let applied = self.applied();
        self.unknown.is_empty() && self.graph.heads().iter().all(|head| applied.contains(head))
    }
}

/// Where a database is, and what was done to it.
#[derive(Clone, Debug, Default)]
pub struct Status {
    /// The folder and the database together.
    pub known: Known,
    /// What was done, oldest first.
    pub history: Vec<HistoryRow>,
    /// Whether the database exists.
    pub exists: bool,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The revisions of the steps that were committed, in order.
    pub steps: Vec<(String, Direction)>,
    /// The current revisions behind it.
    pub current: Vec<String>,
    /// How long it took.
    pub took: Duration,
    /// How many components were compiled; the others came from the cache.
    pub compiled: u64,
    /// Current revisions whose file has changed since they were applied.
    pub changed: Vec<String>,
    /// Sources without an artifact, which took no part.
    pub not_built: Vec<PathBuf>,
    /// Sources that are newer than their artifact.
    pub outdated: Vec<PathBuf>,
}

/// One database and one folder.
pub(crate) struct Work {
    pub(super) options: Options,
    pub(super) observer: Arc<dyn Observer>,
}

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
    pub(crate) fn new(options: Options, observer: Arc<dyn Observer>) -> Self {
        Work { options, observer }
    }

    /// Opens the database. `None` where it doesn't exist and isn't to be created.
    async fn open(&self, mode: OpenMode) -> Result<Option<Box<dyn Connection>>, Error> {
        let target = mighost_database::Target::parse(&self.options.database)?;
        let options = mighost_database::Options {
            // An SQLite database has one lock for everything, a server one for each table.
            lock_timeout: match target.dialect() {
                Dialect::Sqlite => self.options.lock_timeout,
                _ => self.options.table_lock_timeout.min(self.options.lock_timeout),
            },
            statement_timeout: self.options.statement_timeout,
            wait: self.options.wait,
            ..mighost_database::Options::default()
        };
        match mighost_database::connect(&target, mode, &options).await {
            Ok(connection) => Ok(Some(connection)),
            Err(mighost_database::Error::Missing { .. }) if mode != OpenMode::Create => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the database for a run, and takes the lock.
    pub(super) async fn open_site(&self) -> Result<Site, Error> {
        let sandbox = Sandbox::new(self.options.sandbox())
            .map_err(|error| Error::Internal(format!("the sandbox can't start: {error}")))?;
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

    /// Reads the folder and the state.
    async fn known(&self, connection: Option<&mut (dyn Connection + '_)>) -> Result<Known, Error> {
        let chain = Chain::read(&self.options.dir)?;
        refuse_packages(&chain.revisions)?;
        let Some(connection) = connection else {
            let graph = Graph::build(chain.revisions, &chain.not_built)?;
            return Ok(Known { graph, not_built: chain.not_built, outdated: chain.outdated, ..Known::default() });
        };
        let state = book::read(connection, ROOT).await?;
        let mut revisions = chain.revisions;
        if lacks(&revisions, &state) {
            let ids: BTreeSet<String> = revisions.iter().map(|r| r.description.id.clone()).collect();
            for (description, sha256) in book::stored(connection, ROOT).await? {
                if !ids.contains(&description.id) {
                    revisions.push(Revision { description, origin: Origin::Stored(sha256) });
                }
            }
        }
        let graph = Graph::build(revisions, &chain.not_built)?;
        let unknown = state.current.iter().filter(|id| graph.get(id).is_none()).cloned().collect();
        Ok(Known { graph, state, unknown, not_built: chain.not_built, outdated: chain.outdated, changed: Vec::new() })
    }

    /// Reads the folder and the state where steps run: in one transaction, because behind a pooler a session lasts no
    /// longer than that.
    async fn known_at(&self, site: &mut Site) -> Result<Known, Error> {
        if site.connection()?.dialect() == Dialect::Sqlite {
            // There a transaction that may write would wait for everybody else.
            return self.known(Some(site.connection()?)).await;
        }
        site.connection()?.begin().await?;
        let known = self.known(Some(site.connection()?)).await;
        site.connection()?.rollback().await?;
        known
    }

    /// Where the database is. Creates and changes nothing.
    pub(crate) async fn status(&self) -> Result<Status, Error> {
        let mut connection = self.open(OpenMode::ReadOnly).await?;
        let mut known = self.known(connection.as_deref_mut().map(|c| c as _)).await?;
        if let Some(connection) = connection.as_deref_mut() {
            let applied: Vec<String> = known.applied().into_iter().map(str::to_owned).collect();
            known.changed = changed(connection, &known.graph, &applied).await?;
        }
        let (exists, history) = match connection.as_deref_mut() {
            Some(connection) => (true, book::history(connection, ROOT).await?),
            None => (false, Vec::new()),
        };
        Ok(Status { known, history, exists })
    }

    /// The steps that a command would run. Creates and changes nothing.
    pub(crate) async fn plan(&self, target: &str, direction: Direction) -> Result<Plan, Error> {
        let mut connection = self.open(OpenMode::ReadOnly).await?;
        let known = self.known(connection.as_deref_mut().map(|c| c as _)).await?;
        let target = known.graph.resolve(target, &known.state.current)?;
        self.plan_for(&known, &target, direction)
    }

    fn plan_for(&self, known: &Known, target: &Target, direction: Direction) -> Result<Plan, Error> {
        let dir = self.options.dir.display().to_string();
        if let Some(id) = known.unknown.first() {
            return Err(Error::FileGone { id: id.clone(), dir, stored: false });
        }
        match direction {
            Direction::Up => {
                Plan::refuse_gone(&known.graph, &known.state, &dir)?;
                Ok(Plan::upgrade(&known.graph, &known.state, target))
            }
            Direction::Down => Plan::downgrade(&known.graph, &known.state, target),
        }
    }

    /// An artifact's bytes, read and checked.
    pub(crate) async fn artifact(&self, revision: &Revision) -> Result<mighost_artifact::Artifact, Error> {
        match revision.origin {
            Origin::Stored(_) => {
                let mut connection = self.open(OpenMode::ReadOnly).await?;
                load(revision, connection.as_deref_mut().map(|c| c as _)).await
            }
            _ => load(revision, None).await,
        }
    }

    /// Runs the steps to a target.
    pub(crate) async fn run(&self, target: &str, direction: Direction) -> Result<Summary, Error> {
        let begun = Instant::now();
        refuse_sign(target, direction)?;
        // First with eyes only: at the target already, a run touches nothing.
        let mut peek = self.open(OpenMode::ReadOnly).await?;
        let mut known = self.known(peek.as_deref_mut().map(|c| c as _)).await?;
        if let Some(connection) = peek.as_deref_mut() {
            let current: Vec<String> = known.state.current.iter().cloned().collect();
            known.changed = changed(connection, &known.graph, &current).await?;
        }
        drop(peek);
        let mut summary = Summary {
            changed: known.changed.clone(),
            not_built: known.not_built.clone(),
            outdated: known.outdated.clone(),
            ..Summary::default()
        };
        // A relative target means the same all the way, however often the run plans anew.
        let target = known.graph.resolve(target, &known.state.current)?;
        let plan = self.plan_for(&known, &target, direction)?;
        self.observer.event(&Event::Planned { steps: plan.steps.len(), direction });
        if !plan.steps.is_empty() || known.state.unfinished.is_some() {
            let mut site = self.open_site().await?;
            let ran = self.work_off(&mut site, &mut known, plan, &target, direction, &mut summary).await;
            site.lock.lock().await.release().await;
            ran?;
            summary.compiled = site.sandbox.compiled();
        }
        summary.current = known.state.current.iter().cloned().collect();
        summary.took = begun.elapsed();
        Ok(summary)
    }

    /// Runs steps until the target is reached, planning anew whenever another runner was faster.
    async fn work_off(
        &self,
        site: &mut Site,
        known: &mut Known,
        mut plan: Plan,
        target: &Target,
        direction: Direction,
        summary: &mut Summary,
    ) -> Result<(), Error> {
        // Another runner may have worked while we waited for the lock. On SQLite each step's own lock shows that.
        let mut looked = site.connection()?.dialect() == Dialect::Sqlite;
        loop {
            if !looked {
                let now = self.known_at(site).await?;
                let moved = now.state != known.state;
                *known = now;
                if moved {
                    self.observer.event(&Event::Overtaken);
                    if direction == Direction::Down {
                        return Err(Error::Book(book::BookError::Overtaken));
                    }
                }
                let unfinished = known.state.unfinished.is_some();
                self.settle(site, known, How::Safely, summary).await?;
                if moved || unfinished {
                    plan = self.plan_for(known, target, direction)?;
                    self.observer.event(&Event::Planned { steps: plan.steps.len(), direction });
                }
            }
            if plan.steps.is_empty() || !self.pass(site, known, &plan, summary).await? {
                return Ok(());
            }
            self.observer.event(&Event::Overtaken);
            if direction == Direction::Down {
                return Err(Error::Book(book::BookError::Overtaken));
            }
            *known = self.known_at(site).await?;
            plan = self.plan_for(known, target, direction)?;
            self.observer.event(&Event::Planned { steps: plan.steps.len(), direction });
            // Whoever was faster may have been interrupted.
            looked = known.state.unfinished.is_none();
        }
    }

    /// Runs a plan's steps. True where another runner was faster at one of them.
    async fn pass(
        &self,
        site: &mut Site,
        known: &mut Known,
        plan: &Plan,
        summary: &mut Summary,
    ) -> Result<bool, Error> {
        let dialect = site.connection()?.dialect();
        for (number, step) in plan.steps.iter().enumerate() {
            if !self.still_locked(site).await? {
                return Ok(true);
            }
            if journaled(dialect, &step.revision.description) && site.lock.lock().await.exists() {
                self.claim(site).await?;
            }
            self.observer.event(&started(number + 1, plan.steps.len(), step));
            let artifact = load(&step.revision, site.connection.as_deref_mut().map(|c| c as _)).await?;
            let runner = Runner {
                sandbox: &site.sandbox,
                limits: &self.options.limits,
                arguments: &self.options.arguments,
                observer: &self.observer,
                graph: &known.graph,
                lock: &site.lock,
            };
            match retry(self, &runner, &mut site.connection, step, &artifact, &known.state, None).await? {
                Ended::Overtaken => return Ok(true),
                Ended::Committed(state) => {
                    known.state = state;
                    summary.steps.push((step.revision.description.id.clone(), step.direction));
                }
            }
        }
        Ok(false)
    }

    /// Whether the lock is still ours. One that was lost is taken again; whoever had it in between may have worked.
    async fn still_locked(&self, site: &mut Site) -> Result<bool, Error> {
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
                *lock = RunLock::acquire(&target, ROOT, &options, &self.observer).await?;
                Ok(false)
            }
        }
    }

    /// Finishes the unfinished step, or takes it back.
    pub(crate) async fn resume(&self, undo: bool) -> Result<Settled, Error> {
        let mut peek = self.open(OpenMode::ReadOnly).await?;
        let known = self.known(peek.as_deref_mut().map(|c| c as _)).await?;
        drop(peek);
        let current = |known: &Known| known.state.current.iter().cloned().collect();
        if known.state.unfinished.is_none() {
            return Ok(Settled { current: current(&known), ..Settled::default() });
        }
        let mut site = self.open_site().await?;
        let settled = async {
            let mut known = self.known_at(&mut site).await?;
            let Some(unfinished) = known.state.unfinished.clone() else {
                return Ok(Settled { current: current(&known), ..Settled::default() });
            };
            let how = if undo { How::Undo } else { How::Finish };
            let undone = self.settle(&mut site, &mut known, how, &mut Summary::default()).await?;
            let step = Some((unfinished.revision.clone(), direction_of(&unfinished)?));
            Ok(Settled { step, undone, current: current(&known) })
        };
        let settled = settled.await;
        site.lock.lock().await.release().await;
        settled
    }

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

/// Runs a step, again where something held a lock that it needs: another try after a short while is what a person would
/// do too. A step that isn't one transaction goes on where it stopped.
pub(super) async fn retry(
    work: &Work,
    runner: &Runner<'_>,
    connection: &mut Option<Box<dyn Connection>>,
    step: &Step,
    artifact: &Artifact,
    state: &State,
    mut earlier: Option<Vec<Entry>>,
) -> Result<Ended, Error> {
    let mut attempt = 1;
    loop {
        let reason = match runner.run(connection, step, artifact, state, earlier.take()).await {
            Err(Error::Step(failure)) if failure.busy && attempt <= work.options.lock_retries => {
                failure.cause.to_string()
            }
            other => return other,
        };
        attempt += 1;
        let revision = &step.revision.description.id;
        work.observer.event(&Event::Retrying { revision, attempt, reason: &reason });
        tokio::time::sleep(pause(attempt)).await;
        let open = connection.as_mut().ok_or_else(|| Error::Internal("the connection is gone".into()))?;
        if journaled(open.dialect(), &step.revision.description)
            && let Some((_, false, mut entries)) = journal::load(open.as_mut(), ROOT).await?
        {
            journal::recover(open.as_mut(), ROOT, state.epoch, &mut entries).await?;
            earlier = Some(entries);
        }
    }
}

/// How long to wait before a try: longer each time, and never the same, so that two runners don't meet again.
fn pause(attempt: u32) -> Duration {
    use std::hash::{BuildHasher, Hasher};
    // A random state is random: what nobody has to guess needs no better source.
    let random = std::collections::hash_map::RandomState::new().build_hasher().finish() % 100;
    // From a tenth of a second, which most transactions take, to three seconds.
    let most = Duration::from_millis(100 * 2_u64.saturating_pow(attempt)).min(Duration::from_secs(3));
    most / 2 + most * u32::try_from(random).unwrap_or_default() / 200
}

/// The revisions among these whose file isn't any more what was applied.
async fn changed(connection: &mut dyn Connection, graph: &Graph, ids: &[String]) -> Result<Vec<String>, Error> {
    let applied = book::applied(connection, ROOT).await?;
    let mut changed = Vec::new();
    for id in ids {
        let (Some(node), Some(sha256)) = (graph.get(id), applied.get(id)) else { continue };
        // What can't be read now says so when it is needed.
        let Ok(artifact) = load(&node.revision, None).await else { continue };
        if artifact.sha256().to_string() != *sha256 {
            changed.push(id.clone());
        }
    }
    Ok(changed)
}

/// Refuses what this host doesn't know yet, before it is taken for something else: chains of packages.
fn refuse_packages(revisions: &[Revision]) -> Result<(), Error> {
    for revision in revisions {
        let refused = |reason: String| Error::Unrunnable {
            id: revision.description.id.clone(),
            origin: revision.origin.clone(),
            reason,
        };
        if let Some(package) = &revision.description.package {
            return Err(refused(format!(
                "it belongs to the package `{package}`, and this version runs the application's own chain only; take \
                 `package` out, or move the file to another folder"
            )));
        }
        if let Some(other) = revision.description.depends_on.iter().find(|d| d.contains(['@', '/'])) {
            return Err(refused(format!(
                "it depends on `{other}` of another package, which this version can't look up; name a revision of this chain"
            )));
        }
    }
    Ok(())
}

/// Refuses `upgrade -1` and `downgrade +1`: they would do nothing, and nobody means that.
fn refuse_sign(target: &str, direction: Direction) -> Result<(), Error> {
    let wrong = match direction {
        Direction::Up => target.starts_with('-').then_some("down; `mighost downgrade"),
        Direction::Down => target.starts_with('+').then_some("up; `mighost upgrade"),
    };
    match wrong {
        Some(way) => Err(Error::Usage(format!("`{target}` goes {way} {target}` does that"))),
        None => Ok(()),
    }
}

/// Whether revisions refer to one that isn't among them, or the database stands at such a one.
fn lacks(revisions: &[Revision], state: &State) -> bool {
    let ids: BTreeSet<&str> = revisions.iter().map(|r| r.description.id.as_str()).collect();
    let parents = revisions.iter().flat_map(|r| &r.description.revises);
    parents.chain(&state.current).any(|id| !ids.contains(id.as_str()))
}

pub(super) fn started(number: usize, steps: usize, step: &Step) -> Event<'_> {
    Event::StepStarted {
        number,
        steps,
        revision: &step.revision.description.id,
        message: step.revision.description.message.as_deref(),
        direction: step.direction,
        origin: &step.revision.origin,
    }
}
