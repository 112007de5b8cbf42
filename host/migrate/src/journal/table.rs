//! The journal's table.

use super::entry::{Content, Entry, EntryState, StepRow};
use super::undo;
use crate::book::{BookError, damaged, integer, rows, run, text};
use mighost_database::{Connection, Origin};
use mighost_schema::{Dialect, Value};

/// A step that was begun and neither finished nor taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The revision.
    pub revision: String,
    /// `upgrade` or `downgrade`.
    pub direction: String,
    /// The sha256 of the artifact that ran.
    pub sha256: String,
    /// Whether it is being taken back.
    pub undoing: bool,
    /// When it was begun, RFC 3339.
    pub started: String,
    /// Who began it: user, machine and process.
    pub host: String,
    /// What it did, in order.
    pub calls: Vec<UnfinishedCall>,
    /// Why it can't be taken back; empty where it can.
    pub obstacles: Vec<String>,
    /// What would come back empty if it were taken back.
    pub losses: Vec<String>,
}

/// One call of an unfinished step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfinishedCall {
    /// Its place among the step's calls, from 1.
    pub number: i64,
    /// What it is.
    pub what: String,
    /// `begun` (it may have taken effect or not), `done`, `undoing` or `undone`.
    pub state: String,
}

/// The longest piece of an entry that is one row: well below the least packet that servers take (MySQL's default was
/// 4 MiB for long), with room for escapes.
const PIECE: usize = 1 << 20;
/// The most rows written in one statement: a step that reads thousands of pages still needs few round trips.
const BATCH: usize = 64;

/// Whether a database keeps a journal at all: on SQLite every step is one transaction.
pub(crate) fn exists(connection: &dyn Connection) -> bool {
    connection.dialect() != Dialect::Sqlite
}

/// The unfinished step of a package, for people.
pub(crate) async fn summary(connection: &mut dyn Connection, package: &str) -> Result<Option<Unfinished>, BookError> {
    if !exists(connection) {
        return Ok(None);
    }
    let Some((step, undoing, entries)) = load(connection, package).await? else { return Ok(None) };
    let calls = entries.iter().map(|entry| UnfinishedCall {
        number: entry.number,
        what: entry.what.clone(),
        state: entry.state.word().to_owned(),
    });
    Ok(Some(Unfinished {
        undoing,
        calls: calls.collect(),
        obstacles: undo::obstacles(&entries),
        losses: undo::losses(&entries),
        revision: step.revision,
        direction: step.direction,
        sha256: step.sha256,
        started: step.started,
        host: step.host,
    }))
}

/// The whole journal of a package's unfinished step.
pub(crate) async fn load(
    connection: &mut dyn Connection,
    package: &str,
) -> Result<Option<(StepRow, bool, Vec<Entry>)>, BookError> {
    let statement = "SELECT number, state, what, content FROM mighost_journal WHERE package = ? ORDER BY number, part";
    let mut whole: Vec<(i64, String, String, String)> = Vec::new();
    for row in rows(connection, statement, &[package.into()]).await? {
        let (number, piece) = (integer(connection, &row, 0)?, text(connection, &row, 3)?);
        match whole.last_mut() {
            Some(last) if last.0 == number => last.3.push_str(&piece),
            _ => whole.push((number, text(connection, &row, 1)?, text(connection, &row, 2)?, piece)),
        }
    }
    let mut whole = whole.into_iter();
    let Some((first, state, _, content)) = whole.next() else { return Ok(None) };
    if first != 0 {
        return Err(damaged(connection, "the journal has calls without a step".into()));
    }
    let row = step(connection, &content)?;
    let mut entries = Vec::new();
    for (number, word, what, content) in whole {
        let state = EntryState::of(&word)
            .ok_or_else(|| damaged(connection, format!("call {number} of the journal is `{word}`")))?;
        let content: Content = serde_json::from_str(&content)
            .map_err(|error| damaged(connection, format!("call {number} of the journal: {error}")))?;
        entries.push(Entry { number, state, what, content });
    }
    Ok(Some((row, state == EntryState::Undoing.word(), entries)))
}

fn step(connection: &dyn Connection, content: &str) -> Result<StepRow, BookError> {
    serde_json::from_str(content).map_err(|error| damaged(connection, format!("the journal's step: {error}")))
}

/// Writes the step's own row, if the fence is where it was. In a transaction of the caller's.
pub(super) async fn begin(
    connection: &mut dyn Connection,
    package: &str,
    epoch: i64,
    step: &StepRow,
) -> Result<(), BookError> {
    let what = format!("{} {}", step.direction, step.revision);
    let statement = "INSERT INTO mighost_journal (package, number, part, state, what, content) \
                     VALUES (?, 0, 0, 'begun', ?, ?)";
    fence(connection, epoch).await?;
    match run(connection, statement, &[package.into(), Value::Text(what), Value::Text(json(step))]).await {
        // Another runner has begun it.
        Err(BookError::Database(mighost_database::Error::Call(mighost_schema::Error::Database(said))))
            if matches!(said.code.as_str(), "1062" | "23505") =>
        {
            Err(BookError::Overtaken)
        }
        other => other,
    }
}

/// Holds the fence until the transaction ends, and fails where it isn't where it was.
pub(super) async fn fence(connection: &mut dyn Connection, epoch: i64) -> Result<(), BookError> {
    let statement = "SELECT value FROM mighost_meta WHERE name = 'epoch' FOR UPDATE";
    let found = rows(connection, statement, &[]).await?;
    let now = found.first().map(|row| text(connection, row, 0)).transpose()?;
    match now.and_then(|now| now.parse::<i64>().ok()) {
        Some(now) if now == epoch => Ok(()),
        _ => Err(BookError::Overtaken),
    }
}

/// Writes entries, in a transaction of the caller's.
pub(super) async fn insert(
    connection: &mut dyn Connection,
    package: &str,
    entries: &[&Entry],
) -> Result<(), BookError> {
    let mut batch: Vec<Value> = Vec::new();
    let (mut count, mut bytes) = (0, 0);
    for entry in entries {
        let content = json(&entry.content);
        for (part, piece) in pieces(&content).enumerate() {
            if count > 0 && (count == BATCH || bytes + piece.len() > PIECE) {
                write(connection, count, &batch).await?;
                (count, bytes) = (0, 0);
                batch.clear();
            }
            batch.extend([
                package.into(),
                Value::Integer(entry.number),
                Value::Integer(i64::try_from(part).unwrap_or(i64::MAX)),
                entry.state.word().into(),
                Value::Text(entry.what.clone()),
                piece.into(),
            ]);
            count += 1;
            bytes += piece.len();
        }
    }
    if count > 0 {
        write(connection, count, &batch).await?;
    }
    Ok(())
}

async fn write(connection: &mut dyn Connection, count: usize, values: &[Value]) -> Result<(), BookError> {
    let row = "(?, ?, ?, ?, ?, ?)";
    let statement = format!(
        "INSERT INTO mighost_journal (package, number, part, state, what, content) VALUES {}",
        vec![row; count].join(", ")
    );
    run(connection, &statement, values).await
}

/// Writes an entry anew, in a transaction of the caller's.
pub(super) async fn update(connection: &mut dyn Connection, package: &str, entry: &Entry) -> Result<(), BookError> {
    let content = json(&entry.content);
    if content.len() <= PIECE {
        // One row, and it was one before: an entry only grows.
        let statement =
            "UPDATE mighost_journal SET state = ?, content = ? WHERE package = ? AND number = ? AND part = 0";
        let values = [entry.state.word().into(), Value::Text(content), package.into(), Value::Integer(entry.number)];
        return run(connection, statement, &values).await;
    }
    remove(connection, package, entry.number, entry.number).await?;
    insert(connection, package, &[entry]).await
}

/// Says of the entries that wait for a transaction that it was committed. In a transaction of the caller's.
pub(super) async fn committed(connection: &mut dyn Connection, package: &str) -> Result<(), BookError> {
    let statement = "UPDATE mighost_journal SET state = 'done' WHERE package = ? AND state = 'committing'";
    run(connection, statement, &[package.into()]).await
}

/// Deletes the entries that wait for a transaction which was rolled back, in a transaction of the caller's.
pub(super) async fn uncommitted(
    connection: &mut dyn Connection,
    package: &str,
    receipt: &str,
) -> Result<(), BookError> {
    let Some((_, _, entries)) = load(connection, package).await? else { return Ok(()) };
    let first = entries.iter().find(|entry| {
        entry.content.receipt.as_deref() == Some(receipt)
            && matches!(entry.state, EntryState::Begun | EntryState::Committing)
    });
    match first {
        Some(entry) => remove(connection, package, entry.number, i64::MAX).await,
        None => Ok(()),
    }
}

/// Whether an entry stands in the table.
pub(super) async fn has(connection: &mut dyn Connection, package: &str, number: i64) -> Result<bool, BookError> {
    let statement = "SELECT number FROM mighost_journal WHERE package = ? AND number = ? AND part = 0";
    Ok(!rows(connection, statement, &[package.into(), Value::Integer(number)]).await?.is_empty())
}

/// Deletes the entries from one number to another, in a transaction of the caller's.
pub(super) async fn remove(
    connection: &mut dyn Connection,
    package: &str,
    from: i64,
    to: i64,
) -> Result<(), BookError> {
    let statement = "DELETE FROM mighost_journal WHERE package = ? AND number >= ? AND number <= ?";
    run(connection, statement, &[package.into(), Value::Integer(from), Value::Integer(to)]).await
}

/// Deletes a package's journal, and artifacts that were begun with and never applied, in a transaction of the caller's.
pub(crate) async fn clear(connection: &mut dyn Connection, package: &str) -> Result<(), BookError> {
    crate::book::forget_unapplied(connection, package).await?;
    run(connection, "DELETE FROM mighost_journal WHERE package = ?", &[package.into()]).await
}

/// Says that the step is being taken back, in a transaction of the caller's.
pub(crate) async fn set_undoing(connection: &mut dyn Connection, package: &str) -> Result<(), BookError> {
    let statement = "UPDATE mighost_journal SET state = 'undoing' WHERE package = ? AND number = 0";
    run(connection, statement, &[package.into()]).await
}

/// Moves the fence, so that whoever worked on the step until now finds out: the epoch behind it.
pub(crate) async fn take_over(connection: &mut dyn Connection, epoch: i64) -> Result<i64, BookError> {
    connection.begin().await?;
    let statement = "UPDATE mighost_meta SET value = ? WHERE name = 'epoch' AND value = ?";
    let values = [Value::Text((epoch + 1).to_string()), Value::Text(epoch.to_string())];
    let moved = connection.execute(Origin::Host, statement, &values).await?;
    connection.commit().await?;
    if moved == 1 { Ok(epoch + 1) } else { Err(BookError::Overtaken) }
}

/// JSON of plain data: it has no maps with keys that JSON lacks, so this can't fail.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A good answer, as a call's result is written.
pub(super) fn answer<T: serde::Serialize>(value: T) -> String {
    json(&mighost_schema::Result::<T>::Ok(value))
}

/// A text in pieces of at most [`PIECE`] bytes, cut between characters; one at least.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut end = PIECE.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let (piece, left) = text.split_at(end);
        rest = (!left.is_empty()).then_some(left);
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_text_again_and_are_cut_between_characters() {
        let long = "ü".repeat(PIECE) + "!";
        for text in ["", "short", &long] {
            assert_eq!(pieces(text).collect::<String>(), text);
            assert!(pieces(text).all(|piece| piece.len() <= PIECE));
        }
        assert_eq!(pieces("").count(), 1);
    }
}
