//! Signatures with Sigstore beside what was pushed. A good one can't be made here, without the service that vouches for identities; the
//! crate's own tests verify a real one.

use super::support::Scene;
use serde_json::json;

const BUNDLE_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const POLICY: &str =
    "issuer = \"https://token.actions.githubusercontent.com\"\nsubject-prefix = \"https://github.com/prefix-dev/\"";

/// A scene whose trust file wants a signature with Sigstore. The digest of what was pushed.
fn scene(more: &str) -> (Scene, String) {
    let scene = Scene::new();
    let digest = scene.publish("acme/billing:1");
    scene.trust(&format!("[packages.\"acme/billing\".sigstore]\n{POLICY}\n{more}"));
    (scene, digest)
}

/// Puts a bundle beside a digest, as cosign does where a registry has no interface for referrers.
fn attach(scene: &Scene, digest: &str, bundle: &[u8]) {
    let blob = |bytes: &[u8]| {
        let digest = scene.blob("acme/billing", bytes);
        json!({ "mediaType": BUNDLE_TYPE, "digest": digest, "size": bytes.len() })
    };
    let mut config = blob(b"{}");
    config["mediaType"] = "application/vnd.oci.empty.v1+json".into();
    let image = json!({
        "schemaVersion": 2, "mediaType": IMAGE, "artifactType": BUNDLE_TYPE, "config": config, "layers": [blob(bundle)],
        "subject": { "mediaType": INDEX, "digest": digest, "size": 1 },
    })
    .to_string();
    let own = format!("sha256:{}", mighost::Digest::of(image.as_bytes()));
    let size = image.len();
    scene.put("acme/billing", &own, IMAGE, image);
    let entry = json!({ "mediaType": IMAGE, "digest": own, "size": size, "artifactType": BUNDLE_TYPE });
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": [entry] });
    scene.put("acme/billing", &digest.replace(':', "-"), INDEX, index.to_string());
}

#[test]
fn what_has_no_signature_with_sigstore_is_refused_where_one_is_wanted() {
    let (scene, digest) = scene("");
    let place = scene.place("acme/billing:1");
    scene.refused(
        &["pull", &place],
        7,
        &["there is none beside it", &format!("cosign sign {}", scene.place("acme/billing")), &digest],
    );
}

#[test]
fn a_signature_over_something_else_does_not_count() {
    let (scene, digest) = scene("");
    let file = mighost_tests::binary::workspace().join("host/registry/tests/sigstore/attestation.sigstore.json");
    attach(&scene, &digest, &std::fs::read(file).unwrap());
    let place = scene.place("acme/billing:1");
    scene.refused(&["pull", &place], 7, &["none counts", "does not match"]);
    attach(&scene, &digest, b"{}");
    scene.refused(&["pull", &place], 7, &["none counts", "it is no bundle"]);
}

#[test]
fn another_trusted_root_is_read_beside_the_trust_file() {
    let (scene, digest) = scene("trusted-root = \"roots/ours.json\"");
    let place = scene.place("acme/billing:1");
    attach(&scene, &digest, b"{}");
    scene.refused(&["pull", &place], 1, &["roots/ours.json"]);
    scene.operator.write("roots/ours.json", "{}");
    scene.refused(&["pull", &place], 7, &["the trusted root can't be used"]);
}

#[test]
fn a_policy_that_would_trust_everybody_is_no_policy() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    let issuer = "issuer = \"https://token.actions.githubusercontent.com\"";
    scene.trust(&format!(
        "[packages.\"acme/billing\".sigstore]\n{issuer}\nsubject-prefix = \"https://github.com/acme\""
    ));
    let outcome = scene.pull("acme/billing:1").fails();
    outcome.says(&["trust.toml", "subject-prefix", "ends with /"]);
}
