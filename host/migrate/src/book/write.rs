//! Writing the bookkeeping tables, inside a step's own transaction.

use super::content::{self, Row};
use super::{BookError, Runtime, Seen, State, layout};
use mighost_database::{Connection, Origin};
use mighost_schema::{Description, Dialect, Value};
use std::collections::BTreeSet;

/// An artifact as it is kept.
pub(crate) struct Applied<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Their digest.
    pub sha256: &'a str,
    /// The file that it came from, for people.
    pub file: &'a str,
    /// What runs it, where that is something else and isn't kept yet.
    pub runtime: Option<&'a Runtime>,
}

/// One step for the history.
pub(crate) struct NewHistory<'a> {
    /// The package.
    pub package: &'a str,
    /// The revision's description.
    pub description: &'a Description,
    /// `upgrade`, `downgrade` or `stamp`.
    pub direction: &'a str,
    /// The artifact that ran; none for a stamp.
    pub artifact: Option<Applied<'a>>,
    /// When it began.
    pub started: jiff::Timestamp,
    /// The ids of the keys that vouch for the artifact.
    pub keys: &'a [String],
    /// What the database is to remember of what vouched for it, and for the steps before it.
    pub seen: &'a Seen,
    /// What the migration warned of.
    pub warnings: &'a [String],
}

/// Writes what a step did: the current revisions, the history, the artifact, and the fence one higher.
///
/// `state` is what the caller saw before the step, `after` the package's current revisions behind it. Fails with
/// [`BookError::Overtaken`] where another runner has moved the fence since.
pub(crate) async fn record(
    connection: &mut dyn Connection,
    state: &State,
    after: &BTreeSet<String>,
    step: NewHistory<'_>,
) -> Result<(), BookError> {
    if !state.initialised {
        layout::create(connection).await?;
    }
    for gone in state.current.difference(after) {
        let statement = "DELETE FROM mighost_revisions WHERE package = ? AND revision = ?";
        run(connection, statement, &[step.package.into(), gone.as_str().into()]).await?;
    }
    for new in after.difference(&state.current) {
        let statement = "INSERT INTO mighost_revisions (package, revision) VALUES (?, ?)";
        run(connection, statement, &[step.package.into(), new.as_str().into()]).await?;
    }
    if let (Some(applied), "upgrade") = (&step.artifact, step.direction) {
        keep_artifact(connection, step.package, step.description, applied).await?;
    }
    if *step.seen != state.seen {
        if state.seen.is_empty() {
            layout::raise(connection, layout::VOUCHED).await?;
        }
        step.seen.write(connection, &state.seen).await?;
    }
    note(connection, &step).await?;
    let fence = "UPDATE mighost_meta SET value = ? WHERE name = 'epoch' AND value = ?";
    match connection.execute(Origin::Host, fence, &[number(state.epoch + 1), number(state.epoch)]).await? {
        1 => Ok(()),
        _ => Err(BookError::Overtaken),
    }
}

/// Keeps an artifact, so that what it does can be finished or taken back without its file.
pub(crate) async fn keep_artifact(
    connection: &mut dyn Connection,
    package: &str,
    description: &Description,
    applied: &Applied<'_>,
) -> Result<(), BookError> {
    let &Applied { bytes, sha256, file, runtime } = applied;
    if let Some(runtime) = runtime {
        super::runtime::keep(connection, runtime).await?;
    }
    let row = Row { sha256, package, revision: &description.id, description: json(description), file, bytes };
    content::write(connection, &row).await
}

/// Deletes a package's artifacts that were begun with and never applied, in a transaction of the caller's.
pub(crate) async fn forget_unapplied(connection: &mut dyn Connection, package: &str) -> Result<(), BookError> {
    // A further part stands under the digest and its number.
    let statement = "DELETE FROM mighost_artifacts WHERE package = ? AND substr(sha256, 1, 64) NOT IN \
                     (SELECT sha256 FROM mighost_history WHERE package = ?)";
    run(connection, statement, &[package.into(), package.into()]).await
}

/// Makes the tables before the first step, where they can't be made inside its transaction.
pub(crate) async fn initialise(connection: &mut dyn Connection) -> Result<(), BookError> {
    connection.begin().await?;
    layout::create(connection).await?;
    connection.commit().await?;
    Ok(())
}

/// Adds a line to the history.
pub(crate) async fn note(connection: &mut dyn Connection, step: &NewHistory<'_>) -> Result<(), BookError> {
    let finished = jiff::Timestamp::now();
    let took = finished.as_millisecond().saturating_sub(step.started.as_millisecond());
    // On SQLite a migration may write where AUTOINCREMENT counts; our own number doesn't depend on it.
    let (column, number) = match connection.dialect() {
        Dialect::Sqlite => ("number, ", "(SELECT coalesce(max(number), 0) + 1 FROM mighost_history), "),
        _ => ("", ""),
    };
    let statement = format!(
        "INSERT INTO mighost_history ({column}package, revision, direction, sha256, key_id, parents, started, finished, \
         duration_ms, outcome, warnings, host, version) \
         VALUES ({number}?, ?, ?, ?, ?, ?, ?, ?, ?, 'done', ?, ?, ?)"
    );
    let row = [
        step.package.into(),
        step.description.id.as_str().into(),
        step.direction.into(),
        step.artifact.as_ref().map(|applied| applied.sha256).unwrap_or_default().into(),
        key_id(step.keys),
        Value::Text(json(&step.description.revises)),
        Value::Text(format!("{:.3}", step.started)),
        Value::Text(format!("{finished:.3}")),
        Value::Integer(took.max(0)),
        Value::Text(json(&step.warnings)),
        Value::Text(crate::identity::host()),
        env!("CARGO_PKG_VERSION").into(),
    ];
    run(connection, &statement, &row).await
}

pub(crate) async fn run(
    connection: &mut dyn Connection,
    statement: &str,
    parameters: &[Value],
) -> Result<(), BookError> {
    connection.execute(Origin::Host, statement, parameters).await?;
    Ok(())
}

fn number(number: i64) -> Value {
    Value::Text(number.to_string())
}

/// The keys as they stand in the history: the first ids whole, as many as the column holds.
fn key_id(keys: &[String]) -> Value {
    // Three ids of 64 digits fit into the column's 255 characters; whoever asks for more signatures finds them in the
    // artifact itself.
    const MOST: usize = 3;
    if keys.is_empty() {
        return Value::Null;
    }
    Value::Text(keys.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(","))
}

/// JSON of plain data: it has no maps with keys that JSON lacks, so this can't fail.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
