//! The guest SDK for Rust, as it was when this command was built: what `new --lang rust` gives the user.

use super::files::make_dir;
use mighost::Error;
use std::fs;
use std::path::Path;

include!(concat!(env!("OUT_DIR"), "/sdk.rs"));

/// The folder of the SDK in the folder of migrations, one a version.
const DIR: &str = concat!(".mighost/rust-", env!("CARGO_PKG_VERSION"));

/// The path to the SDK, as a migration's manifest says it.
pub fn path() -> String {
    format!("../{DIR}")
}

/// Writes the SDK beside the migrations, once a version.
pub fn unpack(dir: &Path) -> Result<(), Error> {
    let root = dir.join(DIR);
    for (path, text) in FILES {
        let file = root.join(path);
        if fs::read(&file).is_ok_and(|there| there == text.as_bytes()) {
            continue;
        }
        if let Some(parent) = file.parent() {
            make_dir(parent)?;
        }
        fs::write(&file, text).map_err(|reason| Error::Io { what: file.display().to_string(), reason })?;
    }
    Ok(())
}
