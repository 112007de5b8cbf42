use mighost_schema::Dialect;

/// What the header of an SQL migration looks like; shown where there is none.
pub(crate) const EXAMPLE: &str = "\
-- revision: 20260105_145517
-- revises: 20260105_000000
-- message: Add an email to people
-- upgrade
ALTER TABLE people ADD COLUMN email TEXT;
-- downgrade
ALTER TABLE people DROP COLUMN email;";

/// Why an SQL file can't be read. Each text names the line and what is expected; the caller puts the file's
/// name in front.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SqlError {
    /// The file holds nothing.
    #[error("the file is empty; an SQL migration looks like this:\n{EXAMPLE}")]
    Empty,
    /// The header doesn't name the revision.
    #[error("the header has no `-- revision: ID`; an SQL migration looks like this:\n{EXAMPLE}")]
    NoRevision,
    /// A key that no header has.
    #[error("line {line}: the header has no key `{key}`{hint}; it knows {keys}", keys = crate::sql::header::KEYS_TEXT)]
    UnknownKey {
        /// The line.
        line: u32,
        /// The key.
        key: String,
        /// The key that was meant, as text; may be empty.
        hint: String,
    },
    /// A key that stands twice.
    #[error("line {line}: the header has `{key}` already in line {first}; write it once, several values with commas")]
    DuplicateKey {
        /// The line.
        line: u32,
        /// The key.
        key: String,
        /// Where it stands first.
        first: u32,
    },
    /// A value that can't be what its key says.
    #[error("line {line}: `{key}` can't be `{value}`: {reason}")]
    BadValue {
        /// The line.
        line: u32,
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// What is wrong, and what is expected.
        reason: String,
    },
    /// The header as a whole doesn't describe a revision.
    #[error("the header can't be used: {reason}")]
    BadHeader {
        /// What is wrong, and what is expected.
        reason: String,
    },
    /// SQL before the first section.
    #[error(
        "line {line}: `{text}` stands before the first section; write `-- upgrade` in the line above it{example}",
        example = example(*.headed)
    )]
    BeforeSection {
        /// The line.
        line: u32,
        /// How the line begins.
        text: String,
        /// Whether there is a header above it.
        headed: bool,
    },
    /// No `-- upgrade`.
    #[error(
        "there is no section `-- upgrade`; write it in the line above the statements that make the change, and \
         `-- downgrade` above those that take it back"
    )]
    NoUpgrade,
    /// A section for a dialect that doesn't exist.
    #[error(
        "line {line}: there is no database `{name}`; write `-- {half}` alone or followed by some of sqlite, postgresql, \
         mysql, mariadb, separated by commas (a comment must begin with another word)"
    )]
    UnknownDialect {
        /// The line.
        line: u32,
        /// `upgrade` or `downgrade`.
        half: &'static str,
        /// The name.
        name: String,
    },
    /// A line that is nearly a section's marker.
    #[error(
        "line {line}: `{text}` looks like a section but isn't one; write `{expected}` (a comment must begin with another word)"
    )]
    AlmostMarker {
        /// The line.
        line: u32,
        /// The line's text.
        text: String,
        /// What was probably meant.
        expected: String,
    },
    /// Two sections for the same.
    #[error("line {line}: there is a section `{section}` already in line {first}; put the statements into one")]
    DuplicateSection {
        /// The line.
        line: u32,
        /// The section.
        section: String,
        /// Where the first one begins.
        first: u32,
    },
    /// Something is opened and never closed.
    #[error("line {line}: {what} is never closed (read by the rules of {dialect}); it ends with {expected}")]
    Unterminated {
        /// Where it begins.
        line: u32,
        /// By which rules.
        dialect: Dialect,
        /// What.
        what: &'static str,
        /// What closes it.
        expected: String,
    },
    /// Something that isn't SQL for a server, or can't be run from a file.
    #[error("line {line}: {reason} (read by the rules of {dialect})")]
    Unreadable {
        /// The line.
        line: u32,
        /// By which rules.
        dialect: Dialect,
        /// What, and what to write instead.
        reason: String,
    },
    /// More text than a file may have.
    #[error(
        "the file has {size} bytes and at most {limit} are allowed; load large data by another way than a migration"
    )]
    TooLarge {
        /// Its size.
        size: usize,
        /// The most it may have.
        limit: usize,
    },
}

fn example(headed: bool) -> String {
    if headed { String::new() } else { format!(". An SQL migration looks like this:\n{EXAMPLE}") }
}

impl SqlError {
    /// The line it is about, from 1, where it is about one.
    pub fn line(&self) -> Option<u32> {
        match self {
            SqlError::UnknownKey { line, .. }
            | SqlError::DuplicateKey { line, .. }
            | SqlError::BadValue { line, .. }
            | SqlError::BeforeSection { line, .. }
            | SqlError::UnknownDialect { line, .. }
            | SqlError::AlmostMarker { line, .. }
            | SqlError::DuplicateSection { line, .. }
            | SqlError::Unterminated { line, .. }
            | SqlError::Unreadable { line, .. } => Some(*line),
            _ => None,
        }
    }
}
