//! Running steps to a target.

use super::hands::Hands;
use super::load::load;
use super::plan::{Plan, Step};
use super::settle::How;
use super::site::Site;
use super::step::{Ended, Runner, journaled};
use super::work::{Done, Summary, Work, changed, goal, recency};
use super::world::World;
use crate::Error;
use crate::book::{self, State};
use crate::chain::Recency;
use crate::event::{Event, Observer};
use crate::journal::{self, Entry};
use mighost_artifact::Artifact;
use mighost_database::{Connection, OpenMode, Timeouts};
use mighost_sandbox::Direction;
use mighost_schema::Dialect;
use std::sync::Arc;
use std::time::{Duration, Instant};

impl Work {
    /// Runs the steps to a target.
    pub(crate) async fn run(&self, target: &str, direction: Direction) -> Result<Summary, Error> {
        let begun = Instant::now();
        let (package, target) = self.aimed(target);
        // First with eyes only: at the target already, a run touches nothing.
        let mut peek = self.open(OpenMode::ReadOnly).await?;
        let mut world = self.world(peek.as_deref_mut().map(|c| c as _), &package, direction).await?;
        let mut recent = Recency::default();
        if let Some(connection) = peek.as_deref_mut() {
            let known = world.chain_mut(&package)?;
            let current: Vec<String> = known.state.current.iter().cloned().collect();
            known.changed = changed(connection, &package, &known.graph, &current).await?;
            // Only a way back may need to know what came last.
            if direction == Direction::Down {
                recent = recency(Some(connection), &package).await?;
            }
        }
        let known = world.chain(&package)?;
        let mut summary = Summary {
            package: package.clone(),
            changed: known.changed.clone(),
            not_built: known.not_built.clone(),
            outdated: known.outdated.clone(),
            ..Summary::default()
        };
        self.refuse_unknown(known)?;
        // A relative target means the same all the way, however often the run plans anew.
        let goal = goal(known, &target, direction, &recent)?;
        let plan = self.plan_for(&world, &package, &goal, direction)?;
        self.permit_all(&plan.steps, &world, peek.as_deref_mut().map(|c| c as _)).await?;
        drop(peek);
        self.observer.event(&Event::Planned { steps: plan.steps.len(), direction });
        if !plan.steps.is_empty() || !world.unfinished().is_empty() {
            let mut site = self.open_site().await?;
            let run = Run { package: &package, goal: &goal, direction };
            let ran = self.work_off(&mut site, &mut world, plan, &run, &mut summary).await;
            site.lock.lock().await.release().await;
            ran?;
            summary.compiled = site.sandbox.compiled();
        }
        let state = &world.chain(&package)?.state;
        summary.current = state.current.iter().cloned().collect();
        summary.installed = state.packages.iter().filter(|other| **other != package).cloned().collect();
        summary.took = begun.elapsed();
        Ok(summary)
    }

    /// Runs steps until the target is reached, planning anew whenever another runner was faster.
    async fn work_off(
        &self,
        site: &mut Site,
        world: &mut World,
        mut plan: Plan,
        run: &Run<'_>,
        summary: &mut Summary,
    ) -> Result<(), Error> {
        let direction = run.direction;
        // Another runner may have worked while we waited for the lock. On SQLite each step's own lock shows that.
        let mut looked = site.connection()?.dialect() == Dialect::Sqlite;
        loop {
            if !looked {
                let now = self.world_at(site, run.package, direction).await?;
                let moved = !now.stands_as(world);
                *world = now;
                if moved {
                    self.observer.event(&Event::Overtaken);
                    if direction == Direction::Down {
                        return Err(Error::Book(book::BookError::Overtaken));
                    }
                }
                let unfinished = world.unfinished();
                for package in &unfinished {
                    self.settle(site, world, package, How::Safely, summary).await?;
                }
                if moved || !unfinished.is_empty() {
                    plan = self.plan_for(world, run.package, run.goal, direction)?;
                    self.observer.event(&Event::Planned { steps: plan.steps.len(), direction });
                }
            }
            if plan.steps.is_empty() || !self.pass(site, world, &plan, summary).await? {
                return Ok(());
            }
            self.observer.event(&Event::Overtaken);
            if direction == Direction::Down {
                return Err(Error::Book(book::BookError::Overtaken));
            }
            *world = self.world_at(site, run.package, direction).await?;
            plan = self.plan_for(world, run.package, run.goal, direction)?;
            self.observer.event(&Event::Planned { steps: plan.steps.len(), direction });
            // Whoever was faster may have been interrupted.
            looked = world.unfinished().is_empty();
        }
    }

    /// Runs a plan's steps. True where another runner was faster at one of them.
    async fn pass(
        &self,
        site: &mut Site,
        world: &mut World,
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
            tell_wasi(&self.observer, step, &artifact);
            let known = world.chain(step.package())?;
            let permit = self.permit(step, &artifact, known, Some(site.connection()?)).await?;
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
            match retry(self, &runner, &mut site.connection, step, &artifact, &known.state, None).await? {
                Ended::Overtaken => return Ok(true),
                Ended::Committed(state) => {
                    world.committed(step.package(), *state)?;
                    summary.steps.push(done(step));
                }
            }
        }
        Ok(false)
    }
}

/// Says what of WASI a step's artifact imports, where it does.
pub(super) fn tell_wasi(observer: &Arc<dyn Observer>, step: &Step, artifact: &Artifact) {
    let imports = artifact.wasi_imports();
    if !imports.is_empty() {
        observer.event(&Event::ClosedWasi { revision: &step.revision.description.id, imports });
    }
}

/// What a run is about.
struct Run<'a> {
    package: &'a str,
    goal: &'a [String],
    direction: Direction,
}

/// A step as it stands in a summary.
pub(super) fn done(step: &Step) -> Done {
    Done {
        package: step.package().to_owned(),
        revision: step.revision.description.id.clone(),
        direction: step.direction,
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
        let own = connection.take().ok_or_else(|| Error::Internal("the connection is gone".into()))?;
        if !journaled(own.dialect(), &step.revision.description) {
            *connection = Some(own);
            continue;
        }
        let mut hands = match Hands::open(own, runner.login.as_deref(), true, Timeouts::default()).await {
            Ok(hands) => hands,
            Err((own, error)) => {
                *connection = Some(own);
                return Err(error);
            }
        };
        let loaded = async {
            let Some((_, false, mut entries)) = journal::load(hands.book(), step.package()).await? else {
                return Ok(None);
            };
            journal::recover(&mut hands.both(), step.package(), state.epoch, &mut entries).await?;
            Ok::<_, book::BookError>(Some(entries))
        };
        let loaded = loaded.await;
        *connection = Some(hands.home());
        earlier = loaded?;
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
