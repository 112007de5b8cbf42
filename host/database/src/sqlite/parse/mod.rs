//! From the texts that SQLite keeps of each definition to the model.
//!
//! The structure comes from the `sqlite3-parser` crate's syntax tree. It keeps no positions, and writes expressions in
//! its own style; so expressions are taken from the text by the tokens of its lexer, as they were written.

mod index;
mod literal;
mod table;

pub(super) use index::index;
pub(super) use literal::canonical;
pub(super) use table::table;

use super::text::{Text, unquoted};
use mighost_schema::{Error, ObjectName, Result, View};
use sqlite3_parser::ast::{AlterTableBody, Cmd, Stmt};
use sqlite3_parser::dialect::TokenType;
use sqlite3_parser::lexer::sql::Parser;
use sqlite3_parser::{Bump, FallibleIterator};

/// Parses one definition and hands its tree over.
fn parse<T>(sql: &str, read: impl FnOnce(&Stmt<'_>) -> Result<T>) -> Result<T> {
    let unreadable = |why: String| {
        Error::Unsupported(format!("this definition can't be read ({why}), so it can't be changed: {sql}"))
    };
    // The parser asserts some of what SQLite checks; a damaged schema table must not take the process down.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let bump = Bump::new();
        let mut parser = Parser::new(&bump, sql.as_bytes());
        match parser.next() {
            Ok(Some(Cmd::Stmt(statement))) => read(&statement),
            Ok(_) => Err(unreadable("it is no definition".to_owned())),
            Err(error) => Err(unreadable(error.to_string())),
        }
    }))
    .unwrap_or_else(|_| Err(unreadable("the parser gave up".to_owned())))
}

/// The new name, where a statement renames a table. SQLite says of it only that it alters the table.
pub(super) fn renamed_to(statement: &str) -> Option<String> {
    parse(statement, |statement| match statement {
        Stmt::AlterTable(_, AlterTableBody::RenameTo(name)) => Ok(Some(unquoted(name.0))),
        _ => Ok(None),
    })
    .ok()
    .flatten()
}

/// Reads a view's definition.
pub(super) fn view(name: &str, sql: &str) -> Result<View> {
    let text = Text::new(sql)?;
    let body = text.tokens.iter().position(|token| token.kind == TokenType::TK_AS && token.depth == 0);
    let Some(body) = body else {
        return Err(Error::Unsupported(format!("the definition of view `{name}` can't be read: {sql}")));
    };
    let columns = text
        .tokens
        .iter()
        .take(body)
        .filter(|token| token.depth == 1 && token.kind != TokenType::TK_COMMA)
        .map(|token| unquoted(text.raw(*token)))
        .collect();
    Ok(View {
        name: ObjectName::new(name),
        columns,
        query: text.between(body + 1, text.tokens.len()).to_owned(),
        materialized: false,
        comment: None,
    })
}

/// The module of a virtual table's definition.
pub(super) fn module(sql: &str) -> Result<Option<String>> {
    // An ordinary definition, by far the most common, is told by its second word.
    let text = || Text::new(sql);
    if !sql.get(.."CREATE VIRTUAL".len()).is_some_and(|start| start.eq_ignore_ascii_case("CREATE VIRTUAL")) {
        return Ok(None);
    }
    let text = text()?;
    let using = text.tokens.iter().position(|token| token.kind == TokenType::TK_USING && token.depth == 0);
    let module = using.and_then(|at| text.tokens.get(at + 1)).map(|token| unquoted(text.raw(*token)));
    Ok(module.map(|module| module.to_ascii_lowercase()))
}
