//! A folder that takes another one's place whole, or not at all.

use super::files::io;
use crate::runtimes;
use mighost::{Error, RUNTIMES};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How old what an interrupted pull has left must be to be cleared away: no pull takes that long.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder in the making, beside the one whose place it takes. Dropped before that, it is removed.
pub struct Staging {
    target: PathBuf,
    folder: PathBuf,
}

impl Staging {
    /// An empty folder beside the target; folders above are made.
    pub fn beside(target: &Path) -> Result<Staging, Error> {
        // A link stays one: what it leads to is what is exchanged.
        let target = target.canonicalize().unwrap_or_else(|_| target.to_owned());
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.ok_or_else(|| Error::Usage(format!("{}: not a folder of its own", target.display())))?;
        let above = target.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(above).map_err(io(above))?;
        // Hidden: no folder of migrations.
        let begin = format!(".{name}.pull-");
        clear(above, &begin);
        let folder = above.join(format!("{begin}{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).map_err(io(&folder))?;
        Ok(Staging { target, folder })
    }

    /// The folder in the making.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file into it, or into its folder of runtimes.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(io(parent))?;
        }
        // Two artifacts of one name would be one.
        let mut file = fs::File::create_new(&path).map_err(io(&path))?;
        std::io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all()).map_err(io(&path))
    }

    /// Whether the target holds just the same already.
    pub fn is_there_already(&self) -> bool {
        let (Some(ours), Some(theirs)) = (names(&self.folder), names(&self.target)) else { return false };
        // File by file: together they may be more than fits into memory.
        let same = |name: &String| {
            let [one, other] = [&self.folder, &self.target].map(|folder| fs::read(folder.join(name)).ok());
            one.is_some() && one == other
        };
        ours == theirs && ours.iter().all(same)
    }

    /// Takes the target's place.
    pub fn commit(self) -> Result<(), Error> {
        if !self.target.exists() {
            return fs::rename(&self.folder, &self.target).map_err(io(&self.target));
        }
        if exchange(&self.folder, &self.target) {
            // What was there is in our folder now, which goes when this is dropped.
            return Ok(());
        }
        // Where the system can't exchange them there is a moment without either.
        let mut old = self.folder.clone().into_os_string();
        old.push(".old");
        let old = PathBuf::from(old);
        fs::rename(&self.target, &old).map_err(io(&self.target))?;
        if let Err(error) = fs::rename(&self.folder, &self.target) {
            // The first failure is the one to tell.
            let _ = fs::rename(&old, &self.target);
            return Err(io(&self.target)(error));
        }
        fs::remove_dir_all(&old).map_err(io(&old))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Where it can't be removed a later pull does.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Exchanges two folders at once, where the system can.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Removes what interrupted pulls have left.
fn clear(above: &Path, begin: &str) {
    for entry in fs::read_dir(above).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(begin);
        let age = entry.metadata().and_then(|facts| facts.modified()).ok().and_then(|time| time.elapsed().ok());
        if ours && age.is_some_and(|age| age > STALE) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The names of what is in a folder, and in its folder of runtimes; `None` where it can't be read.
fn names(folder: &Path) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != RUNTIMES {
            names.push(name);
            continue;
        }
        for runtime in fs::read_dir(entry.path()).ok()? {
            names.push(format!("{name}/{}", runtime.ok()?.file_name().to_string_lossy()));
        }
    }
    names.sort();
    Some(names)
}

/// Refuses a folder that holds something else than what a pull writes: it would be lost with it.
pub fn refuse_others(target: &Path) -> Result<(), Error> {
    refuse(target, |name, path| {
        let file = name.ends_with(".wasm") || name.ends_with(".wasm.dsse") || name == mighost_registry::RELEASE_FILE;
        if path.is_dir() { name == RUNTIMES } else { file }
    })?;
    let runtimes = target.join(RUNTIMES);
    // The note of which one the artifacts here were built with is a build's.
    if runtimes.is_dir() { refuse(&runtimes, |name, path| runtimes::is_name(name) && !path.is_dir()) } else { Ok(()) }
}

/// Refuses a folder in which something isn't ours.
fn refuse(folder: &Path, ours: impl Fn(&str, &Path) -> bool) -> Result<(), Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io(folder)(error)),
    };
    for entry in entries {
        let path = entry.map_err(io(folder))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !ours(&name, &path) {
            return Err(Error::Usage(format!(
                "{} is in the folder that the pull would replace; move it away, or name another folder with --output",
                path.display()
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("mighost-staging-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        folder
    }

    /// What is in a folder, and in its folder of runtimes.
    fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
        names(folder).unwrap().into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
    }

    #[test]
    fn it_takes_the_place_of_what_was_there() {
        let above = folder("whole");
        let target = above.join("billing");
        for text in ["first", "second"] {
            let staging = Staging::beside(&target).unwrap();
            staging.write(&format!("{text}.wasm"), text.as_bytes()).unwrap();
            assert!(!staging.is_there_already());
            staging.commit().unwrap();
            assert_eq!(contents(&target), [(format!("{text}.wasm"), text.as_bytes().to_vec())]);
            // Nothing else is left beside it.
            assert_eq!(fs::read_dir(&above).unwrap().count(), 1);
        }
        fs::remove_dir_all(above).unwrap();
    }

    #[test]
    fn what_is_given_up_leaves_what_was_there() {
        let above = folder("dropped");
        let target = above.join("billing");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("1.wasm"), "old").unwrap();
        let staging = Staging::beside(&target).unwrap();
        staging.write("1.wasm", b"new").unwrap();
        assert!(staging.write("1.wasm", b"twice").is_err());
        drop(staging);
        assert_eq!(contents(&target), [("1.wasm".to_owned(), b"old".to_vec())]);
        assert_eq!(fs::read_dir(&above).unwrap().count(), 1);
        fs::remove_dir_all(above).unwrap();
    }

    #[test]
    fn runtimes_are_part_of_it() {
        let above = folder("runtimes");
        let target = above.join("billing");
        let name = runtimes::name(&mighost::Digest::of(b"runtime"));
        let again = |runtime: &[u8]| {
            let staging = Staging::beside(&target).unwrap();
            staging.write("1.wasm", b"1").unwrap();
            staging.write(&name, runtime).unwrap();
            let already = staging.is_there_already();
            staging.commit().unwrap();
            already
        };
        assert!(!again(b"broken") && !again(b"runtime") && again(b"runtime"));
        assert!(refuse_others(&target).is_ok());
        // One that nothing needs any more goes with the former folder.
        let staging = Staging::beside(&target).unwrap();
        staging.write("1.wasm", b"1").unwrap();
        assert!(!staging.is_there_already());
        staging.commit().unwrap();
        assert_eq!(contents(&target), [("1.wasm".to_owned(), b"1".to_vec())]);
        fs::remove_dir_all(above).unwrap();
    }

    #[test]
    fn what_a_pull_did_not_write_is_not_replaced() {
        let target = folder("others");
        fs::write(target.join("1.wasm"), "").unwrap();
        assert!(refuse_others(&target).is_ok());
        let runtimes = target.join(RUNTIMES);
        fs::create_dir(&runtimes).unwrap();
        fs::write(runtimes.join("python.sha256"), "").unwrap();
        assert!(refuse_others(&target).unwrap_err().to_string().contains("python.sha256"));
        fs::remove_dir_all(&runtimes).unwrap();
        fs::write(target.join("1.sql"), "").unwrap();
        assert!(refuse_others(&target).unwrap_err().to_string().contains("1.sql"));
        fs::remove_dir_all(target).unwrap();
    }
}
