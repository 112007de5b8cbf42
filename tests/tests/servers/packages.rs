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
