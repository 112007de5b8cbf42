//! Useful links, and which static pages the footer shows.

use mighost_guest::prelude::*;
use now_lms_common::{add_missing_columns, base_table, drop_present_columns};

migration! {
    id: "20260110_150324",
    revises: ["20260110_035505"],
    message: "Add footer customization",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    if !inspect::has_table("enlaces_utiles")? {
        base_table("enlaces_utiles")
            .column(varchar("titulo", 100).not_null())
            .column(varchar("url", 500).not_null())
            .column(integer("orden").not_null())
            .column(boolean("activo").not_null())
            .run()?;
    }
    add_missing_columns("static_pages", [boolean("mostrar_en_footer").not_null().default(false)])
}

fn downgrade() -> Result {
    drop_present_columns("static_pages", ["mostrar_en_footer"])?;
    drop_table("enlaces_utiles").if_exists().run()?;
    Ok(())
}
