//! The little that the model must know of SQL texts: which columns an expression names, which tables a query
//! names, and how both follow a rename.
//!
//! Texts come from four databases and carry no note from which, so the rules are those that all of them share.
//! Double quotes always enclose a name here, never a string.

mod expression;
mod inside;
mod lexer;
mod query;
mod words;

pub(crate) use expression::{columns_named, rename_column, rename_table};
pub use inside::Inside;
pub(crate) use lexer::{Kind, Token, Tokens};
pub use query::relations;
pub(crate) use query::{names_relation, names_sequence, reads_relation, rename_relation, rename_sequence};
pub use words::is_plain_name;
