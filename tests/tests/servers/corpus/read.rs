//! Chains as their projects write them, in each project's own layout.

use mighost_tests::{Kind, Project, binary, chain};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One revision of a project's own.
pub struct Revision {
    pub id: String,
    /// What takes the database up.
    pub up: String,
    /// What takes it down again, where the project wrote that.
    pub down: Option<String>,
    /// Whether it can't be one transaction.
    pub alone: bool,
}

/// The folder with other projects' chains. They aren't kept here.
pub fn folder() -> Option<PathBuf> {
    let beside = binary::workspace().join("../shared/corpus");
    let folder = std::env::var_os("MIGHOST_CORPUS").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    let missing = format!("there is no corpus at {}; MIGHOST_CORPUS names another folder", folder.display());
    assert!(std::env::var_os("CI").is_none_or(|ci| ci.is_empty()), "{missing}");
    println!("NOTHING TESTED HERE: {missing}");
    None
}

/// The chain in a folder: `NAME.sql`, with both ways in one file as goose has them, or `NAME.up.sql` and `NAME.down.sql`.
pub fn chain_of(folder: &Path) -> Vec<Revision> {
    // What takes up and what takes down, by name.
    let mut ways: BTreeMap<(Vec<u64>, String), [Option<String>; 2]> = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".sql") else { continue };
        let text = fs::read_to_string(&path).unwrap();
        let way = |ends: &[&str]| ends.iter().find_map(|end| stem.strip_suffix(end));
        let (stem, at) = match (way(&[".up", "_up"]), way(&[".down", "_down"])) {
            (Some(stem), _) => (stem, 0),
            (_, Some(stem)) => (stem, 1),
            _ => (stem, 0),
        };
        let slot = ways.entry((number(stem), stem.to_owned())).or_default();
        match text.split_once("-- +goose Down") {
            Some((up, down)) => *slot = [Some(up.to_owned()), Some(down.to_owned())],
            None => slot[at] = Some(text),
        }
    }
    let revision = |((_, id), [up, down]): (_, [Option<String>; 2])| {
        // A way back whose name is misspelt belongs to nothing.
        let up = up?;
        let down = down.filter(|down| has_sql(down));
        Some(Revision { alone: alone(&up) || down.as_deref().is_some_and(alone), id, up, down })
    };
    ways.into_iter().filter_map(revision).collect()
}

/// Temporal's own layout: `vX.Y/manifest.json` lists the files of a version in their order.
pub fn versions(folder: &Path) -> Vec<Revision> {
    let mut versions: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    versions.sort_by_key(|path| number(&path.file_name().unwrap().to_string_lossy()));
    let mut chain = Vec::new();
    for version in versions {
        let manifest = fs::read_to_string(version.join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        for file in manifest["SchemaUpdateCqlFiles"].as_array().unwrap() {
            let file = file.as_str().unwrap();
            let up = fs::read_to_string(version.join(file)).unwrap();
            let id = format!("{}-{}", version.file_name().unwrap().to_string_lossy(), file.trim_end_matches(".sql"));
            chain.push(Revision { id, alone: alone(&up), up, down: None });
        }
    }
    chain
}

/// A single file as a chain of one.
pub fn file(path: &Path) -> Vec<Revision> {
    let up = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    vec![Revision { id: "first".into(), alone: false, up, down: None }]
}

/// Writes the chain as SQL revisions, each file's own text in its section.
pub fn write(project: &Project, revisions: &[Revision], kind: Kind) {
    let mut before = "";
    for revision in revisions {
        let down = revision.down.as_deref().unwrap_or_default();
        let mut text = chain::sql(&revision.id, before, &served(&revision.up, kind), &served(down, kind));
        if revision.alone {
            text = text.replacen("\n-- message:", "\n-- transaction: none\n-- message:", 1);
        }
        project.write(format!("migrations/{}.sql", revision.id), text);
        before = &revision.id;
    }
}

/// What a runner takes care of by itself, its files needn't say; and mighost refuses to hear it. Nor has it another tool's
/// sections.
fn served(text: &str, kind: Kind) -> String {
    let foreign_keys = |line: &str| kind == Kind::Sqlite && line.to_uppercase().starts_with("PRAGMA FOREIGN_KEYS");
    let marker = |line: &str| line.trim_start().starts_with("-- +goose ");
    text.split_inclusive('\n').map(|line| if foreign_keys(line) || marker(line) { "\n" } else { line }).collect()
}

/// The first numbers in a name, for an order in which 10 comes after 9.
fn number(name: &str) -> Vec<u64> {
    let digits = name.trim_start_matches(['v', 'V']).split(['.', '_', '-']);
    digits.map_while(|digits| digits.parse().ok()).collect()
}

/// Whether a file asks for no transaction around it.
fn alone(text: &str) -> bool {
    let code = |line: &str| !line.trim_start().starts_with("--") && line.to_uppercase().contains(" CONCURRENTLY ");
    text.contains("NO TRANSACTION") || text.lines().any(code)
}

fn has_sql(text: &str) -> bool {
    text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"))
}
