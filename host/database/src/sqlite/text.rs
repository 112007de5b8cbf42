//! SQL texts by the tokens of SQLite's own lexer.

use mighost_schema::{Error, Result};
use sqlite3_parser::dialect::TokenType;
use sqlite3_parser::lexer::Scanner;
use sqlite3_parser::lexer::sql::Tokenizer;

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: TokenType,
    pub start: usize,
    pub end: usize,
    /// How many parentheses are open around it; a parenthesis stands outside of itself.
    pub depth: usize,
}

/// A text and its tokens, without spaces and comments.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub sql: &'a str,
    pub tokens: Vec<Token>,
}

impl<'a> Text<'a> {
    pub(super) fn new(sql: &'a str) -> Result<Text<'a>> {
        let mut scanner = Scanner::new(Tokenizer::new());
        let mut tokens = Vec::new();
        let mut depth = 0_usize;
        loop {
            let scanned = scanner.scan(sql.as_bytes());
            let (start, found, end) =
                scanned.map_err(|error| Error::Invalid(format!("this text is no SQL: {error}: {sql}")))?;
            let Some((_, kind)) = found else { break };
            if kind == TokenType::TK_RP {
                depth = depth.saturating_sub(1);
            }
            tokens.push(Token { kind, start, end, depth });
            if kind == TokenType::TK_LP {
                depth += 1;
            }
        }
        Ok(Text { sql, tokens })
    }

    /// A token's text as written.
    pub(super) fn raw(&self, token: Token) -> &'a str {
        self.sql.get(token.start..token.end).unwrap_or_default()
    }

    pub(super) fn kind(&self, at: usize) -> Option<TokenType> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The text between an opening parenthesis and the one that closes it, and the index behind that.
    pub(super) fn parenthesized(&self, open: usize) -> Option<(&'a str, usize)> {
        let from = self.tokens.get(open).filter(|token| token.kind == TokenType::TK_LP)?;
        let close = self
            .tokens
            .iter()
            .enumerate()
            .skip(open + 1)
            .find(|(_, token)| token.kind == TokenType::TK_RP && token.depth == from.depth)?;
        Some((self.sql.get(from.end..close.1.start)?.trim(), close.0 + 1))
    }

    /// The text from one token to before another (or to the end).
    pub(super) fn between(&self, from: usize, to: usize) -> &'a str {
        let (Some(first), Some(last)) = (self.tokens.get(from), to.checked_sub(1).and_then(|at| self.tokens.get(at)))
        else {
            return "";
        };
        self.sql.get(first.start..last.end).unwrap_or_default()
    }

    /// Whether any name or text in it satisfies a condition.
    pub(super) fn names(&self, mut condition: impl FnMut(&str) -> bool) -> bool {
        self.tokens.iter().any(|token| self.names_at(*token, &mut condition))
    }

    /// Whether this token is a name or text that satisfies a condition.
    pub(super) fn names_at(&self, token: Token, condition: impl FnOnce(&str) -> bool) -> bool {
        can_name(token.kind) && condition(&unquoted(self.raw(token)))
    }
}

/// Whether a token can name something: not the words that SQLite takes for a name only in quotes, which make them
/// ordinary names.
fn can_name(kind: TokenType) -> bool {
    use TokenType::*;
    !matches!(
        kind,
        TK_INTEGER
            | TK_FLOAT
            | TK_BLOB
            | TK_VARIABLE
            | TK_ADD
            | TK_ALL
            | TK_ALTER
            | TK_AND
            | TK_AS
            | TK_AUTOINCR
            | TK_BETWEEN
            | TK_CASE
            | TK_CHECK
            | TK_COLLATE
            | TK_COMMIT
            | TK_CONSTRAINT
            | TK_CREATE
            | TK_DEFAULT
            | TK_DEFERRABLE
            | TK_DELETE
            | TK_DISTINCT
            | TK_DROP
            | TK_ELSE
            | TK_ESCAPE
            | TK_EXCEPT
            | TK_EXISTS
            | TK_FOREIGN
            | TK_FROM
            | TK_GROUP
            | TK_HAVING
            | TK_IN
            | TK_INDEX
            | TK_INSERT
            | TK_INTERSECT
            | TK_INTO
            | TK_IS
            | TK_ISNULL
            | TK_JOIN
            | TK_LIMIT
            | TK_NOT
            | TK_NOTHING
            | TK_NOTNULL
            | TK_NULL
            | TK_ON
            | TK_OR
            | TK_ORDER
            | TK_PRIMARY
            | TK_REFERENCES
            | TK_RETURNING
            | TK_SELECT
            | TK_SET
            | TK_TABLE
            | TK_THEN
            | TK_TO
            | TK_TRANSACTION
            | TK_UNION
            | TK_UNIQUE
            | TK_UPDATE
            | TK_USING
            | TK_VALUES
            | TK_WHEN
            | TK_WHERE
    )
}

/// A name or text without its quotes.
pub(super) fn unquoted(raw: &str) -> String {
    let mut characters = raw.chars();
    let (Some(first), Some(last)) = (characters.next(), raw.chars().next_back()) else { return String::new() };
    let close = match first {
        '"' | '\'' | '`' => first,
        '[' => ']',
        _ => return raw.to_owned(),
    };
    if raw.len() < 2 || last != close {
        return raw.to_owned();
    }
    let inside = &raw[1..raw.len() - 1];
    match first {
        '[' => inside.to_owned(),
        quote => inside.replace(&format!("{quote}{quote}"), &quote.to_string()),
    }
}

/// Whether an expression that a migration wrote is one expression and nothing else: it stands inside a statement that
/// mighost writes, and must not end its parentheses or begin a comment that swallows them.
pub(super) fn refuse_open(what: &str, expression: &str) -> Result<()> {
    let text = Text::new(expression)?;
    let mut open = 0_i64;
    for token in &text.tokens {
        match token.kind {
            TokenType::TK_LP => open += 1,
            TokenType::TK_RP => open -= 1,
            TokenType::TK_SEMI => open = -1,
            TokenType::TK_VARIABLE => {
                return Err(Error::Invalid(format!("{what} can't have parameters: {expression}")));
            }
            _ => {}
        }
        if open < 0 {
            break;
        }
    }
    let last = text.tokens.last().map_or(0, |token| token.end);
    // One that a line end closes may have another behind it, and SQLite closes a comment at the end of the text, too.
    let tail = expression.get(last..).unwrap_or_default();
    let comment = tail.rsplit('\n').next().is_some_and(|line| line.contains("--"))
        || tail.rfind("/*").is_some_and(|open| !tail.get(open + 2..).unwrap_or_default().contains("*/"));
    if open != 0 || text.tokens.is_empty() || comment {
        return Err(Error::Invalid(format!("{what} must be one whole expression: {expression}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn quotes_come_off_as_sqlite_takes_them_off() {
        for (raw, name) in
            [("a", "a"), ("\"a\"\"b\"", "a\"b"), ("`a`", "a"), ("[a\"b]", "a\"b"), ("'it''s'", "it's"), ("\"\"", "")]
        {
            assert_eq!(unquoted(raw), name);
        }
    }

    #[test]
    fn parentheses_in_texts_and_comments_dont_count() {
        let text = Text::new("check (a > ')' /* ) */ and (b)) , c").unwrap();
        assert_eq!(text.parenthesized(1).unwrap(), ("a > ')' /* ) */ and (b)", 10));
    }

    #[test]
    fn an_expression_that_leaves_its_parentheses_is_refused() {
        for wrong in ["a) , (b", "a;b", "", " ", "a -- b", "a -- b\n-- c", "a /* b", "(a", "a > ?"] {
            assert!(refuse_open("a check", wrong).is_err(), "{wrong}");
        }
        for right in ["a > 0", "a in (1, 2)", "')'", "a -- b\n", "\"(\" > 1"] {
            refuse_open("a check", right).unwrap();
        }
    }
}
