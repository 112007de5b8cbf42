//! What the dialects share in writing SQL.

mod data;
mod write;

pub(crate) use data::{Placeholders, Statement, count, delete, delete_where, insert, page, update, update_where};
pub(crate) use write::{identifier, identifiers, string};
