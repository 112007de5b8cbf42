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

/// The sealed artifact of the hostile guest of that name, as the application's own.
pub fn named(name: &str) -> Vec<u8> {
    case(&hostile().join(name), false)
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

/// The section of a component with a module of so many functions, each with so many multiplications. As text it would take this
/// program more memory than the command may have, and the kernel counts a child's from where its parent stood.
pub fn busy(functions: usize, each: usize) -> Vec<u8> {
    if functions == 0 {
        return Vec::new();
    }
    // The numbers of the sections in a module, and of a module in a component.
    const TYPES: u8 = 1;
    const FUNCTIONS: u8 = 3;
    const CODE: u8 = 10;
    const MODULE: u8 = 1;
    // No locals; `local.get 0`, then `local.get 0, i32.mul` again and again; `end`.
    let body = [&[0, 0x20, 0][..], &[0x20, 0, 0x6c].repeat(each), &[0x0b]].concat();
    let body = &section(0, &body)[1..];
    let count = leb(functions);
    let module = [
        b"\0asm\x01\0\0\0".to_vec(),
        // One type, of an i32 to an i32.
        section(TYPES, &[1, 0x60, 1, 0x7f, 1, 0x7f]),
        section(FUNCTIONS, &[count.clone(), vec![0; functions]].concat()),
        section(CODE, &[count, body.repeat(functions)].concat()),
    ];
    section(MODULE, &module.concat())
}

/// A custom section with so many bytes of nothing.
pub fn padding(size: usize) -> Vec<u8> {
    /// One letter: an empty name would do too.
    const NAME: &[u8] = b"\x01x";
    if size == 0 { Vec::new() } else { section(0, &[NAME, &vec![0; size]].concat()) }
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id], leb(content.len()).as_slice(), content].concat()
}

/// A number as LEB128: seven bits a byte, the lowest first.
fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        bytes.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
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

/// The runtime of a small language, see `tests/guests/runtime`; its scripts are of `acme/billing`, or the application's own.
/// Another `version` is another runtime that does the same.
pub fn runtime(package: bool, version: &str) -> Vec<u8> {
    let folder = workspace().join("tests/guests/runtime");
    // A text at 40 of twelve bytes.
    let named = r#"(data (i32.const 64) "\01\00\00\00\28\00\00\00\0c\00\00\00")"#;
    let version = format!("(data (i32.const 2048) \"{version}\")");
    let text = read(&folder.join("guest.wat"));
    let text = text.replace(";; PACKAGE", &if package { format!("{named} {version}") } else { version });
    component(&text, Some(&read(&folder.join("world.wit"))))
}

/// The sealed artifact of a script in that language, for a runtime.
pub fn script(runtime: &[u8], package: bool, id: char, revises: Option<char>, statement: &str) -> Vec<u8> {
    let source = format!("{id}{}\n-- mighost: uses sql\n{statement}", revises.unwrap_or('-'));
    let script = mighost_artifact::RuntimeScript {
        language: "tiny".into(),
        runtime: mighost_artifact::Digest::of(runtime),
        name: format!("{id}.tiny"),
        file: mighost_artifact::Digest::of(source.as_bytes()),
        source,
    };
    let description = Description {
        package: package.then(|| crate::package::BILLING.into()),
        id: id.into(),
        revises: revises.map(String::from).into_iter().collect(),
        ..Description::default()
    };
    seal(&script.artifact().unwrap(), &description)
}
