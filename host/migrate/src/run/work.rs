//! What the commands on one database share, and those that only look, as plain async functions. [`super::Migrator`] runs them on a thread of their own.

use super::load::load;
use super::migrator::Options;
use super::packages::{Packages, ROOT, foreign, split};
use super::plan::{Plan, Step};
use super::release::LookedUp;
use super::settle::direction_of;
use super::world::World;
use crate::book::{self, HistoryRow, State};
use crate::chain::{Chain, Graph, Origin, Recency, Revision, TargetError};
use crate::event::Observer;
use crate::{Error, WayOn};
use mighost_artifact::Digest;
use mighost_database::{Connection, LockKey, OpenMode};
use mighost_sandbox::Direction;
use mighost_schema::Dialect;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

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
    /// current ones only, [`super::Migrator::glance`] at none: they mustn't read more than they need.
    pub changed: Vec<String>,
}

impl Known {
    /// The applied revisions.
    pub fn applied(&self) -> BTreeSet<&str> {
        self.graph.with_ancestors(self.state.current.iter().map(String::as_str))
    }

    /// Whether every head is applied, and the rows mean something: those of which one stands on another don't.
    pub fn at_heads(&self) -> bool {
        let applied = self.applied();
        let apart = self.graph.goal_up("heads", &self.state.current).is_ok();
        self.unknown.is_empty() && apart && self.graph.heads().iter().all(|head| applied.contains(head))
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
    /// Who works on the unfinished step at this moment; `None` where nobody does, or there is none.
    pub at_work: Option<String>,
    /// Why an upgrade would run nothing of what is pending: it isn't trusted, or not what the lock file pins.
    /// [`super::Migrator::glance`] doesn't look.
    pub refused: Option<Arc<Error>>,
}

/// A step that was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The package of its chain; empty: the application's own.
    pub package: String,
    /// The revision.
    pub revision: String,
    /// Which way.
    pub direction: Direction,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The package that the run was about; empty: the application's own chain.
    pub package: String,
    /// The steps that were committed, in order; those of other packages, on which the run's own stand, among them.
    pub steps: Vec<Done>,
    /// The other packages that the database has revisions of; the empty name is the application's own chain.
    pub installed: Vec<String>,
    /// The package's current revisions behind it.
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
    pub(super) looked_up: RefCell<LookedUp>,
}

impl Work {
    pub(crate) fn new(options: Options, observer: Arc<dyn Observer>) -> Self {
        Work { options, observer, looked_up: RefCell::default() }
    }

    /// Opens the database. `None` where it doesn't exist and isn't to be created.
    pub(super) async fn open(&self, mode: OpenMode) -> Result<Option<Box<dyn Connection>>, Error> {
        let target = mighost_database::Target::parse(&self.options.database)?;
        let options = self.options.connecting(target.dialect());
        match mighost_database::connect(&target, mode, &options).await {
            Ok(connection) => Ok(Some(connection)),
            // A file is made by the first step; a server's database that isn't there is a wrong address.
            Err(mighost_database::Error::Missing { .. })
                if mode != OpenMode::Create && target.dialect() == Dialect::Sqlite =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Reads the folder and the state of the package that the options name.
    pub(super) async fn known(&self, connection: Option<&mut (dyn Connection + '_)>) -> Result<Known, Error> {
        let packages = Packages::find(&self.options.dir, &self.options.packages)?;
        self.known_of(&self.options.package, &packages, connection).await
    }

    /// Reads the folder and the state of a package.
    pub(super) async fn known_of(
        &self,
        package: &str,
        packages: &Packages,
        connection: Option<&mut (dyn Connection + '_)>,
    ) -> Result<Known, Error> {
        let folder = if package == ROOT { Some(self.options.dir.as_path()) } else { packages.folder(package) };
        let chain = match folder {
            Some(folder) => Chain::read(folder)?,
            // It may be in the database still.
            None => Chain::default(),
        };
        refuse_strangers(&chain.revisions, package)?;
        let missing = || Error::NoPackage {
            package: package.to_owned(),
            needed_by: None,
            dir: self.options.dir.display().to_string(),
        };
        let Some(connection) = connection else {
            folder.ok_or_else(missing)?;
            let graph = Graph::build(chain.revisions, &chain.not_built)?;
            return Ok(Known { graph, not_built: chain.not_built, outdated: chain.outdated, ..Known::default() });
        };
        let state = book::read(connection, package).await?;
        let mut revisions = chain.revisions;
        if folder.is_none() || lacks(&revisions, &state) {
            let ids: BTreeSet<String> = revisions.iter().map(|r| r.description.id.clone()).collect();
            for (description, sha256) in book::stored(connection, package).await? {
                if !ids.contains(&description.id) {
                    revisions.push(Revision { description, origin: Origin::Stored(sha256) });
                }
            }
        }
        if folder.is_none() && revisions.is_empty() && state.current.is_empty() {
            return Err(missing());
        }
        let graph = Graph::build(revisions, &chain.not_built)?;
        let unknown = state.current.iter().filter(|id| graph.get(id).is_none()).cloned().collect();
        Ok(Known { graph, state, unknown, not_built: chain.not_built, outdated: chain.outdated, changed: Vec::new() })
    }

    /// Where the database is; with `files`, also which files have changed since. Creates and changes nothing.
    pub(crate) async fn status(&self, files: bool) -> Result<Status, Error> {
        let mut connection = self.open(OpenMode::ReadOnly).await?;
        let mut known = self.known(connection.as_deref_mut().map(|c| c as _)).await?;
        if let (Some(connection), true) = (connection.as_deref_mut(), files) {
            let applied: Vec<String> = known.applied().into_iter().map(str::to_owned).collect();
            known.changed = changed(connection, &self.options.package, &known.graph, &applied).await?;
        }
        let (exists, history) = match connection.as_deref_mut() {
            Some(connection) => (true, book::history(connection, &self.options.package).await?),
            None => (false, Vec::new()),
        };
        let at_work = match connection.as_deref_mut() {
            Some(connection) if known.state.unfinished.is_some() => connection.claimant(&LockKey::new(ROOT)).await?,
            _ => None,
        };
        let refused = match files {
            true => self.refused_up(&known, connection).await?,
            false => None,
        };
        Ok(Status { known, history, exists, at_work, refused })
    }

    /// Why an upgrade to all heads would run none of its steps, if that is so.
    async fn refused_up(
        &self,
        known: &Known,
        mut connection: Option<Box<dyn Connection>>,
    ) -> Result<Option<Arc<Error>>, Error> {
        let heads: Vec<String> = known.graph.heads().into_iter().map(str::to_owned).collect();
        let pending = known.graph.steps_up(&heads, &known.state.current);
        let step = |id| Some(Step { revision: known.graph.get(id)?.revision.clone(), direction: Direction::Up });
        let steps: Vec<Step> = pending.into_iter().filter_map(step).collect();
        let world = World::of(&self.options.package, known.clone());
        refusal(self.permit_all(&steps, &world, connection.as_deref_mut().map(|c| c as _)).await)
    }

    /// The steps that a command would run. Creates and changes nothing.
    pub(crate) async fn plan(&self, target: &str, direction: Direction) -> Result<Plan, Error> {
        let (package, target) = self.aimed(target);
        let mut connection = self.open(OpenMode::ReadOnly).await?;
        let mut world = self.world(connection.as_deref_mut().map(|c| c as _), &package, direction).await?;
        let recency = match direction {
            Direction::Up => Recency::default(),
            Direction::Down => recency(connection.as_deref_mut().map(|c| c as _), &package).await?,
        };
        self.refuse_unknown(world.chain(&package)?)?;
        let goal = goal(world.chain(&package)?, &target, direction, &recency)?;
        // A run settles it first, and plans from there.
        let known = world.chain_mut(&package)?;
        let unfinished = known.state.unfinished.clone();
        if let Some(step) = unfinished.as_ref().filter(|step| !step.undoing) {
            known.state.current = match direction_of(step)? {
                Direction::Up => known.graph.after_upgrade(&known.state.current, &step.revision),
                Direction::Down => known.graph.after_downgrade(&known.state.current, &step.revision),
            };
        }
        let plan = self.plan_for(&world, &package, &goal, direction)?;
        let refused = refusal(self.permit_all(&plan.steps, &world, connection.as_deref_mut().map(|c| c as _)).await)?;
        Ok(Plan { unfinished, refused, ..plan })
    }

    /// The package and the target that are meant.
    pub(super) fn aimed(&self, target: &str) -> (String, String) {
        let (package, target) = split(target);
        let package = package.unwrap_or(&self.options.package).to_owned();
        (package, target.unwrap_or("head").to_owned())
    }

    pub(super) fn plan_for(
        &self,
        world: &World,
        package: &str,
        goal: &[String],
        direction: Direction,
    ) -> Result<Plan, Error> {
        let known = world.chain(package)?;
        self.refuse_lost(known, direction)?;
        match direction {
            Direction::Up => {
                let steps = world.steps_up(package, goal)?;
                for step in &steps {
                    let other = step.package();
                    if other != package {
                        self.refuse_lost(world.chain(other)?, direction)?;
                    }
                }
                Ok(Plan { steps, ..Plan::default() })
            }
            Direction::Down => {
                let plan = Plan::downgrade(&known.graph, &known.state, goal)?;
                world.refuse_needed(package, &plan.steps)?;
                Ok(plan)
            }
        }
    }

    /// Refuses to plan where the database is at a revision that nobody knows, or that the folder hasn't any more.
    fn refuse_lost(&self, known: &Known, direction: Direction) -> Result<(), Error> {
        let dir = self.options.dir.display().to_string();
        self.refuse_unknown(known)?;
        match direction {
            Direction::Up => Plan::refuse_gone(&known.graph, &known.state, &dir),
            Direction::Down => Ok(()),
        }
    }

    /// Refuses to run anything where the database is at a revision that nobody knows. To be asked before a target is looked
    /// up: where it isn't known what is applied, a target means something else.
    pub(super) fn refuse_unknown(&self, known: &Known) -> Result<(), Error> {
        let dir = || self.options.dir.display().to_string();
        let others = || known.state.current.iter().filter(|row| !known.unknown.contains(row)).cloned().collect();
        let gone = known.unknown.first();
        let gone = gone.map(|id| Error::FileGone { id: id.clone(), dir: dir(), way: WayOn::Forget(others()) });
        gone.map_or(Ok(()), Err)
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
}

/// That a run would be refused is an answer where somebody only asks; everything else that goes wrong is an error.
fn refusal(permitted: Result<(), Error>) -> Result<Option<Arc<Error>>, Error> {
    match permitted {
        Ok(()) => Ok(None),
        Err(error) if error.is_refusal() => Ok(Some(Arc::new(error))),
        Err(error) => Err(error),
    }
}

/// What a target means for a run in a direction: the revisions to be reached, or to be taken back.
pub(super) fn goal(
    known: &Known,
    target: &str,
    direction: Direction,
    recency: &Recency,
) -> Result<Vec<String>, TargetError> {
    match direction {
        Direction::Up => known.graph.goal_up(target, &known.state.current),
        Direction::Down => known.graph.goal_down(target, &known.state.current, recency),
    }
}

/// Which revisions were applied last.
pub(super) async fn recency(connection: Option<&mut (dyn Connection + '_)>, package: &str) -> Result<Recency, Error> {
    match connection {
        Some(connection) => Ok(Recency::of(&book::history(connection, package).await?)),
        None => Ok(Recency::default()),
    }
}

/// The revisions among these whose file isn't any more what was applied.
pub(super) async fn changed(
    connection: &mut dyn Connection,
    package: &str,
    graph: &Graph,
    ids: &[String],
) -> Result<Vec<String>, Error> {
    let applied = book::applied(connection, package).await?;
    let mut changed = Vec::new();
    for id in ids {
        let (Some(node), Some(sha256)) = (graph.get(id), applied.get(id)) else { continue };
        // What can't be read now says so when it is needed.
        let Ok(artifact) = load(&node.revision, None).await else { continue };
        // Signatures come and go, and what is signed stays the same.
        if artifact.sha256().to_string() != *sha256
            && artifact.content_sha256().to_string() != *sha256
            && stored_content(connection, sha256).await != Some(artifact.content_sha256())
        {
            changed.push(id.clone());
        }
    }
    Ok(changed)
}

/// The digest of what an applied artifact holds, without its signatures; `None` where it can't be read any more.
pub(super) async fn stored_content(connection: &mut dyn Connection, sha256: &str) -> Option<Digest> {
    let bytes = book::artifact(connection, sha256).await.ok()?;
    Some(mighost_artifact::Artifact::read(bytes).ok()?.content_sha256())
}

/// Refuses revisions of another package than the folder's: a valid artifact in the wrong place is what an attacker has.
fn refuse_strangers(revisions: &[Revision], package: &str) -> Result<(), Error> {
    for revision in revisions {
        let refused = |reason: String| Error::Unrunnable {
            id: revision.description.id.clone(),
            origin: revision.origin.clone(),
            reason,
        };
        match revision.description.package.as_deref() {
            own if own.unwrap_or(ROOT) == package => {}
            Some(other) if package == ROOT => {
                return Err(refused(format!(
                    "it belongs to the package `{other}`, and this is the folder of the application's own chain; take \
                     `package` out, or move the file to packages/{other}"
                )));
            }
            Some(other) => {
                return Err(refused(format!(
                    "it belongs to the package `{other}`, and this is the folder of `{package}`; move it to packages/{other}"
                )));
            }
            None => {
                return Err(refused(format!(
                    "it belongs to the application's own chain, and this is the folder of the package `{package}`; write \
                     `package: {package}` into it, or move the file"
                )));
            }
        }
    }
    Ok(())
}

/// Whether revisions refer to one that isn't among them, or the database stands at such a one.
fn lacks(revisions: &[Revision], state: &State) -> bool {
    let ids: BTreeSet<&str> = revisions.iter().map(|r| r.description.id.as_str()).collect();
    let labels: BTreeSet<&str> = revisions.iter().flat_map(|r| &r.description.labels).map(String::as_str).collect();
    let own =
        |r: &Revision| r.description.depends_on.iter().filter(|d| foreign(d).is_none()).cloned().collect::<Vec<_>>();
    let dependencies: Vec<String> = revisions.iter().flat_map(own).collect();
    let below = revisions.iter().flat_map(|r| &r.description.revises).chain(&dependencies);
    below.chain(&state.current).any(|id| !ids.contains(id.as_str()) && !labels.contains(id.as_str()))
}
