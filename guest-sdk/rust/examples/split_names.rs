//! A data migration: looks first, refuses with a reason, works in batches, says how far it is.
#![cfg_attr(target_family = "wasm", no_main)]

use mighost_guest::prelude::*;

migration! {
    id: "20260302_090000",
    revises: ["20260301_090000"],
    message: "Split names into first and last",
    upgrade: upgrade,
    downgrade: downgrade,
}

/// How many rows are rewritten between two looks at the progress line.
const BATCH: u32 = 1_000;

fn upgrade() -> Result {
    let nameless = rows("people").equals("name", "").count()?;
    ensure!(nameless == 0, "{nameless} people have no name; give them one first");
    alter_table("people").add(varchar("first_name", 100)).add(varchar("last_name", 100)).run()?;

    let total = rows("people").count()?;
    let mut done = 0;
    let mut changed = Vec::new();
    for row in rows("people").columns(["id", "name"]).batch(BATCH).scan()? {
        let row = row?;
        let name: String = row.get("name")?;
        let (first, last) = name.split_once(' ').unwrap_or(("", &name));
        changed.push(values![row.get::<i64>("id")?, first, last]);
        done += 1;
        if done % u64::from(BATCH) == 0 {
            rows("people").update_by("id", ["first_name", "last_name"], changed.drain(..))?;
            report::progress(done, total);
        }
    }
    rows("people").update_by("id", ["first_name", "last_name"], changed)?;
    alter_table("people").set_not_null("last_name").drop("name").run()
}

fn downgrade() -> Result {
    alter_table("people").add(varchar("name", 200)).run()?;
    let mut changed = Vec::new();
    for row in rows("people").columns(["id", "first_name", "last_name"]).scan()? {
        let row = row?;
        let (first, last): (Option<String>, String) = (row.get("first_name")?, row.get("last_name")?);
        let name = [first.as_deref().unwrap_or_default(), " ", &last].concat();
        changed.push(values![row.get::<i64>("id")?, name.trim()]);
    }
    rows("people").update_by("id", "name", changed)?;
    alter_table("people").set_not_null("name").drop("first_name").drop("last_name").run()
}

#[cfg(not(target_family = "wasm"))]
fn main() {
    println!("a migration runs in mighost; compile it for wasm32-unknown-unknown");
}
