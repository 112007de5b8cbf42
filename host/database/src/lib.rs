//! Databases: connect, inspect, write an operation in SQL, run it.
//!
//! placeholder front page
#![deny(missing_docs)]

mod connection;
mod error;

pub use connection::{Connection, Origin, RESERVED_PREFIX, Ran};
pub use error::Error;
