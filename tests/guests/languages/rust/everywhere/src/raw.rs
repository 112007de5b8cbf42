//! Raw SQL.

use crate::tell::{list, say, tell};
use mighost_guest::prelude::*;

/// Parameters as the database writes them: each `?` with its number on PostgreSQL.
fn marked(sql: &str) -> String {
    if context::dialect() != Dialect::Postgresql {
        return sql.into();
    }
    let mut number = 0;
    let numbered = sql.split('?').map(|part| {
        number += 1;
        if number == 1 { part.to_owned() } else { format!("${}{part}", number - 1) }
    });
    numbered.collect()
}

/// Runs statements, queries and cursors.
pub fn statements() -> Result {
    let execute = |what: &str, statement: &str, parameters: &[Value]| {
        tell(what, sql::execute(&marked(statement), parameters));
    };
    execute("execute an insert", "INSERT INTO e_rows (id, name) VALUES (?, ?), (?, ?)", params![101, "a", 102, "b"]);
    execute("execute an update", "UPDATE e_rows SET name = upper(name) WHERE id > ?", params![100]);
    execute("execute an index", "CREATE INDEX ix_e_raw ON e_rows (name)", params![]);
    tell("has ix_e_raw", inspect::has_index("e_rows", "ix_e_raw"));
    tell("drop ix_e_raw", drop_index("e_rows", "ix_e_raw").run());
    let all = sql::query(&marked("SELECT id, name AS label FROM e_rows WHERE id > ? ORDER BY id"), params![100])?;
    say("the columns", &list(all[0].columns()));
    for row in &all {
        say("a row", &format!("{} {}", row.get::<i64>("id")?, row.get::<String>("label")?));
    }
    say("one value", &sql::query_value::<i64>("SELECT count(*) FROM e_rows", params![])?.to_string());
    let none = sql::query_row(&marked("SELECT id FROM e_rows WHERE id = ?"), params![-1])?;
    say("no row", if none.is_none() { "none" } else { "one" });
    for batch in [1, 7, 19, 50] {
        let cursor = sql::cursor("SELECT id, id * id AS square FROM e_rows ORDER BY id", params![], batch)?;
        let columns = list(cursor.columns());
        let mut sum = 0;
        for row in cursor {
            sum += row?.get::<i64>("square")?;
        }
        say(&format!("a cursor in batches of {batch}"), &format!("{columns} {sum}"));
    }
    execute("a statement that is none", "SELEC 1", params![]);
    execute("a key twice by SQL", "INSERT INTO e_rows (id) VALUES (101)", params![]);
    execute("too few parameters", "DELETE FROM e_rows WHERE id = ?", params![]);
    for statement in ["COMMIT", "ROLLBACK", "BEGIN"] {
        execute(statement, statement, params![]);
    }
    execute("execute a delete", "DELETE FROM e_rows WHERE id > ?", params![100]);
    Ok(())
}
