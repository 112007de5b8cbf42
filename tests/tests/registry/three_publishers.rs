//! Three publishers in one database, from end to end: the application, a plugin that is granted some of its tables, and one that
//! means no good. `docs/guide/three-publishers.md` tells the same.

use mighost_test_servers::Registry;
use mighost_tests::package::{self, BILLING};
use mighost_tests::{Outcome, Project, binary, database};

const EVIL: &str = "evil/stats";

/// The application's operator, the two publishers, and the registry that all of them use.
struct World {
    registry: Registry,
    shop: Project,
    acme: Project,
    evil: Project,
}

impl World {
    fn new() -> World {
        let world =
            World { registry: Registry::start(), shop: Project::new(), acme: Project::new(), evil: Project::new() };
        for (project, key) in [(&world.shop, "shop.key"), (&world.acme, "acme.key"), (&world.evil, "evil.key")] {
            project.run(["key", "generate", "--out", key]).ok();
        }
        // The application: people, whom others may refer to, and salaries, which are nobody's business.
        world.shop.revision(
            "1",
            "",
            "CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40));\n\
             INSERT INTO people VALUES (1, 'Ada'), (2, 'Grace');\n\
             CREATE TABLE salaries (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40));\n\
             INSERT INTO salaries VALUES (1, 'much');",
            "DROP TABLE salaries;\nDROP TABLE people;",
        );
        world.shop.run(["release", "--key", "shop.key"]).ok();
        // The plugins are components that import no raw SQL; what they do is told them when they run.
        for (project, guest) in [(&world.acme, "package"), (&world.evil, "evil")] {
            let built = binary::built("tests/guests/rust-scripted").join(format!("artifacts/{guest}.wasm"));
            project.write("migrations/artifacts/1.wasm", std::fs::read(built).unwrap());
        }
        world.acme.run(["release", "--key", "acme.key"]).ok();
        world.evil.run(["release", "--key", "evil.key"]).ok();
        world.acme.run(["push", &world.place("acme/billing:1")]).ok();
        world.evil.run(["push", &world.place("evil/stats:1")]).ok();
        world
    }

    fn place(&self, path: &str) -> String {
        format!("{}/{path}", self.registry.host())
    }

    /// The shop runs its own migrations, and has taken both plugins.
    fn running() -> World {
        let world = World::new();
        world.trust();
        world.shop.run(["upgrade"]).ok();
        world.shop.execute("INSERT INTO people VALUES (7, 'Edsger')");
        for place in ["acme/billing:1", "evil/stats:1"] {
            world.shop.run(["pull", &world.place(place)]).ok();
        }
        world
    }

    /// The operator's trust file: each publisher's key for its own package, and for acme what it needs of the application's tables.
    fn trust(&self) {
        let key = |project: &Project, name: &str| {
            let pem = String::from_utf8(project.read(format!("{name}.key.pub"))).unwrap();
            format!("[keys.{name}]\npublic-key = '''\n{pem}'''\n")
        };
        let (shop, acme, evil) = (key(&self.shop, "shop"), key(&self.acme, "acme"), key(&self.evil, "evil"));
        package::trust(
            &self.shop,
            &format!(
                "{shop}{acme}{evil}[root]\nkeys = [\"shop\"]\nrequire-signature = true\n\
                 [packages.\"{BILLING}\"]\nkeys = [\"acme\"]\n[packages.\"{BILLING}\".grants]\ntables = {{ people = \"read\" }}\n\
                 [packages.\"{EVIL}\"]\nkeys = [\"evil\"]\n"
            ),
        );
    }

    fn upgrade(&self, package: &str, argument: &str, lines: &str) -> Outcome {
        self.shop.run(["upgrade", package, "-x", &format!("{argument}={lines}")])
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        database::column(&database::open(&self.shop.database()), sql)
    }

    /// What of the database isn't mighost's own, as text.
    fn application(&self) -> String {
        database::dump_of_application(&self.shop.database())
    }
}

const BILLS: &str = "create-key acme_billing__bills | people\ninsert acme_billing__bills\ncount people";

/// Pulled, planned, run, audited; and one of them taken out again.
#[test]
fn three_publishers_share_a_database() {
    let world = World::new();
    // Nothing is taken before somebody is trusted with it.
    world.shop.run(["pull", &world.place("acme/billing:1")]).exits(7).says(&["nobody is trusted with acme/billing"]);
    world.trust();
    world.shop.run(["upgrade"]).ok();
    world.shop.run(["pull", &world.place("acme/billing:1")]).ok().prints(&["1 revision, release 1"]);
    world.shop.run(["pull", &world.place("evil/stats:1")]).ok();
    let explained = world.shop.json(["trust", "explain", BILLING]);
    assert_eq!(explained["revisions"][0]["lacking"], serde_json::json!([]), "{explained}");
    // Planned, and nothing has run.
    let before = world.application();
    let plan = world.shop.json(["plan", BILLING]);
    assert_eq!(plan["steps"].as_array().unwrap().len(), 1, "{plan}");
    assert_eq!(world.application(), before);
    // Run: acme reads people, refers to them, and has a table of its own.
    world.shop.execute("INSERT INTO people VALUES (7, 'Edsger')");
    world.upgrade(BILLING, "up", BILLS).ok();
    // One of its tables is enough for evil where it does nothing else.
    world.upgrade(EVIL, "evil", "create evil_stats__visits").ok();
    let tables = database::tables(&database::open(&world.shop.database()));
    assert_eq!(tables, ["acme_billing__bills", "evil_stats__visits", "people", "salaries"]);
    // Audited, with plain SQL: what ran, of whom, which bytes.
    let audit = world.rows(
        "SELECT package || ' ' || revision || ' ' || direction || ' ' || (key_id IS NOT NULL AND key_id <> '') || ' ' || length(sha256) \
         FROM mighost_history ORDER BY number",
    );
    assert_eq!(
        audit,
        [" 1 upgrade 1 64", "acme/billing p1 upgrade 1 64", "evil/stats e1 upgrade 1 64"].map(String::from)
    );
    let acme = world.acme.json(["key", "show", "acme.key.pub"])["key"].as_str().unwrap().to_owned();
    assert_eq!(world.rows("SELECT key_id FROM mighost_history WHERE package = 'acme/billing'"), [acme]);
    let digest = world.rows("SELECT sha256 FROM mighost_history WHERE package = 'acme/billing'");
    let file = world.shop.read("migrations/packages/acme/billing/1.wasm");
    assert_eq!(digest, [mighost::Digest::of(&file).to_string()]);
    // One is taken out, and what the others have stays.
    let removed = ["package", "remove", EVIL, "-x", "evil-down=drop evil_stats__visits"];
    world.shop.run(removed).ok();
    let tables = database::tables(&database::open(&world.shop.database()));
    assert_eq!(tables, ["acme_billing__bills", "people", "salaries"]);
    world.shop.run(["status", "--package", BILLING]).ok();
}

/// Whatever evil does when it runs is denied, and the application and acme are as they were.
#[test]
fn what_the_bad_one_does_is_denied() {
    let world = World::running();
    world.upgrade(BILLING, "up", BILLS).ok();
    let before = world.application();
    let attempts = [
        "scan salaries",
        "scan people",
        "count acme_billing__bills",
        "look salaries",
        "insert people",
        "update salaries",
        "delete acme_billing__bills",
        "drop people",
        "cascade acme_billing__bills",
        "rename acme_billing__bills | evil_stats__bills",
        "column people | evil",
        "index salaries | evil_stats__i",
        "create people_of_evil",
        "create acme_billing__mine",
        "create mighost_evil",
        "create-key evil_stats__x | salaries",
        "create-check evil_stats__x | id < (SELECT count(*) FROM salaries)",
        "create-default evil_stats__x | (SELECT name FROM salaries)",
        "view evil_stats__v | SELECT name FROM salaries",
        "view acme_billing__v | SELECT 1",
        "scan mighost_history",
        "delete mighost_history",
        // It lies: what it does first is its own, and goes back with the rest.
        "create evil_stats__x\ninsert evil_stats__x\ndrop salaries",
    ];
    for attempt in attempts {
        let outcome = world.upgrade(EVIL, "evil", attempt);
        assert_eq!(outcome.code(), 1, "{attempt}\n{}", outcome.whole());
        assert!(outcome.stderr.contains("denied"), "{attempt}\n{}", outcome.whole());
        assert_eq!(world.application(), before, "{attempt} has changed something");
    }
    let evil = world.rows("SELECT revision FROM mighost_revisions WHERE package = 'evil/stats'");
    assert_eq!(evil, Vec::<String>::new());
    world.shop.run(["status"]).ok();
    world.shop.run(["status", "--package", BILLING]).ok();
}

/// What evil pushes under others' names, or as something else than it is, isn't taken, and no file changes.
#[test]
fn what_the_bad_one_pushes_is_refused() {
    let world = World::running();
    let refused = |arguments: &[&str], says: &[&str]| {
        let before = world.shop.files();
        let outcome = world.shop.run(arguments).exits(7).has_one_message().says(says);
        assert!(before == world.shop.files(), "files have changed\n{}", outcome.whole());
    };
    // The registry lets evil push to acme's repository: its own migration, under acme's name.
    world.evil.run(["push", &world.place("acme/billing:1")]).ok();
    refused(&["pull", &world.place("acme/billing:1")], &["isn't trusted"]);
    // acme's migration, which acme didn't sign: evil did.
    let artifact = "migrations/artifacts/1.wasm";
    let guest = binary::built("tests/guests/rust-scripted").join("artifacts/package.wasm");
    let forger = Project::new();
    forger.write(artifact, std::fs::read(&guest).unwrap());
    forger.run(["release", "--key", world.evil.path("evil.key").to_str().unwrap()]).ok();
    forger.run(["push", &world.place("acme/billing:2")]).ok();
    refused(&["pull", &world.place("acme/billing:2")], &["signed by none of the keys given"]);
    // acme's signature on evil's bytes: the envelope of the one behind the other.
    let acme = world.acme.read(artifact);
    let own = std::fs::read(binary::built("tests/guests/rust-scripted").join("artifacts/evil.wasm")).unwrap();
    let signature = mighost::Artifact::read(acme.clone()).unwrap().signature().unwrap().to_vec();
    forger.write("stolen.wasm", &own);
    forger.write("stolen.wasm.dsse", signature);
    forger.run(["push", &world.place("acme/billing:3"), "stolen.wasm"]).ok();
    refused(&["pull", &world.place("acme/billing:3")], &["evil/stats"]);
    refused(&["pull", &world.place("acme/billing:3"), "--package", EVIL], &["signed by none of the keys given"]);
    // Into the application's own chain, which isn't confined.
    world.evil.write("root/1.sql", "-- revision: 9\n-- upgrade\nDROP TABLE salaries;\n");
    world.evil.run(["--dir", "root", "release", "--key", "evil.key"]).ok();
    world.evil.run(["--dir", "root", "push", &world.place("evil/stats:2")]).ok();
    refused(&["pull", &world.place("evil/stats:2")], &["root package"]);
    // Raw SQL, which it isn't granted: it is taken, being evil's own, and not run.
    let text = package::sql(EVIL, "e2", "", "DROP TABLE salaries;", "");
    world.evil.write("sql/1.sql", text);
    world.evil.run(["--dir", "sql", "release", "--key", "evil.key", "--version", "7"]).ok();
    world.evil.run(["--dir", "sql", "push", &world.place("evil/stats:3")]).ok();
    world.shop.run(["pull", &world.place("evil/stats:3")]).ok();
    let before = world.application();
    world.shop.run(["upgrade", EVIL]).exits(7).has_one_message().says(&["sql#execute", EVIL]);
    assert_eq!(world.application(), before);
    // And an older release than the one that is here.
    refused(&["pull", &world.place("evil/stats:1")], &["release 1 is older than 7"]);
    world.shop.run(["status"]).ok();
}
