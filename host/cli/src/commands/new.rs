//! `new` and `merge`: a revision to edit.

use super::DONE;
use crate::args::{Merge, Naming, New};
use crate::authoring::Occasion;
use crate::config::Config;
use crate::create::{self, Draft};
use crate::hooks;
use crate::output::{ID, Output, paint};
use mighost::chain::{Chain, Graph};
use mighost::{Description, Error};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

pub fn new(args: &New, config: &Config, output: &Output) -> Result<u8, Error> {
    let message = message(args.message.as_deref().or(args.option.as_deref()))?;
    let graph = graph(config)?;
    let targets: Vec<&String> = args.heads.iter().chain(&args.depends_on).collect();
    let rows = super::rows(config, &targets)?;
    let revises = create::parents(&graph, &args.heads, &rows, args.naming.splice)?;
    let depends_on = create::dependencies(&graph, &args.depends_on, &rows)?;
    let template = args.template.as_deref().unwrap_or(args.lang.name());
    let template = create::template(template, &config.dir, &config.authoring)?;
    let arguments = args.arguments.iter().map(|argument| {
        let (key, value) = argument.split_once('=').unwrap_or((argument, ""));
        (key.to_owned(), value.to_owned())
    });
    let (revises, arguments) = ((revises, depends_on), arguments.collect());
    let draft = draft(&graph, &args.naming, message, revises, arguments, config)?;
    write(&draft, &template, &graph, Occasion::New, config, output)
}

pub fn merge(args: &Merge, config: &Config, output: &Output) -> Result<u8, Error> {
    let graph = graph(config)?;
    let rows = super::rows(config, &args.targets.iter().collect::<Vec<_>>())?;
    let revises = create::merged(&graph, &args.targets, &rows, args.naming.splice)?;
    let message = match &args.message {
        Some(message) => self::message(Some(message))?,
        None => format!("merge {}", revises.join(", ")),
    };
    let template = create::template("merge", &config.dir, &config.authoring)?;
    let draft = draft(&graph, &args.naming, message, (revises, Vec::new()), BTreeMap::new(), config)?;
    write(&draft, &template, &graph, Occasion::Merge, config, output)
}

/// The chain that the new revision joins.
fn graph(config: &Config) -> Result<Graph, Error> {
    let chain = Chain::read(&config.dir)?;
    refuse_unbuilt(&chain)?;
    Ok(Graph::build(chain.revisions, &chain.not_built)?)
}

/// A source without an artifact may be the head: what follows it can't be known.
fn refuse_unbuilt(chain: &Chain) -> Result<(), Error> {
    match chain.not_built.first() {
        None => Ok(()),
        Some(source) => Err(Error::Usage(format!(
            "{} isn't built, so the head of the chain isn't known; run `mighost build` first",
            source.display()
        ))),
    }
}

/// What the revision does, in one line.
fn message(given: Option<&str>) -> Result<String, Error> {
    let message = given.unwrap_or_default().trim();
    if message.is_empty() {
        let asked = "say what the new migration does, as in `mighost new \"create people\"`";
        // Elsewhere that word runs migrations, and clap doesn't say which of a command's names was used.
        return Err(Error::Usage(match std::env::args_os().any(|word| word == "migrate") {
            true => format!(
                "`mighost migrate` writes a new migration, as `flask db migrate` does, and `mighost upgrade` runs migrations; \
                 {asked}"
            ),
            false => asked.to_owned(),
        }));
    }
    if message.chars().any(char::is_control) {
        return Err(Error::Usage("a message is one line of text".into()));
    }
    Ok(message.to_owned())
}

/// Puts together what the new revision is.
fn draft(
    graph: &Graph,
    naming: &Naming,
    message: String,
    (revises, depends_on): (Vec<String>, Vec<String>),
    arguments: BTreeMap<String, String>,
    config: &Config,
) -> Result<Draft, Error> {
    let settings = &config.authoring;
    let created = create::now(settings)?;
    let id = match &naming.id {
        Some(id) => {
            Description::check_id(id)
                .map_err(|why| Error::Usage(format!("`{}` can't be an id: {why}", id.escape_debug())))?;
            create::free(graph, id, "id")?;
            id.clone()
        }
        None => {
            let ids: Vec<&str> = graph.ids().collect();
            let taken = |id: &str| {
                graph.labels().any(|(label, _)| label == id)
                    || naming.labels.iter().any(|label| label == id)
                    || file_begins_with(&config.dir, id)
            };
            create::next_id(settings.id, &created, &ids, taken)?
        }
    };
    let labels = create::labels(graph, &naming.labels, &id)?;
    Ok(Draft { id, revises, depends_on, labels, message, created, arguments })
}

/// Whether a file stands there that was made for this id and says another one.
fn file_begins_with(dir: &Path, id: &str) -> bool {
    std::fs::read_dir(dir).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let rest = name.to_str().and_then(|name| name.strip_prefix(id));
            // `0001` isn't taken by `00010_people.sql`.
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        })
    })
}

fn write(
    draft: &Draft,
    template: &create::Template,
    graph: &Graph,
    occasion: Occasion,
    config: &Config,
    output: &Output,
) -> Result<u8, Error> {
    let file = create::write(draft, template, &config.dir, &config.authoring)?;
    let after = match draft.revises.as_slice() {
        [] if graph.is_empty() => "the first of the chain".to_owned(),
        [] => "a new base".to_owned(),
        ids => format!("after {}", ids.iter().map(|id| create::name_of(graph, id)).collect::<Vec<_>>().join(", ")),
    };
    output.line(format!("made {} ({}, {after})", file.display(), paint(ID, &draft.id)));
    let hooks = hooks::run(&config.authoring, occasion, template.lang, &file, output)?;
    output.object(&json!({
        "id": draft.id, "revises": draft.revises, "depends_on": draft.depends_on, "labels": draft.labels,
        "file": file.display().to_string(),
        "template": template.name, "hooks": hooks,
    }));
    let edit = if occasion == Occasion::New { "edit it, then " } else { "" };
    let build = if template.lang.language().is_some() { "mighost build && " } else { "" };
    // `head` is one revision only.
    let others = graph.branch_heads().into_iter().any(|head| !draft.revises.iter().any(|id| id == head));
    let target = if others { " heads" } else { "" };
    output.line(format!("next: {edit}{build}mighost upgrade{target}"));
    Ok(DONE)
}
