//! Bytes that are kept, in parts: a one-file component or a language's runtime has tens of megabytes, and a server takes no
//! more in one packet than it is set to (16 MiB on MariaDB, 4 MiB on older MySQL).

use super::state::{damaged, rows};
use super::{BookError, run};
use mighost_artifact::Digest;
use mighost_database::Connection;
use mighost_schema::Value;

/// The most bytes of one part: a packet has them, what stands around them, and is far below any server's limit.
const PART: usize = 1 << 20;

/// What is kept.
pub(super) struct Row<'a> {
    pub(super) sha256: &'a str,
    pub(super) package: &'a str,
    /// Empty for what is no revision.
    pub(super) revision: &'a str,
    /// Its description as JSON.
    pub(super) description: String,
    pub(super) file: &'a str,
    pub(super) bytes: &'a [u8],
}

/// Keeps bytes in the place of what was kept under their digest. The first part stands under the digest, a further one under
/// `DIGEST/2` and so on, without anything but its bytes.
pub(super) async fn write(connection: &mut dyn Connection, row: &Row<'_>) -> Result<(), BookError> {
    delete(connection, row.sha256).await?;
    let statement = "INSERT INTO mighost_artifacts (sha256, package, revision, description, file, content) \
                     VALUES (?, ?, ?, ?, ?, ?)";
    let text = |text: &str| Value::Text(text.to_owned());
    let first = row.bytes.chunks(PART).next().unwrap_or_default();
    let values = [
        text(row.sha256),
        text(row.package),
        text(row.revision),
        Value::Text(row.description.clone()),
        text(row.file),
        Value::Bytes(first.to_vec()),
    ];
    run(connection, statement, &values).await?;
    for (at, part) in row.bytes.chunks(PART).enumerate().skip(1) {
        let key = format!("{}/{}", row.sha256, at + 1);
        let values = [Value::Text(key), text(row.package), text(""), text(""), text(""), Value::Bytes(part.to_vec())];
        run(connection, statement, &values).await?;
    }
    Ok(())
}

/// Deletes what is kept under a digest.
async fn delete(connection: &mut dyn Connection, sha256: &str) -> Result<(), BookError> {
    let statement = "DELETE FROM mighost_artifacts WHERE sha256 = ? OR sha256 LIKE ?";
    run(connection, statement, &[sha256.into(), parts(sha256)]).await
}

/// What is kept under a digest, checked by it; `None` where there is nothing. `what` is for the error.
pub(super) async fn read(
    connection: &mut dyn Connection,
    sha256: &str,
    what: &str,
) -> Result<Option<Vec<u8>>, BookError> {
    let statement = "SELECT sha256, content FROM mighost_artifacts WHERE sha256 = ? OR sha256 LIKE ?";
    let mut found = Vec::new();
    for row in rows(connection, statement, &[sha256.into(), parts(sha256)]).await? {
        match <[Value; 2]>::try_from(row) {
            Ok([Value::Text(key), Value::Bytes(bytes)]) => {
                let number = key.split_once('/').map_or(Some(1), |(_, number)| number.parse::<usize>().ok());
                found.push((number, bytes));
            }
            _ => return Err(damaged(connection, format!("{what} {sha256} can't be read"))),
        }
    }
    if found.is_empty() {
        return Ok(None);
    }
    found.sort();
    let bytes: Vec<u8> = found.into_iter().flat_map(|(_, bytes)| bytes).collect();
    // What runs is what ran: a row that was changed since is found out by its own key.
    match Digest::of(&bytes).to_string() == sha256 {
        true => Ok(Some(bytes)),
        false => Err(damaged(connection, format!("{what} {sha256} has been changed since it was applied"))),
    }
}

/// The keys of the parts behind the first. A digest has no character that means something in a pattern.
fn parts(sha256: &str) -> Value {
    Value::Text(format!("{sha256}/%"))
}
