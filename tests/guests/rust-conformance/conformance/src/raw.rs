//! Raw SQL: parameters, results, cursors, and what is refused.

use crate::check::{database, holds, invalid, same};
use mighost_guest::prelude::*;

/// Runs and checks statements.
pub fn statements() -> Result {
    same(
        "rows inserted",
        sql::execute("INSERT INTO c_rows (id, name) VALUES (?1, ?2), (?3, ?4)", params![1, "a", 2, "b"])?,
        2,
    )?;
    same("rows updated", sql::execute("UPDATE c_rows SET name = upper(name) WHERE id > ?", params![0])?, 2)?;
    same("rows of a change of the schema", sql::execute("CREATE INDEX ix_raw ON c_rows (name)", params![])?, 0)?;
    holds("a change by raw SQL is seen", inspect::has_index("c_rows", "ix_raw")?)?;
    same("rows of a change of the schema", sql::execute("DROP INDEX ix_raw", params![])?, 0)?;
    let all = sql::query("SELECT id, name AS label FROM c_rows ORDER BY id", params![])?;
    same("the rows", all.len(), 2)?;
    same("the columns", all[0].columns().to_vec(), vec!["id".into(), "label".into()])?;
    same("a value by name", all[1].get::<String>("label")?, "B".into())?;
    same("no rows", sql::query("SELECT * FROM c_rows WHERE id = 99", params![])?, vec![])?;
    same("one value", sql::query_value::<i64>("SELECT count(*) FROM c_rows", params![])?, 2)?;
    same("no row", sql::query_row("SELECT id FROM c_rows WHERE id = ?", params![None::<i64>])?, None)?;
    invalid("one value of no row", sql::query_value::<i64>("SELECT id FROM c_rows WHERE 0", params![]))?;
    cursors()?;
    refused()?;
    same("rows deleted", sql::execute("DELETE FROM c_rows", params![])?, 2)
}

fn cursors() -> Result {
    let numbers =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i, i * i AS square FROM n";
    for batch in [1, 7, 50, 51] {
        let cursor = sql::cursor(numbers, params![50], batch)?;
        same("a cursor's columns", cursor.columns().to_vec(), vec!["i".into(), "square".into()])?;
        let squares: Vec<i64> = cursor.map(|row| row?.get("square")).collect::<Result<_>>()?;
        same("what a cursor gave", squares, (1..=50).map(|i| i * i).collect())?;
    }
    let mut unread = sql::cursor(numbers, params![50], 2)?;
    holds("a cursor may be left before its end", unread.next().is_some())
}

fn refused() -> Result {
    database("a statement that is none", "SQLITE_ERROR", sql::execute("SELEC 1", params![]))?;
    database("a table that isn't there", "SQLITE_ERROR", sql::query("SELECT * FROM c_never", params![]))?;
    database(
        "a key twice",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        sql::execute("INSERT INTO c_rows (id) VALUES (1)", params![]),
    )?;
    invalid("too few parameters", sql::execute("DELETE FROM c_rows WHERE id = ?", params![]))?;
    for statement in
        ["COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT s", "ATTACH ':memory:' AS other", "PRAGMA writable_schema = 1"]
    {
        match sql::execute(statement, params![]) {
            Err(Error::Denied(text)) if !text.is_empty() => {}
            other => bail!("{statement} gave {other:?}, not denied"),
        }
    }
    // A refused statement takes nothing of the step with it.
    same("the rows", sql::query_value::<i64>("SELECT count(*) FROM c_rows", params![])?, 2)
}
