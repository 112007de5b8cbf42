//! `push`: artifacts into a registry.

use super::{DONE, release};
use crate::args::{Push, Reach};
use crate::config::Config;
use crate::dot_env::DotEnv;
use crate::output::{DIM, GOOD, ID, Output, paint};
use crate::runtimes::Pushed;
use crate::trust::files;
use mighost::chain::SourceError;
use mighost::sign::Unverified;
use mighost::{Artifact, Error};
use mighost_registry::{Chain, Item, Options, Place, Registry};
use serde_json::json;
use std::path::Path;

/// When something was made that doesn't say it: the same every time, and plainly no time at which anything was.
const NEVER: &str = "1970-01-01T00:00:00Z";

pub fn push(args: &Push, config: &Config, output: &Output) -> Result<u8, Error> {
    let place = place(&args.place)?;
    if place.digest().is_some() {
        return Err(Error::Usage(format!("{place}: a digest is what a push gives; name a tag, or none")));
    }
    let created = created()?;
    let mut runtimes = Pushed::new(config);
    let (digest, package, count, release) = match &args.file {
        Some(file) => {
            let item = one(file, &mut runtimes)?;
            warn_unsigned(std::slice::from_ref(&item), output);
            let package = item.artifact.description().and_then(|description| description.package.clone());
            let registry = connect(&place, &args.reach)?;
            let digest = config.offline().block_on(registry.push(&place, &item, &created))?.map_err(failed)?;
            (digest, package.unwrap_or_default(), 1, None)
        }
        None => {
            let chain = chain(&config.folder()?, &mut runtimes, output)?;
            warn_unsigned(&chain.items, output);
            let registry = connect(&place, &args.reach)?;
            let digest = config.offline().block_on(registry.push_chain(&place, &chain, &created))?.map_err(failed)?;
            let release = chain.release.as_ref().map(|(_, version)| *version);
            (digest, chain.package, chain.items.len(), release)
        }
    };
    let pinned = place.at(&digest);
    output.object(&json!({
        "place": place.to_string(), "digest": digest, "pinned": pinned.to_string(), "package": package,
        "revisions": count, "release": release, "runtimes": runtimes.digests(),
    }));
    let of = release.map(|version| format!(", release {version}")).unwrap_or_default();
    let revisions = if count == 1 { "1 revision".to_owned() } else { format!("{count} revisions") };
    let with = crate::runtimes::count(runtimes.digests().len());
    output.line(format!("{} pushed {revisions}{of}{with}  {place}", paint(GOOD, "✓")));
    output.answer(paint(ID, &pinned));
    let wanted = if package.is_empty() { "root" } else { &package };
    if place.package() != Some(wanted) {
        output.line(paint(DIM, format!("to pull it: mighost pull {pinned} --package {wanted}")));
    }
    Ok(DONE)
}

/// A place as it was typed.
pub fn place(text: &str) -> Result<Place, Error> {
    Place::parse(text).map_err(|error| Error::Usage(error.to_string()))
}

/// A connection, with the credentials of the environment, of `.env`, or of docker's or podman's files.
pub fn connect(place: &Place, reach: &Reach) -> Result<Registry, Error> {
    let dot_env = DotEnv::read();
    let options = Options { plain_http: reach.plain_http, ca_file: reach.ca_file.clone() };
    Registry::new(place, &options, &|name| dot_env.variable(name)).map_err(failed)
}

/// An error of a registry as one of ours.
pub fn failed(error: mighost_registry::Error) -> Error {
    if error.is_untrusted() {
        return Error::Refused { what: "what the registry has".to_owned(), reason: error.to_string() };
    }
    Error::Registry(error.to_string())
}

/// When what doesn't say it itself was made: never now, so that the same artifact has the same digest.
fn created() -> Result<String, Error> {
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(NEVER.to_owned()) };
    let seconds = text.parse::<i64>().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let time = seconds.ok_or_else(|| Error::Usage(format!("SOURCE_DATE_EPOCH={text}: not a number of seconds")))?;
    Ok(format!("{time:.0}"))
}

fn broken(path: &Path) -> impl Fn(mighost::ArtifactError) -> Error {
    let path = path.to_owned();
    move |reason| Error::Source(SourceError::Broken { path: path.clone(), reason })
}

/// One artifact's file.
fn one(path: &Path, runtimes: &mut Pushed) -> Result<Item, Error> {
    if path.extension().is_some_and(|extension| extension == "sql") {
        let file = path.display();
        return Err(Error::Usage(format!("{file}: an SQL file is no artifact; `mighost build {file}` packs it")));
    }
    let artifact = Artifact::read(files::read(path)?).map_err(broken(path))?;
    if artifact.description().is_none() {
        return Err(Error::Source(SourceError::NotSealed(path.to_owned())));
    }
    item(path, artifact, runtimes)
}

fn item(path: &Path, artifact: Artifact, runtimes: &mut Pushed) -> Result<Item, Error> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let runtime = artifact.script().map(|script| runtimes.of(path, script)).transpose()?;
    Ok(Item { name, artifact, beside: files::read_detached(path)?, runtime })
}

/// The chain of a folder, each revision as its artifact, and its manifest.
fn chain(dir: &Path, runtimes: &mut Pushed, output: &Output) -> Result<Chain, Error> {
    let (found, package) = release::items(dir, output)?;
    let manifest = release::manifest_path(&found, dir);
    let mut items = Vec::new();
    for item in &found {
        items.push(self::item(&item.path, item.artifact.clone(), runtimes)?);
    }
    let release = match release::previous(&manifest)? {
        None => {
            output.warn(format!(
                "{}: there is no manifest, so nobody can tell whether the chain is whole; `mighost release` makes one",
                manifest.display()
            ));
            None
        }
        Some((_, release)) => {
            let same = release.package == package
                && release.revisions.len() == found.len()
                && release.revisions.iter().zip(&found).all(|(released, item)| {
                    released.sha256 == item.artifact.content_sha256() && released.revises == item.revises
                });
            if !same {
                return Err(Error::Usage(format!(
                    "{}: the chain isn't as release {} has it; run `mighost release` again, then push",
                    manifest.display(),
                    release.version
                )));
            }
            Some((files::read(&manifest)?, release.version))
        }
    };
    Ok(Chain { package, items, release })
}

/// Says loudly what nobody has signed.
fn warn_unsigned(items: &[Item], output: &Output) {
    let signed =
        |item: &&Item| matches!(Unverified::of_artifact(item.artifact.bytes(), item.beside.as_deref()), Ok(Some(_)));
    let unsigned: Vec<&str> = items.iter().filter(|item| !signed(item)).map(|item| item.name.as_str()).collect();
    if let Some(first) = unsigned.first() {
        let more = unsigned.len() - 1;
        let what = if more == 0 { format!("{first} isn't") } else { format!("{first} and {more} more aren't") };
        output.warn(format!(
            "{what} signed: nobody who requires signatures can use it; `mighost release` signs the chain, `mighost sign` a file"
        ));
    }
}
