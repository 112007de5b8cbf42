//! The trust file: what `mighost trust` shows and writes, and what it must say to be used.

use crate::trust::{install, key_id, published, refused, sign};
use mighost_tests::chain;
use mighost_tests::package::{self, BILLING};

#[test]
fn add_list_explain_remove() {
    let project = published();
    sign(&project, "ada", &["1"]);
    install(&project, &["1", "2"]);
    project.run(["trust", "list"]).ok().prints(&["nobody is trusted", "trust.toml"]);
    let added = project.run(["trust", "add", BILLING, "--key", "ada.key.pub"]).ok();
    added.prints(&["ada", "is trusted with", BILLING, "trust.toml", "next: mighost trust explain acme/billing"]);
    let id = key_id(&project, "ada");
    project.run(["trust", "list"]).ok().prints(&[&id, "package  acme/billing  1 of ada"]);
    // What SQL files import isn't granted to start with, and is named.
    let explained = project.run(["trust", "explain", BILLING]).ok();
    explained.prints(&[
        "owns        what begins with acme_billing__",
        "raw SQL     none",
        "1  says it is signed by ada",
        "2  not signed",
        "imports what isn't granted: sql#execute",
    ]);
    project.run(["upgrade", BILLING]).exits(7).says(&["sql#execute"]);
    // A second key and a threshold are added to what stands; nothing twice.
    project.run(["trust", "add", BILLING, "--key", "grace.key.pub", "--key", "ada.key.pub", "--threshold", "2"]).ok();
    project.run(["trust", "list"]).ok().prints(&["package  acme/billing  2 of ada, grace"]);
    project.run(["trust", "remove", BILLING]).ok().prints(&["nobody is trusted with acme/billing any more"]);
    refused(&project, &["nobody is trusted with package `acme/billing`"]);
    project.run(["trust", "remove", BILLING]).exits(2).has_one_message().says(&[BILLING, "mighost trust list"]);
    project.run(["trust", "explain", BILLING]).exits(2).has_one_message().says(&[BILLING, "mighost trust add"]);
}

#[test]
fn the_command_speaks_json() {
    let project = published();
    sign(&project, "ada", &["1"]);
    install(&project, &["1", "2"]);
    let added = project.json(["trust", "add", BILLING, "--key", "ada.key.pub"]);
    assert_eq!(
        (&added["package"], &added["keys"][0], &added["file"]),
        (&BILLING.into(), &"ada".into(), &"trust.toml".into())
    );
    let list = project.json(["trust", "list"]);
    assert_eq!(list["keys"][0]["id"], key_id(&project, "ada"));
    let facts = &list["packages"][0];
    assert_eq!(
        (&facts["package"], &facts["threshold"], &facts["require_signature"]),
        (&BILLING.into(), &1.into(), &true.into())
    );
    assert_eq!((&facts["grants"]["prefix"], &facts["grants"]["sql"]), (&"acme_billing__".into(), &"none".into()));
    let explained = project.json(["trust", "explain", BILLING]);
    let first = &explained["revisions"][0];
    assert_eq!(
        (&first["id"], &first["claims"][0], &first["lacking"][0]),
        (&"1".into(), &"ada".into(), &"sql#execute".into())
    );
    assert_eq!(explained["revisions"][1]["claims"].as_array().unwrap().len(), 0);
    let refused = project.run(["--json", "upgrade", BILLING]).exits(7).object();
    let text = refused.to_string();
    assert!(text.contains("not-granted") && text.contains("sql#execute"), "{text}");
    let removed = project.json(["trust", "remove", BILLING]);
    assert_eq!(removed["package"], BILLING);
}

#[test]
fn comments_in_the_trust_file_stay() {
    let project = published();
    package::trust(&project, "# why\n[packages.\"acme/other\"]\nrequire-signature = false # for now\n");
    project.run(["trust", "add", BILLING, "--key", "ada.key.pub"]).ok();
    let text = String::from_utf8(project.read("trust.toml")).unwrap();
    assert!(text.contains("# why\n") && text.contains("# for now\n") && text.contains("acme/billing"), "{text}");
    project.run(["trust", "list"]).ok().prints(&["acme/other  no signature required", "acme/billing  1 of ada"]);
}

#[test]
fn a_broken_trust_file_is_one_clear_error_and_nothing_runs() {
    let project = published();
    install(&project, &["1"]);
    chain::write_map(&project, "1");
    let pem = String::from_utf8(project.read("ada.key.pub")).unwrap();
    let key = |name: &str| format!("[keys.{name}]\npublic-key = '''\n{pem}'''\n");
    let package = |lines: &str| format!("version = 1\n{}[packages.\"acme/billing\"]\n{lines}\n", key("ada"));
    let cases = [
        ("version = 2\n".to_owned(), "version 2"),
        ("keys = 1".into(), ""),
        ("version = 1\nnonsense = 2\n".into(), "nonsense"),
        ("version = 1\n[keys.ada]\npublic-key = 'x'\n".into(), "the key `ada`"),
        (format!("version = 1\n{}{}", key("ada"), key("eva")), "are one"),
        (package("keys = [\"eva\"]"), "`eva`"),
        (package("keys = [\"ada\"]\nthreshold = 2"), "wants 2 signatures, and 1"),
        (package("keys = [\"ada\", \"ada\"]\nthreshold = 2"), "wants 2 signatures, and 1"),
        (package("keys = [\"ada\"]\nthreshold = 0"), "wants 0 signatures"),
        (package("require-signature = true"), "wants 1 signatures, and 0"),
        (package("keys = [\"ada\"]\n[packages.billing]"), "`billing` is no package"),
        (package("keys = [\"ada\"]\ngrants = { sql = \"all\" }"), "sql"),
        (package("keys = [\"ada\"]\ngrants = { prefix = \"a\" }"), "prefix"),
        (package("keys = [\"ada\"]\ngrants = { prefix = \"mighost_\" }"), "prefix"),
        (package("keys = [\"ada\"]\ngrants = { tables = { people = \"own\" } }"), "own"),
        (package("keys = [\"ada\"]\ngrants = { tables = { mighost_history = \"change\" } }"), "mighost's own"),
        (package("keys = [\"ada\"]\ngrants = { interfaces = [\"files\"] }"), "the interface `files`"),
        (package("keys = [\"ada\"]\ngrants = { operations = [\"drop\"] }"), "the operation `drop`"),
        (
            package(
                "keys = [\"ada\"]\n[packages.\"acme/x\"]\nrequire-signature = false\n[packages.\"acme/x\".grants]\nprefix = \"acme_billing__x\"",
            ),
            "would own too",
        ),
    ];
    for (text, says) in cases {
        project.write("trust.toml", &text);
        for command in [["upgrade"].as_slice(), &["upgrade", BILLING], &["trust", "list"], &["package", "list"]] {
            let outcome = project.run(command);
            assert!(matches!(outcome.code(), 1 | 2), "{text}\n{}", outcome.whole());
            outcome.has_one_message().says(&["trust.toml", says]);
        }
        project.run(["trust", "add", BILLING, "--key", "grace.key.pub"]).exits(2).has_one_message().says(&[says]);
        assert_eq!(project.read("trust.toml"), text.as_bytes(), "it was written into");
        assert_eq!(project.dump(), "");
    }
    // A file that somebody named must be there.
    std::fs::remove_file(project.path("trust.toml")).unwrap();
    let outcome = project.run(["--trust", "nowhere.toml", "upgrade"]);
    outcome.has_one_message().says(&["nowhere.toml"]);
    assert_eq!(project.dump(), "");
}

#[test]
fn a_package_that_no_target_could_name() {
    let project = published();
    for (name, says) in [
        ("acme/head", "of its part `head`, `head` is a word of the command line"),
        ("base/acme", "of its part `base`"),
        ("acme/bill@ing", "of its part `bill@ing`"),
        ("acme", "its name is `publisher/name`"),
    ] {
        let outcome = project.run(["trust", "add", name, "--key", "ada.key.pub"]).exits(2).has_one_message();
        outcome.says(&[&format!("`{name}`"), says]);
        assert!(!project.path("trust.toml").exists());
    }
    project.write("migrations/packages/acme/head/1.sql", package::sql("acme/head", "1", "", "SELECT 1;", ""));
    project.run(["upgrade", "acme/head"]).fails().says(&["1.sql", "`head` is a word of the command line"]);
}
