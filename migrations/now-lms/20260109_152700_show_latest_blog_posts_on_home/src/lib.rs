//! The home page may show the latest posts of the blog.

use mighost_guest::prelude::*;
use now_lms_common::{add_missing_columns, drop_present_columns};

migration! {
    id: "20260109_152700",
    revises: ["20260109_152634"],
    message: "Add show_latest_blog_posts_on_home",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    add_missing_columns("configuracion", [boolean("show_latest_blog_posts_on_home").not_null().default(false)])
}

fn downgrade() -> Result {
    drop_present_columns("configuracion", ["show_latest_blog_posts_on_home"])
}
