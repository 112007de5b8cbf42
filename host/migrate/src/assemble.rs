//! From a compiler's output to an artifact: componentize, describe, seal.

use crate::Error;
use crate::build::BuildError;
use crate::run::Options;
use mighost_artifact::{Artifact, RuntimeScript, seal};
use mighost_sandbox::{Program, Sandbox};
use mighost_schema::Description;
use std::path::{Path, PathBuf};

/// A sealed artifact.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// The artifact's bytes.
    pub bytes: Vec<u8>,
    /// What it said about itself.
    pub description: Description,
}

/// Makes an artifact of what a tool chain built: a core module with the contract embedded becomes a component; a
/// component is asked, once, to describe itself; the answer is sealed into the file.
///
/// `path` is for the messages.
///
/// # Errors
/// [`Error::Build`] that names the file: not wasm, imports that the sandbox refuses, a description that can't be.
pub async fn assemble(path: &Path, bytes: Vec<u8>, options: &Options) -> Result<Assembled, Error> {
    let refused = |reason: String| Error::Build(BuildError::NotAMigration { path: path.to_owned(), reason });
    // The version behind the magic number: 1 is a core module's, a component has another.
    let is_core_module = bytes.get(4..8) == Some(&[1, 0, 0, 0]);
    let component = if is_core_module {
        mighost_artifact::componentize(&bytes).map_err(|error| refused(error.to_string()))?
    } else {
        bytes
    };
    let artifact = Artifact::read(component).map_err(|error| refused(error.to_string()))?;
    let sandbox = Sandbox::new(options.sandbox()).map_err(|error| Error::Internal(error.to_string()))?;
    let folders = crate::run::runtime_folders(Some(path), &options.dir, options.cache_dir.as_deref());
    let program =
        crate::run::program(&sandbox, &artifact, None, &folders, None).map_err(|error| refused(error.to_string()))?;
    describe(&sandbox, &program, &artifact, refused).await
}

/// Makes artifacts of scripts that one runtime runs: each is asked, once, to describe itself, and sealed. `sandbox` keeps the
/// runtime, so that the second of a hundred costs nothing.
pub struct Scripts {
    sandbox: Sandbox,
    runtimes: Vec<PathBuf>,
}

impl Scripts {
    /// Scripts of runtimes that lie in one of these folders, as files named after their SHA-256.
    ///
    /// # Errors
    /// [`Error::Internal`] where the sandbox can't be had.
    pub fn new(runtimes: Vec<PathBuf>, options: &Options) -> Result<Scripts, Error> {
        let sandbox = Sandbox::new(options.sandbox()).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Scripts { sandbox, runtimes })
    }

    /// Makes an artifact. `path` is for the messages.
    ///
    /// # Errors
    /// [`Error::Build`] that names the file: no runtime, a script that can't be read, a description that can't be.
    pub async fn assemble(&self, path: &Path, script: &RuntimeScript) -> Result<Assembled, Error> {
        let refused = |reason: String| Error::Build(BuildError::NotAMigration { path: path.to_owned(), reason });
        let bytes = script.artifact().map_err(|error| refused(error.to_string()))?;
        let artifact = Artifact::read(bytes).map_err(|error| refused(error.to_string()))?;
        let program = crate::run::program(&self.sandbox, &artifact, None, &self.runtimes, None)
            .map_err(|error| refused(error.to_string()))?;
        describe(&self.sandbox, &program, &artifact, refused).await
    }
}

/// Asks a component what it is, and writes the answer into it.
async fn describe(
    sandbox: &Sandbox,
    program: &Program,
    artifact: &Artifact,
    refused: impl Fn(String) -> Error,
) -> Result<Assembled, Error> {
    // Before it describes itself a component has nothing to say but what is wrong with it.
    let reason = |error| match error {
        mighost_sandbox::Error::Trap { said: Some(words), .. } => words,
        other => other.to_string(),
    };
    let description = sandbox.describe(program).await.map_err(|error| refused(reason(error)))?;
    Description::check_id(&description.id)
        .map_err(|why| refused(format!("its id `{}` can't be used: {why}", description.id)))?;
    let bytes = seal(artifact.bytes(), &description).map_err(|error| refused(error.to_string()))?;
    Ok(Assembled { bytes, description })
}
