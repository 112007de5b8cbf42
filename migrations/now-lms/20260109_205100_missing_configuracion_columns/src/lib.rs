//! Columns that the models had and earlier revisions had not.

use mighost_guest::prelude::*;
use now_lms_common::{add_missing_columns, drop_present_columns};

migration! {
    id: "20260109_205100",
    revises: ["20260109_191123"],
    message: "Add missing Configuracion columns",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    add_missing_columns(
        "configuracion",
        [
            boolean("enable_file_uploads").not_null().default(false),
            integer("max_file_size").not_null().default(1),
            boolean("enable_html_preformatted_descriptions").not_null().default(false),
            boolean("enable_footer").not_null().default(true),
        ],
    )
}

fn downgrade() -> Result {
    drop_present_columns(
        "configuracion",
        ["enable_footer", "enable_html_preformatted_descriptions", "max_file_size", "enable_file_uploads"],
    )
}
