//! The column of the revision before, for databases that passed it without getting the column.

use mighost_guest::prelude::*;
use now_lms_common::{add_missing_columns, drop_present_columns};

migration! {
    id: "20260118_184906",
    revises: ["20260110_150324"],
    message: "Ensure mostrar_en_footer exists",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    add_missing_columns("static_pages", [boolean("mostrar_en_footer").not_null().default(false)])
}

fn downgrade() -> Result {
    drop_present_columns("static_pages", ["mostrar_en_footer"])
}
