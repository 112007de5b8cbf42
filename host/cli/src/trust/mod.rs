//! What the commands for keys and signatures share.

pub mod claims;
pub mod files;
pub mod keys;
pub mod pool;
pub mod signing;
pub mod sigstore;
pub mod staging;
pub mod vouch;
