//! Strategies that make schemas and operations, for property tests here and against real databases.
//!
//! ```
//! use mighost_schema::generators::{Profile, operation, schema};
//! use proptest::strategy::{Strategy, ValueTree};
//! use proptest::test_runner::TestRunner;
//!
//! let profile = Profile::sqlite();
//! let mut runner = TestRunner::deterministic();
//! let before = schema(&profile).new_tree(&mut runner).unwrap().current();
//! let change = operation(&profile, &before).new_tree(&mut runner).unwrap().current();
//! let mut after = before.clone();
//! after.apply(&change).unwrap();
//! assert!(profile.holds(&after));
//! ```
//!
//! A strategy here shrinks by making simpler choices, so a failing case gets small by itself. To test a run of
//! operations, use [`run()`].

mod alteration;
mod choices;
mod expression;
mod mysql;
mod postgresql;
mod profile;
mod sqlite;
mod structure;

pub use profile::Profile;

use crate::{ColumnType, Constraint, EnumType, Operation, Schema};
use choices::Choices;
use proptest::collection::vec;
use proptest::prelude::*;
use structure::Maker;

/// A schema that holds together and that the profile's database can hold.
pub fn schema(profile: &Profile) -> impl Strategy<Value = Schema> + Clone + use<> {
    let profile = profile.clone();
    // Enough numbers for four tables with all that hangs on them.
    vec(any::<u32>(), 0..800).prop_map(move |numbers| make_schema(&profile, &mut Choices::new(numbers)))
}

/// An operation that can be applied to this schema and leaves it one that the profile's database can hold.
pub fn operation(profile: &Profile, schema: &Schema) -> impl Strategy<Value = Operation> + Clone + use<> {
    let (profile, schema) = (profile.clone(), schema.clone());
    // Enough numbers for a whole table, and for some attempts that don't fit.
    vec(any::<u32>(), 1..300).prop_map(move |numbers| valid(&profile, &schema, &mut Choices::new(numbers)))
}

/// Any operation, whether it can be applied to this schema or not.
pub fn any_operation(profile: &Profile, schema: &Schema) -> impl Strategy<Value = Operation> + Clone + use<> {
    let (profile, schema) = (profile.clone(), schema.clone());
    vec(any::<u32>(), 1..200).prop_map(move |numbers| {
        Maker { choices: &mut Choices::new(numbers), profile: &profile, schema: &schema, loose: true }.operation()
    })
}

/// A schema and up to so many operations, each of which can be applied after the ones before it.
pub fn run(profile: &Profile, most: usize) -> impl Strategy<Value = (Schema, Vec<Operation>)> + Clone + use<> {
    let profile = profile.clone();
    (schema(&profile), vec(vec(any::<u32>(), 1..200), 1..=most)).prop_map(move |(schema, lists)| {
        let mut now = schema.clone();
        let mut operations = Vec::new();
        for numbers in lists {
            let operation = valid(&profile, &now, &mut Choices::new(numbers));
            if now.apply(&operation).is_ok() {
                operations.push(operation);
            }
        }
        (schema, operations)
    })
}

/// A schema and any operation, whether it can be applied or not.
pub fn attempt(profile: &Profile) -> impl Strategy<Value = (Schema, Operation)> + Clone + use<> {
    let profile = profile.clone();
    (schema(&profile), vec(any::<u32>(), 1..200)).prop_map(move |(schema, numbers)| {
        let mut choices = Choices::new(numbers);
        let operation = Maker { choices: &mut choices, profile: &profile, schema: &schema, loose: true }.operation();
        (schema, operation)
    })
}

fn make_schema(profile: &Profile, choices: &mut Choices) -> Schema {
    let mut schema = Schema::default();
    // What a real schema is made of, in about the order it is made.
    let creating = [
        "create-schema",
        "create-enumeration",
        "create-sequence",
        "create-table",
        "create-view",
        "create-table",
        "create-view",
        "create-table",
        "alter-table",
        "create-table",
        "create-view",
        "create-enumeration",
        "create-sequence",
    ];
    for kind in creating.into_iter().filter(|k| profile.operations.contains(k)) {
        // A few attempts, because a foreign key often finds no fit.
        for _ in 0..3 {
            if choices.is_exhausted() {
                return schema;
            }
            let operation = Maker { choices, profile, schema: &schema, loose: false }.operation_of(kind);
            if let Some(after) = applied(profile, &schema, &operation) {
                schema = after;
                break;
            }
        }
    }
    schema
}

/// The schema after an operation, if it can be applied and the profile's database can hold what it leaves.
fn applied(profile: &Profile, schema: &Schema, operation: &Operation) -> Option<Schema> {
    let mut after = schema.clone();
    (profile.allows(schema, operation) && after.apply(operation).is_ok() && profile.holds(&after)).then_some(after)
}

fn valid(profile: &Profile, schema: &Schema, choices: &mut Choices) -> Operation {
    while !choices.is_exhausted() {
        let operation = Maker { choices, profile, schema, loose: false }.operation();
        if applied(profile, schema, &operation).is_some() {
            return operation;
        }
    }
    // The simplest that always fits.
    let mut maker = Maker { choices, profile, schema, loose: false };
    Operation::CreateTable { table: maker.smallest_table(), if_not_exists: false }
}

/// Whether a schema holds together: foreign keys fit the tables they refer to, columns' labels their types, and what
/// is in a schema is in one that there is.
pub fn coherent(schema: &Schema) -> bool {
    let keys_fit = schema.tables.values().all(|t| {
        t.constraints.iter().all(|c| match c {
            Constraint::ForeignKey(key) => {
                !schema.views.contains_key(&key.referred_table)
                    && schema.tables.get(&key.referred_table).is_none_or(|target| key.check_target(t, target).is_ok())
            }
            _ => true,
        })
    });
    let labels_fit = schema.tables.values().flat_map(|t| &t.columns).all(|c| match &c.column_type {
        ColumnType::Enumeration(EnumType { name: Some(name), labels }) => {
            schema.enumerations.get(name).is_some_and(|e| labels.is_empty() || e.labels == *labels)
        }
        _ => true,
    });
    let relations = schema.tables.keys().chain(schema.views.keys());
    let mut objects = relations.chain(schema.sequences.keys()).chain(schema.enumerations.keys());
    keys_fit && labels_fit && objects.all(|o| o.schema.as_ref().is_none_or(|s| schema.schemas.contains(s)))
}
