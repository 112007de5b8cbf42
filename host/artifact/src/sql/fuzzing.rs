//! What the fuzz targets see of the scanner. It isn't for anybody else.

use super::scanner::{Kind, Rules, Scanner};
use super::{mysql, postgres, sqlite};
use mighost_schema::Dialect;
use mighost_schema::fuzzing::{Piece, What};

/// The pieces of a text; none where it can't be read. A number is a word here.
pub fn pieces(dialect: Dialect, text: &str) -> Option<Vec<Piece>> {
    let rules = match dialect {
        Dialect::Sqlite => sqlite::RULES,
        Dialect::Postgresql => postgres::RULES,
        Dialect::Mysql | Dialect::Mariadb => Rules { dialect, ..mysql::RULES },
    };
    let mut scanner = Scanner::new(text, rules);
    let mut pieces = Vec::new();
    while let Some(token) = scanner.next().ok()? {
        let what = match token.kind {
            Kind::Word(_) => What::Word,
            Kind::Quoted => What::Text,
            Kind::End | Kind::Conditional | Kind::Other(_) => What::Symbol,
        };
        let content = text.as_bytes().get(token.start..token.end).unwrap_or_default();
        let content = String::from_utf8_lossy(content).into_owned();
        pieces.push(Piece { what, range: token.start..token.end, content });
    }
    Some(pieces)
}
