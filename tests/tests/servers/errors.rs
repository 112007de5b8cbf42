//! A server that isn't as it should be: one clear message, and nothing lost.

use crate::support::{applied, asleep, finish, sleep, until};
use mighost_test_servers::{Mariadb, Postgres, mariadb, postgres};
use mighost_tests::database::same;
use mighost_tests::{Kind, Outcome, Site, chain};
use std::sync::Arc;

/// Commands that look and commands that run: each has to say what is wrong.
const COMMANDS: [&[&str]; 5] = [&["upgrade"], &["current"], &["status"], &["history"], &["downgrade", "base"]];

/// All commands fail in the same way, each with one message.
#[track_caller]
fn all_fail(site: &Site, says: &[&str]) {
    for command in COMMANDS {
        let outcome = site.run(command).fails().says(says);
        assert!(!outcome.whole().contains("s3cret"), "a password was printed\n{}", outcome.whole());
    }
}

fn pointed_at(kind: Kind, url: &str) -> Site {
    let site = Site::new(kind);
    chain::write_small(&site, 2);
    site.with(|project| project.with_database(url))
}

/// The address with another login.
fn as_another(url: &str, login: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    format!("{scheme}://{login}@{}", rest.split_once('@').map_or(rest, |(_, place)| place))
}

#[test]
fn a_login_that_is_refused() {
    let server = Arc::new(Postgres::start(&[]));
    let site = Site::on_postgres(&server);
    let url = as_another(site.url(), "nobody:s3cret");
    all_fail(&pointed_at(Kind::Postgres, &url), &["nobody", "role \"nobody\" does not exist"]);

    let site = Site::new(Kind::Mariadb);
    let url = as_another(site.url(), "nobody:s3cret");
    all_fail(&pointed_at(Kind::Mariadb, &url), &["nobody", "refuses the login"]);
}

#[test]
fn a_database_that_isnt_there() {
    let server = postgres();
    all_fail(
        &pointed_at(Kind::Postgres, &server.url_of("nowhere")),
        &["database \"nowhere\" does not exist", "correct its name in the address"],
    );
    let server = mariadb();
    all_fail(&pointed_at(Kind::Mariadb, &server.url_of("nowhere")), &["nowhere", "correct its name in the address"]);
}

#[test]
fn a_server_that_isnt_there() {
    // Port 1 on this machine: whoever listens there is no database.
    for scheme in ["postgresql", "mysql"] {
        let site = pointed_at(Kind::Sqlite, &format!("{scheme}://nobody:s3cret@127.0.0.1:1/app"));
        all_fail(&site, &["127.0.0.1:1"]);
    }
}

/// A server of the test's own, which can be killed and started again.
enum Own {
    Postgres(Arc<Postgres>),
    Mariadb(Arc<Mariadb>),
}

impl Own {
    /// What was committed must be there after the server was killed.
    const POSTGRES: [&str; 1] = ["synchronous_commit=on"];
    const MARIADB: [&str; 1] = ["innodb-flush-log-at-trx-commit=2"];

    fn start(kind: Kind) -> (Own, Site) {
        match kind {
            Kind::Postgres => {
                let server = Arc::new(Postgres::start(&Own::POSTGRES));
                let site = Site::on_postgres(&server);
                (Own::Postgres(server), site)
            }
            _ => {
                let server = Arc::new(Mariadb::start(&Own::MARIADB));
                let site = Site::on_mariadb(&server);
                (Own::Mariadb(server), site)
            }
        }
    }

    fn kill(&self) {
        match self {
            Own::Postgres(server) => server.kill(),
            Own::Mariadb(server) => server.kill(),
        }
    }

    fn start_again(&self) {
        match self {
            Own::Postgres(server) => server.start_again(&Own::POSTGRES),
            Own::Mariadb(server) => server.start_again(&Own::MARIADB),
        }
    }
}

/// The server is killed while a step runs.
fn gone_in_the_middle(kind: Kind) -> (Site, Outcome) {
    let (server, site) = Own::start(kind);
    chain::write_small(&site, 5);
    let text = String::from_utf8(site.read("migrations/r0003.sql")).unwrap();
    let sleeping = text.replace("CREATE INDEX t3_name", &format!("{}\nCREATE INDEX t3_name", sleep(kind, 600)));
    site.write("migrations/r0003.sql", sleeping);
    let runner = site.spawn(["upgrade"]);
    asleep(&site);
    server.kill();
    let outcome = finish(runner);
    site.run(["current"]).fails();

    server.start_again();
    until("the server answers again", || site.run(["current"]).status.success());
    site.write("migrations/r0003.sql", text);
    (site, outcome)
}

#[test]
fn a_postgresql_server_that_goes_away_in_the_middle_of_a_step() {
    let (site, outcome) = gone_in_the_middle(Kind::Postgres);
    outcome.fails().says(&["r0003", "lost", "the same command again"]);
    assert_eq!(applied(&site), 2);
    site.run(["upgrade"]).ok();
    assert_eq!(applied(&site), 5);
}

#[test]
fn a_mariadb_server_that_goes_away_in_the_middle_of_a_step() {
    let (site, outcome) = gone_in_the_middle(Kind::Mariadb);
    // 8: the step is unfinished, and how far it is, is known.
    outcome.exits(8).has_one_message().says(&["r0003", "lost", "the same command"]);
    site.run(["status"]).exits(8).prints(&["r0003", "is unfinished"]);
    site.run(["upgrade"]).ok();
    assert_eq!(applied(&site), 5);
}

/// A table whose file has become a device that is always full.
#[test]
fn a_full_disk_on_postgresql() {
    let server = Arc::new(Postgres::start(&[]));
    let site = Site::on_postgres(&server);
    chain::write_small(&site, 2);
    site.revision("r0003", "r0002", "CREATE TABLE big (id INTEGER PRIMARY KEY, line TEXT);", "");
    site.run(["upgrade"]).ok();
    let data = site.sql("SHOW data_directory").remove(0);
    let file = std::path::Path::new(&data).join(site.sql("SELECT pg_relation_filepath('big')").remove(0));
    site.sql("CHECKPOINT");
    let kept = file.with_extension("kept");
    std::fs::rename(&file, &kept).unwrap();
    std::os::unix::fs::symlink("/dev/full", &file).unwrap();

    site.revision(
        "r0004",
        "r0003",
        "DELETE FROM ledger;\nINSERT INTO big SELECT n, repeat('x', 500) FROM generate_series(1, 1000) AS n;",
        "",
    );
    site.run(["upgrade"]).fails().says(&[
        "the upgrade to `r0004` failed and was rolled back",
        "migrations/r0004.sql:7",
        "No space left on device (53100)",
        "Check free disk space",
        "it is at r0003",
    ]);
    assert_eq!(site.sql("SELECT count(*) FROM ledger"), ["2"]);

    std::fs::remove_file(&file).unwrap();
    std::fs::rename(&kept, &file).unwrap();
    site.run(["upgrade"]).ok();
    assert_eq!(site.sql("SELECT count(*) FROM big"), ["1000"]);
}

#[test]
fn a_full_disk_on_mariadb() {
    // All tables in one file that may not grow: as large as an empty server needs, and a little.
    let server = Arc::new(Mariadb::start(&["innodb-file-per-table=0", "innodb-data-file-path=ibdata1:12M;ibdata2:8M"]));
    let site = Site::on_mariadb(&server);
    chain::write_small(&site, 2);
    site.run(["upgrade"]).ok();
    let rows = "INSERT INTO big SELECT seq, repeat('x', 4000) FROM seq_1_to_10000;";
    site.revision("r0003", "r0002", &format!("CREATE TABLE big (id INTEGER PRIMARY KEY, line TEXT);\n{rows}"), "");
    let full = |site: &Site| {
        site.run(["upgrade"]).exits(8).has_one_message().says(&[
            "the upgrade to `r0003` failed and is unfinished",
            "The table 'big' is full (1114)",
            "at r0002",
            "done:      CREATE TABLE big",
        ])
    };
    full(&site);
    assert_eq!(site.sql("SELECT count(*) FROM big"), ["0"]);
    full(&site);
    // What was too much is made less, and it goes on behind what is done.
    let fewer = rows.replace("10000", "100");
    site.revision("r0003", "r0002", &format!("CREATE TABLE big (id INTEGER PRIMARY KEY, line TEXT);\n{fewer}"), "");
    site.run(["upgrade"]).ok();
    assert_eq!(site.sql("SELECT count(*) FROM big"), ["100"]);
    assert_eq!(site.current(), ["r0003"]);
}

#[test]
fn a_database_that_is_read_only_on_postgresql() {
    let site = Site::new(Kind::Postgres);
    chain::write_small(&site, 2);
    site.run(["upgrade", "+1"]).ok();
    let before = site.dump();
    site.sql(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", site.postgres().name));
    site.run(["upgrade"]).fails().says(&["read-only"]);
    // Looking is possible, and nothing has changed.
    assert_eq!(site.current(), [chain::id(1)]);
    site.run(["status"]).exits(3);
    let after = site.dump();
    let changed = |dump: &str| dump.lines().filter(|line| !line.contains("read_only")).collect::<Vec<_>>().join("\n");
    same(&changed(&before), &changed(&after), "read-only");
}

#[test]
fn a_server_that_is_read_only_on_mariadb() {
    let server = Arc::new(Mariadb::start(&[]));
    let site = Site::on_mariadb(&server);
    chain::write_small(&site, 2);
    site.run(["upgrade", "+1"]).ok();
    let before = site.dump();
    let name = &site.mariadb().name;
    server.client(&format!("CREATE USER app@localhost IDENTIFIED BY 's3cret'; GRANT ALL ON {name}.* TO app@localhost; SET GLOBAL read_only = 1"));
    let url = server.url_as(Some("app:s3cret"), name);
    let site = site.with(|project| project.with_database(&url));
    let outcome = site.run(["upgrade"]).fails().says(&["read-only"]);
    assert!(!outcome.whole().contains("s3cret"), "{}", outcome.whole());
    assert_eq!(site.current(), [chain::id(1)]);
    site.run(["status"]).exits(3);
    same(&before, &site.dump(), "read-only");
    server.client("SET GLOBAL read_only = 0");
}

#[test]
fn bookkeeping_of_a_newer_mighost_is_left_alone() {
    for kind in [Kind::Postgres, Kind::Mariadb] {
        let site = Site::new(kind);
        chain::write_small(&site, 2);
        site.run(["upgrade", "+1"]).ok();
        site.sql("UPDATE mighost_meta SET value = '77' WHERE name = 'layout'");
        let before = site.dump();
        for command in
            [&["upgrade"][..], &["current"], &["status"], &["history"], &["downgrade", "base"], &["stamp", "head"]]
        {
            site.run(command).fails().says(&["newer mighost", "77"]);
        }
        same(&before, &site.dump(), "bookkeeping of a newer mighost");
    }
}

#[test]
fn bookkeeping_that_lost_a_table_is_named_and_left_alone() {
    for kind in [Kind::Postgres, Kind::Mariadb] {
        let site = Site::new(kind);
        chain::write_small(&site, 2);
        site.run(["upgrade", "+1"]).ok();
        site.sql("DROP TABLE mighost_revisions");
        let before = site.dump();
        site.run(["upgrade"]).fails().says(&["mighost_revisions"]);
        same(&before, &site.dump(), "bookkeeping that lost a table");
    }
}

/// A table that another one owns: the step fails at it, and the migration isn't what is to be corrected.
#[test]
fn a_login_that_may_not_change_a_table() {
    const NEXT: &str = "the login lacks a privilege; grant it, or connect as the owner of the schema";
    let server = Arc::new(Postgres::start(&[]));
    let site = Site::on_postgres(&server);
    site.sql("CREATE TABLE theirs (id INTEGER); CREATE ROLE guest LOGIN; GRANT ALL ON SCHEMA public TO guest");
    site.revision("1", "", "CREATE TABLE ours (id INTEGER);\nALTER TABLE theirs ADD name TEXT;", "");
    let url = as_another(site.url(), "guest");
    let guests = site.with(|project| project.with_database(&url));
    let outcome = guests.run(["upgrade"]).fails().says(&["must be owner of table theirs", "42501", NEXT]);
    assert!(!outcome.stderr.contains("correct "), "{}", outcome.whole());
    assert_eq!(guests.tables(), ["theirs"]);
    guests.sql("ALTER TABLE theirs OWNER TO guest");
    guests.run(["upgrade"]).ok();

    let server = Arc::new(Mariadb::start(&[]));
    let site = Site::on_mariadb(&server);
    let name = site.mariadb().name.clone();
    site.sql("CREATE TABLE theirs (id INTEGER); CREATE USER guest@localhost");
    site.sql(&format!(
        "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, REFERENCES ON {name}.* TO guest@localhost"
    ));
    site.revision("1", "", "CREATE TABLE ours (id INTEGER);\nALTER TABLE theirs ADD name TEXT;", "");
    let url = as_another(site.url(), "guest");
    let guests = site.with(|project| project.with_database(&url));
    let outcome =
        guests.run(["upgrade"]).has_one_message().says(&["ALTER command denied to user 'guest'", "1142", NEXT]);
    assert!(!outcome.stderr.contains("correct "), "{}", outcome.whole());
    guests.sql(&format!("GRANT ALTER ON {name}.theirs TO guest@localhost"));
    guests.run(["upgrade"]).ok();
    assert_eq!(guests.sql("SELECT count(name) FROM theirs"), ["0"]);
}

/// A login that may use the database and may not make tables in it.
#[test]
fn a_login_that_may_not_create_tables() {
    let server = Arc::new(Postgres::start(&[]));
    let site = Site::on_postgres(&server);
    chain::write_small(&site, 1);
    site.sql("CREATE ROLE guest LOGIN");
    let url = as_another(site.url(), "guest");
    let site = site.with(|project| project.with_database(&url));
    site.run(["upgrade"]).fails().says(&[
        "permission denied for schema public",
        "42501",
        "lacks a privilege; grant it",
    ]);
    assert_eq!((site.tables(), site.own_tables()), (Vec::new(), Vec::new()));

    let server = Arc::new(Mariadb::start(&[]));
    let site = Site::on_mariadb(&server);
    chain::write_small(&site, 1);
    site.sql(&format!("CREATE USER guest@localhost; GRANT SELECT ON {}.* TO guest@localhost", site.mariadb().name));
    let url = as_another(site.url(), "guest");
    let site = site.with(|project| project.with_database(&url));
    site.run(["upgrade"]).fails().says(&[
        "command denied to user 'guest'@'localhost'",
        "1142",
        "lacks a privilege; grant it",
    ]);
    assert_eq!((site.tables(), site.own_tables()), (Vec::new(), Vec::new()));
}
