//! `sign`: signatures in or beside artifacts.

use super::DONE;
use crate::args::Sign;
use crate::config::Config;
use crate::output::{DIM, GOOD, ID, Output, paint};
use crate::trust::pool::Pool;
use crate::trust::{files, keys, signing};
use mighost::sign::attach;
use mighost::{Artifact, Error};
use serde_json::json;
use std::path::{Path, PathBuf};

pub fn sign(args: &Sign, config: &Config, output: &Output) -> Result<u8, Error> {
    let signer = keys::signer(&args.with, output)?;
    let key = signer.public_key().id();
    let mut pool = Pool::default();
    for path in &args.parent {
        pool.add_file(path)?;
    }
    let mut artifacts = Vec::new();
    for path in &args.files {
        artifacts.push((path, read(path)?));
        add_folders(&mut pool, path, config);
    }
    let mut ready = Vec::new();
    for (path, artifact) in &artifacts {
        let detached = files::read_detached(path)?;
        let signed = signing::artifact(path, artifact, detached.as_deref(), &args.with, signer.as_ref(), &mut pool)?;
        let refused = |reason| Error::Sign { what: path.display().to_string(), reason };
        let (target, bytes) = if args.detached {
            (files::detached_path(path), signed.envelope.to_json().map_err(refused)?)
        } else {
            (path.to_path_buf(), attach(artifact.bytes(), &signed.envelope).map_err(refused)?)
        };
        ready.push((path, signed, target, bytes));
    }
    // Nothing is written before everything is signed.
    let mut done = Vec::new();
    for (path, signed, target, bytes) in ready {
        let there = std::fs::read(&target).is_ok_and(|there| there == bytes);
        if !there {
            files::write(&target, &bytes)?;
        }
        let name = signed.statement.name();
        let signatures = signed.envelope.claimed_keys();
        let beside = if args.detached { format!(" (in {})", target.display()) } else { String::new() };
        let state = if there { "signed already" } else { "signed" };
        output.line(format!("{} {}  {state}  {}{beside}", paint(GOOD, "✓"), paint(ID, &name), path.display()));
        done.push(json!({
            "file": path, "revision": name, "written": if there { None } else { Some(&target) },
            "already": signed.already, "signatures": signatures,
        }));
    }
    output.object(&json!({ "key": key, "signed": done }));
    output.line(format!("{} {key}", paint(DIM, "by the key")));
    Ok(DONE)
}

/// Reads what is to be signed.
fn read(path: &Path) -> Result<Artifact, Error> {
    if path.extension().is_some_and(|e| e == "sql") {
        return Err(Error::Usage(format!(
            "{}: an SQL file is no artifact; `mighost build {}` packs it, `mighost release` packs and signs the whole chain",
            path.display(),
            path.display()
        )));
    }
    let broken = |reason| Error::Source(mighost::chain::SourceError::Broken { path: path.to_owned(), reason });
    Artifact::read(files::read(path)?).map_err(broken)
}

/// Adds the folders where an artifact's parents may be: its own, the one above `artifacts/`, the folder of migrations.
pub fn add_folders(pool: &mut Pool, artifact: &Path, config: &Config) {
    let own = artifact.parent().map_or_else(PathBuf::new, Path::to_owned);
    let above = if own.file_name().is_some_and(|name| name == "artifacts") { own.parent() } else { None };
    for dir in [Some(own.as_path()), above, Some(&config.dir)].into_iter().flatten() {
        pool.add_folder(dir);
    }
}
