//! SQLite: the one statement with statements inside is `CREATE TRIGGER`.

use super::{
    scanner::{Kind, Rules, Token},
    split::{Open, Statements},
};
use mighost_schema::Dialect;

pub(crate) const RULES: Rules = Rules {
    dialect: Dialect::Sqlite,
    backslashes: false,
    bracket_names: true,
    backtick_names: true,
    dollar_quotes: false,
    escape_strings: false,
    nested_comments: false,
    hash_comments: false,
    dashes_need_space: false,
    executable_comments: false,
    variables: true,
};

/// Where in a statement we are. As in SQLite's own `sqlite3_complete`, a trigger ends with `; END ;`: every
/// statement inside ends with `;`, and the `END` of a `CASE` never follows one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    Explain,
    Create,
    Plain,
    /// Between `CREATE TRIGGER` and `BEGIN`.
    Trigger,
    Body,
    AfterSemicolon,
    AfterEnd,
}

#[derive(Default)]
pub(crate) struct Sqlite {
    state: State,
    begin: usize,
}

impl Statements for Sqlite {
    fn token(&mut self, token: &Token<'_>) -> Result<(), String> {
        self.state = match self.state {
            State::Start if token.is("explain") => State::Explain,
            State::Explain if token.is_any(&["query", "plan"]) => State::Explain,
            State::Start | State::Explain if token.is("create") => State::Create,
            State::Create if token.is_any(&["temp", "temporary"]) => State::Create,
            State::Create if token.is("trigger") => State::Trigger,
            State::Start | State::Explain | State::Create | State::Plain => State::Plain,
            State::Trigger if token.is("begin") => {
                self.begin = token.start;
                State::Body
            }
            State::Trigger => State::Trigger,
            State::Body | State::AfterSemicolon | State::AfterEnd if token.kind == Kind::End => State::AfterSemicolon,
            State::AfterSemicolon if token.is("end") => State::AfterEnd,
            State::Body | State::AfterSemicolon | State::AfterEnd => State::Body,
        };
        Ok(())
    }

    fn ends(&self) -> bool {
        !matches!(self.state, State::Body | State::AfterSemicolon)
    }

    fn open(&self) -> Option<Open> {
        (!self.ends()).then_some(Open { at: self.begin, what: "the body of a trigger (`BEGIN`)", close: "END;" })
    }
}
