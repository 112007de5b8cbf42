//! What mighost's side of a statement costs beside the same SQL on the bare driver. Run by hand:
//! `cargo test -p mighost-database --release --test sqlite -- --ignored --nocapture measure`.

use crate::support::{Db, now};
use mighost_schema::{Column, ColumnType, Operation, Table, Value};
use std::time::{Duration, Instant};

/// As many as the largest chains have.
const STEPS: usize = 1000;

fn sql(step: usize) -> String {
    format!("CREATE TABLE table_{step} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL, at DATETIME)")
}

fn timed(run: impl FnOnce()) -> Duration {
    let started = Instant::now();
    run();
    started.elapsed()
}

fn bare(db: &Db) -> rusqlite::Connection {
    let plain = rusqlite::Connection::open(&db.path).unwrap();
    plain.execute_batch("PRAGMA synchronous = OFF").unwrap();
    plain
}

#[test]
#[ignore = "a measurement"]
fn measure_a_thousand_steps_of_one_table() {
    let db = Db::new();
    let plain = bare(&db);
    let bare_loop = timed(|| {
        for step in 0..STEPS {
            plain.execute_batch("BEGIN IMMEDIATE").unwrap();
            plain.execute(&sql(step), []).unwrap();
            plain.execute_batch("COMMIT").unwrap();
        }
    });
    let mut db = Db::new();
    let raw = timed(|| {
        for step in 0..STEPS {
            db.begin();
            db.guest(&sql(step)).unwrap();
            db.commit().unwrap();
        }
    });
    let mut db = Db::new();
    let structured = timed(|| {
        for step in 0..STEPS {
            let mut table = Table::new(format!("table_{step}").as_str());
            table.columns = vec![
                Column::new("id", ColumnType::INTEGER).not_null(),
                Column::new("name", ColumnType::Varchar(Some(40))).not_null(),
                Column::new("at", ColumnType::TIMESTAMP),
            ];
            db.operate(&Operation::CreateTable { table, if_not_exists: true }).unwrap();
        }
    });
    println!("1,000 steps of one CREATE TABLE: bare {bare_loop:?}, raw SQL {raw:?}, operations {structured:?}");
    let inspect = timed(|| drop(db.schema()));
    println!("reading a schema of 1,000 tables: {inspect:?}");
}

#[test]
#[ignore = "a measurement"]
fn measure_rows() {
    let rows = 100_000;
    let setup = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b REAL); CREATE INDEX i ON t (a);";
    let db = Db::with(setup);
    let plain = bare(&db);
    let bare_loop = timed(|| {
        plain.execute_batch("BEGIN").unwrap();
        let mut insert = plain.prepare("INSERT INTO t VALUES (?, ?, ?)").unwrap();
        for i in 0..rows {
            insert.execute((i, format!("name {i}"), 0.5)).unwrap();
        }
        drop(insert);
        plain.execute_batch("COMMIT").unwrap();
    });
    let mut db = Db::with(setup);
    let columns: Vec<String> = ["id", "a", "b"].map(str::to_owned).to_vec();
    let structured = timed(|| {
        db.begin();
        let all: Vec<Vec<Value>> =
            (0..rows).map(|i| vec![Value::Integer(i), Value::Text(format!("name {i}")), Value::Float(0.5)]).collect();
        for chunk in all.chunks(1000) {
            now(db.connection.insert(&"t".into(), &columns, chunk)).unwrap();
        }
        db.commit().unwrap();
    });
    println!("100,000 rows inserted: bare {bare_loop:?}, structured {structured:?}");
    let rebuild = timed(|| {
        db.alter("t", vec![crate::rebuild::add_check("c", "b >= 0")]).unwrap();
    });
    println!("a rebuild of 100,000 rows: {rebuild:?}");
}
