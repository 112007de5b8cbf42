//! One line for people, in plans, journals and errors.

use crate::{
    Change, Constraint, ConstraintKey, Deferral, Index, IndexKey, LabelPosition, Operation, Position, Table, View,
};
use std::fmt::{Display, Formatter, Result};

impl Display for Constraint {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let what = match self {
            Constraint::PrimaryKey(_) => "primary key",
            Constraint::Unique(_) => "unique constraint",
            Constraint::Check(_) => "check",
            Constraint::ForeignKey(_) => "foreign key",
            Constraint::Exclusion(_) => "exclusion constraint",
        };
        f.write_str(what)?;
        if let Some(name) = self.name() {
            write!(f, " `{name}`")?;
        }
        match self {
            Constraint::PrimaryKey(c) => write!(f, " ({})", c.columns.join(", ")),
            Constraint::Unique(c) => write!(f, " ({}){}", c.columns.join(", "), deferral(c.deferral)),
            Constraint::Check(c) => write!(f, " ({})", one_line(&c.expression)),
            Constraint::ForeignKey(c) => {
                write!(f, " ({}) to {}", c.columns.join(", "), c.referred_table)?;
                if !c.referred_columns.is_empty() {
                    write!(f, " ({})", c.referred_columns.join(", "))?;
                }
                f.write_str(deferral(c.deferral))
            }
            Constraint::Exclusion(c) => {
                let elements: Vec<String> =
                    c.elements.iter().map(|e| format!("{} {}", e.expression, e.operator)).collect();
                write!(f, " ({})", one_line(&elements.join(", ")))
            }
        }
    }
}

fn deferral(deferral: Deferral) -> &'static str {
    match deferral {
        Deferral::NotDeferrable => "",
        Deferral::InitiallyImmediate => " deferrable",
        Deferral::InitiallyDeferred => " deferred",
    }
}

impl Display for ConstraintKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            ConstraintKey::Name(name) => write!(f, "constraint `{name}`"),
            ConstraintKey::PrimaryKey => f.write_str("primary key"),
            ConstraintKey::Unique(columns) => write!(f, "unique constraint ({})", columns.join(", ")),
            ConstraintKey::ForeignKey(columns) => write!(f, "foreign key ({})", columns.join(", ")),
            ConstraintKey::Check(expression) => write!(f, "check ({})", one_line(expression)),
        }
    }
}

/// A text that is part of a line: short, and without line breaks.
fn one_line(text: &str) -> String {
    // About what still leaves a line of 120 readable.
    const MOST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn index(index: &Index) -> String {
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|p| {
            let key = match &p.key {
                IndexKey::Column(c) => c.clone(),
                IndexKey::Expression(e) => one_line(e),
            };
            if p.descending { format!("{key} desc") } else { key }
        })
        .collect();
    let predicate = index.predicate.as_deref().map(|p| format!(" where {}", one_line(p))).unwrap_or_default();
    let unique = if index.unique { "unique " } else { "" };
    format!("{unique}index {} ({}){predicate}", index.name, parts.join(", "))
}

fn position(position: &Position) -> String {
    match position {
        Position::Last => String::new(),
        Position::First => " first".into(),
        Position::After(column) => format!(" after {column}"),
    }
}

/// ` if exists`, ` if not exists`.
fn when(condition: bool, text: &'static str) -> &'static str {
    if condition { text } else { "" }
}

const IF_EXISTS: &str = " if exists";
const IF_NOT_EXISTS: &str = " if not exists";
const CASCADE: &str = " cascade";

impl Display for Change {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let set = |f: &mut Formatter<'_>, is: bool, what: &str, of: &str| {
            if is { write!(f, "set {what} of {of}") } else { write!(f, "drop {what} of {of}") }
        };
        match self {
            Change::AddColumn { column, position: p, if_not_exists } => {
                write!(f, "add column {}{}{}", column.name, position(p), when(*if_not_exists, IF_NOT_EXISTS))
            }
            Change::DropColumn { name, if_exists } => write!(f, "drop column {name}{}", when(*if_exists, IF_EXISTS)),
            Change::RenameColumn { from, to } => write!(f, "rename column {from} to {to}"),
            Change::SetType { column, column_type, .. } => write!(f, "set type of {column} to {column_type}"),
            Change::SetNullable { column, nullable } => {
                write!(f, "set {column} {}", if *nullable { "null" } else { "not null" })
            }
            Change::SetDefault { column, default } => set(f, default.is_some(), "default", column),
            Change::SetGenerated { column, generated } => set(f, generated.is_some(), "generation", column),
            Change::SetIdentity { column, identity } => set(f, identity.is_some(), "identity", column),
            Change::SetCollation { column, collation: Some(c) } => write!(f, "set collation of {column} to {c}"),
            Change::SetCollation { column, collation: None } => write!(f, "drop collation of {column}"),
            Change::SetColumnComment { column, comment } => set(f, comment.is_some(), "comment", column),
            Change::MoveColumn { column, position: Position::Last } => write!(f, "move column {column} last"),
            Change::MoveColumn { column, position: p } => write!(f, "move column {column}{}", position(p)),
            Change::AddConstraint { constraint, if_not_exists } => {
                write!(f, "add {constraint}{}", when(*if_not_exists, IF_NOT_EXISTS))
            }
            Change::DropConstraint { key, if_exists } => write!(f, "drop {key}{}", when(*if_exists, IF_EXISTS)),
            Change::RenameConstraint { from, to } => write!(f, "rename constraint {from} to {to}"),
            Change::ValidateConstraint { name } => write!(f, "validate constraint {name}"),
            Change::AddIndex { index: i, if_not_exists } => {
                write!(f, "add {}{}", index(i), when(*if_not_exists, IF_NOT_EXISTS))
            }
            Change::DropIndex { name, if_exists } => write!(f, "drop index {name}{}", when(*if_exists, IF_EXISTS)),
            Change::RenameIndex { from, to } => write!(f, "rename index {from} to {to}"),
            Change::SetIndexComment { index, comment } => {
                set(f, comment.is_some(), "comment", &format!("index {index}"))
            }
            Change::SetTableComment { comment } => {
                f.write_str(if comment.is_some() { "set comment" } else { "drop comment" })
            }
            Change::SetColumnSetting { column, name, value: Some(value) } if value.is_empty() => {
                write!(f, "set {name} of {column}")
            }
            Change::SetColumnSetting { column, name, value: Some(value) } => {
                write!(f, "set {name} of {column} to {}", one_line(value))
            }
            Change::SetColumnSetting { column, name, value: None } => write!(f, "drop {name} of {column}"),
            Change::SetSetting { name, value: Some(value) } if value.is_empty() => write!(f, "set {name}"),
            Change::SetSetting { name, value: Some(value) } => write!(f, "set {name} to {}", one_line(value)),
            Change::SetSetting { name, value: None } => write!(f, "drop setting {name}"),
        }
    }
}

/// `alter table people: add column email, set name not null`.
impl Display for Operation {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Operation::CreateTable { table: Table { name, columns, .. }, if_not_exists } => {
                let columns: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
                write!(f, "create table {name}{} ({})", when(*if_not_exists, IF_NOT_EXISTS), columns.join(", "))
            }
            Operation::DropTable { name, if_exists, cascade } => drop(f, "table", name, *if_exists, *cascade),
            Operation::RenameTable { from, to } => write!(f, "rename table {from} to {to}"),
            Operation::AlterTable(alter) => {
                let changes: Vec<String> = alter.changes.iter().map(ToString::to_string).collect();
                write!(f, "alter table {}: {}", alter.table, changes.join(", "))
            }
            Operation::CreateIndex { table, index: i, if_not_exists, concurrently } => write!(
                f,
                "create {} on {table}{}{}",
                index(i),
                when(*if_not_exists, IF_NOT_EXISTS),
                when(*concurrently, " concurrently")
            ),
            Operation::DropIndex { table, name, if_exists, concurrently } => write!(
                f,
                "drop index {name} of {table}{}{}",
                when(*if_exists, IF_EXISTS),
                when(*concurrently, " concurrently")
            ),
            Operation::CreateView { view, or_replace } => {
                let View { name, .. } = view;
                write!(f, "create {}{} {name}", when(*or_replace, "or replace "), view.kind())
            }
            Operation::DropView { name, if_exists, cascade } => drop(f, "view", name, *if_exists, *cascade),
            Operation::RenameView { from, to } => write!(f, "rename view {from} to {to}"),
            Operation::RefreshView { name, concurrently } => {
                write!(f, "refresh view {name}{}", when(*concurrently, " concurrently"))
            }
            Operation::SetViewComment { name, comment: Some(_) } => write!(f, "set comment of view {name}"),
            Operation::SetViewComment { name, comment: None } => write!(f, "drop comment of view {name}"),
            Operation::CreateEnumeration { enumeration: e, if_not_exists } => {
                write!(f, "create type {}{} ({})", e.name, when(*if_not_exists, IF_NOT_EXISTS), e.labels.join(", "))
            }
            Operation::AddLabel { name, label, position, if_not_exists } => {
                write!(f, "alter type {name}: add label {label}")?;
                match position {
                    LabelPosition::Last => {}
                    LabelPosition::Before(other) => write!(f, " before {other}")?,
                    LabelPosition::After(other) => write!(f, " after {other}")?,
                }
                f.write_str(when(*if_not_exists, IF_NOT_EXISTS))
            }
            Operation::RenameLabel { name, from, to } => write!(f, "alter type {name}: rename label {from} to {to}"),
            Operation::RenameEnumeration { from, to } => write!(f, "rename type {from} to {to}"),
            Operation::DropEnumeration { name, if_exists, cascade } => drop(f, "type", name, *if_exists, *cascade),
            Operation::CreateSequence { sequence, if_not_exists } => {
                write!(f, "create sequence {}{}", sequence.name, when(*if_not_exists, IF_NOT_EXISTS))
            }
            Operation::AlterSequence { sequence } => write!(f, "alter sequence {}", sequence.name),
            Operation::RenameSequence { from, to } => write!(f, "rename sequence {from} to {to}"),
            Operation::DropSequence { name, if_exists, cascade } => drop(f, "sequence", name, *if_exists, *cascade),
            Operation::CreateSchema { name, if_not_exists } => {
                write!(f, "create schema {name}{}", when(*if_not_exists, IF_NOT_EXISTS))
            }
            Operation::DropSchema { name, if_exists, cascade } => drop(f, "schema", name, *if_exists, *cascade),
        }
    }
}

fn drop(f: &mut Formatter<'_>, kind: &str, name: &dyn Display, if_exists: bool, cascade: bool) -> Result {
    write!(f, "drop {kind} {name}{}{}", when(if_exists, IF_EXISTS), when(cascade, CASCADE))
}
