//! What the fuzz targets see of MySQL's readers. It isn't for anybody else.

use super::lexer::{Kind, Token, literal, readings, tokens, unescaped};
use super::{default, expression, guard, types};
use crate::Origin;
use mighost_schema::fuzzing::{Piece, What};
use mighost_schema::{ColumnType, Result};

/// The pieces of a statement, as each kind of server reads it.
pub fn pieces(sql: &str) -> Result<Vec<Vec<Piece>>> {
    Ok(readings(sql)?.iter().map(|tokens| tokens.iter().map(piece).collect()).collect())
}

fn piece(token: &Token<'_>) -> Piece {
    let what = match token.kind {
        Kind::Word => What::Word,
        Kind::Name => What::Name,
        Kind::Text => What::Text,
        Kind::Number => What::Number,
        Kind::Symbol => What::Symbol,
    };
    Piece { what, range: token.start..token.start + token.raw.len(), content: token.content() }
}

/// Whether a migration may run a statement.
pub fn check(sql: &str) -> Result<()> {
    guard::check(Origin::Guest, sql).map(|_| ())
}

/// Whether an expression is refused before it becomes a part of a statement.
pub fn refuse_open(sql: &str) -> Result<()> {
    expression::refuse_open("it", sql)
}

/// Everything else that reads a text.
pub fn read(sql: &str) {
    let _ = (tokens(sql), expression::standard(sql), expression::comparable(sql));
    let _ = (super::commits_implicitly(sql), guard::calls(sql));
    let _ = (default::is_now(sql), default::unwrapped(sql).len());
}

/// A text as a literal, and back.
pub fn there_and_back(text: &str) -> (String, String) {
    let written = literal(text);
    let read = unescaped(&written);
    (written, read)
}

/// The type that the catalog writes so.
pub fn column_type(text: &str) -> ColumnType {
    types::parse(text)
}

/// The catalog's way to write it.
pub fn written_type(column_type: &ColumnType) -> String {
    types::write(column_type)
}
