//! Why revisions don't make a graph.

use super::Origin;
use std::path::PathBuf;

/// Why revisions don't make a graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Two revisions of one id.
    #[error(
        "two revisions have the id `{id}`: {first} and {second}; give one of them another id, or remove the one that is left of a source that isn't there any more"
    )]
    Duplicate {
        /// The id.
        id: String,
        /// Where the first is.
        first: Origin,
        /// Where the second is.
        second: Origin,
    },
    /// A parent or a dependency that doesn't exist.
    #[error(
        "{origin}: revision `{id}` {} `{name}`, which doesn't exist{}",
        if *follows { "follows" } else { "depends on" },
        hint(*follows, not_built, nearest.as_deref())
    )]
    Unknown {
        /// The revision.
        id: String,
        /// What doesn't exist.
        name: String,
        /// Whether it is a parent, else a dependency.
        follows: bool,
        /// Where the revision is.
        origin: Origin,
        /// Sources that have no artifact: it may be one of them.
        not_built: Vec<PathBuf>,
        /// The nearest id or label.
        nearest: Option<String>,
    },
    /// Revisions that stand on each other in a circle.
    #[error("{}", circle(ids, origins))]
    Cycle {
        /// The ids.
        ids: Vec<String>,
        /// Where they are.
        origins: Vec<Origin>,
    },
    /// A label that something else has.
    #[error(
        "{second}: the label `{label}` is {} of {first} already; choose another one",
        if *id { "the id" } else { "a label" }
    )]
    Label {
        /// The label.
        label: String,
        /// Who has it.
        first: Origin,
        /// Who declares it.
        second: Origin,
        /// Whether it is an id, else a label.
        id: bool,
    },
    /// An id or a label that can't be one.
    #[error("{origin}: `{name}` can't be an id or a label: {why}; choose another one")]
    Name {
        /// The id or label.
        name: String,
        /// Why not.
        why: String,
        /// Where it is.
        origin: Origin,
    },
}

fn hint(follows: bool, not_built: &[PathBuf], nearest: Option<&str>) -> String {
    if !not_built.is_empty() {
        let names: Vec<_> = not_built.iter().map(|p| p.display().to_string()).collect();
        return format!("; not built yet: {} (run `mighost build`)", names.join(", "));
    }
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => format!("; add its file, or correct `{}`", if follows { "revises" } else { "depends-on" }),
    }
}

fn circle(ids: &[String], origins: &[Origin]) -> String {
    let (names, files) = (quoted(ids), list(origins));
    if ids.len() == 1 {
        return format!("{files}: revision {names} stands on itself; take it out of its own `revises` or `depends-on`");
    }
    format!(
        "the revisions {names} stand on each other in a circle: {files}; correct `revises` or `depends-on` in one of them"
    )
}

fn quoted(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

fn list(origins: &[Origin]) -> String {
    origins.iter().map(Origin::to_string).collect::<Vec<_>>().join(", ")
}
