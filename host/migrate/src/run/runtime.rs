//! What runs an artifact: its own code, or its language's runtime.

use crate::book::{self, BookError, Runtime};
use crate::error::StepCause;
use mighost_artifact::{Artifact, Digest, RuntimeScript};
use mighost_database::Connection;
use mighost_sandbox::{Direction, Limits, Program, Sandbox, Script};
use mighost_schema::Dialect;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of runtimes, beside the artifacts and in the cache.
pub const RUNTIMES: &str = "runtimes";

/// Where the runtime of an artifact is looked for, the first first: beside the artifact's file, with the application's own
/// artifacts in `dir`, in the cache.
pub fn runtime_folders(artifact: Option<&Path>, dir: &Path, cache: Option<&Path>) -> Vec<PathBuf> {
    let beside = artifact.and_then(Path::parent);
    let artifacts = dir.join("artifacts");
    let mut folders: Vec<PathBuf> =
        [beside, Some(&artifacts), cache].into_iter().flatten().map(|folder| folder.join(RUNTIMES)).collect();
    folders.dedup();
    folders
}

/// The file of a runtime in such a folder.
pub fn runtime_file(folder: &Path, runtime: &Digest) -> PathBuf {
    folder.join(format!("{runtime}.wasm"))
}

/// What is known of the runtime that a step needs.
#[derive(Default)]
pub(super) struct Found {
    /// Its component, where no folder has it and the database does.
    pub(super) bytes: Option<Vec<u8>>,
    /// What has to be kept with the step, where the database doesn't have it.
    pub(super) keep: Option<Runtime>,
}

/// Looks for the runtime of a step, in the folders and in the database. Files may be gone when a step is taken back, so the
/// database keeps each runtime once, with the first step that needs it.
pub(super) async fn find(
    connection: Option<&mut dyn Connection>,
    sandbox: &Sandbox,
    artifact: &Artifact,
    direction: Direction,
    folders: &[PathBuf],
) -> Result<Found, StepCause> {
    let (Some(script), Some(connection)) = (artifact.script(), connection) else { return Ok(Found::default()) };
    let sha256 = script.runtime.to_string();
    // What was made ready for an earlier step isn't read from the database again.
    let file =
        sandbox.has_runtime(&sha256) || folders.iter().any(|folder| runtime_file(folder, &script.runtime).is_file());
    if file && direction == Direction::Down {
        return Ok(Found::default());
    }
    // Behind a pooler a session lasts no longer than a transaction.
    let own = connection.dialect() != Dialect::Sqlite;
    if own {
        connection.begin().await?;
    }
    let found = in_database(connection, &sha256, file).await;
    if own {
        connection.rollback().await?;
    }
    let (kept, bytes) = found?;
    if kept || direction == Direction::Down {
        return Ok(Found { bytes, keep: None });
    }
    let bytes = Arc::new(read(script, folders)?);
    Ok(Found { bytes: None, keep: Some(Runtime { language: script.language.clone(), sha256, bytes }) })
}

/// Whether the database has a runtime; and its component, where there is no file of it.
async fn in_database(
    connection: &mut dyn Connection,
    sha256: &str,
    file: bool,
) -> Result<(bool, Option<Vec<u8>>), BookError> {
    if !book::runtime::has(connection, sha256).await? {
        return Ok((false, None));
    }
    Ok((true, if file { None } else { book::runtime::read(connection, sha256).await? }))
}

/// Makes an artifact ready to run. `runtime` is what runs it, where no folder has that.
///
/// `foreign` are the limits of compiling what comes from a stranger.
pub(crate) fn program(
    sandbox: &Sandbox,
    artifact: &Artifact,
    foreign: Option<&Limits>,
    folders: &[PathBuf],
    runtime: Option<Vec<u8>>,
) -> Result<Program, StepCause> {
    let sha256 = artifact.sha256().to_string();
    match (artifact.script(), foreign) {
        (None, None) => Ok(sandbox.load(artifact.bytes(), &sha256)?),
        (None, Some(limits)) => Ok(sandbox.load_foreign(artifact.bytes(), &sha256, limits)?),
        (Some(script), limits) => sandbox.load_script(
            &script.runtime.to_string(),
            || runtime.map_or_else(|| read(script, folders), Ok),
            limits,
            Script {
                name: script.name.clone(),
                source: script.source.clone(),
                uses: artifact.capabilities().clone(),
                digest: artifact.sha256().bytes(),
            },
        ),
    }
}

/// Reads a runtime from the first folder that has it. Its digest is checked here: what is kept must be what runs.
fn read(script: &RuntimeScript, folders: &[PathBuf]) -> Result<Vec<u8>, StepCause> {
    for folder in folders {
        let path = runtime_file(folder, &script.runtime);
        match std::fs::read(&path) {
            Ok(bytes) if Digest::of(&bytes) == script.runtime => return Ok(bytes),
            Ok(_) => {
                return Err(StepCause::Runtime {
                    reason: format!(
                        "{} has been changed: it isn't what its name says; remove it, and build the migration again with \
                         `mighost build` or pull it again",
                        path.display()
                    ),
                });
            }
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
