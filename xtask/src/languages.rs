//! The tool chains of the languages that migrations are written in beside Rust and SQL: getting them, building the guests that the
//! tests run, and the SDKs' own tests.
//!
//! What can be had as a package is put into `target/tools`, in the versions that the SDKs pin; nothing of the machine's own is changed.

use crate::servers::{install, is_there};
use crate::shell::{Failure, mighost, output, root, say, step, target};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The languages whose guests are built, each a folder of `tests/guests/languages`.
const GUESTS: [&str; 5] = ["rust", "python", "javascript", "go", "c"];

/// The programs that they need, and where Debian has them.
const PROGRAMS: [(&str, &str, &str); 3] =
    [("python3", "/usr/bin", "python3-venv"), ("node", "/usr/bin", "nodejs"), ("npm", "/usr/bin", "npm")];

/// The oldest Go whose programs are components, as the SDK's `go.mod` has it.
const GO: &str = "go1.26";

/// C's compiler, as a package of Python; and what packages of Python are built with.
const PACKAGES: [&str; 2] = ["ziglang==0.17.0", "setuptools==80.9.0"];

/// Gets what is missing.
pub fn setup() -> Result<(), Failure> {
    let mut missing: Vec<&str> =
        PROGRAMS.iter().filter(|(name, folder, _)| !is_there(name, folder)).map(|(_, _, package)| *package).collect();
    // Debian has Python without what makes environments.
    if missing.is_empty() && output(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_none() {
        missing.push("python3-venv");
    }
    install("the tests build migrations with programs that aren't installed", &missing)?;
    python()?;
    javascript()?;
    go()
}

/// What a command that builds guests is told.
pub fn environment() -> Vec<(&'static str, OsString)> {
    vec![
        ("MIGHOST_PYTHON", interpreter().into()),
        // The cache that the tests share: a runtime is built and compiled once.
        ("MIGHOST_CACHE_DIR", target().join("debug/mighost-tests/cache").into()),
        ("GOCACHE", tools().join("go").into()),
    ]
}

/// Builds the migrations that every language has.
pub fn guests() -> Result<(), Failure> {
    for language in GUESTS {
        say(format!("building the guests in {language}"));
        let dir = format!("tests/guests/languages/{language}");
        if language == "javascript" {
            // Where Node looks for what the SDK, unpacked below this folder, is built with.
            link(&sdk(language).join("node_modules"), &root().join(&dir).join("node_modules"))?;
        }
        // A folder keeps what it has: the runtime, and the artifacts that name it. These are there to test the SDK as it is.
        fs::remove_dir_all(root().join(&dir).join("artifacts")).ok();
        let mut command = Command::new(mighost("debug"));
        command.current_dir(root()).args(["--dir", &dir, "build"]).envs(environment());
        step(&mut command, None)?;
    }
    Ok(())
}

/// The SDKs' own tests, which need no WebAssembly.
pub fn tests() -> Result<(), Failure> {
    say("testing the SDKs for Python, JavaScript and Go");
    let mut python = Command::new(interpreter());
    python.current_dir(sdk("python")).env("PYTHONPATH", "src").env("PYTHONDONTWRITEBYTECODE", "1");
    step(python.args(["-m", "unittest", "discover", "-s", "tests", "-q"]), None)?;
    step(Command::new("npm").current_dir(sdk("javascript")).args(["test", "--silent"]), None)?;
    step(Command::new("npm").current_dir(sdk("javascript")).args(["run", "types", "--silent"]), None)?;
    let mut go = Command::new("go");
    go.current_dir(sdk("go")).envs(environment()).env("GOTOOLCHAIN", "local");
    step(go.args(["test", "./..."]), None)
}

/// Packages of Python, in an environment of their own.
fn python() -> Result<(), Failure> {
    let folder = tools().join("python");
    let requirements = sdk("python").join("requirements.txt");
    let wanted = format!("{}{}\n", fs::read_to_string(&requirements).unwrap_or_default(), PACKAGES.join("\n"));
    once(&folder, &wanted, "componentize-py and Zig's C compiler", || {
        step(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder), None)?;
        let mut pip = Command::new(interpreter());
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
        step(pip.arg(&requirements).args(PACKAGES), None)
    })
}

/// Packages of JavaScript, where Node finds them from the SDK.
fn javascript() -> Result<(), Failure> {
    let folder = sdk("javascript").join("node_modules");
    let wanted = fs::read_to_string(sdk("javascript").join("npm-shrinkwrap.json")).unwrap_or_default();
    once(&folder, &wanted, "the tools that build migrations in JavaScript", || {
        let mut npm = Command::new("npm");
        npm.current_dir(sdk("javascript")).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
        step(&mut npm, None)
    })
}

fn go() -> Result<(), Failure> {
    let missing =
        |what: String| Failure::new(what, "install Go 1.26 or newer from https://go.dev/dl, then cargo xtask test");
    let mut go = Command::new("go");
    let version = output(go.args(["env", "GOVERSION"]).env("GOTOOLCHAIN", "local"))
        .ok_or_else(|| missing("the tests build migrations in Go, and there is no `go`".into()))?;
    let number =
        |version: &str| version.split('.').nth(1).and_then(|minor| minor.parse::<u32>().ok()).unwrap_or(u32::MAX);
    match number(&version) >= number(GO) {
        true => Ok(()),
        false => Err(missing(format!("the tests build migrations in Go, and this one is {version}"))),
    }
}

/// Makes a folder, unless it was made as it is wanted before. What was interrupted is begun again.
fn once(folder: &Path, wanted: &str, what: &str, make: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let whole = folder.join(".whole");
    if fs::read_to_string(&whole).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    say(format!("getting {what} into {}", folder.display()));
    make()?;
    fs::write(&whole, wanted).map_err(|error| Failure::new(format!("{}: {error}", whole.display()), "cargo xtask test"))
}

/// Makes a link, where it doesn't point there already.
fn link(to: &Path, at: &Path) -> Result<(), Failure> {
    if fs::read_link(at).is_ok_and(|there| there == to) {
        return Ok(());
    }
    fs::remove_file(at).ok();
    step(Command::new("ln").arg("-s").arg(to).arg(at), None)
}

fn tools() -> PathBuf {
    target().join("tools")
}

/// The Python that has the packages.
fn interpreter() -> PathBuf {
    tools().join("python").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

fn sdk(language: &str) -> PathBuf {
    root().join("guest-sdk").join(language)
}
