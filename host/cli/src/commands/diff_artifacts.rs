//! `diff-artifacts`: what changed between two versions of an artifact, or of a chain.

use super::{DIFFERENCES, DONE, inspect};
use crate::args::DiffArtifacts as Args;
use crate::compare::{self, Change, Difference, Side};
use crate::config::Config;
use crate::line::plain;
use crate::output::{BAD, DIM, GOOD, ID, Output, WARN, paint};
use crate::trust::{claims, files};
use mighost::chain::{Chain, Graph};
use mighost::sign::Unverified;
use mighost::trust::TrustFile;
use mighost::{Artifact, Error};
use serde_json::{Value, json};
use std::path::Path;

/// The manifest's name, beside the artifacts.
const MANIFEST: &str = "release.json";

pub fn diff(args: &Args, config: &Config, output: &Output) -> Result<u8, Error> {
    let trust = config.trusted()?;
    let (a, b) = (Given::read(&args.a, config, trust.as_ref())?, Given::read(&args.b, config, trust.as_ref())?);
    let difference = match (a.chain, b.chain) {
        // Two files are two versions of one thing, whatever they are called.
        (false, false) => compare::files(&a.side, &b.side),
        (true, true) => compare::chains(&a.side, &b.side),
        _ => {
            return Err(Error::Usage(format!(
                "{} and {}: one is a file and the other a chain; give two of a kind",
                args.a.display(),
                args.b.display()
            )));
        }
    };
    let same = difference.is_empty() && a.release == b.release;
    output.object(&json!({
        "a": args.a, "b": args.b, "same": same, "grown": difference.grown, "added": difference.added,
        "removed": difference.removed, "reordered": difference.reordered, "release": [a.release, b.release],
        "changed": difference.changed.iter().map(Change::facts).collect::<Vec<_>>(),
    }));
    print(&difference, output);
    if a.release != b.release {
        let shown = |release: Option<u64>| release.map_or("none".to_owned(), |version| version.to_string());
        output.answer(format!("release    {} → {}", shown(a.release), shown(b.release)));
    }
    if same {
        output.line("no differences");
        return Ok(DONE);
    }
    Ok(DIFFERENCES)
}

/// One of the two.
struct Given {
    chain: bool,
    side: Side,
    /// The version of its manifest, which nobody has verified.
    release: Option<u64>,
}

impl Given {
    fn read(path: &Path, config: &Config, trust: Option<&TrustFile>) -> Result<Given, Error> {
        let manifest = path.file_name().is_some_and(|name| name == MANIFEST);
        let dir = if manifest { path.parent().filter(|dir| !dir.as_os_str().is_empty()) } else { Some(path) };
        let dir = dir.unwrap_or(Path::new("."));
        if !manifest && !path.is_dir() {
            let artifact = inspect::read(path)?;
            let signers = claims::signers(&artifact, files::read_detached(path)?.as_deref(), trust);
            return Ok(Given { chain: false, side: vec![compare::Item::of(&artifact, signers)], release: None });
        }
        let chain = Chain::read(dir)?;
        let graph = Graph::build(chain.revisions, &chain.not_built)?;
        let mut side = Vec::new();
        for node in graph.ordered() {
            let artifact: Artifact = config.offline().block_on(config.offline().artifact(&node.revision))??;
            // Those that lie beside it were put in when it was read.
            let signers = claims::signers(&artifact, None, trust);
            side.push(compare::Item::of(&artifact, signers));
        }
        let manifests = [dir.join(MANIFEST), dir.join("artifacts").join(MANIFEST)];
        let release = match manifests.iter().find(|path| path.exists()) {
            None => None,
            Some(path) => {
                let unreadable = |reason| Error::Untrusted { what: path.display().to_string(), reason };
                let claimed = Unverified::of_release(&files::read(path)?).map_err(unreadable)?;
                Some(claimed.release().map_err(unreadable)?.version)
            }
        };
        Ok(Given { chain: true, side, release })
    }
}

fn print(difference: &Difference, output: &Output) {
    for grown in &difference.grown {
        let what = if grown.added { "new, and can what nothing could before" } else { "can more than before" };
        let (id, functions) = (paint(ID, plain(&grown.revision)), grown.functions.join(", "));
        output.answer(format!("{} {id}  {what}: {functions}", paint(BAD, "!")));
    }
    for id in &difference.added {
        output.answer(format!("{} {}  is new", paint(GOOD, "+"), paint(ID, plain(id))));
    }
    for id in &difference.removed {
        output.answer(format!("{} {}  is gone", paint(BAD, "-"), paint(ID, plain(id))));
    }
    if difference.reordered {
        output.answer(format!("{} those of both stand in another order", paint(WARN, "~")));
    }
    for change in &difference.changed {
        output.answer(format!("{} {}", paint(WARN, "~"), paint(ID, plain(&change.revision))));
        lists("can", &change.gained, &change.lost, output);
        lists("signed by", &change.signed, &change.unsigned, output);
        for (field, [a, b]) in &change.description {
            output.answer(format!("  {field:<10} {} → {}", value(a), value(b)));
        }
        for half in &change.statements {
            let place = match half.dialects.as_slice() {
                [] => half.half.to_string(),
                dialects => format!("{} ({})", half.half, dialects.join(", ")),
            };
            output.answer(format!("  {place}"));
            for (mark, text) in &half.lines {
                let text = plain(text);
                output.answer(match mark {
                    '-' => paint(BAD, format!("    - {text}")),
                    _ => paint(GOOD, format!("    + {text}")),
                });
            }
        }
        let [(size_a, content_a), (size_b, content_b)] = &change.content;
        if content_a == content_b {
            output.answer(paint(DIM, "  the content is the same"));
        } else {
            output.answer(format!("  size       {size_a} → {size_b} bytes"));
            output.answer(format!("  content    {content_a}"));
            output.answer(format!("           → {content_b}"));
        }
    }
}

fn lists(name: &str, more: &[String], fewer: &[String], output: &Output) {
    for (mark, style, list) in [('+', GOOD, more), ('-', BAD, fewer)] {
        if !list.is_empty() {
            output.answer(format!("  {name:<10} {}", paint(style, format!("{mark} {}", plain(&list.join(", "))))));
        }
    }
}

/// A field's value for people.
fn value(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => format!("`{}`", plain(text)),
        other => plain(&other.to_string()),
    }
}
