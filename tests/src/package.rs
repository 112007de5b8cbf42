//! Writing packages, and the trust file that lets them run.

use crate::{Kind, Project, Site};
use std::fmt::Write;
use std::path::PathBuf;

/// The package of the tests, which the scripted guests are of too.
pub const BILLING: &str = "acme/billing";
/// Its folder.
pub const FOLDER: &str = "migrations/packages/acme/billing";

/// The text of a package's SQL migration. `header` is lines such as `-- depends-on: core@1`, or nothing.
pub fn sql(package: &str, id: &str, header: &str, upgrade: &str, downgrade: &str) -> String {
    let mut text = format!("-- package: {package}\n-- revision: {id}\n");
    for line in header.lines() {
        writeln!(text, "{line}").unwrap();
    }
    writeln!(text, "-- message: step {id} of {package}\n\n-- upgrade\n{upgrade}").unwrap();
    if !downgrade.is_empty() {
        writeln!(text, "\n-- downgrade\n{downgrade}").unwrap();
    }
    text
}

/// Writes a migration of a package into the package's folder.
pub fn revision(project: &Project, package: &str, id: &str, header: &str, upgrade: &str, downgrade: &str) -> PathBuf {
    let path = format!("migrations/packages/{package}/{id}.sql");
    project.write(path, sql(package, id, header, upgrade, downgrade))
}

/// The same, which makes a table `PREFIX_ID` and drops it again, so that the tables say what is applied.
pub fn table(project: &Project, package: &str, id: &str, header: &str) -> PathBuf {
    let name = format!("{}{id}", mighost::trust::prefix(package));
    let create = format!("CREATE TABLE {name} (id INTEGER NOT NULL PRIMARY KEY);");
    revision(project, package, id, header, &create, &format!("DROP TABLE {name};"))
}

/// Writes a trust file, without its first line.
pub fn trust(project: &Project, text: &str) -> PathBuf {
    project.write("trust.toml", format!("version = 1\n\n{text}"))
}

/// The section of a package that needs no signature, with more lines of its grants, such as `sql = "confined"`.
pub fn unsigned(package: &str, grants: &str) -> String {
    format!("[packages.\"{package}\"]\nrequire-signature = false\n[packages.\"{package}\".grants]\n{grants}\n")
}

/// Trusts packages whole: without signatures, and with all of SQL.
pub fn trust_whole(project: &Project, packages: &[&str]) -> PathBuf {
    let sections: Vec<String> = packages.iter().map(|package| unsigned(package, "sql = \"unconfined\"")).collect();
    trust(project, &sections.join("\n"))
}

/// Three chains in one database, on any database: each has rows of its own, equal ids are different revisions, and each
/// goes back by itself.
pub fn three_chains(site: &Site) {
    site.revision("1", "", "CREATE TABLE t_1 (id INTEGER NOT NULL PRIMARY KEY);", "DROP TABLE t_1;");
    table(site, BILLING, "1", "-- depends-on: core@1");
    table(site, BILLING, "2", "-- revises: 1\n-- depends-on: zeta/parts@1");
    table(site, "zeta/parts", "1", "");
    trust_whole(site, &[BILLING, "zeta/parts"]);
    site.run(["upgrade", BILLING]).ok();
    let rows = || site.sql("SELECT concat(package, ':', revision) FROM mighost_revisions ORDER BY 1");
    let mut stands = rows();
    stands.sort();
    assert_eq!(stands, [":1", "acme/billing:2", "zeta/parts:1"]);
    let all = ["acme_billing__1", "acme_billing__2", "t_1", "zeta_parts__1"];
    assert_eq!(site.tables(), all);
    let history = site.sql("SELECT concat(package, ':', revision) FROM mighost_history ORDER BY number");
    assert_eq!(history, [":1", "acme/billing:1", "zeta/parts:1", "acme/billing:2"]);

    let before = site.dump();
    site.run(["downgrade", "base"]).fails().says(&["`1` can't be taken back", "package `acme/billing`"]);
    site.run(["package", "remove", "zeta/parts"])
        .fails()
        .says(&["`1` can't be taken back", "`2` of package `acme/billing`"]);
    assert!(site.dump() == before, "something has changed:\n{}", site.dump());

    site.run(["package", "remove", BILLING]).ok();
    site.run(["package", "remove", "zeta/parts"]).ok();
    assert_eq!((rows(), site.tables()), (vec![":1".to_owned()], vec!["t_1".to_owned()]));
    site.run(["downgrade", "base"]).ok();
    assert_eq!(site.tables(), Vec::<String>::new());
}

/// A package that fails while everything is upgraded: the application and the other package go on, and the failed one
/// stays behind its last whole step.
pub fn one_fails(site: &Site) {
    site.revision("1", "", "CREATE TABLE t_1 (id INTEGER NOT NULL PRIMARY KEY);", "DROP TABLE t_1;");
    for package in [BILLING, "zeta/parts"] {
        table(site, package, "1", "");
    }
    trust_whole(site, &[BILLING, "zeta/parts"]);
    site.run(["upgrade", BILLING]).ok();
    site.run(["upgrade", "zeta/parts"]).ok();
    let broken = "CREATE TABLE acme_billing__3 (id INTEGER NOT NULL PRIMARY KEY);\nSELECT nonsense;";
    table(site, BILLING, "2", "-- revises: 1");
    revision(site, BILLING, "3", "-- revises: 2", broken, "");
    table(site, "zeta/parts", "2", "-- revises: 1");
    // On MariaDB the table stays, being SQL, and the step is unfinished until somebody corrects it.
    let unfinished = site.kind() == Kind::Mariadb;
    let code = if unfinished { 8 } else { 1 };
    site.run(["upgrade"]).exits(code).has_one_message().says(&["`3`", BILLING, "nonsense"]);
    let mut tables = site.tables();
    tables.retain(|table| !unfinished || table != "acme_billing__3");
    assert_eq!(tables, ["acme_billing__1", "acme_billing__2", "t_1", "zeta_parts__1", "zeta_parts__2"]);
    let mut rows = site.sql("SELECT concat(package, ':', revision) FROM mighost_revisions ORDER BY 1");
    rows.sort();
    assert_eq!(rows, [":1", "acme/billing:2", "zeta/parts:2"]);
}
