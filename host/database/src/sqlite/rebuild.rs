//! A table made anew in another shape, and put in the place of the old one.
//!
//! In the order of <https://sqlite.org/lang_altertable.html#otheralter>: create under another name, copy, drop, rename,
//! create the indexes and triggers. What SQLite keeps beside a table (row ids, the numbers given by AUTOINCREMENT, the
//! planner's statistics) is carried over. Views and triggers elsewhere are left alone while the table is away, and
//! looked at afterwards.

use super::Sqlite;
use super::alter::{Origins, Usings};
use super::dependents::Working;
use super::failure::failed;
use super::foreign_keys::refuse_dangling;
use super::guard::{Mode, REBUILD};
use super::inspect;
use super::render::{self, literal, name as quoted};
use super::types::{self, Affinity, affinity};
use crate::Ran;
use mighost_schema::{Change, Column, ColumnType, Constraint, DatabaseError, Error, ObjectName, Result, Table, Value};
use rusqlite::config::DbConfig;

pub(super) struct Rebuild<'a> {
    pub before: &'a Table,
    pub after: &'a Table,
    pub changes: &'a [Change],
    pub origins: &'a Origins,
    pub usings: &'a Usings,
}

impl Rebuild<'_> {
    pub(super) fn run(&self, on: &mut Sqlite, ran: &mut Ran) -> Result<()> {
        let table = &self.before.name.name;
        self.refuse_data(on)?;
        self.watch_foreign_keys(on)?;
        // Statements below insert and drop what stays as it was: only `watch_foreign_keys` knows what doesn't.
        on.tracking = false;
        let working = Working::around(&on.connection, table)?;
        let triggers = inspect::triggers(&on.connection, &ObjectName::new(table))?;
        let numbered = self.sequence(on)?;
        let analyzed = analyzed(on, table)?;

        on.statement(render::create_table(self.after, REBUILD)?, ran)?;
        on.statement(self.copy(), ran).map_err(|error| self.in_words(error))?;
        self.refuse_lost(on)?;
        on.statement(format!("DROP TABLE {}", quoted(table)), ran)?;
        let rename = format!("ALTER TABLE {} RENAME TO {}", quoted(REBUILD), quoted(table));
        // In this mode SQLite looks at no view or trigger while it renames: they name the table that is away.
        legacy(on, true)?;
        let renamed = on.statement(rename, ran);
        legacy(on, false)?;
        renamed?;
        for index in &self.after.indexes {
            on.statement(render::create_index(table, index), ran).map_err(|error| self.in_words(error))?;
        }
        if let Some(number) = numbered {
            on.set_sequence(table, number, ran)?;
        }
        for trigger in triggers {
            on.run(Mode::Host, &trigger.definition, &[], &mut |_| Ok(())).map_err(|error| {
                let reason = error.to_string();
                self.would_break(&format!("trigger `{}`", trigger.name), &reason)
            })?;
            ran.statements.push(trigger.definition);
        }
        if analyzed {
            on.statement(format!("ANALYZE main.{}", quoted(table)), ran)?;
        }
        on.tracking = true;
        on.foreign_keys.changed(table);
        for change in self.changes {
            if let Change::AddConstraint { constraint: Constraint::ForeignKey(key), .. } = change {
                // The columns as they are called at the end.
                let added = self.after.constraints.iter().rev().find_map(|constraint| match constraint {
                    Constraint::ForeignKey(now) if now.name == key.name && now.referred_table == key.referred_table => {
                        Some(&now.columns)
                    }
                    _ => None,
                });
                if let Some(columns) = added {
                    refuse_dangling(&on.connection, table, columns)?;
                }
            }
        }
        on.refuse_broken(&working, table)
    }

    fn would_break(&self, what: &str, reason: &str) -> Error {
        Error::Invalid(format!(
            "table `{}` can't be changed so: {what} would not work any more ({reason}); drop it first and create it anew \
             behind the change",
            self.before.name
        ))
    }

    /// The column of the old table that a column of the new one takes its values from. Renames are done already.
    fn source(&self, column: &Column) -> Option<&Column> {
        let (_, from) = self.origins.iter().find(|(name, _)| *name == column.name)?;
        let from = from.as_ref()?;
        self.before.column(from)
    }

    /// How a column's new values are computed, where the change says how.
    fn using(&self, column: &str) -> Option<&str> {
        self.usings.iter().find(|(name, _)| name == column).map(|(_, using)| using.as_str())
    }

    /// The name of the row id in a table, unless its columns took all three.
    fn rowid(table: &Table) -> Option<&'static str> {
        if table.settings.contains_key("without-rowid") {
            return None;
        }
        ["rowid", "_rowid_", "oid"]
            .into_iter()
            .find(|name| !table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name)))
    }

    fn copy(&self) -> String {
        let mut into = Vec::new();
        let mut from = Vec::new();
        // Rows keep their ids, by which others (full-text indexes, applications) may know them.
        if let (Some(new), Some(old), None) = (Self::rowid(self.after), Self::rowid(self.before), alias(self.after)) {
            into.push(new.to_owned());
            from.push(old.to_owned());
        }
        for column in &self.after.columns {
            if column.generated.is_some() || self.source(column).is_none() {
                continue;
            }
            into.push(quoted(&column.name));
            from.push(match self.using(&column.name) {
                Some(using) => format!("({using})"),
                None => quoted(&column.name),
            });
        }
        if into.is_empty() {
            // Only new columns, and no row ids to carry: one row of defaults for each row.
            let first = self.after.columns.iter().find(|column| column.generated.is_none());
            if let Some(column) = first {
                into.push(quoted(&column.name));
                let default = column.default.as_ref().and_then(|default| render::default(default).ok());
                from.push(default.unwrap_or_else(|| "NULL".to_owned()));
            }
        }
        // OR ABORT: a constraint's own way to resolve conflicts must not drop rows here.
        format!(
            "INSERT OR ABORT INTO {} ({}) SELECT {} FROM {}",
            quoted(REBUILD),
            into.join(", "),
            from.join(", "),
            quoted(&self.before.name.name)
        )
    }

    /// Refuses what the rows there are contradict, before anything is copied.
    fn refuse_data(&self, on: &Sqlite) -> Result<()> {
        let table = &self.before.name.name;
        for column in &self.after.columns {
            let Some(source) = self.source(column) else {
                on.refuse_null_in_new(self.before, column)?;
                continue;
            };
            if column.generated.is_some() {
                continue;
            }
            let value = self.using(&column.name).map_or_else(|| quoted(&column.name), |using| format!("({using})"));
            if !column.nullable
                && (source.nullable || self.using(&column.name).is_some())
                && let Some((count, example)) = rows(on, table, &format!("{value} IS NULL"), self)?
            {
                return Err(Error::Invalid(format!(
                    "column `{}` of table `{table}` can't be made not nullable: {count} {} NULL{example}; fill {} first",
                    column.name,
                    if count == 1 { "row has" } else { "rows have" },
                    if count == 1 { "it" } else { "them" },
                )));
            }
            self.refuse_reworded(on, source, column, &value)?;
        }
        Ok(())
    }

    /// Refuses a text that a new affinity would turn into another one: `007` in a column that becomes a DATE.
    fn refuse_reworded(&self, on: &Sqlite, source: &Column, column: &Column, value: &str) -> Result<()> {
        let (old, new) = (self.affinity(source, self.before)?, self.affinity(column, self.after)?);
        let numeric = |affinity| matches!(affinity, Affinity::Integer | Affinity::Real | Affinity::Numeric);
        if numeric(old) || !numeric(new) || number(&column.column_type).is_some() {
            return Ok(());
        }
        // A comparison with a number gives a text that looks like one its value; no other text equals a number.
        let number = format!("CAST({value} AS NUMERIC)");
        let condition = format!(
            "typeof({value}) = 'text' AND {value} = {number} AND CAST({number} AS TEXT) <> {value} COLLATE BINARY"
        );
        match rows(on, &self.before.name.name, &condition, self)? {
            Some((count, example)) => Err(self.lost(column, count, &example, "would be rewritten as other texts")),
            None => Ok(()),
        }
    }

    fn affinity(&self, column: &Column, table: &Table) -> Result<Affinity> {
        Ok(affinity(&types::write(&column.column_type)?, table.settings.contains_key("strict")))
    }

    /// Refuses values that didn't become what the column now says it holds.
    fn refuse_lost(&self, on: &Sqlite) -> Result<()> {
        for column in &self.after.columns {
            let Some(source) = self.source(column) else { continue };
            let Some(wanted) = number(&column.column_type) else { continue };
            let computed = self.using(&column.name).is_some();
            if column.generated.is_some() || (!computed && number(&source.column_type) == Some(wanted)) {
                continue;
            }
            let allowed = match wanted {
                Number::Whole => "'integer', 'null'",
                Number::Any => "'integer', 'real', 'null'",
            };
            let condition = format!("typeof({}) NOT IN ({allowed})", quoted(&column.name));
            let show = format!("quote({})", quoted(&column.name));
            if let Some((count, example)) = inspect::rows_where(&on.connection, REBUILD, &condition, &show)? {
                return Err(self.lost(column, count, &format!(" (one is {example})"), "are no such number"));
            }
        }
        Ok(())
    }

    fn lost(&self, column: &Column, count: i64, example: &str, why: &str) -> Error {
        let declared = types::write(&column.column_type).unwrap_or_default();
        Error::Invalid(format!(
            "column `{}` of table `{}` can't be made {declared}: {count} of its values {why}{example}; change them first, \
             or say how to compute the new values",
            column.name, self.before.name
        ))
    }

    /// Tells the foreign keys' watch which side of them the changes may break.
    fn watch_foreign_keys(&self, on: &mut Sqlite) -> Result<()> {
        let (mut child, mut parent) = (false, false);
        for change in self.changes {
            match change {
                Change::SetType { .. } | Change::SetCollation { .. } | Change::SetGenerated { .. } => {
                    (child, parent) = (true, true);
                }
                Change::AddConstraint { constraint, .. } => match constraint {
                    Constraint::ForeignKey(_) => child = true,
                    Constraint::PrimaryKey(_) => parent = true,
                    _ => {}
                },
                Change::DropConstraint { .. } | Change::DropColumn { .. } => parent = true,
                _ => {}
            }
        }
        let table = &self.before.name.name;
        if child {
            on.foreign_keys.child(&on.connection, table, None)?;
        }
        if parent {
            on.foreign_keys.parent(&on.connection, table, None)?;
        }
        Ok(())
    }

    /// The greatest number the table ever gave a row, where it keeps that.
    fn sequence(&self, on: &Sqlite) -> Result<Option<i64>> {
        let numbers = |table: &Table| table.columns.iter().any(|column| column.identity.is_some());
        if !numbers(self.before) || !numbers(self.after) {
            return Ok(None);
        }
        let sql = "SELECT seq FROM main.sqlite_sequence WHERE name = ?1";
        Ok(inspect::rows(&on.connection, sql, [&self.before.name.name], |row| row.get(0))?.into_iter().next())
    }

    /// An error about the table under its other name, in words about the table itself.
    fn in_words(&self, error: Error) -> Error {
        match error {
            Error::Database(said) if said.code.starts_with("SQLITE_CONSTRAINT") => {
                let message = said.message.replace(REBUILD, &self.before.name.name);
                Error::Database(DatabaseError {
                    message: format!("the rows of table `{}` break what is to hold: {message}", self.before.name),
                    hint: Some("change the rows first, in the same step".to_owned()),
                    ..said
                })
            }
            other => other,
        }
    }
}

/// What kind of number a type says its values are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    Whole,
    Any,
}

fn number(column_type: &ColumnType) -> Option<Number> {
    match column_type {
        ColumnType::Boolean | ColumnType::Integer { .. } => Some(Number::Whole),
        ColumnType::Native(text) if affinity(text, false) == Affinity::Integer => Some(Number::Whole),
        ColumnType::Decimal { .. } | ColumnType::Real | ColumnType::Double => Some(Number::Any),
        ColumnType::Native(text) if affinity(text, false) == Affinity::Real => Some(Number::Any),
        _ => None,
    }
}

/// The column that is the row's id, where one is.
fn alias(table: &Table) -> Option<&str> {
    if table.settings.contains_key("without-rowid") {
        return None;
    }
    let key = table.constraints.iter().find_map(|constraint| match constraint {
        Constraint::PrimaryKey(key) if !key.settings.contains_key("inline") => Some(key),
        _ => None,
    })?;
    let [name] = key.columns.as_slice() else { return None };
    table.column(name).filter(|column| column.column_type == ColumnType::INTEGER).map(|column| column.name.as_str())
}

/// How many rows satisfy a condition, and an example for a message.
fn rows(on: &Sqlite, table: &str, condition: &str, rebuild: &Rebuild<'_>) -> Result<Option<(i64, String)>> {
    let key = rebuild.before.constraints.iter().find_map(|constraint| match constraint {
        Constraint::PrimaryKey(key) => Some(&key.columns),
        _ => None,
    });
    // The first renames may have given the key's columns other names.
    let now = |column: &String| {
        let found = rebuild.origins.iter().find(|(_, from)| from.as_ref() == Some(column));
        found.map(|(name, _)| name.clone())
    };
    let key: Option<Vec<String>> = key.and_then(|columns| columns.iter().map(now).collect());
    let shown = key.map(|columns| {
        let parts: Vec<String> = columns
            .iter()
            .map(|c| Ok(format!("{} || quote({})", literal(&Value::Text(format!("{c} = ")))?, quoted(c))))
            .collect::<Result<_>>()?;
        Ok::<_, Error>(parts.join(" || ', ' || "))
    });
    let shown = match (shown, Rebuild::rowid(rebuild.before)) {
        (Some(shown), _) => shown?,
        (None, Some(rowid)) => format!("'row ' || {rowid}"),
        (None, None) => "''".to_owned(),
    };
    let found = inspect::rows_where(&on.connection, table, condition, &shown)?;
    Ok(found
        .map(|(count, example)| (count, if example.is_empty() { example } else { format!(" (one has {example})") })))
}

/// Whether the planner has statistics about a table.
fn analyzed(on: &Sqlite, table: &str) -> Result<bool> {
    if !inspect::relation_exists(&on.connection, "sqlite_stat1")? {
        return Ok(false);
    }
    let sql = "SELECT 1 FROM main.sqlite_stat1 WHERE tbl = ?1 COLLATE NOCASE LIMIT 1";
    Ok(!inspect::rows(&on.connection, sql, [table], |_| Ok(()))?.is_empty())
}

fn legacy(on: &Sqlite, on_or_off: bool) -> Result<()> {
    on.connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, on_or_off)
        .map(drop)
        .map_err(|error| failed(error, "PRAGMA legacy_alter_table"))
}
