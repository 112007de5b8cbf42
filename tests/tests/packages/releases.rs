//! The manifest of a package's chain, as a run judges it, and what the database remembers of it.

use crate::trust::{PUBLISHER, artifact, build, published, refused, sign, trust, write};
use mighost_tests::package::{BILLING, FOLDER};
use mighost_tests::{Project, database};

const KEYS: &str = "keys = [\"ada\"]";

/// The publisher releases, with more arguments.
fn release(project: &Project, more: &[&str]) {
    let config = format!("{PUBLISHER}/mighost.toml");
    project.write(&config, "");
    let arguments = ["--config", &config, "--dir", PUBLISHER, "release", "--key", "ada.key"];
    project.run(arguments.iter().chain(more)).ok();
}

fn manifest() -> String {
    format!("{PUBLISHER}/artifacts/release.json")
}

/// Hands these artifacts over, and the manifest, in place of everything that was there.
fn hand_over(project: &Project, ids: &[&str]) {
    drop(std::fs::remove_dir_all(project.path(FOLDER)));
    for id in ids {
        project.write(format!("{FOLDER}/{id}.wasm"), project.read(artifact(id)));
    }
    project.write(format!("{FOLDER}/release.json"), project.read(manifest()));
}

/// The publisher's second release: one more revision, or others in place of those that were.
fn revise(project: &Project, id: &str, revises: &str, table: &str) {
    let header = if revises.is_empty() { String::new() } else { format!("-- revises: {revises}") };
    write(project, id, &header, &format!("CREATE TABLE acme_billing__{table} (id INTEGER PRIMARY KEY);"));
    build(project);
}

fn released() -> Project {
    let project = published();
    trust(&project, &[("ada", "")], KEYS);
    release(&project, &[]);
    hand_over(&project, &["1", "2"]);
    project
}

fn meta(project: &Project) -> Vec<String> {
    let connection = database::open(&project.database());
    database::column(&connection, "SELECT name || '=' || value FROM mighost_meta ORDER BY name")
}

#[test]
fn the_release_that_ran_is_remembered_and_a_later_one_takes_its_place() {
    let project = released();
    project.run(["upgrade", "acme/billing@1"]).ok();
    let first = meta(&project);
    assert!(first.iter().any(|row| row.starts_with("release:acme/billing=1 ")), "{first:?}");
    assert!(first.contains(&"layout=2".to_owned()), "{first:?}");
    project.run(["upgrade", BILLING]).ok();
    revise(&project, "3", "2", "3");
    release(&project, &["--version", "7"]);
    hand_over(&project, &["1", "2", "3"]);
    project.run(["upgrade", BILLING]).ok();
    let later = meta(&project);
    assert_eq!(later.iter().filter(|row| row.starts_with("release:acme/billing=7 ")).count(), 1, "{later:?}");
    assert_eq!(later.len(), first.len(), "{later:?}");
    project.run(["package", "remove", BILLING]).ok();
}

#[test]
fn a_database_that_remembers_no_release_is_as_older_hosts_know_it() {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    crate::trust::install(&project, &["1", "2"]);
    trust(&project, &[("ada", "")], KEYS);
    project.run(["upgrade", BILLING]).ok();
    assert_eq!(meta(&project), ["epoch=2", "layout=1"]);
    // With the first release the layout is raised: who doesn't know of releases would pass over them.
    revise(&project, "3", "2", "3");
    release(&project, &[]);
    hand_over(&project, &["1", "2", "3"]);
    project.run(["upgrade", BILLING]).ok();
    let rows = meta(&project);
    assert_eq!(&rows[..2], ["epoch=3", "layout=2"]);
    assert!(rows[2].starts_with("release:acme/billing=1 "), "{rows:?}");
}

#[test]
fn an_older_release_is_refused() {
    let project = released();
    let older: Vec<Vec<u8>> = vec![project.read(manifest()), project.read(artifact("1")), project.read(artifact("2"))];
    revise(&project, "3", "2", "3");
    release(&project, &["--version", "5"]);
    hand_over(&project, &["1", "2", "3"]);
    project.run(["upgrade", "acme/billing@2"]).ok();
    // The old release whole: everything in it is signed, and was true once.
    std::fs::remove_dir_all(project.path(FOLDER)).unwrap();
    project.write(format!("{FOLDER}/release.json"), &older[0]);
    project.write(format!("{FOLDER}/1.wasm"), &older[1]);
    project.write(format!("{FOLDER}/2.wasm"), &older[2]);
    project.run(["upgrade", BILLING]).ok();
    project.run(["downgrade", "acme/billing@1"]).ok();
    refused(&project, &["release.json", "release 1 is older than 5, which this database has seen"]);
    let plan = project.run(["plan", BILLING]).exits(7);
    plan.prints(&["release 1 is older than 5"]);
}

#[test]
fn another_release_of_the_same_version_is_refused() {
    let project = released();
    project.run(["upgrade", "acme/billing@1"]).ok();
    revise(&project, "3", "2", "3");
    std::fs::remove_file(project.path(manifest())).unwrap();
    std::fs::remove_file(project.path(format!("{PUBLISHER}/mighost.lock"))).unwrap();
    release(&project, &["--version", "1"]);
    hand_over(&project, &["1", "2", "3"]);
    refused(&project, &["release.json", "this database has seen release 1 with", "a version is one release"]);
}

#[test]
fn a_release_that_is_taken_away_is_missed() {
    let project = released();
    project.run(["upgrade", "acme/billing@1"]).ok();
    std::fs::remove_file(project.path(format!("{FOLDER}/release.json"))).unwrap();
    refused(&project, &["package `acme/billing`", "has no release.json", "this database has seen release 1"]);
    // What was applied can be taken back all the same.
    project.run(["package", "remove", BILLING]).ok();
}

#[test]
fn a_release_is_compulsory_where_the_trust_file_says_so() {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    crate::trust::install(&project, &["1", "2"]);
    trust(&project, &[("ada", "")], &format!("{KEYS}\nrequire-release = true"));
    refused(&project, &["package `acme/billing`", "has no release.json", "the trust file requires one"]);
    release(&project, &[]);
    hand_over(&project, &["1", "2"]);
    project.run(["upgrade", BILLING]).ok();
    trust(&project, &[], "require-signature = false\nrequire-release = true");
    project.run(["trust", "list"]).exits(1).says(&["must have a release, and has no key"]);
}

#[test]
fn a_release_of_a_foreign_or_revoked_key_or_of_too_few() {
    let project = released();
    sign(&project, "grace", &["1", "2"]);
    hand_over(&project, &["1", "2"]);
    trust(&project, &[("ada", ""), ("grace", "")], "keys = [\"grace\"]");
    refused(&project, &["release.json", "signed by none of the keys given"]);
    trust(&project, &[("ada", ""), ("grace", "")], "keys = [\"ada\", \"grace\"]\nthreshold = 2");
    refused(&project, &["release.json", "signed by 1 of the keys given, and 2 of them must have signed"]);
    // It still vouches for the artifacts, which are older than its end; the list is of today.
    trust(&project, &[("ada", "revoked-from = 9"), ("grace", "")], "keys = [\"ada\", \"grace\"]");
    refused(&project, &["release.json", "revoked: ada"]);
    trust(&project, &[("ada", "")], KEYS);
    project.run(["upgrade", BILLING]).ok();
}

#[test]
fn a_release_of_the_right_key_that_was_changed() {
    let project = released();
    let mut json = String::from_utf8(project.read(manifest())).unwrap();
    let at = json.find("\"payload\":\"").unwrap() + 100;
    let other = if &json[at..=at] == "A" { "B" } else { "A" };
    json.replace_range(at..=at, other);
    project.write(format!("{FOLDER}/release.json"), json);
    refused(&project, &["release.json"]);
}

#[test]
fn a_release_for_another_audience() {
    let project = published();
    release(&project, &["--audience", "staging"]);
    hand_over(&project, &["1", "2"]);
    trust(&project, &[("ada", "")], KEYS);
    let text = String::from_utf8(project.read("trust.toml")).unwrap();
    project.write("trust.toml", format!("audience = \"production\"\n{text}"));
    refused(&project, &["signed for the audience `staging`"]);
    project.write("trust.toml", format!("audience = \"staging\"\n{text}"));
    project.run(["upgrade", BILLING]).ok();
}

#[test]
fn a_folder_that_isnt_the_chain_of_the_release() {
    let project = released();
    // Something is missing.
    std::fs::remove_file(project.path(format!("{FOLDER}/2.wasm"))).unwrap();
    refused(&project, &["release.json", "has a revision `2`, and its artifact isn't there"]);
    // Something was added, by the same publisher.
    revise(&project, "3", "2", "3");
    sign(&project, "ada", &["3"]);
    hand_over(&project, &["1", "2", "3"]);
    refused(&project, &["release.json", "a revision `3` that release 1 doesn't have"]);
    // Something was exchanged for another one of the same publisher.
    revise(&project, "2", "1", "other");
    sign(&project, "ada", &["2"]);
    hand_over(&project, &["1", "2"]);
    refused(&project, &["release.json", "`2` isn't the one of release 1"]);
}

/// The same two revisions, the other way round: every artifact is signed by the publisher.
#[test]
fn a_reordered_chain() {
    let project = released();
    for id in ["1", "2"] {
        std::fs::remove_file(project.path(artifact(id))).unwrap();
    }
    revise(&project, "2", "", "2");
    revise(&project, "1", "2", "1");
    sign(&project, "ada", &["2", "1"]);
    hand_over(&project, &["1", "2"]);
    refused(&project, &["release.json", "at place 1 release 1 has `1`, and the chain that is there has `2`"]);
}

#[test]
fn an_expired_release_stops_upgrades_and_no_way_back() {
    let project = published();
    trust(&project, &[("ada", "")], KEYS);
    // Signed by hand: the command itself signs nothing that is over.
    let key = mighost::sign::SecretKey::from_pem(&String::from_utf8(project.read("ada.key")).unwrap()).unwrap();
    release(&project, &["--expires", "2999-01-01"]);
    hand_over(&project, &["1", "2"]);
    project.run(["upgrade", "acme/billing@1"]).ok();
    let mut manifest = mighost::sign::Unverified::of_release(&project.read(manifest())).unwrap().release().unwrap();
    manifest.expires = Some("2026-01-01T00:00:00Z".into());
    manifest.version = 2;
    let json = mighost::sign::sign_release(&manifest, None, &key).unwrap().to_json().unwrap();
    project.write(format!("{FOLDER}/release.json"), json);
    refused(&project, &["release.json", "release 2 expired on 2026-01-01T00:00:00Z", "get a later one"]);
    project.run(["package", "remove", BILLING]).ok();
}

/// What was signed once and applied as something else: without a release nobody knows which is the newer one.
#[test]
fn a_replayed_artifact_of_a_revision_that_was_applied() {
    let project = published();
    trust(&project, &[("ada", "")], KEYS);
    sign(&project, "ada", &["1", "2"]);
    let old = project.read(artifact("1"));
    write(&project, "1", "", "CREATE TABLE acme_billing__1 (id INTEGER PRIMARY KEY, newer INTEGER);");
    build(&project);
    sign(&project, "ada", &["1"]);
    project.write(format!("{FOLDER}/1.wasm"), project.read(artifact("1")));
    project.run(["upgrade", BILLING]).ok();
    let newer = project.read(format!("{FOLDER}/1.wasm"));
    project.write(format!("{FOLDER}/1.wasm"), &old);
    // Neither taken back by another one's downgrade, nor applied again as another one.
    let says = ["`1`", "it was applied here with the content", "mighost release"];
    project.run(["package", "remove", BILLING]).exits(7).has_one_message().says(&says);
    project.write(format!("{FOLDER}/1.wasm"), &newer);
    project.run(["package", "remove", BILLING]).ok();
    project.write(format!("{FOLDER}/1.wasm"), &old);
    refused(&project, &says);
    // As it was, it may come again.
    project.write(format!("{FOLDER}/1.wasm"), &newer);
    project.run(["upgrade", BILLING]).ok();
    // And as something else where a release names it.
    project.run(["package", "remove", BILLING]).ok();
    project.write(artifact("1"), &old);
    write(&project, "1", "", "CREATE TABLE acme_billing__1 (id INTEGER PRIMARY KEY);");
    build(&project);
    std::fs::remove_file(project.path(format!("{PUBLISHER}/2.sql"))).unwrap();
    std::fs::remove_file(project.path(artifact("2"))).unwrap();
    release(&project, &[]);
    hand_over(&project, &["1"]);
    project.run(["upgrade", BILLING]).ok();
}

#[test]
fn the_applications_own_release_is_judged_where_its_keys_are_known() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE t_1 (id INTEGER);", "DROP TABLE t_1;");
    project.revision("2", "1", "CREATE TABLE t_2 (id INTEGER);", "DROP TABLE t_2;");
    project.run(["key", "generate", "--out", "ada.key"]).ok();
    project.run(["release", "--key", "ada.key", "--version", "3"]).ok();
    let first = project.read("migrations/artifacts/release.json");
    project.run(["trust", "add", "root", "--key", "ada.key.pub"]).ok();
    project.run(["upgrade", "1"]).ok();
    assert!(meta(&project).iter().any(|row| row.starts_with("release:=3 ")));
    project.run(["upgrade"]).ok();
    project.revision("3", "2", "CREATE TABLE t_3 (id INTEGER);", "DROP TABLE t_3;");
    project.run(["release", "--key", "ada.key"]).ok();
    project.run(["upgrade"]).ok();
    project.run(["downgrade", "1"]).ok();
    for file in ["migrations/3.sql", "migrations/artifacts/3.wasm", "mighost.lock"] {
        std::fs::remove_file(project.path(file)).unwrap();
    }
    project.write("migrations/artifacts/release.json", first);
    project.run(["upgrade"]).exits(7).has_one_message().says(&["release 3 is older than 4"]);
}
