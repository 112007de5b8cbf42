//! Makes the seeds that can't be typed: `cargo test --workspace --test seeds -- --ignored`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::Artifact;
use mighost_artifact::sign::{
    Lock, Parent, Release, Released, SecretKey, Signer, Statement, attach, sign, sign_release,
};
use mighost_artifact::sql::Script;
use std::fs;
use std::path::Path;

const SMALL: &str = "-- revision: 2\n-- revises: 1\n-- package: acme/billing\n-- upgrade\nDROP TABLE a;\n";
const WHEN: &str = "2026-11-22T18:00:00Z";

fn keep(target: &str, name: &str, bytes: impl AsRef<[u8]>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
}

/// What is signed in an envelope.
fn payload(envelope: &[u8]) -> Vec<u8> {
    let message = mighost_artifact::sign::Envelope::read_release(envelope).unwrap().pae();
    let start = message.windows(2).position(|pair| pair == b" {").unwrap() + 1;
    message[start..].to_vec()
}

#[test]
#[ignore = "writes files"]
fn write_what_cant_be_typed() {
    // A key of the seeds' own, the same in every run; it opens nothing.
    let pem = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/key/secret")).unwrap();
    let key = SecretKey::from_pem(&pem).unwrap();
    let bytes = Script::parse(SMALL).unwrap().pack().unwrap();
    let artifact = Artifact::read(bytes.clone()).unwrap();
    let parent = Parent { id: "1".into(), sha256: artifact.content_sha256() };
    let statement = Statement::about(&artifact, vec![parent], 2, WHEN.into()).unwrap();
    let envelope = sign(&statement, None, &key).unwrap();
    let json = envelope.to_json().unwrap();
    let signed = attach(&bytes, &envelope).unwrap();
    keep("artifact", "packed", &bytes);
    keep("artifact", "signed", &signed);
    keep("envelope", "statement", &json);
    keep("statement", "whole", payload(&json));
    let section = |name: &str, first: u8| {
        let at = bytes.windows(name.len()).rposition(|window| window == name.as_bytes());
        let data = at.map(|at| &bytes[at + name.len()..]).unwrap_or_default();
        // The description is the last section of what is packed.
        let end = if first == 0 { data.len() } else { data.len().min(16) };
        [&[first][..], &data[..end]].concat()
    };
    keep("sections", "description", section(mighost_artifact::DESCRIPTION_SECTION, 0));
    keep("sections", "source", section(mighost_artifact::SOURCE_SECTION, 1));
    keep("sections", "signature", [&[2][..], &json].concat());

    let released = |id: &str, revises: &[&str]| Released {
        id: id.into(),
        sha256: artifact.content_sha256(),
        revises: revises.iter().map(ToString::to_string).collect(),
    };
    let release = Release {
        package: "acme/billing".into(),
        version: 3,
        created: WHEN.into(),
        expires: Some("2028-01-01T00:00:00Z".into()),
        audience: Some("production".into()),
        revisions: vec![released("1", &[]), released("2", &["1"])],
    };
    let manifest = sign_release(&release, None, &key).unwrap().to_json().unwrap();
    keep("envelope", "manifest", &manifest);
    keep("manifest", "whole", payload(&manifest));
    let mut lock = Lock::default();
    lock.pin(&release).unwrap();
    keep("lock", "whole", lock.write().unwrap());
    keep("key", "public", key.public_key().to_pem().unwrap());
}
