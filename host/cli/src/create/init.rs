//! The folder and the configuration of a project.

use super::files::{make_dir, write_new};
use super::render;
use mighost::Error;
use minijinja::context;
use std::path::{Path, PathBuf};

const CONFIG: &str = include_str!("../../templates/mighost.toml.jinja");
const IGNORE: &str = include_str!("../../templates/gitignore");

/// What a new configuration says; its paths are meant from where the file is.
pub struct Settings<'a> {
    /// The database's URL.
    pub database: &'a str,
    /// The folder of migrations.
    pub dir: &'a Path,
}

/// Makes the folder and the configuration; what is there already stays. The paths that were made.
pub fn init(dir: &Path, config: &Path, settings: &Settings<'_>) -> Result<Vec<PathBuf>, Error> {
    let mut made = Vec::new();
    if !dir.is_dir() {
        make_dir(dir)?;
        made.push(dir.to_owned());
    }
    let ignore = dir.join(".gitignore");
    if !ignore.exists() {
        write_new(&ignore, IGNORE.as_bytes())?;
    }
    if !config.exists() {
        if let Some(folder) = config.parent() {
            make_dir(folder)?;
        }
        let values = context! { database => settings.database, dir => settings.dir.display().to_string() };
        write_new(config, render::text("mighost.toml", CONFIG, &values)?.as_bytes())?;
        made.push(config.to_owned());
    }
    Ok(made)
}
