//! A registry for OCI images.

use crate::port;
use crate::postgres::{stop, waits};
use crate::programs::need;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// Who may ask a registry that wants to know: the name, the password, and its hash by bcrypt in the cheapest form.
const USER: (&str, &str, &str) = ("ada", "open sesame", "$2b$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW");

/// A registry of the test's own, its storage in a temporary folder. It ends with this value.
#[derive(Debug)]
pub struct Registry {
    port: u16,
    server: Mutex<Child>,
    folder: tempfile::TempDir,
}

impl Registry {
    /// A registry that everybody may push to.
    ///
    /// # Panics
    /// Where it isn't installed, with the one command to run; where it doesn't start, with its log.
    pub fn start() -> Registry {
        Registry::start_with("")
    }

    /// One that wants a name and a password, which are [`Registry::user`].
    ///
    /// # Panics
    /// As [`Registry::start`].
    pub fn start_with_login() -> Registry {
        Registry::start_with("auth:\n  htpasswd:\n    realm: tests\n    path: FOLDER/users\n")
    }

    /// One that speaks TLS, with a certificate of an authority of its own: [`Registry::authority`].
    ///
    /// # Panics
    /// As [`Registry::start`]; and without `openssl`.
    pub fn start_with_tls() -> Registry {
        Registry::start_with("  tls:\n    certificate: FOLDER/server.pem\n    key: FOLDER/server.key\n")
    }

    /// The certificate of the authority of a registry with TLS.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Who may ask a registry with a login: the name and the password.
    pub fn user() -> (&'static str, &'static str) {
        (USER.0, USER.1)
    }

    /// `more` stands behind the section `http`, and may go on with it.
    fn start_with(more: &str) -> Registry {
        need("docker-registry", &[], "docker-registry");
        let folder = tempfile::Builder::new().prefix("mighost-registry-").tempdir().unwrap();
        let port = port::free();
        let place = folder.path().display().to_string();
        let config = format!(
            "version: 0.1\nlog:\n  level: info\nstorage:\n  filesystem:\n    rootdirectory: {place}/storage\nhttp:\n  addr: \
             127.0.0.1:{port}\n{}",
            more.replace("FOLDER", &place)
        );
        if more.contains("tls:") {
            certificates(folder.path());
        }
        std::fs::write(folder.path().join("config.yml"), config).unwrap();
        std::fs::write(folder.path().join("users"), format!("{}:{}\n", USER.0, USER.2)).unwrap();
        let mut server = launch(folder.path());
        let answers = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        let started = waits(&mut server, answers);
        let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        assert!(started, "docker-registry didn't start:\n{log}");
        Registry { port, server: Mutex::new(server), folder }
    }

    /// Its host and port, as they stand first in a place.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How often it was asked for a thing in this way, such as `GET` and a digest, by its log.
    ///
    /// # Panics
    /// Where it has no log.
    pub fn asked(&self, method: &str, what: &str) -> usize {
        let log = std::fs::read_to_string(self.folder.path().join("log")).expect("a registry writes a log");
        let method = format!("http.request.method={method} ");
        // A line for each answer; others tell of the same request again.
        let answers = log.lines().filter(|line| line.contains("msg=\"response completed\""));
        answers.filter(|line| line.contains(&method) && line.contains(what)).count()
    }

    /// Ends it as a machine that fails would.
    pub fn kill(&self) {
        stop(&self.server, "-KILL");
    }

    /// Starts it again after [`Registry::kill`], and waits until it answers.
    pub fn start_again(&self) {
        let mut server = launch(self.folder.path());
        assert!(waits(&mut server, || TcpStream::connect(("127.0.0.1", self.port)).is_ok()), "it didn't start again");
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = server;
    }

    /// The file in which it keeps a blob or a manifest: `sha256:…`.
    pub fn blob(&self, digest: &str) -> PathBuf {
        let hex = digest.strip_prefix("sha256:").expect("a digest begins with its algorithm");
        let blobs = self.folder.path().join("storage/docker/registry/v2/blobs/sha256");
        blobs.join(&hex[..2]).join(hex).join("data")
    }
}

/// Makes an authority, and a certificate for this machine.
fn certificates(folder: &Path) {
    let openssl = need("openssl", &[], "openssl");
    std::fs::write(folder.join("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n").unwrap();
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout";
    for arguments in [
        format!("req -x509 {key} authority.key -out authority.pem -subj /CN=tests -days 2"),
        format!("req {key} server.key -out server.csr -subj /CN=localhost"),
        "x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -out server.pem -days 2 -extfile names"
            .to_owned(),
    ] {
        let mut command = Command::new(&openssl);
        let output = command.args(arguments.split(' ')).current_dir(folder).stdin(Stdio::null()).output();
        let output = output.expect("openssl can be started");
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

fn launch(folder: &Path) -> Child {
    let log = std::fs::File::create(folder.join("log")).unwrap();
    let mut command = Command::new(need("docker-registry", &[], "docker-registry"));
    command.arg("serve").arg(folder.join("config.yml")).current_dir(folder).stdin(Stdio::null());
    // Its own settings would come from variables that begin so.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("REGISTRY_") {
            command.env_remove(name);
        }
    }
    command.stdout(log.try_clone().unwrap()).stderr(log);
    command.spawn().expect("docker-registry can be started")
}

impl Drop for Registry {
    fn drop(&mut self) {
        stop(&self.server, "-KILL");
    }
}
