//! Tables, indexes, rows: `cargo build --release --target wasm32-unknown-unknown --example people`.
#![cfg_attr(target_family = "wasm", no_main)]

use mighost_guest::prelude::*;

migration! {
    id: "20260301_090000",
    message: "People and their teams",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    create_table("team")
        .column(integer("id").not_null().auto_increment())
        .column(varchar("name", 100).not_null())
        .primary_key("id")
        .unique("name")
        .run()?;
    create_table("people")
        .column(integer("id").not_null().auto_increment())
        .column(integer("team_id"))
        .column(varchar("name", 200).not_null())
        .column(boolean("active").not_null().default(true))
        .column(timestamp("created").not_null().default_now())
        .primary_key("id")
        .foreign_key(foreign_key("team_id").references("team", "id").on_delete_set_null())
        .check(check("length(name) > 0").named("people_have_names"))
        .index_on("team_id")
        .run()?;
    rows("team").insert("name", [values!["Research"], values!["Care"]])?;
    Ok(())
}

fn downgrade() -> Result {
    drop_table("people").run()?;
    drop_table("team").run()?;
    Ok(())
}

#[cfg(not(target_family = "wasm"))]
fn main() {
    println!("a migration runs in mighost; compile it for wasm32-unknown-unknown");
}
