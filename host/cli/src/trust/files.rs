//! Reading and writing files, whole or not at all; and where the signatures beside one are.

use mighost::Error;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What is put behind a file's name for the signatures beside it.
const DETACHED: &str = ".dsse";

/// A failure to read or write, with the file's name.
pub fn io(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let what = path.display().to_string();
    move |reason| Error::Io { what: what.clone(), reason }
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(io(path))
}

/// Where the signatures beside an artifact are.
pub fn detached_path(artifact: &Path) -> PathBuf {
    let mut name = OsString::from(artifact);
    name.push(DETACHED);
    PathBuf::from(name)
}

/// The signatures beside an artifact, where there are any.
pub fn read_detached(artifact: &Path) -> Result<Option<Vec<u8>>, Error> {
    let path = detached_path(artifact);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io(&path)(error)),
    }
}

/// Writes a file whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(io(parent))?;
    }
    let mut temporary = OsString::from(path);
    // Another command may write the same one.
    temporary.push(format!(".{}.tmp", std::process::id()));
    let temporary = PathBuf::from(temporary);
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // What is left of it helps nobody; where it can't be removed either, the first error is the one to tell.
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(io(path))
}
