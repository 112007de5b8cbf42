use crate::support::{Db, code};
use mighost_database::{Error, Origin};
use mighost_schema::{Error as CallError, ResultLimit, Value};

#[test]
fn a_call_runs_exactly_one_statement() {
    let mut db = Db::new();
    db.begin();
    let error = db.guest("CREATE TABLE a (x int); CREATE TABLE b (x int)").unwrap_err();
    assert_eq!(code(&error), "42601");
    assert_eq!(code(&db.guest("SELECT 1; COMMIT").unwrap_err()), "42601");
    db.guest("CREATE TABLE c (x int);").unwrap();
    db.commit().unwrap();
    assert_eq!(db.database.psql("SELECT string_agg(relname, ',') FROM pg_class WHERE relname IN ('a', 'b', 'c')"), "c");
}

#[test]
fn transaction_control_gets_through_in_no_way() {
    let mut db = Db::with("CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$");
    db.begin();
    db.guest("CREATE TABLE t (a int)").unwrap();
    for sql in [
        "COMMIT",
        "commit work",
        " /* a /* b */ c */ -- x\n RoLlBaCk",
        ";;COMMIT",
        "END",
        "ABORT",
        "SAVEPOINT x",
        "PREPARE TRANSACTION 'x'",
        "START TRANSACTION",
        "BEGIN",
        "RELEASE x",
        "SET TRANSACTION READ ONLY",
        "SET LOCAL TRANSACTION READ ONLY",
        "COMMIT AND CHAIN",
        "PREPARE c AS SELECT 1",
        "EXECUTE c",
        "DISCARD ALL",
        "DO $$ BEGIN COMMIT; END $$",
        "CALL p()",
        "\u{a0}COMMIT",
    ] {
        let error = db.guest(sql).unwrap_err();
        assert!(matches!(error, CallError::Denied(_) | CallError::Database(_)), "{sql}: {error:?}");
    }
    assert_eq!(db.database.psql("SELECT to_regclass('t') IS NULL"), "t");
    // What failed left the step as it was.
    db.guest("INSERT INTO t VALUES (1)").unwrap();
    db.commit().unwrap();
    assert_eq!(db.database.psql("SELECT count(*) FROM t"), "1");
}

#[test]
fn a_transaction_that_was_ended_is_found_out_and_nothing_more_is_committed() {
    let mut db = Db::with("CREATE TABLE t (a int)");
    db.begin();
    db.guest("INSERT INTO t VALUES (1)").unwrap();
    // The host's own statements aren't looked at; this one plays a way that nobody thought of.
    db.runtime.block_on(db.connection.execute(Origin::Host, "ROLLBACK", &[])).unwrap();
    let error = db.guest("INSERT INTO t VALUES (2)").unwrap_err();
    assert!(matches!(error, CallError::Denied(_)), "{error:?}");
    assert!(matches!(db.commit().unwrap_err(), Error::Call(CallError::Denied(_))));
    db.rollback();
    db.begin();
    db.runtime.block_on(db.connection.execute(Origin::Host, "COMMIT", &[])).unwrap();
    db.runtime.block_on(db.connection.execute(Origin::Host, "BEGIN", &[])).unwrap();
    db.runtime.block_on(db.connection.execute(Origin::Host, "INSERT INTO t VALUES (3)", &[])).unwrap();
    assert!(db.commit().is_err());
    db.rollback();
    assert_eq!(db.database.psql("SELECT count(*) FROM t"), "0");
}

#[test]
fn a_failed_statement_undoes_itself_and_the_step_goes_on() {
    let mut db = Db::new();
    db.begin();
    db.guest("CREATE TABLE t (a int UNIQUE)").unwrap();
    db.guest("INSERT INTO t VALUES (1)").unwrap();
    let error = db.guest("INSERT INTO t VALUES (2), (1)").unwrap_err();
    let CallError::Database(said) = &error else { panic!("{error:?}") };
    assert_eq!((said.code.as_str(), said.constraint.as_deref()), ("23505", Some("t_a_key")));
    assert!(said.detail.as_deref().is_some_and(|detail| detail.contains("(1)")));
    let error = db.guest("SELECT nonsense").unwrap_err();
    assert!(matches!(&error, CallError::Database(said) if said.position == Some(8)), "{error:?}");
    db.commit().unwrap();
    assert_eq!(db.database.psql("SELECT sum(a) FROM t"), "1");
}

#[test]
fn deferred_constraints_are_checked_before_the_commit_and_the_step_stays_open() {
    let mut db = Db::with(
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
    );
    db.begin();
    db.guest("INSERT INTO c VALUES (7)").unwrap();
    assert!(matches!(db.commit().unwrap_err(), Error::Call(CallError::Database(e)) if e.code == "23503"));
    db.guest("INSERT INTO p VALUES (7)").unwrap();
    db.commit().unwrap();
    assert_eq!(db.database.psql("SELECT count(*) FROM c"), "1");
}

#[test]
fn mighosts_own_tables_are_out_of_reach_and_out_of_sight() {
    let mut db = Db::with("CREATE TABLE mighost_meta (a int); CREATE TABLE t (a int)");
    db.begin();
    for sql in ["SELECT * FROM mighost_meta", "DROP TABLE public.\"mighost_meta\"", "TABLE MIGHOST_META"] {
        assert!(matches!(db.guest(sql).unwrap_err(), CallError::Denied(_)), "{sql}");
    }
    db.rollback();
    assert_eq!(db.schema().tables.len(), 1);
    assert!(db.runtime.block_on(db.connection.has_own_table("mighost_meta")).unwrap());
    assert!(!db.runtime.block_on(db.connection.has_own_table("t")).unwrap());
}

#[test]
fn what_a_statement_sets_for_its_session_reaches_neither_the_host_nor_the_next_step() {
    let mut db = Db::with("CREATE SCHEMA s; CREATE TABLE t (a int)");
    db.begin();
    db.guest("SET search_path = s").unwrap();
    db.guest("CREATE TABLE inside (a int)").unwrap();
    db.runtime.block_on(db.connection.execute(Origin::Host, "INSERT INTO t VALUES (?)", &[Value::Integer(1)])).unwrap();
    db.commit().unwrap();
    db.begin();
    assert_eq!(db.ask("SHOW search_path", &[]).unwrap().rows[0][0], "\"$user\", public".into());
    db.commit().unwrap();
    assert_eq!(db.database.psql("SELECT count(*) FROM t, s.inside"), "0");
}

#[test]
fn parameters_get_the_types_that_the_statement_wants() {
    let mut db = Db::with(
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (b bool, i2 smallint, i4 int, i8 bigint, n numeric(10,2), \
         r real, d double precision, c char(4), v varchar(10), t text, y bytea, dt date, tm time, ts timestamp, \
         tz timestamptz, iv interval, j json, jb jsonb, u uuid, m mood, ip inet, a int[], bi bit(3), mo money, x xml)",
    );
    db.begin();
    let texts = [
        "2026-01-31",
        "23:59:58.5",
        "2026-01-31T23:59:58.5",
        "2026-01-31T23:59:58.5+01:00",
        "1 day 02:00:00",
        "{\"a\": 1}",
        "{\"a\": 1}",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "ok",
        "10.0.0.1/8",
        "{1,2,NULL}",
        "101",
    ];
    let mut values = vec![
        Value::Boolean(true),
        Value::Integer(-7),
        Value::Integer(7),
        Value::Integer(i64::MIN),
        Value::Decimal("-12.50".into()),
        Value::Float(0.1),
        Value::Float(-1e300),
        Value::Text("ab".into()),
        Value::Text("it's".into()),
        Value::Text("ü".into()),
        Value::Bytes(vec![0, 255]),
    ];
    values.extend(texts.iter().map(|text| Value::from(*text)));
    let holders: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "INSERT INTO t (b, i2, i4, i8, n, r, d, c, v, t, y, dt, tm, ts, tz, iv, j, jb, u, m, ip, a, bi) VALUES ({})",
        holders.join(", ")
    );
    assert_eq!(db.guest_with(&sql, &values).unwrap(), 1);
    let rows = db.ask("SELECT * FROM t WHERE m = $1 AND dt = $2", &["ok".into(), "2026-01-31".into()]).unwrap();
    assert_eq!(rows.columns.len(), 25);
    let native = |name: &str, text: &str| Value::Native { type_name: name.into(), text: text.into() };
    let expected = vec![
        Value::Boolean(true),
        Value::Integer(-7),
        Value::Integer(7),
        Value::Integer(i64::MIN),
        Value::Decimal("-12.50".into()),
        Value::Float(0.1),
        Value::Float(-1e300),
        Value::Text("ab  ".into()),
        Value::Text("it's".into()),
        Value::Text("ü".into()),
        Value::Bytes(vec![0, 255]),
        Value::Date("2026-01-31".into()),
        Value::Time("23:59:58.5".into()),
        Value::Timestamp("2026-01-31T23:59:58.5".into()),
        Value::Timestamp("2026-01-31T22:59:58.5+00:00".into()),
        native("interval", "1 day 02:00:00"),
        Value::Json("{\"a\": 1}".into()),
        Value::Json("{\"a\": 1}".into()),
        Value::Uuid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11".into()),
        Value::Text("ok".into()),
        native("inet", "10.0.0.1/8"),
        native("integer[]", "{1,2,NULL}"),
        native("bit", "101"),
        Value::Null,
        Value::Null,
    ];
    assert_eq!(rows.rows, [expected]);
    let error = db.guest_with("INSERT INTO t (i4) VALUES ($1)", &["seven".into()]).unwrap_err();
    assert_eq!(code(&error), "22P02");
    assert!(db.guest_with("SELECT $1::int", &[]).is_err());
    assert!(matches!(db.guest_with("SELECT $1::int", &vec![Value::Null; 2]).unwrap_err(), CallError::Invalid(_)));
    // Types that the driver meets for the first time.
    db.guest("CREATE TYPE size AS ENUM ('s')").unwrap();
    assert_eq!(db.guest("SELECT 's'::size, ARRAY['s'::size]").unwrap(), 1);
    db.commit().unwrap();
}

#[test]
fn odd_numbers_and_dates_come_as_they_are() {
    let mut db = Db::new();
    db.begin();
    let sql = "SELECT 'NaN'::numeric, 0.000100::numeric, 123456789.000000001::numeric, 1e20::numeric, -0.5, 'infinity'::date, \
               '0044-03-15 BC'::date, 'infinity'::timestamptz, '1000-01-01 00:00:00.000001'::timestamp, 'NaN'::float8";
    let row = db.ask(sql, &[]).unwrap().rows.remove(0);
    let decimal = |text: &str| Value::Decimal(text.into());
    assert_eq!(
        row[..9],
        [
            decimal("NaN"),
            decimal("0.000100"),
            decimal("123456789.000000001"),
            decimal("100000000000000000000"),
            decimal("-0.5"),
            Value::Date("infinity".into()),
            Value::Date("0044-03-15 BC".into()),
            Value::Timestamp("infinity".into()),
            Value::Timestamp("1000-01-01T00:00:00.000001".into()),
        ]
    );
    assert!(matches!(row[9], Value::Float(number) if number.is_nan()));
    assert_eq!(db.ask("SELECT 1 AS a WHERE false", &[]).unwrap().columns, ["a"]);
    db.commit().unwrap();
}

#[test]
fn a_result_that_is_too_great_is_a_limit() {
    let mut db = Db::new();
    db.begin();
    let limit = ResultLimit { rows: 10, bytes: u64::MAX };
    let asked = db.connection.query(Origin::Guest, "SELECT generate_series(1, 11)", &[], limit);
    let error = db.runtime.block_on(asked).unwrap_err();
    assert!(matches!(error, Error::Call(CallError::Limit(_))));
}

#[test]
fn a_plan_that_a_change_made_wrong_is_never_used() {
    let mut db = Db::with("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    db.begin();
    let sql = "SELECT * FROM t WHERE a = $1";
    assert_eq!(db.ask(sql, &[Value::Integer(1)]).unwrap().columns, ["a"]);
    db.guest("ALTER TABLE t ADD COLUMN b int").unwrap();
    assert_eq!(db.ask(sql, &[Value::Integer(1)]).unwrap().columns, ["a", "b"]);
    db.commit().unwrap();
}
