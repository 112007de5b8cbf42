//! How often a run waits for its server: a step over a network costs that many times the way there and back.

use mighost_test_servers::{Mariadb, Postgres};
use mighost_tests::{Proxy, Site, binary, chain};
use std::sync::Arc;

/// A server of our own, whatever else is named: a proxy has to know where it listens.
enum Server {
    Postgres(Arc<Postgres>),
    Mariadb(Arc<Mariadb>),
}

/// A site behind a counting proxy, with revisions of so many statements each.
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

/// What a run of so many revisions of so many statements waits for.
fn trips(server: &Server, revisions: usize, statements: usize) -> u64 {
    let (site, proxy) = counted(server, revisions, statements);
    // The first step makes the bookkeeping tables: not what is to be counted.
    site.run(["upgrade", "+1"]).ok();
    proxy.trips();
    site.run(["upgrade"]).ok();
    proxy.trips()
}

/// At head with nothing to do, a run apart from its steps, a step apart from its statements, a statement that changes
/// the schema.
type Trips = [u64; 4];

fn measured(server: &Server) -> Trips {
    let at_head = trips(server, 1, 1);
    let (few, many) = (trips(server, 3, 1), trips(server, 13, 1));
    let (short, long) = (trips(server, 2, 1), trips(server, 2, 11));
    let statement = (long - short) / 10;
    // From 2 to 12 pending ones.
    let step = (many - few) / 10;
    [at_head, few - 2 * step, step - statement, statement]
}

/// What `docs/performance.md` says.
fn written(name: &str) -> Trips {
    let text = std::fs::read_to_string(binary::workspace().join("docs/performance.md")).unwrap();
    let line = text.lines().find(|line| line.starts_with(&format!("| {name}: round trips |")));
    let numbers =
        line.unwrap_or_else(|| panic!("no line for {name}")).split('|').filter_map(|cell| cell.trim().parse().ok());
    numbers.collect::<Vec<u64>>().try_into().unwrap()
}

fn no_more_than_written(server: &Server, name: &str) {
    let (measured, written) = (measured(server), written(name));
    println!("{name}: {measured:?}, written {written:?}");
    assert!(
        measured.iter().zip(&written).all(|(now, then)| now <= then),
        "{name}: {measured:?}, and {written:?} is written down"
    );
}

#[test]
fn postgresql_is_waited_for_no_more_often_than_is_written_down() {
    no_more_than_written(&Server::Postgres(Arc::new(Postgres::start(&[]))), "PostgreSQL");
}

#[test]
fn mariadb_is_waited_for_no_more_often_than_is_written_down() {
    no_more_than_written(&Server::Mariadb(Arc::new(Mariadb::start(&[]))), "MariaDB");
}
