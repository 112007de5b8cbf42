use crate::name::{Names, setting};
use crate::types::{
    Check, Constraint, Deferral, Exclusion, ExclusionElement, ForeignKey, ForeignKeyAction, ObjectName, PrimaryKey,
    Unique,
};

/// A primary key over these columns.
pub fn primary_key(columns: impl Names) -> PrimaryKey {
    PrimaryKey { name: None, columns: columns.names(), settings: Vec::new() }
}

/// A unique constraint over these columns.
///
/// ```
/// # use mighost_guest::prelude::*;
/// let constraint = unique(["curso", "filename"]).named("course_library_unique_file");
/// assert_eq!(constraint.columns, ["curso", "filename"]);
/// ```
pub fn unique(columns: impl Names) -> Unique {
    Unique {
        name: None,
        columns: columns.names(),
        nulls_not_distinct: false,
        deferral: Deferral::NotDeferrable,
        settings: Vec::new(),
    }
}

/// A check; the condition is written as the database writes it.
pub fn check(expression: &str) -> Check {
    Check { name: None, expression: expression.into(), not_valid: false, settings: Vec::new() }
}

/// A foreign key of these columns. Say what it refers to with [`ForeignKey::references`].
///
/// ```
/// # use mighost_guest::prelude::*;
/// let key = foreign_key("team_id").references("team", "id").on_delete(ForeignKeyAction::Cascade);
/// assert_eq!(key.referred_table.name, "team");
/// ```
pub fn foreign_key(columns: impl Names) -> ForeignKey {
    ForeignKey {
        name: None,
        columns: columns.names(),
        referred_table: ObjectName { schema: None, name: String::new() },
        referred_columns: Vec::new(),
        on_delete: ForeignKeyAction::NoAction,
        on_update: ForeignKeyAction::NoAction,
        deferral: Deferral::NotDeferrable,
        match_full: false,
        not_valid: false,
        settings: Vec::new(),
    }
}

/// An exclusion constraint (PostgreSQL) with its first element; add others with [`Exclusion::and`].
pub fn exclusion(expression: &str, operator: &str) -> Exclusion {
    Exclusion {
        name: None,
        method: None,
        elements: vec![ExclusionElement { expression: expression.into(), operator: operator.into() }],
        predicate: None,
        deferral: Deferral::NotDeferrable,
    }
}

macro_rules! named {
    ($($kind:ident),*) => {
        $(
            impl $kind {
                /// Its name.
                pub fn named(mut self, name: &str) -> Self {
                    self.name = Some(name.into());
                    self
                }
            }

            impl From<$kind> for Constraint {
                fn from(constraint: $kind) -> Self {
                    Constraint::$kind(constraint)
                }
            }
        )*
    };
}
named!(PrimaryKey, Unique, Check, ForeignKey, Exclusion);

macro_rules! settings {
    ($($kind:ident),*) => {
        $(
            impl $kind {
                /// A setting that only some databases have, such as `on-conflict` on SQLite.
                pub fn setting(mut self, name: &str, value: &str) -> Self {
                    self.settings.push(setting(name, value));
                    self
                }
            }
        )*
    };
}
settings!(PrimaryKey, Unique, Check, ForeignKey);

macro_rules! deferrable {
    ($($kind:ident),*) => {
        $(
            impl $kind {
                /// Checked at once, unless the transaction asks otherwise.
                pub fn deferrable(mut self) -> Self {
                    self.deferral = Deferral::InitiallyImmediate;
                    self
                }

                /// Checked when the transaction commits.
                pub fn deferred(mut self) -> Self {
                    self.deferral = Deferral::InitiallyDeferred;
                    self
                }
            }
        )*
    };
}
deferrable!(Unique, ForeignKey, Exclusion);

impl Unique {
    /// NULLs count as equal (PostgreSQL 15 and newer).
    pub fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }
}

impl Check {
    /// Checked for new rows only, until it is validated (PostgreSQL).
    pub fn not_valid(mut self) -> Self {
        self.not_valid = true;
        self
    }
}

impl ForeignKey {
    /// The table and columns it refers to. With no columns (`[]`), that table's primary key.
    pub fn references(mut self, table: impl Into<ObjectName>, columns: impl Names) -> Self {
        self.referred_table = table.into();
        self.referred_columns = columns.names();
        self
    }

    /// What happens when the referred row is deleted.
    pub fn on_delete(mut self, action: ForeignKeyAction) -> Self {
        self.on_delete = action;
        self
    }

    /// What happens when the referred row's key changes.
    pub fn on_update(mut self, action: ForeignKeyAction) -> Self {
        self.on_update = action;
        self
    }

    /// The row is deleted with the row it refers to.
    pub fn on_delete_cascade(self) -> Self {
        self.on_delete(ForeignKeyAction::Cascade)
    }

    /// The columns become NULL when the row they refer to is deleted.
    pub fn on_delete_set_null(self) -> Self {
        self.on_delete(ForeignKeyAction::SetNull)
    }

    /// `MATCH FULL` instead of `MATCH SIMPLE` (PostgreSQL).
    pub fn match_full(mut self) -> Self {
        self.match_full = true;
        self
    }

    /// Checked for new rows only, until it is validated (PostgreSQL).
    pub fn not_valid(mut self) -> Self {
        self.not_valid = true;
        self
    }
}

impl Exclusion {
    /// One more element: a column or expression, and the operator no two rows may satisfy.
    pub fn and(mut self, expression: &str, operator: &str) -> Self {
        self.elements.push(ExclusionElement { expression: expression.into(), operator: operator.into() });
        self
    }

    /// The index method, such as `gist`.
    pub fn using(mut self, method: &str) -> Self {
        self.method = Some(method.into());
        self
    }

    /// The rows it holds for.
    pub fn filter(mut self, predicate: &str) -> Self {
        self.predicate = Some(predicate.into());
        self
    }
}

/// Where a constraint is wanted, its columns alone will do: `.primary_key("id")`, `.unique(["a", "b"])`.
macro_rules! from_columns {
    ($($kind:ident: $make:ident),*) => {
        $(
            impl From<&str> for $kind {
                fn from(column: &str) -> Self {
                    $make(column)
                }
            }

            impl<const N: usize> From<[&str; N]> for $kind {
                fn from(columns: [&str; N]) -> Self {
                    $make(columns)
                }
            }
        )*
    };
}
from_columns!(PrimaryKey: primary_key, Unique: unique);

impl From<&str> for Check {
    fn from(expression: &str) -> Self {
        check(expression)
    }
}
