//! `init` and `new`: files for the author.

use super::DONE;
use crate::address::{relative_to, way_back};
use crate::args::{Global, New};
use crate::config::{Config, FILE};
use crate::create::{self, NewMigration};
use crate::dot_env::DotEnv;
use crate::output::{ID, Output, paint};
use mighost::chain::{Chain, Graph};
use mighost::{Description, Error};
use serde_json::json;
use std::path::{Path, PathBuf};

pub fn init(global: &Global, output: &Output) -> Result<u8, Error> {
    let dot_env = DotEnv::read();
    let variable = |name: &str| dot_env.variable(name);
    let config = global
        .config
        .clone()
        .or_else(|| variable("MIGHOST_CONFIG").map(PathBuf::from))
        .unwrap_or_else(|| PathBuf::from(FILE));
    let base = config.parent().unwrap_or(Path::new(""));
    // What a flag or a variable says is meant from here; what the file says, from where the file is.
    let back = way_back(base).map_err(|reason| Error::Io { what: config.display().to_string(), reason })?;
    let (dir, written_dir) = match global.dir.clone().or_else(|| variable("MIGHOST_DIR").map(PathBuf::from)) {
        // A file that is there stays, so the folder is the one that it names.
        given if config.exists() => {
            let named = Config::load(&Global { config: Some(config.clone()), ..global.clone() }, output)?.dir;
            let dir = given.unwrap_or(named);
            (dir.clone(), dir)
        }
        None => (base.join("migrations"), PathBuf::from("migrations")),
        Some(dir) => {
            let written = dir.strip_prefix(base).map_or_else(|_| back.join(&dir), Path::to_owned);
            (dir, written)
        }
    };
    // A variable may hold a password, which belongs into no file that others read.
    let harmless = variable("MIGHOST_DATABASE").filter(|address| !address.contains('@'));
    let given = global.database.clone().or(harmless);
    let database = given.clone().map_or_else(|| "sqlite:app.db".to_owned(), |address| relative_to(&back, address));
    let made = create::init(&dir, &config, &create::Settings { database: &database, dir: &written_dir })?;
    output.object(&json!({ "made": made, "dir": dir, "config": config }));
    if made.is_empty() {
        output.line(format!("nothing to do: {} and {} are there", dir.display(), config.display()));
        return Ok(DONE);
    }
    for path in &made {
        output.line(format!("made {}", path.display()));
    }
    if made.contains(&config)
        && given.is_none()
        && let Some(name) = ["MIGHOST_DATABASE", "DATABASE_URL"].into_iter().find(|name| variable(name).is_some())
    {
        output.line(format!("{} says {database}; {name}, which is set, beats it", config.display()));
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
    let revises = graph.resolve("head", &std::collections::BTreeSet::new())?;
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
