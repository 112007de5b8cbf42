//! Guests that mean harm, a folder each: `tests/guests/hostile/`. The folders are found, not listed: each is a test on each
//! database that it names, `postgres::loops_at_start`, and one that can't be read is a test that fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod case;
mod read;
mod run;

use case::{Case, Database};
use libtest_mimic::{Arguments, Failed, Trial};
use mighost_test_servers::{Mariadb, Postgres, mariadb, postgres};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

/// How many there must be, so that nobody loses some unnoticed.
const AT_LEAST: usize = 60;

/// The servers, from the first test that needs one to the end of the program: a server ends with whoever is its last user.
static SERVERS: Mutex<Servers> = Mutex::new((None, None));

type Servers = (Option<Arc<Postgres>>, Option<Arc<Mariadb>>);

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = read::trials();
    let folders = case::folders();
    let count = folders.len();
    trials.push(trial("there_are_at_least_sixty_guests", move || {
        assert!(count >= AT_LEAST, "there are {count} folders");
    }));
    for folder in folders {
        match Case::read(folder.clone()) {
            Ok(case) => trials.extend(case.databases().into_iter().filter_map(|on| of(&case, on))),
            Err(wrong) => trials.push(trial(&case::name_of(&folder), move || panic!("{wrong}"))),
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    *SERVERS.lock().unwrap() = (None, None);
    conclusion.exit_code()
}

/// A case on a database. Those on servers are there where servers are tested.
fn of(case: &Case, on: Database) -> Option<Trial> {
    if on != Database::Sqlite && !cfg!(feature = "server-tests") {
        return None;
    }
    let case = case.clone();
    Some(trial(&format!("{}::{}", on.name(), case.name), move || {
        keep(on);
        run::run(&case, on);
    }))
}

fn keep(on: Database) {
    let mut servers = SERVERS.lock().unwrap();
    match on {
        Database::Sqlite => {}
        Database::Postgres => _ = servers.0.get_or_insert_with(postgres),
        Database::Mariadb => _ = servers.1.get_or_insert_with(mariadb),
    }
}

/// A test that fails by panicking.
fn trial(name: &str, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        test();
        Ok::<(), Failed>(())
    })
}
