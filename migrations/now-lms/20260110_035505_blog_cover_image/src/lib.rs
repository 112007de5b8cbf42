//! A post of the blog may have a cover image.

use mighost_guest::prelude::*;
use now_lms_common::{add_missing_columns, drop_present_columns};

migration! {
    id: "20260110_035505",
    revises: ["20260109_205100"],
    message: "Add blog cover image",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    add_missing_columns("blog_post", [boolean("cover_image").not_null().default(false), varchar("cover_image_ext", 5)])
}

fn downgrade() -> Result {
    drop_present_columns("blog_post", ["cover_image_ext", "cover_image"])
}
