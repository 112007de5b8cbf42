//! `init` and `new`: files for the author.

use super::DONE;
use crate::args::{Global, New};
use crate::config::{Config, FILE};
use crate::create::{self, NewMigration};
use crate::output::{ID, Output, paint};
use mighost::chain::{Chain, Graph};
use mighost::{Description, Error};
use serde_json::json;
use std::path::{Path, PathBuf};

pub fn init(global: &Global, output: &Output) -> Result<u8, Error> {
    let dir = global.dir.clone().unwrap_or_else(|| PathBuf::from("migrations"));
    let config = global.config.clone().unwrap_or_else(|| PathBuf::from(FILE));
    let database = global.database.as_deref().unwrap_or("sqlite:app.db");
    let made = create::init(&dir, &config, database)?;
    output.object(&json!({ "made": made, "dir": dir, "config": config }));
    if made.is_empty() {
        output.line(format!("nothing to do: {} and {} are there", dir.display(), config.display()));
        return Ok(DONE);
    }
    for path in &made {
        output.line(format!("made {}", path.display()));
    }
    output.line("next: mighost new \"create people\"");
    Ok(DONE)
}

pub fn new(args: &New, config: &Config, output: &Output) -> Result<u8, Error> {
    let chain = Chain::read(&config.dir)?;
    let ids: Vec<&str> = chain.revisions.iter().map(|r| r.description.id.as_str()).collect();
    let now = jiff::Timestamp::now();
    let id = match &args.id {
        Some(id) if ids.contains(&id.as_str()) => {
            return Err(Error::Usage(format!("there is a revision `{id}` already; choose another id")));
        }
        Some(id) => id.clone(),
        None => free_id(&config.dir, &ids, now),
    };
    Description::check_id(&id).map_err(|why| Error::Usage(format!("`{id}` can't be an id: {why}")))?;
    refuse_unbuilt(&chain)?;
    let graph = Graph::build(chain.revisions.clone(), &chain.not_built)?;
    let revises = graph.resolve("head", &std::collections::BTreeSet::new())?.revisions;
    let created = format!("{now:.0}");
    let file = create::new(&NewMigration {
        dir: &config.dir,
        id: &id,
        revises: &revises,
        message: &args.message,
        created,
        lang: args.lang,
    })?;
    output.object(&json!({ "id": id, "revises": revises, "file": file }));
    let after =
        if revises.is_empty() { "the first of the chain".to_owned() } else { format!("after {}", revises.join(", ")) };
    output.line(format!("made {} ({}, {after})", file.display(), paint(ID, &id)));
    let build = if args.lang == crate::args::Lang::Rust { "mighost build && " } else { "" };
    output.line(format!("next: edit it, then {build}mighost upgrade"));
    Ok(DONE)
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

/// The time as an id; a second later where that is taken.
fn free_id(dir: &Path, ids: &[&str], now: jiff::Timestamp) -> String {
    let mut seconds = now.as_second();
    loop {
        let time = jiff::Timestamp::from_second(seconds).unwrap_or(now);
        let id = time.strftime("%Y%m%d_%H%M%S").to_string();
        let taken = ids.contains(&id.as_str()) || file_begins_with(dir, &id);
        if !taken {
            return id;
        }
        seconds += 1;
    }
}

/// Whether a source stands there that has no description yet.
fn file_begins_with(dir: &Path, id: &str) -> bool {
    std::fs::read_dir(dir)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(id)))
}
