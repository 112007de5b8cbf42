//! What can go wrong, and the exit code that says so.

use crate::book::BookError;
use crate::chain::{GraphError, Origin, SourceError, TargetError};
use mighost_artifact::sign::SignError;
use mighost_sandbox::Direction;
use mighost_schema::DatabaseError;

/// Why a command failed. The text is one message that names the thing and the next action.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder of migrations can't be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The revisions don't make a graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// A target means nothing.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The database can't be reached, or refused.
    #[error("{}", with_advice(.0))]
    Database(#[from] mighost_database::Error),
    /// The bookkeeping can't be read.
    #[error(transparent)]
    Book(BookError),
    /// Sources can't be built.
    #[error(transparent)]
    Build(#[from] crate::build::BuildError),
    /// A revision that the database has isn't in the folder any more.
    #[error("the database has revision `{id}`, but its file is gone from {dir}; restore the file{}", way_on(id, way))]
    FileGone {
        /// The revision.
        id: String,
        /// The folder.
        dir: String,
        /// How to go on without the file.
        way: WayOn,
    },
    /// A downgrade that would have to undo a step which can't be undone.
    #[error(
        "`{id}` can't be taken back: it has no downgrade ({origin}); restore a backup, or write a revision that undoes it"
    )]
    NoDowngrade {
        /// The revision.
        id: String,
        /// Where it is.
        origin: Origin,
    },
    /// The trust file can't be used.
    #[error(transparent)]
    Trust(#[from] crate::trust::TrustError),
    /// Nobody who may vouch for an artifact does.
    #[error("`{id}` ({origin}) isn't trusted: {reason}")]
    NotTrusted {
        /// The revision.
        id: String,
        /// Where it is.
        origin: Origin,
        /// Why not, and what to do.
        reason: String,
    },
    /// An artifact imports more than its package is granted.
    #[error(
        "`{id}` ({origin}) imports what the package `{package}` isn't granted: {}; grant it in the trust file if it should have \
         it (`mighost trust explain {package}`)",
        lacking.join(", ")
    )]
    NotGranted {
        /// The package.
        package: String,
        /// The revision.
        id: String,
        /// Where it is.
        origin: Origin,
        /// What it imports, as `interface#function`.
        lacking: Vec<String>,
    },
    /// A package that is neither in a folder nor in the database.
    #[error(
        "{}there is no package `{package}`: neither {dir}/packages/{package} nor the database has it; put its artifacts there",
        needed_by.as_ref().map(|(id, dependency)| format!("`{id}` depends on `{dependency}`, and ")).unwrap_or_default()
    )]
    NoPackage {
        /// Its name.
        package: String,
        /// A revision that depends on it, and how it names what it depends on.
        needed_by: Option<(String, String)>,
        /// The folder of migrations.
        dir: String,
    },
    /// Something else that is applied needs what is to be taken back.
    #[error(
        "`{id}` can't be taken back: `{by}` of {}, which is applied, depends on it; take that back first",
        crate::run::shown(package)
    )]
    Needed {
        /// What is needed.
        id: String,
        /// By which revision.
        by: String,
        /// Of which package.
        package: String,
    },
    /// Packages that depend on each other in a circle.
    #[error("revisions of several packages depend on each other in a circle: {}", circle(.0))]
    PackageCircle(
        /// Packages and ids, the first once more at the end.
        Vec<(String, String)>,
    ),
    /// The database is at a revision that nobody knows.
    #[error(
        "the database is at `{id}`, which neither the folder nor the database knows; put its file back, or forget it with `mighost stamp --purge {targets}`"
    )]
    UnknownRow {
        /// The revision.
        id: String,
        /// What was to be stamped.
        targets: String,
    },
    /// A revision declares something that this host can't do on this database.
    #[error("`{id}` ({origin}): {reason}")]
    Unrunnable {
        /// The revision.
        id: String,
        /// Where it is.
        origin: Origin,
        /// Why not, and what to do.
        reason: String,
    },
    /// A step failed and was rolled back.
    #[error("{0}")]
    Step(Box<StepFailure>),
    /// A step was begun and neither finished nor taken back.
    #[error("{}", unfinished(.step, .reasons, .next))]
    Unfinished {
        /// The step, and what it did.
        step: crate::journal::Unfinished,
        /// Why it stays so.
        reasons: Vec<String>,
        /// What to do next.
        next: String,
    },
    /// An artifact or a manifest isn't trusted.
    #[error("{what}: not trusted: {reason}")]
    Untrusted {
        /// The file.
        what: String,
        /// Why not, and what to do.
        reason: mighost_artifact::sign::Untrusted,
    },
    /// Something can't be signed.
    #[error("{what}: {reason}")]
    Sign {
        /// The file.
        what: String,
        /// Why not, and what to do.
        reason: mighost_artifact::sign::SignError,
    },
    /// A file can't be written or read.
    #[error("{what}: {reason}")]
    Io {
        /// The file.
        what: String,
        /// Why.
        reason: std::io::Error,
    },
    /// A template can't be filled in, or makes no migration.
    #[error("{0}")]
    Template(String),
    /// A program that was started for the author, an editor or a hook, isn't there or failed.
    #[error("{0}")]
    Program(String),
    /// Wrong usage: a name that can't be, an option that doesn't fit.
    #[error("{0}")]
    Usage(String),
    /// The host itself is broken.
    #[error("{0}")]
    Internal(String),
}

/// How to go on without a revision's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayOn {
    /// The database keeps the artifact, and it can be taken back: the target of that downgrade.
    Back(String),
    /// The database keeps the artifact, and it can't be taken back.
    None,
    /// Nobody knows the revision: the other rows, which are known.
    Forget(Vec<String>),
}

/// A step that failed and was rolled back.
#[derive(Debug)]
pub struct StepFailure {
    /// The revision.
    pub revision: String,
    /// Where it is.
    pub origin: Origin,
    /// Which way.
    pub direction: Direction,
    /// The file's line of the statement that failed, where it is known.
    pub line: Option<u32>,
    /// The statement or operation that failed.
    pub statement: Option<String>,
    /// Why.
    pub cause: StepCause,
    /// The revisions at which the database stands.
    pub current: Vec<String>,
    /// What the migration wrote to its output before it failed.
    pub output: String,
    /// What is left of the step.
    pub left: Left,
    /// Whether it failed because something else held a lock for too long.
    pub busy: bool,
    /// Whether the connection was lost.
    pub gone: bool,
}

/// What a failed step left in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing: it was one transaction, or hadn't changed anything yet.
    Nothing,
    /// The whole step, or nothing: the connection was lost while it was being committed.
    Unknown,
    /// Nothing: so many calls had been committed, and were taken back.
    TakenBack(usize),
    /// What it had committed: the step is unfinished.
    Unfinished {
        /// Why it can't be taken back.
        obstacles: Vec<String>,
        /// What would come back empty, so that it wasn't taken back without being asked for.
        losses: Vec<String>,
        /// What was committed.
        done: Vec<String>,
    },
}

impl Left {
    /// A step that was interrupted: nobody has looked yet.
    pub(crate) fn interrupted() -> Left {
        Left::Unfinished { obstacles: Vec::new(), losses: Vec::new(), done: Vec::new() }
    }
}

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub enum StepCause {
    /// The migration failed, or was stopped.
    #[error(transparent)]
    Sandbox(#[from] mighost_sandbox::Error),
    /// The database refused to begin or commit.
    #[error(transparent)]
    Database(#[from] mighost_database::Error),
    /// The bookkeeping couldn't be written.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The runtime of its language can't be had.
    #[error("{reason}")]
    Runtime {
        /// Why, and what to do.
        reason: String,
    },
    /// It went on from where it was interrupted, and does something else than before.
    #[error("the migration does something else than before: {0}")]
    Diverged(String),
}

impl StepFailure {
    /// What the database itself said, where it was the one that refused.
    pub fn database(&self) -> Option<&DatabaseError> {
        match &self.cause {
            StepCause::Sandbox(mighost_sandbox::Error::Guest(mighost_schema::Error::Database(error)))
            | StepCause::Database(mighost_database::Error::Call(mighost_schema::Error::Database(error))) => Some(error),
            _ => None,
        }
    }
}

impl std::error::Error for StepFailure {}

impl std::fmt::Display for StepFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let way = match self.direction {
            Direction::Up => "upgrade to",
            Direction::Down => "downgrade of",
        };
        let end = match self.left {
            Left::Nothing => "failed and was rolled back",
            Left::Unknown => "failed while it was being committed",
            Left::TakenBack(_) => "failed and was taken back",
            Left::Unfinished { .. } => "failed and is unfinished",
        };
        writeln!(f, "the {way} `{}` {end}", self.revision)?;
        let place = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        writeln!(f, "  in:        {}{place}", self.origin)?;
        if let Some(statement) = &self.statement {
            writeln!(f, "  statement: {}", shorten(statement))?;
        }
        writeln!(f, "  error:     {}", self.cause)?;
        if let Some(error) = self.database() {
            for (name, text) in [("detail:   ", &error.detail), ("hint:     ", &error.hint)] {
                if let Some(text) = text {
                    writeln!(f, "  {name} {text}")?;
                }
            }
        }
        if !self.output.trim().is_empty() {
            writeln!(f, "  output:    {}", self.output.trim().replace('\n', "\n             "))?;
        }
        let at = if self.current.is_empty() { "base".to_owned() } else { self.current.join(", ") };
        match &self.left {
            Left::Nothing => writeln!(f, "  database:  unchanged by this step; it is at {at}")?,
            Left::Unknown => {
                writeln!(f, "  database:  whether the step was committed isn't known; it was at {at} before it")?;
            }
            Left::TakenBack(1) => writeln!(f, "  database:  the change that was committed was undone; it is at {at}")?,
            Left::TakenBack(count) => {
                writeln!(f, "  database:  the {count} changes that were committed were undone; it is at {at}")?;
            }
            Left::Unfinished { obstacles, losses, done } => {
                writeln!(f, "  database:  at {at}, and this step is unfinished; `mighost status` shows how far it is")?;
                list(f, "done:      ", done)?;
                list(f, "stays:     ", obstacles)?;
                list(f, "stays:     ", losses)?;
            }
        }
        write!(f, "  next:      {}", self.advice())
    }
}

impl StepFailure {
    fn advice(&self) -> String {
        // With the target that it had: of several heads or branches nobody else knows which was meant.
        let again = "run the same command again";
        if self.busy || matches!(&self.cause, StepCause::Database(mighost_database::Error::Busy { .. })) {
            return format!("nothing is wrong with the migration: when the other connection is gone, {again}");
        }
        if self.gone {
            return format!("when the server answers again, {again}: it goes on from wherever the database is");
        }
        if let StepCause::Diverged(_) = &self.cause {
            return "put the migration back as it was and correct it only behind what is done, or take the step back with \
                    `mighost resume --undo`"
                .into();
        }
        let environment = self.database().and_then(|error| environment(&error.code));
        if let Left::Unfinished { obstacles, losses, .. } = &self.left {
            let failed = !obstacles.is_empty() || !losses.is_empty();
            let correct = match (&self.origin, environment) {
                _ if !failed => String::new(),
                (_, Some(advice)) => format!("{advice}; "),
                (Origin::Sql(path), None) => format!("correct {} behind what is done; ", path.display()),
                _ => "correct the migration behind what is done; ".into(),
            };
            let back = match (obstacles.is_empty(), losses.is_empty()) {
                (false, _) => "",
                (true, false) => "; `mighost resume --undo` takes the step back, without what was dropped",
                (true, true) => "; `mighost resume --undo` takes the step back where it can",
            };
            return format!("{correct}the same command goes on from there{back}");
        }
        if let Some(advice) = environment {
            return format!("nothing is wrong with the migration: {advice}, then {again}");
        }
        use mighost_sandbox::Error as S;
        match (&self.cause, &self.origin) {
            (StepCause::Sandbox(S::Guest(mighost_schema::Error::Veto(_))), _) => {
                format!("do what the migration asks for, then {again}")
            }
            (StepCause::Sandbox(S::Wall { .. } | S::Guest(mighost_schema::Error::Limit(_))), _) => {
                format!("if it needs that long, `--step-timeout SECONDS` allows more; else correct {}", self.origin)
            }
            (_, Origin::Sql(path)) => format!("correct {}, then {again}", path.display()),
            (_, Origin::Artifact(_)) => {
                format!("correct the migration's source, `mighost build`, then {again}")
            }
            (_, Origin::Stored(_)) => "put a corrected migration of this id into the folder, then run it again".into(),
        }
    }
}

/// What to do about a failure that isn't the migration's but the machine's, by the database's code.
fn environment(code: &str) -> Option<&'static str> {
    match code {
        "SQLITE_FULL" => Some("the disk is full; free some space"),
        // disk_full; ER_RECORD_FILE_FULL, ER_DISK_FULL
        "53100" | "1114" | "1021" => Some("the server's disk or tablespace is full; make room there"),
        // read_only_sql_transaction; ER_OPTION_PREVENTS_STATEMENT, ER_READ_ONLY_MODE
        "25006" | "1290" | "1836" => Some("the server takes no changes; connect to the primary, or make it writable"),
        // insufficient_privilege; ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR,
        // ER_SPECIFIC_ACCESS_DENIED_ERROR, ER_PROCACCESS_DENIED_ERROR
        "42501" | "1044" | "1142" | "1143" | "1227" | "1370" => {
            Some("the login lacks a privilege; grant it, or connect as the owner of the schema")
        }
        // out_of_memory, insufficient_resources
        "53000" | "53200" => Some("the server lacks resources; give it more, or wait"),
        "SQLITE_CANTOPEN" => Some("the database's folder can't be used; look at its permissions"),
        code if code.starts_with("SQLITE_READONLY") => {
            Some("the database or its folder is read-only to this user; make both writable")
        }
        code if code.starts_with("SQLITE_IOERR") => Some("the disk failed; look at the machine's log and the mount"),
        code if code.starts_with("SQLITE_CORRUPT") => Some("the database file is damaged; restore it from a backup"),
        _ => None,
    }
}

/// Some lines of a list under one name: as many as help, and how many more there are.
fn list(f: &mut std::fmt::Formatter<'_>, name: &str, lines: &[String]) -> std::fmt::Result {
    // What one can take in with the rest of the message; `status` has them all.
    const MOST: usize = 8;
    for line in lines.iter().take(MOST) {
        writeln!(f, "  {name}{line}")?;
    }
    match lines.len().checked_sub(MOST) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(f, "  {name}… and {more} more"),
    }
}

/// An unfinished step, what it did, and what to do.
fn unfinished(step: &crate::journal::Unfinished, reasons: &[String], next: &str) -> String {
    let done = step.calls.iter().filter(|call| call.state == "done").count();
    let calls = if done == 1 { "call" } else { "calls" };
    let mut text = format!(
        "the {} of `{}`, begun {} by {}, is unfinished: {done} {calls} done",
        step.direction, step.revision, step.started, step.host
    );
    for reason in reasons {
        text.push_str("\n  because:   ");
        text.push_str(reason);
    }
    text.push_str("\n  next:      ");
    text.push_str(next);
    text
}

/// Revisions of several packages, one behind the other.
fn circle(revisions: &[(String, String)]) -> String {
    let named = |(package, id): &(String, String)| match package.as_str() {
        "" => format!("`{id}`"),
        package => format!("`{package}@{id}`"),
    };
    revisions.iter().map(named).collect::<Vec<_>>().join(" → ")
}

/// What to do without a revision's file.
fn way_on(id: &str, way: &WayOn) -> String {
    match way {
        WayOn::Back(target) => {
            format!(", or go back without it: `mighost downgrade {target}` uses the artifact kept in the database")
        }
        WayOn::None => String::new(),
        WayOn::Forget(rows) if rows.is_empty() => {
            ", or say at which revision the database really is: `mighost stamp --purge ID`".to_owned()
        }
        WayOn::Forget(rows) => {
            format!(", or forget `{id}` and keep the others: `mighost stamp --purge {}`", rows.join(" "))
        }
    }
}

/// At most the first lines of a statement: enough to recognise it.
fn shorten(statement: &str) -> String {
    // 400 characters are about five lines of a terminal.
    const MOST: usize = 400;
    let text = statement.trim();
    let cut: String = text.chars().take(MOST).collect();
    let dots = if cut.len() < text.len() { " …" } else { "" };
    format!("{}{dots}", cut.replace('\n', "\n             "))
}

/// A database's error with what to do next.
fn with_advice(error: &mighost_database::Error) -> String {
    use mighost_database::Error as E;
    match error {
        E::Address { advice, .. } | E::Unreachable { advice, .. } | E::Pooled { advice, .. } => {
            format!("{error}. {advice}")
        }
        E::Busy { target, waited, holder: Some(holder) } => format!(
            "{target} is locked by {holder}, and after {:.1} s it still was; run the command again when that is done, or \
             wait longer with `--lock-timeout SECONDS`",
            waited.as_secs_f64()
        ),
        E::Busy { target, waited, .. } => format!(
            "{target} is locked by another connection, and after {:.1} s it still was; run the command again, or wait \
             longer with `--lock-timeout SECONDS` (`fuser` or `lsof` on the file shows who has it open)",
            waited.as_secs_f64()
        ),
        E::Missing { target } if target.starts_with("sqlite:") => format!("{error}; `mighost upgrade` makes it"),
        E::Missing { .. } => format!("{error}. Create the database, or correct its name in the address."),
        E::Call(mighost_schema::Error::Database(said)) => match environment(&said.code) {
            Some(advice) => format!("{error}; {advice}"),
            None => error.to_string(),
        },
        other => other.to_string(),
    }
}

impl From<BookError> for Error {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Database(error) => Error::Database(error),
            other => Error::Book(other),
        }
    }
}

impl Error {
    /// The exit code of the command: 1 failed, 2 wrong usage, 6 lock held by another, 7 not trusted, 8 a step
    /// is unfinished.
    pub fn exit_code(&self) -> u8 {
        match self {
            // The target is one, and the database isn't where it could be meant.
            Error::Target(TargetError::NothingAbove { .. } | TargetError::RowsOverlap { .. }) => 1,
            Error::Usage(_) | Error::Target(_) => 2,
            // A key or a threshold that can't be is a wrong argument.
            Error::Sign { reason: SignError::Key(_) | SignError::Threshold { .. }, .. } => 2,
            Error::Untrusted { .. } => 7,
            Error::Database(mighost_database::Error::Address { .. }) => 2,
            Error::Database(mighost_database::Error::Busy { .. }) | Error::Book(BookError::Overtaken) => 6,
            Error::Step(failure) => match &failure.cause {
                StepCause::Database(mighost_database::Error::Busy { .. }) => 6,
                _ if matches!(failure.left, Left::Unfinished { .. }) => 8,
                _ if failure.busy => 6,
                _ => 1,
            },
            Error::Unfinished { .. } => 8,
            Error::NotTrusted { .. } | Error::NotGranted { .. } => 7,
            _ => 1,
        }
    }

    /// The same with another way to go on, where a database can't be reached.
    #[must_use]
    pub fn with_way_round(mut self, way: &str) -> Error {
        if let Error::Database(mighost_database::Error::Unreachable { advice, .. }) = &mut self {
            *advice = format!("{advice} {way}").trim().to_owned();
        }
        self
    }

    /// A word for programs that read the output.
    pub fn kind(&self) -> &'static str {
        match self {
            Error::Source(_) => "source",
            Error::Graph(_) => "graph",
            Error::Target(TargetError::NothingAbove { .. }) => "wrong-way",
            Error::Target(_) => "target",
            Error::Database(mighost_database::Error::Busy { .. }) => "lock",
            Error::Database(_) => "database",
            Error::Book(_) => "bookkeeping",
            Error::Build(_) => "build",
            Error::FileGone { .. } => "file-gone",
            Error::NoDowngrade { .. } => "no-downgrade",
            Error::Trust(_) => "trust",
            Error::NotTrusted { .. } => "not-trusted",
            Error::NotGranted { .. } => "not-granted",
            Error::NoPackage { .. } => "no-package",
            Error::Needed { .. } => "needed",
            Error::PackageCircle(_) => "graph",
            Error::UnknownRow { .. } => "unknown-revision",
            Error::Unrunnable { .. } => "unrunnable",
            Error::Step(failure) => match &failure.cause {
                StepCause::Database(mighost_database::Error::Busy { .. }) => "lock",
                _ if matches!(failure.left, Left::Unfinished { .. }) => "unfinished",
                _ if failure.busy => "lock",
                _ => "step",
            },
            Error::Unfinished { .. } => "unfinished",
            Error::Untrusted { .. } => "untrusted",
            Error::Sign { reason: SignError::Key(_), .. } => "key",
            Error::Sign { .. } => "sign",
            Error::Io { .. } => "io",
            Error::Template(_) => "template",
            Error::Program(_) => "program",
            Error::Usage(_) => "usage",
            Error::Internal(_) => "internal",
        }
    }
}
