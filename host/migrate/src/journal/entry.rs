//! One line of the journal.

use mighost_database::Effect;
use mighost_schema::{ObjectName, Operation, Schema};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// It is done if the transaction of its receipt was committed, which is another session's.
    Committing,
}

impl EntryState {
    /// The word in the table.
    pub(crate) fn word(self) -> &'static str {
        match self {
            EntryState::Begun => "begun",
            EntryState::Done => "done",
            EntryState::Undoing => "undoing",
            EntryState::Undone => "undone",
            EntryState::Committing => "committing",
        }
    }

    /// The state that a word in the table means.
    pub(crate) fn of(word: &str) -> Option<EntryState> {
        use EntryState::{Begun, Committing, Done, Undoing, Undone};
        [Begun, Done, Undoing, Undone, Committing].into_iter().find(|state| state.word() == word)
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
    /// It is no call: the whole step, which is one transaction of another session's.
    Commit,
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

impl Entry {
    /// It has committed by itself: what it did stays.
    pub(super) fn done_by_itself(&mut self) {
        self.state = EntryState::Done;
        self.content.changed = true;
        self.content.answer = Some(super::table::answer(0_u64));
    }
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
    /// The receipt for the transaction that it is part of, where that is another session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) receipt: Option<String>,
    /// What the bookkeeping of a step that is one transaction lacks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) commit: Option<Commit>,
}

/// What is written down with a step's commit by another session, so that the bookkeeping can be finished without running
/// anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Commit {
    /// The package's current revisions behind the step.
    pub(crate) after: BTreeSet<String>,
    /// The ids of the keys that vouched for it.
    pub(crate) keys: Vec<String>,
    /// What the migration warned of.
    pub(crate) warnings: Vec<String>,
    /// The artifact's file.
    pub(crate) file: String,
    /// What the database is to remember of what vouched for it, by row.
    pub(crate) seen: BTreeMap<String, String>,
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
            receipt: None,
            commit: None,
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
    /// Whether its calls are made by a login of the package's own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) apart: bool,
}
