use super::relation::missing;
use crate::nearest::invalid;
use crate::text::{names_relation, reads_relation, rename_relation};
use crate::{Error, ObjectName, Result, Schema, View};

impl View {
    /// `view` or `materialized view`.
    pub(crate) fn kind(&self) -> &'static str {
        if self.materialized { "materialized view" } else { "view" }
    }

    /// Whether the view's query names a table or view: whether its name stands there outside of strings and
    /// comments, in any schema. A column of the same name counts too, so this may say yes where nothing is read,
    /// never no where something is.
    pub fn names(&self, relation: &ObjectName) -> bool {
        names_relation(&self.query, relation)
    }

    /// Whether the view's query reads a table or view: whether it stands behind FROM or JOIN. A name without a schema
    /// means one in the default schema.
    pub fn reads(&self, relation: &ObjectName) -> bool {
        reads_relation(&self.query, relation)
    }
}

impl Schema {
    fn no_view(&self, name: &ObjectName) -> Error {
        match self.tables.contains_key(name) {
            true => invalid(format!("`{name}` is a table, not a view")),
            false => missing("view", name, &self.views),
        }
    }

    pub(super) fn create_view(&mut self, view: &View, or_replace: bool) -> Result<bool> {
        if !(or_replace && self.views.contains_key(&view.name)) {
            self.check_relation_free(&view.name)?;
        }
        if view.query.trim().is_empty() {
            return Err(invalid(format!("view `{}` has no query", view.name)));
        }
        self.views.insert(view.name.clone(), view.clone());
        Ok(true)
    }

    pub(super) fn drop_view(&mut self, name: &ObjectName, if_exists: bool, cascade: bool) -> Result<bool> {
        if !self.views.contains_key(name) {
            return if if_exists && !self.tables.contains_key(name) { Ok(false) } else { Err(self.no_view(name)) };
        }
        self.views.remove(name);
        if cascade {
            self.drop_views_reading(name);
        }
        Ok(true)
    }

    pub(super) fn rename_view(&mut self, from: &ObjectName, to: &ObjectName) -> Result<bool> {
        if !self.views.contains_key(from) {
            return Err(self.no_view(from));
        }
        self.check_relation_free(to)?;
        if let Some(mut view) = self.views.remove(from) {
            view.name = to.clone();
            self.views.insert(to.clone(), view);
        }
        self.rename_in_views(from, to);
        Ok(true)
    }

    pub(super) fn refresh_view(&mut self, name: &ObjectName) -> Result<bool> {
        match self.views.get(name) {
            Some(view) if view.materialized => Ok(true),
            Some(_) => Err(invalid(format!("view `{name}` isn't materialized, so there is nothing to refresh"))),
            None => Err(self.no_view(name)),
        }
    }

    pub(super) fn set_view_comment(&mut self, name: &ObjectName, comment: Option<&str>) -> Result<bool> {
        if !self.views.contains_key(name) {
            return Err(self.no_view(name));
        }
        if let Some(view) = self.views.get_mut(name) {
            view.comment = comment.map(str::to_owned);
        }
        Ok(true)
    }

    /// The views that stand on a relation, and those that stand on them.
    pub(crate) fn views_reading(&self, relation: &ObjectName) -> Vec<ObjectName> {
        let mut found: Vec<ObjectName> = Vec::new();
        let mut next = 0;
        let mut wanted = relation.clone();
        loop {
            for view in self.views.values() {
                if view.name != *relation && !found.contains(&view.name) && view.reads(&wanted) {
                    found.push(view.name.clone());
                }
            }
            match found.get(next) {
                Some(name) => wanted = name.clone(),
                None => return found,
            }
            next += 1;
        }
    }

    pub(super) fn drop_views_reading(&mut self, relation: &ObjectName) {
        for view in self.views_reading(relation) {
            self.views.remove(&view);
        }
    }

    pub(super) fn rename_in_views(&mut self, from: &ObjectName, to: &ObjectName) {
        for view in self.views.values_mut().filter(|v| v.reads(from)) {
            view.query = rename_relation(&view.query, from, to);
        }
    }
}
