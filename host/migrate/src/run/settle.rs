//! A step that was interrupted: finished, or taken back.

use super::load::load;
use super::plan::Step;
use super::site::Site;
use super::step::{Ended, Runner, done};
use super::upgrade::{done as done_step, retry, started};
use super::work::{Known, Summary, Work};
use super::world::World;
use crate::Error;
use crate::book::{BookError, State};
use crate::chain::{Origin, Revision};
use crate::event::Event;
use crate::journal::{self, Entry, Unfinished, undo};
use mighost_database::OpenMode;
use mighost_sandbox::Direction;

/// How to settle an unfinished step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The safe way: go on in the direction in which it was going.
    Safely,
    /// Finish it.
    Finish,
    /// Take it back.
    Undo,
}

/// What [`Migrator::resume`](crate::Migrator::resume) did.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// The step that was unfinished; `None`: there was none.
    pub step: Option<(String, Direction)>,
    /// Whether it was taken back.
    pub undone: bool,
    /// The current revisions behind it.
    pub current: Vec<String>,
}

impl Work {
    /// Finishes the unfinished step of the package that the options name, or takes it back.
    pub(crate) async fn resume(&self, undo: bool) -> Result<Settled, Error> {
        let package = self.options.package.as_str();
        let mut peek = self.open(OpenMode::ReadOnly).await?;
        let known = self.known(peek.as_deref_mut().map(|c| c as _)).await?;
        drop(peek);
        let current = |known: &Known| known.state.current.iter().cloned().collect();
        if known.state.unfinished.is_none() {
            return Ok(Settled { current: current(&known), ..Settled::default() });
        }
        let mut site = self.open_site().await?;
        let settled = async {
            let mut world = self.world_at(&mut site, package, Direction::Up).await?;
            let Some(unfinished) = world.chain(package)?.state.unfinished.clone() else {
                return Ok(Settled { current: current(world.chain(package)?), ..Settled::default() });
            };
            let how = if undo { How::Undo } else { How::Finish };
            let undone = self.settle(&mut site, &mut world, package, how, &mut Summary::default()).await?;
            let step = Some((unfinished.revision.clone(), direction_of(&unfinished)?));
            Ok(Settled { step, undone, current: current(world.chain(package)?) })
        };
        let settled = settled.await;
        site.lock.lock().await.release().await;
        settled
    }

    /// Settles the unfinished step, if there is one. Whether it was taken back.
    pub(super) async fn settle(
        &self,
        site: &mut Site,
        world: &mut World,
        package: &str,
        how: How,
        summary: &mut Summary,
    ) -> Result<bool, Error> {
        let known = world.chain_mut(package)?;
        let Some(unfinished) = known.state.unfinished.clone() else { return Ok(false) };
        let direction = direction_of(&unfinished)?;
        if !site.lock.lock().await.exists() {
            return Err(Error::Unfinished {
                step: unfinished,
                reasons: vec!["behind a pooler that shares sessions it can't be settled".into()],
                next: "connect to the database itself, and run the command again".into(),
            });
        }
        self.claim(site).await?;
        let epoch = journal::take_over(site.connection()?, known.state.epoch).await?;
        let state = State { epoch, ..known.state.clone() };
        world.committed(package, state)?;
        let known = world.chain_mut(package)?;
        let Some((row, undoing, mut entries)) = journal::load(site.connection()?, package).await? else {
            known.state.unfinished = None;
            return Ok(false);
        };
        if let Some((receipt, commit)) = journal::outstanding(&entries) {
            let (receipt, commit) = (receipt.to_owned(), commit.clone());
            return self.settle_commit(site, world, package, how, &unfinished, &receipt, &commit, summary).await;
        }
        if undoing && how == How::Finish {
            return Err(Error::Unfinished {
                step: unfinished,
                reasons: vec!["it is being taken back already".into()],
                next: "`mighost resume --undo` takes back the rest".into(),
            });
        }
        let back = undoing || how == How::Undo;
        let obstacles = undo::obstacles(&entries);
        if how == How::Undo && !undoing && !obstacles.is_empty() {
            return Err(Error::Unfinished {
                step: unfinished,
                reasons: obstacles,
                next: "`mighost resume` finishes it, with a corrected migration where it failed".into(),
            });
        }
        let mut hands = self.settling(site, package, row.apart, &unfinished).await?;
        let settled = async {
            let findings = if undoing {
                Vec::new()
            } else {
                journal::recover(&mut hands.both(), package, epoch, &mut entries).await?
            };
            self.observer.event(&Event::Resumed {
                revision: &unfinished.revision,
                direction,
                undo: back,
                done: done(&entries).len(),
                findings: &findings,
            });
            if back {
                undo::undo(&mut hands.both(), package, epoch, &mut entries).await?;
            }
            Ok::<(), BookError>(())
        };
        let settled = settled.await;
        site.connection = Some(hands.home());
        settled?;
        if back {
            world.chain_mut(package)?.state.unfinished = None;
            return Ok(true);
        }
        let known = world.chain(package)?.clone();
        let state = self.finish(site, &known, &unfinished, direction, entries, summary).await?;
        world.committed(package, state)?;
        Ok(false)
    }

    async fn finish(
        &self,
        site: &mut Site,
        known: &Known,
        unfinished: &Unfinished,
        direction: Direction,
        entries: Vec<Entry>,
        summary: &mut Summary,
    ) -> Result<State, Error> {
        let revision = match known.graph.get(&unfinished.revision) {
            Some(node) => node.revision.clone(),
            // Its file is gone, but what it was is kept.
            None => {
                let bytes = crate::book::artifact(site.connection()?, &unfinished.sha256).await?;
                let artifact = mighost_artifact::Artifact::read(bytes)
                    .map_err(|error| Error::Internal(format!("the stored artifact can't be read: {error}")))?;
                let description = artifact.description().cloned().unwrap_or_default();
                Revision { description, origin: Origin::Stored(unfinished.sha256.clone()) }
            }
        };
        let step = Step { revision, direction };
        let artifact = load(&step.revision, Some(site.connection()?)).await?;
        self.observer.event(&started(1, 1, &step));
        super::upgrade::tell_wasi(&self.observer, &step, &artifact);
        let permit = self.permit(&step, &artifact, known, Some(site.connection()?)).await?;
        let runner = Runner {
            sandbox: &site.sandbox,
            limits: &permit.limits,
            arguments: &self.options.arguments,
            observer: &self.observer,
            graph: &known.graph,
            lock: &site.lock,
            grants: permit.grants,
            runtimes: super::runtime_folders(
                step.revision.origin.path(),
                &self.options.dir,
                self.options.cache_dir.as_deref(),
            ),
            keys: permit.keys,
            login: permit.login,
            timeouts: permit.timeouts,
            seen: permit.seen,
        };
        let mut state = known.state.clone();
        state.unfinished = None;
        let ended = retry(self, &runner, &mut site.connection, &step, &artifact, &state, Some(entries)).await?;
        match ended {
            Ended::Overtaken => Err(Error::Book(BookError::Overtaken)),
            Ended::Committed(state) => {
                summary.steps.push(done_step(&step));
                Ok(*state)
            }
        }
    }
}

pub(super) fn direction_of(unfinished: &Unfinished) -> Result<Direction, Error> {
    match unfinished.direction.as_str() {
        "upgrade" => Ok(Direction::Up),
        "downgrade" => Ok(Direction::Down),
        other => Err(Error::Internal(format!("the journal's step goes `{other}`"))),
    }
}
