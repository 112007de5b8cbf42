//! The artifacts and sources around a file: where a revision's parents are found.

use super::files;
use mighost::sign::{Parent, Unverified};
use mighost::{Artifact, Description, Digest, Error, Script, read_description};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file that may be somebody's parent.
#[derive(Clone, Debug)]
struct Member {
    path: PathBuf,
    description: Description,
    /// Where it isn't written yet.
    ready: Option<Artifact>,
}

/// The revisions of some folders, by package and id. Their content is read when it is needed.
#[derive(Debug, Default)]
pub struct Pool {
    members: BTreeMap<Key, Vec<Member>>,
    sequences: BTreeMap<Key, u64>,
}

/// A package and an id.
type Key = (Option<String>, String);

/// What is known of a revision that another one follows.
struct Known {
    content: Digest,
    /// Its place by its own signatures, which nobody has checked: the publisher's own files are the publisher's.
    sequence: Option<u64>,
}

impl Pool {
    /// Adds the files of a folder and of its `artifacts/`. What can't be read there isn't anybody's parent.
    pub fn add_folder(&mut self, dir: &Path) {
        for dir in [dir.to_owned(), dir.join("artifacts")] {
            let dir = if dir.as_os_str().is_empty() { PathBuf::from(".") } else { dir };
            let Ok(entries) = std::fs::read_dir(&dir) else { continue };
            let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
            paths.sort();
            for path in paths {
                if let Some(description) = describe(&path) {
                    self.add(Member { path, description, ready: None });
                }
            }
        }
    }

    /// Adds one file, which must be an artifact.
    pub fn add_file(&mut self, path: &Path) -> Result<(), Error> {
        files::read(path)?;
        match describe(path) {
            Some(description) => self.add(Member { path: path.to_owned(), description, ready: None }),
            None => return Err(Error::Usage(format!("{}: not a sealed artifact, so nobody's parent", path.display()))),
        }
        Ok(())
    }

    /// Adds an artifact that is at hand already; its file may not be.
    pub fn add_ready(&mut self, path: &Path, artifact: &Artifact) {
        if let Some(description) = artifact.description().cloned() {
            self.add(Member { path: path.to_owned(), description, ready: Some(artifact.clone()) });
        }
    }

    fn add(&mut self, new: Member) {
        let members = self.members.entry((new.description.package.clone(), new.description.id.clone())).or_default();
        let same = |member: &Member| match (member.path.canonicalize(), new.path.canonicalize()) {
            (Ok(a), Ok(b)) => a == b,
            _ => member.path == new.path,
        };
        if !members.iter().any(same) {
            members.push(new);
        }
    }

    /// The parents of a revision with their content, and its own place. `what` is its file.
    pub fn parents(&mut self, what: &Path, description: &Description) -> Result<(Vec<Parent>, u64), Error> {
        let mut parents = Vec::new();
        for id in &description.revises {
            let known = self.known(&(description.package.clone(), id.clone()))?.ok_or_else(|| missing(what, id))?;
            parents.push(Parent { id: id.clone(), sha256: known.content });
        }
        let key = (description.package.clone(), description.id.clone());
        let place = self.place(what, &key, &description.revises)?;
        Ok((parents, place))
    }

    /// The content of a revision, where it is at hand.
    pub fn content(&self, package: Option<&str>, id: &str) -> Result<Option<Digest>, Error> {
        Ok(self.known(&(package.map(str::to_owned), id.to_owned()))?.map(|known| known.content))
    }

    /// One more than the largest place of a parent: the length of the longest way from a base.
    fn place(&mut self, what: &Path, key: &Key, revises: &[String]) -> Result<u64, Error> {
        let mut open = vec![(key.clone(), revises.to_vec())];
        while let Some((at, revises)) = open.last().cloned() {
            let parents: Vec<Key> = revises.into_iter().map(|id| (at.0.clone(), id)).collect();
            let next = parents.iter().find(|parent| !self.sequences.contains_key(*parent));
            let Some(next) = next else {
                let largest = parents.iter().filter_map(|parent| self.sequences.get(parent)).max();
                let place = largest.map_or(1, |largest| largest + 1);
                self.sequences.insert(at, place);
                open.pop();
                continue;
            };
            if open.iter().any(|(before, _)| before == next) {
                return Err(Error::Usage(format!(
                    "{}: `{}` follows itself; correct `revises`",
                    what.display(),
                    next.1
                )));
            }
            let known = self.known(next)?.ok_or_else(|| missing(what, &next.1))?;
            match known.sequence {
                Some(sequence) => {
                    self.sequences.insert(next.clone(), sequence);
                }
                None => {
                    let revises = self.members.get(next).and_then(|m| m.first()).map(|m| m.description.revises.clone());
                    open.push((next.clone(), revises.unwrap_or_default()));
                }
            }
        }
        // It was put there last.
        self.sequences.get(key).copied().ok_or_else(|| Error::Internal("a revision has no place".into()))
    }

    fn known(&self, key: &Key) -> Result<Option<Known>, Error> {
        let mut found: Option<(&Member, Known)> = None;
        for member in self.members.get(key).into_iter().flatten() {
            let known = member.read()?;
            found = match found {
                None => Some((member, known)),
                Some((other, before)) if before.content != known.content => {
                    return Err(Error::Usage(format!(
                        "`{}` is there twice, and not the same: {} and {}; `mighost build`, or remove one of them",
                        key.1,
                        other.path.display(),
                        member.path.display()
                    )));
                }
                Some((other, before)) => {
                    Some((other, Known { sequence: before.sequence.or(known.sequence), ..before }))
                }
            };
        }
        Ok(found.map(|(_, known)| known))
    }
}

fn missing(what: &Path, id: &str) -> Error {
    Error::Usage(format!(
        "{}: what it stands on, `{id}`, isn't in its folder; give its artifact with --parent FILE",
        what.display()
    ))
}

/// The description of an artifact or an SQL file.
fn describe(path: &Path) -> Option<Description> {
    match path.extension()?.to_str()? {
        "wasm" => read_description(&std::fs::read(path).ok()?).ok()?,
        "sql" => Some(Script::parse(&std::fs::read_to_string(path).ok()?).ok()?.description().clone()),
        _ => None,
    }
}

impl Member {
    fn read(&self) -> Result<Known, Error> {
        let path = &self.path;
        let broken = |reason| Error::Source(mighost::chain::SourceError::Broken { path: path.clone(), reason });
        let artifact = match &self.ready {
            Some(artifact) => artifact.clone(),
            None if path.extension().is_some_and(|e| e == "sql") => {
                let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
                Script::parse(&text).and_then(|script| script.pack()).and_then(Artifact::read).map_err(broken)?
            }
            None => Artifact::read(files::read(path)?).map_err(broken)?,
        };
        let detached = files::read_detached(path)?;
        let claimed = Unverified::of_artifact(artifact.bytes(), detached.as_deref()).ok().flatten();
        let statement = claimed.and_then(|claimed| claimed.statement().ok());
        let content = artifact.content_sha256();
        let sequence = statement.filter(|statement| statement.sha256 == content).map(|statement| statement.sequence);
        Ok(Known { content, sequence })
    }
}
