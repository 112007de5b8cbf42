//! Registries: what is pushed and pulled, and what isn't taken. Each test has a registry of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod credentials;
mod pull;
mod push;
mod refused;
mod scripts;
mod sigstore;
mod support;
mod three_publishers;
mod trouble;
