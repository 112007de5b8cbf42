//! Text -> statements.

use super::{
    error::SqlError,
    mysql::{self, Mysql},
    postgres::{self, Postgres},
    scanner::{Kind, Rules, Scanner, Token},
    sqlite::{self, Sqlite},
};
use crate::Error;
use mighost_schema::Dialect;

/// One statement of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The statement, without the `;` behind it and without the comments before and behind it.
    pub text: &'a str,
    /// The line it begins in, from 1.
    pub line: u32,
    /// Where it begins, in bytes.
    pub offset: usize,
}

/// Splits a text into its statements, by the rules of a dialect.
///
/// A real lexer does it: texts and names in every kind of quotes, dollar quotes, nested comments, comments
/// that are code, `DELIMITER`, and statements with statements inside (triggers, procedures, functions, events,
/// rules, compound statements) are seen as what they are. Empty statements are dropped.
///
/// ```
/// use mighost_artifact::sql::split;
/// use mighost_schema::Dialect;
///
/// let statements = split(Dialect::Sqlite, "create table a(b); -- the first;\ninsert into a values (';');")?;
/// assert_eq!(statements[1].text, "insert into a values (';')");
/// assert_eq!(statements[1].line, 2);
/// # Ok::<(), mighost_artifact::Error>(())
/// ```
pub fn split(dialect: Dialect, text: &str) -> Result<Vec<Statement<'_>>, Error> {
    Ok(statements(dialect, text)?)
}

pub(crate) fn statements(dialect: Dialect, text: &str) -> Result<Vec<Statement<'_>>, SqlError> {
    match dialect {
        Dialect::Sqlite => run::<Sqlite>(text, sqlite::RULES),
        Dialect::Postgresql => run::<Postgres>(text, postgres::RULES),
        Dialect::Mysql | Dialect::Mariadb => run::<Mysql>(text, Rules { dialect, ..mysql::RULES }),
    }
}

/// Knows which statements of a dialect have statements inside: it sees one statement, token by token.
pub(crate) trait Statements: Default {
    /// Sees a token; a `;` only where [`Statements::ends`] said no to it. An error says what to write instead.
    fn token(&mut self, token: &Token<'_>) -> Result<(), String>;
    /// Whether a `;` here ends the statement.
    fn ends(&self) -> bool;
    /// What is still open at the end of the text.
    fn open(&self) -> Option<Open>;
}

/// Something that is opened and not closed.
pub(crate) struct Open {
    pub(crate) at: usize,
    pub(crate) what: &'static str,
    pub(crate) close: &'static str,
}

fn run<S: Statements>(text: &str, rules: Rules) -> Result<Vec<Statement<'_>>, SqlError> {
    let mut scanner = Scanner::new(text, rules);
    if let Some(at) = text.find('\0') {
        return Err(
            scanner.unreadable(at, "there is a NUL character, which ends a statement for some databases; take it out")
        );
    }
    let mut out = Found { text, statements: Vec::new(), span: None, line: 1, counted: 0 };
    let mut inside = S::default();
    while let Some(token) = scanner.next()? {
        // With a delimiter of its own, a text says itself where its statements end.
        if token.kind == Kind::End && (scanner.has_delimiter() || inside.ends()) {
            out.finish();
            inside = S::default();
        } else if rules.executable_comments && out.span.is_none() && token.is("delimiter") {
            let line = scanner.rest_of_line();
            let delimiter = mysql::delimiter(line).map_err(|reason| scanner.unreadable(token.start, reason))?;
            scanner.set_delimiter(delimiter);
        } else {
            inside.token(&token).map_err(|reason| scanner.unreadable(token.start, reason))?;
            out.span = Some((out.span.map_or(token.start, |span| span.0), token.end));
        }
    }
    match inside.open() {
        Some(open) if !scanner.has_delimiter() => Err(scanner.unterminated(open.at, open.what, open.close)),
        _ => {
            out.finish();
            Ok(out.statements)
        }
    }
}

/// The statements found so far and the one being read.
struct Found<'a> {
    text: &'a str,
    statements: Vec<Statement<'a>>,
    /// Where the first token of the statement begins and the last one ends.
    span: Option<(usize, usize)>,
    /// The line of the place up to which lines are counted.
    line: u32,
    counted: usize,
}

impl Found<'_> {
    fn finish(&mut self) {
        let Some((start, end)) = self.span.take() else { return };
        let lines = self.text.as_bytes()[self.counted..start].iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.counted = start;
        self.statements.push(Statement { text: &self.text[start..end], line: self.line, offset: start });
    }
}
