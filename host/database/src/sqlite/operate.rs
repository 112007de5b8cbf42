//! Operations: look, lower, write, run.

use super::Sqlite;
use super::dependents::{self, Definition};
use super::execute::Savepoint;
use super::failure::failed;
use super::guard::{Mode, refuse_reserved};
use super::inspect::{self, Kind, index_exists, relation_exists};
use super::lower::{lower, main};
use super::render::{self, name as quoted};
use super::reserved::makes_reserved;
use crate::Ran;
use mighost_schema::{
    AlterTable, Change, Constraint, DatabaseError, Error, Identity, ObjectName, Operation, Result, Table, View,
};
use rusqlite::Connection;

impl Sqlite {
    /// Runs one operation: all of it or nothing.
    pub(super) fn run_operation(&mut self, operation: &Operation) -> Result<Ran> {
        self.alive()?;
        let savepoint = Savepoint::begin(&self.connection)?;
        let mut ran = Ran::default();
        let result = self.dispatch(operation, &mut ran);
        // Whatever an operation sets for its own time is set back, however it ended.
        self.tracking = true;
        if result.is_err() {
            self.foreign_keys.taken_back();
        }
        savepoint.end(&self.connection, result)?;
        Ok(ran)
    }

    /// The statements that an operation would run: it is run and taken back, since each step of it looks at what the
    /// one before left.
    pub(super) fn render_operation(&mut self, operation: &Operation) -> Result<Vec<String>> {
        self.alive()?;
        let savepoint = Savepoint::begin(&self.connection)?;
        let mut ran = Ran::default();
        let temporary = self.temporary;
        let result = self.dispatch(operation, &mut ran);
        self.tracking = true;
        self.foreign_keys.taken_back();
        self.temporary = temporary;
        // What fails here is the failure that is given: then everything is taken back.
        let taken_back = result.and(Err::<(), _>(Error::Other("taken back".to_owned())));
        let asked = savepoint.end(&self.connection, taken_back);
        self.alive()?;
        match asked {
            Err(Error::Other(reason)) if reason == "taken back" => Ok(ran.statements),
            Err(error) => Err(error),
            Ok(()) => Ok(Vec::new()),
        }
    }

    fn dispatch(&mut self, operation: &Operation, ran: &mut Ran) -> Result<()> {
        let none = |what: &str, instead: &str| Err(Error::Unsupported(format!("SQLite has no {what}; {instead}")));
        let absent = |what: &str, name: &dyn std::fmt::Display, if_exists: bool| match if_exists {
            true => Ok(()),
            false => Err(Error::Invalid(format!("there is no {what} `{name}`: SQLite has none"))),
        };
        match operation {
            Operation::CreateTable { table, if_not_exists } => self.create_table(table, *if_not_exists, ran),
            Operation::DropTable { name, if_exists, cascade } => self.drop_table(name, *if_exists, *cascade, ran),
            Operation::RenameTable { from, to } => self.rename_table(from, to, ran),
            Operation::AlterTable(alter) => self.alter_table(&alter.table, &alter.changes, ran),
            Operation::CreateIndex { table, index, if_not_exists, .. } => {
                let change = Change::AddIndex { index: index.clone(), if_not_exists: *if_not_exists };
                self.alter_table(table, &[change], ran)
            }
            Operation::DropIndex { table, name, if_exists, .. } => {
                if *if_exists && !relation_exists(&self.connection, &main(table)?.name)? {
                    return Ok(());
                }
                let change = Change::DropIndex { name: name.clone(), if_exists: *if_exists };
                self.alter_table(table, &[change], ran)
            }
            Operation::CreateView { view, or_replace } => self.create_view(view, *or_replace, ran),
            Operation::DropView { name, if_exists, cascade } => self.drop_view(name, *if_exists, *cascade, ran),
            Operation::RenameView { from, to } => {
                Err(Error::Unsupported(format!("SQLite can't rename a view; drop `{from}` and create `{to}`")))
            }
            Operation::SetViewComment { name, .. } => match self.entry(name)? {
                // SQLite keeps no comments.
                Some((_, Kind::View)) => Ok(()),
                _ => Err(Error::Invalid(format!("there is no view `{name}`"))),
            },
            Operation::RefreshView { name, .. } => {
                none("materialized views", &format!("`{name}` always shows what its query gives"))
            }
            Operation::CreateEnumeration { .. } | Operation::AddLabel { .. } | Operation::RenameLabel { .. } => {
                none("enumeration types", "give each column its labels, which become a check")
            }
            Operation::RenameEnumeration { from, .. } => absent("enumeration type", from, false),
            Operation::DropEnumeration { name, if_exists, .. } => absent("enumeration type", name, *if_exists),
            Operation::CreateSequence { .. } => {
                none("sequences", "make a primary key number its rows with an identity, or keep a number in a table")
            }
            Operation::AlterSequence { sequence } => absent("sequence", &sequence.name, false),
            Operation::RenameSequence { from, .. } => absent("sequence", from, false),
            Operation::DropSequence { name, if_exists, .. } => absent("sequence", name, *if_exists),
            Operation::CreateSchema { name, if_not_exists } if *if_not_exists && name.eq_ignore_ascii_case("main") => {
                Ok(())
            }
            Operation::CreateSchema { .. } => none("schemas but main", "put everything there"),
            Operation::DropSchema { name, .. } if name.eq_ignore_ascii_case("main") => {
                Err(Error::Unsupported("the schema main can't be dropped; drop its tables".to_owned()))
            }
            Operation::DropSchema { name, if_exists, .. } => absent("schema", name, *if_exists),
        }
    }

    /// Runs one statement of an operation.
    pub(super) fn statement(&mut self, statement: String, ran: &mut Ran) -> Result<()> {
        self.run(Mode::Operation, &statement, &[], &mut |_| Ok(()))?;
        ran.statements.push(statement);
        ran.changed = true;
        Ok(())
    }

    /// The table or view of a name that an operation may touch.
    pub(super) fn entry(&self, name: &ObjectName) -> Result<Option<(String, Kind)>> {
        let name = main(name)?;
        refuse_reserved(&name.name)?;
        self.refuse_hidden(&name.name)?;
        Ok(inspect::entry(&self.connection, &name)?.map(|entry| (entry.name, entry.kind)))
    }

    /// Refuses a name that something temporary has: SQLite would take that instead.
    pub(super) fn refuse_hidden(&self, name: &str) -> Result<()> {
        if !self.temporary {
            return Ok(());
        }
        let sql = "SELECT 1 FROM temp.sqlite_schema WHERE name = ?1 COLLATE NOCASE";
        if inspect::rows(&self.connection, sql, [name], |_| Ok(()))?.is_empty() {
            return Ok(());
        }
        Err(Error::Invalid(format!("something temporary is called `{name}` too and hides it; drop that first")))
    }

    fn create_table(&mut self, table: &Table, if_not_exists: bool, ran: &mut Ran) -> Result<()> {
        let name = main(&table.name)?.name;
        refuse_reserved(&name)?;
        self.refuse_hidden(&name)?;
        if relation_exists(&self.connection, &name)? {
            return match self.entry(&table.name)? {
                Some((_, Kind::Table)) if if_not_exists => Ok(()),
                Some((there, Kind::Table)) => Err(Error::Invalid(format!("table `{there}` exists already"))),
                _ => Err(Error::Invalid(format!("`{name}` is a view"))),
            };
        }
        if index_exists(&self.connection, &name)? {
            return Err(Error::Invalid(format!("an index is called `{name}` already")));
        }
        let operation = Operation::CreateTable { table: table.clone(), if_not_exists };
        let Operation::CreateTable { table: lowered, .. } = lower(&operation, None)? else { return Ok(()) };
        // The model knows what makes no sense in any database, and says so best.
        mighost_schema::Schema::default()
            .apply(&Operation::CreateTable { table: lowered.clone(), if_not_exists: false })?;
        self.statement(render::create_table(&lowered, &name)?, ran)?;
        for index in &lowered.indexes {
            self.refuse_taken_index(&index.name)?;
            self.statement(render::create_index(&name, index), ran)?;
        }
        let start = table.columns.iter().find_map(|c| c.identity.as_ref().and_then(|i| i.start));
        self.start_numbering(&name, start, ran)
    }

    /// Makes a table number its rows from a number on.
    pub(super) fn start_numbering(&mut self, table: &str, start: Option<i64>, ran: &mut Ran) -> Result<()> {
        // The first number is 1 by itself.
        let Some(start) = start.filter(|start| *start != 1) else { return Ok(()) };
        self.set_sequence(table, start.saturating_sub(1), ran)
    }

    /// Sets the greatest number that a table has given to a row.
    pub(super) fn set_sequence(&mut self, table: &str, number: i64, ran: &mut Ran) -> Result<()> {
        let literal = crate::sql::string(table);
        for statement in [
            format!("DELETE FROM main.sqlite_sequence WHERE name = {literal}"),
            format!("INSERT INTO main.sqlite_sequence (name, seq) VALUES ({literal}, {number})"),
        ] {
            // No migration may write this table; mighost may.
            self.run(Mode::Host, &statement, &[], &mut |_| Ok(()))?;
            ran.statements.push(statement);
        }
        Ok(())
    }

    /// Refuses an index name that is taken: SQLite's indexes share one space of names with its tables.
    pub(super) fn refuse_taken_index(&self, name: &str) -> Result<()> {
        refuse_reserved(name)?;
        if index_exists(&self.connection, name)? {
            let sql = "SELECT tbl_name FROM main.sqlite_schema WHERE type = 'index' AND name = ?1 COLLATE NOCASE";
            let tables: Vec<String> = inspect::rows(&self.connection, sql, [name], |row| row.get(0))?;
            let of = tables.first().map(|table| format!(" of table `{table}`")).unwrap_or_default();
            return Err(Error::Invalid(format!("an index{of} is called `{name}` already")));
        }
        if relation_exists(&self.connection, name)? {
            return Err(Error::Invalid(format!("a table or view is called `{name}` already")));
        }
        Ok(())
    }

    fn drop_table(&mut self, name: &ObjectName, if_exists: bool, cascade: bool, ran: &mut Ran) -> Result<()> {
        let table = match self.entry(name)? {
            Some((table, Kind::Table)) => table,
            Some((view, Kind::View)) => return Err(Error::Invalid(format!("`{view}` is a view; drop it as one"))),
            None if if_exists => return Ok(()),
            None => return Err(self.no_table(name)?),
        };
        let children = self.foreign_keys.children(&self.connection, &table)?;
        let dependents = dependents::of(&self.connection, &self.guard, &table)?;
        if !cascade {
            if let Some(child) = children.first() {
                return Err(Error::Invalid(format!(
                    "table `{table}` can't be dropped: a foreign key of table `{child}` refers to it; drop that first, \
                     or drop the table with cascade"
                )));
            }
            if let Some(dependent) = dependents.first() {
                return Err(Error::Invalid(format!(
                    "table `{table}` can't be dropped: {dependent} uses it; drop that first, or drop the table with \
                     cascade"
                )));
            }
        }
        for child in children {
            self.drop_references(&child, &table, ran)?;
        }
        for dependent in &dependents {
            self.drop_definition(dependent, ran)?;
        }
        self.statement(format!("DROP TABLE {}", quoted(&table)), ran)
    }

    /// Drops the foreign keys of one table that refer to another.
    fn drop_references(&mut self, child: &str, parent: &str, ran: &mut Ran) -> Result<()> {
        let Some(before) = inspect::table(&self.connection, &ObjectName::new(child))? else { return Ok(()) };
        let mut after = before.clone();
        // Not by a change for each: of two without a name on the same columns a change can't say which it means.
        after.constraints.retain(|constraint| {
            !matches!(constraint, Constraint::ForeignKey(key) if key.referred_table.name.eq_ignore_ascii_case(parent))
        });
        self.rebuild(&before, &after, &[], ran)
    }

    fn drop_definition(&mut self, definition: &Definition, ran: &mut Ran) -> Result<()> {
        // A trigger goes with the view or table that was dropped before.
        if !dependents::exists(&self.connection, definition)? {
            return Ok(());
        }
        let kind = if definition.view { "VIEW" } else { "TRIGGER" };
        self.statement(format!("DROP {kind} {}", quoted(&definition.name)), ran)
    }

    pub(super) fn no_table(&self, name: &ObjectName) -> Result<Error> {
        // The model has the words for it, with the nearest name.
        let mut schema = mighost_schema::Schema::default();
        for there in inspect::tables(&self.connection, None)? {
            schema.tables.insert(there.clone(), Table::new(there));
        }
        let operation = Operation::DropTable { name: main(name)?, if_exists: false, cascade: false };
        Ok(schema.apply(&operation).err().unwrap_or_else(|| Error::Invalid(format!("there is no table `{name}`"))))
    }

    fn rename_table(&mut self, from: &ObjectName, to: &ObjectName, ran: &mut Ran) -> Result<()> {
        let Some((table, Kind::Table)) = self.entry(from)? else { return Err(self.no_table(from)?) };
        let to = main(to)?.name;
        refuse_reserved(&to)?;
        if table == to {
            return Ok(());
        }
        if makes_reserved(&to) {
            return Err(Error::Denied(format!(
                "`{to}`: a virtual table of this name would make tables named like mighost's own"
            )));
        }
        let rename = |from: &str, to: &str| format!("ALTER TABLE {} RENAME TO {}", quoted(from), quoted(to));
        if table.eq_ignore_ascii_case(&to) {
            // To SQLite the name is taken, by the table itself.
            self.statement(rename(&table, super::guard::REBUILD), ran)?;
            self.statement(rename(super::guard::REBUILD, &to), ran)?;
        } else {
            if relation_exists(&self.connection, &to)? {
                return Err(Error::Invalid(format!("`{to}` exists already")));
            }
            self.statement(rename(&table, &to), ran)?;
        }
        self.foreign_keys.renamed(&table, &to);
        Ok(())
    }

    fn create_view(&mut self, view: &View, or_replace: bool, ran: &mut Ran) -> Result<()> {
        let operation = Operation::CreateView { view: view.clone(), or_replace };
        let Operation::CreateView { view: lowered, .. } = lower(&operation, None)? else { return Ok(()) };
        let name = lowered.name.name.clone();
        let mut triggers = Vec::new();
        match self.entry(&view.name)? {
            Some((there, Kind::View)) if or_replace => {
                triggers = inspect::triggers(&self.connection, &ObjectName::new(&there))?;
                self.statement(format!("DROP VIEW {}", quoted(&there)), ran)?;
            }
            Some((there, Kind::View)) => return Err(Error::Invalid(format!("view `{there}` exists already"))),
            Some((there, Kind::Table)) => return Err(Error::Invalid(format!("`{there}` is a table"))),
            None => {}
        }
        self.statement(render::create_view(&lowered), ran)?;
        // SQLite takes any query for a view and looks at it when it is first used.
        let probe = format!("SELECT * FROM main.{} LIMIT 0", quoted(&name));
        self.run(Mode::Operation, &probe, &[], &mut |_| Ok(())).map_err(|error| match error {
            Error::Database(said) => Error::Database(DatabaseError {
                message: format!("view `{name}` can't be read: {}", said.message),
                statement: ran.statements.last().cloned(),
                ..said
            }),
            other => other,
        })?;
        for trigger in triggers {
            self.run(Mode::Host, &trigger.definition, &[], &mut |_| Ok(()))?;
            ran.statements.push(trigger.definition);
        }
        Ok(())
    }

    fn drop_view(&mut self, name: &ObjectName, if_exists: bool, cascade: bool, ran: &mut Ran) -> Result<()> {
        let view = match self.entry(name)? {
            Some((view, Kind::View)) => view,
            Some((table, Kind::Table)) => return Err(Error::Invalid(format!("`{table}` is a table; drop it as one"))),
            None if if_exists => return Ok(()),
            None => return Err(Error::Invalid(format!("there is no view `{name}`"))),
        };
        let dependents = dependents::of(&self.connection, &self.guard, &view)?;
        if let Some(dependent) = dependents.first().filter(|_| !cascade) {
            return Err(Error::Invalid(format!(
                "view `{view}` can't be dropped: {dependent} uses it; drop that first, or drop the view with cascade"
            )));
        }
        for dependent in &dependents {
            self.drop_definition(dependent, ran)?;
        }
        self.statement(format!("DROP VIEW {}", quoted(&view)), ran)
    }

    fn alter_table(&mut self, name: &ObjectName, changes: &[Change], ran: &mut Ran) -> Result<()> {
        let table = match self.entry(name)? {
            Some((table, Kind::Table)) => ObjectName::new(table),
            Some((view, Kind::View)) => {
                return Err(Error::Unsupported(format!("`{view}` is a view; create it anew instead")));
            }
            None => return Err(self.no_table(name)?),
        };
        let Some(before) = inspect::table(&self.connection, &table)? else { return Err(self.no_table(name)?) };
        if let Some(module) = before.settings.get(inspect::VIRTUAL) {
            return Err(Error::Unsupported(format!(
                "`{table}` is a virtual table of module {module}, which keeps its own tables; drop it and make it anew"
            )));
        }
        let alter = Operation::AlterTable(AlterTable { table, changes: changes.to_vec() });
        let Operation::AlterTable(lowered) = lower(&alter, Some(&before))? else { return Ok(()) };
        // Where a new identity begins is kept beside the table, not in it.
        let start = changes.iter().find_map(|change| match change {
            Change::SetIdentity { identity: Some(Identity { start, .. }), .. } => *start,
            _ => None,
        });
        self.alter(&before, &lowered.changes, ran)?;
        self.start_numbering(&before.name.name, start, ran)
    }
}

/// Drops everything temporary, so that the next step begins without it.
pub(super) fn drop_temporary(connection: &Connection) -> Result<()> {
    let sql = "SELECT type, name FROM temp.sqlite_schema WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite_%' \
               ORDER BY type DESC";
    let found: Vec<(String, String)> = inspect::rows(connection, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (kind, name) in found {
        let statement = format!("DROP {kind} temp.{}", quoted(&name));
        connection.execute(&statement, []).map_err(|error| failed(error, &statement))?;
    }
    Ok(())
}
