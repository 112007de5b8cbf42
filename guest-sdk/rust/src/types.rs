//! The words of the contract: columns, types, tables, constraints, indexes, values, errors.
//!
//! These are the contract's own types. Constructors and modifiers are methods on them, so there is no second
//! set of builder types to convert from: a [`Column`] read by [`crate::inspect`] can be changed and added again.

pub use crate::bindings::exports::mighost::migration::revision::{Description, Transaction};
pub use crate::bindings::mighost::migration::context::StepDirection;
pub use crate::bindings::mighost::migration::data::{Condition, Filter, Selection};
pub use crate::bindings::mighost::migration::ddl::{
    AddColumn, AddConstraint, AddIndex, Change, DropColumn, DropConstraint, DropMode, DropTableIndex, IndexMode,
    LabelPosition, MoveColumn, Position, Rename, SetColumnSetting, SetDefault, SetGenerated, SetIdentity, SetNullable,
    SetText, SetType,
};
pub use crate::bindings::mighost::migration::report::Level;
pub use crate::bindings::mighost::migration::types::{
    ArrayType, Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, DatabaseError, DecimalType,
    Deferral, Dialect, EnumType, Enumeration, Error, Exclusion, ExclusionElement, ForeignKey, ForeignKeyAction,
    Generated, Identity, Index, IndexKey, IndexPart, IntegerType, IntegerWidth, NativeValue, NullsOrder, ObjectName,
    PrimaryKey, Sequence, Setting, Table, TextSize, TimeType, Trigger, Unique, Value, View,
};
