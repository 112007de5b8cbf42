//! Views, enumerations, sequences, schemas.

use crate::tell::{list, say, tell};
use mighost_guest::prelude::*;

/// Makes them, as far as the database has them.
pub fn make() -> Result {
    views()?;
    enumerations();
    sequences();
    schemas();
    tell("has triggers", inspect::triggers("e_parent").map(|all| all.len() as u64));
    let mut tables: Vec<String> = inspect::tables()?.into_iter().map(|table| table.name).collect();
    tables.retain(|table| table.starts_with("e_"));
    tables.sort();
    say("tables", &list(tables));
    Ok(())
}

fn views() -> Result {
    let view = || create_view("e_view", "SELECT id, name FROM e_parent").columns(["number", "label"]);
    tell("create a view", view().run());
    tell("create it again", view().run());
    tell(
        "put another in its place",
        create_view("e_view", "SELECT id AS number, name AS label FROM e_parent WHERE id > 0").or_replace().run(),
    );
    if let Some(view) = inspect::view("e_view")? {
        say("the view's columns", &list(view.columns));
    }
    tell("views", inspect::views().map(|views| list(views.into_iter().map(|view| view.name))));
    let stored = || create_view("e_stored", "SELECT id FROM e_parent").materialized();
    tell("a view that is stored", stored().run());
    tell("fill it", refresh_view("e_stored", false));
    tell("drop it", drop_view("e_stored").if_exists().run());
    tell("a view's comment", set_view_comment("e_view", Some("A view")));
    tell("no comment of a view", set_view_comment("e_view", None));
    tell("create a view to rename", create_view("e_first", "SELECT id FROM e_parent").comment("First").run());
    tell("rename a view", rename_view("e_first", "e_second"));
    tell("drop the one name", drop_view("e_first").if_exists().run());
    tell("drop the other name", drop_view("e_second").if_exists().cascade().run());
    tell("drop a view that isn't there", drop_view("e_never").run());
    Ok(())
}

fn enumerations() {
    tell("create an enumeration", create_enumeration("e_mood", ["sad", "happy"]));
    tell("create it if it isn't there", create_enumeration_if_missing("e_mood", ["sad"]));
    tell("add a label", add_label("e_mood", "glad"));
    tell("add a label before", add_label_at("e_mood", "angry", LabelPosition::Before("sad".into()), false));
    tell("add a label behind", add_label_at("e_mood", "calm", LabelPosition::After("sad".into()), true));
    tell("add a label that is there", add_label_at("e_mood", "calm", LabelPosition::Last, true));
    tell("rename a label", rename_label("e_mood", "glad", "merry"));
    let labels = inspect::enumerations().map(|all| list(all.into_iter().flat_map(|it| it.labels)));
    tell("labels", labels);
    tell("rename an enumeration", rename_enumeration("e_mood", "e_spirit"));
    tell("drop an enumeration", drop_enumeration("e_spirit").run());
    tell("drop it if it is there", drop_enumeration("e_spirit").if_exists().run());
}

fn sequences() {
    let numbers =
        || Identity { start: Some(5), increment: Some(2), min_value: Some(1), max_value: Some(99), ..Identity::new() };
    tell("create a sequence", create_sequence("e_numbers", numbers()));
    tell("create it if it isn't there", create_sequence_if_missing("e_numbers", numbers()));
    tell("change it", alter_sequence("e_numbers", Identity { increment: Some(3), cycle: true, ..Identity::new() }));
    let read = inspect::sequence("e_numbers").map(|found| match found {
        Some(found) => {
            list([found.numbers.start, found.numbers.increment, found.numbers.max_value].into_iter().flatten())
        }
        None => "none".into(),
    });
    tell("its numbers", read);
    tell(
        "sequences",
        inspect::sequences().map(|all| list(all.into_iter().map(|it| it.name).filter(|it| it.starts_with("e_n")))),
    );
    tell("rename a sequence", rename_sequence("e_numbers", "e_figures"));
    tell("drop a sequence", drop_sequence("e_figures").run());
    tell("drop it if it is there", drop_sequence("e_figures").if_exists().run());
}

/// A schema is a database of the whole server on MySQL: its name is the run's own.
fn schemas() {
    let Some(schema) = context::argument("schema") else { return };
    tell("create a schema", create_schema(&schema));
    tell("create it if it isn't there", create_schema_if_missing(&schema));
    tell("has it", inspect::schemas().map(|all| all.contains(&schema)));
    let table = create_table(in_schema(&schema, "e_inside")).column(integer("id").not_null()).primary_key("id");
    tell("a table in it", table.run());
    tell("tables in it", inspect::tables_in(&schema).map(|all| list(all.into_iter().map(|it| it.name))));
    tell("drop the table in it", drop_table(in_schema(&schema, "e_inside")).if_exists().run());
    tell("drop a schema", drop_schema(&schema).cascade().run());
    tell("drop it if it is there", drop_schema(&schema).if_exists().run());
}
