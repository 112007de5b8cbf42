//! A step that failed, and what it left.

use super::text::{environment, list, shorten, within};
use crate::book::BookError;
use crate::chain::Origin;
use mighost_sandbox::Direction;
use mighost_schema::DatabaseError;

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
        writeln!(f, "  error:     {}", within(&self.cause.to_string()))?;
        if let Some(error) = self.database() {
            for (name, text) in [("detail:   ", &error.detail), ("hint:     ", &error.hint)] {
                if let Some(text) = text {
                    writeln!(f, "  {name} {}", within(text))?;
                }
            }
        }
        if !self.output.trim().is_empty() {
            writeln!(f, "  output:    {}", within(self.output.trim()))?;
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
            // What to do stands with what is wrong.
            (StepCause::Runtime { .. }, _) => {
                format!("nothing is wrong with the migration: when its runtime is there, {again}")
            }
            (_, Origin::Sql(path)) => format!("correct {}, then {again}", path.display()),
            (_, Origin::Artifact(_)) => {
                format!("correct the migration's source, `mighost build`, then {again}")
            }
            (_, Origin::Stored(_)) => "put a corrected migration of this id into the folder, then run it again".into(),
        }
    }
}
