//! The library of a course, events, static pages and contact messages, each where it is missing.

use mighost_guest::prelude::*;
use now_lms_common::base_table;

migration! {
    id: "20260109_152634",
    revises: ["20260105_145517"],
    message: "Add missing tables",
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    course_library()?;
    user_events()?;
    static_pages()?;
    contact_messages()
}

fn course_library() -> Result {
    if inspect::has_table("course_library")? {
        return Ok(());
    }
    base_table("course_library")
        .column(varchar("curso", 20).not_null())
        .column(varchar("filename", 255).not_null())
        .column(varchar("original_filename", 255).not_null())
        .column(varchar("nombre", 255).not_null())
        .column(varchar("descripcion", 1000).not_null())
        .column(integer("file_size").not_null())
        .column(varchar("mime_type", 100))
        .foreign_key(foreign_key("curso").references("curso", "codigo"))
        .unique(unique(["curso", "filename"]).named("course_library_unique_file"))
        .index_on("curso")
        .index_on("filename")
        .run()?;
    Ok(())
}

fn user_events() -> Result {
    if inspect::has_table("user_events")? {
        return Ok(());
    }
    let mut table = base_table("user_events")
        .column(varchar("user_id", 150).not_null())
        .column(varchar("course_id", 20).not_null())
        .column(varchar("section_id", 26))
        .column(varchar("resource_id", 26))
        .column(varchar("evaluation_id", 26))
        .column(varchar("resource_type", 20).not_null())
        .column(varchar("title", 255).not_null())
        .column(text("description"))
        .column(timestamp("start_time").not_null())
        .column(timestamp("end_time"))
        .column(varchar("timezone", 50))
        .column(varchar("status", 20).not_null().default("pending"))
        .foreign_key(foreign_key("user_id").references("usuario", "usuario"))
        .foreign_key(foreign_key("course_id").references("curso", "codigo"))
        .foreign_key(foreign_key("section_id").references("curso_seccion", "id"))
        .foreign_key(foreign_key("resource_id").references("curso_recurso", "id"))
        .foreign_key(foreign_key("evaluation_id").references("evaluation", "id"));
    for column in
        ["user_id", "course_id", "section_id", "resource_id", "evaluation_id", "resource_type", "start_time", "status"]
    {
        table = table.index_on(column);
    }
    table.run()?;
    Ok(())
}

fn static_pages() -> Result {
    if inspect::has_table("static_pages")? {
        return Ok(());
    }
    base_table("static_pages")
        .column(varchar("slug", 50).not_null())
        .column(varchar("title", 200).not_null())
        .column(text("content").not_null())
        .column(boolean("is_active").not_null().default(true))
        .unique_index_on("slug")
        .run()?;
    Ok(())
}

fn contact_messages() -> Result {
    if inspect::has_table("contact_messages")? {
        return Ok(());
    }
    base_table("contact_messages")
        .column(varchar("name", 150).not_null())
        .column(varchar("email", 150).not_null())
        .column(varchar("subject", 200).not_null())
        .column(text("message").not_null())
        .column(varchar("status", 20).not_null().default("not_seen"))
        .column(text("admin_notes"))
        .column(timestamp("answered_at"))
        .column(varchar("answered_by", 150))
        .foreign_key(foreign_key("answered_by").references("usuario", "usuario"))
        .index_on("status")
        .run()?;
    Ok(())
}

fn downgrade() -> Result {
    for table in ["contact_messages", "static_pages", "user_events", "course_library"] {
        drop_table(table).if_exists().run()?;
    }
    Ok(())
}
