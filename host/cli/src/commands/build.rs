//! `build`: from sources to sealed artifacts.

use super::DONE;
use crate::args::Build;
use crate::config::Config;
use crate::create::unpack_sdk;
use crate::output::{DIM, GOOD, ID, Output, paint};
use crate::trust::files;
use mighost::build::{
    FolderRuntime, Language, RuntimeFolders, RustSource, Source, build_compiled, build_rust, runtime, sources,
};
use mighost::{Artifact, Error, Migrator, RUNTIMES, RuntimeScript, Script, Scripts, runtime_file};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub fn build(args: &Build, config: &Config, output: &Output) -> Result<u8, Error> {
    let migrator = config.offline();
    let mut ready = Vec::new();
    let mut written = Vec::new();
    let mut others = Vec::new();
    if args.paths.is_empty() {
        if !config.dir.is_dir() {
            return Err(mighost::chain::SourceError::NoFolder(config.dir.clone()).into());
        }
        written = sources(&config.dir);
        others = with_ending(&config.dir, "sql")?;
    }
    for path in &args.paths {
        match Source::at(path) {
            Some(source) => written.push(source),
            None if path.is_dir() => return Err(no_source(path)),
            None => others.push(path.clone()),
        }
    }
    let artifacts = config.dir.join("artifacts");
    let target = |source: &Source| artifacts.join(format!("{}.wasm", source.name()));
    for language in Language::ALL {
        let written: Vec<&Source> = written.iter().filter(|source| source.language == language).collect();
        if written.is_empty() {
            continue;
        }
        if language == Language::Rust {
            let rust: Vec<RustSource> = written.iter().map(|source| RustSource { dir: source.path.clone() }).collect();
            for (source, core) in written.iter().zip(build_rust(&rust)?) {
                ready.push(Ready { from: source.path.clone(), ..assemble(&core, target(source), &migrator)? });
            }
        } else if language.has_runtime() {
            ready.extend(scripts(language, &written, config, &migrator, output, target)?);
        } else {
            let sdk = unpack_sdk(language, &config.dir)?;
            for source in written {
                ready.push(assembled(&source.path, build_compiled(source, &sdk)?, target(source), &migrator)?);
            }
        }
    }
    for path in others {
        let target = artifacts.join(format!("{}.wasm", stem(&path)));
        if path.extension().is_some_and(|e| e == "sql") {
            ready.push(pack(&path, target, output)?);
        } else if [&artifacts, &config.dir].into_iter().any(|dir| is_in(&path, dir)) {
            // In the chain already: a second file beside it would be a second revision of its id.
            ready.push(assemble(&path, path.clone(), &migrator)?);
        } else {
            ready.push(assemble(&path, target, &migrator)?);
        }
    }
    different(&ready)?;
    // Nothing is written before everything is built: a folder half of which is new is a chain that nobody wrote.
    let built = ready.iter().map(|artifact| write(artifact, output)).collect::<Result<Vec<_>, _>>()?;
    output.object(&json!({ "artifacts": built }));
    if built.is_empty() {
        output.line(format!("nothing to build in {}", config.dir.display()));
    }
    Ok(DONE)
}

/// An artifact that isn't written yet.
struct Ready {
    /// What it was made of.
    from: PathBuf,
    target: PathBuf,
    id: String,
    bytes: Vec<u8>,
}

/// Refuses two artifacts of one id, which would be a chain that can't be read, and two of one name, of which one would be lost.
fn different(ready: &[Ready]) -> Result<(), Error> {
    let mut sources: BTreeMap<&str, &Path> = BTreeMap::new();
    let mut targets: BTreeMap<&Path, &Path> = BTreeMap::new();
    for Ready { from, target, id, .. } in ready {
        if let Some(other) = targets.insert(target, from).filter(|other| other != from) {
            return Err(Error::Usage(format!(
                "{} and {} would both be written to {}; rename one of them",
                other.display(),
                from.display(),
                target.display()
            )));
        }
        if let Some(other) = sources.insert(id, from).filter(|other| other != from) {
            return Err(Error::Usage(format!(
                "{} and {} are both the revision `{id}`; give one of them another id",
                other.display(),
                from.display()
            )));
        }
    }
    Ok(())
}

/// Packs an SQL file.
fn pack(path: &Path, target: PathBuf, output: &Output) -> Result<Ready, Error> {
    let broken = |reason| mighost::chain::SourceError::Broken { path: path.to_owned(), reason };
    let text = fs::read_to_string(path).map_err(|reason| Error::Io { what: path.display().to_string(), reason })?;
    let script = Script::parse(&text).map_err(broken)?;
    for (half, dialect, problem) in script.problems() {
        let half = half.name();
        output.warn(format!("{}: the {half} can't be run on {dialect}: {problem}", path.display()));
    }
    Ok(Ready {
        from: path.to_owned(),
        target,
        id: script.description().id.clone(),
        bytes: script.pack().map_err(broken)?,
    })
}

/// Componentizes, describes and seals what a tool chain built.
fn assemble(from: &Path, target: PathBuf, migrator: &Migrator) -> Result<Ready, Error> {
    let bytes = fs::read(from).map_err(|reason| Error::Io { what: from.display().to_string(), reason })?;
    assembled(from, bytes, target, migrator)
}

/// The same of what was read. `from` is for the messages.
fn assembled(from: &Path, bytes: Vec<u8>, target: PathBuf, migrator: &Migrator) -> Result<Ready, Error> {
    let assembled = migrator.block_on(mighost::assemble(from, bytes, migrator.options()))??;
    Ok(Ready { from: from.to_owned(), target, id: assembled.description.id, bytes: assembled.bytes })
}

/// Makes artifacts of the scripts of one language.
fn scripts(
    language: Language,
    written: &[&Source],
    config: &Config,
    migrator: &Migrator,
    output: &Output,
    target: impl Fn(&Source) -> PathBuf,
) -> Result<Vec<Ready>, Error> {
    let sdk = unpack_sdk(language, &config.dir)?;
    let artifacts = config.dir.join("artifacts");
    let runtimes = artifacts.join(RUNTIMES);
    let cache = migrator.options().cache_dir.clone();
    let folders = RuntimeFolders { sdk: &sdk, artifacts: &artifacts, cache: cache.as_deref() };
    let FolderRuntime { digest: runtime, of_another_sdk } = runtime(language, &folders, &|| {
        output.line(paint(DIM, format!("building the runtime of {language}, once: some seconds")));
    })?;
    if of_another_sdk {
        let pin = runtimes.join(format!("{}.sha256", language.name()));
        output.warn(format!(
            "{} keeps a runtime that was made of another version of {language}'s SDK; without the file, what is built from then on is \
             for this one's",
            pin.display()
        ));
    }
    let scripts = Scripts::new(vec![runtimes.clone()], migrator.options())?;
    let mut ready = Vec::new();
    for (source, script) in written.iter().zip(mighost::build::scripts(written, &sdk, runtime)?) {
        if let Some(kept) = kept(source, &target(source), &script, &runtimes) {
            ready.push(kept);
            continue;
        }
        let assembled = migrator.block_on(scripts.assemble(&source.path, &script))??;
        let (from, target) = (source.path.clone(), target(source));
        ready.push(Ready { from, target, id: assembled.description.id, bytes: assembled.bytes });
    }
    Ok(ready)
}

/// The artifact that was built of the same script before: it may be applied and signed, so that it stays as it is, and for the
/// runtime that it names, as long as that is there.
fn kept(source: &Source, target: &Path, script: &RuntimeScript, runtimes: &Path) -> Option<Ready> {
    let artifact = Artifact::read(fs::read(target).ok()?).ok()?;
    let there = artifact.script()?;
    let same = *there == RuntimeScript { runtime: there.runtime, ..script.clone() };
    if !same || !runtime_file(runtimes, &there.runtime).is_file() {
        return None;
    }
    let id = artifact.description()?.id.clone();
    Some(Ready {
        from: source.path.clone(),
        target: target.to_owned(),
        id,
        bytes: mighost::sign::strip(artifact.bytes()).ok()?.to_vec(),
    })
}

/// Writes an artifact whole or not at all.
fn write(artifact: &Ready, output: &Output) -> Result<Value, Error> {
    let Ready { target, id, bytes, .. } = artifact;
    // What is signed and would be built the same keeps its signatures.
    if fs::read(target).is_ok_and(|there| there != *bytes && mighost::sign::strip(&there) == Ok(&bytes[..])) {
        output.line(format!("{} {}  {} (signed, and the same)", paint(GOOD, "✓"), paint(ID, id), target.display()));
        return Ok(json!({ "id": id, "file": target, "size": bytes.len() }));
    }
    files::write(target, bytes)?;
    output.line(format!("{} {}  {} ({} bytes)", paint(GOOD, "✓"), paint(ID, id), target.display(), bytes.len()));
    Ok(json!({ "id": id, "file": target, "size": bytes.len() }))
}

/// Whether a file stands directly in a folder, however the two are written.
fn is_in(file: &Path, dir: &Path) -> bool {
    let parent = file.parent().map(|p| if p.as_os_str().is_empty() { Path::new(".") } else { p });
    parent.and_then(|p| p.canonicalize().ok()).is_some_and(|p| dir.canonicalize().is_ok_and(|dir| dir == p))
}

/// What to say of a folder that is no source.
fn no_source(path: &Path) -> Error {
    Error::Usage(format!(
        "{}: no migration's sources (a Cargo.toml with a cdylib, a go.mod, a migration.c) are there",
        path.display()
    ))
}

fn with_ending(dir: &Path, extension: &str) -> Result<Vec<PathBuf>, Error> {
    let io = |reason| Error::Io { what: dir.display().to_string(), reason };
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.is_file() && path.extension().is_some_and(|e| e == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
