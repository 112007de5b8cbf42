//! Other projects' chains: run by mighost from empty to head, and back where they have a way back, each leaves the
//! catalog that the database's own client makes of the same files.

mod read;

use mighost_tests::database::same;
use mighost_tests::{Kind, Site};
use read::{Revision, chain_of, file, folder, versions, write};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

/// Runs a text with the database's own client, in a transaction where there can be one.
fn plainly(site: &Site, text: &str, alone: bool) -> Result<(), String> {
    let mut command = match site.kind() {
        Kind::Sqlite => {
            // A database that isn't there yet is made.
            let connection = rusqlite::Connection::open(site.database()).unwrap();
            // As the `sqlite3` program has it.
            connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN").unwrap();
            let done = connection.execute_batch(text).map_err(|error| error.to_string());
            let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
            connection.execute_batch(end).unwrap();
            return done;
        }
        Kind::Postgres => {
            let mut command = site.postgres().shell();
            command.args(["-v", "ON_ERROR_STOP=1", "-f", "-"]).args((!alone).then_some("-1"));
            command
        }
        Kind::Mariadb => site.mariadb().shell(),
    };
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let complaint = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() { Ok(()) } else { Err(complaint()) }
}

/// The catalog, and how many rows each table has.
fn content(site: &Site) -> (String, BTreeMap<String, usize>) {
    let mut rows = BTreeMap::new();
    let dump = site.dump_of_application();
    for line in dump.lines() {
        let table = match site.kind() {
            Kind::Sqlite => line.strip_prefix("  ").and_then(|line| line.split(": ").next()),
            _ => line.strip_prefix("INSERT INTO ").and_then(|line| line.split(" VALUES").next()),
        };
        if let Some(table) = table {
            *rows.entry(table.to_owned()).or_default() += 1;
        }
    }
    (site.schema(), rows)
}

#[track_caller]
fn equal(plain: &Site, ours: &Site, when: &str) {
    let ((plain, plain_rows), (ours, our_rows)) = (content(plain), content(ours));
    same(&plain, &ours, when);
    assert_eq!(plain_rows, our_rows, "{when}: rows a table");
}

/// What came of a chain.
#[derive(Debug, PartialEq)]
struct Ran {
    /// So many revisions were applied.
    up: usize,
    /// So many were taken back.
    down: usize,
}

/// Runs a chain both ways and compares. `refused`: files that the database itself refuses, which are left out of both.
#[track_caller]
fn runs(kind: Kind, name: &str, mut chain: Vec<Revision>, refused: &[&str], expected: Ran) {
    assert!(!chain.is_empty(), "{name} has no files");
    for id in refused {
        let at = refused_at(kind, name, &chain, id);
        chain.remove(at);
    }
    // What can't be taken back is where the next round begins, so that what is below is taken back too. Three rounds: each
    // runs the chain anew, and by then most ways back that a chain has were gone.
    let mut end = chain.len();
    let mut ran = Ran { up: chain.len(), down: 0 };
    for _ in 0..3 {
        let down = there_and_back(kind, name, &chain[..end]);
        ran.down += down;
        // Where it stopped there is nothing more to be had.
        let stopped = (end - down).saturating_sub(1);
        match chain[..stopped].iter().rposition(|revision| revision.down.is_some()) {
            Some(next) => end = next + 1,
            None => break,
        }
    }
    println!("{kind:?}, {name}: {ran:?}, {} refused by the database itself", refused.len());
    assert_eq!(ran, expected, "{name} on {kind:?}");
}

/// Where a file stands that the database itself refuses.
#[track_caller]
fn refused_at(kind: Kind, name: &str, chain: &[Revision], id: &str) -> usize {
    let scratch = Site::new(kind);
    let at = chain.iter().position(|revision| revision.id == id).unwrap_or_else(|| panic!("{name} has no {id}"));
    all_plainly(&scratch, &chain[..at]);
    assert!(plainly(&scratch, &chain[at].up, chain[at].alone).is_err(), "{name}: {id} isn't refused any more");
    at
}

fn all_plainly(site: &Site, chain: &[Revision]) {
    for revision in chain {
        plainly(site, &revision.up, revision.alone)
            .unwrap_or_else(|complaint| panic!("the database refuses {}: {complaint}", revision.id));
    }
}

/// Runs a chain up and compares, then down as far as its way back goes, and compares. How many were taken back.
fn there_and_back(kind: Kind, name: &str, chain: &[Revision]) -> usize {
    let plain = Site::new(kind);
    all_plainly(&plain, chain);
    let ours = Site::new(kind);
    write(&ours, chain, kind);
    let done = ours.json(["upgrade"]);
    assert_eq!(done["steps"].as_array().map(Vec::len), Some(chain.len()));
    equal(&plain, &ours, &format!("{name} at head"));

    let mut down = 0;
    for revision in chain.iter().rev() {
        let Some(text) = &revision.down else { break };
        if let Err(complaint) = plainly(&plain, text, revision.alone) {
            let first = complaint.lines().next().unwrap_or_default();
            println!("{kind:?}, {name}: the database refuses the way back from {}: {first}", revision.id);
            break;
        }
        down += 1;
    }
    if down > 0 {
        let target = chain.len().checked_sub(down + 1).map_or("base", |at| &chain[at].id);
        ours.run(["downgrade", target]).ok();
        equal(&plain, &ours, &format!("{name} back at {target}"));
    }
    down
}

/// `DROP INDEX … LOCK = NONE`, which MariaDB writes otherwise.
const MYSQL_ONLY: [&str; 1] = ["007_collate_object_id"];

#[test]
fn openfga_on_all_three() {
    let Some(corpus) = folder() else { return };
    let chains = corpus.join("openfga/assets/migrations");
    runs(Kind::Sqlite, "openfga", chain_of(&chains.join("sqlite")), &[], Ran { up: 2, down: 2 });
    runs(Kind::Postgres, "openfga", chain_of(&chains.join("postgres")), &[], Ran { up: 6, down: 6 });
    runs(Kind::Mariadb, "openfga", chain_of(&chains.join("mysql")), &MYSQL_ONLY, Ran { up: 7, down: 7 });
}

#[test]
fn now_lms_as_its_models_render_it() {
    let Some(corpus) = folder() else { return };
    for (kind, name) in [(Kind::Sqlite, "sqlite"), (Kind::Postgres, "postgresql"), (Kind::Mariadb, "mysql")] {
        let base = file(&corpus.join(format!("now-lms/base-{name}.sql")));
        runs(kind, "now-lms", base, &[], Ran { up: 1, down: 0 });
    }
}

#[test]
fn temporal_on_all_three() {
    let Some(corpus) = folder() else { return };
    let schema = corpus.join("temporal/schema");
    let chain = |part: &str, database: &str| versions(&schema.join(format!("{database}/{part}/versioned")));
    let whole = |part: &str| file(&schema.join(format!("sqlite/v3/{part}/schema.sql")));
    let (one, two) = ("temporal", "visibility");
    runs(Kind::Sqlite, one, whole(one), &[], Ran { up: 1, down: 0 });
    runs(Kind::Sqlite, two, whole(two), &[], Ran { up: 1, down: 0 });
    runs(Kind::Postgres, one, chain(one, "postgresql/v12"), &[], Ran { up: 25, down: 0 });
    runs(Kind::Postgres, two, chain(two, "postgresql/v12"), &[], Ran { up: 15, down: 0 });
    runs(Kind::Mariadb, one, chain(one, "mysql/v8"), &[], Ran { up: 26, down: 0 });
    // From here on it needs MySQL 8: indexes over expressions, and `->` on JSON.
    let mut visibility = chain(two, "mysql/v8");
    let at = refused_at(Kind::Mariadb, two, &visibility, "v1.2-advanced_visibility");
    visibility.truncate(at);
    runs(Kind::Mariadb, two, visibility, &[], Ran { up: 2, down: 0 });
}

#[test]
fn rauthy_on_two() {
    let Some(corpus) = folder() else { return };
    let chain = |name: &str| chain_of(&corpus.join("rauthy/migrations").join(name));
    runs(Kind::Sqlite, "rauthy", chain("hiqlite"), &[], Ran { up: 31, down: 0 });
    runs(Kind::Postgres, "rauthy", chain("postgres"), &[], Ran { up: 26, down: 0 });
}

#[test]
fn gitness_on_two() {
    let Some(corpus) = folder() else { return };
    let chain = |name: &str| chain_of(&corpus.join("gitness/app/store/database/migrate").join(name));
    runs(Kind::Sqlite, "gitness", chain("sqlite"), &[], Ran { up: 93, down: 26 });
    runs(Kind::Postgres, "gitness", chain("postgres"), &[], Ran { up: 96, down: 34 });
}

#[test]
fn atuin_on_two() {
    let Some(corpus) = folder() else { return };
    let chain = |name: &str| chain_of(&corpus.join("atuin/crates").join(name));
    runs(Kind::Sqlite, "atuin", chain("atuin-client/migrations"), &[], Ran { up: 12, down: 0 });
    runs(Kind::Sqlite, "atuin, records", chain("atuin-client/record-migrations"), &[], Ran { up: 3, down: 0 });
    runs(Kind::Sqlite, "atuin, scripts", chain("atuin-scripts/migrations"), &[], Ran { up: 2, down: 1 });
    runs(Kind::Postgres, "atuin", chain("atuin-server-postgres/migrations"), &[], Ran { up: 20, down: 0 });
}

#[test]
fn hatchet_on_postgresql() {
    let Some(corpus) = folder() else { return };
    let chain = chain_of(&corpus.join("hatchet/cmd/hatchet-migrate/migrate/migrations"));
    runs(Kind::Postgres, "hatchet", chain, &[], Ran { up: 150, down: 27 });
}
