//! The way it is meant: from a publisher to an operator's database.

use super::support::Scene;
use mighost_tests::Project;
use mighost_tests::package::{self, BILLING, FOLDER};

#[test]
fn a_chain_goes_from_the_publisher_to_the_database() {
    let scene = Scene::new();
    let digest = scene.publish("acme/billing:1");
    let outcome = scene.pull(&format!("acme/billing:1@{digest}")).ok();
    outcome.prints(&["2 revisions, release 1", &digest, "mighost upgrade acme/billing"]);
    assert_eq!(scene.folder(), ["1.wasm", "2.wasm", "release.json"]);
    for name in ["1.wasm", "2.wasm", "release.json"] {
        let theirs = scene.publisher.read(format!("migrations/artifacts/{name}"));
        assert_eq!(scene.operator.read(format!("{FOLDER}/{name}")), theirs, "{name}");
    }
    scene.operator.run(["upgrade", BILLING]).ok();
    assert_eq!(scene.tables(), ["acme_billing__1", "acme_billing__2"]);
    let lock = String::from_utf8(scene.operator.read("mighost.lock")).unwrap();
    assert!(lock.contains(&format!("source = \"{}@{digest}\"", scene.place("acme/billing"))), "{lock}");
}

#[test]
fn a_tag_is_enough_and_what_it_was_is_printed_and_pinned() {
    let scene = Scene::new();
    let digest = scene.publish("acme/billing:1");
    let pulled = scene.operator.json(["pull", &scene.place("acme/billing:1")]);
    assert_eq!(pulled["pulled"][0]["digest"], digest);
    assert_eq!(pulled["pulled"][0]["release"], 1);
    assert_eq!(pulled["pulled"][0]["artifacts"][0]["id"], "1");
    assert_eq!(pulled["pulled"][0]["artifacts"][0]["keys"].as_array().unwrap().len(), 1);
}

#[test]
fn a_later_release_takes_the_place_of_the_former_one() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    scene.write(BILLING, "3", "-- revises: 2");
    scene.publish("acme/billing:2");
    scene.pull("acme/billing:2").ok().prints(&["3 revisions, release 2"]);
    assert_eq!(scene.folder(), ["1.wasm", "2.wasm", "3.wasm", "release.json"]);
    scene.pull("acme/billing:2").ok().prints(&["there already"]);
}

#[test]
fn what_the_lock_file_pins_is_fetched_again() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    // The tag moves, and a colleague has the lock file alone.
    scene.write(BILLING, "3", "-- revises: 2");
    scene.publish("acme/billing:1");
    let lock = scene.operator.read("mighost.lock");
    std::fs::remove_dir_all(scene.operator.path("migrations/packages")).unwrap();
    for arguments in [&["pull", "--locked"][..], &["pull"]] {
        scene.operator.run(arguments).ok().prints(&["2 revisions, release 1"]);
        assert_eq!(scene.folder(), ["1.wasm", "2.wasm", "release.json"]);
    }
    assert_eq!(scene.operator.read("mighost.lock"), lock);
    let place = scene.place("acme/billing:1");
    scene.refused(&["pull", &place, "--locked"], 7, &["it is release 2, and mighost.lock pins 1", "without --locked"]);
}

#[test]
fn one_artifact_is_put_beside_the_others() {
    let scene = Scene::new();
    scene.release();
    for id in ["1", "2"] {
        let artifact = format!("migrations/artifacts/{id}.wasm");
        scene.publisher.run(["push", &scene.place(&format!("acme/billing:{id}")), &artifact]).ok();
        scene.pull(&format!("acme/billing:{id}")).ok().prints(&["pulled", &format!("{id}.wasm")]);
    }
    assert_eq!(scene.folder(), ["1.wasm", "2.wasm"]);
    scene.operator.run(["upgrade", BILLING]).ok();
    scene.pull("acme/billing:2").ok();
    assert_eq!(scene.folder(), ["1.wasm", "2.wasm"]);
}

#[test]
fn signatures_beside_an_artifact_travel_with_it() {
    let scene = Scene::new();
    scene.publisher.run(["build"]).ok();
    let files = ["migrations/artifacts/1.wasm", "migrations/artifacts/2.wasm"];
    scene.publisher.run(["sign", files[0], files[1], "--detached", "--key", "acme.key"]).ok();
    let digest = scene.push("acme/billing:1");
    scene.pull(&format!("acme/billing@{digest}")).ok().says(&["no manifest"]);
    assert_eq!(scene.folder(), ["1.wasm", "1.wasm.dsse", "2.wasm", "2.wasm.dsse"]);
    scene.operator.run(["upgrade", BILLING]).ok();
}

#[test]
fn the_applications_own_chain_is_pulled_where_somebody_says_so() {
    let scene = Scene::new();
    let application = Project::new();
    application.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY);", "DROP TABLE people;");
    application.run(["key", "generate", "--out", "release.key"]).ok();
    application.run(["release", "--key", "release.key"]).ok();
    let place = scene.place("shop/migrations:1");
    application.run(["push", &place]).ok().prints(&["--package root"]);
    scene.refused(
        &["pull", &place, "--package", "root"],
        7,
        &["nobody is trusted with root", "mighost trust add root"],
    );
    let pem = String::from_utf8(application.read("release.key.pub")).unwrap();
    let text = format!("[keys.release]\npublic-key = '''\n{pem}'''\n[root]\nkeys = [\"release\"]\n");
    package::trust(&scene.operator, &text);
    // Who names keys for it means what comes from elsewhere, though its own sources need no signature.
    scene.publisher.revision("9", "", "CREATE TABLE evil (id INTEGER);", "");
    let forged = ["--dir", "forged", "release", "--key", "mallory.key"];
    scene.publisher.write("forged/9.sql", scene.publisher.read("migrations/9.sql"));
    scene.publisher.run(forged).ok();
    scene.publisher.run(["--dir", "forged", "push", &scene.place("shop/migrations:2")]).ok();
    let other = scene.place("shop/migrations:2");
    scene.refused(&["pull", &other, "--package", "root"], 7, &["signed by none of the keys given"]);
    scene.operator.run(["pull", &place, "--package", "root"]).ok();
    scene.operator.run(["upgrade"]).ok();
    assert_eq!(scene.tables(), ["people"]);
    // Its sources are not replaced by what comes from elsewhere.
    let places = [place.as_str()];
    let pull = ["pull", places[0], "--package", "root"];
    assert_eq!(application.run(pull).code(), 7);
    application.write("trust.toml", scene.operator.read("trust.toml"));
    application.run(pull).exits(2).has_one_message().says(&["1.sql", "has its sources here"]);
}

#[test]
fn another_folder_may_be_named_and_packages_may_be_elsewhere() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    let place = scene.place("acme/billing:1");
    scene.operator.run(["pull", &place, "--output", "there"]).ok();
    assert!(scene.operator.path("there/2.wasm").is_file() && scene.folder().is_empty());
    assert!(!scene.operator.path("mighost.lock").exists());
    scene.operator.write("mighost.toml", "[packages]\n\"acme/billing\" = \"plugins/billing\"\n");
    scene.operator.run(["pull", &place]).ok();
    assert!(scene.operator.path("plugins/billing/2.wasm").is_file() && scene.folder().is_empty());
}
