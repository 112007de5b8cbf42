//! Every column of the revisions before, each where it is missing.

use mighost_guest::prelude::*;
use now_lms_common::add_missing_columns;

migration! {
    id: "20260118_185502",
    revises: ["20260118_184906"],
    message: "Ensure database schema consistency",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    add_missing_columns(
        "configuracion",
        [
            boolean("allow_unverified_email_login").not_null().default(false),
            boolean("show_latest_blog_posts_on_home").not_null().default(false),
            varchar("social_facebook", 200),
            varchar("social_twitter", 200),
            varchar("social_linkedin", 200),
            varchar("social_youtube", 200),
            varchar("social_instagram", 200),
            varchar("social_github", 200),
            boolean("enable_file_uploads").not_null().default(false),
            integer("max_file_size").not_null().default(1),
            boolean("enable_html_preformatted_descriptions").not_null().default(false),
            boolean("enable_footer").not_null().default(true),
        ],
    )?;
    add_missing_columns(
        "blog_post",
        [boolean("cover_image").not_null().default(false), varchar("cover_image_ext", 5)],
    )?;
    add_missing_columns("static_pages", [boolean("mostrar_en_footer").not_null().default(false)])
}

/// Nothing to take back: what this adds belongs to the revisions before.
fn downgrade() -> Result {
    Ok(())
}
