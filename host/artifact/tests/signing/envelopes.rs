//! Envelopes that aren't written as they must be.

use super::support::*;
use mighost_artifact::sign::{Envelope, MAX_SIGNATURES, Untrusted};

fn good() -> String {
    envelope(text(&statement(&script("a", ""))).as_bytes(), &[&ADA])
}

fn refused(envelope: &str) -> Untrusted {
    ada().artifact(embed(&script("a", ""), envelope), None).expect_err("it was trusted")
}

#[test]
fn the_one_form_is_trusted() {
    assert!(ada().artifact(embed(&script("a", ""), &good()), None).is_ok());
    assert_eq!(Envelope::read(good().as_bytes()).unwrap().to_json().unwrap(), good().as_bytes());
}

#[test]
fn another_payload_type() {
    let json = good().replace("application/vnd.in-toto+json", "text/plain");
    assert_eq!(refused(&json), Untrusted::PayloadType { found: "text/plain".into() });
}

#[test]
fn unknown_fields() {
    let reason = |name: &str, known: &str, column: usize| Untrusted::Envelope {
        reason: format!("unknown field `{name}`, expected {known} at line 1 column {column}"),
    };
    let json = good().replacen('{', r#"{"more":1,"#, 1);
    assert_eq!(refused(&json), reason("more", "one of `payloadType`, `payload`, `signatures`", 7));
    let json = good().replace(r#"{"keyid""#, r#"{"cert":"x","keyid""#);
    let column = json.find(r#""cert""#).unwrap() + r#""cert""#.len();
    assert_eq!(refused(&json), reason("cert", "`keyid` or `sig`", column));
}

#[test]
fn fields_that_stand_twice() {
    let twice = |json: &str, name: &str| {
        let Untrusted::Envelope { reason } = refused(json) else { panic!("another error") };
        assert!(reason.starts_with(&format!("duplicate field `{name}`")), "{reason}");
    };
    twice(&good().replacen('{', r#"{"payloadType":"application/vnd.in-toto+json","#, 1), "payloadType");
    twice(&good().replace(r#""signatures":"#, r#""signatures":[],"signatures":"#), "signatures");
    twice(&good().replace(r#""payload":"#, r#""payload":"e30=","payload":"#), "payload");
    twice(&good().replace(r#"{"keyid""#, r#"{"keyid":"","keyid""#), "keyid");
}

#[test]
fn fields_that_are_missing() {
    for json in ["{}", "[]", "null", "", "{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"e30=\"}"] {
        assert!(matches!(refused(json), Untrusted::Envelope { .. }), "{json}");
    }
}

#[test]
fn base64_in_another_form() {
    let payload = text(&statement(&script("a", "")));
    // A payload of 3n+1 bytes ends with four bits that mean nothing, and with two `=`.
    let mut padded = payload.clone();
    while padded.len() % 3 != 1 {
        padded.push(' ');
    }
    let json = envelope(padded.as_bytes(), &[&ADA]);
    let end = json.find("==").expect("padding");
    // The last character before the padding has four free bits: 16 texts for the same bytes.
    let last = json.as_bytes()[end - 1];
    let next = if last == b'A' { b'B' } else { last + 1 };
    let mut other = json.clone().into_bytes();
    other[end - 1] = next;
    let other = String::from_utf8(other).unwrap();
    assert_eq!(refused(&other), Untrusted::Base64);
    assert_eq!(refused(&json.replace("==", "")), Untrusted::Base64);
    assert_eq!(refused(&json.replace("==", "=")), Untrusted::Base64);
    // The alphabet for URLs, line ends.
    let url_safe = around("_-__", &[]);
    assert_eq!(refused(&url_safe), Untrusted::Base64);
    assert_eq!(refused(&around("e3\\n0=", &[])), Untrusted::Base64);
}

#[test]
fn json_in_another_form() {
    let spaced = good().replacen(':', ": ", 1);
    assert_eq!(refused(&spaced), Untrusted::Form);
    assert_eq!(refused(&format!("{}\n", good())), Untrusted::Form);
    let escaped = good().replace("in-toto", "in\\u002dtoto");
    assert_eq!(refused(&escaped), Untrusted::Form);
    // The other order of the fields.
    let json: serde_json::Value = serde_json::from_str(&good()).unwrap();
    let (payload, signatures) = (&json["payload"], &json["signatures"]);
    let other =
        format!(r#"{{"payload":{payload},"payloadType":"application/vnd.in-toto+json","signatures":{signatures}}}"#);
    assert_eq!(refused(&other), Untrusted::Form);
    // Beside the file it is no part of any digest, and an editor may have touched it.
    assert!(ada().artifact(script("a", ""), Some(spaced.as_bytes())).is_ok());
}

#[test]
fn a_section_in_another_form() {
    let content = script("a", "");
    let bytes = embed(&content, &good());
    // The section's length takes two bytes; three can say the same.
    let mut longer = bytes[..content.len() + 1].to_vec();
    longer.push(bytes[content.len() + 1]);
    longer.push(bytes[content.len() + 2] | 0x80);
    longer.push(0);
    longer.extend_from_slice(&bytes[content.len() + 3..]);
    assert_eq!(ada().artifact(longer, None).unwrap_err(), Untrusted::Form);
}

#[test]
fn too_many_signatures() {
    let one = entry(&"0".repeat(64), &[0; 64]);
    let many = vec![one; MAX_SIGNATURES + 1];
    let (count, limit) = (MAX_SIGNATURES + 1, MAX_SIGNATURES);
    assert_eq!(refused(&around("e30=", &many)), Untrusted::TooManySignatures { count, limit });
}

#[test]
fn too_many_bytes() {
    let huge = around(&"A".repeat(1_000_000), &[]);
    assert!(matches!(refused(&huge), Untrusted::TooLarge { what: "envelope", .. }));
    // The envelope just fits, and the statement doesn't.
    let large = around(&"A".repeat(90_000), &[]);
    assert_eq!(refused(&large), Untrusted::TooLarge { what: "statement", size: 67_500, limit: 65_536 });
}

#[test]
fn depth_that_would_exhaust_the_stack() {
    let deep = format!("{}{}", "[".repeat(60_000), "]".repeat(30_000));
    assert!(matches!(refused(&deep), Untrusted::Envelope { .. }));
    assert!(matches!(refused(&envelope(&deep.as_bytes()[..60_000], &[&ADA])), Untrusted::Statement { .. }));
}
