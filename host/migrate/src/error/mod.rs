//! What can go wrong, and the exit code that says so.

mod step;
mod text;

pub use step::{Left, StepCause, StepFailure};

use crate::book::BookError;
use crate::chain::{GraphError, Origin, SourceError, TargetError};
use mighost_artifact::Digest;
use mighost_artifact::sign::SignError;
use text::{circle, too_strong, unfinished, way_on, with_advice};

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
    /// An artifact isn't the one that the lock file pins.
    #[error(
        "`{id}` ({origin}) isn't what mighost.lock pins: its content has the SHA-256 {found}, and {}; put the pinned one back \
         (from version control, or `mighost pull`), or pin this one with `mighost release`",
        pinned.map_or("mighost.lock has no such revision".to_owned(), |pinned| format!("{pinned} is pinned"))
    )]
    NotPinned {
        /// The revision.
        id: String,
        /// Where it is.
        origin: Origin,
        /// The content that is pinned; `None`: the file doesn't have the revision.
        pinned: Option<Digest>,
        /// The content that it has.
        found: Digest,
    },
    /// The lock file pins an artifact that isn't there.
    #[error(
        "mighost.lock pins `{id}` of {} with the SHA-256 {pinned}, and its file isn't there; put it back (from version control, or \
         `mighost pull`), or pin what is there with `mighost release`",
        crate::run::shown(package)
    )]
    PinnedMissing {
        /// The revision.
        id: String,
        /// The content that is pinned.
        pinned: Digest,
        /// Its package.
        package: String,
    },
    /// A manifest isn't trusted, or something that must vouch for a run isn't there.
    #[error("{what} isn't trusted: {reason}")]
    Refused {
        /// What isn't: a file, or a chain that lacks one.
        what: String,
        /// Why not, and what to do.
        reason: String,
    },
    /// A registry can't be used; with what to do.
    #[error("{0}")]
    Registry(String),
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
    /// A package's own login can't be used.
    #[error("the login of the package `{package}`: {reason}")]
    Login {
        /// The package.
        package: String,
        /// Why not, and what to do.
        reason: String,
    },
    /// A package's own login may do more than the package is granted, so that it confines nothing.
    #[error(
        "the login `{user}` ({target}) wouldn't keep the package `{package}` to what it is granted; nothing was run{}",
        too_strong(.excess)
    )]
    TooStrong {
        /// The package.
        package: String,
        /// The login.
        user: String,
        /// Its address, without a password.
        target: String,
        /// What it may do, and what to type so that it can't.
        excess: Vec<mighost_database::Excess>,
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
    #[error("{what} isn't trusted: {reason}")]
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
            Error::Database(mighost_database::Error::Address { .. }) => 2,
            Error::Database(mighost_database::Error::Busy { .. }) | Error::Book(BookError::Overtaken) => 6,
            Error::Step(failure) => match &failure.cause {
                StepCause::Database(mighost_database::Error::Busy { .. }) => 6,
                _ if matches!(failure.left, Left::Unfinished { .. }) => 8,
                _ if failure.busy => 6,
                _ => 1,
            },
            Error::Unfinished { .. } => 8,
            _ if self.is_refusal() => 7,
            _ => 1,
        }
    }

    /// Whether it isn't something that went wrong but something that isn't allowed: exit code 7.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Error::Untrusted { .. }
                | Error::NotTrusted { .. }
                | Error::NotGranted { .. }
                | Error::TooStrong { .. }
                | Error::NotPinned { .. }
                | Error::PinnedMissing { .. }
                | Error::Refused { .. }
        )
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
            Error::Login { .. } => "login",
            Error::TooStrong { .. } => "too-strong",
            Error::NotPinned { .. } | Error::PinnedMissing { .. } => "not-pinned",
            Error::Refused { .. } => "not-trusted",
            Error::Registry(_) => "registry",
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
