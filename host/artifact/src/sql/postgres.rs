//! PostgreSQL: function bodies are texts, but for `BEGIN ATOMIC`, and rules have their statements in parentheses.

use super::{
    scanner::{Kind, Rules, Token},
    split::{Open, Statements},
};
use mighost_schema::Dialect;

pub(crate) const RULES: Rules = Rules {
    dialect: Dialect::Postgresql,
    backslashes: false,
    bracket_names: false,
    backtick_names: false,
    dollar_quotes: true,
    escape_strings: true,
    nested_comments: true,
    hash_comments: false,
    dashes_need_space: false,
    executable_comments: false,
    variables: false,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    Create,
    /// In `CREATE FUNCTION` or `CREATE PROCEDURE`.
    Routine,
    /// Behind its `BEGIN`.
    Begin,
    /// In `COPY`.
    Copy,
    /// Behind its `FROM`.
    CopyFrom,
    Plain,
}

#[derive(Default)]
pub(crate) struct Postgres {
    state: State,
    /// Where each open parenthesis stands.
    parentheses: Vec<usize>,
    /// Where each open `BEGIN ATOMIC` and each `CASE` inside one stands.
    blocks: Vec<usize>,
    begin: usize,
    /// The token before was a dot or `AS`: what follows is a name, whatever it looks like.
    name: bool,
}

impl Statements for Postgres {
    fn token(&mut self, token: &Token<'_>) -> Result<(), String> {
        let name = std::mem::replace(&mut self.name, token.kind == Kind::Other(b'.') || token.is("as"));
        match token.kind {
            Kind::Other(b'(') => self.parentheses.push(token.start),
            Kind::Other(b')') => {
                self.parentheses.pop();
            }
            Kind::Other(b'\\') if self.state == State::Start => {
                return Err("a line that begins with `\\` is for psql alone; write what it does as SQL".into());
            }
            _ => {}
        }
        if !self.blocks.is_empty() && !name {
            if token.is_any(&["case", "begin"]) {
                self.blocks.push(token.start);
            } else if token.is("end") {
                self.blocks.pop();
            }
            return Ok(());
        }
        self.state = match self.state {
            State::Start if token.is("create") => State::Create,
            State::Start if token.is("copy") => State::Copy,
            State::Start => State::Plain,
            State::Create if token.is_any(&["or", "replace"]) => State::Create,
            State::Create if token.is_any(&["function", "procedure"]) => State::Routine,
            State::Create => State::Plain,
            State::Routine if token.is("begin") && self.parentheses.is_empty() => {
                self.begin = token.start;
                State::Begin
            }
            State::Begin if token.is("atomic") => {
                self.blocks.push(self.begin);
                State::Routine
            }
            State::Routine | State::Begin => State::Routine,
            State::Copy | State::CopyFrom if token.is("from") && self.parentheses.is_empty() => State::CopyFrom,
            State::CopyFrom if token.is("stdin") => {
                return Err("`COPY … FROM stdin` reads its rows from psql; write them as `INSERT` statements".into());
            }
            State::Copy | State::CopyFrom => State::Copy,
            State::Plain => State::Plain,
        };
        Ok(())
    }

    fn ends(&self) -> bool {
        self.parentheses.is_empty() && self.blocks.is_empty()
    }

    fn open(&self) -> Option<Open> {
        match (self.blocks.first(), self.parentheses.first()) {
            (Some(at), _) => Some(Open { at: *at, what: "`BEGIN ATOMIC`", close: "END;" }),
            (None, Some(at)) => Some(Open { at: *at, what: "a parenthesis", close: ")" }),
            (None, None) => None,
        }
    }
}
