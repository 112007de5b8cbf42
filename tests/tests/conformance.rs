//! A guest that calls everything in the contract and checks each answer, through the real command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::database::{self, Detail, shape};
use mighost_tests::{Project, binary};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const CHAIN: &str = "tests/guests/rust-conformance";

fn project() -> Project {
    Project::new().with_dir(binary::built(CHAIN))
}

#[test]
fn everything_in_the_contract_holds_on_the_way_up_and_down() {
    let project = project();
    let events = project.run(["--json", "upgrade", "-x", "tenant=acme", "-x", "dry"]).ok().events();
    let warnings: Vec<_> = events.iter().filter(|e| e["event"] == "log" && e["level"] == "warning").collect();
    assert_eq!(warnings.len(), 1, "{events:#?}");
    assert!(events.iter().any(|e| e["event"] == "progress"), "{events:#?}");
    assert!(events.iter().any(|e| e["event"] == "log" && e["level"] == "info"), "{events:#?}");
    let history = project.json(["history"]);
    assert_eq!(history["steps"][0]["warnings"], json!([warnings[0]["text"]]));
    let first = shape(&project.database(), Detail::Everything);
    assert!(first.len() > 5, "{first:#?}");

    project.run(["downgrade", "base"]).ok();
    assert_eq!(database::tables(&database::open(&project.database())), Vec::<String>::new());
    project.run(["upgrade"]).ok();
    assert_eq!(shape(&project.database(), Detail::Everything), first);
    assert_eq!(database::integrity(&database::open(&project.database())), "ok");
}

#[test]
fn it_calls_every_function_that_there_is() {
    let mut resolve = wit_parser::Resolve::default();
    let (package, _) = resolve.push_dir(binary::workspace().join("wit")).unwrap();
    let mut contract: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, id) in &resolve.packages[package].interfaces {
        let functions: BTreeSet<String> = resolve.interfaces[*id].functions.keys().cloned().collect();
        // `revision` is what it exports, `types` has no functions, and `script` is for runtimes alone.
        if !["revision", "script"].contains(&name.as_str()) && !functions.is_empty() {
            contract.insert(name.clone(), functions);
        }
    }
    let artifacts = binary::built(CHAIN).join("artifacts");
    let mut called: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(artifacts).unwrap() {
        let path = entry.unwrap().path();
        let artifact = mighost::Artifact::read(std::fs::read(&path).unwrap()).unwrap();
        assert_eq!((artifact.wasi_imports(), artifact.foreign_imports()), (&[][..], &[][..]), "{}", path.display());
        for (interface, functions) in artifact.capabilities() {
            called.entry(interface.clone()).or_default().extend(functions.iter().cloned());
        }
    }
    for (interface, functions) in &contract {
        let missing: Vec<_> =
            functions.difference(called.get(interface).unwrap_or(&BTreeSet::new())).cloned().collect();
        assert_eq!(missing, Vec::<String>::new(), "of {interface}");
    }
}
