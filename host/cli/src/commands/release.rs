//! `release`: a whole chain, signed.

use super::{DONE, verify};
use crate::args::Release as Args;
use crate::config::Config;
use crate::output::{GOOD, ID, Output, paint};
use crate::trust::pool::Pool;
use crate::trust::{files, keys, signing};
use mighost::chain::{Chain, Graph, Node, Origin, SourceError};
use mighost::sign::{Found, Lock, Release, Released, Untrusted, Unverified, Verifier, attach, sign_release};
use mighost::{Artifact, Error, Script, read_description};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The manifest's name, beside the artifacts.
pub const MANIFEST: &str = "release.json";

/// An artifact of the chain.
pub struct Item {
    pub path: PathBuf,
    pub artifact: Artifact,
    pub revises: Vec<String>,
}

pub fn release(args: &Args, config: &Config, output: &Output) -> Result<u8, Error> {
    let expires = args.expires.as_deref().map(end).transpose()?;
    let signer = keys::signer(&args.with, output)?;
    let (items, package) = items(&config.dir, output)?;
    let mut pool = Pool::default();
    for item in &items {
        pool.add_ready(&item.path, &item.artifact);
    }
    let mut ready: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let mut list = Vec::new();
    for item in &items {
        let detached = files::read_detached(&item.path)?;
        let signed =
            signing::artifact(&item.path, &item.artifact, detached.as_deref(), &args.with, signer.as_ref(), &mut pool)?;
        let refused = |reason| Error::Sign { what: item.path.display().to_string(), reason };
        if !signed.already {
            ready.push((item.path.clone(), attach(item.artifact.bytes(), &signed.envelope).map_err(refused)?));
        } else if !item.path.exists() {
            ready.push((item.path.clone(), item.artifact.bytes().to_vec()));
        }
        let (id, sha256) = (signed.statement.revision, signed.statement.sha256);
        list.push(Released { id, sha256, revises: item.revises.clone() });
    }
    let signed_now = ready.len();
    let manifest = manifest_path(&items, &config.dir);
    let what = manifest.display().to_string();
    let refused = |reason| Error::Sign { what: what.clone(), reason };
    let before = previous(&manifest)?;
    let lock_path = config.lock_file();
    let lock = config.lock()?.unwrap_or_default();
    let pinned = lock.packages.get(&package).map_or(0, |locked| locked.release);
    let wanted = Wanted { package, version: args.version, expires, audience: args.with.audience.clone(), list };
    let (release, same) = wanted.after(before.as_ref(), pinned, &what)?;
    let existing = before.as_ref().filter(|_| same).map(|(unverified, _)| unverified.envelope());
    let envelope = sign_release(&release, existing, signer.as_ref()).map_err(refused)?;
    let json_text = envelope.to_json().map_err(refused)?;
    let new_manifest = std::fs::read(&manifest).map_or(true, |there| there != json_text);
    if new_manifest {
        ready.push((manifest.clone(), json_text));
    }
    let lock_text = pin(lock, &lock_path, &release)?;
    if std::fs::read(&lock_path).map_or(true, |there| there != lock_text.as_bytes()) {
        ready.push((lock_path.clone(), lock_text.into_bytes()));
    }
    // Nothing is written before everything is signed.
    for (path, bytes) in &ready {
        files::write(path, bytes)?;
    }
    let key = signer.public_key().id();
    output.object(&json!({
        "package": release.package, "version": release.version, "expires": release.expires, "key": key,
        "manifest": manifest, "manifest_sha256": release.sha256().map_err(refused)?, "lock": lock_path,
        "revisions": release.revisions, "signed": signed_now, "written": ready.iter().map(|(path, _)| path).collect::<Vec<_>>(),
    }));
    if ready.is_empty() {
        output.line(format!("nothing to do: release {} is signed by the key {key}", release.version));
        return Ok(DONE);
    }
    let count = release.revisions.len();
    output.line(format!("{} signed {signed_now} of {count} artifacts", paint(GOOD, "✓")));
    let until = release.expires.as_ref().map(|end| format!(", until {end}")).unwrap_or_default();
    output.line(format!("{} release {}{until}  {what}", paint(GOOD, "✓"), paint(ID, release.version)));
    output.line(format!("{} {}", paint(GOOD, "✓"), lock_path.display()));
    output.line(format!("by the key {key}"));
    Ok(DONE)
}

/// The chain as artifacts, in order, and its package.
pub fn items(dir: &Path, output: &Output) -> Result<(Vec<Item>, String), Error> {
    let chain = Chain::read(dir)?;
    if let Some(source) = chain.not_built.first() {
        return Err(Error::Usage(format!("{} isn't built; run `mighost build` first", source.display())));
    }
    for source in &chain.outdated {
        output.warn(format!("{} is newer than its artifact; `mighost build` builds it again", source.display()));
    }
    let graph = Graph::build(chain.revisions, &[])?;
    let packed = packed(&dir.join("artifacts"));
    let items = graph.ordered().map(|node| item(node, dir, &packed)).collect::<Result<Vec<_>, _>>()?;
    let packages: Vec<Option<&str>> = graph.ordered().map(|node| node.description().package.as_deref()).collect();
    let Some(package) = packages.first() else {
        return Err(Error::Usage(format!(
            "{}: there is nothing to release; `mighost new` makes a migration",
            dir.display()
        )));
    };
    if let Some(other) = packages.iter().find(|other| *other != package) {
        let name = |package: &Option<&str>| package.map_or("the root package".to_owned(), |name| format!("`{name}`"));
        return Err(Error::Usage(format!(
            "{}: a release is of one package, and there are {} and {}; give each a folder of its own",
            dir.display(),
            name(package),
            name(other)
        )));
    }
    Ok((items, package.unwrap_or_default().to_owned()))
}

/// The artifacts that were made before, by id: an SQL file's own is the one with its id, whatever its name.
fn packed(dir: &Path) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let wasm = entries.filter(|path| path.extension().is_some_and(|e| e == "wasm"));
    let described = |path: PathBuf| Some((read_description(&std::fs::read(&path).ok()?).ok()??.id, path));
    wasm.filter_map(described).collect()
}

/// One revision as an artifact. What an SQL file is packed to keeps the signatures it has.
fn item(node: &Node, dir: &Path, packed: &BTreeMap<String, PathBuf>) -> Result<Item, Error> {
    let broken = |path: &Path, reason| Error::Source(SourceError::Broken { path: path.to_owned(), reason });
    let revises = node.description().revises.clone();
    match &node.revision.origin {
        Origin::Sql(source) => {
            let text = String::from_utf8_lossy(&files::read(source)?).into_owned();
            let bytes = Script::parse(&text).and_then(|script| script.pack()).map_err(|e| broken(source, e))?;
            let name = format!("{}.wasm", source.file_stem().unwrap_or_default().to_string_lossy());
            let target = packed.get(node.id()).cloned().unwrap_or_else(|| dir.join("artifacts").join(name));
            let fresh = Artifact::read(bytes).map_err(|e| broken(source, e))?;
            let there = std::fs::read(&target).ok().and_then(|bytes| Artifact::read(bytes).ok());
            let same = there.filter(|there| there.content_sha256() == fresh.content_sha256());
            Ok(Item { path: target, artifact: same.unwrap_or(fresh), revises })
        }
        Origin::Artifact(path) => {
            let artifact = Artifact::read(files::read(path)?).map_err(|e| broken(path, e))?;
            Ok(Item { path: path.clone(), artifact, revises })
        }
        Origin::Stored(_) => Err(Error::Internal("a folder holds no stored artifacts".into())),
    }
}

/// Beside the artifacts: in `artifacts/`, or above where some are there.
pub fn manifest_path(items: &[Item], dir: &Path) -> PathBuf {
    let below = dir.join("artifacts");
    let all_below = items.iter().all(|item| item.path.parent() == Some(&below));
    if all_below { below.join(MANIFEST) } else { dir.join(MANIFEST) }
}

/// The manifest that is there.
pub fn previous(path: &Path) -> Result<Option<(Unverified, Release)>, Error> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(files::io(path)(error)),
    };
    let unreadable = |reason: Untrusted| {
        Error::Usage(format!(
            "{}: this is no manifest ({reason}); take it from version control, or remove it",
            path.display()
        ))
    };
    let unverified = Unverified::of_release(&bytes).map_err(unreadable)?;
    let release = unverified.release().map_err(unreadable)?;
    Ok(Some((unverified, release)))
}

/// What a release is to say.
struct Wanted {
    package: String,
    version: Option<u64>,
    expires: Option<String>,
    audience: Option<String>,
    list: Vec<Released>,
}

impl Wanted {
    /// The release, and whether it is the one that is there. `pinned` is the last one by the lock file, which stays
    /// where a manifest is removed.
    fn after(self, before: Option<&(Unverified, Release)>, pinned: u64, what: &str) -> Result<(Release, bool), Error> {
        let there = before.map(|(_, release)| release);
        if let Some(last) = there
            && last.package == self.package
            && last.revisions == self.list
            && self.version.is_none_or(|version| version == last.version)
            && (self.expires.is_none() || self.expires == last.expires)
            && (self.audience.is_none() || self.audience == last.audience)
        {
            return Ok((last.clone(), true));
        }
        let last = there.map_or(0, |release| release.version).max(pinned);
        if let Some(version) = self.version.filter(|version| *version <= last) {
            return Err(Error::Usage(format!(
                "{what}: the last release is {last}, so {version} can't be the next one; --version {} or more, or none",
                last + 1
            )));
        }
        let release = Release {
            package: self.package,
            version: self.version.unwrap_or(last + 1),
            created: signing::now(),
            expires: self.expires,
            audience: self.audience,
            revisions: self.list,
        };
        Ok((release, false))
    }
}

/// The end of a release: a time, or the first moment of a day in UTC. It must be to come.
fn end(text: &str) -> Result<String, Error> {
    let wrong =
        || Error::Usage(format!("--expires {text}: not a day or time; write 2027-06-30 or 2027-06-30T12:00:00Z"));
    let time: jiff::Timestamp = match text.parse::<jiff::civil::Date>() {
        Ok(day) if text.len() == "2027-06-30".len() => {
            day.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| wrong())?.timestamp()
        }
        _ => text.parse().map_err(|_| wrong())?,
    };
    if time <= jiff::Timestamp::now() {
        return Err(Error::Usage(format!("--expires {text}: that is over; give a day to come")));
    }
    Ok(format!("{time:.0}"))
}

/// The lock file's text with this release.
fn pin(mut lock: Lock, path: &Path, release: &Release) -> Result<String, Error> {
    let refused = |reason| Error::Sign { what: path.display().to_string(), reason };
    lock.pin(release).map_err(refused)?;
    lock.write().map_err(refused)
}

/// Verifies a manifest, and the folder that it lies in against it.
pub fn judge(path: &Path, verifier: &Verifier, signers: &[verify::Named], output: &Output) -> Result<Value, Error> {
    let untrusted = |reason: Untrusted| Error::Untrusted { what: path.display().to_string(), reason };
    let verified = verifier.release(&files::read(path)?, jiff::Timestamp::now()).map_err(untrusted)?;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    verified.check(&found(dir)?).map_err(untrusted)?;
    let release = verified.release();
    output.answer(format!("{} {}", paint(GOOD, "✓"), path.display()));
    verify::print_signers(verified.keys(), verified.others(), signers, output);
    let until = release.expires.as_ref().map(|end| format!(", until {end}")).unwrap_or_default();
    output.answer(format!("  release    {}{until}", paint(ID, release.version)));
    output.answer(format!("  chain      {} artifacts, all as signed", release.revisions.len()));
    Ok(json!({
        "file": path, "trusted": true, "keys": verified.keys(), "manifest_sha256": verified.sha256(),
        "not_counted": verified.others().iter().map(ToString::to_string).collect::<Vec<_>>(), "release": release,
    }))
}

/// The chain of a folder as a manifest would list it.
pub fn found(dir: &Path) -> Result<Vec<Found>, Error> {
    let chain = Chain::read(dir)?;
    let graph = Graph::build(chain.revisions, &chain.not_built)?;
    let mut found = Vec::new();
    for node in graph.ordered() {
        let item = match &node.revision.origin {
            Origin::Artifact(path) => Artifact::read(files::read(path)?)
                .map_err(|reason| Error::Source(SourceError::Broken { path: path.clone(), reason }))?,
            Origin::Sql(path) => {
                let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
                Script::parse(&text)
                    .and_then(|script| script.pack())
                    .and_then(Artifact::read)
                    .map_err(|reason| Error::Source(SourceError::Broken { path: path.clone(), reason }))?
            }
            Origin::Stored(_) => continue,
        };
        let description = node.description();
        found.push(Found {
            id: description.id.clone(),
            sha256: item.content_sha256(),
            revises: description.revises.clone(),
        });
    }
    Ok(found)
}
