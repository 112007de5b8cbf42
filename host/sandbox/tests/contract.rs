//! Every type of the contract goes to a guest and comes back the same: guests hand what they are given on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use mighost_schema::{
    Check, Column, ColumnDefault, ColumnType, Constraint, Deferral, EnumType, Enumeration, Exclusion, ExclusionElement,
    ForeignKey, ForeignKeyAction, Generated, Identity, Index, IndexKey, IndexPart, IntegerWidth, NullsOrder,
    ObjectName, Operation, PrimaryKey, RowSet, Sequence, Settings, Table, TextSize, Unique, Value, View,
};
use support::*;

fn settings(names: &[&str]) -> Settings {
    names.iter().map(|name| ((*name).to_owned(), format!("{name} value"))).collect()
}

fn values() -> Vec<Value> {
    vec![
        Value::Null,
        Value::Boolean(true),
        Value::Integer(i64::MIN),
        Value::Unsigned(u64::MAX),
        Value::Float(-0.5),
        Value::Decimal("-12.50".into()),
        Value::Text("Zoë 🦉".into()),
        Value::Bytes(vec![0, 255, 1]),
        Value::Date("2026-01-31".into()),
        Value::Time("23:59:58.5".into()),
        Value::Timestamp("2026-01-31T23:59:58.5+02:00".into()),
        Value::Json("{}".into()),
        Value::Uuid("00000000-0000-0000-0000-000000000000".into()),
        Value::Native { type_name: "inet".into(), text: "::1".into() },
    ]
}

fn column_types() -> Vec<ColumnType> {
    let integers =
        [IntegerWidth::Tiny, IntegerWidth::Small, IntegerWidth::Medium, IntegerWidth::Normal, IntegerWidth::Big]
            .map(|width| ColumnType::Integer { width, unsigned: width == IntegerWidth::Big });
    let sizes = [TextSize::Tiny, TextSize::Normal, TextSize::Medium, TextSize::Long];
    let mut types = vec![
        ColumnType::Boolean,
        ColumnType::Decimal { precision: Some(10), scale: Some(-2) },
        ColumnType::Decimal { precision: None, scale: None },
        ColumnType::Real,
        ColumnType::Double,
        ColumnType::Char(3),
        ColumnType::Varchar(Some(80)),
        ColumnType::Varchar(None),
        ColumnType::Binary(4),
        ColumnType::Varbinary(5),
        ColumnType::Date,
        ColumnType::Time { precision: Some(3), with_zone: false },
        ColumnType::Timestamp { precision: None, with_zone: true },
        ColumnType::Interval,
        ColumnType::Json,
        ColumnType::Jsonb,
        ColumnType::Uuid,
        ColumnType::Enumeration(EnumType { name: Some(ObjectName::in_schema("s", "mood")), labels: vec![] }),
        ColumnType::Enumeration(EnumType { name: None, labels: vec!["a".into(), "b".into()] }),
        ColumnType::Set(vec!["x".into()]),
        ColumnType::Bit(1),
        ColumnType::Varbit(Some(2)),
        ColumnType::Varbit(None),
        ColumnType::Array { element: "integer".into(), dimensions: 2 },
        ColumnType::Native("tsvector".into()),
    ];
    types.extend(integers);
    types.extend(sizes.map(ColumnType::Text));
    types.extend(sizes.map(ColumnType::Blob));
    types
}

/// A table with everything that a table can have.
fn everything() -> Table {
    let mut table = Table::new(ObjectName::in_schema("main", "people"));
    table.comment = Some("Everybody".into());
    table.settings = settings(&["strict", "engine"]);
    for (number, column_type) in column_types().into_iter().enumerate() {
        table.columns.push(Column::new(format!("c{number}"), column_type));
    }
    for (number, value) in values().into_iter().enumerate() {
        table.columns[number].default = Some(ColumnDefault::Literal(value));
    }
    let others = [
        ColumnDefault::CurrentTimestamp,
        ColumnDefault::CurrentDate,
        ColumnDefault::CurrentTime,
        ColumnDefault::Expression("1 + 1".into()),
    ];
    for (number, default) in others.into_iter().enumerate() {
        table.columns[20 + number].default = Some(default);
    }
    table.columns[0].nullable = false;
    table.columns[1].generated = Some(Generated { expression: "c0 * 2".into(), stored: true });
    table.columns[2].identity = Some(Identity {
        always: true,
        start: Some(10),
        increment: Some(-1),
        min_value: Some(i64::MIN),
        max_value: Some(i64::MAX),
        cycle: true,
        cache: Some(5),
    });
    table.columns[3].identity = Some(Identity::default());
    table.columns[4].collation = Some("NOCASE".into());
    table.columns[5].comment = Some("A column".into());
    table.columns[6].settings = settings(&["on-update"]);
    table.constraints = vec![
        Constraint::PrimaryKey(PrimaryKey {
            name: Some("pk".into()),
            columns: vec!["c0".into(), "c1".into()],
            settings: settings(&["on-conflict"]),
        }),
        Constraint::Unique(Unique {
            name: None,
            columns: vec!["c2".into()],
            nulls_not_distinct: true,
            deferral: Deferral::InitiallyDeferred,
            settings: Settings::new(),
        }),
        Constraint::Check(Check {
            name: Some("ck".into()),
            expression: "c0 > 0".into(),
            not_valid: true,
            settings: Settings::new(),
        }),
        Constraint::Exclusion(Exclusion {
            name: Some("ex".into()),
            method: Some("gist".into()),
            elements: vec![ExclusionElement { expression: "c3".into(), operator: "&&".into() }],
            predicate: Some("c0 is null".into()),
            deferral: Deferral::InitiallyImmediate,
        }),
    ];
    let actions = [
        ForeignKeyAction::NoAction,
        ForeignKeyAction::Restrict,
        ForeignKeyAction::Cascade,
        ForeignKeyAction::SetNull,
        ForeignKeyAction::SetDefault,
    ];
    for (number, action) in actions.into_iter().enumerate() {
        table.constraints.push(Constraint::ForeignKey(ForeignKey {
            name: Some(format!("fk{number}")),
            columns: vec!["c1".into()],
            referred_table: "teams".into(),
            referred_columns: vec!["id".into()],
            on_delete: action,
            on_update: actions[4 - number],
            deferral: Deferral::NotDeferrable,
            match_full: number % 2 == 0,
            not_valid: number % 2 == 1,
            settings: Settings::new(),
        }));
    }
    let mut index = Index::new("ix", ["c0", "c1", "c2"]);
    index.parts[0].nulls = NullsOrder::First;
    index.parts[1].nulls = NullsOrder::Last;
    index.parts[1].descending = true;
    index.parts[1].collation = Some("C".into());
    index.parts[1].operator_class = Some("text_ops".into());
    index.parts[1].prefix_length = Some(20);
    index.parts.push(IndexPart { key: IndexKey::Expression("lower(c3)".into()), ..IndexPart::column("") });
    index.unique = true;
    index.method = Some("btree".into());
    index.predicate = Some("c0 > 1".into());
    index.include = vec!["c4".into()];
    index.nulls_not_distinct = true;
    index.comment = Some("An index".into());
    index.settings = settings(&["fillfactor"]);
    table.indexes = vec![index, Index::new("plain", ["c0"])];
    table
}

const PEOPLE: &str = r#"(data (i32.const 300) "people") (data (i32.const 320) "id")"#;

#[tokio::test]
async fn a_table() {
    // `result<option<table>, error>`: the table is at 8 and 64 bytes long; `create-table` has too many parameters to
    // be flat, so they are a table and a flag in memory.
    let guest = Guest {
        imports: r#"
            (import "mighost:migration/inspect@0.1.0" "table" (func $table (param i32 i32 i32 i32 i32 i32)))
            (import "mighost:migration/ddl@0.1.0" "create-table" (func $create (param i32 i32)))"#,
        items: PEOPLE.into(),
        ..Guest::upgrading(
            "(call $table (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 300) (i32.const 6) (i32.const 2048))
             (i32.store8 (i32.const 2120) (i32.const 1))
             (call $create (i32.const 2056) (i32.const 3072))
             (i32.const 512)",
        )
    };
    let mut session = up();
    session.table = Some(everything());
    let finished = upgrade(&sandbox(), &guest, session, &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    let session = recorder(finished);
    assert_eq!(session.calls, ["table people", "operate"]);
    assert_eq!(session.operations, [Operation::CreateTable { table: everything(), if_not_exists: true }]);
}

#[tokio::test]
async fn a_view() {
    let guest = Guest {
        imports: r#"
            (import "mighost:migration/inspect@0.1.0" "view" (func $view (param i32 i32 i32 i32 i32 i32)))
            (import "mighost:migration/ddl@0.1.0" "create-view"
              (func $create (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))"#,
        items: PEOPLE.into(),
        ..Guest::upgrading(
            "(call $view (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 300) (i32.const 6) (i32.const 2048))
             (call $create
               (i32.load8_u (i32.const 2056)) (i32.load (i32.const 2060)) (i32.load (i32.const 2064))
               (i32.load (i32.const 2068)) (i32.load (i32.const 2072))
               (i32.load (i32.const 2076)) (i32.load (i32.const 2080))
               (i32.load (i32.const 2084)) (i32.load (i32.const 2088))
               (i32.load8_u (i32.const 2092))
               (i32.load8_u (i32.const 2096)) (i32.load (i32.const 2100)) (i32.load (i32.const 2104))
               (i32.const 1) (i32.const 3072))
             (i32.const 512)",
        )
    };
    let view = View {
        name: ObjectName::in_schema("s", "grown_ups"),
        columns: vec!["id".into(), "name".into()],
        query: "select id, name from people where age > 17".into(),
        materialized: true,
        comment: Some("A view".into()),
    };
    let mut session = up();
    session.view = Some(view.clone());
    let finished = upgrade(&sandbox(), &guest, session, &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    assert_eq!(recorder(finished).operations, [Operation::CreateView { view, or_replace: true }]);
}

#[tokio::test]
async fn a_sequence() {
    let guest = Guest {
        imports: r#"
            (import "mighost:migration/inspect@0.1.0" "sequence" (func $sequence (param i32 i32 i32 i32 i32 i32)))
            (import "mighost:migration/ddl@0.1.0" "create-sequence" (func $create (param i32 i32)))"#,
        items: PEOPLE.into(),
        // Aligned to 8: the sequence is at 16 and 120 bytes long.
        ..Guest::upgrading(
            "(call $sequence (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 300) (i32.const 6) (i32.const 2048))
             (call $create (i32.const 2064) (i32.const 3072))
             (i32.const 512)",
        )
    };
    let numbers = Identity { start: Some(7), cache: Some(20), cycle: true, ..Identity::default() };
    let sequence = Sequence { name: "numbers".into(), numbers };
    let mut session = up();
    session.sequence = Some(sequence.clone());
    let finished = upgrade(&sandbox(), &guest, session, &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    assert_eq!(recorder(finished).operations, [Operation::CreateSequence { sequence, if_not_exists: false }]);
}

#[tokio::test]
async fn an_enumeration() {
    let guest = Guest {
        imports: r#"
            (import "mighost:migration/inspect@0.1.0" "enumerations" (func $all (param i32 i32 i32 i32)))
            (import "mighost:migration/ddl@0.1.0" "create-enumeration"
              (func $create (param i32 i32 i32 i32 i32 i32 i32 i32 i32)))"#,
        items: PEOPLE.into(),
        ..Guest::upgrading(
            "(local $at i32)
             (call $all (i32.const 1) (i32.const 320) (i32.const 2) (i32.const 2048))
             (local.set $at (i32.load (i32.const 2052)))
             (call $create
               (i32.load8_u (local.get $at)) (i32.load offset=4 (local.get $at)) (i32.load offset=8 (local.get $at))
               (i32.load offset=12 (local.get $at)) (i32.load offset=16 (local.get $at))
               (i32.load offset=20 (local.get $at)) (i32.load offset=24 (local.get $at))
               (i32.const 0) (i32.const 3072))
             (i32.const 512)",
        )
    };
    let enumeration = Enumeration { name: "mood".into(), labels: vec!["sad".into(), "happy".into()] };
    let mut session = up();
    session.enumerations = vec![enumeration.clone()];
    let finished = upgrade(&sandbox(), &guest, session, &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    let session = recorder(finished);
    assert_eq!(session.calls, ["enumerations Some(\"id\")", "operate"]);
    assert_eq!(session.operations, [Operation::CreateEnumeration { enumeration, if_not_exists: false }]);
}

/// Hands the rows of a query on to an insert into one column.
fn moves_rows() -> Guest {
    Guest {
        imports: r#"
            (import "mighost:migration/sql@0.1.0" "query" (func $query (param i32 i32 i32 i32 i32)))
            (import "mighost:migration/data@0.1.0" "insert"
              (func $insert (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))"#,
        items: format!(r#"{PEOPLE} (data (i32.const 340) "\40\01\00\00\02\00\00\00")"#,),
        ..Guest::upgrading(
            "(call $query (i32.const 300) (i32.const 6) (i32.const 0) (i32.const 0) (i32.const 2048))
             (call $insert (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 300) (i32.const 6)
               (i32.const 340) (i32.const 1)
               (i32.load (i32.const 2060)) (i32.load (i32.const 2064)) (i32.const 3072))
             (i32.store8 (i32.const 4096) (i32.load8_u (i32.const 3072)))
             (memory.copy (i32.const 4100) (i32.const 3080) (i32.const 76))
             (i32.const 4096)",
        )
    }
}

#[tokio::test]
async fn every_kind_of_value() {
    let rows: Vec<_> = values().into_iter().map(|value| vec![value]).collect();
    let mut session = up();
    session.rows = RowSet { columns: vec!["id".into()], rows: rows.clone() };
    let finished = upgrade(&sandbox(), &moves_rows(), session, &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    assert_eq!((finished.usage.rows_read, finished.usage.rows_written), (14, 14));
    assert_eq!(finished.usage.bytes_read, finished.usage.bytes_written - 6, "and the statement's 6 bytes");
    let session = recorder(finished);
    assert_eq!(session.calls, ["query people []", "insert people [\"id\"]"]);
    assert_eq!(session.inserted, rows);
}

#[tokio::test]
async fn a_row_of_the_wrong_width_is_the_guests_error() {
    let mut session = up();
    session.rows = RowSet { columns: vec![], rows: vec![vec![Value::Null], vec![Value::Null, Value::Null]] };
    let finished = upgrade(&sandbox(), &moves_rows(), session, &small()).await;
    let expected = mighost_schema::Error::Invalid("row 2 has 2 values, 1 columns are given".into());
    assert_eq!(finished.outcome, Err(mighost_sandbox::Error::Guest(expected)));
}
