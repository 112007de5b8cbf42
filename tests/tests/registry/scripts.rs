//! Scripts and the runtime that they name: it goes along, once, and is believed by its digest alone.

use super::support::Scene;
use mighost::Digest;
use mighost_test_servers::Registry;
use mighost_tests::package::{self, BILLING, FOLDER};
use mighost_tests::{Project, guest};
use serde_json::{Value, json};
use std::path::PathBuf;

const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
const TYPE: &str = "application/vnd.mighost.runtime.v1+wasm";
const ARTIFACTS: &str = "migrations/artifacts";

/// A scene whose publisher has a chain of two scripts and their runtime, and whose operator has an empty cache.
struct Scripts {
    scene: Scene,
    runtime: Vec<u8>,
}

impl Scripts {
    fn new() -> Scripts {
        Scripts::with(Registry::start(), guest::runtime(true, "1"))
    }

    fn with(registry: Registry, runtime: Vec<u8>) -> Scripts {
        let mut scene = Scene::with(registry);
        scene.operator = Project::new().with_cold_cache();
        trust(&scene);
        for id in ["1", "2"] {
            std::fs::remove_file(scene.publisher.path(format!("migrations/{id}.sql"))).unwrap();
        }
        let scripts = Scripts { scene, runtime };
        scripts.keep(&scripts.runtime);
        scripts.write('1', None);
        scripts.write('2', Some('1'));
        scripts
    }

    /// Keeps a runtime where the publisher's build would.
    fn keep(&self, runtime: &[u8]) -> PathBuf {
        self.scene.publisher.write(format!("{ARTIFACTS}/{}", name(runtime)), runtime)
    }

    /// Writes a script of the publisher's chain.
    fn write(&self, id: char, revises: Option<char>) {
        let statement = format!("CREATE TABLE acme_billing__{id} (id INTEGER PRIMARY KEY)");
        let artifact = guest::script(&self.runtime, true, id, revises, &statement);
        self.scene.publisher.write(format!("{ARTIFACTS}/{id}.wasm"), artifact);
    }

    /// The digest of the runtime as registries write it.
    fn digest(&self) -> String {
        format!("sha256:{}", Digest::of(&self.runtime))
    }

    /// How often the registry was asked for the runtime in this way.
    fn asked(&self, method: &str) -> usize {
        // In an address the colon may be another sign.
        self.scene.registry.asked(method, &Digest::of(&self.runtime).to_string())
    }

    /// The runtime in the folder of the operator's package.
    fn pulled(&self) -> PathBuf {
        self.scene.operator.path(format!("{FOLDER}/{}", name(&self.runtime)))
    }

    /// The images of the revisions of a chain.
    fn images(&self, index: &str) -> Vec<Value> {
        let index = self.scene.stored(index);
        let entries = index["manifests"].as_array().unwrap().iter();
        let revisions = entries.filter(|entry| entry["artifactType"] != "application/vnd.mighost.release.v1+json");
        revisions.map(|entry| self.scene.stored(entry["digest"].as_str().unwrap())).collect()
    }

    /// Pushes the first script, and puts its image at another tag with this change.
    fn changed(&self, tag: &str, change: impl Fn(&mut Value)) -> String {
        let place = self.scene.place("acme/billing:one");
        let pushed = self.scene.publisher.json(["push", &place, &format!("{ARTIFACTS}/1.wasm")]);
        let mut image = self.scene.stored(pushed["digest"].as_str().unwrap());
        change(&mut image["layers"]);
        self.scene.put("acme/billing", tag, IMAGE, image.to_string());
        self.scene.place(&format!("acme/billing:{tag}"))
    }
}

/// The operator's trust file. A script's artifact imports all of `ddl`, so all of it must be granted.
fn trust(scene: &Scene) {
    let pem = String::from_utf8(scene.publisher.read("acme.key.pub")).unwrap();
    let operations = json!(mighost_schema::Operation::KINDS);
    package::trust(
        &scene.operator,
        &format!(
            "[keys.acme]\npublic-key = '''\n{pem}'''\n[packages.\"{BILLING}\"]\nkeys = [\"acme\"]\n\
             [packages.\"{BILLING}\".grants]\nsql = \"confined\"\noperations = {operations}\n"
        ),
    );
}

/// The name of a runtime beside artifacts.
fn name(runtime: &[u8]) -> String {
    format!("runtimes/{}.wasm", Digest::of(runtime))
}

#[test]
fn a_chain_of_scripts_runs_where_it_is_pulled() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    scene.release();
    let place = scene.place("acme/billing:1");
    scene.publisher.run(["push", &place]).ok().prints(&["pushed 2 revisions, release 1, with its runtime"]);
    let pulled = scene.operator.json(["pull", &place]);
    let digest = Digest::of(&scripts.runtime).to_string();
    assert_eq!(
        (&pulled["pulled"][0]["runtimes"], &pulled["pulled"][0]["fetched"]),
        (&json!([digest]), &json!([digest]))
    );
    assert_eq!(scene.folder(), ["1.wasm", "2.wasm", "release.json", "runtimes"]);
    assert_eq!(std::fs::read(scripts.pulled()).unwrap(), scripts.runtime);
    scene.operator.run(["upgrade", BILLING]).ok();
    assert_eq!(scene.tables(), ["acme_billing__1", "acme_billing__2"]);
}

#[test]
fn a_runtime_is_the_second_layer_of_each_and_stored_once() {
    let scripts = Scripts::new();
    let index = scripts.scene.publish("acme/billing:1");
    let images = scripts.images(&index);
    assert_eq!(images.len(), 2);
    for image in &images {
        let [artifact, runtime] = image["layers"].as_array().unwrap().as_slice() else { panic!("{image}") };
        assert_eq!((&artifact["mediaType"], &runtime["mediaType"]), (&json!("application/wasm"), &json!(TYPE)));
        assert_eq!((&runtime["digest"], &runtime["size"]), (&json!(scripts.digest()), &json!(scripts.runtime.len())));
        assert_eq!(runtime["annotations"]["org.opencontainers.image.title"], name(&scripts.runtime));
        // Tools for WebAssembly expect all layers there.
        let config = scripts.scene.stored(image["config"]["digest"].as_str().unwrap());
        assert_eq!(config["layerDigests"], json!([artifact["digest"], runtime["digest"]]));
    }
    assert_eq!(std::fs::read(scripts.scene.registry.blob(&scripts.digest())).unwrap(), scripts.runtime);
    // Wherever and whenever it is pushed.
    assert_eq!(index, scripts.scene.push("elsewhere/acme/billing:other"));
}

#[test]
fn a_runtime_is_sent_once_and_not_where_it_is_already() {
    let scripts = Scripts::new();
    scripts.scene.publish("acme/billing:1");
    assert_eq!(scripts.asked("PUT"), 1);
    scripts.write('3', Some('2'));
    scripts.scene.publish("acme/billing:2");
    let artifact = format!("{ARTIFACTS}/3.wasm");
    scripts.scene.publisher.run(["push", &scripts.scene.place("acme/billing:3"), &artifact]).ok();
    assert_eq!(scripts.asked("PUT"), 1);
}

/// What is large is sent by a connection of its own, which must say who asks, too.
#[test]
fn a_large_runtime_goes_to_a_registry_with_a_login() {
    let large = [guest::runtime(true, "1"), guest::padding(5 << 20)].concat();
    let scripts = Scripts::with(Registry::start_with_login(), large);
    let scene = &scripts.scene;
    scene.release();
    let (user, password) = Registry::user();
    let place = scene.place("acme/billing:1");
    for (project, verb) in [(&scene.publisher, "push"), (&scene.operator, "pull")] {
        let mut command = project.command([verb, &place]);
        command.env("MIGHOST_REGISTRY_USER", user).env("MIGHOST_REGISTRY_PASSWORD", password);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{verb}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(std::fs::read(scripts.pulled()).unwrap(), scripts.runtime);
    scene.operator.run(["upgrade", BILLING]).ok();
}

#[test]
fn a_runtime_is_fetched_once_and_not_where_it_is_already() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    scene.publish("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    assert_eq!(scripts.asked("GET"), 1);
    scene.pull("acme/billing:1").ok().prints(&["there already"]);
    scripts.write('3', Some('2'));
    scene.publish("acme/billing:2");
    scene.pull("acme/billing:2").ok().prints(&["3 revisions"]);
    assert_eq!(scripts.asked("GET"), 1);
    assert!(scripts.pulled().is_file());
    // With the application's own artifacts, or in the cache; the package has its own nevertheless.
    for place in [ARTIFACTS, "cache"] {
        std::fs::remove_dir_all(scene.operator.path("migrations")).unwrap();
        let kept = scene.operator.write(format!("{place}/{}", name(&scripts.runtime)), &scripts.runtime);
        scene.pull("acme/billing:2").ok();
        assert_eq!(
            (scripts.asked("GET"), std::fs::read(scripts.pulled()).unwrap()),
            (1, scripts.runtime.clone()),
            "{place}"
        );
        std::fs::remove_file(kept).unwrap();
    }
    // What is broken isn't there.
    std::fs::write(scripts.pulled(), "broken").unwrap();
    scene.pull("acme/billing:2").ok().prints(&["pulled"]);
    assert_eq!((scripts.asked("GET"), std::fs::read(scripts.pulled()).unwrap()), (2, scripts.runtime.clone()));
}

#[test]
fn a_runtime_that_was_changed_or_is_cut_off_is_refused_and_nothing_is_kept() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    scene.publish("acme/billing:1");
    let artifact = format!("{ARTIFACTS}/1.wasm");
    scene.publisher.run(["push", &scene.place("acme/billing:one"), &artifact]).ok();
    let stored = scene.registry.blob(&scripts.digest());
    let mut changed = scripts.runtime.clone();
    *changed.last_mut().unwrap() ^= 1;
    let longer = [scripts.runtime.as_slice(), b"more"].concat();
    for bytes in [&changed, &scripts.runtime[..100], b"", &longer] {
        std::fs::write(&stored, bytes).unwrap();
        for tag in ["1", "one"] {
            let place = scene.place(&format!("acme/billing:{tag}"));
            let outcome = scene.operator.run(["pull", &place]);
            // The registry itself may find that its file is of another length.
            assert!(matches!(outcome.code(), 7 | 1) && outcome.stdout.is_empty(), "{}", outcome.whole());
            outcome.has_one_message();
            assert!(!scene.operator.path("migrations/packages/acme").join("billing").exists(), "{tag} is kept");
            assert!(!scene.operator.path("mighost.lock").exists());
        }
    }
    std::fs::write(&stored, &changed).unwrap();
    scene.refused(&["pull", &scene.place("acme/billing:1")], 7, &["isn't what its digest says", "the runtime of tiny"]);
    std::fs::write(&stored, &scripts.runtime).unwrap();
    scene.pull("acme/billing:1").ok();
}

#[test]
fn a_runtime_is_the_one_that_the_artifact_names_whatever_its_image_says() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    scene.release();
    let none = scripts.changed("none", |layers| drop(layers.as_array_mut().unwrap().pop()));
    scene.refused(&["pull", &none], 1, &["needs the runtime of tiny", &scripts.digest()[7..], "pushed again"]);
    let other = scene.blob("acme/billing", b"another runtime");
    let other = scripts.changed("other", |layers| {
        layers[1]["digest"] = json!(other);
        layers[1]["size"] = json!(15);
    });
    scene.refused(&["pull", &other], 1, &["needs the runtime of tiny", &scripts.digest()[7..]]);
    let size = scripts.runtime.len();
    let longer = scripts.changed("longer", |layers| layers[1]["size"] = json!(size + 1));
    scene.refused(&["pull", &longer], 7, &["the runtime of tiny", "bytes were announced"]);
    let shorter = scripts.changed("shorter", |layers| layers[1]["size"] = json!(size - 1));
    scene.refused(&["pull", &shorter], 7, &["the runtime of tiny", "more came than"]);
    let large = scripts.changed("large", |layers| layers[1]["size"] = json!((64 << 20) + 1));
    scene.refused(&["pull", &large], 1, &["its runtime has 67108865 bytes", "at most"]);
    assert!(scene.folder().is_empty());
    // Whoever has it needs none.
    scene.operator.write(format!("{ARTIFACTS}/{}", name(&scripts.runtime)), &scripts.runtime);
    scene.operator.run(["pull", &none]).ok();
    scene.operator.run(["upgrade", BILLING]).ok();
    assert_eq!(scene.tables(), ["acme_billing__1"]);
}

/// The registry answers so many requests, and then the connection is cut in the middle of an answer.
#[test]
fn a_connection_that_breaks_leaves_neither_scripts_nor_runtimes() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    scene.publish("acme/billing:1");
    let before = scene.operator.files();
    for answers in 0..40 {
        let port = super::trouble::cut_after(scene.registry.port(), answers);
        let outcome = scene.operator.run(["pull", &format!("127.0.0.1:{port}/acme/billing:1")]);
        if outcome.code() == 0 {
            assert_eq!(std::fs::read(scripts.pulled()).unwrap(), scripts.runtime);
            return;
        }
        let outcome = outcome.fails();
        assert!(before == scene.operator.files(), "after {answers} answers files have changed\n{}", outcome.whole());
    }
    panic!("it never got through");
}

#[test]
fn what_nobody_vouches_for_fetches_no_runtime() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    scene.publisher.run(["release", "--key", "mallory.key"]).ok();
    std::fs::remove_file(scene.publisher.path(format!("{ARTIFACTS}/release.json"))).unwrap();
    scene.push("acme/billing:1");
    scene.publisher.run(["push", &scene.place("acme/billing:one"), &format!("{ARTIFACTS}/1.wasm")]).ok();
    for tag in ["1", "one"] {
        let place = scene.place(&format!("acme/billing:{tag}"));
        scene.refused(&["pull", &place], 7, &["`1`", "signed by none of the keys given"]);
    }
    assert_eq!(scripts.asked("GET"), 0);
}

#[test]
fn what_lacks_its_runtime_is_not_pushed_and_nothing_is_sent() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    scene.release();
    let kept = scripts.keep(&scripts.runtime);
    let place = scene.place("acme/billing:1");
    let refused = |says: &[&str]| {
        for file in [None, Some("migrations/artifacts/2.wasm")] {
            let arguments = ["push", &place].into_iter().chain(file);
            scene.publisher.run(arguments).exits(2).has_one_message().says(says);
        }
        assert_eq!(scene.registry.asked("POST", "/v2/") + scene.registry.asked("PUT", "/v2/"), 0);
    };
    std::fs::write(&kept, "broken").unwrap();
    refused(&["it isn't what its name says", &Digest::of(&scripts.runtime).to_string(), "mighost build"]);
    std::fs::remove_file(&kept).unwrap();
    let cache = scene.publisher.cache().join("runtimes").display().to_string();
    refused(&["the runtime of tiny", ".wasm: ", "migrations/artifacts/runtimes", &cache, "mighost build"]);
}

#[test]
fn a_single_script_is_put_beside_the_others_with_its_runtime() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    scene.release();
    for id in ["1", "2"] {
        let place = scene.place(&format!("acme/billing:{id}"));
        scene.publisher.run(["push", &place, &format!("{ARTIFACTS}/{id}.wasm")]).ok();
        scene.operator.run(["pull", &place]).ok();
        assert_eq!(std::fs::read(scripts.pulled()).unwrap(), scripts.runtime);
    }
    assert_eq!((scripts.asked("PUT"), scripts.asked("GET")), (1, 1));
    scene.operator.run(["upgrade", BILLING]).ok();
    assert_eq!(scene.tables(), ["acme_billing__1", "acme_billing__2"]);
    // Once more what is there: what is gone comes back.
    std::fs::remove_file(scripts.pulled()).unwrap();
    scene.pull("acme/billing:2").ok();
    assert_eq!(std::fs::read(scripts.pulled()).unwrap(), scripts.runtime);
}

#[test]
fn a_later_release_brings_its_runtime_and_the_former_goes() {
    let mut scripts = Scripts::new();
    scripts.scene.publish("acme/billing:1");
    scripts.scene.pull("acme/billing:1").ok();
    let former = scripts.pulled();
    scripts.runtime = guest::runtime(true, "2");
    scripts.keep(&scripts.runtime);
    scripts.write('1', None);
    scripts.write('2', Some('1'));
    scripts.scene.publish("acme/billing:2");
    scripts.scene.pull("acme/billing:2").ok();
    assert!(scripts.pulled().is_file() && !former.exists());
    scripts.scene.operator.run(["upgrade", BILLING]).ok();
}

#[test]
fn what_is_pinned_comes_back_with_its_runtime_and_other_folders_get_it_too() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    scene.publish("acme/billing:1");
    let place = scene.place("acme/billing:1");
    scene.operator.run(["pull", &place, "--output", "there"]).ok();
    assert!(scene.operator.path(format!("there/{}", name(&scripts.runtime))).is_file() && scene.folder().is_empty());
    scene.pull("acme/billing:1").ok();
    std::fs::remove_dir_all(scene.operator.path("migrations")).unwrap();
    scene.operator.run(["pull", "--locked"]).ok();
    assert_eq!(std::fs::read(scripts.pulled()).unwrap(), scripts.runtime);
    scene.operator.run(["upgrade", BILLING]).ok();
    // The artifacts name it, so what is pinned pins it: another one is another artifact.
    let other = guest::runtime(true, "2");
    scripts.keep(&other);
    for (id, revises) in [('1', None), ('2', Some('1'))] {
        let statement = format!("CREATE TABLE acme_billing__{id} (id INTEGER PRIMARY KEY)");
        scene.publisher.write(format!("{ARTIFACTS}/{id}.wasm"), guest::script(&other, true, id, revises, &statement));
    }
    for file in ["mighost.lock", &format!("{ARTIFACTS}/release.json")] {
        std::fs::remove_file(scene.publisher.path(file)).unwrap();
    }
    scene.publish("acme/billing:1");
    scene.refused(&["pull", &place, "--locked"], 7, &["there are two releases 1"]);
}

#[test]
fn the_applications_own_scripts_are_pulled_with_their_runtime() {
    let scripts = Scripts::new();
    let scene = &scripts.scene;
    let runtime = guest::runtime(false, "1");
    let application = Project::new();
    application.write(format!("{ARTIFACTS}/{}", name(&runtime)), &runtime);
    let statement = "CREATE TABLE people (id INTEGER PRIMARY KEY)";
    application.write(format!("{ARTIFACTS}/1.wasm"), guest::script(&runtime, false, '1', None, statement));
    application.run(["key", "generate", "--out", "release.key"]).ok();
    application.run(["release", "--key", "release.key"]).ok();
    let place = scene.place("shop/migrations:1");
    application.run(["push", &place]).ok();
    let pem = String::from_utf8(application.read("release.key.pub")).unwrap();
    let text = format!("[keys.release]\npublic-key = '''\n{pem}'''\n[root]\nkeys = [\"release\"]\n");
    package::trust(&scene.operator, &text);
    let pull = ["pull", &place, "--package", "root"];
    // A build's own folder isn't replaced, by whatever it is known.
    let source = scene.operator.write("migrations/1_people.py", "");
    scene.refused(&pull, 2, &["1_people.py", "has its sources here"]);
    std::fs::remove_file(source).unwrap();
    let pin = scene.operator.write(format!("{ARTIFACTS}/runtimes/python.sha256"), "");
    scene.refused(&pull, 2, &["python.sha256", "--output"]);
    std::fs::remove_file(pin).unwrap();
    scene.operator.run(pull).ok();
    assert_eq!(scene.operator.read(format!("{ARTIFACTS}/{}", name(&runtime))), runtime);
    scene.operator.run(["upgrade"]).ok();
    assert_eq!(scene.tables(), ["people"]);
}
