//! What two versions of an artifact, or of a chain, differ in.

use mighost::{Artifact, Capabilities, Description, Dialect, Half, Statements, unpack_sql};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What stands on one side: artifacts in the order of their chain.
pub type Side = Vec<Item>;

/// An artifact, as far as it is compared.
#[derive(Clone, Debug)]
pub struct Item {
    description: Description,
    capabilities: BTreeSet<String>,
    signers: BTreeSet<String>,
    /// Where it is a packed SQL file.
    statements: Option<Statements>,
    size: usize,
    content: String,
}

impl Item {
    /// What there is to compare of an artifact, and who says to have signed it.
    pub fn of(artifact: &Artifact, signers: Vec<String>) -> Item {
        Item {
            description: artifact.description().cloned().unwrap_or_default(),
            capabilities: functions(artifact.capabilities()),
            signers: signers.into_iter().collect(),
            statements: unpack_sql(artifact),
            size: artifact.signed_bytes().len(),
            content: artifact.content_sha256().to_string(),
        }
    }
}

/// Capabilities as `interface#function`.
fn functions(capabilities: &Capabilities) -> BTreeSet<String> {
    capabilities
        .iter()
        .flat_map(|(interface, names)| names.iter().map(move |name| format!("{interface}#{name}")))
        .collect()
}

/// What two sides differ in.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// What can more than before, for a warning.
    pub grown: Vec<Grown>,
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// Whether the revisions of both stand in another order.
    pub reordered: bool,
    pub changed: Vec<Change>,
}

impl Difference {
    /// Whether there are no differences.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && !self.reordered && self.changed.is_empty()
    }
}

/// A revision that can more than before; a new one, more than any could.
#[derive(Clone, Debug, Serialize)]
pub struct Grown {
    pub revision: String,
    pub added: bool,
    pub functions: Vec<String>,
}

/// What one revision differs in.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub revision: String,
    pub gained: Vec<String>,
    pub lost: Vec<String>,
    pub signed: Vec<String>,
    pub unsigned: Vec<String>,
    /// The fields of the description that differ, with both values.
    pub description: BTreeMap<String, [Value; 2]>,
    pub statements: Vec<Lines>,
    /// The size and the digest of the content of both.
    pub content: [(usize, String); 2],
}

/// The statements of one half that differ.
#[derive(Clone, Debug)]
pub struct Lines {
    pub half: Half,
    /// On which databases; none: on all.
    pub dialects: Vec<String>,
    /// `-` what is gone and `+` what is new, in order.
    pub lines: Vec<(char, String)>,
}

impl Change {
    fn of(a: &Item, b: &Item) -> Option<Change> {
        let more = |a: &BTreeSet<String>, b: &BTreeSet<String>| b.difference(a).cloned().collect::<Vec<_>>();
        let change = Change {
            revision: b.description.id.clone(),
            gained: more(&a.capabilities, &b.capabilities),
            lost: more(&b.capabilities, &a.capabilities),
            signed: more(&a.signers, &b.signers),
            unsigned: more(&b.signers, &a.signers),
            description: fields(&a.description, &b.description),
            statements: statements(a.statements.as_ref(), b.statements.as_ref()),
            content: [(a.size, a.content.clone()), (b.size, b.content.clone())],
        };
        (a.content != b.content || a.signers != b.signers).then_some(change)
    }

    /// For programs.
    pub fn facts(&self) -> Value {
        let half = |lines: &Lines| {
            let of =
                |mark| lines.lines.iter().filter(|(m, _)| *m == mark).map(|(_, text)| text.clone()).collect::<Vec<_>>();
            json!({ "half": lines.half.name(), "dialects": lines.dialects, "added": of('+'), "removed": of('-') })
        };
        let [(size_a, content_a), (size_b, content_b)] = &self.content;
        json!({
            "revision": self.revision, "capabilities": { "added": self.gained, "removed": self.lost },
            "signers": { "added": self.signed, "removed": self.unsigned }, "description": self.description,
            "statements": self.statements.iter().map(half).collect::<Vec<_>>(),
            "size": [size_a, size_b], "content_sha256": [content_a, content_b],
        })
    }
}

/// Two versions of one artifact, whatever their ids are.
pub fn files(a: &Side, b: &Side) -> Difference {
    let changed: Vec<Change> = a.iter().zip(b).filter_map(|(a, b)| Change::of(a, b)).collect();
    Difference { grown: changed.iter().filter_map(grown).collect(), changed, ..Difference::default() }
}

/// Two versions of one chain.
pub fn chains(a: &Side, b: &Side) -> Difference {
    let ids = |side: &Side| side.iter().map(|item| item.description.id.clone()).collect::<Vec<String>>();
    let (before, after) = (ids(a), ids(b));
    let missing =
        |of: &[String], from: &[String]| of.iter().filter(|id| !from.contains(id)).cloned().collect::<Vec<_>>();
    let (added, removed) = (missing(&after, &before), missing(&before, &after));
    let common =
        |ids: &[String], without: &[String]| ids.iter().filter(|id| !without.contains(id)).cloned().collect::<Vec<_>>();
    let known: BTreeMap<&str, &Item> = a.iter().map(|item| (item.description.id.as_str(), item)).collect();
    let changed: Vec<Change> =
        b.iter().filter_map(|item| Change::of(known.get(item.description.id.as_str())?, item)).collect();
    // What a new revision can is nothing new where another one could it.
    let could: BTreeSet<&String> = a.iter().flat_map(|item| &item.capabilities).collect();
    let new = b.iter().filter(|item| added.contains(&item.description.id)).filter_map(|item| {
        let functions: Vec<String> = item.capabilities.iter().filter(|f| !could.contains(f)).cloned().collect();
        (!functions.is_empty()).then(|| Grown { revision: item.description.id.clone(), added: true, functions })
    });
    let grown = changed.iter().filter_map(grown).chain(new).collect();
    let reordered = common(&before, &removed) != common(&after, &added);
    Difference { grown, reordered, added, removed, changed }
}

fn grown(change: &Change) -> Option<Grown> {
    let (revision, functions) = (change.revision.clone(), change.gained.clone());
    (!functions.is_empty()).then_some(Grown { revision, added: false, functions })
}

/// The fields in which two descriptions differ, as their JSON has them.
fn fields(a: &Description, b: &Description) -> BTreeMap<String, [Value; 2]> {
    let (a, b) = (json!(a), json!(b));
    let names: BTreeSet<&String> = [&a, &b].iter().filter_map(|side| side.as_object()).flat_map(|o| o.keys()).collect();
    let both = |name: &String| [a[name].clone(), b[name].clone()];
    names.into_iter().map(|name| (name.clone(), both(name))).filter(|(_, [a, b])| a != b).collect()
}

/// The statements in which two packed SQL files differ; nothing where one of them isn't one.
fn statements(a: Option<&Statements>, b: Option<&Statements>) -> Vec<Lines> {
    let (Some(a), Some(b)) = (a, b) else { return Vec::new() };
    let mut found: Vec<Lines> = Vec::new();
    for half in Half::ALL {
        let mut of_half: Vec<Lines> = Vec::new();
        for dialect in Dialect::ALL {
            let lines = differing(a.of(half, dialect).unwrap_or_default(), b.of(half, dialect).unwrap_or_default());
            // Most files are the same on all databases.
            match of_half.iter_mut().find(|other| other.lines == lines) {
                Some(other) => other.dialects.push(dialect.to_string()),
                None => of_half.push(Lines { half, dialects: vec![dialect.to_string()], lines }),
            }
        }
        for mut lines in of_half.into_iter().filter(|lines| !lines.lines.is_empty()) {
            if lines.dialects.len() == Dialect::ALL.len() {
                lines.dialects.clear();
            }
            found.push(lines);
        }
    }
    found
}

/// The most pairs of statements that are compared one by one: a table of so many numbers has 32 MB. What is left of longer
/// lists, behind what is the same at both ends, is all gone and all new.
const MOST: usize = 4_000_000;

/// What is gone from a list and what is new, by the longest part that both have in common.
fn differing(a: &[String], b: &[String]) -> Vec<(char, String)> {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    let gone = |text: &String| ('-', text.clone());
    let new = |text: &String| ('+', text.clone());
    if a.len().saturating_mul(b.len()) > MOST {
        return a.iter().map(gone).chain(b.iter().map(new)).collect();
    }
    // How long the common part behind each pair of places is.
    let width = b.len() + 1;
    let mut longest = vec![0_usize; (a.len() + 1) * width];
    for at in (0..a.len()).rev() {
        for place in (0..b.len()).rev() {
            longest[at * width + place] = if a[at] == b[place] {
                longest[(at + 1) * width + place + 1] + 1
            } else {
                longest[(at + 1) * width + place].max(longest[at * width + place + 1])
            };
        }
    }
    let (mut at, mut place, mut lines) = (0, 0, Vec::new());
    while at < a.len() || place < b.len() {
        if at < a.len() && place < b.len() && a[at] == b[place] {
            (at, place) = (at + 1, place + 1);
        } else if place >= b.len()
            || (at < a.len() && longest[(at + 1) * width + place] >= longest[at * width + place + 1])
        {
            lines.push(gone(&a[at]));
            at += 1;
        } else {
            lines.push(new(&b[place]));
            place += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(a: &str, b: &str) -> String {
        let list = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        differing(&list(a), &list(b)).into_iter().map(|(mark, text)| format!("{mark}{text} ")).collect()
    }

    #[test]
    fn only_what_differs_is_told() {
        assert_eq!(lines("a b c", "a b c"), "");
        assert_eq!(lines("a b c", "a x c"), "-b +x ");
        assert_eq!(lines("a b c d", "b c d e"), "-a +e ");
        assert_eq!(lines("", "a b"), "+a +b ");
        assert_eq!(lines("a b", ""), "-a -b ");
        assert_eq!(lines("a b c d e", "a c x e"), "-b -d +x ");
    }
}
