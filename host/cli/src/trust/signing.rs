//! Signing one artifact: the statement, and what is there already.

use super::pool::Pool;
use crate::args::With;
use mighost::sign::{Envelope, SignError, Signer, Statement, Unverified, sign};
use mighost::{Artifact, Error};
use std::path::Path;

/// What came of signing one artifact.
pub struct Signed {
    /// The statement.
    pub statement: Statement,
    /// The statement with its signatures.
    pub envelope: Envelope,
    /// Whether the key had signed it before.
    pub already: bool,
}

/// Signs an artifact that is read already. Nothing is written.
pub fn artifact(
    path: &Path,
    artifact: &Artifact,
    detached: Option<&[u8]>,
    with: &With,
    signer: &dyn Signer,
    pool: &mut Pool,
) -> Result<Signed, Error> {
    let refused = |reason| Error::Sign { what: path.display().to_string(), reason };
    let description = artifact.description().ok_or_else(|| refused(SignError::NotSealed))?;
    let (parents, sequence) = pool.parents(path, description)?;
    let existing = match Unverified::of_artifact(artifact.bytes(), detached) {
        Ok(existing) => existing,
        Err(_) if with.replace => None,
        Err(_) => return Err(refused(SignError::OtherStatement { differs: Vec::new() })),
    };
    let claimed = existing.as_ref().and_then(|existing| existing.statement().ok());
    let made = |created| Statement::about(artifact, parents.clone(), sequence, created).map_err(refused);
    let fresh = made(now())?;
    let audience = |statement: Statement, other: Option<String>| match with.audience.clone().or(other) {
        Some(audience) => statement.for_audience(audience).map_err(refused),
        None => Ok(statement),
    };
    // The same statement as is there, but for the time, is meant to be the same.
    let statement = match &claimed {
        Some(claimed) => audience(made(claimed.created.clone())?, claimed.audience.clone())?,
        None => audience(fresh, None)?,
    };
    let (statement, existing) = match existing {
        Some(_) if with.replace && claimed.as_ref() != Some(&statement) => (audience(made(now())?, None)?, None),
        existing => (statement, existing),
    };
    let envelope = existing.as_ref().map(Unverified::envelope);
    let already = envelope.is_some_and(|envelope| envelope.is_signed_by(signer.public_key()));
    let envelope = sign(&statement, envelope, signer).map_err(refused)?;
    Ok(Signed { statement, envelope, already })
}

/// Now, to the second.
pub fn now() -> String {
    format!("{:.0}", jiff::Timestamp::now())
}
