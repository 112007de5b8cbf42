//! The tokens of MySQL's SQL, as a session in mighost's SQL mode reads them: backslashes escape, `"` encloses a text.

use mighost_schema::{Error, Result};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// A name in backticks.
    Name,
    /// A text in single or double quotes.
    Text,
    Number,
    Symbol,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub start: usize,
    pub raw: &'a str,
    /// Parentheses that are open around it.
    pub depth: u32,
}

impl Token<'_> {
    /// Whether it is this keyword.
    pub(super) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.raw.eq_ignore_ascii_case(word)
    }

    /// Whether it is this name, in backticks or not.
    pub(super) fn names(&self, name: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Name) && self.content().eq_ignore_ascii_case(name)
    }

    pub(super) fn symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.raw == symbol
    }

    /// The name that a word or a name in backticks is, or the text of a text.
    pub(super) fn content(&self) -> String {
        match self.kind {
            Kind::Name => inside(self.raw).replace("``", "`"),
            Kind::Text => unescaped(self.raw),
            Kind::Word | Kind::Number | Kind::Symbol => self.raw.to_owned(),
        }
    }
}

fn inside(raw: &str) -> &str {
    raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default()
}

/// A quoted text's content.
pub(super) fn unescaped(raw: &str) -> String {
    let Some(quote) = raw.chars().next() else { return String::new() };
    let mut text = String::new();
    let mut characters = inside(raw).chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\\' {
            match characters.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('r') => text.push('\r'),
                Some('0') => text.push('\0'),
                Some('b') => text.push('\u{8}'),
                Some('Z') => text.push('\u{1a}'),
                // These two keep their backslash, for LIKE.
                Some(c @ ('%' | '_')) => text.extend(['\\', c]),
                Some(c) => text.push(c),
                None => text.push('\\'),
            }
        } else {
            if c == quote {
                characters.next_if_eq(&quote);
            }
            text.push(c);
        }
    }
    text
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("''"),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push_str("\\0"),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// A text and its tokens, without spaces and comments. What stands in comments that the server runs (`/*! … */`) is
/// taken for the code it may be, whatever version it is for.
pub(super) fn tokens(sql: &str) -> Result<Vec<Token<'_>>> {
    read(sql, &|_| true)
}

/// The most kinds of comments with code in one statement: what mysqldump writes has three or four.
const MOST_MARKERS: usize = 32;

/// What a text may be to a server: `/*!80000 … */` is code to one and nothing to another.
pub(super) fn readings(sql: &str) -> Result<Vec<Vec<Token<'_>>>> {
    let markers = RefCell::new(BTreeSet::new());
    let all = read(sql, &|marker| {
        markers.borrow_mut().insert(marker.to_owned());
        true
    })?;
    let markers = markers.into_inner();
    if markers.is_empty() {
        return Ok(vec![all]);
    }
    // Only where a version begins does the reading change; the oldest servers that mighost speaks to come first.
    // Each is a reading of the whole, so a text that names thousands of them would never be read to its end.
    if markers.len() > MOST_MARKERS {
        return Err(Error::Invalid(format!(
            "there is code in comments for {} versions of servers in one statement, and at most {MOST_MARKERS} are read; write a \
             statement for each",
            markers.len()
        )));
    }
    let versions: BTreeSet<u32> = markers.iter().filter_map(|marker| version(marker)).collect();
    let mut seen = BTreeSet::new();
    let mut readings = Vec::new();
    for (mariadb, oldest) in [(false, 80_016), (true, 100_502)] {
        for server in std::iter::once(oldest).chain(versions.iter().copied().filter(|version| *version > oldest)) {
            let code = |marker: &str| runs(marker, mariadb, server);
            if seen.insert(markers.iter().filter(|marker| code(marker)).collect::<Vec<_>>()) {
                readings.push(read(sql, &code)?);
            }
        }
    }
    Ok(readings)
}

/// The version that a comment is for, which has five digits or six.
fn version(marker: &str) -> Option<u32> {
    let digits = marker.trim_start_matches(['M', '!']);
    digits.get(..digits.len().min(6)).filter(|digits| digits.len() >= 5)?.parse().ok()
}

/// Whether a server of a version runs what stands in such a comment. https://mariadb.com/kb/en/comment-syntax/
fn runs(marker: &str, mariadb: bool, server: u32) -> bool {
    match (marker.starts_with('M'), version(marker)) {
        (true, _) if !mariadb => false,
        (_, None) => true,
        // These are MySQL's own, which MariaDB went another way from.
        (false, Some(version)) if mariadb && (50_700..=99_999).contains(&version) => false,
        (_, Some(version)) => version <= server,
    }
}

/// The tokens, where a comment with this behind its `/*` is code or isn't.
fn read<'s>(sql: &'s str, code: &dyn Fn(&str) -> bool) -> Result<Vec<Token<'s>>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut depth = 0_u32;
    // Where the comment ends that is read as code.
    let mut conditional = None;
    let rest = |at: usize| sql.get(at..).unwrap_or_default();
    let endless = || Error::Invalid(format!("a comment has no end: {sql}"));
    while let Some(c) = rest(at).chars().next() {
        let here = rest(at);
        if c.is_whitespace() || c.is_control() {
            at += c.len_utf8();
        } else if c == '#' || here.starts_with("--") && here[2..].chars().next().is_none_or(|c| c <= ' ' || c == '\x7f')
        {
            at += here.find('\n').unwrap_or(here.len());
        } else if let Some(marker) = marker(here) {
            let end = at + here.find("*/").ok_or_else(endless)?;
            // Where it is skipped it ends here, whatever it is otherwise.
            if conditional.is_some() || rest(at + 2).find("/*").is_some_and(|inner| at + 2 + inner < end) {
                return Err(Error::Invalid(format!("a comment that is code can't have one inside: {sql}")));
            }
            if code(marker) {
                at += 2 + marker.len();
                conditional = Some(end);
            } else {
                at = end + 2;
            }
        } else if conditional == Some(at) {
            at += 2;
            conditional = None;
        } else if let Some(comment) = here.strip_prefix("/*") {
            let end = comment.find("*/").ok_or_else(endless)?;
            at += end + 4;
        } else {
            let (kind, length) = match c {
                '`' => (Kind::Name, quoted(here, '`', false)),
                '\'' | '"' => (Kind::Text, quoted(here, c, true)),
                c if c.is_ascii_digit() => (Kind::Number, Some(number(here))),
                c if word(c) => (Kind::Word, Some(here.find(|c| !word(c)).unwrap_or(here.len()))),
                c => (Kind::Symbol, Some(c.len_utf8())),
            };
            let length = length.ok_or_else(|| Error::Invalid(format!("a {c} has no end: {sql}")))?;
            if c == ')' {
                depth = depth.saturating_sub(1);
            }
            tokens.push(Token { kind, start: at, raw: here.get(..length).unwrap_or_default(), depth });
            if c == '(' {
                depth += 1;
            }
            at += length;
        }
        if conditional.is_some_and(|end| at > end) {
            return Err(Error::Invalid(format!(
                "a comment that is code must end where it would end as a comment: no text or comment goes across: {sql}"
            )));
        }
    }
    if conditional.is_some() {
        return Err(endless());
    }
    Ok(tokens)
}

/// What tells a comment that may be code, behind its `/*`: `!`, `!80000`, `M!100100`.
fn marker(text: &str) -> Option<&str> {
    let behind = text.strip_prefix("/*")?;
    let start = if behind.starts_with("M!") { 2 } else { usize::from(behind.starts_with('!')) };
    let digits = behind.get(start..)?.bytes().take_while(u8::is_ascii_digit).count();
    behind.get(..start + digits).filter(|_| start > 0)
}

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

fn number(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    let mut previous = ' ';
    while let Some((at, c)) = characters.next() {
        // Without a digit behind its sign it is the name `1e`, and what follows the sign is code.
        let exponent =
            matches!(previous, 'e' | 'E') && characters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let part = word(c) || c == '.' || matches!(c, '+' | '-') && exponent && !text.starts_with("0x");
        if !part {
            return at;
        }
        previous = c;
    }
    text.len()
}

/// How long a quoted token is.
fn quoted(text: &str, quote: char, escapes: bool) -> Option<usize> {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if escapes && c == '\\' {
            characters.next();
        } else if c == quote {
            if characters.peek().is_some_and(|(_, next)| *next == quote) {
                characters.next();
            } else {
                return Some(at + c.len_utf8());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn raws(sql: &str) -> Vec<&str> {
        tokens(sql).unwrap().iter().map(|token| token.raw).collect()
    }

    #[test]
    fn what_a_server_runs_inside_of_comments_is_code() {
        assert_eq!(raws("/*!50000 COMMIT */"), ["COMMIT"]);
        assert_eq!(raws("/*M!100100 COMMIT */ -- x\n# y"), ["COMMIT"]);
        assert_eq!(raws("/* COMMIT */ a --1"), ["a", "-", "-", "1"]);
        assert_eq!(raws("a --\x7f'\nb -- '"), ["a", "b"]);
        assert!(tokens("/*! a").is_err());
    }

    #[test]
    fn a_comment_that_is_code_to_some_servers_is_read_both_ways() {
        let all = |sql| -> Vec<Vec<&str>> {
            readings(sql).unwrap().iter().map(|tokens| tokens.iter().map(|t| t.raw).collect()).collect()
        };
        assert_eq!(all("/*!99999 SELECT */ COMMIT"), [vec!["COMMIT"], vec!["SELECT", "COMMIT"]]);
        assert_eq!(all("/*!50001 a *//*!50013 b */"), [["a", "b"]]);
        assert_eq!(all("/*!80000 a *//*M! b */"), [["a"], ["b"]]);
        assert_eq!(all("a /*!110400 b *//*!120000 c */"), [vec!["a"], vec!["a", "b"], vec!["a", "b", "c"]]);
        assert_eq!(all("SELECT 1"), [["SELECT", "1"]]);
        for across in [
            "/*!1 ' */ COMMIT -- ' */",
            "/*!1 -- */ COMMIT\n*/",
            "/*!1 /* */ COMMIT */",
            "/*!1 `*/` */",
            "/*!1 a /*!2 b */ */",
        ] {
            assert!(readings(across).is_err(), "{across}");
        }
    }

    #[test]
    fn texts_and_names_end_where_the_server_ends_them() {
        assert_eq!(raws(r"'a\'b' 'c''d' `e``f`.g"), [r"'a\'b'", "'c''d'", "`e``f`", ".", "g"]);
        assert_eq!(unescaped(r"'it\'s \\ \n'"), "it's \\ \n");
        assert!(tokens("'a").is_err());
    }

    #[test]
    fn a_sign_belongs_to_a_number_where_digits_follow_it() {
        assert_eq!(raws("1e+5+1.5E-3"), ["1e+5", "+", "1.5E-3"]);
        assert_eq!(raws("1e-load_file('x')"), ["1e", "-", "load_file", "(", "'x'", ")"]);
    }
}
