//! How often a run waits for its server: a step over a network costs that many times the way there and back.

use mighost_test_servers::{Mariadb, Postgres};
use mighost_tests::{Proxy, Site, binary, chain};
use std::fmt::Write;
use std::sync::Arc;

/// A server of our own, whatever else is named: a proxy has to know where it listens.
enum Server {
    Postgres(Arc<Postgres>),
    Mariadb(Arc<Mariadb>),
}

/// A site behind a counting proxy, with so many revisions of so many statements each.
fn counted(server: &Server, revisions: usize, statements: usize) -> (Site, Proxy) {
    let site = match server {
        Server::Postgres(server) => Site::on_postgres(server),
        Server::Mariadb(server) => Site::on_mariadb(server),
    };
    for number in 1..=revisions {
        let text: String = (0..statements)
            .map(|n| format!("CREATE TABLE t{number}_{n} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(200));\n"))
            .collect();
        site.revision(&chain::id(number), &chain::id(number - 1), &text, "");
    }
    let (proxy, url) = match server {
        Server::Postgres(server) => {
            let port = server.port().expect("a server of the tests' own");
            let proxy = Proxy::to_port(port);
            let url = site.url().replace(&format!(":{port}/"), &format!(":{}/", proxy.port()));
            (proxy, url)
        }
        Server::Mariadb(server) => {
            let socket = server.folder().expect("a server of the tests' own").join("socket");
            let proxy = Proxy::to_socket(&socket);
            let url = site.url().replace(&socket.display().to_string(), &proxy.socket().display().to_string());
            (proxy, url)
        }
    };
    (site.with(|project| project.with_database(&url)), proxy)
}

/// What a run of so many steps of so many statements each waits for, and one behind it, at head.
fn trips(server: &Server, steps: usize, statements: usize) -> (usize, usize) {
    let (site, proxy) = counted(server, steps + 1, statements);
    // The bookkeeping tables are there: they aren't what is to be counted. They are made without a step, because MariaDB
    // may still be ending the session of the last step when the next run asks whether it is gone, and asks again.
    site.run(["stamp", &chain::id(1)]).ok();
    proxy.trips();
    site.run(["upgrade"]).ok();
    let run = proxy.trips();
    site.run(["upgrade"]).ok();
    (run, proxy.trips())
}

/// Steps and statements of each, where every part of a run's cost is the most of it at a time. None has a step of one
/// statement, which asks less; nor so many statements that the first are closed in the server and prepared again.
const SIZES: [(usize, usize); 4] = [(1, 2), (11, 2), (1, 12), (4, 7)];
/// So many statements that some are closed and prepared again.
const LONG: (usize, usize) = (4, 22);

/// What `docs/performance.md` says: at head with nothing to do, a run apart from its steps, a step apart from its
/// statements, a statement that changes the schema.
fn written(name: &str) -> [usize; 4] {
    let text = std::fs::read_to_string(binary::workspace().join("docs/performance.md")).unwrap();
    let line = text.lines().find(|line| line.starts_with(&format!("| {name}: round trips |")));
    let numbers =
        line.unwrap_or_else(|| panic!("no line for {name}")).split('|').filter_map(|cell| cell.trim().parse().ok());
    numbers.collect::<Vec<usize>>().try_into().unwrap()
}

/// Runs of each size are compared as a whole: a number that was derived from two of them would hide a trip in the
/// rounding, or show it as another number's. Fewer trips are to be written down too.
fn as_often_as_is_written(server: &Server, name: &str) {
    let [at_head, run, step, statement] = written(name);
    let mut wrong = false;
    let mut report =
        format!("{name}: (trips of the run, and of one at head), as counted and as docs/performance.md says");
    for (steps, statements) in SIZES.into_iter().chain([LONG]) {
        let expected = (run + steps * (step + statements * statement), at_head);
        let counted = trips(server, steps, statements);
        wrong |= match (steps, statements) == LONG {
            false => counted != expected,
            // Two in a hundred, as the page says.
            true => !(expected.0..=expected.0 * 102 / 100).contains(&counted.0),
        };
        write!(report, "\n{steps} steps of {statements} statements: {counted:?}, {expected:?}").unwrap();
    }
    println!("{report}");
    assert!(!wrong, "{report}");
}

#[test]
fn postgresql_is_waited_for_as_often_as_is_written_down() {
    as_often_as_is_written(&Server::Postgres(Arc::new(Postgres::start(&[]))), "PostgreSQL");
}

#[test]
fn mariadb_is_waited_for_as_often_as_is_written_down() {
    as_often_as_is_written(&Server::Mariadb(Arc::new(Mariadb::start(&[]))), "MariaDB");
}
