//! Reading the schema.

use super::failure::failed;
use super::guard::reserved;
use super::{parse, types};
use crate::sql::identifier;
use mighost_schema::{Column, Dialect, Error, ObjectName, Result, Schema, Table, Trigger, View};
use rusqlite::{Connection, Params, Row};
use std::collections::HashSet;

/// The setting that says by which module a virtual table works.
pub(super) const VIRTUAL: &str = "virtual";

/// What a name of the schema stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    View,
}

/// A table or view as the schema keeps it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub kind: Kind,
    /// Its name as it is written; it may be asked for in another case.
    pub name: String,
    pub sql: String,
}

/// Runs a query of our own and collects what its rows hold.
pub(super) fn rows<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    (|| {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map(parameters, read)?;
        rows.collect::<rusqlite::Result<Vec<T>>>()
    })()
    .map_err(|error| failed(error, sql))
}

/// Whether a schema of that name is the one there is.
pub(super) fn is_main(schema: Option<&str>) -> bool {
    schema.is_none_or(|schema| schema.eq_ignore_ascii_case("main"))
}

/// The table or view of that name, in any case of ASCII letters, as SQLite compares names.
pub(super) fn entry(connection: &Connection, name: &ObjectName) -> Result<Option<Entry>> {
    if !is_main(name.schema.as_deref()) || reserved(&name.name) {
        return Ok(None);
    }
    entry_of_any(connection, &name.name)
}

/// The same, mighost's own tables too.
pub(super) fn entry_of_any(connection: &Connection, name: &str) -> Result<Option<Entry>> {
    let found = rows(
        connection,
        "SELECT type, name, sql FROM main.sqlite_schema WHERE type IN ('table', 'view') AND name = ?1 COLLATE NOCASE",
        [name],
        |row| {
            let kind = if row.get_ref(0)?.as_str()? == "view" { Kind::View } else { Kind::Table };
            Ok(Entry { kind, name: row.get(1)?, sql: row.get::<_, Option<String>>(2)?.unwrap_or_default() })
        },
    )?;
    Ok(found.into_iter().next())
}

/// Whether a table or view of that name exists, without reading its definition.
pub(super) fn relation_exists(connection: &Connection, name: &str) -> Result<bool> {
    Ok(!rows(connection, "SELECT 1 FROM pragma_table_xinfo(?1, 'main') LIMIT 1", [name], |_| Ok(()))?.is_empty())
}

/// Whether an index of that name exists.
pub(super) fn index_exists(connection: &Connection, name: &str) -> Result<bool> {
    Ok(!rows(connection, "SELECT 1 FROM pragma_index_xinfo(?1, 'main') LIMIT 1", [name], |_| Ok(()))?.is_empty())
}

/// The names of the tables, sorted: ordinary and virtual ones, without the tables behind virtual ones.
pub(super) fn tables(connection: &Connection, schema: Option<&str>) -> Result<Vec<ObjectName>> {
    if !is_main(schema) {
        return Ok(Vec::new());
    }
    let names: Vec<String> = rows(
        connection,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') ORDER BY name",
        [],
        |row| row.get(0),
    )?;
    Ok(names.into_iter().filter(|name| listed(name)).map(ObjectName::new).collect())
}

fn listed(name: &str) -> bool {
    !reserved(name) && !name.get(.."sqlite_".len()).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"))
}

/// The names of the views, sorted.
pub(super) fn views(connection: &Connection, schema: Option<&str>) -> Result<Vec<ObjectName>> {
    if !is_main(schema) {
        return Ok(Vec::new());
    }
    let sql = "SELECT name FROM main.sqlite_schema WHERE type = 'view' ORDER BY name";
    let names: Vec<String> = rows(connection, sql, [], |row| row.get(0))?;
    Ok(names.into_iter().filter(|name| listed(name)).map(ObjectName::new).collect())
}

/// One table whole.
pub(super) fn table(connection: &Connection, name: &ObjectName) -> Result<Option<Table>> {
    match entry(connection, name)? {
        Some(entry) if entry.kind == Kind::Table => whole(connection, &entry).map(Some),
        _ => Ok(None),
    }
}

/// The table of an entry, with its indexes.
pub(super) fn whole(connection: &Connection, entry: &Entry) -> Result<Table> {
    if let Some(table) = virtual_table(connection, entry)? {
        return Ok(table);
    }
    let mut table = parse::table(&entry.name, &entry.sql)?;
    let indexes: Vec<(String, String)> = rows(
        connection,
        "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND tbl_name = ?1 COLLATE NOCASE \
         AND sql IS NOT NULL ORDER BY rowid",
        [&entry.name],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    for (name, sql) in indexes {
        let index = parse::index(&name, &sql, &table)?;
        table.indexes.push(index);
    }
    Ok(table)
}

/// A virtual table's columns, by what its module says.
fn virtual_table(connection: &Connection, entry: &Entry) -> Result<Option<Table>> {
    let Some(module) = parse::module(&entry.sql)? else { return Ok(None) };
    let mut table = Table::new(ObjectName::new(&entry.name));
    table.settings.insert(VIRTUAL.to_owned(), module);
    table.columns = rows(
        connection,
        // 1 is a hidden column, such as FTS5's rank.
        "SELECT name, type FROM pragma_table_xinfo(?1, 'main') WHERE hidden <> 1 ORDER BY cid",
        [&entry.name],
        |row| Ok(Column::new(row.get::<_, String>(0)?, types::parse(row.get_ref(1)?.as_str()?))),
    )?;
    Ok(Some(table))
}

/// One view.
pub(super) fn view(connection: &Connection, name: &ObjectName) -> Result<Option<View>> {
    match entry(connection, name)? {
        Some(entry) if entry.kind == Kind::View => parse::view(&entry.name, &entry.sql).map(Some),
        _ => Ok(None),
    }
}

/// The triggers of a table or view, in the order they were made.
pub(super) fn triggers(connection: &Connection, table: &ObjectName) -> Result<Vec<Trigger>> {
    let Some(entry) = entry(connection, table)? else {
        return Err(Error::Invalid(format!("there is no table or view `{table}`")));
    };
    rows(
        connection,
        "SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE \
         ORDER BY rowid",
        [&entry.name],
        |row| Ok(Trigger { name: row.get(0)?, table: ObjectName::new(&entry.name), definition: row.get(1)? }),
    )
}

/// The columns of a table or view that can be named in a statement, and whether each can be written.
pub(super) fn column_names(connection: &Connection, name: &str) -> Result<Vec<(String, bool)>> {
    rows(
        connection,
        // 2 and 3 are generated columns.
        "SELECT name, hidden = 0 FROM pragma_table_xinfo(?1, 'main') WHERE hidden <> 1 ORDER BY cid",
        [name],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Everything, with one look at the schema table.
pub(super) fn schema(connection: &Connection) -> Result<Schema> {
    let mut schema = Schema::default();
    let wanted: HashSet<String> = tables(connection, None)?.into_iter().map(|table| table.name).collect();
    let entries: Vec<(String, String, String, String)> = rows(
        connection,
        "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    let mut indexes = Vec::new();
    for (kind, name, on, sql) in entries {
        match kind.as_str() {
            "table" if wanted.contains(&name) => {
                let entry = Entry { kind: Kind::Table, name, sql };
                let table = match virtual_table(connection, &entry)? {
                    Some(table) => table,
                    None => parse::table(&entry.name, &entry.sql)?,
                };
                schema.tables.insert(table.name.clone(), table);
            }
            "view" if listed(&name) => {
                let view = parse::view(&name, &sql)?;
                schema.views.insert(view.name.clone(), view);
            }
            "index" => indexes.push((name, ObjectName::new(on), sql)),
            _ => {}
        }
    }
    for (name, on, sql) in indexes {
        if let Some(table) = schema.tables.get_mut(&on) {
            let index = parse::index(&name, &sql, table)?;
            table.indexes.push(index);
        }
    }
    Ok(schema)
}

/// How many rows of a table satisfy a condition, and one of them for a message.
pub(super) fn rows_where(
    connection: &Connection,
    table: &str,
    condition: &str,
    show: &str,
) -> Result<Option<(i64, String)>> {
    let sql =
        format!("SELECT count(*), min({show}) FROM main.{} WHERE {condition}", identifier(Dialect::Sqlite, table));
    (|| {
        let mut statement = connection.prepare(&sql)?;
        statement.query_one([], |row| {
            let count: i64 = row.get(0)?;
            let example: Option<String> = row.get(1)?;
            Ok((count > 0).then(|| (count, example.unwrap_or_default())))
        })
    })()
    .map_err(|error| failed(error, &sql))
}
