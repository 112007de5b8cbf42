//! `init`: a folder and a configuration.

use super::DONE;
use crate::address::{relative_to, way_back};
use crate::args::Global;
use crate::config::{Config, FILE};
use crate::create;
use crate::dot_env::DotEnv;
use crate::output::Output;
use mighost::Error;
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
