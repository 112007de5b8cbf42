//! The life of a real application's database: NOW LMS, its schema of January 2026 in SQL and eleven revisions in Rust.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::database::{self, Detail, shape};
use mighost_tests::{Project, binary};
use serde_json::json;
use std::collections::BTreeMap;

const BASE: &str = "20260105_000000";
const HEAD: &str = "20260119_121758";
const CHAIN: [&str; 12] = [
    BASE,
    "20260105_145517",
    "20260109_152634",
    "20260109_152700",
    "20260109_191123",
    "20260109_205100",
    "20260110_035505",
    "20260110_150324",
    "20260118_184906",
    "20260118_185502",
    "20260118_200735",
    HEAD,
];

fn project() -> Project {
    Project::new().with_dir(binary::built("migrations/now-lms"))
}

fn steps(ids: &[&str], direction: &str) -> serde_json::Value {
    ids.iter().map(|id| json!({ "revision": id, "direction": direction })).collect()
}

fn table_names(project: &Project) -> Vec<String> {
    database::tables(&database::open(&project.database()))
}

/// A table's text and that of everything on it, as SQLite keeps it.
fn texts(project: &Project, table: &str) -> Vec<String> {
    let sql = format!("SELECT sql FROM sqlite_schema WHERE tbl_name = '{table}' AND sql IS NOT NULL ORDER BY name");
    database::column(&database::open(&project.database()), &sql)
}

#[test]
fn an_empty_database_goes_up_to_head_and_stays_there() {
    let project = project();
    let done = project.json(["upgrade", "head"]);
    assert_eq!(done["steps"], steps(&CHAIN, "upgrade"));
    assert_eq!(done["revisions"], json!([HEAD]));
    // 62 tables at version 1.1.1, of which two are among the five that the chain makes.
    assert_eq!(table_names(&project).len(), 65);

    let before = project.read("app.db");
    let again = project.json(["upgrade", "head"]);
    assert_eq!(again["steps"], json!([]));
    assert_eq!(project.current(), [HEAD]);
    assert!(project.read("app.db") == before, "the file has changed");
}

#[test]
fn down_to_the_first_revision_and_up_again_gives_the_schema_of_before() {
    let project = project();
    project.run(["upgrade"]).ok();
    let first = shape(&project.database(), Detail::NoDefaults);

    let down = project.json(["downgrade", BASE]);
    let undone: Vec<&str> = CHAIN[1..].iter().rev().copied().collect();
    assert_eq!(down["steps"], steps(&undone, "downgrade"));
    assert_eq!(project.current(), [BASE]);
    // The two tables that the base has too are dropped, as the application's own migrations do.
    assert_eq!(table_names(&project).len(), 60);

    let up = project.json(["upgrade", "head"]);
    assert_eq!(up["steps"], steps(&CHAIN[1..], "upgrade"));
    assert_eq!(project.current(), [HEAD]);
    let second = shape(&project.database(), Detail::NoDefaults);
    assert_eq!(first, second);

    // From here on nothing stands there already, and every further round is the same to the last default.
    let second = shape(&project.database(), Detail::Everything);
    project.run(["downgrade", BASE]).ok();
    project.run(["upgrade"]).ok();
    assert_eq!(second, shape(&project.database(), Detail::Everything));
}

#[test]
fn the_only_defaults_that_change_are_those_that_the_base_lacks() {
    let project = project();
    project.run(["upgrade"]).ok();
    let first = shape(&project.database(), Detail::Everything);
    project.run(["downgrade", BASE]).ok();
    project.run(["upgrade"]).ok();
    let second = shape(&project.database(), Detail::Everything);
    let mut changed = Vec::new();
    for (table, facts) in &first {
        for fact in facts.iter().filter(|fact| !second[table].contains(fact)) {
            let column = fact.split_whitespace().nth(1).unwrap_or_default();
            changed.push(format!("{table}.{column}"));
        }
    }
    // The models of 1.1.1 have these without a server default; the migrations add them with one.
    let expected = [
        "configuracion.allow_unverified_email_login",
        "configuracion.enable_file_uploads",
        "configuracion.enable_html_preformatted_descriptions",
        "configuracion.max_file_size",
        "user_events.status",
    ];
    assert_eq!(changed, expected);
}

#[test]
fn down_to_base_leaves_no_table_and_no_version() {
    let project = project();
    project.run(["upgrade"]).ok();
    let first = shape(&project.database(), Detail::Everything);
    let texts_before: BTreeMap<_, _> =
        table_names(&project).into_iter().map(|t| (t.clone(), texts(&project, &t))).collect();

    let down = project.json(["downgrade", "base"]);
    let undone: Vec<&str> = CHAIN.iter().rev().copied().collect();
    assert_eq!(down["steps"], steps(&undone, "downgrade"));
    assert_eq!(down["revisions"], json!([]));
    assert_eq!(project.current(), Vec::<String>::new());
    assert_eq!(table_names(&project), Vec::<String>::new());
    let left = "SELECT type || ' ' || name FROM sqlite_schema WHERE tbl_name NOT GLOB 'mighost_*' AND tbl_name NOT GLOB 'sqlite_*'";
    assert_eq!(database::column(&database::open(&project.database()), left), Vec::<String>::new());

    project.run(["upgrade", "head"]).ok();
    assert_eq!(project.current(), [HEAD]);
    assert_eq!(first, shape(&project.database(), Detail::Everything));
    // From an empty database even the texts are the same.
    let texts_now: BTreeMap<_, _> =
        table_names(&project).into_iter().map(|t| (t.clone(), texts(&project, &t))).collect();
    assert_eq!(texts_before, texts_now);
}

#[test]
fn the_applications_first_start_stamps_the_schema_it_made() {
    let donor = project();
    donor.run(["upgrade"]).ok();
    let objects = database::column(
        &database::open(&donor.database()),
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name NOT GLOB 'mighost_*' AND name NOT GLOB 'sqlite_*' \
         ORDER BY rowid",
    );

    let project = project();
    project.execute(&objects.join(";\n"));
    let schema = shape(&project.database(), Detail::Everything);
    let stamped = project.json(["stamp", "head"]);
    assert_eq!((stamped["before"].clone(), stamped["revisions"].clone()), (json!([]), json!([HEAD])));
    let dump = project.dump();
    let done = project.json(["upgrade"]);
    assert_eq!((done["steps"].clone(), done["revisions"].clone()), (json!([]), json!([HEAD])));
    database::same(&dump, &project.dump(), "");
    assert_eq!(project.current(), [HEAD]);
    assert_eq!(shape(&project.database(), Detail::Everything), schema);
}

#[test]
fn an_upgrade_leaves_alone_what_is_there_already() {
    let project = project();
    project.run(["upgrade", BASE]).ok();
    let kept = ["user_events", "course_library"].map(|table| (table, texts(&project, table)));
    // Somebody was faster by hand, and did it a little differently.
    project.execute(
        "ALTER TABLE configuracion ADD COLUMN social_facebook VARCHAR(77) DEFAULT 'ours';
         ALTER TABLE blog_post ADD COLUMN cover_image BOOLEAN NOT NULL DEFAULT 1;
         CREATE TABLE static_pages (id VARCHAR(26) NOT NULL PRIMARY KEY, slug TEXT, ours TEXT);
         CREATE TABLE enlaces_utiles (id INTEGER PRIMARY KEY, ours TEXT);
         INSERT INTO static_pages (id, slug, ours) VALUES ('1', 'about', 'kept');",
    );
    let links = texts(&project, "enlaces_utiles");
    project.run(["upgrade"]).ok();
    assert_eq!(project.current(), [HEAD]);

    for (table, before) in kept {
        assert_eq!(texts(&project, table), before, "{table}");
    }
    assert_eq!(texts(&project, "enlaces_utiles"), links);
    let schema = shape(&project.database(), Detail::Everything);
    let has = |table: &str, fact: &str| {
        assert!(schema[table].iter().any(|f| f.starts_with(fact)), "{table} has no `{fact}`: {:#?}", schema[table]);
    };
    has("configuracion", "column social_facebook VARCHAR(77) not null 0 default 'ours'");
    has("configuracion", "column social_twitter VARCHAR(200)");
    has("blog_post", "column cover_image BOOLEAN not null 1 default 1");
    has("blog_post", "column cover_image_ext VARCHAR(5)");
    has("static_pages", "column ours TEXT");
    has("static_pages", "column mostrar_en_footer BOOLEAN not null 1");
    let rows = database::column(&database::open(&project.database()), "SELECT id || slug || ours FROM static_pages");
    assert_eq!(rows, ["1aboutkept"]);
}

#[test]
fn rows_survive_the_way_down_and_up() {
    let project = project();
    project.run(["upgrade"]).ok();
    // One row in every table that takes one without asking for another table's row.
    let connection = database::open(&project.database());
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for table in database::tables(&connection) {
        connection.execute_batch(&one_row(&connection, &table)).unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    let count = |table: &str| {
        database::column(
            &database::open(&project.database()),
            &format!("SELECT count(*) FROM {}", database::quoted(table)),
        )
    };
    // Rows that point nowhere would stop a step: that is what the check before the commit is for.
    let broken = database::column(&connection, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_check");
    for table in &broken {
        connection.execute_batch(&format!("DELETE FROM {}", database::quoted(table))).unwrap();
    }
    drop(connection);
    let full: Vec<String> = table_names(&project).into_iter().filter(|t| count(t) == ["1"]).collect();
    assert!(full.contains(&"configuracion".to_owned()) && full.len() > 10, "{full:?}");

    project.run(["downgrade", BASE]).ok();
    project.run(["upgrade"]).ok();
    // What the downgrade drops is gone; every other row is there.
    let dropped = ["contact_messages", "static_pages", "user_events", "course_library", "enlaces_utiles"];
    for table in full.iter().filter(|t| !dropped.contains(&t.as_str())) {
        assert_eq!(count(table), ["1"], "{table}");
    }
}

/// An `INSERT` of one row with something in every column.
fn one_row(connection: &rusqlite::Connection, table: &str) -> String {
    let name = database::quoted(table);
    let columns = database::column(connection, &format!("SELECT name FROM pragma_table_info({name})"));
    let types = database::column(connection, &format!("SELECT upper(type) FROM pragma_table_info({name})"));
    let values = types.iter().map(|t| match t.as_str() {
        t if t.starts_with("BOOL") || t.starts_with("INT") || t.starts_with("FLOAT") || t.starts_with("NUM") => "1",
        t if t.starts_with("DATETIME") => "'2026-01-05 00:00:00'",
        t if t.starts_with("DATE") => "'2026-01-05'",
        _ => "'x'",
    });
    let columns: Vec<String> = columns.iter().map(|c| database::quoted(c)).collect();
    format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), values.collect::<Vec<_>>().join(", "))
}
