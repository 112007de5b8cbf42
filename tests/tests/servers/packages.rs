//! Packages on servers: `tests/packages/` has the same on SQLite, and what needs no database.

use Kind::{Mariadb, Postgres};
use mighost_tests::package::{self, BILLING};
use mighost_tests::{Kind, Site, reach};

const SERVERS: [Kind; 2] = [Postgres, Mariadb];

/// A site as [`reach::site`] makes it, with what only servers have.
fn site(kind: Kind) -> Site {
    let site = reach::site(kind);
    if kind == Postgres {
        site.sql("CREATE TYPE colour AS ENUM ('red', 'blue')");
    }
    site.sql("CREATE SEQUENCE numbers");
    site
}

#[test]
fn three_chains_stand_in_one_database_each_with_rows_of_its_own() {
    SERVERS.into_iter().for_each(|kind| package::three_chains(&Site::new(kind)));
}

#[test]
fn a_package_that_fails_stops_neither_the_application_nor_the_others() {
    SERVERS.into_iter().for_each(|kind| package::one_fails(&Site::new(kind)));
}

#[test]
fn operations_stay_in_the_packages_own_tables() {
    SERVERS.into_iter().for_each(|kind| reach::all_denied(|| site(kind), reach::OPERATIONS));
}

#[test]
fn expressions_only_compute() {
    SERVERS.into_iter().for_each(|kind| reach::all_denied(|| site(kind), reach::EXPRESSIONS));
}

#[test]
fn views_read_what_is_granted() {
    SERVERS.into_iter().for_each(|kind| reach::all_denied(|| site(kind), reach::VIEWS));
}

#[test]
fn rows_and_definitions_of_others_are_out_of_reach() {
    SERVERS.into_iter().for_each(|kind| reach::all_denied(|| site(kind), reach::ROWS));
}

#[test]
fn what_only_one_server_has() {
    SERVERS.into_iter().for_each(|kind| reach::all_denied(|| site(kind), reach::of_one(kind)));
}

#[test]
fn an_index_of_anothers_table_is_not_found_by_its_name() {
    SERVERS.into_iter().for_each(|kind| reach::indexes_of_others(&site(kind)));
}

#[test]
fn names_and_texts_stay_in_their_quotes() {
    SERVERS.into_iter().for_each(|kind| reach::quoted(&site(kind)));
}

#[test]
fn what_is_granted_works() {
    SERVERS.into_iter().for_each(|kind| reach::granted(&site(kind)));
}

#[test]
fn a_refusal_can_be_handled_and_nothing_of_it_is_done() {
    SERVERS.into_iter().for_each(|kind| reach::caught(&site(kind)));
}

/// Nothing on a server keeps raw SQL to some tables: that is said before anything runs, whoever asks for it.
#[test]
fn confined_sql_is_refused_before_anything_runs() {
    for kind in SERVERS {
        let site = site(kind);
        package::trust(&site, &package::unsigned(BILLING, "sql = \"confined\""));
        let before = site.dump();
        std::fs::remove_file(site.path(format!("{}/package.wasm", package::FOLDER))).unwrap();
        reach::guest(&site, "package-sql");
        let outcome = reach::run(&site, "sql CREATE TABLE acme_billing__x (id INTEGER)").exits(7).has_one_message();
        outcome.says(&["`q1`", "sql#execute", "nothing keeps raw SQL to the package's tables on this database"]);
        assert_eq!(site.dump(), before);
        // With the application's whole power it runs.
        package::trust_whole(&site, &[BILLING]);
        reach::run(&site, "sql CREATE TABLE acme_billing__x (id INTEGER)").ok();
    }
}

/// What vouched for the last step stands in a table that every command reads: an older release isn't run there either, and what
/// was applied goes back with the signatures that lay beside its file.
#[test]
fn releases_and_signatures_are_remembered() {
    for kind in SERVERS {
        let site = Site::new(kind);
        site.run(["key", "generate", "--out", "ada.key"]).ok();
        site.run(["trust", "add", "root", "--key", "ada.key.pub"]).ok();
        let table = |id: &str, revises: &str| {
            let up = format!("CREATE TABLE t_{id} (id INTEGER NOT NULL PRIMARY KEY);");
            site.revision(id, revises, &up, &format!("DROP TABLE t_{id};"));
        };
        table("1", "");
        site.run(["build"]).ok();
        site.run(["sign", "migrations/artifacts/1.wasm", "--key", "ada.key", "--detached"]).ok();
        site.run(["upgrade"]).ok();
        let meta = || site.sql("SELECT name FROM mighost_meta ORDER BY name");
        assert_eq!(meta(), ["epoch", "layout"]);
        assert_eq!(site.sql("SELECT value FROM mighost_meta WHERE name = 'layout'"), ["1"]);
        table("2", "1");
        site.run(["release", "--key", "ada.key", "--version", "3"]).ok();
        let older = site.read("migrations/artifacts/release.json");
        site.run(["upgrade"]).ok();
        assert_eq!(meta(), ["epoch", "layout", "release:"]);
        assert_eq!(site.sql("SELECT value FROM mighost_meta WHERE name = 'layout'"), ["2"]);
        table("3", "2");
        site.run(["release", "--key", "ada.key"]).ok();
        site.run(["upgrade"]).ok();
        let release = site.sql("SELECT value FROM mighost_meta WHERE name = 'release:'");
        assert!(release[0].starts_with("4 ") && release.len() == 1, "{release:?}");
        site.run(["downgrade", "2"]).ok();
        for file in ["migrations/3.sql", "migrations/artifacts/3.wasm", "mighost.lock"] {
            std::fs::remove_file(site.path(file)).unwrap();
        }
        site.write("migrations/artifacts/release.json", older);
        site.run(["downgrade", "1"]).ok();
        let before = site.dump();
        site.run(["upgrade"])
            .exits(7)
            .has_one_message()
            .says(&["release 3 is older than 4, which this database has seen"]);
        assert!(site.dump() == before, "something has changed");
        // The first one was signed beside its file, which is gone.
        for file in
            ["migrations/1.sql", "migrations/2.sql", "migrations/artifacts/1.wasm", "migrations/artifacts/2.wasm"]
        {
            std::fs::remove_file(site.path(file)).unwrap();
        }
        site.run(["downgrade", "base"]).ok();
        assert_eq!(site.tables(), Vec::<String>::new());
    }
}
