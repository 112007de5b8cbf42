//! Packages: chains of other publishers beside the application's own, who is trusted with them, and what they reach.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod attacks;
mod chains;
mod grants;
mod pins;
mod releases;
mod signed_trust;
mod sql;
mod trust;
mod trust_file;
