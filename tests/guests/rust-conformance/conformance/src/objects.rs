//! Views, triggers, and what SQLite doesn't have.

use crate::check::{holds, invalid, same, unsupported};
use mighost_guest::prelude::*;

/// Makes and checks them.
pub fn make() -> Result {
    views()?;
    triggers()?;
    inspecting()?;
    refused()
}

/// Drops the view that is left.
pub fn unmake() -> Result {
    holds("the view was there", drop_view("c_view").run()?)?;
    holds("the view is dropped once", !drop_view("c_view").if_exists().run()?)
}

fn views() -> Result {
    create_view("c_view", "SELECT id, name FROM c_parent").columns(["number", "label"]).run()?;
    let Some(view) = inspect::view("c_view")? else { bail!("there is no view") };
    same("the view's columns", view.columns, vec!["number".into(), "label".into()])?;
    same("the view's query", view.query, "SELECT id, name FROM c_parent".into())?;
    create_view("c_view", "SELECT a FROM c_parent").or_replace().run()?;
    let query = inspect::view("c_view")?.map(|view| view.query);
    same("the view in its place", query, Some("SELECT a FROM c_parent".into()))?;
    same("the views", inspect::views()?.into_iter().map(|name| name.name).collect(), vec!["c_view".to_owned()])?;
    invalid("creating a view that is there", create_view("c_view", "SELECT 1").run())?;
    same("a view that isn't there", inspect::view("c_never")?, None)
}

fn triggers() -> Result {
    let text = "CREATE TRIGGER c_trigger AFTER INSERT ON c_strict BEGIN UPDATE c_strict SET name = 'set' WHERE id = new.id; END";
    sql::execute(text, params![])?;
    let triggers = inspect::triggers("c_strict")?;
    same("the triggers", triggers.iter().map(|trigger| trigger.name.as_str()).collect::<Vec<_>>(), vec!["c_trigger"])?;
    holds("a trigger's text is kept", triggers[0].definition == text && triggers[0].table.name == "c_strict")?;
    // A rebuild of the table takes the trigger along.
    alter_table("c_strict").add(text_column("late")).set_default("name", "none").move_first("late").run()?;
    same("the triggers behind a rebuild", inspect::triggers("c_strict")?.len(), 1)?;
    rows("c_strict").insert("id", [values![9]])?;
    same("a trigger at work", rows("c_strict").equals("name", "set").count()?, 1)
}

fn text_column(name: &str) -> Column {
    text(name).not_null().default("")
}

fn inspecting() -> Result {
    let tables: Vec<String> = inspect::tables()?.into_iter().map(|table| table.name).collect();
    holds("tables come by name", tables.is_sorted())?;
    holds("the host's own tables aren't listed", tables.iter().all(|table| table.starts_with("c_")))?;
    same("the tables of main", inspect::tables_in("main")?.len(), tables.len())?;
    same("a table in main", inspect::has_table(in_schema("main", "c_parent"))?, true)?;
    same("a table that isn't there", inspect::table("c_never")?, None)?;
    holds("a column is found", inspect::has_column("c_parent", "name")?)?;
    holds("a column that isn't there isn't", !inspect::has_column("c_parent", "never")?)?;
    holds("a column of no table isn't", !inspect::has_column("c_never", "name")?)?;
    holds("an index of no table isn't", !inspect::has_index("c_never", "ix")?)?;
    holds("a constraint of no table isn't", !inspect::has_constraint("c_never", "ck")?)?;
    invalid("the columns of no table", inspect::columns("c_never"))?;
    invalid("the indexes of no table", inspect::indexes("c_never"))?;
    invalid("the constraints of no table", inspect::constraints("c_never"))?;
    invalid("the triggers of no table", inspect::triggers("c_never"))?;
    same("the views of main", inspect::views_in("main")?.len(), 1)?;
    same("the sequences", inspect::sequences()?, vec![])?;
    same("the sequences of main", inspect::sequences_in("main")?, vec![])?;
    same("a sequence", inspect::sequence("c_never")?, None)?;
    same("the enumerations", inspect::enumerations()?, vec![])?;
    same("the enumerations of main", inspect::enumerations_in("main")?, vec![])?;
    same("the schemas", inspect::schemas()?, vec!["main".to_owned()])
}

fn refused() -> Result {
    unsupported("a materialized view", create_view("c_never", "SELECT 1").materialized().run())?;
    unsupported("renaming a view", rename_view("c_view", "c_never"))?;
    unsupported("refreshing a view", refresh_view("c_view", true))?;
    unsupported("creating an enumeration", create_enumeration("c_colour", ["red"]))?;
    unsupported("creating an enumeration if missing", create_enumeration_if_missing("c_colour", ["red"]))?;
    unsupported("adding a label", add_label("c_colour", "blue"))?;
    let placed = add_label_at("c_colour", "blue", LabelPosition::Before("red".into()), true);
    unsupported("adding a label somewhere", placed)?;
    unsupported("renaming a label", rename_label("c_colour", "red", "blue"))?;
    invalid("renaming an enumeration", rename_enumeration("c_colour", "c_color"))?;
    holds("an enumeration that can't be isn't dropped", !drop_enumeration("c_colour").if_exists().run()?)?;
    invalid("dropping an enumeration", drop_enumeration("c_colour").cascade().run())?;
    unsupported("creating a sequence", create_sequence("c_numbers", Identity::new().start(10).increment(2)))?;
    unsupported("creating a sequence if missing", create_sequence_if_missing("c_numbers", Identity::new()))?;
    invalid("changing a sequence", alter_sequence("c_numbers", Identity::new().range(1, 9).cycle().cache(5)))?;
    invalid("renaming a sequence", rename_sequence("c_numbers", "c_others"))?;
    holds("a sequence that can't be isn't dropped", !drop_sequence("c_numbers").if_exists().run()?)?;
    invalid("dropping a sequence", drop_sequence("c_numbers").cascade().run())?;
    unsupported("creating a schema", create_schema("c_schema"))?;
    unsupported("creating a schema if missing", create_schema_if_missing("c_schema"))?;
    holds("a schema that can't be isn't dropped", !drop_schema("c_schema").if_exists().run()?)?;
    invalid("dropping a schema", drop_schema("c_schema").run())?;
    // SQLite keeps no comments: setting one changes nothing, and says nothing.
    set_view_comment("c_view", Some("a comment"))?;
    set_index_comment("c_parent", "ix_c_parent_name", Some("a comment"))?;
    same("a view's comment", inspect::view("c_view")?.and_then(|view| view.comment), None)
}
