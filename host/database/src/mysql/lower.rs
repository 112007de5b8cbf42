//! What a server can't hold, made into what it can, or refused.
//!
//! A lowered operation is what really runs: the model it makes of a schema is what inspection finds afterwards.

use super::flavour::Flavour;
use super::guard::{refuse_reserved, reserved};
use super::lexer::{Kind, comparable as comparable_text, refuse_open, tokens};
use super::lower_table::{Changes, lower_table};
use super::{Facts, Mysql};
use mighost_schema::{
    AlterTable, Change, Constraint, Error, Identity, ObjectName, Operation, Result, Schema, Sequence, View,
};

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
            Operation::CreateTable { table: lower_table(table, before, rules)?, if_not_exists: *if_not_exists }
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

/// A sequence without what is usual anyway. https://mariadb.com/kb/en/create-sequence/
pub(super) fn usual(sequence: &Sequence) -> Sequence {
    let mut numbers = sequence.numbers.clone();
    numbers.always = false;
    let drop = |number: &mut Option<i64>, usual: i64| *number = number.filter(|number| *number != usual);
    drop(&mut numbers.increment, 1);
    let downwards = numbers.increment.is_some_and(|step| step < 0);
    drop(&mut numbers.min_value, if downwards { i64::MIN + 1 } else { 1 });
    drop(&mut numbers.max_value, if downwards { -1 } else { i64::MAX - 1 });
    let first = if downwards { numbers.max_value.unwrap_or(-1) } else { numbers.min_value.unwrap_or(1) };
    drop(&mut numbers.start, first);
    drop(&mut numbers.cache, 1000);
    Sequence { name: sequence.name.clone(), numbers }
}

/// A schema without its views' queries: what a server makes of a query can't be foretold.
pub(super) fn without_queries(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for view in schema.views.values_mut() {
        view.query = String::new();
        view.columns = Vec::new();
    }
    schema
}

/// A schema with everything that a server writes in its own way made comparable.
pub(super) fn comparable(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in schema.tables.values_mut() {
        for column in &mut table.columns {
            if let Some(generated) = &mut column.generated {
                generated.expression = comparable_text(&generated.expression);
            }
            if let Some(mighost_schema::ColumnDefault::Expression(expression)) = &mut column.default {
                *expression = comparable_text(expression);
            }
        }
        for constraint in &mut table.constraints {
            if let Constraint::Check(check) = constraint {
                check.expression = comparable_text(&check.expression);
            }
        }
        for part in table.indexes.iter_mut().flat_map(|index| &mut index.parts) {
            if let mighost_schema::IndexKey::Expression(expression) = &mut part.key {
                *expression = comparable_text(expression);
            }
        }
    }
    for sequence in schema.sequences.values_mut() {
        *sequence = usual(sequence);
    }
    schema
}
