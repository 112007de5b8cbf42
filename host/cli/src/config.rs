//! Settings: flags beat the environment, the environment beats `.env`, that beats the file.

use crate::address::relative_to;
use crate::args::Global;
use crate::authoring::{Authoring, Hook};
use crate::create::Scheme;
use crate::dot_env::DotEnv;
use crate::output::Output;
use mighost::sign::Lock;
use mighost::trust::TrustFile;
use mighost::{Compiler, Error, Migrator, Packages, Variables};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file's name where no other is given.
pub const FILE: &str = "mighost.toml";

/// The folder of migrations where no other is named.
const DIR: &str = "migrations";
/// The lock file's name, beside the configuration.
pub const LOCK: &str = "mighost.lock";

/// What `mighost.toml` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    database: Option<String>,
    dir: Option<PathBuf>,
    cache_dir: Option<PathBuf>,
    lock_timeout: Option<u64>,
    table_lock_timeout: Option<u64>,
    lock_retries: Option<u32>,
    step_timeout: Option<u64>,
    statement_timeout: Option<u64>,
    wait: Option<u64>,
    trust: Option<PathBuf>,
    #[serde(default)]
    packages: BTreeMap<String, PathBuf>,
    templates: Option<PathBuf>,
    file_template: Option<String>,
    slug_length: Option<usize>,
    #[serde(default)]
    id: Scheme,
    timezone: Option<String>,
    #[serde(default)]
    hooks: Vec<Hook>,
    #[serde(default)]
    limits: Bounds,
}

/// Limits of a step of the application's own chain that a project may need other ones of. Packages have budgets.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Bounds {
    /// Bytes.
    memory: Option<usize>,
    cpu_seconds: Option<u64>,
    log_lines: Option<u64>,
    /// Bytes.
    log_bytes: Option<usize>,
}

impl Bounds {
    fn apply(&self, limits: &mut mighost::Limits) {
        let Bounds { memory, cpu_seconds, log_lines, log_bytes } = self;
        limits.memory = memory.unwrap_or(limits.memory);
        limits.cpu = cpu_seconds.map_or(limits.cpu, Duration::from_secs);
        limits.log_lines = log_lines.unwrap_or(limits.log_lines);
        limits.log_bytes = log_bytes.unwrap_or(limits.log_bytes);
    }
}

/// The settings of one call.
#[derive(Debug)]
pub struct Config {
    database: Option<String>,
    /// The folder of migrations.
    pub dir: PathBuf,
    /// The folder of the configuration file, where there is one or not: what belongs to the whole project is there.
    pub project: PathBuf,
    cache_dir: Option<PathBuf>,
    lock_timeout: Option<u64>,
    table_lock_timeout: Option<u64>,
    lock_retries: Option<u32>,
    step_timeout: Option<u64>,
    statement_timeout: Option<u64>,
    wait: Option<u64>,
    /// The trust file, and whether somebody named it.
    trust: (PathBuf, bool),
    /// Whether the lock file is passed over.
    unpinned: bool,
    /// Folders of packages that are elsewhere.
    packages: BTreeMap<String, PathBuf>,
    /// The package whose chain is meant; empty: the application's own.
    package: String,
    limits: Bounds,
    /// What the file says about new revisions.
    pub authoring: Authoring,
    /// What to say of `.env` where a database is needed and neither a flag nor a variable named one.
    passed_over: Option<String>,
    /// The variables of `.env`, for what the trust file keeps outside.
    variables: Variables,
    output: Output,
}

impl Config {
    /// Gathers the settings.
    pub fn load(global: &Global, output: &Output) -> Result<Config, Error> {
        let dot_env = DotEnv::read();
        let variable = |name: &str| dot_env.variable(name);
        let path = global.config.clone().or_else(|| variable("MIGHOST_CONFIG").map(PathBuf::from));
        let file = read(path.as_deref())?;
        let seconds = |name: &str| {
            let Some(text) = variable(name) else { return Ok(None) };
            let wrong = |_| Error::Usage(format!("{name}={text}: not a number of seconds"));
            text.parse::<u64>().map(Some).map_err(wrong)
        };
        let number = |name: &str| {
            let Some(text) = variable(name) else { return Ok(None) };
            let wrong = |_| Error::Usage(format!("{name}={text}: not a number"));
            text.parse::<u32>().map(Some).map_err(wrong)
        };
        let named =
            global.database.clone().or_else(|| variable("MIGHOST_DATABASE")).or_else(|| variable("DATABASE_URL"));
        Ok(Config {
            // The line that couldn't be read may be the one that names another database than the file does.
            passed_over: if named.is_none() { dot_env.passed_over() } else { None },
            variables: dot_env.variables(),
            output: *output,
            project: path.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned(),
            database: named.or(file.database),
            dir: global
                .dir
                .clone()
                .or_else(|| variable("MIGHOST_DIR").map(PathBuf::from))
                .or(file.dir)
                .unwrap_or_else(|| PathBuf::from(DIR)),
            cache_dir: variable("MIGHOST_CACHE_DIR").map(PathBuf::from).or(file.cache_dir),
            limits: file.limits,
            lock_timeout: seconds("MIGHOST_LOCK_TIMEOUT")?.or(file.lock_timeout),
            table_lock_timeout: seconds("MIGHOST_TABLE_LOCK_TIMEOUT")?.or(file.table_lock_timeout),
            lock_retries: number("MIGHOST_LOCK_RETRIES")?.or(file.lock_retries),
            step_timeout: seconds("MIGHOST_STEP_TIMEOUT")?.or(file.step_timeout),
            statement_timeout: seconds("MIGHOST_STATEMENT_TIMEOUT")?.or(file.statement_timeout),
            wait: global.wait.or(seconds("MIGHOST_WAIT")?).or(file.wait),
            trust: match global
                .trust_file
                .clone()
                .or_else(|| variable("MIGHOST_TRUST").map(PathBuf::from))
                .or(file.trust)
            {
                Some(named) => (named, true),
                // Beside the configuration.
                None => (path.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).join("trust.toml"), false),
            },
            unpinned: false,
            packages: file.packages,
            package: String::new(),
            authoring: Authoring {
                file: path.unwrap_or_else(|| PathBuf::from(FILE)),
                templates: file.templates,
                file_template: file.file_template,
                slug_length: file.slug_length.unwrap_or(Authoring::SLUG_LENGTH),
                id: file.id,
                timezone: file.timezone,
                hooks: file.hooks,
            },
        })
    }

    /// The database's URL, where one is given.
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// A migrator for the database, or the error that says how to name one.
    pub fn migrator(&self) -> Result<Migrator, Error> {
        let Some(database) = &self.database else {
            let mut message =
                "no database: give --database sqlite:app.db, set DATABASE_URL, or let `mighost init` write a mighost.toml"
                    .to_owned();
            if let Some(passed_over) = &self.passed_over {
                message = format!("{message}; {passed_over}");
            }
            return Err(Error::Usage(message));
        };
        if let Some(passed_over) = &self.passed_over {
            self.output.warn(passed_over);
        }
        let mut migrator = self.bounded(Migrator::new(database));
        if let Some(trust) = self.trusted()? {
            migrator = migrator.trust(trust);
        }
        match self.lock()? {
            Some(_) if self.unpinned => {
                self.output.warn(format!("{LOCK} is passed over: what runs needn't be what it pins"));
            }
            Some(lock) => migrator = migrator.lock(lock),
            None => {}
        }
        Ok(migrator)
    }

    /// The lock file's path: beside the configuration.
    pub fn lock_file(&self) -> PathBuf {
        self.project.join(LOCK)
    }

    /// The lock file; `None` where there is none.
    pub fn lock(&self) -> Result<Option<Lock>, Error> {
        let path = self.lock_file();
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let broken = |reason| Error::Usage(format!("{}: {reason}", path.display()));
                Lock::read(&text).map(Some).map_err(broken)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(reason) => Err(Error::Io { what: path.display().to_string(), reason }),
        }
    }

    /// Works on a package's chain.
    pub fn package(&mut self, package: Option<&str>) {
        self.package = package.unwrap_or_default().to_owned();
    }

    /// The trust file.
    pub fn trust_file(&self) -> &Path {
        &self.trust.0
    }

    /// Who is trusted with which package; `None` where nobody has said.
    pub fn trusted(&self) -> Result<Option<TrustFile>, Error> {
        let (path, named) = &self.trust;
        if !named && !path.exists() {
            return Ok(None);
        }
        TrustFile::load(path).map(Some).map_err(Error::Trust)
    }

    /// Where packages are.
    pub fn packages(&self) -> Result<Packages, Error> {
        Ok(Packages::find(&self.dir, &self.packages)?)
    }

    /// The folder of the chain that is meant.
    pub fn folder(&self) -> Result<PathBuf, Error> {
        if self.package.is_empty() {
            return Ok(self.dir.clone());
        }
        let missing =
            || Error::NoPackage { package: self.package.clone(), needed_by: None, dir: self.dir.display().to_string() };
        self.packages()?.folder(&self.package).map(Path::to_owned).ok_or_else(missing)
    }

    /// A migrator for commands that need no database, such as `new`.
    pub fn offline(&self) -> Migrator {
        self.bounded(Migrator::new("sqlite::memory:"))
    }

    fn bounded(&self, migrator: Migrator) -> Migrator {
        let mut options = migrator.options().clone();
        options.dir.clone_from(&self.dir);
        options.packages.clone_from(&self.packages);
        options.package.clone_from(&self.package);
        if let Some(dir) = &self.cache_dir {
            options.cache_dir = Some(dir.clone());
        }
        if let Some(seconds) = self.lock_timeout {
            options.lock_timeout = Duration::from_secs(seconds);
        }
        if let Some(seconds) = self.table_lock_timeout {
            options.table_lock_timeout = Duration::from_secs(seconds);
        }
        if let Some(number) = self.lock_retries {
            options.lock_retries = number;
        }
        options.variables.clone_from(&self.variables);
        options.compiler = compiler();
        options.statement_timeout = self.statement_timeout.map(Duration::from_secs);
        options.wait = self.wait.map(Duration::from_secs);
        if let Some(seconds) = self.step_timeout {
            options.limits.wall = Duration::from_secs(seconds);
        }
        let mut own = options.limits.clone();
        self.limits.apply(&mut own);
        options.own_limits = Some(own);
        Migrator::with_options(options)
    }

    /// Takes the option of a command that waits for other runners.
    pub fn lock_timeout(&mut self, seconds: Option<u64>) {
        self.lock_timeout = seconds.or(self.lock_timeout);
    }

    /// Takes the options of a run.
    pub fn run(&mut self, run: &crate::args::Run) {
        self.lock_timeout(run.lock_timeout);
        self.table_lock_timeout = run.table_lock_timeout.or(self.table_lock_timeout);
        self.lock_retries = run.lock_retries.or(self.lock_retries);
        self.step_timeout = run.step_timeout.or(self.step_timeout);
        self.statement_timeout = run.statement_timeout.or(self.statement_timeout);
        self.unpinned = run.unpinned;
    }
}

/// Reads the file; without a name, the usual one where it stands. What it says about places is relative to it.
fn read(path: Option<&Path>) -> Result<File, Error> {
    let named = path.is_some();
    let path = path.unwrap_or(Path::new(FILE));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => return Ok(File::default()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let path = path.display();
            let next = format!("check the path, or let `mighost --config {path} init` write it");
            return Err(Error::Usage(format!("{path}: there is no such configuration file; {next}")));
        }
        Err(error) => return Err(Error::Usage(format!("{}: {error}; check the path", path.display()))),
    };
    // Not the line itself, as the parser would show it: there may be a password in it.
    let wrong = |error: toml::de::Error| {
        let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.split('\n').count());
        let key = line.and_then(|line| text.lines().nth(line - 1)?.split_once('=')).map(|(key, _)| key.trim());
        let key = key.map(|key| format!(" `{key}`:")).unwrap_or_default();
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        Error::Usage(format!("{}{line}:{key} {}", path.display(), error.message().trim()))
    };
    let mut file: File = toml::from_str(&text).map_err(wrong)?;
    let base = path.parent().unwrap_or(Path::new(""));
    // The folder that is meant where none is named is beside the file, too.
    file.dir = Some(base.join(file.dir.unwrap_or_else(|| PathBuf::from(DIR))));
    file.cache_dir = file.cache_dir.map(|dir| base.join(dir));
    file.templates = file.templates.map(|dir| base.join(dir));
    file.trust = file.trust.map(|path| base.join(path));
    file.packages = file.packages.into_iter().map(|(name, dir)| (name, base.join(dir))).collect();
    file.database = file.database.map(|url| relative_to(base, url));
    Ok(file)
}

/// This program, as the one that compiles packages.
fn compiler() -> Option<Compiler> {
    // The file that runs, even where another was put in its place since.
    let this = Path::new("/proc/self/exe");
    let program = if this.exists() { this.to_owned() } else { std::env::current_exe().ok()? };
    Some(Compiler { program, arguments: vec![crate::COMPILE.into()] })
}
