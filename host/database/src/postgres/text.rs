//! SQL texts by PostgreSQL's lexical rules.

use mighost_schema::{Error, Result};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword without quotes.
    Word,
    /// A name in double quotes.
    Quoted,
    /// A string between single quotes, whatever stands before them.
    String,
    /// A string between dollars.
    Dollar,
    Number,
    Symbol(char),
}

/// A token and where it stands, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// A text and its tokens, without spaces and comments.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub sql: &'a str,
    pub tokens: Vec<Token>,
    /// Something was left open at the end: a quote or a comment.
    pub open: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(sql: &'a str) -> Text<'a> {
        let mut text = Text { sql, tokens: Vec::new(), open: false };
        let mut at = 0;
        while let Some(c) = sql.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = sql.get(at..).unwrap_or_default();
            if c.is_whitespace() {
                at += c.len_utf8();
                continue;
            }
            if rest.starts_with("--") {
                at += rest.find(['\n', '\r']).unwrap_or(rest.len());
                continue;
            }
            if rest.starts_with("/*") {
                at += text.comment(rest);
                continue;
            }
            let (kind, length) = text.token(c, rest);
            text.tokens.push(Token { kind, start: at, end: at + length });
            at += length;
        }
        text
    }

    /// How long a comment is; comments nest.
    fn comment(&mut self, rest: &str) -> usize {
        let bytes = rest.as_bytes();
        let (mut depth, mut at) = (0_usize, 0);
        while at < bytes.len() {
            match bytes.get(at..at + 2) {
                Some(b"/*") => {
                    depth += 1;
                    at += 2;
                }
                Some(b"*/") => {
                    depth = depth.saturating_sub(1);
                    at += 2;
                    if depth == 0 {
                        return at;
                    }
                }
                _ => at += 1,
            }
        }
        self.open = true;
        bytes.len()
    }

    fn token(&mut self, c: char, rest: &str) -> (Kind, usize) {
        let second = rest.chars().nth(1);
        let third = rest.chars().nth(2);
        match c {
            '\'' => (Kind::String, self.quoted(rest, 0, '\'', false)),
            '"' => (Kind::Quoted, self.quoted(rest, 0, '"', false)),
            'e' | 'E' if second == Some('\'') => (Kind::String, self.escaped(rest)),
            'b' | 'B' | 'x' | 'X' | 'n' | 'N' if second == Some('\'') => {
                (Kind::String, self.quoted(rest, 1, '\'', false))
            }
            'u' | 'U' if second == Some('&') && third == Some('\'') => {
                (Kind::String, self.quoted(rest, 2, '\'', false))
            }
            'u' | 'U' if second == Some('&') && third == Some('"') => (Kind::Quoted, self.quoted(rest, 2, '"', false)),
            '$' => match dollar_tag(rest) {
                Some(tag) => {
                    let body = rest.get(tag.len()..).unwrap_or_default();
                    match body.find(tag) {
                        Some(end) => (Kind::Dollar, end + 2 * tag.len()),
                        None => {
                            self.open = true;
                            (Kind::Dollar, rest.len())
                        }
                    }
                }
                None => (Kind::Symbol('$'), 1),
            },
            '0'..='9' => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'));
                (Kind::Number, end.unwrap_or(rest.len()))
            }
            c if c == '_' || c.is_ascii_alphabetic() || !c.is_ascii() => {
                let end = rest.find(|c: char| c.is_ascii() && !(c.is_ascii_alphanumeric() || c == '_' || c == '$'));
                (Kind::Word, end.unwrap_or(rest.len()))
            }
            c => (Kind::Symbol(c), c.len_utf8()),
        }
    }

    /// How long an `E'…'` is. It goes on where a quote follows on a later line, with nothing but comments of a line between.
    fn escaped(&mut self, rest: &str) -> usize {
        let mut at = self.quoted(rest, 1, '\'', true);
        while let Some(more) = rest.get(at..).and_then(continued) {
            at += more;
            at += self.quoted(rest.get(at..).unwrap_or_default(), 0, '\'', true);
        }
        at
    }

    /// How long a quoted text is, its prefix and quotes included. A doubled quote stands for one.
    fn quoted(&mut self, rest: &str, prefix: usize, quote: char, backslash: bool) -> usize {
        let mut chars = rest.char_indices().skip(prefix + 1).peekable();
        while let Some((at, c)) = chars.next() {
            if c == '\\' && backslash {
                chars.next();
            } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
                return at + 1;
            }
        }
        self.open = true;
        rest.len()
    }

    /// A token's text as written.
    pub(super) fn raw(&self, token: Token) -> &'a str {
        self.sql.get(token.start..token.end).unwrap_or_default()
    }

    /// The word at an index, in lower case, where one stands there.
    pub(super) fn word(&self, at: usize) -> Option<String> {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Word)?;
        Some(self.raw(*token).to_ascii_lowercase())
    }

    /// The names that the text writes, as the server reads them.
    pub(super) fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.tokens.iter().enumerate().filter_map(|(at, token)| match token.kind {
            Kind::Word => Some(self.raw(*token).to_lowercase()),
            Kind::Quoted => Some(unescaped(self.raw(*token), self.escape(at + 1))),
            _ => None,
        })
    }

    /// The character that `UESCAPE` names, where it stands there.
    fn escape(&self, at: usize) -> char {
        let named = self.word(at).is_some_and(|word| word == "uescape");
        let text = self.tokens.get(at + 1).filter(|token| named && token.kind == Kind::String);
        text.and_then(|token| self.raw(*token).chars().nth(1)).unwrap_or('\\')
    }
}

/// Where the quote stands by which a text goes on.
fn continued(rest: &str) -> Option<usize> {
    let mut at = 0;
    let mut lines = false;
    loop {
        let here = rest.get(at..)?;
        match here.chars().next()? {
            ' ' | '\t' | '\u{b}' | '\u{c}' => at += 1,
            '\n' | '\r' => {
                at += 1;
                lines = true;
            }
            '-' if here.starts_with("--") => at += here.find(['\n', '\r']).unwrap_or(here.len()),
            '\'' if lines => return Some(at),
            _ => return None,
        }
    }
}

/// A quoted name without its quotes.
pub(super) fn unquoted(raw: &str) -> String {
    unescaped(raw, '\\')
}

/// The same, where `UESCAPE` behind it names another character than a backslash.
fn unescaped(raw: &str, escape: char) -> String {
    let escapes = raw.starts_with(['u', 'U']);
    let inner = raw.trim_start_matches(['u', 'U', '&']);
    let inner = inner.get(1..inner.len().saturating_sub(1)).unwrap_or_default().replace("\"\"", "\"");
    if !escapes {
        return inner;
    }
    // `\0041` and `\+000041` are characters, and two escapes are one of it.
    let mut name = String::new();
    let mut rest = inner.as_str();
    while let Some((before, code)) = rest.split_once(escape) {
        name.push_str(before);
        let (digits, skip) = match code.strip_prefix('+') {
            Some(more) => (more.get(..6), 7),
            None => (code.get(..4), 4),
        };
        rest = match digits.and_then(|d| u32::from_str_radix(d, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                name.push(c);
                code.get(skip..).unwrap_or_default()
            }
            None => {
                name.push(escape);
                code.strip_prefix(escape).unwrap_or(code)
            }
        };
    }
    name + rest
}

/// The opening tag of a dollar-quoted string.
fn dollar_tag(rest: &str) -> Option<&str> {
    let body = rest.strip_prefix('$')?;
    let end = body.find(|c: char| c.is_ascii() && !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(body.len());
    let tag = body.get(..end)?;
    (body.get(end..)?.starts_with('$') && !tag.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| rest.get(..end + 2))?
}

/// Checks a piece of SQL that a migration wrote and that becomes a part of a statement: it must end where it ends.
pub(super) fn fragment<'t>(what: &str, sql: &'t str) -> Result<&'t str> {
    let text = Text::new(sql);
    let mut closing = Vec::new();
    let mut broken = text.open || text.tokens.is_empty();
    for token in &text.tokens {
        match token.kind {
            Kind::Symbol('(') => closing.push(')'),
            Kind::Symbol('[') => closing.push(']'),
            Kind::Symbol(c @ (')' | ']')) => broken |= closing.pop() != Some(c),
            Kind::Symbol(';') => broken = true,
            _ => {}
        }
    }
    // A comment at the end would swallow what is written behind it.
    let ends_in_comment = text.tokens.last().is_some_and(|last| sql.get(last.end..).unwrap_or_default().contains("--"));
    if broken || !closing.is_empty() || ends_in_comment {
        return Err(Error::Invalid(format!("{what} isn't one whole expression: {sql}")));
    }
    if text.names().any(|name| name.starts_with(crate::RESERVED_PREFIX)) {
        return Err(Error::Denied(format!("{what} names one of mighost's own tables: {sql}")));
    }
    Ok(sql.trim())
}

/// An expression without the parentheses around it.
pub(super) fn bare(sql: &str) -> &str {
    let sql = sql.trim();
    let text = Text::new(sql);
    let is = |token: &&Token, symbol| token.kind == Kind::Symbol(symbol);
    let opening = text.tokens.iter().take_while(|token| is(token, '(')).count();
    let closing = text.tokens.iter().rev().take_while(|token| is(token, ')')).count();
    // How deep the shallowest piece stands that isn't among those at the ends. It is read once, however many there are.
    let inside = text.tokens.get(opening..text.tokens.len().saturating_sub(closing)).unwrap_or_default();
    let mut depth = opening;
    let mut shallowest = if inside.is_empty() { 0 } else { opening };
    for token in inside {
        match token.kind {
            Kind::Symbol('(') => depth += 1,
            Kind::Symbol(')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        shallowest = shallowest.min(depth);
    }
    let around = shallowest.min(opening).min(closing);
    let (Some(open), Some(close)) = (around.checked_sub(1), text.tokens.len().checked_sub(around)) else { return sql };
    match (text.tokens.get(open), text.tokens.get(close)) {
        (Some(open), Some(close)) => sql.get(open.end..close.start).unwrap_or(sql).trim(),
        _ => sql,
    }
}

/// What two ways of writing an expression have in common: no case, no parentheses, no casts.
pub(super) fn loosely(sql: &str) -> String {
    let text = Text::new(sql);
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = text.tokens.get(at) {
        let symbol = |at: usize, c: char| text.tokens.get(at).is_some_and(|t| t.kind == Kind::Symbol(c));
        match token.kind {
            Kind::Symbol('(' | ')') => {}
            Kind::Symbol(':') if symbol(at + 1, ':') => {
                at += 2;
                while matches!(
                    text.word(at + 1).as_deref(),
                    Some("varying" | "precision" | "without" | "with" | "time" | "zone")
                ) {
                    at += 1;
                }
            }
            Kind::Word => kept.push(text.raw(*token).to_lowercase()),
            Kind::Quoted => kept.push(unquoted(text.raw(*token))),
            _ => kept.push(text.raw(*token).to_owned()),
        }
        at += 1;
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_quotes_and_comments_is_no_keyword() {
        let text = Text::new("/* a /* b */ COMMIT */ -- x\n E'it\\'s;' $q$ COMMIT; $q$ U&\"\\0041b\" \"a\"\"b\" $1");
        let kinds: Vec<Kind> = text.tokens.iter().map(|token| token.kind).collect();
        let symbol = Kind::Symbol('$');
        assert_eq!(kinds, [Kind::String, Kind::Dollar, Kind::Quoted, Kind::Quoted, symbol, Kind::Number]);
        assert_eq!(text.names().collect::<Vec<_>>(), ["Ab", "a\"b"]);
        assert!(!text.open);
    }

    #[test]
    fn a_text_with_escapes_goes_on_in_a_later_line() {
        let names = |sql| Text::new(sql).names().collect::<Vec<_>>();
        assert_eq!(names("SELECT E'a'\n'\\' , ' FROM secrets -- '"), ["select", "from", "secrets"]);
        assert_eq!(names("SELECT E'a' -- b\n -- c\n'\\'' , d"), ["select", "d"]);
        assert_eq!(names("SELECT E'a' '\\', b"), ["select", "b"]);
    }

    #[test]
    fn a_name_with_another_escape_is_that_name() {
        let names = |sql| Text::new(sql).names().collect::<Vec<_>>();
        assert_eq!(names("U&\"mighost!005fmeta\" UESCAPE '!'"), ["mighost_meta", "uescape"]);
        assert_eq!(names("U&\"a\\\\0041\""), ["a\\0041"]);
    }

    #[test]
    fn a_fragment_can_not_end_the_statement_around_it() {
        for sql in ["a[)] OR (b", "1); DROP TABLE t; --", "1) , (2", "a -- x", "'a", "", "a; b", "/* x", "mighost_meta"]
        {
            assert!(fragment("a check", sql).is_err(), "{sql}");
        }
        for sql in ["a > ')'", "(a)", "a IN (1, 2)", "$x$ ) $x$ <> a"] {
            assert!(fragment("a check", sql).is_ok(), "{sql}");
        }
    }

    #[test]
    fn parentheses_around_the_whole_are_no_part_of_an_expression() {
        assert_eq!(bare("((a + 1))"), "a + 1");
        assert_eq!(bare("(a) + (b)"), "(a) + (b)");
        assert_eq!(loosely("((a)::text <> 'X'::character varying)"), loosely("A <> 'X'"));
    }
}
