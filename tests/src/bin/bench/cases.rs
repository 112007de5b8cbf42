//! The cases.

use crate::measure::{Cost, measure, median};
use mighost_tests::{Kind, Site, binary, chain, database};
use std::path::PathBuf;
use std::process::Command;

/// One line of the table.
pub struct Line {
    /// What is measured.
    pub name: String,
    /// mighost.
    pub mighost: Cost,
    /// The plain loop.
    pub plain: Cost,
}

/// The folder of one measurement, and where its two databases are.
struct Ground {
    root: tempfile::TempDir,
    revisions: usize,
    base: Base,
}

/// mighost's database and the loop's.
enum Base {
    /// Files in the folder.
    Files,
    /// On a server of the tests' own.
    Server { kind: Kind, ours: Box<Site>, plain: Box<Site> },
}

impl Ground {
    fn new(kind: Kind, revisions: usize) -> Ground {
        // Beside the build, and not in /tmp: that may be memory, where a commit costs nothing.
        let root = tempfile::Builder::new().prefix("bench-").tempdir_in(binary::scratch("bench")).unwrap();
        let base = match kind {
            Kind::Sqlite => Base::Files,
            kind => Base::Server { kind, ours: Box::new(Site::new(kind)), plain: Box::new(Site::new(kind)) },
        };
        let ground = Ground { root, revisions, base };
        std::fs::create_dir(ground.path("migrations")).unwrap();
        std::fs::create_dir(ground.path("plain")).unwrap();
        for number in 1..=revisions {
            let upgrade = format!(
                "CREATE TABLE t{number} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL, created TIMESTAMP, size INTEGER DEFAULT 0);"
            );
            let (id, before) = (chain::id(number), chain::id(number - 1));
            let text = chain::sql(&id, &before, &upgrade, &format!("DROP TABLE t{number};"));
            std::fs::write(ground.path(&format!("migrations/{id}.sql")), text).unwrap();
            std::fs::write(ground.path(&format!("plain/{id}.sql")), upgrade).unwrap();
        }
        ground
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The addresses of the two databases.
    fn urls(&self) -> (String, String) {
        match &self.base {
            Base::Files => {
                let url = |name| format!("sqlite:{}", self.path(name).display());
                (url("mighost.db"), url("plain.db"))
            }
            Base::Server { ours, plain, .. } => (ours.url().to_owned(), plain.url().to_owned()),
        }
    }

    fn mighost(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary::mighost());
        command.current_dir(self.root.path()).arg("--quiet").args(arguments);
        command.env("MIGHOST_DATABASE", self.urls().0).env("MIGHOST_CACHE_DIR", self.path("cache"));
        command
    }

    fn plain(&self, done: usize) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("plain").arg(self.urls().1).arg(self.path("plain")).arg(done.to_string());
        command
    }

    fn cold(&self) {
        let cache = self.path("cache");
        if cache.is_dir() {
            std::fs::remove_dir_all(cache).unwrap();
        }
    }

    /// Both databases empty.
    fn fresh(&mut self) {
        match &mut self.base {
            Base::Files => {
                for name in ["mighost.db", "plain.db"] {
                    let path = self.root.path().join(name);
                    if path.exists() {
                        std::fs::remove_file(path).unwrap();
                    }
                }
            }
            Base::Server { kind, ours, plain } => (**ours, **plain) = (Site::new(*kind), Site::new(*kind)),
        }
    }

    /// Both databases one below head.
    fn one_back(&self) {
        measure(&mut self.mighost(&["downgrade", "-1"]));
        let drop = format!("DROP TABLE t{}", self.revisions);
        match &self.base {
            Base::Files => {
                rusqlite::Connection::open(self.path("plain.db")).unwrap().execute_batch(&drop).unwrap();
            }
            Base::Server { plain, .. } => _ = plain.sql(&drop),
        }
    }

    /// Runs both sides in turn, so that a machine which grows slower does so for both.
    fn compare(&mut self, name: &str, repetitions: usize, prepare: impl Fn(&mut Ground), done: usize) -> Line {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..repetitions {
            prepare(self);
            ours.push(measure(&mut self.mighost(&["upgrade"])));
            theirs.push(measure(&mut self.plain(done)));
        }
        let line = Line { name: name.to_owned(), mighost: median(&ours), plain: median(&theirs) };
        println!("{name}: {:?} beside {:?}", line.mighost.time, line.plain.time);
        self.check();
        line
    }

    /// Both sides must have made the same tables, else the comparison is worth nothing.
    fn check(&self) {
        let file = |name: &str| database::tables(&database::open(&self.path(name)));
        let (ours, plain) = match &self.base {
            Base::Files => (file("mighost.db"), file("plain.db")),
            Base::Server { ours, plain, .. } => (ours.tables(), plain.tables()),
        };
        assert_eq!(ours.len(), self.revisions);
        assert_eq!(ours, plain);
    }
}

/// Runs every case on one database.
pub fn run(kind: Kind, revisions: usize, repetitions: usize) -> Vec<Line> {
    let mut ground = Ground::new(kind, revisions);
    let all = format!("{revisions} SQL revisions of one table each");
    let cold = |ground: &mut Ground| {
        ground.fresh();
        ground.cold();
    };
    let one_pending = |ground: &mut Ground| {
        ground.one_back();
        ground.cold();
    };
    vec![
        ground.compare(&format!("{all}, cold: every one is compiled"), repetitions, cold, 0),
        ground.compare(&format!("{all}, from a warm cache"), repetitions, Ground::fresh, 0),
        ground.compare(
            &format!("one pending of {revisions}, nothing in the cache"),
            repetitions,
            one_pending,
            revisions - 1,
        ),
        ground.compare(&format!("at head, {revisions} revisions"), repetitions, |_| {}, revisions),
    ]
}

/// The machine, for whoever compares.
pub fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let model = read("/proc/cpuinfo")
        .lines()
        .find_map(|line| {
            line.strip_prefix("model name").and_then(|rest| rest.split(':').nth(1)).map(|m| m.trim().to_owned())
        })
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{model}, {cores} cores, {} {}", std::env::consts::OS, kernel.trim())
}
