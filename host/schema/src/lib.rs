//! The vocabulary of mighost: what a schema is, what a change of it is, what a value is.
//!
//! - [`Schema`] is a database's schema as a value: [`Table`]s, [`View`]s, [`Sequence`]s, [`Enumeration`]s.
//! - [`Operation`] is one structured change, as data. Everything else is a function of it:
//!   [`Schema::apply`], [`Operation::inverse`], [`Operation::touches`], and elsewhere how a database writes it.
//! - [`Value`] is one value in a row; [`Description`] is the metadata of one revision.
//!
//! This crate is pure: it knows no database driver, no WebAssembly, no async runtime.
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
pub use text::is_plain_name;
pub use touches::{Access, ObjectKind, Touch};
pub use types::{ColumnType, EnumType, IntegerWidth, TextSize};
pub use value::{Condition, Filter, Page, ResultLimit, Row, RowSet, Value};
