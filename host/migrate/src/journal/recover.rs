//! After an interruption: had the call that was under way taken effect?

use super::apart::{self, Both};
use super::entry::{Entry, EntryState, Kind};
use super::{beyond, table};
use crate::book::BookError;
use mighost_database::{Connection, Origin};
use mighost_schema::{ObjectName, Operation, RowSet, diff};

/// What recovery found and did, for people.
pub(crate) type Findings = Vec<String>;

/// Brings a journal into a state in which every entry that is left is done: a call that was under way is looked at in
/// the catalogs; one that had begun to take effect is finished, one that hadn't is forgotten, and so are the calls
/// behind the last one that changed anything.
pub(crate) async fn recover(
    both: &mut Both<'_>,
    package: &str,
    epoch: i64,
    entries: &mut Vec<Entry>,
) -> Result<Findings, BookError> {
    let mut findings = Vec::new();
    apart::settle(both, package, epoch, entries, &mut findings).await?;
    if let Some(entry) = entries.iter_mut().find(|entry| entry.state == EntryState::Begun) {
        if finished(both, package, epoch, entry, &mut findings).await? {
            findings.push(match entry.content.alone {
                true => format!("`{}` was under way, and is done", entry.what),
                // It stands in the table because the statement itself has committed.
                false => format!(
                    "`{}` had committed by itself when it was interrupted; whether it came to its end can't be told: look",
                    entry.what
                ),
            });
            entry.state = EntryState::Done;
            entry.content.changed = true;
            entry.content.answer = Some(match (entry.content.kind, &entry.content.operation) {
                (Kind::Operation, _) => table::answer(true),
                // How many rows it changed isn't known any more; changes of the schema change none.
                (_, _) if entry.content.rows => table::answer(RowSet::default()),
                (_, _) => table::answer(0_u64),
            });
            update(both.book(), package, epoch, entry).await?;
        } else {
            findings.push(format!("`{}` was about to be done, and wasn't", entry.what));
        }
    }
    let last = entries.iter().rposition(|entry| entry.state != EntryState::Begun && entry.content.changed);
    let kept = last.map_or(0, |last| last + 1);
    if kept < entries.len() {
        let book = both.book();
        book.begin().await?;
        table::fence(book, epoch).await?;
        table::remove(book, package, entries.get(kept).map_or(0, |entry| entry.number), i64::MAX).await?;
        book.commit().await?;
        entries.truncate(kept);
    }
    Ok(findings)
}

async fn update(book: &mut dyn Connection, package: &str, epoch: i64, entry: &Entry) -> Result<(), BookError> {
    book.begin().await?;
    table::fence(book, epoch).await?;
    table::update(book, package, entry).await?;
    Ok(book.commit().await?)
}

/// Whether a call that was under way has taken effect; what had begun to is brought to its end.
async fn finished(
    both: &mut Both<'_>,
    package: &str,
    epoch: i64,
    entry: &mut Entry,
    findings: &mut Findings,
) -> Result<bool, BookError> {
    let several = entry.content.statements.len() > 1;
    let connection = both.work();
    if let (Some(operation), Some(before), false) = (&entry.content.operation, &entry.content.before, several) {
        return match connection.landed(operation, before).await? {
            Some(true) => Ok(true),
            Some(false) => {
                let operation = operation.clone();
                name_invalid(connection, &operation, findings).await?;
                Ok(false)
            }
            None if entry.content.statements.is_empty() => {
                // PostgreSQL: an index that was being built may stand there and be good for nothing, or lack its comment.
                let operation = operation.clone();
                name_invalid(connection, &operation, findings).await?;
                connection.operate(&operation).await?;
                Ok(true)
            }
            // One statement is done or isn't; and it isn't what was there before.
            None => Ok(true),
        };
    }
    if !entry.content.alone {
        return Ok(true);
    }
    if connection.fingerprint().await? == *entry.content.fingerprint.as_deref().unwrap_or_default() {
        // Of several statements the first ones may be done all the same.
        if entry.content.place == 0 {
            return Ok(false);
        }
    } else if several {
        entry.content.place += 1;
        if entry.content.place < entry.content.statements.len() {
            entry.content.fingerprint = Some(connection.fingerprint().await?);
        }
    } else {
        return no_ruins(connection, entry, findings).await;
    }
    if entry.content.place < entry.content.statements.len() {
        // From here on it goes on as if it had never stopped.
        update(both.book(), package, epoch, entry).await?;
        match beyond::statements(both, package, epoch, entry).await {
            Ok(()) => {}
            // It can't be brought to its end, so it is brought back to its beginning.
            Err(mighost_database::Error::Call(error)) => {
                findings
                    .push(format!("`{}` had begun and can't go on ({error}); its beginning was undone", entry.what));
                return bring_back(both.work(), entry).await.map(|()| false);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(true)
}

/// Brings what an operation of several statements is about back to what it was before the first of them.
async fn bring_back(connection: &mut dyn Connection, entry: &Entry) -> Result<(), BookError> {
    let (Some(operation), Some(before)) = (&entry.content.operation, &entry.content.before) else { return Ok(()) };
    let now = connection.around(operation).await?;
    for operation in diff(&now, before) {
        connection.operate(&operation).await?;
    }
    Ok(())
}

/// After a statement that was interrupted and changed something: an index that stands there and is good for nothing is
/// dropped, and the statement is to be made again.
async fn no_ruins(connection: &mut dyn Connection, entry: &Entry, findings: &mut Findings) -> Result<bool, BookError> {
    let dropped = clear_ruins(connection, &entry.what).await?;
    for index in &dropped {
        findings
            .push(format!("the interrupted `{}` left the invalid index `{index}` behind; it was dropped", entry.what));
    }
    Ok(dropped.is_empty())
}

/// Drops the indexes that a build which failed or was interrupted left behind. Another's index may be under way at this
/// very moment; ours is named in `statement`.
pub(super) async fn clear_ruins(
    connection: &mut dyn Connection,
    statement: &str,
) -> Result<Vec<ObjectName>, mighost_database::Error> {
    let ruins = ruins(connection, statement).await?;
    for index in &ruins {
        let schema = index.schema.as_deref().map(|s| format!("{}.", quoted(s))).unwrap_or_default();
        let statement = format!("DROP INDEX CONCURRENTLY {schema}{}", quoted(&index.name));
        connection.execute(Origin::Host, &statement, &[]).await?;
    }
    Ok(ruins)
}

/// The invalid indexes that a statement names.
pub(super) async fn ruins(
    connection: &mut dyn Connection,
    statement: &str,
) -> Result<Vec<ObjectName>, mighost_database::Error> {
    let mut ruins = connection.invalid_indexes().await?;
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    ruins.retain(|index| {
        statement.match_indices(&index.name).any(|(at, name)| {
            let before = statement.get(..at).and_then(|text| text.chars().next_back());
            let behind = statement.get(at + name.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(part_of_name) && !behind.is_some_and(part_of_name)
        })
    });
    Ok(ruins)
}

async fn name_invalid(
    connection: &mut dyn Connection,
    operation: &Operation,
    findings: &mut Findings,
) -> Result<(), BookError> {
    if let Operation::CreateIndex { index, .. } = operation
        && connection.invalid_indexes().await?.iter().any(|found| found.name == index.name)
    {
        findings
            .push(format!("the interrupted build left the invalid index `{}` behind; it is built anew", index.name));
    }
    Ok(())
}

/// A name as PostgreSQL reads it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
