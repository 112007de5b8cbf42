//! What the sandbox itself costs, with a packed SQL migration and a session that does nothing:
//! `cargo run --release -p mighost-sandbox --example costs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../tests/support/mod.rs"]
mod support;

use mighost_artifact::sql::Script;
use mighost_sandbox::{Limits, Sandbox, SandboxConfig};
use std::time::{Duration, Instant};
use support::{load, up};

/// How many different components: as many as the longest chains have revisions.
const COMPONENTS: usize = 1_000;

/// Time since the start, and how much of it this thread was computing: on a busy machine the second is the true one.
struct Watch(Instant, Duration);

impl Watch {
    fn start() -> Watch {
        Watch(Instant::now(), computing())
    }

    fn each(&self, what: &str) {
        let per = |time: Duration| time.as_secs_f64() * 1e6 / COMPONENTS as f64;
        let (took, own) = (self.0.elapsed(), computing() - self.1);
        println!("{what:<44} {:>9.1} µs each, {:>9.1} µs of them computing", per(took), per(own));
    }
}

/// The time this thread has been on a processor, where the kernel says so (Linux).
fn computing() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default())
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let home = tempfile::tempdir().unwrap();
    let config = SandboxConfig { cache_dir: Some(home.path().join("cache")), limits: Limits::default() };
    let scripts: Vec<Script> = (0..COMPONENTS)
        .map(|n| {
            let text =
                format!("-- revision: r{n}\n-- upgrade\nCREATE TABLE t{n} (id INTEGER PRIMARY KEY, name TEXT);\n");
            Script::parse(&text).unwrap()
        })
        .collect();

    let watch = Watch::start();
    let components: Vec<Vec<u8>> = scripts.iter().map(|script| script.pack().unwrap()).collect();
    watch.each("pack an SQL file");

    let watch = Watch::start();
    let cold = Sandbox::new(config.clone()).unwrap();
    load(&cold, &components[0]).unwrap();
    println!("{:<44} {:>9.1} ms once", "first load: engine, linker, compiling", watch.0.elapsed().as_secs_f64() * 1e3);

    let watch = Watch::start();
    for component in &components {
        load(&cold, component).unwrap();
    }
    watch.each("load, compiling and keeping");

    let warm = Sandbox::new(config).unwrap();
    let watch = Watch::start();
    let programs: Vec<_> = components.iter().map(|component| load(&warm, component).unwrap()).collect();
    watch.each("load from the cache");
    assert_eq!((warm.compiled(), warm.cache_hits()), (0, COMPONENTS as u64));

    let watch = Watch::start();
    for program in &programs {
        runtime.block_on(warm.describe(program)).unwrap();
    }
    watch.each("describe: store, instance, one call");

    let watch = Watch::start();
    for (program, script) in programs.iter().zip(&scripts) {
        let done = runtime.block_on(warm.run(program, script.description(), Box::new(up()), &Limits::default()));
        done.outcome.unwrap();
    }
    watch.each("a step of one statement");
}
