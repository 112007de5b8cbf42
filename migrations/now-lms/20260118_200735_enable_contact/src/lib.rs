//! The contact form can be switched on.

use mighost_guest::prelude::*;
use now_lms_common::{add_missing_columns, drop_present_columns};

migration! {
    id: "20260118_200735",
    revises: ["20260118_185502"],
    message: "Add enable_contact",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    add_missing_columns("configuracion", [boolean("enable_contact").not_null().default(false)])
}

fn downgrade() -> Result {
    drop_present_columns("configuracion", ["enable_contact"])
}
