//! A folder with migrations and a database.

use crate::database;
use crate::{Outcome, binary};
use serde_json::Value;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a command may take before the test ends it and fails. The longest is building the first guest, which
/// takes a minute on two cores and several where others use them too.
const PATIENCE: Duration = Duration::from_secs(900);

/// A folder of its own for one test, removed when it is dropped: `migrations/`, `app.db`, a home, a cache.
pub struct Project {
    root: TempDir,
    cache: PathBuf,
    database: Option<String>,
    dir: Option<PathBuf>,
    variables: Vec<(String, PathBuf)>,
}

impl Default for Project {
    fn default() -> Self {
        Project::new()
    }
}

impl Project {
    /// An empty folder of migrations and no database yet. The cache of compiled components is shared by all tests.
    pub fn new() -> Project {
        let project = Project { database: Some("sqlite:app.db".into()), ..Project::bare() };
        std::fs::create_dir(project.path("migrations")).unwrap();
        project
    }

    /// An empty folder, and commands that are told nothing: neither a database nor a folder.
    pub fn bare() -> Project {
        let root = tempfile::Builder::new().prefix("mighost-").tempdir().unwrap();
        Project { root, cache: binary::scratch("cache"), database: None, dir: None, variables: Vec::new() }
    }

    /// With a cache of its own, which is empty.
    pub fn with_cold_cache(mut self) -> Project {
        self.cache = self.path("cache");
        self
    }

    /// With the migrations of another folder.
    pub fn with_dir(mut self, dir: impl Into<PathBuf>) -> Project {
        self.dir = Some(dir.into());
        self
    }

    /// With a folder for cargo's output that all tests share: else each would compile the SDK anew.
    pub fn with_shared_target(self) -> Project {
        self.with_variable("CARGO_TARGET_DIR", binary::scratch("rust"))
    }

    /// With a variable of the environment.
    pub fn with_variable(mut self, name: &str, value: impl Into<PathBuf>) -> Project {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// With another database.
    pub fn with_database(mut self, url: &str) -> Project {
        self.database = Some(url.to_owned());
        self
    }

    /// A path in the folder.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(path)
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.path("app.db")
    }

    /// Where compiled components are kept.
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// Writes a file; folders are made.
    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    }

    /// Reads a file.
    pub fn read(&self, path: impl AsRef<Path>) -> Vec<u8> {
        let path = self.path(path);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Writes an SQL migration `migrations/ID.sql`.
    pub fn revision(&self, id: &str, revises: &str, upgrade: &str, downgrade: &str) -> PathBuf {
        self.write(format!("migrations/{id}.sql"), crate::chain::sql(id, revises, upgrade, downgrade))
    }

    /// Runs SQL on the database with SQLite itself.
    pub fn execute(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.database()).unwrap();
        connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// The whole database as text.
    pub fn dump(&self) -> String {
        database::dump(&self.database())
    }

    /// The command, in this folder, with nothing of the developer's own environment.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(binary::mighost());
        command.current_dir(self.root.path()).stdin(Stdio::null());
        isolate(&mut command, self.root.path());
        command.env("MIGHOST_CACHE_DIR", &self.cache);
        if let Some(database) = &self.database {
            command.env("MIGHOST_DATABASE", database);
        }
        if let Some(dir) = &self.dir {
            command.env("MIGHOST_DIR", dir);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.args(arguments);
        command
    }

    /// Runs the command to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Outcome {
        finish(self.command(arguments))
    }

    /// Runs the command with `--json`, which must end with 0. Its last object.
    #[track_caller]
    pub fn json<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Value {
        self.run(["--json"].into_iter().chain(arguments)).ok().object()
    }

    /// Starts the command and leaves it running, its output at hand.
    pub fn spawn<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The revisions at which the database is, as `current` says.
    #[track_caller]
    pub fn current(&self) -> Vec<String> {
        strings(&self.json(["current"])["revisions"])
    }

    /// The files of the folder and what is in them, but for the cache and the home.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.root.path(), self.root.path(), &mut files);
        files.retain(|(path, _)| !path.starts_with("cache") && !path.starts_with("home"));
        files.sort();
        files
    }
}

/// The texts of a list in JSON.
#[track_caller]
pub(crate) fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap_or_else(|| panic!("not a list: {list}"));
    list.iter().map(|id| id.as_str().unwrap_or_else(|| panic!("not a text: {id}")).to_owned()).collect()
}

fn collect(root: &Path, dir: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let content = std::fs::read(&path).unwrap_or_default();
            files.push((path.strip_prefix(root).unwrap().to_owned(), content));
        }
    }
}

/// Takes away what the developer's environment, or cargo's, would change; the toolchain stays findable.
fn isolate(command: &mut Command, root: &Path) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let ours = text.starts_with("MIGHOST_") || text == "DATABASE_URL" || text.starts_with("XDG_");
        let cargos = text.starts_with("CARGO")
            && text != "CARGO_HOME"
            && !text.starts_with("CARGO_NET")
            && !text.starts_with("CARGO_HTTP");
        if ours || cargos || text == "RUST_BACKTRACE" || text == "RUSTFLAGS" {
            command.env_remove(&name);
        }
    }
    if let Some(home) = std::env::home_dir() {
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            if std::env::var_os(name).is_none() {
                command.env(name, home.join(folder));
            }
        }
    }
    command.env("HOME", root.join("home"));
}

/// Runs a command to its end, or ends it and fails.
#[track_caller]
pub(crate) fn finish(mut command: Command) -> Outcome {
    let begun = Instant::now();
    let program = command.get_program().to_owned();
    let words = std::iter::once(program.as_os_str()).chain(command.get_args()).map(OsStr::to_string_lossy);
    let typed = words.collect::<Vec<_>>().join(" ");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    wait(child.unwrap_or_else(|error| panic!("{typed}: {error}")), typed, begun)
}

/// Waits for a child that was started with pipes.
#[track_caller]
pub(crate) fn wait(mut child: Child, command: String, begun: Instant) -> Outcome {
    let stdout = read(child.stdout.take().unwrap());
    let stderr = read(child.stderr.take().unwrap());
    let left = || PATIENCE.saturating_sub(begun.elapsed());
    // A pipe ends when its process does.
    let texts = stdout.recv_timeout(left()).and_then(|out| stderr.recv_timeout(left()).map(|err| (out, err)));
    let Ok((stdout, stderr)) = texts else {
        child.kill().unwrap();
        child.wait().unwrap();
        panic!("still running after {PATIENCE:?}, so it was ended: {command}");
    };
    let (status, memory) = reap(child);
    Outcome { command, status, stdout, stderr, took: begun.elapsed(), memory }
}

/// Waits for a child that has ended or is about to, and says how much memory it had.
#[cfg(unix)]
#[allow(clippy::zombie_processes)] // `wait4` waits, and says more than `wait` does.
fn reap(child: Child) -> (ExitStatus, u64) {
    use std::os::unix::process::ExitStatusExt;
    let pid = libc::pid_t::try_from(child.id()).unwrap();
    let mut status = 0;
    // SAFETY: all zeros is a valid `rusage`: it holds nothing but numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the process is ours and nobody else waits for it; both pointers are valid for the call.
    let waited = unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) };
    assert_eq!(waited, pid, "{}", std::io::Error::last_os_error());
    // Linux counts in kilobytes, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    (ExitStatus::from_raw(status), u64::try_from(usage.ru_maxrss).unwrap() * unit)
}

#[cfg(not(unix))]
fn reap(mut child: Child) -> (ExitStatus, u64) {
    (child.wait().unwrap(), 0)
}

/// Reads a pipe to its end, on a thread of its own.
fn read(mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        // Nobody listens any more where the test has given up.
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}
