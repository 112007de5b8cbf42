//! What the signatures of a file claim, shown without judging them.

use super::files;
use mighost::sign::Unverified;
use mighost::trust::TrustFile;
use mighost::{Artifact, Error};
use serde_json::{Value, json};
use std::path::Path;

/// The claims of a file: as JSON, and as lines for people.
pub fn of(path: &Path, bytes: &[u8], trust: Option<&TrustFile>) -> Result<(Value, Vec<String>), Error> {
    let detached = files::read_detached(path)?;
    let claimed = match Unverified::of_artifact(bytes, detached.as_deref()) {
        Ok(None) => return Ok((Value::Null, vec!["signatures none".to_owned()])),
        Ok(Some(claimed)) => claimed,
        // Whatever is wrong with it: `inspect` shows what the file is, and `verify` refuses it.
        Err(reason) => return Ok((json!({ "error": reason.to_string() }), vec![format!("signatures {reason}")])),
    };
    let keys = claimed.keys();
    let mut lines = vec![format!("signatures {}, not verified: `mighost verify` does that", keys.len())];
    // What an attacker wrote goes to a terminal: only as much of it as a key id has, and nothing that moves the cursor.
    let shown = |key: &&str| key.chars().take(64).collect::<String>().escape_debug().to_string();
    let names: Vec<Option<&str>> = keys.iter().map(|key| trust.and_then(|trust| name(trust, key))).collect();
    let known = |name: &Option<&str>| name.map(|name| format!(" ({name})")).unwrap_or_default();
    lines.extend(keys.iter().zip(&names).map(|(key, name)| format!("  by       {}{}", shown(key), known(name))));
    let statement = match claimed.statement() {
        Err(reason) => {
            lines.push(format!("  say      {reason}"));
            json!({ "error": reason.to_string() })
        }
        Ok(statement) => {
            let parents: Vec<&str> = statement.parents.iter().map(|parent| parent.id.as_str()).collect();
            let follows = if parents.is_empty() {
                "follows nothing".to_owned()
            } else {
                format!("follows {}", parents.join(", "))
            };
            lines.push(format!("  say      {}, number {}, {follows}", statement.name(), statement.sequence));
            lines.push(format!("  of       {}", statement.sha256));
            lines.push(format!("  on       {}", statement.created));
            lines.extend(statement.audience.iter().map(|audience| format!("  for      {audience}")));
            facts(&statement)
        }
    };
    Ok((json!({ "keys": keys, "names": names, "statement": statement }), lines))
}

/// The name that the trust file gives a key.
fn name<'a>(trust: &'a TrustFile, id: &str) -> Option<&'a str> {
    trust.keys.iter().find(|(_, key)| key.public_key.id().to_string() == id).map(|(name, _)| name.as_str())
}

/// The same, or the id where it gives none.
pub fn named(trust: &TrustFile, id: &str) -> String {
    name(trust, id).unwrap_or(id).to_owned()
}

/// The keys by which an artifact says that it is signed, by their names where the trust file has some.
pub fn signers(artifact: &Artifact, detached: Option<&[u8]>, trust: Option<&TrustFile>) -> Vec<String> {
    let claimed = Unverified::of_artifact(artifact.bytes(), detached).ok().flatten();
    let ids = claimed.as_ref().map(Unverified::keys).unwrap_or_default();
    ids.into_iter().map(|id| trust.map_or_else(|| id.to_owned(), |trust| named(trust, id))).collect()
}

/// A statement as JSON.
pub fn facts(statement: &mighost::sign::Statement) -> Value {
    json!({
        "sha256": statement.sha256, "package": statement.package, "revision": statement.revision,
        "parents": statement.parents, "sequence": statement.sequence, "capabilities": statement.capabilities,
        "created": statement.created, "audience": statement.audience,
    })
}
