//! From a revision to its artifact's bytes.

use crate::Error;
use crate::book;
use crate::chain::{Origin, Revision, SourceError};
use mighost_artifact::sign::{join, strip};
use mighost_artifact::{Artifact, Digest};
use mighost_database::Connection;
use mighost_schema::Dialect;
use std::path::{Path, PathBuf};

/// Reads, or packs, or takes from the database, the artifact of a revision; and checks what can be checked
/// without compiling it. The file is read once: what was checked is what runs.
pub(crate) async fn load(revision: &Revision, connection: Option<&mut dyn Connection>) -> Result<Artifact, Error> {
    let bytes = match (&revision.origin, connection) {
        (Origin::Artifact(path), _) => with_signatures_beside(path, crate::chain::read_bytes(path)?),
        (Origin::Sql(path), _) => {
            let packed = crate::chain::pack(path)?;
            signed(path, &packed).unwrap_or(packed)
        }
        (Origin::Stored(sha256), Some(connection)) => stored(connection, sha256).await?,
        (Origin::Stored(_), None) => {
            return Err(Error::Internal("a stored artifact can't be read without its database".into()));
        }
    };
    let broken = |reason| match &revision.origin {
        Origin::Artifact(path) | Origin::Sql(path) => Error::Source(SourceError::Broken { path: path.clone(), reason }),
        Origin::Stored(_) => Error::Unrunnable {
            id: revision.description.id.clone(),
            origin: revision.origin.clone(),
            reason: reason.to_string(),
        },
    };
    let artifact = Artifact::read(bytes).map_err(broken)?;
    // The folder may have changed since the chain was read.
    if artifact.description() != Some(&revision.description) {
        return Err(Error::Unrunnable {
            id: revision.description.id.clone(),
            origin: revision.origin.clone(),
            reason: "the file changed while mighost was running; run the command again".into(),
        });
    }
    Ok(artifact)
}

/// The artifact that was built of an SQL file and signed, as long as it holds what the file packs to.
fn signed(path: &Path, packed: &[u8]) -> Option<Vec<u8>> {
    let file = path.with_extension("wasm");
    let built = path.parent()?.join("artifacts").join(file.file_name()?);
    // What isn't there, or can't be read, is no signature; who requires one says so.
    let bytes = std::fs::read(&built).ok()?;
    if !bytes.starts_with(packed) {
        return None;
    }
    let bytes = with_signatures_beside(&built, bytes);
    (bytes.len() > packed.len() && strip(&bytes).ok()? == packed).then_some(bytes)
}

/// An artifact with the signatures that lie beside it put in: so the database keeps them with what it keeps.
///
/// What can't be put in stays where it is. Who requires signatures reads them again, and says what is wrong with them.
fn with_signatures_beside(path: &Path, bytes: Vec<u8>) -> Vec<u8> {
    match std::fs::read(detached(path)).ok().and_then(|detached| join(&bytes, &detached).ok()) {
        Some(joined) => joined,
        None => bytes,
    }
}

/// Where the signatures beside a file are.
pub(super) fn detached(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".dsse");
    PathBuf::from(name)
}

/// The digest of a file's content, without a look into it; `None` where a revision has no file.
pub(super) fn content(revision: &Revision) -> Result<Option<Digest>, Error> {
    match &revision.origin {
        Origin::Sql(path) => Ok(Some(Digest::of(&crate::chain::pack(path)?))),
        Origin::Artifact(path) => {
            let bytes = crate::chain::read_bytes(path)?;
            // What is no component at all is told by whoever runs it.
            Ok(Some(Digest::of(strip(&bytes).unwrap_or(&bytes))))
        }
        Origin::Stored(_) => Ok(None),
    }
}

/// Reads a stored artifact, in a transaction of its own: behind a pooler a session lasts no longer than that.
async fn stored(connection: &mut dyn Connection, sha256: &str) -> Result<Vec<u8>, Error> {
    if connection.dialect() == Dialect::Sqlite {
        return Ok(book::artifact(connection, sha256).await?);
    }
    connection.begin().await?;
    let bytes = book::artifact(connection, sha256).await;
    connection.rollback().await?;
    Ok(bytes?)
}
