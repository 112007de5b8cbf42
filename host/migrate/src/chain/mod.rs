//! The chain: where revisions come from, how they hang together, what a target means.

mod graph;
mod source;
mod target;

pub use graph::{Graph, GraphError, Node};
pub use source::{Chain, Origin, Revision, SourceError};
pub(crate) use source::{pack, read_bytes};
pub use target::{Target, TargetError};
