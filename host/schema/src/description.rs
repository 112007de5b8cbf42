use serde::{Deserialize, Serialize};

/// How a step is run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transaction {
    /// The whole step is one transaction.
    #[default]
    Step,
    /// Each operation commits by itself.
    None,
}

/// The metadata of one revision: what its component's `describe` answers, and what is sealed into its file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Description {
    /// The package whose chain this is; `None` is the application's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The id, unique in its package.
    pub id: String,
    /// The ids this one follows.
    #[serde(default)]
    pub revises: Vec<String>,
    /// Revisions that must be applied before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
    /// Names for the branch that begins here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// One line for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When it was written, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// How the step is run.
    #[serde(default)]
    pub transaction: Transaction,
    /// Whether `downgrade` does anything.
    pub has_downgrade: bool,
}

impl Description {
    /// The longest id, label or package name, in bytes: what a key column holds on every database.
    pub const MAX_NAME: usize = 255;
    /// Words that mean something else on the command line.
    pub const RESERVED: [&'static str; 4] = ["head", "heads", "base", "current"];

    /// Why a text can't be a revision's id or label, if it can't.
    pub fn check_id(id: &str) -> Result<(), String> {
        if id.is_empty() {
            return Err("it is empty".into());
        }
        if id.len() > Self::MAX_NAME {
            return Err(format!("it has {} bytes; at most {} are allowed", id.len(), Self::MAX_NAME));
        }
        if Self::RESERVED.contains(&id) {
            return Err(format!("`{id}` is a word of the command line"));
        }
        if id.starts_with('-') {
            return Err("it begins with `-`".into());
        }
        match id.chars().find(|c| matches!(c, '@' | '+' | ':' | ',' | '/') || c.is_whitespace() || c.is_control()) {
            Some(c) => Err(format!("it contains {c:?}")),
            None => Ok(()),
        }
    }
}
