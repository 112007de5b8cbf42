//! No byte of a signed artifact can change unnoticed: every one is changed.

use super::support::{ADA, about, ada, script, signed, wat};
use mighost_artifact::sign::{Statement, Verifier, attach, sign};
use mighost_artifact::{Artifact, sql::Script};

/// What one byte becomes: its lowest bit, its highest and all of them flipped.
const FLIPS: [u8; 3] = [0x01, 0x80, 0xff];

/// Changes every byte and cuts at every place. How many changed files were refused.
fn every_change_is_refused(what: &str, signed: &[u8], flips: &[u8]) -> usize {
    let verifier: Verifier = ada();
    verifier.artifact(signed, None).expect("what is signed is trusted");
    let mut count = 0;
    let mut bytes = signed.to_vec();
    for at in 0..signed.len() {
        for flip in flips {
            bytes[at] = signed[at] ^ flip;
            let refused = verifier.artifact(&bytes[..], None);
            assert!(refused.is_err(), "{what}: byte {at} with {flip:#04x} flipped was trusted");
            count += 1;
        }
        bytes[at] = signed[at];
        assert!(verifier.artifact(&signed[..at], None).is_err(), "{what}: cut at {at} it was trusted");
        count += 1;
    }
    println!("{what}: {} bytes, {count} changed files refused", signed.len());
    count
}

#[test]
fn every_change_of_a_packed_script_is_refused() {
    let bytes = signed(&script("a", ""), &[&ADA]);
    let size = bytes.len();
    // The smallest one: every single bit too.
    let flips = [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff];
    assert_eq!(every_change_is_refused("a packed script", &bytes, &flips), size * 10);
}

#[test]
#[ignore = "a million verifications take minutes; `cargo test -p mighost-artifact --test signing -- --ignored` runs it"]
fn every_other_value_of_every_byte_of_a_packed_script_is_refused() {
    let bytes = signed(&script("a", ""), &[&ADA]);
    let size = bytes.len();
    let flips: Vec<u8> = (1..=255).collect();
    assert_eq!(every_change_is_refused("a packed script, whole", &bytes, &flips), size * 256);
}

#[test]
fn every_change_of_a_component_with_imports_is_refused() {
    let bytes = signed(&wat(), &[&ADA]);
    let statement = about(&wat());
    assert_eq!(format!("{:?}", statement.capabilities), r#"{"report": {"warn"}, "sql": {"execute"}}"#);
    let size = bytes.len();
    assert_eq!(every_change_is_refused("a component of WAT", &bytes, &FLIPS), size * 4);
}

#[test]
fn every_change_of_a_long_script_is_refused() {
    // As long as a small component of a compiler: 20 KB of SQL in a hundred statements.
    let statements: String = (0..100)
        .map(|n| format!("INSERT INTO people (id, name, remark) VALUES ({n}, 'Ada', '{}');\n", "x".repeat(150)))
        .collect();
    let text = format!(
        "-- revision: long\n-- message: Many people\n-- upgrade\n{statements}\n-- downgrade\nDELETE FROM people;"
    );
    let content = Script::parse(&text).unwrap().pack().unwrap();
    assert!(content.len() > 20_000, "{} bytes", content.len());
    let artifact = Artifact::read(&content[..]).unwrap();
    let statement = Statement::about(&artifact, Vec::new(), 1, super::support::CREATED.into()).unwrap();
    let bytes = attach(&content, &sign(&statement, None, &*ADA).unwrap()).unwrap();
    let size = bytes.len();
    assert_eq!(every_change_is_refused("a long script", &bytes, &FLIPS), size * 4);
}
