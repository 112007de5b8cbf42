//! Which definitions name mighost's own tables, or make some.
//!
//! A definition is not compiled when it is made, so the authorizer isn't asked what it names: it is read here. Only the
//! names of tables count; a text or a column may begin as it likes.

use super::guard::reserved;
use super::text::{Text, Token, unquoted};
use crate::connection::RESERVED_PREFIX;
use sqlite3_parser::dialect::TokenType;

/// Whether a statement that creates or alters something names a table of mighost's own, or makes one.
pub(super) fn defines(text: &Text<'_>) -> bool {
    let is =
        |at: usize, word: &str| text.tokens.get(at).is_some_and(|token| text.raw(*token).eq_ignore_ascii_case(word));
    let named = |at: usize| text.tokens.get(at).map(|token| unquoted(text.raw(*token))).unwrap_or_default();
    // Behind CREATE, and TEMP where it stands there.
    let what = if is(1, "temp") || is(1, "temporary") { 2 } else { 1 };
    let places = 0..text.tokens.len();
    let refers = |at: &usize| text.kind(*at) == Some(TokenType::TK_REFERENCES) && reserved(&named(at + 1));
    match text.kind(0) {
        Some(TokenType::TK_ALTER) => {
            // `RENAME TO`; behind the name of a column it is a column that gets a new one.
            let renames = |at: &usize| {
                is(*at, "rename") && text.kind(at + 1) == Some(TokenType::TK_TO) && makes_reserved(&named(at + 2))
            };
            places.clone().any(|at| refers(&at) || renames(&at))
        }
        // What it selects from is compiled; its own name the authorizer is asked about.
        Some(TokenType::TK_CREATE) if text.kind(what) == Some(TokenType::TK_TABLE) => {
            places.clone().any(|at| refers(&at))
        }
        // Its names the authorizer is asked about, and it can hold no query.
        Some(TokenType::TK_CREATE) if is(what, "index") || is(what, "unique") => false,
        // The arguments of a virtual table are texts, and some of them name tables; it makes tables named like it.
        Some(TokenType::TK_CREATE) if is(what, "virtual") => text.names(makes_reserved),
        _ => expression(text),
    }
}

/// Whether an expression or a query names a table of mighost's own: any name, and a text where a table may stand.
pub(super) fn expression(text: &Text<'_>) -> bool {
    let mut before = None;
    text.tokens.iter().any(|token| {
        let counts = token.kind != TokenType::TK_STRING || !before.is_none_or(makes_value);
        before = Some(*token);
        counts && text.names_at(*token, reserved)
    })
}

/// Whether a text behind this token is a value, whatever else stands around it.
fn makes_value(before: Token) -> bool {
    use TokenType::*;
    matches!(
        before.kind,
        TK_EQ
            | TK_NE
            | TK_GT
            | TK_LT
            | TK_GE
            | TK_LE
            | TK_CONCAT
            | TK_LIKE_KW
            | TK_SELECT
            | TK_WHEN
            | TK_THEN
            | TK_ELSE
            | TK_DEFAULT
            | TK_WHERE
            | TK_AND
            | TK_OR
    )
}

/// Whether a table of this name is mighost's own, or would be one of those that a virtual table makes for itself:
/// they are called like it, with an underscore and more behind.
pub(super) fn makes_reserved(name: &str) -> bool {
    reserved(name) || name.eq_ignore_ascii_case(RESERVED_PREFIX.trim_end_matches('_'))
}
