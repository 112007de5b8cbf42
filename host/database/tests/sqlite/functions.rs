use crate::support::{Db, NO_LIMIT, call, now};
use mighost_database::Origin;
use mighost_schema::{Error as CallError, Value};
use std::time::{Duration, Instant};

/// Values of every kind, with what is special about them: empty, long characters, NULs, broken texts.
const VALUES: &[&str] = &[
    "NULL",
    "0",
    "-12",
    "1.0",
    "0.1",
    "1e100",
    "-1.5e-7",
    "12",
    "''",
    "' '",
    "'  a b  '",
    "'aaaa'",
    "'aa'",
    "'a'",
    "'1'",
    "'.'",
    "'e'",
    "'äöä'",
    "'ä'",
    "'😀x😀'",
    "'😀'",
    "x''",
    "x'61'",
    "x'6161'",
    "x'c3a4c3b6'",
    "x'a4'",
    "CAST(x'a4' AS TEXT)",
    "CAST(x'c3' AS TEXT)",
    "CAST(x'c3a4a4c3a4' AS TEXT)",
    "CAST(x'610062' AS TEXT)",
    "CAST(x'0062' AS TEXT)",
    "CAST(x'6200' AS TEXT)",
    "x'0062'",
];

#[test]
fn the_functions_give_what_sqlites_own_give() {
    for encoding in ["UTF-8", "UTF-16le"] {
        let mut db = Db::with(&format!("PRAGMA encoding = '{encoding}'; CREATE TABLE t (a)"));
        db.begin();
        // In UTF-16, SQLite's own functions take half a character from a blob and count wrong.
        let kept = |value: &&&str| encoding == "UTF-8" || !value.contains("x'");
        let values: Vec<String> = VALUES
            .iter()
            .filter(kept)
            .enumerate()
            .map(|(at, value)| format!("SELECT {at} AS i, {value} AS v"))
            .collect();
        let values = format!("WITH v AS ({})", values.join(" UNION ALL "));
        for call in [
            "instr(a.v, b.v)",
            "replace(a.v, b.v, c.v)",
            "trim(a.v)",
            "ltrim(a.v)",
            "rtrim(a.v)",
            "trim(a.v, b.v)",
            "ltrim(a.v, b.v)",
            "rtrim(a.v, b.v)",
            "trim(a.v, b.v || c.v)",
        ] {
            let mut from = vec!["a"];
            from.extend(["b", "c"].iter().filter(|name| call.contains(&format!("{name}.v"))));
            let order: Vec<String> = from.iter().map(|name| format!("{name}.i")).collect();
            let tables: Vec<String> = from.iter().map(|name| format!("v AS {name}")).collect();
            let (columns, tables) = (order.join(", "), tables.join(", "));
            let sql = format!(
                "{values} SELECT typeof({call}) || ' ' || hex({call}), {columns} FROM {tables} ORDER BY {columns}"
            );
            let ours = db.ask(&sql).unwrap().rows;
            let theirs = db.rows(&sql);
            assert_eq!(ours.len(), theirs.len());
            for (ours, theirs) in ours.iter().zip(&theirs) {
                let texts: Vec<String> = ours
                    .iter()
                    .map(|value| match value {
                        Value::Text(text) => text.clone(),
                        Value::Integer(number) => number.to_string(),
                        other => panic!("{other:?}"),
                    })
                    .collect();
                assert_eq!(&texts.join("|"), theirs, "{call} in {encoding}");
            }
        }
    }
}

#[test]
fn one_call_of_a_function_ends_in_time() {
    let mut db = Db::new();
    db.begin();
    for sql in [
        "SELECT instr(zeroblob(200000000), zeroblob(100000000) || x'01')",
        "SELECT instr(zeroblob(16000000), CAST(zeroblob(8000000) || x'01' AS BLOB))",
        "SELECT instr(hex(zeroblob(8000000)), hex(zeroblob(4000000)) || 'b')",
        "SELECT length(replace(hex(zeroblob(8000000)), hex(zeroblob(4000000)) || 'b', ''))",
        "SELECT length(replace(hex(zeroblob(8000000)), '0', hex(zeroblob(4000000))))",
        "SELECT length(trim(hex(zeroblob(500000)), replace(hex(zeroblob(500000)), '0', 'abc') || '0'))",
        "SELECT replace(hex(zeroblob(50000000)), '0', 'a') LIKE '%' || substr(replace(hex(zeroblob(50000)), '0', 'a_'), \
         1, 40000) || 'b'",
        "SELECT hex(zeroblob(8000000)) LIKE '%' || substr(replace(hex(zeroblob(50000)), '0', '0_'), 1, 40000) || 'b'",
    ] {
        let started = Instant::now();
        let result = db.ask(sql);
        // Some tenths of a second here; a call that took the product of its arguments would take minutes.
        assert!(started.elapsed() < Duration::from_secs(10), "{sql}: {:?}", started.elapsed());
        if let Err(error) = &result {
            let said = format!("{error:?}");
            assert!(said.contains("too"), "{sql}: {error:?}");
        }
    }
}

#[test]
fn long_values_that_are_legal_go_through() {
    let mut db = Db::with("CREATE TABLE t (a, b)");
    db.begin();
    let (text, bytes) = (Value::Text("a".repeat(8 << 20)), Value::Bytes(vec![0; 8 << 20]));
    db.guest_with("INSERT INTO t VALUES (?1, '')", std::slice::from_ref(&text)).unwrap();
    db.guest_with("INSERT INTO t VALUES ('', ?1)", &[bytes]).unwrap();
    assert!(db.ask("SELECT replace(a, 'b', 'c') FROM t WHERE a <> ''").unwrap().rows == [[text]]);
    // Bookkeeping stores whole artifacts.
    let artifact = Value::Bytes(vec![1; 64 << 20]);
    let sql = "INSERT INTO t VALUES ('artifact', ?1)";
    now(db.connection.execute(Origin::Host, sql, std::slice::from_ref(&artifact))).unwrap();
    let sql = "SELECT b FROM t WHERE a = 'artifact'";
    assert!(now(db.connection.query(Origin::Host, sql, &[], NO_LIMIT)).unwrap().rows == [[artifact]]);
    let error = now(db.connection.query(Origin::Guest, sql, &[], NO_LIMIT)).map_err(call).unwrap_err();
    assert!(
        matches!(&error, CallError::Database(said) if said.hint.as_deref().unwrap_or_default().contains("16 MiB")),
        "{error:?}"
    );
}
