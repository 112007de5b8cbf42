//! Views, enumeration types, sequences and schemas.

use crate::bindings::mighost::migration::ddl;
use crate::name::Names;
use crate::table::Drop;
use crate::types::{DropMode, Enumeration, Identity, LabelPosition, ObjectName, Sequence, View};
use crate::{Result, keep};

// ---- views ---------------------------------------------------------------------------------------------

/// Begins to create a view; the query is written as the database writes it.
pub fn create_view(name: impl Into<ObjectName>, query: &str) -> CreateView {
    CreateView {
        view: View { name: name.into(), columns: Vec::new(), query: query.into(), materialized: false, comment: None },
        or_replace: false,
    }
}

/// A view to create. Nothing happens before [`CreateView::run`].
#[derive(Debug)]
#[must_use = "nothing happens before `run`"]
pub struct CreateView {
    view: View,
    or_replace: bool,
}

impl CreateView {
    /// Its columns' names; without, those of the query.
    pub fn columns(mut self, columns: impl Names) -> Self {
        self.view.columns = columns.names();
        self
    }

    /// Stored, and refreshed on demand (PostgreSQL).
    pub fn materialized(mut self) -> Self {
        self.view.materialized = true;
        self
    }

    /// A comment.
    pub fn comment(mut self, comment: &str) -> Self {
        self.view.comment = Some(comment.into());
        self
    }

    /// In the place of one that stands.
    pub fn or_replace(mut self) -> Self {
        self.or_replace = true;
        self
    }

    /// The view as it will be created.
    pub fn definition(&self) -> &View {
        &self.view
    }

    /// Creates it.
    pub fn run(self) -> Result {
        keep(self, |it| ddl::create_view(&it.view, it.or_replace))
    }
}

/// Begins to drop a view, materialized or not.
pub fn drop_view(name: impl Into<ObjectName>) -> Drop {
    Drop::new(name.into(), ddl::drop_view)
}

/// Renames a view (not on SQLite).
pub fn rename_view(from: impl Into<ObjectName>, to: impl Into<ObjectName>) -> Result {
    ddl::rename_view(&from.into(), &to.into())
}

/// Fills a materialized view anew (PostgreSQL), with `concurrently` without stopping readers.
pub fn refresh_view(name: impl Into<ObjectName>, concurrently: bool) -> Result {
    ddl::refresh_view(&name.into(), concurrently)
}

/// Sets the comment of a view (PostgreSQL); none drops it.
pub fn set_view_comment(name: impl Into<ObjectName>, comment: Option<&str>) -> Result {
    ddl::set_view_comment(&name.into(), comment)
}

// ---- enumeration types ---------------------------------------------------------------------------------

/// Creates an enumeration type (PostgreSQL).
pub fn create_enumeration(name: impl Into<ObjectName>, labels: impl Names) -> Result {
    ddl::create_enumeration(&Enumeration { name: name.into(), labels: labels.names() }, false).map(drop)
}

/// Creates an enumeration type (PostgreSQL) where there is none of that name. True where it was created.
pub fn create_enumeration_if_missing(name: impl Into<ObjectName>, labels: impl Names) -> Result<bool> {
    ddl::create_enumeration(&Enumeration { name: name.into(), labels: labels.names() }, true)
}

/// Adds a label to an enumeration type behind its last one.
pub fn add_label(name: impl Into<ObjectName>, label: &str) -> Result {
    ddl::add_label(&name.into(), label, &LabelPosition::Last, false).map(drop)
}

/// Adds a label to an enumeration type at a place; with `if_not_exists` only where it has none of that name.
/// True where it was added.
pub fn add_label_at(
    name: impl Into<ObjectName>,
    label: &str,
    position: LabelPosition,
    if_not_exists: bool,
) -> Result<bool> {
    ddl::add_label(&name.into(), label, &position, if_not_exists)
}

/// Renames a label of an enumeration type.
pub fn rename_label(name: impl Into<ObjectName>, from: &str, to: &str) -> Result {
    ddl::rename_label(&name.into(), from, to)
}

/// Renames an enumeration type.
pub fn rename_enumeration(from: impl Into<ObjectName>, to: impl Into<ObjectName>) -> Result {
    ddl::rename_enumeration(&from.into(), &to.into())
}

/// Begins to drop an enumeration type.
pub fn drop_enumeration(name: impl Into<ObjectName>) -> Drop {
    Drop::new(name.into(), ddl::drop_enumeration)
}

// ---- sequences -----------------------------------------------------------------------------------------

/// Creates a sequence (PostgreSQL, MariaDB).
pub fn create_sequence(name: impl Into<ObjectName>, numbers: Identity) -> Result {
    ddl::create_sequence(&Sequence { name: name.into(), numbers }, false).map(drop)
}

/// Creates a sequence where there is none of that name. True where it was created.
pub fn create_sequence_if_missing(name: impl Into<ObjectName>, numbers: Identity) -> Result<bool> {
    ddl::create_sequence(&Sequence { name: name.into(), numbers }, true)
}

/// Changes a sequence's numbers: what isn't given stays.
pub fn alter_sequence(name: impl Into<ObjectName>, numbers: Identity) -> Result {
    ddl::alter_sequence(&Sequence { name: name.into(), numbers })
}

/// Renames a sequence.
pub fn rename_sequence(from: impl Into<ObjectName>, to: impl Into<ObjectName>) -> Result {
    ddl::rename_sequence(&from.into(), &to.into())
}

/// Begins to drop a sequence.
pub fn drop_sequence(name: impl Into<ObjectName>) -> Drop {
    Drop::new(name.into(), ddl::drop_sequence)
}

// ---- schemas -------------------------------------------------------------------------------------------

/// Creates a schema (PostgreSQL; a database on MySQL).
pub fn create_schema(name: &str) -> Result {
    ddl::create_schema(name, false).map(drop)
}

/// Creates a schema where there is none of that name. True where it was created.
pub fn create_schema_if_missing(name: &str) -> Result<bool> {
    ddl::create_schema(name, true)
}

/// Begins to drop a schema.
pub fn drop_schema(name: &str) -> Drop {
    fn drop_schema(name: &ObjectName, mode: DropMode) -> Result<bool> {
        ddl::drop_schema(&name.name, mode)
    }
    Drop::new(name.into(), drop_schema)
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use crate::prelude::*;

    #[test]
    fn a_view_is_what_was_said() {
        let view =
            create_view(in_schema("s", "adults"), "select * from people").columns(["id"]).materialized().comment("c");
        let definition = view.definition();
        assert_eq!(definition.name, in_schema("s", "adults"));
        assert_eq!((definition.columns.len(), definition.materialized, view.or_replace), (1, true, false));
    }
}
