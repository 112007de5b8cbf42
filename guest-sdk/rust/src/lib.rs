//! Write database migrations for mighost in Rust.
//!
//! A migration is a crate of its own that says what it is with [`migration!`] and does its work in `upgrade` and
//! `downgrade`. It compiles to a small WebAssembly component (20 to 35 KB) that imports only what it uses: one that
//! never calls [`sql`] can't run raw SQL, and anyone can see that in the file.
//!
//! ```
//! use mighost_guest::prelude::*;
//!
//! migration! {
//!     id: "20260105_145517",
//!     revises: ["20260105_000000"],
//!     message: "Add allow_unverified_email_login to Configuracion",
//!     upgrade: upgrade,
//!     downgrade: downgrade,
//! }
//!
//! fn upgrade() -> Result {
//!     if !inspect::has_column("configuracion", "allow_unverified_email_login")? {
//!         alter_table("configuracion").add(boolean("allow_unverified_email_login").not_null().default(false)).run()?;
//!     }
//!     Ok(())
//! }
//!
//! fn downgrade() -> Result {
//!     alter_table("configuracion").drop_if_exists("allow_unverified_email_login").run()
//! }
//! # fn main() {}
//! ```
//!
//! - Schema: [`create_table`], [`alter_table`], [`drop_table`], [`create_index`], [`create_view`] and their kin begin a
//!   change, its methods say what, `run` makes it. Columns are made by functions named after their types
//!   ([`varchar`], [`integer`], [`boolean`] …), constraints by [`foreign_key`], [`unique`], [`check`] …
//! - Looking first: [`inspect`] sees what the step has changed already.
//! - Data: [`rows`] reads and changes rows without SQL, in batches. [`sql`] is for the rest.
//! - [`report`] is what the operator sees; [`context`] is where the step runs.
//! - Errors: every call gives a [`Result`]; an error that leaves `upgrade` rolls the whole step back. [`bail!`] refuses
//!   to run, with a reason.
//!
//! A migration runs without files, network, clock or randomness: what `std` offers of these fails or panics there. A
//! panic is written to the log with its place and ends the step (feature `panic-messages`, on by default, 4 KB). The
//! feature `allocator`, also on by default, brings a global allocator that is small in WebAssembly; turn it off to
//! bring another one.
#![deny(missing_docs)]

mod abi;
mod alter;
#[doc(hidden)]
pub mod bindings;
mod column;
mod column_type;
mod constraint;
pub mod context;
mod error;
mod index;
pub mod inspect;
mod migration;
mod name;
mod object;
pub mod report;
mod rows;
mod runtime;
pub mod sql;
mod table;
pub mod types;
mod value;

pub use alter::{AlterTable, alter_table};
pub use column::*;
pub use constraint::{check, exclusion, foreign_key, primary_key, unique};
pub use error::Result;
pub use index::{
    CreateIndex, DropIndex, by, create_index, drop_index, expression, index, rename_index, set_index_comment,
};
#[doc(hidden)]
pub use migration::support;
pub use name::{Names, in_schema};
pub use object::*;
pub use rows::{Rows, Scan, rows};
use runtime::keep;
pub use table::{CreateTable, Drop, create_table, drop_table, rename_table};
pub use value::{ColumnKey, FromValue, Row};

/// Everything a migration needs: `use mighost_guest::prelude::*;`.
pub mod prelude {
    pub use crate::types::{
        Column, ColumnDefault, ColumnType, Condition, Constraint, ConstraintKey, Deferral, Dialect, DropMode, Error,
        ForeignKeyAction, Generated, Identity, Index, LabelPosition, ObjectName, Position, Setting, StepDirection,
        Table, TextSize, Transaction, Value, View,
    };
    pub use crate::{
        AlterTable, CreateTable, FromValue, Names, Result, Row, alter_sequence, alter_table, bail, check, context,
        ensure, exclusion, expression, foreign_key, in_schema, inspect, migration, params, primary_key, report, rows,
        sql, unique, values,
    };
    pub use crate::{add_label, add_label_at, by, index, rename_label};
    pub use crate::{
        array, bigint, binary, bit, blob, blob_of, boolean, character, column, date, decimal, double, enumeration,
        integer, interval, json, jsonb, mediumint, named_enumeration, native, numeric, real, set, smallint, text,
        text_of, time, timestamp, timestamp_with_zone, tinyint, uuid, varbinary, varbit, varchar, varchar_unbounded,
    };
    pub use crate::{
        create_enumeration, create_enumeration_if_missing, create_index, create_schema, create_schema_if_missing,
        create_sequence, create_sequence_if_missing, create_table, create_view,
    };
    pub use crate::{drop_enumeration, drop_index, drop_schema, drop_sequence, drop_table, drop_view};
    pub use crate::{refresh_view, set_index_comment, set_view_comment};
    pub use crate::{rename_enumeration, rename_index, rename_sequence, rename_table, rename_view};
}
