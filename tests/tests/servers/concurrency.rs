//! Any number of runners at once.

use crate::support::{applied, asleep, sleep};
use mighost_test_servers::{Pooler, Postgres};
use mighost_tests::{Kind, Outcome, Site, chain};
use serde_json::json;
use std::sync::{Arc, Barrier};

/// Runners at once.
const RUNNERS: usize = 16;
/// Steps of the chain.
const STEPS: usize = 30;

/// Starts that many upgrades at once, the runners in turn on these sites, and waits for all.
fn together(sites: &[&Site]) -> Vec<Outcome> {
    let start = Barrier::new(RUNNERS);
    std::thread::scope(|scope| {
        let run = |site: &Site| {
            start.wait();
            site.run(["--json", "upgrade", "--lock-timeout", "120"])
        };
        let runners: Vec<_> =
            (0..RUNNERS).map(|number| sites[number % sites.len()]).map(|site| scope.spawn(move || run(site))).collect();
        runners.into_iter().map(|runner| runner.join().unwrap()).collect()
    })
}

/// Every runner ended well, and together they ran each step once.
#[track_caller]
fn each_step_once(site: &Site, outcomes: Vec<Outcome>, steps: usize) {
    let mut ran = Vec::new();
    for outcome in outcomes {
        let done = outcome.ok().object();
        assert_eq!(done["event"], "done");
        assert_eq!(done["revisions"], json!([chain::id(steps)]));
        ran.extend(done["steps"].as_array().unwrap().iter().map(|step| step["revision"].as_str().unwrap().to_owned()));
    }
    ran.sort();
    assert_eq!(ran, (1..=steps).map(chain::id).collect::<Vec<_>>());
    assert_eq!(applied(site), steps);
}

fn sixteen_on_an_empty_database(kind: Kind) {
    let site = Site::new(kind);
    chain::write_small(&site, STEPS);
    each_step_once(&site, together(&[&site]), STEPS);
}

#[test]
fn sixteen_runners_on_an_sqlite_file_that_isnt_there_yet() {
    sixteen_on_an_empty_database(Kind::Sqlite);
}

#[test]
fn sixteen_runners_on_an_empty_postgresql_database() {
    sixteen_on_an_empty_database(Kind::Postgres);
}

#[test]
fn sixteen_runners_on_an_empty_mariadb_database() {
    sixteen_on_an_empty_database(Kind::Mariadb);
}

/// The tables of the bookkeeping don't exist, and there is one step: everybody creates them at the same moment.
fn the_race_for_the_bookkeeping_tables(kind: Kind) {
    let master = Site::new(kind);
    chain::write_small(&master, 1);
    // Once for the cache, so that nobody is late because it compiles.
    master.run(["upgrade"]).ok();
    // The window is small: several tries.
    for _ in 0..5 {
        let site = Site::new(kind).with(|project| project.with_dir(master.path("migrations")));
        each_step_once(&site, together(&[&site]), 1);
    }
}

#[test]
fn the_race_in_creating_the_bookkeeping_tables_on_postgresql() {
    the_race_for_the_bookkeeping_tables(Kind::Postgres);
}

#[test]
fn the_race_in_creating_the_bookkeeping_tables_on_mariadb() {
    the_race_for_the_bookkeeping_tables(Kind::Mariadb);
}

/// Behind a pooler that shares sessions there is no lock: the fence in each step's transaction must be enough.
#[test]
fn sixteen_runners_through_pgbouncer_in_transaction_mode() {
    let server = Arc::new(Postgres::start(&[]));
    let site = Site::on_postgres(&server);
    // Fewer sessions than runners: each is used by many.
    let pooler = Pooler::start(&server, "transaction", 6);
    let url = pooler.url_of(site.postgres());
    let site = site.with(|project| project.with_database(&url));
    chain::write_small(&site, STEPS);
    each_step_once(&site, together(&[&site]), STEPS);
}

/// Some come through the pooler and hold no lock, others hold it: the fence keeps them apart.
#[test]
fn runners_through_a_pooler_and_beside_it() {
    let server = Arc::new(Postgres::start(&[]));
    let direct = Site::on_postgres(&server);
    chain::write_small(&direct, STEPS);
    let pooler = Pooler::start(&server, "transaction", 6);
    let url = pooler.url_of(direct.postgres());
    let pooled =
        Site::on_postgres(&server).with(|project| project.with_database(&url).with_dir(direct.path("migrations")));
    each_step_once(&direct, together(&[&direct, &pooled]), STEPS);
}

/// The lock of one database isn't that of another one on the same server: neither waits for the other.
fn two_databases_on_one_server(kind: Kind) {
    let (one, two) = (Site::new(kind), Site::new(kind));
    one.revision("1", "", &sleep(kind, 600), "");
    chain::write_small(&two, 2);
    let mut runner = one.spawn(["--json", "upgrade"]);
    asleep(&one);
    // The first runner holds its lock now, and will for as long as its step sleeps.
    two.run(["upgrade", "--lock-timeout", "0"]).ok();
    assert_eq!(applied(&two), 2);
    assert!(runner.try_wait().unwrap().is_none(), "the first runner was to be still at it");
    runner.kill().unwrap();
    runner.wait().unwrap();
}

#[test]
fn two_databases_on_one_postgresql_server_dont_exclude_each_other() {
    two_databases_on_one_server(Kind::Postgres);
}

#[test]
fn two_databases_on_one_mariadb_server_dont_exclude_each_other() {
    two_databases_on_one_server(Kind::Mariadb);
}
