//! `verify`: who signed, and what.

use super::{DONE, NOT_TRUSTED, sign};
use crate::args::Verify;
use crate::config::Config;
use crate::output::{BAD, GOOD, ID, Output, paint};
use crate::trust::pool::Pool;
use crate::trust::{claims, files, keys};
use mighost::Error;
use mighost::sign::{KeyId, PublicKey, Uncounted, Untrusted, Verified, Verifier};
use serde_json::{Value, json};
use std::path::Path;

pub fn verify(args: &Verify, config: &Config, output: &Output) -> Result<u8, Error> {
    let mut signers = Vec::new();
    for file in &args.key {
        signers.push(Named { key: keys::public(file)?, name: file.display().to_string() });
    }
    let given = signers.iter().map(|named| named.key.clone());
    let threshold = |reason| Error::Sign { what: "--threshold".into(), reason };
    let mut verifier = Verifier::new(given, args.threshold).map_err(threshold)?;
    if let Some(package) = &args.package {
        verifier = verifier.package(package);
    }
    if let Some(audience) = &args.audience {
        verifier = verifier.audience(audience);
    }
    let mut files = Vec::new();
    let mut refused: Option<Error> = None;
    for path in &args.files {
        let judged = if path.extension().is_some_and(|e| e == "json") {
            super::release::judge(path, &verifier, &signers, output)
        } else {
            artifact(path, &verifier, &signers, config, output)
        };
        match judged {
            Ok(facts) => files.push(facts),
            Err(Error::Untrusted { what, reason }) => {
                files.push(json!({ "file": path, "trusted": false, "reason": reason.to_string() }));
                if args.files.len() > 1 {
                    output.answer(format!("{} {what}: {reason}", paint(BAD, "✗")));
                }
                refused.get_or_insert(Error::Untrusted { what, reason });
            }
            Err(other) => return Err(other),
        }
    }
    let trusted = refused.is_none();
    output.object(&json!({ "trusted": trusted, "files": files }));
    if let Some(error) = refused {
        if !output.json {
            output.error(&error);
        }
        return Ok(NOT_TRUSTED);
    }
    Ok(DONE)
}

/// A key that was given, and the file it came from.
pub struct Named {
    key: PublicKey,
    name: String,
}

/// The keys that signed and the signatures that don't count, for people.
pub fn print_signers(keys: &[KeyId], others: &[Uncounted], signers: &[Named], output: &Output) {
    for id in keys {
        let name = signers.iter().find(|named| named.key.id() == *id).map_or("", |named| &named.name);
        output.answer(format!("  signed by  {} ({name})", paint(ID, id)));
    }
    for other in others {
        output.answer(format!("  not counted: {other}"));
    }
}

fn artifact(
    path: &Path,
    verifier: &Verifier,
    signers: &[Named],
    config: &Config,
    output: &Output,
) -> Result<Value, Error> {
    let untrusted = |reason: Untrusted| Error::Untrusted { what: path.display().to_string(), reason };
    let bytes = files::read(path)?;
    let detached = files::read_detached(path)?;
    let verified = verifier.artifact(bytes, detached.as_deref()).map_err(untrusted)?;
    let mut pool = Pool::default();
    sign::add_folders(&mut pool, path, config);
    let package = verified.artifact().description().and_then(|description| description.package.clone());
    let mut parents = Vec::new();
    for parent in &verified.statement().parents {
        let found = pool.content(package.as_deref(), &parent.id)?;
        parents.push(json!({ "id": parent.id, "compared": found.is_some() }));
    }
    // One that isn't at hand can't be compared; that is said and is no reason to refuse a file that stands alone.
    let content = |id: &str| match pool.content(package.as_deref(), id) {
        Ok(Some(found)) => Some(found),
        _ => verified.statement().parents.iter().find(|parent| parent.id == id).map(|parent| parent.sha256),
    };
    verified.follows(content).map_err(untrusted)?;
    print(path, &verified, &parents, signers, output);
    Ok(json!({
        "file": path, "trusted": true, "keys": verified.keys(),
        "not_counted": verified.others().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "statement": claims::facts(verified.statement()), "parents": parents,
    }))
}

fn print(path: &Path, verified: &Verified, parents: &[Value], signers: &[Named], output: &Output) {
    let statement = verified.statement();
    output.answer(format!("{} {}", paint(GOOD, "✓"), path.display()));
    print_signers(verified.keys(), verified.others(), signers, output);
    output.answer(format!("  revision   {}, number {} of its chain", paint(ID, statement.name()), statement.sequence));
    for parent in parents {
        let compared = if parent["compared"] == true { "compared" } else { "not at hand, so not compared" };
        let id = parent["id"].as_str().unwrap_or_default();
        output.answer(format!("  follows    {id} ({compared})"));
    }
    output.answer(format!("  content    {}", statement.sha256));
    let can = super::inspect::capabilities(&statement.capabilities).replace("\n           ", "\n             ");
    output.answer(format!("  can        {can}"));
    output.answer(format!("  signed     {}", statement.created));
    if let Some(audience) = &statement.audience {
        output.answer(format!("  for        {audience}"));
    }
}
