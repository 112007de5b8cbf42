//! What `build` makes of an SQL file is what `upgrade` runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::Digest;
use mighost_tests::{Project, chain, database};
use serde_json::json;

fn sha256_in_history(project: &Project) -> Vec<String> {
    database::column(&database::open(&project.database()), "SELECT sha256 FROM mighost_history ORDER BY number")
}

#[test]
fn build_writes_byte_for_byte_what_upgrade_packs_on_the_fly() {
    let project = Project::new();
    chain::write(&project, 3);
    project.run(["upgrade"]).ok();
    let ran = sha256_in_history(&project);

    project.run(["build"]).ok().prints(&["r0001", "migrations/artifacts/r0001.wasm"]);
    let built: Vec<String> = (1..=3)
        .map(|n| Digest::of(&project.read(format!("migrations/artifacts/{}.wasm", chain::id(n)))).to_string())
        .collect();
    assert_eq!(ran, built);

    // The artifacts alone are the same chain: the sources can stay at home.
    for number in 1..=3 {
        std::fs::remove_file(project.path(format!("migrations/{}.sql", chain::id(number)))).unwrap();
    }
    assert_eq!(project.json(["upgrade"])["steps"], json!([]));
    std::fs::remove_file(project.database()).unwrap();
    project.run(["upgrade"]).ok();
    assert_eq!(sha256_in_history(&project), ran);
}

#[test]
fn the_same_text_is_the_same_bytes() {
    let project = Project::new();
    chain::write(&project, 2);
    project.run(["build"]).ok();
    let first = project.read("migrations/artifacts/r0002.wasm");
    project.run(["build", "migrations/r0002.sql"]).ok();
    assert!(project.read("migrations/artifacts/r0002.wasm") == first);

    let other = Project::new();
    chain::write(&other, 2);
    other.run(["build"]).ok();
    assert!(other.read("migrations/artifacts/r0002.wasm") == first);
    // Line ends of another system are not another migration's bytes by accident: they are in the text.
    assert!(first.len() < 4096, "{} bytes for four statements", first.len());
}

#[test]
fn an_edited_file_is_another_artifact() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE people (id INTEGER);", "");
    project.run(["build"]).ok();
    let first = project.read("migrations/artifacts/1.wasm");
    project.revision("1", "", "CREATE TABLE people (id INTEGER, name TEXT);", "");
    project.run(["build"]).ok();
    assert!(project.read("migrations/artifacts/1.wasm") != first);
}

#[test]
fn the_source_counts_and_not_its_older_packing() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE old (id INTEGER);", "");
    project.run(["build"]).ok();
    project.revision("1", "", "CREATE TABLE new (id INTEGER);", "");
    project.run(["upgrade"]).ok();
    assert_eq!(database::tables(&database::open(&project.database())), ["new"]);
}

#[test]
fn a_packed_file_can_run_sql_and_nothing_else() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE people (id INTEGER);", "");
    let facts = project.json(["inspect", "migrations/1.sql"]);
    let interfaces: Vec<&String> = facts["capabilities"].as_object().unwrap().keys().collect();
    assert!(interfaces.contains(&&"sql".to_owned()), "{facts}");
    assert!(interfaces.iter().all(|name| ["sql", "context", "types"].contains(&name.as_str())), "{facts}");
    assert_eq!((facts["wasi"].clone(), facts["foreign"].clone()), (json!([]), json!([])));

    project.run(["build"]).ok();
    let built = project.json(["inspect", "migrations/artifacts/1.wasm"]);
    assert_eq!((&built["sha256"], &built["revision"]), (&facts["sha256"], &facts["revision"]));
}

#[test]
fn the_section_of_this_database_counts() {
    let project = Project::new();
    project.write(
        "migrations/1.sql",
        "-- revision: 1\n-- upgrade\nCREATE TABLE general (id INTEGER);\n-- upgrade sqlite\nCREATE TABLE own (id INTEGER);\n\
         -- upgrade postgresql, mysql\nCREATE TABLE foreign_one (id INTEGER);\n-- downgrade\nDROP TABLE own;\n",
    );
    project.run(["upgrade"]).ok();
    assert_eq!(database::tables(&database::open(&project.database())), ["own"]);
    project.run(["downgrade", "base"]).ok();
}

#[test]
fn a_file_without_a_section_for_this_database_says_so() {
    let project = Project::new();
    project.write("migrations/1.sql", "-- revision: 1\n-- upgrade postgresql\nCREATE TABLE people (id INTEGER);\n");
    project.run(["upgrade"]).fails().says(&["migrations/1.sql", "sqlite"]);
    database::same("", &project.dump(), "");
}
