//! Making components of WAT, also such as no SDK would make.

use crate::binary::workspace;
use mighost_schema::Description;
use std::path::{Path, PathBuf};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// The folder with the hostile guests: `CASE/guest.wat`, where it needs more than the contract `CASE/world.wit`, and
/// `CASE/expected.txt`, whose lines must stand in the message.
pub fn hostile() -> PathBuf {
    workspace().join("tests/guests/hostile")
}

/// The description that `parts/describe.wat` answers.
pub fn description() -> Description {
    Description { id: "2".into(), revises: vec!["1".into()], has_downgrade: true, ..Description::default() }
}

/// The sealed artifact of a hostile guest: revision `2`, which follows `1`.
pub fn case(name: &str) -> Vec<u8> {
    let dir = hostile().join(name);
    let world = std::fs::read_to_string(dir.join("world.wit")).ok();
    seal(&component(&read(&dir.join("guest.wat")), world.as_deref()), &description())
}

/// Seals a description into a component, whatever the component itself would say.
pub fn seal(component: &[u8], description: &Description) -> Vec<u8> {
    mighost_artifact::seal(component, description).unwrap_or_else(|error| panic!("it can't be sealed: {error}"))
}

/// A component of a core module in WAT. `{{name}}` in it stands for `parts/name.wat` of the hostile guests. Without a
/// world it is the contract's; a world of its own is called `guest` and may import anything.
pub fn component(wat: &str, world: Option<&str>) -> Vec<u8> {
    let mut module = module(wat);
    let mut resolve = Resolve::default();
    let (contract, _) = resolve.push_dir(workspace().join("wit")).unwrap();
    let world = match world {
        None => resolve.select_world(&[contract], Some("migration")),
        Some(text) => {
            let package = resolve.push_str("world.wit", text).unwrap_or_else(|error| panic!("world.wit: {error:#}"));
            resolve.select_world(&[package], Some("guest"))
        }
    };
    embed_component_metadata(&mut module, &resolve, world.unwrap(), StringEncoding::UTF8).unwrap();
    let encoder = ComponentEncoder::default().module(&module).unwrap_or_else(|error| panic!("{error:#}"));
    encoder.validate(true).encode().unwrap_or_else(|error| panic!("{error:#}"))
}

/// A core module of WAT with its parts filled in.
pub fn module(wat: &str) -> Vec<u8> {
    let mut text = wat.to_owned();
    while let Some(start) = text.find("{{") {
        let end = start + text[start..].find("}}").expect("`{{` is closed by `}}`");
        let part = read(&hostile().join("parts").join(format!("{}.wat", &text[start + 2..end])));
        text.replace_range(start..end + 2, part.trim_end());
    }
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
