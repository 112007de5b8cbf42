//! `show`: revisions, one after another.

use super::DONE;
use super::seen::{Facts, print_block, refuse_unasked, see};
use crate::args::Show;
use crate::config::Config;
use crate::output::{DIM, Output, paint};
use mighost::Error;
use mighost::chain::{Origin, TargetError};
use serde_json::json;
use std::path::PathBuf;

pub fn show(args: &Show, config: &Config, output: &Output) -> Result<u8, Error> {
    let seen = see(&args.offline, config)?;
    let facts = Facts::of(&seen);
    let (graph, rows) = (&facts.known.graph, &facts.known.state.current);
    let head = ["head".to_owned()];
    let targets = if args.targets.is_empty() { &head[..] } else { &args.targets };
    // All of them before the first is printed; each once, `None` for base.
    let mut found: Vec<Option<String>> = Vec::new();
    for target in targets {
        refuse_unasked(target, &seen, config)?;
        let ids = graph.resolve(target, rows).map_err(|error| unbuilt(error, &facts.known.not_built))?;
        let ids: Vec<_> = if ids.is_empty() { vec![None] } else { ids.into_iter().map(Some).collect() };
        for id in ids {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    // A stored artifact is in the database; the others need none.
    let migrator = if seen.asked { config.migrator()? } else { config.offline() };
    for (number, id) in found.iter().enumerate() {
        if number > 0 {
            output.answer("");
        }
        let Some(id) = id else {
            output.object(&json!({ "revision": null }));
            output.answer("base: the empty database");
            continue;
        };
        let Some(node) = graph.get(id) else { continue };
        let artifact = migrator.block_on(migrator.artifact(&node.revision))??;
        let sha256 = artifact.sha256().to_string();
        let mut object = facts.object(node);
        let more = json!({
            "revision": node.description(), "sha256": sha256, "applied_sha256": facts.applied_sha256(id),
            "capabilities": artifact.capabilities(),
        });
        if let (Some(object), serde_json::Value::Object(more)) = (object.as_object_mut(), more) {
            object.extend(more);
        }
        output.object(&object);
        let mut pairs = facts.block(node);
        pairs.push(("sha256", sha256.clone()));
        pairs.push(("can", super::inspect::capabilities(artifact.capabilities())));
        print_block(id, &pairs, output);
        if let Some(then) = facts.applied_sha256(id).filter(|then| facts.applied(id) == Some(true) && *then != sha256) {
            output.warn(format!("the file of `{id}` has changed since it was applied (then {then})"));
        }
        if let Origin::Sql(path) = &node.revision.origin
            && let Ok(text) = std::fs::read_to_string(path)
        {
            output.answer(format!("\n{}", paint(DIM, text.trim_end())));
        }
    }
    Ok(DONE)
}

/// What nobody knows may be a source without an artifact, whose folder begins with its id.
fn unbuilt(error: TargetError, not_built: &[PathBuf]) -> Error {
    let TargetError::Unknown { name, .. } = &error else { return error.into() };
    let begins = |dir: &&PathBuf| dir.file_name().is_some_and(|folder| folder.to_string_lossy().starts_with(name));
    match not_built.iter().find(begins) {
        Some(dir) => Error::Usage(format!(
            "`{name}`: {} isn't built, so nobody knows what is in it; `mighost build` builds it",
            dir.display()
        )),
        None => error.into(),
    }
}
