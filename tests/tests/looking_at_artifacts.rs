//! `inspect` with a trust file, and `diff-artifacts`: what somebody sees before anything runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::package::{self, BILLING};
use mighost_tests::{Project, binary};
use serde_json::json;

const UP: &str = "CREATE TABLE acme_billing__1 (id INTEGER PRIMARY KEY);";

/// A publisher's folder with a revision, built, and a key that has signed it.
fn published() -> Project {
    let project = Project::new();
    project.run(["key", "generate", "--out", "ada.key"]).ok();
    project.write("old/1.sql", package::sql(BILLING, "1", "", UP, "DROP TABLE acme_billing__1;"));
    project.run(["--dir", "old", "build"]).ok();
    project.run(["--dir", "old", "sign", "old/artifacts/1.wasm", "--key", "ada.key"]).ok();
    project
}

#[test]
fn inspect_says_what_the_trust_file_says() {
    let project = published();
    let file = "old/artifacts/1.wasm";
    // Without one nobody says anything.
    assert_eq!(project.json(["inspect", file])["trust"], json!(null));
    project.run(["trust", "add", BILLING, "--key", "ada.key.pub"]).ok();
    let outcome = project.run(["inspect", file]).ok();
    outcome.prints(&[
        "(ada)",
        "trusted    ada vouches for it",
        "granted    not: sql#execute",
        "unused     granted, and not imported: data, ddl, inspect, report",
    ]);
    let facts = project.json(["inspect", file]);
    assert_eq!(facts["signatures"]["names"], json!(["ada"]));
    let trust = &facts["trust"];
    assert_eq!((&trust["trusted"], &trust["named"], &trust["signers"]), (&json!(true), &json!(true), &json!(["ada"])));
    assert_eq!(trust["lacking"], json!(["sql#execute"]));
    assert_eq!(trust["excess"], json!(["data", "ddl", "inspect", "report"]));
    // Granted whole.
    let text = String::from_utf8(project.read("trust.toml")).unwrap();
    project.write(
        "trust.toml",
        format!("{text}[packages.\"{BILLING}\".grants]\nsql = \"confined\"\ninterfaces = [\"context\"]\n"),
    );
    let outcome = project.run(["inspect", file]).ok().prints(&["granted    all that it imports"]);
    assert!(!outcome.stdout.contains("unused"), "{}", outcome.stdout);
    // Another key, and no key.
    project.run(["key", "generate", "--out", "mallory.key"]).ok();
    project.write("trust.toml", "version = 1\n");
    project.run(["inspect", file]).ok().prints(&["trusted    no: nobody is trusted", "doesn't name yet"]);
    project.run(["trust", "add", BILLING, "--key", "mallory.key.pub"]).ok();
    project.run(["inspect", file]).ok().prints(&["trusted    no: it is signed by none of the keys given"]);
    assert_eq!(project.json(["inspect", file])["trust"]["trusted"], false);
}

#[test]
fn two_files_that_are_the_same() {
    let project = published();
    project.run(["diff-artifacts", "old/1.sql", "old/1.sql"]).ok().prints(&["no differences"]);
    // The source and what it was packed to differ in who signed.
    let outcome = project.run(["diff-artifacts", "old/1.sql", "old/artifacts/1.wasm"]).exits(4);
    outcome.prints(&["signed by  +", "the content is the same"]);
}

#[test]
fn sql_is_compared_by_its_statements() {
    let project = published();
    let more = "CREATE TABLE acme_billing__1 (id INTEGER PRIMARY KEY);\nCREATE TABLE acme_billing__2 (id INTEGER);";
    let text = package::sql(BILLING, "1", "-- labels: paid", more, "DROP TABLE acme_billing__1;");
    project.write("new/1.sql", text.replace("-- downgrade", "-- downgrade sqlite\nSELECT 1;\n-- downgrade"));
    project.run(["--dir", "new", "build"]).ok();
    let outcome = project.run(["diff-artifacts", "old/artifacts/1.wasm", "new/artifacts/1.wasm"]).exits(4);
    outcome.prints(&[
        "signed by  - ",
        "labels     nothing → [\"paid\"]",
        "  upgrade\n    + CREATE TABLE acme_billing__2 (id INTEGER)",
        "  downgrade (sqlite)\n    - DROP TABLE acme_billing__1\n    + SELECT 1",
        "size ",
    ]);
    let facts =
        project.run(["--json", "diff-artifacts", "old/artifacts/1.wasm", "new/artifacts/1.wasm"]).exits(4).object();
    let changed = &facts["changed"][0];
    assert_eq!((&facts["same"], &changed["revision"]), (&json!(false), &json!("1")));
    assert_eq!(changed["description"]["labels"], json!([null, ["paid"]]));
    assert_eq!(
        changed["statements"][1],
        json!({ "half": "downgrade", "dialects": ["sqlite"], "removed": ["DROP TABLE acme_billing__1"], "added": ["SELECT 1"] })
    );
}

#[test]
fn what_can_more_than_before_stands_first() {
    let project = published();
    // A component of the Rust SDK beside an SQL migration.
    let built = binary::built("migrations/now-lms").join("artifacts/20260105_145517_allow_unverified_email_login.wasm");
    project.write("component.wasm", std::fs::read(built).unwrap());
    let outcome = project.run(["diff-artifacts", "old/artifacts/1.wasm", "component.wasm"]).exits(4);
    let first = outcome.stdout.lines().next().unwrap();
    assert!(
        first.starts_with("! 20260105_145517") && first.contains("can more than before") && first.contains("#"),
        "{first}"
    );
    outcome.prints(&[
        "can        + ",
        "can        - context#dialect, sql#execute",
        "id         `1` → `20260105_145517`",
    ]);
}

#[test]
fn two_releases_of_a_chain() {
    let project = Project::new();
    project.run(["key", "generate", "--out", "ada.key"]).ok();
    let release = |folder: &str, revisions: &[(&str, &str, &str)], version: &str| {
        for (id, header, upgrade) in revisions {
            project.write(format!("{folder}/{id}.sql"), package::sql(BILLING, id, header, upgrade, ""));
        }
        project.write(format!("{folder}/mighost.toml"), "");
        let config = format!("{folder}/mighost.toml");
        project.run(["--config", &config, "--dir", folder, "release", "--key", "ada.key", "--version", version]).ok();
    };
    release("a", &[("1", "", ""), ("2", "-- revises: 1", "SELECT 2;"), ("3", "-- revises: 2", "SELECT 3;")], "1");
    release(
        "b",
        &[("1", "", "SELECT 1;"), ("2", "-- revises: 1", "SELECT 2;"), ("4", "-- revises: 2", "SELECT 4;")],
        "2",
    );
    let outcome = project.run(["diff-artifacts", "a", "b"]).exits(4);
    outcome.prints(&[
        "! 1  can more than before: sql#execute",
        "+ 4  is new",
        "- 3  is gone",
        "~ 1",
        "release    1 → 2",
    ]);
    project
        .run(["diff-artifacts", "a/artifacts/release.json", "b/artifacts/release.json"])
        .exits(4)
        .prints(&["+ 4  is new"]);
    let facts = project.run(["--json", "diff-artifacts", "a", "b"]).exits(4).object();
    assert_eq!((&facts["added"], &facts["removed"]), (&json!(["4"]), &json!(["3"])));
    assert_eq!(facts["grown"][0], json!({ "revision": "1", "added": false, "functions": ["sql#execute"] }));
    assert_eq!((&facts["release"], &facts["reordered"]), (&json!([1, 2]), &json!(false)));
    assert_eq!(facts["changed"].as_array().unwrap().len(), 1);
    project.run(["diff-artifacts", "a", "a"]).ok().prints(&["no differences"]);
}

#[test]
fn what_cannot_be_compared() {
    let project = published();
    project
        .run(["diff-artifacts", "old", "old/1.sql"])
        .exits(2)
        .has_one_message()
        .says(&["one is a file and the other a chain"]);
    project.run(["diff-artifacts", "old", "nowhere"]).exits(1).has_one_message().says(&["nowhere"]);
    project.run(["diff-artifacts", "ada.key", "old/1.sql"]).exits(1).has_one_message().says(&["ada.key"]);
}
