//! Lists of changes.

use super::super::types;
use super::column::{lower_collation, lower_column, lower_default, lower_generated, lower_identity, real_name};
use super::constraint::level;
use super::settings::collation_of;
use super::table::refuse_filled_moments;
use super::{Rules, identifier, some_text, unsupported};
use mighost_schema::{Change, Column, Error, Result, Schema, Table};

/// A list of changes on its way to what a server does, with the table as they leave it.
pub(super) struct Changes<'s> {
    pub table: Table,
    pub before: &'s Schema,
    pub rules: &'s Rules<'s>,
    pub done: Vec<Change>,
    /// What the primary key was called when it was added: the servers keep no name of it.
    pub key_name: Option<String>,
}

impl<'s> Changes<'s> {
    pub(super) fn of(
        table: &Table,
        changes: &[Change],
        before: &'s Schema,
        rules: &'s Rules<'s>,
    ) -> Result<Vec<Change>> {
        let mut this = Changes { table: table.clone(), before, rules, done: Vec::new(), key_name: None };
        changes.iter().try_for_each(|change| this.lower(change))?;
        this.forget_usual_collations()?;
        if this.table.columns != table.columns {
            refuse_filled_moments(&this.table, rules)?;
        }
        Ok(this.done)
    }

    /// A column with the collation that is its table's is one that doesn't say. Only once all is done: until then a
    /// column that says so keeps it when the table's changes.
    pub(super) fn forget_usual_collations(&mut self) -> Result<()> {
        let usual = collation_of(&self.table, self.rules);
        let same = |c: &&Column| c.collation.as_ref() == Some(&usual);
        let columns: Vec<String> = self.table.columns.iter().filter(same).map(|c| c.name.clone()).collect();
        columns.into_iter().try_for_each(|column| self.push(Change::SetCollation { column, collation: None }))
    }

    pub(super) fn push(&mut self, change: Change) -> Result<()> {
        self.table = self.table.alter(std::slice::from_ref(&change))?;
        self.done.push(change);
        Ok(())
    }

    pub(super) fn what(&self, column: &str) -> String {
        format!("column `{column}` of table `{}`", self.table.name)
    }

    pub(super) fn lower(&mut self, change: &Change) -> Result<()> {
        let real = |column: &String| real_name(&self.table, column);
        match change {
            Change::AddColumn { column, position, if_not_exists } => {
                if let Some(there) = self.table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(&column.name)) {
                    if *if_not_exists {
                        return Ok(());
                    }
                    return Err(Error::Invalid(format!(
                        "table `{}` has a column `{}` already",
                        self.table.name, there.name
                    )));
                }
                let column = lower_column(column, &self.table, self.rules)?;
                let position = self.position(position);
                self.push(Change::AddColumn { column, position, if_not_exists: false })
            }
            Change::DropColumn { name, if_exists } => {
                let change = Change::DropColumn { name: real(name), if_exists: *if_exists };
                self.push(change)
            }
            Change::RenameColumn { from, to } => {
                identifier(to)?;
                let from = real(from);
                let own_check = self.table.constraint(&from).is_some_and(level);
                let to = to.clone();
                if from.eq_ignore_ascii_case(&to) && from != to {
                    // Only the case changes: the model has no other column of that name.
                } else if self.table.columns.iter().any(|c| c.name.eq_ignore_ascii_case(&to)) {
                    return Err(Error::Invalid(format!("table `{}` has a column `{to}` already", self.table.name)));
                }
                self.push(Change::RenameColumn { from: from.clone(), to: to.clone() })?;
                match own_check {
                    true => self.push(Change::RenameConstraint { from, to }),
                    false => Ok(()),
                }
            }
            Change::SetType { column, column_type, using } => {
                let column = real(column);
                self.set_type(&column, column_type, using.as_deref())
            }
            Change::SetNullable { column, nullable } => {
                let column = real(column);
                let known = self.table.column(&column);
                if *nullable && (self.in_key(&column) || known.is_some_and(|c| c.identity.is_some())) {
                    return unsupported(format!("{}: a primary key's columns can't be NULL", self.what(&column)));
                }
                if !nullable && self.rules.flavour.mariadb && known.is_some_and(|c| c.generated.is_some()) {
                    return unsupported(format!(
                        "{}: MariaDB takes no NOT NULL on a computed column; add a check instead",
                        self.what(&column)
                    ));
                }
                self.push(Change::SetNullable { column, nullable: *nullable })
            }
            Change::SetDefault { column, default } => {
                let column = real(column);
                let column_type = self.table.column(&column).map(|c| c.column_type.clone());
                let default = match (default, column_type) {
                    (Some(default), Some(column_type)) => {
                        Some(lower_default(&self.what(&column), default, &column_type)?)
                    }
                    (default, _) => default.clone(),
                };
                self.push(Change::SetDefault { column, default })
            }
            Change::SetGenerated { column, generated } => {
                let column = real(column);
                let what = self.what(&column);
                let generated = generated.as_ref().map(|generated| lower_generated(&what, generated)).transpose()?;
                let nullable = self.table.column(&column).is_some_and(|c| c.nullable);
                if generated.is_some() && !nullable && self.rules.flavour.mariadb {
                    return unsupported(format!(
                        "{what}: MariaDB takes no NOT NULL on a computed column; allow NULL first"
                    ));
                }
                self.push(Change::SetGenerated { column, generated })
            }
            Change::SetIdentity { column, identity } => {
                let column = real(column);
                let what = self.what(&column);
                let identity = identity.as_ref().map(|i| lower_identity(&what, i, self.rules)).transpose()?;
                if identity.is_some() && self.table.column(&column).is_some_and(|c| c.nullable) {
                    self.push(Change::SetNullable { column: column.clone(), nullable: false })?;
                }
                self.push(Change::SetIdentity { column, identity })
            }
            Change::SetCollation { column, collation } => {
                let column = real(column);
                let known = self.table.column(&column).map(|c| c.column_type.clone());
                let collation = match known {
                    Some(column_type) if !types::textual(&column_type) && collation.is_some() => {
                        return unsupported(format!("{}: only texts have a collation", self.what(&column)));
                    }
                    Some(column_type) => lower_collation(collation.as_ref(), &column_type),
                    None => collation.clone(),
                };
                self.push(Change::SetCollation { column, collation })
            }
            Change::SetColumnComment { column, comment } => {
                let change = Change::SetColumnComment { column: real(column), comment: some_text(comment.as_ref()) };
                self.push(change)
            }
            Change::MoveColumn { column, position } => {
                let change = Change::MoveColumn { column: real(column), position: self.position(position) };
                self.push(change)
            }
            Change::AddConstraint { constraint, if_not_exists } => self.add_constraint(constraint, *if_not_exists),
            Change::DropConstraint { key, if_exists } => self.drop_constraint(key, *if_exists),
            Change::RenameConstraint { from, to } => self.rename_constraint(from, to),
            // Every constraint holds for every row.
            Change::ValidateConstraint { name } if self.key_name.as_ref() == Some(name) => Ok(()),
            Change::ValidateConstraint { name } => {
                let name = self.constraint_name(name);
                self.table.alter(&[Change::ValidateConstraint { name }]).map(drop)
            }
            Change::AddIndex { index, if_not_exists } => self.add_index(index, *if_not_exists),
            Change::DropIndex { name, if_exists } => self.drop_index(name, *if_exists),
            Change::RenameIndex { from, to } => {
                identifier(to)?;
                match self.unique_constraint(from) {
                    Some(from) => self.push(Change::RenameConstraint { from, to: to.clone() }),
                    None => {
                        let from = self.index_name(from);
                        self.push(Change::RenameIndex { from, to: to.clone() })
                    }
                }
            }
            Change::SetIndexComment { index, comment } => self.set_index_comment(index, some_text(comment.as_ref())),
            Change::SetTableComment { comment } => {
                self.push(Change::SetTableComment { comment: some_text(comment.as_ref()) })
            }
            Change::SetColumnSetting { column, name, value } => {
                let column = real(column);
                self.set_column_setting(&column, name, value.as_ref())
            }
            Change::SetSetting { name, value } => self.set_setting(name, value.as_ref()),
        }
    }

    pub(super) fn position(&self, position: &mighost_schema::Position) -> mighost_schema::Position {
        match position {
            mighost_schema::Position::After(column) => mighost_schema::Position::After(real_name(&self.table, column)),
            other => other.clone(),
        }
    }
}
