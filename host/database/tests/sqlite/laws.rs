//! The two laws of operations, on real databases: what the model makes of an operation is what inspection finds when
//! it has run, and its inverse brings everything back. And: an operation happens whole or not at all.

use crate::support::{NO_LIMIT, now};
use mighost_database::sqlite::lower;
use mighost_database::{Connection, Error, OpenMode, Options, Origin, Target, connect};
use mighost_schema::generators::{Profile, attempt, run};
use mighost_schema::{Change, Error as CallError, Operation, Schema, Table, diff};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestCaseResult};

/// Each case is a whole database; a thousand take some seconds.
fn config(cases: u32) -> Config {
    Config {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases),
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        max_shrink_iters: 4000,
        ..Config::default()
    }
}

fn memory() -> Box<dyn Connection> {
    let target = Target::parse("sqlite::memory:").unwrap();
    now(connect(&target, OpenMode::Create, &Options::default())).unwrap()
}

/// What a refusal is that the model can't foresee: it knows no triggers, and no views' columns.
fn foreseeable(error: &Error) -> bool {
    let Error::Call(
        CallError::Invalid(text) | CallError::Database(mighost_schema::DatabaseError { message: text, .. }),
    ) = error
    else {
        return true;
    };
    !(text.contains("would not work any more") || text.contains("view"))
}

fn operate(connection: &mut dyn Connection, operation: &Operation) -> Result<bool, Error> {
    now(connection.begin())?;
    let result = now(connection.operate(operation));
    if let Err(error) = now(connection.commit()) {
        now(connection.rollback()).unwrap();
        return Err(error);
    }
    result.map(|ran| ran.changed)
}

fn build(connection: &mut dyn Connection, schema: &Schema) -> TestCaseResult {
    for operation in diff(&Schema::default(), schema) {
        operate(connection, &operation)
            .map_err(|error| TestCaseError::fail(format!("making {operation:?}: {error:?}")))?;
    }
    same(&now(connection.schema()).unwrap(), schema, "the schema as it was made")
}

/// The same, with the first difference in few words.
fn same(found: &Schema, expected: &Schema, when: &str) -> TestCaseResult {
    let names: Vec<_> = expected.tables.keys().collect();
    prop_assert_eq!(found.tables.keys().collect::<Vec<_>>(), names, "{}", when);
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
    for (view, wanted) in found.views.values().zip(expected.views.values()) {
        prop_assert_eq!(view, wanted, "{}", when);
    }
    prop_assert_eq!(found.views.keys().collect::<Vec<_>>(), expected.views.keys().collect::<Vec<_>>(), "{}", when);
    prop_assert_eq!(found, expected, "{}", when);
    Ok(())
}

/// What SQLite knows of views and the model doesn't: their queries follow a renamed column, and a cascade drops only
/// those that really read what is dropped.
fn learn(model: &mut Schema, found: &Schema, operation: &Operation) {
    let follows = match operation {
        Operation::AlterTable(alter) => alter.changes.iter().any(|c| matches!(c, Change::RenameColumn { .. })),
        Operation::DropTable { cascade, .. } | Operation::DropView { cascade, .. } => *cascade,
        _ => false,
    };
    if follows {
        model.views = found.views.clone();
    }
}

fn dump(connection: &mut dyn Connection) -> Vec<Vec<mighost_schema::Value>> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid";
    now(connection.query(Origin::Host, sql, &[], NO_LIMIT)).unwrap().rows
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn what_the_model_says_is_what_inspection_finds((schema, operations) in run(&Profile::sqlite(), 8)) {
        let mut connection = memory();
        build(&mut *connection, &schema)?;
        let mut model = schema;
        for operation in operations {
            let mut after = model.clone();
            let Ok(changes) = after.apply(&operation) else { continue };
            let before = dump(&mut *connection);
            match operate(&mut *connection, &operation) {
                Ok(changed) => {
                    model = after;
                    prop_assert_eq!(changed, changes && changed, "{:?}", operation);
                    let found = now(connection.schema()).unwrap();
                    learn(&mut model, &found, &operation);
                    same(&found, &model, &format!("{operation:?}"))?;
                }
                Err(error) => {
                    prop_assert!(!foreseeable(&error), "{:?}: {:?}", operation, error);
                    prop_assert_eq!(dump(&mut *connection), before);
                }
            }
        }
    }

    #[test]
    fn an_inverse_brings_everything_back((schema, operations) in run(&Profile::sqlite(), 1)) {
        let mut connection = memory();
        build(&mut *connection, &schema)?;
        for operation in operations {
            let Ok(inverse) = operation.inverse(&schema) else { continue };
            if operate(&mut *connection, &operation).is_err() {
                continue;
            }
            for back in inverse {
                operate(&mut *connection, &back)
                    .map_err(|error| TestCaseError::fail(format!("{operation:?}, back by {back:?}: {error:?}")))?;
            }
            let found = now(connection.schema()).unwrap();
            let mut schema = schema.clone();
            learn(&mut schema, &found, &operation);
            same(&found, &schema, &format!("{operation:?}"))?;
        }
    }

    #[test]
    fn an_operation_happens_whole_or_not_at_all((schema, operation) in attempt(&Profile::sqlite())) {
        let mut connection = memory();
        build(&mut *connection, &schema)?;
        let mut model = schema.clone();
        let table = match &operation {
            Operation::AlterTable(alter) => schema.tables.get(&alter.table),
            Operation::CreateIndex { table, .. } => schema.tables.get(table),
            _ => None,
        };
        let modelled = lower(&operation, table).and_then(|lowered| model.apply(&lowered));
        let before = dump(&mut *connection);
        match operate(&mut *connection, &operation) {
            Ok(_) => {
                if modelled.is_ok() {
                    let found = now(connection.schema()).unwrap();
                    learn(&mut model, &found, &operation);
                    same(&found, &model, &format!("{operation:?}"))?;
                }
            }
            Err(_) => prop_assert_eq!(dump(&mut *connection), before, "{:?}", operation),
        }
    }
}
