//! Manifests and lock files.

use super::support::*;
use mighost_artifact::Digest;
use mighost_artifact::sign::{
    Envelope, Found, Lock, LockError, Release, Released, SignError, Signer, Untrusted, VerifiedRelease, sign_release,
};
use serde_json::{Value, json};

const NOW: &str = "2026-12-01T00:00:00Z";

fn released(id: &str, revises: &[&str]) -> Released {
    let revises = revises.iter().map(ToString::to_string).collect();
    Released { id: id.into(), sha256: Digest::of(id.as_bytes()), revises }
}

/// `a`, then `b` and `c` on it, then `d` on both.
fn release() -> Release {
    Release {
        package: "acme/billing".into(),
        version: 3,
        created: CREATED.into(),
        expires: Some("2027-01-01T00:00:00Z".into()),
        audience: None,
        revisions: vec![released("a", &[]), released("b", &["a"]), released("c", &["a"]), released("d", &["b", "c"])],
    }
}

fn signed_release(release: &Release) -> Vec<u8> {
    sign_release(release, None, &*ADA).unwrap().to_json().unwrap()
}

fn verify(json: &[u8]) -> Result<VerifiedRelease, Untrusted> {
    ada().release(json, NOW.parse().unwrap())
}

fn verified() -> VerifiedRelease {
    verify(&signed_release(&release())).unwrap()
}

/// A manifest whose statement was changed, signed as if it were right.
fn refused(change: impl FnOnce(&mut Value)) -> Untrusted {
    let list = serde_json::to_value(&release().revisions).unwrap();
    let mut value = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": "acme/billing", "digest": { "sha256": release().list_sha256().unwrap() } }],
        "predicateType": "https://mighost.dev/release/v1",
        "predicate": { "package": "acme/billing", "version": 3, "created": CREATED, "revisions": list },
    });
    change(&mut value);
    verify(envelope(text(&value).as_bytes(), &[&ADA]).as_bytes()).expect_err("it was trusted")
}

#[test]
fn a_signed_manifest_is_trusted_and_says_what_was_signed() {
    let verified = verified();
    assert_eq!(verified.release(), &release());
    assert_eq!(verified.keys(), [ADA.public_key().id()]);
    assert_eq!(verified.sha256(), release().sha256().unwrap());
    assert_eq!(verified.check(&release().revisions), Ok(()));
}

#[test]
fn a_manifest_may_have_several_signatures() {
    let one = sign_release(&release(), None, &*ADA).unwrap();
    let two = sign_release(&release(), Some(&one), &*GRACE).unwrap().to_json().unwrap();
    assert_eq!(both().release(&two, NOW.parse().unwrap()).unwrap().keys().len(), 2);
    let later = Release { version: 4, ..release() };
    let refused = sign_release(&later, Some(&one), &*GRACE).unwrap_err();
    assert_eq!(refused, SignError::OtherStatement { differs: vec!["version"] });
}

#[test]
fn a_manifest_of_a_foreign_key() {
    let json = sign_release(&release(), None, &*MALLORY).unwrap().to_json().unwrap();
    assert!(matches!(verify(&json), Err(Untrusted::NotEnough { threshold: 1, .. })));
}

#[test]
fn a_manifest_of_another_package() {
    let json = signed_release(&release());
    let refused = ada().package("acme/shop").release(&json, NOW.parse().unwrap()).unwrap_err();
    assert_eq!(refused, Untrusted::OtherPackage { wanted: "acme/shop".into(), found: "acme/billing".into() });
}

#[test]
fn every_change_of_a_manifest_is_refused() {
    let json = signed_release(&release());
    let mut bytes = json.clone();
    for at in 0..json.len() {
        for flip in [0x01, 0x80, 0xff] {
            bytes[at] = json[at] ^ flip;
            assert!(verify(&bytes).is_err(), "byte {at} with {flip:#04x} flipped was trusted");
        }
        bytes[at] = json[at];
        assert!(verify(&json[..at]).is_err(), "cut at {at} it was trusted");
    }
}

#[test]
fn a_manifest_that_is_expired() {
    let json = signed_release(&release());
    let at = |now: &str| ada().release(&json, now.parse().unwrap()).map(|_| ());
    assert_eq!(at("2026-12-31T23:59:59Z"), Ok(()));
    let expired = Untrusted::Expired { version: 3, expires: "2027-01-01T00:00:00Z".into() };
    assert_eq!(at("2027-01-01T00:00:00Z"), Err(expired));
    let for_ever = signed_release(&Release { expires: None, ..release() });
    assert!(ada().release(&for_ever, "2999-01-01T00:00:00Z".parse().unwrap()).is_ok());
}

#[test]
fn a_manifest_that_is_older_than_the_last_one() {
    assert_eq!(verified().at_least(3), Ok(()));
    assert_eq!(verified().at_least(4), Err(Untrusted::Older { found: 3, known: 4 }));
}

fn check(change: impl FnOnce(&mut Vec<Found>)) -> Untrusted {
    let mut found = release().revisions;
    change(&mut found);
    verified().check(&found).expect_err("it was trusted")
}

#[test]
fn an_artifact_that_is_missing() {
    let missing = |revision: &str| Untrusted::Missing { version: 3, revision: revision.into() };
    assert_eq!(check(|found| drop(found.remove(1))), missing("b"));
    assert_eq!(check(|found| drop(found.pop())), missing("d"));
    assert_eq!(check(Vec::clear), missing("a"));
}

#[test]
fn an_artifact_that_was_added() {
    let added = |revision: &str| Untrusted::Added { version: 3, revision: revision.into() };
    assert_eq!(check(|found| found.push(released("e", &["d"]))), added("e"));
    assert_eq!(check(|found| found.insert(0, released("zero", &[]))), added("zero"));
    assert_eq!(check(|found| found.push(released("a", &[]))), added("a"));
}

#[test]
fn an_artifact_that_was_changed() {
    let (expected, found) = (Digest::of(b"b"), Digest::of(b"other"));
    let changed = Untrusted::Changed { version: 3, revision: "b".into(), expected, found };
    assert_eq!(check(|list| list[1].sha256 = found), changed);
    // Of other parents, whatever its digest is said to be.
    let changed =
        Untrusted::Changed { version: 3, revision: "d".into(), expected: Digest::of(b"d"), found: Digest::of(b"d") };
    assert_eq!(check(|list| list[3].revises.reverse()), changed);
}

#[test]
fn a_chain_that_was_reordered() {
    let reordered = Untrusted::Reordered { version: 3, place: 2, wanted: "b".into(), found: "c".into() };
    assert_eq!(check(|found| found.swap(1, 2)), reordered);
}

#[test]
fn a_list_that_is_not_the_subject() {
    let expected = release().list_sha256().unwrap();
    let mut other = release();
    other.revisions[1].sha256 = Digest::of(b"other");
    let found = other.list_sha256().unwrap();
    let error = refused(|v| v["predicate"]["revisions"] = serde_json::to_value(&other.revisions).unwrap());
    assert_eq!(error, Untrusted::List { expected, found });
}

#[test]
fn an_artifacts_statement_is_no_manifest() {
    let json = envelope(text(&statement(&script("a", ""))).as_bytes(), &[&ADA]);
    let (expected, found) = ("https://mighost.dev/release/v1", "https://mighost.dev/revision/v1".to_owned());
    assert_eq!(verify(json.as_bytes()).unwrap_err(), Untrusted::PredicateType { expected, found });
}

#[test]
fn manifests_that_cannot_be() {
    let reason = |error: Untrusted| match error {
        Untrusted::Statement { reason } => reason,
        other => panic!("another error: {other:?}"),
    };
    assert!(reason(refused(|v| v["predicate"]["version"] = json!(0))).starts_with("the version is 0"));
    assert!(reason(refused(|v| v["predicate"]["expires"] = json!("soon"))).starts_with("the time `soon`"));
    assert!(reason(refused(|v| v["predicate"]["more"] = json!(1))).starts_with("unknown field `more`"));
    // A revision before its parent, twice, or on nothing.
    for list in [
        vec![released("b", &["a"]), released("a", &[])],
        vec![released("a", &[]), released("a", &[])],
        vec![released("a", &["z"])],
    ] {
        let impossible = Release { revisions: list.clone(), ..release() };
        assert!(matches!(sign_release(&impossible, None, &*ADA), Err(SignError::Statement { .. })));
        assert!(!reason(refused(|v| v["predicate"]["revisions"] = serde_json::to_value(&list).unwrap())).is_empty());
    }
}

#[test]
fn a_manifest_of_a_long_chain_is_read() {
    // As long as the largest chains that anybody has.
    let revisions: Vec<Released> = (0..5_000)
        .map(|n| {
            let before = format!("20260101_{:06}", n - 1);
            released(
                &format!("20260101_{n:06}"),
                if n == 0 { &[] } else { std::slice::from_ref(&before) }
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .as_slice(),
            )
        })
        .collect();
    let long = Release { revisions, ..release() };
    assert_eq!(verify(&signed_release(&long)).unwrap().release(), &long);
}

#[test]
fn a_lock_file_is_written_sorted_and_reads_back() {
    let mut lock = Lock::default();
    lock.pin(&release()).unwrap();
    let root = Release { package: String::new(), version: 7, revisions: vec![released("x", &[])], ..release() };
    lock.pin(&root).unwrap();
    let text = lock.write().unwrap();
    assert_eq!(Lock::read(&text).unwrap(), lock);
    let expected = format!(
        "# Written by `mighost release` and `mighost pull`. It pins every artifact: keep it with the sources, and don't edit \
         it.\nformat = 1\n\n[[package]]\nname = \"\"\nrelease = 7\nmanifest = \"{}\"\n\n[[package.artifact]]\nid = \"x\"\nsha256 = \
         \"{}\"\n\n[[package]]\nname = \"acme/billing\"\nrelease = 3\n",
        root.sha256().unwrap(),
        Digest::of(b"x"),
    );
    assert!(text.starts_with(&expected), "{text}");
    // A later release of a package takes the place of the one before.
    lock.pin(&Release { version: 4, ..release() }).unwrap();
    assert_eq!(lock.packages["acme/billing"].release, 4);
    assert_eq!(lock.packages.len(), 2);
    // What was pulled says from where, and what is released here doesn't any more.
    let source = format!("ghcr.io/acme/billing@sha256:{}", "0".repeat(64));
    lock.pin_from(&release(), Some(source.clone())).unwrap();
    let text = lock.write().unwrap();
    assert!(text.contains(&format!("source = \"{source}\"\n\n[[package.artifact]]")), "{text}");
    assert_eq!(Lock::read(&text).unwrap(), lock);
    lock.pin(&release()).unwrap();
    assert_eq!(lock.packages["acme/billing"].source, None);
}

#[test]
fn lock_files_that_cannot_be_read() {
    let reason = |text: &str| match Lock::read(text).unwrap_err() {
        LockError::Unreadable { reason } => reason,
        other => panic!("another error: {other:?}"),
    };
    assert_eq!(Lock::read("format = 2\nmore = 1").unwrap_err(), LockError::Format { found: 2 });
    assert!(reason("format = 1\nmore = 1").contains("unknown field `more`"));
    assert!(reason("").contains("missing field `format`"));
    assert!(reason("not toml").starts_with("line 1: "));
    let package = format!("[[package]]\nname = \"a\"\nrelease = 1\nmanifest = \"{}\"\n", "00".repeat(32));
    assert_eq!(reason(&format!("format = 1\n{package}{package}")), "the package `a` stands twice");
    assert!(reason(&format!("format = 1\n{package}extra = 1")).contains("unknown field `extra`"));
    assert!(reason("format = 1\n[[package]]\nname = \"a\"\nrelease = 1\nmanifest = \"00\"").contains("64 hexadecimal"));
}

#[test]
fn an_envelope_of_a_manifest_may_be_larger_than_that_of_an_artifact() {
    let large = vec![b' '; 100_000];
    let json = envelope(&large, &[&ADA]);
    assert!(matches!(Envelope::read(json.as_bytes()), Err(Untrusted::TooLarge { .. })));
    assert!(Envelope::read_release(json.as_bytes()).is_ok());
}
