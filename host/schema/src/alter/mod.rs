//! What a list of changes makes of one table.

mod column;
mod constraint;
mod index;
pub(crate) mod stands;

use crate::{Change, Column, Constraint, Index, Result, Settings, Table};

/// What a change did that other tables must hear of, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A column is gone.
    Dropped(String),
    /// A column has another name.
    Renamed { from: String, to: String },
}

impl Table {
    /// What a list of changes makes of this table. Later changes see what earlier ones did.
    ///
    /// Only this table is known here: foreign keys of other tables follow in [`crate::Schema::apply`].
    ///
    /// ```
    /// use mighost_schema::{Change, Column, ColumnType, Table};
    ///
    /// let mut people = Table::new("people");
    /// people.columns = vec![Column::new("id", ColumnType::INTEGER), Column::new("nam", ColumnType::TEXT)];
    /// let altered = people.alter(&[
    ///     Change::RenameColumn { from: "nam".into(), to: "name".into() },
    ///     Change::SetNullable { column: "name".into(), nullable: false },
    /// ])?;
    /// assert!(!altered.columns[1].nullable);
    ///
    /// let error = people.alter(&[Change::DropColumn { name: "name".into(), if_exists: false }]).unwrap_err();
    /// assert_eq!(error.to_string(), "table `people` has no column `name`; did you mean `nam`?");
    /// # Ok::<(), mighost_schema::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] where a change makes no sense: an unknown column, a second primary key, a column
    /// that something else stands on.
    pub fn alter(&self, changes: &[Change]) -> Result<Table> {
        let mut table = self.clone();
        let mut events = Vec::new();
        for change in changes {
            table.change(change, &mut events)?;
        }
        Ok(table)
    }

    /// Makes one change. Whether it did anything. On an error the table may be half changed.
    pub(crate) fn change(&mut self, change: &Change, events: &mut Vec<Event>) -> Result<bool> {
        match change {
            Change::AddColumn { column, position, if_not_exists } => self.add_column(column, position, *if_not_exists),
            Change::DropColumn { name, if_exists } => self.drop_column(name, *if_exists, events),
            Change::RenameColumn { from, to } => self.rename_column(from, to, events),
            Change::SetType { column, column_type, .. } => {
                self.column_mut(column)?.column_type = column_type.clone();
                Ok(true)
            }
            Change::SetNullable { column, nullable } => {
                self.column_mut(column)?.nullable = *nullable;
                Ok(true)
            }
            Change::SetDefault { column, default } => self.revise(column, |c| c.default = default.clone()),
            Change::SetGenerated { column, generated } => self.revise(column, |c| c.generated = generated.clone()),
            Change::SetIdentity { column, identity } => self.revise(column, |c| c.identity = identity.clone()),
            Change::SetCollation { column, collation } => {
                self.column_mut(column)?.collation = collation.clone();
                Ok(true)
            }
            Change::SetColumnComment { column, comment } => {
                self.column_mut(column)?.comment = comment.clone();
                Ok(true)
            }
            Change::MoveColumn { column, position } => self.move_column(column, position),
            Change::AddConstraint { constraint, if_not_exists } => self.add_constraint(constraint, *if_not_exists),
            Change::DropConstraint { key, if_exists } => self.drop_constraint(key, *if_exists),
            Change::RenameConstraint { from, to } => self.rename_constraint(from, to),
            Change::ValidateConstraint { name } => self.validate_constraint(name),
            Change::AddIndex { index, if_not_exists } => self.add_index(index, *if_not_exists),
            Change::DropIndex { name, if_exists } => self.drop_index(name, *if_exists),
            Change::RenameIndex { from, to } => self.rename_index(from, to),
            Change::SetIndexComment { index, comment } => {
                self.index_mut(index)?.comment = comment.clone();
                Ok(true)
            }
            Change::SetTableComment { comment } => {
                self.comment = comment.clone();
                Ok(true)
            }
            Change::SetColumnSetting { column, name, value } => {
                set(&mut self.column_mut(column)?.settings, name, value.as_deref());
                Ok(true)
            }
            Change::SetSetting { name, value } => {
                set(&mut self.settings, name, value.as_deref());
                Ok(true)
            }
        }
    }

    /// Checks a table that is to be created: as if it were empty and everything were added to it.
    pub(crate) fn check(&self) -> Result<()> {
        let mut table = Table::new(self.name.clone());
        if self.name.name.is_empty() {
            return Err(crate::nearest::invalid("a table needs a name"));
        }
        // Columns first, whole: a generated column may name one that stands behind it.
        for column in &self.columns {
            table.add_column(column, &crate::Position::Last, false)?;
        }
        // A foreign key may refer to this table's own primary key, wherever that stands.
        let (keys, others): (Vec<&Constraint>, Vec<&Constraint>) =
            self.constraints.iter().partition(|c| matches!(c, Constraint::PrimaryKey(_)));
        for constraint in keys.into_iter().chain(others) {
            table.add_constraint(constraint, false)?;
        }
        self.indexes.iter().try_for_each(|index| table.add_index(index, false).map(drop))
    }

    pub(crate) fn column_names(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    /// The columns of the primary key, if there is one.
    pub(crate) fn primary_key(&self) -> Option<&[String]> {
        self.constraints.iter().find_map(|c| match c {
            Constraint::PrimaryKey(key) => Some(key.columns.as_slice()),
            _ => None,
        })
    }

    /// The index of that name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|i| i.name == name)
    }

    /// The constraint of that name.
    pub fn constraint(&self, name: &str) -> Option<&Constraint> {
        self.constraints.iter().find(|c| c.name() == Some(name))
    }

    fn column_mut(&mut self, name: &str) -> Result<&mut Column> {
        let at = self.column_at(name)?;
        Ok(&mut self.columns[at])
    }
}

fn set(settings: &mut Settings, name: &str, value: Option<&str>) {
    match value {
        Some(value) => settings.insert(name.to_owned(), value.to_owned()),
        None => settings.remove(name),
    };
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
