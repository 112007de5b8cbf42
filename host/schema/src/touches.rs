use crate::text::relations;
use crate::{Change, Column, ColumnDefault, ColumnType, Constraint, EnumType, ObjectName, Operation, Schema, View};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What kind of object a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectKind {
    /// A table, with its columns, constraints and indexes.
    Table,
    /// A view, materialized or not.
    View,
    /// A sequence.
    Sequence,
    /// An enumeration type.
    Enumeration,
    /// A schema; its name is the object's `name`.
    Schema,
}

/// What an operation does to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Makes it.
    Create,
    /// Changes it.
    Change,
    /// Drops it.
    Drop,
    /// Takes its name away or gives it this name.
    Rename,
    /// Makes something else depend on it: a foreign key, a view that reads it, a column of that type.
    Reference,
}

/// One object that an operation needs, and for what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Touch {
    /// The object.
    pub object: ObjectName,
    /// What it is.
    pub kind: ObjectKind,
    /// What happens to it.
    pub access: Access,
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ObjectKind::Table => "table",
            ObjectKind::View => "view",
            ObjectKind::Sequence => "sequence",
            ObjectKind::Enumeration => "type",
            ObjectKind::Schema => "schema",
        })
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Access::Create => "create",
            Access::Change => "change",
            Access::Drop => "drop",
            Access::Rename => "rename",
            Access::Reference => "reference",
        })
    }
}

impl fmt::Display for Touch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.access, self.kind, self.object)
    }
}

impl Operation {
    /// What the operation does to which objects: what it is asked to do, what it newly refers to, and what falls by
    /// its cascade. Each once, what it is asked to do first.
    ///
    /// What merely follows a rename (a foreign key's target, a view's query) is not listed. For a view, everything
    /// counts that its query may read, whether the schema knows it or not.
    ///
    /// ```
    /// use mighost_schema::{Access, ObjectKind, Operation, Schema};
    ///
    /// let rename = Operation::RenameTable { from: "people".into(), to: "persons".into() };
    /// let touches = rename.touches(&Schema::default());
    /// assert_eq!(touches[0].to_string(), "rename table people");
    /// assert_eq!(touches[1].to_string(), "rename table persons");
    /// ```
    pub fn touches(&self, before: &Schema) -> Vec<Touch> {
        let mut t = Touches { before, found: Vec::new() };
        t.operation(self);
        t.found
    }
}

struct Touches<'s> {
    before: &'s Schema,
    found: Vec<Touch>,
}

impl Touches<'_> {
    fn add(&mut self, access: Access, kind: ObjectKind, object: &ObjectName) {
        let touch = Touch { object: object.clone(), kind, access };
        if !self.found.contains(&touch) {
            self.found.push(touch);
        }
    }

    fn rename(&mut self, kind: ObjectKind, from: &ObjectName, to: &ObjectName) {
        self.add(Access::Rename, kind, from);
        self.add(Access::Rename, kind, to);
    }

    fn operation(&mut self, operation: &Operation) {
        use ObjectKind::{Enumeration, Sequence, Table};
        match operation {
            Operation::CreateTable { table, .. } => {
                self.add(Access::Create, Table, &table.name);
                table.columns.iter().for_each(|c| self.column(c));
                table.constraints.iter().for_each(|c| self.constraint(&table.name, c));
            }
            Operation::DropTable { name, cascade, .. } => self.drop_table(name, *cascade),
            Operation::RenameTable { from, to } => self.rename(Table, from, to),
            Operation::AlterTable(alter) => {
                self.add(Access::Change, Table, &alter.table);
                alter.changes.iter().for_each(|c| self.change(&alter.table, c));
            }
            Operation::CreateIndex { table, .. } | Operation::DropIndex { table, .. } => {
                self.add(Access::Change, Table, table);
            }
            Operation::CreateView { view, or_replace } => self.create_view(view, *or_replace),
            Operation::DropView { name, cascade, .. } => self.drop_view(name, *cascade),
            Operation::RenameView { from, to } => self.rename(ObjectKind::View, from, to),
            Operation::RefreshView { name, .. } | Operation::SetViewComment { name, .. } => {
                self.add(Access::Change, ObjectKind::View, name);
            }
            Operation::CreateEnumeration { enumeration, .. } => {
                self.add(Access::Create, Enumeration, &enumeration.name);
            }
            Operation::AddLabel { name, .. } | Operation::RenameLabel { name, .. } => {
                self.add(Access::Change, Enumeration, name);
            }
            Operation::RenameEnumeration { from, to } => self.rename(Enumeration, from, to),
            Operation::DropEnumeration { name, cascade, .. } => self.drop_enumeration(name, *cascade),
            Operation::CreateSequence { sequence, .. } => self.add(Access::Create, Sequence, &sequence.name),
            Operation::AlterSequence { sequence } => self.add(Access::Change, Sequence, &sequence.name),
            Operation::RenameSequence { from, to } => self.rename(Sequence, from, to),
            Operation::DropSequence { name, cascade, .. } => self.drop_sequence(name, *cascade),
            Operation::CreateSchema { name, .. } => {
                self.add(Access::Create, ObjectKind::Schema, &ObjectName::new(name));
            }
            Operation::DropSchema { name, cascade, .. } => self.drop_schema(name, *cascade),
        }
    }

    fn change(&mut self, table: &ObjectName, change: &Change) {
        match change {
            Change::AddColumn { column, .. } => self.column(column),
            Change::AddConstraint { constraint, .. } => self.constraint(table, constraint),
            Change::SetType { column_type, .. } => self.column_type(column_type),
            Change::SetDefault { default: Some(default), .. } => self.default(default),
            _ => {}
        }
    }

    fn column(&mut self, column: &Column) {
        self.column_type(&column.column_type);
        column.default.iter().for_each(|d| self.default(d));
    }

    fn column_type(&mut self, column_type: &ColumnType) {
        if let ColumnType::Enumeration(EnumType { name: Some(name), labels }) = column_type {
            let new = !labels.is_empty() && !self.before.enumerations.contains_key(name);
            self.add(if new { Access::Create } else { Access::Reference }, ObjectKind::Enumeration, name);
        }
    }

    fn default(&mut self, default: &ColumnDefault) {
        if let ColumnDefault::Expression(text) = default {
            for name in self.before.sequences.keys().filter(|n| crate::text::names_sequence(text, n)) {
                self.add(Access::Reference, ObjectKind::Sequence, name);
            }
        }
    }

    fn constraint(&mut self, table: &ObjectName, constraint: &Constraint) {
        if let Constraint::ForeignKey(key) = constraint
            && key.referred_table != *table
        {
            self.add(Access::Reference, ObjectKind::Table, &key.referred_table);
        }
    }

    fn create_view(&mut self, view: &View, or_replace: bool) {
        let replaces = or_replace && self.before.views.contains_key(&view.name);
        self.add(if replaces { Access::Change } else { Access::Create }, ObjectKind::View, &view.name);
        let known = self.before.tables.keys().map(|n| (ObjectKind::Table, n));
        for (kind, name) in known.chain(self.before.views.keys().map(|n| (ObjectKind::View, n))) {
            if *name != view.name && view.names(name) {
                self.add(Access::Reference, kind, name);
            }
        }
        for name in relations(&view.query) {
            if !self.before.views.contains_key(&name) {
                self.add(Access::Reference, ObjectKind::Table, &name);
            }
        }
    }

    fn drop_views_reading(&mut self, relation: &ObjectName) {
        for view in self.before.views_reading(relation) {
            self.add(Access::Drop, ObjectKind::View, &view);
        }
    }

    fn drop_view(&mut self, name: &ObjectName, cascade: bool) {
        self.add(Access::Drop, ObjectKind::View, name);
        if cascade {
            self.drop_views_reading(name);
        }
    }

    fn drop_table(&mut self, name: &ObjectName, cascade: bool) {
        self.add(Access::Drop, ObjectKind::Table, name);
        if cascade {
            for (table, _) in self.before.referring(name) {
                self.add(Access::Change, ObjectKind::Table, &table.name);
            }
            self.drop_views_reading(name);
        }
    }

    fn drop_enumeration(&mut self, name: &ObjectName, cascade: bool) {
        self.add(Access::Drop, ObjectKind::Enumeration, name);
        for table in self.before.tables.values().filter(|t| cascade && t.columns_of(name).next().is_some()) {
            self.add(Access::Change, ObjectKind::Table, &table.name);
            // A foreign key to a column that goes, goes too.
            for (referring, _) in self.before.referring(&table.name) {
                self.add(Access::Change, ObjectKind::Table, &referring.name);
            }
        }
    }

    fn drop_sequence(&mut self, name: &ObjectName, cascade: bool) {
        self.add(Access::Drop, ObjectKind::Sequence, name);
        for table in self.before.tables.values() {
            if cascade && table.columns.iter().any(|c| c.draws_from(name)) {
                self.add(Access::Change, ObjectKind::Table, &table.name);
            }
        }
    }

    fn drop_schema(&mut self, name: &str, cascade: bool) {
        self.add(Access::Drop, ObjectKind::Schema, &ObjectName::new(name));
        if !cascade {
            return;
        }
        let inside = |o: &&ObjectName| o.schema.as_deref() == Some(name);
        let before = self.before;
        before.views.keys().filter(inside).for_each(|n| self.drop_view(n, true));
        before.tables.keys().filter(inside).for_each(|n| self.drop_table(n, true));
        before.enumerations.keys().filter(inside).for_each(|n| self.drop_enumeration(n, true));
        before.sequences.keys().filter(inside).for_each(|n| self.drop_sequence(n, true));
    }
}

#[cfg(test)]
#[path = "touches_tests.rs"]
mod tests;
