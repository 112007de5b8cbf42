//! Changes of a table: natural ones where SQLite has them, one rebuild for everything else.

use super::Sqlite;
use super::dependents::Working;
use super::inspect;
use super::rebuild::Rebuild;
use super::render::{self, name as quoted};
use crate::Ran;
use mighost_schema::{
    AlterTable, Change, Check, Column, ColumnDefault, Constraint, Error, Index, ObjectName, Operation, Position,
    Result, Schema, Settings, Table, Value, is_plain_name,
};

impl Sqlite {
    /// Makes lowered changes of a table.
    pub(super) fn alter(&mut self, before: &Table, changes: &[Change], ran: &mut Ran) -> Result<()> {
        let after = self.modelled(before, changes)?;
        let Some(after) = after else { return Ok(()) };
        if !has_ordinary_column(&after) {
            return Err(Error::Invalid(format!(
                "table `{}` would have no column left that isn't computed; drop the table instead",
                before.name
            )));
        }
        for index in &after.indexes {
            if before.index(&index.name).is_none() {
                self.refuse_taken_index(&index.name)?;
            }
        }
        match natural(before, &after, changes)? {
            Some(steps) => self.run_natural(before, &after, steps, ran),
            None => self.rebuild(before, &after, changes, ran),
        }
    }

    /// What the changes make of the table; nothing where they find nothing to do.
    fn modelled(&mut self, before: &Table, changes: &[Change]) -> Result<Option<Table>> {
        let mut schema = Schema::default();
        schema.tables.insert(before.name.clone(), before.clone());
        let refers = changes.iter().any(|change| {
            !matches!(
                change,
                Change::AddColumn { .. }
                    | Change::AddIndex { .. }
                    | Change::DropIndex { .. }
                    | Change::RenameIndex { .. }
                    | Change::SetNullable { .. }
                    | Change::SetDefault { .. }
                    | Change::MoveColumn { .. }
            )
        });
        if refers {
            // Others may refer to what goes.
            for child in self.foreign_keys.children(&self.connection, &before.name.name)? {
                if let Some(mut child) = inspect::table(&self.connection, &ObjectName::new(child))? {
                    follow_case(&mut child, before);
                    schema.tables.insert(child.name.clone(), child);
                }
            }
        }
        let alter = AlterTable { table: before.name.clone(), changes: changes.to_vec() };
        let changed = schema.apply(&Operation::AlterTable(alter))?;
        // What is dropped and added again, or computed anew, looks as before and isn't.
        let redone = |change: &Change| {
            changes_rows(change) || matches!(change, Change::DropColumn { .. } | Change::SetGenerated { .. })
        };
        let redone = changes.iter().any(redone);
        Ok(schema.tables.remove(&before.name).filter(|after| changed && (redone || after != before)))
    }

    fn run_natural(&mut self, before: &Table, after: &Table, steps: Vec<Step>, ran: &mut Ran) -> Result<()> {
        let table = &before.name.name;
        // SQLite looks at views and triggers itself, but not at a column that comes to a `*`, nor at triggers of other
        // tables.
        let shifts = steps.iter().any(|step| matches!(step, Step::AddColumn(_) | Step::DropColumn(_)));
        let working = if shifts { Working::around(&self.connection, table)? } else { Working::default() };
        for step in steps {
            let statement = match step {
                Step::AddColumn(column) => {
                    self.refuse_null_in_new(before, &column)?;
                    format!("ALTER TABLE {} ADD COLUMN {}", quoted(table), render::column(&column, None)?)
                }
                Step::DropColumn(column) => format!("ALTER TABLE {} DROP COLUMN {}", quoted(table), quoted(&column)),
                Step::RenameColumn(from, to) => rename_column(table, &from, &to),
                Step::CreateIndex(index) => render::create_index(table, &index),
                Step::DropIndex(index) => format!("DROP INDEX {}", quoted(&index)),
            };
            self.statement(statement, ran)?;
        }
        if before.columns.len() != after.columns.len() || before.columns.iter().zip(&after.columns).any(|(a, b)| a != b)
        {
            self.foreign_keys.changed(table);
        }
        self.refuse_broken(&working, table)
    }

    /// Refuses a change behind which a view or trigger doesn't work that worked before.
    pub(super) fn refuse_broken(&self, working: &Working, table: &str) -> Result<()> {
        match working.broken(&self.connection)? {
            Some((definition, reason)) => Err(Error::Invalid(format!(
                "table `{table}` can't be changed so: {definition} would not work any more ({reason}); drop it first and \
                 create it anew behind the change"
            ))),
            None => Ok(()),
        }
    }

    /// Refuses a new column that can't be NULL and has nothing else to hold in the rows there are.
    pub(super) fn refuse_null_in_new(&self, table: &Table, column: &Column) -> Result<()> {
        let empty = matches!(column.default, None | Some(ColumnDefault::Literal(Value::Null)));
        if column.nullable || !empty || column.generated.is_some() || column.identity.is_some() {
            return Ok(());
        }
        match inspect::rows_where(&self.connection, &table.name.name, "1", "''")? {
            Some((count, _)) => Err(Error::Invalid(format!(
                "column `{}` can't be added to table `{}`: it is not nullable and has no default, and the table has \
                 {count} rows; give it a default, or add it nullable, fill it and then forbid NULL",
                column.name, table.name
            ))),
            None => Ok(()),
        }
    }
}

/// Names of a table in the foreign keys of another, in the case of the table itself.
fn follow_case(child: &mut Table, parent: &Table) {
    for constraint in &mut child.constraints {
        if let Constraint::ForeignKey(key) = constraint
            && key.referred_table.name.eq_ignore_ascii_case(&parent.name.name)
        {
            key.referred_table = parent.name.clone();
            for column in &mut key.referred_columns {
                if let Some(real) = parent.columns.iter().find(|c| c.name.eq_ignore_ascii_case(column)) {
                    column.clone_from(&real.name);
                }
            }
        }
    }
}

/// `RENAME COLUMN`: SQLite writes the new name as it is written here wherever the old one stood without quotes.
pub(super) fn rename_column(table: &str, from: &str, to: &str) -> String {
    let to = if is_plain_name(to) { to.to_owned() } else { quoted(to) };
    format!("ALTER TABLE {} RENAME COLUMN {} TO {to}", quoted(table), quoted(from))
}

/// One thing that SQLite does by itself.
#[derive(Debug)]
enum Step {
    AddColumn(Column),
    DropColumn(String),
    RenameColumn(String, String),
    CreateIndex(Index),
    DropIndex(String),
}

/// The changes as SQLite's own steps, where it has them all.
fn natural(before: &Table, after: &Table, changes: &[Change]) -> Result<Option<Vec<Step>>> {
    let mut table = before.clone();
    let mut columns = Vec::new();
    // Where each index comes from: its name at the end, and the one it has now. A name may be free only at the end.
    let mut indexes: Vec<(String, Option<&str>)> =
        before.indexes.iter().map(|index| (index.name.clone(), Some(index.name.as_str()))).collect();
    for change in changes {
        let next = table.alter(std::slice::from_ref(change))?;
        if next == table && !changes_rows(change) {
            continue;
        }
        match change {
            Change::AddColumn { column, position: Position::Last, .. } if addable(column) => {
                columns.push(Step::AddColumn(column.clone()));
            }
            // SQLite refuses where a constraint or a generated column names it; the model refuses the latter.
            Change::DropColumn { name, .. }
                if next.constraints.len() == table.constraints.len() && has_ordinary_column(&next) =>
            {
                columns.push(Step::DropColumn(name.clone()));
            }
            Change::RenameColumn { from, to } => columns.push(Step::RenameColumn(from.clone(), to.clone())),
            Change::RenameIndex { from, to } => {
                for (name, _) in indexes.iter_mut().filter(|(name, _)| name == from) {
                    name.clone_from(to);
                }
            }
            Change::AddIndex { index, .. } => indexes.push((index.name.clone(), None)),
            Change::DropIndex { .. } => {}
            _ => return Ok(None),
        }
        // A column takes the indexes along that stand on it alone.
        indexes.retain(|(name, _)| next.index(name).is_some());
        table = next;
    }
    let stays =
        |index: &&Index| indexes.iter().any(|(name, from)| *from == Some(index.name.as_str()) && *name == index.name);
    let goes = before.indexes.iter().filter(|index| !stays(index)).map(|index| Step::DropIndex(index.name.clone()));
    let comes = after.indexes.iter().filter(|index| !stays(index)).cloned().map(Step::CreateIndex);
    Ok(Some(goes.chain(columns).chain(comes).collect()))
}

fn has_ordinary_column(table: &Table) -> bool {
    table.columns.iter().any(|column| column.generated.is_none())
}

/// Whether a change may do something to the rows although it leaves the definition as it was.
fn changes_rows(change: &Change) -> bool {
    matches!(change, Change::SetType { using: Some(_), .. })
}

/// Whether `ADD COLUMN` takes a column (<https://sqlite.org/lang_altertable.html#altertabaddcol>).
fn addable(column: &Column) -> bool {
    let constant = match &column.default {
        None => column.nullable || column.generated.is_some(),
        Some(ColumnDefault::Literal(Value::Null)) => column.nullable,
        Some(ColumnDefault::Literal(_)) => true,
        // SQLite writes the default of the moment into no row.
        Some(_) => false,
    };
    constant && column.identity.is_none() && !column.generated.as_ref().is_some_and(|g| g.stored)
}

/// A rebuild of the table, with the columns renamed before by SQLite itself, so that views, triggers and the foreign
/// keys of other tables follow.
impl Sqlite {
    pub(super) fn rebuild(&mut self, before: &Table, after: &Table, changes: &[Change], ran: &mut Ran) -> Result<()> {
        let table = &before.name.name;
        let origins = origins(before, changes)?;
        for (from, to) in renames(before, &origins) {
            self.statement(rename_column(table, &from, &to), ran)?;
        }
        let usings = usings(before, changes)?;
        Rebuild { before, after, changes, origins: &origins, usings: &usings }.run(self, ran)
    }
}

/// Where each column that is there at the end comes from: the name it has at the end, and the name it had.
pub(super) type Origins = Vec<(String, Option<String>)>;

fn origins(before: &Table, changes: &[Change]) -> Result<Origins> {
    let mut origins: Origins = before.columns.iter().map(|c| (c.name.clone(), Some(c.name.clone()))).collect();
    let mut table = before.clone();
    for change in changes {
        let after = table.alter(std::slice::from_ref(change))?;
        match change {
            Change::RenameColumn { from, to } => {
                for (name, _) in origins.iter_mut().filter(|(name, _)| name == from) {
                    name.clone_from(to);
                }
            }
            _ => {
                origins.retain(|(name, _)| after.column(name).is_some());
                for column in &after.columns {
                    if !origins.iter().any(|(name, _)| *name == column.name) {
                        origins.push((column.name.clone(), None));
                    }
                }
            }
        }
        table = after;
    }
    Ok(origins)
}

/// How the new values of a column are computed, by its name at the end; the columns in it are called as at the end too.
pub(super) type Usings = Vec<(String, String)>;

fn usings(before: &Table, changes: &[Change]) -> Result<Usings> {
    let mut usings = Usings::new();
    let mut table = before.clone();
    for change in changes {
        match change {
            Change::SetType { column, using: Some(using), .. } => {
                usings.retain(|(name, _)| name != column);
                usings.push((column.clone(), using.clone()));
            }
            Change::RenameColumn { from, to } => {
                for (name, using) in &mut usings {
                    if name == from {
                        name.clone_from(to);
                    }
                    *using = renamed(&table, change, using)?;
                }
            }
            Change::DropColumn { name: gone, .. } => usings.retain(|(name, _)| name != gone),
            _ => {}
        }
        table = table.alter(std::slice::from_ref(change))?;
    }
    Ok(usings)
}

/// An expression behind a rename: as the model renames in a check.
fn renamed(table: &Table, rename: &Change, expression: &str) -> Result<String> {
    let mut checked = Table::new(table.name.clone());
    checked.columns.clone_from(&table.columns);
    checked.constraints.push(Constraint::Check(Check {
        name: None,
        expression: expression.to_owned(),
        not_valid: false,
        settings: Settings::new(),
    }));
    let checked = checked.alter(std::slice::from_ref(rename))?;
    Ok(match checked.constraints.first() {
        Some(Constraint::Check(check)) => check.expression.clone(),
        _ => expression.to_owned(),
    })
}

/// Renames that bring every column that stays to its last name. A name may be free only once another column gave it up
/// or is out of the way.
fn renames(before: &Table, origins: &Origins) -> Vec<(String, String)> {
    let mut names: Vec<String> = before.columns.iter().map(|c| c.name.clone()).collect();
    let mut wanted: Vec<(String, String)> = origins
        .iter()
        .filter_map(|(to, from)| from.clone().filter(|from| from != to).map(|from| (from, to.clone())))
        .collect();
    let mut steps = Vec::new();
    let mut aside = 0;
    while !wanted.is_empty() {
        let free = |(from, to): &(String, String), names: &[String]| {
            !names.iter().any(|name| name.eq_ignore_ascii_case(to) && name != from)
        };
        let (from, to) = match wanted.iter().position(|pair| free(pair, &names)) {
            Some(at) => wanted.remove(at),
            None => {
                // Someone holds the first one's name: a column that goes, or one that waits itself.
                let Some((_, to)) = wanted.first() else { break };
                let Some(holder) = names.iter().find(|name| name.eq_ignore_ascii_case(to)).cloned() else { break };
                aside += 1;
                let away = format!("mighost_column_{aside}");
                for (from, _) in wanted.iter_mut().filter(|(from, _)| *from == holder) {
                    from.clone_from(&away);
                }
                (holder, away)
            }
        };
        for name in names.iter_mut().filter(|name| **name == from) {
            name.clone_from(&to);
        }
        steps.push((from, to));
    }
    steps
}
