//! Expressions: as the catalog gives them, as a migration writes them, and whether the two say the same.

use super::lexer::{Kind, literal, tokens};
use mighost_schema::{Error, Result};

/// An expression of the catalog with its texts written as standard SQL writes them: `'it''s'`, not `'it\'s'`.
pub(super) fn standard(expression: &str) -> String {
    let Ok(tokens) = tokens(expression) else { return expression.to_owned() };
    let mut out = String::new();
    let mut end = 0;
    for token in tokens.iter().filter(|token| token.kind == Kind::Text && token.raw.starts_with('\'')) {
        out.push_str(expression.get(end..token.start).unwrap_or_default());
        out.push_str(&literal(&token.content()));
        end = token.start + token.raw.len();
    }
    out.push_str(expression.get(end..).unwrap_or_default());
    out
}

/// Functions that have two names, of which a server writes one, whichever was given.
const SYNONYMS: &[(&str, &str)] = &[
    ("lower", "lcase"),
    ("upper", "ucase"),
    ("length", "octet_length"),
    ("character_length", "char_length"),
    ("substring", "substr"),
    ("mid", "substr"),
    ("ceil", "ceiling"),
    ("power", "pow"),
    ("now", "current_timestamp"),
    ("localtime", "current_timestamp"),
    ("localtimestamp", "current_timestamp"),
    ("current_date", "curdate"),
    ("current_time", "curtime"),
];

/// An expression by its tokens, for comparing what was written with what a server made of it: without quotes, spaces,
/// parentheses and character set introducers, in lower case but for texts.
pub(super) fn comparable(expression: &str) -> String {
    let Ok(tokens) = tokens(expression) else { return expression.to_owned() };
    let mut parts = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let introducer = token.kind == Kind::Word
            && token.raw.starts_with('_')
            && tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Text);
        match token.kind {
            _ if introducer || token.symbol("(") || token.symbol(")") => {}
            Kind::Text => parts.push(literal(&token.content())),
            Kind::Word => {
                let word = token.raw.to_lowercase();
                let called = tokens.get(at + 1).is_some_and(|next| next.symbol("("));
                let other = SYNONYMS.iter().find(|(name, _)| called && *name == word).map(|(_, other)| *other);
                parts.push(other.map_or(word, str::to_owned));
            }
            Kind::Name => parts.push(token.content().to_lowercase()),
            Kind::Number | Kind::Symbol => parts.push(token.raw.to_lowercase()),
        }
    }
    parts.join(" ")
}

/// Whether an expression that a migration wrote is one expression and nothing else: it stands inside a statement that
/// mighost writes, and must not end its parentheses or begin a comment that swallows them.
pub(super) fn refuse_open(what: &str, expression: &str) -> Result<()> {
    let tokens = tokens(expression)?;
    let whole = || Error::Invalid(format!("{what} must be one whole expression: {expression}"));
    let mut open = 0_i64;
    for token in &tokens {
        match token.raw {
            "(" if token.kind == Kind::Symbol => open += 1,
            ")" if token.kind == Kind::Symbol => open -= 1,
            ";" if token.kind == Kind::Symbol => open = -1,
            "?" if token.kind == Kind::Symbol => {
                return Err(Error::Invalid(format!("{what} can't have parameters: {expression}")));
            }
            raw if token.kind == Kind::Text && raw.starts_with('"') => {
                return Err(Error::Invalid(format!(
                    "{what} has {raw}, which is a text on MySQL and a name elsewhere: write `name` or 'text': {expression}"
                )));
            }
            _ => {}
        }
        if open < 0 {
            return Err(whole());
        }
    }
    let last = tokens.last().map_or(0, |token| token.start + token.raw.len());
    let tail = expression.get(last..).unwrap_or_default();
    // One that a line end closes may have another behind it.
    let tail = tail.rsplit('\n').next().unwrap_or_default();
    let comment = tail.contains("--") || tail.contains('#');
    let conditional = expression.contains("/*!") || expression.contains("/*M!");
    if open != 0 || tokens.is_empty() || comment || conditional {
        return Err(whole());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_expression_that_leaves_its_parentheses_is_refused() {
        for wrong in ["a) , (b", "a;b", "", "a -- b", "a # b", "a -- b\n-- c", "(a", "a > ?", "a = \"b\"", "/*!1 a */"]
        {
            assert!(refuse_open("a check", wrong).is_err(), "{wrong}");
        }
        for right in ["a > 0", "a in (1, 2)", "')'", "`(` > 1"] {
            refuse_open("a check", right).unwrap();
        }
    }

    #[test]
    fn the_same_expression_written_twice_is_the_same() {
        assert_eq!(comparable("(Age > 0) AND name <> 'it''s'"), comparable(r"`age` > 0 and `name` <> _utf8mb4'it\'s'"));
        assert_eq!(comparable("lower(a)"), comparable("lcase(`a`)"));
        assert_ne!(comparable("`lower` > 1"), comparable("`lcase` > 1"));
    }

    #[test]
    fn texts_of_the_catalog_are_written_as_standard_sql_writes_them() {
        assert_eq!(standard(r"`a` <> 'it\'s'"), "`a` <> 'it''s'");
    }
}
