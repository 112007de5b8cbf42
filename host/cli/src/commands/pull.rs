//! `pull`: from a registry into the folder of migrations, and nothing that isn't trusted.

use super::push::{connect, failed, place};
use super::{DONE, release};
use crate::args::Pull;
use crate::config::{Config, LOCK};
use crate::dot_env::DotEnv;
use crate::output::{DIM, GOOD, ID, Output, paint};
use crate::runtimes;
use crate::trust::pool::Pool;
use crate::trust::staging::{Staging, refuse_others};
use crate::trust::vouch::{Taken, Vouching, claimed_version};
use crate::trust::{files, sigstore};
use mighost::sign::{Lock, Locked, LockedArtifact, VerifiedRelease};
use mighost::trust::TrustFile;
use mighost::{Error, read_description};
use mighost_registry::{Contents, Fetched, Place, RELEASE_FILE, Registry};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The word for the application's own chain, whose name is empty.
const ROOT: &str = "root";

/// What is wanted, from where, for which package.
struct Wanted<'a> {
    place: Place,
    /// Empty: the application's own chain.
    package: String,
    /// What the lock file has of it, before.
    pinned: Option<Locked>,
    args: &'a Pull,
}

pub fn pull(args: &Pull, config: &Config, output: &Output) -> Result<u8, Error> {
    let lock_path = config.lock_file();
    let mut lock = config.lock()?.unwrap_or_default();
    let trust = config.trusted()?;
    let wanted = match &args.place {
        Some(text) => vec![named(text, args, &lock)?],
        None => locked(args, &lock, &lock_path)?,
    };
    let mut done = Vec::new();
    for wanted in &wanted {
        let registry = connect(&wanted.place, &args.reach)?;
        let future = one(wanted, &registry, trust.as_ref(), config, output);
        let pulled = config.offline().block_on(future)??;
        let mut facts = pulled.facts;
        let pins = !args.locked && args.place.is_some() && args.output.is_none();
        if let Some(verified) = pulled.release.filter(|_| pins) {
            let source = Some(wanted.place.at(&pulled.digest).to_string());
            let refused = |reason| Error::Sign { what: lock_path.display().to_string(), reason };
            lock.pin_from(verified.release(), source).map_err(refused)?;
            let text = lock.write().map_err(refused)?;
            if std::fs::read(&lock_path).map_or(true, |there| there != text.as_bytes()) {
                files::write(&lock_path, text.as_bytes())?;
                output.line(format!("{} {}", paint(GOOD, "✓"), lock_path.display()));
            }
            facts["lock"] = json!(lock_path);
        }
        done.push(facts);
    }
    output.object(&json!({ "pulled": done }));
    let installs = wanted.iter().find(|wanted| !wanted.package.is_empty());
    output.line(match installs {
        Some(wanted) => paint(DIM, format!("next: mighost upgrade {}", wanted.package)),
        None => paint(DIM, "next: mighost upgrade"),
    });
    Ok(DONE)
}

/// What a place on the command line means.
fn named<'a>(text: &str, args: &'a Pull, lock: &Lock) -> Result<Wanted<'a>, Error> {
    let place = place(text)?;
    let package = match (&args.package, place.package()) {
        (Some(package), _) if package == ROOT => String::new(),
        (Some(package), _) => package.clone(),
        (None, Some(package)) => package.to_owned(),
        (None, None) => {
            return Err(Error::Usage(format!(
                "{place}: its path says no package; say whose it must be with --package PUBLISHER/NAME, or --package root for the \
                 application's own chain"
            )));
        }
    };
    if !package.is_empty() && !is_package(&package) {
        return Err(Error::Usage(format!("`{package}` is no package: its name is publisher/name")));
    }
    let pinned = lock.packages.get(&package).cloned();
    if args.locked && pinned.is_none() {
        return Err(Error::Usage(format!(
            "{} doesn't pin {}; pull it without --locked first",
            LOCK,
            if package.is_empty() { ROOT } else { &package }
        )));
    }
    Ok(Wanted { place, package, pinned, args })
}

/// Everything in the lock file that came from a registry.
fn locked<'a>(args: &'a Pull, lock: &Lock, path: &Path) -> Result<Vec<Wanted<'a>>, Error> {
    let mut wanted = Vec::new();
    for (package, locked) in &lock.packages {
        if let Some(source) = &locked.source {
            let place = place(source)?;
            wanted.push(Wanted { place, package: package.clone(), pinned: Some(locked.clone()), args });
        }
    }
    if wanted.is_empty() {
        return Err(Error::Usage(format!(
            "{}: nothing in it came from a registry; name a place, such as ghcr.io/acme/billing:2",
            path.display()
        )));
    }
    let registries: BTreeSet<&str> = wanted.iter().map(|wanted| wanted.place.registry()).collect();
    let variables = DotEnv::read();
    let set = |name: &str| variables.variable(name).is_some();
    if registries.len() > 1
        && (set("MIGHOST_REGISTRY_PASSWORD") || set("MIGHOST_REGISTRY_TOKEN"))
        && !set("MIGHOST_REGISTRY_HOST")
    {
        return Err(Error::Usage(format!(
            "the packages are in several registries ({}), and the credentials in the environment would go to each; say for which \
             they are with MIGHOST_REGISTRY_HOST",
            registries.into_iter().collect::<Vec<_>>().join(", ")
        )));
    }
    Ok(wanted)
}

/// Whether a name is a package's, and safe as two folders' names.
fn is_package(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let part = |part: &str| !part.is_empty() && !part.starts_with(['.', '-']) && part.chars().all(plain);
    name.split('/').count() == 2 && name.split('/').all(part)
}

/// What was pulled.
struct Pulled {
    digest: String,
    release: Option<VerifiedRelease>,
    facts: Value,
}

/// What is fetched, and from where.
struct Origin<'a> {
    registry: &'a Registry,
    contents: &'a Contents,
}

/// Pulls from one place.
async fn one(
    wanted: &Wanted<'_>,
    registry: &Registry,
    trust: Option<&TrustFile>,
    config: &Config,
    output: &Output,
) -> Result<Pulled, Error> {
    let mut vouching = Vouching::new(wanted.place.to_string(), &wanted.package, trust)?;
    let folder = folder(wanted, config)?;
    let contents = registry.look(&wanted.place).await.map_err(failed)?;
    let signer = sigstore::check(registry, &contents, &vouching, config).await?;
    let from = Origin { registry, contents: &contents };
    let mut runtimes = runtimes::Pulled::new(config);
    let mut pulled = if contents.chain {
        chain(wanted, &from, &folder, &mut vouching, &mut runtimes, output).await?
    } else {
        single(wanted, &from, &folder, &mut vouching, &mut runtimes, output).await?
    };
    pulled.facts["runtimes"] = json!(runtimes.digests());
    pulled.facts["fetched"] = json!(runtimes.fetched());
    if let Some(signer) = signer {
        output.line(format!("  signed with Sigstore by {} ({})", paint(ID, &signer.subject), signer.issuer));
        pulled.facts["sigstore"] = json!({ "subject": signer.subject, "issuer": signer.issuer });
    }
    if !vouching.unsigned().is_empty() {
        output.warn(format!(
            "nobody vouches for {} of {}: the trust file lets it be used without signatures",
            vouching.unsigned().iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "),
            wanted.place
        ));
    }
    Ok(pulled)
}

/// Where it belongs.
fn folder(wanted: &Wanted<'_>, config: &Config) -> Result<PathBuf, Error> {
    if let Some(output) = &wanted.args.output {
        return Ok(output.clone());
    }
    if !wanted.package.is_empty() {
        let (publisher, name) = wanted.package.split_once('/').unwrap_or_default();
        let own = config.dir.join("packages").join(publisher).join(name);
        let packages = if config.dir.is_dir() { Some(config.packages()?) } else { None };
        let known = packages.as_ref().and_then(|packages| packages.folder(&wanted.package));
        return Ok(known.map_or(own, Path::to_owned));
    }
    // Beside sources the chain would be theirs and the artifacts' at once.
    let entries = std::fs::read_dir(&config.dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let source = entries.into_iter().find(|path| path.extension().is_some_and(|e| e == "sql" || e == "wasm"));
    let built = || mighost::build::sources(&config.dir).into_iter().map(|source| source.path).next();
    match source.or_else(built) {
        Some(source) => Err(Error::Usage(format!(
            "{} is there: the application's chain has its sources here, and isn't replaced; name another folder with --dir",
            source.display()
        ))),
        None => Ok(config.dir.join("artifacts")),
    }
}

/// A whole chain: into a new folder, which takes the old one's place when everything is as it should be.
async fn chain(
    wanted: &Wanted<'_>,
    &Origin { registry, contents }: &Origin<'_>,
    folder: &Path,
    vouching: &mut Vouching<'_>,
    runtimes: &mut runtimes::Pulled,
    output: &Output,
) -> Result<Pulled, Error> {
    refuse_others(folder)?;
    let json = registry.release(contents).await.map_err(failed)?;
    let release = match &json {
        Some(json) => vouching.release(json)?,
        None => None,
    };
    let there = std::fs::read(folder.join(RELEASE_FILE)).ok().and_then(|json| claimed_version(&json));
    judge_version(wanted, there, release.as_ref(), vouching)?;
    if release.is_none() {
        output.warn(format!("{}: no manifest that counts, so nobody says that the chain is whole", wanted.place));
    }
    let staging = Staging::beside(folder)?;
    let mut taken: Vec<(String, Taken)> = Vec::new();
    let keep = |fetched: Fetched| -> Result<(), Stopped> {
        let kept = vouching.artifact(&fetched.artifact, fetched.beside.as_deref(), true)?;
        let free = |name: &String| !taken.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        // Its number keeps a name that can't be a file's apart from others; the first is 1.
        let name = fetched.name.filter(free).unwrap_or_else(|| format!("revision-{}.wasm", taken.len() + 1));
        staging.write(&name, fetched.artifact.bytes())?;
        if let Some(beside) = &fetched.beside {
            staging.write(&format!("{name}.dsse"), beside)?;
        }
        runtimes.needs(fetched.artifact.script());
        taken.push((name, kept));
        Ok(())
    };
    registry.artifacts(contents, keep).await?;
    // The order is what the graph of these files makes it, not what the registry says.
    let found = release::found(staging.folder())?;
    if let Some(release) = &release {
        release.check(&found).map_err(|why| vouching.refused(why.to_string()))?;
        staging.write(RELEASE_FILE, json.as_deref().unwrap_or_default())?;
    }
    if let Some(pinned) = wanted.pinned.as_ref().filter(|_| wanted.is_locked()) {
        let same = |locked: &LockedArtifact| found.iter().any(|f| f.id == locked.id && f.sha256 == locked.sha256);
        if pinned.artifacts.len() != found.len() || !pinned.artifacts.iter().all(same) {
            return Err(vouching.refused(format!("it isn't what {} pins; {GO_BACK}", LOCK)));
        }
    }
    // Last: they are large, and all that names them is as it should be.
    runtimes.fetch(registry, contents, folder, |name, bytes| staging.write(name, bytes)).await?;
    let already = staging.is_there_already();
    if !already {
        staging.commit()?;
    }
    let count = taken.len();
    let revisions = if count == 1 { "1 revision".to_owned() } else { format!("{count} revisions") };
    let of = release.as_ref().map(|release| format!(", release {}", release.release().version)).unwrap_or_default();
    let state = if already { "there already:" } else { "pulled" };
    let with = runtimes::count(runtimes.digests().len());
    output.line(format!("{} {state} {revisions}{of}{with}  {}", paint(GOOD, "✓"), folder.display()));
    output.answer(paint(ID, wanted.place.at(&contents.digest)));
    let facts = json!({
        "place": wanted.place.to_string(), "digest": contents.digest, "package": wanted.package, "folder": folder,
        "release": release.as_ref().map(|release| release.release().version), "changed": !already,
        "artifacts": taken.iter().map(facts).collect::<Vec<_>>(),
    });
    Ok(Pulled { digest: contents.digest.clone(), release, facts })
}

/// A single artifact: beside those that are there.
async fn single(
    wanted: &Wanted<'_>,
    &Origin { registry, contents }: &Origin<'_>,
    folder: &Path,
    vouching: &mut Vouching<'_>,
    runtimes: &mut runtimes::Pulled,
    output: &Output,
) -> Result<Pulled, Error> {
    let mut pool = Pool::default();
    pool.add_folder(folder);
    let package = Some(wanted.package.as_str()).filter(|name| !name.is_empty());
    let mut kept: Option<(PathBuf, Fetched, Taken)> = None;
    let keep = |fetched: Fetched| -> Result<(), Stopped> {
        for id in fetched.artifact.description().into_iter().flat_map(|description| &description.revises) {
            if let Some(content) = pool.content(package, id)? {
                vouching.knows(id, content);
            }
        }
        let taken = vouching.artifact(&fetched.artifact, fetched.beside.as_deref(), false)?;
        let pinned = wanted.pinned.iter().flat_map(|pinned| &pinned.artifacts).find(|a| a.id == taken.found.id);
        let differs = pinned.map_or(wanted.is_locked(), |pinned| pinned.sha256 != taken.found.sha256);
        if differs {
            let why = format!("`{}` isn't what {} pins; {GO_BACK}", taken.found.id, LOCK);
            return Err(vouching.refused(why).into());
        }
        let path = match same_revision(folder, &taken.found.id) {
            Some(path) => {
                let there = pool.content(package, &taken.found.id)?;
                if there != Some(taken.found.sha256) {
                    return Err(Error::Usage(format!(
                        "{} is `{}` already, and not the same; remove it first if the other one is meant",
                        path.display(),
                        taken.found.id
                    ))
                    .into());
                }
                path
            }
            None => folder.join(fetched.name.clone().unwrap_or_else(|| "revision.wasm".to_owned())),
        };
        kept = Some((path, fetched, taken));
        Ok(())
    };
    registry.artifacts(contents, keep).await?;
    let Some((path, fetched, taken)) = kept else {
        return Err(Error::Internal("an artifact was pulled and isn't there".into()));
    };
    let differs = !path.exists() || std::fs::read(&path).is_ok_and(|there| there != fetched.artifact.bytes());
    if differs && same_revision(folder, &taken.found.id).is_none() && path.exists() {
        let file = path.display();
        return Err(Error::Usage(format!("{file} is there and is another revision; rename it, and pull again")));
    }
    // Before the artifact, which can't run without.
    runtimes.needs(fetched.artifact.script());
    let keep = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        if std::fs::read(&path).is_ok_and(|there| there == bytes) { Ok(()) } else { files::write(&path, bytes) }
    };
    runtimes.fetch(registry, contents, folder, keep).await?;
    if differs {
        files::write(&path, fetched.artifact.bytes())?;
    }
    if let Some(beside) = &fetched.beside {
        files::write(&files::detached_path(&path), beside)?;
    }
    output.line(format!("{} pulled {}  {}", paint(GOOD, "✓"), paint(ID, &taken.found.id), path.display()));
    output.answer(paint(ID, wanted.place.at(&contents.digest)));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let facts = json!({
        "place": wanted.place.to_string(), "digest": contents.digest, "package": wanted.package, "folder": folder,
        "release": null, "changed": true, "artifacts": [facts(&(name, taken))],
    });
    Ok(Pulled { digest: contents.digest.clone(), release: None, facts })
}

/// What to do where a registry and the lock file differ.
const GO_BACK: &str = "pull it without --locked if the change is meant, or ask its publisher";

/// Compares a release with those that were here before. `there`: the number of the one in the folder.
fn judge_version(
    wanted: &Wanted<'_>,
    there: Option<u64>,
    release: Option<&VerifiedRelease>,
    vouching: &Vouching<'_>,
) -> Result<(), Error> {
    let known = wanted.pinned.as_ref().map(|pinned| pinned.release).max(there);
    let Some(release) = release else {
        return match known {
            _ if vouching.package().require_release => Err(vouching.refused(
                "it has no manifest, and the trust file says `require-release`; get one with a manifest from its publisher"
                    .to_owned(),
            )),
            // Else whoever takes the manifest away could hand out any older chain.
            Some(known) if !wanted.args.allow_older => Err(vouching.refused(format!(
                "it has no manifest, and release {known} was here before; get one with a manifest from its publisher"
            ))),
            _ => Ok(()),
        };
    };
    if !wanted.args.allow_older {
        release.at_least(known.unwrap_or_default()).map_err(|why| vouching.refused(why.to_string()))?;
    }
    let Some(pinned) = &wanted.pinned else { return Ok(()) };
    let version = release.release().version;
    if version == pinned.release && release.sha256() != pinned.manifest {
        return Err(vouching.refused(format!(
            "there are two releases {version}: {} pins another one; ask its publisher which is meant",
            LOCK
        )));
    }
    if wanted.is_locked() && version != pinned.release {
        return Err(
            vouching.refused(format!("it is release {version}, and {} pins {}; {GO_BACK}", LOCK, pinned.release))
        );
    }
    Ok(())
}

impl Wanted<'_> {
    /// Whether it must be just what the lock file has.
    fn is_locked(&self) -> bool {
        self.args.locked || self.args.place.is_none()
    }
}

/// The artifact in a folder that has this revision's id.
fn same_revision(folder: &Path, id: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "wasm")).find(|path| {
        let bytes = std::fs::read(path).unwrap_or_default();
        read_description(&bytes).ok().flatten().is_some_and(|description| description.id == id)
    })
}

fn facts((name, taken): &(String, Taken)) -> Value {
    json!({ "id": taken.found.id, "file": name, "sha256": taken.found.sha256, "keys": taken.keys })
}

/// Why fetching stopped: the registry's reason, or ours.
struct Stopped(Error);

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped(error)
    }
}

impl From<mighost_registry::Error> for Stopped {
    fn from(error: mighost_registry::Error) -> Stopped {
        Stopped(failed(error))
    }
}

impl From<Stopped> for Error {
    fn from(Stopped(error): Stopped) -> Error {
        error
    }
}

#[cfg(test)]
mod tests {
    use super::is_package;

    #[test]
    fn a_packages_name_is_two_folders_names() {
        assert!(is_package("acme/billing") && is_package("acme-1/bill_ing.2"));
        for name in ["acme", "../billing", "acme/..", "acme/", "/billing", "a/b/c", "acme/bil ling", "acme/.git"] {
            assert!(!is_package(name), "{name}");
        }
    }
}
