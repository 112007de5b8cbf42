//! The sandbox: components in, calls on a [`Session`] out.
//!
//! placeholder front page
#![deny(missing_docs)]

mod session;

pub use session::{Direction, Report, Session, StepContext};
