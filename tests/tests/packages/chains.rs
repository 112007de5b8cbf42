//! Chains of packages beside the application's own.

use mighost_tests::package::{self, BILLING};
use mighost_tests::{Kind, Project, Site, chain, database};

/// An application of two revisions and two packages of which `acme/billing` stands on both others, all trusted.
fn three() -> Project {
    let project = Project::new();
    chain::write_map(&project, "1; 2<-1");
    package::table(&project, BILLING, "1", "-- depends-on: core@1");
    package::table(&project, BILLING, "2", "-- revises: 1\n-- depends-on: zeta/parts@1");
    package::table(&project, "zeta/parts", "1", "");
    package::trust_whole(&project, &[BILLING, "zeta/parts"]);
    project
}

fn rows(project: &Project, sql: &str) -> Vec<String> {
    database::column(&database::open(&project.database()), sql)
}

fn revisions(project: &Project) -> Vec<String> {
    rows(project, "SELECT package || ':' || revision FROM mighost_revisions ORDER BY 1")
}

fn history(project: &Project) -> Vec<String> {
    rows(project, "SELECT direction || ' ' || package || ':' || revision FROM mighost_history ORDER BY number")
}

#[test]
fn three_chains_stand_in_one_database_each_with_rows_of_its_own() {
    package::three_chains(&Site::new(Kind::Sqlite));
}

#[test]
fn a_package_brings_what_it_depends_on_and_nothing_more() {
    let project = three();
    project.run(["upgrade", BILLING]).ok().prints(&["acme/billing in sqlite:app.db is at 2"]);
    // Equal ids of three chains, in the order in which each finds what it stands on; the application's second isn't needed.
    assert_eq!(
        history(&project),
        ["upgrade :1", "upgrade acme/billing:1", "upgrade zeta/parts:1", "upgrade acme/billing:2"]
    );
    assert_eq!(revisions(&project), [":1", "acme/billing:2", "zeta/parts:1"]);
    assert_eq!(project.current(), ["1"]);
}

#[test]
fn targets_are_those_of_the_package_they_name() {
    let project = three();
    project.run(["upgrade", "acme/billing@+1"]).ok().prints(&["acme/billing", "is at 1"]);
    assert_eq!(revisions(&project), [":1", "acme/billing:1"]);
    project.run(["upgrade", "acme/billing@2"]).ok();
    project.run(["downgrade", "acme/billing@-1"]).ok();
    assert_eq!(revisions(&project), [":1", "acme/billing:1", "zeta/parts:1"]);
    project.run(["downgrade", "acme/billing@base"]).ok().prints(&["acme/billing", "is at base"]);
    assert_eq!(revisions(&project), [":1", "zeta/parts:1"]);
    let before = project.dump();
    project.run(["upgrade", "acme/billing@9"]).exits(2).has_one_message().says(&["`9`"]);
    project.run(["upgrade", "acme/other"]).exits(1).has_one_message().says(&["there is no package `acme/other`"]);
    assert_eq!(project.dump(), before);
}

#[test]
fn packages_that_depend_on_each_other_in_a_circle_are_refused() {
    let project = Project::new();
    package::table(&project, "acme/a", "1", "-- depends-on: acme/b@1");
    package::table(&project, "acme/b", "1", "-- depends-on: acme/a@1");
    package::trust_whole(&project, &["acme/a", "acme/b"]);
    let outcome = project.run(["upgrade", "acme/a"]).fails();
    outcome.says(&["in a circle", "acme/a@1", "acme/b@1"]);
    assert_eq!(project.dump(), "");
}

#[test]
fn a_dependency_that_doesnt_exist_names_both() {
    let project = Project::new();
    chain::write_map(&project, "1");
    package::table(&project, BILLING, "1", "-- depends-on: core@7");
    package::table(&project, "zeta/parts", "1", "-- depends-on: acme/nowhere@3");
    package::trust_whole(&project, &[BILLING, "zeta/parts"]);
    let outcome = project.run(["upgrade", BILLING]).fails();
    outcome.says(&["`1`", "acme/billing", "depends on `7` of the application's own chain", "doesn't exist"]);
    project.run(["upgrade", "zeta/parts"]).has_one_message().says(&["`acme/nowhere`"]);
    assert_eq!(project.dump(), "");
}

#[test]
fn what_another_package_stands_on_is_not_taken_back() {
    let project = three();
    project.run(["upgrade", BILLING]).ok();
    let before = project.dump();
    project.run(["downgrade", "base"]).fails().says(&[
        "`1` can't be taken back",
        "package `acme/billing`",
        "take that back first",
    ]);
    project
        .run(["package", "remove", "zeta/parts"])
        .fails()
        .says(&["`1` can't be taken back", "`2` of package `acme/billing`"]);
    assert_eq!(project.dump(), before);
    project.run(["downgrade", "acme/billing@1"]).ok();
    project.run(["package", "remove", "zeta/parts"]).ok();
    project.run(["downgrade", "base"]).fails().says(&["package `acme/billing`"]);
}

#[test]
fn a_package_is_removed_without_its_folder() {
    let project = three();
    project.run(["upgrade", BILLING]).ok();
    std::fs::remove_dir_all(project.path(package::FOLDER)).unwrap();
    project.run(["package", "list"]).ok().prints(&["acme/billing", "at 2", "no folder"]);
    // What it stands on is still known from the database.
    project.run(["downgrade", "base"]).fails().says(&["package `acme/billing`"]);
    project.run(["package", "remove", BILLING]).ok();
    assert_eq!(revisions(&project), [":1", "zeta/parts:1"]);
    assert_eq!(database::tables(&database::open(&project.database())), ["t_1", "zeta_parts__1"]);
}

#[test]
fn list_says_where_each_package_is() {
    let project = three();
    package::table(&project, "acme/new", "1", "");
    project.run(["upgrade", "acme/billing@1"]).ok();
    let list = project.json(["package", "list"]);
    let facts =
        |name: &str| list["packages"].as_array().unwrap().iter().find(|p| p["package"] == name).unwrap().clone();
    let billing = facts(BILLING);
    assert_eq!(
        (&billing["installed"], &billing["pending"], &billing["trusted"]),
        (&true.into(), &1.into(), &true.into())
    );
    assert_eq!(billing["revisions"][0], "1");
    assert_eq!((&facts("acme/new")["installed"], &facts("acme/new")["trusted"]), (&false.into(), &false.into()));
    let outcome = project.run(["package", "list"]).ok();
    outcome.prints(&["acme/billing  at 1, 1 pending", "acme/new  not installed", "mighost trust add acme/new"]);
}

#[test]
fn an_upgrade_without_a_target_goes_on_with_what_is_installed() {
    let project = three();
    package::table(&project, "acme/new", "1", "");
    project.run(["upgrade", "acme/billing@1"]).ok();
    project.run(["upgrade"]).ok();
    // What nobody has installed isn't.
    assert_eq!(revisions(&project), [":2", "acme/billing:2", "zeta/parts:1"]);
}

#[test]
fn a_package_that_fails_stops_neither_the_application_nor_the_others() {
    let project = three();
    project.run(["upgrade", BILLING]).ok();
    let broken = "CREATE TABLE acme_billing__4 (id INTEGER);\nSELECT nonsense;";
    package::table(&project, BILLING, "3", "-- revises: 2");
    package::revision(&project, BILLING, "4", "-- revises: 3", broken, "");
    package::table(&project, "zeta/parts", "2", "-- revises: 1");
    let outcome = project.run(["upgrade"]).fails().says(&["4", "acme/billing", "nonsense"]);
    // The step before the broken one stands, and nothing of the broken one.
    assert_eq!(revisions(&project), [":2", "acme/billing:3", "zeta/parts:2"], "{}", outcome.whole());
    let tables = database::tables(&database::open(&project.database()));
    assert!(tables.contains(&"acme_billing__3".to_owned()) && !tables.contains(&"acme_billing__4".to_owned()));
}

#[test]
fn each_of_two_packages_that_fail_is_named() {
    let project = three();
    project.run(["upgrade", BILLING]).ok();
    package::revision(&project, BILLING, "3", "-- revises: 2", "SELECT nonsense_a;", "");
    package::revision(&project, "zeta/parts", "2", "-- revises: 1", "SELECT nonsense_z;", "");
    let outcome = project.run(["upgrade"]).exits(1).says(&["nonsense_a", "nonsense_z"]);
    assert_eq!(revisions(&project), [":2", "acme/billing:2", "zeta/parts:1"], "{}", outcome.whole());
}

#[test]
fn an_artifact_lies_in_the_folder_of_its_package() {
    let project = Project::new();
    chain::write_map(&project, "1");
    package::trust_whole(&project, &[BILLING, "zeta/parts"]);
    let lost = package::sql(BILLING, "9", "", "SELECT 1;", "");
    let file = project.write("migrations/packages/zeta/parts/9.sql", &lost);
    let outcome = project.run(["upgrade", "zeta/parts"]).fails();
    outcome.says(&["`9`", "belongs to the package `acme/billing`", "the folder of `zeta/parts`"]);
    std::fs::remove_file(file).unwrap();

    let file = project.write("migrations/9.sql", &lost);
    project.run(["upgrade"]).fails().says(&["`9`", "`acme/billing`", "the application's own chain"]);
    std::fs::remove_file(file).unwrap();

    project.write(format!("{}/9.sql", package::FOLDER), chain::sql("9", "", "SELECT 1;", ""));
    project.run(["upgrade", BILLING]).fails().says(&["`9`", "the application's own chain", "`acme/billing`"]);
    assert_eq!(project.dump(), "");
}
