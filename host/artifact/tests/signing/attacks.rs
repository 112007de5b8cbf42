//! Real signatures on the wrong thing.

use super::support::*;
use mighost_artifact::sign::{Parent, SignError, Statement, Untrusted, Verifier, attach, sign};
use mighost_artifact::{Artifact, Digest, Error, SIGNATURE_SECTION, seal};
use mighost_schema::Description;
use serde_json::json;

fn refused(bytes: Vec<u8>) -> Untrusted {
    ada().artifact(bytes, None).expect_err("it was trusted")
}

#[test]
fn two_sections_of_signatures() {
    let bytes = signed(&script("a", ""), &[&ADA]);
    let offset = bytes.len();
    let twice = section(&bytes, SIGNATURE_SECTION, b"{}");
    assert_eq!(refused(twice), Error::DuplicateSection { name: SIGNATURE_SECTION.into(), offset }.into());
}

#[test]
fn a_section_behind_the_signatures() {
    let bytes = signed(&script("a", ""), &[&ADA]);
    let offset = bytes.len();
    assert_eq!(refused(section(&bytes, "more", b"")), Error::NotLast { offset }.into());
}

#[test]
fn bytes_behind_the_signatures() {
    let mut bytes = signed(&script("a", ""), &[&ADA]);
    let offset = bytes.len();
    bytes.push(0xff);
    assert_eq!(refused(bytes), Error::TrailingBytes { offset }.into());
}

#[test]
fn another_content_under_a_signature() {
    let (content, other) = (script("a", ""), script("b", ""));
    let envelope = envelope(text(&statement(&content)).as_bytes(), &[&ADA]);
    let (expected, found) = (Digest::of(&content), Digest::of(&other));
    assert_eq!(refused(embed(&other, &envelope)), Untrusted::Content { expected, found });
}

#[test]
fn another_packages_artifact() {
    let description = Description { id: "a".into(), package: Some("acme/billing".into()), ..Description::default() };
    let bytes = signed(&seal(&script("a", ""), &description).unwrap(), &[&ADA]);
    let verified = ada().package("acme/billing").artifact(bytes.clone(), None).unwrap();
    assert_eq!(verified.statement().name(), "acme/billing@a");
    let wrong = |wanted: &str| Untrusted::OtherPackage { wanted: wanted.into(), found: "acme/billing".into() };
    assert_eq!(ada().package("").artifact(bytes.clone(), None).unwrap_err(), wrong(""));
    assert_eq!(ada().package("acme").artifact(bytes, None).unwrap_err(), wrong("acme"));
    let root = signed(&script("a", ""), &[&ADA]);
    assert!(ada().package("").artifact(root.clone(), None).is_ok());
    assert_eq!(
        ada().package("acme/billing").artifact(root, None).unwrap_err(),
        Untrusted::OtherPackage { wanted: "acme/billing".into(), found: String::new() }
    );
}

fn disagrees(field: &'static str, statement: &str, artifact: &str) -> Untrusted {
    Untrusted::Disagrees { field, statement: statement.into(), artifact: artifact.into() }
}

#[test]
fn the_right_artifact_under_another_id() {
    let bytes = with_statement(&script("a", ""), |value| {
        value["predicate"]["revision"] = json!("b");
        value["subject"][0]["name"] = json!("b");
    });
    assert_eq!(refused(bytes), disagrees("revision", "b", "a"));
}

#[test]
fn the_right_artifact_under_another_package() {
    let bytes = with_statement(&script("a", ""), |value| {
        value["predicate"]["package"] = json!("acme/billing");
        value["subject"][0]["name"] = json!("acme/billing@a");
    });
    assert_eq!(refused(bytes), disagrees("package", "acme/billing", ""));
}

#[test]
fn other_capabilities_than_the_imports() {
    let more =
        with_statement(&script("a", ""), |value| value["predicate"]["capabilities"]["ddl"] = json!(["create-table"]));
    let imports = "context: dialect; sql: execute";
    assert_eq!(refused(more), disagrees("capabilities", "context: dialect; ddl: create-table; sql: execute", imports));
    let fewer = with_statement(&script("a", ""), |value| value["predicate"]["capabilities"] = json!({}));
    assert_eq!(refused(fewer), disagrees("capabilities", "", imports));
}

#[test]
fn an_artifact_that_is_not_sealed() {
    let bytes = script("a", "");
    // The description is the last section: without it the component is whole.
    let at = bytes.windows(19).position(|window| window == b"mighost:description").unwrap();
    // In front of its name stand its id, its length and the name's, a byte each.
    let bare = bytes[..at - 3].to_vec();
    assert_eq!(Artifact::read(&bare[..]).unwrap().description(), None);
    let statement = {
        let mut value = statement(&bytes);
        value["subject"][0]["digest"]["sha256"] = json!(Digest::of(&bare).to_string());
        text(&value)
    };
    assert_eq!(refused(embed(&bare, &envelope(statement.as_bytes(), &[&ADA]))), Untrusted::NotSealed);
    let unsealed = Artifact::read(&bare[..]).unwrap();
    assert_eq!(Statement::about(&unsealed, vec![], 1, CREATED.into()).unwrap_err(), SignError::NotSealed);
}

#[test]
fn another_audience() {
    let content = script("a", "");
    let staging = about(&content).for_audience("staging").unwrap();
    let bytes = attach(&content, &sign(&staging, None, &*ADA).unwrap()).unwrap();
    assert!(ada().audience("staging").artifact(bytes.clone(), None).is_ok());
    assert_eq!(
        ada().audience("production").artifact(bytes, None).unwrap_err(),
        Untrusted::OtherAudience { wanted: "production".into(), found: "staging".into() }
    );
    // What is for everybody is for production too.
    assert!(ada().audience("production").artifact(signed(&content, &[&ADA]), None).is_ok());
}

/// A merge of `x` and `y`, signed with these contents of its parents.
fn merge(x: &str, y: &str) -> (Vec<u8>, Statement) {
    let content = script("m", "x, y");
    let parent = |id: &str, text: &str| Parent { id: id.into(), sha256: Digest::of(text.as_bytes()) };
    let parents = vec![parent("x", x), parent("y", y)];
    let artifact = Artifact::read(&content[..]).unwrap();
    let statement = Statement::about(&artifact, parents, 2, CREATED.into()).unwrap();
    (attach(&content, &sign(&statement, None, &*ADA).unwrap()).unwrap(), statement)
}

#[test]
fn parents_that_are_swapped() {
    let (bytes, _) = merge("x's", "y's");
    let verified = ada().artifact(bytes, None).unwrap();
    let content = |x: &str, y: &str| {
        let (x, y) = (Digest::of(x.as_bytes()), Digest::of(y.as_bytes()));
        move |id: &str| match id {
            "x" => Some(x),
            "y" => Some(y),
            _ => None,
        }
    };
    assert_eq!(verified.follows(content("x's", "y's")), Ok(()));
    let (expected, found) = (Digest::of(b"x's"), Digest::of(b"y's"));
    let differs = Untrusted::ParentDiffers { revision: "m".into(), parent: "x".into(), expected, found };
    assert_eq!(verified.follows(content("y's", "x's")), Err(differs));
    let unknown = Untrusted::ParentUnknown { revision: "m".into(), parent: "x".into() };
    assert_eq!(verified.follows(|_| None), Err(unknown));
}

#[test]
fn parents_in_another_order_than_the_description() {
    let content = script("m", "x, y");
    let artifact = Artifact::read(&content[..]).unwrap();
    let parent = |id: &str| Parent { id: id.into(), sha256: Digest::of(b"any") };
    let swapped = vec![parent("y"), parent("x")];
    let refused_to_sign = Statement::about(&artifact, swapped, 2, CREATED.into()).unwrap_err();
    let (wanted, given) = (vec!["x".to_owned(), "y".to_owned()], vec!["y".to_owned(), "x".to_owned()]);
    assert_eq!(refused_to_sign, SignError::Parents { wanted, given });
    let any = Digest::of(b"any").to_string();
    let bytes = with_statement(&content, |value| {
        value["predicate"]["parents"] = json!([{ "id": "y", "sha256": any }, { "id": "x", "sha256": any }]);
        value["predicate"]["sequence"] = json!(2);
    });
    assert_eq!(refused(bytes), disagrees("parents", "y, x", "x, y"));
}

#[test]
fn one_key_for_two_packages_does_not_move_artifacts_between_them() {
    // The verifier of a package is what the operator's policy makes; here both trust Ada.
    let verifier = Verifier::new([public(&ADA)], 1).unwrap().package("acme/shop");
    let description = Description { id: "a".into(), package: Some("acme/billing".into()), ..Description::default() };
    let bytes = signed(&seal(&script("a", ""), &description).unwrap(), &[&ADA]);
    assert!(matches!(verifier.artifact(bytes, None), Err(Untrusted::OtherPackage { .. })));
}
