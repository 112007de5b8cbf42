//! Who is trusted with which package, and what isn't run.

use mighost_tests::package::{self, BILLING, FOLDER};
use mighost_tests::{Outcome, Project, chain, database};

/// The publisher's folder, in which artifacts are built and signed before they are handed over.
pub const PUBLISHER: &str = "publisher";

/// A publisher with a chain of two and the keys of three people.
pub fn published() -> Project {
    let project = Project::new();
    for key in ["ada", "grace", "mallory"] {
        project.run(["key", "generate", "--out", &format!("{key}.key")]).ok();
    }
    write(&project, "1", "", "CREATE TABLE acme_billing__1 (id INTEGER PRIMARY KEY);");
    write(&project, "2", "-- revises: 1", "CREATE TABLE acme_billing__2 (id INTEGER PRIMARY KEY);");
    build(&project);
    project
}

pub fn write(project: &Project, id: &str, header: &str, upgrade: &str) {
    let down = format!("DROP TABLE acme_billing__{id};");
    project.write(format!("{PUBLISHER}/{id}.sql"), package::sql(BILLING, id, header, upgrade, &down));
}

pub fn build(project: &Project) {
    project.run(["--dir", PUBLISHER, "build"]).ok();
}

pub fn artifact(id: &str) -> String {
    format!("{PUBLISHER}/artifacts/{id}.wasm")
}

#[track_caller]
pub fn sign(project: &Project, key: &str, ids: &[&str]) {
    for id in ids {
        project.run(["--dir", PUBLISHER, "sign", &artifact(id), "--key", &format!("{key}.key")]).ok();
    }
}

/// Hands the artifacts over.
pub fn install(project: &Project, ids: &[&str]) {
    for id in ids {
        project.write(format!("{FOLDER}/{id}.wasm"), project.read(artifact(id)));
    }
}

/// A trust file with these people's keys, each with more lines, and lines about the package.
pub fn trust(project: &Project, keys: &[(&str, &str)], package: &str) {
    let mut text = String::new();
    for (name, more) in keys {
        let pem = String::from_utf8(project.read(format!("{name}.key.pub"))).unwrap();
        text += &format!("[keys.{name}]\npublic-key = '''\n{pem}'''\n{more}\n");
    }
    text += &format!("[packages.\"{BILLING}\"]\n{package}\n[packages.\"{BILLING}\".grants]\nsql = \"confined\"\n");
    package::trust(project, &text);
}

pub fn key_id(project: &Project, name: &str) -> String {
    let shown = project.json(["key", "show", &format!("{name}.key.pub")]);
    shown["key"].as_str().unwrap().to_owned()
}

/// The package's upgrade must be refused as not trusted, by one message with these texts, and change nothing.
#[track_caller]
pub fn refused(project: &Project, says: &[&str]) -> Outcome {
    let before = project.dump();
    let outcome = project.run(["upgrade", BILLING]).exits(7).has_one_message().says(says);
    assert_eq!(database::dump_of_application(&project.database()), application(&before), "{}", outcome.whole());
    outcome
}

/// What of a dump isn't mighost's own: a run that is refused may have made its tables.
fn application(dump: &str) -> String {
    dump.lines().filter(|line| !line.contains("mighost_")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn what_is_signed_by_whom_it_should_be_runs_and_the_history_says_by_whom() {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    sign(&project, "grace", &["2"]);
    install(&project, &["1", "2"]);
    trust(&project, &[("ada", ""), ("grace", "")], "keys = [\"ada\", \"grace\"]");
    let outcome = project.run(["upgrade", BILLING]).ok();
    assert_eq!(outcome.stderr, "");
    let connection = database::open(&project.database());
    let rows = database::column(&connection, "SELECT package || ' ' || key_id FROM mighost_history ORDER BY number");
    let (ada, grace) = (key_id(&project, "ada"), key_id(&project, "grace"));
    assert_eq!(rows[0], format!("{BILLING} {ada}"));
    assert!(rows[1].starts_with(BILLING) && rows[1].contains(&ada) && rows[1].contains(&grace), "{rows:?}");
    // The way back is judged like the way there.
    trust(&project, &[("mallory", "")], "keys = [\"mallory\"]");
    project.run(["package", "remove", BILLING]).exits(7).says(&["`2`", "isn't trusted"]);
    trust(&project, &[("ada", "")], "keys = [\"ada\"]");
    project.run(["package", "remove", BILLING]).ok();
}

#[test]
fn nobody_is_trusted_with_a_package_that_the_trust_file_doesnt_name() {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    install(&project, &["1", "2"]);
    refused(
        &project,
        &["`1`", "1.wasm", "nobody is trusted with package `acme/billing`", "mighost trust add acme/billing --key"],
    );
    package::trust(&project, &package::unsigned("acme/other", "sql = \"confined\""));
    refused(&project, &["nobody is trusted with package `acme/billing`"]);
}

#[test]
fn who_didnt_sign_enough_isnt_trusted() {
    let project = published();
    install(&project, &["1"]);
    trust(&project, &[("ada", ""), ("grace", "")], "keys = [\"ada\", \"grace\"]");
    refused(&project, &["`1`", "isn't trusted", "it is not signed"]);
    sign(&project, "mallory", &["1"]);
    install(&project, &["1"]);
    refused(&project, &["`1`", "signed by none of the keys given"]);
    // A key that the file has for something else doesn't count.
    trust(&project, &[("ada", ""), ("mallory", "")], "keys = [\"ada\"]");
    refused(&project, &["`1`", "signed by none of the keys given"]);
    sign(&project, "ada", &["1"]);
    install(&project, &["1"]);
    trust(&project, &[("ada", ""), ("grace", "")], "keys = [\"ada\", \"grace\"]\nthreshold = 2");
    refused(&project, &["`1`", "1 of 2 signatures count (of ada)"]);
    sign(&project, "grace", &["1"]);
    install(&project, &["1"]);
    project.run(["upgrade", BILLING]).ok();
}

#[test]
fn nothing_of_a_package_runs_where_one_of_its_steps_isnt_trusted() {
    let project = published();
    sign(&project, "ada", &["1"]);
    install(&project, &["1", "2"]);
    trust(&project, &[("ada", "")], "keys = [\"ada\"]");
    refused(&project, &["`2`", "it is not signed"]);
    project.run(["upgrade", "acme/billing@1"]).ok();
    refused(&project, &["`2`", "it is not signed"]);
}

#[test]
fn a_revoked_key_vouches_for_what_it_signed_before() {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    install(&project, &["1", "2"]);
    // The first of a chain has number 1, as `inspect` shows.
    trust(&project, &[("ada", "revoked-from = 0")], "keys = [\"ada\"]");
    refused(&project, &["`1`", "0 of 1 signatures count", "revoked: ada"]);
    trust(&project, &[("ada", "revoked-from = 1")], "keys = [\"ada\"]");
    refused(&project, &["`1`", "revoked: ada"]);
    trust(&project, &[("ada", "revoked-from = 2")], "keys = [\"ada\"]");
    refused(&project, &["`2`", "revoked: ada"]);
    project.run(["upgrade", "acme/billing@1"]).ok();
    trust(&project, &[("ada", "revoked-from = 3")], "keys = [\"ada\"]");
    project.run(["upgrade", BILLING]).ok();
}

#[test]
fn an_expired_key_doesnt_count() {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    install(&project, &["1", "2"]);
    trust(&project, &[("ada", "valid-until = \"2020-01-01T00:00:00Z\"")], "keys = [\"ada\"]");
    refused(&project, &["`1`", "no key counts for package `acme/billing`", "expired: ada"]);
    // Another one that counts doesn't hide which one is expired.
    let keys = [("ada", "valid-until = \"2020-01-01T00:00:00Z\""), ("grace", "")];
    trust(&project, &keys, "keys = [\"ada\", \"grace\"]");
    refused(&project, &["`1`", "signed by none of the keys given", "expired: ada"]);
    trust(&project, &[("ada", "valid-until = \"2999-01-01T00:00:00Z\"")], "keys = [\"ada\"]");
    project.run(["upgrade", BILLING]).ok();
}

#[test]
fn a_parent_that_was_changed_after_signing_is_noticed() {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    install(&project, &["2"]);
    write(&project, "1", "", "CREATE TABLE acme_billing__other (id INTEGER PRIMARY KEY);");
    build(&project);
    sign(&project, "ada", &["1"]);
    install(&project, &["1"]);
    trust(&project, &[("ada", "")], "keys = [\"ada\"]");
    refused(&project, &["`2`", "was signed to follow a `1`"]);
}

#[test]
fn a_file_that_was_changed_after_signing_isnt_trusted() {
    let project = published();
    sign(&project, "ada", &["1"]);
    let mut bytes = project.read(artifact("1"));
    let at = bytes.windows(14).position(|part| part == b"acme_billing__").unwrap();
    bytes[at + 12] = b'x';
    project.write(format!("{FOLDER}/1.wasm"), bytes);
    trust(&project, &[("ada", "")], "keys = [\"ada\"]");
    refused(&project, &["`1`"]);
}

#[test]
fn what_was_signed_for_one_package_doesnt_run_as_another() {
    let project = published();
    sign(&project, "ada", &["1"]);
    project.write("migrations/packages/acme/other/1.wasm", project.read(artifact("1")));
    trust(&project, &[("ada", "")], "keys = [\"ada\"]");
    project.run(["upgrade", "acme/other"]).fails().says(&["`1`", "belongs to the package `acme/billing`"]);
}

#[test]
fn without_required_signatures_every_run_says_that_nobody_vouches() {
    let project = published();
    install(&project, &["1", "2"]);
    trust(&project, &[], "require-signature = false");
    let warning = "nobody vouches for the migrations of acme/billing";
    project.run(["upgrade", "acme/billing@1"]).ok().says(&[warning]);
    let events = project.run(["--json", "upgrade", BILLING]).ok().events();
    assert!(events.iter().any(|event| event["event"] == "unsigned" && event["package"] == BILLING), "{events:?}");
    project.run(["downgrade", "acme/billing@base"]).ok().says(&[warning]);
}

#[test]
fn the_applications_own_chain_is_signed_where_the_file_says_so() {
    let project = published();
    chain::write_map(&project, "1");
    project.run(["build"]).ok();
    project.run(["trust", "add", "root", "--key", "ada.key.pub"]).ok();
    let artifacts = ["--dir", "migrations/artifacts", "upgrade"];
    project.run(artifacts).exits(7).has_one_message().says(&["`1`", "it is not signed"]);
    assert!(!project.database().exists());
    project.run(["sign", "migrations/artifacts/1.wasm", "--key", "ada.key"]).ok();
    project.run(artifacts).ok();
}

/// What lies beside a file goes with it into the database: without the folder, it still vouches for what was applied.
#[test]
fn signatures_beside_the_files_are_kept_with_what_was_applied() {
    let project = published();
    install(&project, &["1"]);
    project.run(["--dir", PUBLISHER, "sign", &artifact("1"), "--key", "ada.key", "--detached"]).ok();
    trust(&project, &[("ada", "")], "keys = [\"ada\"]");
    refused(&project, &["`1`", "it is not signed"]);
    let beside = project.read(format!("{}.dsse", artifact("1")));
    project.write(format!("{FOLDER}/1.wasm.dsse"), beside);
    project.run(["upgrade", BILLING]).ok();
    std::fs::remove_dir_all(project.path(FOLDER)).unwrap();
    // They are judged as any others: by the keys that count now.
    trust(&project, &[("mallory", "")], "keys = [\"mallory\"]");
    project.run(["package", "remove", BILLING]).exits(7).says(&["`1`", "in the database", "none of the keys given"]);
    trust(&project, &[("ada", "revoked-from = 1")], "keys = [\"ada\"]");
    project.run(["package", "remove", BILLING]).exits(7).says(&["`1`", "revoked: ada"]);
    trust(&project, &[("ada", "")], "keys = [\"ada\"]");
    project.run(["package", "remove", BILLING]).ok();
    let connection = database::open(&project.database());
    let keys = database::column(&connection, "SELECT key_id FROM mighost_history ORDER BY number");
    assert_eq!(keys, [key_id(&project, "ada"), key_id(&project, "ada")]);
}

#[test]
fn signatures_beside_what_an_sql_file_is_packed_to_count_too() {
    let project = published();
    trust(&project, &[("ada", "")], "keys = [\"ada\"]");
    project.write(format!("{FOLDER}/1.sql"), project.read(format!("{PUBLISHER}/1.sql")));
    refused(&project, &["`1`", "it is not signed"]);
    project.write(format!("{FOLDER}/artifacts/1.wasm"), project.read(artifact("1")));
    project.run(["--dir", PUBLISHER, "sign", &artifact("1"), "--key", "ada.key", "--detached"]).ok();
    project.write(format!("{FOLDER}/artifacts/1.wasm.dsse"), project.read(format!("{}.dsse", artifact("1"))));
    project.run(["upgrade", BILLING]).ok();
    // As long as it is what was signed.
    project.run(["downgrade", "acme/billing@base"]).ok();
    let changed = String::from_utf8(project.read(format!("{FOLDER}/1.sql"))).unwrap().replace("INTEGER", "BIGINT");
    project.write(format!("{FOLDER}/1.sql"), changed);
    refused(&project, &["`1`", "it is not signed"]);
}

#[test]
fn what_is_signed_for_another_place_isnt_for_this_one() {
    let project = published();
    project.run(["--dir", PUBLISHER, "sign", &artifact("1"), "--key", "ada.key", "--audience", "staging"]).ok();
    install(&project, &["1"]);
    let with_audience = |audience: &str| {
        trust(&project, &[("ada", "")], "keys = [\"ada\"]");
        let text = String::from_utf8(project.read("trust.toml")).unwrap();
        project.write("trust.toml", format!("audience = \"{audience}\"\n{text}"));
    };
    with_audience("production");
    refused(&project, &["`1`", "signed for the audience `staging`", "this is `production`"]);
    with_audience("staging");
    project.run(["upgrade", BILLING]).ok();
}
