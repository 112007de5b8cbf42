//! `kill -9` of the host, and of its sessions on the server, at any moment of an upgrade.

use crate::support::{Console, applied, finish, random, sessions, until};
use mighost_tests::database::same;
use mighost_tests::{Kind, Site, chain};
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

/// Steps of the chain.
const STEPS: usize = 50;
/// How many kills must have hit an upgrade that was running: so many of the host, and so many of its sessions.
const KILLS: usize = 100;

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Victim {
    Host,
    Sessions,
}

/// Ends sessions of the host: one of them, or all.
fn end_sessions(console: &mut Console, kind: Kind, all: bool) {
    let limit = if all { "" } else { "ORDER BY random() LIMIT 1" };
    match kind {
        Kind::Postgres => {
            console.ask(&format!(
                "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE datname = current_database() \
                 AND pid <> pg_backend_pid() {limit}) AS s"
            ));
        }
        _ => {
            let ids = console.ask(
                "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id() ORDER BY rand()",
            );
            let ids = if all { &ids[..] } else { &ids[..ids.len().min(1)] };
            for id in ids {
                console.ask(&format!("KILL {id}"));
            }
        }
    }
}

/// Waits for so long: shorter than any sleep is exact, and the moment is what is random here.
fn wait(long: Duration) {
    let moment = Instant::now() + long;
    if let Some(most) = long.checked_sub(Duration::from_millis(2)) {
        std::thread::park_timeout(most);
    }
    while Instant::now() < moment {
        std::hint::spin_loop();
    }
}

/// A site with the chain of another one, on a database of its own.
fn again(of: &Site) -> Site {
    Site::new(of.kind()).with(|project| project.with_dir(of.path("migrations")))
}

/// What the application has, its rows in an order of their own: where they lie in the file depends on what failed before.
fn content(site: &Site) -> String {
    let dump = site.dump_of_application();
    let (mut rows, schema): (Vec<&str>, Vec<&str>) = dump.lines().partition(|line| line.starts_with("INSERT "));
    rows.sort_unstable();
    [schema, rows].concat().join("\n")
}

fn killed_at_any_moment(kind: Kind) {
    let mut random = random();
    let master = Site::new(kind);
    chain::write_small(&master, STEPS);
    // Once for the cache of compiled components, and once to measure and to compare with.
    master.run(["upgrade"]).ok();
    let undisturbed = again(&master);
    let whole = undisturbed.run(["upgrade"]).ok().took;
    assert_eq!(applied(&undisturbed), STEPS);
    let expected = content(&undisturbed);

    let mut hits = [0, 0];
    let mut moments = std::collections::BTreeSet::new();
    let mut inside = 0;
    let mut databases = 0;
    while hits.iter().any(|hits| *hits < KILLS) {
        let site = again(&master);
        let mut console = Console::open(&site);
        databases += 1;
        loop {
            let victim = if hits[0] <= hits[1] { Victim::Host } else { Victim::Sessions };
            let mut child = site.spawn(["upgrade"]);
            // So many steps later, however busy the machine is: few enough, so that the same database is killed several
            // times on its way, from before the first step to the last.
            let steps = random.usize(0..=STEPS / 3);
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let done = lines.by_ref().take(steps).count();
            // And some time later, somewhere in a step or in the beginning of the run.
            wait(if done == 0 { whole / 3 } else { whole / 25 }.mul_f64(random.f64()));
            match victim {
                Victim::Host => child.kill().unwrap(),
                Victim::Sessions => end_sessions(&mut console, kind, random.bool()),
            }
            // Whoever writes must find a reader until its end.
            let outcome = finish(child);
            drop(lines);
            if outcome.status.success() {
                break;
            }
            if victim == Victim::Sessions {
                // Whoever is at the terminal is told once, and by no panic. `unfinished` has a code of its own.
                let outcome = outcome.has_one_message();
                assert!([1, 8].contains(&outcome.code()), "{}", outcome.whole());
            }
            hits[victim as usize] += 1;
            // Half of the time the next runner comes before the server has noticed that the last one is gone.
            if random.bool() {
                until("the server has ended the sessions of who was killed", || sessions(&mut console, kind) == 0);
                match kind {
                    Kind::Postgres => _ = moments.insert(applied(&site)),
                    // A step that isn't finished: what it did so far is written down.
                    _ => {
                        inside += usize::from(
                            site.own_tables().contains(&"mighost_journal".to_owned())
                                && site.sql("SELECT count(*) FROM mighost_journal") != ["0"],
                        )
                    }
                }
            }
        }
        drop(console);
        site.run(["upgrade"]).ok();
        assert_eq!(applied(&site), STEPS);
        same(&expected, &content(&site), "killed on its way");
    }
    println!(
        "{kind:?}: {} kills of the host and {} of its sessions in {databases} databases; seen at {} different steps, and {inside} \
         times inside one; an undisturbed run takes {whole:?}",
        hits[0],
        hits[1],
        moments.len()
    );
    // Else it wasn't the moments between that were tried.
    match kind {
        Kind::Postgres => assert!(moments.len() >= STEPS / 3, "only {} different steps were hit", moments.len()),
        _ => assert!(inside >= KILLS / 5, "only {inside} kills fell into a step"),
    }
}

#[test]
fn postgresql_is_at_the_end_of_a_step_and_the_next_upgrade_goes_on() {
    killed_at_any_moment(Kind::Postgres);
}

#[test]
fn mariadb_ends_where_an_undisturbed_upgrade_ends() {
    killed_at_any_moment(Kind::Mariadb);
}
