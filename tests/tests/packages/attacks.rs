//! What somebody who has the folder, and no key, tries: each ends in one refusal, and changes nothing.

use crate::trust::{PUBLISHER, artifact, install, published, refused, sign, trust};
use mighost_tests::Project;
use mighost_tests::package::{self, BILLING, FOLDER};

const KEYS: &str = "keys = [\"ada\"]";
/// The name of the section of signatures.
const SECTION: &str = "mighost:dsse";

fn ready() -> Project {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    install(&project, &["1", "2"]);
    trust(&project, &[("ada", "")], KEYS);
    project
}

/// A custom section of a short content.
fn section(name: &str, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(1 + name.len() + content.len()).unwrap();
    // One byte holds lengths up to 127.
    assert!(length < 128);
    [&[0, length, u8::try_from(name.len()).unwrap()][..], name.as_bytes(), content].concat()
}

/// The file of the first revision is exchanged.
fn exchange(project: &Project, bytes: impl AsRef<[u8]>) {
    project.write(format!("{FOLDER}/1.wasm"), bytes);
}

/// Refuses with any code but 0, one message, and an untouched database: what isn't an artifact any more isn't judged at all.
#[track_caller]
fn broken(project: &Project, says: &[&str]) {
    let outcome = project.run(["upgrade", BILLING]).has_one_message().says(says);
    assert!([1, 7].contains(&outcome.code()), "{}", outcome.whole());
    assert!(!project.database().exists(), "{}", outcome.whole());
}

#[test]
fn two_sections_of_signatures() {
    let project = ready();
    let signed = project.read(artifact("1"));
    exchange(&project, [&signed[..], &section(SECTION, b"{}")].concat());
    broken(&project, &["1.wasm", SECTION, "stands twice"]);
    // In front of the right one.
    let at = signed.windows(SECTION.len()).rposition(|part| part == SECTION.as_bytes()).unwrap();
    let content = mighost::sign::strip(&signed).unwrap();
    assert!(at > content.len());
    exchange(&project, [content, &section(SECTION, b"{}"), &signed[content.len()..]].concat());
    broken(&project, &["1.wasm"]);
}

#[test]
fn a_section_behind_the_signatures() {
    let project = ready();
    let signed = project.read(artifact("1"));
    exchange(&project, [&signed[..], &section("more", b"")].concat());
    broken(&project, &["1.wasm", "not the last section"]);
    exchange(&project, [&signed[..], &[0xff]].concat());
    broken(&project, &["1.wasm"]);
}

#[test]
fn a_stripped_signature() {
    let project = ready();
    let signed = project.read(artifact("1"));
    exchange(&project, mighost::sign::strip(&signed).unwrap());
    refused(&project, &["`1`", "1.wasm", "it is not signed"]);
    // A foreign signature in its place.
    exchange(&project, mighost::sign::strip(&signed).unwrap());
    project.run(["sign", &format!("{FOLDER}/1.wasm"), "--key", "mallory.key"]).ok();
    refused(&project, &["`1`", "signed by none of the keys given"]);
}

#[test]
fn the_signatures_of_another_artifact() {
    let project = ready();
    let (first, second) = (project.read(artifact("1")), project.read(artifact("2")));
    let content = mighost::sign::strip(&first).unwrap();
    let others = &second[mighost::sign::strip(&second).unwrap().len()..];
    exchange(&project, [content, others].concat());
    refused(&project, &["`1`", "isn't what was signed"]);
    // Beside it they are no better.
    exchange(&project, content);
    project.run(["--dir", PUBLISHER, "sign", &artifact("2"), "--key", "ada.key", "--detached"]).ok();
    project.write(format!("{FOLDER}/1.wasm.dsse"), project.read(format!("{}.dsse", artifact("2"))));
    refused(&project, &["`1`", "isn't what was signed"]);
}

/// The right artifact under another id: the content is the publisher's, the description says another revision.
#[test]
fn the_right_artifact_under_another_id() {
    let project = ready();
    let signed = project.read(artifact("1"));
    let content = mighost::sign::strip(&signed).unwrap();
    let text = br#""id":"1""#;
    let at = content.windows(text.len()).rposition(|part| part == text).unwrap() + text.len() - 2;
    let mut other = signed.clone();
    other[at] = b'9';
    exchange(&project, &other);
    std::fs::remove_file(project.path(format!("{FOLDER}/2.wasm"))).unwrap();
    refused(&project, &["`9`", "isn't what was signed"]);
    // Under another file's name it is what it was: nobody signs names.
    std::fs::remove_file(project.path(format!("{FOLDER}/1.wasm"))).unwrap();
    project.write(format!("{FOLDER}/9.wasm"), &signed);
    project.run(["upgrade", BILLING]).ok();
}

#[test]
fn another_packages_valid_artifact() {
    let project = ready();
    project
        .write("publisher2/x.sql", package::sql("acme/other", "1", "", "CREATE TABLE acme_other__1 (id INTEGER);", ""));
    project.run(["--dir", "publisher2", "build"]).ok();
    project.run(["--dir", "publisher2", "sign", "publisher2/artifacts/x.wasm", "--key", "ada.key"]).ok();
    exchange(&project, project.read("publisher2/artifacts/x.wasm"));
    let outcome = project.run(["upgrade", BILLING]).has_one_message();
    let outcome = outcome.says(&["`1`", "belongs to the package `acme/other`", "this is the folder of `acme/billing`"]);
    assert_ne!(outcome.code(), 0);
    assert!(!project.database().exists());
}

/// Every byte of one that a run has to judge: a sample of what `tampering` does whole.
#[test]
fn a_changed_byte_in_every_part_of_a_file() {
    let project = ready();
    let signed = project.read(artifact("1"));
    // A prime, so that the places fall on every part and no rhythm of the format.
    const STRIDE: usize = 97;
    for at in (0..signed.len()).step_by(STRIDE) {
        let mut changed = signed.clone();
        changed[at] ^= 0x01;
        exchange(&project, &changed);
        let outcome = project.run(["upgrade", BILLING]);
        assert!([1, 7].contains(&outcome.code()), "byte {at}\n{}", outcome.whole());
        assert!(!project.database().exists(), "byte {at}\n{}", outcome.whole());
    }
    exchange(&project, &signed);
    project.run(["upgrade", BILLING]).ok();
}
