use crate::nearest::invalid;
use crate::{ObjectName, Result, Schema};

impl Schema {
    pub(super) fn create_schema(&mut self, name: &str, if_not_exists: bool) -> Result<bool> {
        if name.is_empty() {
            return Err(invalid("a schema needs a name"));
        }
        if self.schemas.contains(name) {
            return if if_not_exists { Ok(false) } else { Err(invalid(format!("schema `{name}` exists already"))) };
        }
        self.schemas.insert(name.to_owned());
        Ok(true)
    }

    pub(super) fn drop_schema(&mut self, name: &str, if_exists: bool, cascade: bool) -> Result<bool> {
        if !self.schemas.contains(name) {
            let error = || invalid(format!("there is no schema `{name}`{}", self.schema_hint(name)));
            return if if_exists { Ok(false) } else { Err(error()) };
        }
        let inside = |o: &&ObjectName| o.schema.as_deref() == Some(name);
        let tables: Vec<ObjectName> = self.tables.keys().filter(inside).cloned().collect();
        let views: Vec<ObjectName> = self.views.keys().filter(inside).cloned().collect();
        let sequences: Vec<ObjectName> = self.sequences.keys().filter(inside).cloned().collect();
        let enumerations: Vec<ObjectName> = self.enumerations.keys().filter(inside).cloned().collect();
        let mut all = tables.iter().chain(&views).chain(&sequences).chain(&enumerations);
        if !cascade && let Some(first) = all.next() {
            let more = all.count();
            let text =
                if more == 0 { format!("`{first}` is in it") } else { format!("`{first}` and {more} more are in it") };
            return Err(invalid(format!(
                "schema `{name}` can't be dropped: {text}; drop it with cascade, or empty it"
            )));
        }
        // On a copy: a later drop may fail, and then nothing may have changed. Schemas are rarely dropped.
        let mut after = self.clone();
        for view in &views {
            after.drop_view(view, true, true)?;
        }
        for table in &tables {
            after.drop_table(table, true, true)?;
        }
        for enumeration in &enumerations {
            after.drop_enumeration(enumeration, true, true)?;
        }
        for sequence in &sequences {
            after.drop_sequence(sequence, true, true)?;
        }
        after.schemas.remove(name);
        *self = after;
        Ok(true)
    }
}
