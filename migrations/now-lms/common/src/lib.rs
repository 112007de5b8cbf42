//! What the revisions of NOW LMS have in common: they look before they change anything, because the database may
//! have been made by a newer version of the application.

use mighost_guest::prelude::*;

/// Begins a table with the six columns, the key and the index that every table of NOW LMS has.
pub fn base_table(name: &str) -> CreateTable {
    create_table(name)
        .column(varchar("id", 26).not_null())
        .column(timestamp("timestamp").not_null())
        .column(date("creado").not_null())
        .column(varchar("creado_por", 150))
        .column(timestamp("modificado"))
        .column(varchar("modificado_por", 150))
        .primary_key("id")
        .index_on("id")
}

/// Adds those columns that the table doesn't have, in one change. Does nothing where there is no such table.
pub fn add_missing_columns(table: &str, columns: impl IntoIterator<Item = Column>) -> Result {
    if !inspect::has_table(table)? {
        return Ok(());
    }
    let mut change = alter_table(table);
    for column in columns {
        if !inspect::has_column(table, &column.name)? {
            change = change.add(column);
        }
    }
    change.run()
}

/// Drops those columns that the table has, in the order given and in one change.
pub fn drop_present_columns<'a>(table: &str, columns: impl IntoIterator<Item = &'a str>) -> Result {
    let mut change = alter_table(table);
    for column in columns {
        if inspect::has_column(table, column)? {
            change = change.drop(column);
        }
    }
    change.run()
}
