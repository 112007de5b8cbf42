//! What the fuzz targets see of PostgreSQL's readers. It isn't for anybody else.

use super::text::{Kind, Text, bare, fragment, loosely, unquoted};
use super::{effect, raw, types};
use mighost_schema::fuzzing::{Piece, What};
use mighost_schema::{ColumnType, Result};

/// The pieces of a statement, and whether something is left open at its end.
pub fn pieces(sql: &str) -> (Vec<Piece>, bool) {
    let text = Text::new(sql);
    let pieces = text.tokens.iter().map(|token| {
        let raw = text.raw(*token);
        let what = match token.kind {
            Kind::Word => What::Word,
            Kind::Quoted => What::Name,
            Kind::String | Kind::Dollar => What::Text,
            Kind::Number => What::Number,
            Kind::Symbol(_) => What::Symbol,
        };
        let content = if token.kind == Kind::Quoted { unquoted(raw) } else { raw.to_owned() };
        Piece { what, range: token.start..token.end, content }
    });
    (pieces.collect(), text.open)
}

/// Whether a migration may run a statement.
pub fn check(sql: &str) -> Result<()> {
    raw::check(sql)
}

/// Whether an expression is refused before it becomes a part of a statement.
pub fn refuse_open(sql: &str) -> Result<()> {
    fragment("it", sql).map(|_| ())
}

/// Everything else that reads a text.
pub fn read(sql: &str) {
    let _ = (bare(sql).len(), loosely(sql));
    let _ = (effect::of_statement(sql), effect::waits_for_others(sql));
}

/// The type that the catalog writes so.
pub fn column_type(text: &str) -> Option<ColumnType> {
    types::read(text)
}
