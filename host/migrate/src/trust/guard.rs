//! Checks each call of a confined package against its grants.

use super::expressions::{Texts, is_harmless};
use super::grants::{Grants, Reach, SqlGrant};
use mighost_database::Wall;
use mighost_schema::{
    Access, Dialect, Error, Inside, ObjectKind, ObjectName, Operation, Result, Schema, Touch, View, relations,
};
use std::sync::Arc;

/// Checks each call of a confined package against its grants.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    grants: Arc<Grants>,
    dialect: Dialect,
}

impl Guard {
    /// For one step.
    pub(crate) fn new(grants: Arc<Grants>, dialect: Dialect) -> Guard {
        Guard { grants, dialect }
    }

    /// What raw SQL may do.
    pub(crate) fn sql(&self) -> SqlGrant {
        self.grants.sql
    }

    /// The grants.
    pub(crate) fn grants(&self) -> &Grants {
        &self.grants
    }

    /// Checks an operation. `others` are the tables, views and enumerations that stand in the database.
    pub(crate) fn operation(&self, operation: &Operation, others: &[ObjectName]) -> Result<()> {
        let denied = |why: String| Err(Error::Denied(why));
        if self.grants.kind_denied(operation) {
            return denied(format!("`{}` isn't among the operations that the package is granted", operation.kind()));
        }
        if cascades(operation) {
            return denied("a confined package drops what it names, and nothing that stands on it: no cascade".into());
        }
        for touch in operation.touches(&Schema::default()) {
            // Some databases cut a name that is longer than theirs, and then mean another object by it.
            let long = touch.object.name.len();
            if long > LONGEST_NAME {
                return denied(format!("a name of {long} bytes; a confined package's have at most {LONGEST_NAME}"));
            }
            self.touch(&touch, matches!(operation, Operation::CreateView { .. }))?;
        }
        let texts = Texts::of(operation);
        for text in texts.expressions {
            self.expression(text)?;
        }
        if let Some(word) = texts.words.iter().find(|word| !is_word(word)) {
            return denied(format!("`{word}` isn't a plain type, method or operator"));
        }
        let used = others.iter().filter(|other| !self.sees(other)).find(|other| {
            texts.words.iter().any(|word| parts(word).any(|part| part.eq_ignore_ascii_case(&other.name)))
        });
        if let (Some(other), false) = (used, matches!(operation, Operation::CreateView { .. })) {
            return denied(format!("the type `{other}` isn't the package's own, nor granted"));
        }
        if let Some(setting) = texts.settings.first() {
            return denied(format!("the setting `{setting}`: a confined package sets none"));
        }
        match operation {
            Operation::CreateView { view, .. } => self.view(view, others),
            _ => Ok(()),
        }
    }

    /// Whether an operation names types by words of the database's, which may be another's table or enumeration.
    pub(crate) fn names_types(&self, operation: &Operation) -> bool {
        self.dialect == Dialect::Postgresql && !Texts::of(operation).words.is_empty()
    }

    fn touch(&self, touch: &Touch, of_a_view: bool) -> Result<()> {
        if touch.kind == ObjectKind::Schema {
            // Everything in its own schema is the package's, and the schema with it.
            let own = self.grants.schema.as_deref() == Some(touch.object.name.as_str());
            return if own { Ok(()) } else { Err(Error::Denied(self.grants.denied(touch))) };
        }
        let needed = match (touch.access, touch.kind) {
            _ if self.owns(&touch.object) => return Ok(()),
            (Access::Reference, ObjectKind::Table | ObjectKind::View) if of_a_view => Reach::Read,
            (Access::Reference, _) => Reach::Reference,
            (Access::Change, ObjectKind::Table) => Reach::Alter,
            _ => return Err(Error::Denied(self.grants.denied(touch))),
        };
        match self.reach(&touch.object) {
            Some(reach) if reach >= needed => Ok(()),
            _ => Err(Error::Denied(self.grants.denied(touch))),
        }
    }

    fn expression(&self, text: &str) -> Result<()> {
        let inside = Inside::of(text);
        if !inside.is_one_expression {
            return Err(Error::Denied(format!(
                "`{text}` isn't one plain expression: no comment, comma or open quote in it"
            )));
        }
        if inside.has_query {
            return Err(Error::Denied(format!(
                "`{text}`: an expression of a confined package has no query or variable in it"
            )));
        }
        self.harmless(&inside, text)
    }

    fn harmless(&self, inside: &Inside, text: &str) -> Result<()> {
        // What the database doesn't read as a name was looked at as one: `tags [pg_sleep(1)]` is a subscript on PostgreSQL.
        let known = match self.dialect {
            Dialect::Sqlite => ['"', '`', '['].as_slice(),
            Dialect::Postgresql => &['"'],
            Dialect::Mysql | Dialect::Mariadb => &['`'],
        };
        if let Some(quote) = inside.quotes.iter().find(|quote| !known.contains(quote)) {
            return Err(Error::Denied(format!(
                "`{text}`: what {quote} encloses is no name on {}; write names without quotes, or in {}",
                self.dialect, known[0]
            )));
        }
        if let Some(function) = inside.functions.iter().find(|f| !is_harmless(f) && !self.grants.functions.contains(*f))
        {
            return Err(Error::Denied(format!(
                "`{text}` calls `{function}`, which isn't among the functions that the package is granted"
            )));
        }
        // `'people'::regclass` tells whether a table is there.
        match inside.types.iter().find(|name| name.starts_with("reg")) {
            Some(name) => Err(Error::Denied(format!("`{text}` casts to `{name}`, which looks into the catalog"))),
            None => Ok(()),
        }
    }

    /// A view's query reads only what the package may read. Read twice: what it names where a table stands must be
    /// granted, and nothing that stands in the database and isn't granted may be named anywhere.
    fn view(&self, view: &View, others: &[ObjectName]) -> Result<()> {
        let query = &view.query;
        let inside = Inside::of(query);
        // A comma is what a list of columns has; everything else must be as in an expression.
        let plain = Inside::of(&format!("({query})")).is_one_expression;
        let begins = query.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select"));
        if !plain || !begins {
            return Err(Error::Denied("a confined package's view is one SELECT, without comments".into()));
        }
        self.harmless(&inside, query)?;
        if inside.hides_tables {
            return Err(Error::Denied(format!(
                "`{query}`: a confined package's view names its tables behind FROM and JOIN, and has no WITH, TABLE, FOR, OFFSET or \
                 `IN name`, nor a name of the database's catalog"
            )));
        }
        for name in relations(query) {
            if !self.may(&name, Reach::Read) {
                let touch = Touch { object: name, kind: ObjectKind::Table, access: Access::Reference };
                return Err(Error::Denied(self.grants.denied(&touch)));
            }
        }
        let hidden = others.iter().find(|other| !self.may(other, Reach::Read) && view.names(other));
        match hidden {
            Some(other) => {
                Err(Error::Denied(format!("the view's query names `{other}`, which the package may not read")))
            }
            None => Ok(()),
        }
    }

    /// Checks that rows may be read.
    pub(crate) fn read(&self, table: &ObjectName) -> Result<()> {
        self.rows(table, Reach::Read, "read")
    }

    /// Checks that rows may be changed.
    pub(crate) fn change(&self, table: &ObjectName) -> Result<()> {
        self.rows(table, Reach::Change, "change")
    }

    fn rows(&self, table: &ObjectName, reach: Reach, word: &str) -> Result<()> {
        if self.may(table, reach) {
            return Ok(());
        }
        let grants = &self.grants;
        Err(Error::Denied(format!(
            "{word} rows of {table}: the package owns what begins with `{}`{}",
            grants.prefix,
            grants.elsewhere()
        )))
    }

    /// Checks that an object's definition may be looked at.
    pub(crate) fn look(&self, object: &ObjectName) -> Result<()> {
        if self.sees(object) {
            return Ok(());
        }
        Err(Error::Denied(format!("look at {object}: the package sees its own objects{}", self.grants.elsewhere())))
    }

    /// Whether an object's definition may be looked at.
    pub(crate) fn sees(&self, object: &ObjectName) -> bool {
        self.may(object, Reach::Reference)
    }

    fn may(&self, object: &ObjectName, needed: Reach) -> bool {
        self.owns(object) || self.reach(object).is_some_and(|reach| reach >= needed)
    }

    /// Whether a name is the package's own: in its schema, or with its prefix in the default one.
    pub(crate) fn owns(&self, object: &ObjectName) -> bool {
        match (&object.schema, &self.grants.schema) {
            (Some(schema), Some(own)) => schema == own,
            (Some(_), None) => false,
            (None, _) => {
                let prefix = &self.grants.prefix;
                object.name.get(..prefix.len()).is_some_and(|start| self.same(start, prefix))
            }
        }
    }

    fn reach(&self, object: &ObjectName) -> Option<Reach> {
        let name = object.to_string();
        self.grants.tables.iter().find(|(table, _)| self.same(table, &name)).map(|(_, reach)| *reach)
    }

    /// Whether two names are the same to the database. Where it tells capitals from small letters, so do we; MySQL and MariaDB do
    /// on some machines (`lower_case_table_names`), and are taken to do so everywhere: `PEOPLE` may be another table than the
    /// `people` that is granted.
    fn same(&self, a: &str, b: &str) -> bool {
        match self.dialect {
            Dialect::Postgresql | Dialect::Mysql | Dialect::Mariadb => a == b,
            Dialect::Sqlite => a.eq_ignore_ascii_case(b),
        }
    }
}

/// What raw SQL reaches, where the database itself asks about it.
impl Wall for Guard {
    fn reads(&self, table: &str) -> bool {
        self.may(&table.into(), Reach::Read)
    }

    fn changes(&self, table: &str) -> bool {
        self.may(&table.into(), Reach::Change)
    }

    fn refers(&self, table: &str) -> bool {
        self.may(&table.into(), Reach::Reference)
    }

    fn owns(&self, name: &str) -> bool {
        Guard::owns(self, &name.into())
    }
}

fn cascades(operation: &Operation) -> bool {
    match operation {
        Operation::DropTable { cascade, .. }
        | Operation::DropView { cascade, .. }
        | Operation::DropEnumeration { cascade, .. }
        | Operation::DropSequence { cascade, .. }
        | Operation::DropSchema { cascade, .. } => *cascade,
        _ => false,
    }
}

/// Bytes of the longest name that a confined package may use: MySQL's 64 characters of up to four bytes. PostgreSQL has 63 bytes.
const LONGEST_NAME: usize = 256;

/// What may stand behind a type and is more than the type: it would reach other tables, or run something.
#[rustfmt::skip]
const BEHIND_A_TYPE: [&str; 32] = [
    "after", "always", "as", "auto_increment", "autoincrement", "check", "collate", "comment", "compression", "constraint",
    "default", "first", "foreign", "from", "generated", "identity", "include", "invisible", "key", "not", "null", "on", "primary",
    "references", "select", "storage", "stored", "tablespace", "unique", "using", "where", "with",
];

/// The words of a text.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// Whether a text is a type, an index method, a collation or an operator, and nothing that could leave its place:
/// letters, digits, spaces and a list of numbers in parentheses; or an operator's characters alone.
fn is_word(text: &str) -> bool {
    let name = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | '(' | ')' | ',' | '-'))
        && Inside::of(&format!("({text})")).is_one_expression
        && !text.contains("--")
        && !parts(text).any(|word| BEHIND_A_TYPE.contains(&word.to_ascii_lowercase().as_str()));
    // The longest operator of PostgreSQL has few characters; a comment would need two of these in a row.
    let operator = text.chars().all(|c| "+*<>=~!@#%^&|".contains(c)) && text.len() < 8;
    !text.is_empty() && (name || operator)
}

#[cfg(test)]
#[path = "guard_tests.rs"]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
