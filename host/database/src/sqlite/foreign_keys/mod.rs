//! Foreign keys across a step: never enforced inside it, checked before it commits.
//!
//! `PRAGMA foreign_key_check` over a whole database costs a scan of every table that refers to another, too much for
//! every step. So the authorizer's account of each statement decides which tables a step may have broken, and only
//! these are checked: once before the first statement that could break them, so that what was broken before the step
//! can be told from what it broke, and once before the commit. A step that touches no foreign key costs nothing.

mod broken;
mod graph;

pub(super) use broken::refuse_dangling;

use super::failure::failed;
use super::guard::Event;
use broken::{Broken, broken, new_damage};
use graph::{Edge, Graph, edges_of, load, refresh};
use mighost_schema::Result;
use rusqlite::Connection;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What a step did to foreign keys so far.
#[derive(Debug, Default)]
pub(super) struct ForeignKeys {
    graph: Option<Graph>,
    /// The schema's version when the graph was right.
    version: i64,
    /// Tables whose foreign keys may have changed since.
    stale: HashSet<String>,
    /// Tables made by this step.
    created: HashSet<String>,
    /// Tables that raw SQL altered, with the number of foreign keys they had.
    altered: HashMap<String, usize>,
    /// What was broken before the step touched it.
    before: HashMap<String, Broken>,
    /// Tables to check before the commit.
    check: BTreeSet<String>,
}

impl ForeignKeys {
    /// A transaction begins.
    pub(super) fn begin(&mut self, connection: &Connection) -> Result<()> {
        self.created.clear();
        self.altered.clear();
        self.before.clear();
        self.check.clear();
        self.stale.clear();
        if self.graph.is_some() && schema_version(connection)? != self.version {
            self.graph = None;
        }
        Ok(())
    }

    /// The transaction was rolled back.
    pub(super) fn rolled_back(&mut self) {
        if !self.stale.is_empty() {
            self.graph = None;
        }
    }

    /// Something was taken back inside the transaction, and the schema with it.
    pub(super) fn taken_back(&mut self) {
        self.graph = None;
    }

    /// A statement is about to do this. `may_replace`: it may delete rows that it inserts others for.
    pub(super) fn note(&mut self, connection: &Connection, events: &[Event], may_replace: bool) -> Result<()> {
        for event in events {
            match event {
                Event::Insert { table, by_trigger } => {
                    self.child(connection, table, None)?;
                    if may_replace || *by_trigger || self.replaces(connection, table)? {
                        self.parent(connection, table, None)?;
                    }
                }
                Event::Update { table, column, by_trigger } => {
                    self.child(connection, table, Some(column))?;
                    let all = may_replace || *by_trigger || self.replaces(connection, table)?;
                    self.parent(connection, table, (!all).then_some(column))?;
                }
                Event::Delete { table } => self.parent(connection, table, None)?,
                Event::Drop { table } => {
                    self.parent(connection, table, None)?;
                    self.stale.insert(table.to_ascii_lowercase());
                }
                Event::Create { name } => self.made(name),
                Event::Alter { table } => {
                    let name = table.to_ascii_lowercase();
                    if !self.altered.contains_key(&name) {
                        self.altered.insert(name.clone(), edges_of(connection, table)?.len());
                    }
                    self.stale.insert(name);
                }
                Event::Temporary => {}
            }
        }
        // The statement runs only now. What one event marked, the look of a later one has read again too early: a DROP
        // TABLE comes as a drop and then as a delete of all rows.
        for event in events {
            if let Event::Drop { table } | Event::Create { name: table } | Event::Alter { table } = event {
                self.stale.insert(table.to_ascii_lowercase());
            }
        }
        Ok(())
    }

    /// A table was made: its foreign keys are new.
    pub(super) fn made(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        self.created.insert(name.clone());
        self.stale.insert(name);
    }

    /// A table's definition changed by an operation.
    pub(super) fn changed(&mut self, table: &str) {
        self.stale.insert(table.to_ascii_lowercase());
    }

    /// A table was renamed; what refers to it followed.
    pub(super) fn renamed(&mut self, from: &str, to: &str) {
        let (from, to) = (from.to_ascii_lowercase(), to.to_ascii_lowercase());
        if let Some(before) = self.before.remove(&from) {
            self.before.insert(to.clone(), before);
        }
        if self.check.remove(&from) {
            self.check.insert(to.clone());
        }
        if let Some(keys) = self.altered.remove(&from) {
            self.altered.insert(to.clone(), keys);
        }
        if self.created.remove(&from) {
            self.created.insert(to.clone());
        }
        self.graph = None;
        self.stale.insert(to);
    }

    /// Rows of a table (or one column of them) are about to change: what it refers to may be missing then.
    pub(super) fn child(&mut self, connection: &Connection, table: &str, column: Option<&str>) -> Result<()> {
        let name = table.to_ascii_lowercase();
        let column = column.map(str::to_ascii_lowercase);
        let touched = self
            .graph(connection)?
            .edges
            .get(&name)
            .is_some_and(|edges| edges.iter().any(|e| column.as_ref().is_none_or(|c| e.columns.contains(c))));
        if touched {
            self.watch(connection, name)?;
        }
        Ok(())
    }

    /// Rows of a table (or one column of them) are about to change or go: what refers to them may dangle then.
    pub(super) fn parent(&mut self, connection: &Connection, table: &str, column: Option<&str>) -> Result<()> {
        let name = table.to_ascii_lowercase();
        let column = column.map(str::to_ascii_lowercase);
        let refers = |edge: &Edge| {
            edge.parent == name && column.as_ref().is_none_or(|c| edge.referred.is_empty() || edge.referred.contains(c))
        };
        let children: Vec<String> = self
            .graph(connection)?
            .edges
            .iter()
            .filter(|(_, edges)| edges.iter().any(refers))
            .map(|(child, _)| child.clone())
            .collect();
        for child in children {
            self.watch(connection, child)?;
        }
        Ok(())
    }

    /// The tables that refer to a table, in lower case; not the table itself.
    pub(super) fn children(&mut self, connection: &Connection, table: &str) -> Result<Vec<String>> {
        let name = table.to_ascii_lowercase();
        let graph = self.graph(connection)?;
        let mut children: Vec<String> = graph
            .edges
            .iter()
            .filter(|(child, edges)| **child != name && edges.iter().any(|edge| edge.parent == name))
            .map(|(child, _)| child.clone())
            .collect();
        children.sort();
        Ok(children)
    }

    fn watch(&mut self, connection: &Connection, child: String) -> Result<()> {
        if !self.created.contains(&child) && !self.before.contains_key(&child) {
            let broken = broken(connection, &child)?;
            self.before.insert(child.clone(), broken);
        }
        self.check.insert(child);
        Ok(())
    }

    fn replaces(&mut self, connection: &Connection, table: &str) -> Result<bool> {
        Ok(self.graph(connection)?.replacing.contains(&table.to_ascii_lowercase()))
    }

    fn graph(&mut self, connection: &Connection) -> Result<&Graph> {
        let graph = match self.graph.take() {
            None => load(connection)?,
            Some(mut graph) => {
                for table in &self.stale {
                    refresh(connection, &mut graph, table)?;
                }
                graph
            }
        };
        self.stale.clear();
        // Another look is needed at the commit, where the version is written down.
        self.version = -1;
        Ok(self.graph.insert(graph))
    }

    /// The transaction is about to commit: refuses where it broke a foreign key that wasn't broken before.
    pub(super) fn check(&mut self, connection: &Connection) -> Result<()> {
        let mut all = false;
        for (table, had) in std::mem::take(&mut self.altered) {
            if !exists(connection, &table)? {
                // Raw SQL renamed it, and with it the tables that are watched by name.
                all = true;
            } else if edges_of(connection, &table)?.len() > had {
                self.check.insert(table);
            }
        }
        let mut check = std::mem::take(&mut self.check);
        if all {
            self.graph = None;
            check.extend(self.graph(connection)?.edges.keys().cloned());
        }
        let mut lost = Broken::default();
        for (table, before) in &self.before {
            if all && !exists(connection, table)? {
                lost.total += before.total;
                lost.rows.extend(before.rows.iter().map(|(row, count)| (row.clone(), *count)));
            }
        }
        let nothing = Broken::default();
        let mut result = Ok(());
        for table in &check {
            if !exists(connection, table)? {
                continue;
            }
            let before = match self.before.get(table) {
                Some(before) => before,
                None if all => &lost,
                None => &nothing,
            };
            let after = broken(connection, table)?;
            if let Some(error) = new_damage(connection, table, before, &after)? {
                result = Err(error);
                break;
            }
        }
        // Whoever is refused may repair the rows and commit again.
        self.check = check;
        result?;
        if self.graph.is_some() && (self.version == -1 || !self.stale.is_empty()) {
            self.graph(connection)?;
            self.version = schema_version(connection)?;
        }
        Ok(())
    }
}

fn exists(connection: &Connection, table: &str) -> Result<bool> {
    Ok(!real_name(connection, table)?.is_empty())
}

/// A table's name as it is written in the schema; empty where it doesn't exist.
fn real_name(connection: &Connection, table: &str) -> Result<String> {
    const NAME: &str = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
    (|| {
        let mut statement = connection.prepare_cached(NAME)?;
        let mut rows = statement.query([table])?;
        Ok(match rows.next()? {
            Some(row) => row.get(0)?,
            None => String::new(),
        })
    })()
    .map_err(|error| failed(error, NAME))
}

fn schema_version(connection: &Connection) -> Result<i64> {
    const VERSION: &str = "PRAGMA main.schema_version";
    connection
        .prepare_cached(VERSION)
        .and_then(|mut statement| statement.query_one([], |row| row.get(0)))
        .map_err(|error| failed(error, VERSION))
}
