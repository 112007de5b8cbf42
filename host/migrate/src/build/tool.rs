//! Calling a language's tool chain.

use super::{BuildError, Language};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

/// What runs the build tool of an SDK, and how to get it.
struct Runner {
    /// The variable that names another one.
    variable: &'static str,
    program: &'static str,
    /// The tool in the SDK's folder.
    script: &'static str,
    /// What to type where the program is missing.
    install: &'static str,
}

const PYTHON: Runner = Runner {
    variable: "MIGHOST_PYTHON",
    program: "python3",
    script: "build.py",
    install: "install Python 3.10 or newer from https://www.python.org, or name it in MIGHOST_PYTHON",
};

const NODE: Runner = Runner {
    variable: "MIGHOST_NODE",
    program: "node",
    script: "build.mjs",
    install: "install Node.js 20 or newer from https://nodejs.org, or name it in MIGHOST_NODE",
};

/// Calls the build tool of the SDK of a language that has a runtime.
pub(super) fn call<A: AsRef<OsStr>>(
    language: Language,
    sdk: &Path,
    what: &Path,
    arguments: impl IntoIterator<Item = A>,
) -> Result<(), BuildError> {
    let runner = if language == Language::Python { PYTHON } else { NODE };
    let mut command = Command::new(named(runner.variable, runner.program));
    command.arg(sdk.join(runner.script)).args(arguments);
    // Compiled modules beside the sources of the SDK would make the same SDK look like another one.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    run(command, language, what, runner.install).map(|_| ())
}

/// The program that a variable names, else the usual one.
pub(super) fn named(variable: &str, program: &str) -> OsString {
    std::env::var_os(variable).filter(|program| !program.is_empty()).unwrap_or_else(|| program.into())
}

/// Runs a program of a tool chain. What it prints; what it writes to standard error is the reason where it fails.
pub(super) fn run(
    mut command: Command,
    language: Language,
    what: &Path,
    install: &'static str,
) -> Result<String, BuildError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|reason| match reason.kind() {
        std::io::ErrorKind::NotFound => BuildError::NoTool { program: program.clone(), language, install },
        _ => BuildError::Io { what: program.clone(), reason },
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim_end();
    let said = said.strip_prefix("error: ").unwrap_or(said).to_owned();
    let output = if said.is_empty() { format!("{program} failed ({})", output.status) } else { said };
    Err(BuildError::Tool { path: what.to_owned(), output })
}
