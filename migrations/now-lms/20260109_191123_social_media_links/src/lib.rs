//! Links to the pages of an organisation elsewhere.

use mighost_guest::prelude::*;
use now_lms_common::{add_missing_columns, drop_present_columns};

migration! {
    id: "20260109_191123",
    revises: ["20260109_152700"],
    message: "Add social media links",
    upgrade: upgrade,
    downgrade: downgrade,
}

const LINKS: [&str; 6] =
    ["social_facebook", "social_twitter", "social_linkedin", "social_youtube", "social_instagram", "social_github"];

fn upgrade() -> Result {
    add_missing_columns("configuracion", LINKS.map(|name| varchar(name, 200)))
}

fn downgrade() -> Result {
    drop_present_columns("configuracion", LINKS)
}
