//! Who signed: how many, which keys, which of them count.

use super::support::*;
use mighost_artifact::sign::{
    CommandSigner, Envelope, MAX_SIGNATURES, SecretKey, SignError, Signer, Uncounted, Untrusted, Unverified, Verifier,
    Why, attach, sign, strip,
};

fn uncounted(key: &SecretKey, why: Why) -> Uncounted {
    Uncounted { key: key.public_key().id().to_string(), why }
}

#[test]
fn a_signed_artifact_is_trusted_and_says_what_was_signed() {
    let content = script("a", "");
    let verified = ada().artifact(signed(&content, &[&ADA]), None).unwrap();
    assert_eq!(verified.keys(), [ADA.public_key().id()]);
    assert_eq!(verified.statement(), &about(&content));
    assert_eq!(verified.artifact().signed_bytes(), content);
    assert!(verified.others().is_empty());
}

#[test]
fn to_sign_is_to_append_and_to_strip_is_to_cut() {
    let content = script("a", "");
    let bytes = signed(&content, &[&ADA, &GRACE]);
    assert_eq!(bytes[..content.len()], content);
    assert_eq!(strip(&bytes).unwrap(), content);
    assert_eq!(strip(&content).unwrap(), content);
}

#[test]
fn signing_twice_with_one_key_changes_nothing() {
    let content = script("a", "");
    let once = sign(&about(&content), None, &*ADA).unwrap();
    assert_eq!(sign(&about(&content), Some(&once), &*ADA).unwrap(), once);
}

#[test]
fn a_file_without_a_signature_is_not_signed() {
    assert_eq!(ada().artifact(script("a", ""), None).unwrap_err(), Untrusted::NotSigned);
}

#[test]
fn a_stripped_file_is_not_signed() {
    let bytes = signed(&script("a", ""), &[&ADA]);
    assert_eq!(ada().artifact(strip(&bytes).unwrap(), None).unwrap_err(), Untrusted::NotSigned);
}

#[test]
fn a_foreign_key_is_not_enough() {
    let bytes = signed(&script("a", ""), &[&MALLORY]);
    let others = vec![uncounted(&MALLORY, Why::UnknownKey)];
    assert_eq!(
        ada().artifact(bytes, None).unwrap_err(),
        Untrusted::NotEnough { threshold: 1, counted: vec![], others }
    );
}

#[test]
fn a_foreign_key_under_a_trusted_name_is_not_enough() {
    let content = script("a", "");
    let payload = text(&statement(&content));
    let signature = MALLORY.sign(&mighost_artifact::sign::pae(payload.as_bytes())).unwrap();
    let json = envelope(payload.as_bytes(), &[]);
    let claimed = entry(&ADA.public_key().id().to_string(), &signature);
    let json = json.replace(r#""signatures":[]"#, &format!(r#""signatures":[{claimed}]"#));
    let others = vec![uncounted(&ADA, Why::Invalid)];
    assert_eq!(
        ada().artifact(embed(&content, &json), None).unwrap_err(),
        Untrusted::NotEnough { threshold: 1, counted: vec![], others }
    );
}

#[test]
fn a_signature_too_few_is_not_enough() {
    let bytes = signed(&script("a", ""), &[&ADA]);
    let counted = vec![ADA.public_key().id()];
    assert_eq!(
        both().artifact(bytes, None).unwrap_err(),
        Untrusted::NotEnough { threshold: 2, counted, others: vec![] }
    );
}

#[test]
fn the_same_key_twice_counts_once() {
    let content = script("a", "");
    let bytes = embed(&content, &envelope(text(&statement(&content)).as_bytes(), &[&ADA, &ADA]));
    let counted = vec![ADA.public_key().id()];
    let others = vec![uncounted(&ADA, Why::Repeated)];
    assert_eq!(
        both().artifact(bytes.clone(), None).unwrap_err(),
        Untrusted::NotEnough { threshold: 2, counted, others }
    );
    // One is enough where one is asked for.
    assert_eq!(ada().artifact(bytes, None).unwrap().keys().len(), 1);
}

#[test]
fn the_same_key_given_twice_is_one() {
    let keys = [public(&ADA), public(&ADA)];
    assert_eq!(Verifier::new(keys, 2).unwrap_err(), SignError::Threshold { threshold: 2, keys: 1 });
    assert_eq!(Verifier::new([], 1).unwrap_err(), SignError::Threshold { threshold: 1, keys: 0 });
    assert_eq!(Verifier::new([public(&ADA)], 0).unwrap_err(), SignError::Threshold { threshold: 0, keys: 1 });
}

#[test]
fn one_statement_under_two_keys_is_trusted_by_both() {
    let verified = both().artifact(signed(&script("a", ""), &[&GRACE, &ADA]), None).unwrap();
    let mut keys = [ADA.public_key().id(), GRACE.public_key().id()];
    keys.sort();
    assert_eq!(verified.keys(), keys);
}

#[test]
fn a_signature_beside_the_file_counts_like_one_in_it() {
    let content = script("a", "");
    let beside = |key: &SecretKey| sign(&about(&content), None, key).unwrap().to_json().unwrap();
    assert_eq!(ada().artifact(&content[..], Some(&beside(&ADA))).unwrap().keys().len(), 1);
    // One in it and one beside it.
    let inside = signed(&content, &[&ADA]);
    assert_eq!(both().artifact(inside.clone(), Some(&beside(&GRACE))).unwrap().keys().len(), 2);
    // The same one in both places is one.
    assert!(matches!(both().artifact(inside, Some(&beside(&ADA))), Err(Untrusted::NotEnough { .. })));
}

#[test]
fn signatures_over_two_statements_are_refused() {
    let content = script("a", "");
    let other = about(&content).for_audience("staging").unwrap();
    let beside = sign(&other, None, &*GRACE).unwrap().to_json().unwrap();
    let bytes = signed(&content, &[&ADA]);
    assert_eq!(ada().artifact(bytes, Some(&beside)).unwrap_err(), Untrusted::TwoStatements);
}

#[test]
fn what_is_no_signature_does_not_count_and_is_named() {
    let content = script("a", "");
    let payload = text(&statement(&content));
    let good = ADA.sign(&mighost_artifact::sign::pae(payload.as_bytes())).unwrap();
    let id = ADA.public_key().id().to_string();
    for bad in [
        entry("", &good),
        entry(&id.to_uppercase(), &good),
        entry(&id[1..], &good),
        entry(&id, &good[1..]),
        entry(&id, &[]),
        format!(r#"{{"keyid":"{id}","sig":"not base64"}}"#),
    ] {
        let json =
            envelope(payload.as_bytes(), &[&ADA]).replace(r#""signatures":["#, &format!(r#""signatures":[{bad},"#));
        let verified = ada().artifact(embed(&content, &json), None).unwrap();
        assert_eq!(verified.keys().len(), 1, "{bad}");
        assert_eq!(verified.others().iter().map(|other| other.why).collect::<Vec<_>>(), [Why::Undecodable], "{bad}");
        let alone = json.replace(&format!(",{}", entry(&id, &good)), "");
        assert!(matches!(ada().artifact(embed(&content, &alone), None), Err(Untrusted::NotEnough { .. })), "{bad}");
    }
}

#[test]
fn another_form_of_a_signature_does_not_count() {
    // S + L instead of S: an equation that ignores the range of S would hold for it too.
    const L: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let message = b"message";
    let mut signature = ADA.sign(message).unwrap();
    assert!(ADA.public_key().verifies(message, &signature));
    let mut carry = 0u16;
    for (byte, add) in signature[32..].iter_mut().zip(L) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = carry as u8;
        carry >>= 8;
    }
    assert!(!ADA.public_key().verifies(message, &signature));
}

#[test]
fn a_full_envelope_takes_no_more_signatures() {
    let content = script("a", "");
    let mut envelope = None;
    for _ in 0..MAX_SIGNATURES {
        envelope = Some(sign(&about(&content), envelope.as_ref(), &SecretKey::generate().unwrap()).unwrap());
    }
    let full = sign(&about(&content), envelope.as_ref(), &*ADA).unwrap_err();
    assert_eq!(full, SignError::TooMany { limit: MAX_SIGNATURES });
    // What is full still fits what is read.
    assert!(Unverified::of_artifact(&attach(&content, &envelope.unwrap()).unwrap(), None).unwrap().is_some());
}

#[test]
fn a_signature_is_added_to_the_same_statement_only() {
    let content = script("a", "");
    let first = sign(&about(&content), None, &*ADA).unwrap();
    let other = about(&content).for_audience("staging").unwrap();
    let refused = sign(&other, Some(&first), &*GRACE).unwrap_err();
    assert_eq!(refused, SignError::OtherStatement { differs: vec!["audience"] });
}

/// A signer that answers with whatever it was made with.
struct Liar([u8; 64]);

impl Signer for Liar {
    fn public_key(&self) -> &mighost_artifact::sign::PublicKey {
        ADA.public_key()
    }

    fn sign(&self, _message: &[u8]) -> Result<[u8; 64], SignError> {
        Ok(self.0)
    }
}

#[test]
fn what_a_signer_answers_is_verified_before_it_is_used() {
    let statement = about(&script("a", ""));
    let foreign = MALLORY.sign(b"something else").unwrap();
    for answer in [[0; 64], foreign] {
        let refused = sign(&statement, None, &Liar(answer)).unwrap_err();
        assert_eq!(refused, SignError::WrongKey { key: ADA.public_key().id() });
    }
}

#[cfg(unix)]
#[test]
fn a_command_that_does_not_sign_is_named() {
    let statement = about(&script("a", ""));
    for (command, reason) in [
        ("exit 3", "it failed (exit status: 3)"),
        ("cat /dev/zero", "its answer has more than 256 bytes"),
        ("echo hello", "its answer of 6 bytes is neither a signature (64 bytes) nor one as base64"),
        ("true", "its answer of 0 bytes is neither a signature (64 bytes) nor one as base64"),
    ] {
        let refused = sign(&statement, None, &CommandSigner::new(command, public(&ADA))).unwrap_err();
        assert_eq!(refused, SignError::Signer { command: command.into(), reason: reason.into() });
    }
}

#[cfg(unix)]
#[test]
fn a_command_may_answer_raw_or_as_base64() {
    let statement = about(&script("a", ""));
    let good = sign(&statement, None, &*ADA).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&good.to_json().unwrap()).unwrap();
    let base64 = json["signatures"][0]["sig"].as_str().unwrap();
    for command in [format!("cat > /dev/null; echo {base64}"), format!("echo {base64} | base64 -d")] {
        assert_eq!(sign(&statement, None, &CommandSigner::new(command, public(&ADA))).unwrap(), good);
    }
}

#[test]
fn looking_at_signatures_judges_none() {
    let content = script("a", "");
    let looked = Unverified::of_artifact(&signed(&content, &[&MALLORY]), None).unwrap().unwrap();
    assert_eq!(looked.keys(), [MALLORY.public_key().id().to_string()]);
    assert_eq!(looked.statement().unwrap(), about(&content));
    assert_eq!(Unverified::of_artifact(&content, None).unwrap(), None);
    let _: &Envelope = looked.envelope();
}
