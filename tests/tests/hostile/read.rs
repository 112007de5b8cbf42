//! What can be done with a hostile file without running it, and building one.

use super::trial;
use libtest_mimic::Trial;
use mighost_tests::{Project, guest};

/// Seconds that a step may take here.
const LIMIT: &str = "2";

/// The tests.
pub fn trials() -> Vec<Trial> {
    vec![
        trial("a_hostile_guest_is_read_without_being_run", read_without_being_run),
        trial("a_network_is_seen_in_the_file", a_network_is_seen),
        trial("building_a_hostile_guest_ends_too", building_ends),
    ]
}

fn case(name: &str) -> Vec<u8> {
    guest::case(&guest::hostile().join(name), false)
}

fn read_without_being_run() {
    let project = Project::new();
    project.write("migrations/1.sql", mighost_tests::chain::sql("1", "", "CREATE TABLE people (id INTEGER);", ""));
    project.write("migrations/2.wasm", case("loops-in-describe"));
    project.run(["history"]).ok().prints(&["2"]);
    project.run(["show", "2"]).ok();
    project.run(["plan"]).ok().prints(&["upgrade 2"]);
    project.run(["inspect", "migrations/2.wasm"]).ok();
    assert!(!project.database().exists());
}

fn a_network_is_seen() {
    let project = Project::new();
    project.write("net.wasm", case("imports-a-network"));
    let facts = project.json(["inspect", "net.wasm"]);
    assert_eq!(facts["foreign"], serde_json::json!(["acme:net/socket@1.0.0"]));
    project.run(["inspect", "net.wasm"]).ok().prints(&["refused", "acme:net/socket@1.0.0"]);
}

fn building_ends() {
    let project = Project::new();
    let wat = |name: &str| std::fs::read_to_string(guest::hostile().join(name).join("guest.wat")).unwrap();
    for (name, world) in [("loops-in-describe", None), ("loops-at-start", None), ("describes-garbage", None)] {
        project.write("raw.wasm", guest::component(&wat(name), world));
        let mut command = project.command(["build", "raw.wasm"]);
        command.env("MIGHOST_STEP_TIMEOUT", LIMIT);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stderr).contains("raw.wasm"), "{name}");
        assert!(!project.path("migrations/artifacts/raw.wasm").exists(), "{name}");
    }
}
