//! What is in the registry after a push.

use super::support::Scene;
use mighost_tests::package::BILLING;

const ARTIFACT: &str = "migrations/artifacts/1.wasm";

#[test]
fn one_artifact_is_an_image_of_one_layer() {
    let scene = Scene::new();
    scene.release();
    let pushed = scene.publisher.json(["push", &scene.place("acme/billing:1"), ARTIFACT]);
    let digest = pushed["digest"].as_str().unwrap();
    assert_eq!(pushed["pinned"], format!("{}@{digest}", scene.place("acme/billing")));
    let image = scene.stored(digest);
    assert_eq!(image["config"]["mediaType"], "application/vnd.wasm.config.v0+json");
    assert_eq!(image["layers"].as_array().unwrap().len(), 1);
    assert_eq!(image["layers"][0]["mediaType"], "application/wasm");
    assert_eq!(image["layers"][0]["annotations"]["org.opencontainers.image.title"], "1.wasm");
    let layer = image["layers"][0]["digest"].as_str().unwrap();
    assert_eq!(std::fs::read(scene.registry.blob(layer)).unwrap(), scene.publisher.read(ARTIFACT));
}

#[test]
fn a_chain_is_an_index_in_its_order_with_its_manifest_behind() {
    let scene = Scene::new();
    // Names that sort in another order than the chain has.
    scene.write(BILLING, "0", "-- revises: 2");
    let index = scene.stored(&scene.publish("acme/billing:1"));
    let title = |entry: &serde_json::Value| entry["annotations"]["org.opencontainers.image.title"].clone();
    let titles: Vec<_> = index["manifests"].as_array().unwrap().iter().map(title).collect();
    assert_eq!(titles, ["1.wasm", "2.wasm", "0.wasm", "release.json"]);
    assert_eq!(index["annotations"]["org.opencontainers.image.version"], "1");
    assert_eq!(index["annotations"]["dev.mighost.package"], BILLING);
}

#[test]
fn the_same_bytes_have_the_same_digest_wherever_and_whenever_they_are_pushed() {
    let scene = Scene::new();
    scene.release();
    let first = scene.push("acme/billing:1");
    assert_eq!(first, scene.push("elsewhere/acme/billing:other"));
    assert_eq!(first, scene.push("acme/billing"));
    // With signatures of one more person it is another one.
    scene.publisher.run(["sign", ARTIFACT, "--key", "mallory.key"]).ok();
    assert_ne!(first, scene.push("acme/billing:1"));
}

#[test]
fn what_nobody_signed_is_pushed_with_a_warning() {
    let scene = Scene::new();
    scene.publisher.run(["build"]).ok();
    let place = scene.place("acme/billing:1");
    let outcome = scene.publisher.run(["push", &place]).ok();
    outcome.says(&["warning:", "1.wasm and 1 more aren't signed", "there is no manifest", "mighost release"]);
    scene.publisher.run(["push", &place, ARTIFACT]).ok().says(&["1.wasm isn't signed", "mighost sign"]);
}

#[test]
fn a_chain_that_is_not_as_released_is_not_pushed() {
    let scene = Scene::new();
    scene.release();
    scene.write(BILLING, "3", "-- revises: 2");
    let place = scene.place("acme/billing:1");
    let outcome = scene.publisher.run(["push", &place]).exits(2).has_one_message();
    outcome.says(&["release.json", "the chain isn't as release 1 has it", "mighost release"]);
}

#[test]
fn places_and_files_that_cant_be_are_named() {
    let scene = Scene::new();
    let refused = |arguments: &[&str], says: &[&str]| {
        scene.publisher.run(arguments).exits(2).has_one_message().says(says);
    };
    refused(&["push", "acme/billing:1"], &["`acme/billing:1`", "the registry comes first", "ghcr.io/acme/billing:2"]);
    refused(&["push", "https://ghcr.io/acme/billing"], &["no scheme"]);
    let place = scene.place("acme/billing:1");
    refused(&["push", &place, "migrations/1.sql"], &["is no artifact", "mighost build"]);
    let pinned = format!("{place}@sha256:{}", "0".repeat(64));
    refused(&["push", &pinned], &["a digest is what a push gives"]);
    scene.publisher.run(["push", &place, "nothing.wasm"]).fails().says(&["nothing.wasm"]);
    scene.publisher.run(["push", &place, "mighost.lock"]).fails();
}

#[test]
fn a_place_that_is_not_called_as_the_package_says_how_to_pull_it() {
    let scene = Scene::new();
    scene.release();
    let outcome = scene.publisher.run(["push", &scene.place("shop/plugins:1")]).ok();
    outcome.prints(&["--package acme/billing", "@sha256:"]);
}
