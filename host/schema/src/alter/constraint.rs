use crate::nearest::{hint, invalid, list};
use crate::{Constraint, ConstraintKey, ForeignKey, Result, Table};

impl Table {
    pub(super) fn add_constraint(&mut self, constraint: &Constraint, if_not_exists: bool) -> Result<bool> {
        if if_not_exists && self.has_constraint_like(constraint) {
            return Ok(false);
        }
        self.check_constraint(constraint)?;
        self.constraints.push(constraint.clone());
        Ok(true)
    }

    /// Whether a constraint of that name stands; of one without a name, whether one like it stands.
    fn has_constraint_like(&self, constraint: &Constraint) -> bool {
        match constraint.name() {
            Some(name) => self.constraint(name).is_some(),
            None => self.constraints.iter().any(|c| {
                let mut unnamed = c.clone();
                unnamed.set_name(None);
                unnamed == *constraint
            }),
        }
    }

    fn check_constraint(&self, constraint: &Constraint) -> Result<()> {
        if let Some(name) = constraint.name() {
            if name.is_empty() {
                return Err(invalid(format!("a constraint of table `{}` has an empty name", self.name)));
            }
            if let Some(other) = self.constraint(name) {
                return Err(invalid(format!("table `{}` has a constraint of that name already: {other}", self.name)));
            }
        }
        match constraint {
            Constraint::PrimaryKey(key) => {
                if let Some(columns) = self.primary_key() {
                    return Err(invalid(format!(
                        "table `{}` has a primary key already, over {}; drop it first",
                        self.name,
                        list(columns)
                    )));
                }
                self.check_columns(constraint, &key.columns)
            }
            Constraint::Unique(unique) => self.check_columns(constraint, &unique.columns),
            Constraint::ForeignKey(key) => {
                self.check_columns(constraint, &key.columns)?;
                if key.referred_table == self.name { key.check_target(self, self) } else { key.check_width(self) }
            }
            Constraint::Check(check) if check.expression.trim().is_empty() => {
                Err(invalid(format!("a check of table `{}` has no condition", self.name)))
            }
            Constraint::Exclusion(exclusion) if exclusion.elements.is_empty() => {
                Err(invalid(format!("an exclusion constraint of table `{}` compares nothing", self.name)))
            }
            Constraint::Check(_) | Constraint::Exclusion(_) => Ok(()),
        }
    }

    fn check_columns(&self, constraint: &Constraint, columns: &[String]) -> Result<()> {
        if columns.is_empty() {
            return Err(invalid(format!("table `{}`: a constraint names no columns: {constraint}", self.name)));
        }
        for (i, column) in columns.iter().enumerate() {
            self.column_at(column)?;
            if columns[..i].contains(column) {
                return Err(invalid(format!("table `{}`: {constraint} names column `{column}` twice", self.name)));
            }
        }
        Ok(())
    }

    /// Where the constraint that a key means stands. Of several without a name that it fits, the newest.
    pub(crate) fn constraint_at(&self, key: &ConstraintKey) -> Option<usize> {
        let fits = |c: &Constraint| match (key, c) {
            (ConstraintKey::Name(name), c) => c.name() == Some(name),
            (ConstraintKey::PrimaryKey, Constraint::PrimaryKey(_)) => true,
            (ConstraintKey::Unique(columns), Constraint::Unique(c)) => c.columns == *columns,
            (ConstraintKey::ForeignKey(columns), Constraint::ForeignKey(c)) => c.columns == *columns,
            (ConstraintKey::Check(expression), Constraint::Check(c)) => c.expression == *expression,
            _ => false,
        };
        let named = |c: &Constraint| c.name().is_some();
        let last = |wanted: &dyn Fn(&Constraint) -> bool| self.constraints.iter().rposition(wanted);
        last(&|c| fits(c) && !named(c)).or_else(|| last(&fits))
    }

    pub(super) fn drop_constraint(&mut self, key: &ConstraintKey, if_exists: bool) -> Result<bool> {
        match self.constraint_at(key) {
            Some(at) => {
                self.constraints.remove(at);
                Ok(true)
            }
            None if if_exists => Ok(false),
            None => Err(self.no_constraint(key)),
        }
    }

    fn no_constraint(&self, key: &ConstraintKey) -> crate::Error {
        let hint = match key {
            ConstraintKey::Name(name) => hint(name, self.constraints.iter().filter_map(Constraint::name)),
            _ => String::new(),
        };
        invalid(format!("table `{}` has no {key}{hint}", self.name))
    }

    pub(super) fn rename_constraint(&mut self, from: &str, to: &str) -> Result<bool> {
        let key = ConstraintKey::Name(from.to_owned());
        let at = self.constraint_at(&key).ok_or_else(|| self.no_constraint(&key))?;
        if to.is_empty() {
            return Err(invalid(format!("constraint `{from}` of table `{}` needs a new name", self.name)));
        }
        if let Some(other) = self.constraint(to) {
            return Err(invalid(format!("table `{}` has a constraint of that name already: {other}", self.name)));
        }
        self.constraints[at].set_name(Some(to.to_owned()));
        Ok(true)
    }

    pub(super) fn validate_constraint(&mut self, name: &str) -> Result<bool> {
        let key = ConstraintKey::Name(name.to_owned());
        let at = self.constraint_at(&key).ok_or_else(|| self.no_constraint(&key))?;
        match &mut self.constraints[at] {
            Constraint::Check(c) => c.not_valid = false,
            Constraint::ForeignKey(c) => c.not_valid = false,
            other => {
                let text = format!("{other} of table `{}` always holds for every row", self.name);
                return Err(invalid(format!("{text}; only checks and foreign keys can be validated")));
            }
        }
        Ok(true)
    }
}

impl Constraint {
    pub(crate) fn set_name(&mut self, to: Option<String>) {
        match self {
            Constraint::PrimaryKey(c) => c.name = to,
            Constraint::Unique(c) => c.name = to,
            Constraint::Check(c) => c.name = to,
            Constraint::ForeignKey(c) => c.name = to,
            Constraint::Exclusion(c) => c.name = to,
        }
    }
}

impl ForeignKey {
    fn check_width(&self, table: &Table) -> Result<()> {
        if self.referred_columns.is_empty() || self.referred_columns.len() == self.columns.len() {
            return Ok(());
        }
        Err(invalid(format!(
            "table `{}`: foreign key ({}) refers to {} columns of `{}`, but has {}",
            table.name,
            self.columns.join(", "),
            self.referred_columns.len(),
            self.referred_table,
            self.columns.len(),
        )))
    }

    /// Checks the key of a table against the table it refers to.
    pub(crate) fn check_target(&self, table: &Table, target: &Table) -> Result<()> {
        self.check_width(table)?;
        let key = format!("table `{}`: foreign key ({})", table.name, self.columns.join(", "));
        if let Some(missing) = self.referred_columns.iter().find(|c| target.column(c).is_none()) {
            let hint = hint(missing, target.column_names());
            return Err(invalid(format!(
                "{key} refers to column `{missing}`, which `{}` doesn't have{hint}",
                target.name
            )));
        }
        match target.primary_key() {
            // SQLite takes a reference to a table without a primary key, and so may an existing schema hold one.
            Some(primary) if self.referred_columns.is_empty() && primary.len() != self.columns.len() => {
                Err(invalid(format!(
                    "{key} refers to the primary key of `{}`, which is ({}); name the columns it refers to",
                    target.name,
                    primary.join(", ")
                )))
            }
            _ => Ok(()),
        }
    }
}
