//! The life of a real application's database, NOW LMS, on each server. `tests/cycle.rs` has the same on SQLite.

use mighost_tests::database::same;
use mighost_tests::{Kind, Site, binary};
use serde_json::json;

const BASE: &str = "20260105_000000";
const HEAD: &str = "20260119_121758";
/// Revisions of the chain.
const STEPS: usize = 12;
/// Tables at head: 62 at version 1.1.1, of which two are among the five that the chain makes.
const TABLES: usize = 65;

fn site(kind: Kind) -> Site {
    Site::new(kind).with(|project| project.with_dir(binary::built("migrations/now-lms")))
}

/// The catalog with each table's columns, keys and indexes in the order of their names: a column that was dropped and
/// added again stands last, which is all that may differ.
fn sorted(schema: &str) -> String {
    let mut lines: Vec<&str> = schema.lines().map(|line| line.trim_end_matches(',')).collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn number_of_steps(done: &serde_json::Value) -> usize {
    done["steps"].as_array().unwrap().len()
}

/// All four parts of the application's own test of its migrations.
fn the_whole_cycle(kind: Kind) {
    let site = site(kind);

    // 1. Empty to head, and head again changes nothing.
    let done = site.json(["upgrade", "head"]);
    assert_eq!((number_of_steps(&done), done["revisions"].clone()), (STEPS, json!([HEAD])));
    assert_eq!(site.tables().len(), TABLES);
    let (schema, dump) = (site.schema(), site.dump());
    assert_eq!(number_of_steps(&site.json(["upgrade", "head"])), 0);
    same(&dump, &site.dump(), "a second upgrade");
    assert_eq!(site.current(), [HEAD]);

    // 2. Down to the first revision and up again.
    assert_eq!(number_of_steps(&site.json(["downgrade", BASE])), STEPS - 1);
    assert_eq!(site.current(), [BASE]);
    assert_eq!(site.tables().len(), TABLES - 5);
    assert_eq!(number_of_steps(&site.json(["upgrade", "head"])), STEPS - 1);
    assert_eq!(site.current(), [HEAD]);
    let second = site.schema();
    // What the base has without a server default the migrations add with one: see `tests/cycle.rs`.
    same(&without_chosen(&schema), &without_chosen(&second), "down to the first revision and up again");
    // From here on nothing stands there already, and every further round is the same to the last default.
    site.run(["downgrade", BASE]).ok();
    site.run(["upgrade"]).ok();
    same(&sorted(&second), &sorted(&site.schema()), "the second round");

    // 3. Down to nothing, and up again.
    assert_eq!(number_of_steps(&site.json(["downgrade", "base"])), STEPS);
    assert_eq!(site.current(), Vec::<String>::new());
    assert_eq!(site.tables(), Vec::<String>::new());
    let empty = Site::new(kind);
    same(&empty.schema(), &site.schema(), "down to base");
    site.run(["upgrade", "head"]).ok();
    assert_eq!(site.current(), [HEAD]);
    same(&schema, &site.schema(), "from base to head again");

    // 4. A schema that the application made by itself is stamped.
    let made = Site::new(kind).with(|project| project.with_dir(binary::built("migrations/now-lms")));
    made.sql(&schema);
    same(&schema, &made.schema(), "the application's own schema");
    let stamped = made.json(["stamp", "head"]);
    assert_eq!((stamped["before"].clone(), stamped["revisions"].clone()), (json!([]), json!([HEAD])));
    let before = made.dump();
    let done = made.json(["upgrade"]);
    assert_eq!((number_of_steps(&done), done["revisions"].clone()), (0, json!([HEAD])));
    same(&before, &made.dump(), "an upgrade of a stamped database");
    assert_eq!(made.current(), [HEAD]);
}

/// The catalog without what the author left to others: the defaults of the five columns that the base has without one,
/// and the names of foreign keys that have none in the source. Those of the base MariaDB chose, the others mighost.
fn without_chosen(schema: &str) -> String {
    let columns = [
        "allow_unverified_email_login",
        "enable_file_uploads",
        "enable_html_preformatted_descriptions",
        "max_file_size",
        "status",
    ];
    let line = |line: &str| {
        let line = line.trim_end_matches(',').trim_start();
        let name = line.trim_start_matches('`').split([' ', '`']).next().unwrap_or_default();
        match line.split_once(" FOREIGN KEY ") {
            Some((name, key)) if name.contains("_ibfk_") || name.starts_with("CONSTRAINT `fk_") => key.to_owned(),
            None if columns.contains(&name) => line.split(" DEFAULT ").next().unwrap_or(line).replace(" NOT NULL", ""),
            _ => line.to_owned(),
        }
    };
    sorted(&schema.lines().map(line).collect::<Vec<_>>().join("\n"))
}

#[test]
fn postgresql_goes_through_the_whole_cycle() {
    the_whole_cycle(Kind::Postgres);
}

#[test]
fn mariadb_goes_through_the_whole_cycle() {
    the_whole_cycle(Kind::Mariadb);
}
