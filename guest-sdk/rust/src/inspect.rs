//! Reads the schema as it is now: what the step has changed is seen at once.
//!
//! Names are in the connection's default schema, unless they are made by [`crate::in_schema`].

use crate::Result;
use crate::abi::call;
use crate::bindings::mighost::migration::inspect;
use crate::types::{Column, Constraint, Enumeration, Index, ObjectName, Sequence, Table, Trigger, View};

/// Whether a table exists.
///
/// ```no_run
/// # use mighost_guest::prelude::*;
/// # fn upgrade() -> Result {
/// if !inspect::has_table("people")? {
///     create_table("people").column(integer("id").not_null()).primary_key("id").run()?;
/// }
/// # Ok(())
/// # }
/// ```
pub fn has_table(name: impl Into<ObjectName>) -> Result<bool> {
    call::has_table(&name.into())
}

/// Whether a table exists and has that column.
pub fn has_column(table: impl Into<ObjectName>, column: &str) -> Result<bool> {
    call::has_column(&table.into(), column)
}

/// Whether a table exists and has an index of that name.
pub fn has_index(table: impl Into<ObjectName>, index: &str) -> Result<bool> {
    inspect::has_index(&table.into(), index)
}

/// Whether a table exists and has a constraint of that name.
pub fn has_constraint(table: impl Into<ObjectName>, constraint: &str) -> Result<bool> {
    inspect::has_constraint(&table.into(), constraint)
}

/// The tables of the default schema, by name.
pub fn tables() -> Result<Vec<ObjectName>> {
    inspect::tables(None)
}

/// The tables of a schema, by name.
pub fn tables_in(schema: &str) -> Result<Vec<ObjectName>> {
    inspect::tables(Some(schema))
}

/// One table whole; none where it doesn't exist.
pub fn table(name: impl Into<ObjectName>) -> Result<Option<Table>> {
    inspect::table(&name.into())
}

/// The columns of a table; an error where it doesn't exist.
pub fn columns(table: impl Into<ObjectName>) -> Result<Vec<Column>> {
    inspect::columns(&table.into())
}

/// The indexes of a table; an error where it doesn't exist.
pub fn indexes(table: impl Into<ObjectName>) -> Result<Vec<Index>> {
    inspect::indexes(&table.into())
}

/// The constraints of a table; an error where it doesn't exist.
pub fn constraints(table: impl Into<ObjectName>) -> Result<Vec<Constraint>> {
    inspect::constraints(&table.into())
}

/// The triggers of a table or view; an error where it doesn't exist.
pub fn triggers(table: impl Into<ObjectName>) -> Result<Vec<Trigger>> {
    inspect::triggers(&table.into())
}

/// The views of the default schema, by name, materialized ones too.
pub fn views() -> Result<Vec<ObjectName>> {
    inspect::views(None)
}

/// The views of a schema, by name, materialized ones too.
pub fn views_in(schema: &str) -> Result<Vec<ObjectName>> {
    inspect::views(Some(schema))
}

/// One view; none where it doesn't exist.
pub fn view(name: impl Into<ObjectName>) -> Result<Option<View>> {
    inspect::view(&name.into())
}

/// The sequences of the default schema, by name. Empty where the database has none.
pub fn sequences() -> Result<Vec<ObjectName>> {
    inspect::sequences(None)
}

/// The sequences of a schema, by name. Empty where the database has none.
pub fn sequences_in(schema: &str) -> Result<Vec<ObjectName>> {
    inspect::sequences(Some(schema))
}

/// One sequence; none where it doesn't exist.
pub fn sequence(name: impl Into<ObjectName>) -> Result<Option<Sequence>> {
    inspect::sequence(&name.into())
}

/// The enumeration types of the default schema, by name. Empty where the database has none.
pub fn enumerations() -> Result<Vec<Enumeration>> {
    inspect::enumerations(None)
}

/// The enumeration types of a schema, by name. Empty where the database has none.
pub fn enumerations_in(schema: &str) -> Result<Vec<Enumeration>> {
    inspect::enumerations(Some(schema))
}

/// The schemas, by name, without the database's own. On SQLite: `main`.
pub fn schemas() -> Result<Vec<String>> {
    inspect::schemas()
}
