//! The canonical ABI by hand, for those calls that make an artifact large.
//!
//! The generated bindings write every column, constraint, index and value out in full at each call that takes one, and
//! read every error out in full at each call that can fail: two thirds of a small artifact. Here each type has one
//! function that all calls share. Definitions that are written are kept, as they are themselves: an instance lives for
//! one step. Rows, which may be many, are not.

pub(crate) mod call;
mod definitions;
mod lift;
mod lower;
