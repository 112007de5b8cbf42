//! Which steps bring the database from where it is to where it shall be.

use crate::Error;
use crate::book::State;
use crate::chain::{Graph, Origin, Revision, Target};
use mighost_sandbox::Direction;
use std::collections::BTreeSet;

/// One step to run.
#[derive(Clone, Debug)]
pub struct Step {
    /// The revision.
    pub revision: Revision,
    /// Which way.
    pub direction: Direction,
}

/// The steps of a run, in order.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
}

impl Plan {
    /// The steps up to a target: everything that it stands on and that isn't applied yet. A target that is
    /// applied already makes an empty plan.
    pub fn upgrade(graph: &Graph, state: &State, target: &Target) -> Plan {
        let applied = graph.with_ancestors(state.current.iter().map(String::as_str));
        let wanted = graph.with_ancestors(target.revisions.iter().map(String::as_str));
        let steps = graph
            .ordered()
            .filter(|node| wanted.contains(node.description().id.as_str()))
            .filter(|node| !applied.contains(node.description().id.as_str()))
            .map(|node| Step { revision: node.revision.clone(), direction: Direction::Up })
            .collect();
        Plan { steps }
    }

    /// The steps down to a target: every applied revision that stands on it. For `base`, all of them.
    pub fn downgrade(graph: &Graph, state: &State, target: &Target) -> Result<Plan, Error> {
        let applied = graph.with_ancestors(state.current.iter().map(String::as_str));
        if let Some(id) = target.revisions.iter().find(|id| !applied.contains(id.as_str())) {
            return Err(Error::WrongWay(format!(
                "`{id}` isn't applied, so there is nothing to downgrade to; `mighost upgrade {id}` goes up to it"
            )));
        }
        let kept = graph.with_ancestors(target.revisions.iter().map(String::as_str));
        let undone: Vec<_> = graph
            .ordered()
            .rev()
            .filter(|node| applied.contains(node.description().id.as_str()))
            .filter(|node| !kept.contains(node.description().id.as_str()))
            .filter(|node| target.revisions.is_empty() || stands_on(graph, &node.description().id, target))
            .collect();
        // Before anything runs: half a downgrade helps nobody.
        if let Some(node) = undone.iter().find(|node| !node.description().has_downgrade) {
            let id = node.description().id.clone();
            return Err(Error::NoDowngrade { id, origin: node.revision.origin.clone() });
        }
        let step = |revision: &Revision| Step { revision: revision.clone(), direction: Direction::Down };
        Ok(Plan { steps: undone.into_iter().map(|node| step(&node.revision)).collect() })
    }

    /// Refuses a plan over revisions whose files are gone, when going up: what they did is no longer known.
    pub(crate) fn refuse_gone(graph: &Graph, state: &State, dir: &str) -> Result<(), Error> {
        let applied = graph.with_ancestors(state.current.iter().map(String::as_str));
        let gone = graph.ordered().find(|node| {
            matches!(node.revision.origin, Origin::Stored(_)) && applied.contains(node.description().id.as_str())
        });
        match gone {
            None => Ok(()),
            Some(node) => Err(Error::FileGone {
                id: node.description().id.clone(),
                dir: dir.to_owned(),
                stored: node.description().has_downgrade,
            }),
        }
    }
}

fn stands_on(graph: &Graph, id: &str, target: &Target) -> bool {
    let below: BTreeSet<&str> = graph.with_ancestors([id]);
    target.revisions.iter().any(|t| below.contains(t.as_str()))
}
