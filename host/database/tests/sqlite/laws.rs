//! The two laws of operations, on real databases: what the model makes of an operation is what inspection finds when
//! it has run, and its inverse brings everything back. And: an operation happens whole or not at all.

use crate::support::{NO_LIMIT, now};
use mighost_database::sqlite::lower;
use mighost_database::{Connection, Error, OpenMode, Options, Origin, Target, connect};
use mighost_schema::generators::{Profile, attempt, run};
use mighost_schema::{Change, Error as CallError, Operation, Schema, Table, diff};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestCaseResult};
use std::collections::{BTreeMap, BTreeSet};

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

/// What a refusal is that the model can't foresee: it knows no triggers and no views' columns, and doesn't ask whether
/// an expression names columns that are there.
fn foreseeable(error: &Error) -> bool {
    let Error::Call(
        CallError::Invalid(text) | CallError::Database(mighost_schema::DatabaseError { message: text, .. }),
    ) = error
    else {
        return true;
    };
    !(["would not work any more", "view", "no such column"].iter().any(|unforeseen| text.contains(unforeseen)))
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

/// Rows of all kinds in every table, as far as its constraints let them in.
fn fill(connection: &mut dyn Connection, schema: &Schema, seed: u64) {
    now(connection.begin()).unwrap();
    for (t, table) in schema.tables.values().enumerate() {
        let columns: Vec<_> = table.columns.iter().filter(|c| c.generated.is_none()).collect();
        let names: Vec<String> = columns.iter().map(|c| format!("\"{}\"", c.name.replace('"', "\"\""))).collect();
        let name = table.name.name.replace('"', "\"\"");
        for n in 0..4_u64 {
            let value = |c: usize| match (seed ^ (n * 7 + c as u64 * 3 + t as u64)) % 6 {
                0 => "NULL".to_owned(),
                1 => format!("'text {n}'"),
                2 => format!("{n}.5"),
                3 => format!("'{n}'"),
                4 => format!("x'0{n}'"),
                _ => n.to_string(),
            };
            let values: Vec<String> = (0..columns.len()).map(value).collect();
            let sql = format!("INSERT OR IGNORE INTO \"{name}\" ({}) VALUES ({})", names.join(", "), values.join(", "));
            // A STRICT table or an expression may refuse; then there is one row less.
            let _ = now(connection.execute(Origin::Host, &sql, &[]));
        }
    }
    // Rows that refer to nothing were there before: no step's fault.
    now(connection.commit()).unwrap();
}

/// The rows of every table, column by column.
fn contents(connection: &mut dyn Connection) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let mut contents = BTreeMap::new();
    for table in now(connection.tables(None)).unwrap() {
        let sql = format!("SELECT * FROM \"{}\"", table.name.replace('"', "\"\""));
        // A table whose generated columns fail can't be read, before or after.
        let Ok(found) = now(connection.query(Origin::Host, &sql, &[], NO_LIMIT)) else { continue };
        let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in found.rows {
            for (column, value) in found.columns.iter().zip(row) {
                columns.entry(column.clone()).or_default().push(format!("{value:?}"));
            }
        }
        contents.insert(table.name, columns);
    }
    contents
}

/// The columns whose values a change may alter, besides those it adds.
fn altered(change: &Change) -> Option<&str> {
    match change {
        Change::SetType { column, .. } | Change::SetGenerated { column, .. } | Change::SetIdentity { column, .. } => {
            Some(column)
        }
        Change::AddColumn { column, .. } => Some(&column.name),
        Change::RenameColumn { to, .. } => Some(to),
        _ => None,
    }
}

proptest! {
    #![proptest_config(config(400))]

    /// What a change isn't about stays as it was, to the last value; and a change that the rows contradict does
    /// nothing at all.
    #[test]
    fn rows_stay((schema, operations) in run(&Profile::sqlite(), 4), seed in any::<u64>()) {
        let mut connection = memory();
        build(&mut *connection, &schema)?;
        fill(&mut *connection, &schema, seed);
        for operation in operations {
            let before = contents(&mut *connection);
            let definitions = dump(&mut *connection);
            let tables = now(connection.schema()).unwrap().tables;
            let result = operate(&mut *connection, &operation);
            let after = contents(&mut *connection);
            if result.is_err() {
                prop_assert_eq!(&after, &before, "{:?}: {:?}", operation, result);
                prop_assert_eq!(dump(&mut *connection), definitions, "{:?}: {:?}", operation, result);
                continue;
            }
            let Operation::AlterTable(alter) = &operation else { continue };
            let strict = |change: &Change| matches!(change, Change::SetSetting { .. });
            for (table, columns) in &before {
                let Some(now) = after.get(table) else { continue };
                for (column, values) in columns {
                    let computed = tables.get(&alter.table).and_then(|t| t.column(column));
                    let about = *table == alter.table.name
                        && (alter.changes.iter().any(|c| altered(c) == Some(column) || strict(c))
                            || computed.is_none_or(|c| c.generated.is_some()));
                    if !about && let Some(now) = now.get(column) {
                        let sorted = |values: &[String]| values.iter().cloned().collect::<BTreeSet<_>>();
                        prop_assert_eq!(now.len(), values.len(), "{}.{}: {:?}", table, column, operation);
                        prop_assert_eq!(sorted(now), sorted(values), "{}.{}: {:?}", table, column, operation);
                    }
                }
            }
        }
        let check = now(connection.query(Origin::Host, "PRAGMA integrity_check", &[], NO_LIMIT)).unwrap();
        let text = format!("{:?}", check.rows);
        prop_assert!(!text.contains("missing from index") && !text.contains("malformed"), "{}", text);
    }

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
