//! Tables: every column type, default, constraint and index that SQLite keeps, and whole definitions read back.

use crate::check::{database, holds, invalid, same, table, unsupported};
use mighost_guest::prelude::*;
use mighost_guest::types::IndexKey;

const TABLES: [&str; 9] =
    ["c_types", "c_parent", "c_child", "c_strict", "c_rowless", "c_like_parent", "c_values", "c_rows", "c_changed"];

/// Creates and checks them.
pub fn create() -> Result {
    types()?;
    whole()?;
    options()?;
    existing()?;
    refused()
}

/// Drops what the upgrade left.
pub fn drop_all() -> Result {
    // A table that others refer to is dropped behind them.
    for name in ["c_child"].into_iter().chain(TABLES) {
        drop_table(name).if_exists().run()?;
    }
    holds("a table that isn't there isn't dropped", !drop_table("c_types").if_exists().run()?)?;
    invalid("dropping a table that isn't there", drop_table("c_types").run())
}

fn types() -> Result {
    let kept = [
        boolean("a_boolean"),
        tinyint("a_tinyint"),
        smallint("a_smallint"),
        mediumint("a_mediumint"),
        integer("an_integer"),
        bigint("a_bigint"),
        decimal("a_decimal", 10, 2),
        numeric("a_numeric"),
        real("a_real"),
        double("a_double"),
        character("a_char", 3),
        varchar("a_varchar", 20),
        varchar_unbounded("a_varchar_unbounded"),
        text("a_text"),
        binary("a_binary", 16),
        varbinary("a_varbinary", 32),
        blob("a_blob"),
        date("a_date"),
        time("a_time"),
        column("a_time_3", ColumnType::time().precision(3)),
        column("a_time_zoned", ColumnType::time().with_zone()),
        timestamp("a_timestamp"),
        column("a_timestamp_6", ColumnType::timestamp().precision(6)),
        timestamp_with_zone("a_timestamp_zoned"),
        json("a_json"),
        uuid("a_uuid"),
        native("a_native", "POINT"),
    ];
    // What SQLite keeps as something else.
    let changed = [
        (text_of("a_long_text", TextSize::Long), ColumnType::text()),
        (blob_of("a_tiny_blob", TextSize::Tiny), ColumnType::blob()),
        (jsonb("a_jsonb"), ColumnType::Json),
        (enumeration("an_enumeration", ["red", "green"]), ColumnType::varchar(5)),
        (named_enumeration("a_named_enumeration", "colour", ["red", "green"]), ColumnType::varchar(5)),
    ];
    let columns = || kept.iter().cloned().chain(changed.iter().map(|(column, _)| column.clone()));
    let created = create_table("c_types").columns(columns()).run()?;
    holds("the table is new", created)?;
    let expected: Vec<(String, ColumnType)> = kept
        .iter()
        .map(|column| (column.name.clone(), column.column_type.clone()))
        .chain(changed.iter().map(|(column, is)| (column.name.clone(), is.clone())))
        .collect();
    let is: Vec<(String, ColumnType)> =
        inspect::columns("c_types")?.into_iter().map(|column| (column.name, column.column_type)).collect();
    same("the number of columns", is.len(), expected.len())?;
    for (is, expected) in is.into_iter().zip(expected) {
        same("a column", is, expected)?;
    }
    let refused = rows("c_types").insert("an_enumeration", [values!["blue"]]);
    database("a label that isn't one", "SQLITE_CONSTRAINT_CHECK", refused)?;
    same("a label that is one", rows("c_types").insert("an_enumeration", [values!["red"]])?, 1)
}

/// A table with everything, read back whole.
fn whole() -> Result {
    let parent = create_table("c_parent")
        .column(integer("id").not_null().auto_increment())
        .column(varchar("name", 40).not_null().collation("NOCASE"))
        .column(integer("a").not_null().default(-1))
        .column(varchar("b", 10).not_null().default("it's"))
        .column(boolean("flag").not_null().default(true))
        .column(blob("bytes").default(vec![0_u8, 255]))
        .column(decimal("price", 10, 2).default(Value::decimal("12.50")))
        .column(timestamp("at").not_null().default_now())
        .column(date("on_day").default_to(ColumnDefault::CurrentDate))
        .column(time("at_time").default_to(ColumnDefault::CurrentTime))
        .column(integer("computed").default_expression("1 + 1"))
        .column(integer("twice").generated("a * 2"))
        .column(integer("thrice").generated_stored("a * 3"))
        .primary_key("id")
        .unique(unique(["a", "b"]).named("uq_c_parent"))
        .unique(unique("b").setting("on-conflict", "ignore"))
        .check(check("a > -10").named("ck_c_parent"))
        .check("length(name) > 0")
        .index_on("name")
        .index(index("ix_c_parent_unique", ["b", "name"]).unique())
        .index(index("ix_c_parent_partial", "a").filter("flag"))
        .index(index("ix_c_parent_parts", []).part(by("a").descending()).part(by("b").collation("RTRIM")))
        .index(index("ix_c_parent_expression", []).part(expression("lower(name)")));
    let expected = parent.definition().clone();
    parent.run()?;
    let is = table("c_parent")?;
    same("the columns' names", names(&is), names(&expected))?;
    for (is, expected) in is.columns.iter().zip(&expected.columns) {
        same("a column's nullability", (&is.name, is.nullable), (&expected.name, expected.nullable))?;
        same("a column's collation", &is.collation, &expected.collation)?;
        same("a column's identity", is.identity.is_some(), expected.identity.is_some())?;
        let stored = |column: &Column| column.generated.as_ref().map(|generated| generated.stored);
        same("whether a column is generated and stored", stored(is), stored(expected))?;
        if !matches!(
            expected.default_value,
            Some(ColumnDefault::Expression(_) | ColumnDefault::Literal(Value::Decimal(_)))
        ) {
            same("a default", &is.default_value, &expected.default_value)?;
        }
    }
    let computed = is.columns.iter().find(|column| column.name == "computed").and_then(|c| c.default_value.clone());
    same("a default that is an expression", computed, Some(ColumnDefault::Expression("1 + 1".into())))?;
    let generated = is.columns.iter().find(|column| column.name == "twice").and_then(|c| c.generated.clone());
    same("how a column is computed", generated.map(|generated| generated.expression), Some("a * 2".into()))?;
    for constraint in &expected.constraints {
        holds(
            &format!("the table has {constraint:?} among {:?}", is.constraints),
            is.constraints.contains(constraint),
        )?;
    }
    same("the number of constraints", is.constraints.len(), expected.constraints.len())?;
    for index in &expected.indexes {
        let found = is.indexes.iter().find(|other| other.name == index.name);
        same("an index", found, Some(index))?;
    }
    same("the number of indexes", is.indexes.len(), expected.indexes.len())?;
    let kinds = |name: &str| {
        inspect::indexes("c_parent").map(|all| {
            all.into_iter()
                .filter(|index| index.name == name)
                .flat_map(|index| index.parts)
                .map(|part| part.key)
                .collect::<Vec<_>>()
        })
    };
    same("an index's expression", kinds("ix_c_parent_expression")?, vec![IndexKey::Expression("lower(name)".into())])?;

    let child = create_table("c_child")
        .column(integer("id").not_null())
        .column(integer("part").not_null())
        .column(integer("parent_id"))
        .column(integer("other_id"))
        .column(integer("third_id").default(1))
        .primary_key(primary_key(["id", "part"]).named("pk_c_child"))
        .foreign_key(foreign_key("parent_id").references("c_parent", "id").on_delete_cascade().named("fk_c_parent"))
        .foreign_key(foreign_key("other_id").references("c_parent", "id").on_delete_set_null().deferred())
        .foreign_key(
            foreign_key("third_id")
                .references("c_parent", [])
                .on_delete(ForeignKeyAction::SetDefault)
                .on_update(ForeignKeyAction::Restrict),
        )
        .foreign_key(foreign_key(["id", "part"]).references("c_child", ["id", "part"]));
    let expected = child.definition().clone();
    child.run()?;
    let is = inspect::constraints("c_child")?;
    for constraint in &expected.constraints {
        holds(&format!("the table has {constraint:?} among {is:?}"), is.contains(constraint))?;
    }
    Ok(())
}

fn options() -> Result {
    create_table("c_strict")
        .column(integer("id").not_null())
        .column(text("name"))
        .primary_key("id")
        .setting("strict", "")
        .run()?;
    same(
        "a strict table's settings",
        table("c_strict")?.settings,
        vec![Setting { name: "strict".into(), value: String::new() }],
    )?;
    let refused = rows("c_strict").insert(["id", "name"], [values![1, b"bytes".as_slice()]]);
    database("bytes in a strict table's text", "SQLITE_CONSTRAINT_DATATYPE", refused)?;
    create_table("c_rowless")
        .column(varchar("id", 10).not_null())
        .primary_key("id")
        .setting("without-rowid", "")
        .comment("SQLite keeps no comments")
        .run()?;
    let settings = table("c_rowless")?.settings;
    same("a rowless table's settings", settings, vec![Setting { name: "without-rowid".into(), value: String::new() }])
}

fn existing() -> Result {
    let again = || create_table("c_strict").column(integer("id").not_null()).primary_key("id");
    holds("a table that exists isn't created again", !again().if_not_exists().run()?)?;
    invalid("creating a table that exists", again().run())?;

    let mut like = table("c_parent")?;
    like.name = "c_like_parent".into();
    like.indexes.clear();
    mighost_guest::CreateTable::from(like).run()?;
    same("a table made like another", names(&table("c_like_parent")?), names(&table("c_parent")?))?;

    create_table("c_first_name").column(integer("id").not_null()).primary_key("id").run()?;
    rename_table("c_first_name", "c_second_name")?;
    let has = (inspect::has_table("c_first_name")?, inspect::has_table("c_second_name")?);
    same("which of the names there is", has, (false, true))?;
    invalid("renaming a table that isn't there", rename_table("c_first_name", "c_third_name"))?;
    holds("the table was there to drop", drop_table("c_second_name").cascade().run()?)
}

fn refused() -> Result {
    let with = |column: Column| create_table("c_never").column(column).run();
    unsupported("an interval", with(interval("a")))?;
    unsupported("a set", with(set("a", ["x", "y"])))?;
    unsupported("bits", with(bit("a", 3)))?;
    unsupported("varying bits", with(varbit("a", Some(3))))?;
    unsupported("an array", with(array("a", "integer")))?;
    unsupported("an unsigned integer", with(integer("a").unsigned()))?;
    unsupported("an enumeration by its name", with(column("a", ColumnType::existing_enumeration("colour"))))?;
    let exclusion =
        create_table("c_never").column(integer("a")).exclusion(exclusion("a", "=").and("a", "&&").using("gist"));
    unsupported("an exclusion constraint", exclusion.run())?;
    let never = create_table("c_never").column(integer("a")).unique(unique("a").nulls_not_distinct());
    unsupported("NULLs that are equal", never.run())?;
    invalid("a table without columns", create_table("c_never").run())?;
    let twice = create_table("c_never").column(integer("a")).column(text("a"));
    invalid("a column twice", twice.run())?;
    invalid(
        "a key over a column that isn't there",
        create_table("c_never").column(integer("a")).primary_key("b").run(),
    )?;
    holds("nothing was created", !inspect::has_table("c_never")?)
}

fn names(table: &Table) -> Vec<String> {
    table.columns.iter().map(|column| column.name.clone()).collect()
}
