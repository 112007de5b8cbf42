//! The runtimes of the scripts that were applied: one that is kept as a script alone couldn't be taken back without its files.

use super::content::{self, Row};
use super::state::{exists, rows};
use super::{BookError, layout};
use mighost_database::Connection;
use std::sync::Arc;

/// Where a package's name stands for artifacts. No package is called so: each has a publisher.
const PACKAGE: &str = "runtimes";

/// A language's runtime, to be kept with the first step that needs it.
#[derive(Clone)]
pub(crate) struct Runtime {
    /// Its language, for people who look at the table.
    pub(crate) language: String,
    /// Its digest.
    pub(crate) sha256: String,
    /// Its component.
    pub(crate) bytes: Arc<Vec<u8>>,
}

/// Whether a runtime is kept.
pub(crate) async fn has(connection: &mut dyn Connection, sha256: &str) -> Result<bool, BookError> {
    if !exists(connection).await? {
        return Ok(false);
    }
    let statement = "SELECT revision FROM mighost_artifacts WHERE sha256 = ?";
    Ok(!rows(connection, statement, &[sha256.into()]).await?.is_empty())
}

/// Keeps a runtime. It is nobody's revision, and any package's scripts may name it.
pub(crate) async fn keep(connection: &mut dyn Connection, runtime: &Runtime) -> Result<(), BookError> {
    layout::raise(connection, layout::PARTS).await?;
    let Runtime { language, sha256, bytes } = runtime;
    let row = Row { sha256, package: PACKAGE, revision: "", description: String::new(), file: language, bytes };
    content::write(connection, &row).await
}

/// A runtime that is kept; `None` where it isn't.
pub(crate) async fn read(connection: &mut dyn Connection, sha256: &str) -> Result<Option<Vec<u8>>, BookError> {
    content::read(connection, sha256, "the runtime").await
}
