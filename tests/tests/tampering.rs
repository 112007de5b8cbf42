//! No byte of a signed artifact changes unnoticed: in three real ones every byte is changed, and every cut is made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::sign::{Parent, SecretKey, Signer, Statement, Verifier, attach, sign};
use mighost_artifact::{Artifact, Digest, sql::Script};
use mighost_tests::{binary, guest};
use std::io::Write;
use std::thread;

/// What one byte becomes: its lowest bit, its highest and all of them flipped.
const FLIPS: [u8; 3] = [0x01, 0x80, 0xff];

/// A guest that other tests run, whatever it does: here only its bytes matter.
const CASE: &str = "smuggles-a-commit";

/// Signs an artifact as its publisher would.
fn signed(content: &[u8], key: &SecretKey) -> Vec<u8> {
    let artifact = Artifact::read(content).unwrap();
    let follows = &artifact.description().expect("it is sealed").revises;
    let parent = |id: &String| Parent { id: id.clone(), sha256: Digest::of(id.as_bytes()) };
    let parents: Vec<Parent> = follows.iter().map(parent).collect();
    let sequence = if parents.is_empty() { 1 } else { 2 };
    let statement = Statement::about(&artifact, parents, sequence, "2026-11-22T18:00:00Z".into()).unwrap();
    attach(content, &sign(&statement, None, key).unwrap()).unwrap()
}

/// Changes every byte, three ways, and cuts at every place. How many changed files were refused: all of them.
fn every_change_is_refused(what: &str, content: &[u8]) {
    let key = SecretKey::generate().unwrap();
    let signed = signed(content, &key);
    let verifier = Verifier::new([key.public_key().clone()], 1).unwrap();
    verifier.artifact(&signed[..], None).expect("what is signed is trusted");
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let count: usize = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|first| {
                let (signed, verifier) = (&signed, &verifier);
                scope.spawn(move || {
                    let (mut bytes, mut count) = (signed.clone(), 0);
                    for at in (first..signed.len()).step_by(threads) {
                        for flip in FLIPS {
                            bytes[at] = signed[at] ^ flip;
                            let refused = verifier.artifact(&bytes[..], None).is_err();
                            assert!(refused, "{what}: byte {at} with {flip:#04x} flipped was trusted");
                            count += 1;
                        }
                        bytes[at] = signed[at];
                        assert!(verifier.artifact(&signed[..at], None).is_err(), "{what}: cut at {at} it was trusted");
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(count, signed.len() * (FLIPS.len() + 1));
    // Not `eprintln!`, which the test harness keeps for itself: the number is for whoever reads the log.
    #[allow(clippy::explicit_write)]
    writeln!(std::io::stderr(), "{what}: {} bytes, {count} changed files, all refused", signed.len()).unwrap();
}

#[test]
fn every_change_of_a_component_of_the_rust_sdk_is_refused() {
    let file = "artifacts/20260105_145517_allow_unverified_email_login.wasm";
    let bytes = std::fs::read(binary::built("migrations/now-lms").join(file)).unwrap();
    every_change_is_refused("a component of the Rust SDK", mighost_artifact::sign::strip(&bytes).unwrap());
}

#[test]
fn every_change_of_a_packed_sql_migration_is_refused() {
    let text = "-- revision: 20260105_145517\n-- message: Add allow_unverified_email_login\n-- upgrade\nALTER TABLE \
                configuracion ADD COLUMN allow_unverified_email_login BOOLEAN NOT NULL DEFAULT false;\n-- upgrade \
                sqlite\nALTER TABLE configuracion ADD COLUMN allow_unverified_email_login BOOLEAN NOT NULL DEFAULT \
                0;\n-- downgrade\nALTER TABLE configuracion DROP COLUMN allow_unverified_email_login;\n";
    every_change_is_refused("a packed SQL migration", &Script::parse(text).unwrap().pack().unwrap());
}

#[test]
fn every_change_of_a_component_of_wat_is_refused() {
    every_change_is_refused("a component of WAT", &guest::named(CASE));
}

#[test]
fn every_change_of_a_script_that_a_runtime_runs_is_refused() {
    let script = mighost_artifact::RuntimeScript {
        language: "python".into(),
        runtime: Digest::of(b"a runtime"),
        name: "people.py".into(),
        file: Digest::of(b"a file"),
        source: "from mighost import op\n\nrevision = \"1\"\n\n\ndef upgrade():\n    op.drop_table(\"people\")\n"
            .into(),
    };
    let description = mighost_schema::Description { id: "1".into(), ..Default::default() };
    let artifact = mighost_artifact::seal(&script.artifact().unwrap(), &description).unwrap();
    every_change_is_refused("a script", &artifact);
}
