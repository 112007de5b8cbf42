//! A trust file that is signed itself: what the database has seen, it doesn't forget.

use crate::trust::{install, key_id, published, refused, sign};
use mighost_tests::package::BILLING;
use mighost_tests::{Project, chain, database};

/// A trust file of a version, with the keys of its root of trust and how many of them must sign.
fn write(project: &Project, version: u32, keys: &[&str], threshold: usize, more: &str) {
    let mut text = format!(
        "version = 1\n[root-of-trust]\nversion = {version}\nthreshold = {threshold}\nkeys = {keys:?}\n\n[packages.\"{BILLING}\"]\n\
         keys = [\"ada\"]\n[packages.\"{BILLING}\".grants]\nsql = \"confined\"\n{more}\n"
    );
    for name in ["ada", "grace", "mallory"] {
        let pem = String::from_utf8(project.read(format!("{name}.key.pub"))).unwrap();
        text += &format!("[keys.{name}]\npublic-key = '''\n{pem}'''\n");
    }
    project.write("trust.toml", text);
}

fn seal(project: &Project, keys: &[&str]) {
    for key in keys {
        project.run(["trust", "sign", "--key", &format!("{key}.key")]).ok();
    }
}

/// A signed trust file under which the package's first step has run.
fn seen() -> Project {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    install(&project, &["1", "2"]);
    write(&project, 2, &["ada", "grace"], 2, "");
    seal(&project, &["ada", "grace"]);
    project.run(["upgrade", "acme/billing@1"]).ok();
    project
}

#[test]
fn a_file_that_says_it_is_signed_must_be() {
    let project = published();
    sign(&project, "ada", &["1", "2"]);
    install(&project, &["1", "2"]);
    write(&project, 1, &["ada", "grace"], 2, "");
    refused(&project, &["trust.toml", "no signatures lie beside it", "mighost trust sign --key"]);
    project.run(["trust", "explain", BILLING]).ok().prints(&["this file", "2 of ada, grace", "not so:"]);
    seal(&project, &["ada"]);
    refused(&project, &["trust.toml", "signed by 1 of the keys given, and 2 of them must have signed"]);
    seal(&project, &["mallory"]);
    refused(&project, &["trust.toml", "signed by 1 of the keys given"]);
    seal(&project, &["grace"]);
    project.run(["trust", "explain", BILLING]).ok().prints(&["version 1, to be signed by 2 of ada, grace: signed by"]);
    let list = project.json(["trust", "list"]);
    assert_eq!((&list["root_of_trust"]["version"], &list["root_of_trust"]["reason"]), (&1.into(), &().into()));
    // A byte behind the signatures.
    let text = String::from_utf8(project.read("trust.toml")).unwrap();
    project.write("trust.toml", format!("{text}\n"));
    refused(&project, &["trust.toml", "it isn't what was signed"]);
    project.write("trust.toml", text);
    project.run(["upgrade", BILLING]).ok();
}

#[test]
fn an_older_one_a_foreign_one_an_unsigned_one_and_none() {
    let project = seen();
    let rows = |project: &Project| {
        let connection = database::open(&project.database());
        database::column(&connection, "SELECT name FROM mighost_meta WHERE name LIKE 'trust%' ORDER BY name")
    };
    let mut wanted = ["ada", "grace"].map(|name| format!("trust-key:{}", key_id(&project, name))).to_vec();
    wanted.push("trust".into());
    wanted.sort();
    assert_eq!(rows(&project), wanted);
    let good = (project.read("trust.toml"), project.read("trust.toml.dsse"));

    write(&project, 1, &["ada", "grace"], 2, "");
    seal(&project, &["ada", "grace"]);
    refused(&project, &["trust.toml", "version 1 is older than 2, which this database has seen"]);
    // The same version with something else in it.
    write(&project, 2, &["ada", "grace"], 2, "[root]\nkeys = [\"mallory\"]");
    seal(&project, &["ada", "grace"]);
    refused(&project, &["trust.toml", "this database has seen version 2 with"]);
    // A higher one that only its own keys have signed.
    write(&project, 3, &["mallory"], 1, "");
    seal(&project, &["mallory"]);
    refused(&project, &["trust.toml", "by the keys of version 2", "signed by none of the keys given"]);
    seal(&project, &["ada"]);
    refused(&project, &["trust.toml", "by the keys of version 2", "signed by 1 of the keys given, and 2 of them"]);
    // One without the section, and none at all: the application's own chain isn't run either.
    mighost_tests::package::trust_whole(&project, &[BILLING]);
    refused(&project, &["trust.toml", "has no [root-of-trust]", "version 2 of one that is signed"]);
    std::fs::remove_file(project.path("trust.toml")).unwrap();
    chain::write_map(&project, "1");
    project.run(["upgrade"]).exits(7).has_one_message().says(&["without a trust file", "--trust FILE"]);
    project.run(["plan"]).exits(7).prints(&["without a trust file"]);
    project.write("trust.toml", good.0);
    // Its signatures aren't needed any more where the database knows it.
    std::fs::remove_file(project.path("trust.toml.dsse")).unwrap();
    project.run(["upgrade"]).ok();
    project.write("trust.toml.dsse", good.1);
    project.run(["package", "remove", BILLING]).ok();
}

#[test]
fn keys_are_changed_by_a_file_that_the_old_ones_and_the_new_ones_sign() {
    let project = seen();
    write(&project, 5, &["mallory"], 1, "");
    seal(&project, &["ada", "grace", "mallory"]);
    project.run(["upgrade", BILLING]).ok();
    // From now on, the new ones alone.
    write(&project, 6, &["mallory"], 1, "");
    seal(&project, &["mallory"]);
    project.run(["downgrade", "acme/billing@1"]).ok();
    write(&project, 7, &["ada", "grace"], 2, "");
    seal(&project, &["ada", "grace"]);
    refused(&project, &["trust.toml", "by the keys of version 6", "signed by none of the keys given"]);
}

#[test]
fn the_command_raises_the_version_and_says_what_is_missing() {
    let project = seen();
    project
        .run(["trust", "add", "acme/other", "--key", "grace.key.pub"])
        .ok()
        .says(&["version 3 now", "mighost trust sign"]);
    refused(&project, &["trust.toml", "it isn't what was signed"]);
    let outcome = project.run(["trust", "sign", "--key", "ada.key"]).ok();
    outcome.prints(&["version 3 of trust.toml is signed by ada", "next: it is signed by 1 of the keys given"]);
    project.run(["trust", "sign", "--key", "grace.key"]).ok();
    project.run(["upgrade", BILLING]).ok();
    let outcome = project.run(["trust", "sign", "--key", "mallory.key"]).ok();
    outcome.says(&["isn't one of [root-of-trust]"]);
}

#[test]
fn sections_that_cannot_be() {
    let project = published();
    project.write("trust.toml", "version = 1\n");
    project.run(["trust", "sign", "--key", "ada.key"]).exits(2).has_one_message().says(&["has no [root-of-trust]"]);
    for (keys, threshold, says) in [
        (vec!["nobody"], 1, "names the key `nobody`"),
        (vec!["ada"], 2, "wants 2 signatures, and 1 of its keys"),
        (vec!["ada"], 0, "wants 0 signatures"),
        (vec!["ada", "ada"], 2, "wants 2 signatures, and 1 of its keys"),
    ] {
        write(&project, 1, &keys, threshold, "");
        project.run(["upgrade", BILLING]).exits(1).has_one_message().says(&["trust.toml", says]);
    }
    write(&project, 0, &["ada"], 1, "");
    project.run(["upgrade", BILLING]).exits(1).has_one_message().says(&["the version in [root-of-trust] is 0"]);
}
