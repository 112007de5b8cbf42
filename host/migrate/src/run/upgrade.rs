//! Running steps to a target.

use super::load::load;
use super::plan::{Plan, Step};
use super::settle::How;
use super::site::Site;
use super::step::{Ended, Runner, journaled};
use super::work::{Known, ROOT, Summary, Work, changed, goal, recency};
use crate::Error;
use crate::book::{self, State};
use crate::chain::Recency;
use crate::event::Event;
use crate::journal::{self, Entry};
use mighost_artifact::Artifact;
use mighost_database::{Connection, OpenMode};
use mighost_sandbox::Direction;
use mighost_schema::Dialect;
use std::time::{Duration, Instant};

impl Work {
    /// Runs the steps to a target.
    pub(crate) async fn run(&self, target: &str, direction: Direction) -> Result<Summary, Error> {
        let begun = Instant::now();
        // First with eyes only: at the target already, a run touches nothing.
        let mut peek = self.open(OpenMode::ReadOnly).await?;
        let mut known = self.known(peek.as_deref_mut().map(|c| c as _)).await?;
        if let Some(connection) = peek.as_deref_mut() {
            let current: Vec<String> = known.state.current.iter().cloned().collect();
            known.changed = changed(connection, &known.graph, &current).await?;
        }
        // Only a way back may need to know what came last.
        let recency = match direction {
            Direction::Up => Recency::default(),
            Direction::Down => recency(peek.as_deref_mut().map(|c| c as _)).await?,
        };
        drop(peek);
        let mut summary = Summary {
            changed: known.changed.clone(),
            not_built: known.not_built.clone(),
            outdated: known.outdated.clone(),
            ..Summary::default()
        };
        self.refuse_unknown(&known)?;
        // A relative target means the same all the way, however often the run plans anew.
        let goal = goal(&known, target, direction, &recency)?;
        let plan = self.plan_for(&known, &goal, direction)?;
        self.observer.event(&Event::Planned { steps: plan.steps.len(), direction });
        if !plan.steps.is_empty() || known.state.unfinished.is_some() {
            let mut site = self.open_site().await?;
            let ran = self.work_off(&mut site, &mut known, plan, &goal, direction, &mut summary).await;
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
        goal: &[String],
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
                    plan = self.plan_for(known, goal, direction)?;
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
            plan = self.plan_for(known, goal, direction)?;
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
                    known.state = *state;
                    summary.steps.push((step.revision.description.id.clone(), step.direction));
                }
            }
        }
        Ok(false)
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
