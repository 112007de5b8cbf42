//! Which steps bring the database from where it is to where it shall be.

use crate::book::State;
use crate::chain::{Graph, Origin, Revision};
use crate::journal::Unfinished;
use crate::{Error, WayOn};
use mighost_sandbox::Direction;
use std::sync::Arc;

/// One step to run.
#[derive(Clone, Debug)]
pub struct Step {
    /// The revision.
    pub revision: Revision,
    /// Which way.
    pub direction: Direction,
}

impl Step {
    /// The package of its chain; empty: the application's own.
    pub fn package(&self) -> &str {
        self.revision.description.package.as_deref().unwrap_or_default()
    }
}

/// The steps of a run, in order.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
    /// A step that was begun and neither finished nor taken back: a run settles it first, and plans from there.
    pub unfinished: Option<Unfinished>,
    /// Why a run would run none of them: one isn't trusted, or isn't what the lock file pins. Only
    /// [`Migrator::plan`](crate::Migrator::plan) says it.
    pub refused: Option<Arc<Error>>,
}

impl Plan {
    /// The steps that take these revisions back, and everything applied that stands on them.
    ///
    /// # Errors
    /// [`Error::NoDowngrade`] where one of them can't be taken back.
    pub fn downgrade(graph: &Graph, state: &State, goal: &[String]) -> Result<Plan, Error> {
        let steps = steps(graph, graph.steps_down(goal, &state.current), Direction::Down);
        // Before anything runs: half a downgrade helps nobody.
        match steps.iter().find(|step| !step.revision.description.has_downgrade) {
            Some(Step { revision, .. }) => {
                Err(Error::NoDowngrade { id: revision.description.id.clone(), origin: revision.origin.clone() })
            }
            None => Ok(Plan { steps, ..Plan::default() }),
        }
    }

    /// Refuses a plan over revisions whose files are gone, when going up: what they did is no longer known.
    pub(crate) fn refuse_gone(graph: &Graph, state: &State, dir: &str) -> Result<(), Error> {
        let applied = graph.with_ancestors(state.current.iter().map(String::as_str));
        let gone = graph.ordered().find(|node| {
            matches!(node.revision.origin, Origin::Stored(_)) && applied.contains(node.description().id.as_str())
        });
        match gone {
            None => Ok(()),
            Some(node) => {
                let way = match node.description().has_downgrade {
                    // It and what stands on it, and nothing else that stands on its parent.
                    true => {
                        WayOn::Back(format!("{}@{}", node.id(), node.parents.first().map_or("base", String::as_str)))
                    }
                    false => WayOn::None,
                };
                Err(Error::FileGone { id: node.id().to_owned(), dir: dir.to_owned(), way })
            }
        }
    }
}

fn steps(graph: &Graph, ids: Vec<&str>, direction: Direction) -> Vec<Step> {
    let nodes = ids.into_iter().filter_map(|id| graph.get(id));
    nodes.map(|node| Step { revision: node.revision.clone(), direction }).collect()
}
