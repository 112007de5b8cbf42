//! A proxy that counts how often a client waits for its server.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Stands between a client and a server for as long as the process runs.
#[derive(Debug)]
pub struct Proxy {
    trips: Arc<AtomicUsize>,
    port: u16,
    socket: Option<PathBuf>,
    _folder: tempfile::TempDir,
}

/// A connection.
trait Stream: Read + Write + Send + 'static {
    /// Closes it, whoever else holds it.
    fn close(&self);
}

impl Stream for TcpStream {
    fn close(&self) {
        // It may be closed already.
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Stream for UnixStream {
    fn close(&self) {
        // It may be closed already.
        let _ = self.shutdown(Shutdown::Both);
    }
}

/// Which way the last bytes of a connection went.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Up,
    Down,
}

impl Proxy {
    /// Before a server that listens on a port of this machine.
    pub fn to_port(server: u16) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let trips = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&trips);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                // Small messages must not wait for one another.
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let (Ok(from), Ok(to)) = (client.try_clone(), server.try_clone()) else { continue };
                relay((client, to), (server, from), &count);
            }
        });
        Proxy { trips, port, socket: None, _folder: tempfile::tempdir().unwrap() }
    }

    /// Before a server that listens on a socket.
    pub fn to_socket(server: &Path) -> Proxy {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        let listener = UnixListener::bind(&path).unwrap();
        let trips = Arc::new(AtomicUsize::new(0));
        let (count, server) = (Arc::clone(&trips), server.to_owned());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = UnixStream::connect(&server) else { continue };
                let (Ok(from), Ok(to)) = (client.try_clone(), server.try_clone()) else { continue };
                relay((client, to), (server, from), &count);
            }
        });
        Proxy { trips, port: 0, socket: Some(path), _folder: folder }
    }

    /// The port to connect to.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The socket to connect to.
    pub fn socket(&self) -> &Path {
        self.socket.as_deref().expect("a proxy before a socket")
    }

    /// How often a client has sent something and was answered since the last time that this was asked.
    pub fn trips(&self) -> usize {
        self.trips.swap(0, Ordering::SeqCst)
    }
}

/// Carries bytes both ways. Whatever a client sends before it is answered is one trip.
///
/// It is counted before its answer goes on: whoever has the answer finds it counted. What isn't answered, a goodbye or a
/// statement that is closed, is waited for by nobody, and may arrive here when its sender has ended.
fn relay<S: Stream>(up: (S, S), down: (S, S), trips: &Arc<AtomicUsize>) {
    let last = Arc::new(Mutex::new(Way::Down));
    for ((mut from, mut to), way) in [(up, Way::Up), (down, Way::Down)] {
        let (last, trips) = (Arc::clone(&last), Arc::clone(trips));
        std::thread::spawn(move || {
            // As large as what one read of a socket gives.
            let mut bytes = vec![0; 64 * 1024];
            while let Ok(length) = from.read(&mut bytes) {
                if length == 0 {
                    break;
                }
                let before = std::mem::replace(&mut *last.lock().unwrap_or_else(PoisonError::into_inner), way);
                if way == Way::Down && before == Way::Up {
                    trips.fetch_add(1, Ordering::SeqCst);
                }
                if to.write_all(&bytes[..length]).is_err() {
                    break;
                }
            }
            to.close();
        });
    }
}
