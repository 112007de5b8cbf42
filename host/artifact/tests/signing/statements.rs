//! Statements that are signed, and yet aren't what they must be.

use super::support::*;
use mighost_artifact::sign::{SignError, Statement, Untrusted};
use mighost_artifact::{Artifact, Digest};
use serde_json::{Value, json};

fn refused(change: impl FnOnce(&mut Value)) -> Untrusted {
    ada().artifact(with_statement(&script("a", ""), change), None).expect_err("it was trusted")
}

/// A statement whose text is changed, signed as if it were right.
fn refused_text(change: impl FnOnce(&str) -> String) -> Untrusted {
    let content = script("a", "");
    let payload = change(&text(&statement(&content)));
    ada().artifact(embed(&content, &envelope(payload.as_bytes(), &[&ADA])), None).expect_err("it was trusted")
}

#[track_caller]
fn unreadable(error: Untrusted, begins: &str) {
    let Untrusted::Statement { reason } = error else { panic!("another error: {error:?}") };
    assert!(reason.starts_with(begins), "{reason}");
}

#[test]
fn the_one_form_is_what_the_tool_writes() {
    let content = script("a", "");
    let ours = signed(&content, &[&ADA]);
    let by_hand = with_statement(&content, |_| {});
    assert_eq!(ours, by_hand);
}

#[test]
fn another_type_of_statement() {
    let found = "https://in-toto.io/Statement/v0.1";
    assert_eq!(refused(|v| v["_type"] = json!(found)), Untrusted::StatementType { found: found.into() });
}

#[test]
fn another_predicate_type() {
    let found = "https://slsa.dev/provenance/v1";
    assert_eq!(
        refused(|v| v["predicateType"] = json!(found)),
        Untrusted::PredicateType { expected: "https://mighost.dev/revision/v1", found: found.into() }
    );
    // A manifest doesn't vouch for an artifact.
    let found = "https://mighost.dev/release/v1";
    assert!(matches!(refused(|v| v["predicateType"] = json!(found)), Untrusted::PredicateType { .. }));
}

#[test]
fn no_subject_or_several() {
    assert_eq!(refused(|v| v["subject"] = json!([])), Untrusted::Subjects { count: 0 });
    let two = |v: &mut Value| {
        let one = v["subject"][0].clone();
        v["subject"] = json!([one, one]);
    };
    assert_eq!(refused(two), Untrusted::Subjects { count: 2 });
}

#[test]
fn a_subject_under_another_name() {
    assert_eq!(refused(|v| v["subject"][0]["name"] = json!("b")), Untrusted::Form);
}

#[test]
fn unknown_fields() {
    unreadable(refused(|v| v["more"] = json!(1)), "unknown field `more`");
    unreadable(refused(|v| v["subject"][0]["uri"] = json!("x")), "unknown field `uri`");
    unreadable(refused(|v| v["subject"][0]["digest"]["sha1"] = json!("x")), "unknown field `sha1`");
    unreadable(refused(|v| v["predicate"]["grants"] = json!({})), "unknown field `grants`");
    let parent = json!([{ "id": "z", "sha256": "00".repeat(32), "optional": true }]);
    unreadable(refused(|v| v["predicate"]["parents"] = parent), "unknown field `optional`");
}

#[test]
fn fields_that_stand_twice() {
    let twice = |name: &str, value: &str| {
        let field = format!("\"{name}\":");
        unreadable(
            refused_text(|text| text.replacen(&field, &format!("{field}{value},{field}"), 1)),
            &format!("duplicate field `{name}`"),
        );
    };
    twice("_type", "\"https://in-toto.io/Statement/v1\"");
    twice("predicateType", "\"https://mighost.dev/revision/v1\"");
    twice("subject", "[]");
    twice("sha256", &format!("\"{}\"", "00".repeat(32)));
    twice("revision", "\"b\"");
    twice("sequence", "7");
    // The capabilities are a map, of which the last one would win.
    twice("sql", "[]");
    unreadable(refused_text(|text| text.replace("[\"execute\"]", "[\"execute\",\"execute\"]")), "duplicate function");
}

#[test]
fn another_form() {
    assert_eq!(refused_text(|text| text.replacen(':', ": ", 1)), Untrusted::Form);
    assert_eq!(refused_text(|text| format!("{text}\n")), Untrusted::Form);
    assert_eq!(
        refused_text(|text| text.replace("\"sequence\":1", "\"audience\":null,\"sequence\":1")),
        Untrusted::Form
    );
    let digest = Digest::of(&script("a", "")).to_string();
    assert_eq!(refused_text(|text| text.replace(&digest, &digest.to_uppercase())), Untrusted::Form);
}

#[test]
fn values_that_cannot_be() {
    unreadable(refused(|v| v["predicate"]["sequence"] = json!(0)), "the sequence is 0");
    unreadable(refused(|v| v["predicate"]["sequence"] = json!(2)), "the sequence is 2; a base has 1");
    unreadable(refused(|v| v["predicate"]["sequence"] = json!(-1)), "invalid value");
    unreadable(refused(|v| v["predicate"]["sequence"] = json!(1.0)), "invalid type");
    unreadable(refused(|v| v["predicate"]["sequence"] = json!(1u64 << 53)), "the sequence 9007199254740992 is larger");
    unreadable(refused(|v| v["predicate"]["created"] = json!("yesterday")), "the time `yesterday` can't be used");
    unreadable(refused(|v| v["predicate"]["package"] = json!("a//b")), "the package `a//b` can't be used");
    unreadable(refused(|v| v["predicate"]["revision"] = json!("head")), "the revision `head` can't be used");
    unreadable(refused(|v| v["predicate"]["audience"] = json!("")), "the audience `` can't be used");
    unreadable(refused(|v| v["subject"][0]["digest"]["sha256"] = json!("00")), "a SHA-256 has 64");
    let parent = json!({ "id": "z", "sha256": "00".repeat(32) });
    unreadable(refused(|v| v["predicate"]["parents"] = json!([parent, parent])), "the parent `z` stands twice");
}

#[test]
fn a_statement_about_what_follows_something_needs_its_parents() {
    let artifact = Artifact::read(script("b", "a")).unwrap();
    let (wanted, given) = (vec!["a".to_owned()], Vec::new());
    let refused = Statement::about(&artifact, vec![], 1, CREATED.into()).unwrap_err();
    assert_eq!(refused, SignError::Parents { wanted, given });
}
