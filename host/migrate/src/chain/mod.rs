//! The chain: where revisions come from, how they hang together, what a target means.

mod error;
mod graph;
mod lineage;
mod order;
mod rows;
mod set;
mod source;
mod target;

pub use error::GraphError;
pub use graph::{Graph, Node};
pub use source::{Chain, Origin, Revision, SourceError};
pub(crate) use source::{pack, read_bytes};
pub use target::{Recency, TargetError};
