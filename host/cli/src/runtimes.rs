//! The runtimes of scripts that go to a registry and come from one.

use crate::config::Config;
use crate::trust::files::read;
use mighost::{Digest, Error, RUNTIMES, RuntimeScript, missing_runtime, runtime_file, runtime_folders};
use mighost_registry::{Contents, MAX_RUNTIME, Registry, Runtime};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of a runtime's file beside the artifacts.
pub fn name(runtime: &Digest) -> String {
    format!("{RUNTIMES}/{runtime}.wasm")
}

/// Whether a file of that name in the folder of runtimes is one.
pub fn is_name(name: &str) -> bool {
    // A SHA-256 in hexadecimal has 64 digits.
    name.strip_suffix(".wasm").is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What a line for people says of so many runtimes.
pub fn count(runtimes: usize) -> String {
    match runtimes {
        0 => String::new(),
        1 => ", with its runtime".to_owned(),
        more => format!(", with {more} runtimes"),
    }
}

/// Where runtimes are beside those of an artifact's own folder.
struct Places {
    dir: PathBuf,
    cache: Option<PathBuf>,
}

impl Places {
    fn of(config: &Config) -> Places {
        Places { dir: config.dir.clone(), cache: config.offline().options().cache_dir.clone() }
    }

    /// Where the runtime of an artifact is looked for when it runs.
    fn folders(&self, artifact: &Path) -> Vec<PathBuf> {
        runtime_folders(Some(artifact), &self.dir, self.cache.as_deref())
    }
}

/// The runtimes of what is pushed, each looked at once.
pub struct Pushed {
    places: Places,
    found: BTreeMap<Digest, Runtime>,
}

impl Pushed {
    pub fn new(config: &Config) -> Pushed {
        Pushed { places: Places::of(config), found: BTreeMap::new() }
    }

    /// The runtime of an artifact's script, which is where it is when it runs.
    pub fn of(&mut self, artifact: &Path, script: &RuntimeScript) -> Result<Runtime, Error> {
        if let Some(found) = self.found.get(&script.runtime) {
            return Ok(found.clone());
        }
        let folders = self.places.folders(artifact);
        let paths = folders.iter().map(|folder| runtime_file(folder, &script.runtime));
        let Some(path) = paths.into_iter().find(|path| path.exists()) else {
            return Err(Error::Usage(format!("{}: {}", artifact.display(), missing_runtime(script, &folders))));
        };
        let bytes = read(&path)?;
        let wrong = |why: String| Error::Usage(format!("{}: {why}", path.display()));
        if Digest::of(&bytes) != script.runtime {
            return Err(wrong("it isn't what its name says; remove it, and run `mighost build` again".to_owned()));
        }
        let size = bytes.len() as u64;
        if size > MAX_RUNTIME {
            return Err(wrong(format!("it has {size} bytes, and nobody pulls more than {MAX_RUNTIME}")));
        }
        let runtime = Runtime { digest: script.runtime, size, name: name(&script.runtime), path };
        self.found.insert(script.runtime, runtime.clone());
        Ok(runtime)
    }

    /// The digests of those that were looked at.
    pub fn digests(&self) -> Vec<Digest> {
        self.found.keys().copied().collect()
    }
}

/// The runtimes that what is pulled needs: each is fetched where it isn't here yet.
pub struct Pulled {
    places: Places,
    /// By its digest, an artifact's script that names it.
    needed: BTreeMap<Digest, RuntimeScript>,
    fetched: Vec<Digest>,
}

impl Pulled {
    pub fn new(config: &Config) -> Pulled {
        Pulled { places: Places::of(config), needed: BTreeMap::new(), fetched: Vec::new() }
    }

    /// Notes what an artifact needs. It was judged: what nobody vouches for fetches nothing.
    pub fn needs(&mut self, script: Option<&RuntimeScript>) {
        if let Some(script) = script {
            // Its source isn't needed, and may be large.
            let script = RuntimeScript { source: String::new(), ..script.clone() };
            self.needed.entry(script.runtime).or_insert(script);
        }
    }

    /// Fetches what isn't here, and hands each over with its name beside the artifacts, one after the other. `folder` is that
    /// of the artifacts: each gets its runtimes, also where others have them, so that it runs wherever it is taken.
    pub async fn fetch(
        &mut self,
        registry: &Registry,
        contents: &Contents,
        folder: &Path,
        mut keep: impl FnMut(&str, &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for (digest, script) in &self.needed {
            let folders = self.places.folders(&folder.join("artifact.wasm"));
            let bytes = match folders.iter().find_map(|folder| intact(&runtime_file(folder, digest), digest)) {
                Some(bytes) => bytes,
                None => {
                    let bytes = registry.runtime(contents, script).await.map_err(crate::commands::failed)?;
                    self.fetched.push(*digest);
                    bytes
                }
            };
            keep(&name(digest), &bytes)?;
        }
        Ok(())
    }

    /// The digests of all that are needed.
    pub fn digests(&self) -> Vec<Digest> {
        self.needed.keys().copied().collect()
    }

    /// The digests of those that were fetched.
    pub fn fetched(&self) -> &[Digest] {
        &self.fetched
    }
}

/// A runtime, where a file holds it. What is broken is fetched again.
fn intact(path: &Path, runtime: &Digest) -> Option<Vec<u8>> {
    if std::fs::metadata(path).ok()?.len() > MAX_RUNTIME {
        return None;
    }
    read(path).ok().filter(|bytes| Digest::of(bytes) == *runtime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_is_called_after_its_digest() {
        let name = name(&Digest::of(b"runtime"));
        assert!(name.strip_prefix("runtimes/").is_some_and(is_name), "{name}");
        for other in ["python.sha256", "1.wasm", ".wasm", "runtimes"] {
            assert!(!is_name(other), "{other}");
        }
    }
}
