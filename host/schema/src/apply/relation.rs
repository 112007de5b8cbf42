use crate::nearest::{hint, invalid};
use crate::{Error, ObjectName, Result, Schema};
use std::collections::BTreeMap;

/// The error about something that isn't there.
pub(super) fn missing<T>(kind: &str, name: &ObjectName, there: &BTreeMap<ObjectName, T>) -> Error {
    let names: Vec<String> = there.keys().map(ToString::to_string).collect();
    let hint = hint(&name.to_string(), names.iter().map(String::as_str));
    invalid(format!("there is no {kind} `{name}`{hint}"))
}

/// Checks a name that something is to get.
pub(super) fn check_name(kind: &str, name: &ObjectName) -> Result<()> {
    if name.name.is_empty() || name.schema.as_deref() == Some("") {
        return Err(invalid(format!("a {kind} needs a name")));
    }
    Ok(())
}

impl Schema {
    /// Checks that neither a table nor a view has a name: on every database they share their names.
    pub(super) fn check_relation_free(&self, name: &ObjectName) -> Result<()> {
        check_name("table or view", name)?;
        if self.tables.contains_key(name) {
            return Err(invalid(format!("table `{name}` exists already")));
        }
        if let Some(view) = self.views.get(name) {
            return Err(invalid(format!("{} `{name}` exists already", view.kind())));
        }
        Ok(())
    }

    pub(super) fn no_table(&self, name: &ObjectName) -> Error {
        match self.views.get(name) {
            Some(view) => invalid(format!("`{name}` is a {}, not a table", view.kind())),
            None => missing("table", name, &self.tables),
        }
    }
}
