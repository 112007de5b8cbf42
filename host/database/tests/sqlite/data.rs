use crate::support::{Db, call, now};
use mighost_schema::{Condition, Error, Filter, Page, Row, Value};
use proptest::prelude::*;

fn names<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

fn filter(column: &str, condition: Condition) -> Filter {
    Filter { column: column.into(), condition }
}

fn integers<const N: usize>(numbers: [i64; N]) -> Row {
    numbers.map(Value::Integer).to_vec()
}

#[test]
fn rows_are_inserted_read_changed_and_deleted() {
    let mut db =
        Db::with("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, age INTEGER DEFAULT 7, twice AS (age * 2))");
    let people = "people".into();
    db.begin();
    let rows: Vec<Row> = (1..=2000).map(|i| vec![Value::Integer(i), Value::Text(format!("p{i}"))]).collect();
    assert_eq!(now(db.connection.insert(&people, &names(["id", "NAME"]), &rows)).unwrap(), 2000);
    assert_eq!(now(db.connection.insert(&people, &[], &[vec![], vec![]])).unwrap(), 2);
    assert_eq!(now(db.connection.insert(&people, &names(["id"]), &[])).unwrap(), 0);
    assert_eq!(now(db.connection.count(&people, &[])).unwrap(), 2002);
    let filters = [filter("id", Condition::Greater(Value::Integer(1990))), filter("name", Condition::IsNotNull)];
    assert_eq!(now(db.connection.count(&people, &filters)).unwrap(), 10);
    for (condition, count) in [
        (Condition::Equals(Value::Integer(3)), 1),
        (Condition::Differs(Value::Integer(3)), 2001),
        (Condition::Less(Value::Integer(3)), 2),
        (Condition::OneOf(integers([1, 2, 2, 5000])), 2),
        (Condition::OneOf(vec![]), 0),
        (Condition::IsNull, 0),
    ] {
        assert_eq!(now(db.connection.count(&people, &[filter("id", condition)])).unwrap(), count);
    }
    let changed = now(db.connection.update(
        &people,
        &names(["id"]),
        &names(["name", "age"]),
        &[
            vec![Value::Integer(1), "Ada".into(), Value::Integer(36)],
            vec![Value::Integer(9999), "x".into(), Value::Null],
        ],
    ));
    assert_eq!(changed.unwrap(), 1);
    let filters = [filter("id", Condition::Less(Value::Integer(4)))];
    let set = now(db.connection.update_where(&people, &names(["age"]), &integers([40]), &filters));
    assert_eq!(set.unwrap(), 3);
    let rows = [integers([2]), integers([3]), integers([3])];
    assert_eq!(now(db.connection.delete(&people, &names(["id"]), &rows)).unwrap(), 2);
    let filters = [filter("id", Condition::Greater(Value::Integer(10)))];
    assert_eq!(now(db.connection.delete_where(&people, &filters)).unwrap(), 1992);
    db.commit().unwrap();
    assert_eq!(db.rows("SELECT id, name, age, twice FROM people WHERE id < 5"), ["1|Ada|40|80", "4|p4|7|14"]);
}

#[test]
fn what_makes_no_sense_is_invalid_and_changes_nothing() {
    let mut db = Db::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, g AS (id + 1)); INSERT INTO t VALUES (1, 'x')",
    );
    let before = db.dump();
    db.begin();
    let t = "t".into();
    let invalid = |result: Result<u64, mighost_database::Error>, says: &str| {
        let error = result.map_err(call).unwrap_err();
        assert!(matches!(&error, Error::Invalid(text) if text.contains(says)), "{error:?}");
    };
    let c = &mut db.connection;
    invalid(now(c.insert(&"none".into(), &names(["a"]), &[vec![Value::Null]])), "no table `none`");
    invalid(now(c.insert(&t, &names(["b"]), &[vec![Value::Null]])), "no column `b`; it has id, a, g");
    invalid(now(c.insert(&t, &names(["a", "A"]), &[vec![Value::Null, Value::Null]])), "twice");
    invalid(now(c.insert(&t, &names(["g"]), &[vec![Value::Null]])), "computed");
    invalid(now(c.insert(&t, &names(["id", "a"]), &[vec![Value::Null, Value::Null], vec![Value::Null]])), "row 2");
    invalid(now(c.count(&t, &[filter("x", Condition::IsNull)])), "no column `x`");
    invalid(now(c.count(&t, &[filter("a", Condition::Equals(Value::Null))])), "is-null");
    invalid(now(c.update(&t, &names(["id"]), &names(["a"]), &[integers([1])])), "row 1");
    invalid(now(c.update(&t, &[], &names(["a"]), &[integers([1])])), "key");
    invalid(now(c.update(&t, &names(["id"]), &[], &[integers([1])])), "no columns");
    invalid(now(c.update_where(&t, &names(["a"]), &[], &[])), "1 columns to 0 values");
    invalid(now(c.delete(&t, &[], &[vec![]])), "key");
    invalid(now(c.insert(&t, &names(["id"]), &[vec![Value::Unsigned(u64::MAX)]])), "greatest");
    // A later row's failure takes the earlier ones back.
    let mut rows: Vec<Row> = (2..1500).map(|i| vec![Value::Integer(i), Value::Text(i.to_string())]).collect();
    rows.push(vec![Value::Integer(5000), "x".into()]);
    let error = now(c.insert(&t, &names(["id", "a"]), &rows)).map_err(call).unwrap_err();
    assert!(matches!(&error, Error::Database(said) if said.code == "SQLITE_CONSTRAINT_UNIQUE"));
    db.commit().unwrap();
    assert_eq!(db.dump(), before);
}

/// Reads a table page by page.
fn scan(db: &mut Db, columns: &[String], order_by: &[String], limit: u32) -> Vec<Row> {
    let mut all: Vec<Row> = Vec::new();
    let mut after: Option<Vec<Value>> = None;
    loop {
        let page = Page {
            table: &"t".into(),
            columns,
            filters: &[],
            order_by,
            after: after.as_deref(),
            limit,
            bytes: u64::MAX,
        };
        let rows = now(db.connection.page(page)).unwrap();
        assert!(rows.len() <= limit as usize);
        let Some(last) = rows.last() else { return all };
        after = Some(last[columns.len()..].to_vec());
        all.extend(rows);
    }
}

#[test]
fn pages_hold_what_was_asked_for_then_the_place() {
    let mut db = Db::with(
        "CREATE TABLE t (k TEXT PRIMARY KEY, v TEXT); INSERT INTO t VALUES ('b', 'two'), ('a', 'one'), ('c', 'three')",
    );
    db.begin();
    let page = Page {
        table: &"T".into(),
        columns: &names(["v"]),
        filters: &[filter("v", Condition::Differs("two".into()))],
        order_by: &names(["k"]),
        after: Some(&["a".into()]),
        limit: 10,
        bytes: u64::MAX,
    };
    assert_eq!(now(db.connection.page(page)).unwrap(), [vec![Value::from("three"), Value::from("c")]]);
    assert_eq!(scan(&mut db, &names(["v"]), &names(["k"]), 2).len(), 3);
    let page = Page {
        table: &"t".into(),
        columns: &names(["v"]),
        filters: &[],
        order_by: &names(["k"]),
        after: None,
        limit: 10,
        bytes: 60,
    };
    assert!(matches!(now(db.connection.page(page)).map_err(call), Err(Error::Limit(_))));
    db.commit().unwrap();
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        (-3i64..3).prop_map(Value::Integer),
        prop::sample::select(vec![-1.5, 0.0, 0.5, 2.0]).prop_map(Value::Float),
        prop::sample::select(vec!["", "a", "A", "b", "1", "10", "é"]).prop_map(Value::from),
        prop::collection::vec(0u8..3, 0..2).prop_map(Value::Bytes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the columns hold — NULLs, numbers and texts side by side, texts that are equal but for case — a scan
    /// sees each row once, in order.
    #[test]
    fn a_scan_sees_every_row_once(
        rows in prop::collection::vec((value(), value(), value()), 0..40),
        declared in prop::sample::select(vec![
            ["", "", ""], ["INTEGER", "TEXT", "NUMERIC"], ["TEXT COLLATE NOCASE", "REAL", ""], ["BLOB", "DATE", "INT"],
        ]),
        limit in 1u32..7,
    ) {
        let [a, b, c] = declared;
        let mut db = Db::with(&format!("CREATE TABLE t (a {a}, b {b}, c {c}, n INTEGER NOT NULL)"));
        db.begin();
        let rows: Vec<Row> = rows
            .into_iter()
            .enumerate()
            .map(|(n, (a, b, c))| vec![a, b, c, Value::Integer(i64::try_from(n).unwrap())])
            .collect();
        let columns = names(["a", "b", "c", "n"]);
        now(db.connection.insert(&"t".into(), &columns, &rows)).unwrap();
        let scanned = scan(&mut db, &names(["n"]), &columns, limit);
        let expected = db.ask("SELECT n FROM t ORDER BY a, b, c, n").unwrap().rows;
        let seen: Vec<Row> = scanned.into_iter().map(|row| row[..1].to_vec()).collect();
        prop_assert_eq!(seen, expected);
    }
}
