use crate::{ObjectName, Settings};
use serde::{Deserialize, Serialize};

/// When a constraint is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deferral {
    /// At once, always.
    #[default]
    NotDeferrable,
    /// At once, unless the transaction asks otherwise.
    InitiallyImmediate,
    /// When the transaction commits.
    InitiallyDeferred,
}

/// What happens to a row whose referenced row is deleted or changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForeignKeyAction {
    /// Refused when the constraint is checked.
    #[default]
    NoAction,
    /// Refused at once.
    Restrict,
    /// Deleted or changed with it.
    Cascade,
    /// Set to NULL.
    SetNull,
    /// Set to the column's default.
    SetDefault,
}

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimaryKey {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its columns.
    pub columns: Vec<String>,
    /// What only some databases have.
    pub settings: Settings,
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unique {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its columns.
    pub columns: Vec<String>,
    /// NULLs count as equal.
    pub nulls_not_distinct: bool,
    /// When it is checked.
    pub deferral: Deferral,
    /// What only some databases have.
    pub settings: Settings,
}

/// A check constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// The condition, as the database writes it.
    pub expression: String,
    /// Checked for new rows only, until it is validated.
    pub not_valid: bool,
    /// What only some databases have.
    pub settings: Settings,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its columns.
    pub columns: Vec<String>,
    /// The table it refers to.
    pub referred_table: ObjectName,
    /// The columns it refers to; empty: that table's primary key.
    pub referred_columns: Vec<String>,
    /// When the referred row is deleted.
    pub on_delete: ForeignKeyAction,
    /// When the referred row's key changes.
    pub on_update: ForeignKeyAction,
    /// When it is checked.
    pub deferral: Deferral,
    /// `MATCH FULL` instead of `MATCH SIMPLE`.
    pub match_full: bool,
    /// Checked for new rows only, until it is validated.
    pub not_valid: bool,
    /// What only some databases have.
    pub settings: Settings,
}

/// One element of an exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionElement {
    /// A column or expression.
    pub expression: String,
    /// The operator no two rows may satisfy.
    pub operator: String,
}

/// An exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// The index method.
    pub method: Option<String>,
    /// What is compared.
    pub elements: Vec<ExclusionElement>,
    /// The rows it holds for.
    pub predicate: Option<String>,
    /// When it is checked.
    pub deferral: Deferral,
}

/// One constraint of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Constraint {
    /// Primary key; at most one.
    PrimaryKey(PrimaryKey),
    /// Unique.
    Unique(Unique),
    /// Check.
    Check(Check),
    /// Foreign key.
    ForeignKey(ForeignKey),
    /// Exclusion.
    Exclusion(Exclusion),
}

impl Constraint {
    /// Its name, where it has one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Constraint::PrimaryKey(c) => c.name.as_deref(),
            Constraint::Unique(c) => c.name.as_deref(),
            Constraint::Check(c) => c.name.as_deref(),
            Constraint::ForeignKey(c) => c.name.as_deref(),
            Constraint::Exclusion(c) => c.name.as_deref(),
        }
    }
}

/// Which constraint of a table: by its name, or by what it is where it has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConstraintKey {
    /// The one of this name.
    Name(String),
    /// The primary key.
    PrimaryKey,
    /// The unique constraint over exactly these columns.
    Unique(Vec<String>),
    /// The foreign key of exactly these columns.
    ForeignKey(Vec<String>),
    /// The check with exactly this condition.
    Check(String),
}
