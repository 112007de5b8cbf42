use crate::{
    Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, Enumeration, Generated, Identity, Index, ObjectName,
    Sequence, Table, View,
};
use serde::{Deserialize, Serialize};

/// Where a column goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// Behind the last.
    #[default]
    Last,
    /// Before the first.
    First,
    /// Behind this one.
    After(String),
}

/// Where a new enumeration label goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelPosition {
    /// Behind the last.
    #[default]
    Last,
    /// Before this one.
    Before(String),
    /// Behind this one.
    After(String),
}

/// One change of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Add a column.
    AddColumn {
        /// The column.
        column: Column,
        /// Where.
        position: Position,
        /// Do nothing where it exists.
        if_not_exists: bool,
    },
    /// Drop a column, with the indexes and constraints that stand on it alone.
    DropColumn {
        /// Its name.
        name: String,
        /// Do nothing where it doesn't exist.
        if_exists: bool,
    },
    /// Rename a column everywhere it is named.
    RenameColumn {
        /// What it is called.
        from: String,
        /// What it will be called.
        to: String,
    },
    /// Change a column's type.
    SetType {
        /// The column.
        column: String,
        /// Its new type.
        column_type: ColumnType,
        /// How to compute the new value.
        using: Option<String>,
    },
    /// Allow or forbid NULL.
    SetNullable {
        /// The column.
        column: String,
        /// Whether it may be NULL.
        nullable: bool,
    },
    /// Set or drop a default.
    SetDefault {
        /// The column.
        column: String,
        /// The default; `None` drops it.
        default: Option<ColumnDefault>,
    },
    /// Set or drop a generation expression.
    SetGenerated {
        /// The column.
        column: String,
        /// How; `None` makes it ordinary and keeps its values.
        generated: Option<Generated>,
    },
    /// Set or drop the numbering of rows.
    SetIdentity {
        /// The column.
        column: String,
        /// How; `None` makes it ordinary.
        identity: Option<Identity>,
    },
    /// Set or drop a collation.
    SetCollation {
        /// The column.
        column: String,
        /// The collation; `None` is the database's default.
        collation: Option<String>,
    },
    /// Set or drop a column's comment.
    SetColumnComment {
        /// The column.
        column: String,
        /// The comment.
        comment: Option<String>,
    },
    /// Move a column.
    MoveColumn {
        /// The column.
        column: String,
        /// Where to.
        position: Position,
    },
    /// Add a constraint.
    AddConstraint {
        /// The constraint.
        constraint: Constraint,
        /// Do nothing where one of that name stands.
        if_not_exists: bool,
    },
    /// Drop a constraint.
    DropConstraint {
        /// Which.
        key: ConstraintKey,
        /// Do nothing where it doesn't exist.
        if_exists: bool,
    },
    /// Rename a constraint.
    RenameConstraint {
        /// What it is called.
        from: String,
        /// What it will be called.
        to: String,
    },
    /// Check the rows that a `not_valid` constraint passed over.
    ValidateConstraint {
        /// Its name.
        name: String,
    },
    /// Add an index.
    AddIndex {
        /// The index.
        index: Index,
        /// Do nothing where one of that name stands.
        if_not_exists: bool,
    },
    /// Drop an index.
    DropIndex {
        /// Its name.
        name: String,
        /// Do nothing where it doesn't exist.
        if_exists: bool,
    },
    /// Rename an index.
    RenameIndex {
        /// What it is called.
        from: String,
        /// What it will be called.
        to: String,
    },
    /// Set or drop an index's comment.
    SetIndexComment {
        /// The index.
        index: String,
        /// The comment.
        comment: Option<String>,
    },
    /// Set or drop the table's comment.
    SetTableComment {
        /// The comment.
        comment: Option<String>,
    },
    /// Set or drop a setting of a column.
    SetColumnSetting {
        /// The column.
        column: String,
        /// The setting's name.
        name: String,
        /// Its value; `None` drops it.
        value: Option<String>,
    },
    /// Set or drop a setting of the table.
    SetSetting {
        /// Its name.
        name: String,
        /// Its value; `None` drops it.
        value: Option<String>,
    },
}

/// All changes of one table that are made in one go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlterTable {
    /// The table.
    pub table: ObjectName,
    /// The changes in their order; a later one sees what an earlier one did.
    pub changes: Vec<Change>,
}

/// One structured change of a schema.
///
/// Drops carry `if_exists` and creations `if_not_exists`: they mean the same on every database, because whoever
/// runs an operation looks first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Create a table with its columns, constraints and indexes.
    CreateTable {
        /// The table.
        table: Table,
        /// Do nothing where it exists.
        if_not_exists: bool,
    },
    /// Drop a table.
    DropTable {
        /// Its name.
        name: ObjectName,
        /// Do nothing where it doesn't exist.
        if_exists: bool,
        /// Drop what stands on it too.
        cascade: bool,
    },
    /// Rename a table.
    RenameTable {
        /// What it is called.
        from: ObjectName,
        /// What it will be called.
        to: ObjectName,
    },
    /// Change a table. Indexes are changed here too, as [`Change::AddIndex`] and [`Change::DropIndex`].
    AlterTable(AlterTable),
    /// Build an index on its own, so that it can be done without stopping writers.
    CreateIndex {
        /// The table.
        table: ObjectName,
        /// The index.
        index: Index,
        /// Do nothing where the name is taken.
        if_not_exists: bool,
        /// Without stopping writers.
        concurrently: bool,
    },
    /// Drop an index on its own.
    DropIndex {
        /// The table.
        table: ObjectName,
        /// Its name.
        name: String,
        /// Do nothing where it doesn't exist.
        if_exists: bool,
        /// Without stopping writers.
        concurrently: bool,
    },
    /// Create a view.
    CreateView {
        /// The view.
        view: View,
        /// In the place of one that stands.
        or_replace: bool,
    },
    /// Drop a view.
    DropView {
        /// Its name.
        name: ObjectName,
        /// Do nothing where it doesn't exist.
        if_exists: bool,
        /// Drop what stands on it too.
        cascade: bool,
    },
    /// Rename a view.
    RenameView {
        /// What it is called.
        from: ObjectName,
        /// What it will be called.
        to: ObjectName,
    },
    /// Fill a materialized view anew.
    RefreshView {
        /// Its name.
        name: ObjectName,
        /// Without stopping readers.
        concurrently: bool,
    },
    /// Set or drop a view's comment.
    SetViewComment {
        /// The view.
        name: ObjectName,
        /// The comment.
        comment: Option<String>,
    },
    /// Create an enumeration type.
    CreateEnumeration {
        /// The enumeration.
        enumeration: Enumeration,
        /// Do nothing where it exists.
        if_not_exists: bool,
    },
    /// Add a label to an enumeration type.
    AddLabel {
        /// The type.
        name: ObjectName,
        /// The label.
        label: String,
        /// Where.
        position: LabelPosition,
        /// Do nothing where it exists.
        if_not_exists: bool,
    },
    /// Rename a label of an enumeration type.
    RenameLabel {
        /// The type.
        name: ObjectName,
        /// What it is called.
        from: String,
        /// What it will be called.
        to: String,
    },
    /// Rename an enumeration type.
    RenameEnumeration {
        /// What it is called.
        from: ObjectName,
        /// What it will be called.
        to: ObjectName,
    },
    /// Drop an enumeration type.
    DropEnumeration {
        /// Its name.
        name: ObjectName,
        /// Do nothing where it doesn't exist.
        if_exists: bool,
        /// Drop what stands on it too.
        cascade: bool,
    },
    /// Create a sequence.
    CreateSequence {
        /// The sequence.
        sequence: Sequence,
        /// Do nothing where it exists.
        if_not_exists: bool,
    },
    /// Change a sequence: what is `None` stays.
    AlterSequence {
        /// Its name and new numbers.
        sequence: Sequence,
    },
    /// Rename a sequence.
    RenameSequence {
        /// What it is called.
        from: ObjectName,
        /// What it will be called.
        to: ObjectName,
    },
    /// Drop a sequence.
    DropSequence {
        /// Its name.
        name: ObjectName,
        /// Do nothing where it doesn't exist.
        if_exists: bool,
        /// Drop what stands on it too.
        cascade: bool,
    },
    /// Create a schema.
    CreateSchema {
        /// Its name.
        name: String,
        /// Do nothing where it exists.
        if_not_exists: bool,
    },
    /// Drop a schema.
    DropSchema {
        /// Its name.
        name: String,
        /// Do nothing where it doesn't exist.
        if_exists: bool,
        /// Drop what stands in it too.
        cascade: bool,
    },
}
