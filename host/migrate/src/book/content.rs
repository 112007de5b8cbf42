//! Bytes that are kept, in parts: a one-file component or a language's runtime has tens of megabytes, and a server takes no
//! more in one packet than it is set to (16 MiB on MariaDB, 4 MiB on older MySQL).

use super::state::{damaged, rows};
use super::{BookError, layout, run};
use mighost_artifact::Digest;
use mighost_database::{Connection, Origin};
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
    if row.bytes.len() > PART {
        layout::raise(connection, layout::PARTS).await?;
    }
    let statement = "INSERT INTO mighost_artifacts (sha256, package, revision, description, file, content) \
                     VALUES (?, ?, ?, ?, ?, ?)";
    // The first part says what it is, the others nothing.
    let mut about = [row.revision, &row.description, row.file];
    for (at, part) in row.bytes.chunks(PART).enumerate() {
        let [revision, description, file] = std::mem::take(&mut about).map(Value::from);
        let bytes = Value::Bytes(part.to_vec());
        let values = [key(row.sha256, at + 1), row.package.into(), revision, description, file, bytes];
        run(connection, statement, &values).await?;
    }
    Ok(())
}

/// Deletes what is kept under a digest.
async fn delete(connection: &mut dyn Connection, sha256: &str) -> Result<(), BookError> {
    let statement = "DELETE FROM mighost_artifacts WHERE sha256 = ?";
    let mut deleted = connection.execute(Origin::Host, statement, &[sha256.into()]).await?;
    // By their keys, one after the other: a pattern would look through the whole table for each step.
    for number in 2.. {
        if deleted == 0 {
            break;
        }
        deleted = connection.execute(Origin::Host, statement, &[key(sha256, number)]).await?;
    }
    Ok(())
}

/// What is kept under a digest, checked by it; `None` where there is nothing. `what` is for the error.
pub(super) async fn read(
    connection: &mut dyn Connection,
    sha256: &str,
    what: &str,
) -> Result<Option<Vec<u8>>, BookError> {
    let statement = "SELECT content FROM mighost_artifacts WHERE sha256 = ?";
    let mut bytes = Vec::new();
    for number in 1.. {
        let found = rows(connection, statement, &[key(sha256, number)]).await?;
        match found.into_iter().next().and_then(|row| row.into_iter().next()) {
            None if number == 1 => return Ok(None),
            None => break,
            Some(Value::Bytes(part)) => {
                let last = part.len() < PART;
                bytes.extend(part);
                if last {
                    break;
                }
            }
            Some(_) => return Err(damaged(connection, format!("{what} {sha256} can't be read"))),
        }
    }
    // What runs is what ran: a row that was changed since is found out by its own key.
    match Digest::of(&bytes).to_string() == sha256 {
        true => Ok(Some(bytes)),
        false => Err(damaged(connection, format!("{what} {sha256} has been changed since it was applied"))),
    }
}

/// The key of a part: the first one's is the digest alone.
fn key(sha256: &str, number: usize) -> Value {
    Value::Text(if number == 1 { sha256.to_owned() } else { format!("{sha256}/{number}") })
}
