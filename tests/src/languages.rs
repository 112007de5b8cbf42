//! The tool chains of other languages, as `cargo xtask setup` gets them.

use crate::{Project, binary};
use std::path::{Path, PathBuf};

/// The folder of the guests in a language: `everywhere`, `cases`, and what only that language has.
pub fn guests(language: &str) -> PathBuf {
    binary::built(&format!("tests/guests/languages/{language}"))
}

/// The Python that has componentize-py and Zig.
///
/// # Panics
/// Where it isn't there.
pub fn python() -> PathBuf {
    let python = tools().join("python").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    assert!(python.is_file(), "{} isn't there: run `cargo xtask setup`", python.display());
    python
}

/// An SDK's folder in the workspace.
pub fn sdk(language: &str) -> PathBuf {
    binary::workspace().join("guest-sdk").join(language)
}

/// Beside the folder of the profile in which the command is: what is kept from run to run.
fn tools() -> PathBuf {
    binary::mighost().parent().and_then(Path::parent).map(|target| target.join("tools")).unwrap_or_default()
}

impl Project {
    /// With the tool chains of all languages.
    pub fn with_tools(self) -> Project {
        self.with_variable("MIGHOST_PYTHON", python()).with_variable("GOCACHE", tools().join("go"))
    }
}

/// A folder that is kept between runs, for what a test builds.
pub fn scratch(name: &str) -> PathBuf {
    binary::scratch(&format!("languages/{name}"))
}
