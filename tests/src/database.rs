//! Looking at a database with SQLite itself.

use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Opens a database that is there. Writable: a journal that a killed process left behind can only be rolled back so.
pub fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One column of a query's rows, as text.
pub fn column(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let rows = statement.query_map([], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
    rows.map(|value| match value.unwrap() {
        rusqlite::types::Value::Null => "NULL".to_owned(),
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Real(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        rusqlite::types::Value::Blob(bytes) => format!("{} bytes", bytes.len()),
    })
    .collect()
}

/// A name inside SQL.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Everything in a database as text, as `.dump` writes it: the settings in its header, each object's SQL, each row.
/// A file that isn't there, or is empty, holds nothing.
pub fn dump(path: &Path) -> String {
    dump_of(path, |_| true)
}

/// [`dump`] without mighost's own tables.
pub fn dump_of_application(path: &Path) -> String {
    dump_of(path, |table| !table.starts_with("mighost_"))
}

fn dump_of(path: &Path, wanted: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    if !path.exists() {
        return text;
    }
    let connection = open(path);
    for pragma in ["user_version", "application_id", "encoding", "auto_vacuum", "journal_mode"] {
        let value = column(&connection, &format!("PRAGMA {pragma}")).join(" ");
        // What an empty file says too.
        if !matches!(value.as_str(), "0" | "UTF-8" | "delete") {
            writeln!(text, "PRAGMA {pragma}={value};").unwrap();
        }
    }
    let objects: Vec<(String, String, String, Option<String>)> = {
        let mut statement =
            connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    for (kind, name, table, sql) in objects.iter().filter(|(_, _, table, _)| wanted(table)) {
        writeln!(text, "{kind} {name} on {table}: {};", sql.as_deref().unwrap_or("automatic")).unwrap();
        if kind == "table" && !sql.as_deref().unwrap_or_default().starts_with("CREATE VIRTUAL") {
            rows(&connection, name, &wanted, &mut text);
        }
    }
    text
}

fn rows(connection: &Connection, table: &str, wanted: &impl Fn(&str) -> bool, text: &mut String) {
    let names =
        column(connection, &format!("SELECT name FROM pragma_table_xinfo({}) WHERE hidden <> 1", quoted(table)));
    let values = names.iter().map(|name| format!("quote({})", quoted(name))).collect::<Vec<_>>().join(" || ', ' || ");
    for row in column(connection, &format!("SELECT {values} FROM {}", quoted(table))).iter().map(|row| shortened(row)) {
        // The counters of AUTOINCREMENT tables have the table's name first.
        let counter_of = row.trim_start_matches('\'').to_owned();
        if table != "sqlite_sequence" || wanted(&counter_of) {
            writeln!(text, "  {table}: {row}").unwrap();
        }
    }
}

/// A row with its long bytes replaced by their digest, which differs where they do.
fn shortened(row: &str) -> String {
    // Longer than any sha256 or text that a test writes.
    const LONG: usize = 200;
    let part = |part: &str| match part.strip_prefix("X'") {
        Some(_) if part.len() > LONG => format!("X'{}'", mighost_artifact::Digest::of(part.as_bytes())),
        _ => part.to_owned(),
    };
    row.split(", ").map(part).collect::<Vec<_>>().join(", ")
}

/// Two dumps must be the same; else the lines that differ are shown, and what was done.
#[track_caller]
pub fn same(before: &str, after: &str, done: &str) {
    if before == after {
        return;
    }
    let lacks = |text: &str, line: &str| !text.lines().any(|l| l == line);
    let gone = before.lines().filter(|line| lacks(after, line)).map(|line| format!("- {line}"));
    let new = after.lines().filter(|line| lacks(before, line)).map(|line| format!("+ {line}"));
    panic!("the database has changed:\n{}\n{done}", gone.chain(new).collect::<Vec<_>>().join("\n"));
}

/// What a comparison of schemas leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Nothing.
    Everything,
    /// The columns' defaults.
    NoDefaults,
}

/// The schema of the application's tables as SQLite's pragmas tell it, one entry a table. The order of columns and the
/// text of `CREATE TABLE` don't matter: adding a column that was dropped puts it last.
pub fn shape(path: &Path, detail: Detail) -> BTreeMap<String, Vec<String>> {
    let connection = open(path);
    let defaults = if detail == Detail::Everything { "coalesce(dflt_value, 'none')" } else { "'-'" };
    let mut shape = BTreeMap::new();
    for table in tables(&connection) {
        let name = quoted(&table);
        let mut facts = column(
            &connection,
            &format!(
                "SELECT 'column ' || name || ' ' || upper(type) || ' not null ' || \"notnull\" || ' default ' || {defaults} \
                 || ' key ' || pk || ' hidden ' || hidden FROM pragma_table_xinfo({name}) ORDER BY name"
            ),
        );
        facts.extend(column(
            &connection,
            &format!(
                "SELECT 'references ' || \"table\" || ' (' || group_concat(\"from\" || '=' || coalesce(\"to\", 'key'), ', ') \
                 || ') on update ' || on_update || ' on delete ' || on_delete || ' match ' || \"match\" \
                 FROM (SELECT * FROM pragma_foreign_key_list({name}) ORDER BY id, seq) GROUP BY id ORDER BY 1"
            ),
        ));
        facts.extend(column(
            &connection,
            &format!(
                "SELECT CASE origin WHEN 'c' THEN 'index ' || l.name ELSE 'constraint ' || origin END || ' unique ' || \"unique\" \
                 || ' partial ' || partial || ' (' || (SELECT group_concat(coalesce(name, 'expression') || ' ' || coll || ' ' \
                 || \"desc\", ', ') FROM (SELECT * FROM pragma_index_xinfo(l.name) WHERE key ORDER BY seqno)) || ')' \
                 FROM pragma_index_list({name}) l ORDER BY 1"
            ),
        ));
        facts.extend(column(
            &connection,
            &format!("SELECT 'options ' || wr || ' ' || strict FROM pragma_table_list WHERE schema = 'main' AND name = '{table}'"),
        ));
        facts.extend(column(
            &connection,
            &format!("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{table}' ORDER BY name"),
        ));
        shape.insert(table, facts);
    }
    for view in column(&connection, "SELECT name || ': ' || sql FROM sqlite_schema WHERE type = 'view' ORDER BY name") {
        shape.insert(format!("view {view}"), Vec::new());
    }
    shape
}

/// The application's tables, by name.
pub fn tables(connection: &Connection) -> Vec<String> {
    column(
        connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'mighost_*' AND name NOT GLOB 'sqlite_*' \
         ORDER BY name",
    )
}

/// The committed steps as the bookkeeping has them: `upgrade r0001`, in order.
pub fn steps(connection: &Connection) -> Vec<String> {
    column(connection, "SELECT direction || ' ' || revision FROM mighost_history ORDER BY number")
}

/// What SQLite says about the file's soundness: `ok`, or what is broken.
pub fn integrity(connection: &Connection) -> String {
    column(connection, "PRAGMA integrity_check").join("; ")
}
