//! What a server can't hold, made into what it can, or refused.
//!
//! A lowered operation is what really runs: the model it makes of a schema is what inspection finds afterwards.

mod changes;
mod column;
mod comparable;
mod constraint;
mod index;
mod settings;
mod table;

pub(super) use comparable::{comparable, usual, without_queries};
pub(super) use constraint::level;
pub(super) use settings::collation_of;

use super::expression::refuse_open;
use super::flavour::Flavour;
use super::guard::{refuse_reserved, reserved};
use super::lexer::{Kind, tokens};
use super::{Facts, Mysql};
use changes::Changes;
use mighost_schema::{AlterTable, Change, Error, Identity, ObjectName, Operation, Result, Schema, Sequence, View};

/// What a server is like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'f> {
    pub flavour: Flavour,
    pub facts: &'f Facts,
}

impl Mysql {
    pub(super) fn rules(&self) -> Rules<'_> {
        Rules { flavour: self.flavour, facts: &self.facts }
    }
}

impl Rules<'_> {
    /// A name as inspection gives it: without the schema where that is the default one.
    pub(super) fn object(&self, name: &ObjectName) -> ObjectName {
        let schema = name.schema.clone().filter(|schema| *schema != self.facts.database);
        ObjectName { schema, name: name.name.clone() }
    }

    /// A name for something new.
    pub(super) fn fresh(&self, name: &ObjectName) -> Result<ObjectName> {
        refuse_reserved(&name.name)?;
        identifier(&name.name)?;
        let name = self.object(name);
        if self.facts.lower_case_names {
            // The server keeps them so.
            return Ok(ObjectName { schema: name.schema, name: name.name.to_lowercase() });
        }
        Ok(name)
    }

    /// A name of something there is.
    pub(super) fn existing(&self, name: &ObjectName) -> Result<ObjectName> {
        refuse_reserved(&name.name)?;
        Ok(self.object(name))
    }

    fn sequences(&self) -> Result<()> {
        if self.flavour.sequences() {
            return Ok(());
        }
        Err(Error::Unsupported(
            "MySQL has no sequences; make a primary key number its rows, or keep a number in a table".to_owned(),
        ))
    }
}

/// The longest name of anything but a label. https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html
const LONGEST: usize = 64;

/// Checks a name that something is to get.
pub(super) fn identifier(name: &str) -> Result<()> {
    if name.chars().count() > LONGEST {
        return Err(Error::Unsupported(format!("`{name}` is longer than {LONGEST} characters; give a shorter name")));
    }
    if name.is_empty() || name.ends_with(' ') || name.contains('\0') || name.chars().any(|c| u32::from(c) > 0xffff) {
        return Err(Error::Unsupported(format!(
            "`{name}`: a name can't be empty, end with a space, or have characters beyond Unicode's first plane"
        )));
    }
    Ok(())
}

/// Checks an expression that a migration wrote.
pub(super) fn fragment(what: &str, expression: &str) -> Result<String> {
    refuse_open(what, expression)?;
    names_reserved(what, expression)?;
    Ok(expression.trim().to_owned())
}

fn names_reserved(what: &str, text: &str) -> Result<()> {
    let named = |t: &super::lexer::Token<'_>| matches!(t.kind, Kind::Word | Kind::Name) && reserved(&t.content());
    match tokens(text)?.iter().any(named) {
        true => Err(Error::Denied(format!("{what} names one of mighost's own tables: {text}"))),
        false => Ok(()),
    }
}

/// The operation as a server can do it, on a schema that holds what it touches.
pub(super) fn lower(operation: &Operation, before: &Schema, rules: &Rules<'_>) -> Result<Operation> {
    let enumeration = |doing: &str| {
        Err(Error::Unsupported(format!(
            "{} has no enumeration types of their own to {doing}; give each column its labels",
            rules.flavour.name()
        )))
    };
    Ok(match operation {
        Operation::CreateTable { table, if_not_exists } => {
            let name = rules.fresh(&table.name)?;
            if *if_not_exists && before.tables.contains_key(&name) {
                return Ok(operation.clone());
            }
            Operation::CreateTable { table: table::lower_table(table, before, rules)?, if_not_exists: *if_not_exists }
        }
        Operation::DropTable { name, if_exists, cascade } => {
            Operation::DropTable { name: rules.existing(name)?, if_exists: *if_exists, cascade: *cascade }
        }
        Operation::RenameTable { from, to } => {
            Operation::RenameTable { from: rules.existing(from)?, to: rules.fresh(to)? }
        }
        Operation::AlterTable(alter) => alteration(&alter.table, &alter.changes, before, rules)?,
        Operation::CreateIndex { table, index, if_not_exists, .. } => {
            // Every build of an index lets readers and writers go on where the server can at all.
            let change = Change::AddIndex { index: index.clone(), if_not_exists: *if_not_exists };
            alteration(table, &[change], before, rules)?
        }
        Operation::DropIndex { table, name, if_exists, .. } => {
            let known = rules.existing(table)?;
            if *if_exists && !before.tables.contains_key(&known) {
                return Ok(Operation::DropIndex {
                    table: known,
                    name: name.clone(),
                    if_exists: true,
                    concurrently: false,
                });
            }
            let change = Change::DropIndex { name: name.clone(), if_exists: *if_exists };
            alteration(table, &[change], before, rules)?
        }
        Operation::CreateView { view, or_replace } => {
            Operation::CreateView { view: lower_view(view, rules)?, or_replace: *or_replace }
        }
        Operation::DropView { name, if_exists, cascade } => {
            Operation::DropView { name: rules.existing(name)?, if_exists: *if_exists, cascade: *cascade }
        }
        Operation::RenameView { from, to } => {
            Operation::RenameView { from: rules.existing(from)?, to: rules.fresh(to)? }
        }
        // The servers keep no comments of views.
        Operation::SetViewComment { name, .. } => {
            Operation::SetViewComment { name: rules.existing(name)?, comment: None }
        }
        Operation::RefreshView { name, .. } => {
            return Err(Error::Unsupported(format!(
                "{} has no materialized views; `{name}` always shows what its query gives",
                rules.flavour.name()
            )));
        }
        Operation::CreateEnumeration { .. } => return enumeration("create"),
        Operation::AddLabel { .. } | Operation::RenameLabel { .. } => return enumeration("change"),
        Operation::RenameEnumeration { .. } => return enumeration("rename"),
        Operation::DropEnumeration { if_exists: true, .. } => operation.clone(),
        Operation::DropEnumeration { .. } => return enumeration("drop"),
        Operation::CreateSequence { sequence, if_not_exists } => {
            rules.sequences()?;
            let name = rules.fresh(&sequence.name)?;
            Operation::CreateSequence {
                sequence: usual(&Sequence { name, numbers: sequence.numbers.clone() }),
                if_not_exists: *if_not_exists,
            }
        }
        Operation::AlterSequence { sequence } => {
            rules.sequences()?;
            let name = rules.existing(&sequence.name)?;
            Operation::AlterSequence {
                sequence: Sequence { name, numbers: Identity { always: false, ..sequence.numbers.clone() } },
            }
        }
        Operation::RenameSequence { from, to } => {
            rules.sequences()?;
            Operation::RenameSequence { from: rules.existing(from)?, to: rules.fresh(to)? }
        }
        Operation::DropSequence { name, if_exists: true, .. } if !rules.flavour.sequences() => {
            Operation::DropSequence { name: name.clone(), if_exists: true, cascade: false }
        }
        Operation::DropSequence { name, if_exists, cascade } => {
            rules.sequences()?;
            Operation::DropSequence { name: rules.existing(name)?, if_exists: *if_exists, cascade: *cascade }
        }
        Operation::CreateSchema { name, if_not_exists } => {
            refuse_reserved(name)?;
            identifier(name)?;
            Operation::CreateSchema { name: name.clone(), if_not_exists: *if_not_exists }
        }
        Operation::DropSchema { name, .. } if *name == rules.facts.database => {
            return Err(Error::Unsupported(format!("`{name}` is the database we are in; drop its tables instead")));
        }
        Operation::DropSchema { .. } => operation.clone(),
    })
}

fn alteration(name: &ObjectName, changes: &[Change], before: &Schema, rules: &Rules<'_>) -> Result<Operation> {
    let name = rules.existing(name)?;
    let table = before.table(&name)?;
    let changes = Changes::of(table, changes, before, rules)?;
    Ok(Operation::AlterTable(AlterTable { table: name, changes }))
}

fn lower_view(view: &View, rules: &Rules<'_>) -> Result<View> {
    let name = rules.fresh(&view.name)?;
    if view.materialized {
        return Err(Error::Unsupported(format!(
            "view `{name}`: {} has no materialized views; create a view, or a table that is filled from its query",
            rules.flavour.name()
        )));
    }
    let what = format!("the query of view `{name}`");
    refuse_open(&what, &view.query)?;
    names_reserved(&what, &view.query)?;
    view.columns.iter().try_for_each(|column| identifier(column))?;
    Ok(View { name, query: view.query.trim().to_owned(), comment: None, ..view.clone() })
}

pub(super) fn unsupported<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::Unsupported(text.into()))
}

pub(super) fn some_text(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}
