//! Databases: connect, inspect, write an operation in SQL, run it.
//!
//! - [`Target`] is the address of a database, [`connect`] opens it.
//! - [`Connection`] is one connection: a transaction, inspection, operations, structured rows, raw SQL.
//! - [`Origin`] says who wrote a raw statement, and so what it may do.
//!
//! ```
//! use mighost_database::{OpenMode, Options, Target, connect};
//! use mighost_schema::{Column, ColumnType, Operation, Table};
//!
//! # fn block_on<F: Future>(future: F) -> F::Output {
//! #     let mut future = std::pin::pin!(future);
//! #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! #     loop {
//! #         if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
//! #             return output;
//! #         }
//! #     }
//! # }
//! # block_on(async {
//! let target = Target::parse("sqlite::memory:")?;
//! let mut connection = connect(&target, OpenMode::Create, &Options::default()).await?;
//!
//! let mut people = Table::new("people");
//! people.columns.push(Column::new("name", ColumnType::Varchar(Some(40))).not_null());
//! connection.begin().await?;
//! let ran = connection.operate(&Operation::CreateTable { table: people.clone(), if_not_exists: false }).await?;
//! connection.commit().await?;
//!
//! assert_eq!(ran.statements, ["CREATE TABLE \"people\" (\n  \"name\" VARCHAR(40) NOT NULL\n)"]);
//! assert_eq!(connection.table(&"people".into()).await?, Some(people));
//! # Ok::<(), mighost_database::Error>(())
//! # })?;
//! # Ok::<(), mighost_database::Error>(())
//! ```
//!
//! What each database can and can't do, and what is made of what it can't, is in the project's `docs/reference`.
#![deny(missing_docs)]

mod connect;
mod connection;
mod error;
#[doc(hidden)]
pub mod fuzzing;
mod lock;
mod login;
/// MySQL and MariaDB.
pub mod mysql;
/// PostgreSQL.
pub mod postgres;
mod sql;
/// SQLite.
pub mod sqlite;

pub use connect::{OpenMode, Options, Target, connect};
pub use connection::{Connection, Effect, Origin, RESERVED_PREFIX, Ran, Wall};
pub use error::Error;
pub use lock::{Lock, LockKey, acquire};
pub use login::{Bounds, Examined, Excess, Fate, Presence, Timeouts};
