//! The vocabulary of mighost: what a schema is, what a change of it is, what a value is.
//!
//! - [`Schema`] is a database's schema as a value: [`Table`]s, [`View`]s, [`Sequence`]s, [`Enumeration`]s.
//! - [`Operation`] is one structured change, as data; an [`AlterTable`] holds the [`Change`]s of one table. Everything
//!   else is a function of it: what it makes of a schema ([`Schema::apply`], [`Table::alter`]), what undoes it
//!   ([`Operation::inverse`]), what it needs ([`Operation::touches`], a list of [`Touch`]es), whether it loses data
//!   ([`Operation::loses_data`]), how a person reads it (its [`Display`](std::fmt::Display)), and, elsewhere, how a
//!   database writes it.
//! - [`diff()`] gives the operations between two schemas.
//! - [`Value`] is one value in a row; [`Description`] is the metadata of one revision.
//!
//! This crate is pure: it knows no database driver, no WebAssembly, no async runtime. It doesn't know which database
//! a schema is of, either: it takes what any of them takes, and refuses what makes no sense on all of them. Names are
//! compared as they are written.
//!
//! ```
//! use mighost_schema::{AlterTable, Change, Column, ColumnType, Index, Operation, Position, Schema, Table, diff};
//!
//! let mut before = Schema::default();
//! let mut people = Table::new("people");
//! people.columns = vec![Column::new("id", ColumnType::INTEGER).not_null(), Column::new("name", ColumnType::TEXT)];
//! before.apply(&Operation::CreateTable { table: people, if_not_exists: false })?;
//!
//! let operation = Operation::AlterTable(AlterTable {
//!     table: "people".into(),
//!     changes: vec![
//!         Change::AddColumn {
//!             column: Column::new("email", ColumnType::TEXT),
//!             position: Position::After("id".into()),
//!             if_not_exists: false,
//!         },
//!         Change::AddIndex { index: Index::new("ix_people_email", ["email"]), if_not_exists: false },
//!         Change::RenameColumn { from: "name".into(), to: "full_name".into() },
//!     ],
//! });
//! assert_eq!(
//!     operation.to_string(),
//!     "alter table people: add column email after id, add index ix_people_email (email), rename column name to full_name"
//! );
//!
//! let mut after = before.clone();
//! assert!(after.apply(&operation)?);
//! assert_eq!(after.table(&"people".into())?.columns[1].name, "email");
//!
//! // What undoes it renames back, and drops the column with the index that stands on it.
//! let inverse = operation.inverse(&before)?;
//! assert_eq!(inverse[0].to_string(), "alter table people: rename column full_name to name, drop column email");
//! for operation in &inverse {
//!     after.apply(operation)?;
//! }
//! assert!(diff(&after, &before).is_empty());
//! # Ok::<(), mighost_schema::Error>(())
//! ```
//!
//! # Texts
//! Checks, generated columns, index expressions, predicates and views' queries are texts in the database's own SQL.
//! Where a column or table is renamed, dropped or counted, the names in them are found by reading their tokens
//! (quotes, strings, comments, casts, functions), whatever the database. Double quotes enclose a name here, never a
//! string. A name that is written anew stands without quotes where the old one did and [`is_plain_name`] holds.
//!
//! # Laws
//! For every schema and operation, and tested so: `inverse` after `apply` is the schema before; `diff(a, b)` applied
//! to `a` is `b`; an error changes nothing. The feature `generators` exports what makes the schemas and operations
//! of these tests, so that they can be put to a real database too.
#![deny(missing_docs)]

mod alter;
mod apply;
mod column;
mod constraint;
mod description;
mod dialect;
mod diff;
mod display;
mod error;
#[doc(hidden)]
pub mod fuzzing;
#[cfg(any(test, feature = "generators"))]
pub mod generators;
mod index;
mod inverse;
mod kind;
mod name;
mod nearest;
mod object;
mod operation;
mod table;
mod text;
mod touches;
mod types;
mod value;

pub use column::{Column, ColumnDefault, Generated, Identity, Settings};
pub use constraint::{
    Check, Constraint, ConstraintKey, Deferral, Exclusion, ExclusionElement, ForeignKey, ForeignKeyAction, PrimaryKey,
    Unique,
};
pub use description::{Description, Transaction};
pub use dialect::Dialect;
pub use diff::diff;
pub use error::{DatabaseError, Error, Result};
pub use index::{Index, IndexKey, IndexPart, NullsOrder};
pub use name::ObjectName;
pub use object::{Enumeration, Sequence, Trigger, View};
pub use operation::{AlterTable, Change, LabelPosition, Operation, Position};
pub use table::{Schema, Table};
pub use text::{Inside, is_plain_name, relations};
pub use touches::{Access, ObjectKind, Touch};
pub use types::{ColumnType, EnumType, IntegerWidth, TextSize};
pub use value::{Condition, Filter, Page, ResultLimit, Row, RowSet, Value};
