//! Scripts of packages: a stranger's script is held to what its artifact imports and what it is granted, whatever its runtime could.

use mighost_tests::package::{BILLING, FOLDER, trust, unsigned};
use mighost_tests::{Project, Site};

/// A site with the artifact of a package's script in Python, which does this on its way up.
fn site(uses: &str, body: &str, grants: &str) -> Site {
    let author = Project::new().with_tools();
    let script = format!(
        "\"\"\"Bills\"\"\"\n\n{uses}\n\nfrom mighost import Column, Integer, op, rows, sql\n\nrevision = \"bills\"\ndown_revision = None\npackage = \
         \"{BILLING}\"\n\n\ndef upgrade():\n    op.create_table(\"acme_billing__bills\", Column(\"id\", Integer, primary_key=True))\n    {body}\n\n\n\
         def downgrade():\n    op.drop_table(\"acme_billing__bills\")\n"
    );
    author.write("migrations/bills.py", script);
    author.run(["build"]).ok();
    let site = Site::new(mighost_tests::Kind::Sqlite);
    for (path, bytes) in author.files() {
        if let Ok(inside) = path.strip_prefix("migrations/artifacts") {
            site.write(std::path::Path::new(FOLDER).join(inside), bytes);
        }
    }
    site.revision("1", "", "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY);", "DROP TABLE users;");
    trust(&site, &unsigned(BILLING, grants));
    site.run(["upgrade", "1"]).ok();
    site
}

#[test]
fn one_that_keeps_to_its_own_runs_and_goes_back() {
    let site = site("", "rows(\"acme_billing__bills\").insert([{\"id\": 7}])", "");
    site.run(["upgrade", BILLING]).ok();
    assert_eq!(site.sql("SELECT id FROM acme_billing__bills"), ["7"]);
    std::fs::remove_dir_all(site.path(FOLDER)).unwrap();
    site.run(["package", "remove", BILLING]).ok();
    assert_eq!(site.tables(), ["users"]);
}

#[test]
fn the_tables_of_others_are_out_of_reach() {
    let site = site("", "op.drop_table(\"users\")", "");
    site.run(["upgrade", BILLING]).fails().says(&["denied", "users"]);
    assert_eq!(site.tables(), ["users"]);
}

#[test]
fn raw_sql_is_read_from_the_file_before_anything_runs() {
    let site = site("# mighost: uses sql", "sql.execute(\"DROP TABLE users\")", "");
    site.run(["upgrade", BILLING]).exits(7).has_one_message().says(&["sql"]);
    assert_eq!(site.tables(), ["users"]);
}

#[test]
fn raw_sql_that_the_file_doesnt_tell_is_denied_though_it_is_granted() {
    let site = site("", "sql.execute(\"SELECT 1\")", "sql = \"unconfined\"");
    let outcome = site.run(["upgrade", BILLING]).has_one_message().says(&["mighost: uses sql", "bills.py"]);
    assert_ne!(outcome.code(), 0);
    assert_eq!(site.tables(), ["users"]);
}
