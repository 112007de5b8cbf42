//! Goes wrong in the way that the operator's argument `-x case=…` names, behind a change that must not stay. Without one it writes
//! and reads 100,000 rows.

use mighost_guest::prelude::*;

migration! {
    id: "cases",
    message: "Many rows, and the ways to fail",
    upgrade: upgrade,
    downgrade: downgrade,
}

/// How many rows there are, and how many cross to the host at a time.
const ROWS: u64 = 100_000;
const BATCH: u32 = 5_000;

fn upgrade() -> Result {
    create_table("numbers")
        .column(integer("id").not_null())
        .column(varchar("name", 20).not_null())
        .primary_key("id")
        .run()?;
    let Some(case) = context::argument("case") else { return many_rows() };
    insert_one()?;
    match case.as_str() {
        "exception" => inner(3),
        "veto" => bail!("one number too many"),
        "database" => insert_one(),
        "rethrown" => {
            insert_one().inspect_err(|error| report::info(&format!("caught {}", error.code().unwrap_or("no code"))))
        }
        "handled" => handled(),
        "undeclared" => Ok(()),
        case => bail!("there is no case {case}"),
    }
}

fn downgrade() -> Result {
    drop_table("numbers").run().map(|_| ())
}

/// Ends the step by an exception of the language's own, one call deep.
fn inner(number: i32) -> Result {
    panic!("{number} is wrong");
}

fn insert_one() -> Result {
    rows("numbers").insert(["id", "name"], [values![1, "one"]]).map(|_| ())
}

/// Errors of the database and of the host, caught and gone on from.
fn handled() -> Result {
    match insert_one() {
        Err(Error::Database(_)) => report::info("handled"),
        other => bail!("a key was taken twice: {other:?}"),
    }
    match drop_table("never").run() {
        Err(Error::Invalid(_)) => report::info("handled too"),
        other => bail!("a table that isn't there was dropped: {other:?}"),
    }
    ensure!(rows("numbers").count()? == 1, "a caught error took rows along");
    Ok(())
}

fn many_rows() -> Result {
    let all = (0..ROWS).map(|n| values![n as i64, format!("number {n}")]);
    let made = rows("numbers").batch(BATCH).insert(["id", "name"], all)?;
    ensure!(made == ROWS, "{made} rows were inserted");
    let (mut sum, mut read) = (0, 0);
    for row in rows("numbers").columns(["id", "name"]).batch(BATCH).scan()? {
        let row = row?;
        sum += row.get::<u64>("id")?;
        ensure!(row.get::<String>("name")? == format!("number {read}"), "row {read} has another name");
        read += 1;
        if read % u64::from(BATCH) == 0 {
            report::progress(read, ROWS);
        }
    }
    ensure!((read, sum) == (ROWS, ROWS * (ROWS - 1) / 2), "{read} rows were read, and their sum is {sum}");
    let mut sum = 0;
    for row in sql::cursor("SELECT id FROM numbers ORDER BY id", params![], 10_000)? {
        sum += row?.get::<u64>("id")?;
    }
    ensure!(sum == ROWS * (ROWS - 1) / 2, "the sum by a cursor of raw SQL is {sum}");
    report::info("all rows are there");
    Ok(())
}
