use crate::sqlite::failure::failed;
use crate::sqlite::guard::reserved;
use mighost_schema::Result;
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// One foreign key. All names in lower case, as SQLite compares them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub columns: Vec<String>,
    pub parent: String,
    /// Empty: the parent's primary key.
    pub referred: Vec<String>,
}

/// Who refers to whom.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub edges: HashMap<String, Vec<Edge>>,
    /// Tables on which an insert or update may delete other rows: `ON CONFLICT REPLACE` may stand in them.
    pub replacing: HashSet<String>,
}

pub(super) fn load(connection: &Connection) -> Result<Graph> {
    // The test on the text only spares most tables a closer look: one too many costs a check.
    const TABLES: &str = "SELECT name, sql LIKE '%replace%' FROM main.sqlite_schema WHERE type = 'table'";
    let mut graph = Graph::default();
    let names: Vec<(String, bool)> = (|| {
        let mut statement = connection.prepare_cached(TABLES)?;
        let rows =
            statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<bool>>(1)?.unwrap_or_default())))?;
        rows.collect::<rusqlite::Result<_>>()
    })()
    .map_err(|error| failed(error, TABLES))?;
    for (name, replaces) in names {
        put(connection, &mut graph, &name, replaces)?;
    }
    Ok(graph)
}

pub(super) fn refresh(connection: &Connection, graph: &mut Graph, table: &str) -> Result<()> {
    const TABLE: &str =
        "SELECT sql LIKE '%replace%' FROM main.sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
    graph.edges.remove(table);
    graph.replacing.remove(table);
    let replaces: Option<bool> = (|| {
        let mut statement = connection.prepare_cached(TABLE)?;
        let mut rows = statement.query([table])?;
        rows.next()?.map(|row| row.get(0)).transpose().map(Option::flatten)
    })()
    .map_err(|error| failed(error, TABLE))?;
    put(connection, graph, table, replaces.unwrap_or_default())
}

fn put(connection: &Connection, graph: &mut Graph, name: &str, replaces: bool) -> Result<()> {
    let lower = name.to_ascii_lowercase();
    let edges: Vec<Edge> = edges_of(connection, name)?.into_iter().map(|(_, edge)| edge).collect();
    if !edges.is_empty() && !reserved(name) {
        graph.edges.insert(lower.clone(), edges);
    }
    if replaces {
        graph.replacing.insert(lower);
    }
    Ok(())
}

/// A table's foreign keys by SQLite's number for each.
pub(super) fn edges_of(connection: &Connection, table: &str) -> Result<Vec<(i64, Edge)>> {
    const LIST: &str =
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1, 'main') ORDER BY id, seq";
    (|| {
        let mut found: Vec<(i64, Edge)> = Vec::new();
        let mut statement = connection.prepare_cached(LIST)?;
        let mut rows = statement.query([table])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if found.last().is_none_or(|(last, _)| *last != id) {
                let parent: String = row.get(1)?;
                let parent = parent.to_ascii_lowercase();
                found.push((id, Edge { columns: Vec::new(), parent, referred: Vec::new() }));
            }
            if let Some((_, edge)) = found.last_mut() {
                edge.columns.push(row.get::<_, String>(2)?.to_ascii_lowercase());
                edge.referred.extend(row.get::<_, Option<String>>(3)?.map(|name| name.to_ascii_lowercase()));
            }
        }
        Ok(found)
    })()
    .map_err(|error| failed(error, LIST))
}
