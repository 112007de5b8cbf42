//! Changes of a table: every kind there is, and indexes.

use crate::tell::{list, say, tell};
use mighost_guest::prelude::*;

const TABLE: &str = "e_changed";

/// Makes them.
pub fn make() -> Result {
    create_table(TABLE)
        .column(integer("id").not_null())
        .column(varchar("name", 20))
        .column(integer("team").default(7))
        .column(text("gone"))
        .primary_key("id")
        .check(check("team > 0").named("ck_e_team"))
        .unique(unique("name").named("uq_e_name"))
        .index_on("team")
        .run()?;
    rows(TABLE).insert(["id", "name", "team"], [values![1, "Ada", 3], values![2, "Grace", 4]])?;
    columns()?;
    what_columns_are();
    constraints();
    the_table();
    indexes()?;
    refused();
    order()
}

fn one(what: &str, change: impl FnOnce(AlterTable) -> AlterTable) {
    tell(what, change(alter_table(TABLE)).run());
}

fn columns() -> Result {
    one("several changes at once", |table| {
        table
            .add(boolean("last").not_null().default(false))
            .add_if_missing(text("name"))
            .drop("gone")
            .drop_if_exists("gone")
            .rename("last", "active")
    });
    one("add first", |table| table.add_first(varchar("first", 5)));
    one("add behind", |table| table.add_after(varchar("behind", 5), "name"));
    one("move last", |table| table.move_last("active"));
    one("move first", |table| table.move_first("team"));
    one("move behind", |table| table.move_after("active", "id"));
    order()
}

/// Reports the columns in their order.
fn order() -> Result {
    say("columns", &list(inspect::columns(TABLE)?.into_iter().map(|column| column.name)));
    Ok(())
}

fn what_columns_are() {
    one("not null and a default", |table| table.set_not_null("name").set_default("name", "nobody"));
    one("a longer text", |table| table.set_type("name", ColumnType::varchar(150)));
    one("a type by an expression", |table| table.set_type_using("team", ColumnType::integer(), "team + 1"));
    one("nullable without a default", |table| table.set_nullable("name").drop_default("name"));
    one("a default that is computed", |table| {
        table.set_default_to("team", Some(ColumnDefault::Expression("(2 + 3)".into())))
    });
    one("a collation that isn't there", |table| table.set_collation("name", Some("e_never")));
    one("no collation", |table| table.set_collation("name", None));
    one("a column's comment", |table| table.set_column_comment("name", Some("A name")));
    one("no comment", |table| table.set_column_comment("name", None));
    one("add a column to compute", |table| table.add(integer("twice")));
    let generated = Generated { expression: "id * 2".into(), stored: true };
    one("a computed column", |table| table.set_generated("twice", Some(generated)));
    one("a column that isn't computed", |table| table.set_generated("twice", None));
    one("numbered rows", |table| table.set_identity("id", Some(Identity::new())));
    one("rows without numbers", |table| table.set_identity("id", None));
    one("a column's setting", |table| table.set_column_setting("name", "on-conflict", "ignore"));
    one("no setting of a column", |table| table.drop_column_setting("name", "on-conflict"));
}

fn constraints() {
    one("drop by what they are", |table| {
        table.drop_unique("name").drop_primary_key().add_primary_key(primary_key("id").named("pk_e_changed"))
    });
    one("add a unique", |table| table.add_unique(unique(["name", "team"]).named("uq_e_changed")));
    one("add a check", |table| table.add_check(check("id > 0").named("ck_e_changed")));
    one("add a check that is there", |table| table.add_constraint_if_missing(check("id > 1000").named("ck_e_changed")));
    one("add a foreign key", |table| {
        table.add_foreign_key(foreign_key("team").references("e_parent", "id").named("fk_e_changed"))
    });
    one("add a foreign key that isn't checked", |table| {
        table.add_foreign_key(foreign_key("team").references("e_parent", "id").not_valid().named("fk_e_changed"))
    });
    one("check it now", |table| table.validate_constraint("fk_e_changed"));
    one("add an exclusion", |table| table.add_exclusion(exclusion("team", "=").using("btree").named("ex_e_changed")));
    tell("has uq_e_changed", inspect::has_constraint(TABLE, "uq_e_changed"));
    one("rename a constraint", |table| table.rename_constraint("uq_e_changed", "uq_e_renamed"));
    one("drop a constraint if it is there", |table| table.drop_constraint_if_exists("uq_e_never"));
    one("drop a constraint", |table| table.drop_constraint("ck_e_changed"));
    one("drop a foreign key", |table| table.drop_foreign_key("team"));
    one("drop a check by its text", |table| table.drop_check("team > 0"));
    one("drop by a key", |table| table.drop_constraint_by(ConstraintKey::Name("uq_e_never".into()), true));
}

fn the_table() {
    one("the table's comment", |table| table.set_comment(Some("Changed")));
    one("no comment of the table", |table| table.set_comment(None));
    one("a setting", |table| table.set_setting("strict", ""));
    one("no setting", |table| table.drop_setting("strict"));
    one("nothing", |table| table);
}

fn indexes() -> Result {
    let build = |what: &str, index: Index| tell(what, create_index(TABLE, index).run());
    build("build an index", index("ix_e_own", ["name", "id"]).unique());
    tell("build it if it isn't there", create_index(TABLE, index("ix_e_own", "name")).if_not_exists().run());
    build("build it again", index("ix_e_own", "name"));
    tell("has ix_e_own", inspect::has_index(TABLE, "ix_e_own"));
    tell("rename an index", rename_index(TABLE, "ix_e_own", "ix_e_renamed"));
    one("indexes in a change", |table| {
        table
            .add_index_on("name")
            .add_index_if_missing(index("ix_e_changed_name", "id"))
            .add_index(index("ix_e_more", []).part(by("name").descending()).part(by("id")))
            .drop_index_if_exists("ix_e_never")
    });
    build("part of a table", index("ix_e_part", "name").filter("id > 1"));
    build("an expression", index("ix_e_expression", []).part(expression("(id + 1)")));
    build("a prefix", index("ix_e_prefix", []).part(by("name").prefix(5)));
    build("a method", index("ix_e_method", "name").using("hash"));
    build("a method that isn't there", index("ix_e_none", "name").using("e_never"));
    build("columns carried along", index("ix_e_include", "name").include("id"));
    build("equal NULLs", index("ix_e_nulls", "name").unique().nulls_not_distinct());
    build(
        "an operator class",
        index("ix_e_class", []).part(by("name").operator_class("text_pattern_ops").nulls_last()),
    );
    build("a collation of a part", index("ix_e_collation", []).part(by("name").collation("C")));
    build("an index's comment", index("ix_e_comment", "name").comment("A comment"));
    tell("build without stopping writers", create_index(TABLE, index("ix_e_concurrent", "name")).concurrently().run());
    tell("set an index's comment", set_index_comment(TABLE, "ix_e_renamed", Some("Another")));
    one("drop an index in a change", |table| table.drop_index("ix_e_more"));
    tell("drop an index", drop_index(TABLE, "ix_e_renamed").run());
    tell("drop it if it is there", drop_index(TABLE, "ix_e_renamed").if_exists().run());
    tell("drop it again", drop_index(TABLE, "ix_e_renamed").run());
    let mut names: Vec<String> = inspect::indexes(TABLE)?.into_iter().map(|index| index.name).collect();
    names.sort();
    say("indexes", &list(names));
    Ok(())
}

fn refused() {
    one("add a column that is there", |table| table.add(text("name")));
    one("drop a column that isn't there", |table| table.drop("never"));
    one("change a column that isn't there", |table| table.set_not_null("never"));
    one("drop a constraint that isn't there", |table| table.drop_constraint("never"));
    one("half a change", |table| table.add(text("half")).drop("never"));
    tell("change a table that isn't there", alter_table("e_never").add(text("name")).run());
}
