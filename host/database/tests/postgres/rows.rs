use crate::support::Db;
use mighost_schema::{Condition, Error as CallError, Filter, Page, Row, Value};

fn page(db: &mut Db, columns: &[&str], order: &[&str], after: Option<&[Value]>) -> Vec<Row> {
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    let (columns, order_by) = (own(columns), own(order));
    let page = Page {
        table: &"t".into(),
        columns: &columns,
        filters: &[],
        order_by: &order_by,
        after,
        limit: 2,
        bytes: u64::MAX,
    };
    db.runtime.block_on(db.connection.page(page)).unwrap()
}

#[test]
fn rows_go_in_and_come_out_with_every_type() {
    let mut db = Db::with(
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id int PRIMARY KEY, m mood, at timestamptz, iv interval, \
         n numeric, a text[], c char(3), y bytea)",
    );
    db.begin();
    let columns: Vec<String> = ["id", "m", "at", "iv", "n", "a", "c", "y"].map(str::to_owned).to_vec();
    let row = vec![
        Value::Integer(1),
        "ok".into(),
        Value::Timestamp("2026-01-31T10:00:00+02:00".into()),
        "1 day".into(),
        Value::Decimal("1.50".into()),
        Value::Native { type_name: "text[]".into(), text: "{a,b}".into() },
        "xyz".into(),
        Value::Bytes(vec![1, 2]),
    ];
    let mut rows = vec![row];
    rows.extend((2..=5).map(|id| {
        let mut row = vec![Value::Integer(id)];
        row.extend((1..8).map(|_| Value::Null));
        row
    }));
    let t = "t".into();
    let inserted = db.connection.insert(&t, &columns, &rows);
    assert_eq!(db.runtime.block_on(inserted).unwrap(), 5);
    let first = page(&mut db, &["m", "at", "iv", "n", "a", "c", "y"], &["id"], None);
    assert_eq!(
        first[0],
        [
            "ok".into(),
            Value::Timestamp("2026-01-31T08:00:00+00:00".into()),
            Value::Native { type_name: "interval".into(), text: "1 day".into() },
            Value::Decimal("1.50".into()),
            Value::Native { type_name: "text[]".into(), text: "{a,b}".into() },
            "xyz".into(),
            Value::Bytes(vec![1, 2]),
            Value::Integer(1),
        ]
    );
    assert_eq!(page(&mut db, &["id"], &["id"], Some(&[Value::Integer(2)])).len(), 2);
    // NULLs sort first and are passed over.
    let rest = page(&mut db, &["id"], &["m", "id"], Some(&[Value::Null, Value::Integer(4)]));
    assert_eq!(rest.iter().map(|row| row[0].clone()).collect::<Vec<_>>(), [Value::Integer(5), Value::Integer(1)]);
    let too_long = vec![vec![Value::Integer(9), "four".into()]];
    let short = ["id".to_owned(), "c".to_owned()];
    let insert = db.connection.insert(&t, &short, &too_long);
    assert!(db.runtime.block_on(insert).is_err(), "a value is never cut silently");
    db.commit().unwrap();
}

#[test]
fn rows_are_counted_changed_and_deleted_by_key_and_by_filter() {
    let mut db = Db::with(
        "CREATE TABLE t (id int PRIMARY KEY, d date, v text); INSERT INTO t SELECT n, '2026-01-01', 'x' FROM generate_series(1, 10) n",
    );
    db.begin();
    let t = "t".into();
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    let filter = |column: &str, condition| vec![Filter { column: column.to_owned(), condition }];
    let less = filter("id", Condition::Less(Value::Integer(4)));
    let dated = filter("d", Condition::Equals("2026-01-01".into()));
    assert_eq!(db.runtime.block_on(db.connection.count(&t, &less)).unwrap(), 3);
    assert_eq!(db.runtime.block_on(db.connection.count(&t, &dated)).unwrap(), 10);
    let rows = vec![vec![Value::Integer(1), "a".into()], vec![Value::Integer(99), "b".into()]];
    assert_eq!(db.runtime.block_on(db.connection.update(&t, &own(&["id"]), &own(&["v"]), &rows)).unwrap(), 1);
    let (columns, values) = (own(&["d"]), [Value::Date("2027-01-01".into())]);
    let set = db.connection.update_where(&t, &columns, &values, &less);
    assert_eq!(db.runtime.block_on(set).unwrap(), 3);
    assert_eq!(db.runtime.block_on(db.connection.delete(&t, &own(&["id"]), &[vec![Value::Integer(1)]])).unwrap(), 1);
    let some = filter("id", Condition::OneOf(vec![Value::Integer(2), Value::Integer(3)]));
    assert_eq!(db.runtime.block_on(db.connection.delete_where(&t, &some)).unwrap(), 2);
    let unknown = filter("nope", Condition::IsNull);
    let error = db.runtime.block_on(db.connection.count(&t, &unknown)).unwrap_err();
    assert!(matches!(crate::support::call(error), CallError::Invalid(text) if text.contains("nope")));
    db.commit().unwrap();
    assert_eq!(db.database.psql("SELECT count(*) FROM t"), "7");
}
