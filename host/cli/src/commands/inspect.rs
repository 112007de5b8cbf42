//! `inspect`: what a file is and what it can do, without running or compiling it.

use super::DONE;
use crate::args::Inspect;
use crate::config::Config;
use crate::line::plain;
use crate::output::{BAD, GOOD, ID, Output, paint, typed};
use crate::trust::claims;
use mighost::trust::{Grants, TrustFile};
use mighost::{Artifact, Capabilities, Error, Script};
use serde_json::{Value, json};
use std::path::Path;

pub fn inspect(args: &Inspect, config: &Config, output: &Output) -> Result<u8, Error> {
    let path = &args.file;
    let is_sql = is_sql(path);
    let artifact = read(path)?;
    let trust = config.trusted()?;
    let (signatures, claims) = crate::trust::claims::of(path, artifact.bytes(), trust.as_ref())?;
    let verdict = trust.as_ref().map(|trust| Verdict::of(path, &artifact, trust)).transpose()?;
    output.object(&json!({
        "file": path, "sha256": artifact.sha256().to_string(), "size": artifact.bytes().len(),
        "sealed": artifact.description().is_some(), "revision": artifact.description(),
        "contract": artifact.contract_version(), "capabilities": artifact.capabilities(),
        "script": artifact.script().map(|script| json!({
            "language": script.language, "name": script.name, "runtime": script.runtime.to_string(),
        })),
        "wasi": artifact.wasi_imports(), "foreign": artifact.foreign_imports(),
        "content_sha256": artifact.content_sha256(), "signatures": signatures,
        "trust": verdict.as_ref().map(Verdict::facts),
    }));
    let what = if is_sql { "an SQL migration" } else { "a migration" };
    output.answer(format!("{} is {what}, {} bytes", path.display(), artifact.bytes().len()));
    match artifact.description() {
        None => output.answer(format!("revision   {}", paint(BAD, "not sealed: `mighost build FILE` seals it"))),
        Some(description) => {
            output.answer(format!("revision   {}", paint(ID, &description.id)));
            let pairs = [
                ("package", description.package.clone().unwrap_or_default()),
                ("message", description.message.clone().unwrap_or_default()),
                ("revises", description.revises.join(", ")),
                ("depends on", description.depends_on.join(", ")),
                ("labels", description.labels.join(", ")),
                ("created", description.created.clone().unwrap_or_default()),
                ("downgrade", if description.has_downgrade { "yes".into() } else { "no".into() }),
            ];
            for (name, text) in pairs.iter().filter(|(_, text)| !text.is_empty()) {
                output.answer(format!("{name:<11}{text}"));
            }
        }
    }
    output.answer(format!("sha256     {}", artifact.sha256()));
    output.answer(format!("contract   mighost:migration@{}", artifact.contract_version()));
    output.answer(format!("can        {}", capabilities(artifact.capabilities())));
    if let Some(script) = artifact.script() {
        output.answer(format!("script     {}, in {}", script.name, script.language));
        output.answer(format!("runtime    {}", script.runtime));
    }
    let wasi = artifact.wasi_imports();
    output.answer(format!("WASI       {}", if wasi.is_empty() { "none".into() } else { wasi.join(", ") }));
    if !artifact.foreign_imports().is_empty() {
        output.answer(format!("{}   it imports {}", paint(BAD, "refused"), artifact.foreign_imports().join(", ")));
    }
    for line in claims {
        output.answer(line);
    }
    if let Some(verdict) = verdict {
        verdict.print(config, output);
    }
    Ok(DONE)
}

fn is_sql(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "sql")
}

/// Reads an artifact, or packs an SQL file.
pub fn read(path: &Path) -> Result<Artifact, Error> {
    let bytes = crate::trust::files::read(path)?;
    let refused = |error: mighost::ArtifactError| {
        Error::Source(mighost::chain::SourceError::Broken { path: path.to_owned(), reason: error })
    };
    if is_sql(path) {
        let text = String::from_utf8(bytes).map_err(|_| Error::Usage(format!("{}: not UTF-8 text", path.display())))?;
        return Script::parse(&text).and_then(|script| script.pack()).and_then(Artifact::read).map_err(refused);
    }
    Artifact::read(bytes).map_err(refused)
}

/// What the trust file says of an artifact: who vouches for it, and what it would need against what it is granted.
struct Verdict {
    package: String,
    /// Whether the file names the package at all.
    named: bool,
    /// The names of the keys that count; or why they aren't enough.
    judged: Result<Vec<String>, String>,
    /// `None`: the application's own chain, which isn't confined.
    grants: Option<(Vec<String>, Vec<String>)>,
}

impl Verdict {
    fn of(path: &Path, artifact: &Artifact, trust: &TrustFile) -> Result<Verdict, Error> {
        let package = artifact.description().and_then(|d| d.package.clone()).unwrap_or_default();
        let trusted = trust.packages.get(&package);
        let detached = crate::trust::files::read_detached(path)?;
        let judged = trust.judge(&package, artifact, detached.as_deref());
        let judged = judged.map(|judged| judged.keys.iter().map(|id| claims::named(trust, &id.to_string())).collect());
        let own = Grants::own(&package);
        let grants = trusted.map_or(&own, |trusted| &trusted.grants);
        let compared = || (grants.lacking(artifact.capabilities()), grants.excess(artifact.capabilities()));
        let grants = (!package.is_empty()).then(compared);
        Ok(Verdict { named: trusted.is_some(), package, judged, grants })
    }

    fn facts(&self) -> Value {
        json!({
            "package": self.package, "named": self.named, "trusted": self.judged.is_ok(),
            "signers": self.judged.as_ref().ok(), "reason": self.judged.as_ref().err(),
            "lacking": self.grants.as_ref().map(|(lacking, _)| lacking),
            "excess": self.grants.as_ref().map(|(_, excess)| excess),
        })
    }

    fn print(&self, config: &Config, output: &Output) {
        let file = config.trust_file().display();
        // What of the application's own nobody has to vouch for.
        if !self.named && self.package.is_empty() {
            return;
        }
        output.answer(match &self.judged {
            Ok(names) => format!("trusted    {} vouches for it, as {file} says", paint(GOOD, names.join(", "))),
            Err(reason) => format!("trusted    {} {}", paint(BAD, "no:"), plain(&typed(reason))),
        });
        let Some((lacking, excess)) = &self.grants else { return };
        let by = if self.named { "" } else { ", by what a package is granted that the file doesn't name yet" };
        output.answer(match lacking.as_slice() {
            [] => format!("granted    all that it imports{by}"),
            lacking => format!("granted    {} {}{by}", paint(BAD, "not:"), lacking.join(", ")),
        });
        if !excess.is_empty() {
            output.answer(format!("unused     granted, and not imported: {}", excess.join(", ")));
        }
    }
}

/// The interfaces and functions that an artifact imports, a line an interface.
pub fn capabilities(capabilities: &Capabilities) -> String {
    let lines: Vec<String> = capabilities
        .iter()
        .map(|(interface, functions)| {
            let names: Vec<&str> = functions.iter().map(String::as_str).collect();
            format!("{interface}: {}", names.join(", "))
        })
        .collect();
    if lines.is_empty() { "nothing".into() } else { lines.join("\n           ") }
}
