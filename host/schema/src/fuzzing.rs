//! What the fuzz targets see of the readers of SQL texts. It isn't for anybody else, and nothing of it is kept from one version to the
//! next.

use crate::text::{Kind, Tokens};
use std::ops::Range;

/// What a piece of a text is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A name or keyword without quotes.
    Word,
    /// A name in quotes.
    Name,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// Anything else.
    Symbol,
}

/// One piece of a text, as a reader takes it apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub what: What,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The name that it is, or the text as written.
    pub content: String,
}

/// The pieces of an expression or query, as the model reads all dialects alike.
pub fn pieces(text: &str) -> Vec<Piece> {
    let tokens = Tokens::new(text);
    let piece = |(at, token): (usize, &crate::text::Token)| Piece {
        what: match token.kind {
            Kind::Word => What::Word,
            Kind::Quoted(_) => What::Name,
            Kind::String => What::Text,
            Kind::Number => What::Number,
            Kind::Cast | Kind::Symbol(_) => What::Symbol,
        },
        range: token.start..token.end,
        content: tokens.name(at),
    };
    tokens.tokens.iter().enumerate().map(piece).collect()
}
