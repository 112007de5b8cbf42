use crate::nearest::{hint, invalid};
use crate::{Index, IndexKey, Result, Table};

impl Table {
    fn index_at(&self, name: &str) -> Result<usize> {
        self.indexes.iter().position(|i| i.name == name).ok_or_else(|| {
            let hint = hint(name, self.indexes.iter().map(|i| i.name.as_str()));
            invalid(format!("table `{}` has no index `{name}`{hint}", self.name))
        })
    }

    pub(super) fn index_mut(&mut self, name: &str) -> Result<&mut Index> {
        let at = self.index_at(name)?;
        Ok(&mut self.indexes[at])
    }

    pub(super) fn add_index(&mut self, index: &Index, if_not_exists: bool) -> Result<bool> {
        if index.name.is_empty() {
            return Err(invalid(format!("an index of table `{}` needs a name", self.name)));
        }
        if self.index(&index.name).is_some() {
            if if_not_exists {
                return Ok(false);
            }
            return Err(invalid(format!("table `{}` has an index `{}` already", self.name, index.name)));
        }
        if index.parts.is_empty() {
            return Err(invalid(format!("index `{}` of table `{}` has no columns", index.name, self.name)));
        }
        for part in &index.parts {
            match &part.key {
                IndexKey::Column(column) => self.column_at(column).map(drop)?,
                IndexKey::Expression(text) if text.trim().is_empty() => {
                    return Err(invalid(format!(
                        "index `{}` of table `{}` has an empty expression",
                        index.name, self.name
                    )));
                }
                IndexKey::Expression(_) => {}
            }
        }
        index.include.iter().try_for_each(|column| self.column_at(column).map(drop))?;
        self.indexes.push(index.clone());
        Ok(true)
    }

    pub(super) fn drop_index(&mut self, name: &str, if_exists: bool) -> Result<bool> {
        match self.index_at(name) {
            Ok(at) => {
                self.indexes.remove(at);
                Ok(true)
            }
            Err(_) if if_exists => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) fn rename_index(&mut self, from: &str, to: &str) -> Result<bool> {
        let at = self.index_at(from)?;
        if to.is_empty() {
            return Err(invalid(format!("index `{from}` of table `{}` needs a new name", self.name)));
        }
        if self.index(to).is_some() {
            return Err(invalid(format!("table `{}` has an index `{to}` already", self.name)));
        }
        self.indexes[at].name = to.to_owned();
        Ok(true)
    }
}
