//! Changes of a table: every kind, each looked at afterwards, and the rows that must survive them.

use crate::check::{column_of, holds, invalid, same, table, unsupported};
use mighost_guest::prelude::*;

const TABLE: &str = "c_changed";

/// Makes and checks them.
pub fn make() -> Result {
    create_table(TABLE)
        .column(integer("id").not_null())
        .column(varchar("name", 20))
        .column(integer("team").default(7))
        .column(text("gone"))
        .primary_key("id")
        .check("team > 0")
        .unique("name")
        .index_on("team")
        .run()?;
    let inserted = [values![1, "Ada", 3], values![2, "Grace", 4]];
    rows(TABLE).insert(["id", "name", "team"], inserted)?;
    columns()?;
    what_columns_are()?;
    constraints()?;
    the_table()?;
    refused()?;
    let kept: Vec<Vec<Value>> =
        rows(TABLE).columns(["id", "name", "team"]).scan()?.map(|row| Ok(row?.into_values())).collect::<Result<_>>()?;
    same("the rows", kept, vec![values![1, "Ada", "3"], values![2, "Grace", "4"]])
}

fn columns() -> Result {
    alter_table(TABLE)
        .add(boolean("last").not_null().default(false))
        .add_first(varchar("first", 5))
        .add_after(varchar("behind_name", 5), "name")
        .add_if_missing(text("name"))
        .add_if_missing(enumeration("shade", ["dark", "light"]))
        .drop("gone")
        .drop_if_exists("gone")
        .rename("last", "active")
        .run()?;
    same(
        "the columns",
        order()?,
        ["first", "id", "name", "behind_name", "team", "active", "shade"].map(String::from).into(),
    )?;
    same("a column that was there", column_of(TABLE, "name")?.column_type, ColumnType::varchar(20))?;
    alter_table(TABLE).move_last("first").move_after("behind_name", "id").move_first("team").run()?;
    same(
        "the moved columns",
        order()?,
        ["team", "id", "behind_name", "name", "active", "shade", "first"].map(String::from).into(),
    )?;
    alter_table(TABLE).drop("first").drop("behind_name").drop("shade").run()
}

fn order() -> Result<Vec<String>> {
    Ok(inspect::columns(TABLE)?.into_iter().map(|column| column.name).collect())
}

fn what_columns_are() -> Result {
    alter_table(TABLE)
        .set_not_null("name")
        .set_default("name", "nobody")
        .set_type("name", ColumnType::varchar(150))
        .set_collation("name", Some("NOCASE"))
        .set_column_comment("name", Some("SQLite keeps none"))
        .run()?;
    let expected = varchar("name", 150).not_null().default("nobody").collation("NOCASE");
    same("the changed column", column_of(TABLE, "name")?, expected)?;
    alter_table(TABLE)
        .set_column_setting("name", "on-conflict", "ignore")
        .set_column_setting("name", "on-update", "another database's")
        .run()?;
    let ignore = vec![Setting { name: "on-conflict".into(), value: "ignore".into() }];
    same("a column's settings", column_of(TABLE, "name")?.settings, ignore)?;
    alter_table(TABLE).drop_column_setting("name", "on-conflict").run()?;
    same("a column's settings left", column_of(TABLE, "name")?.settings, vec![])?;
    alter_table(TABLE)
        .set_nullable("name")
        .drop_default("name")
        .set_collation("name", None)
        .set_column_comment("name", None)
        .set_type_using("team", ColumnType::varchar(8), "CAST(team AS TEXT)")
        .drop_default("team")
        .run()?;
    same("the column as before", column_of(TABLE, "name")?, varchar("name", 150))?;
    same("the column of another type", column_of(TABLE, "team")?, varchar("team", 8))?;

    let generated = |stored| Some(Generated { expression: "id * 2".into(), stored });
    alter_table(TABLE).add(integer("twice")).set_generated("twice", generated(true)).run()?;
    same("a column computed from now on", column_of(TABLE, "twice")?.generated, generated(true))?;
    let twice =
        |id| rows(TABLE).columns("twice").equals("id", id).scan()?.next().map(|row| row?.get::<i64>(0)).transpose();
    same("what was computed", twice(2)?, Some(4))?;
    alter_table(TABLE).set_generated("twice", None).run()?;
    same("an ordinary column", column_of(TABLE, "twice")?, integer("twice"))?;
    same("a computed value that was kept", twice(2)?, Some(4))?;
    alter_table(TABLE).drop("twice").run()?;

    alter_table(TABLE).set_identity("id", Some(Identity::new())).run()?;
    holds("the rows are numbered", column_of(TABLE, "id")?.identity.is_some())?;
    same("a numbered row", rows(TABLE).insert("name", [values!["Edsger"]])?, 1)?;
    same("its number", rows(TABLE).equals("name", "Edsger").equals("id", 3).delete()?, 1)?;
    alter_table(TABLE).set_identity("id", None).run()?;
    holds("the rows aren't numbered any more", column_of(TABLE, "id")?.identity.is_none())
}

fn constraints() -> Result {
    rows("c_rowless").insert("id", [values!["3"], values!["4"]])?;
    alter_table(TABLE)
        .drop_check("team > 0")
        .drop_unique("name")
        .drop_primary_key()
        .add_primary_key(primary_key("id").named("pk_changed"))
        .add_unique(unique(["name", "team"]).named("uq_changed"))
        .add_check(check("id > 0").named("ck_changed"))
        .add_constraint_if_missing(check("id > 1000").named("ck_changed"))
        .add_foreign_key(foreign_key("team").references("c_rowless", "id").deferrable().named("fk_changed"))
        .add_constraint(unique("team").named("uq_team"))
        .run()?;
    let expected: [Constraint; 5] = [
        primary_key("id").named("pk_changed").into(),
        unique(["name", "team"]).named("uq_changed").into(),
        check("id > 0").named("ck_changed").into(),
        foreign_key("team").references("c_rowless", "id").deferrable().named("fk_changed").into(),
        unique("team").named("uq_team").into(),
    ];
    let is = inspect::constraints(TABLE)?;
    for constraint in &expected {
        holds(&format!("the table has {constraint:?} among {is:?}"), is.contains(constraint))?;
    }
    same("the number of constraints", is.len(), expected.len())?;
    holds("a constraint is found by its name", inspect::has_constraint(TABLE, "uq_changed")?)?;
    alter_table(TABLE)
        .rename_constraint("uq_team", "uq_the_team")
        .drop_constraint("uq_changed")
        .drop_constraint_if_exists("uq_changed")
        .drop_foreign_key("team")
        .drop_constraint_by(ConstraintKey::Name("ck_changed".into()), true)
        .run()?;
    let names: Vec<String> = inspect::constraints(TABLE)?.iter().map(|constraint| format!("{constraint:?}")).collect();
    same("the number of constraints left", names.len(), 2)?;
    holds("a renamed constraint has its new name", inspect::has_constraint(TABLE, "uq_the_team")?)?;
    alter_table(TABLE).drop_unique("team").run()
}

fn the_table() -> Result {
    alter_table(TABLE).set_comment(Some("SQLite keeps none")).set_comment(None).set_setting("strict", "").run()?;
    let strict = vec![Setting { name: "strict".into(), value: String::new() }];
    same("the settings", table(TABLE)?.settings, strict)?;
    alter_table(TABLE).drop_setting("strict").run()?;
    same("the settings left", table(TABLE)?.settings, vec![])?;
    alter_table(TABLE).set_type("name", ColumnType::varchar(150)).set_type("team", ColumnType::varchar(8)).run()?;
    alter_table(TABLE).run()
}

fn refused() -> Result {
    let before = table(TABLE)?;
    unsupported("an array to add", alter_table(TABLE).add(array("never", "integer")).run())?;
    invalid("adding a column that is there", alter_table(TABLE).add(text("name")).run())?;
    invalid("dropping a column that isn't there", alter_table(TABLE).drop("never").run())?;
    invalid("changing a column that isn't there", alter_table(TABLE).set_not_null("never").run())?;
    invalid("dropping a constraint that isn't there", alter_table(TABLE).drop_constraint("never").run())?;
    invalid("changing a table that isn't there", alter_table("c_never").add(text("name")).run())?;
    invalid("validating a constraint that isn't there", alter_table(TABLE).validate_constraint("never").run())?;
    // The first change could be made, the second can't: neither is.
    invalid("half a change", alter_table(TABLE).add(text("half")).drop("never").run())?;
    same("the table", table(TABLE)?, before)
}

/// Indexes, on their own and in a change of the table.
pub fn indexes() -> Result {
    holds("an index is built", create_index(TABLE, index("ix_own", ["name", "id"]).unique()).run()?)?;
    holds("an index is found by its name", inspect::has_index(TABLE, "ix_own")?)?;
    holds("an index isn't built twice", !create_index(TABLE, index("ix_own", "name")).if_not_exists().run()?)?;
    invalid("building an index twice", create_index(TABLE, index("ix_own", "name")).run())?;
    rename_index(TABLE, "ix_own", "ix_renamed")?;
    alter_table(TABLE)
        .add_index_on("name")
        .add_index_if_missing(index("ix_c_changed_name", "id"))
        .add_index(index("ix_more", []).part(by("name").descending().collation("NOCASE")).filter("id > 1"))
        .drop_index_if_exists("ix_never")
        .run()?;
    let mut names: Vec<String> = inspect::indexes(TABLE)?.into_iter().map(|index| index.name).collect();
    names.sort();
    same(
        "the indexes",
        names,
        ["ix_c_changed_name", "ix_c_changed_team", "ix_more", "ix_renamed"].map(String::from).into(),
    )?;
    unsupported("a method", create_index(TABLE, index("ix_never", "name").using("gin")).run())?;
    unsupported("columns carried along", create_index(TABLE, index("ix_never", "name").include("id")).run())?;
    unsupported("equal NULLs", create_index(TABLE, index("ix_never", "name").unique().nulls_not_distinct()).run())?;
    let part = by("name").operator_class("text_pattern_ops").nulls_last();
    unsupported("an operator class", create_index(TABLE, index("ix_never", []).part(part)).run())?;
    alter_table(TABLE).drop_index("ix_more").run()?;
    holds("an index is dropped", drop_index(TABLE, "ix_renamed").run()?)?;
    holds("an index isn't dropped twice", !drop_index(TABLE, "ix_renamed").if_exists().run()?)?;
    invalid("dropping an index twice", drop_index(TABLE, "ix_renamed").run())
}
