//! `show`: one revision.

use super::DONE;
use crate::args::Show;
use crate::config::Config;
use crate::output::{DIM, ID, Output, paint};
use mighost::chain::Origin;
use mighost::{Error, Status};
use serde_json::json;

pub fn show(args: &Show, config: &Config, output: &Output) -> Result<u8, Error> {
    let migrator = if config.database().is_some() { config.migrator()? } else { config.offline() };
    let Status { known, history, .. } = migrator.block_on(migrator.status())??;
    let found = known.graph.resolve(&args.revision, &known.state.current)?;
    if found.is_empty() {
        output.object(&json!({ "revision": null }));
        output.answer("base: the empty database");
    }
    for id in &found {
        let Some(node) = known.graph.get(id) else { continue };
        let description = node.description();
        let artifact = migrator.block_on(migrator.artifact(&node.revision))??;
        let applied = known.applied().contains(id.as_str());
        let last = history.iter().rev().find(|row| row.revision == *id && row.direction == "upgrade");
        let facts = json!({
            "revision": description, "children": node.children, "applied": applied,
            "applied_at": last.filter(|_| applied).map(|row| &row.finished), "origin": node.revision.origin.to_string(),
            "sha256": artifact.sha256().to_string(), "applied_sha256": last.map(|row| &row.sha256),
            "capabilities": artifact.capabilities(),
        });
        output.object(&facts);
        output.answer(format!("revision   {}", paint(ID, id)));
        let pairs = [
            ("message", description.message.clone().unwrap_or_default()),
            ("revises", description.revises.join(", ")),
            ("depends on", description.depends_on.join(", ")),
            ("followed by", node.children.join(", ")),
            ("labels", description.labels.join(", ")),
            ("created", description.created.clone().unwrap_or_default()),
            ("downgrade", if description.has_downgrade { "yes".into() } else { "no".into() }),
            ("file", node.revision.origin.to_string()),
            ("sha256", artifact.sha256().to_string()),
            (
                "applied",
                last.filter(|_| applied)
                    .map_or_else(|| if applied { "yes" } else { "no" }.into(), |r| r.finished.clone()),
            ),
        ];
        for (name, text) in pairs.iter().filter(|(_, text)| !text.is_empty()) {
            output.answer(format!("{name:<11}{text}"));
        }
        output.answer(format!("can        {}", super::inspect::capabilities(artifact.capabilities())));
        if let Some(row) = last.filter(|row| applied && row.sha256 != artifact.sha256().to_string()) {
            output.warn(format!("the file has changed since it was applied (then {})", row.sha256));
        }
        if let Origin::Sql(path) = &node.revision.origin
            && let Ok(text) = std::fs::read_to_string(path)
        {
            output.answer(format!("\n{}", paint(DIM, text.trim_end())));
        }
    }
    Ok(DONE)
}
