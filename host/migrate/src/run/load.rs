//! From a revision to its artifact's bytes.

use crate::Error;
use crate::book;
use crate::chain::{Origin, Revision, SourceError};
use mighost_artifact::Artifact;
use mighost_database::Connection;
use mighost_schema::Dialect;
use std::path::Path;

/// Reads, or packs, or takes from the database, the artifact of a revision; and checks what can be checked
/// without compiling it. The file is read once: what was checked is what runs.
pub(crate) async fn load(revision: &Revision, connection: Option<&mut dyn Connection>) -> Result<Artifact, Error> {
    let bytes = match (&revision.origin, connection) {
        (Origin::Artifact(path), _) => crate::chain::read_bytes(path)?,
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
    let artifact = Artifact::read(std::fs::read(built).ok()?).ok()?;
    (artifact.signature().is_some() && artifact.signed_bytes() == packed).then(|| artifact.bytes().to_vec())
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
