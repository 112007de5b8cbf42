//! Keys and signatures through the command, and with `openssl` on the other side.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Outcome, Project};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A chain of three, built: `1`, `2` and `3`.
fn chain() -> Project {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY);", "DROP TABLE people;");
    project.revision("2", "1", "ALTER TABLE people ADD COLUMN name TEXT;", "ALTER TABLE people DROP COLUMN name;");
    project.revision("3", "2", "CREATE INDEX people_name ON people (name);", "DROP INDEX people_name;");
    project.run(["build"]).ok();
    project
}

/// The same with a key, `ada.key`.
fn chain_and_key() -> Project {
    let project = chain();
    project.run(["key", "generate", "--out", "ada.key"]).ok();
    project
}

fn artifact(id: &str) -> String {
    format!("migrations/artifacts/{id}.wasm")
}

/// Runs `openssl` in the project's folder. Its standard output.
#[track_caller]
fn openssl(project: &Project, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("openssl");
    let output = command.args(arguments).current_dir(project.path("")).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Runs a command that must fail with this code and one message with these texts, and must write no file.
#[track_caller]
fn refused(project: &Project, arguments: &[&str], code: i32, says: &[&str]) -> Outcome {
    let before = project.files();
    let outcome = project.run(arguments).exits(code).has_one_message().says(says);
    assert!(before == project.files(), "files were written\n{}", outcome.whole());
    outcome
}

// ---- the way it is meant ------------------------------------------------------------------------------------

#[test]
fn generate_sign_verify() {
    let project = chain_and_key();
    let file = artifact("2");
    let unsigned = project.read(&file);
    project.run(["sign", &file, "--key", "ada.key"]).ok().prints(&["2  signed"]);
    assert!(project.read(&file).starts_with(&unsigned));
    let outcome = project.run(["verify", &file, "--key", "ada.key.pub"]).ok();
    outcome.prints(&[
        "signed by",
        "(ada.key.pub)",
        "2, number 2 of its chain",
        "follows    1 (compared)",
        "sql: execute",
    ]);
    // It runs like any other.
    project.run(["--dir", "migrations/artifacts", "upgrade"]).ok();
    assert_eq!(project.current(), ["3"]);
    // To sign again changes nothing.
    let signed = project.read(&file);
    project.run(["sign", &file, "--key", "ada.key"]).ok().prints(&["signed already"]);
    assert_eq!(project.read(&file), signed);
    // Nor does to build again: it would be the same but for its signatures.
    project.run(["build"]).ok().prints(&["signed, and the same"]);
    assert_eq!(project.read(&file), signed);
}

#[test]
fn a_release_is_signed_whole_and_verified_whole() {
    let project = chain_and_key();
    project
        .run(["release", "--key", "ada.key", "--expires", "2999-01-01"])
        .ok()
        .prints(&["signed 3 of 3", "release 1"]);
    let manifest = "migrations/artifacts/release.json";
    let all = ["1", "2", "3"].map(artifact);
    let files: Vec<&str> = all.iter().map(String::as_str).chain([manifest]).collect();
    project
        .run(["verify"].iter().chain(&files).chain(&["--key", "ada.key.pub"]))
        .ok()
        .prints(&["3 artifacts, all as signed"]);
    let lock = String::from_utf8(project.read("mighost.lock")).unwrap();
    assert!(lock.contains("release = 1\n"), "{lock}");
    assert_eq!(lock.matches("[[package.artifact]]").count(), 3, "{lock}");
    // Again: nothing to do.
    let before = project.files();
    project.run(["release", "--key", "ada.key"]).ok().prints(&["nothing to do: release 1"]);
    assert!(before == project.files());
    // One more revision is one more release; what is signed stays.
    project.revision("4", "3", "DROP INDEX people_name;", "CREATE INDEX people_name ON people (name);");
    let outcome = project.run(["--json", "release", "--key", "ada.key"]).ok().object();
    assert_eq!((&outcome["version"], &outcome["signed"]), (&2.into(), &1.into()));
    // A second publisher signs the same: no statement changes, so release 2 stays.
    project.run(["key", "generate", "--out", "grace.key"]).ok();
    let outcome = project.run(["--json", "release", "--key", "grace.key"]).ok().object();
    assert_eq!((&outcome["version"], &outcome["signed"]), (&2.into(), &4.into()));
    let both = ["--key", "ada.key.pub", "--key", "grace.key.pub", "--threshold", "2"];
    project.run(["verify", manifest, &artifact("1"), &artifact("4")].iter().chain(&both)).ok();
}

#[test]
fn a_release_is_checked_against_its_folder() {
    let project = chain_and_key();
    project.run(["release", "--key", "ada.key"]).ok();
    let manifest = "migrations/artifacts/release.json";
    let verify = ["verify", manifest, "--key", "ada.key.pub"];
    // Something is missing.
    let third = project.read(artifact("3"));
    std::fs::remove_file(project.path(artifact("3"))).unwrap();
    refused(&project, &verify, 7, &["release 1 has a revision `3`, and its artifact isn't there"]);
    project.write(artifact("3"), &third);
    // Something was added.
    project.revision("4", "3", "SELECT 1;", "SELECT 1;");
    project.run(["build", "migrations/4.sql"]).ok();
    refused(&project, &verify, 7, &["a revision `4` that release 1 doesn't have"]);
    std::fs::remove_file(project.path(artifact("4"))).unwrap();
    // Something was changed.
    project.revision("3", "2", "DROP TABLE people;", "");
    project.run(["build", "migrations/3.sql"]).ok();
    refused(&project, &verify, 7, &["`3` isn't the one of release 1"]);
}

#[test]
fn signatures_may_lie_beside_the_file() {
    let project = chain_and_key();
    let file = artifact("1");
    let before = project.read(&file);
    project.run(["sign", &file, "--key", "ada.key", "--detached"]).ok().prints(&["1.wasm.dsse"]);
    assert_eq!(project.read(&file), before);
    project.run(["verify", &file, "--key", "ada.key.pub"]).ok();
    std::fs::remove_file(project.path(format!("{file}.dsse"))).unwrap();
    refused(&project, &["verify", &file, "--key", "ada.key.pub"], 7, &["it is not signed"]);
}

#[test]
fn inspect_shows_signatures_and_judges_none() {
    let project = chain_and_key();
    project.run(["inspect", &artifact("2")]).ok().prints(&["signatures none"]);
    project.run(["sign", &artifact("2"), "--key", "ada.key", "--audience", "staging"]).ok();
    let outcome = project.run(["inspect", &artifact("2")]).ok();
    outcome.prints(&["signatures 1, not verified", "2, number 2, follows 1", "for      staging"]);
    let facts = project.json(["inspect", &artifact("2")]);
    assert_eq!(facts["signatures"]["statement"]["parents"][0]["id"], "1");
    assert_eq!(facts["signatures"]["statement"]["sha256"], facts["content_sha256"]);
    assert_ne!(facts["sha256"], facts["content_sha256"]);
}

#[test]
fn the_key_may_come_from_a_variable_or_standard_input() {
    let project = chain_and_key();
    let pem = String::from_utf8(project.read("ada.key")).unwrap();
    // Where a variable loses the ends of lines, the key is still one.
    let joined = pem.replace('\n', " ");
    for (number, value) in [("1", pem.as_str()), ("2", "ada.key"), ("3", &joined)] {
        let mut command = project.command(["sign", &artifact(number)]);
        assert!(command.env("MIGHOST_KEY", value).status().unwrap().success());
        project.run(["verify", &artifact(number), "--key", "ada.key.pub"]).ok();
    }
    let mut command = project.command(["sign", &artifact("3"), "--key", "-"]);
    let key = std::fs::File::open(project.path("ada.key")).unwrap();
    assert!(command.stdin(key).status().unwrap().success());
    project.run(["verify", &artifact("3"), "--key", "ada.key.pub"]).ok();
    // What is wrong with a key in a variable is said, and the key isn't shown.
    let body = pem.lines().nth(1).unwrap();
    for broken in [joined.replacen("-----", "---", 2), joined.replace("KEY-----", "KEY ")] {
        let mut command = project.command(["sign", &artifact("1")]);
        let output = command.env("MIGHOST_KEY", broken).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(!String::from_utf8_lossy(&output.stderr).contains(&body[24..]));
    }
}

#[test]
fn json_says_what_people_are_told() {
    let project = chain();
    let made = project.json(["key", "generate", "--out", "ada.key"]);
    let key = made["key"].as_str().unwrap();
    assert_eq!(made["public_key"], "ada.key.pub");
    let shown = project.json(["key", "show", "ada.key"]);
    assert_eq!((&shown["kind"], &shown["key"]), (&"secret".into(), &key.into()));
    let signed = project.json(["sign", &artifact("1"), "--key", "ada.key"]);
    assert_eq!((&signed["key"], &signed["signed"][0]["revision"]), (&key.into(), &"1".into()));
    let verified = project.json(["verify", &artifact("1"), "--key", "ada.key.pub"]);
    assert_eq!((&verified["trusted"], &verified["files"][0]["keys"][0]), (&true.into(), &key.into()));
    let refused = project.run(["--json", "verify", &artifact("2"), "--key", "ada.key.pub"]).exits(7).object();
    assert_eq!(refused["trusted"], false);
    assert!(refused["files"][0]["reason"].as_str().unwrap().starts_with("it is not signed"));
}

// ---- what isn't trusted ---------------------------------------------------------------------------------------

#[test]
fn one_file_of_several_that_is_not_trusted() {
    let project = chain_and_key();
    project.run(["sign", &artifact("1"), "--key", "ada.key"]).ok();
    let outcome =
        refused(&project, &["verify", &artifact("1"), &artifact("2"), "--key", "ada.key.pub"], 7, &["2.wasm"]);
    outcome.prints(&["✓ migrations/artifacts/1.wasm", "✗ migrations/artifacts/2.wasm: it is not signed"]);
}

#[test]
fn another_key_than_the_signers() {
    let project = chain_and_key();
    project.run(["key", "generate", "--out", "mallory.key"]).ok();
    project.run(["sign", &artifact("1"), "--key", "mallory.key"]).ok();
    refused(&project, &["verify", &artifact("1"), "--key", "ada.key.pub"], 7, &["signed by none of the keys given"]);
    let both = ["verify", &artifact("1"), "--key", "ada.key.pub", "--key", "mallory.key.pub", "--threshold", "2"];
    refused(&project, &both, 7, &["signed by 1 of the keys given, and 2 of them must have signed"]);
    let twice = ["verify", &artifact("1"), "--key", "ada.key.pub", "--key", "ada.key.pub", "--threshold", "2"];
    refused(&project, &twice, 2, &["2 signatures are asked for and there are 1 different keys"]);
}

#[test]
fn a_changed_file_and_a_cut_one() {
    let project = chain_and_key();
    project.run(["sign", &artifact("1"), "--key", "ada.key"]).ok();
    let good = project.read(artifact("1"));
    let verify = ["verify", &artifact("1"), "--key", "ada.key.pub"];
    let mut changed = good.clone();
    changed[200] ^= 1;
    project.write(artifact("1"), &changed);
    refused(&project, &verify, 7, &["it isn't what was signed"]);
    project.write(artifact("1"), &good[..good.len() - 1]);
    refused(&project, &verify, 7, &["cut off"]);
    project.write(artifact("1"), b"");
    refused(&project, &verify, 7, &["the file is empty"]);
}

#[test]
fn a_parent_that_is_not_the_one_that_was_signed() {
    let project = chain_and_key();
    project.run(["sign", &artifact("2"), "--key", "ada.key"]).ok();
    project.revision("1", "", "CREATE TABLE others (id INTEGER);", "DROP TABLE others;");
    project.run(["build", "migrations/1.sql"]).ok();
    refused(&project, &["verify", &artifact("2"), "--key", "ada.key.pub"], 7, &["was signed to follow a `1`"]);
    // Nor can it be signed any more as if nothing had happened.
    refused(&project, &["sign", &artifact("2"), "--key", "ada.key"], 1, &["another parents", "--replace"]);
    project.run(["sign", &artifact("2"), "--key", "ada.key", "--replace"]).ok();
    project.run(["verify", &artifact("2"), "--key", "ada.key.pub"]).ok();
}

#[test]
fn a_release_that_is_expired_or_goes_back() {
    let project = chain_and_key();
    refused(&project, &["release", "--key", "ada.key", "--expires", "2020-01-01"], 2, &["that is over"]);
    refused(&project, &["release", "--key", "ada.key", "--expires", "soon"], 2, &["not a day or time"]);
    project.run(["release", "--key", "ada.key", "--version", "7"]).ok();
    project.revision("4", "3", "SELECT 1;", "SELECT 1;");
    refused(&project, &["release", "--key", "ada.key", "--version", "7"], 2, &["the last release is 7", "--version 8"]);
    // The lock file remembers it where the manifest is gone.
    std::fs::remove_file(project.path("migrations/artifacts/release.json")).unwrap();
    refused(&project, &["release", "--key", "ada.key", "--version", "6"], 2, &["the last release is 7"]);
    let outcome = project.run(["--json", "release", "--key", "ada.key"]).ok().object();
    assert_eq!(outcome["version"], 8);
}

// ---- keys ---------------------------------------------------------------------------------------------------

#[test]
fn a_key_is_never_overwritten() {
    let project = chain_and_key();
    refused(&project, &["key", "generate", "--out", "ada.key"], 2, &["ada.key.pub is there already"]);
    std::fs::remove_file(project.path("ada.key.pub")).unwrap();
    refused(&project, &["key", "generate", "--out", "ada.key"], 2, &["ada.key is there already"]);
    refused(&project, &["key", "generate", "--out", "no/where/a.key"], 1, &["no/where/a.key.pub"]);
}

#[cfg(unix)]
#[test]
fn a_secret_key_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let project = chain_and_key();
    let mode = |file: &str| std::fs::metadata(project.path(file)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("ada.key"), 0o600);
    let sign = ["sign", &artifact("1"), "--key", "ada.key"];
    assert!(project.run(sign).ok().stderr.is_empty());
    std::fs::set_permissions(project.path("ada.key"), std::fs::Permissions::from_mode(0o640)).unwrap();
    project.run(sign).ok().says(&["warning:", "others than its owner may read", "chmod 600 ada.key"]);
}

#[test]
fn the_secret_is_never_shown() {
    let project = chain_and_key();
    let pem = String::from_utf8(project.read("ada.key")).unwrap();
    let body = pem.lines().nth(1).unwrap();
    let shown = [
        project.run(["key", "show", "ada.key"]).ok(),
        project.run(["--json", "key", "show", "ada.key"]).ok(),
        project.run(["verify", &artifact("1"), "--key", "ada.key"]).exits(2),
        project.run(["-vv", "sign", &artifact("1"), "--key", "ada.key"]).ok(),
    ];
    // Even where the key itself is given for its file. (It is on the command line then, so only what was said counts.)
    let outcome = project.run(["sign", &artifact("1"), &format!("--key={pem}")]).exits(2).has_one_message();
    assert!(!outcome.stderr.contains(&body[24..]), "{}", outcome.stderr);
    for outcome in shown {
        // The second half of the line is the secret's own; the first bytes are the same for every key.
        assert!(!outcome.whole().contains(&body[24..]), "{}", outcome.whole());
    }
}

#[test]
fn files_that_are_no_keys() {
    let project = chain_and_key();
    openssl(&project, &["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "rsa.key"]);
    openssl(&project, &["pkey", "-in", "rsa.key", "-pubout", "-out", "rsa.pub"]);
    openssl(&project, &["genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:x", "-out", "locked.key"]);
    project.write("empty", "");
    project.write("noise", b"\xff\0\x01garbage");
    let file = artifact("1");
    for (key, code, says) in [
        ("ada.key.pub", 2, "this is a public key, and a secret key is wanted"),
        ("rsa.key", 2, "this is a key of RSA, and only Ed25519 is used"),
        ("locked.key", 2, "this secret key is encrypted"),
        ("empty", 2, "this is no key: it is empty"),
        ("noise", 2, "this is no key: it holds no PEM"),
        (&file, 2, "this is no key"),
        ("nowhere", 1, "nowhere"),
    ] {
        refused(&project, &["sign", &file, "--key", key], code, &[key, says]);
    }
    for (key, code, says) in [
        ("ada.key", 2, "this is a secret key, and a public key is wanted"),
        ("rsa.pub", 2, "this is a key of RSA, and only Ed25519 is used"),
        ("noise", 2, "this is no key"),
        ("nowhere", 1, "nowhere"),
    ] {
        refused(&project, &["verify", &file, "--key", key], code, &[key, says]);
        if code == 2 && key != "ada.key" {
            refused(&project, &["key", "show", key], code, &[key, says]);
        }
    }
    refused(&project, &["sign", &file], 2, &["no key", "--key FILE", "MIGHOST_KEY"]);
}

#[test]
fn files_that_cannot_be_signed() {
    let project = chain_and_key();
    let key = ["--key", "ada.key"];
    let sign = |file: &str, code, says: &[&str]| {
        refused(&project, &["sign", file, key[0], key[1]], code, says);
    };
    sign("migrations/1.sql", 2, &["an SQL file is no artifact", "mighost build"]);
    sign("ada.key", 1, &["ada.key", "this is a text file"]);
    sign("nowhere.wasm", 1, &["nowhere.wasm"]);
    // One of two that can't be: nothing is written.
    refused(&project, &["sign", &artifact("1"), "ada.key", key[0], key[1]], 1, &["ada.key"]);
    // A parent that isn't there.
    let alone: PathBuf = project.write("alone/2.wasm", project.read(artifact("2")));
    let elsewhere = project.path("elsewhere");
    let alone = alone.to_str().unwrap();
    let dir = ["--dir", elsewhere.to_str().unwrap(), "sign", alone, key[0], key[1]];
    refused(&project, &dir, 2, &["`1`, isn't in its folder", "--parent FILE"]);
    let first = artifact("1");
    project.run(dir.iter().chain(&["--parent", &first])).ok();
    project.run(["verify", alone, "--key", "ada.key.pub"]).ok();
}

// ---- openssl on the other side --------------------------------------------------------------------------------

/// What is signed, written down by hand from the specification, and the first signature: both from the envelope.
fn signed_message(project: &Project, envelope: &serde_json::Value) {
    let decode = |text: &str, file: &str| {
        project.write("text.b64", text);
        openssl(project, &["base64", "-d", "-A", "-in", "text.b64", "-out", file]);
        project.read(file)
    };
    let payload = decode(envelope["payload"].as_str().unwrap(), "payload");
    let mut message = format!("DSSEv1 28 application/vnd.in-toto+json {} ", payload.len()).into_bytes();
    message.extend_from_slice(&payload);
    project.write("message", message);
    decode(envelope["signatures"][0]["sig"].as_str().unwrap(), "signature");
}

#[test]
fn openssl_reads_our_keys_and_verifies_our_signatures() {
    let project = chain_and_key();
    openssl(&project, &["pkey", "-in", "ada.key", "-noout"]);
    let public = openssl(&project, &["pkey", "-in", "ada.key", "-pubout"]);
    assert_eq!(public, project.read("ada.key.pub"));
    // The key id is the digest of the DER.
    openssl(&project, &["pkey", "-pubin", "-in", "ada.key.pub", "-outform", "DER", "-out", "der"]);
    let digest = String::from_utf8(openssl(&project, &["dgst", "-sha256", "-r", "der"])).unwrap();
    let key = project.json(["key", "show", "ada.key.pub"])["key"].as_str().unwrap().to_owned();
    assert_eq!(digest.split(' ').next(), Some(key.as_str()));

    project.run(["sign", &artifact("2"), "--key", "ada.key", "--detached"]).ok();
    let envelope = serde_json::from_slice(&project.read(format!("{}.dsse", artifact("2")))).unwrap();
    signed_message(&project, &envelope);
    let verify =
        ["pkeyutl", "-verify", "-pubin", "-inkey", "ada.key.pub", "-rawin", "-in", "message", "-sigfile", "signature"];
    openssl(&project, &verify);
    // The statement is about the file: openssl finds the same digest.
    let digest = String::from_utf8(openssl(&project, &["dgst", "-sha256", "-r", &artifact("2")])).unwrap();
    let statement: serde_json::Value = serde_json::from_slice(&project.read("payload")).unwrap();
    assert_eq!(statement["subject"][0]["digest"]["sha256"].as_str(), digest.split(' ').next());
}

#[test]
fn a_key_of_openssl_signs_here() {
    let project = chain();
    openssl(&project, &["genpkey", "-algorithm", "ed25519", "-out", "theirs.key"]);
    openssl(&project, &["pkey", "-in", "theirs.key", "-pubout", "-out", "theirs.pub"]);
    project.run(["sign", &artifact("1"), "--key", "theirs.key"]).ok();
    project.run(["verify", &artifact("1"), "--key", "theirs.pub"]).ok();
}

#[cfg(unix)]
#[test]
fn another_program_signs() {
    let project = chain();
    openssl(&project, &["genpkey", "-algorithm", "ed25519", "-out", "theirs.key"]);
    openssl(&project, &["pkey", "-in", "theirs.key", "-pubout", "-out", "theirs.pub"]);
    // openssl wants a file of a known length.
    let sign = "cat > message; openssl pkeyutl -sign -inkey theirs.key -rawin -in message";
    for (number, command) in [("1", sign.to_owned()), ("2", format!("{sign} | openssl base64"))] {
        project.run(["sign", &artifact(number), "--signer", &command, "--public-key", "theirs.pub"]).ok();
        project.run(["verify", &artifact(number), "--key", "theirs.pub"]).ok();
    }
    // Its signature is verified before it is used.
    project.run(["key", "generate", "--out", "ada.key"]).ok();
    let wrong = ["sign", &artifact("3"), "--signer", sign, "--public-key", "ada.key.pub"];
    let before = project.read(artifact("3"));
    project.run(wrong).exits(1).has_one_message().says(&["3.wasm", "isn't one of the key"]);
    let failing = ["sign", &artifact("3"), "--signer", "exit 9", "--public-key", "theirs.pub"];
    project.run(failing).exits(1).has_one_message().says(&["the signer `exit 9` gave no signature"]);
    assert_eq!(project.read(artifact("3")), before);
    project.run(["sign", &artifact("3"), "--signer", sign]).exits(2).says(&["--public-key"]);
}
