//! Connecting, transactions, what migrations may run, deadlines, locks, against a real server.

use crate::support::*;
use mighost_database::{Error, LockKey, Origin, Target, acquire};
use mighost_schema::{ColumnType, Dialect, Error as CallError, ObjectName, ResultLimit, Value};
use std::time::{Duration, Instant};

#[test]
fn a_connection_knows_its_server_and_hides_its_password() {
    let database = database();
    run(async {
        let connection = open(&database.url.replace("mysql://", "mariadb://")).await;
        assert!(matches!(connection.dialect(), Dialect::Mariadb | Dialect::Mysql));
        assert!(!connection.dialect().transactional_ddl());
        assert!(connection.server_version().contains('.'));
        let target = Target::parse("mysql://me:s3cret@localhost/db").unwrap();
        assert!(!format!("{target} {target:?}").contains("s3cret"));
    });
}

#[test]
fn a_session_is_strict_speaks_utf8_and_lives_in_utc() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let row = rows(
            c.as_mut(),
            "SELECT @@sql_mode LIKE '%STRICT_ALL_TABLES%', @@time_zone, @@character_set_client, @@lock_wait_timeout, \
             @@innodb_lock_wait_timeout",
        )
        .await
        .remove(0);
        assert_eq!(row, [Value::Integer(1), "+00:00".into(), "utf8mb4".into(), Value::Integer(1), Value::Integer(1)]);
        assert_eq!(one(c.as_mut(), "SELECT 'ż😀'").await, "ż😀".into());
    });
}

#[test]
fn a_transaction_rolls_back_and_commits() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        host(c.as_mut(), "CREATE TABLE t (a INT)").await;
        c.begin().await.unwrap();
        assert_eq!(guest(c.as_mut(), "INSERT INTO t VALUES (1), (2)").await.unwrap(), 2);
        c.rollback().await.unwrap();
        assert_eq!(one(c.as_mut(), "SELECT count(*) FROM t").await, Value::Integer(0));
        c.begin().await.unwrap();
        guest(c.as_mut(), "INSERT INTO t VALUES (1)").await.unwrap();
        c.commit().await.unwrap();
        assert_eq!(one(c.as_mut(), "SELECT count(*) FROM t").await, Value::Integer(1));
        assert!(guest(c.as_mut(), "INSERT INTO t VALUES (1)").await.is_err(), "no transaction is open");
        assert!(c.commit().await.is_err());
    });
}

#[test]
fn a_change_of_the_schema_commits_and_the_transaction_goes_on() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        host(c.as_mut(), "CREATE TABLE t (a INT)").await;
        c.begin().await.unwrap();
        guest(c.as_mut(), "INSERT INTO t VALUES (1)").await.unwrap();
        guest(c.as_mut(), "ALTER TABLE t ADD b INT").await.unwrap();
        guest(c.as_mut(), "INSERT INTO t VALUES (2, 2)").await.unwrap();
        c.operate(&create(table("u", &[]))).await.unwrap();
        guest(c.as_mut(), "INSERT INTO t VALUES (3, 3)").await.unwrap();
        c.rollback().await.unwrap();
        // What stood before the last change is kept, what came behind is not.
        assert_eq!(one(c.as_mut(), "SELECT max(a) FROM t").await, Value::Integer(2));
    });
}

#[test]
fn a_procedure_that_commits_is_found_out() {
    let database = database();
    database
        .client("CREATE TABLE t (a INT);\nDELIMITER //\nCREATE PROCEDURE p() BEGIN COMMIT; START TRANSACTION; END//\n");
    run(async {
        let mut c = open(&database.url).await;
        c.begin().await.unwrap();
        guest(c.as_mut(), "INSERT INTO t VALUES (1)").await.unwrap();
        assert_eq!(code(guest(c.as_mut(), "CALL p()").await.unwrap_err()), "1305");
        assert_eq!(code(guest(c.as_mut(), "INSERT INTO t VALUES (2)").await.unwrap_err()), "1305");
        assert_eq!(code(c.commit().await.unwrap_err()), "1305");
        c.rollback().await.unwrap();
        c.begin().await.unwrap();
        guest(c.as_mut(), "INSERT INTO t VALUES (3)").await.unwrap();
        c.commit().await.unwrap();
    });
}

#[test]
fn one_call_runs_one_statement_and_no_transaction_control() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        host(c.as_mut(), "CREATE TABLE t (a INT)").await;
        host(c.as_mut(), "CREATE TABLE mighost_x (a INT)").await;
        c.begin().await.unwrap();
        for two in ["SELECT 1; SELECT 2", "INSERT INTO t VALUES (1); DROP TABLE t", "CREATE TABLE v (a INT); COMMIT"] {
            assert_eq!(code(guest(c.as_mut(), two).await.unwrap_err()), "1064", "{two}");
        }
        for denied in
            ["/*!50000 COMMIT */", "BEGIN NOT ATOMIC COMMIT; END", "SET autocommit = 0", "SELECT * FROM mighost_x"]
        {
            assert!(matches!(call(guest(c.as_mut(), denied).await.unwrap_err()), CallError::Denied(_)), "{denied}");
        }
        assert!(matches!(call(guest(c.as_mut(), "-- x").await.unwrap_err()), CallError::Invalid(_)));
        assert!(matches!(call(c.execute(Origin::Guest, "SELECT ?", &[]).await.unwrap_err()), CallError::Invalid(_)));
        // Stored programs hold semicolons.
        guest(c.as_mut(), "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.a = 2; END")
            .await
            .unwrap();
        guest(c.as_mut(), "INSERT INTO t VALUES (7);").await.unwrap();
        c.commit().await.unwrap();
        assert_eq!(one(c.as_mut(), "SELECT a FROM t").await, Value::Integer(2));
        let triggers = c.triggers(&"t".into()).await.unwrap();
        assert!(triggers[0].definition.contains("SET NEW.a = 2"), "{triggers:?}");
        assert!(c.tables(None).await.unwrap().iter().all(|t| !t.name.starts_with("mighost_")));
        assert!(c.has_own_table("mighost_x").await.unwrap());
    });
}

#[test]
fn a_statement_ends_at_the_deadline_and_the_connection_goes_on() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        c.begin().await.unwrap();
        let begun = Instant::now();
        c.set_deadline(Some(begun + Duration::from_millis(300)));
        let endless = "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, \
                       information_schema.columns c, information_schema.columns d";
        let error = c.query(Origin::Guest, endless, &[], LIMIT).await.unwrap_err();
        assert!(matches!(call(error), CallError::Limit(_)));
        assert!(begun.elapsed() < Duration::from_secs(20));
        assert!(matches!(call(guest(c.as_mut(), "SELECT 1").await.unwrap_err()), CallError::Limit(_)), "it has passed");
        c.set_deadline(None);
        assert_eq!(one(c.as_mut(), "SELECT 1").await, Value::Integer(1));
        c.rollback().await.unwrap();
    });
}

#[test]
fn a_result_beyond_the_limit_is_cut_off() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        host(c.as_mut(), "CREATE TABLE n (a INT)").await;
        c.begin().await.unwrap();
        guest(c.as_mut(), "INSERT INTO n VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)").await.unwrap();
        let limit = ResultLimit { rows: 100, bytes: 1 << 20 };
        let error = c.query(Origin::Guest, "SELECT x.a FROM n x, n y, n z, n u, n v", &[], limit).await.unwrap_err();
        assert!(matches!(call(error), CallError::Limit(_)));
        assert_eq!(one(c.as_mut(), "SELECT count(*) FROM n").await, Value::Integer(10));
        c.rollback().await.unwrap();
    });
}

#[test]
fn every_common_value_is_bound_and_read_back() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        host(
            c.as_mut(),
            "CREATE TABLE v (id INT PRIMARY KEY, bu BIGINT UNSIGNED, de DECIMAL(10,2), d DATE, t TIME(3), dt DATETIME(6), \
             ts TIMESTAMP NULL, y YEAR, bi BIT(8), j JSON, by_ VARBINARY(20), bl BLOB, tx TEXT, e ENUM('a','b'), \
             s SET('x','y'), f FLOAT, db DOUBLE, bo BOOLEAN, ti TINYINT, c CHAR(3) COLLATE utf8mb4_bin)",
        )
        .await;
        let text = |t: &str| Value::Text(t.to_owned());
        let values = vec![
            Value::Integer(1),
            Value::Unsigned(u64::MAX),
            Value::Decimal("12345678.90".into()),
            Value::Date("2026-01-31".into()),
            Value::Time("-12:34:56.500".into()),
            Value::Timestamp("2026-01-31T23:59:58.123456".into()),
            Value::Timestamp("2026-01-31T23:59:58+02:00".into()),
            Value::Integer(2026),
            Value::Integer(5),
            Value::Json("{\"a\": 1}".into()),
            Value::Bytes(vec![0, 255, 39]),
            Value::Bytes(vec![1, 2]),
            text("it's \\ \"so\" ż😀\0"),
            text("b"),
            text("x,y"),
            Value::Float(0.1),
            Value::Float(1.0e100),
            Value::Boolean(true),
            Value::Integer(-7),
            text("aB"),
        ];
        c.begin().await.unwrap();
        let marks = vec!["?"; values.len()].join(", ");
        c.execute(Origin::Guest, &format!("INSERT INTO v VALUES ({marks})"), &values).await.unwrap();
        let read = c.query(Origin::Guest, "SELECT * FROM v WHERE id = ?", &[Value::Integer(1)], LIMIT).await.unwrap();
        let mut wanted = values.clone();
        wanted[4] = Value::Time("-12:34:56.500000".into());
        wanted[6] = Value::Timestamp("2026-01-31T21:59:58".into());
        // What only the catalog knows: a JSON text on MariaDB, a truth value.
        if c.dialect() == Dialect::Mariadb {
            wanted[9] = text("{\"a\": 1}");
        }
        wanted[17] = Value::Integer(1);
        assert_eq!(read.rows, [wanted]);
        assert_eq!(read.columns.len(), values.len());
        let nulls = vec![Value::Null; values.len() - 1];
        let nulls: Vec<Value> = std::iter::once(Value::Integer(2)).chain(nulls).collect();
        c.execute(Origin::Guest, &format!("INSERT INTO v VALUES ({marks})"), &nulls).await.unwrap();
        let columns: Vec<String> = ["j", "bo", "d"].map(str::to_owned).to_vec();
        let page = c
            .page(mighost_schema::Page {
                table: &ObjectName::new("v"),
                columns: &columns,
                filters: &[],
                order_by: &["id".to_owned()],
                after: None,
                limit: 10,
                bytes: 1 << 20,
            })
            .await
            .unwrap();
        assert_eq!(
            page[0],
            [
                Value::Json("{\"a\": 1}".into()),
                Value::Boolean(true),
                Value::Date("2026-01-31".into()),
                Value::Integer(1)
            ]
        );
        c.commit().await.unwrap();
        // An unprepared statement gives texts, which mean the same.
        assert_eq!(one(c.as_mut(), "SELECT dt FROM v WHERE id = 1").await, wanted_moment());
    });
}

fn wanted_moment() -> Value {
    Value::Timestamp("2026-01-31T23:59:58.123456".into())
}

#[test]
fn structured_rows_count_what_they_match() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let people = ObjectName::new("people");
        let names = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        c.begin().await.unwrap();
        c.operate(&create(table("people", &[("name", ColumnType::Varchar(Some(20)))]))).await.unwrap();
        let some: Vec<_> = (0..1200).map(|n| vec![Value::Integer(n), Value::Text(format!("n{n}"))]).collect();
        assert_eq!(c.insert(&people, &names(&["id", "name"]), &some).await.unwrap(), 1200);
        // The same value again: the row is matched, though nothing in it changes.
        let row = vec![vec![Value::Integer(1), Value::Text("n1".into())]];
        assert_eq!(c.update(&people, &names(&["id"]), &names(&["name"]), &row).await.unwrap(), 1);
        let twice = vec![vec![Value::Integer(5000), "a".into()], vec![Value::Integer(1), "b".into()]];
        assert_eq!(code(c.insert(&people, &names(&["id", "name"]), &twice).await.unwrap_err()), "1062");
        assert_eq!(c.count(&people, &[]).await.unwrap(), 1200);
        let keys: Vec<_> = (0..10).map(|n| vec![Value::Integer(n)]).collect();
        assert_eq!(c.delete(&people, &names(&["id"]), &keys).await.unwrap(), 10);
        assert!(c.insert(&people, &names(&["nope"]), &[vec![Value::Null]]).await.is_err());
        assert!(matches!(call(c.count(&"mighost_history".into(), &[]).await.unwrap_err()), CallError::Denied(_)));
        c.commit().await.unwrap();
        assert_eq!(one(c.as_mut(), "SELECT count(*) FROM people").await, Value::Integer(1190));
    });
}

#[test]
fn one_runner_at_a_time_holds_the_lock_and_is_named() {
    let database = database();
    let other = database.server().database();
    run(async {
        let (here, there) = (Target::parse(&database.url).unwrap(), Target::parse(&other.url).unwrap());
        let key = LockKey::default();
        let mut lock = acquire(&here, &key, &options()).await.unwrap();
        lock.held().await.unwrap();
        match acquire(&here, &key, &options()).await.map(drop) {
            Err(Error::Busy { holder: Some(holder), .. }) => assert!(holder.contains("connection"), "{holder}"),
            other => panic!("{other:?}"),
        }
        // Another database on the server, and another package, are other locks.
        acquire(&there, &key, &options()).await.unwrap().release().await.unwrap();
        acquire(&here, &LockKey::new("acme/billing"), &options()).await.unwrap().release().await.unwrap();
        lock.release().await.unwrap();
        // Dropped, cancelled or not, a lock is gone.
        drop(acquire(&here, &key, &options()).await.unwrap());
        acquire(&here, &key, &patient()).await.unwrap().release().await.unwrap();
    });
}
