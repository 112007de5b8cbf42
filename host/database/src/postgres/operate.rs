//! Operations: look, write, run.

mod enumeration;
mod view;

use super::canonical;
use super::effect;
use super::inspect::constraint::{NOT_ENFORCED, PERIOD};
use super::render::{self, check_name, name as quoted_name};
use super::session::{NO_LIMIT, Request};
use super::types::quoted;
use super::value::literal;
use super::{Postgres, Transaction};
use crate::{Effect, Error, Ran};
use enumeration::create_type;
use mighost_schema::{
    Constraint, Error as CallError, Index, LabelPosition, ObjectName, Operation, Result as CallResult, Sequence,
    Settings, Table,
};
use sqlx::postgres::PgArguments;

pub(super) fn invalid<T>(text: String) -> Result<T, Error> {
    Err(CallError::Invalid(text).into())
}

/// Settings that other databases have and PostgreSQL has no use for.
const FOREIGN: &[&str] = &[
    "strict",
    "without-rowid",
    "engine",
    "charset",
    "collate",
    "row-format",
    "on-update",
    "auto-increment",
    "key-block-size",
    "storage",
    "compression",
    "algorithm",
    "lock",
    "on-conflict",
    "inline",
    "order",
    "collation",
    "not-null-constraint",
    "default-constraint",
    "match",
    "invisible",
    "visible",
];

/// Refuses a constraint that came with a later version than the server's.
pub(super) fn check_constraint(number: u32, table: &ObjectName, constraint: &Constraint) -> CallResult<()> {
    let (distinct, settings) = match constraint {
        Constraint::PrimaryKey(key) => (false, Some(&key.settings)),
        Constraint::Unique(key) => (key.nulls_not_distinct, Some(&key.settings)),
        Constraint::Check(check) => (false, Some(&check.settings)),
        Constraint::ForeignKey(key) => (false, Some(&key.settings)),
        Constraint::Exclusion(_) => (false, None),
    };
    let what = || format!("table `{table}`, {constraint}");
    if let Some(name) = settings.and_then(|all| all.keys().find(|name| [NOT_ENFORCED, PERIOD].contains(&name.as_str())))
        && number < 180_000
    {
        return Err(CallError::Unsupported(format!("{}: `{name}` came with PostgreSQL 18", what())));
    }
    check_distinct(number, distinct, what)
}

/// Refuses an index that came with a later version than the server's.
pub(super) fn check_index(number: u32, table: &ObjectName, index: &Index) -> CallResult<()> {
    check_settings(&format!("index `{}`", index.name), &index.settings, canonical::INDEX_SETTINGS)?;
    check_distinct(number, index.nulls_not_distinct, || format!("table `{table}`, index `{}`", index.name))
}

fn check_distinct(number: u32, wanted: bool, what: impl Fn() -> String) -> CallResult<()> {
    if wanted && number < 150_000 {
        let text = format!("{}: that NULLs aren't distinct came with PostgreSQL 15", what());
        return Err(CallError::Unsupported(text));
    }
    Ok(())
}

/// Refuses a setting that nobody knows: it may be a typing error.
pub(super) fn check_settings(what: &str, given: &Settings, known: &[&str]) -> CallResult<()> {
    match given.keys().find(|name| !known.contains(&name.as_str()) && !FOREIGN.contains(&name.as_str())) {
        Some(name) => Err(CallError::Unsupported(format!(
            "{what}: PostgreSQL has no setting `{name}` here; it has {}",
            if known.is_empty() { "none".to_owned() } else { known.join(", ") }
        ))),
        None => Ok(()),
    }
}

impl Postgres {
    /// Runs one operation: all of it or nothing, but for what runs outside of transactions only.
    pub(super) async fn run_operation(&mut self, operation: &Operation) -> Result<Ran, Error> {
        if self.transaction != Transaction::None || effect::of_operation(operation) == Effect::Outside {
            return self.run_guarded_operation(operation).await;
        }
        self.begin_now().await?;
        let ran = match self.run_guarded_operation(operation).await {
            Ok(ran) => self.commit_now().await.map(|()| ran),
            Err(error) => Err(error),
        };
        if ran.is_err() {
            let deadline = self.deadline;
            // The first error says what happened; a connection that can't even roll back is broken.
            let _ = self.rollback_now().await;
            self.deadline = deadline;
        }
        ran
    }

    /// The statements that an operation would run now. What a view may be replaced by shows only when it is: where the
    /// columns don't fit, it is dropped and made anew.
    pub(super) async fn write_down(&mut self, operation: &Operation) -> Result<Vec<String>, Error> {
        self.recording = true;
        let ran = self.run_guarded_operation(operation).await;
        self.recording = false;
        Ok(ran?.statements)
    }

    async fn run_guarded_operation(&mut self, operation: &Operation) -> Result<Ran, Error> {
        self.restore().await?;
        self.guard().await?;
        let mut ran = Ran::default();
        let result = self.dispatch(operation, &mut ran).await;
        self.settle(result).await?;
        ran.changed = !ran.statements.is_empty();
        Ok(ran)
    }

    /// Runs one statement of an operation.
    pub(super) async fn run(&mut self, sql: String, ran: &mut Ran) -> Result<(), Error> {
        if !self.recording {
            self.ask(Request::One(&sql, PgArguments::default(), NO_LIMIT)).await?;
        }
        ran.statements.push(sql);
        Ok(())
    }

    async fn dispatch(&mut self, operation: &Operation, ran: &mut Ran) -> Result<(), Error> {
        match operation {
            Operation::CreateTable { table, if_not_exists } => self.create_table(table, *if_not_exists, ran).await,
            Operation::DropTable { name, if_exists, cascade } => {
                let kinds = ["r", "p"];
                self.drop_relation("table", "TABLE", &kinds, name, *if_exists, *cascade, ran).await
            }
            Operation::RenameTable { from, to } => {
                self.rename_relation("table", "TABLE", &["r", "p"], from, to, ran).await
            }
            Operation::AlterTable(alter) => self.alter_table(&alter.table, &alter.changes, ran).await,
            Operation::CreateIndex { table, index, if_not_exists, concurrently } => {
                self.build_index(table, index, *if_not_exists, *concurrently, ran).await
            }
            Operation::DropIndex { table, name, if_exists, concurrently } => {
                self.remove_index(table, name, *if_exists, *concurrently, ran).await
            }
            Operation::CreateView { view, or_replace } => self.create_view(view, *or_replace, ran).await,
            Operation::DropView { name, if_exists, cascade } => {
                let word = self.view_word(name).await?;
                self.drop_relation("view", word, &["v", "m"], name, *if_exists, *cascade, ran).await
            }
            Operation::RenameView { from, to } => {
                let word = self.view_word(from).await?;
                self.rename_relation("view", word, &["v", "m"], from, to, ran).await
            }
            Operation::RefreshView { name, concurrently } => match self.seen(name).await? {
                Some('m') => {
                    let word = if *concurrently { "CONCURRENTLY " } else { "" };
                    self.run(format!("REFRESH MATERIALIZED VIEW {word}{}", quoted(name)), ran).await
                }
                Some('v') => invalid(format!("view `{name}` isn't materialized, so there is nothing to refresh")),
                _ => invalid(format!("there is no view `{name}`")),
            },
            Operation::SetViewComment { name, comment } => match self.seen(name).await? {
                Some('v' | 'm') => {
                    let word = self.view_word(name).await?;
                    let comment = canonical::comment(comment);
                    self.run(render::comment(word, &quoted(name), comment.as_deref())?, ran).await
                }
                _ => invalid(format!("there is no view `{name}`")),
            },
            Operation::CreateEnumeration { enumeration, if_not_exists } => {
                match self.enumeration(&enumeration.name).await? {
                    Some(_) if *if_not_exists => Ok(()),
                    Some(_) => invalid(format!("type `{}` exists already", enumeration.name)),
                    None => self.run(create_type(enumeration)?, ran).await,
                }
            }
            Operation::AddLabel { name, label, position, if_not_exists } => {
                let known = self.known_type(name).await?;
                if known.labels.contains(label) {
                    return match if_not_exists {
                        true => Ok(()),
                        false => invalid(format!("type `{name}` has a label `{label}` already")),
                    };
                }
                let position = match position {
                    LabelPosition::Last => String::new(),
                    LabelPosition::Before(other) => format!(" BEFORE {}", literal(other)?),
                    LabelPosition::After(other) => format!(" AFTER {}", literal(other)?),
                };
                self.run(format!("ALTER TYPE {} ADD VALUE {}{position}", quoted(name), literal(label)?), ran).await
            }
            Operation::RenameLabel { name, from, to } => {
                self.known_type(name).await?;
                let sql = format!("ALTER TYPE {} RENAME VALUE {} TO {}", quoted(name), literal(from)?, literal(to)?);
                self.run(sql, ran).await
            }
            Operation::RenameEnumeration { from, to } => {
                self.known_type(from).await?;
                self.rename("TYPE", from, to, ran).await
            }
            Operation::DropEnumeration { name, if_exists, cascade } => match self.enumeration(name).await? {
                Some(_) => self.run(format!("DROP TYPE {}{}", quoted(name), cascading(*cascade)), ran).await,
                None if *if_exists => Ok(()),
                None => invalid(format!("there is no type `{name}`")),
            },
            Operation::CreateSequence { sequence, if_not_exists } => match self.seen(&sequence.name).await? {
                Some('S') if *if_not_exists => Ok(()),
                Some(_) => invalid(format!("`{}` exists already", sequence.name)),
                None => self.run(render::create_sequence(sequence)?, ran).await,
            },
            Operation::AlterSequence { sequence } => self.alter_sequence(sequence, ran).await,
            Operation::RenameSequence { from, to } => {
                self.rename_relation("sequence", "SEQUENCE", &["S"], from, to, ran).await
            }
            Operation::DropSequence { name, if_exists, cascade } => {
                self.drop_relation("sequence", "SEQUENCE", &["S"], name, *if_exists, *cascade, ran).await
            }
            Operation::CreateSchema { name, if_not_exists } => match self.list_schemas().await?.contains(name) {
                true if *if_not_exists => Ok(()),
                true => invalid(format!("schema `{name}` exists already")),
                false => {
                    check_name(name)?;
                    self.run(format!("CREATE SCHEMA {}", quoted_name(name)), ran).await
                }
            },
            Operation::DropSchema { name, if_exists, cascade } => match self.list_schemas().await?.contains(name) {
                true if *name == self.schema => Err(CallError::Unsupported(format!(
                    "schema `{name}` can't be dropped: it is the default one, and mighost's own tables are in it"
                ))
                .into()),
                true => self.run(format!("DROP SCHEMA {}{}", quoted_name(name), cascading(*cascade)), ran).await,
                false if *if_exists => Ok(()),
                false => invalid(format!("there is no schema `{name}`")),
            },
        }
    }

    /// What a name stands for, where that isn't mighost's own.
    pub(super) async fn seen(&mut self, name: &ObjectName) -> Result<Option<char>, Error> {
        if name.name.starts_with(crate::RESERVED_PREFIX) {
            return Ok(None);
        }
        self.relation(name).await
    }

    #[allow(clippy::too_many_arguments)]
    async fn drop_relation(
        &mut self,
        what: &str,
        word: &str,
        kinds: &[&str],
        name: &ObjectName,
        if_exists: bool,
        cascade: bool,
        ran: &mut Ran,
    ) -> Result<(), Error> {
        match self.seen(name).await? {
            Some(kind) if kinds.contains(&kind.to_string().as_str()) => {
                self.run(format!("DROP {word} {}{}", quoted(name), cascading(cascade)), ran).await
            }
            Some(_) => invalid(format!("`{name}` is no {what}")),
            None if if_exists => Ok(()),
            None => invalid(format!("there is no {what} `{name}`")),
        }
    }

    async fn rename_relation(
        &mut self,
        what: &str,
        word: &str,
        kinds: &[&str],
        from: &ObjectName,
        to: &ObjectName,
        ran: &mut Ran,
    ) -> Result<(), Error> {
        match self.seen(from).await? {
            Some(kind) if kinds.contains(&kind.to_string().as_str()) => self.rename(word, from, to, ran).await,
            Some(_) => invalid(format!("`{from}` is no {what}")),
            None => invalid(format!("there is no {what} `{from}`")),
        }
    }

    /// Gives something another name, and moves it to another schema where the name is in one.
    async fn rename(&mut self, word: &str, from: &ObjectName, to: &ObjectName, ran: &mut Ran) -> Result<(), Error> {
        check_name(&to.name)?;
        let (old, new) =
            (self.in_schema(from.schema.as_deref()).to_owned(), self.in_schema(to.schema.as_deref()).to_owned());
        let mut now = from.clone();
        if old != new {
            self.run(format!("ALTER {word} {} SET SCHEMA {}", quoted(&now), quoted_name(&new)), ran).await?;
            now.schema = Some(new);
        }
        if from.name != to.name {
            self.run(format!("ALTER {word} {} RENAME TO {}", quoted(&now), quoted_name(&to.name)), ran).await?;
        }
        Ok(())
    }

    /// The table, or an error that says what there is.
    pub(super) async fn existing(&mut self, name: &ObjectName) -> Result<Table, Error> {
        if let Some(table) = self.look_at_table(name).await? {
            return Ok(Table { name: name.clone(), ..table });
        }
        match self.seen(name).await? {
            Some('v' | 'm') => invalid(format!("`{name}` is a view, not a table")),
            Some(_) => invalid(format!("`{name}` is not a table")),
            None => invalid(format!("there is no table `{name}`")),
        }
    }

    async fn create_table(&mut self, table: &Table, if_not_exists: bool, ran: &mut Ran) -> Result<(), Error> {
        match self.seen(&table.name).await? {
            Some('r' | 'p') if if_not_exists => return Ok(()),
            Some(_) => return invalid(format!("`{}` exists already", table.name)),
            None => {}
        }
        let what = format!("table `{}`", table.name);
        check_settings(&what, &table.settings, canonical::TABLE_SETTINGS)?;
        for column in &table.columns {
            check_settings(&format!("{what}, column `{}`", column.name), &column.settings, &["serial"])?;
        }
        for index in &table.indexes {
            check_index(self.number, &table.name, index)?;
        }
        for constraint in &table.constraints {
            check_constraint(self.number, &table.name, constraint)?;
        }
        let table = canonical::table(table, self.stored_only());
        for column in &table.columns {
            self.provide_type(&format!("column `{}` of table `{}`", column.name, table.name), &column.column_type, ran)
                .await?;
        }
        for sql in render::create_table(&table)? {
            self.run(sql, ran).await?;
        }
        Ok(())
    }

    /// Whether generated columns are always stored.
    pub(super) fn stored_only(&self) -> bool {
        self.number < canonical::VIRTUAL * 10_000
    }

    async fn alter_sequence(&mut self, sequence: &Sequence, ran: &mut Ran) -> Result<(), Error> {
        if self.seen(&sequence.name).await? != Some('S') {
            return invalid(format!("there is no sequence `{}`", sequence.name));
        }
        let mut numbers = render::numbers(&sequence.numbers, " ");
        if !sequence.numbers.cycle {
            numbers.push(" NO CYCLE".to_owned());
        }
        self.run(format!("ALTER SEQUENCE {}{}", quoted(&sequence.name), numbers.concat()), ran).await
    }
}

pub(super) fn cascading(cascade: bool) -> &'static str {
    if cascade { " CASCADE" } else { "" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_the_server_is_too_old_for_is_refused_by_the_name_of_the_version_that_has_it() {
        let table = ObjectName::new("t");
        let index = Index { nulls_not_distinct: true, ..Index::new("ix", ["a"]) };
        let error = check_index(140_011, &table, &index).unwrap_err();
        assert!(error.to_string().contains("PostgreSQL 15"), "{error}");
        check_index(150_000, &table, &index).unwrap();
        let check = mighost_schema::Check {
            name: None,
            expression: "a > 0".into(),
            not_valid: false,
            settings: [(NOT_ENFORCED.to_owned(), String::new())].into(),
        };
        let error = check_constraint(170_004, &table, &Constraint::Check(check)).unwrap_err();
        assert!(error.to_string().contains("PostgreSQL 18"), "{error}");
    }
}
