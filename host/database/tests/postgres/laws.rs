//! The two laws of operations, on a real server: what the model makes of an operation is what inspection finds when it
//! has run, and its inverse brings everything back. And: an operation that is refused changes nothing.

use crate::support::Db;
use mighost_database::postgres::canonical;
use mighost_database::{Error, Origin};
use mighost_schema::generators::{Profile, run};
use mighost_schema::{
    Change, ColumnDefault, ColumnType, Constraint, Error as CallError, IndexKey, Operation, Schema, Table, Value, diff,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestCaseResult, TestRunner};
use std::cell::{Cell, RefCell};

/// Each case is a schema of its own; `PROPTEST_CASES` asks for more.
fn config(cases: u32) -> Config {
    Config {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases),
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        // A step of shrinking is a whole case on the server.
        max_shrink_iters: 300,
        ..Config::default()
    }
}

/// A schema without what only the server knows: its way of writing an expression, and its names for constraints.
fn plain(schema: &Schema, named: &Schema) -> Schema {
    let mut schema = schema.clone();
    let text = |text: &mut String| *text = "…".to_owned();
    for table in schema.tables.values_mut() {
        // The order of columns is the order in which they were added.
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        for column in &mut table.columns {
            match &mut column.default {
                Some(ColumnDefault::Expression(expression)) => text(expression),
                // A span of time comes back in the server's words: `-1` as `-00:00:01`.
                Some(ColumnDefault::Literal(Value::Text(span))) if column.column_type == ColumnType::Interval => {
                    text(span)
                }
                _ => {}
            }
            if let Some(generated) = &mut column.generated {
                text(&mut generated.expression);
            }
        }
        let wanted = named.tables.get(&table.name);
        for constraint in &mut table.constraints {
            let known = constraint.name().is_some_and(|name| wanted.is_some_and(|t| t.constraint(name).is_some()));
            let name = match constraint {
                Constraint::PrimaryKey(c) => &mut c.name,
                Constraint::Unique(c) => &mut c.name,
                Constraint::Check(c) => {
                    text(&mut c.expression);
                    &mut c.name
                }
                Constraint::ForeignKey(c) => &mut c.name,
                Constraint::Exclusion(c) => &mut c.name,
            };
            if !known {
                *name = None;
            }
        }
        for index in &mut table.indexes {
            index.predicate.iter_mut().for_each(text);
            for part in &mut index.parts {
                if let IndexKey::Expression(expression) = &mut part.key {
                    text(expression);
                }
            }
        }
    }
    schema.views.values_mut().for_each(|view| text(&mut view.query));
    schema
}

/// The same, with the first difference in few words.
fn same(db: &Db, found: &Schema, model: &Schema, when: &str) -> TestCaseResult {
    let version = db.connection.server_version();
    let (found, expected) = (plain(found, model), plain(&canonical(model, version), model));
    prop_assert_eq!(found.tables.keys().collect::<Vec<_>>(), expected.tables.keys().collect::<Vec<_>>(), "{}", when);
    for (table, wanted) in found.tables.values().zip(expected.tables.values()) {
        for (column, wanted) in table.columns.iter().zip(&wanted.columns) {
            prop_assert_eq!(column, wanted, "{}", when);
        }
        let sorted = |lines: Vec<String>| lines.into_iter().collect::<std::collections::BTreeSet<_>>();
        let constraints = |t: &Table| sorted(t.constraints.iter().map(|c| format!("{c:?}")).collect());
        let indexes = |t: &Table| sorted(t.indexes.iter().map(|i| format!("{i:?}")).collect());
        prop_assert_eq!(constraints(table), constraints(wanted), "{}", when);
        prop_assert_eq!(indexes(table), indexes(wanted), "{}", when);
        prop_assert_eq!(table, wanted, "{}", when);
    }
    prop_assert_eq!(&found, &expected, "{}", when);
    Ok(())
}

/// What the server knows of views and the model doesn't: which of them a cascade takes along.
fn learn(model: &mut Schema, found: &Schema, operation: &Operation) {
    let cascades = match operation {
        Operation::DropTable { cascade, .. }
        | Operation::DropView { cascade, .. }
        | Operation::DropEnumeration { cascade, .. }
        | Operation::DropSequence { cascade, .. }
        | Operation::DropSchema { cascade, .. } => *cascade,
        _ => false,
    };
    if cascades {
        model.views.retain(|name, _| found.views.contains_key(name));
        for (name, view) in &found.views {
            model.views.entry(name.clone()).or_insert_with(|| view.clone());
        }
    }
}

fn operate(db: &mut Db, operation: &Operation) -> Result<(), Error> {
    db.begin();
    let result = db.run(operation).map(drop);
    if result.is_err() {
        db.rollback();
    } else if let Err(error) = db.commit() {
        db.rollback();
        return Err(error);
    }
    result
}

fn empty(db: &mut Db) {
    db.begin();
    let sql = "DO $$ BEGIN DROP SCHEMA IF EXISTS public, s1, s2 CASCADE; CREATE SCHEMA public; END $$";
    db.runtime.block_on(db.connection.execute(Origin::Host, sql, &[])).unwrap();
    db.commit().unwrap();
}

/// How many operations the server took and how many it refused.
#[derive(Default)]
struct Tally {
    taken: Cell<u32>,
    refused: Cell<u32>,
}

/// Runs an operation on the model and the server. Whether the server took it.
fn step(db: &mut Db, model: &mut Schema, operation: &Operation, tally: &Tally) -> Result<bool, TestCaseError> {
    let mut after = model.clone();
    // What was refused before may leave nothing to work on, or something that the operation wasn't made for.
    if after.apply(operation).is_err() || !Profile::postgresql().holds(&after) {
        return Ok(false);
    }
    match operate(db, operation) {
        Ok(()) => {
            tally.taken.set(tally.taken.get() + 1);
            let found = db.schema();
            learn(&mut after, &found, operation);
            same(db, &found, &after, &format!("{operation:?}"))?;
            *model = after;
            Ok(true)
        }
        Err(Error::Call(CallError::Database(_) | CallError::Unsupported(_) | CallError::Invalid(_))) => {
            tally.refused.set(tally.refused.get() + 1);
            let found = db.schema();
            same(db, &found, model, &format!("refused: {operation:?}"))?;
            Ok(false)
        }
        Err(error) => Err(TestCaseError::fail(format!("{operation:?}: {error:?}"))),
    }
}

fn check(most: usize, cases: u32, case: impl Fn(&mut Db, Schema, Vec<Operation>, &Tally) -> TestCaseResult) {
    let db = RefCell::new(Db::new());
    let tally = Tally::default();
    let mut runner = TestRunner::new(config(cases));
    let result = runner.run(&run(&Profile::postgresql(), most), |(schema, operations)| {
        let mut db = db.borrow_mut();
        empty(&mut db);
        case(&mut db, schema, operations, &tally)
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let (taken, refused) = (tally.taken.get(), tally.refused.get());
    eprintln!("{taken} operations taken, {refused} refused");
    assert!(taken > refused * 2, "too few operations make sense to show anything: {taken} of {}", taken + refused);
}

#[test]
fn what_the_model_says_is_what_inspection_finds() {
    check(6, 400, |db, schema, operations, tally| {
        let mut model = Schema::default();
        for operation in diff(&Schema::default(), &schema).iter().chain(&operations) {
            step(db, &mut model, operation, tally)?;
        }
        Ok(())
    });
}

/// Whether undoing an operation needs what the server can't do: it moves no columns, and makes none generated.
fn undone_by(inverse: &[Operation]) -> bool {
    !inverse.iter().any(|operation| match operation {
        Operation::AlterTable(alter) => alter
            .changes
            .iter()
            .any(|c| matches!(c, Change::MoveColumn { .. } | Change::SetGenerated { generated: Some(_), .. })),
        _ => false,
    })
}

#[test]
fn an_inverse_brings_everything_back() {
    check(3, 400, |db, schema, operations, tally| {
        let mut model = Schema::default();
        for operation in diff(&Schema::default(), &schema) {
            step(db, &mut model, &operation, tally)?;
        }
        for operation in operations {
            let before = model.clone();
            let Ok(inverse) = operation.inverse(&before) else { continue };
            if !step(db, &mut model, &operation, tally)? || !undone_by(&inverse) {
                continue;
            }
            let mut refused = false;
            for back in &inverse {
                match operate(db, back) {
                    Ok(()) => {}
                    // There are types from which none leads back, and views that stand on a column keep its type.
                    Err(Error::Call(CallError::Database(error)))
                        if matches!(error.code.as_str(), "42804" | "42846" | "0A000") =>
                    {
                        refused = true;
                        break;
                    }
                    Err(error) => {
                        return Err(TestCaseError::fail(format!("{operation:?}, back by {back:?}: {error:?}")));
                    }
                }
            }
            if refused {
                return Ok(());
            }
            let found = db.schema();
            let mut wanted = before.clone();
            learn(&mut wanted, &found, &operation);
            same(db, &found, &wanted, &format!("{operation:?}, undone by {inverse:?}"))?;
            model = wanted;
        }
        Ok(())
    });
}
