//! Rows without SQL.

use crate::tell::{list, say, tell};
use mighost_guest::prelude::*;

const TABLE: &str = "e_rows";

/// Inserts, reads, changes and deletes them.
pub fn rows_of_a_table() -> Result {
    create_table(TABLE)
        .column(integer("id").not_null())
        .column(varchar("name", 20))
        .column(integer("age"))
        .primary_key("id")
        .run()?;
    let all = (1..=25).map(|id: i64| values![id, format!("n{id:02}"), (id % 5 != 0).then_some(id)]);
    tell("insert", rows(TABLE).batch(10).insert(["id", "name", "age"], all));
    counting();
    reading()?;
    changing();
    refused();
    Ok(())
}

fn counting() {
    tell("count", rows(TABLE).count());
    tell("equals", rows(TABLE).equals("name", "n03").count());
    tell("differs", rows(TABLE).differs("age", 3).count());
    tell("less", rows(TABLE).less("id", 4).count());
    tell("greater", rows(TABLE).greater("id", 20).count());
    tell("one of", rows(TABLE).one_of("id", [1, 2, 99]).count());
    tell("one of none", rows(TABLE).one_of("id", Vec::<i64>::new()).count());
    tell("is null", rows(TABLE).is_null("age").count());
    tell("is not null", rows(TABLE).is_not_null("age").count());
    tell("several", rows(TABLE).greater("id", 4).less("id", 11).is_null("age").count());
}

fn reading() -> Result {
    for batch in [1, 4, 25, 26, 10_000] {
        let mut read = Vec::new();
        for row in rows(TABLE).columns("id").batch(batch).scan()? {
            read.push(row?.get::<i64>("id")?);
        }
        say(&format!("in batches of {batch}"), &list(read));
    }
    let mut names = Vec::new();
    for row in rows(TABLE).columns(["name", "id"]).greater("id", 22).order_by("name").batch(2).scan()? {
        names.push(row?.get::<String>("name")?);
    }
    say("by name", &list(names));
    // Changes behind the place read, while it is read.
    let mut seen = 0;
    for row in rows(TABLE).columns("id").batch(3).scan()? {
        let id: i64 = row?.get("id")?;
        seen += rows(TABLE).equals("id", id).count()?;
        rows(TABLE).equals("id", id).set("age", 100 + id).update()?;
    }
    say("seen", &seen.to_string());
    Ok(())
}

fn changing() {
    let by_key = [values![1, "one", 11], values![2, "two", Value::Null], values![99, "nobody", 0]];
    tell("update by key", rows(TABLE).update_by("id", ["name", "age"], by_key));
    tell("update where", rows(TABLE).less("id", 6).set("name", "few").set("age", 0).update());
    tell("delete by key", rows(TABLE).delete_by(["id", "name"], [values![1, "few"], values![2, "many"]]));
    tell("delete where", rows(TABLE).greater("id", 20).delete());
    tell("update all", rows(TABLE).set("age", 1).update());
    tell("left", rows(TABLE).count());
}

fn refused() {
    tell("a key twice", rows(TABLE).insert(["id", "name"], [values![3, "again"]]));
    tell("a row of another width", rows(TABLE).insert(["id", "name"], [values![100]]));
    tell("a column that isn't there", rows(TABLE).insert("never", [values![1]]));
    tell("a condition on no column", rows(TABLE).equals("never", 1).count());
    tell("a table that isn't there", rows("e_never").count());
    tell("a scan of no table", rows("e_never").scan().map(|_| ()));
    tell("left after errors", rows(TABLE).count());
}
