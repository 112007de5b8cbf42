//! Bytes -> tokens, by the rules of a dialect. It knows what SQL text is made of, and nothing of what it means.

use super::error::SqlError;
use mighost_schema::Dialect;

/// Where dialects differ in what a token is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) dialect: Dialect,
    /// A backslash takes the next character along, in `'…'` and in `"…"`.
    pub(crate) backslashes: bool,
    /// `[…]` is a name.
    pub(crate) bracket_names: bool,
    /// `` `…` `` is a name.
    pub(crate) backtick_names: bool,
    /// `$tag$…$tag$` is a text.
    pub(crate) dollar_quotes: bool,
    /// `E'…'` has backslashes.
    pub(crate) escape_strings: bool,
    /// `/* /* */ */` is one comment.
    pub(crate) nested_comments: bool,
    /// `#` begins a comment.
    pub(crate) hash_comments: bool,
    /// `--` begins a comment only before white space or at the end.
    pub(crate) dashes_need_space: bool,
    /// `/*! … */` is code.
    pub(crate) executable_comments: bool,
    /// `$name(…)` and the like are one token.
    pub(crate) variables: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// A keyword, a plain name or a number.
    Word(&'a str),
    /// A text or a quoted name.
    Quoted,
    /// What ends a statement, unless the statement is of those that have it inside.
    End,
    /// The beginning or end of a comment that is code.
    Conditional,
    /// Any other byte.
    Other(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token<'_> {
    /// Whether it is that keyword.
    pub(crate) fn is(&self, keyword: &str) -> bool {
        matches!(self.kind, Kind::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    /// Whether it is one of those keywords.
    pub(crate) fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }
}

pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    rules: Rules,
    /// What ends statements instead of `;`.
    delimiter: Option<&'a str>,
    /// Where the comment that is code begins, inside of one.
    conditional: Option<usize>,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str, rules: Rules) -> Self {
        Scanner { text, at: 0, rules, delimiter: None, conditional: None }
    }

    /// The next token; white space and comments are passed over.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'a>>, SqlError> {
        self.skip()?;
        let start = self.at;
        let Some(byte) = self.peek(0) else {
            return match self.conditional {
                Some(open) => Err(self.unterminated(open, "a comment that is code (`/*!`)", "*/")),
                None => Ok(None),
            };
        };
        let kind = if self.at_delimiter() {
            self.at += self.delimiter.map_or(1, str::len);
            Kind::End
        } else if self.conditional.is_some() && self.sees("*/") {
            self.at += 2;
            self.conditional = None;
            Kind::Conditional
        } else if self.conditional_opening() {
            Kind::Conditional
        } else {
            self.token(byte)?
        };
        Ok(Some(Token { kind, start, end: self.at }))
    }

    /// Ends statements with this from here on; `;` again for `None`.
    pub(crate) fn set_delimiter(&mut self, delimiter: Option<&'a str>) {
        self.delimiter = delimiter;
    }

    pub(crate) fn has_delimiter(&self) -> bool {
        self.delimiter.is_some()
    }

    /// Takes the rest of the line.
    pub(crate) fn rest_of_line(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let line = rest.split_once('\n').map_or(rest, |(line, _)| line);
        self.at += line.len();
        line
    }

    pub(crate) fn unreadable(&self, at: usize, reason: impl Into<String>) -> SqlError {
        SqlError::Unreadable { line: self.line(at), dialect: self.rules.dialect, reason: reason.into() }
    }

    pub(crate) fn unterminated(&self, at: usize, what: &'static str, expected: &str) -> SqlError {
        SqlError::Unterminated {
            line: self.line(at),
            dialect: self.rules.dialect,
            what,
            expected: format!("`{expected}`"),
        }
    }

    /// The line of a place, from 1. It counts from the beginning: for errors.
    fn line(&self, at: usize) -> u32 {
        let lines = self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|b| **b == b'\n').count();
        u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn sees(&self, what: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(what.as_bytes())
    }

    fn at_delimiter(&self) -> bool {
        self.conditional.is_none() && self.sees(self.delimiter.unwrap_or(";"))
    }

    /// Passes over white space and comments.
    fn skip(&mut self) -> Result<(), SqlError> {
        while let Some(byte) = self.peek(0) {
            if self.delimiter.is_some() && self.at_delimiter() {
                return Ok(());
            }
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'-' if self.sees("--") && self.dashes_comment() => self.pass_line(),
                b'#' if self.rules.hash_comments => self.pass_line(),
                b'/' if self.sees("/*") && !self.sees_executable() => self.comment()?,
                // A byte order mark in the middle, where files were joined.
                0xef if self.sees("\u{feff}") => self.at += '\u{feff}'.len_utf8(),
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    fn dashes_comment(&self) -> bool {
        !self.rules.dashes_need_space
            || self.peek(2).is_none_or(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control())
    }

    fn pass_line(&mut self) {
        let rest = &self.text[self.at..];
        // To PostgreSQL, a carriage return ends a line as well.
        let alone = self.rules.dialect == Dialect::Postgresql;
        self.at += rest.find(|c| c == '\n' || alone && c == '\r').unwrap_or(rest.len());
    }

    fn sees_executable(&self) -> bool {
        self.rules.executable_comments && (self.sees("/*!") || self.sees("/*M!"))
    }

    fn comment(&mut self) -> Result<(), SqlError> {
        let open = self.at;
        let mut depth = 0u32;
        while self.at < self.text.len() {
            if self.sees("*/") {
                self.at += 2;
                depth -= 1;
                if depth == 0 {
                    return Ok(());
                }
            } else if self.sees("/*") && (depth == 0 || self.rules.nested_comments) {
                self.at += 2;
                depth += 1;
            } else {
                self.at += 1;
            }
        }
        Err(self.unterminated(open, "a comment (`/*`)", "*/"))
    }

    /// Takes `/*!` or `/*M!` and the server version behind it.
    fn conditional_opening(&mut self) -> bool {
        if self.conditional.is_some() || !self.sees_executable() {
            return false;
        }
        self.conditional = Some(self.at);
        self.at += if self.sees("/*!") { 3 } else { 4 };
        while self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        true
    }

    fn token(&mut self, byte: u8) -> Result<Kind<'a>, SqlError> {
        match byte {
            b'\'' => self.quoted(b'\'', "a text (`'`)", "'", self.rules.backslashes),
            b'"' => self.quoted(b'"', "a quoted name or text (`\"`)", "\"", self.rules.backslashes),
            b'`' if self.rules.backtick_names => self.quoted(b'`', "a quoted name (`` ` ``)", "`", false),
            b'[' if self.rules.bracket_names => {
                let open = self.at;
                match self.text[open..].find(']') {
                    Some(length) => self.at += length + 1,
                    None => return Err(self.unterminated(open, "a quoted name (`[`)", "]")),
                }
                Ok(Kind::Quoted)
            }
            b'$' if self.rules.dollar_quotes => self.dollar(),
            b'$' | b'@' | b':' | b'#' if self.rules.variables => {
                self.variable()?;
                Ok(Kind::Other(byte))
            }
            _ if is_word(byte) => self.word(),
            _ => {
                self.at += 1;
                Ok(Kind::Other(byte))
            }
        }
    }

    fn quoted(&mut self, quote: u8, what: &'static str, close: &str, backslashes: bool) -> Result<Kind<'a>, SqlError> {
        let open = self.at;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            if byte == b'\\' && backslashes {
                self.at += 2;
            } else if byte != quote {
                self.at += 1;
            } else if self.peek(1) == Some(quote) {
                self.at += 2;
            } else {
                self.at += 1;
                return Ok(Kind::Quoted);
            }
        }
        // A backslash at the very end steps over it.
        self.at = self.text.len();
        Err(self.unterminated(open, what, close))
    }

    fn word(&mut self) -> Result<Kind<'a>, SqlError> {
        let start = self.at;
        // A number and a dollar quote may touch; a name may hold dollars.
        let number = self.rules.dollar_quotes && self.peek(0).is_some_and(|byte| byte.is_ascii_digit());
        while let Some(byte) = self.peek(0) {
            let word = if byte == b'$' { !number } else { is_word(byte) };
            if !word || (self.at > start && self.delimiter.is_some() && self.at_delimiter()) {
                break;
            }
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        if self.rules.escape_strings && word.eq_ignore_ascii_case("e") && self.peek(0) == Some(b'\'') {
            self.escape_string()?;
            return Ok(Kind::Quoted);
        }
        Ok(Kind::Word(word))
    }

    /// `E'…'`, which goes on after a line break and another quote, by the same rules.
    fn escape_string(&mut self) -> Result<(), SqlError> {
        loop {
            self.quoted(b'\'', "a text (`E'`)", "'", true)?;
            let Some(space) = continued(&self.text[self.at..]) else { return Ok(()) };
            self.at += space;
        }
    }

    /// A dollar quote, or a parameter such as `$1`.
    fn dollar(&mut self) -> Result<Kind<'a>, SqlError> {
        let open = self.at;
        let rest = &self.text[open + 1..];
        let tag = rest.bytes().take_while(|byte| is_word(*byte) && *byte != b'$').count();
        if rest.as_bytes().get(tag) != Some(&b'$') || rest.as_bytes()[0].is_ascii_digit() {
            self.at += 1;
            return Ok(Kind::Other(b'$'));
        }
        let quote = &self.text[open..open + tag + 2];
        let body = open + quote.len();
        match self.text[body..].find(quote) {
            Some(length) => {
                self.at = body + length + quote.len();
                Ok(Kind::Quoted)
            }
            None => Err(self.unterminated(open, "a dollar-quoted text", quote)),
        }
    }

    /// SQLite's variables: a name, `::` inside it, and one pair of parentheses without white space.
    fn variable(&mut self) -> Result<(), SqlError> {
        let open = self.at;
        let mut named = false;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            if is_word(byte) {
                named = true;
                self.at += 1;
            } else if byte == b'(' && named {
                let rest = &self.text.as_bytes()[self.at..];
                return match rest.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b')') {
                    Some(end) if rest[end] == b')' => {
                        self.at += end + 1;
                        Ok(())
                    }
                    _ => Err(self.unterminated(open, "a variable (`$name(`)", ")")),
                };
            } else if self.sees("::") {
                self.at += 2;
            } else {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// What names, keywords and numbers are made of; all of Unicode beyond ASCII counts, as it does for the servers.
/// Where the quote stands by which a text of PostgreSQL's goes on: on a later line, with nothing but comments of a line between.
fn continued(rest: &str) -> Option<usize> {
    let (mut at, mut lines) = (0, false);
    loop {
        let here = rest.get(at..)?;
        match here.bytes().next()? {
            b' ' | b'\t' | 0x0b | 0x0c => at += 1,
            b'\n' | b'\r' => {
                at += 1;
                lines = true;
            }
            b'-' if here.starts_with("--") => at += here.find(['\n', '\r']).unwrap_or(here.len()),
            b'\'' if lines => return Some(at),
            _ => return None,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}
