use crate::lock::NoLock;
use crate::{Connection, Error, Lock, LockKey, mysql, postgres, sqlite};
use mighost_schema::Dialect;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The address of a database.
///
/// | written | means |
/// |---|---|
/// | `sqlite:app.db`, `sqlite://app.db` | a file beside the working directory |
/// | `sqlite:/srv/app.db`, `sqlite:///srv/app.db` | a file by its whole path |
/// | `sqlite::memory:`, `sqlite://:memory:` | a database in memory, gone when the connection is closed |
/// | `app.db`, `app.sqlite`, `app.sqlite3` | a file |
///
/// In the `sqlite:` forms `%20` and the like stand for the byte they name, and `?mode=ro`, `?mode=rw` and `?mode=rwc`
/// narrow what [`OpenMode`] allows. `postgres:`, `postgresql:`, `mysql:` and `mariadb:` addresses are recognised.
///
/// ```
/// use mighost_database::Target;
/// assert_eq!(Target::parse("sqlite:///srv/app.db")?.to_string(), "sqlite:/srv/app.db");
/// assert!(Target::parse("app.txt").is_err());
/// # Ok::<(), mighost_database::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    place: Place,
}

#[derive(Clone, PartialEq, Eq)]
enum Place {
    SqliteMemory,
    SqliteFile { path: PathBuf, mode: Option<OpenMode> },
    Server { dialect: Dialect, address: String, shown: String },
}

/// What opening may do where there is no database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpenMode {
    /// Open for reading only; nothing is ever written, not even an empty file.
    ReadOnly,
    /// Open what exists.
    Existing,
    /// Make an empty one.
    Create,
}

/// How to connect.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long to wait for another writer before [`Error::Busy`].
    pub lock_timeout: Duration,
    /// How long one statement may run on a server, before [`mighost_schema::Error::Limit`]; `None`: as long as it takes.
    pub statement_timeout: Option<Duration>,
    /// How long to wait for a server to answer at all.
    pub connect_timeout: Duration,
    /// How long to try again where a server isn't there yet, refuses connections or is starting; `None`: not at all. What
    /// waiting doesn't mend (a wrong password, a database that isn't there) is an error at once.
    pub wait: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        // Long enough for the other instances of an application that start at the same moment to finish a few
        // migrations, short enough for a deployment's own time limits (a minute is common) to show our message
        // instead of theirs.
        Options {
            lock_timeout: Duration::from_secs(30),
            // An index of a great table takes hours, and whoever waits can see it.
            statement_timeout: None,
            // A server on the other side of the world that has to start a process answers in a second or two.
            connect_timeout: Duration::from_secs(15),
            wait: None,
        }
    }
}

impl Target {
    /// Reads an address.
    ///
    /// # Errors
    /// [`Error::Address`] where it isn't one. What an error shows has no password in it.
    pub fn parse(address: &str) -> Result<Target, Error> {
        let place = match address.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("sqlite") => sqlite_place(address, rest)?,
            Some((scheme, rest)) if rest.starts_with("//") => match server_dialect(scheme) {
                Some(dialect) => {
                    Place::Server { dialect, address: address.to_owned(), shown: without_password(address) }
                }
                None => {
                    return Err(Error::Address {
                        target: without_password(address),
                        reason: format!("`{scheme}` is no database that mighost knows"),
                        advice: "Addresses begin with sqlite:, postgresql://, mysql:// or mariadb://.".into(),
                    });
                }
            },
            _ => {
                let path = Path::new(address);
                let known = path.extension().and_then(|e| e.to_str()).is_some_and(|extension| {
                    ["db", "sqlite", "sqlite3"].iter().any(|known| extension.eq_ignore_ascii_case(known))
                });
                if !known {
                    return Err(Error::Address {
                        target: without_password(address),
                        reason: "it has no scheme, and isn't a file whose name ends in .db, .sqlite or .sqlite3".into(),
                        advice: format!("If it is an SQLite file, write sqlite:{}", without_password(address)),
                    });
                }
                Place::SqliteFile { path: path.to_owned(), mode: None }
            }
        };
        Ok(Target { place })
    }

    /// The kind of database.
    pub fn dialect(&self) -> Dialect {
        match &self.place {
            Place::SqliteMemory | Place::SqliteFile { .. } => Dialect::Sqlite,
            Place::Server { dialect, .. } => *dialect,
        }
    }

    /// The file, where the database is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::SqliteFile { path, .. } => Some(path),
            Place::SqliteMemory | Place::Server { .. } => None,
        }
    }
}

impl Target {
    /// Whether there is a password in it.
    pub fn has_password(&self) -> bool {
        match &self.place {
            Place::SqliteMemory | Place::SqliteFile { .. } => false,
            Place::Server { address, shown, .. } => address != shown,
        }
    }

    /// The same with a password.
    ///
    /// # Errors
    /// [`Error::Address`] where it names no user whose password it could be.
    pub fn with_password(&self, password: &str) -> Result<Target, Error> {
        let Place::Server { address, shown, .. } = &self.place else { return Ok(self.clone()) };
        let no_user = || Error::Address {
            target: shown.clone(),
            reason: "it names no user, so there is nobody whose password it could be".into(),
            advice: "Write the user before the host: postgresql://user@host/database.".into(),
        };
        let (scheme, rest) = address.split_once("://").ok_or_else(no_user)?;
        let front = rest.split(['/', '?']).next().unwrap_or_default();
        let (user, _) = front.rsplit_once('@').ok_or_else(no_user)?;
        let behind = rest.get(user.len()..).unwrap_or_default();
        let mut encoded = String::new();
        for byte in password.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
                other => encoded.push_str(&format!("%{other:02X}")),
            }
        }
        Target::parse(&format!("{scheme}://{user}:{encoded}{behind}"))
    }

    pub(crate) async fn acquire(&self, key: &LockKey, options: &Options) -> Result<Box<dyn Lock>, Error> {
        match &self.place {
            Place::SqliteMemory | Place::SqliteFile { .. } => Ok(Box::new(NoLock)),
            Place::Server { dialect: Dialect::Postgresql, address, shown } => {
                postgres::acquire(address, shown, key, options).await
            }
            Place::Server { dialect: Dialect::Mysql | Dialect::Mariadb, address, shown } => {
                mysql::acquire(address, shown, key, options).await
            }
            Place::Server { dialect: dialect @ Dialect::Sqlite, shown, .. } => {
                Err(Error::NotBuiltIn { target: shown.clone(), database: *dialect })
            }
        }
    }
}

/// The address, without a password.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.place {
            Place::SqliteMemory => f.write_str("sqlite::memory:"),
            Place::SqliteFile { path, .. } => write!(f, "sqlite:{}", path.display()),
            Place::Server { shown, .. } => f.write_str(shown),
        }
    }
}

/// As it is shown: a server's address has a password in it.
impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Target").field(&self.to_string()).finish()
    }
}

/// Opens a connection.
///
/// # Errors
/// [`Error::Missing`] where there is no database and `mode` doesn't make one; [`Error::Unreachable`] where it can't be
/// opened or isn't a database; [`Error::NotBuiltIn`] for a kind of database that this build can't speak to.
pub async fn connect(target: &Target, mode: OpenMode, options: &Options) -> Result<Box<dyn Connection>, Error> {
    match &target.place {
        Place::SqliteMemory => Ok(Box::new(sqlite::open_memory(options)?)),
        Place::SqliteFile { path, mode: narrowed } => {
            let mode = narrowed.map_or(mode, |narrowed| narrowed.min(mode));
            Ok(Box::new(sqlite::open_file(path, &target.to_string(), mode, options)?))
        }
        Place::Server { dialect: Dialect::Postgresql, address, shown } => {
            Ok(Box::new(postgres::open(address, shown, mode, options).await?))
        }
        Place::Server { dialect: Dialect::Mysql | Dialect::Mariadb, address, shown } => {
            Ok(Box::new(mysql::open(address, shown, options).await?))
        }
        // Every address of an SQLite database is a place of its own.
        Place::Server { dialect: dialect @ Dialect::Sqlite, shown, .. } => {
            Err(Error::NotBuiltIn { target: shown.clone(), database: *dialect })
        }
    }
}

/// Why a connection couldn't be made.
pub(crate) struct Refused {
    /// It may be made in a moment.
    pub for_now: bool,
    pub error: Error,
}

/// The first pause between two attempts, and the longest: a server that starts takes about a second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Tries to connect, again and again where that may help, for as long as is to be waited.
pub(crate) async fn patiently<T, F: Future<Output = Result<T, Refused>>>(
    wait: Option<Duration>,
    attempt: impl Fn() -> F,
) -> Result<T, Error> {
    let begun = Instant::now();
    let mut pause = PAUSES.0;
    loop {
        let refused = match attempt().await {
            Ok(made) => return Ok(made),
            Err(refused) => refused,
        };
        match wait.map(|wait| wait.saturating_sub(begun.elapsed())) {
            Some(left) if refused.for_now && !left.is_zero() => {
                tokio::time::sleep(crate::lock::jittered(pause).min(left)).await;
                pause = (pause * 2).min(PAUSES.1);
            }
            Some(_) if refused.for_now => return Err(waited(refused.error, begun.elapsed())),
            _ => return Err(refused.error),
        }
    }
}

fn waited(error: Error, time: Duration) -> Error {
    match error {
        Error::Unreachable { target, reason, advice } => Error::Unreachable {
            target,
            reason: format!("{reason}; it was tried for {:.1} s", time.as_secs_f64()),
            advice,
        },
        other => other,
    }
}

/// Whether a connection that the system couldn't make may be made in a moment.
pub(crate) fn is_for_now(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof
            | ErrorKind::TimedOut
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            // The file of a socket comes with the server.
            | ErrorKind::NotFound
    ) || is_unknown_host(error)
}

/// Whether a host has no address: the name of a container comes with the container.
pub(crate) fn is_unknown_host(error: &std::io::Error) -> bool {
    // The standard library has no kind for it.
    error.to_string().contains("lookup address")
}

fn server_dialect(scheme: &str) -> Option<Dialect> {
    // SQLAlchemy and JDBC write the driver behind a plus sign: postgresql+psycopg2.
    let name = scheme.split('+').next().unwrap_or(scheme).to_ascii_lowercase();
    Dialect::from_name(&name).filter(|dialect| *dialect != Dialect::Sqlite)
}

fn sqlite_place(address: &str, rest: &str) -> Result<Place, Error> {
    let wrong =
        |reason: String, advice: &str| Error::Address { target: address.to_owned(), reason, advice: advice.to_owned() };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    let mut mode = None;
    let mut memory = path == ":memory:";
    for parameter in query.iter().flat_map(|query| query.split('&')).filter(|parameter| !parameter.is_empty()) {
        match parameter {
            "mode=ro" => mode = Some(OpenMode::ReadOnly),
            "mode=rw" => mode = Some(OpenMode::Existing),
            "mode=rwc" => mode = Some(OpenMode::Create),
            "mode=memory" => memory = true,
            other => {
                return Err(wrong(
                    format!("`{other}` is no parameter of an SQLite address"),
                    "The only one is mode, which is ro, rw, rwc or memory.",
                ));
            }
        }
    }
    if memory {
        return Ok(Place::SqliteMemory);
    }
    if path.is_empty() {
        return Err(wrong("it names no file".into(), "Write sqlite:app.db, or sqlite::memory: for one in memory."));
    }
    let path = percent_decoded(path).ok_or_else(|| {
        wrong("a % isn't followed by two hexadecimal digits of a text".into(), "Write %25 for a percent sign.")
    })?;
    if path.contains('\0') {
        return Err(wrong("the path has a NUL in it".into(), "Write the path of a file."));
    }
    Ok(Place::SqliteFile { path: PathBuf::from(path), mode })
}

pub(crate) fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Parameters of addresses whose values are no secret.
const HARMLESS: &[&str] = &[
    "application_name",
    "charset",
    "cluster",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "mode",
    "options",
    "port",
    "schema",
    "search_path",
    "socket",
    "ssl-mode",
    "sslmode",
    "user",
];

/// An address with `***` in the place of its password, in `user:password@` and in parameters that look like one.
fn without_password(address: &str) -> String {
    // `host=… password=…`, as libpq writes it.
    if !address.contains("://") && address.to_ascii_lowercase().contains("pass") && address.contains('=') {
        return "***".to_owned();
    }
    let (mut front, mut query) = match address.split_once('?') {
        Some((front, query)) => (front, Some(query)),
        None => (address, None),
    };
    // An unescaped `?` in a password: what stands behind it isn't the parameters, as long as an `@` follows.
    if let Some((_, rest)) = query.and_then(|text| text.rsplit_once('@')).filter(|_| !front.contains('@')) {
        let at = address.len() - rest.len();
        front = address;
        query = None;
        if let Some((place, parameters)) = rest.split_once('?') {
            front = address.get(..at + place.len()).unwrap_or_default();
            query = Some(parameters);
        }
    }
    let mut shown = match front.split_once("://") {
        Some((scheme, rest)) => {
            // Whatever stands before the last `@` is who connects: passwords may hold an unescaped `@` or `/`.
            match rest.rsplit_once('@') {
                Some((who, place)) => {
                    let user = who.split(':').next().unwrap_or_default();
                    let password = if who.contains(':') { ":***" } else { "" };
                    format!("{scheme}://{user}{password}@{place}")
                }
                None => front.to_owned(),
            }
        }
        // A scheme forgotten or misspelt doesn't make a password less of one.
        None => match front.rsplit_once('@').and_then(|(who, place)| Some((who.split_once(':')?.0, place))) {
            Some((user, place)) => format!("{user}:***@{place}"),
            None => front.to_owned(),
        },
    };
    if let Some(query) = query {
        let parameters: Vec<String> = query
            .split('&')
            .map(|parameter| match parameter.split_once('=') {
                // A misspelt `password` is one too: only what is known to be harmless is shown.
                Some((name, _)) if !HARMLESS.iter().any(|known| name.eq_ignore_ascii_case(known)) => {
                    format!("{name}=***")
                }
                _ => parameter.to_owned(),
            })
            .collect();
        shown = format!("{shown}?{}", parameters.join("&"));
    }
    shown
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn path(address: &str) -> Option<PathBuf> {
        Target::parse(address).unwrap().path().map(Path::to_owned)
    }

    #[test]
    fn every_way_of_writing_a_file_names_that_file() {
        for address in ["sqlite:app.db", "sqlite://app.db", "app.db", "SQLITE:app.db", "sqlite:app.db?mode=ro"] {
            assert_eq!(path(address).unwrap(), Path::new("app.db"), "{address}");
        }
        for address in ["sqlite:/srv/a b.db", "sqlite:///srv/a%20b.db", "/srv/a b.db"] {
            assert_eq!(path(address).unwrap(), Path::new("/srv/a b.db"), "{address}");
        }
        assert_eq!(path("sqlite:notes").unwrap(), Path::new("notes"));
        assert_eq!(path("sqlite::memory:"), None);
        assert_eq!(path("sqlite://?mode=memory"), None);
    }

    #[test]
    fn what_is_no_address_is_refused_with_advice() {
        for address in ["", "app", "app.txt", "sqlite:", "sqlite:a.db?cache=shared", "sqlite:%zz", "oracle://h/d"] {
            let error = Target::parse(address).unwrap_err();
            assert!(matches!(error, Error::Address { ref advice, .. } if !advice.is_empty()), "{address}: {error}");
        }
    }

    #[test]
    fn a_password_is_put_where_it_belongs_and_never_shown() {
        let target = Target::parse("postgresql://me@host:5432/db?sslmode=require").unwrap();
        assert!(!target.has_password());
        let with = target.with_password("a@/:%ü?").unwrap();
        assert!(with.has_password());
        let Place::Server { address, shown, .. } = &with.place else { unreachable!() };
        assert_eq!(address, "postgresql://me:a%40%2F%3A%25%C3%BC%3F@host:5432/db?sslmode=require");
        assert_eq!(shown, "postgresql://me:***@host:5432/db?sslmode=require");
        assert!(Target::parse("postgresql://host/db").unwrap().with_password("x").is_err());
    }

    #[test]
    fn servers_are_recognised_and_their_passwords_never_shown() {
        let target =
            Target::parse("postgresql+psycopg2://me:s3cr@t/@host:5432/db?sslmode=require&password=s3cret").unwrap();
        assert_eq!(target.dialect(), Dialect::Postgresql);
        assert_eq!(target.to_string(), "postgresql+psycopg2://me:***@host:5432/db?sslmode=require&password=***");
        assert_eq!(Target::parse("mysql://root@localhost/x").unwrap().dialect(), Dialect::Mysql);
        assert_eq!(Target::parse("mariadb://root@localhost/x").unwrap().dialect(), Dialect::Mariadb);
        for address in ["mysql://me:s3?cret@host/db?ssl-mode=required", "postgres://me:s3?c@r?et@h/db"] {
            let target = Target::parse(address).unwrap();
            assert!(!format!("{target}").contains("s3"), "{target}");
        }
        let error = Target::parse("oracle://me:s3cret@host/db").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"));
        for wrong in [
            "me:s3cret@host/db",
            "postgres://me@host/db?pasword=s3cret",
            "host=db user=me password=s3cret dbname=app",
            "oracle://me:a?s3cret@host/db",
        ] {
            match Target::parse(wrong) {
                Err(error) => assert!(!format!("{error} {error:?}").contains("s3cret"), "{wrong}: {error}"),
                Ok(target) => assert!(!target.to_string().contains("s3cret"), "{wrong}: {target}"),
            }
        }
    }
}
