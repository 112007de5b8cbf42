//! Registries that are gone, slow or broken.

use super::support::Scene;
use mighost_test_servers::Registry;
use std::io::{Read, Write};
use std::net::TcpListener;

#[test]
fn a_repository_that_is_not_there_is_not_found() {
    let scene = Scene::new();
    scene.refused(&["pull", &scene.place("acme/billing:1")], 1, &["there is no", "acme/billing:1", "check its name"]);
}

#[test]
fn a_registry_that_is_down_is_said_to_be() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    scene.registry.kill();
    let host = scene.registry.host();
    scene.refused(&["pull", &scene.place("acme/billing:1")], 1, &[&host, "can't be reached", "check the network"]);
    scene.publisher.run(["push", &scene.place("acme/billing:1")]).fails().says(&["can't be reached"]);
    scene.registry.start_again();
    scene.pull("acme/billing:1").ok();
}

#[test]
fn a_registry_that_speaks_no_tls_is_told_from_one_that_is_away() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    // An authority is named, so TLS is meant; that there is none is told from a certificate that isn't trusted.
    let other = other_authority();
    scene.operator.write("other.pem", other);
    let place = scene.place("acme/billing:1");
    scene.refused(&["pull", &place, "--ca-file", "other.pem"], 1, &["it doesn't speak TLS", "--plain-http"]);
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    scene.operator.write("broken.pem", pem);
    scene.operator.write("none.pem", "nothing");
    scene.refused(&["pull", &place, "--ca-file", "none.pem"], 1, &["none.pem", "no certificate", "as PEM"]);
    scene.refused(&["pull", &place, "--ca-file", "missing.pem"], 1, &["missing.pem"]);
    scene.refused(&["pull", &place, "--ca-file", "broken.pem"], 1, &["certificate"]);
}

#[test]
fn a_registry_with_tls_is_reached_where_its_authority_is_named() {
    let scene = Scene::with(Registry::start_with_tls());
    scene.release();
    let place = scene.place("acme/billing:1");
    let authority = scene.registry.authority().display().to_string();
    scene.publisher.run(["push", &place, "--ca-file", &authority]).ok();
    scene.refused(&["pull", &place], 1, &["it speaks TLS", "--ca-file"]);
    scene.operator.write("other.pem", other_authority());
    scene.refused(&["pull", &place, "--ca-file", "other.pem"], 1, &["its certificate isn't trusted", "--ca-file"]);
    scene.operator.run(["pull", &place, "--ca-file", &authority]).ok();
}

/// The certificate of an authority that has nothing to do with it.
fn other_authority() -> Vec<u8> {
    std::fs::read(Registry::start_with_tls().authority()).unwrap()
}

/// It answers so many requests, and then the connection is cut in the middle of an answer.
#[test]
fn a_connection_that_breaks_leaves_what_was_there() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    scene.write(mighost_tests::package::BILLING, "3", "-- revises: 2");
    scene.publish("acme/billing:2");
    let before = scene.operator.files();
    let mut done = false;
    for answers in 0..40 {
        let port = cut_after(scene.registry.port(), answers);
        let place = format!("127.0.0.1:{port}/acme/billing:2");
        let outcome = scene.operator.run(["pull", &place]);
        if outcome.code() == 0 {
            done = true;
            break;
        }
        let outcome = outcome.fails();
        assert!(before == scene.operator.files(), "after {answers} answers files have changed\n{}", outcome.whole());
    }
    assert!(done, "it never got through");
    assert_eq!(scene.folder(), ["1.wasm", "2.wasm", "3.wasm", "release.json"]);
}

#[test]
fn a_pull_that_is_killed_leaves_what_was_there() {
    let scene = Scene::new();
    scene.publish("acme/billing:1");
    scene.pull("acme/billing:1").ok();
    scene.write(mighost_tests::package::BILLING, "3", "-- revises: 2");
    scene.publish("acme/billing:2");
    let shown = |project: &mighost_tests::Project| {
        let mut files = project.files();
        files.retain(|(path, _)| !path.to_string_lossy().contains(".pull-"));
        files
    };
    let before = shown(&scene.operator);
    // It waits for an answer that never comes.
    let listener = hold_after(scene.registry.port(), 6);
    let place = format!("127.0.0.1:{}/acme/billing:2", listener.port);
    let mut child = scene.operator.spawn(["pull", &place]);
    listener.held.recv().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(before == shown(&scene.operator), "files have changed");
    // What is left of it is no migration, and the next one goes through.
    scene.operator.run(["upgrade", mighost_tests::package::BILLING]).ok();
    scene.pull("acme/billing:2").ok();
}

/// A registry before the registry that closes the connection after so many answers. Its port.
pub fn cut_after(to: u16, answers: usize) -> u16 {
    serve(to, answers, None)
}

struct Held {
    port: u16,
    held: std::sync::mpsc::Receiver<()>,
}

/// One that leaves the request behind so many answers without one.
fn hold_after(to: u16, answers: usize) -> Held {
    let (sender, held) = std::sync::mpsc::channel();
    Held { port: serve(to, answers, Some(sender)), held }
}

/// Passes requests on, one a connection, and counts them.
fn serve(to: u16, answers: usize, hold: Option<std::sync::mpsc::Sender<()>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for (number, stream) in listener.incoming().enumerate() {
            let Ok(mut client) = stream else { return };
            let Some(request) = head(&mut client) else { continue };
            if number >= answers {
                match &hold {
                    Some(sender) => {
                        let _ = sender.send(());
                        kept.push(client);
                    }
                    // The beginning of an answer, and no more.
                    None => drop(client.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")),
                }
                continue;
            }
            let mut server = std::net::TcpStream::connect(("127.0.0.1", to)).unwrap();
            server.write_all(closing(&request).as_bytes()).unwrap();
            let mut answer = Vec::new();
            let _ = server.read_to_end(&mut answer);
            let _ = client.write_all(&answer);
        }
    });
    port
}

/// A request's head; a pull's has no body.
fn head(client: &mut impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if client.read(&mut byte).ok()? == 0 {
            return None;
        }
        bytes.push(byte[0]);
    }
    String::from_utf8(bytes).ok()
}

/// The same request with the wish that the connection ends with its answer.
fn closing(request: &str) -> String {
    format!("{}\r\nConnection: close\r\n\r\n", request.trim_end())
}
