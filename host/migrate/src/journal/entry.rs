//! One line of the journal.

use mighost_database::Effect;
use mighost_schema::{ObjectName, Operation, Schema};
use serde::{Deserialize, Serialize};

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryState {
    /// It was about to be made.
    Begun,
    /// It was made and answered.
    Done,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
}

impl EntryState {
    /// The word in the table.
    pub(crate) fn word(self) -> &'static str {
        match self {
            EntryState::Begun => "begun",
            EntryState::Done => "done",
            EntryState::Undoing => "undoing",
            EntryState::Undone => "undone",
        }
    }

    /// The state that a word in the table means.
    pub(crate) fn of(word: &str) -> Option<EntryState> {
        [EntryState::Begun, EntryState::Done, EntryState::Undoing, EntryState::Undone]
            .into_iter()
            .find(|state| state.word() == word)
    }
}

/// What a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// It looks at something.
    Read,
    /// It changes rows, in a transaction.
    Rows,
    /// It is a structured change of the schema.
    Operation,
    /// It is a statement of the migration's own that changes more than rows.
    Statement,
}

/// One call that a migration made.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Its place among the step's calls, from 1.
    pub(crate) number: i64,
    /// How far it is.
    pub(crate) state: EntryState,
    /// What it is, for people.
    pub(crate) what: String,
    /// The rest.
    pub(crate) content: Content,
}

/// What a program needs to know of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Content {
    /// What tells the call from every other one: a digest of its name and its arguments.
    pub(crate) call: String,
    pub(crate) kind: Kind,
    /// The answer, as JSON, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<String>,
    /// Whether something may have changed: rows, or the schema.
    #[serde(default)]
    pub(crate) changed: bool,
    /// Whether it commits by itself, and isn't undone with a transaction.
    #[serde(default)]
    pub(crate) alone: bool,
    /// Whether its answer is rows.
    #[serde(default)]
    pub(crate) rows: bool,
    /// The table whose rows it changes, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) table: Option<ObjectName>,
    /// The operation, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) operation: Option<Operation>,
    /// What the operation is about, as it was before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Schema>,
    /// The statements that it consists of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) statements: Vec<String>,
    /// How many of them are done.
    #[serde(default)]
    pub(crate) place: usize,
    /// The catalogs' digest before the statement at that place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fingerprint: Option<String>,
}

impl Content {
    /// A call that is to be made.
    pub(crate) fn new(call: String, kind: Kind) -> Content {
        Content {
            call,
            kind,
            answer: None,
            changed: false,
            alone: false,
            rows: false,
            table: None,
            operation: None,
            before: None,
            statements: Vec::new(),
            place: 0,
            fingerprint: None,
        }
    }

    /// With what the call does to the transaction around it.
    pub(crate) fn with_effect(mut self, effect: Effect) -> Content {
        self.alone = effect != Effect::Inside;
        self
    }
}

/// The step that a journal is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StepRow {
    pub(crate) revision: String,
    /// `upgrade` or `downgrade`.
    pub(crate) direction: String,
    /// The artifact that ran.
    pub(crate) sha256: String,
    /// When it began, RFC 3339.
    pub(crate) started: String,
    /// Who began it.
    pub(crate) host: String,
    /// The version of mighost that began it.
    pub(crate) version: String,
}
