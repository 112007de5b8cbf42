//! The laws that hold for every schema and every operation.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use mighost_schema::generators::{Profile, attempt, coherent, run, schema};
use mighost_schema::{Change, Error, Operation, Schema, diff};
use proptest::prelude::*;

fn applied(schema: &Schema, operations: &[Operation]) -> Result<Schema, Error> {
    let mut schema = schema.clone();
    operations.iter().try_for_each(|o| schema.apply(o).map(drop))?;
    Ok(schema)
}

fn lines(operations: &[Operation]) -> String {
    operations.iter().map(|o| format!("  {o}\n")).collect()
}

fn undoes(before: &Schema, operation: &Operation) -> Result<(), TestCaseError> {
    let mut after = before.clone();
    after.apply(operation).map_err(|e| TestCaseError::fail(format!("{operation}: {e}")))?;
    let inverse = operation.inverse(before).map_err(|e| TestCaseError::fail(e.to_string()))?;
    let back = applied(&after, &inverse)
        .map_err(|e| TestCaseError::fail(format!("{e}: {operation}\ninverse:\n{}", lines(&inverse))))?;
    prop_assert_eq!(&back, before, "{}\ninverse:\n{}", operation, lines(&inverse));
    Ok(())
}

fn leads_to(a: &Schema, b: &Schema) -> Result<(), TestCaseError> {
    let operations = diff(a, b);
    let reached =
        applied(a, &operations).map_err(|e| TestCaseError::fail(format!("{e}\ndiff:\n{}", lines(&operations))))?;
    prop_assert_eq!(&reached, b, "diff:\n{}", lines(&operations));
    Ok(())
}

/// Thousands of cases in seconds; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000);
    ProptestConfig { cases, max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() }
}

/// Whether an operation drops rows or a column with its values.
fn drops(operation: &Operation) -> bool {
    match operation {
        Operation::AlterTable(alter) => alter.changes.iter().any(|c| matches!(c, Change::DropColumn { .. })),
        other => other.loses_data(),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_inverse_of_an_operation_brings_the_schema_back((before, operations) in run(&Profile::any(), 4)) {
        let mut now = before;
        for operation in operations {
            undoes(&now, &operation)?;
            now.apply(&operation).unwrap();
        }
    }

    #[test]
    fn the_inverse_brings_back_what_sqlite_holds((before, operations) in run(&Profile::sqlite(), 4)) {
        let mut now = before;
        for operation in operations {
            undoes(&now, &operation)?;
            now.apply(&operation).unwrap();
        }
    }

    #[test]
    fn undoing_what_makes_nothing_drops_nothing((before, operations) in run(&Profile::any(), 4)) {
        let mut now = before;
        for operation in operations {
            let makes_nothing = match &operation {
                Operation::AlterTable(alter) => !alter.changes.iter().any(|c| {
                    c.loses_data() || matches!(c, Change::AddColumn { .. } | Change::SetGenerated { .. })
                }),
                other => other.kind().contains("rename") || other.kind().contains("index"),
            };
            if makes_nothing {
                let inverse = operation.inverse(&now).unwrap();
                prop_assert!(!inverse.iter().any(drops), "{}\ninverse:\n{}", operation, lines(&inverse));
            }
            now.apply(&operation).unwrap();
        }
    }

    #[test]
    fn the_difference_leads_from_one_schema_to_the_other(a in schema(&Profile::any()), b in schema(&Profile::any())) {
        leads_to(&a, &b)?;
    }

    #[test]
    fn the_difference_of_schemas_of_one_origin_is_right((a, operations) in run(&Profile::any(), 6)) {
        let b = applied(&a, &operations).unwrap();
        leads_to(&a, &b)?;
        leads_to(&b, &a)?;
        prop_assert_eq!(diff(&a, &a), vec![]);
    }

    #[test]
    fn the_difference_of_sqlite_schemas_is_right(a in schema(&Profile::sqlite()), b in schema(&Profile::sqlite())) {
        leads_to(&a, &b)?;
    }

    #[test]
    fn an_operation_does_the_same_every_time_and_nothing_on_an_error((before, operation) in attempt(&Profile::any())) {
        let (mut one, mut two) = (before.clone(), before.clone());
        let result = one.apply(&operation);
        prop_assert_eq!(&result, &two.apply(&operation));
        prop_assert_eq!(&one, &two);
        match &result {
            Ok(true) => undoes_or_says_so(&before, &operation)?,
            Ok(false) => {
                prop_assert_eq!(&one, &before);
                prop_assert_eq!(operation.inverse(&before), Ok(vec![]));
            }
            Err(error) => {
                prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&before).unwrap());
                prop_assert!(matches!(error, Error::Invalid(_)), "{:?}", error);
                prop_assert_eq!(operation.inverse(&before), Err(error.clone()));
            }
        }
    }

    #[test]
    fn an_operation_is_written_and_read_back((before, operation) in attempt(&Profile::any())) {
        let text = serde_json::to_string(&operation).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Operation>(&text).unwrap(), &operation);
        let kind = format!("{{\"{}\"", operation.kind());
        prop_assert!(text.starts_with(&kind), "{}", text);
        let line = operation.to_string();
        prop_assert!(!line.contains('\n') && !line.is_empty(), "{}", line);
        prop_assert!(!operation.touches(&before).is_empty());
    }

    #[test]
    fn an_operation_changes_only_what_it_touches((before, operation) in attempt(&Profile::any())) {
        let mut after = before.clone();
        if after.apply(&operation).is_err() {
            return Ok(());
        }
        let touched = |name: &mighost_schema::ObjectName| {
            // Renamed things are followed by what refers to them, which is not listed.
            matches!(operation, Operation::RenameTable { .. } | Operation::RenameView { .. }
                | Operation::RenameEnumeration { .. } | Operation::RenameSequence { .. } | Operation::RenameLabel { .. }
                | Operation::AddLabel { .. })
                || operation.to_string().contains("rename column")
                || operation.touches(&before).iter().any(|t| t.object == *name)
        };
        for name in before.tables.keys().chain(after.tables.keys()) {
            prop_assert!(before.tables.get(name) == after.tables.get(name) || touched(name), "{}: {}", operation, name);
        }
        for name in before.views.keys().chain(after.views.keys()) {
            prop_assert!(before.views.get(name) == after.views.get(name) || touched(name), "{}: {}", operation, name);
        }
        for name in before.enumerations.keys().chain(after.enumerations.keys()) {
            prop_assert!(before.enumerations.get(name) == after.enumerations.get(name) || touched(name), "{}", operation);
        }
        for name in before.sequences.keys().chain(after.sequences.keys()) {
            prop_assert!(before.sequences.get(name) == after.sequences.get(name) || touched(name), "{}", operation);
        }
    }
}

/// Like [`undoes`], where the schema after the operation may not hold together, so that the way back may be none.
fn undoes_or_says_so(before: &Schema, operation: &Operation) -> Result<(), TestCaseError> {
    let mut after = before.clone();
    after.apply(operation).unwrap();
    match operation.inverse(before) {
        Err(Error::Unsupported(_)) if !coherent(&after) => Ok(()),
        _ => undoes(before, operation),
    }
}
