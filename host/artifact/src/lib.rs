//! Bytes -> artifact: reading, sealing, making components, packing SQL files.

mod artifact;
mod component;
mod componentize;
mod contract;
mod description;
mod digest;
mod error;
mod source;
pub mod sql;
mod strip;
mod walk;

pub use artifact::{Artifact, Capabilities};
pub use component::Producer;
pub use componentize::componentize;
pub use description::{
    DESCRIPTION_SECTION, SIGNATURE_SECTION, SOURCE_SECTION, check as check_description, read_description, seal,
};
pub use digest::Digest;
pub use error::Error;
pub use source::{Half, Source};

/// The most bytes an artifact may have: 64 MiB. A migration with a whole Python interpreter inside has 18 MB;
/// several times that is no migration, and reading it would cost memory before anything is known about it.
pub const MAX_SIZE: usize = 64 * 1024 * 1024;
