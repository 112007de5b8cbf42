//! The sandbox: components in, calls on a [`Session`] out.
#![deny(missing_docs)]

mod bindings;
mod cache;
mod compile;
mod config;
mod convert;
mod engine;
mod error;
mod host;
mod imports;
mod limits;
mod sandbox;
mod session;
mod step;
mod wasi;

pub use compile::Program;
pub use config::SandboxConfig;
pub use error::Error;
pub use limits::{Limits, Usage};
pub use sandbox::Sandbox;
pub use session::{Direction, Report, Session, StepContext};
pub use step::{Finished, Output};
