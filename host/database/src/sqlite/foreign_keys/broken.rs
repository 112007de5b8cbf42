use super::graph::{Edge, edges_of};
use super::real_name;
use crate::sql::identifier;
use crate::sqlite::failure::failed;
use mighost_schema::{DatabaseError, Dialect, Error, Result};
use rusqlite::Connection;
use std::collections::HashMap;

/// A row that refers to nothing: its row id (where it has one), what it refers to, by which columns.
pub(super) type Dangling = (Option<i64>, String, Vec<String>);

/// What is broken in a table.
#[derive(Debug, Default)]
pub(super) struct Broken {
    pub rows: HashMap<Dangling, u64>,
    pub total: u64,
    /// The foreign key itself makes no sense: nothing unique stands where it refers to.
    pub mismatch: Option<String>,
}

/// How many dangling rows of a table are remembered one by one; behind that they are only counted. A hundred thousand
/// take some ten megabytes.
const REMEMBERED: usize = 100_000;

/// Refuses a foreign key of a table that its rows break, when it is added.
pub(in crate::sqlite) fn refuse_dangling(connection: &Connection, table: &str, columns: &[String]) -> Result<()> {
    let wanted: Vec<String> = columns.iter().map(|c| c.to_ascii_lowercase()).collect();
    let mut after = broken(connection, table)?;
    after.rows.retain(|(_, _, columns), _| *columns == wanted);
    after.total = after.rows.values().sum();
    match new_damage(connection, table, &Broken::default(), &after)? {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

pub(super) fn new_damage(
    connection: &Connection,
    table: &str,
    before: &Broken,
    after: &Broken,
) -> Result<Option<Error>> {
    if let Some(message) = &after.mismatch {
        if before.mismatch.is_some() {
            return Ok(None);
        }
        return Ok(Some(refused(format!(
            "{message}: the columns that a foreign key refers to must be the primary key or unique"
        ))));
    }
    // Counts decide where there are too many rows to remember.
    let remembered = before.rows.len() < REMEMBERED && after.rows.len() < REMEMBERED;
    let mut fresh: Vec<(&Dangling, u64)> = after
        .rows
        .iter()
        .filter_map(|(row, count)| {
            let had = before.rows.get(row).copied().unwrap_or_default();
            (*count > had).then(|| (row, count - had))
        })
        .collect();
    if (remembered && fresh.is_empty()) || (!remembered && after.total <= before.total) {
        return Ok(None);
    }
    fresh.sort();
    let count = if remembered { fresh.iter().map(|(_, n)| n).sum() } else { after.total - before.total };
    let Some(((rowid, parent, columns), _)) = fresh.first() else {
        return Ok(Some(refused(format!("{count} more rows of `{table}` refer to rows that don't exist"))));
    };
    let name = real_name(connection, table)?;
    let example = match rowid {
        Some(rowid) => format!(" (one is row {rowid})"),
        None => String::new(),
    };
    Ok(Some(refused(format!(
        "{count} {} of `{name}` ({}) {} that {} not in `{parent}`{example}",
        if count == 1 { "row" } else { "rows" },
        columns.join(", "),
        if count == 1 { "refers to a row" } else { "refer to rows" },
        if count == 1 { "is" } else { "are" },
    ))))
}

fn refused(what: String) -> Error {
    Error::Database(DatabaseError {
        code: "SQLITE_CONSTRAINT_FOREIGNKEY".to_owned(),
        message: format!("FOREIGN KEY constraint failed: {what}"),
        hint: Some(
            "foreign keys are not enforced while a step runs, so ON DELETE and ON UPDATE actions don't run either: \
             delete or change the referring rows in the step itself"
                .to_owned(),
        ),
        ..DatabaseError::default()
    })
}

pub(super) fn broken(connection: &Connection, table: &str) -> Result<Broken> {
    let names: HashMap<i64, Edge> = edges_of(connection, table)?.into_iter().collect();
    let sql = format!("PRAGMA main.foreign_key_check({})", identifier(Dialect::Sqlite, table));
    let mut broken = Broken::default();
    let result: rusqlite::Result<()> = (|| {
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            broken.total += 1;
            if broken.rows.len() < REMEMBERED {
                let parent: String = row.get(2)?;
                let columns = names.get(&row.get(3)?).map(|edge| edge.columns.clone()).unwrap_or_default();
                *broken.rows.entry((row.get(1)?, parent.to_ascii_lowercase(), columns)).or_default() += 1;
            }
        }
        Ok(())
    })();
    match result {
        Ok(()) => Ok(broken),
        Err(error) => match failed(error, &sql) {
            Error::Database(said) if said.code == "SQLITE_ERROR" => {
                Ok(Broken { mismatch: Some(said.message), ..Broken::default() })
            }
            other => Err(other),
        },
    }
}
