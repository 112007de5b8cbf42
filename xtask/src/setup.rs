//! Getting what is missing of the toolchain.

use crate::shell::{Failure, output, root, say, step};
use std::path::Path;
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
