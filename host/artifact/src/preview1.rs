//! What a module that was built for WASI preview 1 is linked with: nothing behind any of its functions.
//!
//! Go, and C with wasi-libc, can't be built without it. What stands there in its place is part of the component, so that
//! the component imports nothing of WASI: `guest-sdk/preview1` says what each function does.

use crate::{Error, contract::Contract};
use wit_component::{StringEncoding, embed_component_metadata};

/// The module's name, as it is imported.
pub(crate) const NAME: &str = "wasi_snapshot_preview1";

const TEXT: &str = include_str!("../../../guest-sdk/preview1/preview1.wat");

/// What it imports: standard output goes to the log. The version is the contract's.
const WORLD: &str = "package mighost:preview1;\nworld adapter { import mighost:migration/report@0.1.0; }";

/// The adapter, as the encoder takes it.
pub(crate) fn adapter() -> Result<Vec<u8>, Error> {
    let mut bytes = wat::parse_str(TEXT).map_err(Error::internal)?;
    let mut resolve = Contract::get()?.resolve.clone();
    let package = resolve.push_str("preview1.wit", WORLD).map_err(Error::internal)?;
    let world = resolve.select_world(&[package], Some("adapter")).map_err(Error::internal)?;
    embed_component_metadata(&mut bytes, &resolve, world, StringEncoding::UTF8).map_err(Error::internal)?;
    Ok(bytes)
}
