//! Every kind of value, there and back.

use crate::tell::{list, tell, value};
use mighost_guest::prelude::*;
use mighost_guest::types::NativeValue;

/// The kinds, the type of a column for each, and values.
fn kinds() -> Vec<(&'static str, Column, Vec<Value>)> {
    let clock = |kind: ColumnType| column("it", kind.precision(6));
    vec![
        ("booleans", boolean("it"), vec![true.into(), false.into(), Value::Null]),
        ("integers", bigint("it"), vec![0.into(), 7.into(), (-7).into(), i64::MIN.into(), i64::MAX.into()]),
        ("integers beyond a double", bigint("it"), vec![9_007_199_254_740_993_i64.into()]),
        ("unsigned", decimal("it", 20, 0), vec![u64::MAX.into()]),
        ("floats", double("it"), vec![1.5.into(), (-0.125).into(), 1234567.75.into()]),
        ("a float that isn't a number", double("it"), vec![f64::NAN.into()]),
        ("decimals", decimal("it", 30, 10), vec![Value::decimal("-12.5000000000"), Value::decimal("1024.0625000000")]),
        // SQLite makes floats of them, and every language writes such large ones in another way.
        ("large decimals", decimal("it", 30, 10), vec![Value::decimal("12345678901234567890.0123456789")]),
        ("texts", text("it"), vec!["".into(), "it's “ünïcode” \u{1F600}\n\\ %s ? $1 :a".into()]),
        ("a text with a zero", text("it"), vec!["a\0b".into()]),
        ("bytes", blob("it"), vec![Vec::<u8>::new().into(), (0..=255).collect::<Vec<u8>>().into()]),
        ("dates", date("it"), vec![Value::date("2026-01-31"), Value::date("1970-01-01")]),
        ("times", clock(ColumnType::time()), vec![Value::time("23:59:58"), Value::time("00:00:00.123456")]),
        (
            "timestamps",
            clock(ColumnType::timestamp()),
            vec![Value::timestamp("2026-01-31T23:59:58"), Value::timestamp("2026-01-31T23:59:58.5")],
        ),
        (
            "timestamps with an offset",
            clock(ColumnType::timestamp().with_zone()),
            vec![Value::timestamp("2026-01-31T23:59:58+00:00"), Value::timestamp("2026-01-31T23:59:58.25+02:00")],
        ),
        ("JSON", json("it"), vec![Value::json(r#"{"a":[1,null,"ü"]}"#)]),
        ("UUIDs", uuid("it"), vec![Value::uuid("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10")]),
        (
            "native values",
            native("it", "inet"),
            vec![Value::Native(NativeValue { type_name: "inet".into(), text: "10.0.0.1".into() })],
        ),
    ]
}

/// Sends them, reads them, and looks for them.
pub fn both_ways() -> Result {
    for (name, column, values) in kinds() {
        if name == "large decimals" && context::dialect() == Dialect::Sqlite {
            continue;
        }
        let made = create_table("e_value").column(integer("id").not_null()).column(column).primary_key("id").run();
        let there = made.is_ok();
        tell(&format!("a table of {name}"), made);
        if !there {
            continue;
        }
        let numbered = values.iter().enumerate().map(|(id, value)| vec![(id as u32).into(), value.clone()]);
        tell(&format!("insert {name}"), rows("e_value").insert(["id", "it"], numbered));
        let read = || {
            rows("e_value").columns("it").scan()?.map(|row| Ok(value(row?.value("it")?))).collect::<Result<Vec<_>>>()
        };
        tell(&format!("read {name}"), read().map(list));
        let first = values.into_iter().next().unwrap_or(Value::Null);
        tell(&format!("count {name}"), rows("e_value").equals("it", first).count());
        drop_table("e_value").run()?;
    }
    // One of each is left for whoever compares the rows.
    create_table("e_values")
        .column(integer("id").not_null())
        .column(bigint("an_integer"))
        .column(decimal("a_decimal", 10, 2))
        .column(text("a_text"))
        .column(blob("some_bytes"))
        .column(date("a_date"))
        .primary_key("id")
        .run()?;
    let columns = ["id", "an_integer", "a_decimal", "a_text", "some_bytes", "a_date"];
    let row = values![1, i64::MIN, Value::decimal("-0.50"), "ünïcode", vec![0_u8, 255], Value::date("2026-01-31")];
    let nulls = values![2, Value::Null, Value::Null, Value::Null, Value::Null, Value::Null];
    tell("insert one of each", rows("e_values").insert(columns, [row, nulls]));
    Ok(())
}
