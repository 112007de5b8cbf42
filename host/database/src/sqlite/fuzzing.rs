//! What the fuzz targets see of SQLite's readers. It isn't for anybody else.

use super::text::{Text, refuse_open as refuse, unquoted};
use super::{parse, reserved, types};
use mighost_schema::fuzzing::{Piece, What};
use mighost_schema::{ColumnType, Result, Table};
use sqlite3_parser::dialect::TokenType;

/// The pieces of a statement.
pub fn pieces(sql: &str) -> Result<Vec<Piece>> {
    let text = Text::new(sql)?;
    let piece = |token: &super::text::Token| {
        let raw = text.raw(*token);
        let first = raw.chars().next().unwrap_or(' ');
        let what = match token.kind {
            TokenType::TK_STRING | TokenType::TK_BLOB => What::Text,
            TokenType::TK_INTEGER | TokenType::TK_FLOAT => What::Number,
            _ if matches!(first, '"' | '`' | '[') => What::Name,
            _ if first == '_' || first.is_alphabetic() || !first.is_ascii() => What::Word,
            _ => What::Symbol,
        };
        let content = if what == What::Name { unquoted(raw) } else { raw.to_owned() };
        Piece { what, range: token.start..token.end, content }
    };
    Ok(text.tokens.iter().map(piece).collect())
}

/// Whether an expression is refused before it becomes a part of a statement.
pub fn refuse_open(sql: &str) -> Result<()> {
    refuse("it", sql)
}

/// The table that a definition makes, which may be whatever somebody wrote into the schema.
pub fn table(sql: &str) -> Result<Table> {
    parse::table("t", sql)
}

/// Everything else that reads a definition or a statement.
pub fn read(sql: &str) {
    let _ = (parse::view("v", sql), parse::module(sql), parse::renamed_to(sql));
    let _ = parse::index("i", sql, &Table::new("t"));
    if let Ok(text) = Text::new(sql) {
        let _ = (reserved::defines(&text), reserved::expression(&text));
    }
}

/// The type that a definition writes so.
pub fn column_type(text: &str) -> ColumnType {
    types::parse(text)
}

/// A definition's way to write it.
pub fn written_type(column_type: &ColumnType) -> Result<String> {
    types::write(column_type)
}
