use super::relation::{check_name, missing};
use crate::nearest::{hint, invalid, list};
use crate::{ColumnType, EnumType, Enumeration, LabelPosition, ObjectName, Result, Schema, Table};

/// Checks an enumeration that is to be created.
pub(super) fn check(enumeration: &Enumeration) -> Result<()> {
    check_name("type", &enumeration.name)?;
    match (1..enumeration.labels.len()).find(|i| enumeration.labels[..*i].contains(&enumeration.labels[*i])) {
        Some(i) => Err(invalid(format!("type `{}` has the label `{}` twice", enumeration.name, enumeration.labels[i]))),
        None => Ok(()),
    }
}

fn enum_types(table: &mut Table) -> impl Iterator<Item = &mut EnumType> {
    table.columns.iter_mut().filter_map(|c| match &mut c.column_type {
        ColumnType::Enumeration(t) => Some(t),
        _ => None,
    })
}

impl Table {
    /// The columns of an enumeration type.
    pub(crate) fn columns_of<'t>(&'t self, name: &'t ObjectName) -> impl Iterator<Item = &'t str> + 't {
        self.columns.iter().filter_map(move |c| match &c.column_type {
            ColumnType::Enumeration(t) if t.name.as_ref() == Some(name) => Some(c.name.as_str()),
            _ => None,
        })
    }
}

impl Schema {
    pub(super) fn create_enumeration(&mut self, enumeration: &Enumeration, if_not_exists: bool) -> Result<bool> {
        if self.enumerations.contains_key(&enumeration.name) {
            if if_not_exists {
                return Ok(false);
            }
            return Err(invalid(format!("type `{}` exists already", enumeration.name)));
        }
        check(enumeration)?;
        self.enumerations.insert(enumeration.name.clone(), enumeration.clone());
        Ok(true)
    }

    fn enumeration(&self, name: &ObjectName) -> Result<&Enumeration> {
        self.enumerations.get(name).ok_or_else(|| missing("type", name, &self.enumerations))
    }

    pub(super) fn add_label(
        &mut self,
        name: &ObjectName,
        label: &str,
        position: &LabelPosition,
        if_not_exists: bool,
    ) -> Result<bool> {
        let mut labels = self.enumeration(name)?.labels.clone();
        if labels.iter().any(|l| l == label) {
            if if_not_exists {
                return Ok(false);
            }
            return Err(invalid(format!("type `{name}` has a label `{label}` already")));
        }
        let at = match position {
            LabelPosition::Last => labels.len(),
            LabelPosition::Before(other) => label_at(name, &labels, other)?,
            LabelPosition::After(other) => label_at(name, &labels, other)? + 1,
        };
        labels.insert(at, label.to_owned());
        self.set_labels(name, labels);
        Ok(true)
    }

    pub(super) fn rename_label(&mut self, name: &ObjectName, from: &str, to: &str) -> Result<bool> {
        let mut labels = self.enumeration(name)?.labels.clone();
        let at = label_at(name, &labels, from)?;
        if labels.iter().any(|l| l == to) {
            return Err(invalid(format!("type `{name}` has a label `{to}` already")));
        }
        labels[at] = to.to_owned();
        self.set_labels(name, labels);
        Ok(true)
    }

    /// Sets a type's labels, in its columns too, as far as these list them.
    fn set_labels(&mut self, name: &ObjectName, labels: Vec<String>) {
        for t in self.tables.values_mut().flat_map(enum_types) {
            if t.name.as_ref() == Some(name) && !t.labels.is_empty() {
                t.labels.clone_from(&labels);
            }
        }
        if let Some(enumeration) = self.enumerations.get_mut(name) {
            enumeration.labels = labels;
        }
    }

    pub(super) fn rename_enumeration(&mut self, from: &ObjectName, to: &ObjectName) -> Result<bool> {
        self.enumeration(from)?;
        check_name("type", to)?;
        if self.enumerations.contains_key(to) {
            return Err(invalid(format!("type `{to}` exists already")));
        }
        if let Some(mut enumeration) = self.enumerations.remove(from) {
            enumeration.name = to.clone();
            self.enumerations.insert(to.clone(), enumeration);
        }
        for t in self.tables.values_mut().flat_map(enum_types) {
            if t.name.as_ref() == Some(from) {
                t.name = Some(to.clone());
            }
        }
        Ok(true)
    }

    pub(super) fn drop_enumeration(&mut self, name: &ObjectName, if_exists: bool, cascade: bool) -> Result<bool> {
        if !self.enumerations.contains_key(name) {
            return if if_exists { Ok(false) } else { Err(missing("type", name, &self.enumerations)) };
        }
        let used: Vec<(ObjectName, Vec<String>)> = self
            .tables
            .values()
            .map(|t| (t.name.clone(), t.columns_of(name).map(str::to_owned).collect::<Vec<_>>()))
            .filter(|(_, columns)| !columns.is_empty())
            .collect();
        if !cascade && let Some((table, columns)) = used.first() {
            let text = format!("type `{name}` can't be dropped: {} of table `{table}` has it", list(columns));
            return Err(invalid(format!("{text}; change that first, or drop the type with cascade")));
        }
        for (table, columns) in &used {
            self.drop_columns_cascade(table, columns)?;
        }
        self.enumerations.remove(name);
        Ok(true)
    }
}

fn label_at(name: &ObjectName, labels: &[String], label: &str) -> Result<usize> {
    labels.iter().position(|l| l == label).ok_or_else(|| {
        invalid(format!("type `{name}` has no label `{label}`{}", hint(label, labels.iter().map(String::as_str))))
    })
}
