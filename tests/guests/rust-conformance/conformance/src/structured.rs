//! Rows without SQL: every condition, batches that page, changes while reading.

use crate::check::{database, holds, invalid, same};
use mighost_guest::prelude::*;

const TABLE: &str = "c_rows";

/// Reads and changes them.
pub fn rows_of_a_table() -> Result {
    create_table(TABLE)
        .column(integer("id").not_null())
        .column(varchar("name", 20))
        .column(integer("age"))
        .primary_key("id")
        .run()?;
    let people = (1..=25).map(|id| values![id, format!("n{id:02}"), (id % 5 != 0).then_some(id)]);
    same("the rows inserted", rows(TABLE).batch(4).insert(["id", "name", "age"], people)?, 25)?;
    conditions()?;
    reading()?;
    changing()?;
    refused()
}

fn conditions() -> Result {
    same("all", rows(TABLE).count()?, 25)?;
    same("equal", rows(TABLE).equals("name", "n07").count()?, 1)?;
    same("different and not NULL", rows(TABLE).differs("age", 7).count()?, 19)?;
    same("less", rows(TABLE).less("id", 3).count()?, 2)?;
    same("greater", rows(TABLE).greater("id", 23).count()?, 2)?;
    same("one of", rows(TABLE).one_of("id", [1, 2, 99]).count()?, 2)?;
    same("one of none", rows(TABLE).one_of("id", Vec::<i64>::new()).count()?, 0)?;
    same("NULL", rows(TABLE).is_null("age").count()?, 5)?;
    same("not NULL", rows(TABLE).is_not_null("age").count()?, 20)?;
    same("several at once", rows(TABLE).greater("id", 4).less("id", 11).is_null("age").count()?, 2)
}

fn reading() -> Result {
    // Batches that end with the rows, within them and behind them.
    for batch in [1, 4, 5, 25, 26, 10_000] {
        let read: Vec<i64> =
            rows(TABLE).columns("id").batch(batch).scan()?.map(|row| row?.get("id")).collect::<Result<_>>()?;
        same("the ids in batches", read, (1..=25).collect())?;
    }
    let mut all = rows(TABLE).equals("id", 1).scan()?;
    let first = all.next().transpose()?.map(|row| row.into_values());
    same("a row with all its columns", first, Some(values![1, "n01", 1]))?;
    holds("a scan ends", all.next().is_none() && all.next().is_none())?;
    let by_name = rows(TABLE).columns(["name", "id"]).greater("id", 22).order_by("name").batch(2).scan()?;
    let names: Vec<String> = by_name.map(|row| row?.get("name")).collect::<Result<_>>()?;
    same("the names in order", names, vec!["n23".into(), "n24".into(), "n25".into()])?;
    // Two scans at once, and changes behind and before the place read.
    let mut seen = 0;
    for row in rows(TABLE).columns("id").batch(3).scan()? {
        let id: i64 = row?.get("id")?;
        seen += rows(TABLE).equals("id", id).count()?;
        rows(TABLE).equals("id", id).set("age", 100 + id).update()?;
    }
    same("the rows seen while they were changed", (seen, rows(TABLE).greater("age", 100).count()?), (25, 25))
}

fn changing() -> Result {
    let by_key = [values![1, "one", 11], values![2, "two", Value::Null], values![99, "nobody", 0]];
    same("rows changed by key", rows(TABLE).update_by("id", ["name", "age"], by_key)?, 2)?;
    same("a row changed", rows(TABLE).equals("id", 2).equals("name", "two").is_null("age").count()?, 1)?;
    same("rows set", rows(TABLE).less("id", 6).set("name", "few").set("age", 0).update()?, 5)?;
    same("rows set so", rows(TABLE).equals("name", "few").equals("age", 0).count()?, 5)?;
    same("rows deleted by key", rows(TABLE).delete_by(["id", "name"], [values![1, "few"], values![2, "many"]])?, 1)?;
    same("rows deleted", rows(TABLE).greater("id", 20).delete()?, 5)?;
    same("rows left", rows(TABLE).count()?, 19)?;
    same("every row changed", rows(TABLE).set("age", 1).update()?, 19)
}

fn refused() -> Result {
    let twice = rows(TABLE).insert(["id", "name"], [values![3, "again"]]);
    database("a key twice", "SQLITE_CONSTRAINT_PRIMARYKEY", twice)?;
    invalid("a row of another width", rows(TABLE).insert(["id", "name"], [values![100]]))?;
    invalid("a column that isn't there", rows(TABLE).insert("never", [values![1]]))?;
    invalid("a condition on no column", rows(TABLE).equals("never", 1).count())?;
    invalid("a table that isn't there", rows("c_never").count())?;
    invalid("a scan of no table", rows("c_never").scan().map(|_| ()))?;
    let mut none = rows(TABLE).batch(0).scan()?;
    invalid("a batch of none", none.next().unwrap_or(Ok(mighost_guest::Row::new("id", values![]))))?;
    same("rows inserted from nothing", rows(TABLE).insert("id", [])?, 0)?;
    same("the rows", rows(TABLE).count()?, 19)?;
    same("every row deleted", rows(TABLE).delete()?, 19)
}
