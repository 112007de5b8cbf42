//! Keys, signatures, manifests and lock files: what holds, and everything that must be refused, by its exact error.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod attacks;
mod envelopes;
mod keys;
mod releases;
mod signatures;
mod statements;
mod support;
mod tampering;
