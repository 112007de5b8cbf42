//! `inspect`: what a file is and what it can do, without running or compiling it.

use super::DONE;
use crate::args::Inspect;
use crate::output::{BAD, ID, Output, paint};
use mighost::{Artifact, Capabilities, Error, Script};
use serde_json::json;

pub fn inspect(args: &Inspect, output: &Output) -> Result<u8, Error> {
    let path = &args.file;
    let bytes = std::fs::read(path).map_err(|reason| Error::Io { what: path.display().to_string(), reason })?;
    let refused = |error: mighost::ArtifactError| {
        Error::Source(mighost::chain::SourceError::Broken { path: path.clone(), reason: error })
    };
    let is_sql = path.extension().is_some_and(|e| e == "sql");
    let artifact = if is_sql {
        let text = String::from_utf8(bytes).map_err(|_| Error::Usage(format!("{}: not UTF-8 text", path.display())))?;
        Script::parse(&text).and_then(|script| script.pack()).and_then(Artifact::read).map_err(refused)?
    } else {
        Artifact::read(bytes).map_err(refused)?
    };
    let (signatures, claims) = crate::trust::claims::of(path, artifact.bytes())?;
    output.object(&json!({
        "file": path, "sha256": artifact.sha256().to_string(), "size": artifact.bytes().len(),
        "sealed": artifact.description().is_some(), "revision": artifact.description(),
        "contract": artifact.contract_version(), "capabilities": artifact.capabilities(),
        "wasi": artifact.wasi_imports(), "foreign": artifact.foreign_imports(),
        "content_sha256": artifact.content_sha256(), "signatures": signatures,
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
    let wasi = artifact.wasi_imports();
    output.answer(format!("WASI       {}", if wasi.is_empty() { "none".into() } else { wasi.join(", ") }));
    if !artifact.foreign_imports().is_empty() {
        output.answer(format!("{}   it imports {}", paint(BAD, "refused"), artifact.foreign_imports().join(", ")));
    }
    for line in claims {
        output.answer(line);
    }
    Ok(DONE)
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
