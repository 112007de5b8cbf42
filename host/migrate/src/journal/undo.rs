//! Taking a step back: its calls from the last to the first, each undone by the inverse of its operation.

use super::apart::Both;
use super::entry::{Entry, EntryState, Kind};
use super::table;
use crate::book::BookError;
use mighost_database::{Connection, Effect};
use mighost_schema::{ObjectName, Operation, Schema, diff};
use std::collections::BTreeSet;

/// Why a step can't be taken back: calls that no operation undoes, in order. Empty where it can.
pub(crate) fn obstacles(entries: &[Entry]) -> Vec<String> {
    let standing = entries.iter().filter(|entry| entry.content.changed && entry.state != EntryState::Undone);
    let made = made(entries);
    standing
        .filter_map(|entry| match (entry.content.kind, &entry.content.before) {
            // They go with the table.
            (Kind::Rows, _) if entry.content.table.as_ref().is_some_and(|table| made.contains(table)) => None,
            (Kind::Rows, _) => Some(format!("`{}` changed rows, and what they were is gone", entry.what)),
            (Kind::Statement, _) => Some(format!("`{}` is SQL, whose opposite only its author knows", entry.what)),
            (Kind::Commit, _) => Some("it was committed whole".to_owned()),
            (Kind::Operation, None) => {
                Some(format!("nothing is written down of what was there before `{}`", entry.what))
            }
            _ => None,
        })
        .collect()
}

/// What would come back empty: operations that dropped something that held rows or values.
pub(crate) fn losses(entries: &[Entry]) -> Vec<String> {
    let made = made(entries);
    let lost = |entry: &&Entry| {
        let Some(operation) = entry.content.operation.as_ref().filter(|o| o.loses_data()) else { return false };
        // What the step itself had made wasn't there before.
        !operation.touches(&Schema::default()).iter().all(|touch| made.contains(&touch.object))
    };
    entries.iter().filter(|entry| entry.content.changed).filter(lost).map(|entry| entry.what.clone()).collect()
}

/// The tables that the step itself has made, by every name they had.
fn made(entries: &[Entry]) -> BTreeSet<ObjectName> {
    let mut made = BTreeSet::new();
    for entry in entries.iter().filter(|entry| entry.content.changed) {
        match &entry.content.operation {
            Some(Operation::CreateTable { table, .. }) => {
                made.insert(table.name.clone());
            }
            Some(Operation::RenameTable { from, to }) if made.contains(from) => {
                made.insert(to.clone());
            }
            // Whatever gets that name later stands where another table was: its loss is a loss.
            Some(Operation::DropTable { name, .. }) if !made.contains(name) => return made,
            _ => {}
        }
    }
    made
}

/// Takes the calls back. It may be interrupted anywhere, and be called again. How many it took back.
pub(crate) async fn undo(
    both: &mut Both<'_>,
    package: &str,
    epoch: i64,
    entries: &mut [Entry],
) -> Result<usize, BookError> {
    let book = both.book();
    book.begin().await?;
    table::fence(book, epoch).await?;
    table::set_undoing(book, package).await?;
    book.commit().await?;
    let mut undone = 0;
    for entry in entries.iter_mut().rev() {
        // Rows go with the table that the step made for them.
        let rows = entry.content.kind == Kind::Rows;
        if entry.state == EntryState::Undone || !entry.content.changed || rows {
            continue;
        }
        take_back(both, package, epoch, entry).await?;
        undone += 1;
    }
    let book = both.book();
    book.begin().await?;
    table::fence(book, epoch).await?;
    table::clear(book, package).await?;
    book.commit().await?;
    Ok(undone)
}

async fn take_back(both: &mut Both<'_>, package: &str, epoch: i64, entry: &mut Entry) -> Result<(), BookError> {
    let (Some(operation), Some(before)) = (entry.content.operation.clone(), entry.content.before.clone()) else {
        let other = mighost_schema::Error::Other(format!("`{}` can't be taken back", entry.what));
        return Err(mighost_database::Error::from(other).into());
    };
    let apart = both.apart();
    let work = both.work();
    let back = way_back(work, &operation, &before, entry.state).await?;
    // What another session undoes isn't in the transaction of the books either.
    let alone = apart || back.iter().any(|operation| work.effect_of(operation) != Effect::Inside);
    entry.state = EntryState::Undoing;
    let book = both.book();
    book.begin().await?;
    table::fence(book, epoch).await?;
    if alone {
        table::update(book, package, entry).await?;
        book.commit().await?;
        let work = both.work();
        for operation in &back {
            let inside = work.effect_of(operation) == Effect::Inside;
            if inside {
                work.begin().await?;
            }
            work.operate(operation).await?;
            if inside {
                work.commit().await?;
            }
        }
        let book = both.book();
        book.begin().await?;
        table::fence(book, epoch).await?;
    } else {
        for operation in &back {
            both.work().operate(operation).await?;
        }
    }
    entry.state = EntryState::Undone;
    let book = both.book();
    table::update(book, package, entry).await?;
    book.commit().await?;
    Ok(())
}

/// The operations that bring back what was there before. Empty where it is there again already.
async fn way_back(
    connection: &mut dyn Connection,
    operation: &Operation,
    before: &Schema,
    state: EntryState,
) -> Result<Vec<Operation>, BookError> {
    let lowered = connection.lower(operation, before).await?;
    if state == EntryState::Done {
        return Ok(lowered.inverse(before).map_err(mighost_database::Error::from)?);
    }
    // It was being taken back when it was interrupted.
    match connection.landed(operation, before).await? {
        Some(false) => Ok(Vec::new()),
        Some(true) => Ok(lowered.inverse(before).map_err(mighost_database::Error::from)?),
        None => Ok(diff(&connection.around(operation).await?, before)),
    }
}
