//! What the tests on servers share.

use mighost_tests::{Kind, Outcome, Site, chain};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, Instant};

/// How long a condition may take to become true: far longer than any of them takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until the answer is yes.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        // A server tells nobody: all that can be done is to ask now and then.
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

/// Waits for a command that was started with [`mighost_tests::Project::spawn`].
pub fn finish(child: Child) -> Outcome {
    let output = child.wait_with_output().unwrap();
    Outcome {
        command: "mighost, started earlier".into(),
        status: output.status,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        took: Duration::ZERO,
        memory: 0,
    }
}

/// Stops a command as Ctrl-C does.
pub fn interrupt(child: &Child) {
    let done = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(done.unwrap().success());
}

/// Waits until a session on a site's database sleeps: a step that does is under way.
pub fn asleep(site: &Site) {
    let sql = match site.kind() {
        Kind::Postgres => {
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
        }
        _ => "SELECT count(*) FROM information_schema.processlist WHERE db = database() AND state = 'User sleep'",
    };
    until("a step sleeps", || site.sql(sql) == ["1"]);
}

/// A statement that sleeps for so long.
pub fn sleep(kind: Kind, seconds: u32) -> String {
    let function = if kind == Kind::Postgres { "pg_sleep" } else { "sleep" };
    format!("SELECT {function}({seconds});")
}

/// Keeps everybody else from a table until it is let go. A statement that has to wait for it waits for as long as the test
/// needs; one that sleeps would end by itself, and on a busy machine too soon.
pub struct Held {
    kind: Kind,
    console: Console,
    session: String,
}

impl Held {
    pub fn table(site: &Site, table: &str) -> Held {
        let mut console = Console::open(site);
        let postgres = site.kind() == Kind::Postgres;
        let session =
            console.ask(if postgres { "SELECT pg_backend_pid()" } else { "SELECT connection_id()" }).remove(0);
        match postgres {
            true => {
                console.ask("BEGIN");
                console.ask(&format!("LOCK TABLE {table}"));
            }
            false => _ = console.ask(&format!("LOCK TABLES {table} WRITE")),
        }
        Held { kind: site.kind(), console, session }
    }

    /// The server's number for the session that holds it.
    pub fn session(&self) -> &str {
        &self.session
    }

    /// How many sessions on the site's database wait for a table.
    pub fn waiting(site: &Site) -> usize {
        let sql = match site.kind() {
            Kind::Postgres => {
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'relation'"
            }
            _ => {
                "SELECT count(*) FROM information_schema.processlist WHERE db = database() \
                 AND state = 'Waiting for table metadata lock'"
            }
        };
        site.sql(sql)[0].parse().unwrap()
    }

    /// Lets it go.
    pub fn release(mut self) {
        self.console.ask(if self.kind == Kind::Postgres { "COMMIT" } else { "UNLOCK TABLES" });
    }
}

/// What makes a run wait for a table for as long as a test needs.
pub const PATIENTLY: [&str; 4] = ["--lock-timeout", "600", "--table-lock-timeout", "600"];

/// A seed that is printed, so that a failure can be had again with `MIGHOST_TEST_SEED=…`.
pub fn random() -> fastrand::Rng {
    let given = std::env::var("MIGHOST_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| fastrand::u64(..));
    println!("MIGHOST_TEST_SEED={seed}");
    fastrand::Rng::with_seed(seed)
}

/// A session of the database's own client that stays open: what it is told, it does at once.
pub struct Console {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Console {
    /// Opens one on a site's database.
    pub fn open(site: &Site) -> Console {
        let mut command = match site.kind() {
            Kind::Postgres => site.postgres().shell(),
            Kind::Mariadb => {
                let mut command = site.mariadb().shell();
                // A statement that fails doesn't end the session.
                command.arg("--force");
                command
            }
            Kind::Sqlite => panic!("a file has no sessions"),
        };
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the client starts");
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut console = Console { child, input, output };
        console.ask("SELECT 1");
        console
    }

    /// Sends statements and doesn't wait for them.
    pub fn send(&mut self, sql: &str) {
        writeln!(self.input, "{sql};").unwrap();
        self.input.flush().unwrap();
    }

    /// Runs one statement and waits for it: the lines it prints.
    pub fn ask(&mut self, sql: &str) -> Vec<String> {
        const END: &str = "-- end of the answer --";
        self.send(sql);
        self.send(&format!("SELECT '{END}'"));
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the client has ended; it was told: {sql}");
            match line.trim_end_matches('\n') {
                END => return lines,
                line => lines.push(line.to_owned()),
            }
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How many sessions other than the asking one a site's database has.
pub fn sessions(console: &mut Console, kind: Kind) -> usize {
    let sql = match kind {
        Kind::Postgres => {
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        }
        _ => "SELECT count(*) FROM information_schema.processlist WHERE db = database() AND id <> connection_id()",
    };
    console.ask(sql)[0].parse().unwrap()
}

/// Checks that a chain of [`chain::write_small`] was applied up to a step, every step once; tells which.
#[track_caller]
pub fn applied(site: &Site) -> usize {
    if site.own_tables().is_empty() {
        assert_eq!(site.tables(), Vec::<String>::new());
        return 0;
    }
    let steps = site.steps();
    let done = steps.len();
    let current = site.sql("SELECT revision FROM mighost_revisions");
    assert_eq!(current, [chain::id(done)].into_iter().filter(|id| !id.is_empty()).collect::<Vec<_>>());
    assert_eq!(steps, (1..=done).map(|n| format!("upgrade {}", chain::id(n))).collect::<Vec<_>>());
    assert_eq!(site.tables(), chain::tables(done));
    if done > 0 {
        // Each row has been counted once by its own step and by each behind it.
        let ledger = site.sql("SELECT concat(step, ' ', seen) FROM ledger ORDER BY step");
        assert_eq!(ledger, (1..=done).map(|n| format!("{n} {}", done - n + 1)).collect::<Vec<_>>());
        let rows: Vec<String> = (1..=done).map(|n| format!("SELECT count(*) FROM t{n}")).collect();
        assert_eq!(site.sql(&rows.join(" UNION ALL ")), vec!["3"; done]);
        let artifacts = site.sql("SELECT count(*) FROM mighost_artifacts");
        assert_eq!(artifacts, [done.to_string()]);
    }
    done
}
