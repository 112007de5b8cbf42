//! Migrations in OCI registries, where images are: pushed, and pulled by digest.
//!
//! - A [`Place`] is where something is: a registry, a repository, and a tag or a digest.
//! - A [`Registry`] is a connection to one, by whoever may ask there: from the environment, or as docker and podman keep it.
//! - An artifact ([`Item`]) is an image with a configuration (`application/vnd.wasm.config.v0+json`) and one layer
//!   (`application/wasm`), as other tools for WebAssembly push and pull it. Signatures beside it are an annotation.
//! - The [`Runtime`] of an artifact that is a script is a second layer, which a repository has once for all of them.
//! - A whole [`Chain`] is an index of its revisions in their order, and behind them its manifest `release.json`. The digest of
//!   the index pins all of it.
//! - The same artifacts have the same digests, whenever and wherever they are pushed.
//!
//! What is fetched has the digest that was asked for and no more bytes than it may have, and was read as an artifact. Whether
//! anybody vouches for it is for the caller to find out, before anything is done with it.
#![deny(missing_docs)]

mod credentials;
mod error;
mod layout;
mod place;
mod pull;
mod push;
mod registry;
mod runtime;
pub mod sigstore;

pub use error::Error;
pub use layout::Item;
pub use place::Place;
pub use pull::{Contents, Fetched};
pub use push::Chain;
pub use registry::{Options, Registry};
pub use runtime::{MAX_RUNTIME, Runtime};

/// The name of a chain's manifest, beside its artifacts.
pub const RELEASE_FILE: &str = "release.json";
