//! Running commands, one step at a time, and saying so.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why a chore stopped, and the one command to type.
#[derive(Debug)]
pub struct Failure {
    what: String,
    next: Option<String>,
}

impl Failure {
    /// Something failed; `next` is what to type.
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Failure { what: what.into(), next: Some(next.into()) }
    }

    /// The command line makes no sense.
    pub fn usage(what: impl Into<String>) -> Self {
        Failure { what: what.into(), next: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "xtask: {}", self.what)?;
        match &self.next {
            Some(next) => write!(f, "\n       next: {next}"),
            None => Ok(()),
        }
    }
}

/// The workspace's folder.
pub fn root() -> &'static Path {
    // Where this crate stands, as cargo knew when it built it.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty()) {
        // A relative one is relative to where cargo was called, and cargo leaves us there.
        Some(dir) => std::path::absolute(&dir).unwrap_or_else(|_| PathBuf::from(dir)),
        None => root().join("target"),
    }
}

/// Where cargo puts what it builds of the SDK and of guests when they are checked.
pub fn guests_target() -> PathBuf {
    target().join("guests")
}

/// The `mighost` command of a profile's folder: `debug` or `release`.
pub fn mighost(profile: &str) -> PathBuf {
    target().join(profile).join(format!("mighost{}", std::env::consts::EXE_SUFFIX))
}

/// Says what comes next.
pub fn say(text: impl fmt::Display) {
    println!("\n==> {text}");
}

/// `cargo`, in the workspace, as it was called.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // What `cargo run` set for us is about xtask and would make build scripts run again.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    command
}

/// A command as one would type it.
pub fn typed(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name =
        if program.file_stem() == Some(OsStr::new("cargo")) { "cargo".into() } else { program.display().to_string() };
    let arguments = command.get_args().map(|argument| {
        let text = argument.to_string_lossy();
        if text.is_empty() || text.contains(char::is_whitespace) { format!("'{text}'") } else { text.into_owned() }
    });
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// Runs a command with its output shown. `next` is what to type where it fails; none: the command itself.
pub fn step(command: &mut Command, next: Option<&str>) -> Result<(), Failure> {
    let typed = typed(command);
    println!("    $ {typed}");
    let next = next.unwrap_or(&typed);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("`{typed}` failed ({status}); its message is above"), next)),
        Err(error) => Err(Failure::new(format!("`{typed}` can't be started: {error}"), next)),
    }
}

/// What a command prints, where it succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A path as one would type it from the current folder.
pub fn short(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let inside = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    inside.unwrap_or(path).display().to_string()
}
