//! Writing files that must not exist, whole or not at all.

use mighost::Error;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Makes a folder and those above it.
pub fn make_dir(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|reason| io(path, reason))
}

/// Writes a file that must not exist.
pub fn write_new(path: &Path, content: &[u8]) -> Result<(), Error> {
    let mut file = match fs::File::create_new(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Error::Usage(format!("{} exists already", path.display())));
        }
        Err(reason) => return Err(io(path, reason)),
    };
    file.write_all(content).map_err(|reason| {
        // Half a file is worse than none, and the first failure is the one to tell.
        let _ = fs::remove_file(path);
        io(path, reason)
    })
}

/// Writes a folder that must not exist: its files, by their paths in it.
pub fn write_folder(path: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
    if path.exists() {
        return Err(Error::Usage(format!("{} exists already", path.display())));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // A hidden folder is no migration, so nobody reads it before it is whole.
    let temporary = path.with_file_name(format!(".{name}.new"));
    let written = files.iter().try_for_each(|(name, content)| {
        let file = temporary.join(name);
        if let Some(parent) = file.parent() {
            make_dir(parent)?;
        }
        write_new(&file, content)
    });
    let moved = written.and_then(|()| fs::rename(&temporary, path).map_err(|reason| io(path, reason)));
    if moved.is_err() {
        let _ = fs::remove_dir_all(&temporary);
    }
    moved
}

fn io(path: &Path, reason: std::io::Error) -> Error {
    Error::Io { what: path.display().to_string(), reason }
}
