//! The cases.

use crate::measure::{Cost, measure, median};
use mighost_tests::{binary, chain};
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

/// The folder of one measurement.
struct Ground {
    root: tempfile::TempDir,
    revisions: usize,
}

impl Ground {
    fn new(revisions: usize) -> Ground {
        // Beside the build, and not in /tmp: that may be memory, where a commit costs nothing.
        let root = tempfile::Builder::new().prefix("bench-").tempdir_in(binary::scratch("bench")).unwrap();
        let ground = Ground { root, revisions };
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

    fn mighost(&self, target: &str) -> Command {
        let mut command = Command::new(binary::mighost());
        command.current_dir(self.root.path()).args(["--quiet", "upgrade", target]);
        command.env("MIGHOST_DATABASE", "sqlite:mighost.db").env("MIGHOST_CACHE_DIR", self.path("cache"));
        command
    }

    fn plain(&self, done: usize) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("plain").arg(self.path("plain.db")).arg(self.path("plain")).arg(done.to_string());
        command
    }

    fn remove(&self, names: &[&str]) {
        for name in names {
            let path = self.path(name);
            if path.is_dir() {
                std::fs::remove_dir_all(path).unwrap();
            } else if path.exists() {
                std::fs::remove_file(path).unwrap();
            }
        }
    }

    /// Runs both sides in turn, so that a machine which grows slower does so for both.
    fn compare(&self, name: &str, repetitions: usize, prepare: impl Fn(&Ground), target: &str, done: usize) -> Line {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..repetitions {
            prepare(self);
            ours.push(measure(&mut self.mighost(target)));
            theirs.push(measure(&mut self.plain(done)));
        }
        let line = Line { name: name.to_owned(), mighost: median(&ours), plain: median(&theirs) };
        println!("{name}: {:?} beside {:?}", line.mighost.time, line.plain.time);
        self.check();
        line
    }

    /// Both sides must have made the same tables, else the comparison is worth nothing.
    fn check(&self) {
        let tables = |name: &str| mighost_tests::database::tables(&mighost_tests::database::open(&self.path(name)));
        assert_eq!(tables("mighost.db").len(), self.revisions);
        assert_eq!(tables("mighost.db"), tables("plain.db"));
    }
}

fn copy(ground: &Ground, from: &str, to: &str) {
    std::fs::copy(ground.path(from), ground.path(to)).unwrap();
}

/// Runs every case.
pub fn run(revisions: usize, repetitions: usize) -> Vec<Line> {
    let ground = Ground::new(revisions);
    let fresh = |ground: &Ground| ground.remove(&["mighost.db", "plain.db"]);
    let all = format!("{revisions} SQL revisions of one table each");
    let mut lines = Vec::new();

    let cold = |ground: &Ground| {
        fresh(ground);
        ground.remove(&["cache"]);
    };
    lines.push(ground.compare(&format!("{all}, cold: every one is compiled"), repetitions, cold, "head", 0));
    lines.push(ground.compare(&format!("{all}, from a warm cache"), repetitions, fresh, "head", 0));

    // One below head, on both sides.
    fresh(&ground);
    let last = chain::id(revisions - 1);
    measure(&mut ground.mighost(&last));
    below_head(&ground, revisions - 1);
    for name in ["mighost", "plain"] {
        copy(&ground, &format!("{name}.db"), &format!("{name}.before"));
    }
    let one_pending = |ground: &Ground| {
        for name in ["mighost", "plain"] {
            copy(ground, &format!("{name}.before"), &format!("{name}.db"));
        }
        ground.remove(&["cache"]);
    };
    let name = format!("one pending of {revisions}, nothing in the cache");
    lines.push(ground.compare(&name, repetitions, one_pending, "head", revisions - 1));

    let name = format!("at head, {revisions} revisions");
    lines.push(ground.compare(&name, repetitions, |_| {}, "head", revisions));
    lines
}

/// The plain loop's database with the first tables.
fn below_head(ground: &Ground, done: usize) {
    let connection = rusqlite::Connection::open(ground.path("plain.db")).unwrap();
    for number in 1..=done {
        let text = std::fs::read_to_string(ground.path("plain").join(format!("{}.sql", chain::id(number)))).unwrap();
        connection.execute_batch(&text).unwrap();
    }
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
