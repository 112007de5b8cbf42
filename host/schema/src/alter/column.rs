use super::Event;
use crate::nearest::{hint, invalid, list};
use crate::text::{rename_column as rename_in, rename_table as rename_table_in};
use crate::{Column, Constraint, Index, IndexKey, ObjectName, Position, Result, Table};

impl Table {
    /// Where a column stands, from 0.
    pub(super) fn column_at(&self, name: &str) -> Result<usize> {
        self.columns.iter().position(|c| c.name == name).ok_or_else(|| {
            invalid(format!("table `{}` has no column `{name}`{}", self.name, hint(name, self.column_names())))
        })
    }

    pub(super) fn add_column(&mut self, column: &Column, position: &Position, if_not_exists: bool) -> Result<bool> {
        if column.name.is_empty() {
            return Err(invalid(format!("a column of table `{}` needs a name", self.name)));
        }
        if self.column(&column.name).is_some() {
            if if_not_exists {
                return Ok(false);
            }
            return Err(invalid(format!("table `{}` has a column `{}` already", self.name, column.name)));
        }
        check_column(&self.name, column)?;
        let at = self.place(position)?;
        self.columns.insert(at, column.clone());
        Ok(true)
    }

    /// Where a column at this position is put.
    fn place(&self, position: &Position) -> Result<usize> {
        match position {
            Position::Last => Ok(self.columns.len()),
            Position::First => Ok(0),
            Position::After(name) => Ok(self.column_at(name)? + 1),
        }
    }

    pub(super) fn move_column(&mut self, name: &str, position: &Position) -> Result<bool> {
        let at = self.column_at(name)?;
        if matches!(position, Position::After(after) if after == name) {
            return Err(invalid(format!("column `{name}` of table `{}` can't stand behind itself", self.name)));
        }
        self.place(position)?;
        let column = self.columns.remove(at);
        let to = self.place(position)?;
        self.columns.insert(to, column);
        Ok(true)
    }

    /// Changes a column in a way that may contradict the rest of it.
    pub(super) fn revise(&mut self, name: &str, change: impl FnOnce(&mut Column)) -> Result<bool> {
        let at = self.column_at(name)?;
        let mut column = self.columns[at].clone();
        change(&mut column);
        check_column(&self.name, &column)?;
        self.columns[at] = column;
        Ok(true)
    }

    pub(super) fn drop_column(&mut self, name: &str, if_exists: bool, events: &mut Vec<Event>) -> Result<bool> {
        let at = match self.column_at(name) {
            Ok(at) => at,
            Err(_) if if_exists => return Ok(false),
            Err(error) => return Err(error),
        };
        let blockers = self.blockers(name);
        if !blockers.is_empty() {
            return Err(invalid(format!(
                "column `{name}` of table `{}` can't be dropped: {} {} on other columns too; drop or change that first",
                self.name,
                blockers.join(", "),
                if blockers.len() == 1 { "stands" } else { "stand" },
            )));
        }
        self.drop_with_dependents(at, events);
        Ok(true)
    }

    /// Drops a column and everything that stands on it, whatever else that stands on.
    pub(crate) fn drop_column_cascade(&mut self, name: &str, events: &mut Vec<Event>) -> Result<()> {
        let at = self.column_at(name)?;
        let generated: Vec<String> = self.generated_from(name).map(str::to_owned).collect();
        self.drop_with_dependents(at, events);
        for column in generated {
            // Two generated columns may have stood on each other's columns; the first to go took the other along.
            if self.column(&column).is_some() {
                self.drop_column_cascade(&column, events)?;
            }
        }
        Ok(())
    }

    fn drop_with_dependents(&mut self, at: usize, events: &mut Vec<Event>) {
        let name = self.columns[at].name.clone();
        let keep: Vec<bool> =
            self.constraints.iter().map(|c| !self.constraint_stands_on(c).contains(&&*name)).collect();
        let mut kept = keep.iter();
        let keep: Vec<bool> = self.indexes.iter().map(|i| !self.index_stands_on(i).contains(&&*name)).collect();
        self.constraints.retain(|_| kept.next().copied().unwrap_or(true));
        let mut kept = keep.iter();
        self.indexes.retain(|_| kept.next().copied().unwrap_or(true));
        self.columns.remove(at);
        events.push(Event::Dropped(name));
    }

    pub(super) fn rename_column(&mut self, from: &str, to: &str, events: &mut Vec<Event>) -> Result<bool> {
        let at = self.column_at(from)?;
        if to.is_empty() {
            return Err(invalid(format!("column `{from}` of table `{}` needs a new name", self.name)));
        }
        if self.column(to).is_some() {
            return Err(invalid(format!("table `{}` has a column `{to}` already", self.name)));
        }
        let table = self.name.name.clone();
        let columns: Vec<String> = self.columns.iter().map(|c| c.name.clone()).collect();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        self.each_text(&mut |text| *text = rename_in(text, &table, &columns, from, to));
        let own = self.name.clone();
        for constraint in &mut self.constraints {
            match constraint {
                Constraint::PrimaryKey(c) => rename_in_list(&mut c.columns, from, to),
                Constraint::Unique(c) => rename_in_list(&mut c.columns, from, to),
                Constraint::ForeignKey(c) => {
                    rename_in_list(&mut c.columns, from, to);
                    if c.referred_table == own {
                        rename_in_list(&mut c.referred_columns, from, to);
                    }
                }
                Constraint::Check(_) | Constraint::Exclusion(_) => {}
            }
        }
        for index in &mut self.indexes {
            rename_in_list(&mut index.include, from, to);
            for part in &mut index.parts {
                if let IndexKey::Column(column) = &mut part.key
                    && column == from
                {
                    *column = to.to_owned();
                }
            }
        }
        self.columns[at].name = to.to_owned();
        events.push(Event::Renamed { from: from.to_owned(), to: to.to_owned() });
        Ok(true)
    }

    /// Gives the table another name, and what in it names the table.
    pub(crate) fn rename(&mut self, to: &ObjectName) {
        let from = std::mem::replace(&mut self.name, to.clone());
        if from.name != to.name {
            self.each_text(&mut |text| *text = rename_table_in(text, &from.name, &to.name));
        }
        for constraint in &mut self.constraints {
            if let Constraint::ForeignKey(key) = constraint
                && key.referred_table == from
            {
                key.referred_table = to.clone();
            }
        }
    }

    /// Every expression in which a column of this table can stand.
    fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        for generated in self.columns.iter_mut().filter_map(|c| c.generated.as_mut()) {
            change(&mut generated.expression);
        }
        for constraint in &mut self.constraints {
            match constraint {
                Constraint::Check(check) => change(&mut check.expression),
                Constraint::Exclusion(exclusion) => {
                    exclusion.elements.iter_mut().for_each(|e| change(&mut e.expression));
                    exclusion.predicate.iter_mut().for_each(&mut *change);
                }
                Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::ForeignKey(_) => {}
            }
        }
        for Index { parts, predicate, .. } in &mut self.indexes {
            predicate.iter_mut().for_each(&mut *change);
            for part in parts {
                if let IndexKey::Expression(text) = &mut part.key {
                    change(text);
                }
            }
        }
    }
}

fn rename_in_list(columns: &mut [String], from: &str, to: &str) {
    columns.iter_mut().filter(|c| *c == from).for_each(|c| *c = to.to_owned());
}

/// What no database takes.
fn check_column(table: &ObjectName, column: &Column) -> Result<()> {
    let also: Vec<&str> = [("default", column.default.is_some()), ("identity", column.identity.is_some())]
        .into_iter()
        .filter_map(|(what, is)| is.then_some(what))
        .collect();
    if column.generated.is_some() && !also.is_empty() {
        return Err(invalid(format!(
            "column `{}` of table `{table}` is generated and can't have {} too; drop one of them first",
            column.name,
            list(also)
        )));
    }
    Ok(())
}
