//! Compiled components on disk.
//!
//! An entry is machine code that will be run as it stands: wasmtime checks that it was made by the same version with
//! the same settings, but not that it is what the compiler wrote. So the directory must belong to us and be writable
//! by nobody else, which is looked at before an entry is opened; and entries come from nowhere but [`Cache::store`].

use crate::engine::locked;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};
use wasmtime::Engine;
use wasmtime::component::Component;

/// Makes a folder that only we can write where it isn't there, and refuses one that others can: what is read from there is
/// believed.
///
/// # Errors
/// Why it can't be, in words.
pub fn own_folder(dir: &Path) -> Result<(), String> {
    make(dir).map_err(|error| format!("{} can't be made: {error}", dir.display()))?;
    check(dir)
}

/// The ending of an entry's name.
const ENDING: &str = "cwasm";

/// How old an entry's time of use may get before a hit sets it anew: a day is exact enough to throw away the oldest,
/// and spares a write at almost every load.
const FRESH: Duration = Duration::from_secs(24 * 60 * 60);

/// How old a file that was never finished must be to be thrown away: writing one takes seconds, not an hour.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// How many entries are stored between two looks at the size: a look reads the whole directory.
const BETWEEN_PRUNES: u64 = 64;

/// A directory of compiled components.
pub(crate) struct Cache {
    dir: PathBuf,
    engine: String,
    most: u64,
    stored: AtomicU64,
    pruning: Mutex<()>,
}

impl Cache {
    /// The cache in `dir`, which is made where it doesn't exist. The problem in words, where it can't be trusted.
    pub(crate) fn open(dir: &Path, engine: &Engine, most: u64) -> Result<Cache, String> {
        make(dir).map_err(|error| format!("the cache directory {} can't be made: {error}", dir.display()))?;
        check(dir)?;
        // Fixed keys: the same settings give the same name in every process. Should a later standard library hash
        // otherwise, the entries are compiled again.
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Ok(Cache {
            dir: dir.to_owned(),
            engine: format!("{:016x}", hasher.finish()),
            most,
            stored: AtomicU64::new(0),
            pruning: Mutex::new(()),
        })
    }

    fn path(&self, sha256: &str) -> PathBuf {
        self.dir.join(format!("{sha256}-{}.{ENDING}", self.engine))
    }

    /// The compiled component of that digest, if there is a sound one.
    pub(crate) fn load(&self, engine: &Engine, sha256: &str) -> Option<Component> {
        let path = self.path(sha256);
        let entry = File::open(&path).ok()?;
        // Looked at again each time: a long-running program may outlive a change of the directory.
        if let Err(problem) = check(&self.dir).and_then(|()| check_entry(&path)) {
            tracing::warn!("a compiled component isn't used: {problem}");
            return None;
        }
        // SAFETY: the file was written by `store`, because nobody else can write into this directory (checked just
        // now), and nobody changes it: entries are only ever put in place whole, by renaming.
        match unsafe { Component::deserialize_file(engine, &path) } {
            Ok(component) => {
                touch(&entry);
                Some(component)
            }
            Err(error) => {
                tracing::debug!("the compiled component {} is compiled again: {error:#}", path.display());
                None
            }
        }
    }

    /// Keeps a compiled component. Where that fails nothing is lost but time, so it is only noted.
    pub(crate) fn store(&self, component: &Component, sha256: &str) {
        let path = self.path(sha256);
        if let Err(error) = self.write(component, &path) {
            tracing::warn!("a compiled component can't be kept as {}: {error:#}", path.display());
        }
        if self.stored.fetch_add(1, Ordering::Relaxed).is_multiple_of(BETWEEN_PRUNES) {
            self.prune();
        }
    }

    fn write(&self, component: &Component, path: &Path) -> wasmtime::Result<()> {
        check(&self.dir).map_err(wasmtime::Error::msg)?;
        let code = component.serialize()?;
        // A name of its own for every writer: two that compile the same component each put a whole file in place.
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let draft = self.dir.join(format!(".{}-{number}.draft", std::process::id()));
        let written = (|| {
            let mut file = create(&draft)?;
            file.write_all(&code)?;
            file.sync_all()?;
            fs::rename(&draft, path)
        })();
        if written.is_err() {
            let _ = fs::remove_file(&draft);
        }
        Ok(written?)
    }

    /// Throws away the entries unused for longest until the rest fits, and drafts that nobody finishes.
    fn prune(&self) {
        let _one_at_a_time = locked(&self.pruning);
        let Ok(files) = fs::read_dir(&self.dir) else { return };
        let now = SystemTime::now();
        let mut entries = Vec::new();
        for file in files.flatten() {
            let (path, Ok(about)) = (file.path(), file.metadata()) else { continue };
            let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            match path.extension().and_then(OsStr::to_str) {
                Some(ENDING) => entries.push((used, about.len(), path)),
                Some("draft") if now.duration_since(used).is_ok_and(|age| age > ABANDONED) => {
                    let _ = fs::remove_file(path);
                }
                _ => {}
            }
        }
        entries.sort();
        let mut total: u64 = entries.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, bytes, path) in entries {
            if total <= self.most {
                return;
            }
            // A file that is mapped stays readable for whoever has it.
            if fs::remove_file(path).is_ok() {
                total -= bytes;
            }
        }
    }
}

/// Sets an entry's time of use, where that is long ago.
fn touch(entry: &File) {
    let now = SystemTime::now();
    let used = entry.metadata().and_then(|about| about.modified());
    if used.is_ok_and(|used| now.duration_since(used).is_ok_and(|age| age > FRESH)) {
        let _ = entry.set_modified(now);
    }
}

#[cfg(unix)]
fn make(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    // 0700: ours alone.
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    // 0600: ours alone, whatever the umask.
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

/// Refuses a file or directory that another user owns or can write.
#[cfg(unix)]
fn check_owner(path: &Path, about: &fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt;
    let us = rustix::process::geteuid().as_raw();
    if about.uid() != us {
        return Err(format!(
            "{} belongs to user {}, not to user {us} who runs this; choose another cache directory",
            path.display(),
            about.uid()
        ));
    }
    // The write bits of group and others.
    if about.mode() & 0o022 != 0 {
        return Err(format!(
            "others can write to {} (mode {:04o}); run `chmod go-w` on it, or choose another cache directory",
            path.display(),
            about.mode() & 0o7777
        ));
    }
    Ok(())
}

#[cfg(unix)]
fn check(dir: &Path) -> Result<(), String> {
    let about = fs::metadata(dir).map_err(|error| format!("{} can't be looked at: {error}", dir.display()))?;
    if !about.is_dir() {
        return Err(format!("{} is no directory", dir.display()));
    }
    check_owner(dir, &about)
}

#[cfg(unix)]
fn check_entry(path: &Path) -> Result<(), String> {
    let about =
        fs::symlink_metadata(path).map_err(|error| format!("{} can't be looked at: {error}", path.display()))?;
    if !about.is_file() {
        return Err(format!("{} is no ordinary file", path.display()));
    }
    check_owner(path, &about)
}

// Elsewhere there is no owner and no mode to look at, so there is nothing to trust.
#[cfg(not(unix))]
fn make(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

#[cfg(not(unix))]
fn check(_: &Path) -> Result<(), String> {
    Err("on this system mighost can't tell who may write to a directory".into())
}

#[cfg(not(unix))]
fn check_entry(path: &Path) -> Result<(), String> {
    check(path)
}
