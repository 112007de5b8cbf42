//! Making components of WAT, also such as no SDK would make.

use crate::binary::workspace;
use mighost_schema::Description;
use std::path::{Path, PathBuf};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// The folder with the hostile guests, a folder a case; its README says what is in one.
pub fn hostile() -> PathBuf {
    workspace().join("tests/guests/hostile")
}

/// The description that `parts/describe.wat` answers: revision `2` of the application, which follows `1`.
pub fn description() -> Description {
    Description { id: "2".into(), revises: vec!["1".into()], has_downgrade: true, ..Description::default() }
}

/// The description that `parts/describe-package.wat` answers: the only revision of the package.
pub fn description_of_package() -> Description {
    Description {
        package: Some(crate::package::BILLING.into()),
        id: "2".into(),
        has_downgrade: true,
        ..Description::default()
    }
}

/// The sealed artifact of a hostile guest's folder, the application's own or the package's. What can't even be sealed stays
/// as it is.
pub fn case(folder: &Path, package: bool) -> Vec<u8> {
    let description = if package { description_of_package() } else { description() };
    let world = std::fs::read_to_string(folder.join("world.wit")).ok();
    let mut component = component(&read(&folder.join("guest.wat")), world.as_deref());
    if let Ok(more) = std::fs::read_to_string(folder.join("append.wat")) {
        // Behind the header, which the component has already.
        component.extend(&module(&more)[8..]);
    }
    mighost_artifact::seal(&component, &description).unwrap_or(component)
}

/// The section of a component in which others are nested so deep. WAT's reader goes only a hundred deep.
pub fn nested(depth: usize) -> Vec<u8> {
    /// What each begins with, and the section's number.
    const HEADER: &[u8] = b"\0asm\x0d\0\x01\0";
    const COMPONENT: u8 = 4;
    let mut bytes = Vec::new();
    for _ in 0..depth {
        bytes = section(COMPONENT, &[HEADER, &bytes].concat());
    }
    bytes
}

/// A custom section with so many bytes of nothing.
pub fn padding(size: usize) -> Vec<u8> {
    /// One letter: an empty name would do too.
    const NAME: &[u8] = b"\x01x";
    if size == 0 { Vec::new() } else { section(0, &[NAME, &vec![0; size]].concat()) }
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![id];
    let mut size = content.len();
    // LEB128: seven bits a byte, the lowest first.
    loop {
        let low = u8::try_from(size & 0x7f).unwrap();
        size >>= 7;
        bytes.push(if size == 0 { low } else { low | 0x80 });
        if size == 0 {
            break;
        }
    }
    bytes.extend_from_slice(content);
    bytes
}

/// Seals a description into a component, whatever the component itself would say.
pub fn seal(component: &[u8], description: &Description) -> Vec<u8> {
    mighost_artifact::seal(component, description).unwrap_or_else(|error| panic!("it can't be sealed: {error}"))
}

/// A component of a core module in WAT. `{{name}}` in it stands for `parts/name.wat` of the hostile guests. Without a
/// world it is the contract's; a world of its own is called `guest` and may import anything.
pub fn component(wat: &str, world: Option<&str>) -> Vec<u8> {
    let mut module = module(wat);
    // One that no encoder makes is written as it is.
    if wat.lines().any(|line| line.starts_with("(component")) {
        return module;
    }
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

/// A core module of WAT with its parts filled in; `{{1000 times: text}}` is the text so often.
pub fn module(wat: &str) -> Vec<u8> {
    let mut text = wat.to_owned();
    // The innermost first: what is repeated may have parts too.
    while let Some(start) = text.find("}}").and_then(|end| text[..end].rfind("{{")) {
        let end = start + text[start..].find("}}").expect("it was found");
        let inner = &text[start + 2..end];
        let part = match inner.split_once(" times: ") {
            Some((count, repeated)) => repeated.repeat(count.parse().expect("a number of times")),
            None => read(&hostile().join("parts").join(format!("{inner}.wat"))).trim_end().to_owned(),
        };
        text.replace_range(start..end + 2, &part);
    }
    // A bomb's text is no message.
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{}", text.chars().take(4000).collect::<String>()))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
