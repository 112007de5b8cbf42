//! What runs an artifact: its own code, or its language's runtime.

use crate::chain::Origin;
use crate::error::StepCause;
use mighost_artifact::{Artifact, RuntimeScript};
use mighost_sandbox::{Limits, Program, Sandbox, Script};
use std::path::{Path, PathBuf};

/// The folder of runtimes, beside the artifacts and in the cache.
pub const RUNTIMES: &str = "runtimes";

/// Where a step's runtime is looked for.
pub(super) fn folders(origin: &Origin, dir: &Path, cache: Option<&Path>) -> Vec<PathBuf> {
    runtime_folders(origin.path(), dir, cache)
}

/// Where the runtime of an artifact is looked for, the first first: beside the artifact's file, with the application's own
/// artifacts in `dir`, in the cache. The file is called `DIGEST.wasm`.
pub fn runtime_folders(artifact: Option<&Path>, dir: &Path, cache: Option<&Path>) -> Vec<PathBuf> {
    let beside = artifact.and_then(Path::parent);
    let artifacts = dir.join("artifacts");
    let mut folders: Vec<PathBuf> =
        [beside, Some(&artifacts), cache].into_iter().flatten().map(|folder| folder.join(RUNTIMES)).collect();
    folders.dedup();
    folders
}

/// Makes an artifact ready to run.
///
/// `foreign` are the limits of compiling what comes from a stranger.
pub(crate) fn program(
    sandbox: &Sandbox,
    artifact: &Artifact,
    foreign: Option<&Limits>,
    folders: &[PathBuf],
) -> Result<Program, StepCause> {
    let sha256 = artifact.sha256().to_string();
    match (artifact.script(), foreign) {
        (None, None) => Ok(sandbox.load(artifact.bytes(), &sha256)?),
        (None, Some(limits)) => Ok(sandbox.load_foreign(artifact.bytes(), &sha256, limits)?),
        (Some(script), limits) => sandbox.load_script(
            &script.runtime.to_string(),
            || read(script, folders),
            limits,
            Script {
                name: script.name.clone(),
                source: script.source.clone(),
                uses: artifact.capabilities().keys().cloned().collect(),
                digest: artifact.sha256().bytes(),
            },
        ),
    }
}

/// Reads a runtime from the first folder that has it. Its digest is the sandbox's to check.
fn read(script: &RuntimeScript, folders: &[PathBuf]) -> Result<Vec<u8>, StepCause> {
    for folder in folders {
        let path = folder.join(format!("{}.wasm", script.runtime));
        match std::fs::read(&path) {
            Ok(bytes) => return Ok(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(StepCause::Runtime { reason: format!("{}: {error}", path.display()) }),
        }
    }
    Err(StepCause::Runtime { reason: missing_runtime(script, folders) })
}

/// What to say of an artifact whose runtime is in none of the folders.
pub fn missing_runtime(script: &RuntimeScript, folders: &[PathBuf]) -> String {
    let looked: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    format!(
        "the runtime of {} that it was built with isn't there: there is no {}.wasm in {}; copy it from where the migration \
         was built, or build the migration again with `mighost build`",
        script.language,
        script.runtime,
        looked.join(", ")
    )
}
