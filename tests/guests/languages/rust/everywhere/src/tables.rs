//! Tables with everything that a table has.

use crate::tell::{list, say, tell};
use mighost_guest::prelude::*;

/// Creates and reads them.
pub fn make() -> Result {
    parent();
    child();
    existing();
    refused();
    read("e_parent")?;
    read("e_child")
}

fn parent() {
    let parent = create_table("e_parent")
        .column(integer("id").not_null().auto_increment())
        .column(varchar("name", 40).not_null())
        .column(integer("a").not_null().default(-1))
        .column(varchar("b", 10).not_null().default("it's"))
        .column(boolean("flag").not_null().default(true))
        .column(bigint("large").default(i64::MAX))
        .column(double("half").default(0.5))
        .column(decimal("price", 10, 2).default(Value::decimal("12.50")))
        .column(date("since").default(Value::date("2026-01-31")))
        .column(timestamp("at").not_null().default_now())
        .column(integer("computed").default_expression("(1 + 1)"))
        .column(integer("twice").generated_stored("a * 2"))
        .primary_key("id")
        .unique(unique(["a", "b"]).named("uq_e_parent"))
        .check(check("a > -10").named("ck_e_parent"))
        .index_on("name")
        .index(index("ix_e_parent_unique", ["b", "name"]).unique())
        .index(index("ix_e_parent_down", []).part(by("a").descending()).part(by("b")))
        .comment("Parents of children");
    tell("create e_parent", parent.run());
}

fn child() {
    let child = create_table("e_child")
        .column(integer("id").not_null())
        .column(integer("part").not_null())
        .column(integer("parent_id"))
        .column(integer("other_id"))
        .primary_key(primary_key(["id", "part"]).named("pk_e_child"))
        .foreign_key(foreign_key("parent_id").references("e_parent", "id").on_delete_cascade().named("fk_e_parent"))
        .foreign_key(
            foreign_key("other_id")
                .references("e_parent", [])
                .on_delete_set_null()
                .on_update(ForeignKeyAction::Restrict)
                .named("fk_e_other"),
        )
        .foreign_key(foreign_key(["id", "part"]).references("e_child", ["id", "part"]).named("fk_e_self"));
    tell("create e_child", child.run());
}

fn existing() {
    let again = || create_table("e_parent").column(integer("id").not_null()).primary_key("id");
    tell("create e_parent if it isn't there", again().if_not_exists().run());
    tell("create e_parent again", again().run());
    tell("create e_first", create_table("e_first").column(integer("id").not_null()).primary_key("id").run());
    tell("rename e_first", rename_table("e_first", "e_second"));
    tell("has e_first", inspect::has_table("e_first"));
    tell("has e_second", inspect::has_table("e_second"));
    tell("rename e_never", rename_table("e_never", "e_third"));
    tell("drop e_second with all on it", drop_table("e_second").cascade().run());
}

fn refused() {
    let one = || create_table("e_never").column(integer("a").not_null());
    tell("table without columns", create_table("e_never").run());
    tell("table with a column twice", one().column(text("a")).run());
    tell("table with a key of nothing", one().primary_key("b").run());
    let cases = [
        ("exclusion", one().exclusion(exclusion("a", "=").using("btree").named("ex_e"))),
        ("equal NULLs", one().unique(unique("a").nulls_not_distinct().named("uq_e"))),
        ("deferred unique", one().unique(unique("a").deferred().named("uq_e"))),
        (
            "deferred foreign key",
            one().foreign_key(foreign_key("a").references("e_parent", "id").deferred().named("fk_e")),
        ),
        (
            "deferrable foreign key",
            one().foreign_key(foreign_key("a").references("e_parent", "id").deferrable().match_full().named("fk_e")),
        ),
        (
            "always numbered",
            create_table("e_never").column(integer("a").not_null().identity(always())).primary_key("a"),
        ),
        ("virtual column", one().column(integer("b").generated("a + 1"))),
        ("collation", one().column(varchar("b", 5).collation("e_never"))),
        ("column's comment", one().column(integer("b").comment("A comment"))),
        ("strict", one().setting("strict", "")),
        ("engine", one().setting("engine", "InnoDB")),
    ];
    for (name, table) in cases {
        tell(&format!("table with {name}"), table.run());
        tell(&format!("drop the table with {name}"), drop_table("e_never").if_exists().run());
    }
}

fn always() -> Identity {
    Identity { always: true, start: Some(10), increment: Some(5), cache: Some(2), ..Identity::new() }
}

fn read(name: &str) -> Result {
    let Some(table) = inspect::table(name)? else { bail!("there is no table {name}") };
    for column in &table.columns {
        let Column { name: column_name, nullable, default_value, generated, identity, .. } = column;
        let mut marks = vec![if *nullable { "nullable" } else { "not null" }];
        marks.extend(default_value.is_some().then_some("default"));
        marks.extend(generated.is_some().then_some("generated"));
        marks.extend(identity.is_some().then_some("numbered"));
        say(&format!("{name}.{column_name}"), &list(marks));
    }
    for constraint in &table.constraints {
        let text = match constraint {
            Constraint::PrimaryKey(key) => format!("primary key {}", list(&key.columns)),
            Constraint::Unique(unique) => format!("unique {}", list(&unique.columns)),
            Constraint::Check(check) => format!("check {}", check.name.clone().unwrap_or_default()),
            Constraint::ForeignKey(key) => {
                format!(
                    "foreign key {} to {} {}",
                    list(&key.columns),
                    key.referred_table.name,
                    list(&key.referred_columns)
                )
            }
            Constraint::Exclusion(_) => "exclusion".into(),
        };
        say(name, &text);
    }
    for index in &table.indexes {
        let kind = if index.unique { "unique index" } else { "index" };
        say(name, &format!("{kind} {} of {} parts", index.name, index.parts.len()));
    }
    Ok(())
}
