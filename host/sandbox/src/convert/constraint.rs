use super::Across;
use crate::bindings::types as wit;
use mighost_schema::{
    Check, Constraint, ConstraintKey, Deferral, Exclusion, ExclusionElement, ForeignKey, ForeignKeyAction, PrimaryKey,
    Unique,
};

super::enums! {
    wit::Deferral = Deferral { NotDeferrable, InitiallyImmediate, InitiallyDeferred }
    wit::ForeignKeyAction = ForeignKeyAction { NoAction, Restrict, Cascade, SetNull, SetDefault }
}

super::records! {
    wit::PrimaryKey = PrimaryKey { name, columns, settings }
    wit::Unique = Unique { name, columns, nulls_not_distinct, deferral, settings }
    wit::Check = Check { name, expression, not_valid, settings }
    wit::ForeignKey = ForeignKey {
        name, columns, referred_table, referred_columns, on_delete, on_update, deferral, match_full, not_valid, settings,
    }
    wit::ExclusionElement = ExclusionElement { expression, operator }
    wit::Exclusion = Exclusion { name, method, elements, predicate, deferral }
}

impl Across<Constraint> for wit::Constraint {
    fn across(self) -> Constraint {
        match self {
            wit::Constraint::PrimaryKey(c) => Constraint::PrimaryKey(c.across()),
            wit::Constraint::Unique(c) => Constraint::Unique(c.across()),
            wit::Constraint::Check(c) => Constraint::Check(c.across()),
            wit::Constraint::ForeignKey(c) => Constraint::ForeignKey(c.across()),
            wit::Constraint::Exclusion(c) => Constraint::Exclusion(c.across()),
        }
    }
}

impl Across<wit::Constraint> for Constraint {
    fn across(self) -> wit::Constraint {
        match self {
            Constraint::PrimaryKey(c) => wit::Constraint::PrimaryKey(c.across()),
            Constraint::Unique(c) => wit::Constraint::Unique(c.across()),
            Constraint::Check(c) => wit::Constraint::Check(c.across()),
            Constraint::ForeignKey(c) => wit::Constraint::ForeignKey(c.across()),
            Constraint::Exclusion(c) => wit::Constraint::Exclusion(c.across()),
        }
    }
}

impl Across<ConstraintKey> for wit::ConstraintKey {
    fn across(self) -> ConstraintKey {
        match self {
            wit::ConstraintKey::Name(name) => ConstraintKey::Name(name),
            wit::ConstraintKey::PrimaryKey => ConstraintKey::PrimaryKey,
            wit::ConstraintKey::Unique(columns) => ConstraintKey::Unique(columns),
            wit::ConstraintKey::ForeignKey(columns) => ConstraintKey::ForeignKey(columns),
            wit::ConstraintKey::Check(expression) => ConstraintKey::Check(expression),
        }
    }
}
