//! Artifacts to sign, and envelopes that nobody's tool would write.

use base64ct::{Base64, Encoding};
use mighost_artifact::sign::{PublicKey, SecretKey, Signer, Statement, Verifier, attach, pae, sign};
use mighost_artifact::{Artifact, Digest, SIGNATURE_SECTION, componentize, seal, sql::Script};
use mighost_schema::Description;
use serde_json::{Value, json};
use std::sync::LazyLock;
use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

pub const CREATED: &str = "2026-11-22T18:00:00Z";

/// Two publishers, and somebody else.
pub static ADA: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::generate().unwrap());
pub static GRACE: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::generate().unwrap());
pub static MALLORY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::generate().unwrap());

pub fn public(key: &SecretKey) -> PublicKey {
    key.public_key().clone()
}

/// Ada must have signed.
pub fn ada() -> Verifier {
    Verifier::new([public(&ADA)], 1).unwrap()
}

/// Ada and Grace must have signed.
pub fn both() -> Verifier {
    Verifier::new([public(&ADA), public(&GRACE)], 2).unwrap()
}

/// A packed script: revision `id`, which creates a table.
pub fn script(id: &str, revises: &str) -> Vec<u8> {
    let text = format!(
        "-- revision: {id}\n-- revises: {revises}\n-- upgrade\nCREATE TABLE t_{id} (id INTEGER);\n-- downgrade\nDROP \
         TABLE t_{id};\n"
    );
    Script::parse(&text).unwrap().pack().unwrap()
}

/// A component of WAT that imports a function of `report` and one of `sql`: revision `w`, a base.
pub fn wat() -> Vec<u8> {
    let mut core = wat::parse_str(
        r#"(module
            (import "mighost:migration/report@0.1.0" "warn" (func (param i32 i32)))
            (import "mighost:migration/sql@0.1.0" "execute" (func (param i32 i32 i32 i32 i32)))
            (func (export "mighost:migration/revision@0.1.0#describe") (result i32) i32.const 16)
            (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) i32.const 16)
            (func (export "mighost:migration/revision@0.1.0#downgrade") (result i32) i32.const 16)
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
            (memory (export "memory") 1))"#,
    )
    .unwrap();
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../wit")).unwrap();
    let world = resolve.select_world(&[package], Some("migration")).unwrap();
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8).unwrap();
    let description = Description { id: "w".into(), has_downgrade: true, ..Description::default() };
    seal(&componentize(&core).unwrap(), &description).unwrap()
}

/// What the tool itself says about a base.
pub fn about(bytes: &[u8]) -> Statement {
    Statement::about(&Artifact::read(bytes).unwrap(), Vec::new(), 1, CREATED.into()).unwrap()
}

/// A base, signed by these keys.
pub fn signed(bytes: &[u8], keys: &[&SecretKey]) -> Vec<u8> {
    let statement = about(bytes);
    let mut envelope = None;
    for key in keys {
        envelope = Some(sign(&statement, envelope.as_ref(), *key).unwrap());
    }
    attach(bytes, &envelope.expect("a key")).unwrap()
}

/// The statement of a base as JSON, to be changed.
pub fn statement(bytes: &[u8]) -> Value {
    let artifact = Artifact::read(bytes).unwrap();
    let description = artifact.description().unwrap();
    let package = description.package.clone().unwrap_or_default();
    let name = if package.is_empty() { description.id.clone() } else { format!("{package}@{}", description.id) };
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": name, "digest": { "sha256": Digest::of(bytes).to_string() } }],
        "predicateType": "https://mighost.dev/revision/v1",
        "predicate": {
            "package": package, "revision": description.id, "parents": [], "sequence": 1,
            "capabilities": artifact.capabilities(), "created": CREATED,
        },
    })
}

/// The order in which the tool writes fields; JSON values in memory have lost it.
const ORDER: [&str; 22] = [
    "_type",
    "subject",
    "predicateType",
    "predicate",
    "name",
    "digest",
    "package",
    "revision",
    "version",
    "parents",
    "sequence",
    "capabilities",
    "id",
    "sha256",
    "revises",
    "created",
    "expires",
    "audience",
    "revisions",
    "payloadType",
    "payload",
    "signatures",
];

/// JSON as the tool writes it: compact, its own fields in its order, all others behind them.
pub fn text(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let place = |key: &String| ORDER.iter().position(|name| name == key).unwrap_or(ORDER.len());
            let mut fields: Vec<_> = map.iter().collect();
            fields.sort_by_key(|(key, _)| (place(key), key.as_str()));
            let fields: Vec<String> =
                fields.iter().map(|(key, value)| format!("{}:{}", json!(key), text(value))).collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(text).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// An envelope around any bytes, with real signatures.
pub fn envelope(payload: &[u8], keys: &[&SecretKey]) -> String {
    let signature = |key: &&SecretKey| entry(&key.public_key().id().to_string(), &key.sign(&pae(payload)).unwrap());
    let list: Vec<String> = keys.iter().map(signature).collect();
    around(&Base64::encode_string(payload), &list)
}

/// An envelope of its parts.
pub fn around(payload: &str, entries: &[String]) -> String {
    format!(
        r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{payload}","signatures":[{}]}}"#,
        entries.join(",")
    )
}

/// One signature as JSON.
pub fn entry(keyid: &str, signature: &[u8]) -> String {
    format!(r#"{{"keyid":"{keyid}","sig":"{}"}}"#, Base64::encode_string(signature))
}

/// The bytes with that envelope as their last section.
pub fn embed(content: &[u8], envelope: &str) -> Vec<u8> {
    section(content, SIGNATURE_SECTION, envelope.as_bytes())
}

/// The bytes with a custom section behind them.
pub fn section(content: &[u8], name: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = content.to_vec();
    bytes.push(0);
    let section = wasm_encoder::CustomSection { name: name.into(), data: data.into() };
    wasm_encoder::Encode::encode(&section, &mut bytes);
    bytes
}

/// A base with a statement that was changed, signed by Ada as if it were right.
pub fn with_statement(content: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value = statement(content);
    change(&mut value);
    embed(content, &envelope(text(&value).as_bytes(), &[&ADA]))
}
