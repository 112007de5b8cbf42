//! What isn't taken. Each refusal is one message, and leaves every file as it was.

use super::support::Scene;
use mighost_tests::package::{self, BILLING};

#[test]
fn a_digest_that_is_not_there_is_not_found() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    let place = scene.place(&format!("acme/billing:1@sha256:{}", "0".repeat(64)));
    scene.refused(&["pull", &place], 1, &["there is no", "sha256:000", "check its name"]);
}

#[test]
fn a_blob_that_was_changed_in_the_registry_is_refused() {
    let scene = Scene::new();
    let digest = scene.publish("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    let place = scene.place(&format!("acme/billing@{digest}"));
    let change = |digest: &str| {
        let file = scene.registry.blob(digest);
        let before = std::fs::read(&file).unwrap();
        let mut bytes = before.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        (file, before)
    };
    for blob in [scene.layer(&digest, 1), scene.layer(&digest, 2), digest.clone()] {
        let (file, before) = change(&blob);
        let outcome = scene.operator.run(["pull", &place]);
        // The index is JSON that the registry itself may find broken.
        assert!(matches!(outcome.code(), 7 | 1) && outcome.stdout.is_empty(), "{}", outcome.whole());
        outcome.has_one_message();
        std::fs::write(file, before).unwrap();
    }
    let (file, before) = change(&scene.layer(&digest, 1));
    scene.refused(&["pull", &place], 7, &["isn't what its digest says", "2.wasm"]);
    std::fs::write(file, before).unwrap();
    scene.operator.run(["pull", &place]).ok();
}

#[test]
fn a_tag_that_moves_does_not_change_what_is_pinned() {
    let scene = Scene::new();
    let first = scene.publish("acme/billing:1");
    scene.write(BILLING, "3", "-- revises: 2");
    let second = scene.publish("acme/billing:1");
    assert_ne!(first, second);
    let place = scene.place(&format!("acme/billing:1@{first}"));
    scene.operator.run(["pull", &place]).ok().prints(&["2 revisions, release 1"]);
    scene.pull("acme/billing:1").ok().prints(&["3 revisions, release 2"]);
    scene.refused(&["pull", &place], 7, &["release 1 is older than 2"]);
    scene.operator.run(["pull", &place, "--allow-older"]).ok().prints(&["release 1"]);
}

#[test]
fn what_nobody_signed_is_refused_unless_the_trust_file_lets_it() {
    let scene = Scene::new();
    scene.publisher.run(["build"]).ok();
    scene.push("acme/billing:1");
    let place = scene.place("acme/billing:1");
    scene.refused(&["pull", &place], 7, &["isn't trusted", "`1`", "it is not signed"]);
    package::trust(&scene.operator, &package::unsigned(BILLING, "sql = \"confined\""));
    let outcome = scene.operator.run(["pull", &place]).ok();
    outcome.says(&["warning:", "nobody vouches for `1`, `2`"]);
    scene.operator.run(["upgrade", BILLING]).ok();
}

#[test]
fn what_somebody_else_signed_is_refused() {
    let scene = Scene::new();
    scene.publisher.run(["release", "--key", "mallory.key"]).ok();
    scene.push("acme/billing:1");
    let place = scene.place("acme/billing:1");
    scene.refused(&["pull", &place], 7, &["isn't trusted", "its manifest", "signed by none of the keys given"]);
    // Without the manifest it is the artifacts that say it.
    std::fs::remove_file(scene.publisher.path("migrations/artifacts/release.json")).unwrap();
    scene.push("acme/billing:1");
    scene.refused(&["pull", &place], 7, &["`1`", "signed by none of the keys given"]);
}

#[test]
fn nobody_is_trusted_with_a_package_that_the_trust_file_doesnt_name() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    std::fs::remove_file(scene.operator.path("trust.toml")).unwrap();
    let place = scene.place("acme/billing:1");
    scene.refused(
        &["pull", &place],
        7,
        &["nobody is trusted with acme/billing", "mighost trust add acme/billing --key"],
    );
}

#[test]
fn another_packages_artifacts_under_this_name_are_refused() {
    let scene = Scene::new();
    scene.write("acme/other", "1", "");
    scene.write("acme/other", "2", "-- revises: 1");
    scene.publish("acme/billing:1");
    let place = scene.place("acme/billing:1");
    // The manifest says it, and without one each artifact.
    scene.refused(&["pull", &place], 7, &["acme/other", "acme/billing"]);
    std::fs::remove_file(scene.publisher.path("migrations/artifacts/release.json")).unwrap();
    scene.push("acme/billing:1");
    scene.refused(&["pull", &place], 7, &["of acme/other, and acme/billing is wanted"]);
    scene.refused(&["pull", &place, "--package", "acme/other"], 7, &["nobody is trusted with acme/other"]);
}

#[test]
fn a_package_does_not_get_into_the_applications_own_chain() {
    let scene = Scene::new();
    for id in ["1", "2"] {
        std::fs::remove_file(scene.publisher.path(format!("migrations/{id}.sql"))).unwrap();
    }
    // Of no package: it would be the application's own, which isn't confined.
    scene.publisher.revision("1", "", "CREATE TABLE t (id INTEGER);", "DROP TABLE t;");
    scene.publisher.run(["release", "--key", "acme.key"]).ok();
    scene.push("acme/billing:1");
    scene.refused(&["pull", &scene.place("acme/billing:1")], 7, &["root package"]);
}

#[test]
fn a_chain_whose_manifest_was_taken_away_is_refused_where_there_was_one() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    std::fs::remove_file(scene.publisher.path("migrations/artifacts/release.json")).unwrap();
    scene.push("acme/billing:1");
    let place = scene.place("acme/billing:1");
    scene.refused(&["pull", &place], 7, &["it has no manifest, and release 1 was here before"]);
    // In a folder that has none of them, the lock file knows.
    std::fs::remove_dir_all(scene.operator.path("migrations/packages")).unwrap();
    scene.refused(&["pull", &place], 7, &["release 1 was here before"]);
}

#[test]
fn two_releases_of_one_number_are_refused() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    std::fs::remove_file(scene.publisher.path("migrations/artifacts/release.json")).unwrap();
    std::fs::remove_file(scene.publisher.path("mighost.lock")).unwrap();
    scene.write(BILLING, "3", "-- revises: 2");
    scene.publish("acme/billing:1");
    scene.refused(&["pull", &scene.place("acme/billing:1")], 7, &["there are two releases 1", "mighost.lock"]);
}

#[test]
fn a_release_that_is_over_is_refused() {
    let scene = Scene::new();
    scene.publisher.run(["release", "--key", "acme.key", "--expires", "2126-01-05"]).ok();
    scene.push("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    // Nobody waits a hundred years: a key whose time is over vouches as little as a release whose is.
    let pem = String::from_utf8(scene.publisher.read("acme.key.pub")).unwrap();
    let key = format!("[keys.acme]\npublic-key = '''\n{pem}'''\nvalid-until = \"2020-01-01T00:00:00Z\"\n");
    package::trust(&scene.operator, &format!("{key}[packages.\"{BILLING}\"]\nkeys = [\"acme\"]\n"));
    scene.refused(&["pull", &scene.place("acme/billing:1")], 7, &["no key counts"]);
}

#[test]
fn a_chain_without_a_manifest_is_refused_where_the_trust_file_wants_one() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    std::fs::remove_file(scene.publisher.path("migrations/artifacts/release.json")).unwrap();
    scene.push("acme/billing:1");
    scene.trust("require-release = true");
    scene.refused(&["pull", &scene.place("acme/billing:1")], 7, &["it has no manifest", "require-release"]);
}

#[test]
fn a_trust_file_that_is_to_be_signed_and_isnt_trusts_nobody() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    let text = String::from_utf8(scene.operator.read("trust.toml")).unwrap();
    scene.operator.write("trust.toml", format!("{text}\n[root-of-trust]\nversion = 1\nkeys = [\"acme\"]\n"));
    scene.refused(&["pull", &scene.place("acme/billing:1")], 7, &["trust.toml isn't trusted", "mighost trust sign"]);
    scene.operator.write("acme.key", scene.publisher.read("acme.key"));
    scene.operator.run(["trust", "sign", "--key", "acme.key"]).ok();
    scene.pull("acme/billing:1").ok();
}

#[test]
fn a_revoked_key_does_not_vouch() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    let pem = String::from_utf8(scene.publisher.read("acme.key.pub")).unwrap();
    let key = format!("[keys.acme]\npublic-key = '''\n{pem}'''\nrevoked-from = 2\n");
    package::trust(&scene.operator, &format!("{key}[packages.\"{BILLING}\"]\nkeys = [\"acme\"]\n"));
    scene.refused(&["pull", &scene.place("acme/billing:1")], 7, &["its manifest", "revoked: acme"]);
}

#[test]
fn what_claims_to_be_too_large_is_not_fetched() {
    let scene = Scene::new();
    let digest = scene.publish("acme/billing:1");
    // The publisher's own index, with a first image that says its layer has a gigabyte.
    let index = scene.stored(&digest);
    let image = index["manifests"][0]["digest"].as_str().unwrap();
    let mut image = scene.stored(image);
    image["layers"][0]["size"] = 1_073_741_824_u64.into();
    scene.put("acme/billing", "large", "application/vnd.oci.image.manifest.v1+json", image.to_string());
    scene.refused(&["pull", &scene.place("acme/billing:large")], 1, &["its layer has 1073741824 bytes", "at most"]);
}

#[test]
fn what_is_no_migration_is_said_to_be_none() {
    let scene = Scene::new();
    let digest = scene.publish("acme/billing:1");
    let image = scene.stored(&digest)["manifests"][2]["digest"].as_str().unwrap().to_owned();
    scene.refused(&["pull", &scene.place(&format!("acme/billing@{image}"))], 1, &["holds no migrations"]);
}

#[test]
fn a_folder_with_something_else_in_it_is_not_replaced() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    scene.operator.write("migrations/packages/acme/billing/notes.txt", "mine");
    scene.refused(&["pull", &scene.place("acme/billing:1")], 2, &["notes.txt", "--output"]);
}

#[test]
fn a_place_that_says_no_package_needs_one() {
    let scene = Scene::new();
    scene.release();
    scene.push("plugins:1");
    let place = scene.place("plugins:1");
    scene.refused(&["pull", &place], 2, &["its path says no package", "--package PUBLISHER/NAME"]);
    scene.refused(&["pull", &place, "--package", "../acme"], 2, &["is no package"]);
    scene.operator.run(["pull", &place, "--package", BILLING]).ok();
    let fresh = mighost_tests::Project::new();
    fresh.run(["pull"]).exits(2).has_one_message().says(&["mighost.lock", "nothing in it came from a registry"]);
}
