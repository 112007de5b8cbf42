//! Every kind of value, there and back: as a parameter, as a row, as a condition.

use crate::check::{holds, invalid, same};
use mighost_guest::prelude::*;
use mighost_guest::types::NativeValue;

/// Each value and what SQLite gives back for it.
fn kinds() -> Vec<(Value, Value)> {
    let text = |text: &str| Value::from(text);
    vec![
        (Value::Null, Value::Null),
        (true.into(), 1.into()),
        (false.into(), 0.into()),
        (0.into(), 0.into()),
        (i64::MIN.into(), i64::MIN.into()),
        (i64::MAX.into(), i64::MAX.into()),
        (7_u64.into(), 7.into()),
        (1.5.into(), 1.5.into()),
        ((-0.1).into(), (-0.1).into()),
        (f64::MAX.into(), f64::MAX.into()),
        (f64::INFINITY.into(), f64::INFINITY.into()),
        (Value::decimal("-12.50"), text("-12.50")),
        (text(""), text("")),
        (text("it's “ünïcode” \u{1F600}\n"), text("it's “ünïcode” \u{1F600}\n")),
        (text("with a\0zero"), text("with a\0zero")),
        (Vec::<u8>::new().into(), Vec::<u8>::new().into()),
        ((0..=255).collect::<Vec<u8>>().into(), (0..=255).collect::<Vec<u8>>().into()),
        (Value::date("2026-01-31"), text("2026-01-31")),
        (Value::time("23:59:58.5"), text("23:59:58.5")),
        (Value::timestamp("2026-01-31T23:59:58.5"), text("2026-01-31 23:59:58.5")),
        (Value::timestamp("2026-01-31T23:59:58+02:00"), text("2026-01-31 23:59:58+02:00")),
        (Value::json(r#"{"a": [1, null]}"#), text(r#"{"a": [1, null]}"#)),
        (Value::uuid("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10"), text("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10")),
        (Value::Native(NativeValue { type_name: "inet".into(), text: "10.0.0.1".into() }), text("10.0.0.1")),
    ]
}

/// Sends them and looks at what comes back.
pub fn both_ways() -> Result {
    for (sent, expected) in kinds() {
        let row = sql::query_row("SELECT ?1 AS echo", &[sent])?;
        same("a value", row.map(|row| row.value("echo").cloned()).transpose()?, Some(expected))?;
    }
    invalid("an integer that is too large", sql::query("SELECT ?1", params![u64::MAX]))?;
    invalid("a float that isn't a number", sql::query("SELECT ?1", params![f64::NAN]))?;

    // A column without an affinity keeps values as they are.
    create_table("c_values").column(integer("id").not_null()).column(blob("value")).primary_key("id").run()?;
    let sent: Vec<Vec<Value>> =
        kinds().into_iter().enumerate().map(|(id, (sent, _))| vec![Value::from(id as u32), sent]).collect();
    same("the rows inserted", rows("c_values").insert(["id", "value"], sent)?, kinds().len() as u64)?;
    let read: Vec<Value> =
        rows("c_values").columns("value").scan()?.map(|row| row?.get::<Value>("value")).collect::<Result<_>>()?;
    same("the values read", read, kinds().into_iter().map(|(_, expected)| expected).collect())?;
    for (id, (sent, expected)) in kinds().into_iter().enumerate().filter(|(_, (sent, _))| !sent.is_null()) {
        let found = rows("c_values").equals("value", sent).equals("id", id as u32).count()?;
        same(&format!("the rows equal to {expected:?}"), found, 1)?;
    }

    // A column with an affinity makes of them what the database makes of them.
    rows("c_types").insert(
        ["a_decimal", "a_boolean", "a_double", "a_varchar"],
        [vec![Value::decimal("12.50"), true.into(), 2.into(), 5.into()]],
    )?;
    let read = rows("c_types").columns(["a_decimal", "a_boolean", "a_double", "a_varchar"]).is_not_null("a_decimal");
    let Some(row) = read.order_by("a_decimal").scan()?.next().transpose()? else { bail!("the row isn't there") };
    same("a decimal", row.get::<f64>("a_decimal")?, 12.5)?;
    holds("a truth value", row.get("a_boolean")?)?;
    same("a float", row.get::<f64>(2)?, 2.0)?;
    same("a text", row.get::<String>(3)?, "5".into())?;
    same("an optional text", row.get::<Option<String>>("a_varchar")?, Some("5".into()))?;
    invalid("a text read as a number", row.get::<i64>("a_varchar"))?;
    invalid("a column that wasn't read", row.get::<i64>("a_bigint"))
}
