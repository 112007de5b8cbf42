//! Every type of a column, in a table of its own.

use crate::tell::{say, tell};
use mighost_guest::prelude::*;

/// Makes a table for each type, reads the type back and drops the table.
pub fn all() -> Result {
    let columns = [
        ("boolean", boolean("it")),
        ("tinyint", tinyint("it")),
        ("smallint", smallint("it")),
        ("mediumint", mediumint("it")),
        ("integer", integer("it")),
        ("bigint", bigint("it")),
        ("unsigned integer", integer("it").unsigned()),
        ("decimal", decimal("it", 10, 2)),
        ("numeric", numeric("it")),
        ("real", real("it")),
        ("double", double("it")),
        ("char", character("it", 3)),
        ("varchar", varchar("it", 20)),
        ("unbounded varchar", varchar_unbounded("it")),
        ("text", text("it")),
        ("long text", text_of("it", TextSize::Long)),
        ("binary", binary("it", 16)),
        ("varbinary", varbinary("it", 32)),
        ("blob", blob("it")),
        ("tiny blob", blob_of("it", TextSize::Tiny)),
        ("date", date("it")),
        ("time", time("it")),
        ("time of milliseconds", column("it", ColumnType::time().precision(3))),
        ("time with zone", column("it", ColumnType::time().with_zone())),
        ("timestamp", timestamp("it")),
        ("timestamp of microseconds", column("it", ColumnType::timestamp().precision(6))),
        ("timestamp with zone", timestamp_with_zone("it")),
        ("interval", interval("it")),
        ("json", json("it")),
        ("jsonb", jsonb("it")),
        ("uuid", uuid("it")),
        ("enumeration", enumeration("it", ["red", "green"])),
        ("named enumeration", named_enumeration("it", "e_colour", ["red", "green"])),
        ("enumeration that isn't there", column("it", ColumnType::existing_enumeration("e_never"))),
        ("set", set("it", ["x", "y"])),
        ("bits", bit("it", 3)),
        ("varying bits", varbit("it", Some(5))),
        ("array", array("it", "integer")),
        ("native", native("it", "POINT")),
    ];
    for (name, column) in columns {
        let sent = column.column_type.clone();
        let made = create_table("e_type").column(integer("id").not_null()).column(column).primary_key("id").run();
        let there = made.is_ok();
        tell(&format!("type {name}"), made);
        if there {
            let read = inspect::table("e_type")?.and_then(|table| table.columns.into_iter().nth(1));
            let same = read.is_some_and(|read| read.column_type == sent);
            say(&format!("type {name} read"), if same { "the same" } else { "another" });
            drop_table("e_type").run()?;
        }
    }
    // What stood for it on PostgreSQL, the only one where the type is left.
    tell("drop enumeration e_colour", drop_enumeration("e_colour").if_exists().run());
    Ok(())
}
