use super::column::{
    about, check_identity, enumeration_check, is_enumeration_check, lower_column, lower_default, lower_identity,
    lower_type,
};
use super::constraint::lower_constraint;
use super::index::lower_index;
use super::{COLUMN_SETTINGS, fragment, real_name, real_names, settings, table_setting};
use mighost_schema::{
    Change, Column, ColumnType, Constraint, ConstraintKey, Error, Identity, Position, Result, Settings, Table,
};

/// A list of changes on its way down, with the table as the changes before leave it.
pub(super) struct Changes {
    table: Table,
    lowered: Vec<Change>,
}

impl Changes {
    pub(super) fn of(table: &Table, changes: &[Change]) -> Result<Vec<Change>> {
        let mut this = Changes { table: table.clone(), lowered: Vec::new() };
        for change in changes {
            this.lower(change)?;
        }
        // What the table is in the end decides, not what it was on the way.
        let strict = this.table.settings.contains_key("strict");
        for column in this.table.columns.clone() {
            let what = format!("column `{}` of table `{}`", column.name, this.table.name);
            let (mut own, _) = lower_type(&column.column_type, strict).map_err(|error| about(&what, error))?;
            if column.identity.is_some() {
                own = ColumnType::INTEGER;
            }
            if own != column.column_type {
                this.set_type(&column.name, &own, None)?;
            }
            check_identity(&column, &this.table)?;
            this.settle_settings(&column)?;
        }
        Ok(this.lowered)
    }

    fn push(&mut self, change: Change) -> Result<()> {
        self.table = self.table.alter(std::slice::from_ref(&change))?;
        self.lowered.push(change);
        Ok(())
    }

    /// Checks a change that means nothing to SQLite, and leaves it out.
    fn check(&mut self, change: &Change) -> Result<()> {
        self.table.alter(std::slice::from_ref(change)).map(drop)
    }

    fn name(&self, column: &str) -> String {
        real_name(&self.table, column)
    }

    fn position(&self, position: &Position) -> Position {
        match position {
            Position::After(column) => Position::After(self.name(column)),
            other => other.clone(),
        }
    }

    fn index_name(&self, name: &str) -> String {
        let found = self.table.indexes.iter().find(|index| index.name.eq_ignore_ascii_case(name));
        found.map_or_else(|| name.to_owned(), |index| index.name.clone())
    }

    fn lower(&mut self, change: &Change) -> Result<()> {
        match change {
            Change::AddColumn { column, position, if_not_exists } => {
                self.add_column(column, self.position(position), *if_not_exists)
            }
            Change::DropColumn { name, if_exists } => {
                self.push(Change::DropColumn { name: self.name(name), if_exists: *if_exists })
            }
            Change::RenameColumn { from, to } => {
                let from = self.name(from);
                let taken = self.table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(to) && c.name != from);
                if let Some(taken) = taken {
                    return Err(Error::Invalid(format!(
                        "table `{}` has a column `{}` already",
                        self.table.name, taken.name
                    )));
                }
                if from == *to {
                    return self.check(&Change::SetColumnComment { column: from, comment: None });
                }
                self.push(Change::RenameColumn { from, to: to.clone() })
            }
            Change::SetType { column, column_type, using } => self.set_type(column, column_type, using.as_deref()),
            Change::SetNullable { column, nullable } => {
                self.push(Change::SetNullable { column: self.name(column), nullable: *nullable })
            }
            Change::SetDefault { column, default } => {
                let column = self.name(column);
                let what = format!("column `{column}` of table `{}`", self.table.name);
                let column_type = self.table.column(&column).map_or(ColumnType::TEXT, |c| c.column_type.clone());
                let default =
                    default.as_ref().map(|default| lower_default(&what, default, &column_type)).transpose()?;
                self.push(Change::SetDefault { column, default })
            }
            Change::SetGenerated { column, generated } => {
                let column = self.name(column);
                let mut generated = generated.clone();
                if let Some(generated) = &mut generated {
                    generated.expression = fragment(&format!("column `{column}`"), &generated.expression)?;
                }
                self.push(Change::SetGenerated { column, generated })
            }
            Change::SetIdentity { column, identity } => self.set_identity(column, identity.as_ref()),
            Change::SetCollation { column, collation } => {
                self.push(Change::SetCollation { column: self.name(column), collation: collation.clone() })
            }
            Change::SetColumnComment { column, .. } => {
                self.check(&Change::SetColumnComment { column: self.name(column), comment: None })
            }
            Change::SetIndexComment { index, .. } => {
                self.check(&Change::SetIndexComment { index: self.index_name(index), comment: None })
            }
            Change::SetTableComment { .. } => Ok(()),
            Change::MoveColumn { column, position } => {
                self.push(Change::MoveColumn { column: self.name(column), position: self.position(position) })
            }
            Change::AddConstraint { constraint, if_not_exists } => {
                let constraint = lower_constraint(constraint, &self.table)?;
                self.push(Change::AddConstraint { constraint, if_not_exists: *if_not_exists })
            }
            Change::DropConstraint { key, if_exists } => {
                let key = match key {
                    ConstraintKey::Unique(columns) => ConstraintKey::Unique(real_names(&self.table, columns)),
                    ConstraintKey::ForeignKey(columns) => ConstraintKey::ForeignKey(real_names(&self.table, columns)),
                    other => other.clone(),
                };
                self.push(Change::DropConstraint { key, if_exists: *if_exists })
            }
            Change::RenameConstraint { .. } | Change::ValidateConstraint { .. } => self.push(change.clone()),
            Change::AddIndex { index, if_not_exists } => {
                let index = lower_index(index, &self.table)?;
                self.push(Change::AddIndex { index, if_not_exists: *if_not_exists })
            }
            Change::DropIndex { name, if_exists } => {
                self.push(Change::DropIndex { name: self.index_name(name), if_exists: *if_exists })
            }
            Change::RenameIndex { from, to } => {
                let from = self.index_name(from);
                if from == *to {
                    return self.check(&Change::SetIndexComment { index: from, comment: None });
                }
                self.push(Change::RenameIndex { from, to: to.clone() })
            }
            Change::SetColumnSetting { column, name, value } => {
                let column = self.name(column);
                self.set_column_setting(&column, name, value.as_deref())
            }
            Change::SetSetting { name, value } => self.set_setting(name, value.as_deref()),
        }
    }

    fn add_column(&mut self, column: &Column, position: Position, if_not_exists: bool) -> Result<()> {
        if let Some(there) = self.table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(&column.name)) {
            if if_not_exists {
                return Ok(());
            }
            return Err(Error::Invalid(format!("table `{}` has a column `{}` already", self.table.name, there.name)));
        }
        let (column, check) = lower_column(column, &self.table.name.name, false)?;
        self.push(Change::AddColumn { column, position, if_not_exists: false })?;
        match check {
            Some(constraint) => self.push(Change::AddConstraint { constraint, if_not_exists: false }),
            None => Ok(()),
        }
    }

    fn set_type(&mut self, column: &str, column_type: &ColumnType, using: Option<&str>) -> Result<()> {
        let column = self.name(column);
        let what = format!("column `{column}` of table `{}`", self.table.name);
        let (column_type, labels) = lower_type(column_type, false).map_err(|error| about(&what, error))?;
        let before = self.table.column(&column).cloned();
        let using = using.map(|using| fragment(&format!("the conversion of {what}"), using)).transpose()?;
        let old = self.table.constraints.iter().find(|constraint| is_enumeration_check(constraint, &column));
        if let Some(name) = old.and_then(Constraint::name) {
            let key = ConstraintKey::Name(name.to_owned());
            self.push(Change::DropConstraint { key, if_exists: true })?;
        }
        self.push(Change::SetType { column: column.clone(), column_type: column_type.clone(), using })?;
        if let Some(labels) = labels {
            let constraint = enumeration_check(&self.table.name.name, &column, &labels);
            self.push(Change::AddConstraint { constraint, if_not_exists: false })?;
        }
        // A default is read by the column's type: 1 is true in a boolean column.
        let default = before.and_then(|before| before.default);
        if let Some(default) = default {
            let lowered = lower_default(&what, &default, &column_type)?;
            if lowered != default {
                self.push(Change::SetDefault { column, default: Some(lowered) })?;
            }
        }
        Ok(())
    }

    fn set_identity(&mut self, column: &str, identity: Option<&Identity>) -> Result<()> {
        let column = self.name(column);
        let what = format!("column `{column}` of table `{}`", self.table.name);
        let identity = identity.map(|identity| lower_identity(&what, identity)).transpose()?;
        self.push(Change::SetIdentity { column, identity })
    }

    fn set_column_setting(&mut self, column: &str, name: &str, value: Option<&str>) -> Result<()> {
        let what = format!("column `{column}` of table `{}`", self.table.name);
        let given = Settings::from([(name.to_owned(), value.unwrap_or_default().to_owned())]);
        let change = Change::SetColumnSetting {
            column: column.to_owned(),
            name: name.to_owned(),
            value: value.map(str::to_owned),
        };
        if settings(&what, &given, COLUMN_SETTINGS)?.is_empty() {
            // A setting of another database's; but the column must be there.
            return self.check(&change);
        }
        self.push(change)
    }

    /// What is about a part of a column that isn't there: given in these changes, it is a mistake, else it goes with
    /// that part.
    fn settle_settings(&mut self, column: &Column) -> Result<()> {
        for name in column.settings.keys() {
            let (stands, part) = match name.as_str() {
                "default-constraint" => (column.default.is_some(), "a default"),
                _ => (!column.nullable, "NOT NULL"),
            };
            if stands {
                continue;
            }
            let given = |change: &Change| {
                matches!(change, Change::SetColumnSetting { column: c, name: n, value: Some(_) }
                    if *c == column.name && n == name)
            };
            if self.lowered.iter().any(given) {
                return Err(Error::Unsupported(format!(
                    "column `{}` of table `{}`: `{name}` is about {part}, which the column doesn't have",
                    column.name, self.table.name
                )));
            }
            self.push(Change::SetColumnSetting { column: column.name.clone(), name: name.clone(), value: None })?;
        }
        Ok(())
    }

    fn set_setting(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let Some(value) = table_setting(name, value) else {
            let given = Settings::from([(name.to_owned(), String::new())]);
            return settings(&format!("table `{}`", self.table.name), &given, &["strict", "without-rowid"]).map(drop);
        };
        self.push(Change::SetSetting { name: name.to_owned(), value })
    }
}
