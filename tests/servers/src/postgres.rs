//! PostgreSQL, and pgbouncer in front of it.

use crate::account::Account;
use crate::port;
use crate::programs::{need, versions};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

/// A server that takes longer has failed: a cold start on a busy machine takes a few seconds.
const PATIENCE: Duration = Duration::from_secs(60);
/// What names a server that is there already.
const VARIABLE: &str = "MIGHOST_TEST_POSTGRES_URL";

/// What names a folder with other programs than the installed ones: those of another version.
const PROGRAMS: &str = "MIGHOST_TEST_POSTGRES_PROGRAMS";

/// A server. Its last holder ends it.
#[derive(Debug)]
pub struct Postgres {
    /// The address of the database that is always there.
    url: String,
    /// Ours, to be ended.
    own: Option<Own>,
}

#[derive(Debug)]
struct Own {
    server: Mutex<Child>,
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
}

/// A database of its own on a server; dropped with this value.
#[derive(Debug)]
pub struct Database {
    /// Its address.
    pub url: String,
    /// Its name.
    pub name: String,
    server: Arc<Postgres>,
}

/// The server that the tests of this process share; started by whoever asks first.
///
/// # Panics
/// Where PostgreSQL isn't installed, with the one command to run.
pub fn postgres() -> Arc<Postgres> {
    static SHARED: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = shared.upgrade() {
        return server;
    }
    let server = Arc::new(match std::env::var(VARIABLE) {
        Ok(url) if !url.is_empty() => Postgres { url, own: None },
        _ => Postgres::start(&[]),
    });
    *shared = Arc::downgrade(&server);
    server
}

impl Postgres {
    /// A server of the test's own, with these settings (`max_connections=20`).
    ///
    /// # Panics
    /// Where PostgreSQL isn't installed, with the one command to run; where it doesn't start, with its log.
    pub fn start(settings: &[&str]) -> Postgres {
        let folders = chosen().map_or_else(
            || versions(Path::new("/usr/lib/postgresql")).into_iter().map(|folder| folder.join("bin")).collect(),
            |folder| vec![folder],
        );
        let initdb = need("initdb", &folders, "postgresql");
        let programs = initdb.parent().expect("a program is in a folder").to_owned();
        let account = Account::unprivileged(&["postgres"]);
        let folder = tempfile::Builder::new().prefix("mighost-pg-").tempdir().unwrap();
        account.owns(folder.path());
        let mut command = Command::new(&initdb);
        command.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        command.arg("-D").arg(folder.path().join("data")).current_dir(folder.path()).stdin(Stdio::null());
        let output = account.runs(&mut command).output().expect("initdb can be started");
        assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
        // Another process may take a free port before we do; then there is another one.
        for _ in 0..10 {
            let port = port::free();
            let mut server = launch(&programs, folder.path(), port, settings);
            if ready(&mut server, folder.path(), port) {
                let url = format!("postgresql://postgres@127.0.0.1:{port}/postgres");
                return Postgres { url, own: Some(Own { server: Mutex::new(server), folder, programs, port }) };
            }
        }
        panic!("PostgreSQL doesn't start:\n{}", log(folder.path()));
    }

    /// Ends a server of the test's own as its administrator would: every session is ended.
    pub fn stop(&self) {
        if let Some(own) = &self.own {
            stop(&own.server, "-INT");
        }
    }

    /// Starts a server of the test's own again after [`Postgres::stop`] or [`Postgres::kill`], on the same port, without
    /// waiting until it answers.
    ///
    /// # Panics
    /// Where the server isn't the test's own.
    pub fn start_again(&self, settings: &[&str]) {
        let own = self.own.as_ref().expect("a server of the test's own");
        let mut server = own.server.lock().unwrap_or_else(PoisonError::into_inner);
        *server = launch(&own.programs, own.folder.path(), own.port, settings);
    }

    /// Starts a server of the test's own again, as a standby, and waits until it answers.
    ///
    /// # Panics
    /// Where the server isn't the test's own, or doesn't start.
    pub fn start_as_standby(&self) {
        let own = self.own.as_ref().expect("a server of the test's own");
        let signal = own.folder.path().join("data").join("standby.signal");
        std::fs::write(&signal, "").unwrap();
        Account::unprivileged(&["postgres"]).owns(&signal);
        self.start_again(&[]);
        let mut server = own.server.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(ready(&mut server, own.folder.path(), own.port), "{}", log(own.folder.path()));
    }

    /// What the server has written down.
    pub fn log(&self) -> String {
        self.own.as_ref().map(|own| log(own.folder.path())).unwrap_or_default()
    }

    /// The address of the database that is always there.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address of another database of this server.
    pub fn url_of(&self, database: &str) -> String {
        let (front, query) = match self.url.split_once('?') {
            Some((front, query)) => (front, format!("?{query}")),
            None => (self.url.as_str(), String::new()),
        };
        let (server, _) = front.rsplit_once('/').expect("the address names a database");
        format!("{server}/{database}{query}")
    }

    /// The folder with the server's socket, where it is ours.
    pub fn socket_folder(&self) -> Option<&Path> {
        self.own.as_ref().map(|own| own.folder.path())
    }

    /// The server's port, where it is ours.
    pub fn port(&self) -> Option<u16> {
        self.own.as_ref().map(|own| own.port)
    }

    /// A new, empty database.
    pub fn database(self: &Arc<Self>) -> Database {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("mighost_test_{}_{number}", std::process::id());
        self.psql(&format!("CREATE DATABASE {name} TEMPLATE template0"));
        Database { url: self.url_of(&name), name, server: Arc::clone(self) }
    }

    /// Runs SQL with `psql` in the database that is always there.
    pub fn psql(&self, sql: &str) -> String {
        self.psql_in(&self.url, sql)
    }

    /// A client program: the one beside the server, else an installed one.
    fn client(&self, name: &str) -> Command {
        let folders: Vec<PathBuf> = self.own.iter().map(|own| own.programs.clone()).collect();
        Command::new(need(name, &folders, "postgresql-client"))
    }

    fn shell(&self, url: &str) -> Command {
        let mut command = self.client("psql");
        command.args(["-X", "-q", "-A", "-t"]).arg(url);
        command
    }

    fn psql_in(&self, url: &str, sql: &str) -> String {
        let mut command = self.shell(url);
        command.args(["-v", "ON_ERROR_STOP=1", "-f", "-"]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("psql starts");
        child.stdin.take().expect("it has an input").write_all(sql.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{sql}\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// Runs SQL with `psql` by the socket of a server of the test's own, whatever its rules say of addresses.
    ///
    /// # Panics
    /// Where the server isn't the test's own.
    pub fn psql_by_socket(&self, sql: &str) -> String {
        let own = self.own.as_ref().expect("a server of the test's own");
        let url =
            format!("postgresql:///postgres?user=postgres&host={}&port={}", own.folder.path().display(), own.port);
        self.psql_in(&url, sql)
    }

    /// Ends the server at once, as a crash would.
    pub fn kill(&self) {
        if let Some(own) = &self.own {
            // An immediate shutdown leaves no process behind; killing the first process would leave the others.
            stop(&own.server, "-QUIT");
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(own) = &self.own {
            stop(&own.server, "-INT");
        }
    }
}

impl Database {
    /// Runs SQL with `psql`; what it prints, a row a line, `|` between columns.
    pub fn psql(&self, sql: &str) -> String {
        self.server.psql_in(&self.url, sql)
    }

    /// `psql` on it, to be fed with SQL as it goes.
    pub fn shell(&self) -> Command {
        self.server.shell(&self.url)
    }

    /// What `pg_dump` writes with these arguments.
    ///
    /// # Panics
    /// Where it can't.
    pub fn dump(&self, arguments: &[&str]) -> String {
        let output = self.server.client("pg_dump").args(arguments).arg(&self.url).output().expect("pg_dump starts");
        assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
        // Newer ones bar psql's own commands with a key of their own, other than the last time.
        let text = String::from_utf8(output.stdout).expect("pg_dump writes UTF-8");
        text.split_inclusive('\n')
            .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"))
            .collect()
    }

    /// The server it is on.
    pub fn server(&self) -> &Arc<Postgres> {
        &self.server
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let ended = self.server.own.as_ref().is_some_and(|own| {
            let mut server = own.server.lock().unwrap_or_else(PoisonError::into_inner);
            !matches!(server.try_wait(), Ok(None))
        });
        // A test that fails fails for its own reason.
        if !ended && !std::thread::panicking() {
            self.server.psql(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// pgbouncer in front of a server.
#[derive(Debug)]
pub struct Pooler {
    process: Mutex<Child>,
    port: u16,
    _folder: tempfile::TempDir,
    _server: Arc<Postgres>,
}

impl Pooler {
    /// Starts one in this mode (`transaction`, `session`) with so many connections to the server.
    ///
    /// # Panics
    /// Where pgbouncer isn't installed, with the one command to run.
    pub fn start(server: &Arc<Postgres>, mode: &str, size: u32) -> Pooler {
        let program = need("pgbouncer", &[PathBuf::from("/usr/sbin")], "pgbouncer");
        let own = server.own.as_ref().expect("a pooler stands before a server of our own");
        let account = Account::unprivileged(&["postgres"]);
        let folder = tempfile::Builder::new().prefix("mighost-pgb-").tempdir().unwrap();
        account.owns(folder.path());
        for _ in 0..10 {
            let port = port::free();
            let users = folder.path().join("users");
            std::fs::write(&users, "\"postgres\" \"\"\n").unwrap();
            let settings = folder.path().join("pgbouncer.ini");
            let text = format!(
                "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port={port}\n\
                 auth_type=any\nauth_file={}\npool_mode={mode}\ndefault_pool_size={size}\nserver_round_robin=1\n\
                 unix_socket_dir=\nignore_startup_parameters=extra_float_digits,options\n",
                own.port,
                users.display()
            );
            // With `any` whoever connects is taken for the user that the database's line names.
            let text = text.replace("host=127.0.0.1 port", "user=postgres host=127.0.0.1 port");
            std::fs::write(&settings, text).unwrap();
            let log = std::fs::File::create(folder.path().join("log")).unwrap();
            let mut command = Command::new(&program);
            command.arg(&settings).current_dir(folder.path()).stdin(Stdio::null());
            command.stdout(Stdio::null()).stderr(log);
            let mut process = account.runs(&mut command).spawn().expect("pgbouncer can be started");
            if waits(&mut process, || TcpStream::connect(("127.0.0.1", port)).is_ok()) {
                return Pooler { process: Mutex::new(process), port, _folder: folder, _server: Arc::clone(server) };
            }
        }
        panic!("pgbouncer doesn't start: {}", std::fs::read_to_string(folder.path().join("log")).unwrap_or_default());
    }

    /// The address of a database through it.
    pub fn url_of(&self, database: &Database) -> String {
        format!("postgresql://postgres@127.0.0.1:{}/{}", self.port, database.name)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // At once, whoever is connected. Unlike QUIT it is heeded by a pgbouncer that was started in the background of a shell.
        stop(&self.process, "-TERM");
    }
}

/// The folder with the programs to use instead of the installed ones.
fn chosen() -> Option<PathBuf> {
    std::env::var_os(PROGRAMS).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

fn launch(programs: &Path, folder: &Path, port: u16, settings: &[&str]) -> Child {
    let account = Account::unprivileged(&["postgres"]);
    let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).unwrap();
    let mut command = Command::new(programs.join("postgres"));
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder).arg("-p").arg(port.to_string());
    // Nothing here has to survive a power cut.
    for setting in ["listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", "synchronous_commit=off"] {
        command.arg("-c").arg(setting);
    }
    for setting in settings {
        command.arg("-c").arg(setting);
    }
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    account.runs(&mut command).spawn().expect("postgres can be started")
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

/// Whether the server answers on its socket before it ends by itself.
fn ready(server: &mut Child, folder: &Path, port: u16) -> bool {
    let socket = folder.join(format!(".s.PGSQL.{port}"));
    waits(server, || answers(&socket).unwrap_or(false))
}

/// Whether something holds before a process ends.
pub(crate) fn waits(process: &mut Child, mut holds: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while matches!(process.try_wait(), Ok(None)) {
        if holds() {
            return true;
        }
        assert!(begun.elapsed() < PATIENCE, "a server hasn't started within {PATIENCE:?}");
        // A server tells nobody when it is ready: all that can be done is to ask now and then.
        std::thread::yield_now();
        std::thread::park_timeout(Duration::from_millis(10));
    }
    false
}

/// Whether a server takes a login: its first answer is then an `R`, and an `E` while it starts.
fn answers(socket: &Path) -> std::io::Result<bool> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut message = Vec::new();
    // Version 3.0 of the protocol.
    message.extend(196_608_u32.to_be_bytes());
    message.extend(b"user\0postgres\0database\0postgres\0\0");
    let length = u32::try_from(message.len() + 4).unwrap_or_default();
    stream.write_all(&length.to_be_bytes())?;
    stream.write_all(&message)?;
    let mut first = [0];
    stream.read_exact(&mut first)?;
    Ok(first == *b"R")
}

/// Ends a process that we started, and waits for it. One that doesn't heed the signal is killed.
pub(crate) fn stop(process: &Mutex<Child>, signal: &str) {
    let mut process = process.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(process.try_wait(), Ok(None)) {
        let asked = Command::new("kill").arg(signal).arg(process.id().to_string()).status();
        let begun = Instant::now();
        let heeds = asked.is_ok_and(|status| status.success());
        while heeds && begun.elapsed() < PATIENCE && matches!(process.try_wait(), Ok(None)) {
            std::thread::park_timeout(Duration::from_millis(5));
        }
        if matches!(process.try_wait(), Ok(None)) {
            let _ = process.kill();
        }
    }
    let _ = process.wait();
}
