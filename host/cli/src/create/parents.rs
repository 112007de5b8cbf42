//! What a new revision follows and depends on, and the labels that it may have.

use mighost::chain::{Graph, TargetError};
use mighost::{Description, Error};
use std::collections::BTreeSet;

/// The revisions that a new one follows: those that the targets name; without any, the only head. What has children
/// already is followed with `splice` alone.
pub fn parents(graph: &Graph, targets: &[String], rows: &BTreeSet<String>, splice: bool) -> Result<Vec<String>, Error> {
    let parents = named(graph, targets, rows, false)?;
    refuse_followed(graph, &parents, splice, ", and without --head a new revision follows the head")?;
    Ok(parents)
}

/// The revisions that targets name, none of which stands on another. `merge` has no `--head`.
fn named(graph: &Graph, targets: &[String], rows: &BTreeSet<String>, merge: bool) -> Result<Vec<String>, Error> {
    let mut parents: Vec<String> = Vec::new();
    let head = ["head".to_owned()];
    for target in if targets.is_empty() { &head[..] } else { targets } {
        let found = match graph.resolve(target, rows) {
            Err(TargetError::SeveralHeads { heads, .. }) => return Err(several(graph, target, &heads, merge)),
            found => found?,
        };
        if found.is_empty() && merge {
            return Err(Error::Usage(nothing(target)));
        }
        if found.is_empty() && targets.len() > 1 {
            return Err(Error::Usage(format!(
                "--head {target} begins a new base, which follows nothing; leave the other --head out, or this one"
            )));
        }
        for id in found {
            if !parents.contains(&id) {
                parents.push(id);
            }
        }
    }
    if let Some((upper, lower)) = overlap(graph, &parents) {
        return Err(Error::Usage(format!(
            "`{upper}` stands on `{lower}`, so what follows `{upper}` follows both; leave `{lower}` out"
        )));
    }
    Ok(parents)
}

/// Refuses to follow what has children already.
fn refuse_followed(graph: &Graph, parents: &[String], splice: bool, instead: &str) -> Result<(), Error> {
    for id in parents.iter().filter(|_| !splice) {
        let children = graph.get(id).map(|node| node.children.as_slice()).unwrap_or_default();
        if let Some(child) = children.first() {
            let more = if children.len() > 1 { " and others follow" } else { " follows" };
            return Err(Error::Usage(format!(
                "`{id}` is no head: `{child}`{more} it; --splice makes a new branch there{instead}"
            )));
        }
    }
    Ok(())
}

/// What is wrong with a target of a merge that names no revision.
fn nothing(target: &str) -> String {
    match target.rsplit_once('@').map_or(target, |(_, symbol)| symbol) {
        "current" => {
            format!("`{target}`: the database is at base there, or doesn't exist yet, so nothing is to be merged")
        }
        "heads" | "head" => format!("`{target}` is no revision: the chain is empty, so nothing is to be merged"),
        _ => {
            format!("`{target}` is no revision, so it can't be merged; name two of the branches, or none for all heads")
        }
    }
}

/// The revisions that a merge joins: two at least.
pub fn merged(graph: &Graph, targets: &[String], rows: &BTreeSet<String>, splice: bool) -> Result<Vec<String>, Error> {
    let parents = named(graph, targets, rows, true)?;
    if parents.len() > 1 {
        refuse_followed(graph, &parents, splice, "")?;
        return Ok(parents);
    }
    let found = format!("`{}` is `{}` alone", targets.join(" "), parents.join(", "));
    let branches = graph.branch_heads();
    let next = match branches.as_slice() {
        [] | [_] => "there is only one branch, so nothing is to be merged".to_owned(),
        branches => format!("name two of the branches: {}", branches.join(", ")),
    };
    Err(Error::Usage(format!("a merge joins two revisions at least, and {found}; {next}")))
}

/// A revision among these that another one stands on: the upper and the lower one. What only depends on another is on
/// another branch, and may be merged with it.
fn overlap<'a>(graph: &'a Graph, ids: &'a [String]) -> Option<(&'a str, &'a str)> {
    ids.iter().find_map(|upper| {
        let mut open: Vec<&str> = vec![upper];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            for parent in graph.get(id).into_iter().flat_map(|node| &node.parents) {
                if let Some(lower) = ids.iter().find(|id| *id == parent) {
                    return Some((upper.as_str(), lower.as_str()));
                }
                if seen.insert(parent) {
                    open.push(parent);
                }
            }
        }
        None
    })
}

/// Several heads where one was meant: which there are, and how to name one.
fn several(graph: &Graph, target: &str, heads: &[String], merge: bool) -> Error {
    let listed: Vec<String> = heads.iter().map(|id| name_of(graph, id)).collect();
    let example = heads.iter().find_map(|id| branch(graph, id)).or_else(|| heads.first().cloned()).unwrap_or_default();
    // What something depends on is an end of a branch, and not among `heads`.
    let all = heads.iter().all(|id| graph.heads().contains(&id.as_str()));
    let targets = if all && target == "head" { "heads".to_owned() } else { heads.join(" ") };
    let one = if merge {
        format!("name one, as in `{example}`")
    } else {
        format!("say which one to follow, as in --head {example}")
    };
    Error::Usage(format!(
        "`{target}`: there are {} heads: {}; {one}, or join them: `mighost merge {targets}`",
        heads.len(),
        listed.join(", ")
    ))
}

/// An id with the labels of its branch behind it.
pub fn name_of(graph: &Graph, id: &str) -> String {
    match graph.get(id).map(|node| node.labels.join(", ")) {
        Some(labels) if !labels.is_empty() => format!("{id} ({labels})"),
        _ => id.to_owned(),
    }
}

/// The target that names a head by a label of its branch.
fn branch(graph: &Graph, id: &str) -> Option<String> {
    let targets = graph.get(id)?.labels.iter().map(|label| format!("{label}@head"));
    targets.into_iter().find(|target| graph.resolve(target, &BTreeSet::new()).is_ok_and(|found| found == [id]))
}

/// What a new revision depends on, as its header says it: a label as it is, and everything else as the id that it means.
pub fn dependencies(graph: &Graph, given: &[String], rows: &BTreeSet<String>) -> Result<Vec<String>, Error> {
    let mut dependencies: Vec<String> = Vec::new();
    for name in given {
        let is_label = graph.get(name).is_none() && graph.labels().any(|(label, _)| label == name);
        let dependency = if is_label {
            name.clone()
        } else {
            let found = graph.resolve(name, rows)?;
            let [id] = found.as_slice() else {
                let found = if found.is_empty() { "no revision".to_owned() } else { found.join(", ") };
                return Err(Error::Usage(format!(
                    "--depends-on {name} is {found}; name one revision, by its id or a label; the option may be repeated"
                )));
            };
            id.clone()
        };
        if !dependencies.contains(&dependency) {
            dependencies.push(dependency);
        }
    }
    Ok(dependencies)
}

/// The labels of a new revision: what no other one has.
pub fn labels(graph: &Graph, given: &[String], id: &str) -> Result<Vec<String>, Error> {
    let mut labels: Vec<String> = Vec::new();
    for label in given {
        Description::check_id(label)
            .map_err(|why| Error::Usage(format!("`{}` can't be a label: {why}", label.escape_debug())))?;
        free(graph, label, "label")?;
        if label == id {
            return Err(Error::Usage(format!("`{label}` can't be both the id and a label; choose another label")));
        }
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
    Ok(labels)
}

/// Refuses a name that something has already.
pub fn free(graph: &Graph, name: &str, what: &str) -> Result<(), Error> {
    let label = graph.labels().find(|(label, _)| *label == name).and_then(|(_, id)| graph.get(id));
    let (owner, kind) = match (graph.get(name), label) {
        (Some(node), _) => (node, "the id"),
        (None, Some(node)) => (node, "a label"),
        (None, None) => return Ok(()),
    };
    Err(Error::Usage(format!("`{name}` is {kind} of {} already; choose another {what}", owner.revision.origin)))
}
