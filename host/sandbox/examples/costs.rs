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

fn each(what: &str, took: Duration) {
    println!("{what:<44} {:>9.1} µs each", took.as_secs_f64() * 1e6 / COMPONENTS as f64);
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

    let started = Instant::now();
    let components: Vec<Vec<u8>> = scripts.iter().map(|script| script.pack().unwrap()).collect();
    each("pack an SQL file", started.elapsed());

    let started = Instant::now();
    let cold = Sandbox::new(config.clone()).unwrap();
    load(&cold, &components[0]).unwrap();
    println!("{:<44} {:>9.1} ms once", "first load: engine, linker, compiling", started.elapsed().as_secs_f64() * 1e3);

    let started = Instant::now();
    for component in &components {
        load(&cold, component).unwrap();
    }
    each("load, compiling and keeping", started.elapsed());

    let warm = Sandbox::new(config).unwrap();
    let started = Instant::now();
    let programs: Vec<_> = components.iter().map(|component| load(&warm, component).unwrap()).collect();
    each("load from the cache", started.elapsed());
    assert_eq!((warm.compiled(), warm.cache_hits()), (0, COMPONENTS as u64));

    let started = Instant::now();
    for program in &programs {
        runtime.block_on(warm.describe(program)).unwrap();
    }
    each("describe: store, instance, one call", started.elapsed());

    let started = Instant::now();
    for (program, script) in programs.iter().zip(&scripts) {
        let done = runtime.block_on(warm.run(program, script.description(), Box::new(up()), &Limits::default()));
        done.outcome.unwrap();
    }
    each("a step of one statement", started.elapsed());
}
