//! A publisher, an operator and a registry between them.

use mighost_test_servers::Registry;
use mighost_tests::package::{self, BILLING, FOLDER};
use mighost_tests::{Outcome, Project, database};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;

/// A registry, the publisher's folder with a chain of two and a key, and the operator's.
pub struct Scene {
    pub registry: Registry,
    pub publisher: Project,
    pub operator: Project,
}

impl Scene {
    /// The operator trusts the publisher's key with `acme/billing`.
    pub fn new() -> Scene {
        Scene::with(Registry::start())
    }

    pub fn with(registry: Registry) -> Scene {
        let (publisher, operator) = (Project::new(), Project::new());
        for key in ["acme", "mallory"] {
            publisher.run(["key", "generate", "--out", &format!("{key}.key")]).ok();
        }
        let scene = Scene { registry, publisher, operator };
        scene.write(BILLING, "1", "");
        scene.write(BILLING, "2", "-- revises: 1");
        scene.trust("");
        scene
    }

    /// Writes a revision of the publisher's chain.
    pub fn write(&self, package: &str, id: &str, header: &str) {
        let name = format!("{}{id}", mighost::trust::prefix(package));
        let (up, down) = (format!("CREATE TABLE {name} (id INTEGER PRIMARY KEY);"), format!("DROP TABLE {name};"));
        self.publisher.write(format!("migrations/{id}.sql"), package::sql(package, id, header, &up, &down));
    }

    /// The operator's trust file: the publisher's key for its package, with more lines.
    pub fn trust(&self, more: &str) {
        let pem = String::from_utf8(self.publisher.read("acme.key.pub")).unwrap();
        package::trust(
            &self.operator,
            &format!(
                "[keys.acme]\npublic-key = '''\n{pem}'''\n[packages.\"{BILLING}\"]\nkeys = [\"acme\"]\n{more}\n\
                 [packages.\"{BILLING}\".grants]\nsql = \"confined\"\n"
            ),
        );
    }

    /// A place in the registry: `acme/billing:1`.
    pub fn place(&self, path: &str) -> String {
        format!("{}/{path}", self.registry.host())
    }

    /// Releases the publisher's chain.
    pub fn release(&self) {
        self.publisher.run(["release", "--key", "acme.key"]).ok();
    }

    /// Pushes the publisher's chain. The digest.
    #[track_caller]
    pub fn push(&self, path: &str) -> String {
        let pushed = self.publisher.json(["push", &self.place(path)]);
        pushed["digest"].as_str().unwrap().to_owned()
    }

    /// Releases and pushes. The digest.
    #[track_caller]
    pub fn publish(&self, path: &str) -> String {
        self.release();
        self.push(path)
    }

    /// Pulls as the operator.
    pub fn pull(&self, path: &str) -> Outcome {
        self.operator.run(["pull", &self.place(path)])
    }

    /// The pull must fail with this code and one message with these texts, and leave every file as it was.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str], code: i32, says: &[&str]) -> Outcome {
        let before = self.operator.files();
        let outcome = self.operator.run(arguments).exits(code).has_one_message().says(says);
        assert!(before == self.operator.files(), "files have changed\n{}", outcome.whole());
        outcome
    }

    /// The names in the package's folder at the operator's.
    pub fn folder(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.operator.path(FOLDER)).into_iter().flatten();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The tables in the operator's database.
    pub fn tables(&self) -> Vec<String> {
        database::tables(&database::open(&self.operator.database()))
    }

    /// A manifest or a blob as the registry keeps it.
    pub fn stored(&self, digest: &str) -> Value {
        serde_json::from_slice(&std::fs::read(self.registry.blob(digest)).unwrap()).unwrap()
    }

    /// The digest of the layer of an image in the index.
    pub fn layer(&self, index: &str, number: usize) -> String {
        let image = self.stored(index)["manifests"][number]["digest"].as_str().unwrap().to_owned();
        self.stored(&image)["layers"][0]["digest"].as_str().unwrap().to_owned()
    }
}

impl Scene {
    /// Puts a manifest into the registry, as another tool would.
    pub fn put(&self, repository: &str, to: &str, media_type: &str, body: String) {
        let answer = self.ask("PUT", &format!("/v2/{repository}/manifests/{to}"), media_type, body.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    }

    /// Puts a blob into the registry. Its digest.
    pub fn blob(&self, repository: &str, bytes: &[u8]) -> String {
        let digest = format!("sha256:{}", mighost::Digest::of(bytes));
        let begun = self.ask("POST", &format!("/v2/{repository}/blobs/uploads/"), "text/plain", b"");
        let location = begun.lines().find_map(|line| line.strip_prefix("Location: ")).expect("a place for the upload");
        let path = location.trim().trim_start_matches(&format!("http://{}", self.registry.host())).to_owned();
        let joint = if path.contains('?') { '&' } else { '?' };
        let answer = self.ask("PUT", &format!("{path}{joint}digest={digest}"), "application/octet-stream", bytes);
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        digest
    }

    /// One request, and the whole answer.
    fn ask(&self, method: &str, path: &str, media_type: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.registry.port())).unwrap();
        let (host, length) = (self.registry.host(), body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: \
             close\r\n\r\n"
        );
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}
