use crate::alter::Event;
use crate::nearest::{hint, invalid};
use crate::{Change, Constraint, Enumeration, ForeignKey, Index, ObjectName, Result, Schema, Table};

impl Schema {
    pub(super) fn create_table(&mut self, table: &Table, if_not_exists: bool) -> Result<bool> {
        if if_not_exists && self.tables.contains_key(&table.name) {
            return Ok(false);
        }
        self.check_relation_free(&table.name)?;
        table.check()?;
        for constraint in &table.constraints {
            self.check_reference(table, constraint)?;
        }
        let enumerations = self.enumerations_of(table, None)?;
        self.tables.insert(table.name.clone(), table.clone());
        self.add_enumerations(enumerations);
        Ok(true)
    }

    pub(super) fn drop_table(&mut self, name: &ObjectName, if_exists: bool, cascade: bool) -> Result<bool> {
        if !self.tables.contains_key(name) {
            // A view of that name is not what was meant, whatever `if_exists` says.
            return if if_exists && !self.views.contains_key(name) { Ok(false) } else { Err(self.no_table(name)) };
        }
        let referring: Vec<ObjectName> = self.referring(name).map(|(t, _)| t.name.clone()).collect();
        if !cascade {
            if let Some((table, key)) = self.referring(name).next() {
                return Err(invalid(format!(
                    "table `{name}` can't be dropped: {} of table `{}` refers to it; drop that first, or drop the \
                     table with cascade",
                    Constraint::ForeignKey(key.clone()),
                    table.name
                )));
            }
        } else {
            self.drop_views_reading(name);
        }
        for table in &referring {
            if let Some(table) = self.tables.get_mut(table) {
                table.constraints.retain(|c| !matches!(c, Constraint::ForeignKey(k) if k.referred_table == *name));
            }
        }
        self.tables.remove(name);
        Ok(true)
    }

    pub(super) fn rename_table(&mut self, from: &ObjectName, to: &ObjectName) -> Result<bool> {
        if !self.tables.contains_key(from) {
            return Err(self.no_table(from));
        }
        self.check_relation_free(to)?;
        let referring: Vec<ObjectName> = self.referring(from).map(|(t, _)| t.name.clone()).collect();
        for table in &referring {
            for constraint in self.tables.get_mut(table).into_iter().flat_map(|t| &mut t.constraints) {
                if let Constraint::ForeignKey(key) = constraint
                    && key.referred_table == *from
                {
                    key.referred_table = to.clone();
                }
            }
        }
        if let Some(mut table) = self.tables.remove(from) {
            table.rename(to);
            self.tables.insert(to.clone(), table);
        }
        self.rename_in_views(from, to);
        Ok(true)
    }

    pub(super) fn alter_table(&mut self, name: &ObjectName, changes: &[Change]) -> Result<bool> {
        let before = self.tables.get(name).ok_or_else(|| self.no_table(name))?;
        let mut table = before.clone();
        let mut changed = false;
        // The foreign keys of other tables that refer to this one, as the changes leave them.
        let mut keys: Vec<(ObjectName, usize, ForeignKey)> = self
            .referring(name)
            .flat_map(|(t, _)| t.constraints.iter().enumerate().map(|(i, c)| (t.name.clone(), i, c)))
            .filter_map(|(table, i, c)| match c {
                Constraint::ForeignKey(key) if key.referred_table == *name => Some((table, i, key.clone())),
                _ => None,
            })
            .collect();
        keys.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
        let mut followed = false;
        for change in changes {
            let primary_key = table.primary_key().map(<[String]>::to_vec);
            let mut events = Vec::new();
            let did = table.change(change, &mut events)?;
            changed |= did;
            if let (true, Change::AddConstraint { constraint, .. }) = (did, change) {
                self.check_reference(&table, constraint)?;
            }
            for event in &events {
                match event {
                    Event::Dropped(column) => check_unreferred(&table, column, primary_key.as_deref(), &keys)?,
                    Event::Renamed { from, to } => {
                        for column in keys.iter_mut().flat_map(|(_, _, k)| &mut k.referred_columns) {
                            if column == from {
                                *column = to.clone();
                                followed = true;
                            }
                        }
                    }
                }
            }
        }
        for (referring, _, key) in &keys {
            // A key that was broken before may stay so: the change at hand isn't about it.
            if let Some(referring) = self.tables.get(referring)
                && key.referred_columns.is_empty()
                && key.check_target(referring, before).is_ok()
            {
                key.check_target(referring, &table)?;
            }
        }
        let enumerations = self.enumerations_of(&table, Some(before))?;
        self.tables.insert(name.clone(), table);
        self.add_enumerations(enumerations);
        for (table, at, key) in keys.into_iter().filter(|_| followed) {
            if let Some(constraint) = self.tables.get_mut(&table).and_then(|t| t.constraints.get_mut(at)) {
                *constraint = Constraint::ForeignKey(key);
            }
        }
        Ok(changed)
    }

    pub(super) fn create_index(&mut self, table: &ObjectName, index: &Index, if_not_exists: bool) -> Result<bool> {
        self.alter_table(table, &[Change::AddIndex { index: index.clone(), if_not_exists }])
    }

    pub(super) fn remove_index(&mut self, table: &ObjectName, name: &str, if_exists: bool) -> Result<bool> {
        if let Some(elsewhere) = self.tables.values().find(|t| t.name != *table && t.index(name).is_some())
            && self.tables.get(table).is_some_and(|t| t.index(name).is_none())
            && !if_exists
        {
            let hint = format!("; it is an index of table `{}`", elsewhere.name);
            return Err(invalid(format!("table `{table}` has no index `{name}`{hint}")));
        }
        if if_exists && !self.tables.contains_key(table) {
            // Without its table there is no index either.
            return if self.views.contains_key(table) { Err(self.no_table(table)) } else { Ok(false) };
        }
        self.alter_table(table, &[Change::DropIndex { name: name.to_owned(), if_exists }])
    }

    /// The other tables that refer to a table, each with its first foreign key that does.
    pub(crate) fn referring<'s>(
        &'s self,
        name: &'s ObjectName,
    ) -> impl Iterator<Item = (&'s Table, &'s ForeignKey)> + 's {
        self.tables.values().filter(move |t| t.name != *name).filter_map(move |t| {
            t.constraints.iter().find_map(|c| match c {
                Constraint::ForeignKey(key) if key.referred_table == *name => Some((t, key)),
                _ => None,
            })
        })
    }

    /// Checks a new constraint against the other table that it refers to, if that is known.
    fn check_reference(&self, table: &Table, constraint: &Constraint) -> Result<()> {
        let Constraint::ForeignKey(key) = constraint else { return Ok(()) };
        if key.referred_table == table.name {
            return Ok(());
        }
        if let Some(view) = self.views.get(&key.referred_table) {
            return Err(invalid(format!("table `{}`: {constraint} refers to a {}", table.name, view.kind())));
        }
        match self.tables.get(&key.referred_table) {
            Some(target) => key.check_target(table, target),
            None => Ok(()),
        }
    }

    /// The enumeration types that come into being with a table's new columns.
    fn enumerations_of(&self, table: &Table, before: Option<&Table>) -> Result<Vec<Enumeration>> {
        let mut new: Vec<Enumeration> = Vec::new();
        for column in &table.columns {
            let crate::ColumnType::Enumeration(crate::EnumType { name: Some(name), labels }) = &column.column_type
            else {
                continue;
            };
            let old = before.and_then(|t| t.column(&column.name)).map(|c| &c.column_type);
            if labels.is_empty() || old == Some(&column.column_type) {
                continue;
            }
            match self.enumerations.get(name).or_else(|| new.iter().find(|e| e.name == *name)) {
                Some(there) if there.labels == *labels => {}
                Some(there) => {
                    return Err(invalid(format!(
                        "column `{}` of table `{}`: type `{name}` exists with the labels {}; give these, or none",
                        column.name,
                        table.name,
                        crate::nearest::list(&there.labels)
                    )));
                }
                None => {
                    let enumeration = Enumeration { name: name.clone(), labels: labels.clone() };
                    super::enumeration::check(&enumeration)?;
                    new.push(enumeration);
                }
            }
        }
        Ok(new)
    }

    fn add_enumerations(&mut self, enumerations: Vec<Enumeration>) {
        self.enumerations.extend(enumerations.into_iter().map(|e| (e.name.clone(), e)));
    }
}

/// Checks that no other table refers to a column that was dropped.
fn check_unreferred(
    table: &Table,
    column: &str,
    primary_key: Option<&[String]>,
    keys: &[(ObjectName, usize, ForeignKey)],
) -> Result<()> {
    let refers = |key: &ForeignKey| match key.referred_columns.is_empty() {
        true => primary_key.is_some_and(|p| p.iter().any(|c| c == column)),
        false => key.referred_columns.iter().any(|c| c == column),
    };
    match keys.iter().find(|(_, _, key)| refers(key)) {
        Some((referring, _, key)) => Err(invalid(format!(
            "column `{column}` of table `{}` can't be dropped: {} of table `{referring}` refers to it; drop that first",
            table.name,
            Constraint::ForeignKey(key.clone()),
        ))),
        None => Ok(()),
    }
}

impl Schema {
    /// The table of that name.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] where there is none, with the nearest name there is.
    pub fn table(&self, name: &ObjectName) -> Result<&Table> {
        self.tables.get(name).ok_or_else(|| self.no_table(name))
    }

    /// Drops columns with everything that stands on them, in other tables too.
    pub(super) fn drop_columns_cascade(&mut self, table: &ObjectName, columns: &[String]) -> Result<()> {
        let Some(mut target) = self.tables.get(table).cloned() else { return Ok(()) };
        let primary_key = target.primary_key().map(<[String]>::to_vec);
        let mut events = Vec::new();
        for column in columns {
            if target.column(column).is_some() {
                target.drop_column_cascade(column, &mut events)?;
            }
        }
        let gone = |column: &String| events.iter().any(|e| matches!(e, Event::Dropped(c) if c == column));
        let key_gone = primary_key.is_some_and(|k| k.iter().any(gone));
        for other in self.tables.values_mut().filter(|t| t.name != *table) {
            other.constraints.retain(|c| match c {
                Constraint::ForeignKey(k) if k.referred_table == *table => {
                    !(k.referred_columns.iter().any(gone) || k.referred_columns.is_empty() && key_gone)
                }
                _ => true,
            });
        }
        self.tables.insert(table.clone(), target);
        Ok(())
    }

    /// What to add to an error about a name that is unknown.
    pub(super) fn schema_hint(&self, name: &str) -> String {
        hint(name, self.schemas.iter().map(String::as_str))
    }
}
