//! Calling a language's tool chain.

use super::{BuildError, Language};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

/// Which program runs a language's build tool, and how to get it.
struct Runner {
    /// The variable that names another one.
    variable: &'static str,
    program: &'static str,
    /// The tool in the SDK's folder.
    script: &'static str,
    /// What to type where the program is missing.
    install: &'static str,
}

fn runner(language: Language) -> Option<Runner> {
    match language {
        Language::Python => Some(Runner {
            variable: "MIGHOST_PYTHON",
            program: "python3",
            script: "build.py",
            install: "install Python 3.10 or newer from https://www.python.org, or name it in MIGHOST_PYTHON",
        }),
        Language::JavaScript => Some(Runner {
            variable: "MIGHOST_NODE",
            program: "node",
            script: "build.mjs",
            install: "install Node.js 20 or newer from https://nodejs.org, or name it in MIGHOST_NODE",
        }),
        Language::Rust | Language::Go | Language::C => None,
    }
}

/// Calls the build tool of a language's SDK. What it writes to standard error is the reason where it fails.
pub(super) fn call<A: AsRef<OsStr>>(
    language: Language,
    sdk: &Path,
    what: &Path,
    arguments: impl IntoIterator<Item = A>,
) -> Result<(), BuildError> {
    let Some(runner) = runner(language) else { return Ok(()) };
    let named = std::env::var_os(runner.variable).filter(|program| !program.is_empty());
    let program: OsString = named.unwrap_or_else(|| runner.program.into());
    let mut command = Command::new(&program);
    command.arg(sdk.join(runner.script)).args(arguments).stdin(Stdio::null());
    // Compiled modules beside the sources of the SDK would make the same SDK look like another one.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    let output = command.output().map_err(|reason| match reason.kind() {
        std::io::ErrorKind::NotFound => {
            BuildError::NoTool { program: program.to_string_lossy().into_owned(), language, install: runner.install }
        }
        _ => BuildError::Io { what: program.to_string_lossy().into_owned(), reason },
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim_end();
    let said = said.strip_prefix("error: ").unwrap_or(said).to_owned();
    Err(BuildError::Tool {
        path: what.to_owned(),
        output: if said.is_empty() { output.status.to_string() } else { said },
    })
}
