//! {{message}}

use mighost_guest::prelude::*;

migration! {
    id: "{{revision}}",
    revises: [{{revises}}],
    message: "{{message}}",
    created: "{{created}}",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    // create_table("people")
    //     .column(integer("id").not_null())
    //     .column(varchar("name", 200).not_null())
    //     .primary_key("id")
    //     .run()?;
    Ok(())
}

fn downgrade() -> Result {
    // drop_table("people").run()?;
    Ok(())
}
