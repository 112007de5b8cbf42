//! `trust sign`: the trust file's own signatures, and what they are worth.

use super::DONE;
use crate::args::With;
use crate::config::Config;
use crate::output::{BAD, GOOD, ID, Output, paint};
use crate::trust::{claims, files, keys, signing};
use mighost::sign::{TrustStatement, Unverified, sign_trust};
use mighost::trust::{RootOfTrust, TrustFile};
use mighost::{Digest, Error};
use serde_json::{Value, json};

pub fn sign(with: &With, config: &Config, output: &Output) -> Result<u8, Error> {
    let path = config.trust_file();
    let what = path.display().to_string();
    let text = files::read(path)?;
    let file = TrustFile::load(path).map_err(Error::Trust)?;
    let Some(root) = &file.root_of_trust else {
        return Err(Error::Usage(format!(
            "{what} has no [root-of-trust], which says who signs it; write one with `version = 1` and `keys = [\"NAME\"]`, names \
             of [keys.NAME], and perhaps `threshold`"
        )));
    };
    let signer = keys::signer(with, output)?;
    let sha256 = Digest::of(&text);
    // Over another file or version, what is there is of no use any more.
    let existing = file.signatures.as_deref().and_then(|json| Unverified::of_trust(json).ok());
    let same = |there: &TrustStatement| there.sha256 == sha256 && there.version == root.version;
    let existing = existing.and_then(|there| Some((there.trust().ok().filter(same)?, there)));
    let statement = match &existing {
        Some((statement, _)) => statement.clone(),
        None => TrustStatement { sha256, version: root.version, created: signing::now() },
    };
    let refused = |reason| Error::Sign { what: what.clone(), reason };
    let envelope = existing.as_ref().map(|(_, there)| there.envelope());
    let envelope = sign_trust(&statement, envelope, signer.as_ref()).map_err(refused)?;
    files::write(&TrustFile::beside(path), &envelope.to_json().map_err(refused)?)?;
    let key = signer.public_key().id().to_string();
    let file = TrustFile::load(path).map_err(Error::Trust)?;
    let facts = facts(&file);
    output.object(&json!({ "file": path, "key": key, "root_of_trust": facts }));
    output.line(format!(
        "{} version {} of {what} is signed by {}",
        paint(GOOD, "✓"),
        root.version,
        claims::named(&file, &key)
    ));
    if !root.keys.iter().filter_map(|name| file.keys.get(name)).any(|own| own.public_key.id().to_string() == key) {
        output.warn("that key isn't one of [root-of-trust]: it counts only where it was one of the version before");
    }
    if let Err(reason) = file.signed_by_its_own() {
        output.line(format!("next: {reason}"));
    }
    Ok(DONE)
}

/// Who must have signed the file and whether they have, for programs; null where it isn't signed itself.
pub fn facts(file: &TrustFile) -> Value {
    let Some(RootOfTrust { version, keys, threshold }) = &file.root_of_trust else { return Value::Null };
    let judged = file.signed_by_its_own();
    let names = |ids: &Vec<mighost::sign::KeyId>| ids.iter().map(|id| claims::named(file, &id.to_string())).collect();
    let signed: Option<Vec<String>> = judged.as_ref().ok().map(names);
    json!({
        "version": version, "keys": keys, "threshold": threshold, "signed_by": signed, "reason": judged.err(),
    })
}

/// The same for people.
pub fn print(file: &TrustFile, output: &Output) {
    let Some(RootOfTrust { version, keys, threshold }) = &file.root_of_trust else { return };
    let must = format!("version {version}, to be signed by {threshold} of {}", keys.join(", "));
    output.answer(match file.signed_by_its_own() {
        Ok(ids) => {
            let names: Vec<String> = ids.iter().map(|id| claims::named(file, &id.to_string())).collect();
            format!("this file   {must}: {} by {}", paint(GOOD, "signed"), paint(ID, names.join(", ")))
        }
        Err(reason) => format!("this file   {must}: {} {reason}", paint(BAD, "not so:")),
    });
}
