//! `edit`: a revision's source in the user's editor.

use super::DONE;
use crate::args::Edit;
use crate::config::Config;
use crate::output::Output;
use mighost::Error;
use mighost::chain::{Chain, Graph, Node, Origin};
use serde_json::json;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

pub fn edit(args: &Edit, config: &Config, output: &Output) -> Result<u8, Error> {
    let chain = Chain::read(&config.dir)?;
    let graph = Graph::build(chain.revisions.clone(), &chain.not_built)?;
    let rows = super::rows(config, &args.targets.iter().collect::<Vec<_>>())?;
    let mut files: Vec<PathBuf> = Vec::new();
    for target in &args.targets {
        for file in sources(target, &chain, &graph, &rows)? {
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    let (program, words) = editor()?;
    let mut command = Command::new(&program);
    command.args(&words).args(&files);
    // Standard output belongs to the JSON.
    if output.json {
        command.stdout(std::io::stderr());
    }
    let shown = program.to_string_lossy();
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let status = command.status().map_err(|reason| {
        Error::Program(format!(
            "the editor `{shown}` can't be started: {reason}; set VISUAL or EDITOR to one that is there"
        ))
    })?;
    if !status.success() {
        return Err(Error::Program(format!(
            "the editor `{shown}` failed with {status}; look whether {} was saved",
            names.join(", ")
        )));
    }
    output.object(&json!({ "files": names, "editor": shown }));
    for file in &names {
        output.line(format!("edited {file}"));
    }
    Ok(DONE)
}

/// The files of the revisions that a target names.
fn sources(target: &str, chain: &Chain, graph: &Graph, rows: &BTreeSet<String>) -> Result<Vec<PathBuf>, Error> {
    let exact = graph.get(target).is_some() || graph.labels().any(|(label, _)| label == target);
    // Sources that aren't built have no id yet, and a folder that begins with it.
    let begins = |dir: &&PathBuf| !exact && file_name(dir).starts_with(target);
    let unbuilt: Vec<&PathBuf> = chain.not_built.iter().filter(begins).collect();
    let found = match (graph.resolve(target, rows), unbuilt.as_slice()) {
        (Err(_), [dir]) => return Ok(vec![code(dir)]),
        (Ok(found), [dir, ..]) => {
            let (ids, name) = (found.join(", "), file_name(dir));
            return Err(Error::Usage(format!(
                "`{target}` may be {ids}, or {name}, which isn't built; write more of it"
            )));
        }
        (found, _) => found?,
    };
    if let (true, Some(dir)) = (!exact && target.starts_with("head"), chain.not_built.first()) {
        return Err(Error::Usage(format!(
            "{} isn't built, so the head of the chain isn't known; run `mighost build` first, or name it: `mighost edit {}`",
            dir.display(),
            file_name(dir)
        )));
    }
    if found.is_empty() && target.rsplit_once('@').map_or(target, |(_, symbol)| symbol) == "current" {
        return Err(Error::Usage(format!(
            "`{target}`: the database is at base there, or doesn't exist yet, so there is no file to edit; `mighost status` says more"
        )));
    }
    if found.is_empty() {
        return Err(Error::Usage(format!(
            "`{target}` is no revision, so there is no file to edit; `mighost history` lists them"
        )));
    }
    found.iter().filter_map(|id| graph.get(id)).map(source).collect()
}

/// The file that a revision is written in.
fn source(node: &Node) -> Result<PathBuf, Error> {
    let artifact = match &node.revision.origin {
        Origin::Sql(path) => return Ok(path.clone()),
        Origin::Artifact(path) => path,
        Origin::Stored(_) => Path::new(""),
    };
    // An artifact is called like the folder from which it was built, beside the folder of artifacts.
    let folder = artifact.parent().filter(|dir| dir.ends_with("artifacts")).and_then(Path::parent);
    let name = artifact.file_stem();
    match folder.zip(name).map(|(dir, name)| code(&dir.join(name))).filter(|code| code.is_file()) {
        Some(code) => Ok(code),
        None => Err(Error::Usage(format!(
            "`{}` has no source here: it is the artifact {}, which can't be edited; `mighost show {}` says what is in it",
            node.id(),
            node.revision.origin,
            node.id()
        ))),
    }
}

fn file_name(dir: &Path) -> String {
    dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The code in a folder with sources in Rust.
fn code(dir: &Path) -> PathBuf {
    dir.join("src").join("lib.rs")
}

/// The editor and the arguments that its variable has.
fn editor() -> Result<(OsString, Vec<OsString>), Error> {
    let set =
        |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value));
    let Some((name, value)) = set("VISUAL").or_else(|| set("EDITOR")) else {
        return Err(Error::Usage(
            "no editor: set VISUAL or EDITOR, as in `EDITOR=\"code --wait\" mighost edit`".into(),
        ));
    };
    // A path may have spaces in it.
    if Path::new(&value).is_file() {
        return Ok((value, Vec::new()));
    }
    let words = value.to_str().and_then(shlex::split).unwrap_or_default();
    let mut words = words.into_iter().map(OsString::from);
    match words.next() {
        Some(program) => Ok((program, words.collect())),
        None => Err(Error::Usage(format!(
            "{name}={}: not a command; write a program and its arguments, as in `code --wait`",
            value.to_string_lossy()
        ))),
    }
}
