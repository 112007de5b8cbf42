//! Real artifacts, damaged: an error or an artifact, in bounded time, and never a panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::{Artifact, Source, componentize, read_description, seal, sql::Script};
use mighost_schema::Description;
use proptest::prelude::*;
use std::sync::LazyLock;

static PACKED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let text = "-- revision: b\n-- revises: a\n-- upgrade\ncreate table t (a);\n-- upgrade mysql\ncreate table t (a int);\n-- downgrade\ndrop table t;\n";
    Script::parse(text).unwrap().pack().unwrap()
});

/// One change of some bytes.
#[derive(Clone, Debug)]
enum Change {
    Set(usize, u8),
    Flip(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Copy(usize, usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<usize>;
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        4 => (at(), 0u8..8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        1 => (at(), prop::collection::vec(any::<u8>(), 1..20)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        1 => (at(), 1usize..40).prop_map(|(at, length)| Change::Remove(at, length)),
        1 => (at(), at(), 1usize..200).prop_map(|(from, to, length)| Change::Copy(from, to, length)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let size = bytes.len();
    if size == 0 {
        return;
    }
    match change {
        Change::Set(at, byte) => bytes[at % size] = *byte,
        Change::Flip(at, bit) => bytes[at % size] ^= 1 << bit,
        Change::Insert(at, more) => {
            bytes.splice(at % size..at % size, more.iter().copied());
        }
        Change::Remove(at, length) => {
            bytes.drain(at % size..(at % size + length).min(size));
        }
        Change::Copy(from, to, length) => {
            let part = bytes[from % size..(from % size + length).min(size)].to_vec();
            bytes.splice(to % size..to % size, part);
        }
    }
}

fn use_everything(bytes: &[u8]) {
    let sealed = read_description(bytes);
    if let Ok(artifact) = Artifact::read(bytes) {
        assert_eq!(sealed.unwrap().as_ref(), artifact.description());
    }
    let _ = seal(bytes, &Description { id: "x".into(), ..Description::default() });
    let _ = componentize(bytes);
}

proptest! {
    // A case is a tenth of a millisecond when it is noticed early and one when it isn't: a few seconds in all.
    #![proptest_config(ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_artifact_is_an_error_or_an_artifact(changes in prop::collection::vec(change(), 1..4)) {
        let mut bytes = PACKED.clone();
        for change in &changes {
            apply(&mut bytes, change);
        }
        use_everything(&bytes);
    }

    #[test]
    fn anything_behind_a_header_is_an_error_or_an_artifact(component in any::<bool>(), rest in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut bytes = if component { b"\0asm\x0d\0\x01\0".to_vec() } else { b"\0asm\x01\0\0\0".to_vec() };
        bytes.extend(rest);
        use_everything(&bytes);
    }

    #[test]
    fn anything_at_all_is_an_error(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(Artifact::read(bytes).is_err());
    }
}

#[test]
fn a_table_of_lines_with_wild_claims_costs_nothing() {
    // Four billion lists; one list of four billion lines; numbers without an end.
    for data in [
        &b"\x01\xff\xff\xff\xff\x0f"[..],
        b"\x01\x01\xff\xff\xff\xff\x0f\x01",
        b"\x01\xff\xff\xff\xff\xff\xff",
        b"\x01\x00",
        b"",
        b"\x07",
    ] {
        let mut bytes = PACKED.clone();
        // The table stands before the description, which is last.
        let at = bytes.windows(14).position(|window| window == b"mighost:source").unwrap();
        bytes.truncate(at - 3);
        bytes.push(0);
        bytes.push(15 + data.len() as u8);
        bytes.push(14);
        bytes.extend_from_slice(b"mighost:source");
        bytes.extend_from_slice(data);
        let error = Artifact::read(bytes).expect_err("it was read");
        assert!(error.to_string().contains("mighost:source"), "{error}");
    }
    let _ = Source::default();
}
