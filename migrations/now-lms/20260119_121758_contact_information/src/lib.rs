//! How to reach the organisation.

use mighost_guest::prelude::*;
use now_lms_common::{add_missing_columns, drop_present_columns};

migration! {
    id: "20260119_121758",
    revises: ["20260118_200735"],
    message: "Add contact information",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    add_missing_columns(
        "configuracion",
        [
            varchar("contact_address", 500),
            varchar("contact_email", 150),
            varchar("contact_phone", 50),
            varchar("contact_mobile", 50),
            varchar("contact_whatsapp", 50),
        ],
    )
}

fn downgrade() -> Result {
    drop_present_columns(
        "configuracion",
        ["contact_whatsapp", "contact_mobile", "contact_phone", "contact_email", "contact_address"],
    )
}
