//! Where the real command is, and the workspace.

use std::env;
use std::path::{Path, PathBuf};

/// The `mighost` command: `$MIGHOST_BIN`, else the one beside the folder of the running test.
///
/// # Panics
/// Where it isn't there: a test that can't run is a failure.
pub fn mighost() -> PathBuf {
    let name = format!("mighost{}", env::consts::EXE_SUFFIX);
    let path = match env::var_os("MIGHOST_BIN") {
        Some(path) => std::path::absolute(path).expect("MIGHOST_BIN is a path"),
        None => {
            let this = env::current_exe().expect("the running program has a path");
            // A test stands in `deps/`, a program beside the command.
            let places = this.ancestors().skip(1).take(2);
            let found = places.map(|dir| dir.join(&name)).find(|path| path.is_file());
            found.unwrap_or_else(|| PathBuf::from(&name))
        }
    };
    assert!(
        path.is_file(),
        "{} isn't there: build it with `cargo build -p mighost-cli`, or run `cargo xtask test`",
        path.display()
    );
    path
}

/// The workspace's folder.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the workspace")
}

/// A folder below `target/` that is kept between runs.
pub fn scratch(name: &str) -> PathBuf {
    let command = mighost();
    let profile = command.parent().expect("the command is in a folder");
    let dir = profile.join("mighost-tests").join(name);
    std::fs::create_dir_all(&dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    dir
}

/// A chain that ships with the project, with its artifacts.
///
/// # Panics
/// Where an artifact is missing.
pub fn built(chain: &str) -> PathBuf {
    let dir = workspace().join(chain);
    let artifacts = dir.join("artifacts");
    assert!(
        artifacts.read_dir().is_ok_and(|mut entries| entries.next().is_some()),
        "{} has no artifacts: run `cargo xtask guests`, or `mighost --dir {chain} build`",
        dir.display()
    );
    dir
}
