//! Who may change the database, and what of it: the trust file, and what follows from it for a step.
//!
//! - A [`TrustFile`] says for each package whose signatures count, and what its migrations may do: its *grants*.
//! - [`Grants`] deny by default. A package reaches its own tables, which the host tells by a prefix made of the package's name,
//!   and those of others that are named; structured changes and rows, and no raw SQL.
//! - What an artifact imports is compared with its grants before it is compiled ([`Grants::lacking`]); each call is
//!   checked again while it runs.
//! - On a server a package may have a [`Login`] of its own, and the database's privileges keep its raw SQL where it belongs.
//! - What is signed is judged by the keys that count now ([`TrustFile::judge`], [`TrustFile::judge_release`]).
//! - The file may be signed itself ([`RootOfTrust`]); a database that has seen a signed one takes no other
//!   ([`TrustFile::judge_itself`]).
//! - The application's own chain is not confined: its grants are everything.

mod expressions;
mod file;
#[doc(hidden)]
pub mod fuzzing;
mod grants;
mod guard;
mod judge;
mod login;
mod names;
mod root;
mod sigstore;

pub use file::{Budget, Key, Package, RootOfTrust, TrustError, TrustFile};
pub use grants::{Grants, Reach, SqlGrant};
pub(crate) use guard::Guard;
pub use judge::Judged;
pub use login::Login;
pub use names::prefix;
pub use sigstore::SigstorePolicy;
