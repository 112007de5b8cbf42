//! Users may log in before they have confirmed their address.

use mighost_guest::prelude::*;
use now_lms_common::{add_missing_columns, drop_present_columns};

migration! {
    id: "20260105_145517",
    revises: ["20260105_000000"],
    message: "Add allow_unverified_email_login to Configuracion",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    add_missing_columns("configuracion", [boolean("allow_unverified_email_login").not_null().default(false)])
}

fn downgrade() -> Result {
    drop_present_columns("configuracion", ["allow_unverified_email_login"])
}
