//! Settings: flags beat the environment, the environment beats `.env`, that beats the file.

use crate::args::Global;
use mighost::{Error, Migrator};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file's name where no other is given.
pub const FILE: &str = "mighost.toml";

/// What `mighost.toml` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    database: Option<String>,
    dir: Option<PathBuf>,
    cache_dir: Option<PathBuf>,
    lock_timeout: Option<u64>,
    step_timeout: Option<u64>,
}

/// The settings of one call.
#[derive(Debug)]
pub struct Config {
    database: Option<String>,
    /// The folder of migrations.
    pub dir: PathBuf,
    cache_dir: Option<PathBuf>,
    lock_timeout: Option<u64>,
    step_timeout: Option<u64>,
}

impl Config {
    /// Gathers the settings.
    pub fn load(global: &Global) -> Result<Config, Error> {
        let dot_env = dot_env()?;
        let variable = |name: &str| {
            std::env::var(name).ok().or_else(|| dot_env.get(name).cloned()).filter(|value| !value.is_empty())
        };
        let path = global.config.clone().or_else(|| variable("MIGHOST_CONFIG").map(PathBuf::from));
        let file = read(path.as_deref())?;
        let seconds = |name: &str| {
            let Some(text) = variable(name) else { return Ok(None) };
            let wrong = |_| Error::Usage(format!("{name}={text}: not a number of seconds"));
            text.parse::<u64>().map(Some).map_err(wrong)
        };
        Ok(Config {
            database: global
                .database
                .clone()
                .or_else(|| variable("MIGHOST_DATABASE"))
                .or_else(|| variable("DATABASE_URL"))
                .or(file.database),
            dir: global
                .dir
                .clone()
                .or_else(|| variable("MIGHOST_DIR").map(PathBuf::from))
                .or(file.dir)
                .unwrap_or_else(|| PathBuf::from("migrations")),
            cache_dir: variable("MIGHOST_CACHE_DIR").map(PathBuf::from).or(file.cache_dir),
            lock_timeout: seconds("MIGHOST_LOCK_TIMEOUT")?.or(file.lock_timeout),
            step_timeout: seconds("MIGHOST_STEP_TIMEOUT")?.or(file.step_timeout),
        })
    }

    /// The database's URL, where one is given.
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// A migrator for the database, or the error that says how to name one.
    pub fn migrator(&self) -> Result<Migrator, Error> {
        let Some(database) = &self.database else {
            return Err(Error::Usage(
                "no database: give --database sqlite:app.db, set DATABASE_URL, or let `mighost init` write a mighost.toml"
                    .into(),
            ));
        };
        Ok(self.bounded(Migrator::new(database)))
    }

    /// A migrator for commands that need no database, such as `new`.
    pub fn offline(&self) -> Migrator {
        self.bounded(Migrator::new("sqlite::memory:"))
    }

    fn bounded(&self, migrator: Migrator) -> Migrator {
        let mut options = migrator.options().clone();
        options.dir.clone_from(&self.dir);
        if let Some(dir) = &self.cache_dir {
            options.cache_dir = Some(dir.clone());
        }
        if let Some(seconds) = self.lock_timeout {
            options.lock_timeout = Duration::from_secs(seconds);
        }
        if let Some(seconds) = self.step_timeout {
            options.limits.wall = Duration::from_secs(seconds);
        }
        Migrator::with_options(options)
    }

    /// Takes the options of a run.
    pub fn run(&mut self, run: &crate::args::Run) {
        self.lock_timeout = run.lock_timeout.or(self.lock_timeout);
        self.step_timeout = run.step_timeout.or(self.step_timeout);
    }
}

/// Reads the file; without a name, the usual one where it stands. What it says about places is relative to it.
fn read(path: Option<&Path>) -> Result<File, Error> {
    let named = path.is_some();
    let path = path.unwrap_or(Path::new(FILE));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => return Ok(File::default()),
        Err(reason) => return Err(Error::Io { what: path.display().to_string(), reason }),
    };
    let mut file: File = toml::from_str(&text)
        .map_err(|error| Error::Usage(format!("{}: {}", path.display(), error.to_string().trim())))?;
    let base = path.parent().unwrap_or(Path::new(""));
    file.dir = file.dir.map(|dir| base.join(dir));
    file.cache_dir = file.cache_dir.map(|dir| base.join(dir));
    file.database = file.database.map(|url| relative_to(base, url));
    Ok(file)
}

/// An SQLite URL with a relative path, seen from another folder.
fn relative_to(base: &Path, url: String) -> String {
    let Some(rest) = url.strip_prefix("sqlite:") else { return url };
    let file = rest.strip_prefix("//").unwrap_or(rest);
    if base.as_os_str().is_empty() || file.starts_with(':') || Path::new(file).is_absolute() {
        return url;
    }
    format!("sqlite:{}", base.join(file).display())
}

/// The variables of `.env` in this folder.
fn dot_env() -> Result<HashMap<String, String>, Error> {
    let broken = |error: dotenvy::Error| Error::Usage(format!(".env: {error}"));
    match dotenvy::from_path_iter(".env") {
        Ok(variables) => variables.collect::<Result<_, _>>().map_err(broken),
        Err(error) if error.not_found() => Ok(HashMap::new()),
        Err(error) => Err(broken(error)),
    }
}
