//! MySQL and MariaDB: stored programs and compound statements, with or without `DELIMITER`.

use super::{
    scanner::{Kind, Rules, Token},
    split::{Open, Statements},
};
use mighost_schema::Dialect;

pub(crate) const RULES: Rules = Rules {
    dialect: Dialect::Mysql,
    backslashes: true,
    bracket_names: false,
    backtick_names: true,
    dollar_quotes: false,
    escape_strings: false,
    nested_comments: false,
    hash_comments: true,
    dashes_need_space: true,
    executable_comments: true,
    variables: false,
};

/// What a `DELIMITER` line sets: `None` for `;`.
pub(crate) fn delimiter(line: &str) -> Result<Option<&str>, String> {
    let word = line.split_whitespace().next().unwrap_or_default();
    let quoted = |quote| word.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let word = quoted('\'').or_else(|| quoted('"')).or_else(|| quoted('`')).unwrap_or(word);
    match word {
        "" => Err("`DELIMITER` needs what ends a statement behind it, such as `DELIMITER //`".into()),
        ";" => Ok(None),
        _ if word.contains('\\') => Err("a delimiter can't have a backslash; use `DELIMITER //`".into()),
        _ => Ok(Some(word)),
    }
}

/// Something that `END` closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    Begin,
    If,
    Loop,
    Repeat,
    While,
    For,
    /// `CASE` as a statement: `END CASE`.
    Case,
    /// `CASE` inside an expression: `END`.
    CaseExpression,
}

impl Block {
    /// The block that a keyword opens at the beginning of a statement.
    fn opened_by(token: &Token<'_>) -> Option<Block> {
        let blocks = [
            ("begin", Block::Begin),
            ("if", Block::If),
            ("loop", Block::Loop),
            ("repeat", Block::Repeat),
            ("while", Block::While),
            ("for", Block::For),
            ("case", Block::Case),
        ];
        blocks.into_iter().find_map(|(keyword, block)| token.is(keyword).then_some(block))
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Block::Begin => ("`BEGIN`", "END"),
            Block::If => ("`IF`", "END IF"),
            Block::Loop => ("`LOOP`", "END LOOP"),
            Block::Repeat => ("`REPEAT`", "END REPEAT"),
            Block::While => ("`WHILE`", "END WHILE"),
            Block::For => ("`FOR`", "END FOR"),
            Block::Case => ("`CASE`", "END CASE"),
            Block::CaseExpression => ("`CASE`", "END"),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    /// Behind `CREATE` or `ALTER`, before what is created.
    Create,
    /// In `CREATE PROCEDURE` and the like, before the body.
    Head,
    /// Behind a `BEGIN` that may be a block of its own or a transaction's.
    Begin(usize),
    BeginNot(usize),
    /// Inside blocks.
    Body,
    /// Nothing can be inside.
    Plain,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    Dot,
    /// Of `PROCEDURE`, `FUNCTION`, `TRIGGER`, `EVENT`: an `IF` behind it is `IF NOT EXISTS`.
    ObjectKind,
    /// A word behind which `INSERT`, `SET` and so on don't begin a statement.
    Header,
    /// What may be a label.
    StatementStart,
    Other,
}

#[derive(Default)]
pub(crate) struct Mysql {
    state: State,
    blocks: Vec<(Block, usize)>,
    parentheses: u32,
    before: Before,
    /// The next token begins a statement inside a body.
    starts: bool,
    /// In a `DECLARE`.
    declare: bool,
    /// In a `DECLARE … HANDLER`: its statement begins somewhere behind the conditions.
    handler: bool,
    /// The token before was an `END`, and this one may belong to it.
    ended: bool,
    /// A `FOR` in a header, which is a loop unless `EACH` follows.
    maybe_for: Option<usize>,
}

impl Statements for Mysql {
    fn token(&mut self, token: &Token<'_>) -> Result<(), String> {
        if token.kind == Kind::Conditional {
            return Ok(());
        }
        match self.state {
            State::Start => self.first(token),
            State::Create => self.create(token),
            State::Head => self.head(token),
            State::Begin(at) => self.state = if token.is("not") { State::BeginNot(at) } else { State::Plain },
            State::BeginNot(at) if token.is("atomic") => self.open_block(Block::Begin, at),
            State::BeginNot(_) | State::Plain => self.state = State::Plain,
            State::Body => self.body(token),
        }
        Ok(())
    }

    fn ends(&self) -> bool {
        self.blocks.is_empty()
    }

    fn open(&self) -> Option<Open> {
        let (block, at) = *self.blocks.first()?;
        let (what, close) = block.words();
        Some(Open { at, what, close })
    }
}

impl Mysql {
    fn open_block(&mut self, block: Block, at: usize) {
        self.blocks.push((block, at));
        self.state = State::Body;
        self.starts = matches!(block, Block::Begin | Block::Loop | Block::Repeat);
        self.handler = false;
        self.before = Before::Other;
    }

    fn first(&mut self, token: &Token<'_>) {
        self.state = State::Plain;
        if token.is_any(&["create", "alter"]) {
            self.state = State::Create;
        } else if token.is("begin") {
            self.state = State::Begin(token.start);
        } else if let Some(block) = Block::opened_by(token) {
            self.open_block(block, token.start);
        }
    }

    fn create(&mut self, token: &Token<'_>) {
        const OTHERS: [&str; 10] =
            ["table", "view", "index", "database", "schema", "user", "role", "server", "tablespace", "sequence"];
        if token.is_any(&["procedure", "function", "trigger", "event"]) {
            self.state = State::Head;
            self.before = Before::ObjectKind;
        } else if token.is_any(&OTHERS) {
            self.state = State::Plain;
        }
    }

    /// Before the body. A body that is one plain statement can hold no `;`, so it ends the search.
    fn head(&mut self, token: &Token<'_>) {
        const STATEMENTS: [&str; 11] =
            ["return", "set", "insert", "update", "delete", "replace", "select", "call", "with", "values", "signal"];
        let before = self.before;
        self.before = Before::Other;
        if let Some(at) = self.maybe_for.take()
            && !token.is("each")
        {
            self.open_block(Block::For, at);
            return self.body(token);
        }
        match token.kind {
            Kind::Other(b'(') => self.parentheses += 1,
            Kind::Other(b')') => self.parentheses = self.parentheses.saturating_sub(1),
            Kind::Other(b'.') => self.before = Before::Dot,
            Kind::Word(_) if self.parentheses == 0 && before != Before::Dot => {
                let keyword = Block::opened_by(token).filter(|_| before != Before::ObjectKind);
                if token.is_any(&STATEMENTS) && before != Before::Header {
                    self.state = State::Plain;
                } else if keyword == Some(Block::For) {
                    self.maybe_for = Some(token.start);
                } else if let Some(block) = keyword {
                    self.open_block(block, token.start);
                } else if token.is_any(&["before", "after", "or", "returns", "character"]) {
                    self.before = Before::Header;
                }
            }
            _ => {}
        }
    }

    fn body(&mut self, token: &Token<'_>) {
        let starts = std::mem::take(&mut self.starts);
        let ended = std::mem::take(&mut self.ended);
        let before = std::mem::replace(&mut self.before, Before::Other);
        match token.kind {
            Kind::End => {
                self.starts = true;
                self.declare = false;
                self.handler = false;
                return;
            }
            Kind::Other(b'.') => self.before = Before::Dot,
            // A label, and behind it the statement.
            Kind::Other(b':') => self.starts = before == Before::StatementStart,
            _ => {}
        }
        if starts && matches!(token.kind, Kind::Word(_) | Kind::Quoted) {
            self.before = Before::StatementStart;
        }
        if !matches!(token.kind, Kind::Word(_)) || before == Before::Dot {
            return;
        }
        let top = self.blocks.last().map(|(block, _)| *block);
        if token.is("end") {
            self.end(top, starts);
        } else if ended && Block::opened_by(token).is_some() {
            // `END IF`, `END LOOP` and so on.
        } else if let Some(block) = Block::opened_by(token).filter(|b| starts || (self.handler && *b == Block::Begin)) {
            self.open_block(block, token.start);
        } else if token.is("case") {
            self.blocks.push((Block::CaseExpression, token.start));
        } else if token.is_any(&["then", "else"]) {
            self.starts = matches!(top, Some(Block::If | Block::Case));
        } else if token.is("do") {
            self.starts = matches!(top, Some(Block::While | Block::For));
        } else if token.is("declare") && starts {
            self.declare = true;
        } else if token.is("handler") && self.declare {
            self.handler = true;
        }
    }

    /// An `END` closes a block only where a statement could begin; a `CASE` expression and `UNTIL …` end anywhere.
    fn end(&mut self, top: Option<Block>, starts: bool) {
        match top {
            Some(Block::CaseExpression) => {
                self.blocks.pop();
            }
            Some(Block::Repeat) => {
                self.blocks.pop();
                self.ended = true;
            }
            Some(_) if starts => {
                self.blocks.pop();
                self.ended = true;
            }
            _ => {}
        }
    }
}
