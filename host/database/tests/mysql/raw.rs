//! What a migration writes itself: read as the server reads it, bound and given back in every type, and no way round the
//! transaction.

use crate::support::*;
use mighost_database::{Effect, Origin};
use mighost_schema::{Dialect, Error as CallError, Value};

/// However it is written, and wherever.
#[test]
fn no_transaction_control_gets_through_however_it_is_written() {
    let database = database();
    database.client(
        "CREATE TABLE t (a INT);\nDELIMITER //\nCREATE PROCEDURE p() BEGIN COMMIT; END//\n\
         CREATE PROCEDURE q() BEGIN ROLLBACK; START TRANSACTION; END//\n\
         CREATE PROCEDURE r() BEGIN SET autocommit = 0; SET autocommit = 1; END//\n\
         CREATE PROCEDURE s() TRUNCATE t//\n",
    );
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        for statement in [
            "COMMIT",
            "commit and chain",
            "ROLLBACK",
            "ROLLBACK TO SAVEPOINT mighost_step",
            "RELEASE SAVEPOINT mighost_step",
            "SAVEPOINT mighost_step",
            "BEGIN",
            "BEGIN WORK",
            "START TRANSACTION READ ONLY",
            "/* x */ COMMIT",
            "-- x\nCOMMIT",
            "# x\n\tCOMMIT",
            "/*!COMMIT*/",
            "/*!50000 COMMIT */",
            "/*!99999 SELECT */ COMMIT",
            "/*M!100000 COMMIT */",
            "/*!50000 COM*//*!50000 MIT */",
            "BEGIN NOT ATOMIC COMMIT; END",
            "IF 1 THEN COMMIT; END IF",
            "l: BEGIN NOT ATOMIC COMMIT; END",
            "SET autocommit = 0",
            "SET @@SESSION . autocommit = 0",
            "SET `autocommit` = 0",
            "SET @a = 1, @@autocommit = 0",
            "SET SESSION TRANSACTION READ ONLY",
            "SET STATEMENT lock_wait_timeout = 1 FOR COMMIT",
            "SET tx_isolation = 'SERIALIZABLE'",
            "XA BEGIN 'x'",
            "LOCK TABLES t READ",
            "UNLOCK TABLES",
            "PREPARE s FROM 'COMMIT'",
            "EXECUTE IMMEDIATE 'COMMIT'",
            "FLUSH TABLES WITH READ LOCK",
            "ANALYZE COMMIT",
            "DELIMITER //",
        ] {
            c.begin().await.unwrap();
            guest(c, "INSERT INTO t VALUES (1)").await.unwrap();
            let refused = guest(c, statement).await;
            assert!(refused.is_err(), "{statement}");
            // What was refused has done nothing: the row is still there to be taken back.
            assert_eq!(one(c, "SELECT count(*) FROM t").await, Value::Integer(1), "{statement}");
            c.rollback().await.unwrap();
            assert_eq!(one(c, "SELECT count(*) FROM t").await, Value::Integer(0), "{statement}");
        }
        // What nobody can read from the statement is found out behind it.
        for procedure in ["p", "q", "r", "s"] {
            c.begin().await.unwrap();
            guest(c, "INSERT INTO t VALUES (1)").await.unwrap();
            let ended = guest(c, &format!("CALL {procedure}()")).await;
            assert_eq!(code(ended.unwrap_err()), "1305", "{procedure}");
            assert!(c.commit().await.is_err());
            c.rollback().await.unwrap();
            host(c, "TRUNCATE t").await;
        }
    });
}

#[test]
fn a_stored_program_is_one_statement_whatever_is_in_it() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        host(c, "CREATE TABLE t (a INT, b VARCHAR(40))").await;
        for statement in [
            "CREATE PROCEDURE fill(n INT) BEGIN DECLARE i INT DEFAULT 0; WHILE i < n DO INSERT INTO t VALUES (i, 'x;y'); \
             SET i = i + 1; END WHILE; END",
            "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN IF NEW.a > 1 THEN SET NEW.b = 'it''s \\'so\\''; END IF; \
             END",
            "CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2",
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO BEGIN DELETE FROM t; DELETE FROM t; END",
            "/*!50001 CREATE ALGORITHM=UNDEFINED */ /*!50013 SQL SECURITY DEFINER */ /*!50001 VIEW v AS SELECT 1 AS a */",
            "CREATE /*M! OR REPLACE */ VIEW w AS SELECT 'a -- b' AS `c;d` # the end\n",
        ] {
            assert_eq!(c.effect(statement), Effect::Commits, "{statement}");
            guest(c, statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        c.begin().await.unwrap();
        guest(c, "CALL fill(3)").await.unwrap();
        assert_eq!(one(c, "SELECT b FROM t WHERE a = 2").await, "it's 'so'".into());
        assert_eq!(one(c, "SELECT twice(4)").await, Value::Integer(8));
        c.commit().await.unwrap();
        assert_eq!(c.triggers(&"t".into()).await.unwrap().len(), 1);
    });
}

#[test]
fn texts_and_comments_are_read_as_the_server_reads_them() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        c.begin().await.unwrap();
        for (query, wanted) in [
            (r"SELECT 'it\'s; COMMIT'", "it's; COMMIT"),
            (r#"SELECT "a\"b'c""#, "a\"b'c"),
            (r"SELECT 'a\\' /* ' */", "a\\"),
            ("SELECT 'a''b'  -- '\n", "a'b"),
            ("SELECT 'a' 'b' # it's\n", "ab"),
            (r"SELECT '\n\t\0\Z\%'", "\n\t\0\u{1a}\\%"),
            ("SELECT _utf8mb4'ż'", "ż"),
            ("SELECT N'x'", "x"),
            ("SELECT /*! 'yes' */ /*!99999 , 'no' */", "yes"),
            ("SELECT IF(1--1 = 2, 'two', 'one')", "two"),
        ] {
            let row = c.query(Origin::Guest, query, &[], LIMIT).await.unwrap().rows.remove(0);
            assert_eq!(row, [Value::Text(wanted.into())], "{query}");
        }
        c.rollback().await.unwrap();
    });
}

/// Written down, bound as a parameter and asked for as a text: the same value each time.
#[test]
fn every_type_is_given_back_as_what_it_is() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let mariadb = c.dialect() == Dialect::Mariadb;
        let text = |t: &str| Value::Text(t.to_owned());
        let json = |t: &str| if mariadb { text(t) } else { Value::Json(t.to_owned()) };
        let cases: Vec<(&str, &str, Value)> = vec![
            ("TINYINT", "-128", Value::Integer(-128)),
            ("TINYINT UNSIGNED", "255", Value::Integer(255)),
            ("SMALLINT", "-32768", Value::Integer(-32768)),
            ("MEDIUMINT UNSIGNED", "16777215", Value::Integer(16_777_215)),
            ("INT", "-2147483648", Value::Integer(-2_147_483_648)),
            ("INT(7) ZEROFILL", "42", Value::Integer(42)),
            ("BIGINT", "-9223372036854775808", Value::Integer(i64::MIN)),
            ("BIGINT UNSIGNED", "18446744073709551615", Value::Unsigned(u64::MAX)),
            ("BIGINT UNSIGNED", "1", Value::Integer(1)),
            ("BOOLEAN", "TRUE", Value::Integer(1)),
            ("BIT(1)", "b'1'", Value::Integer(1)),
            (
                "BIT(64)",
                "b'1111111111111111111111111111111111111111111111111111111111111111'",
                Value::Unsigned(u64::MAX),
            ),
            ("DECIMAL(65,30)", "-1.5", Value::Decimal("-1.500000000000000000000000000000".into())),
            ("FLOAT", "0.1", Value::Float(0.1)),
            ("DOUBLE", "-1e-300", Value::Float(-1e-300)),
            ("YEAR", "1901", Value::Integer(1901)),
            ("DATE", "'2024-02-29'", Value::Date("2024-02-29".into())),
            ("DATE", "'0000-00-00'", Value::Date("0000-00-00".into())),
            ("DATE", "'2024-00-00'", Value::Date("2024-00-00".into())),
            ("DATETIME", "'0000-00-00 00:00:00'", Value::Timestamp("0000-00-00T00:00:00".into())),
            ("DATETIME(6)", "'9999-12-31 23:59:59.999999'", Value::Timestamp("9999-12-31T23:59:59.999999".into())),
            ("DATETIME(3)", "'2024-02-29 00:00:00.120'", Value::Timestamp("2024-02-29T00:00:00.120000".into())),
            ("TIMESTAMP(6) NULL", "'2024-02-29 12:00:00.5'", Value::Timestamp("2024-02-29T12:00:00.500000".into())),
            ("TIME(6)", "'-838:59:59.5'", Value::Time("-838:59:59.500000".into())),
            ("TIME", "'00:00:00'", Value::Time("00:00:00".into())),
            ("CHAR(4)", "'a'", text("a")),
            ("VARCHAR(9) CHARACTER SET latin1", "'ä'", text("ä")),
            ("VARCHAR(9) CHARACTER SET utf16", "'ż😀'", text("ż😀")),
            ("VARCHAR(9) COLLATE utf8mb4_bin", "'aB'", text("aB")),
            ("TEXT", "''", text("")),
            ("LONGTEXT", "'x'", text("x")),
            ("BINARY(4)", "'a'", Value::Bytes(b"a\0\0\0".to_vec())),
            ("VARBINARY(9)", "x'00ff'", Value::Bytes(vec![0, 255])),
            ("TINYBLOB", "''", Value::Bytes(vec![])),
            ("LONGBLOB", "'abc'", Value::Bytes(b"abc".to_vec())),
            ("ENUM('a','b')", "2", text("b")),
            ("SET('x','y')", "3", text("x,y")),
            ("JSON", r#"'{"a": [1, null]}'"#, json(r#"{"a": [1, null]}"#)),
            ("INT", "NULL", Value::Null),
            ("GEOMETRY", "NULL", Value::Null),
        ];
        for (column_type, literal, wanted) in cases {
            host(c, &format!("CREATE OR REPLACE TABLE one (v {column_type})")).await;
            c.begin().await.unwrap();
            guest(c, &format!("INSERT INTO one VALUES ({literal})")).await.unwrap();
            let read = c.query(Origin::Guest, "SELECT v FROM one", &[], LIMIT).await.unwrap();
            assert_eq!(read.rows, [[wanted.clone()]], "{column_type} {literal}");
            // What was read can be bound again, and is the same.
            let bound = wanted.clone();
            c.execute(Origin::Guest, "UPDATE one SET v = ?", std::slice::from_ref(&bound)).await.unwrap();
            c.execute(Origin::Guest, "INSERT INTO one VALUES (?)", &[bound]).await.unwrap();
            let read = c.query(Origin::Guest, "SELECT v FROM one", &[], LIMIT).await.unwrap();
            assert_eq!(read.rows, [[wanted.clone()], [wanted.clone()]], "{column_type} {literal}");
            c.rollback().await.unwrap();
        }
    });
}

#[test]
fn parameters_are_counted_and_are_never_part_of_the_text() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        host(c, "CREATE TABLE t (a VARCHAR(90), `b?` INT)").await;
        c.begin().await.unwrap();
        let sly = Value::Text("'); DROP TABLE t; -- \\".into());
        c.execute(
            Origin::Guest,
            "INSERT INTO t (a, `b?`) VALUES (?, IF('?' = '?', 1, 0) /* ? */)",
            std::slice::from_ref(&sly),
        )
        .await
        .unwrap();
        assert_eq!(one(c, "SELECT a FROM t").await, sly);
        for (statement, values) in
            [("SELECT ?", 0), ("SELECT ?", 2), ("SELECT 1", 1), ("SELECT '?'", 1), ("SELECT `b?` FROM t", 1)]
        {
            let values = vec![Value::Integer(1); values];
            let error = c.query(Origin::Guest, statement, &values, LIMIT).await.unwrap_err();
            assert!(matches!(call(error), CallError::Invalid(text) if text.contains("parameters")), "{statement}");
        }
        // Nowhere but where a value may stand.
        let table = [Value::Text("t".into())];
        assert_eq!(code(c.query(Origin::Guest, "SELECT * FROM ?", &table, LIMIT).await.unwrap_err()), "1064");
        let infinite = [Value::Float(f64::INFINITY)];
        assert!(matches!(
            call(c.query(Origin::Guest, "SELECT ?", &infinite, LIMIT).await.unwrap_err()),
            CallError::Invalid(_)
        ));
        c.rollback().await.unwrap();
    });
}
