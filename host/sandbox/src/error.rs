use std::time::Duration;

/// Why a component wasn't loaded, or a step failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The migration's `upgrade` or `downgrade` returned an error: its own, or one it was given and handed on.
    #[error("{0}")]
    Guest(mighost_schema::Error),

    /// The migration's code failed: a panic, a stack overflow, a value that isn't one.
    #[error("the migration's code failed: {reason}{}{}", last_words(.said), called_in(.backtrace))]
    Trap {
        /// What happened, in the runtime's words.
        reason: String,
        /// The last line it wrote, or the one that its panic began with.
        said: Option<String>,
        /// The functions of the component that were being called, the innermost first.
        backtrace: Vec<String>,
    },

    /// The migration computed for longer than it may. Time spent in the database isn't counted.
    #[error(
        "the migration computed for more than {budget:?} without finishing, not counting the database's time; \
         if it isn't caught in a loop, raise the limit `cpu`"
    )]
    Cpu {
        /// The limit.
        budget: Duration,
    },

    /// The step took longer than it may, the database's time included.
    #[error(
        "the step took longer than {budget:?}; if it needs that long, allow more (limit `wall`, `--step-timeout SECONDS`)"
    )]
    Wall {
        /// The limit.
        budget: Duration,
    },

    /// Another limit was reached; the text names it.
    #[error("limit reached: {0}")]
    Limit(String),

    /// The component describes itself otherwise than the description sealed into its file.
    #[error(
        "the component contradicts the description sealed into its file: `{field}` is {sealed} in the seal and \
         {said} in the component; build it again, and don't run a file from an untrusted source that does this"
    )]
    Contradiction {
        /// The field of the description.
        field: &'static str,
        /// What is sealed.
        sealed: String,
        /// What the component says.
        said: String,
    },

    /// The component wants something that the sandbox doesn't have.
    #[error("the component imports `{name}`: {}", crate::imports::why_not(.name))]
    UnknownImport {
        /// The import's full name.
        name: String,
    },

    /// It isn't a component that implements the contract.
    #[error("not a migration: {0}")]
    NotAMigration(String),

    /// It is no valid component, or the compiler refuses it.
    #[error("the component can't be compiled: {0}")]
    Compile(String),

    /// The bytes aren't those that the digest was made of.
    #[error("the component's SHA-256 is {found}, expected was {expected}; read the file again")]
    Digest {
        /// The digest given.
        expected: String,
        /// The digest of the bytes given.
        found: String,
    },

    /// The runtime itself can't be set up.
    #[error("the WebAssembly runtime can't be started: {0}")]
    Engine(String),
}

fn last_words(said: &Option<String>) -> String {
    said.as_ref().map(|line| format!("; its last words: {line}")).unwrap_or_default()
}

fn called_in(backtrace: &[String]) -> String {
    // The innermost three are enough to know where; the whole list is in the error's field.
    match backtrace {
        [] => String::new(),
        frames => format!(" (in {})", frames.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(" < ")),
    }
}
