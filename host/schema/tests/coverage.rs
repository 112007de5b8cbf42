//! What the generators make covers every kind of operation and change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use mighost_schema::generators::{Profile, attempt, run};
use mighost_schema::{Change, Operation};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::cell::RefCell;
use std::collections::BTreeMap;

fn kinds(operation: &Operation) -> Vec<&'static str> {
    let mut kinds = vec![operation.kind()];
    if let Operation::AlterTable(alter) = operation {
        kinds.extend(alter.changes.iter().map(Change::kind));
    }
    kinds
}

fn count<S: Strategy>(
    strategy: &S,
    mut see: impl FnMut(&S::Value, &mut dyn FnMut(&'static str)),
) -> BTreeMap<&'static str, usize> {
    let counts: RefCell<BTreeMap<&'static str, usize>> = RefCell::default();
    let mut runner = TestRunner::deterministic();
    for _ in 0..3000 {
        let value = strategy.new_tree(&mut runner).unwrap().current();
        see(&value, &mut |kind| *counts.borrow_mut().entry(kind).or_default() += 1);
    }
    counts.into_inner()
}

#[test]
fn every_kind_of_operation_and_change_is_made_and_valid() {
    for profile in [Profile::any(), Profile::sqlite()] {
        let counts = count(&run(&profile, 4), |(_, operations), add| {
            operations.iter().flat_map(kinds).for_each(add);
        });
        println!("{counts:#?}");
        for kind in profile.operations.iter().chain(&profile.changes) {
            assert!(counts.get(kind).is_some_and(|n| *n >= 20), "{kind}: {:?}", counts.get(kind));
        }
    }
}

#[test]
fn every_kind_of_operation_and_change_is_refused_too() {
    let profile = Profile::any();
    let counts = count(&attempt(&profile), |(schema, operation), add| {
        if schema.clone().apply(operation).is_err() {
            kinds(operation).into_iter().for_each(add);
        }
    });
    println!("{counts:#?}");
    for kind in profile.operations.iter().chain(&profile.changes) {
        assert!(counts.get(kind).is_some_and(|n| *n >= 5), "{kind}: {:?}", counts.get(kind));
    }
}
