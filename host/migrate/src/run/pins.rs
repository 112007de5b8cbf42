//! The lock file, as a run obeys it: what it pins is what runs.

use super::plan::Step;
use super::release::is_file;
use super::work::{Known, Work};
use crate::Error;
use mighost_artifact::Artifact;
use mighost_artifact::sign::Locked;
use mighost_sandbox::Direction;

impl Work {
    /// What the lock file pins of a package; `None` where there is no such file, or it doesn't have the package.
    pub(super) fn pins(&self, package: &str) -> Option<&Locked> {
        self.options.lock.as_ref()?.packages.get(package)
    }

    /// Refuses an artifact that isn't the one that the lock file pins.
    ///
    /// What the database kept of a revision that the file doesn't have may be taken back: it was pinned when it was applied, or
    /// nothing was.
    pub(super) fn refuse_unpinned(&self, step: &Step, artifact: &Artifact) -> Result<(), Error> {
        let Some(locked) = self.pins(step.package()) else { return Ok(()) };
        let (id, origin) = (&step.revision.description.id, &step.revision.origin);
        let pinned = locked.artifacts.iter().find(|artifact| artifact.id == *id).map(|artifact| artifact.sha256);
        let found = artifact.content_sha256();
        match pinned {
            Some(pinned) if pinned == found => Ok(()),
            None if step.direction == Direction::Down && !is_file(origin) => Ok(()),
            pinned => Err(Error::NotPinned { id: id.clone(), origin: origin.clone(), pinned, found }),
        }
    }

    /// Refuses to go up a chain that lacks what the lock file pins: its head isn't the one that is meant.
    pub(super) fn refuse_incomplete(&self, step: &Step, known: &Known) -> Result<(), Error> {
        let Some(locked) = self.pins(step.package()).filter(|_| step.direction == Direction::Up) else {
            return Ok(());
        };
        let there = |id: &str| known.graph.get(id).is_some_and(|node| is_file(&node.revision.origin));
        match locked.artifacts.iter().find(|artifact| !there(&artifact.id)) {
            None => Ok(()),
            Some(missing) => Err(Error::PinnedMissing {
                id: missing.id.clone(),
                pinned: missing.sha256,
                package: step.package().to_owned(),
            }),
        }
    }
}
