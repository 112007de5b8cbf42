//! MariaDB; or MySQL, where the environment names one.

use crate::account::Account;
use crate::port;
use crate::postgres::{stop, waits};
use crate::programs::need;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What names a server that is there already: `mysql://user:password@host:port/any` or with `?socket=`.
const VARIABLE: &str = "MIGHOST_TEST_MYSQL_URL";

/// A server. Its last holder ends it.
#[derive(Debug)]
pub struct Mariadb {
    /// The address of the server, without a database: scheme, who and where, and parameters.
    front: String,
    query: String,
    /// Ours, to be ended.
    own: Option<Own>,
}

#[derive(Debug)]
struct Own {
    server: Mutex<Child>,
    folder: tempfile::TempDir,
}

/// A database of its own on a server; dropped with this value.
#[derive(Debug)]
pub struct MariadbDatabase {
    /// Its address.
    pub url: String,
    /// Its name.
    pub name: String,
    server: Arc<Mariadb>,
}

/// The server that the tests of this process share; started by whoever asks first.
///
/// # Panics
/// Where MariaDB isn't installed, with the one command to run.
pub fn mariadb() -> Arc<Mariadb> {
    static SHARED: Mutex<Weak<Mariadb>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = shared.upgrade() {
        return server;
    }
    let server = Arc::new(match std::env::var(VARIABLE) {
        Ok(url) if !url.is_empty() => {
            let (front, query) = url.split_once('?').unwrap_or((&url, ""));
            let (scheme, rest) = front.split_once("://").expect("an address has a scheme");
            let place = rest.split('/').next().unwrap_or_default();
            Mariadb { front: format!("{scheme}://{place}"), query: query.to_owned(), own: None }
        }
        _ => Mariadb::start(&[]),
    });
    *shared = Arc::downgrade(&server);
    server
}

impl Mariadb {
    /// A server of the test's own, with these settings (`max-connections=20`).
    ///
    /// # Panics
    /// Where MariaDB isn't installed, with the one command to run; where it doesn't start, with its log.
    pub fn start(settings: &[&str]) -> Mariadb {
        let install = need("mariadb-install-db", &[], "mariadb-server");
        let account = Account::unprivileged(&["mysql"]);
        let folder = tempfile::Builder::new().prefix("mighost-my-").tempdir_in(place()).unwrap();
        account.owns(folder.path());
        let data = folder.path().join("data");
        let mut command = Command::new(install);
        command.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        command.arg(format!("--datadir={}", data.display()));
        // A server deletes what others keep in a folder for temporary files that they share.
        command.arg(format!("--tmpdir={}", folder.path().display()));
        // Files on a memory file system and the like can't be opened directly.
        command.arg("--innodb-flush-method=fsync").current_dir(folder.path()).stdin(Stdio::null());
        let output = account.runs(&mut command).output().expect("mariadb-install-db can be started");
        assert!(output.status.success(), "mariadb-install-db: {}", String::from_utf8_lossy(&output.stderr));
        let mut server = launch(folder.path(), settings);
        assert!(waits(&mut server, || answers(&folder.path().join("socket"))), "{}", failed(folder.path()));
        Mariadb {
            front: "mysql://root@localhost".to_owned(),
            query: format!("socket={}", folder.path().join("socket").display()),
            own: Some(Own { server: Mutex::new(server), folder }),
        }
    }

    /// Servers that are a cluster (Galera). The first takes statements; the others have joined it and wait for a copy of
    /// its data, which they don't get.
    ///
    /// # Panics
    /// Where Galera isn't installed, with the one command to run; where the nodes don't find each other.
    pub fn cluster(nodes: usize) -> Vec<Arc<Mariadb>> {
        const FOLDERS: [&str; 2] = ["/usr/lib/galera", "/usr/lib64/galera-4"];
        let libraries: Vec<PathBuf> = FOLDERS.iter().map(|folder| Path::new(folder).join("libgalera_smm.so")).collect();
        let library = libraries.iter().find(|library| library.is_file());
        let library = library.expect("the tests need Galera. Run: sudo apt-get install -y galera-4").display();
        let mut first = String::new();
        let mut servers: Vec<Arc<Mariadb>> = Vec::new();
        for number in 0..nodes {
            let (port, other) = (port::free(), port::free());
            let address = format!("127.0.0.1:{port}");
            let options = format!(
                "base_host=127.0.0.1;base_port={port};gmcast.listen_addr=tcp://{address};ist.recv_addr=127.0.0.1:{other}"
            );
            let settings = [
                "wsrep-on=ON".to_owned(),
                format!("wsrep-provider={library}"),
                format!("wsrep-cluster-address=gcomm://{first}"),
                format!("wsrep-node-address={address}"),
                format!("wsrep-node-name=node{number}"),
                format!("wsrep-provider-options={options}"),
                // Every way to send one needs more programs.
                "wsrep-sst-method=skip".to_owned(),
                "binlog-format=ROW".to_owned(),
                "innodb-autoinc-lock-mode=2".to_owned(),
            ];
            let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
            let server = Arc::new(Mariadb::start(&settings));
            if first.is_empty() {
                first = address;
            }
            servers.push(server);
            let begun = std::time::Instant::now();
            let wanted = format!("wsrep_cluster_size\t{}\nwsrep_ready\tON", number + 1);
            let state = "SHOW STATUS WHERE variable_name IN ('wsrep_ready', 'wsrep_cluster_size')";
            while servers[0].client(state) != wanted {
                let log = || std::fs::read_to_string(servers[number].folder().unwrap().join("log")).unwrap_or_default();
                assert!(begun.elapsed().as_secs() < 60, "node {number} doesn't find the others:\n{}", log());
            }
        }
        servers
    }

    /// Starts a server of the test's own again after [`Mariadb::kill`], without waiting until it answers.
    ///
    /// # Panics
    /// Where the server isn't the test's own.
    pub fn start_again(&self, settings: &[&str]) {
        let own = self.own.as_ref().expect("a server of the test's own");
        *own.server.lock().unwrap_or_else(PoisonError::into_inner) = launch(own.folder.path(), settings);
    }

    /// The address of a database of this server.
    pub fn url_of(&self, database: &str) -> String {
        self.url_as(None, database)
    }

    /// The same as another user: `name:password`.
    pub fn url_as(&self, user: Option<&str>, database: &str) -> String {
        let front = match (user, self.front.split_once("://")) {
            (Some(user), Some((scheme, place))) => {
                let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
                format!("{scheme}://{user}@{place}")
            }
            _ => self.front.clone(),
        };
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        format!("{front}/{database}{query}")
    }

    /// The server's folder, where it is ours.
    pub fn folder(&self) -> Option<&Path> {
        self.own.as_ref().map(|own| own.folder.path())
    }

    /// A new, empty database.
    pub fn database(self: &Arc<Self>) -> MariadbDatabase {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // Not a name of mighost's own: a migration may name its database.
        let name = format!("app_{}_{number}", std::process::id());
        self.client(&format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"));
        MariadbDatabase { url: self.url_of(&name), name, server: Arc::clone(self) }
    }

    /// Runs SQL with the `mariadb` client; what it prints, a row a line, tabs between columns, without headings.
    pub fn client(&self, sql: &str) -> String {
        self.client_in(None, sql)
    }

    /// Runs SQL with the `mariadb` client as somebody else, whether it succeeds or not.
    pub fn client_as(&self, user: &str, password: &str, sql: &str) -> std::process::Output {
        let mut command = self.shell(None);
        command.arg(format!("--user={user}")).env("MYSQL_PWD", password).args(["-e", sql]);
        command.stdin(Stdio::null()).output().expect("the mariadb client starts")
    }

    /// A client program, told where the server is and who asks.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(need(name, &[], "mariadb-client"));
        command.args(["--no-defaults", "--default-character-set=utf8mb4"]);
        let place = self.front.split_once("://").map_or("", |(_, place)| place);
        let (who, host) = place.rsplit_once('@').unwrap_or(("root", place));
        let (user, password) = who.split_once(':').unwrap_or((who, ""));
        command.arg(format!("--user={user}"));
        if !password.is_empty() {
            command.env("MYSQL_PWD", password);
        }
        match self.query.split('&').find_map(|parameter| parameter.strip_prefix("socket=")) {
            Some(socket) => command.arg(format!("--socket={socket}")),
            None => {
                let (host, port) = host.split_once(':').unwrap_or((host, "3306"));
                command.arg(format!("--host={host}")).arg(format!("--port={port}"))
            }
        };
        command
    }

    fn shell(&self, database: Option<&str>) -> Command {
        let mut command = self.program("mariadb");
        command.args(["--batch", "--raw", "--skip-column-names", "--unbuffered"]).args(database);
        command
    }

    fn client_in(&self, database: Option<&str>, sql: &str) -> String {
        let mut command = self.shell(database);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the mariadb client starts");
        child.stdin.take().expect("it has an input").write_all(sql.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{sql}\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// Ends the server at once, as a crash would.
    pub fn kill(&self) {
        if let Some(own) = &self.own {
            stop(&own.server, "-KILL");
        }
    }
}

impl Drop for Mariadb {
    fn drop(&mut self) {
        if let Some(own) = &self.own {
            let ended = own.server.lock().unwrap_or_else(PoisonError::into_inner).try_wait();
            if let Ok(Some(status)) = ended
                && status.signal() != Some(9)
            {
                let log = std::fs::read_to_string(own.folder.path().join("log")).unwrap_or_default();
                eprintln!("MariaDB ended by itself ({status}):\n{log}");
            }
            // Its folder goes with it: there is nothing to put in order.
            stop(&own.server, "-KILL");
        }
    }
}

impl MariadbDatabase {
    /// Runs SQL in it with the `mariadb` client.
    pub fn client(&self, sql: &str) -> String {
        self.server.client_in(Some(&self.name), sql)
    }

    /// The `mariadb` client on it, to be fed with SQL as it goes.
    pub fn shell(&self) -> Command {
        self.server.shell(Some(&self.name))
    }

    /// What `mariadb-dump` writes with these arguments.
    ///
    /// # Panics
    /// Where it can't.
    pub fn dump(&self, arguments: &[String]) -> String {
        let mut command = self.server.program("mariadb-dump");
        let output = command.args(arguments).arg(&self.name).output().expect("mariadb-dump starts");
        assert!(output.status.success(), "mariadb-dump: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The server it is on.
    pub fn server(&self) -> &Arc<Mariadb> {
        &self.server
    }
}

impl Drop for MariadbDatabase {
    fn drop(&mut self) {
        let ended = self.server.own.as_ref().is_some_and(|own| {
            let mut server = own.server.lock().unwrap_or_else(PoisonError::into_inner);
            !matches!(server.try_wait(), Ok(None))
        });
        // A test that fails fails for its own reason.
        if !ended && !std::thread::panicking() {
            self.server.client(&format!("DROP DATABASE IF EXISTS {}", self.name));
        }
    }
}

/// Where servers keep their files: in memory where there is room, since a change of a table waits for the disk some
/// thirty times as long as it works.
fn place() -> PathBuf {
    const MEMORY: &str = "/dev/shm";
    // A server begins with 50 MB; the tests' tables are small, and a few servers run at once.
    const ROOM_KB: u64 = 1 << 20;
    let free = Command::new("df").args(["--output=avail", "--block-size=1K", MEMORY]).output();
    let free = free.ok().and_then(|output| {
        String::from_utf8_lossy(&output.stdout).lines().last().and_then(|line| line.trim().parse::<u64>().ok())
    });
    match std::env::var_os("TMPDIR") {
        None if free.is_some_and(|free| free > ROOM_KB) => PathBuf::from(MEMORY),
        _ => std::env::temp_dir(),
    }
}

fn launch(folder: &Path, settings: &[&str]) -> Child {
    let folders = [PathBuf::from("/usr/sbin"), PathBuf::from("/usr/libexec")];
    let mut command = Command::new(need("mariadbd", &folders, "mariadb-server"));
    command.arg("--no-defaults").arg(format!("--datadir={}", folder.join("data").display()));
    command.arg(format!("--tmpdir={}", folder.display())).arg(format!("--socket={}", folder.join("socket").display()));
    command.arg("--skip-networking").arg("--skip-log-bin");
    command.arg(format!("--pid-file={}", folder.join("pid").display()));
    // Nothing here has to survive a power cut, and a test's tables are small.
    command.args(["--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-flush-method=nosync"]);
    command.args(["--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M", "--sync-frm=0", "--debug-no-sync"]);
    for setting in settings {
        command.arg(format!("--{setting}"));
    }
    let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).unwrap();
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    Account::unprivileged(&["mysql"]).runs(&mut command).spawn().expect("mariadbd can be started")
}

/// What to say of a server that ended before it answered.
fn failed(folder: &Path) -> String {
    format!("MariaDB doesn't start:\n{}", std::fs::read_to_string(folder.join("log")).unwrap_or_default())
}

/// Whether a server greets on its socket.
fn answers(socket: &Path) -> bool {
    use std::io::Read;
    let Ok(mut stream) = std::os::unix::net::UnixStream::connect(socket) else { return false };
    let mut header = [0; 5];
    // The fifth byte is the version of the protocol, or 0xff for an error.
    stream.read_exact(&mut header).is_ok() && header[4] == 10
}
